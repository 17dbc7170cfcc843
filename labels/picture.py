"""One sticker as a picture for the screen: the same parts at the same places as on paper, in millimetres."""

from collections.abc import Iterable

from markupsafe import Markup

from inventory.foundation import lettering, qr
from labels.code import bars_of
from labels.composing import MM, Bars, Block, Part, Square, Words
from labels.stocks import Stock

_WHOLE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="sticker" role="img" aria-label="{}" width="{}mm" height="{}mm" '
    'viewBox="0 0 {} {}"><rect width="{}" height="{}" fill="#fff"/>{}</svg>'
)
_PATH = Markup('<path d="{}" fill="#000"/>')
#: as wide as on paper, whatever letters this screen has
_TEXT = Markup(
    '<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}" textLength="{}" '
    'lengthAdjust="spacingAndGlyphs">{}</text>'
)


def sticker(parts: Iterable[Part], stock: Stock, label: str) -> Markup:
    """The sticker of these parts, true to size on a screen that knows its own; `label` is for a screen reader."""
    width, height = _short(stock.width * MM), _short(stock.height * MM)
    drawn = Markup("").join(one for part in parts for one in _drawn(part))
    return _WHOLE.format(label, stock.width, stock.height, width, height, width, height, drawn)


def _drawn(part: Part) -> Iterable[Markup]:
    match part:
        case Square(x, y, side, link):
            modules = qr.matrix(link)
            each = side / modules.size
            boxes = (
                (x + at * each, y + row * each, length * each, each)
                for row, line in enumerate(modules.rows)
                for at, length in qr.dark_stretches(line)
            )
            yield _boxes(boxes)
        case Words():
            yield _words(part, "#000")
        case Block(x, y, width, height, letter):
            yield _boxes([(x, y, width, height)])
            yield _words(letter, "#fff")
        case Bars(x, y, module, height, bare):
            yield _boxes((x + at * module, y, bar * module, height) for at, bar in bars_of(bare)[1])


def _boxes(boxes: Iterable[tuple[float, float, float, float]]) -> Markup:
    """Black boxes, each by its upper left corner, its width and its height."""
    steps = (f"M{_short(x)} {_short(y)}h{_short(w)}v{_short(h)}h-{_short(w)}z" for x, y, w, h in boxes)
    return _PATH.format("".join(steps))


def _words(words: Words, fill: str) -> Markup:
    weight = "bold" if words.bold else "normal"
    wide = _short(lettering.width_of(words.text, words.size, bold=words.bold))
    if not words.text:
        return Markup("")
    return _TEXT.format(
        _short(words.x), _short(words.baseline), _short(words.size), weight, fill, wide, words.text
    )


def _short(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
