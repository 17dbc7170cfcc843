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
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal


class Account(StrEnum):
    """Where deposit money stands, or to whom it is owed."""

    #: coins and notes, in the cash box that the line names
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
    #: coins and notes between a cash box and the bank, until the statement of the bank shows them
    IN_TRANSIT = "in_transit"
    #: what was missing at a count (plus) or too much (minus)
    TILL_DIFFERENCE = "till_difference"
    #: came in by bank above what was asked; owed back to whoever paid, stands with a minus
    SURPLUS = "surplus"
    #: on its way back to the payer by bank; owed until the bank's statement shows that it left, stands with a minus
    UNDERWAY = "underway"
    #: earned at the repair desk: ours, never a deposit; stands with a minus
    REPAIRS = "repairs"


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
    #: an organisation paid what it had promised; what is held does not change by it
    PROMISE_PAID = "promise_paid"
    #: a count found something else than was booked
    COUNTED = "counted"
    #: cash was brought to the bank
    TO_BANK = "to_bank"
    #: cash was fetched at the bank
    FROM_BANK = "from_bank"
    #: cash went from one cash box into another
    BETWEEN_TILLS = "between_tills"
    #: the bank's statement shows cash that was brought there or fetched there
    CASH_SEEN = "cash_seen"
    #: the card terminal paid out on the bank account
    CARD_PAID_OUT = "card_paid_out"
    #: more came in by bank than was asked
    PAID_TOO_MUCH = "paid_too_much"
    #: the bank's statement shows that what was on its way to the payer left
    REFUND_PAID = "refund_paid"
    #: the payee's bank sent it back
    REFUND_RETURNED = "refund_returned"
    #: a visitor paid at the repair desk, for parts or what they could spare
    REPAIR_PAID = "repair_paid"


#: cash that leaves a cash box for the bank or comes from there, until the bank's statement shows it
CASH_AND_BANK = frozenset({Reason.TO_BANK, Reason.FROM_BANK})


class DepositWay(StrEnum):
    """How the deposit of one loan was arranged at the desk."""

    #: counted in coins and notes
    CASH = "cash"
    #: on the card terminal, with the number of its slip
    CARD = "card"
    #: to our bank account, with a reference of its own
    TRANSFER = "transfer"
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


class WhichBankAccount(Refusal):
    """A line on the bank does not say on which account, or another line says so."""

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


class MoreThanOnTerminal(Refusal):
    """More would come from the card terminal than was paid there."""

    status = 422


class SeenAtBank(Refusal):
    """The bank's statement shows this cash, so it did go there or come from there."""


class PromisePaid(Refusal):
    """The organisation paid what it promised; without the promise its money would be nobody's."""


class AlreadyUndone(Refusal):
    """This entry was undone before."""


class Line(Protocol):
    """One half of a booking, as a row or as a plain value."""

    @property
    def account(self) -> Account: ...

    @property
    def amount_cents(self) -> int: ...

    @property
    def till_id(self) -> int | None: ...

    @property
    def bank_account_id(self) -> int | None: ...


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
    #: which cash box, for a line on TILL; None on any other account, and while it is not named yet
    till_id: int | None = field(default=None, kw_only=True)
    #: of a line on Account.BANK, and of no other: which bank account
    bank_account_id: int | None = field(default=None, kw_only=True)


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


def must_name_account(lines: Iterable[Line]) -> None:
    """Refuse with WhichBankAccount unless each line on the bank, and no other, names its bank account."""
    if any((line.account is Account.BANK) != (line.bank_account_id is not None) for line in lines):
        raise WhichBankAccount


def balance(lines: Iterable[Line], account: Account) -> int:
    """What stands on `account` in cents: plus is what we have, minus is what we owe or earned."""
    return sum(line.amount_cents for line in lines if line.account == account)


def held_of(entries: Iterable[Entry]) -> int:
    """What is held for the loan of these entries, in cents; never below zero."""
    return -sum(balance(entry.postings, Account.HELD) for entry in entries)


def surplus_of(entries: Iterable[Entry]) -> int:
    """What was paid too much for the loan of these entries and was not sent back, in cents; never below zero."""
    return -sum(balance(entry.postings, Account.SURPLUS) for entry in entries)


def is_promised(entries: Iterable[Entry]) -> bool:
    """Was the deposit promised by an organisation, and was that promise not undone?"""
    came_in = (entry for entry in entries if entry.reason is Reason.RECEIVED)
    return sum(balance(entry.postings, Account.THIRD_PARTY) for entry in came_in) > 0


def standing_of(entries: Iterable[Entry]) -> Standing:
    """Received, refunded and retained of these entries; a counter-entry takes off what it undoes."""
    sums = dict.fromkeys(Reason, 0)
    for entry in entries:
        sums[entry.reason] += balance(entry.postings, Account.HELD)
    return Standing(-sums[Reason.RECEIVED], sums[Reason.REFUNDED], sums[Reason.RETAINED])


def still_open(asked: int, standing: Standing) -> int:
    """What is still to come in of the `asked` cents; what came in and went back again does not open it anew."""
    return max(0, asked - standing.received)


def receiving(
    cents: int, into: Account, *, still_open: int, bank_account_id: int | None = None
) -> tuple[Booking, Booking]:
    """The lines for a deposit of `cents` that comes in: `into` the money account, owed to the payer.

    NothingOpen when nothing is `still_open` of what was agreed, MoreThanAgreed when it is less than `cents`.
    """
    _must_be_an_amount(cents)
    if still_open <= 0:
        raise NothingOpen(field="amount")
    if cents > still_open:
        raise MoreThanAgreed(field="amount", paid=Cents(cents), open=Cents(still_open))
    return Booking(into, cents, bank_account_id=bank_account_id), Booking(Account.HELD, -cents)


def refunding(
    cents: int, out_of: Account, *, held: int, bank_account_id: int | None = None
) -> tuple[Booking, Booking]:
    """The lines for `cents` that go back; MoreThanHeld when that is more than is `held`."""
    _must_be_an_amount(cents)
    _must_be_held(cents, held)
    return Booking(Account.HELD, cents), Booking(out_of, -cents, bank_account_id=bank_account_id)


def paying_promise(cents: int, *, promised: int, bank_account_id: int) -> tuple[Booking, Booking]:
    """The lines for `cents` that an organisation pays of what it `promised`; MoreThanAgreed when that is more."""
    _must_be_an_amount(cents)
    if cents > promised:
        raise MoreThanAgreed(field="amount", paid=Cents(cents), open=Cents(max(0, promised)))
    return Booking(Account.BANK, cents, bank_account_id=bank_account_id), Booking(Account.THIRD_PARTY, -cents)


def paying_too_much(cents: int, *, bank_account_id: int) -> tuple[Booking, Booking]:
    """The lines for `cents` that came in above what was asked: owed back, and no deposit."""
    _must_be_an_amount(cents)
    return Booking(Account.BANK, cents, bank_account_id=bank_account_id), Booking(Account.SURPLUS, -cents)


def seen_at_bank(brought: Entry, *, bank_account_id: int) -> tuple[Booking, Booking]:
    """The lines for cash that was `brought` to the bank or fetched there, now that the bank's statement shows it."""
    cents = balance(brought.postings, Account.IN_TRANSIT)
    return Booking(Account.BANK, cents, bank_account_id=bank_account_id), Booking(Account.IN_TRANSIT, -cents)


def paid_out(cents: int, *, on_terminal: int, bank_account_id: int) -> tuple[Booking, Booking]:
    """The lines for `cents` that the card terminal paid out; MoreThanOnTerminal when less was paid by card."""
    _must_be_an_amount(cents)
    if cents > on_terminal:
        raise MoreThanOnTerminal(paid=Cents(cents), there=Cents(max(0, on_terminal)))
    return Booking(Account.BANK, cents, bank_account_id=bank_account_id), Booking(Account.CARD, -cents)


def earning(cents: int, into: Account) -> tuple[Booking, Booking]:
    """The lines for `cents` that a visitor pays at the repair desk: ours from the first, and no deposit."""
    _must_be_an_amount(cents)
    return Booking(into, cents), Booking(Account.REPAIRS, -cents)


def retaining(cents: int, *, held: int) -> tuple[Booking, Booking]:
    """The lines for `cents` that we keep; MoreThanHeld when that is more than is `held`."""
    _must_be_an_amount(cents)
    _must_be_held(cents, held)
    return Booking(Account.HELD, cents), Booking(Account.RETAINED, -cents)


def countering(entry: Entry, *, held: int, surplus: int = 0) -> tuple[Booking, ...]:
    """The lines that undo `entry`; MoreThanHeld when the money it brought has left since.

    `held` and `surplus` are what is owed for its loan now, as deposit and as paid too much.
    """
    undone = tuple(
        Booking(line.account, -line.amount_cents, till_id=line.till_id, bank_account_id=line.bank_account_id)
        for line in entry.postings
    )
    _must_be_held(balance(undone, Account.HELD), held)
    _must_be_held(balance(undone, Account.SURPLUS), surplus)
    return undone


def must_be_unseen(seen_cents: int) -> None:
    """Refuse with SeenAtBank when the bank's statement shows the cash that is to be undone."""
    if seen_cents:
        raise SeenAtBank


def must_leave_no_debt(entry: Entry, entries: Iterable[Entry]) -> None:
    """Refuse with PromisePaid to undo the promise `entry` when more of it was paid than `entries` then promise."""
    promise = balance(entry.postings, Account.THIRD_PARTY) if entry.reason is Reason.RECEIVED else 0
    if promise > 0 and sum(balance(one.postings, Account.THIRD_PARTY) for one in entries) < promise:
        raise PromisePaid


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
