"""The page around what a paper says: whose it is, its title and code, the QR, and which page of how many.

Pages are held back until the last is known, so that each can say its number; the same facts give the same
bytes, so a paper can be kept by its hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from inventory.foundation import lettering, qr
from inventory.foundation.refusal import DoesNotFit

INK, MUTED = HexColor("#14252A"), HexColor("#45565C")
DEEP, HAIR = HexColor("#0B3A42"), HexColor("#CFC8B9")
_TITLE, _QR = 23, 30 * mm


@dataclass(frozen=True)
class Furniture:
    """What stands around the text on every page of one paper, in the reader's language."""

    #: the digibank, first and bold
    house: str
    title: str
    #: language of the paper: nl, fr or en
    locale: str
    #: who to call and where we are, at the foot
    footer: str
    #: which edition of the template this is, e.g. `leenovereenkomst 1`
    version: str
    #: page numbers as a sentence with %(page)s and %(pages)s
    page_of: str = "%(page)s / %(pages)s"
    #: after the house, in grey: the workshop that did the work
    house_too: str = ""
    #: letter and spoken digits of what this paper is about: ("C", "019 882")
    code: tuple[str, str] | None = None
    #: under the code: label and value, e.g. the control code
    under_code: tuple[str, str] | None = None
    #: what the QR says, and the words under it
    qr: str = ""
    qr_caption: str = ""
    #: for companies 10.5 points is right, for borrowers 12
    size: float = 10.5


def paper(furniture: Furniture, story: Sequence[Flowable]) -> bytes:
    """An A4 paper as PDF. DoesNotFit when one block is larger than a page."""
    return _built(furniture, list(story), A4, margin=18 * mm)


def long_paper(furniture: Furniture, story: Sequence[Flowable]) -> bytes:
    """As `paper`, for many pages: holds no more of them than one at a time. The same look, the same rules."""
    return _built(furniture, list(story), A4, margin=18 * mm, is_long=True)


def receipt(furniture: Furniture, story: Sequence[Flowable]) -> bytes:
    """A slip of half an A4, twice on one sheet: the upper half for a person, the lower for our cash box."""
    return _built(furniture, list(story), (A4[0], A4[1] / 2), margin=13 * mm, twice=True)


class _NumberedCanvas(Canvas):
    """Holds the pages back until the last is known, so that each can say which of how many it is."""

    furniture: Furniture
    margin: float
    twice: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Hold this page back."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write every page with its foot."""
        for number, page in enumerate(self._held, start=1):
            self.__dict__.update(page)
            _draw_foot(self, self.furniture, self.margin, number, len(self._held))
            if self.twice:
                self._double()
            super().showPage()
        super().save()

    def _double(self) -> None:
        """Put what stands on this half page on both halves of an A4, with a line to cut along."""
        slip: list[str] = self._code  # type: ignore[has-type]  # reportlab has no types
        half = A4[1] / 2
        self._code = [f"q 1 0 0 1 0 {half:.2f} cm", *slip, "Q q", *slip, "Q"]
        self.setPageSize(A4)
        self.setDash(2, 3)
        self.setLineWidth(0.5)
        self.line(0, half, A4[0], half)


class _StreamedCanvas(Canvas):
    """Lets each page go as soon as it is full; the feet, which say how many there are, are drawn at the end."""

    furniture: Furniture
    margin: float

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Leave a place for the foot, and let go of the page."""
        self.doForm(f"foot{self.getPageNumber()}")
        super().showPage()

    def save(self) -> None:
        """Now that the last page is known: every foot."""
        count = self.getPageNumber() - 1
        for number in range(1, count + 1):
            self.beginForm(f"foot{number}", 0, 0, *self._pagesize)
            _draw_foot(self, self.furniture, self.margin, number, count)
            self.endForm()
        super().save()


def _head_height(furniture: Furniture, width: float) -> float:
    """How much room the head takes on the first page, in points."""
    title_lines = lettering.broken(furniture.title, _TITLE, _title_width(furniture, width), bold=True)
    words = 6 * mm + len(title_lines) * _TITLE * 1.15
    words += 8 * mm if furniture.code else 0
    words += 6 * mm if furniture.under_code else 0
    return max(words, (_QR + 9 * mm) if furniture.qr else 0.0) + 6 * mm


def _title_width(furniture: Furniture, width: float) -> float:
    return width - (_QR + 8 * mm if furniture.qr else 0.0)


def _draw_head(
    canvas: Canvas, furniture: Furniture, page: tuple[float, float], margin: float, height: float
) -> None:
    """Whose paper, what it is, its code, and the QR with its number in words at the top right."""
    width, top = page[0] - 2 * margin, page[1] - 13 * mm
    y = top - 11
    canvas.setFillColor(INK)
    house = lettering.shortened(furniture.house, 11, _title_width(furniture, width), bold=True)
    x = lettering.draw(canvas, margin, y, house, 11, bold=True)
    if furniture.house_too:
        canvas.setFillColor(MUTED)
        x = lettering.draw(canvas, x, y, " · ", 11)
        room = margin + _title_width(furniture, width) - x
        lettering.draw(canvas, x, y, lettering.shortened(furniture.house_too, 11, room), 11)
        canvas.setFillColor(INK)
    y -= 2.5 * mm
    for line in lettering.broken(furniture.title, _TITLE, _title_width(furniture, width), bold=True):
        y -= _TITLE * 1.15
        lettering.draw(canvas, margin, y, line, _TITLE, bold=True)
    if furniture.code:
        y -= 8 * mm
        draw_code(canvas, margin, y, furniture.code, 13)
    if furniture.under_code:
        y -= 6 * mm
        canvas.setFillColor(MUTED)
        x = lettering.draw(canvas, margin, y, furniture.under_code[0] + " ", 10.5)
        canvas.setFillColor(INK)
        lettering.draw(canvas, x, y, furniture.under_code[1], 10.5, bold=True)
    if furniture.qr:
        _draw_qr(canvas, furniture, page[0] - margin - _QR, top - _QR)
    canvas.setStrokeColor(DEEP)
    canvas.setLineWidth(2)
    canvas.line(margin, top - height + 3 * mm, page[0] - margin, top - height + 3 * mm)


def draw_code(canvas: Canvas, x: float, y: float, code: tuple[str, str], size: float) -> float:
    """The letter white on black in a small block, then the digits; returns the x where it ends."""
    letter, digits = code
    block = lettering.width_of(letter, size, bold=True) + size * 0.6
    canvas.setFillColor(black)
    canvas.roundRect(x, y - size * 0.2, block, size * 1.08, size * 0.14, stroke=0, fill=1)
    canvas.setFillColor(white)
    lettering.draw(canvas, x + size * 0.3, y, letter, size, bold=True)
    canvas.setFillColor(black)
    return lettering.draw(canvas, x + block + size * 0.3, y, digits, size, bold=True)


def _draw_qr(canvas: Canvas, furniture: Furniture, x: float, y: float) -> None:
    qr.draw(canvas, x, y, _QR, furniture.qr)
    canvas.setFillColor(INK)
    under = y - 3.8 * mm
    for words in (furniture.code and " ".join(furniture.code), furniture.qr_caption):
        if words:
            words = lettering.shortened(words, 8.5, _QR + 7 * mm)
            width = lettering.width_of(words, 8.5)
            lettering.draw(canvas, x + min((_QR - width) / 2, _QR - width), under, words, 8.5)
            under -= 3.6 * mm


def _draw_foot(canvas: Canvas, furniture: Furniture, margin: float, number: int, count: int) -> None:
    """Who to call on the left; the template's version and which page of how many on the right."""
    width = canvas._pagesize[0]
    y = 8 * mm
    page_of = furniture.page_of.replace("%(page)s", str(number)).replace("%(pages)s", str(count))
    right = f"{furniture.version} · {page_of}"
    canvas.setFillColor(MUTED)
    lettering.draw(canvas, width - margin - lettering.width_of(right, 8.5), y, right, 8.5)
    room = width - 2 * margin - lettering.width_of(right, 8.5) - 5 * mm
    lettering.draw(canvas, margin, y, lettering.shortened(furniture.footer, 8.5, room), 8.5)
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.5)
    canvas.line(margin, y + 4.5 * mm, width - margin, y + 4.5 * mm)


def _built(
    furniture: Furniture,
    story: list[Flowable],
    page: tuple[float, float],
    *,
    margin: float,
    twice: bool = False,
    is_long: bool = False,
) -> bytes:
    """Lay the story out on pages of this size and add the furniture."""
    head = _head_height(furniture, page[0] - 2 * margin)

    pages: Any = type("Pages", (_StreamedCanvas if is_long else _NumberedCanvas,), {})
    pages.furniture, pages.margin, pages.twice = furniture, margin, twice
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=page,
        title=lettering.plain(furniture.title),
        author=lettering.plain(furniture.house),
        creator="Leenkring",
        lang=furniture.locale,
        invariant=1,
        displayDocTitle=1,
    )
    foot = 15 * mm
    first = Frame(margin, foot, page[0] - 2 * margin, page[1] - foot - 13 * mm - head, 0, 0, 0, 0, id="first")
    later = Frame(margin, foot, page[0] - 2 * margin, page[1] - foot - 16 * mm, 0, 0, 0, 0, id="later")
    document.addPageTemplates(
        [
            PageTemplate(
                "first",
                [first],
                onPage=lambda canvas, _document: _draw_head(canvas, furniture, page, margin, head),
                autoNextPageTemplate="later",
            ),
            PageTemplate("later", [later]),
        ]
    )
    try:
        document.build(story, canvasmaker=pages)
    except LayoutError as error:
        raise DoesNotFit(title=furniture.title) from error
    return out.getvalue()
