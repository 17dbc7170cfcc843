"""What a donor is told about a given device, and from when on it is told: rules without web or database.

A donor knows its own devices by serial number. With four laptops in use, "this one is in use" and "that one
is not" comes close to telling who; so below five the two words become one, and no number is told.
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from inventory.journey import Stage

#: fewer people than this are never counted out loud (belgium.md: cells under 5 are hidden)
FEWEST_PEOPLE = 5


class Where(StrEnum):
    """Where a given device is, in words that mean something to its giver."""

    #: on the list, not here yet
    COMING = "coming"
    #: being wiped, repaired or checked
    AT_THE_BENCH = "at_the_bench"
    #: may be lent
    READY = "ready"
    #: at someone's home
    IN_USE = "in_use"
    #: ready or at someone's home; which of the two is not told
    LENDING = "lending"
    PARTS = "parts"
    RECYCLED = "recycled"
    MISSING = "missing"
    #: refused at the door
    SENT_BACK = "sent_back"


_WHERE = {
    Stage.ANNOUNCED: Where.COMING,
    Stage.RECEIVED: Where.AT_THE_BENCH,
    Stage.WIPING: Where.AT_THE_BENCH,
    Stage.WIPED: Where.AT_THE_BENCH,
    Stage.REFURBISHING: Where.AT_THE_BENCH,
    Stage.READY: Where.READY,
    Stage.RESERVED: Where.READY,
    Stage.LENT: Where.IN_USE,
    Stage.RETURNED: Where.AT_THE_BENCH,
    Stage.PARTS: Where.PARTS,
    Stage.RECYCLED: Where.RECYCLED,
    Stage.TRANSFERRED: Where.IN_USE,
    Stage.MISSING: Where.MISSING,
    Stage.REFUSED: Where.SENT_BACK,
}
NOT_RECEIVED = frozenset({Where.COMING, Where.SENT_BACK})


def where_of(stage: Stage, *, hides_use: bool) -> Where:
    """What the giver is told; with `hides_use` nobody can tell a laptop in use from one that waits."""
    where = _WHERE[stage]
    return Where.LENDING if hides_use and where in (Where.READY, Where.IN_USE) else where


def people_helped(stages: Mapping[Stage, int]) -> int | None:
    """How many people have one of these devices at home; None when too few to be told."""
    count = sum(number for stage, number in stages.items() if _WHERE[stage] is Where.IN_USE)
    return count if count >= FEWEST_PEOPLE else None


def spread(stages: Mapping[Stage, int], *, hides_use: bool) -> list[tuple[Where, int]]:
    """How many devices are where, in the order of their journey; places where there is none are left out."""
    counts: Counter[Where] = Counter()
    for stage, number in stages.items():
        counts[where_of(stage, hides_use=hides_use)] += number
    return [(where, counts[where]) for where in Where if counts[where]]


def received(stages: Mapping[Stage, int]) -> int:
    """How many devices came and stayed."""
    return sum(number for stage, number in stages.items() if _WHERE[stage] not in NOT_RECEIVED)
