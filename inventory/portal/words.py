"""What is said at the doors of donors, borrowers and the public."""

from flask_babel import lazy_gettext as _l

from inventory.portal import applying_rules, finder_rules, inviting_rules
from inventory.portal.applying_rules import ForWhom, Helper, Question, Word
from inventory.portal.donated import Where
from inventory.portal.inviting_rules import InvitationState
from inventory.portal.meanings import CardMeaning
from inventory.portal.piling import Obstacle, PileDeed
from inventory.portal.trail import MovedSince
from inventory.wording import says

says(
    {
        InvitationState.OPEN: _l("Not used yet"),
        InvitationState.USED: _l("Used"),
        InvitationState.REVOKED: _l("Taken back"),
        InvitationState.EXPIRED: _l("Too old"),
    }
)
says(
    {
        inviting_rules.NobodyNamed: _l("Fill in at least one name."),
        inviting_rules.TooManyNamed: _l("Not more than %(most)s people at once. Make two lists of it."),
        inviting_rules.LineUnread: _l(
            "We cannot read line %(line)s. Write a name, and behind a comma a mail address or a phone number."
        ),
        inviting_rules.InvitationOver: _l("This invitation was used, taken back, or is too old."),
        inviting_rules.NotInvitedHere: _l(
            "The conditions do not name an invitation as a way in. Add that first."
        ),
        "portal.person_invited": _l("Invited to the own form"),
        "portal.invitation_revoked": _l("Invitation taken back"),
        "portal.invitation_forgotten": _l("Name on an invitation erased"),
    }
)
says({MovedSince: _l("%(code)s was put somewhere else since. Look where it stands first.")})
says(
    {
        CardMeaning.STEP_DONE: _l("Step done"),
        CardMeaning.ALL_FINE: _l("All in order"),
        CardMeaning.DEFECT: _l("Defect"),
        CardMeaning.NEXT: _l("Next"),
        CardMeaning.UNDO: _l("Undo"),
        CardMeaning.PRINT_LABEL: _l("Print label"),
        CardMeaning.HELP: _l("Help needed"),
        "portal.card_made": _l("Action card made"),
        "portal.pass_printed": _l("Pass of a borrower printed"),
        "portal.help_asked": _l("Help asked at the bench"),
        "portal.help_answered": _l("Someone went to help at the bench"),
    }
)
says(
    {
        finder_rules.HoldsALink: _l("Leave links out, please."),
        finder_rules.HoldsANumber: _l("Leave the national register number out. We do not keep it."),
        finder_rules.TooManyToday: _l("We got many messages today. Please call us."),
        "portal.finder_wrote": _l("A finder left a message"),
        "portal.finder_answered": _l("A finder was answered"),
        "portal.finder_forgotten": _l("What a finder wrote was forgotten"),
    }
)
says({"portal.year_letter_written": _l("Letter about a year written to a donor")})
says(
    {
        Where.COMING: _l("Not here yet"),
        Where.AT_THE_BENCH: _l("At our reuse centre"),
        Where.READY: _l("Ready to be lent"),
        Where.IN_USE: _l("In use"),
        Where.LENDING: _l("With our lending service"),
        Where.PARTS: _l("Used for parts"),
        Where.RECYCLED: _l("Recycled"),
        Where.MISSING: _l("Missing"),
        Where.SENT_BACK: _l("Back with you"),
    }
)
says(
    {
        Obstacle.NOT_HERE_YET: _l("It is not here yet. Receive it first."),
        Obstacle.IS_LENT: _l("It is lent. Take it back first."),
        Obstacle.IS_MISSING: _l("It is missing. Say first that you found it."),
        Obstacle.HAS_LEFT: _l("It left us for good."),
        Obstacle.IS_THERE: _l("It stands there already."),
        Obstacle.IS_DONE: _l("This is done already."),
        Obstacle.OTHER_STEP: _l("This is not its next step."),
        Obstacle.HOLDS_DATA: _l("A disk inside still holds data. Wipe it, or take it out, first."),
        Obstacle.ON_ITS_LOAN: _l("It is lent. Report it on its loan."),
    }
)
says(
    {
        PileDeed.START_WIPE: _l("Start wiping"),
        PileDeed.CHECKLIST: _l("Begin the checklist"),
        PileDeed.CHECK_AGAIN: _l("Back to the bench"),
        PileDeed.FIND: _l("Found again"),
        PileDeed.MISS: _l("Report missing"),
        PileDeed.TAKE_APART: _l("For parts"),
        PileDeed.RECYCLE: _l("To the recycler"),
    }
)
says(
    {
        Question.FOR_WHOM: _l("For whom is the laptop?"),
        Question.NAME: _l("What is your name?"),
        Question.BORN: _l("In which year were you born?"),
        Question.LIVES: _l("Where do you live?"),
        Question.REACH: _l("How can we reach you?"),
        Question.LANGUAGE: _l("Which language do you speak best?"),
        Question.PURPOSE: _l("What do you want the laptop for?"),
        Question.WISHES: _l("Does the laptop need something special?"),
        Question.HEARD: _l("How did you find us?"),
        Question.HELP: _l("Does someone help you with this form?"),
    }
)
says(
    {
        ForWhom.MYSELF: _l("For myself"),
        ForWhom.CHILD: _l("For my child"),
        ForWhom.YOUNG: _l("For myself, and I am not 18 yet"),
    }
)
says(
    {
        Helper.NOBODY: _l("No, I do it alone"),
        Helper.SOMEONE: _l("Yes, family or someone I know"),
        Helper.DIGIHELPER: _l("Yes, a digihelper"),
    }
)
says({Word.YES: _l("Yes"), Word.NO: _l("No"), Word.UNKNOWN: _l("I do not know")})
says(
    {
        applying_rules.DoorIsClosed: _l("You cannot ask for a laptop with this form now. Please call us."),
        applying_rules.TooManyBegun: _l("We got many questions today. Please call us."),
        applying_rules.SentAlready: _l("You sent this form already. You cannot change it any more: call us."),
        applying_rules.NotYetAll: _l("One question is still open. Go back to it."),
        "portal.form_begun": _l("An applicant began the form"),
        "portal.form_answered": _l("An applicant answered a question of the form"),
        "portal.form_sent": _l("An applicant sent the form"),
        "portal.form_forgotten": _l("A form that nobody finished was forgotten"),
    }
)
