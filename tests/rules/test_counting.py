"""How old someone is falls in a band, whoever counts."""

import pytest

from inventory.contacts.rules import AgeBand, band_of


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
