"""A stretch of days, as a bookkeeper names it, and the moments between which the ledger has it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from inventory.foundation.clock import BRUSSELS

#: the first day that a period may begin with, and the last day of the last one
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Period:
    """From the first day to the last one, both in it."""

    since: date
    until: date

    @property
    def begin(self) -> datetime:
        """The first moment of its first day here."""
        return datetime.combine(self.since, time(), BRUSSELS)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until + timedelta(days=1), time(), BRUSSELS)

    @property
    def is_in_order(self) -> bool:
        """Does it begin before it ends, within the days that we know?"""
        return FIRST <= self.since <= self.until <= LAST

    @property
    def month_ends(self) -> list[date]:
        """The last day of each month in it; of the last month the last day that is in it."""
        ends, year, month = [], self.since.year, self.since.month
        while date(year, month, 1) <= self.until:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            ends.append(min(date(year, month, 1) - timedelta(days=1), self.until))
        return ends


def year_of(year: int) -> Period:
    """One calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True)
class Calendar:
    """A whole calendar year or quarter: the only days over which figures leave the house."""

    year: int
    #: 1 to 4; 0 is the whole year
    quarter: int = 0

    @property
    def period(self) -> Period:
        """Its days."""
        if not self.quarter:
            return year_of(self.year)
        first = date(self.year, 3 * self.quarter - 2, 1)
        return Period(first, month_later(month_later(month_later(first))) - timedelta(days=1))

    @property
    def word(self) -> str:
        """As it stands in an address: 2026 or 2026-Q1."""
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    def is_over(self, today: date) -> bool:
        """Is its last day behind us?"""
        return self.period.until < today


def month_later(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def quarters_of(year: int) -> list[Calendar]:
    """The four of a year, in order."""
    return [Calendar(year, quarter) for quarter in range(1, 5)]


def calendar_with(period: Period) -> Calendar | None:
    """The whole year or quarter that has exactly these days; None for any other days."""
    every = (Calendar(period.since.year, quarter) for quarter in range(5))
    return next((one for one in every if one.period == period), None)


def begin_of(day: date) -> datetime:
    """The first moment of `day` here."""
    return Period(day, day).begin


def end_of(day: date) -> datetime:
    """The first moment after `day` here."""
    return Period(day, day).end
