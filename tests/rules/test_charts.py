"""Pictures of numbers: every value is inside the picture, where its line to read by says."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from inventory.foundation.charts import (
    HEIGHT,
    WIDTH,
    Point,
    Series,
    bars,
    column_chart,
    heat,
    line_chart,
    scale,
    strip,
)

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


STACKS = some.integers(1, 24).flatmap(
    lambda wide: some.lists(
        some.lists(some.integers(0, 10**6), min_size=wide, max_size=wide), min_size=1, max_size=3
    )
)


@settings(max_examples=40)
@given(STACKS)
def test_columns_stand_on_each_other_and_are_as_high_as_what_they_say(stacks):
    labels = [str(at) for at in range(len(stacks[0]))]
    chart = column_chart(labels, [Series(str(at), values) for at, values in enumerate(stacks)])
    for at in range(len(labels)):
        pile = [one for one in chart.columns if one.label == labels[at]]
        assert [one.value for one in pile] == [values[at] for values in stacks]
        edge = chart.floor
        for one in pile:
            assert abs(one.y + one.height - edge) < 0.11
            edge = one.y
        assert edge >= 0
    assert all(0 <= one.x <= one.x + one.width <= WIDTH for one in chart.columns)
    assert {mark.value for mark in chart.totals} <= {sum(column) for column in zip(*stacks, strict=True)}


def test_a_band_stands_where_its_values_are_read():
    chart = line_chart([Point("jan", 25), Point("feb", 16)], target=(0, 20))
    top, deep = chart.band
    at = {mark.value: mark.y for mark in chart.grid}
    assert (top, top + deep) == (at[20], at[0])
    assert line_chart([Point("jan", 1), Point("feb", 2)]).band is None


def test_the_longest_bar_or_mark_is_as_wide_as_there_is_room():
    longest, short = bars([Point("young", 50), Point("old", 17)], marks=[8, 100])
    assert (longest.part, longest.mark) == (50, 8)
    assert (short.part, short.mark) == (17, 100)
    assert [one.mark for one in bars([Point("all", 0)])] == [None]


def test_a_strip_is_whole():
    pieces = strip([Point("on time", 80), Point("late", 11), Point("not yet", 5)])
    assert [piece.begin for piece in pieces[1:]] == [83.33, 94.79]
    assert abs(sum(piece.part for piece in pieces) - 100) < 0.1
    assert [piece.part for piece in strip([Point("none", 0)])] == [0]


def test_a_square_is_as_warm_as_its_part_of_the_most():
    assert [heat(value, 10) for value in (0, 1, 2, 5, 10)] == [0, 1, 1, 3, 5]
    assert heat(0, 0) == 0
