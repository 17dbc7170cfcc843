"""The cards on the wall as they are printed: 10 by 7 centimetres each, eight on a page to cut and to laminate.

A picture and a word for who reads, a QR for the scanner, and the number beneath it. The same cards give the
same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inventory.foundation import lettering, papers, pictograms, qr
from inventory.foundation.stationery import DEEP, INK, MUTED

WIDTH, HEIGHT = 100 * mm, 70 * mm
COLUMNS, ROWS = 2, 4
_LEFT = (A4[0] - COLUMNS * WIDTH) / 2
_TOP = (A4[1] - ROWS * HEIGHT) / 2
_EDGE = 6 * mm
_QR = 36 * mm
_PICTURE = 40 * mm
_CUT = HexColor("#B9C4C6")
_LARGEST, _SMALLEST = 27, 15


@dataclass(frozen=True)
class Card:
    """One card: its picture, its word in the language of the digibank, its code and where its QR leads."""

    picture: str
    word: str
    #: letter and spoken digits
    code: tuple[str, str]
    link: str
    #: smaller words beneath: whose it is, or what to do with it
    under: str = ""


def draw(cards: Sequence[Card], *, title: str, locale: str) -> bytes:
    """The cards as PDF, with lines to cut along."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang=locale, pageCompression=1)
    canvas.setTitle(lettering.plain(title))
    canvas.setCreator("Leenkring")
    for at, card in enumerate(cards):
        if at and at % (COLUMNS * ROWS) == 0:
            canvas.showPage()
        row, column = divmod(at % (COLUMNS * ROWS), COLUMNS)
        _card(canvas, _LEFT + column * WIDTH, A4[1] - _TOP - (row + 1) * HEIGHT, card)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _card(canvas: Canvas, x: float, y: float, card: Card) -> None:
    canvas.setStrokeColor(_CUT)
    canvas.setLineWidth(0.4)
    canvas.rect(x, y, WIDTH, HEIGHT, stroke=1, fill=0)
    canvas.setFillColor(DEEP)
    band = 18 * mm
    canvas.rect(x, y + HEIGHT - band, WIDTH, band, stroke=0, fill=1)
    canvas.setFillColor(white)
    size = _fitting(card.word, WIDTH - 2 * _EDGE)
    word = lettering.shortened(card.word, size, WIDTH - 2 * _EDGE, bold=True)
    lettering.draw(canvas, x + _EDGE, y + HEIGHT - band / 2 - size * 0.34, word, size, bold=True)
    if card.picture:
        pictograms.draw(canvas, x + _EDGE, y + 8 * mm, _PICTURE, card.picture)
    left = x + WIDTH - _EDGE - _QR
    qr.draw(canvas, left, y + HEIGHT - band - 3 * mm - _QR, _QR, card.link)
    canvas.setFillColor(INK)
    papers.draw_code(canvas, left, y + 7 * mm, card.code, 13)
    if card.under:
        canvas.setFillColor(MUTED)
        room = WIDTH - 2 * _EDGE
        lettering.draw(canvas, x + _EDGE, y + 2.6 * mm, lettering.shortened(card.under, 8, room), 8)


def _fitting(word: str, room: float) -> float:
    """The largest size at which the word stands on one line."""
    size = float(_LARGEST)
    while size > _SMALLEST and lettering.width_of(word, size, bold=True) > room:
        size -= 1
    return size
