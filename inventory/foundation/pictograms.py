"""The borrowers' pictograms, as drawings on a grid of 48, and how to put one on paper.

Each is a list of strokes: how it is painted, and its outline in the path language of SVG. A person who reads
no Dutch must still see: bring it back, keep drinks away, call us.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

GRID = 48


@dataclass(frozen=True)
class Paint:
    """How a stroke of a drawing is put on paper."""

    line: Color | None
    width: float
    fill: Color | None


_INK, _SOFT, _SUN = HexColor("#14252A"), HexColor("#DCEDEE"), HexColor("#F6BC4A")
PAINTS = {
    "line": Paint(_INK, 2.6, None),
    "soft": Paint(_INK, 2.6, _SOFT),
    "sun": Paint(_INK, 2.6, _SUN),
    "full": Paint(None, 0, _INK),
    "arrow": Paint(HexColor("#0A5C66"), 3.4, None),
    "no": Paint(HexColor("#A32718"), 4.2, None),
}


def _box(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A rectangle with round corners, as a path."""
    across, down, turn = width - 2 * radius, height - 2 * radius, f"a{radius} {radius} 0 0 1"
    return (
        f"M{x + radius} {y}h{across}{turn} {radius} {radius}v{down}{turn} {-radius} {radius}"
        f"h{-across}{turn} {-radius} {-radius}v{-down}{turn} {radius} {-radius}z"
    )


def _ring(x: float, y: float, radius: float) -> str:
    """A circle, as a path."""
    half = f"a{radius} {radius} 0 1 0"
    return f"M{x - radius} {y}{half} {2 * radius} 0{half} {-2 * radius} 0z"


_SCREEN = [("soft", _box(9, 9, 30, 21, 2.5)), ("line", "M4 37.5h40l-3-5.5H7z")]
_MONTH = [("soft", _box(7, 10, 34, 31, 3)), ("line", "M15 5.5v8M33 5.5v8M7 19h34")]

DRAWINGS: dict[str, list[tuple[str, str]]] = {
    "laptop": [
        *_SCREEN,
        ("sun", _ring(24, 19.5, 4.5)),
    ],
    "charger": [
        ("soft", _box(14, 18, 14, 12, 2.5)),
        ("line", "M18 18v-7M24 18v-7"),
        ("line", "M21 30v4a4 4 0 0 0 4 4h6a6 6 0 0 0 6-6V14"),
        ("sun", _box(34, 8, 6, 7, 1.5)),
    ],
    "no_drinks": [
        ("soft", "M13 12h18l-2.3 25h-13.4z"),
        ("line", "M31 16h3.5a4 4 0 0 1 0 9h-4.3"),
        ("line", "M17 20h10"),
        ("no", "M6 41L42 7"),
    ],
    "bag": [
        ("soft", _box(7, 17, 34, 23, 3)),
        ("line", "M17 17v-4a4 4 0 0 1 4-4h6a4 4 0 0 1 4 4v4"),
        ("line", "M7 26h34"),
        ("sun", _box(21, 23.5, 6, 6, 1.3)),
    ],
    "call": [
        ("soft", _box(15, 5, 18, 38, 3.5)),
        ("line", "M21 37.5h6"),
        ("line", "M37 15a9 9 0 0 1 0 14M11 15a9 9 0 0 0 0 14"),
        ("sun", _ring(24, 20, 4.5)),
    ],
    "broken": [
        *_SCREEN,
        ("arrow", "M26 11l-5 7h6l-5 9"),
    ],
    "stolen": [
        ("soft", "M24 5l15 5.5v11.5c0 9.5-6.2 16.5-15 20.5-8.8-4-15-11-15-20.5V10.5z"),
        ("line", "M24 14v12"),
        ("full", _ring(24, 32, 2.4)),
    ],
    "bring_back": [
        *_MONTH,
        ("arrow", "M32 30H17M22.5 24.5L17 30l5.5 5.5"),
    ],
    "longer": [
        *_MONTH,
        ("arrow", "M24 23.5v13M17.5 30h13"),
    ],
    "deposit": [
        ("sun", _ring(24, 14, 9)),
        ("line", "M27 11a4.2 4.2 0 1 0 0 6M18.5 13h5M18.5 15.5h4.5"),
        ("soft", "M6 35l7-5.5c2-1.5 4-1.5 6-.5l4 2h6.5a3 3 0 0 1 0 6H23"),
        ("line", "M31 34l7-4.5a2.8 2.8 0 0 1 3.2 4.6L31 42H16l-5 2"),
    ],
    "deposit_back": [
        ("sun", _ring(33, 15, 8.5)),
        ("line", "M36 12.2a4 4 0 1 0 0 5.6M28.3 14h4.5M28.3 16.3h4"),
        ("arrow", "M21 8H10.5a4 4 0 0 0-4 4v7M2.5 15l4 4.5 4-4.5"),
        ("soft", _ring(12, 28, 4.5)),
        ("soft", "M4 43c.5-6 3.3-9 8-9s7.5 3 8 9z"),
    ],
    "workshop": [
        ("soft", _box(6, 6, 36, 19, 2.5)),
        ("arrow", "M13 13h14M13 18h8"),
        ("full", _ring(13, 31.5, 3.6)),
        ("full", _ring(24, 31.5, 3.6)),
        ("full", _ring(35, 31.5, 3.6)),
        *(("line", f"M{left} 43c.4-4 2.3-6 5.5-6s5.1 2 5.5 6") for left in (7.5, 18.5, 29.5)),
    ],
    "do_not_sell": [
        (
            "soft",
            "M8 23V10.5A2.5 2.5 0 0 1 10.5 8H23l17.5 17.5a2.5 2.5 0 0 1 0 3.5L29 40.5a2.5 2.5 0 0 1-3.5 0z",
        ),
        ("full", _ring(15.5, 15.5, 2.6)),
        ("line", "M31 22.5a5 5 0 1 0 .5 7M20.5 25h6M20.5 28h5"),
        ("no", "M5 42L43 6"),
    ],
    "at_home": [
        ("soft", "M9 20v21h30V20L24 7z"),
        ("line", "M4.5 23.5L24 6.5l19.5 17"),
        ("sun", _box(16.5, 23, 15, 9.5, 1.5)),
        ("line", "M14 36h20"),
    ],
    "save_files": [
        (
            "soft",
            "M7 13a2.5 2.5 0 0 1 2.5-2.5h9l4 4.5h16A2.5 2.5 0 0 1 41 17.5v20a2.5 2.5 0 0 1-2.5 2.5h-29"
            "A2.5 2.5 0 0 1 7 37.5z",
        ),
        ("arrow", "M24 34V21.5M18.5 27L24 21.5 29.5 27"),
    ],
    "help": [
        ("soft", "M24 44s15-13.2 15-24.5a15 15 0 0 0-30 0C9 30.8 24 44 24 44z"),
        ("line", "M19.5 16.5a4.6 4.6 0 1 1 6.7 4.1c-1.6.9-2.2 1.8-2.2 3.4"),
        ("full", _ring(24, 28.3, 1.9)),
    ],
    "sign": [
        ("soft", "M8 6h22l9 9v27H8z"),
        ("line", "M30 6v9h9M14 19h12M14 25h8"),
        ("arrow", "M13.5 36c3-5 5-5 5.5-2s2 3 4-.5 3-1 4 .5 3 1 6-1"),
    ],
    "boot_stick": [
        ("soft", _box(10, 4, 28, 19, 2.5)),
        ("line", "M5 30.5h38l-3-5.5H8z"),
        ("sun", _box(28, 36.5, 15, 9, 2)),
        ("line", "M28 38.7h-5.5v4.6H28"),
        ("arrow", "M12 46.5V37M7 41.5l5-5 5 5"),
    ],
    "choose_disks": [
        ("soft", _box(5, 6, 38, 16, 3)),
        ("soft", _box(5, 26, 38, 16, 3)),
        ("line", "M25 12h12M25 17h8M25 32h12M25 37h8"),
        ("arrow", "M10 14.5l3.5 3.5 6-7.5M10 34.5l3.5 3.5 6-7.5"),
    ],
    "wait_and_scan": [
        ("soft", _ring(17, 17, 13)),
        ("line", "M17 9v8l6 4"),
        ("soft", _box(27, 18, 17, 27, 3)),
        ("sun", _box(31.5, 24, 8, 8, 1)),
        ("line", "M33 40h5"),
    ],
    "step_done": [
        ("soft", _ring(24, 24, 19)),
        ("arrow", "M14 25l7 7 14-16"),
    ],
    "all_fine": [
        *_SCREEN,
        ("arrow", "M15 19l5 5 5-6M23 19l5 5 7-9"),
    ],
    "next": [
        ("soft", _box(5, 12, 20, 24, 3)),
        ("arrow", "M20 24h22M33 14l10 10-10 10"),
    ],
    "undo": [
        ("soft", _ring(26, 27, 15)),
        ("arrow", "M34 34a10 10 0 1 0-15-13l-5 5M13 17v9h9"),
    ],
    "print_label": [
        ("soft", _box(7, 18, 34, 18, 3)),
        ("line", "M14 18V7h20v11M14 29h20v13H14z"),
        ("sun", _box(18, 32, 7, 7, 1)),
        ("line", "M28 33.5h3M28 37.5h3"),
    ],
    "badge": [
        ("soft", _box(10, 9, 28, 35, 3)),
        ("line", _box(20, 4, 8, 8, 2)),
        ("sun", _ring(24, 22.5, 5)),
        ("line", "M15.5 37.5c.8-5 3.8-7.5 8.5-7.5s7.7 2.5 8.5 7.5"),
    ],
    "share": [
        ("soft", _ring(15, 15, 6)),
        ("soft", _ring(33, 15, 6)),
        (
            "soft",
            "M4.5 38c.6-8.5 4.3-13 10.5-13s9.9 4.5 10.5 13zM22.5 38c.6-8.5 4.3-13 10.5-13s9.9 4.5 10.5 13z",
        ),
        ("sun", _box(16, 31, 16, 9.5, 1.6)),
        ("line", "M13 43.5h22"),
    ],
}

_STEP = re.compile(r"([MmLlHhVvCcSsAaZz])|(-?(?:\d+\.?\d*|\.\d+))")


def draw(canvas: Canvas, x: float, y: float, side: float, name: str) -> None:
    """Put pictogram `name` with its lower left corner at (`x`, `y`), `side` points wide."""
    strokes = [(PAINTS[paint], outline) for paint, outline in DRAWINGS[name]]
    draw_strokes(canvas, x, y, side, strokes, grid=GRID)


def draw_strokes(
    canvas: Canvas, x: float, y: float, side: float, strokes: list[tuple[Paint, str]], *, grid: int
) -> None:
    """Put painted outlines that were drawn on a square of `grid` units into a square of `side` points."""
    canvas.saveState()
    canvas.translate(x, y + side)
    canvas.scale(side / grid, -side / grid)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for paint, outline in strokes:
        _stroke(canvas, paint, outline)
    canvas.restoreState()


def _stroke(canvas: Canvas, paint: Paint, outline: str) -> None:
    path = canvas.beginPath()
    for step, *numbers in _outline(outline):
        _trace(path, step, numbers)
    if paint.line is not None:
        canvas.setStrokeColor(paint.line)
        canvas.setLineWidth(paint.width)
    if paint.fill is not None:
        canvas.setFillColor(paint.fill)
    canvas.drawPath(path, stroke=int(paint.line is not None), fill=int(paint.fill is not None))


def _trace(path: PDFPathObject, step: str, numbers: list[float]) -> None:
    if step == "M":
        path.moveTo(*numbers)
    elif step == "L":
        path.lineTo(*numbers)
    elif step == "C":
        path.curveTo(*numbers)
    else:
        path.close()


@cache
def _outline(path: str) -> tuple[tuple, ...]:
    """The path as absolute steps M, L, C and Z only."""
    return tuple(_absolute(path))


def _absolute(path: str) -> Iterator[tuple]:
    """Follow the pen through `path`, saying each step in absolute numbers and arcs as curves."""
    x = y = start_x = start_y = 0.0
    handle: tuple[float, float] | None = None
    for letter, numbers in _steps(path):
        base_x, base_y = (x, y) if letter.islower() else (0.0, 0.0)
        kind, old = letter.upper(), (x, y)
        if kind == "Z":
            x, y = start_x, start_y
            yield ("Z",)
        elif kind in "ML":
            x, y = base_x + numbers[0], base_y + numbers[1]
            if kind == "M":
                start_x, start_y = x, y
            yield (kind, x, y)
        elif kind in "HV":
            x, y = (base_x + numbers[0], y) if kind == "H" else (x, base_y + numbers[0])
            yield ("L", x, y)
        elif kind == "A":
            x, y = base_x + numbers[5], base_y + numbers[6]
            yield from _arc(old, numbers[0], bool(numbers[3]), bool(numbers[4]), (x, y))
        else:
            if kind == "S":
                first = (2 * x - handle[0], 2 * y - handle[1]) if handle else (x, y)
            else:
                first = (base_x + numbers[0], base_y + numbers[1])
            second = (base_x + numbers[-4], base_y + numbers[-3])
            x, y = base_x + numbers[-2], base_y + numbers[-1]
            yield ("C", *first, *second, x, y)
            handle = second
            continue
        handle = None


_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}


def _steps(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each letter with the numbers it takes; a letter is repeated while numbers go on, M going on as L."""
    letter = ""
    numbers: list[float] = []
    for found in _STEP.finditer(path):
        if found[1]:
            letter, numbers = found[1], []
            if letter in "Zz":
                yield letter, []
        else:
            numbers.append(float(found[2]))
            if len(numbers) == _TAKES[letter.upper()]:
                yield letter, numbers
                numbers = []
                letter = {"M": "L", "m": "l"}.get(letter, letter)


def _arc(
    start: tuple[float, float], radius: float, large: bool, sweep: bool, end: tuple[float, float]
) -> Iterator[tuple]:
    """A circle's arc as curves of at most a quarter turn. (W3C SVG 1.1, appendix F.6)"""
    (x1, y1), (x2, y2) = start, end
    chord = math.hypot(x2 - x1, y2 - y1)
    if chord == 0:
        return
    radius = max(radius, chord / 2)
    height = math.sqrt(max(radius**2 - chord**2 / 4, 0.0)) * (1 if large != sweep else -1)
    centre_x = (x1 + x2) / 2 - height * (y2 - y1) / chord
    centre_y = (y1 + y2) / 2 + height * (x2 - x1) / chord
    first = math.atan2(y1 - centre_y, x1 - centre_x)
    turn = math.atan2(y2 - centre_y, x2 - centre_x) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    if not sweep and turn > 0:
        turn -= 2 * math.pi
    parts = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    pull = 4 / 3 * math.tan(turn / parts / 4) * radius
    for part in range(parts):
        a, b = first + turn * part / parts, first + turn * (part + 1) / parts
        ax, ay = centre_x + radius * math.cos(a), centre_y + radius * math.sin(a)
        bx, by = centre_x + radius * math.cos(b), centre_y + radius * math.sin(b)
        yield (
            "C",
            ax - pull * math.sin(a),
            ay + pull * math.cos(a),
            bx + pull * math.sin(b),
            by - pull * math.cos(b),
            bx,
            by,
        )
