"""Asking for a deposit by bank: what becomes of a request, in which parts, and by which days.

A request asks one amount with one reference, and keeps both for as long as it exists: who pays an old paper must
not be booked on a new one. So another amount is another request, with another reference.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal

#: how long someone has to pay when nobody says otherwise
TIME_TO_PAY = timedelta(days=14)
#: a request of a year ahead is a typing error
_MOST_PARTS = 24


class RequestState(StrEnum):
    """What became of a request for payment."""

    #: still to be paid, whole or in part
    OPEN = "open"
    #: all of it came in
    PAID = "paid"
    #: not asked any more
    WITHDRAWN = "withdrawn"
    #: another request, with another reference, came in its place
    REPLACED = "replaced"


class NoBankAccount(Refusal):
    """There is no open bank account on which money could come in."""


class NoAddress(Refusal):
    """An organisation of which we know no mail address."""


class NothingToAsk(Refusal):
    """All that is owed came in or is asked already."""


class DueInThePast(Refusal):
    """The day by which it must be paid is over."""

    status = 422


class TooManyParts(Refusal):
    """More parts than there are months, or cents."""

    status = 422


class RequestOver(Refusal):
    """This request is paid, withdrawn or replaced."""


class MoreThanAsked(Refusal):
    """More came in than this request asks; the rest belongs to whoever paid, and is not booked on the loan."""

    status = 422


class NotTheWhole(Refusal):
    """A statement for many loans is booked in one go only when exactly its sum came in."""

    status = 422


class NotOfThisLoan(Refusal):
    """The request is one of another loan, or one for many loans."""

    status = 422


def parts_of(cents: int, parts: int) -> list[int]:
    """`cents` in so many parts that add up to it, in whole euros where it is; TooManyParts when that cannot be."""
    unit = 100 if cents % 100 == 0 and cents // 100 >= parts else 1
    if not 1 <= parts <= _MOST_PARTS or cents // unit < parts:
        raise TooManyParts(field="parts", parts=parts)
    each, more = divmod(cents // unit, parts)
    return [(each + (at < more)) * unit for at in range(parts)]


def days_of(first: date, parts: int) -> list[date]:
    """The days by which the parts are paid: `first`, and then the same day of each next month."""
    return [_months_later(first, at) for at in range(parts)]


def first_day(today: date, wanted: date | None, *, field: str = "due_on") -> date:
    """The day by which is paid: as `wanted`, or in two weeks. DueInThePast at `field` when that day is over."""
    if wanted is not None and wanted < today:
        raise DueInThePast(field=field)
    return wanted or today + TIME_TO_PAY


def left_of(asked: int, paid: int) -> int:
    """What is still to come in of a request, in cents."""
    return max(0, asked - paid)


def must_fit(cents: int, left: int) -> None:
    """Refuse with MoreThanAsked when more came in than is left of the request."""
    if cents > left:
        raise MoreThanAsked(paid=Cents(cents), open=Cents(left))


def state_of_many(asked: int, states: Iterable[RequestState], left: int) -> RequestState:
    """How a statement for many loans stands, by those it asks for, of which `left` cents are still to come in.

    It can be paid only as a whole: as soon as one of them went its own way, its sum is no longer right.
    """
    kinds = set(states)
    if kinds == {RequestState.PAID}:
        return RequestState.PAID
    if kinds == {RequestState.OPEN} and left == asked:
        return RequestState.OPEN
    return RequestState.REPLACED


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
