"""What happened at the bench in one year, as its page and its file tell it: worked out at once, and kept as numbers.

It rests on every passage of every device that moved in that year, so in a large digibank it is worked out in the
background (`foundation/long_answers.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.foundation.clock import today
from inventory.foundation.long_answers import Asked, AtHand, at_hand, long_answer
from inventory.foundation.period import year_of
from inventory.impact import bench, flow
from inventory.impact.bench import FirstTime, Wait
from inventory.indicators.asking import is_large
from inventory.journey import Stage

_WHAT = "impact.bench_year"


@dataclass(frozen=True)
class Month:
    """What became ready for the first time in one month, and in how many days half of it did."""

    first: date
    made: int
    middle: int | None


@dataclass(frozen=True)
class BenchYear:
    """From gift to ready, and where devices waited."""

    months: tuple[Month, ...]
    #: over the whole year
    made: int
    middle: int | None
    #: never ready yet and on their way, and how many days half of them are at most
    running: int
    running_middle: int | None
    waits: tuple[Wait, ...]
    slowest: Stage | None
    first_time: FirstTime


def bench_year(year: int) -> AtHand[BenchYear]:
    """What happened at the bench in this year, as far as it is known now."""
    return at_hand(_WHAT, {"year": year}, waits=not is_large()).read_by(from_kept)


@long_answer(_WHAT)
def _worked_out(asked: Asked) -> dict[str, Any]:
    return as_kept(worked_out(asked["year"], today()))


def worked_out(year: int, on: date) -> BenchYear:
    """Everything of this year, by what is known on this day."""
    period, here = year_of(year), bench.standing()
    found, running = bench.flow_in(period), bench.running(here, on)
    return BenchYear(
        months=tuple(
            Month(first, len(days), flow.median(days)) for first, days in flow.by_month(found.made_ready).items()
        ),
        made=len(found.made_ready),
        middle=flow.median([days for _month, days in found.made_ready]),
        running=len(running),
        running_middle=flow.median(running),
        waits=tuple(bench.waits(found, here, on)),
        slowest=flow.longest(found.waited),
        first_time=bench.first_time(period),
    )  # fmt: skip


def as_kept(one: BenchYear) -> dict[str, Any]:
    """A year as plain words and numbers."""
    return {
        "months": [[each.first.isoformat(), each.made, each.middle] for each in one.months],
        "made": [one.made, one.middle],
        "running": [one.running, one.running_middle],
        "waits": [[str(each.stage), each.left, each.median, each.now, each.oldest] for each in one.waits],
        "slowest": one.slowest,
        "first_time": [one.first_time.signed, one.first_time.sent_back, one.first_time.came_back],
    }


def from_kept(kept: Mapping[str, Any]) -> BenchYear:
    """The year that was kept."""
    (made, middle), (running, running_middle) = kept["made"], kept["running"]
    return BenchYear(
        months=tuple(Month(date.fromisoformat(first), *counts) for first, *counts in kept["months"]),
        made=made,
        middle=middle,
        running=running,
        running_middle=running_middle,
        waits=tuple(Wait(Stage(stage), *counts) for stage, *counts in kept["waits"]),
        slowest=Stage(kept["slowest"]) if kept["slowest"] else None,
        first_time=FirstTime(*kept["first_time"]),
    )
