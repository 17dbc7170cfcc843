"""What is said of deposits, receipts and the ledger."""

from flask_babel import lazy_gettext as _l

from inventory.deposits import actions, ledger
from inventory.deposits.ledger import Account, DepositWay, Reason
from inventory.deposits.papers import ReceiptKind
from inventory.wording import says

# One call per enum: members of two enums that share a text would be one key of one dictionary.
says(
    {
        Account.TILL: _l("Cash box"),
        Account.CARD: _l("Card terminal"),
        Account.BANK: _l("Bank account"),
        Account.THIRD_PARTY: _l("Promised by organisations"),
        Account.HELD: _l("Held for borrowers"),
        Account.RETAINED: _l("Kept after inspection"),
    }
)
says(
    {
        Reason.RECEIVED: _l("Money received"),
        Reason.REFUNDED: _l("Given back"),
        Reason.RETAINED: _l("Kept"),
    }
)
says(
    {
        DepositWay.CASH: _l("In cash"),
        DepositWay.CARD: _l("By card"),
        DepositWay.THIRD_PARTY: _l("By an organisation"),
        DepositWay.LATER: _l("Later or in parts"),
        DepositWay.WAIVED: _l("Not asked"),
        DepositWay.NONE: _l("No deposit here"),
    }
)
says(
    {
        ReceiptKind.DEPOSIT: _l("Deposit receipt"),
        ReceiptKind.REFUND: _l("Refund receipt"),
        ReceiptKind.RETURN: _l("Return receipt"),
    }
)
says(
    {
        ledger.DoesNotAddUp: _l("This booking does not add up. Nothing was written."),
        ledger.NothingToBook: _l("Fill in an amount above zero."),
        ledger.MoreThanHeld: _l("This is more than we hold for this loan."),
        ledger.MoreThanAgreed: _l(
            "You typed %(paid)s, but only %(open)s is still open. Take no more than that."
        ),
        ledger.NothingOpen: _l("Nothing of this deposit is still open. Take no money."),
        ledger.AlreadyUndone: _l("This entry was undone before."),
        actions.SlipMissing: _l("Fill in the number on the slip of the card terminal."),
        actions.ReasonNeeded: _l("Say why, in a few words."),
        actions.WhoPays: _l("Choose the organisation that pays."),
    }
)
says(
    {
        "deposits.agreed": _l("Deposit agreed"),
        "deposits.received": _l("Deposit received"),
        "deposits.refunded": _l("Deposit given back"),
        "deposits.retained": _l("Part of the deposit kept"),
        "deposits.corrected": _l("Entry undone"),
        "deposits.receipt_issued": _l("Receipt written"),
    }
)
