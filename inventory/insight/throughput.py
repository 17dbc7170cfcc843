"""How long it takes from gift to ready, where laptops wait, what was right the first time, and what was saved.

Numbers of laptops and of donors' gifts. Never of who worked on them: nothing here asks who did anything.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import format_date
from flask_babel import gettext as _

from inventory.foundation import charts, clock
from inventory.foundation.listing import as_file
from inventory.foundation.period import year_of
from inventory.foundation.web import needs, page, small_number
from inventory.impact import bench, flow
from inventory.impact.flow import WAITING
from inventory.parts.queries import saved
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("throughput", __name__, url_prefix="/<digibank>/indicators/bench")

#: so many years back one may look
_YEARS_BACK = 3


@room.get("/")
@needs(Permission.BENCH_LEAD)
def show() -> Any:
    """One year, as pictures, sentences and tables."""
    year, this_year = _year(), clock.today().year
    period = year_of(year)
    found, running = bench.flow_in(period), bench.running()
    months = flow.by_month(found.made_ready)
    points = [
        charts.Point(format_date(month, "MMM"), middle)
        for month, days in months.items()
        if (middle := flow.median(days)) is not None
    ]
    waits = bench.waits(found)
    return page(
        "inventory/insight/throughput.html",
        year=year,
        years=range(this_year, this_year - _YEARS_BACK, -1),
        chart=charts.line_chart(points) if len(points) > 1 else None,
        months=[(format_date(month, "MMMM"), len(days), flow.median(days)) for month, days in months.items()],
        made=len(found.made_ready),
        middle=flow.median([days for _month, days in found.made_ready]),
        running=len(running),
        running_middle=flow.median(running),
        waits=waits,
        most=max((one.median or 0 for one in waits), default=0) or 1,
        slowest=flow.longest(found.waited),
        first_time=bench.first_time(period),
        refused=bench.refused(period),
        saved=saved(),
    )


@room.get("/cells.<any(csv, xlsx):kind>")
@needs(Permission.BENCH_LEAD)
def export(kind: str) -> Response:
    """The days of every laptop that became ready, by month, and of every stay at a stage: numbers and no codes."""
    year = _year()
    found = bench.flow_in(year_of(year))
    headings = [_("What"), _("Month"), _("Laptops"), _("Days that half of them took, at most")]
    rows: list[Sequence[Any]] = [
        (_("From gift to ready"), f"{month:%Y-%m}", len(days), flow.median(days))
        for month, days in flow.by_month(found.made_ready).items()
    ]
    rows += [
        (say(stage), year, len(found.waited.get(stage, ())), flow.median(found.waited.get(stage, ())))
        for stage in WAITING
    ]
    return as_file(kind, f"bench-{year}", headings, rows)


def _year() -> int:
    asked, this_year = request.args.get("year", type=small_number), clock.today().year
    return asked if asked is not None and this_year - _YEARS_BACK < asked <= this_year else this_year
