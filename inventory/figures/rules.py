"""Over which days the figures are asked, which of those may leave the house, and what is shared by itself."""

from datetime import date, timedelta
from enum import StrEnum

from inventory.foundation.period import Calendar, Period, month_later, quarters_of, year_of
from inventory.foundation.refusal import Refusal
from inventory.indicators.answer import Indicator

#: shared until the digibank says otherwise: what the subsidy asks for
SHARED_BY_ITSELF = frozenset({Indicator.UNIQUE_VISITORS, Indicator.GROUPS_BY_LOCATION, Indicator.LOANS})
#: so many years are in one question at most
MOST_YEARS = 12
#: so many years that are over may still leave
YEARS_BACK = 3


class Preset(StrEnum):
    """The days that people ask for by name."""

    THIS_YEAR = "this_year"
    LAST_12_MONTHS = "last_12_months"
    LAST_QUARTER = "last_quarter"
    LAST_YEAR = "last_year"
    OWN_DAYS = "own"


class NotOverYet(Refusal):
    """Only a year or a quarter that is over leaves the house."""

    status = 422


def may_leave(today: date) -> list[Calendar]:
    """The years and quarters that are over, the newest first."""
    found = []
    for year in range(today.year, today.year - YEARS_BACK - 1, -1):
        found += [one for one in (Calendar(year), *reversed(quarters_of(year))) if one.is_over(today)]
    return found


def calendar_of(word: str, today: date) -> Calendar:
    """The year or quarter that an address names; NotOverYet for any other days."""
    found = next((one for one in may_leave(today) if one.word == word), None)
    if found is None:
        raise NotOverYet
    return found


def preset_period(preset: Preset, today: date) -> Period:
    """The days that a name stands for; own days begin as this year."""
    if preset is Preset.LAST_YEAR:
        return year_of(today.year - 1)
    if preset is Preset.LAST_QUARTER:
        begin = today.replace(month=today.month - (today.month - 1) % 3, day=1)
        before = begin - timedelta(days=1)
        return Calendar(before.year, (before.month + 2) // 3).period
    if preset is Preset.LAST_12_MONTHS:
        last = today.replace(day=1) - timedelta(days=1)
        return Period(month_later(last.replace(year=last.year - 1, day=1)), last)
    return year_of(today.year)


# --- the laptops themselves ---

#: how many days people wait, in bands of a first and a last day; the last band goes on
WAITED: tuple[tuple[int, int | None], ...] = ((0, 3), (4, 7), (8, 14), (15, None))


class Back(StrEnum):
    """What came of a loan that had to end."""

    ON_TIME = "on_time"
    LATE = "late"
    NOT_YET = "not_yet"
    #: lost or written off
    GONE = "gone"


def waited_of(days: int) -> int:
    """In which band of WAITED so many days are."""
    return next(at for at, (_first, last) in enumerate(WAITED) if last is None or days <= last)


def back_of(due: date, ended: date | None) -> Back:
    """Was it back by the day that was agreed?"""
    if ended is None:
        return Back.NOT_YET
    return Back.ON_TIME if ended <= due else Back.LATE
