"""Pictures of numbers, worked out as plain coordinates; `templates/_kit/chart.html` draws them as SVG, without script.

A picture never stands alone: above it one sentence says what is seen, and under it a table has every number. Colours,
dark pages and paper are the business of the stylesheet; what is seen does not rest on a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: the size of the drawing's own grid; the page stretches it
WIDTH, HEIGHT = 480, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 36, 14, 34
#: so many lines to read values by, at most
_MOST_LINES = 5
#: so many words fit under the picture
_MOST_WORDS = 5


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


def line_chart(points: Sequence[Point]) -> LineChart:
    """The picture of `points`, from left to right, upon a floor of 0 (or lower, where a value is below nothing)."""
    steps = scale([point.value for point in points])
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
    )


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
