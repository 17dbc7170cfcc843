"""How the cells of a report are said to people: on a page, on paper, and in a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale, format_date, format_decimal
from flask_babel import gettext as _

from inventory.foundation.money import Cents, euros
from inventory.foundation.tongue import tongue
from inventory.impact.words import told_kilograms, told_per_mille
from inventory.reports.shape import HIDDEN, Cell, Kind, Part, Report, Table


def told(cell: Cell, kind: Kind) -> str:
    """A cell as people read it."""
    if cell == HIDDEN:
        return _("not shown")
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if kind is Kind.GRAMS:
        return told_kilograms(cell)
    if kind is Kind.PER_MILLE:
        return told_per_mille(cell)
    if kind is Kind.CENTS:
        return euros(cell, f"{tongue()}_BE")
    return str(format_decimal(cell))


def in_a_sheet(cell: Cell, kind: Kind) -> Any:
    """A cell as a spreadsheet counts on with it: kilograms, percents and euros as numbers."""
    if cell == HIDDEN or cell is None or isinstance(cell, str):
        return _("not shown") if cell == HIDDEN else cell
    if kind is Kind.GRAMS:
        return cell / 1000
    if kind is Kind.PER_MILLE:
        return cell / 10
    return Cents(cell) if kind is Kind.CENTS else cell


def unit_of(kind: Kind) -> str:
    """What a spreadsheet's numbers are numbers of."""
    return {Kind.GRAMS: "kg", Kind.PER_MILLE: "%", Kind.CENTS: "€", Kind.DAYS: _("days")}.get(kind, "")


@dataclass(frozen=True)
class ToldTable:
    """A table in words: its headings (and whether numbers stand under them), and its lines."""

    caption: str
    #: does the caption say something that the heading of its part does not?
    has_own_caption: bool
    headings: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ToldPart:
    """One part in words."""

    heading: str
    says: tuple[str, ...]
    tables: tuple[ToldTable, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ToldReport:
    """A report in words of its own language: the same on its page, in a preview and on paper."""

    title: str
    locale: str
    period: str
    municipality: str
    #: what must be said before the figures
    remarks: tuple[str, ...]
    introduction: tuple[str, ...]
    parts: tuple[ToldPart, ...]
    #: what a report never tells
    limits: str


def as_told(report: Report) -> ToldReport:
    """The report in words, in its own language, whoever reads it."""
    with force_locale(report.locale):
        return ToldReport(
            title=report.title,
            locale=report.locale,
            period=_period(report),
            municipality=report.municipality,
            remarks=tuple(_remarks(report)),
            introduction=_paragraphs(report.introduction),
            parts=tuple(_part(part) for part in report.parts),
            limits=_(
                "No person stands in this report. Where fewer than five people are behind a number, it is not shown, "
                "nor what would give it away."
            ),
        )


def _remarks(report: Report) -> Iterator[str]:
    if report.is_running:
        yield _("These days are not over. The figures may still change.")
    if report.stays_in_the_house:
        yield _(
            "Keep this report in the house: it is about one town or one service, or about other days than a quarter or "
            "a year that is over. Beside other reports its numbers could point at someone. So people are told in steps "
            "of five, and it is mailed to nobody outside."
        )
    if report.is_empty:
        yield _("In these days nothing happened that this report counts, or too little to tell.")


def _paragraphs(words: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in words.split("\n") if line.strip())


def _part(part: Part) -> ToldPart:
    says = tuple(line for words in part.says for line in _paragraphs(words))
    tables = [table for table in part.tables if table.rows]
    bare = [table.caption for table in tables if _is_bare(table)]
    notes = (_("Too few people to show: %(what)s", what=" ".join(bare)),) if bare else ()
    told_tables = tuple(_table(table, part.heading) for table in tables if not _is_bare(table))
    return ToldPart(part.heading, says, told_tables, (*notes, *part.notes))


def _is_bare(table: Table) -> bool:
    """May not a single one of its numbers be told?"""
    return all(cell == HIDDEN for row in table.rows for cell in row.cells)


def _table(table: Table, heading: str) -> ToldTable:
    headings = ((table.first, False), *((one.label, one.kind is not Kind.WORDS) for one in table.columns))
    rows = tuple(
        (row.label, *(told(cell, one.kind) for cell, one in zip(row.cells, table.columns, strict=True)))
        for row in table.rows
    )
    return ToldTable(table.caption, table.caption != heading, headings, rows)


def _period(report: Report) -> str:
    since, until = date.fromisoformat(report.since), date.fromisoformat(report.until)
    return _(
        "%(since)s to %(until)s",
        since=format_date(since, "d MMMM yyyy"), until=format_date(until, "d MMMM yyyy"),
    )  # fmt: skip
