"""No number under five is told, and none follows from another that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.contacts.rules import AgeBand, band_of
from inventory.insight.counting import FEWEST, middle, shown, spread, whole


@pytest.mark.parametrize(("count", "told"), [(0, None), (1, None), (4, None), (5, 5), (120, 120)])
def test_a_small_number_is_not_told(count, told):
    assert shown(count) == told


@given(some.dictionaries(some.sampled_from("abcdef"), some.integers(0, 40)))
def test_no_hidden_number_follows_from_the_sum(counts):
    keys = "abcdef"
    told, together = spread(counts, keys), whole(counts, keys)
    hidden = [key for key in keys if told[key] is None]
    assert all(counts.get(key, 0) < FEWEST for key in hidden)
    if together is not None:
        rest = together - sum(number for number in told.values() if number is not None)
        assert not hidden or rest >= FEWEST
        assert together == sum(counts.values())


@pytest.mark.parametrize(
    ("birth_year", "band"),
    [
        (2009, AgeBand.CHILD),
        (2008, AgeBand.YOUNG),
        (1997, AgeBand.YOUNG),
        (1996, AgeBand.MIDDLE),
        (1972, AgeBand.MIDDLE),
        (1971, AgeBand.OLDER),
        (None, AgeBand.UNKNOWN),
    ],
)
def test_a_year_of_birth_falls_in_one_band(birth_year, band):
    assert band_of(birth_year, 2026) is band


def test_the_middle_of_few_is_not_told():
    assert middle([1, 2, 3, 4]) is None
    assert middle([9, 1, 5, 3, 7]) == 5
