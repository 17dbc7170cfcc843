"""The start workshops of one year in numbers: by month, by place, by language, and where people were sent on.

Who plans the workshops sees every number, for they are their own. Everyone else, and every file, is told of years that
are over, and neither a number under five nor a sum that gives one away.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from inventory.borrowers.rules import Language
from inventory.figures.rules import NotOverYet
from inventory.foundation import charts, clock
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.listing import as_file
from inventory.foundation.web import needs, page, small_number
from inventory.indicators.asking import is_large
from inventory.insight.seats_elsewhere import Leaving, told_elsewhere, what_leaves
from inventory.insight.seats_hidden import Cell, Protected, Seats, ToldSeats, told_sent
from inventory.permissions import Permission
from inventory.wording import say
from workshop import figures
from workshop.day_models import Destination
from workshop.figures import Count, Sent, Taken

room = Blueprint("workshop_figures", __name__, url_prefix="/<digibank>/indicators/workshops")

#: so many years back one may look
_YEARS_BACK = 3


@dataclass(frozen=True)
class Row:
    """One line of a table: its name, and its numbers; None where a number is too small to tell."""

    name: str
    #: who enrolled, came and missed
    numbers: ToldSeats
    days: int | None


@room.get("/")
@needs(Permission.INDICATOR_SEE, Permission.WORKSHOP_PLAN)
def show() -> Any:
    """One year, as a picture and as tables; who does not plan them sees years that are over."""
    is_ours = g.actor.may(Permission.WORKSHOP_PLAN)
    years = _years(is_ours)
    year = _asked(years)
    is_over = year < clock.today().year
    # Where it is quick, who plans them need not wait for what only the file rests on.
    leaving = what_leaves(year) if not is_ours or (is_over and is_large()) else {}
    is_told = is_ours or leaving is not None
    # What is not protected yet is not even looked up.
    seats = figures.taken_between(*_span(year)) if is_told else []
    sent = figures.sent_between(*_span(year)) if is_told else {}
    by_month = figures.counted(seats, lambda seat: seat.month)
    tell = _whole if is_ours else _protected(seats, leaving or {})
    # The largest first would tell between which two others a number lies that is kept back.
    in_order = _largest_first if is_ours else _by_name
    parts = [
        (_("By month"), _rows("month", by_month, _month, tell)),
        (_("By place"), _rows("place", in_order(seats, lambda seat: seat.place), str, tell)),
        (_("By language"), _rows("language", in_order(seats, lambda seat: seat.language), say, tell)),
    ]
    # A month that is kept back would be a gap in the line, and the line would give it away.
    points = _points(by_month) if is_ours else []
    return page(
        "inventory/insight/workshop_figures.html", year=year, years=years, parts=parts, sent=_sent(sent, is_ours),
        is_ours=is_ours, chart=charts.line_chart(points) if len(points) > 1 else None,
        total=sum(point.value for point in points), is_over=is_over, is_told=is_told,
        is_counted=leaving is not None,
    )  # fmt: skip


def _years(is_ours: bool) -> range:
    """The years that may be looked at, the latest first: what is not over does not leave the house."""
    latest = clock.today().year - (0 if is_ours else 1)
    return range(latest, latest - _YEARS_BACK, -1)


def _asked(years: range) -> int:
    asked = request.args.get("year", type=small_number)
    return asked if asked is not None and asked in years else years[0]


def _sent(
    sent: Mapping[Destination, Sent], is_ours: bool
) -> list[tuple[Destination, int | None, int | None]]:
    whole = {one: (sent[one].made, sent[one].realised) if one in sent else (0, 0) for one in Destination}
    told = whole if is_ours else told_sent(whole)
    return [(one, *told[one]) for one in Destination]


def _points(by_month: Mapping[date, Count]) -> list[charts.Point]:
    """How many came in each month, from the first with a workshop to the last; in between also those without one."""
    months = sorted(by_month)
    between = range(months[0].month, months[-1].month + 1) if months else range(0)
    every = [months[0].replace(month=number) for number in between]
    return [charts.Point(format_date(one, "MMM"), by_month.get(one, Count()).came) for one in every]


@room.get("/cells.<any(csv, xlsx):kind>")
@needs(Permission.INDICATOR_SEE, Permission.WORKSHOP_PLAN)
def export(kind: str) -> Any:
    """Every place, month and language as a file. A file leaves the house: of a year that is over, and nothing small."""
    year = request.args.get("year", type=small_number)
    if year is not None and year not in _years(is_ours=False):
        raise NotOverYet
    year = _asked(_years(is_ours=False))
    leaving = what_leaves(year)
    if leaving is None:
        # The page says that it is being counted, and shows the file once it is.
        return redirect(url_for(".show", year=year), 303)
    seats = figures.taken_between(*_span(year))
    tell, cells = _protect(seats, leaving), figures.counted(seats, _cell)
    headings = [
        _("Place"), _("Month"), _("Language"), _("Enrolled"), _("Came"), _("Missed"),
        _("Days that half of who came waited, at most"),
    ]  # fmt: skip
    rows = [
        (
            place, f"{month:%Y-%m}", say(Language(language)),
            *map(_filled, (*numbers, _days(numbers, count))),
        )
        for (place, month, language), count in cells.items()
        if _is_told(numbers := tell.of_cell((place, month, language)))
    ]  # fmt: skip
    return as_file(kind, f"workshops-{year}", headings, rows)


def _is_told(numbers: ToldSeats) -> bool:
    return any(one is not None for one in numbers)


def _cell(seat: Taken) -> Cell:
    return seat.place, seat.month, str(seat.language)


def _protect(seats: Sequence[Taken], leaving: Leaving) -> Protected:
    cells = {key: _seats(count) for key, count in figures.counted(seats, _cell).items()}
    return Protected(cells, told_elsewhere(cells, leaving))


def _filled(number: int | None) -> Any:
    return number if number is not None else _("not shown")


def _span(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=BRUSSELS), datetime(year + 1, 1, 1, tzinfo=BRUSSELS)


def _month(one: date) -> str:
    return str(format_date(one, "MMMM"))


def _largest_first(seats: Sequence[Taken], key: Callable[[Taken], Any]) -> dict[Any, Count]:
    counts = figures.counted(seats, key)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1].enrolled, pair[0])))


def _by_name(seats: Sequence[Taken], key: Callable[[Taken], Any]) -> dict[Any, Count]:
    return dict(sorted(figures.counted(seats, key).items()))


def _seats(count: Count) -> Seats:
    return count.enrolled, count.came, count.missed


#: of a kind of row ("month"), its key and what is counted: what may be told of who enrolled, came and missed
Tell = Callable[[str, Any, Count], ToldSeats]


def _whole(_kind: str, _key: Any, count: Count) -> ToldSeats:
    """In the house all of it."""
    return _seats(count)


def _protected(seats: Sequence[Taken], leaving: Leaving) -> Tell:
    """Elsewhere what gives nobody away."""
    protected = _protect(seats, leaving)

    def tell(kind: str, key: Any, _count: Count) -> ToldSeats:
        return protected.told(kind, *([str(key)] if key is not None else []))

    return tell


def _rows(kind: str, counts: Mapping[Any, Count], named: Callable[[Any], Any], tell: Tell) -> Sequence[Row]:
    """A line for each, and under them what they are together. Who stands there only for a few is left out."""
    rows = [_row(named(key), tell(kind, key, count), count) for key, count in counts.items()]
    if len(rows) > 1:
        every = _together(counts.values())
        rows.append(_row(_("Together"), tell("all", None, every), every))
    return [row for row in rows if _is_told(row.numbers)]


def _row(name: Any, numbers: ToldSeats, count: Count) -> Row:
    return Row(str(name), numbers, _days(numbers, count))


def _days(numbers: ToldSeats, count: Count) -> int | None:
    """How long they waited, where it is told how many they are."""
    return None if numbers[1] is None else count.days


def _together(counts: Iterable[Count]) -> Count:
    found = Count()
    for one in counts:
        found.enrolled, found.came, found.missed = (
            found.enrolled + one.enrolled, found.came + one.came, found.missed + one.missed,
        )  # fmt: skip
        found.waits += one.waits
    return found
