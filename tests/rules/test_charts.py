"""Pictures of numbers: every value is inside the picture, where its line to read by says."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from inventory.foundation.charts import HEIGHT, WIDTH, Point, line_chart, scale

VALUES = some.lists(some.integers(-(10**9), 10**12), min_size=1, max_size=130)


@given(VALUES)
def test_every_value_is_between_round_ones(values):
    steps = scale(values)
    assert steps[0] <= min(0, *values, 0) <= max(0, *values, 0) <= steps[-1]
    assert 2 <= len(steps) <= 7
    assert 0 in steps
    assert len({after - before for before, after in pairwise(steps)}) == 1


@given(VALUES)
def test_everything_is_inside_the_picture_and_larger_is_higher(values):
    chart = line_chart([Point(str(number), value) for number, value in enumerate(values)])
    for mark in (*chart.dots, *chart.grid, *chart.words):
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    assert [dot.x for dot in chart.dots] == sorted(dot.x for dot in chart.dots)
    for one in chart.dots:
        for other in (chart.dots[0], chart.dots[-1]):
            assert one.value < other.value or one.y <= other.y
    assert chart.words[-1].label == chart.dots[-1].label
    assert len(chart.words) <= 5


def test_a_flat_line_at_nothing_can_be_drawn():
    chart = line_chart([Point("jan", 0), Point("feb", 0)])
    assert chart.dots[0].y == chart.floor
