"""Everything that the page of what came of the laptops tells of one period: worked out at once, and kept as numbers.

It rests on every laptop and every loan there ever was, so in a large digibank it is worked out in the background
(`foundation/long_answers.py`). What is kept holds no name: who gave is an id, and gets its name when it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.foundation.clock import today
from inventory.foundation.long_answers import Asked, AtHand, at_hand, long_answer
from inventory.foundation.period import Calendar, Period, calendar_with
from inventory.impact import bench, counting, flow
from inventory.impact.bench import FirstTime
from inventory.impact.counting import Cost, Given, Lost
from inventory.impact.hiding import ToldUses
from inventory.impact.rules import Outcome, Spread
from inventory.indicators.asking import is_large
from inventory.journey import Stage

_WHAT = "impact.period"


@dataclass(frozen=True)
class Overview:
    """What came of the laptops in one period."""

    #: devices at each stage, now
    stages: Mapping[Stage, int]
    #: laptops that became ready for the first time, and in how many days half of them were
    made: int
    made_middle: int | None
    first_time: FirstTime
    spread: Spread
    #: most devices first
    givers: tuple[Given, ...]
    #: laptops that were with someone, for how many days together, half of them for at most so many, and the new ones
    laptops: int
    days: int
    middle_days: int | None
    first_times: int
    lost: Lost
    cost: Cost
    #: by giver, what of people may leave; None: these days are no quarter or year that is over
    may_leave: Mapping[int, ToldUses] | None


def overview_of(period: Period) -> AtHand[Overview]:
    """What came of the laptops in this period, as far as it is known now."""
    asked = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return at_hand(_WHAT, asked, waits=not is_large()).read_by(from_kept)


@long_answer(_WHAT)
def _worked_out(asked: Asked) -> dict[str, Any]:
    period = Period(date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"]))
    return as_kept(worked_out(period, today()))


def worked_out(period: Period, on: date) -> Overview:
    """Everything of this period, by what is known on this day."""
    uses = counting.uses_of()
    lent = counting.lent_in(uses, period, on)
    made = [days for _month, days in bench.flow_in(period).made_ready]
    return Overview(
        stages=counting.stages_now(),
        made=len(made),
        made_middle=flow.median(made),
        first_time=bench.first_time(period),
        spread=counting.spread_in(period, uses),
        givers=tuple(counting.given_in(period, on, uses=uses)),
        laptops=len(lent.days),
        days=lent.all_days,
        middle_days=lent.middle_days,
        first_times=lent.first_times,
        lost=counting.lost_in(period),
        cost=counting.cost_in(period, lent),
        may_leave=_may_leave(uses, calendar_with(period), on),
    )


def _may_leave(uses: Any, calendar: Calendar | None, on: date) -> Mapping[int, ToldUses] | None:
    if calendar is None or not calendar.is_over(on):
        return None
    return counting.leaving(uses, calendar, on).by_giver


# --- as plain values ---------------------------------------------------------------------------------


def as_kept(one: Overview) -> dict[str, Any]:
    """An overview as plain words and numbers."""
    return {
        "stages": {str(stage): count for stage, count in one.stages.items()},
        "made": [one.made, one.made_middle],
        "first_time": [one.first_time.signed, one.first_time.sent_back, one.first_time.came_back],
        "spread": _plain(one.spread),
        "givers": [
            [each.donor_id, _plain(each.spread), each.people, each.days, each.first_times]
            for each in one.givers
        ],
        "lent": [one.laptops, one.days, one.middle_days, one.first_times],
        "lost": [one.lost.lost, one.lost.stolen, one.lost.written_off, one.lost.loans],
        "cost": [one.cost.cents, one.cost.repairs, one.cost.known, one.cost.days],
        "may_leave": None
        if one.may_leave is None
        else {
            str(giver): [told.people, told.laptops, told.first_times, told.days]
            for giver, told in one.may_leave.items()
        },
    }


def _plain(spread: Spread) -> list[Any]:
    of_each = {str(what): [spread.pieces[what], spread.grams[what]] for what in Outcome}
    return [of_each, spread.unweighed]


def from_kept(kept: Mapping[str, Any]) -> Overview:
    """The overview that was kept; givers by the names that they have today."""
    names = counting.names_of_givers()
    may_leave = kept["may_leave"]
    made, made_middle = kept["made"]
    laptops, days, middle_days, first_times = kept["lent"]
    return Overview(
        stages={stage: kept["stages"].get(stage, 0) for stage in counting.LOOP},
        made=made,
        made_middle=made_middle,
        first_time=FirstTime(*kept["first_time"]),
        spread=_spread(kept["spread"]),
        givers=tuple(
            Given(giver, names[giver], _spread(spread), *counts)
            for giver, spread, *counts in kept["givers"]
            if giver in names
        ),
        laptops=laptops,
        days=days,
        middle_days=middle_days,
        first_times=first_times,
        lost=Lost(*kept["lost"]),
        cost=Cost(*kept["cost"]),
        may_leave=None
        if may_leave is None
        else {int(giver): ToldUses(*told) for giver, told in may_leave.items()},
    )


def _spread(kept: Any) -> Spread:
    of_each, unweighed = kept
    # An outcome that was not known yet when it was kept came to nothing.
    return Spread(
        {what: of_each.get(what, [0, 0])[0] for what in Outcome},
        {what: of_each.get(what, [0, 0])[1] for what in Outcome},
        unweighed,
    )
