"""How devices flow from gift to ready, worked out from their passages: how long, and where they wait.

Of devices, never of who worked on them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from inventory.foundation.clock import day
from inventory.journey import Stage

#: the stages at which a device waits for the workshop, in the order of the walk, and then for a borrower
WAITING = (Stage.RECEIVED, Stage.RETURNED, Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY)
#: between the gift and ready
ON_THE_WAY = (Stage.RECEIVED, Stage.WIPING, Stage.WIPED, Stage.REFURBISHING)


@dataclass(frozen=True)
class Step:
    """One passage: which device came to which stage, in which lap, and when."""

    device_id: int
    lap: int
    stage: Stage
    at: datetime


@dataclass(frozen=True)
class Stay:
    """How long one device was at one stage; without an end it is there still."""

    stage: Stage
    since: date
    until: date | None

    def days(self, today: date) -> int:
        """Whole days, until it left or until today."""
        return ((self.until or today) - self.since).days


@dataclass
class Flow:
    """What came of a period."""

    #: of each first round that became ready: the first day of its month, and the days from gift to ready
    made_ready: list[tuple[date, int]] = field(default_factory=list)
    #: of each stage the days of the stays that ended in it
    waited: dict[Stage, list[int]] = field(default_factory=dict)


def stays_of(steps: Sequence[Step]) -> list[Stay]:
    """Where one device was, from its passages in order."""
    found = []
    for at, step in enumerate(steps):
        after = steps[at + 1] if at + 1 < len(steps) else None
        if after is not None and after.stage == step.stage:
            continue  # a correction that led nowhere: the stay goes on
        found.append(Stay(step.stage, day(_began(steps, at)), day(after.at) if after else None))
    return found


def _began(steps: Sequence[Step], at: int) -> datetime:
    while at and steps[at - 1].stage == steps[at].stage:
        at -= 1
    return steps[at].at


def days_to_ready(steps: Iterable[Step]) -> tuple[date, int] | None:
    """When a device became ready for the first time, and how many days after it came in; None when it did not."""
    came: datetime | None = None
    for step in steps:
        if step.lap != 1:
            return None
        if step.stage is Stage.RECEIVED and came is None:
            came = step.at
        if step.stage is Stage.READY and came is not None:
            return day(step.at), (day(step.at) - day(came)).days
    return None


def flow_of(steps: Iterable[Step], since: date, until: date) -> Flow:
    """What came of these days, from the passages of every device that moved in them, in order of device."""
    flow, per_device = Flow(), dict[int, list[Step]]()
    for step in steps:
        per_device.setdefault(step.device_id, []).append(step)
    for own in per_device.values():
        ready = days_to_ready(own)
        if ready is not None and since <= ready[0] <= until:
            flow.made_ready.append((ready[0].replace(day=1), ready[1]))
        for stay in stays_of(own):
            if stay.until is not None and since <= stay.until <= until and stay.stage in WAITING:
                flow.waited.setdefault(stay.stage, []).append(stay.days(stay.until))
    return flow


def median(values: Sequence[int]) -> int | None:
    """The middle one, the lower of the two where there are two; None of nothing."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def by_month(made_ready: Iterable[tuple[date, int]]) -> dict[date, list[int]]:
    """The days of each month, the months in order, also those in between in which nothing became ready."""
    found: dict[date, list[int]] = {}
    for month, days in sorted(made_ready):
        found.setdefault(month, []).append(days)
    if not found:
        return {}
    first, last = min(found), max(found)
    between = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    months = (date(number // 12, number % 12 + 1, 1) for number in between)
    return {month: found.get(month, []) for month in months}


def longest(waited: Mapping[Stage, Sequence[int]]) -> Stage | None:
    """On the way to ready: the stage at which half of all waited longest."""
    middles = {stage: median(waited.get(stage, ())) for stage in ON_THE_WAY}
    known = {stage: days for stage, days in middles.items() if days is not None}
    return max(known, key=lambda stage: known[stage]) if known else None
