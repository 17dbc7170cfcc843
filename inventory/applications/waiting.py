"""Who comes first: the digibank's own order of the waiting list, and for each why it stands where it stands.

The policy names, in order, what comes first: a purpose (`purpose.schoolwork`), a condition that is met
(`condition.low_income`), a wish for the device (`wish.screen_reader`). Whoever answers to the first of them comes
before whoever answers to the second; among equals, and after all of them, who waits longest comes first.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inventory.applications.states import Wish
from inventory.contacts.rules import Purpose

#: who waits longest; stands last, or nowhere: it always counts in the end
LONGEST = "longest"
PURPOSE, CONDITION, WISH = "purpose", "condition", "wish"


@dataclass(frozen=True)
class Waiting:
    """One who waits, as far as the order looks at it."""

    id: int
    applied_at: datetime
    purpose: Purpose
    #: codes of the conditions that were answered with yes, shown or not
    met: Collection[str] = field(default_factory=frozenset)
    wishes: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Standing:
    """A place on the list, from 1, and why: an entry of the policy's list, or LONGEST."""

    place: int
    id: int
    because: str


def parts_of(entry: str) -> tuple[str, str]:
    """`purpose.schoolwork` as ("purpose", "schoolwork"); LONGEST as (LONGEST, "")."""
    kind, _dot, value = entry.partition(".")
    return kind, value


def known_entries() -> list[str]:
    """Every entry that needs no condition of the policy."""
    return [*(f"{PURPOSE}.{one}" for one in Purpose), *(f"{WISH}.{one}" for one in Wish), LONGEST]


def asks_conditions(priority: Sequence[str] | None) -> frozenset[str]:
    """The codes of the conditions that the order looks at."""
    return frozenset(value for kind, value in map(parts_of, priority or ()) if kind == CONDITION)


def in_order(waiting: Iterable[Waiting], priority: Sequence[str] | None) -> list[Standing]:
    """Who comes first, second, third; where nothing is set, who waits longest."""
    ranked = [(*_rank(one, priority or ()), one) for one in waiting]
    ranked.sort(key=lambda row: (row[0], row[2].applied_at, row[2].id))
    return [Standing(place, one.id, because) for place, (_rank_, because, one) in enumerate(ranked, start=1)]


def _rank(one: Waiting, priority: Sequence[str]) -> tuple[int, str]:
    for rank, entry in enumerate(priority):
        if entry == LONGEST:
            return rank, LONGEST
        if _answers_to(one, *parts_of(entry)):
            return rank, entry
    return len(priority), LONGEST


def _answers_to(one: Waiting, kind: str, value: str) -> bool:
    if kind == PURPOSE:
        return one.purpose == value
    return value in (one.met if kind == CONDITION else one.wishes)
