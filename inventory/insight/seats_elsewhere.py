"""What the files of the figures tell of the seats of a year: whoever has those subtracts them from ours."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from inventory.contacts.rules import Service
from inventory.figures import labels, telling
from inventory.figures.hiding import Told
from inventory.foundation.period import Calendar, Period
from inventory.indicators.answer import Indicator
from inventory.insight.seats_hidden import CAME, ENROLLED, MISSED, Cell, Known, Seats

_TELL_OF_SEATS = (Indicator.UNIQUE_VISITORS, Indicator.LOCATIONS, Indicator.OCCUPANCY)
_WORKSHOP = f"service:{Service.START_WORKSHOP}"
#: of which tables what is meant: by indicator and name, the row or column, and which of the three it is
_BOOKED = {"booked": ENROLLED, "came": CAME, "did_not_come": MISSED}


#: of each of these indicators what may leave of a year and its quarters
Leaving = Mapping[Indicator, Mapping[Calendar, Told]]


def what_leaves(year: int) -> Leaving | None:
    """What the files of the figures tell of the seats of a year; None: there is so much that it is being counted."""
    found: dict[Indicator, Mapping[Calendar, Told]] = {}
    for indicator in _TELL_OF_SEATS:
        told = telling.of_year(indicator, year)
        if told is not None:
            found[indicator] = told
    return found if len(found) == len(_TELL_OF_SEATS) else None


def told_elsewhere(cells: Mapping[Cell, Seats], leaving: Leaving) -> Iterator[Known]:
    """Cells of which a file of the figures tells exactly what they are together, and which of the three."""
    for of_year in leaving.values():
        for calendar, told in of_year.items():
            for value, place, months, what in _numbers(told, calendar.period):
                some = [cell for cell in cells if cell[1] in months and place in ("", cell[0])]
                if some and value == sum(cells[cell][what] for cell in some):
                    yield some, what


def _numbers(told: Told, period: Period) -> Iterator[tuple[int, str, Iterable[date], int]]:
    """Each number that may be one of seats: the place ("": all), the months, and which of the three."""
    names = labels.names_in(told)
    months = [end.replace(day=1) for end in period.month_ends]
    for grid in told.grids:
        for row, line in zip(grid.rows, grid.values, strict=True):
            for column, value in zip(grid.columns, line, strict=True):
                if value is None:
                    continue
                if grid.name == "contacts_by_service" and row == _WORKSHOP:
                    yield value, "", months, CAME
                elif grid.name == "contacts_by_location" and column == _WORKSHOP:
                    yield value, names.get(row, ""), months, CAME
                elif grid.name == "contacts_by_month" and row in names:
                    yield value, names[row], [date.fromisoformat(f"{column.partition(':')[2]}-01")], CAME
                elif grid.name == "bookings" and row == _WORKSHOP and column in _BOOKED:
                    yield value, "", months, _BOOKED[column]
