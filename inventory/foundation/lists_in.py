"""A list from elsewhere as it comes: CSV or Excel, in whatever encoding, with whatever separator.

Everything becomes text in rows. What a cell *means* is asked later; here only the shape is read, with limits
on all sides, because a list comes from a stranger's machine.
"""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inventory.foundation.refusal import TooLarge, Unreadable


@dataclass(frozen=True)
class Most:
    """How much of a list is read."""

    rows: int
    bytes: int
    columns: int = 40
    #: letters of one cell
    cell: int = 300

    @property
    def unpacked(self) -> int:
        """An Excel file is a zip; unpacked it may not be larger than this."""
        return 10 * self.bytes

    @property
    def marks(self) -> int:
        """Marks of XML in one part of it: a hundred a row; each costs time, however well it packs."""
        return 100 * self.rows


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
#: what a spreadsheet would compute; a minus before a number, and a plus before a telephone number, are none
_FORMULA = re.compile(r"^(?:=|@|[+\-](?=[A-Za-z(=@]))")
_SEPARATORS = ";\t,|"


class NotAList(Unreadable):
    """The file is no CSV and no Excel list."""


class OldExcel(Unreadable):
    """The file is an Excel of before 2007."""


class EmptyList(Unreadable):
    """There is no row in the list."""


class TooManyRows(TooLarge):
    """The list has more rows than are read at once."""


def read_list(content: bytes, file_name: str, most: Most) -> list[list[str]]:
    """The rows of the list as texts, without empty rows, each as long as the longest.

    NotAList, OldExcel, EmptyList or TooManyRows when there is none to read; nothing else, whatever the bytes.
    """
    if len(content) > most.bytes:
        raise TooLarge(limit=f"{most.bytes // 1_000_000} MB")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldExcel(file=file_name)
    is_excel = content.startswith(b"PK\x03\x04")
    found = _excel(content, file_name, most) if is_excel else _csv(content, file_name)
    rows: list[list[str]] = []
    for cells in found:
        row = [_cell(cell, most.cell) for cell in cells[: most.columns]]
        while row and not row[-1]:
            row.pop()
        if row:
            rows.append(row)
        # One row more than allowed, because the first may be headings.
        if len(rows) > most.rows + 1:
            raise TooManyRows(most=most.rows)
    if not rows:
        raise EmptyList(file=file_name)
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def _cell(value: Any, longest: int) -> str:
    """A cell as one line of text; a whole number that Excel kept as a fraction loses its `.0`."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return " ".join(_CONTROL.sub(" ", str(value)[: 2 * longest]).split())[:longest]


def is_formula(cell: str) -> bool:
    """Would a spreadsheet compute this cell?"""
    return _FORMULA.match(cell) is not None


def _csv(content: bytes, file_name: str) -> Iterator[list[str]]:
    words = _decoded(content, file_name)
    separator = None
    if match := re.match(r"sep=(.)\r?\n", words):  # how Excel is told the separator
        separator, words = match[1], words[match.end() :]
    try:
        yield from csv.reader(io.StringIO(words, newline=""), delimiter=separator or _separator(words))
    except csv.Error as trouble:
        raise NotAList(file=file_name) from trouble


def _decoded(content: bytes, file_name: str) -> str:
    start = content[:2000]
    encodings = ["utf-8-sig", "cp1252"]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif start.count(0) > len(start) // 4:
        encodings = ["utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Bytes that no list holds: a picture, a PDF, a program.
        if "\x00" in words or words.startswith("%PDF") or _share_of_control(words) > 0.05:
            break
        return words
    raise NotAList(file=file_name)


def _share_of_control(words: str) -> float:
    start = words[:4000]
    return sum(1 for letter in start if ord(letter) < 32 and letter not in "\r\n\t") / max(1, len(start))


def _separator(words: str) -> str:
    """The separator on which most of the first lines agree."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in words[:20_000].splitlines()[:20] if line.strip()]
    best = ",", 0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        counts.pop(0, None)
        agreeing = max(counts.values(), default=0)
        if agreeing > best[1]:
            best = separator, agreeing
    return best[0]


def _excel(content: bytes, file_name: str, most: Most) -> Iterable[Sequence[Any]]:
    """The rows of the first sheet; a formula stays a formula, so that it can be named and refused."""
    from openpyxl import load_workbook  # a third of a second that only an XLSX list needs

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > most.unpacked:
                raise NotAList(file=file_name)
            if any(_marks_in(archive, part, most.marks) > most.marks for part in archive.infolist()):
                raise TooManyRows(most=most.rows)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which do not concern us
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            return list(sheet.iter_rows(max_row=most.rows + 3, max_col=most.columns, values_only=True))
    except (Unreadable, TooLarge):
        raise
    except Exception as trouble:  # openpyxl fails in any way on files made to break it
        raise NotAList(file=file_name) from trouble


def _marks_in(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """How many `<` there are in a part, counted no further than one portion above what is allowed."""
    count = 0
    with archive.open(part) as opened:
        while count <= most and (portion := opened.read(1 << 16)):
            count += portion.count(b"<")
    return count
