"""What leaves the house of one indicator: a year and its quarters that are over, protected together, never filtered."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from inventory.figures import labels
from inventory.figures.hiding import Told, hidden, hidden_year, without_silent_rows
from inventory.foundation import clock
from inventory.foundation.long_answers import Asked, at_hand, long_answer
from inventory.foundation.period import Calendar, quarters_of
from inventory.indicators import asking
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit

_WHAT = "figures.leaving"


def leaving(indicator: Indicator, year: int, today: date) -> dict[Calendar, Told]:
    """What may leave of a year: the quarters that are over, and the year when it is."""
    told = _protected(indicator, year, today)
    if indicator is Indicator.UNIQUE_VISITORS and told and _may_count_on(year, today):
        told = _counting_on(told, year, today)
    return {calendar: without_silent_rows(one) for calendar, one in told.items()}


def _protected(indicator: Indicator, year: int, today: date) -> dict[Calendar, Told]:
    over = [one for one in quarters_of(year) if one.is_over(today)]
    quarters = [_asked(indicator, one, today) for one in over]
    whole = Calendar(year)
    if not whole.is_over(today):
        return {one: hidden(answer) for one, answer in zip(over, quarters, strict=True)}
    of_year, told = hidden_year(_asked(indicator, whole, today), quarters)
    return {whole: of_year, **dict(zip(over, told, strict=True))}


def _may_count_on(year: int, today: date) -> bool:
    """Does every year since the beginning tell its new people, so that a count of them all gives none away?"""
    while _before(year, today):
        year -= 1
        if _new(_protected(Indicator.UNIQUE_VISITORS, year, today)[Calendar(year)]) is None:
            return False
    return True


def _before(year: int, today: date) -> int:
    """How many different people had come before a year began."""
    first = _asked(Indicator.UNIQUE_VISITORS, Calendar(year, 1), today)
    return (first.numbers["cumulative"][1] or 0) - (first.numbers["new_unique"][1] or 0)


def _new(told: Told) -> int | None:
    return told.numbers["new_unique"][1]


def _counting_on(told: Mapping[Calendar, Told], year: int, today: date) -> dict[Calendar, Told]:
    """With how many there are since the beginning, as long as each step up to there is told."""
    found = dict(told)
    is_known = True
    whole = told.get(Calendar(year))
    for one in [one for one in quarters_of(year) if one in told]:
        # The last quarter ends with its year, and tells the same.
        is_known = (is_known and _new(told[one]) is not None) if one.quarter < 4 else _is_told(whole)
        if is_known:
            found[one] = _with_all(told[one], one, today)
    if whole is not None and _is_told(whole):
        found[Calendar(year)] = _with_all(whole, Calendar(year), today)
    return found


def _is_told(whole: Told | None) -> bool:
    return whole is not None and _new(whole) is not None


def _with_all(told: Told, calendar: Calendar, today: date) -> Told:
    counted = _asked(told.indicator, calendar, today).numbers["cumulative"]
    return replace(told, numbers={**told.numbers, "cumulative": counted})


def _asked(indicator: Indicator, calendar: Calendar, today: date) -> Answer:
    return asking.answer(indicator, Question(calendar.period.since, calendar.period.until), today=today)


def ready(indicator: Indicator, calendar: Calendar) -> Told | None:
    """What may leave of these days in a file; None: there is so much to count that it is being counted beside."""
    return (of_year(indicator, calendar.year) or {}).get(calendar)


def of_year(indicator: Indicator, year: int) -> dict[Calendar, Told] | None:
    """What may leave of a year: its quarters that are over, and the year when it is; None: it is being counted."""
    found = at_hand(_WHAT, {"indicator": str(indicator), "year": year}, waits=not asking.is_large())
    if found.newest is None:
        return None
    known = {one.word: one for one in (Calendar(year), *quarters_of(year))}
    return {known[word]: from_kept(indicator, told) for word, told in found.newest.items()}


@long_answer(_WHAT)
def _counted(asked: Asked) -> dict[str, Any]:
    told = leaving(Indicator(asked["indicator"]), asked["year"], clock.today())
    return {calendar.word: _plain(one) for calendar, one in told.items()}


def as_kept(told: Told) -> dict[str, Any]:
    """What may leave as plain values, with how the keys that stand for rows of ours are said."""
    return {**_plain(told), "names": labels.names_in(told)}


def _plain(told: Told) -> dict[str, Any]:
    return {
        "n": told.n,
        "missing": told.missing,
        "numbers": {name: [str(unit), value] for name, (unit, value) in told.numbers.items()},
        "grids": [_plain_grid(grid) for grid in told.grids],
    }


def _plain_grid(grid: Grid) -> dict[str, Any]:
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
