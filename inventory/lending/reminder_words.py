"""How reminders, calls and their refusals are said."""

from flask_babel import lazy_gettext as _l

from inventory.foundation.outbox import LetterState, Medium, Trouble
from inventory.lending import calling, reminders
from inventory.lending.ladder import Channel, Stop, Way
from inventory.lending.reaching import CallAnswer, CallReason, NoTextsBecause, PauseReason, Whom
from inventory.wording import says

says(
    {
        Way.PREFERRED: _l("As this person prefers"),
        Way.SMS: _l("A text message"),
        Way.MAIL: _l("A mail"),
        Way.PAPER: _l("A letter by post"),
        Way.CALL: _l("We call the borrower"),
        Way.CALL_REFERRER: _l("We call the service that sent them"),
    }
)
says(
    {
        Channel.SMS: _l("Text message"),
        Channel.MAIL: _l("Mail"),
        Channel.PAPER: _l("Letter by post"),
        Channel.CALL: _l("We call the borrower"),
        Channel.CALL_REFERRER: _l("We call the service that sent them"),
    }
)
says(
    {
        Stop.ENDED: _l("This loan has ended already."),
        Stop.NO_END: _l("This loan has no end."),
        Stop.LOST: _l("The laptop was reported lost or stolen."),
        Stop.ASKED_LONGER: _l("The borrower asked for longer, and waits for an answer."),
        Stop.PAUSED: _l("A colleague lets the reminders rest."),
    }
)
says({Medium.SMS: _l("Text message"), Medium.MAIL: _l("Mail"), Medium.PAPER: _l("Letter by post")})
says(
    {
        LetterState.WAITS: _l("waits"),
        LetterState.SENT: _l("sent"),
        LetterState.PRINTED: _l("printed"),
        LetterState.FAILED: _l("not delivered"),
        LetterState.WITHDRAWN: _l("not sent: no longer needed"),
    }
)
says(
    {
        Trouble.REFUSED: _l("This number takes no text messages."),
        Trouble.UNCERTAIN: _l("Perhaps it arrived, perhaps not. We do not send it twice; we call."),
    }
)
says(
    {
        PauseReason.AGREED: _l("We agreed on a day"),
        PauseReason.AWAY: _l("In hospital, abroad or away"),
        PauseReason.TALKING: _l("A service is talking with this person"),
        PauseReason.DIED: _l("This person died"),
    }
)
says(
    {
        Whom.BORROWER: _l("the borrower"),
        Whom.REFERRER: _l("the service that sent them"),
        Whom.NOBODY: _l("no number that works"),
    }
)
says(
    {
        CallReason.RUNG: _l("The reminders came to a call."),
        CallReason.FAILED: _l("A message could not be delivered."),
        CallReason.AGAIN: _l("Called before, still not here."),
    }
)
says(
    {
        CallAnswer.AGREED: _l("Agreed on a day"),
        CallAnswer.NOT_REACHED: _l("Not reached"),
        CallAnswer.WRONG_NUMBER: _l("Wrong number"),
        CallAnswer.DROPPED: _l("Not needed any more"),
    }
)
says(
    {
        NoTextsBecause.OBJECTED: _l("Wants no text messages."),
        NoTextsBecause.WRONG_NUMBER: _l("The telephone number is wrong."),
    }
)
says(
    {
        calling.AlreadyAnswered: _l("A colleague wrote down what came of this call before you."),
        reminders.NotAboutMoney: _l("A reminder asks for the laptop, never for money. Take that out."),
        calling.OfAnEndedLoan: _l("This loan has ended already."),
        calling.DayTooFar: _l("Choose a day within a year from now."),
        reminders.NoLongerSo: _l("What this letter says is no longer so. It is not printed again."),
        calling.DayNeeded: _l("Choose a day from today on."),
        calling.NothingPaused: _l("The reminders of this loan go on already."),
        calling.AlreadyPaused: _l("A colleague let these reminders rest before you."),
    }
)
says(
    {
        "lending.call_asked": _l("To be called"),
        "lending.called": _l("Called"),
        "lending.letter_printed": _l("Letter printed"),
        "lending.letter_again": _l("Letter to be printed again"),
        "lending.reminders_paused": _l("Reminders rest"),
        "lending.reminders_go_on": _l("Reminders go on"),
        "lending.no_texts": _l("No text messages any more"),
        "lending.texts_objected": _l("Objected to text messages"),
        "lending.texts_allowed": _l("May be sent text messages again"),
        "lending.texts_again": _l("Text messages again"),
        "lending.reminders_over": _l("Reminders not needed any more"),
        "lending.reminder_ways_set": _l("Ways of reminding chosen"),
    }
)
