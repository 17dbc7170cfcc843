"""Lists as files for a spreadsheet, however long: written row by row to the disk, in the memory of one row.

Amounts are `Cents` and days are dates: in CSV they stand as a Belgian spreadsheet reads them (`12,50`, `2026-12-31`),
in XLSX as numbers and days. Every text is made harmless. The house's openpyxl writes the XLSX: in its write-only mode a
row is on the disk before the next one comes, so that a second library would bring nothing.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response

from inventory.foundation.clock import local
from inventory.foundation.listing import harmless
from inventory.foundation.money import Cents

#: how a spreadsheet shows an amount; the reader's own language decides about comma and point
_EUROS = "#,##0.00"
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; `rows` is asked for one row after the other, once."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_csv(file: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """The first of `sheets`, with semicolons and a byte-order mark: CSV knows no second one."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(sheets[0].headings)
    for row in sheets[0].rows:
        writer.writerow([_in_csv(cell) for cell in row])
    text.flush()
    text.detach()


def write_xlsx(file: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """All of `sheets`, with a head that stays in sight."""
    from openpyxl import Workbook  # a third of a second that only an export needs
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(sheet.title[:31])
        written.freeze_panes = "A2"

        def cell(value: Any, written: Any = written) -> Any:
            if not isinstance(value, Cents):
                return _in_xlsx(value)
            amount = WriteOnlyCell(written, Decimal(value) / 100)
            amount.number_format = _EUROS
            return amount

        written.append(list(sheet.headings))
        for row in sheet.rows:
            written.append([cell(one) for one in row])
    book.save(file)


WRITERS: dict[str, Callable[[IO[bytes], Sequence[Sheet]], None]] = {"csv": write_csv, "xlsx": write_xlsx}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_download(kind: str, name: str, *sheets: Sheet) -> Response:
    """`sheets` as `csv` or `xlsx`, kept by no browser; the file waits on the disk, not in memory.

    It is written before the answer leaves: a stream would outlive our being inside this digibank.
    """
    file = TemporaryFile()  # noqa: SIM115 -- closed once the answer has left
    try:
        WRITERS[kind](file, sheets)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    answer = Response(_read(file), content_type=_TYPES[kind])
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.call_on_close(file.close)
    return answer


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _in_csv(value: Any) -> Any:
    if isinstance(value, Cents):
        return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"
    if isinstance(value, datetime):
        return local(value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value)


def _in_xlsx(value: Any) -> Any:
    if isinstance(value, datetime):
        return local(value).date()
    return harmless(value if isinstance(value, int | float | date | str | None) else str(value))
