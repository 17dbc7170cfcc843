"""What laptops were good for: days that add up, whole grams, and a factor of a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.impact.rules import (
    USUAL,
    Came,
    Factor,
    FactorKind,
    Method,
    NotAFactor,
    NotAPublicationYear,
    Outcome,
    SourceMissing,
    Use,
    avoided,
    days_within,
    in_force,
    must_be_a_factor,
    per_mille,
    prognosis,
    shared,
    spread_of,
)

CO2 = USUAL[FactorKind.CO2]
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)

days = st.dates(date(2024, 6, 1), date(2027, 6, 1))
uses = st.builds(
    lambda since, lasted: Use(1, 1, since, since + timedelta(days=lasted) if lasted is not None else None),
    days,
    st.none() | st.integers(0, 500),
)


@given(uses, st.dates(FIRST, LAST))
@settings(max_examples=60)
def test_the_parts_of_a_period_add_up_to_the_whole(use, cut):
    whole = days_within(use, FIRST, LAST)
    assert whole == days_within(use, FIRST, cut - timedelta(days=1)) + days_within(use, cut, LAST)
    slow = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
    assert whole == sum(use.since <= day and (use.until is None or day < use.until) for day in slow)


def test_a_laptop_that_was_a_year_with_someone_saves_what_the_study_says():
    use = Use(1, 1, date(2025, 3, 10), date(2026, 3, 10))
    assert days_within(use, FIRST, LAST) == 365
    assert avoided(CO2, days=365, first_times=9) == 27_000
    assert avoided(CO2, days=1, first_times=0) == 74, "73.97 g, in whole grams"
    assert avoided(CO2, days=0, first_times=9) == 0, "nothing for what was not lent"
    assert prognosis(CO2, first_times=2) == 2 * 27_000 * 4


def test_the_other_method_counts_a_laptop_once_and_foretells_nothing():
    whole = Factor(FactorKind.CO2, Method.PER_LAPTOP, 69_000, "TU Berlin", 2005)
    assert avoided(whole, days=4000, first_times=3) == 207_000
    assert prognosis(whole, first_times=3) is None


def test_a_factor_holds_from_its_day_on_and_the_last_that_was_set_wins():
    own = Factor(FactorKind.CO2, Method.PER_YEAR, 31_000, "myclimate", 2025, date(2026, 1, 1))
    again = Factor(FactorKind.CO2, Method.PER_YEAR, 30_000, "myclimate", 2025, date(2026, 1, 1))
    assert in_force([own], date(2025, 12, 31)) == USUAL
    assert in_force([own], date(2026, 1, 1))[FactorKind.CO2] == own
    assert in_force([own, again], date(2026, 6, 1))[FactorKind.CO2] == again
    assert in_force([own], date(2026, 6, 1))[FactorKind.E_WASTE] == USUAL[FactorKind.E_WASTE]


def test_a_number_that_cannot_be_or_has_no_source_is_refused():
    today = date(2026, 11, 23)
    for grams, source, year, refusal in (
        (-1, "x", 2022, NotAFactor),
        (5_000_001, "x", 2022, NotAFactor),
        (27_000, "  ", 2022, SourceMissing),
        (27_000, "x", 2027, NotAPublicationYear),
        (27_000, "x", 1989, NotAPublicationYear),
    ):
        with pytest.raises(refusal):
            must_be_a_factor(grams, source, year, today)
    must_be_a_factor(0, "x", 2026, today)


def test_every_device_is_in_one_place_and_what_nobody_weighed_is_said():
    found = spread_of([Came(Outcome.REUSED, 1650), Came(Outcome.REUSED, None), Came(Outcome.PARTS, 2000)])
    assert (found.received, found.all_grams, found.unweighed) == (3, 3650, 1)
    assert found.reused_per_mille == 667
    assert spread_of([]).reused_per_mille is None
    assert (per_mille(1, 3), shared(100, 3), shared(5, 0)) == (333, 33, None)
