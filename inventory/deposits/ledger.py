"""What is held, for whom, and what became of it: the sums of the deposits, to the cent.

The promise to the borrower comes first, in words. What you gave as deposit stays yours. We hold it apart
until your laptop is back. Wear costs nothing. We keep a part only after someone looked at the laptop with
you, wrote down the amount and the reason, and never more than you gave. What we do not keep, you get back.

So that the promise can be checked, every euro is booked twice: into one account and out of another, and the
two add up to nothing. Amounts are whole cents; plus is into an account, minus is out of it. What we hold
for a borrower is owed to them and stands with a minus, as a bookkeeper writes a debt. No line is ever
changed: a mistake is answered with a counter-entry that says which entry it undoes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal


class Account(StrEnum):
    """Where deposit money stands, or to whom it is owed."""

    #: coins and notes in the desk's cash box
    TILL = "till"
    #: paid by card at the desk, on its way to the bank
    CARD = "card"
    #: on the bank account
    BANK = "bank"
    #: promised in writing by an organisation that pays for the borrower
    THIRD_PARTY = "third_party"
    #: owed back to whoever paid; stands with a minus
    HELD = "held"
    #: kept after an inspection, with a reason; ours from then on, stands with a minus
    RETAINED = "retained"


#: the accounts from which money can come in and to which it can go back
MONEY = (Account.TILL, Account.CARD, Account.BANK, Account.THIRD_PARTY)


class Reason(StrEnum):
    """Why an entry was booked. A counter-entry carries the reason of the entry it undoes."""

    #: the deposit came in
    RECEIVED = "received"
    #: it went back to the payer
    REFUNDED = "refunded"
    #: a part was kept after inspection
    RETAINED = "retained"


class DepositWay(StrEnum):
    """How the deposit of one loan was arranged at the desk."""

    #: counted in coins and notes
    CASH = "cash"
    #: on the card terminal, with the number of its slip
    CARD = "card"
    #: an organisation pays
    THIRD_PARTY = "third_party"
    #: later or in parts, on an agreed day
    LATER = "later"
    #: not asked, with a reason
    WAIVED = "waived"
    #: this digibank asks none
    NONE = "none"


class DoesNotAddUp(Refusal):
    """The lines of an entry do not cancel out."""

    status = 422


class NothingToBook(Refusal):
    """An amount of zero or less was asked to be booked."""

    status = 422


class MoreThanHeld(Refusal):
    """More would leave than is held for this loan."""


class MoreThanAgreed(Refusal):
    """More would come in than is still open of what was agreed; the borrower would be out of pocket."""

    status = 422


class NothingOpen(Refusal):
    """All that was agreed has come in, or nothing was agreed."""


class AlreadyUndone(Refusal):
    """This entry was undone before."""


class Line(Protocol):
    """One half of a booking, as a row or as a plain value."""

    @property
    def account(self) -> Account: ...

    @property
    def amount_cents(self) -> int: ...


class Entry(Protocol):
    """One booking, as a row or as a plain value."""

    @property
    def reason(self) -> Reason: ...

    @property
    def postings(self) -> Sequence[Line]: ...


@dataclass(frozen=True)
class Booking:
    """A line that is still to be written."""

    account: Account
    amount_cents: int


@dataclass(frozen=True)
class Standing:
    """How the deposit of one loan stands, in cents: received = held + refunded + retained, always."""

    received: int = 0
    refunded: int = 0
    retained: int = 0

    @property
    def held(self) -> int:
        """What is still owed to whoever paid."""
        return self.received - self.refunded - self.retained


def must_add_up(lines: Iterable[Line]) -> None:
    """Refuse with DoesNotAddUp unless there are two lines or more, none is zero, and they cancel out."""
    amounts = [line.amount_cents for line in lines]
    if len(amounts) < 2 or 0 in amounts or sum(amounts) != 0:
        raise DoesNotAddUp(cents=sum(amounts))


def balance(lines: Iterable[Line], account: Account) -> int:
    """What stands on `account` in cents: plus is what we have, minus is what we owe or earned."""
    return sum(line.amount_cents for line in lines if line.account == account)


def held_of(entries: Iterable[Entry]) -> int:
    """What is held for the loan of these entries, in cents; never below zero."""
    return -sum(balance(entry.postings, Account.HELD) for entry in entries)


def standing_of(entries: Iterable[Entry]) -> Standing:
    """Received, refunded and retained of these entries; a counter-entry takes off what it undoes."""
    sums = dict.fromkeys(Reason, 0)
    for entry in entries:
        sums[entry.reason] += balance(entry.postings, Account.HELD)
    return Standing(-sums[Reason.RECEIVED], sums[Reason.REFUNDED], sums[Reason.RETAINED])


def still_open(asked: int, standing: Standing) -> int:
    """What is still to come in of the `asked` cents; what came in and went back again does not open it anew."""
    return max(0, asked - standing.received)


def receiving(cents: int, into: Account, *, still_open: int) -> tuple[Booking, Booking]:
    """The lines for a deposit of `cents` that comes in: `into` the money account, owed to the payer.

    NothingOpen when nothing is `still_open` of what was agreed, MoreThanAgreed when it is less than `cents`.
    """
    _must_be_an_amount(cents)
    if still_open <= 0:
        raise NothingOpen(field="amount")
    if cents > still_open:
        raise MoreThanAgreed(field="amount", paid=Cents(cents), open=Cents(still_open))
    return Booking(into, cents), Booking(Account.HELD, -cents)


def refunding(cents: int, out_of: Account, *, held: int) -> tuple[Booking, Booking]:
    """The lines for `cents` that go back; MoreThanHeld when that is more than is `held`."""
    _must_be_an_amount(cents)
    _must_be_held(cents, held)
    return Booking(Account.HELD, cents), Booking(out_of, -cents)


def retaining(cents: int, *, held: int) -> tuple[Booking, Booking]:
    """The lines for `cents` that we keep; MoreThanHeld when that is more than is `held`."""
    _must_be_an_amount(cents)
    _must_be_held(cents, held)
    return Booking(Account.HELD, cents), Booking(Account.RETAINED, -cents)


def countering(entry: Entry, *, held: int) -> tuple[Booking, ...]:
    """The lines that undo `entry`; MoreThanHeld when the money it brought has left since."""
    undone = tuple(Booking(line.account, -line.amount_cents) for line in entry.postings)
    _must_be_held(balance(undone, Account.HELD), held)
    return undone


def is_settled(way: DepositWay | None, *, asked: int, received: int) -> bool:
    """May a laptop go, as far as the deposit goes? Paying later by agreement counts; forgetting does not."""
    if way is None:
        return asked == 0
    if way in {DepositWay.CASH, DepositWay.CARD}:
        return received >= asked
    return True


def _must_be_an_amount(cents: int) -> None:
    if cents <= 0:
        raise NothingToBook(field="amount", cents=cents)


def _must_be_held(cents: int, held: int) -> None:
    if cents > held:
        raise MoreThanHeld(asked=cents, held=held)
