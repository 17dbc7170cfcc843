"""On which days and at which moments sessions fall: by the clock on the wall, never on a day of rest.

A workshop at two in the afternoon is at two in the afternoon in winter and in summer. Its length is real time, so that
a night in which the clock jumps makes nothing longer or shorter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from inventory.foundation.clock import BRUSSELS
from inventory.foundation.refusal import Refusal

#: a series is planned at most this far ahead
FURTHEST = timedelta(days=400)
#: no holiday comes back on one weekday for as many weeks as this: such a weekday is one of rest by itself
_PATIENCE = 8
#: more sessions than one pattern may make
MOST_OF_A_SERIES = 60


class NoSuchTime(Refusal):
    """In the night in which summer time begins, the clock skips an hour."""

    status = 422


@dataclass(frozen=True)
class Days:
    """The days of a pattern: on which something is planned, and which are skipped because they are days of rest."""

    planned: tuple[date, ...]
    skipped: tuple[date, ...]


def days_of(starts_on: date, ends_on: date, *, every_weeks: int = 1, rests: Callable[[date], bool]) -> Days:
    """Every so many weeks from `starts_on` to `ends_on`, both counted; a day of rest is skipped, not moved."""
    step = timedelta(weeks=every_weeks)
    every = [starts_on + step * number for number in range((ends_on - starts_on) // step + 1)]
    return Days(tuple(day for day in every if not rests(day)), tuple(day for day in every if rests(day)))


def lesson_days(first: date, lessons: int, *, rests: Callable[[date], bool]) -> list[date]:
    """The days of a course of so many lessons: the first, and the same day of the weeks after it that nobody rests."""
    days = [first]
    while len(days) < lessons:
        days.append(_a_week_later(days[-1], rests))
    return days


def _a_week_later(day: date, rests: Callable[[date], bool]) -> date:
    """The same day of the next week on which nobody rests; who holds a course on Sundays, holds it on Sundays."""
    following = [day + timedelta(weeks=number) for number in range(1, _PATIENCE + 1)]
    return next((one for one in following if not rests(one)), following[0])


def moment_of(day: date, at: time) -> datetime:
    """That time on the wall of that day, in UTC; of an hour that comes twice, the first. NoSuchTime."""
    moment = datetime.combine(day, at, BRUSSELS).astimezone(UTC)
    if moment.astimezone(BRUSSELS).time() != at:
        raise NoSuchTime(field="starts_at")
    return moment


def times_of(days: list[date], at: time, minutes: int) -> list[tuple[datetime, datetime]]:
    """From when until when each of these days, in UTC."""
    length = timedelta(minutes=minutes)
    return [(begins, begins + length) for begins in (moment_of(day, at) for day in days)]
