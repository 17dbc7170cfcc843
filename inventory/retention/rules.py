"""When something was kept long enough, how long beforehand it is told, and how long a person may keep it here."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from inventory.foundation.clock import BRUSSELS
from inventory.foundation.refusal import Refusal

#: nothing goes before it stood on the page for so many days
NOTICE = timedelta(days=7)
#: a hold is no way to keep people for ever: it ends, and may be said anew
LONGEST_HOLD = timedelta(days=366)
_FRIDAY = 4

#: record types that the law or other modules name
BOOKS, PROOFS = "books", "proofs"
LOAN_FILE, APPLICANT, VISITOR = "loan_file", "applicant", "visitor"


class HoldReason(StrEnum):
    """Why a person keeps something here longer."""

    #: there is still money to be paid, or to be given back
    MONEY = "money"
    #: damage, a theft or a complaint that is not closed
    INCIDENT = "incident"
    #: a loan runs, or is about to
    LOAN = "loan"
    #: the person asked us something, and has no answer yet
    REQUEST = "request"
    #: a court, the police or an inspection needs it
    PROCEEDINGS = "proceedings"


class NotSoManyDays(Refusal):
    """Shorter than the law allows, or longer than anyone can justify."""

    status = 422


class HoldTooLong(Refusal):
    """A hold ends on a day within a year, and not in the past."""

    status = 422


class NothingToHold(Refusal):
    """It went, or is not due any more."""


class KeptByColleague(Refusal):
    """A colleague keeps this person here a while longer, whatever rule says that they go."""


class KeptUntil(KeptByColleague):
    """The same, said to whoever is about to forget the person: who keeps them, why, and until which day."""


def lapsed_before(today: date, days: int) -> datetime:
    """What counted from before this moment was kept for `days` whole days, by the calendar in Brussels."""
    return datetime.combine(today - timedelta(days=days), time(), BRUSSELS)


def must_be_days(days: int, fewest: int, most: int) -> None:
    """Refuse with NotSoManyDays what lies outside of what the law and sense allow."""
    if not fewest <= days <= most:
        raise NotSoManyDays(field="days", fewest=fewest, most=most)


def must_be_a_hold(until: date, today: date) -> None:
    """Refuse with HoldTooLong a hold that ended already, or lasts longer than a year."""
    if not today <= until <= today + LONGEST_HOLD:
        raise HoldTooLong(field="until")


def is_held(held_until: date | None, today: date) -> bool:
    """Does a person keep it here today?"""
    return held_until is not None and held_until >= today


def working_day_before(today: date, count: int, is_rest: Callable[[date], bool]) -> date:
    """The day that lies `count` working days before `today`; Saturdays and days of rest do not count."""
    day = today
    while count:
        day -= timedelta(days=1)
        count -= not (day.weekday() > _FRIDAY or is_rest(day))
    return day
