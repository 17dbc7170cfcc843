"""What is said of the books, and of deposits that nobody fetched."""

from flask_babel import lazy_gettext as _l

from inventory.bookkeeping import ageing_rules, numbers_rules
from inventory.bookkeeping.ageing_rules import Age, How, Outcome, Step
from inventory.wording import says

says(
    {
        Age.MONTH: _l("0 to 30 days"),
        Age.HALF_YEAR: _l("1 to 6 months"),
        Age.YEAR: _l("6 to 12 months"),
        Age.FIVE_YEARS: _l("1 to 5 years"),
        Age.OLDER: _l("More than 5 years"),
    }
)
says(
    {
        Step.MESSAGE: _l("Send a message"),
        Step.LETTER: _l("Send a letter"),
        Step.REFERRER: _l("Call who sent the borrower"),
        Step.DECIDE: _l("Decide by our own rule"),
    }
)
says(
    {
        How.TEXT: _l("Text message"),
        How.MAIL: _l("E-mail"),
        How.LETTER: _l("Letter"),
        How.CALL: _l("Phone call"),
        How.IN_PERSON: _l("In person"),
    }
)
says(
    {
        Outcome.WAITING: _l("Nothing heard yet"),
        Outcome.AGREED: _l("They come by, or gave an account number"),
        Outcome.NOT_REACHED: _l("It did not reach them"),
        Outcome.STAYS_HELD: _l("It stays held"),
    }
)
says(
    {
        numbers_rules.WrongNumber: _l("A number has two to eight digits, and nothing else: 488 or 550001."),
        ageing_rules.DaysOutOfOrder: _l(
            "This step comes after the one above it. Fill in as many days, or more."
        ),
        ageing_rules.OutcomeOfAnother: _l("This cannot come of this step. Choose another answer."),
        ageing_rules.NothingHeld: _l("Nothing is held for this loan any more."),
        ageing_rules.StillRunning: _l("This loan is not over. Its deposit waits for the laptop."),
        ageing_rules.DoneInTheFuture: _l("Choose a day between the end of the loan and today."),
    }
)
says(
    {
        "bookkeeping.number_set": _l("Number of an account set"),
        "bookkeeping.rule_set": _l("Days for unclaimed deposits set"),
        "bookkeeping.step_noted": _l("Step about an unclaimed deposit noted"),
    }
)
