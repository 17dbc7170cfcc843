"""What a report is once it was worked out: sentences and tables in one language, as plain data that never changes.

A cell is a whole number, words, None (there is nothing to count from) or HIDDEN (too few to tell). What a number is a
number of stands with its column, so that page, paper and spreadsheet say it each in their own way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

#: too few people are behind it
HIDDEN = "hidden"

Cell = int | str | None


class Kind(StrEnum):
    """What a column's numbers are numbers of."""

    #: people, cases, things: as they are
    COUNT = "count"
    DAYS = "days"
    PER_MILLE = "per_mille"
    GRAMS = "grams"
    CENTS = "cents"
    #: words
    WORDS = "words"


@dataclass(frozen=True)
class Column:
    """One column: what stands above it, and what its numbers are."""

    label: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True)
class Row:
    """One line: what it is of, and its cells."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table: what its first column holds, the other columns, and its lines."""

    caption: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        """A line has as many cells as there are columns."""
        assert all(len(row.cells) == len(self.columns) for row in self.rows)


@dataclass(frozen=True)
class Part:
    """What one block of the template came to."""

    name: str
    heading: str
    says: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    #: in small letters under it: sources and limits
    notes: tuple[str, ...] = ()
    #: nothing happened that it counts
    is_nothing: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report, in its own language."""

    title: str
    introduction: str
    house: str
    footer: str
    locale: str
    #: first and last day, as 2026-01-31
    since: str
    until: str
    municipality: str
    #: the days were not over when it was worked out
    is_running: bool
    #: beside what other reports tell, it could point at someone
    stays_in_the_house: bool
    parts: tuple[Part, ...]
    #: the published numbers that were used, as plain data
    factors: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Did nothing happen that any of it counts?"""
        return all(part.is_nothing for part in self.parts)

    def as_kept(self) -> dict[str, Any]:
        """As plain data, for ever."""
        return asdict(self)


def rows_of(report: Report) -> Iterator[tuple[Part, Table, Row]]:
    """Every line of every table."""
    for part in report.parts:
        for table in part.tables:
            for row in table.rows:
                yield part, table, row


def from_kept(kept: Mapping[str, Any]) -> Report:
    """The report in data that was kept."""
    return Report(
        **{
            **kept,
            "parts": tuple(_part(one) for one in kept["parts"]),
            "factors": tuple(kept["factors"]),
        }
    )


def _part(kept: Mapping[str, Any]) -> Part:
    tables = tuple(_table(one) for one in kept["tables"])
    return Part(
        kept["name"], kept["heading"], tuple(kept["says"]), tables, tuple(kept["notes"]), kept["is_nothing"]
    )


def _table(kept: Mapping[str, Any]) -> Table:
    columns = tuple(Column(one["label"], Kind(one["kind"])) for one in kept["columns"])
    rows = tuple(Row(one["label"], tuple(one["cells"])) for one in kept["rows"])
    return Table(kept["caption"], kept["first"], columns, rows)


@dataclass(frozen=True)
class Difference:
    """One number that is not the same today."""

    heading: str
    row: str
    column: str
    kind: Kind
    then: Cell
    now: Cell


def differences(then: Report, now: Report) -> list[Difference]:
    """What two reports of the same days say differently; what only one of them has is None in the other."""
    before, after = _cells(then), _cells(now)
    found = []
    for key, (kind, _cell) in {**after, **before}.items():
        heading, _caption, row, column, _again = key
        was, is_now = before.get(key, (kind, None))[1], after.get(key, (kind, None))[1]
        if was != is_now:
            found.append(Difference(heading, row, column, kind, was, is_now))
    return found


def _cells(report: Report) -> dict[tuple[str, str, str, str, int], tuple[Kind, Cell]]:
    """Every cell under where it stands; two lines of one name are told apart by which comes first."""
    found: dict[tuple[str, str, str, str, int], tuple[Kind, Cell]] = {}
    for part, table, row in rows_of(report):
        for column, cell in zip(table.columns, row.cells, strict=True):
            again = 0
            while (key := (part.heading, table.caption, row.label, column.label, again)) in found:
                again += 1
            found[key] = (column.kind, cell)
    return found


def flat(report: Report) -> Iterator[Sequence[Any]]:
    """Every cell on a line of its own: block, table, line, column, what it is a number of, value."""
    for part, table, row in rows_of(report):
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield part.heading, table.caption, row.label, column.label, column.kind, cell
