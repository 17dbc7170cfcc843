"""The twelve indicators as blocks of a report: what may leave of each, told as the page of figures tells it.

Of a whole year or quarter that is over they leave as the figures do: protected together with the other quarters of
that year, so that no report gives away what another keeps back. A report about other days or one town stays in the
house: each indicator is protected by itself, and people and cases are told in steps of five.
"""

from dataclasses import replace
from functools import partial

from flask_babel import gettext as _

from inventory.figures.drawing import question_of
from inventory.figures.hiding import Told, hidden, without_silent_rows
from inventory.figures.labels import Saying, saying
from inventory.figures.sentences import as_known
from inventory.figures.telling import leaving
from inventory.foundation.period import calendar_with
from inventory.impact.hiding import STEP, nearest
from inventory.indicators import asking
from inventory.indicators.answer import Grid, Indicator, Question, Unit
from inventory.reports.blocks import Asked, Made, block, shown
from inventory.reports.shape import Column, Kind, Row, Table
from inventory.reports.template import TARGET, Block
from inventory.wording import say

_COUNTED = (Unit.PEOPLE, Unit.CASES)
_STEP_PER_MILLE = 50
_KINDS = {Unit.DAYS: Kind.DAYS, Unit.PER_MILLE: Kind.PER_MILLE}
#: a table with more columns lies down, its columns as lines; one that is too wide both ways is left to the sheet's page
_MOST_COLUMNS = 7
#: the numbers of the subsidy: new people, how far the project is, and how far it should come
_OF_THE_TARGET = ("new_unique", "cumulative", "target")


def _question(asked: Asked, one: Block) -> Question:
    given = one.given
    return Question(
        asked.period.since,
        asked.period.until,
        municipality=given.get("municipality") or asked.municipality,
        service=given.get("service", ""),
        device_kind=given.get("device_kind", ""),
    )


def _told(indicator: Indicator, asked: Asked, one: Block) -> Told:
    """What of an indicator stands in the report."""
    calendar = calendar_with(asked.period)
    if not asked.stays_in_the_house and calendar is not None:
        return leaving(indicator, calendar.year, asked.today)[calendar]
    return _in_steps(
        without_silent_rows(hidden(asking.answer(indicator, _question(asked, one), today=asked.today)))
    )


def _in_steps(told: Told) -> Told:
    """People and cases to the nearest five, parts to the nearest five percent: two papers do not differ by a few."""
    return replace(
        told,
        n=_step(told.n),
        missing=_step(told.missing),
        grids=tuple(
            replace(
                grid, values=tuple(tuple(_stepped(grid.unit, one) for one in line) for line in grid.values)
            )
            for grid in told.grids
        ),
        numbers={name: (unit, _stepped(unit, value)) for name, (unit, value) in told.numbers.items()},
    )


def _stepped(unit: Unit, value: int | None) -> int | None:
    if unit in _COUNTED:
        return _step(value)
    return nearest(value, _STEP_PER_MILLE) if unit is Unit.PER_MILLE and value is not None else value


def _step(value: int | None) -> int | None:
    return None if value is None else nearest(value, STEP)


def _indicator(indicator: Indicator, asked: Asked, one: Block) -> Made:
    """One indicator: how many it rests on, its numbers, and the tables that the template wants, or all."""
    told = _told(indicator, asked, one)
    wanted = one.given.get("tables")
    say_key = saying([told])
    tables = [_numbers(told, say_key)]
    for grid in told.grids:
        if grid.rows and grid.columns and (wanted is None or grid.name in wanted):
            tables += _tables(grid, say_key)
    notes = tuple(filter(None, [as_known(indicator)]))
    return Made(str(say(indicator)), tables=tuple(tables), notes=notes, is_nothing=not _tells(told))


def _tells(told: Told) -> bool:
    """Is anything of people told?"""
    of_people = [told.n, *(value for unit, value in told.numbers.values() if unit is not Unit.THINGS)]
    of_people += [
        one for grid in told.grids if grid.unit is not Unit.THINGS for line in grid.values for one in line
    ]
    return any(of_people)


def _numbers(told: Told, say_key: Saying) -> Table:
    rows = [
        Row(_("How many it rests on"), (shown(told.n),)),
        Row(_("Something is not known"), (shown(told.missing),)),
    ]
    rows += [
        Row(say_key(name), (shown(value),))
        for name, (unit, value) in told.numbers.items()
        if unit not in _KINDS
    ]
    return Table(_("In short"), _("What"), (Column(_("How many")),), tuple(rows))


def _tables(told: Grid, say_key: Saying) -> list[Table]:
    rows, columns = told.rows, told.columns
    cells = tuple(tuple(map(shown, line)) for line in told.values)
    if len(columns) > _MOST_COLUMNS:
        if len(rows) > _MOST_COLUMNS:
            return []
        rows, columns, cells = columns, rows, tuple(zip(*cells, strict=True))
    kind = _KINDS.get(told.unit, Kind.COUNT)
    return [
        Table(
            question_of(told.name),
            _("What"),
            tuple(Column(say_key(column), kind) for column in columns),
            tuple(Row(say_key(row), line) for row, line in zip(rows, cells, strict=True)),
        )
    ]


def _target(asked: Asked, one: Block) -> Made:
    told = _told(Indicator.UNIQUE_VISITORS, asked, one)
    say_key = saying([told])
    rows = tuple(Row(say_key(name), (shown(told.numbers[name][1]),)) for name in _OF_THE_TARGET)
    heading = _("How far the project is")
    tables = (Table(heading, _("What"), (Column(_("People")),), rows),)
    return Made(heading, tables=tables, is_nothing=not _tells(told))


for _one in Indicator:
    block(f"indicator.{_one}", partial(say, _one), of_people=True)(partial(_indicator, _one))
block(TARGET, lambda: _("How far the project is, against its target"), of_people=True)(_target)
