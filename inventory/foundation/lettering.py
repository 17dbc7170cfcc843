"""Letters on paper: any name, in any alphabet, without ever failing.

A borrower may be called Şükriye, فاطمة or put a 🙂 in a field. Each character is drawn in the first of our
fonts that has it; Arabic letters take the shape of their place in the word and run from right to left; what
no font has becomes a visible box. Nothing here raises on text.

Arabic is joined with Unicode's own presentation forms rather than with a shaping engine: the engine hands out
glyph numbers in the order in which a process happens to meet them, so the same facts would give other bytes.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import reportlab
from bidi import get_display
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

# Streams as bytes and not as text: no mail server of today needs it, and it was a tenth of a sheet of labels.
rl_config.useA85 = 0

#: where the front-end build leaves the fonts as TTF
FONTS = Path(__file__).parents[2] / "static" / "dist" / "fonts"
#: on a clean clone, before the first build: what a Debian machine has, and what comes with reportlab
_ELSEWHERE = (Path("/usr/share/fonts/truetype/dejavu"), Path(reportlab.__file__).parent / "fonts")
_STAND_INS = (("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"), ("Vera.ttf", "VeraBd.ttf"))

#: signs that text fonts often lack, in the fonts that every PDF reader brings along
_SIGNS = {"ZapfDingbats": "✓✔✗✘★☎", "Symbol": "→←↑↓↔⇒≤≥≠√∞"}

#: a character without a glyph takes this much of the letter size, and its box this much height
_BOX_WIDTH, _BOX_HEIGHT = 0.62, 0.7


@dataclass(frozen=True)
class Run:
    """Neighbouring characters in one font, in the order in which they are seen; no font means boxes."""

    font: str | None
    text: str


def _files(bold: bool) -> list[Path]:
    """The font files to try, best first: ours, or else the stand-ins of the machine."""
    ours = [path for path in sorted(FONTS.glob("*.ttf")) if _is_bold(path) == bold and _is_upright(path)]
    ranked = sorted(ours, key=lambda path: ("atkinson" not in path.name.lower(), "arab" in path.name.lower()))
    stand_ins = [folder / pair[bold] for folder, pair in zip(_ELSEWHERE, _STAND_INS, strict=True)]
    return ranked if ranked else [path for path in stand_ins if path.exists()]


def _is_bold(path: Path) -> bool:
    name = path.stem.lower()
    return "bold" in name or "700" in name


def _is_upright(path: Path) -> bool:
    return "italic" not in path.stem.lower()


@cache
def _fonts(bold: bool) -> tuple[tuple[str, frozenset[int]], ...]:
    """Name and known characters of each font, registered with reportlab once per process."""
    found = []
    for path in _files(bold):
        name = f"Leenkring-{path.stem}"
        try:
            pdfmetrics.registerFont(TTFont(name, str(path)))
        except (TTFError, OSError):
            continue
        found.append((name, frozenset(pdfmetrics.getFont(name).face.charToGlyph)))
    letters = tuple(found) or (("Helvetica-Bold" if bold else "Helvetica", frozenset(range(32, 127))),)
    return letters + tuple((name, frozenset(map(ord, signs))) for name, signs in _SIGNS.items())


# --- Arabic letters take the shape of their place in the word ---


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Per letter its shapes (isolated, initial, medial, final), read from Unicode's own decompositions."""
    forms: dict[str, dict[str, str]] = {}
    for point in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(chr(point)).split() or [""]
        plain = "".join(chr(int(letter, 16)) for letter in letters)
        if kind.startswith("<") and plain:
            forms.setdefault(plain, {}).setdefault(kind.strip("<>"), chr(point))
    forms["ـ"] = dict.fromkeys(("isolated", "initial", "medial", "final"), "ـ")
    return forms


def _joined(text: str) -> str:
    """`text` with each Arabic letter in the shape that its neighbours ask for; other letters untouched."""
    if not any("؀" <= character <= "ۿ" for character in text):
        return text
    forms = _forms()
    letters = _lam_alefs(text)
    shaped = []
    for at, letter in enumerate(letters):
        own = forms.get(letter)
        if own is None:
            shaped.append(letter)
            continue
        before = _neighbour(letters, at, -1)
        after = _neighbour(letters, at, +1)
        to_before = "initial" in forms.get(before, {}) and "final" in own
        to_after = "initial" in own and "final" in forms.get(after, {})
        place = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (to_before, to_after), "isolated"
        )
        shaped.append(own.get(place, letter))
    return "".join(shaped)


def _lam_alefs(text: str) -> list[str]:
    """The letters of `text`, with lam and alef together as the one letter they are written as."""
    letters: list[str] = []
    for character in text:
        if letters and letters[-1] == "ل" and character in "آأإا":
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _neighbour(letters: list[str], at: int, step: int) -> str:
    """The next letter in one direction, vowel signs left out, as they stand above and not between."""
    at += step
    while 0 <= at < len(letters) and unicodedata.category(letters[at][0]) == "Mn":
        at += step
    return letters[at] if 0 <= at < len(letters) else ""


# --- plain text: what most papers say ---


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float | None:
    """How far a plain character moves the pen, in thousandths of the letter size; None when it is not plain.

    Plain is what our first font has, from left to right, with nothing to join, compose or leave out.
    """
    name, known = _fonts(bold)[0]
    is_plain = (
        ord(character) in known
        and character.isprintable()
        and character != "\u00a0"
        and not unicodedata.combining(character)
        and unicodedata.normalize("NFC", character) == character
        and _shows(character)
        and not _is_right_to_left(character)
    )
    return pdfmetrics.stringWidth(character, name, 1000) if is_plain else None


def _plain_width(text: str, bold: bool) -> float | None:
    """The width of plain text in thousandths of the letter size; None when something in it is not plain."""
    width = 0.0
    for character in text:
        advance = _advance(character, bold)
        if advance is None:
            return None
        width += advance
    return width


# --- from a text to what is drawn ---


def tidy(text: str) -> str:
    """`text` as it may stand on paper: letters composed, Arabic joined, nothing invisible."""
    if (text.isascii() and text.isprintable()) or _plain_width(text, False) is not None:
        return text
    composed = unicodedata.normalize("NFC", text)
    kept = (
        " " if character in "\t\r\n\u2028\u2029" else character for character in composed if _shows(character)
    )
    return _joined("".join(kept))


def plain(text: str) -> str:
    """`text` for a PDF's own title or author: composed, and without control characters or lone surrogates."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(character for character in composed if unicodedata.category(character) not in {"Cc", "Cs"})


def _shows(character: str) -> bool:
    """Does `character` leave ink or space? Joiners, direction marks and emoji selectors do not."""
    if character in "\t\r\n":
        return True
    if "\ufe00" <= character <= "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


@lru_cache(maxsize=4096)
def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """One line of tidied text as runs from left to right, each in a font that has its characters."""
    fonts = _fonts(bold)
    if text and _plain_width(text, bold) is not None:
        return (Run(fonts[0][0], text),)
    if _is_right_to_left(text):
        text = get_display(text)
    found: list[Run] = []
    for character in "".join(_drawable(character, fonts) for character in text):
        font = _font_of(ord(character), fonts)
        if found and (found[-1].font == font or (character == " " and found[-1].font)):
            found[-1] = Run(found[-1].font, found[-1].text + character)
        else:
            found.append(Run(font, character))
    return tuple(found)


def _drawable(character: str, fonts: tuple[tuple[str, frozenset[int]], ...]) -> str:
    """`character`, or the plain letters it is a form of when only those have a glyph."""
    if _font_of(ord(character), fonts):
        return character
    plain = unicodedata.normalize("NFKC", character)
    if all(_font_of(ord(letter), fonts) for letter in plain):
        return plain[::-1] if _is_right_to_left(plain) else plain
    return character


def _font_of(point: int, fonts: tuple[tuple[str, frozenset[int]], ...]) -> str | None:
    point = 32 if point == 0xA0 else point
    return next((name for name, known in fonts if point in known), None)


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in text)


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide `text` is on one line, in points."""
    if (plain := _plain_width(text, bold)) is not None:
        return plain * size / 1000
    return sum(_width(run, size) for run in runs(tidy(text), bold=bold))


def _width(run: Run, size: float) -> float:
    if run.font is None:
        return len(run.text) * _BOX_WIDTH * size
    return pdfmetrics.stringWidth(run.text, run.font, size)


def draw(canvas: Canvas, x: float, y: float, text: str, size: float, *, bold: bool = False) -> float:
    """Write `text` on one line from (`x`, `y`), in points; returns the x where it ends."""
    if text and (plain := _plain_width(text, bold)) is not None:
        canvas.setFont(_fonts(bold)[0][0], size)
        canvas.drawString(x, y, text)
        return x + plain * size / 1000
    for run in runs(tidy(text), bold=bold):
        if run.font is None:
            _draw_boxes(canvas, x, y, len(run.text), size)
        else:
            canvas.setFont(run.font, size)
            canvas.drawString(x, y, run.text)
        x += _width(run, size)
    return x


def _draw_boxes(canvas: Canvas, x: float, y: float, count: int, size: float) -> None:
    """A box per character that no font has: someone can see that something stands there."""
    canvas.saveState()
    canvas.setLineWidth(size * 0.05)
    canvas.setStrokeColor(canvas._fillColorObj)
    for number in range(count):
        left = x + (number + 0.08) * _BOX_WIDTH * size
        canvas.rect(left, y, _BOX_WIDTH * size * 0.84, _BOX_HEIGHT * size, stroke=1, fill=0)
    canvas.restoreState()


@lru_cache(maxsize=4096)
def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """`text` cut to fit `width` points on one line, with an ellipsis where something was cut."""
    text = " ".join(text.split())
    if width_of(text, size, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + "…", size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def broken(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """`text` in lines no wider than `width` points; a word too long for a line is cut, line ends are kept."""
    return list(_broken(text, size, width, bold))


@lru_cache(
    maxsize=8192
)  # papers say mostly the same, and finding out where a line ends is most of their cost
def _broken(text: str, size: float, width: float, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    space = _advance(" ", bold) or 0.0
    for paragraph in text.split("\n"):
        line, taken = "", _plain_width("", bold)
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            # Plain widths add up, so the line need not be measured again with each word.
            own = _plain_width(word, bold)
            reach = None if taken is None or own is None else taken + own + (space if line else 0.0)
            wide = width_of(longer, size, bold=bold) if reach is None else reach * size / 1000
            if wide <= width:
                line, taken = longer, reach
                continue
            if line:
                lines.append(line)
            *whole, line = _cut(word, size, width, bold)
            lines += whole
            taken = _plain_width(line, bold)
        lines.append(line)
    return tuple(lines)


def _cut(word: str, size: float, width: float, bold: bool) -> list[str]:
    """One word in pieces that each fit; always at least one character per piece."""
    pieces, piece = [], ""
    for character in word:
        if piece and width_of(piece + character, size, bold=bold) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]
