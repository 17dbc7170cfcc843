"""What is told of a gift's impact, and from how many people on."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.impact.rules import USUAL, FactorKind, Use
from inventory.portal.impact import impact_of
from tests.cast import NOW

TODAY = NOW.date()
CO2 = USUAL[FactorKind.CO2]

uses = st.lists(
    st.builds(
        lambda who, began, lasted: Use(
            who,
            who,
            TODAY - timedelta(days=began),
            TODAY - timedelta(days=began - lasted) if lasted and lasted <= began else None,
        ),
        st.integers(1, 8),
        st.integers(0, 900),
        st.one_of(st.none(), st.integers(1, 900)),
    ),
    max_size=20,
)


def _told(uses, laptops):
    return impact_of(devices=laptops, laptops=laptops, grams_each=1650, uses=uses, until=TODAY, factor=CO2)


@given(uses, st.integers(0, 50))
@settings(max_examples=50)
def test_below_five_people_nothing_tells_how_many_or_how_long(uses, laptops):
    told = _told(uses, laptops)
    people = len({use.who for use in uses})
    if people < 5:
        assert (told.people, told.days, told.co2_kilograms) == (None, None, None)
    else:
        assert told.people == people
        assert abs(told.co2_kilograms - told.days / 365 * 27) <= 1
    assert told.kilograms == round(laptops * 1.65)


def test_five_laptops_for_a_year_are_five_times_what_the_study_says():
    year = [Use(who, who, TODAY - timedelta(days=364), None) for who in range(5)]
    assert (_told(year, 5).days, _told(year, 5).co2_kilograms) == (5 * 365, 135)


def test_every_usual_factor_says_who_published_it_and_when():
    for factor in USUAL.values():
        assert factor.source
        assert factor.year > 2000
