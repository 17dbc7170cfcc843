"""How long it takes from gift to ready, where laptops wait, what was right the first time, and what was saved.

Numbers of laptops and of donors' gifts. Never of who worked on them: nothing here asks who did anything.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from inventory.foundation import charts, clock
from inventory.foundation.listing import as_file
from inventory.foundation.period import year_of
from inventory.foundation.web import needs, page, small_number
from inventory.impact import bench
from inventory.impact.bench_year import Month, bench_year
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
    found = bench_year(year)
    told = found.told
    return page(
        "inventory/insight/throughput.html",
        year=year,
        years=range(this_year, this_year - _YEARS_BACK, -1),
        found=found,
        told=told,
        chart=_chart(told.months) if told is not None else None,
        month_name=lambda month: format_date(month, "MMMM"),
        most=max((one.median or 0 for one in told.waits), default=0) or 1 if told is not None else 1,
        refused=bench.refused(year_of(year)),
        saved=saved(),
    )


def _chart(months: Iterable[Month]) -> Any:
    points = [
        charts.Point(format_date(one.first, "MMM"), one.middle) for one in months if one.middle is not None
    ]
    return charts.line_chart(points) if len(points) > 1 else None


@room.get("/cells.<any(csv, xlsx):kind>")
@needs(Permission.BENCH_LEAD)
def export(kind: str) -> Any:
    """The days of every laptop that became ready, by month, and of every stay at a stage: numbers and no codes."""
    year = _year()
    told = bench_year(year).newest
    if told is None:
        # The page says that it is being counted, and shows the way to the file once it is.
        return redirect(url_for(".show", year=year), 303)
    headings = [_("What"), _("Month"), _("Laptops"), _("Days that half of them took, at most")]
    rows: list[Sequence[Any]] = [
        (_("From gift to ready"), f"{one.first:%Y-%m}", one.made, one.middle) for one in told.months
    ]
    rows += [(say(one.stage), year, one.left, one.median) for one in told.waits]
    return as_file(kind, f"bench-{year}", headings, rows)


def _year() -> int:
    asked, this_year = request.args.get("year", type=small_number), clock.today().year
    return asked if asked is not None and this_year - _YEARS_BACK < asked <= this_year else this_year
