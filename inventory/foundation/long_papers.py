"""Papers of any length: a list of five hundred devices that breaks well, in the memory that fifty take.

Rows are drawn as they come and forgotten with their page; a foot that names the number of pages is drawn when
the last page is known. The page itself looks like that of every other paper.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from inventory.foundation.papers import PETROL, Words
from inventory.foundation.stationery import DEEP, HAIR, MUTED, Furniture, long_paper

__all__ = ["Band", "Cells", "Furniture", "Note", "groups", "long_paper"]

_GROUND = HexColor("#F1EDE4")
_SIZE, _SMALL, _LEADING = 7.6, 6.6, 1.25
_PAD, _GUTTER, _AIR = 1.5 * mm, 2.2 * mm, 2.4 * mm
#: a group that takes more than half a page may be broken between two of its rows
_KEPT_TOGETHER = 120 * mm


@dataclass(frozen=True)
class Band:
    """The line that begins a group, over the whole width: what it is about, and in grey what else is to be said."""

    left: str
    right: str = ""
    under: str = ""


@dataclass(frozen=True)
class Cells:
    """One row of the group: a text for each column."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Note:
    """A line in small grey letters over the whole width, under the row before it."""

    text: str


Row = Band | Cells | Note


class _Drawn(Flowable):
    """Rows of which the height is known, under the head of the table."""

    def __init__(self, table: "_Groups", rows: Sequence["_Measured"]) -> None:
        super().__init__()
        self.table, self.rows = table, rows

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As measured."""
        self.width, self.height = width, self.table.head.height + sum(row.height for row in self.rows)
        return self.width, self.height

    def split(self, _width: float, _height: float) -> list[Flowable]:
        """Never: it was measured to fit."""
        return []

    def draw(self) -> None:
        """From the top."""
        y: float = self.height
        for row in (self.table.head, *self.rows):
            y -= row.height
            row.draw(self.canv, y, self.width)


class _Measured:
    """A row broken into lines for the width at hand."""

    def __init__(self, row: Row, shares: Sequence[float], width: float, *, is_head: bool = False) -> None:
        self.row, self.is_head = row, is_head
        #: a note comes under it, so the line that ends it is the note's
        self.is_followed = False
        self.words = _placed(row, shares, width, is_head)
        tallest = max(y + words.height for _x, y, words in self.words)
        self.height = tallest + 2 * _PAD + (_AIR if isinstance(row, Band) else 0)
        if isinstance(row, Note):
            self.height -= _PAD  # it belongs to what stands above it

    def draw(self, canvas: Canvas, y: float, width: float) -> None:
        """With its lower edge at `y`."""
        top = y + self.height
        if isinstance(self.row, Band):
            top -= _AIR
            canvas.setFillColor(_GROUND)
            canvas.rect(0, y, width, top - y, stroke=0, fill=1)
        if not self.is_followed:
            canvas.setStrokeColor(DEEP if self.is_head else HAIR)
            canvas.setLineWidth(1 if self.is_head else 0.4)
            canvas.line(0, y, width, y)
        top -= 0.4 * mm if isinstance(self.row, Note) else _PAD
        for x, down, words in self.words:
            words.drawOn(canvas, x, top - down - words.height)


def _placed(
    row: Row, shares: Sequence[float], width: float, is_head: bool
) -> list[tuple[float, float, Words]]:
    """The words of a row, each with its place: from the left, and down from the top."""
    if isinstance(row, Band):
        return _of_band(row, width)
    if isinstance(row, Note):
        words = Words(row.text, _SMALL, color=MUTED, leading=_LEADING)
        return [(_GUTTER, 0.0, _wrapped(words, width - 2 * _GUTTER))]
    return _of_cells(row, shares, width, is_head)


def _wrapped(words: Words, width: float) -> Words:
    words.wrap(width, 0)
    return words


def _of_band(band: Band, width: float) -> list[tuple[float, float, Words]]:
    inner = width - 2 * _GUTTER
    room = inner * (0.7 if band.right else 1)
    left = _wrapped(Words(band.left, _SIZE + 0.9, bold=True, leading=_LEADING), room)
    placed = [(_GUTTER, 0.0, left)]
    below: float = left.height
    if band.right:
        words = Words(band.right, _SIZE + 0.9, bold=True, align="right", leading=_LEADING)
        right = _wrapped(words, inner - room)
        placed.append((_GUTTER + room, 0.0, right))
        below = max(below, right.height)
    if band.under:
        under = Words(band.under, _SMALL, color=MUTED, leading=_LEADING)
        placed.append((_GUTTER, below + 0.4 * mm, _wrapped(under, inner)))
    return placed


def _of_cells(
    row: Cells, shares: Sequence[float], width: float, is_head: bool
) -> list[tuple[float, float, Words]]:
    placed, x = [], _GUTTER
    inner = width - 2 * _GUTTER
    for text, share in zip(row.texts, shares, strict=True):
        column = inner * share / sum(shares)
        words = (
            Words(text, _SIZE, bold=True, color=PETROL, leading=_LEADING)
            if is_head
            else Words(text, _SIZE, leading=_LEADING)
        )
        placed.append((x, 0.0, _wrapped(words, column - _GUTTER)))
        x += column
    return placed


class _Groups(Flowable):
    """A table that takes its rows one group after the other, and holds no more of them than a page."""

    def __init__(
        self, titles: Sequence[str], coming: Iterable[Sequence[Row]], shares: Sequence[float]
    ) -> None:
        super().__init__()
        self.titles, self.shares = titles, shares
        self._coming: Iterator[Sequence[Row]] = iter(coming)
        self._ahead: deque[list[_Measured]] = deque()
        self._is_exhausted = False
        self.width = 0.0
        self.head: _Measured

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Its height when all that is left of it fits; else a little more than there is."""
        if width != self.width:
            self.width = width
            self.head = _Measured(Cells(self.titles), self.shares, width, is_head=True)
        taken = self.head.height
        for number in range(10_000):
            group = self._group(number)
            if group is None:
                self._whole = [row for group in self._ahead for row in group]
                return width, taken
            taken += sum(row.height for row in group)
            if taken > height:
                break
        return width, height + 1

    def _group(self, number: int) -> list[_Measured] | None:
        while len(self._ahead) <= number and not self._is_exhausted:
            rows = next(self._coming, None)
            if rows is None:
                self._is_exhausted = True
            else:
                self._ahead.append(self._measured(rows))
        return self._ahead[number] if number < len(self._ahead) else None

    def _measured(self, rows: Sequence[Row]) -> list[_Measured]:
        measured = [_Measured(row, self.shares, self.width) for row in rows]
        for one, after in pairwise(measured):
            one.is_followed = isinstance(after.row, Note)
        return measured

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits on this page, and itself with the rest."""
        self.wrap(width, height)
        room = height - self.head.height
        rows: list[_Measured] = []
        while self._ahead and (tall := sum(row.height for row in self._ahead[0])) <= room:
            rows += self._ahead.popleft()
            room -= tall
        if not rows and self._ahead:
            rows = self._broken(room)
        return [_Drawn(self, rows), self._rest()] if rows else []

    def _rest(self) -> "_Groups":
        """The same table for the next page; reportlab marks what it moved on once, and moves nothing twice."""
        rest = copy(self)
        rest.__dict__.pop("_postponed", None)
        return rest

    def _broken(self, room: float) -> list[_Measured]:
        """The first rows of a group that is too tall to be kept together; at least its band and a row."""
        group = self._ahead[0]
        if sum(row.height for row in group) < _KEPT_TOGETHER:
            return []
        fitting = 0
        while fitting < len(group) and group[fitting].height <= room:
            room -= group[fitting].height
            fitting += 1
        while 0 < fitting < len(group) and isinstance(group[fitting].row, Note):
            fitting -= 1  # a note stays with the row it is about
        if fitting < min(2, len(group)):
            return []
        self._ahead[0] = group[fitting:]
        if not self._ahead[0]:
            self._ahead.popleft()
        return group[:fitting]

    def draw(self) -> None:
        """All that is left, which fits."""
        last = _Drawn(self, self._whole)
        last.wrap(self.width, 0)
        last.drawOn(self.canv, 0, 0)


def groups(titles: Sequence[str], coming: Iterable[Sequence[Row]], shares: Sequence[float]) -> Flowable:
    """A table in groups: its head comes back on each page, and no row and no small group is ever broken.

    `coming` is asked for one group after the other; `shares` are the columns' shares of the width.
    """
    return _Groups(titles, coming, shares)
