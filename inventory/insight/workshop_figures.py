"""The start workshops of one year in numbers: by month, by place, by language, and where people were sent on.

Who plans the workshops sees every number, for they are their own. Everyone else, and every file, sees none under five,
and no sum that gives one away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from inventory.foundation import charts, clock
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.listing import as_file
from inventory.foundation.web import needs, page, small_number
from inventory.insight.counting import middle, shown, told_parts, whole
from inventory.permissions import Permission
from inventory.wording import say
from workshop import figures
from workshop.day_models import Destination
from workshop.figures import Count, Taken

room = Blueprint("workshop_figures", __name__, url_prefix="/<digibank>/indicators/workshops")

#: so many years back one may look
_YEARS_BACK = 3


@dataclass(frozen=True)
class Row:
    """One line of a table: its name, and its numbers; None where a number is too small to tell."""

    name: str
    enrolled: int | None
    came: int | None
    missed: int | None
    days: int | None


@room.get("/")
@needs(Permission.INDICATOR_SEE, Permission.WORKSHOP_PLAN)
def show() -> Any:
    """One year, as a picture and as tables."""
    year, is_ours = _year(), g.actor.may(Permission.WORKSHOP_PLAN)
    seats = figures.taken_between(*_span(year))
    by_month = figures.counted(seats, lambda seat: seat.month)
    sent = figures.sent_between(*_span(year))
    parts = [
        (_("By month"), _rows({_month(one): count for one, count in by_month.items()}, is_ours)),
        (_("By place"), _rows(_sorted(figures.counted(seats, lambda seat: seat.place)), is_ours)),
        (_("By language"), _rows(_sorted(figures.counted(seats, lambda seat: say(seat.language))), is_ours)),
    ]
    told = [(one, _told(sent[one].made, is_ours), _told(sent[one].realised, is_ours)) for one in Destination]
    came = [(one, _rows({"": count}, is_ours)[0].came) for one, count in by_month.items()]
    points = [charts.Point(format_date(one, "MMM"), number) for one, number in came if number is not None]
    this_year = clock.today().year
    return page(
        "inventory/insight/workshop_figures.html", year=year, years=range(this_year, this_year - _YEARS_BACK, -1),
        parts=parts, sent=told, is_ours=is_ours, chart=charts.line_chart(points) if len(points) > 1 else None,
        total=sum(point.value for point in points),
    )  # fmt: skip


@room.get("/cells.<any(csv, xlsx):kind>")
@needs(Permission.INDICATOR_SEE, Permission.WORKSHOP_PLAN)
def export(kind: str) -> Response:
    """Every place, month and language as a file. A file leaves the house, so small numbers are hidden for everyone."""
    year = _year()
    cells = figures.counted(figures.taken_between(*_span(year)), _cell)
    headings = [
        _("Place"), _("Month"), _("Language"), _("Enrolled"), _("Came"), _("Missed"), _("Days that half of who came waited, at most"),
    ]  # fmt: skip
    rows = [
        (place, f"{month:%Y-%m}", say(language), *(_filled(one) for one in _numbers(count, is_ours=False)))
        for (place, month, language), count in cells.items()
    ]
    return as_file(kind, f"workshops-{year}", headings, rows)


def address(year: int, kind: str) -> str:
    """Where the file of this year is."""
    return url_for("workshop_figures.export", kind=kind, year=year)


def _cell(seat: Taken) -> tuple[str, date, Any]:
    return seat.place, seat.month, seat.language


def _filled(number: int | None) -> Any:
    return number if number is not None else _("not shown")


def _year() -> int:
    asked, this_year = request.args.get("year", type=small_number), clock.today().year
    return asked if asked is not None and this_year - _YEARS_BACK < asked <= this_year else this_year


def _span(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=BRUSSELS), datetime(year + 1, 1, 1, tzinfo=BRUSSELS)


def _month(one: date) -> str:
    return str(format_date(one, "MMMM"))


def _sorted(counts: Mapping[str, Count]) -> dict[str, Count]:
    """The largest first."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1].enrolled, pair[0])))


def _rows(counts: Mapping[str, Count], is_ours: bool) -> Sequence[Row]:
    """A line for each, and under them what they are together."""
    rows = [Row(name, *_numbers(count, is_ours)) for name, count in counts.items()]
    return [*rows, _together(counts, rows, is_ours)] if len(rows) > 1 else rows


def _numbers(count: Count, is_ours: bool) -> tuple[int | None, ...]:
    parts = (count.came, count.missed)
    if is_ours:
        return count.enrolled, *parts, count.days
    days = middle(count.waits)
    return shown(count.enrolled), *told_parts(parts, count.open), days


def _together(counts: Mapping[str, Count], rows: Sequence[Row], is_ours: bool) -> Row:
    every = Count()
    for count in counts.values():
        every.enrolled, every.came, every.missed = (
            every.enrolled + count.enrolled, every.came + count.came, every.missed + count.missed,
        )  # fmt: skip
        every.waits += count.waits
    if is_ours:
        return Row(_("Together"), *_numbers(every, is_ours=True))
    sums = [
        whole(
            {name: getattr(count, column) for name, count in counts.items()}, list(counts),
            hidden=[row.name for row in rows if getattr(row, column) is None],
        )
        for column in ("enrolled", "came", "missed")
    ]  # fmt: skip
    # Of the parts all are told or none: the one that is left out would be what is missing from the whole.
    is_told = None not in sums and None not in told_parts((every.came, every.missed), every.open)
    parts = sums[1:] if is_told else [None, None]
    return Row(_("Together"), sums[0], *parts, middle(every.waits))


def _told(number: int, is_ours: bool) -> int | None:
    return number if is_ours else shown(number)
