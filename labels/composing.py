"""What stands where on one sticker, in points from its upper left corner; for paper and for label printers alike.

QR left; letter and digits; name; whom to call, larger; whose it is; under it all a Code 128 where one is wanted.
A shelf's sticker is upright: it is read from three metres.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.foundation import lettering, qr
from labels.code import bars_of
from labels.stocks import BARCODE_STRIP, Layout, Stock
from labels.tag import Tag

#: points in a millimetre
MM = 72 / 25.4
#: of the QR's quiet zone, this many modules are kept inside the sticker; the blank edge does the rest
_QUIET = 2
#: a line that is too long is written smaller, down to this share of its size; then it is cut
_SMALLEST = 0.75
#: a barcode is no wider than a scanner's beam at a hand's distance
_WIDEST_BAR = 0.5 * MM


@dataclass(frozen=True)
class Square:
    """A QR: its upper left corner, its side without quiet zone, and what it says."""

    x: float
    y: float
    side: float
    link: str


@dataclass(frozen=True)
class Words:
    """A line of text: where its baseline begins, its size, what it says."""

    x: float
    baseline: float
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Block:
    """A black block with a white letter in it, the letter as a line of text."""

    x: float
    y: float
    width: float
    height: float
    letter: Words


@dataclass(frozen=True)
class Bars:
    """A Code 128: its upper left corner, the width of one module, its height, and what it says."""

    x: float
    y: float
    module: float
    height: float
    bare: str


Part = Square | Words | Block | Bars


def compose(tag: Tag, stock: Stock, *, barcode: bool = False) -> list[Part]:
    """The parts of one sticker; with a barcode when it is wanted and there is room."""
    if stock.layout.upright:
        return list(_upright(tag, stock))
    if not (barcode and stock.takes_barcode):
        return list(_beside(tag, stock, stock.layout, stock.height * MM))
    share = 1 - BARCODE_STRIP / stock.height
    words = _beside(tag, stock, stock.layout.scaled(share), stock.height * share * MM)
    return [*words, bars(tag, 0, (stock.height - BARCODE_STRIP + 0.5) * MM, stock.width * MM, 6 * MM)]


def _beside(tag: Tag, stock: Stock, layout: Layout, height: float) -> Iterator[Part]:
    side = layout.qr * MM
    module = side / qr.matrix(tag.link).size
    edge = max((height - side) / 2, _QUIET * module)
    yield Square(edge, (height - side) / 2, side, tag.link)
    x = edge + side + _QUIET * module
    # Office printers leave the outer millimetres of a sheet blank.
    room = round(stock.width * MM - x - 0.04 * stock.width * MM, 2)
    lines = _lines(tag, layout)
    # 2 points between blocks: the code, the name, whom to call, the owner
    gaps = 2 if layout.tight else 4
    block = layout.code * 1.2 + sum(size * 1.25 for _words, size, _bold in lines) + gaps
    y = (height - block) / 2 + layout.code
    yield from code_in_words(tag, x, y, _fitting(tag, layout.code, room))
    y += layout.code * 0.2 + 2
    for number, (words, size, bold) in enumerate(lines):
        begins_a_block = bool(number) and words in (tag.found, tag.whose)
        y += size * 1.25 + (1 if begins_a_block and not layout.tight else 0)
        full = size * room / max(lettering.width_of(words, size, bold=bold), 1.0)
        # A number is shown whole, however small; of a name, less than three quarters is no longer read.
        fitted = min(size, full if words == tag.phone else max(full, size * _SMALLEST))
        cut = lettering.shortened(words, fitted, room + 0.1, bold=bold)
        yield Words(x, y - size * 0.2, fitted, cut, bold)


def _lines(tag: Tag, layout: Layout) -> list[tuple[str, float, bool]]:
    """What stands under the code: words, size in points, bold. Whom to call only where the digibank wants that."""
    if layout.tight:
        call = [(f"{tag.found} {tag.phone}", layout.words, True)]
    else:
        call = [(tag.found, layout.words, True), (tag.phone, layout.words * 1.25, True)]
    name, whose = (tag.name, layout.name, False), (tag.whose, layout.words, False)
    return [name, *(call if tag.found else ()), whose]


def _upright(tag: Tag, stock: Stock) -> Iterator[Part]:
    layout, width, side = stock.layout, stock.width * MM, stock.layout.qr * MM
    yield Square((width - side) / 2, 2.5 * MM, side, tag.link)
    y = 2.5 * MM + side + layout.name * 1.15
    name = lettering.shortened(tag.name, layout.name, width - 4 * MM, bold=True)
    x = (width - lettering.width_of(name, layout.name, bold=True)) / 2
    yield Words(x, y, layout.name, name, bold=True)
    y += layout.code * 1.2
    yield from code_in_words(tag, (width - code_width(tag, layout.code)) / 2, y, layout.code)


def bars(tag: Tag, x: float, y: float, width: float, height: float) -> Bars:
    """The Code 128 in the middle of a box this wide, with the ten quiet modules that it needs on both sides."""
    modules, _bars = bars_of(tag.bare)
    module = min(width / (modules + 20), _WIDEST_BAR)
    return Bars(x + (width - modules * module) / 2, y, module, height, tag.bare)


def _fitting(tag: Tag, size: float, room: float) -> float:
    """The code's size in points, smaller where seven digits or a wide font would leave the sticker."""
    width = code_width(tag, size)
    return size if width <= room else size * room / width


def code_width(tag: Tag, size: float) -> float:
    """How wide the letter block and the digits are, in points."""
    letter = lettering.width_of(tag.letter, size, bold=True)
    return letter + size * 0.7 + lettering.width_of(tag.digits, size, bold=True)


def code_in_words(tag: Tag, x: float, baseline: float, size: float) -> Iterator[Part]:
    """The letter white in a black block, then the digits."""
    letter = lettering.width_of(tag.letter, size, bold=True)
    yield Block(
        x,
        baseline - size * 0.88,
        letter + size * 0.45,
        size * 1.04,
        Words(x + size * 0.225, baseline, size, tag.letter, bold=True),
    )
    yield Words(x + letter + size * 0.7, baseline, size, tag.digits, bold=True)
