"""Pictures of numbers, worked out as plain coordinates; `templates/_kit/chart.html` draws them as SVG, without script.

A picture never stands alone: above it one sentence says what is seen, and under it a table has every number. Colours,
dark pages and paper are the business of the stylesheet; what is seen does not rest on a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: the size of the drawing's own grid; the page stretches it
WIDTH, HEIGHT = 480, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 36, 18, 34
#: so many lines to read values by, at most
_MOST_LINES = 5
#: so many words fit under the picture
_MOST_WORDS = 5
#: columns need no room for euros at the side, and have a word each as long as that fits
_SMALL_LEFT, _SMALL_RIGHT, _MOST_COLUMN_WORDS, _WIDEST = 44, 8, 12, 52
#: how wide a letter of such a word is, and how far two words stay apart
_LETTER, _GAP = 8.0, 8


@dataclass(frozen=True)
class Point:
    """One value, and what stands under it."""

    label: str
    value: int


@dataclass(frozen=True)
class Mark:
    """A place in the picture: from the left and from above, with the words or the value that stand there."""

    x: float
    y: float
    label: str = ""
    value: int = 0


@dataclass(frozen=True)
class LineChart:
    """A line over time: where it goes, the lines to read it by, and what stands under it."""

    width: int
    height: int
    left: float
    right: float
    #: of the axis under everything
    floor: float
    #: SVG path of the line
    line: str
    dots: Sequence[Mark]
    #: one for each value to read by, the lowest first
    grid: Sequence[Mark]
    words: Sequence[Mark]
    #: from above, and how deep: where the line should be; None where nobody said
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class Series:
    """One kind of value in a picture of columns, one for each column."""

    name: str
    values: Sequence[int]


@dataclass(frozen=True)
class Column:
    """One piece of a column: where it stands, how large it is, and which series it is of, from 0."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int
    series: int


@dataclass(frozen=True)
class ColumnChart:
    """Columns upon a floor, of one piece or of several on top of each other."""

    width: int
    height: int
    left: float
    right: float
    floor: float
    columns: Sequence[Column]
    #: above each column how much it is in all
    totals: Sequence[Mark]
    grid: Sequence[Mark]
    words: Sequence[Mark]
    labels: Sequence[str]
    series: Sequence[Series]


@dataclass(frozen=True)
class Bar:
    """One lying bar: how long it is and where its mark stands, in parts of a hundred; with what they say."""

    label: str
    value: int
    part: float
    mark_value: int | None = None
    mark: float | None = None


@dataclass(frozen=True)
class Piece:
    """One part of a strip: where it begins and how wide it is, in parts of a hundred."""

    label: str
    value: int
    begin: float
    part: float


def line_chart(points: Sequence[Point], target: tuple[int, int] | None = None) -> LineChart:
    """The picture of `points`, from left to right, upon a floor of 0 (or lower, where a value is below nothing).

    `target` is the lowest and the highest value that are wished for.
    """
    steps = scale([point.value for point in points] + [*(target or ())])
    low, high = steps[0], steps[-1]
    deep, wide = HEIGHT - _TOP - _BOTTOM, WIDTH - _LEFT - _RIGHT

    def x(number: int) -> float:
        return round(_LEFT + wide * (number / (len(points) - 1) if len(points) > 1 else 0.5), 1)

    def y(value: int) -> float:
        return round(_TOP + deep * (high - value) / (high - low), 1)

    dots = [Mark(x(at), y(point.value), point.label, point.value) for at, point in enumerate(points)]
    every = -(-len(points) // _MOST_WORDS) or 1
    return LineChart(
        WIDTH,
        HEIGHT,
        _LEFT,
        WIDTH - _RIGHT,
        y(low),
        "M" + " L".join(f"{dot.x} {dot.y}" for dot in dots) if dots else "",
        dots,
        [Mark(_LEFT, y(step), value=step) for step in steps],
        # counted from the end: the last one is what people ask for
        [
            Mark(dot.x, HEIGHT - 10, dot.label)
            for at, dot in enumerate(dots)
            if (len(dots) - 1 - at) % every == 0
        ],
        (y(max(target)), round(y(min(target)) - y(max(target)), 1)) if target else None,
    )


def column_chart(labels: Sequence[str], series: Sequence[Series]) -> ColumnChart:
    """A column for each label, of the series on top of each other; the first series stands on the floor."""
    sums = [sum(one.values[at] for one in series) for at in range(len(labels))]
    steps = scale(sums)
    deep, wide = HEIGHT - _TOP - _BOTTOM, WIDTH - _SMALL_LEFT - _SMALL_RIGHT
    slot = wide / (len(labels) or 1)
    width = round(min(slot * 0.7, _WIDEST), 1)

    def y(value: int) -> float:
        return round(_TOP + deep * (steps[-1] - value) / steps[-1], 1)

    def middle(at: int) -> float:
        return round(_SMALL_LEFT + slot * (at + 0.5), 1)

    columns, below = [], [0] * len(labels)
    for number, one in enumerate(series):
        for at, value in enumerate(one.values):
            top = y(below[at] + value)
            height = round(y(below[at]) - top, 1)
            columns.append(
                Column(round(middle(at) - width / 2, 1), top, width, height, labels[at], value, number)
            )
            below[at] += value
    longest = max((len(label) for label in labels), default=0)
    told = _every_so_many(len(labels), _MOST_COLUMN_WORDS)
    named = _every_so_many(len(labels), min(_MOST_COLUMN_WORDS, int(wide // (longest * _LETTER + _GAP))))
    return ColumnChart(
        WIDTH,
        HEIGHT,
        _SMALL_LEFT,
        WIDTH - _SMALL_RIGHT,
        y(0),
        columns,
        [Mark(middle(at), y(sums[at]) - 5, labels[at], sums[at]) for at in told],
        [Mark(_SMALL_LEFT, y(step), value=step) for step in steps],
        [Mark(middle(at), HEIGHT - 10, labels[at]) for at in named],
        labels,
        series,
    )


def _every_so_many(count: int, most: int) -> list[int]:
    """At most so many of `count` places, evenly, counted from the end: the last one is what people ask for."""
    every = -(-count // max(1, most)) or 1
    return [at for at in range(count) if (count - 1 - at) % every == 0]


def bars(points: Sequence[Point], marks: Sequence[int | None] = ()) -> list[Bar]:
    """A lying bar for each point, the longest as wide as there is room; a mark beside it for comparison."""
    against = list(marks) + [None] * (len(points) - len(marks))
    most = max([1, *(point.value for point in points), *(mark for mark in against if mark is not None)])
    return [
        Bar(
            point.label, point.value, _hundredth(point.value, most), mark,
            None if mark is None else _hundredth(mark, most),
        )
        for point, mark in zip(points, against, strict=True)
    ]  # fmt: skip


def strip(points: Sequence[Point]) -> list[Piece]:
    """One bar of parts that are the whole together."""
    whole, begin, pieces = sum(point.value for point in points) or 1, 0, []
    for point in points:
        pieces.append(
            Piece(point.label, point.value, _hundredth(begin, whole), _hundredth(point.value, whole))
        )
        begin += point.value
    return pieces


def heat(value: int, most: int) -> int:
    """How warm a square of a heat map is, from 0 (nothing) to 5 (the most)."""
    return 0 if value <= 0 or most <= 0 else min(5, -(-5 * value // most))


def _hundredth(value: int, whole: int) -> float:
    return round(100 * max(0, value) / whole, 2)


def scale(values: Sequence[int]) -> list[int]:
    """Round values to read by, from the lowest to the highest: around all of `values`, and 0 among them."""
    low, high = min([0, *values]), max([0, *values])
    step = _round_up(max(1, -(-(high - low) // (_MOST_LINES - 1))))
    first, last = low // step, -(-high // step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def _round_up(least: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not below `least`."""
    power = 1
    while power * 10 < least:
        power *= 10
    return next(power * one for one in (1, 2, 5, 10) if power * one >= least)
