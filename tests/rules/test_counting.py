"""No number under five is told, and none follows from another that is."""

import pytest

from inventory.contacts.rules import AgeBand, band_of
from inventory.figures.hiding import middle, shown


@pytest.mark.parametrize(("count", "told"), [(0, None), (1, None), (4, None), (5, 5), (120, 120)])
def test_a_small_number_is_not_told(count, told):
    assert shown(count) == told


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
