"""The sheet as PDF: pure black on white, for a thermal printer knows no grey.

What stands where is told by `composing.py`; here it is drawn.
"""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import IO

from reportlab.lib.colors import black, white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inventory.foundation import lettering, qr
from labels.code import bars_of
from labels.composing import Bars, Block, Part, Square, Words, bars, code_in_words, code_width, compose
from labels.paging import Paged
from labels.sheet import spots
from labels.stocks import Stock
from labels.tag import Tag


def sheet(
    tags: Sequence[Tag], stock: Stock, *, title: str, locale: str, start: int = 1, barcode: bool = False
) -> bytes:
    """The stickers on this stock, from cell `start` on; with a barcode where it has room. Refuses as `spots` does."""
    out = BytesIO()
    sheet_into(out, tags, len(tags), stock, title=title, locale=locale, start=start, barcode=barcode)
    return out.getvalue()


def sheet_into(
    file: IO[bytes], tags: Iterable[Tag], count: int, stock: Stock, *, title: str, locale: str, start: int = 1,
    barcode: bool = False, tell: Callable[[int], object] = lambda _done: None,
) -> None:  # fmt: skip
    """The same into a file, of any number of stickers in the memory of a few.

    `tell` is called with the number that is drawn, after each page; what it raises ends the print.
    """
    places = spots(stock, count, start)
    canvas = _canvas(file, stock, title, locale)
    paged = Paged(canvas, file)
    page = 0
    for done, (tag, spot) in enumerate(zip(tags, places, strict=True)):
        if spot.page != page:
            canvas.showPage()
            tell(done)
            page = spot.page
        _draw(
            canvas, compose(tag, stock, barcode=barcode), spot.left * mm, (stock.page_height - spot.top) * mm
        )
    canvas.showPage()
    paged.finish()


def ruler(stock: Stock, *, title: str, locale: str, measure: str) -> bytes:
    """A test print: a line of exactly 50 mm and the edges of each sticker. `measure` says what to do."""
    out = BytesIO()
    canvas = _canvas(out, stock, title, locale)
    canvas.setLineWidth(0.4)
    for spot in spots(stock, stock.cells):
        bottom = stock.page_height - spot.top - stock.height
        canvas.rect(spot.left * mm, bottom * mm, stock.width * mm, stock.height * mm)
    left, y = (stock.page_width - 50) / 2 * mm, stock.page_height / 2 * mm
    canvas.setFillColor(white)
    canvas.rect(left - 3 * mm, y - 12 * mm, 56 * mm, 20 * mm, stroke=0, fill=1)
    canvas.setFillColor(black)
    for millimetre in range(51):
        height = 6 if millimetre % 10 == 0 else 4 if millimetre % 5 == 0 else 2.5
        canvas.line(left + millimetre * mm, y, left + millimetre * mm, y + height * mm)
    canvas.line(left, y, left + 50 * mm, y)
    for number, line in enumerate(lettering.broken(measure, 7.5, 52 * mm)):
        lettering.draw(canvas, left, y - (4 + 3.4 * number) * mm, line, 7.5)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _canvas(out: IO[bytes], stock: Stock, title: str, locale: str) -> Canvas:
    size = (stock.page_width * mm, stock.page_height * mm)
    canvas = Canvas(out, pagesize=size, invariant=1, lang=locale, pageCompression=1)
    canvas.setTitle(lettering.plain(title))
    canvas.setCreator("Leenkring")
    # A printer that "fits to the page" makes every sticker a little wrong.
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas


def _draw(canvas: Canvas, parts: Iterable[Part], left: float, top: float) -> None:
    """One sticker with its upper left corner here."""
    for part in parts:
        match part:
            case Square(x, y, side, link):
                qr.draw(canvas, left + x, top - y - side, side, link)
            case Words(x, baseline, size, text, bold):
                lettering.draw(canvas, left + x, top - baseline, text, size, bold=bold)
            case Block(x, y, width, height, letter):
                canvas.rect(left + x, top - y - height, width, height, stroke=0, fill=1)
                canvas.setFillColor(white)
                lettering.draw(
                    canvas, left + letter.x, top - letter.baseline, letter.text, letter.size, bold=True
                )
                canvas.setFillColor(black)
            case Bars(x, y, module, height, bare):
                for at, bar in bars_of(bare)[1]:
                    canvas.rect(
                        left + x + at * module, top - y - height, bar * module, height, stroke=0, fill=1
                    )


def barcode(tag: Tag, *, title: str, locale: str) -> bytes:
    """One Code 128 strip of 62 × 20 mm, for a bench with an old scanner."""
    width, height = 62 * mm, 20 * mm
    out = BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1, lang=locale, pageCompression=1)
    canvas.setTitle(lettering.plain(title))
    words = code_in_words(tag, (width - code_width(tag, 11)) / 2, 18 * mm, 11)
    _draw(canvas, [bars(tag, 0, 2 * mm, width, 11 * mm), *words], 0, height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
