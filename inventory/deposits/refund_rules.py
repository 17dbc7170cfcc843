"""A deposit that goes back by bank: to whom, what may become of an order, and the lines in the ledger.

From the moment it is asked the money is on its way: it is held no more, and it is not paid either, until the bank's
statement shows that it left. An order keeps its amount, its payee and its number for as long as it exists: another
payee is another order. Only an order that no file carries can be called off by one person.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inventory.banking.iban import iban_from
from inventory.banking.sepa_text import LONGEST_NAME, is_latin, sepa_text
from inventory.deposits.ledger import Account, Booking, MoreThanHeld, NothingToBook, Reason
from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal

#: by when a borrower may count on the money; stands on the receipt
DAYS_TO_TRANSFER = 14
#: how long the bank may be told to wait; later is a typing error
_MOST_DAYS_AHEAD = timedelta(days=30)


class OrderState(StrEnum):
    """What became of one order to give a deposit back by bank."""

    #: asked; no file carries it
    WAITING = "waiting"
    #: a file for the bank carries it
    IN_FILE = "in_file"
    #: the bank's statement shows that it left
    PAID = "paid"
    #: it left, and came back; someone must say where to instead
    RETURNED = "returned"
    #: it will not be paid, and the money is held again
    CANCELLED = "cancelled"


class FileState(StrEnum):
    """How far a file with orders is on its way to the bank."""

    #: made, and not looked at by another person yet
    MADE = "made"
    #: another person looked at it and said yes
    APPROVED = "approved"
    #: someone took it along to the bank
    EXPORTED = "exported"
    #: undone before anyone approved it; its orders wait again
    TAKEN_APART = "taken_apart"


class NoPayee(Refusal):
    """Nobody said whose account it is."""

    status = 422


class NoIban(Refusal):
    """Nobody said to which account."""

    status = 422


class NotLatin(Refusal):
    """A bank reads Latin letters only."""

    status = 422


class OtherAccount(Refusal):
    """The money goes to another account than it came from, and nobody said why."""

    status = 422


class NothingByBank(Refusal):
    """All of it was only promised: it goes off the promise, and no transfer is needed."""


class OrderMovedOn(Refusal):
    """This order is in a file, paid, or over: this cannot be done with it any more."""


class NotSent(Refusal):
    """No file that went to the bank carries this order."""


class NotThisAmount(Refusal):
    """Another amount left the bank than this order says."""

    status = 422


class NotPaid(Refusal):
    """What was not paid cannot come back."""


class MoneyOnItsWay(Refusal):
    """Money is on its way to this person, so the person cannot be forgotten yet."""


class OwedToThem(Refusal):
    """This person paid too much and did not get it back, so the person cannot be forgotten yet."""


class PayeeGone(Refusal):
    """Whoever was paid was forgotten, and with them the account; it cannot be on its way to them again."""


class NothingWaits(Refusal):
    """No order of this bank account waits for a file."""


class DayOver(Refusal):
    """The day on which the bank should pay is over, or too far ahead."""

    status = 422


class OwnFile(Refusal):
    """Who made a file does not approve it."""


class OwnWords(Refusal):
    """Who said that an order was not executed does not confirm it."""


class FileApproved(Refusal):
    """Someone else approved this file before; says who and when."""


class FileApart(Refusal):
    """This file was taken apart."""


class FileNotApproved(Refusal):
    """Only a file that another person approved goes to the bank."""


class FileBlank(Refusal):
    """The bytes of this file are gone: someone in it was forgotten."""


class NothingDeclared(Refusal):
    """Nobody said that this order was not executed."""


@dataclass(frozen=True)
class Payee:
    """Whose account the money goes to; what is empty is as it is known here."""

    name: str = ""
    iban: str = ""
    #: why it is not the account from which was paid
    because: str = ""


def payee_from(wanted: Payee, *, known_name: str, paid_from: str | None) -> Payee:
    """The payee as a bank takes it: what is empty in `wanted` filled in, and all of it checked.

    Raises NoPayee, NotLatin, NoIban or WrongIban; OtherAccount when the deposit was `paid_from` another account and
    nobody said why.
    """
    name, iban = wanted.name.strip() or known_name, wanted.iban.strip() or paid_from or ""
    if not name.strip():
        raise NoPayee(field="payee_name")
    if not is_latin(name):
        raise NotLatin(field="payee_name")
    if not iban:
        raise NoIban(field="iban")
    number, why = iban_from(iban), " ".join(wanted.because.split())
    is_other = paid_from is not None and number != paid_from
    if is_other and not why:
        raise OtherAccount(field="payee_because")
    return Payee(sepa_text(name, LONGEST_NAME), number, why if is_other else "")


def end_to_end(loan_code: str, number: int) -> str:
    """What the bank repeats on its statement: the loan, and how many times its deposit was sent; no name."""
    return f"{loan_code}-{number}"


def last_four(iban: str | None) -> str:
    """How an account is named to who may not see all of it: …6769; empty without one."""
    return f"…{iban[-4:]}" if iban else ""


def pay_on(today: date, wanted: date | None) -> date:
    """The day on which the bank pays: as `wanted`, else the next working day. DayOver when it is past or far ahead.

    Public holidays are the bank's business: it pays on the next day that it works.
    """
    if wanted is None:
        wanted = today + timedelta(days=1)
        return wanted + timedelta(days=max(0, 7 - wanted.weekday()) if wanted.weekday() >= 5 else 0)
    if not today <= wanted <= today + _MOST_DAYS_AHEAD:
        raise DayOver(field="execution_on")
    return wanted


def by_bank(cents: int, *, held: int, promised: int = 0) -> tuple[Booking, ...]:
    """The lines for `cents` that go back by bank; what is still only `promised` goes off the promise first.

    Raises NothingToBook, MoreThanHeld, or NothingByBank when the promise covers all of it.
    """
    if cents <= 0:
        raise NothingToBook(field="amount", cents=cents)
    if cents > held:
        raise MoreThanHeld(asked=cents, held=held)
    unpaid = min(max(0, promised), cents)
    if unpaid == cents:
        raise NothingByBank
    lines = (Booking(Account.HELD, cents), Booking(Account.UNDERWAY, unpaid - cents))
    return (*lines, Booking(Account.THIRD_PARTY, -unpaid)) if unpaid else lines


def surplus_by_bank(cents: int, *, surplus: int) -> tuple[Booking, ...]:
    """The lines for `cents` of what was paid too much that go back by bank; MoreThanHeld when that is more."""
    if cents <= 0:
        raise NothingToBook(field="amount", cents=cents)
    if cents > surplus:
        raise MoreThanHeld(asked=cents, held=surplus)
    return Booking(Account.SURPLUS, cents), Booking(Account.UNDERWAY, -cents)


def leaving(cents: int, bank_account_id: int) -> tuple[Booking, Booking]:
    """The lines for a transfer that the bank's statement shows: it is not on its way any more."""
    return Booking(Account.UNDERWAY, cents), Booking(Account.BANK, -cents, bank_account_id=bank_account_id)


def coming_back(cents: int, bank_account_id: int) -> tuple[Booking, Booking]:
    """The lines for a transfer that the payee's bank sent back: it is ours to send again."""
    return Booking(Account.BANK, cents, bank_account_id=bank_account_id), Booking(Account.UNDERWAY, -cents)


def must_be_this(cents: int, asked: int) -> None:
    """Refuse with NotThisAmount unless exactly what the order says left or came back."""
    if cents != asked:
        raise NotThisAmount(paid=Cents(cents), asked=Cents(asked))


#: what an order is again when an entry of it with this reason is undone, and what it must be for that
_UNDOING = {
    Reason.REFUNDED: (OrderState.WAITING, OrderState.CANCELLED),
    Reason.REFUND_PAID: (OrderState.PAID, OrderState.IN_FILE),
    Reason.REFUND_RETURNED: (OrderState.RETURNED, OrderState.PAID),
}


def must_be_undoable(state: OrderState, reason: Reason, *, is_known: bool = True) -> None:
    """Refuse with OrderMovedOn unless the entry with this `reason` is the last thing that happened to its order.

    PayeeGone when it would be on its way again and it is not known any more to whom.
    """
    if reason not in _UNDOING or _UNDOING[reason][0] is not state:
        raise OrderMovedOn
    if _UNDOING[reason][1] is OrderState.IN_FILE and not is_known:
        raise PayeeGone


def state_after_undoing(state: OrderState, reason: Reason) -> OrderState:
    """What becomes of an order of which an entry is undone; OrderMovedOn when that cannot be any more."""
    must_be_undoable(state, reason)
    return _UNDOING[reason][1]
