"""The twelve indicators as blocks of a report: what may leave of each, told as the page of figures tells it.

Of a whole year or quarter that is over they leave as the figures do: protected together with the other quarters of
that year, so that no report gives away what another keeps back. Of other days, or of one town, each is protected by
itself, and the report says that it should stay in the house.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from flask_babel import gettext as _

from inventory.figures.drawing import question_of
from inventory.figures.hiding import hidden, without_silent_rows
from inventory.figures.labels import Saying, saying
from inventory.figures.rules import Calendar
from inventory.figures.telling import leaving
from inventory.foundation.period import Period
from inventory.indicators import asking
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit
from inventory.reports.blocks import Asked, Made, block
from inventory.reports.shape import HIDDEN, Cell, Column, Kind, Row, Table
from inventory.reports.template import TARGET, Block
from inventory.wording import say

_KINDS = {Unit.DAYS: Kind.DAYS, Unit.PER_MILLE: Kind.PER_MILLE}
#: a table with more columns lies down, its columns as lines; one that is too wide both ways is left to the sheet's page
_MOST_COLUMNS = 7
#: the numbers of the subsidy: new people, how far the project is, and how far it should come
_OF_THE_TARGET = ("new_unique", "cumulative", "target")


def calendar_of(period: Period, today: date) -> Calendar | None:
    """The whole year or quarter that is over and has exactly these days; None for any other days."""
    every = (Calendar(period.since.year, quarter) for quarter in range(5))
    return next((one for one in every if one.period == period and one.is_over(today)), None)


def stays_in_the_house(asked: Asked, blocks: Sequence[Block]) -> bool:
    """Could what these blocks tell point at someone, beside what other reports tell?"""
    of_people = [one for one in blocks if one.family in ("indicator", TARGET)]
    return any(_is_apart(asked, one) for one in of_people)


def _is_apart(asked: Asked, one: Block) -> bool:
    question = _question(asked, one)
    is_filtered = bool(question.municipality or question.service or question.device_kind)
    return is_filtered or calendar_of(asked.period, asked.today) is None


def _question(asked: Asked, one: Block) -> Question:
    given = one.given
    return Question(
        asked.period.since,
        asked.period.until,
        municipality=given.get("municipality") or asked.municipality,
        service=given.get("service", ""),
        device_kind=given.get("device_kind", ""),
    )


def _answered(indicator: Indicator, asked: Asked, one: Block) -> tuple[Answer, Answer]:
    """What an indicator says of these days, and what of it may leave."""
    whole = asking.answer(indicator, _question(asked, one), today=asked.today)
    calendar = calendar_of(asked.period, asked.today)
    if calendar is None or _is_apart(asked, one):
        return whole, without_silent_rows(hidden(whole))
    return whole, leaving(indicator, calendar.year, asked.today)[calendar]


def _indicator(indicator: Indicator, asked: Asked, one: Block) -> Made:
    """One indicator: how many it rests on, its numbers, and the tables that the template wants, or all."""
    whole, told = _answered(indicator, asked, one)
    wanted = one.given.get("tables")
    say_key = saying([told])
    tables = [_numbers(whole, told, say_key)]
    for grid, may_leave in zip(whole.grids, told.grids, strict=True):
        if may_leave.rows and may_leave.columns and (wanted is None or grid.name in wanted):
            tables += _tables(grid, may_leave, say_key)
    return Made(str(say(indicator)), tables=tuple(tables), is_nothing=not whole.n)


def _numbers(whole: Answer, told: Answer, say_key: Saying) -> Table:
    rows = [
        Row(_("How many it rests on"), (_cell(whole.n, told.n),)),
        Row(_("Something is not known"), (_cell(whole.missing, told.missing),)),
    ]
    rows += [
        Row(say_key(name), (_cell(value, told.numbers[name][1]),))
        for name, (unit, value) in whole.numbers.items()
        if unit not in _KINDS
    ]
    return Table(_("In short"), _("What"), (Column(_("How many")),), tuple(rows))


def _tables(whole: Grid, told: Grid, say_key: Saying) -> list[Table]:
    rows, columns = told.rows, told.columns
    was = {
        (row, column): value
        for row, line in zip(whole.rows, whole.values, strict=True)
        for column, value in zip(whole.columns, line, strict=True)
    }
    cells = tuple(
        tuple(_cell(was[row, column], may) for column, may in zip(columns, line, strict=True))
        for row, line in zip(rows, told.values, strict=True)
    )
    if len(columns) > _MOST_COLUMNS:
        if len(rows) > _MOST_COLUMNS:
            return []
        rows, columns, cells = columns, rows, tuple(zip(*cells, strict=True))
    kind = _KINDS.get(whole.unit, Kind.COUNT)
    return [
        Table(
            question_of(whole.name),
            _("What"),
            tuple(Column(say_key(column), kind) for column in columns),
            tuple(Row(say_key(row), line) for row, line in zip(rows, cells, strict=True)),
        )
    ]


def _cell(was: int | None, told: int | None) -> Cell:
    return told if told is not None or was is None else HIDDEN


def _target(asked: Asked, one: Block) -> Made:
    whole, told = _answered(Indicator.UNIQUE_VISITORS, asked, one)
    say_key = saying([told])
    rows = tuple(
        Row(say_key(name), (_cell(whole.numbers[name][1], told.numbers[name][1]),)) for name in _OF_THE_TARGET
    )
    heading = _("How far the project is")
    return Made(
        heading, tables=(Table(heading, _("What"), (Column(_("People")),), rows),), is_nothing=not whole.n
    )


for _one in Indicator:
    block(f"indicator.{_one}", partial(say, _one))(partial(_indicator, _one))
block(TARGET, lambda: _("How far the project is, against its target"))(_target)
