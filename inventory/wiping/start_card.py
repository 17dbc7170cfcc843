"""The start card: one A5 per laptop that tells whoever wipes it what to do, in three pictures with words.

It lies on the laptop at the bench: which one it is, which disks must be inside, and how each is wiped. Nothing on
it is about a person or a donor. The same facts give the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from flask_babel import force_locale
from flask_babel import gettext as _
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inventory.devices.models import MediumKind
from inventory.foundation import lettering, papers, pictograms, qr
from inventory.foundation.stationery import DEEP, HAIR, INK, MUTED
from inventory.wiping.categories import Category
from inventory.wiping.certificate import size_words
from inventory.wiping.required import required
from inventory.wording import say

#: raised with every change of what stands on it
EDITION = "1"
_MARGIN = 11 * mm
_WIDTH = A5[0] - 2 * _MARGIN
_QR = 34 * mm
_STEP = 27 * mm
_PICTURE = 21 * mm
_SUN, _PAPER = HexColor("#F6BC4A"), HexColor("#F6F1E7")
#: more disks than stand on one card
_MOST_DISKS = 4


@dataclass(frozen=True)
class ExpectedDisk:
    """A disk that must be inside."""

    kind: MediumKind
    serial: str
    size_bytes: int | None = None
    name: str = ""


@dataclass(frozen=True)
class StartCard:
    """Everything that stands on one card, not yet in any language."""

    house: str
    #: letter and spoken digits
    code: tuple[str, str]
    #: where its QR leads
    link: str
    name: str
    serial: str
    #: on which bench it lies; empty while it lies on none
    place: str
    #: a station at that place sends the report itself
    reports_itself: bool
    disks: tuple[ExpectedDisk, ...]


def draw(cards: Sequence[StartCard], locale: str) -> bytes:
    """One A5 page per card, in this language."""
    out = BytesIO()
    with force_locale(locale):
        canvas = Canvas(out, pagesize=A5, invariant=1, lang=locale, pageCompression=1)
        canvas.setTitle(lettering.plain(_("Start card")))
        canvas.setCreator("Leenkring")
        for card in cards:
            y = _head(canvas, card)
            for number, step in enumerate(_steps(card), start=1):
                y = _step(canvas, y, number, *step)
            _disks(canvas, y - 5 * mm, card, locale)
            _foot(canvas, card)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, card: StartCard) -> float:
    """Whose laptop, which one, where it lies, and its QR."""
    top = A5[1] - 10 * mm
    room = _WIDTH - _QR - 6 * mm
    canvas.setFillColor(MUTED)
    lettering.draw(canvas, _MARGIN, top - 9, lettering.shortened(card.house, 9.5, room), 9.5)
    canvas.setFillColor(INK)
    lettering.draw(canvas, _MARGIN, top - 12 * mm, _("Wipe this laptop"), 19, bold=True)
    papers.draw_code(canvas, _MARGIN, top - 21.5 * mm, card.code, 17)
    canvas.setFillColor(INK)
    name = lettering.shortened(card.name, 11, room, bold=True)
    lettering.draw(canvas, _MARGIN, top - 28.5 * mm, name, 11, bold=True)
    canvas.setFillColor(MUTED)
    told = [_("Serial %(serial)s", serial=card.serial)] if card.serial else []
    told.append(card.place or _("Place: ____________"))
    y = top - 33.5 * mm
    for words in told:
        lettering.draw(canvas, _MARGIN, y, lettering.shortened(words, 9.5, room), 9.5)
        y -= 4.6 * mm
    qr.draw(canvas, A5[0] - _MARGIN - _QR, top - _QR, _QR, card.link)
    return top - 42 * mm


def _steps(card: StartCard) -> Iterator[tuple[str, str, str]]:
    yield (
        "boot_stick",
        _("Start from the stick"),
        _("Put the stick in. Switch on, and press the key for the boot menu (F12, F9 or Esc)."),
    )
    yield (
        "choose_disks",
        _("Choose the disks"),
        _("Choose every disk that stands below, and the way beside it. Are the numbers the same?"),
    )
    last = _("Let it run to the end. Then scan this card and bring the report.")
    if card.reports_itself:
        last = _("Let it run to the end. The stick sends the report. Then scan this card.")
    yield "wait_and_scan", _("Wait, then scan"), last


def _step(canvas: Canvas, top: float, number: int, picture: str, bold: str, plain: str) -> float:
    """A panel with its number, its picture and its sentences; where the next may begin."""
    bottom = top - _STEP
    canvas.setFillColor(_PAPER)
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.7)
    canvas.roundRect(_MARGIN, bottom, _WIDTH, _STEP, 3.5 * mm, stroke=1, fill=1)
    middle = bottom + _STEP / 2
    canvas.setFillColor(_SUN)
    canvas.circle(_MARGIN + 9 * mm, middle, 5.6 * mm, stroke=0, fill=1)
    canvas.setFillColor(INK)
    digit = str(number)
    width = lettering.width_of(digit, 19, bold=True)
    lettering.draw(canvas, _MARGIN + 9 * mm - width / 2, middle - 6.6, digit, 19, bold=True)
    pictograms.draw(canvas, _MARGIN + 18.5 * mm, middle - _PICTURE / 2, _PICTURE, picture)
    left = _MARGIN + 45 * mm
    room = _MARGIN + _WIDTH - 5 * mm - left
    lines = lettering.broken(plain, 10.5, room)
    y = middle + (14 * 1.2 + len(lines) * 10.5 * 1.3) / 2 - 12
    canvas.setFillColor(INK)
    lettering.draw(canvas, left, y, lettering.shortened(bold, 14, room, bold=True), 14, bold=True)
    y -= 14 * 1.25
    for line in lines:
        lettering.draw(canvas, left, y, line, 10.5)
        y -= 10.5 * 1.3
    return bottom - 3 * mm


def _disks(canvas: Canvas, top: float, card: StartCard, locale: str) -> None:
    """Which disks must be inside, and how each is wiped."""
    canvas.setFillColor(DEEP)
    lettering.draw(canvas, _MARGIN, top, _("These disks are inside"), 11.5, bold=True)
    canvas.setStrokeColor(DEEP)
    canvas.setLineWidth(1.4)
    canvas.line(_MARGIN, top - 2.2 * mm, A5[0] - _MARGIN, top - 2.2 * mm)
    y = top - 2.2 * mm
    if not card.disks:
        _plain(canvas, y - 6.5 * mm, _("We know of none. Open the laptop, look, and tell your team leader."))
        return
    shown = card.disks if len(card.disks) <= _MOST_DISKS else card.disks[: _MOST_DISKS - 1]
    for disk in shown:
        y = _disk(canvas, y, disk, locale)
    if len(shown) < len(card.disks):
        more = len(card.disks) - len(shown)
        _plain(canvas, y - 5.5 * mm, _("And %(more)s more: scan this card to see them.", more=more))


def _plain(canvas: Canvas, y: float, words: str) -> None:
    canvas.setFillColor(INK)
    for line in lettering.broken(words, 10.5, _WIDTH):
        lettering.draw(canvas, _MARGIN, y, line, 10.5)
        y -= 10.5 * 1.3


def _disk(canvas: Canvas, top: float, disk: ExpectedDisk, locale: str) -> float:
    way, reached = required(str(disk.kind))
    split = _MARGIN + 52 * mm
    y = top - 5.4 * mm
    canvas.setFillColor(INK)
    serial = lettering.shortened(disk.serial or _("no number known"), 11, split - _MARGIN - 3 * mm, bold=True)
    lettering.draw(canvas, _MARGIN, y, serial, 11, bold=True)
    room = A5[0] - _MARGIN - split
    lines = lettering.broken(str(say(way)), 9.5, room)[:2]
    lettering.draw(canvas, split, y, lines[0], 9.5)
    canvas.setFillColor(MUTED)
    what = " ".join(filter(None, (str(say(disk.kind)), size_words(disk.size_bytes, locale), disk.name)))
    lettering.draw(
        canvas, _MARGIN, y - 4.3 * mm, lettering.shortened(what, 8.5, split - _MARGIN - 3 * mm), 8.5
    )
    under = lines[1] if len(lines) > 1 else ""
    if not under and reached is not Category.NONE:
        under = _("reaches %(category)s", category=say(reached))
    lettering.draw(canvas, split, y - 4.3 * mm, lettering.shortened(under, 8.5, room), 8.5)
    bottom = y - 6.3 * mm
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, bottom, A5[0] - _MARGIN, bottom)
    return bottom


def _foot(canvas: Canvas, card: StartCard) -> None:
    """What to do when it goes wrong, on a dark band that is still there when the card is folded."""
    height = 11 * mm
    canvas.setFillColor(DEEP)
    canvas.rect(0, 0, A5[0], height, stroke=0, fill=1)
    canvas.setFillColor(white)
    words = _("Does it stop or fail? Leave it as it is, and call your team leader.")
    lettering.draw(canvas, _MARGIN, 4 * mm, lettering.shortened(words, 9.5, _WIDTH - 22 * mm), 9.5)
    edition = _("start card %(edition)s", edition=EDITION)
    width = lettering.width_of(edition, 7.5)
    lettering.draw(canvas, A5[0] - _MARGIN - width, 4.2 * mm, edition, 7.5)
