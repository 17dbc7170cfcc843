"""What is said of movements on the bank and of what they may be."""

from flask_babel import lazy_gettext as _l

from inventory.banking.models import Aside
from inventory.reconciling import rules
from inventory.reconciling.rules import Why
from inventory.wording import says

says(
    {
        Why.REFERENCE: _l("the reference is right"),
        Why.IN_TEXT: _l("the reference stands in the message"),
        Why.REPLACED: _l("the reference is that of an older request"),
        Why.AMOUNT: _l("the amount is right"),
        Why.PART: _l("less than was asked"),
        Why.MORE: _l("more than was asked"),
        Why.TOGETHER: _l("together they are exactly this amount"),
        Why.SAME_IBAN: _l("this account paid for this loan before"),
        Why.SAME_NAME: _l("the account is in the name of the borrower"),
        Why.OTHER_ACCOUNT: _l("it was asked on another account"),
    }
)
says(
    {
        Aside.OTHER_MONEY: _l("Other money of ours"),
        Aside.SENT_BACK: _l("Sent back by hand"),
        Aside.BOOKED_BEFORE: _l("In the books already"),
    }
)
says(
    {
        rules.NothingLeftOfIt: _l(
            "There is not that much left of this movement. Look again at what was booked."
        ),
        rules.LaidAside: _l("This movement was laid aside. Take it up again first."),
        rules.OtherDirection: _l("This movement goes the other way. Nothing was booked."),
        rules.NotThisCash: _l(
            "This is not exactly that cash, or a statement showed it before. Nothing was booked."
        ),
        rules.NotThisRefund: _l(
            "This is not exactly that refund, or a statement showed it before. Nothing was booked."
        ),
        rules.NotParts: _l("Something in this proposal could not be read. Open the movement again."),
    }
)
says(
    {
        "reconciling.booked": _l("Movement of the bank booked"),
        "reconciling.kept_apart": _l("Paid too much: kept apart"),
        "reconciling.laid_aside": _l("Movement of the bank laid aside"),
        "reconciling.taken_up": _l("Movement of the bank taken up again"),
    }
)
