"""What is said of deposits, receipts and the ledger."""

from flask_babel import lazy_gettext as _l

from inventory.deposits import actions, asking_rules, ledger, refund_rules, till_rules, tills
from inventory.deposits.asking_rules import RequestState
from inventory.deposits.ledger import Account, DepositWay, Reason
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.refund_rules import FileState, OrderState
from inventory.deposits.till_rules import CountKind, Reopening, SignedHow
from inventory.wording import says

# One call per enum: members of two enums that share a text would be one key of one dictionary.
says(
    {
        Account.TILL: _l("Cash box"),
        Account.CARD: _l("Card terminal"),
        Account.BANK: _l("Bank account"),
        Account.THIRD_PARTY: _l("Promised by organisations"),
        Account.HELD: _l("Held for borrowers"),
        Account.REPAIRS: _l("Earned at the repair desk"),
        Account.RETAINED: _l("Kept after inspection"),
        Account.IN_TRANSIT: _l("Cash on its way to or from the bank"),
        Account.TILL_DIFFERENCE: _l("Missing or too much at a count"),
        Account.SURPLUS: _l("Paid too much by bank"),
        Account.UNDERWAY: _l("On its way back by bank"),
    }
)
says(
    {
        Reason.RECEIVED: _l("Money received"),
        Reason.REFUNDED: _l("Given back"),
        Reason.RETAINED: _l("Kept"),
        Reason.PROMISE_PAID: _l("Paid by the organisation"),
        Reason.REPAIR_PAID: _l("Paid at the repair desk"),
        Reason.COUNTED: _l("Difference at a count"),
        Reason.TO_BANK: _l("Brought to the bank"),
        Reason.FROM_BANK: _l("Fetched at the bank"),
        Reason.BETWEEN_TILLS: _l("From one cash box into another"),
        Reason.CASH_SEEN: _l("Cash seen on the bank's statement"),
        Reason.CARD_PAID_OUT: _l("Paid out by the card terminal"),
        Reason.PAID_TOO_MUCH: _l("Paid too much"),
        Reason.REFUND_PAID: _l("Left our bank account"),
        Reason.REFUND_RETURNED: _l("Came back from the bank"),
    }
)
says(
    {
        DepositWay.CASH: _l("In cash"),
        DepositWay.CARD: _l("By card"),
        DepositWay.TRANSFER: _l("By bank transfer"),
        DepositWay.THIRD_PARTY: _l("By an organisation"),
        DepositWay.LATER: _l("Later or in parts"),
        DepositWay.WAIVED: _l("Not asked"),
        DepositWay.NONE: _l("No deposit here"),
    }
)
says(
    {
        RequestState.OPEN: _l("To be paid"),
        RequestState.PAID: _l("Paid"),
        RequestState.WITHDRAWN: _l("Not asked any more"),
        RequestState.REPLACED: _l("Replaced by another"),
    }
)
says(
    {
        OrderState.WAITING: _l("Waits for a file"),
        OrderState.IN_FILE: _l("In a file for the bank"),
        OrderState.PAID: _l("Paid by the bank"),
        OrderState.RETURNED: _l("Came back"),
        OrderState.CANCELLED: _l("Called off"),
    }
)
says(
    {
        FileState.MADE: _l("Waits for another person's approval"),
        FileState.APPROVED: _l("Approved: may go to the bank"),
        FileState.EXPORTED: _l("Went to the bank"),
        FileState.TAKEN_APART: _l("Taken apart"),
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
        CountKind.OPENING: _l("Counted in the morning"),
        CountKind.COUNT: _l("Counted in between"),
        CountKind.CLOSING: _l("Counted and closed"),
    }
)
says(
    {
        SignedHow.SCREEN: _l("On the screen"),
        SignedHow.PAPER: _l("On paper"),
    }
)
says(
    {
        Reopening.LATE: _l("Somebody came after closing"),
        Reopening.FORGOTTEN: _l("Something was forgotten"),
        Reopening.MISCOUNTED: _l("It was counted wrong"),
    }
)
says(
    {
        ledger.DoesNotAddUp: _l("This booking does not add up. Nothing was written."),
        ledger.WhichBankAccount: _l("Say on which bank account. Nothing was written."),
        ledger.NothingToBook: _l("Fill in an amount above zero."),
        ledger.MoreThanHeld: _l("This is more than we hold for this loan."),
        ledger.MoreThanAgreed: _l(
            "You typed %(paid)s, but only %(open)s is still open. Take no more than that."
        ),
        ledger.NothingOpen: _l("Nothing of this deposit is still open. Take no money."),
        ledger.MoreThanOnTerminal: _l(
            "%(paid)s came in, but only %(there)s was paid by card and is not on the bank yet. Nothing was booked."
        ),
        ledger.SeenAtBank: _l(
            "The bank's statement shows this cash. First undo that, on the page of the movement."
        ),
        ledger.PromisePaid: _l("The organisation paid this promise. First undo that payment."),
        ledger.AlreadyUndone: _l("This entry was undone before."),
        asking_rules.NoBankAccount: _l("There is no bank account yet on which this can be paid."),
        asking_rules.NoAddress: _l("We know no mail address of this organisation. Fill it in first."),
        asking_rules.NothingToAsk: _l("Nothing more can be asked: it came in, or it is asked already."),
        asking_rules.DueInThePast: _l("This day is over. Choose today or later."),
        asking_rules.TooManyParts: _l("This cannot be paid in %(parts)s parts."),
        asking_rules.RequestOver: _l("This request is paid, withdrawn or replaced. Nothing was changed."),
        asking_rules.MoreThanAsked: _l(
            "%(paid)s came in, but this request asks only %(open)s more. Nothing was booked."
        ),
        asking_rules.NotTheWhole: _l("This is not exactly what the statement asks. Nothing was booked."),
        asking_rules.NotOfThisLoan: _l("This request is not one of this loan. Nothing was booked."),
        actions.SlipMissing: _l("Fill in the number on the slip of the card terminal."),
        actions.ReasonNeeded: _l("Say why, in a few words."),
        actions.WhoPays: _l("Choose the organisation that pays."),
        till_rules.TillTooLow: _l(
            "There is only %(there)s in %(name)s, and %(needed)s has to go out of it. Work from another cash box, "
            "bring cash from the bank, or pay it back by bank transfer."
        ),
        till_rules.TillDayClosed: _l(
            "%(name)s was counted and closed for today. Work from another cash box, or open its day again."
        ),
        till_rules.TillPutAway: _l("%(name)s is not in use any more. Work from another cash box."),
        till_rules.WhichTill: _l("There are several cash boxes. First choose the one you work from."),
        tills.TillNamed: _l("Give this cash box a name of its own."),
        tills.HasATill: _l("%(name)s has a cash box already."),
        till_rules.TillShort: _l(
            "%(cents)s is missing. Count once more. If it stays so, say why, and it is booked as a difference."
        ),
        till_rules.TillOver: _l(
            "There is %(cents)s too much. Count once more. If it stays so, say why, and it is booked as a difference."
        ),
        till_rules.NotCash: _l("No cash went back here, so there is nothing to sign for."),
        till_rules.AlreadySigned: _l("This was signed for already."),
        till_rules.NotSeen: _l("Tick that you saw the signature on the paper."),
        till_rules.SameTill: _l("Choose another cash box."),
        till_rules.DayNotClosed: _l("%(name)s is not closed."),
        till_rules.NotEmpty: _l(
            "There is still money in %(name)s. Bring it to the bank or to another cash box first."
        ),
        till_rules.LastTill: _l("This is the only cash box. Make another one first."),
        till_rules.NotACount: _l("Fill in how many there are: a whole number, or nothing."),
    }
)
says(
    {
        refund_rules.NoPayee: _l("Fill in whose account it is, as it stands on the bank card."),
        refund_rules.NoIban: _l("Fill in the IBAN to which the money goes."),
        refund_rules.NotLatin: _l(
            "A bank reads Latin letters only. Type the name as it stands on the bank card."
        ),
        refund_rules.OtherAccount: _l(
            "The deposit was paid from another account. Say in a few words why the money goes to this one."
        ),
        refund_rules.NothingByBank: _l(
            "The organisation promised this and did not pay it. It goes off its promise; no transfer is needed."
        ),
        refund_rules.OrderMovedOn: _l(
            "This refund is already in a file, paid or called off. Open it to see how it stands."
        ),
        refund_rules.NotSent: _l("This refund is not in a file that went to the bank. Nothing was booked."),
        refund_rules.NotThisAmount: _l(
            "The bank says %(paid)s, but this refund is %(asked)s. Nothing was booked."
        ),
        refund_rules.NotPaid: _l("This refund was not paid, so it cannot come back. Nothing was booked."),
        refund_rules.MoneyOnItsWay: _l(
            "Money is on its way to this person by bank. Wait until the bank's statement shows it, or call it off."
        ),
        refund_rules.OwedToThem: _l(
            "Too much was paid for this person, and it was not given back. Give it back first."
        ),
        refund_rules.PayeeGone: _l(
            "This person was forgotten, and the account with them. What was paid stays paid."
        ),
        refund_rules.NothingWaits: _l("No refund waits to be paid from this account."),
        refund_rules.DayOver: _l(
            "The bank cannot pay on this day any more, or it is too far ahead. Choose today or one of the next 30 "
            "days; a file that is there is taken apart and made anew."
        ),
        refund_rules.OwnFile: _l("You made this file. Let another person look at it and approve it."),
        refund_rules.OwnWords: _l("You said this yourself. Let another person confirm it."),
        refund_rules.FileApproved: _l(
            "%(name)s approved this file on %(on)s at %(at)s. Nothing was changed."
        ),
        refund_rules.FileApart: _l("This file was taken apart. Its refunds wait for a new one."),
        refund_rules.FileNotApproved: _l("Another person must approve this file first."),
        refund_rules.FileBlank: _l(
            "This file is not kept any more: someone in it was forgotten. All of it was paid or called off."
        ),
        refund_rules.NothingDeclared: _l("Nobody said that the bank did not pay this."),
    }
)
says(
    {
        "deposits.refund_asked": _l("Refund by bank asked"),
        "deposits.refund_called_off": _l("Refund by bank called off"),
        "deposits.refund_paid": _l("Refund left the bank"),
        "deposits.refund_returned": _l("Refund came back from the bank"),
        "deposits.refund_declared": _l("Said that the bank did not pay a refund"),
        "deposits.file_made": _l("File for the bank made"),
        "deposits.file_taken_apart": _l("File for the bank taken apart"),
        "deposits.file_approved": _l("File for the bank approved"),
        "deposits.file_exported": _l("File for the bank downloaded"),
        "deposits.file_fetched_again": _l("File for the bank downloaded again"),
        "deposits.agreed": _l("Deposit agreed"),
        "deposits.received": _l("Deposit received"),
        "deposits.refunded": _l("Deposit given back"),
        "deposits.retained": _l("Part of the deposit kept"),
        "deposits.corrected": _l("Entry undone"),
        "deposits.asked": _l("Deposit asked by bank"),
        "deposits.asked_for_many": _l("Statement made for an organisation"),
        "deposits.statement_sent": _l("Statement sent to an organisation"),
        "deposits.request_moved": _l("Day of a payment request moved"),
        "deposits.request_replaced": _l("Payment request replaced"),
        "deposits.request_withdrawn": _l("Payment request withdrawn"),
        "deposits.receipt_issued": _l("Receipt written"),
        "deposits.till_made": _l("Cash box made"),
        "deposits.till_chosen": _l("Cash box chosen"),
        "deposits.till_counted": _l("Cash box counted"),
        "deposits.till_differed": _l("Difference in the cash box booked"),
        "deposits.till_reopened": _l("Day of the cash box opened again"),
        "deposits.till_put_away": _l("Cash box put away"),
        "deposits.cash_to_bank": _l("Cash brought to the bank"),
        "deposits.cash_from_bank": _l("Cash fetched at the bank"),
        "deposits.refund_signed": _l("Signed for cash that went back"),
        "deposits.cash_moved": _l("Cash put into another cash box"),
    }
)
