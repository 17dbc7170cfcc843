"""Stickers for a Zebra printer, in its own language: the printer draws the QR, the bars and the letters itself.

Commands as in Zebra's ZPL II programming guide: ^BQ draws a QR, ^BC a Code 128, ^A0 the printer's own letters,
^CI28 says that text is UTF-8, ^FH that _5E stands for a character that would otherwise be a command. The letters
of font 0 are Latin; a name in another alphabet is for the printer to draw, if it has it.
"""

from collections.abc import Iterable, Sequence

from inventory.foundation import lettering, qr
from inventory.foundation.refusal import Refusal
from labels.composing import Bars, Block, Part, Square, Words, compose
from labels.stocks import Family, Stock
from labels.tag import Tag

#: dots per inch of the printers that are sold
RESOLUTIONS = (203, 300)
#: what would be read as a command, or as the beginning of a written-out character
_COMMANDS = {ord(sign): f"_{ord(sign):02X}" for sign in "^~_"}


class NotOnARoll(Refusal):
    """A label printer takes a roll, no sheet."""

    status = 422


def stickers(tags: Sequence[Tag], stock: Stock, *, dpi: int = 203, barcode: bool = False) -> str:
    """One format per sticker, for a printer of 203 or 300 dots per inch. NotOnARoll for sheets of paper."""
    check_takes(stock)
    return "".join(_sticker(compose(tag, stock, barcode=barcode), stock, dpi) for tag in tags)


def check_takes(stock: Stock) -> None:
    """NotOnARoll when no label printer takes this paper."""
    if stock.family is Family.SHEET:
        raise NotOnARoll(field="stock")


def _sticker(parts: Iterable[Part], stock: Stock, dpi: int) -> str:
    width, height = (round(side * dpi / 25.4) for side in (stock.width, stock.height))
    fields = [field for part in parts for field in _fields(part, dpi / 72)]
    return "\n".join(["^XA", "^CI28", f"^PW{width}", f"^LL{height}", "^LH0,0", *fields, "^XZ", ""])


def _fields(part: Part, scale: float) -> Iterable[str]:
    """The fields of one part; `scale` is dots per point."""
    match part:
        case Square(x, y, side, link):
            modules = qr.matrix(link).size
            dots = max(1, min(10, int(side * scale / modules)))
            # A whole number of dots per module is a little smaller than the space for it: in its middle.
            inset = (side * scale - dots * modules) / 2
            yield f"^FO{_at(x * scale + inset, y * scale + inset)}^BQN,2,{dots}^FH^FDQA,{_text(link)}^FS"
        case Words():
            yield _words(part, scale)
        case Block(x, y, width, height, letter):
            size = f"{round(width * scale)},{round(height * scale)}"
            yield f"^FO{_at(x * scale, y * scale)}^GB{size},{size.split(',')[1]}^FS"
            yield _words(letter, scale, reversed_out=True)
        case Bars(x, y, module, height, bare):
            dots = max(1, round(module * scale))
            field = f"^BY{dots}^BCN,{round(height * scale)},N,N,N,A^FH^FD{_text(bare)}^FS"
            yield f"^FO{_at(x * scale, y * scale)}{field}"


def _words(words: Words, scale: float, *, reversed_out: bool = False) -> str:
    """A line of text, as wide as it is in our own letters: what fits on paper fits here."""
    size = round(words.size * scale * 1.08)
    wide = lettering.width_of(words.text, words.size, bold=words.bold) * scale
    # The printer's letters are about half as wide as they are high.
    letters = max(len(words.text), 1)
    each = max(round(size * 0.5), min(size, round(wide / letters * 1.75)))
    field = f"^FO{_at(words.x * scale, words.baseline * scale - size * 0.78)}^A0N,{size},{each}"
    return f"{field}{'^FR' if reversed_out else ''}^FH^FD{_text(words.text)}^FS"


def _at(x: float, y: float) -> str:
    return f"{max(0, round(x))},{max(0, round(y))}"


def _text(text: str) -> str:
    """The text with nothing in it that the printer would obey; control characters are left out."""
    return "".join(sign for sign in text if sign.isprintable()).translate(_COMMANDS)
