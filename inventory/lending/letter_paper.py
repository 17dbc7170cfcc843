"""Reminders on paper: one sheet each in one PDF, with the address where the window of an envelope is.

The window is on the right, as Belgian envelopes of half a sheet (C5/6, and C5) have it; two small marks show where to
fold. Large letters, and a square that opens the borrower's own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inventory.foundation import lettering, qr
from inventory.foundation.stationery import HAIR, INK, MUTED

_MARGIN, _RIGHT = 22 * mm, 20 * mm
#: the upper left corner of the address, inside the window of either envelope
_WINDOW = (112 * mm, A4[1] - 54 * mm)
_SIZE, _LEADING = 12.5, 17.5
_QR = 32 * mm


@dataclass(frozen=True)
class Sheet:
    """One letter as it stands on paper, every word in its reader's language."""

    house: str
    #: where to bring it and whom to call, at the foot
    footer: str
    #: name, street and town, one a line
    address: str
    on: str
    subject: str
    body: str
    #: what the square opens (the borrower's own page, or a payment in the app of a bank), and the words under it;
    #: empty for none
    link: str
    caption: str
    locale: str
    #: how much of the square may be damaged, as the standard of what stands in it asks
    level: str = "Q"


def printed(sheets: Sequence[Sheet]) -> bytes:
    """All letters as one PDF, a page each; the same letters give the same bytes."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang=sheets[0].locale if sheets else "nl")
    canvas.setTitle(lettering.plain(sheets[0].subject if len(sheets) == 1 else "Leenkring"))
    canvas.setCreator("Leenkring")
    for sheet in sheets:
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setFillColor(INK)
    lettering.draw(canvas, _MARGIN, A4[1] - 26 * mm, sheet.house, 14, bold=True)
    x, y = _WINDOW
    for line in sheet.address.splitlines():
        lettering.draw(canvas, x, y, lettering.shortened(line, 11.5, A4[0] - x - 8 * mm), 11.5)
        y -= 15
    y = A4[1] - 100 * mm
    lettering.draw(canvas, _MARGIN, y, sheet.on, _SIZE)
    y = _lines(canvas, sheet.subject, y - 26, 15, bold=True) - 8
    for paragraph in sheet.body.strip().splitlines():
        y = _lines(canvas, paragraph, y, _SIZE) if paragraph.strip() else y - 8
    _square(canvas, sheet)
    _foot(canvas, sheet)


def _lines(canvas: Canvas, words: str, y: float, size: float, *, bold: bool = False) -> float:
    """Write `words` broken into lines from `y` down; where the next line goes."""
    for line in lettering.broken(words, size, A4[0] - _MARGIN - _RIGHT, bold=bold):
        lettering.draw(canvas, _MARGIN, y, line, size, bold=bold)
        y -= _LEADING
    return y


def _square(canvas: Canvas, sheet: Sheet) -> None:
    """At the lower right, where the last words never come."""
    if not sheet.link:
        return
    x, y = A4[0] - _RIGHT - _QR, 24 * mm
    qr.draw(canvas, x, y, _QR, sheet.link, sheet.level)
    canvas.setFillColor(INK)
    words = lettering.shortened(sheet.caption, 9, _QR + 10 * mm)
    lettering.draw(canvas, x + (_QR - lettering.width_of(words, 9)) / 2, y - 4 * mm, words, 9)


def _foot(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setFillColor(MUTED)
    lettering.draw(
        canvas, _MARGIN, 12 * mm, lettering.shortened(sheet.footer, 9, A4[0] - _MARGIN - _RIGHT), 9
    )
    canvas.setStrokeColor(HAIR)
    for third in (1, 2):
        canvas.line(4 * mm, A4[1] * third / 3, 8 * mm, A4[1] * third / 3)
