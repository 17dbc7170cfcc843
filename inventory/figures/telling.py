"""What leaves the house of one indicator: a year and its quarters that are over, protected together, never filtered."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from inventory.figures import labels
from inventory.figures.hiding import Told, hidden, hidden_year
from inventory.figures.rules import Calendar, quarters_of
from inventory.indicators import asking
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit


def leaving(indicator: Indicator, year: int, today: date) -> dict[Calendar, Told]:
    """What may leave of a year: the quarters that are over, and the year when it is."""
    over = [one for one in quarters_of(year) if one.is_over(today)]
    quarters = [_asked(indicator, one) for one in over]
    whole = Calendar(year)
    if not whole.is_over(today):
        return {one: hidden(answer) for one, answer in zip(over, quarters, strict=True)}
    of_year, told = hidden_year(_asked(indicator, whole), quarters)
    return {whole: of_year, **dict(zip(over, told, strict=True))}


def _asked(indicator: Indicator, calendar: Calendar) -> Answer:
    return asking.answer(indicator, Question(calendar.period.since, calendar.period.until))


def as_kept(told: Told) -> dict[str, Any]:
    """What may leave as plain values, with how the keys that stand for rows of ours are said."""
    return {
        "n": told.n,
        "missing": told.missing,
        "numbers": {name: [str(unit), value] for name, (unit, value) in told.numbers.items()},
        "grids": [_plain(grid) for grid in told.grids],
        "names": labels.names_in(told),
    }


def _plain(grid: Grid) -> dict[str, Any]:
    kept = asdict(grid)
    return {
        "name": kept["name"],
        "unit": str(grid.unit),
        "is_exclusive": grid.is_exclusive,
        **{part: [*kept[part]] for part in ("rows", "columns")},
        **{part: [[*line] for line in kept[part]] for part in ("values", "behind")},
    }


def from_kept(indicator: Indicator, kept: Mapping[str, Any]) -> Told:
    """The answer again that was laid ready."""
    return Told(
        indicator=indicator,
        n=kept["n"],
        missing=kept["missing"],
        grids=tuple(
            Grid(
                one["name"], Unit(one["unit"]), tuple(one["rows"]), tuple(one["columns"]),
                tuple(map(tuple, one["values"])), tuple(map(tuple, one["behind"])), one["is_exclusive"],
            )
            for one in kept["grids"]
        ),
        numbers={name: (Unit(unit), value) for name, (unit, value) in kept["numbers"].items()},
    )  # fmt: skip
