"""Lists that stay quick however long they grow: by key, never by offset; and the same list as a file.

A page of a list is "the fifty after this one", found by an index; nobody counts a hundred thousand rows to
draw fifty. A list goes out as CSV or XLSX with every cell made harmless to a spreadsheet.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, stream_with_context, url_for
from sqlalchemy import CompoundSelect, Select, func, literal_column, or_, select, tuple_, union_all
from sqlalchemy.sql import ColumnElement

from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.tenancy import rows_of

#: rows on one page of a list
PAGE = 50
#: what a spreadsheet may take for a formula (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Shelf:
    """One page of a list: its rows, and where the pages before and after it are (None: there is none)."""

    rows: list[Any]
    earlier: str | None
    later: str | None


def shelf(query: Select[Any], *keys: Any, descending: bool = False, scalars: bool = True) -> Shelf:
    """The page that the request asks for with `after` or `before`, of a query ordered by `keys`.

    The last key must be unique. Keys are columns of the rows; their values travel in the address.
    """
    after, before = request.args.get("after"), request.args.get("before")
    backwards = bool(before) and not after
    cursor = _values(after or before, keys)
    if cursor is not None:
        larger = (not descending) != backwards
        place = tuple_(*keys)
        query = query.where(place > tuple_(*cursor) if larger else place < tuple_(*cursor))
    turned = descending != backwards
    ordered = query.order_by(*(key.desc() if turned else key.asc() for key in keys)).limit(PAGE + 1)
    found = db.session.execute(ordered)
    rows = list(found.scalars() if scalars else found)
    has_more = len(rows) > PAGE
    rows = rows[:PAGE]
    if backwards:
        rows.reverse()
    names = [key.key for key in keys]
    is_first = cursor is None or (backwards and not has_more)
    is_last = not has_more and not backwards
    return Shelf(
        rows,
        _address(before=_token(rows[0], names)) if rows and not is_first else None,
        _address(after=_token(rows[-1], names)) if rows and not is_last else None,
    )


def _token(row: Any, names: Sequence[str]) -> str:
    return "~".join(_text(getattr(row, name)) for name in names)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _values(token: str | None, keys: Sequence[Any]) -> list[Any] | None:
    """The cursor's values in the types of their columns; None when someone made the token up."""
    if not token:
        return None
    parts = token.split("~")
    if len(parts) < len(keys):
        return None
    # A text may hold the separator; the keys after it never do.
    tail = len(keys) - 1
    parts = ["~".join(parts[: len(parts) - tail]), *parts[len(parts) - tail :]]
    try:
        return [_typed(part, key) for part, key in zip(parts, keys, strict=True)]
    except (ValueError, TypeError, OverflowError):
        return None


def _typed(part: str, key: Any) -> Any:
    kind = key.type.python_type if not hasattr(key.type, "impl") else key.type.impl.python_type
    if kind is datetime:
        return local(datetime.fromisoformat(part))  # refuses a moment without a zone
    if kind is date:
        return date.fromisoformat(part)
    value = kind(part)
    if isinstance(value, int) and abs(value) > 2**62:
        raise ValueError(part)
    return value


def _address(**cursor: str) -> str:
    """This same list with the same filters, at another page."""
    kept = {key: value for key, value in request.args.items() if key not in ("after", "before")}
    return same_page(kept | cursor)


def among(column: Any, *values: StrEnum) -> ColumnElement[bool]:
    """The column is one of these words of ours, for a question that is asked on every page.

    They stand in the statement and are no blanks. A plan that PostgreSQL keeps for any value takes a stage at which
    nothing is for one at which much is, and reads all devices to find a hundred; and an IN with blanks is written
    anew at each asking.
    """
    return or_(*(column == literal_column(f"'{_identifier(value)}'") for value in values))


#: numbers beside a menu's or a tab's word stop here: nobody acts differently on 4 000 than on many
MOST_COUNTED = 99
#: where there is room for more: in a tab, on a card of today's page
MOST_ON_A_CARD = 999


def count_each(queries: Mapping[str, Select[Any]], most: int = MOST_COUNTED, **values: Any) -> dict[str, int]:
    """How many rows each query has, up to one more than `most`: one statement, and never a long walk.

    The queries are written once, at import; `values` fill their blanks.
    """
    if not queries:
        return {}
    return dict(tuple(row) for row in rows_of(_counting(tuple(queries.items()), most), **values))


def counts_on_a_card(queries: Mapping[str, Select[Any]], **values: Any) -> dict[str, str]:
    """How many rows each query has, as a card shows them: one statement for all of them."""
    counted = count_each(queries, MOST_ON_A_CARD, **values)
    return {name: bounded(number, MOST_ON_A_CARD) for name, number in counted.items()}


def _identifier(name: str) -> str:
    assert re.fullmatch(r"[a-z_.]+", name), "a name in a statement holds nothing that could end it"
    return name


@lru_cache(maxsize=200)
def _counting(queries: tuple[tuple[str, Select[Any]], ...], most: int) -> CompoundSelect[Any]:
    """Each role meets the same counts on each page, so the question is put together once."""
    parts: list[Any] = [
        # Names and limits are ours, so they stand in the statement: each blank takes time at each asking.
        select(
            literal_column(f"'{_identifier(name)}'").label("name"), func.count().label("number")
        ).select_from(query.limit(literal_column(str(most + 1))).subquery())
        for name, query in queries
    ]
    return union_all(*parts)


def bounded(number: int, most: int = MOST_COUNTED) -> str:
    """A counted number as it is shown: 12, or 99+."""
    return f"{most}+" if number > most else str(number)


def filtered_address(**changes: str | None) -> str:
    """This same list from its beginning with a filter changed; None takes a filter away."""
    kept = {key: value for key, value in request.args.items() if key not in ("after", "before")} | changes
    return same_page({key: value for key, value in kept.items() if value})


def same_page(query: Mapping[str, str]) -> str:
    """This page with another query. Whatever name a stranger wrote in it stays text, and steers no address."""
    return with_query(url_for(request.endpoint or "", **(request.view_args or {})), query)


def with_query(address: str, query: Mapping[str, str]) -> str:
    """An address with this query behind it."""
    return f"{address}?{urlencode(query)}" if query else address


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def as_csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A list as CSV: semicolons and a byte-order mark, as Belgian spreadsheets expect."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=";")
        buffer.write("\ufeff")
        for row in (headings, *rows) if isinstance(rows, list) else _with_head(headings, rows):
            writer.writerow([harmless(cell) for cell in row])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    return Response(
        stream_with_context(lines()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _with_head(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield headings
    yield from rows


def as_xlsx(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A list as XLSX; text is written as text, so that nothing in it computes."""
    from openpyxl import Workbook  # a third of a second that only an export needs

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.append(list(headings))
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return Response(
        content.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return harmless(value if isinstance(value, int | float | date | str | None) else str(value))


def as_file(kind: str, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A list as `csv` or `xlsx`."""
    writers: dict[str, Callable[..., Response]] = {"csv": as_csv, "xlsx": as_xlsx}
    return writers[kind](name, headings, rows)
