"""What a cash box may do: it never holds less than nothing, and a day that was closed stays as it was counted.

A till is one cash box: on a desk, or with one person on the road. What it should hold is what was booked into it
and out of it; what it does hold is found by counting coins and notes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from inventory.deposits.ledger import Account, Booking, NothingToBook
from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal

#: the coins and notes of the euro in cents, dearest first, as they are counted; no note of 500 is made any more
PIECES = (
    50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500,
    200, 100, 50, 20, 10, 5, 2, 1,
)  # fmt: skip
#: more pieces of one kind than this is a slip of the finger
MOST_PIECES = 9_999


class CountKind(StrEnum):
    """When a till was counted."""

    #: before the first borrower of the day
    OPENING = "opening"
    #: in between
    COUNT = "count"
    #: at the end, after which nothing more is booked that day
    CLOSING = "closing"


class Reopening(StrEnum):
    """Why a day that was closed is opened again."""

    #: somebody came after closing
    LATE = "late"
    #: something was paid and not booked
    FORGOTTEN = "forgotten"
    #: it was counted wrong
    MISCOUNTED = "miscounted"


class SignedHow(StrEnum):
    """How somebody signed for money that they got back."""

    #: with a finger, on our screen
    SCREEN = "screen"
    #: with a pen, on the receipt
    PAPER = "paper"


class NotCash(Refusal):
    """For what did not go back in coins and notes, or was undone, nobody signs."""


class AlreadySigned(Refusal):
    """Somebody signed for this before."""


class NotSeen(Refusal):
    """On paper it counts when a colleague saw it being signed."""

    status = 422


class TillTooLow(Refusal):
    """There is less in the till than has to go out of it."""


class TillDayClosed(Refusal):
    """The till was counted and closed for today; what is booked after that would make the count untrue."""


class TillPutAway(Refusal):
    """This till is not in use any more."""


class WhichTill(Refusal):
    """There are several tills, and nobody said from which this colleague works."""

    status = 422


class NotACount(Refusal):
    """A number of coins or notes that cannot be."""

    status = 422


class TillShort(Refusal):
    """Less was counted than was booked, and nobody said why."""

    status = 422


class TillOver(Refusal):
    """More was counted than was booked, and nobody said why."""

    status = 422


class SameTill(Refusal):
    """From a till into itself moves nothing."""

    status = 422


class DayNotClosed(Refusal):
    """Only what was closed is opened again."""


class NotEmpty(Refusal):
    """What is still in a till has to go somewhere before it is put away."""


class LastTill(Refusal):
    """One till stays: the next coin has to go somewhere."""


class Box(Protocol):
    """A till, as a row or as a plain value."""

    @property
    def id(self) -> int: ...

    @property
    def holder_id(self) -> int | None: ...


AnyBox = TypeVar("AnyBox", bound=Box)


def which(
    boxes: Sequence[AnyBox], *, user_id: int | None, chosen_id: int | None, travels: bool
) -> AnyBox | None:
    """The till that someone works from, out of those in use; None when they have to choose first.

    On the road it is one's own; else the one that was chosen last; else the only one there is, and where there
    are several the only one on a desk.
    """
    own = next((box for box in boxes if user_id is not None and box.holder_id == user_id), None)
    if travels and own is not None:
        return own
    chosen = next((box for box in boxes if box.id == chosen_id), None)
    if chosen is not None:
        return chosen
    on_desks = [box for box in boxes if box.holder_id is None]
    for some in (boxes, on_desks):
        if len(some) == 1:
            return some[0]
    return None


def must_hold(balance: int, change: int, *, name: str) -> None:
    """Refuse with TillTooLow when `change` (minus is out, in cents) would bring a till below nothing."""
    if balance + change < 0:
        raise TillTooLow(field="till", name=name, there=Cents(balance), needed=Cents(-change))


def must_be_open(closed_on: date | None, on: date, *, name: str) -> None:
    """Refuse with TillDayClosed when the till was closed for the day `on`, or for a later one."""
    if closed_on is not None and on <= closed_on:
        raise TillDayClosed(field="till", name=name)


def counted(pieces: Mapping[int, int]) -> int:
    """What these coins and notes come to, in cents; `pieces` says how many of each. NotACount when they cannot be."""
    for piece, number in pieces.items():
        if piece not in PIECES or not 0 <= number <= MOST_PIECES:
            raise NotACount(field=f"piece_{piece}")
    return sum(piece * number for piece, number in pieces.items())


def differing(till_id: int, expected: int, found: int, because: str) -> tuple[Booking, ...]:
    """The lines that make the books say what was found in a till; none when they do. All amounts in cents.

    Raises TillShort or TillOver when they differ and nobody said `because` of what.
    """
    difference = found - expected
    if not difference:
        return ()
    if not because.strip():
        kind = TillShort if difference < 0 else TillOver
        raise kind(field="because", cents=Cents(abs(difference)))
    return Booking(Account.TILL, difference, till_id=till_id), Booking(Account.TILL_DIFFERENCE, -difference)


def to_bank(till_id: int, cents: int) -> tuple[Booking, Booking]:
    """The lines for cash that leaves a till for the bank; NothingToBook for nothing."""
    _must_be_an_amount(cents)
    return Booking(Account.TILL, -cents, till_id=till_id), Booking(Account.IN_TRANSIT, cents)


def from_bank(till_id: int, cents: int) -> tuple[Booking, Booking]:
    """The lines for cash that was fetched at the bank into a till; NothingToBook for nothing."""
    _must_be_an_amount(cents)
    return Booking(Account.TILL, cents, till_id=till_id), Booking(Account.IN_TRANSIT, -cents)


def between(out_of_id: int, into_id: int, cents: int) -> tuple[Booking, Booking]:
    """The lines for cash that goes from one till into another. NothingToBook, or SameTill."""
    _must_be_an_amount(cents)
    if out_of_id == into_id:
        raise SameTill(field="into")
    return Booking(Account.TILL, -cents, till_id=out_of_id), Booking(Account.TILL, cents, till_id=into_id)


def _must_be_an_amount(cents: int) -> None:
    if cents <= 0:
        raise NothingToBook(field="amount", cents=cents)
