"""What papers are made of: blocks that any room can stack, with every word already in the reader's language.

A room says *what* stands on its paper; here is only *how* it stands there, and in `stationery` the page
around it. Texts are drawn as they are, never read as markup: a name with a `<b>` in it stays that name.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image as PillowImage
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from inventory.foundation import lettering, pictograms, qr
from inventory.foundation.refusal import DoesNotFit
from inventory.foundation.stationery import (
    DEEP,
    HAIR,
    INK,
    MUTED,
    Furniture,
    draw_code,
    paper,
    receipt,
)

__all__ = [
    "DoesNotFit", "Furniture", "Words", "amount", "beside", "boxes", "draw_code", "facts", "gap", "grid", "heading",
    "paper", "pen_table", "pictures", "receipt", "signatures", "small", "table", "text", "ticks", "till", "verdict",
]  # fmt: skip

PETROL = HexColor("#0A5C66")
#: verdict bands: background, border and the sign in front
TONES = {
    "good": (HexColor("#DDF1E1"), HexColor("#17602F"), "M4.5 12.8l5 5L19.8 6.8"),
    "note": (HexColor("#FCEBD2"), HexColor("#8A4B00"), "M12 5v9M12 18.4v.1"),
    "stop": (HexColor("#FBE3DE"), HexColor("#A32718"), "M5.5 5.5l13 13M18.5 5.5l-13 13"),
}
LEADING = 1.36
#: a signature is a few strokes; anything larger is not one
_LARGEST_SIGNATURE = (4000, 4000)


class Words(Flowable):
    """A paragraph of plain text, broken into lines; may continue on the next page."""

    def __init__(
        self,
        text: str,
        size: float = 10.5,
        *,
        bold: bool = False,
        color: Color = INK,
        align: str = "left",
        after: float = 0.0,
        leading: float = LEADING,
    ) -> None:
        """`after` is white space below in points, lost at the end of a page."""
        super().__init__()
        self.text, self.size, self.bold, self.color = text, size, bold, color
        self.align, self.spaceAfter, self.leading = align, after, leading * size
        self.lines: list[str] = []
        #: the width for which `lines` were broken
        self.broken_at: float | None = None

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Break the text for this width."""
        self.width = width
        if self.broken_at != width:
            self.lines = lettering.broken(self.text, self.size, width, bold=self.bold)
            self.broken_at = width
        self.height = len(self.lines) * self.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """The lines that fit, and the rest for the next page."""
        self.wrap(width, height)
        fitting = int(height / self.leading)
        if fitting < 1:
            return []
        if fitting >= len(self.lines):
            return [self]
        return [self._with(self.lines[:fitting]), self._with(self.lines[fitting:])]

    def _with(self, lines: list[str]) -> "Words":
        part = Words(
            "\n".join(lines),
            self.size,
            bold=self.bold,
            color=self.color,
            align=self.align,
            after=self.spaceAfter,
            leading=self.leading / self.size,
        )
        part.lines, part.broken_at = lines, self.broken_at
        return part

    def draw(self) -> None:
        """Write the lines from the top."""
        canvas = self.canv
        canvas.setFillColor(self.color)
        y = self.height - self.size
        for line in self.lines:
            lettering.draw(canvas, self._left(line), y, line, self.size, bold=self.bold)
            y -= self.leading

    def _left(self, line: str) -> float:
        if self.align == "left":
            return 0.0
        room = self.width - lettering.width_of(line, self.size, bold=self.bold)
        return room if self.align == "right" else room / 2


class _Heading(Words):
    """A line above something else: where little room is left it goes to the next page with it."""

    _COMPANY = 24 * mm

    def __init__(self, words: str, size: float, *, before: float = 5 * mm, **how: Any) -> None:
        super().__init__(words, size, **how)
        self.spaceBefore = before

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Too tall for what is left, unless something fits below it."""
        own = super().wrap(width, height)
        return (own[0], height + 1) if own[1] + self._COMPANY > height else own

    def split(self, width: float, height: float) -> list[Flowable]:
        """Never."""
        return []


class _Drawing(Flowable):
    """Something of a fixed size that draws itself."""

    def __init__(self, width: float, height: float, painter: Any) -> None:
        super().__init__()
        self.width, self.height, self.painter = width, height, painter

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its own size, whatever is offered."""
        return self.width, self.height

    def draw(self) -> None:
        """Let the painter do it."""
        self.painter(self.canv)


def text(words: str, size: float = 10.5, **how: Any) -> Words:
    """A paragraph with a little air after it. `how`: bold, color, align, after."""
    return Words(words, size, **{"after": size * 0.5, **how})


def small(words: str, size: float = 8.5) -> Words:
    """A grey paragraph for explanations."""
    return text(words, size, color=MUTED)


def heading(words: str, size: float = 11.5, *, before: float = 5) -> Flowable:
    """A heading in petrol that never stays alone at the foot of a page; `before` in millimetres."""
    return _Heading(words, size, before=before * mm, bold=True, color=PETROL, after=1.5 * mm)


def gap(millimetres: float) -> Spacer:
    """White space."""
    return Spacer(1, millimetres * mm)


def facts(
    rows: Sequence[tuple[str, str]], *, size: float = 10.5, label_width: float = 52, lines: bool = True
) -> Table:
    """Label and value per row; `label_width` in millimetres."""
    cells = [[Words(label, size, color=MUTED), Words(value, size, bold=True)] for label, value in rows]
    style: list[tuple] = [*_tight(1.5 * mm)]
    if lines:
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIR))
    return Table(cells, colWidths=[label_width * mm, "*"], style=style, hAlign="LEFT")


def grid(cells: Sequence[tuple[str, str, int]], *, columns: int = 3, size: float = 8.8) -> Table:
    """Small labels above bold values, side by side: many facts on a calm page. Each takes so many columns."""
    rows: list[list[Any]] = []
    style: list[tuple] = [*_tight(0.85 * mm), ("RIGHTPADDING", (0, 0), (-1, -1), 4 * mm)]
    at = columns
    for label, value, wide in cells:
        if at + wide > columns:
            rows.append([""] * columns)
            at = 0
        row = len(rows) - 1
        rows[row][at] = [
            Words(label, 7.5, color=MUTED, leading=1.25),
            Words(value, size, bold=True, leading=1.25),
        ]
        if wide > 1:
            style.append(("SPAN", (at, row), (at + wide - 1, row)))
        at += wide
    style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIR))
    return Table(rows, colWidths=[f"{100 / columns:.4f}%"] * columns, style=style, hAlign="LEFT")


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, size: float = 8.5
) -> Table:
    """A table whose head comes back on each page; `widths` are shares of the page's width."""
    cells = [[Words(words, size, bold=True, color=PETROL) for words in head]]
    cells += [[Words(words, size) for words in row] for row in rows]
    shares = [f"{100 * width / sum(widths):.4f}%" for width in widths]
    style = [
        *_tight(1.1 * mm),
        ("RIGHTPADDING", (0, 0), (-2, -1), 2 * mm),
        ("LINEBELOW", (0, 0), (-1, 0), 1, DEEP),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIR),
    ]
    return Table(cells, colWidths=shares, repeatRows=1, style=style)


class Picture(Flowable):  # type: ignore[misc]
    """The QR of a link, `side` points wide, with nothing around it: whoever places it leaves the quiet zone."""

    def __init__(self, link: str, side: float, level: str = "Q") -> None:
        """Nothing is drawn yet."""
        super().__init__()
        self.link, self.width, self.height, self.level = link, side, side, level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """As large as it is."""
        return self.width, self.height

    def draw(self) -> None:
        """On the canvas of the page."""
        qr.draw(self.canv, 0, 0, self.width, self.link, self.level)


def beside(left: Sequence[Flowable], code: str, caption: str, *, side: float = 42, level: str = "Q") -> Table:
    """Blocks on the left; on the right a QR of `code`, `side` millimetres wide, in white, with words under it."""
    picture = [Picture(code, side * mm, level), gap(5), Words(caption, 10, bold=True, leading=1.25)]
    style = [
        *_tight(3 * mm),
        ("TOPPADDING", (1, 0), (1, 0), 6 * mm),
        ("LEFTPADDING", (1, 0), (1, 0), 10 * mm),
    ]
    return Table([[list(left), picture]], colWidths=["*", (side + 12) * mm], style=style)


def pen_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str | Flowable]],
    widths: Sequence[float],
    *,
    pen: int,
    size: float = 9.5,
) -> Table:
    """A table of which the last `pen` columns are boxes to write or tick in; `rows` leave them out.

    Rows are high enough for a hand that writes standing up.
    """
    blank: list[Any] = [""] * pen
    cells: list[list[Any]] = [[Words(words, size - 1, bold=True, color=PETROL) for words in head]]
    cells += [[*(Words(one, size) if isinstance(one, str) else one for one in row), *blank] for row in rows]
    shares = [f"{100 * width / sum(widths):.4f}%" for width in widths]
    style = [
        *_tight(1.6 * mm),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2 * mm),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, 0), 1, DEEP),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIR),
        ("GRID", (len(head) - pen, 1), (-1, -1), 0.8, INK),
        ("LEFTPADDING", (len(head) - pen, 0), (-1, 0), 1.5 * mm),
    ]
    heights: list[float | None] = [
        None,
        *[9 * mm if all(isinstance(one, str) and len(one) < 40 for one in row) else None for row in rows],
    ]
    return Table(cells, colWidths=shares, rowHeights=heights, repeatRows=1, style=style)


def verdict(words: str, under: str = "", tone: str = "good") -> Table:
    """One sentence in a coloured band with a sign in front: what the paper says, at a glance."""
    ground, edge, sign = TONES[tone]
    lines: list[Flowable] = [Words(words, 13, bold=True)]
    if under:
        lines.append(Words(under, 10.5))
    style = [
        *_tight(3.5 * mm),
        ("BACKGROUND", (0, 0), (-1, -1), ground),
        ("BOX", (0, 0), (-1, -1), 1.1, edge),
        ("ROUNDEDCORNERS", [3 * mm] * 4),
        ("LEFTPADDING", (0, 0), (0, 0), 5 * mm),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 5 * mm),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    band = Table([[_sign(sign, edge), lines]], colWidths=[18 * mm, "*"], style=style)
    band.spaceBefore = 4 * mm
    return band


def boxes(*columns: Sequence[tuple[str, str]], size: float = 10.5, label_width: float = 26) -> Table:
    """Boxes side by side, each with label and value rows: who, and what."""
    cells = [[facts(rows, size=size, label_width=label_width, lines=False) for rows in columns]]
    return _side_by_side(cells, len(columns), height=None)


def signatures(*places: tuple[str, str, bytes | None], is_low: bool = False) -> Flowable:
    """Boxes to sign in, side by side: whose, a line under it, and the drawn signature as PNG or None.

    `is_low` is for a slip of half an A4, which has less room.
    """
    height, most = (26 * mm, 11 * mm) if is_low else (36 * mm, 19 * mm)
    cells = [
        [
            [Words(who, 10.5, bold=True), Words(under, 9, color=MUTED), _ink(png, most)]
            for who, under, png in places
        ]
    ]
    return KeepTogether(_side_by_side(cells, len(places), height=height))


def pictures(rows: Sequence[tuple[str, str, str]], *, size: float = 12) -> Table:
    """A pictogram, one bold sentence and one plain, per row: the same order in every language."""
    side = 16 * mm  # at least 16 mm on paper, or shaky eyes cannot read it
    cells = []
    for name, bold, plain in rows:
        words = [Words(bold, size + 1, bold=True)] + ([Words(plain, size)] if plain else [])
        cells.append([_pictogram(name, side), words])
    style = [
        *_tight(2 * mm),
        ("LINEBELOW", (0, 0), (-1, -2), 0.5, HAIR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    return Table(cells, colWidths=[side + 5 * mm, "*"], style=style)


def ticks(*sentences: str, size: float = 10.5, ticked: bool = False) -> Table:
    """Square boxes to tick by pen, each with its sentence; `ticked` draws them ticked."""
    cells = [[_tick_box(size, ticked), Words(sentence, size)] for sentence in sentences]
    return Table(
        cells, colWidths=[7 * mm, "*"], style=[*_tight(0.8 * mm), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )


def amount(words: str, size: float = 28) -> Words:
    """A sum of money that can be read from across the desk."""
    return Words(words, size, bold=True, after=2 * mm, leading=1.2)


def till(rows: Sequence[tuple[str, str]], total: tuple[str, str], *, size: float = 10.5) -> Table:
    """Sums as on a till ticket: lines with amounts to the right, and a bold total below a line."""
    cells = [[Words(label, size), Words(sum_, size, align="right")] for label, sum_ in rows]
    cells.append(
        [Words(total[0], size + 1.5, bold=True), Words(total[1], size + 1.5, bold=True, align="right")]
    )
    style = [*_tight(1 * mm), ("LINEABOVE", (0, -1), (-1, -1), 1, INK)]
    return Table(cells, colWidths=["*", 38 * mm], style=style)


def _tight(padding: float) -> list[tuple]:
    """No padding at the sides, `padding` above and below."""
    return [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]


def _side_by_side(cells: list[list], count: int, height: float | None) -> Table:
    """`count` cells in rounded boxes with a gutter between; a gutter is an empty column without a border."""
    row: list = []
    widths: list[str | float] = []
    style = [*_tight(3 * mm)]
    for number in range(count):
        if number:
            row.append("")
            widths.append(6 * mm)
        style.append(("BOX", (len(row), 0), (len(row), 0), 1.1, INK))
        style.append(("LEFTPADDING", (len(row), 0), (len(row), 0), 4 * mm))
        style.append(("RIGHTPADDING", (len(row), 0), (len(row), 0), 4 * mm))
        row.append(cells[0][number])
        widths.append("*")
    return Table([row], colWidths=widths, rowHeights=[height], style=style)


def _sign(outline: str, color: Color) -> _Drawing:
    """A stroke on a grid of 24, ten millimetres wide."""
    side = 10 * mm
    paint = pictograms.Paint(color, 2.6, None)
    return _Drawing(
        side, side, lambda canvas: pictograms.draw_strokes(canvas, 0, 0, side, [(paint, outline)], grid=24)
    )


def _pictogram(name: str, side: float) -> _Drawing:
    return _Drawing(side, side, lambda canvas: pictograms.draw(canvas, 0, 0, side, name))


def _tick_box(size: float, ticked: bool) -> _Drawing:
    side = size * 1.15

    def paint(canvas: Canvas) -> None:
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(1.1)
        canvas.roundRect(0, 0, side, side, 2)
        if ticked:
            canvas.line(side * 0.2, side * 0.5, side * 0.42, side * 0.25)
            canvas.line(side * 0.42, side * 0.25, side * 0.85, side * 0.8)

    return _Drawing(side, side, paint)


def _ink(png: bytes | None, most: float) -> Flowable:
    """A drawn signature, at most `most` points high on white; empty when there is none or it cannot be read."""
    picture = _signature(png) if png else None
    if picture is None:
        return Spacer(1, most - 1 * mm)
    width, height = picture.getSize()
    scale = min(62 * mm / width, most / height)
    return _Drawing(
        width * scale,
        height * scale,
        lambda canvas: canvas.drawImage(picture, 0, 0, width * scale, height * scale),
    )


def _signature(png: bytes) -> ImageReader | None:
    """The picture as black and white, cropped to its strokes; None for bytes that are no small PNG."""
    try:
        with PillowImage.open(BytesIO(png), formats=["PNG"]) as opened:
            if opened.width > _LARGEST_SIGNATURE[0] or opened.height > _LARGEST_SIGNATURE[1]:
                return None
            strokes = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, PillowImage.DecompressionBombError):
        return None
    flat = PillowImage.new("RGBA", strokes.size, "white")
    flat.alpha_composite(strokes)
    grey = flat.convert("L")
    bounds = grey.point(lambda level: 255 if level < 200 else 0).getbbox()
    return ImageReader(grey.crop(bounds)) if bounds else None
