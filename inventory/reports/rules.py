"""When a report is about which days, and when the next one leaves by itself: plain values, no database."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from inventory.foundation.period import Period
from inventory.foundation.refusal import Refusal

#: the longest period of one report
MOST_YEARS = 10
#: the last day of a month on which every month has one
LAST_DAY = 28


class PeriodTooLong(Refusal):
    """It is about more than ten years."""

    status = 422


class PeriodOutOfOrder(Refusal):
    """It begins after it ends, or before anything was counted."""

    status = 422


class NotYetBegun(Refusal):
    """It is about days that are still to come."""

    status = 422


class NotADayOfEveryMonth(Refusal):
    """Not every month has such a day."""

    status = 422


class Every(StrEnum):
    """How often a report leaves by itself."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def must_be_a_period(period: Period, today: date) -> None:
    """Refuse what no report can be about: PeriodOutOfOrder, NotYetBegun, PeriodTooLong."""
    if not period.is_in_order:
        raise PeriodOutOfOrder(field="since")
    if period.since > today:
        raise NotYetBegun(field="since")
    if period.until >= _years_after(period.since, MOST_YEARS):
        raise PeriodTooLong(field="until", most=MOST_YEARS)


def _years_after(day: date, years: int) -> date:
    """The same day so many years on; of 29 February the day after the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def period_with(day: date, every: Every) -> Period:
    """The month, quarter or year in which this day lies."""
    months = _MONTHS[every]
    first = (day.month - 1) // months * months + 1
    begin = date(day.year, first, 1)
    return Period(begin, _after(begin, months) - timedelta(days=1))


def period_before(day: date, every: Every) -> Period:
    """The whole month, quarter or year before the one in which this day lies."""
    return period_with(period_with(day, every).since - timedelta(days=1), every)


def due(every: Every, day: int, *, set_on: date, today: date) -> Iterator[Period]:
    """The periods of which a report should have left by today: each from day `day` of the month after it on.

    Only periods that were not over when it was set, so that nobody gets a pile of old ones; and each of them, so that
    no night that was missed costs one.
    """
    period = period_with(set_on, every)
    while (leaves := period.until + timedelta(days=day)) <= today:
        yield period
        period = period_with(leaves, every)


def _after(begin: date, months: int) -> date:
    """The first day, so many months on."""
    count = begin.year * 12 + begin.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def must_be_a_day(day: int) -> None:
    """Refuse a day that not every month has: NotADayOfEveryMonth."""
    if not 1 <= day <= LAST_DAY:
        raise NotADayOfEveryMonth(field="day", most=LAST_DAY)
