"""What is told of a gift's impact, and from how many people on."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from inventory.portal.impact import CO2_PER_YEAR, WEIGHT, Use, impact_of
from tests.cast import NOW

uses = st.lists(
    st.builds(
        lambda who, began, lasted: Use(
            who,
            NOW - timedelta(days=began),
            NOW - timedelta(days=began - lasted) if lasted and lasted <= began else None,
        ),
        st.integers(1, 8),
        st.integers(0, 900),
        st.one_of(st.none(), st.integers(1, 900)),
    ),
    max_size=20,
)


@given(uses, st.integers(0, 50))
def test_below_five_people_nothing_tells_how_many_or_how_long(uses, laptops):
    told = impact_of(devices=laptops, laptops=laptops, uses=uses, now=NOW)
    people = len({use.who for use in uses})
    if people < 5:
        assert (told.people, told.days, told.co2_kilograms) == (None, None, None)
    else:
        assert told.people == people
        assert told.co2_kilograms == round(told.days / 365 * 27)
    assert told.kilograms == round(laptops * 1.65)


def test_five_laptops_for_a_year_are_five_times_what_the_study_says():
    year = [Use(who, NOW - timedelta(days=365), None) for who in range(5)]
    assert impact_of(devices=5, laptops=5, uses=year, now=NOW).co2_kilograms == 135


def test_every_factor_says_who_published_it_and_when():
    for factor in (CO2_PER_YEAR, WEIGHT):
        assert factor.source
        assert factor.year > 2000
