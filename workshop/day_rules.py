"""What the words of one or more phones come to: the newest one holds, whenever it arrived; nothing is thrown away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workshop.rules import CAME, Presence

#: a phone without a network may be as late as this, in days; then its moment says nothing any more
_LATEST = timedelta(days=7)


class Level(StrEnum):
    """How handy someone is with a computer, in words that a teacher can say aloud. Never a mark, never a diagnosis."""

    #: never used one
    ONE = "1"
    #: turns it on, and needs someone beside them
    TWO = "2"
    #: knows the way in what was shown
    THREE = "3"
    #: finds out new things with a little help
    FOUR = "4"
    #: needs nobody, and helps others
    FIVE = "5"


class When(StrEnum):
    """When a level was looked at."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Mark:
    """One thing that was said of one person at one lesson; `presence` None: what was said before is taken back."""

    id: int
    lesson: int
    presence: Presence | None
    said_at: datetime
    by: int | None


def moment_of(told: datetime | None, now: datetime) -> datetime:
    """When something was said, as the phone tells. One that runs ahead, or is hopelessly behind, is not believed."""
    if told is None or told.tzinfo is None or told > now or told < now - _LATEST:
        return now
    return told


def newest(marks: Iterable[Mark]) -> dict[int, Mark]:
    """By lesson the mark that holds. The order in which they arrived plays no part, so every order gives the same."""
    held: dict[int, Mark] = {}
    for mark in marks:
        other = held.get(mark.lesson)
        if other is None or _rank(other) < _rank(mark):
            held[mark.lesson] = mark
    return held


def _rank(mark: Mark) -> tuple[datetime, int]:
    return mark.said_at, mark.id


def disputed(marks: Collection[Mark]) -> dict[int, Mark]:
    """By lesson the last word of somebody else than who had the last word, where the two do not agree."""
    held = newest(marks)
    others: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.by != held[mark.lesson].by:
            others[mark.lesson].append(mark)
    last = {lesson: max(said, key=_rank) for lesson, said in others.items()}
    return {
        lesson: mark
        for lesson, mark in last.items()
        if mark.presence is not None and mark.presence is not held[lesson].presence
    }


@dataclass(frozen=True)
class Tally:
    """How a lesson stands: who is here (of those, late), who is not, and of whom nothing was said."""

    here: int
    late: int
    absent: int
    open: int


def tally(expected: Iterable[int], said: Mapping[int, Presence | None]) -> Tally:
    """Count the seats that are expected, by what was said of each."""
    words = [said.get(seat) for seat in expected]
    return Tally(
        here=sum(word in CAME for word in words),
        late=words.count(Presence.LATE),
        absent=words.count(Presence.ABSENT),
        open=words.count(None),
    )
