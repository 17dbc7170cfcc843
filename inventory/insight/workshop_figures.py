"""The start workshops of one year in numbers: by month, by place, by language, and where people were sent on.

Who plans the workshops sees every number, for they are their own. Everyone else, and every file, sees none under five,
and no sum that gives one away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request
from flask_babel import format_date
from flask_babel import gettext as _

from inventory.figures.hiding import middle, shown, told_rows
from inventory.foundation import charts, clock
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.listing import as_file
from inventory.foundation.web import needs, page, small_number
from inventory.permissions import Permission
from inventory.wording import say
from workshop import figures
from workshop.day_models import Destination
from workshop.figures import Count, Taken

room = Blueprint("workshop_figures", __name__, url_prefix="/<digibank>/indicators/workshops")

#: so many years back one may look
_YEARS_BACK = 3

K = TypeVar("K")


@dataclass(frozen=True)
class Row:
    """One line of a table: its name, and its numbers; None where a number is too small to tell."""

    name: str
    #: who enrolled, came and missed
    numbers: tuple[int | None, ...]
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
    # A month that is kept back would be a gap in the line, and the line would give it away.
    points = _points(by_month) if is_ours else []
    this_year = clock.today().year
    return page(
        "inventory/insight/workshop_figures.html", year=year, years=range(this_year, this_year - _YEARS_BACK, -1),
        parts=parts, sent=told, is_ours=is_ours, chart=charts.line_chart(points) if len(points) > 1 else None,
        total=sum(point.value for point in points),
    )  # fmt: skip


def _points(by_month: Mapping[date, Count]) -> list[charts.Point]:
    """How many came in each month, from the first with a workshop to the last; in between also those without one."""
    months = sorted(by_month)
    between = range(months[0].month, months[-1].month + 1) if months else range(0)
    every = [months[0].replace(month=number) for number in between]
    return [charts.Point(format_date(one, "MMM"), by_month.get(one, Count()).came) for one in every]


@room.get("/cells.<any(csv, xlsx):kind>")
@needs(Permission.INDICATOR_SEE, Permission.WORKSHOP_PLAN)
def export(kind: str) -> Response:
    """Every place, month and language as a file. A file leaves the house, so small numbers are hidden for everyone."""
    year = _year()
    cells = figures.counted(figures.taken_between(*_span(year)), _cell)
    headings = [
        _("Place"), _("Month"), _("Language"), _("Enrolled"), _("Came"), _("Missed"),
        _("Days that half of who came waited, at most"),
    ]  # fmt: skip
    told = _numbers(cells, is_ours=False)
    rows = [
        (
            place, f"{month:%Y-%m}", say(language),
            *(_filled(one) for one in (*told[place, month, language], middle(count.waits))),
        )
        for (place, month, language), count in cells.items()
    ]  # fmt: skip
    return as_file(kind, f"workshops-{year}", headings, rows)


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
    told = _numbers(counts, is_ours)
    rows = [
        Row(name, told[name], count.days if is_ours else middle(count.waits))
        for name, count in counts.items()
    ]
    return [*rows, _together(counts, rows, is_ours)] if len(rows) > 1 else rows


def _numbers(counts: Mapping[K, Count], is_ours: bool) -> Mapping[K, tuple[int | None, ...]]:
    """Of each who enrolled, came and missed; for others than us only what gives nobody away."""
    whole_numbers = {key: (count.enrolled, count.came, count.missed) for key, count in counts.items()}
    return whole_numbers if is_ours else told_rows(whole_numbers)


def _together(counts: Mapping[str, Count], rows: Sequence[Row], is_ours: bool) -> Row:
    every = Count(waits=[days for count in counts.values() for days in count.waits])
    for column in ("enrolled", "came", "missed"):
        setattr(every, column, sum(getattr(count, column) for count in counts.values()))
    (numbers,) = _numbers({"": every}, is_ours).values()
    return Row(_("Together"), numbers, every.days if is_ours else middle(every.waits))


def _told(number: int, is_ours: bool) -> int | None:
    return number if is_ours else shown(number)
