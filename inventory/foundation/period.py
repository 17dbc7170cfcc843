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


def begin_of(day: date) -> datetime:
    """The first moment of `day` here."""
    return Period(day, day).begin


def end_of(day: date) -> datetime:
    """The first moment after `day` here."""
    return Period(day, day).end
