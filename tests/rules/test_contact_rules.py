"""Contacts as plain values: how old someone is told to be, and who came because they were sent on."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.contacts.presets import GROUPS, HELP_TYPES
from inventory.contacts.rules import (
    AgeBand,
    Came,
    GroupKind,
    NotYetThen,
    SentOn,
    Service,
    TooLongAgo,
    band_of,
    came_of,
    must_be_a_day_to_type,
)

DAY = date(2026, 11, 23)
SENT = SentOn(1, borrower_id=7, on=DAY, service=Service.DIGIPUNT, episode=100)


def came(days, *, who=7, service=Service.DIGIPUNT, episode=200, number=1):
    return Came(number, who, DAY + timedelta(days=days), service, episode)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (None, AgeBand.UNKNOWN), (2009, AgeBand.CHILD), (2008, AgeBand.YOUNG), (1997, AgeBand.YOUNG),
        (1996, AgeBand.MIDDLE), (1972, AgeBand.MIDDLE), (1971, AgeBand.OLDER), (1930, AgeBand.OLDER),
    ],
)  # fmt: skip
def test_how_old_someone_is_told_to_be_turns_with_the_year(born, band):
    assert band_of(born, 2026) is band


@pytest.mark.parametrize("days", [0, 1, 60])
def test_who_comes_within_sixty_days_came_because_of_it(days):
    assert came_of(SENT, [came(days)]) == came(days)


@pytest.mark.parametrize(
    "other",
    [
        came(61), came(-1), came(3, who=8), came(3, who=None), came(3, service=Service.COURSE),
        came(3, episode=100),
    ],
)  # fmt: skip
def test_nobody_else_did(other):
    assert came_of(SENT, [other]) is None


def test_the_first_that_fits_counts_and_of_someone_unknown_nobody_can_tell():
    assert came_of(SENT, [came(9, number=2), came(4, number=3), came(4, number=5)]).id == 3
    assert came_of(SentOn(1, None, DAY, Service.DIGIPUNT, 100), [came(1, who=None)]) is None
    assert came_of(SentOn(1, 7, DAY, None, 100), [came(1)]) is None


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(-5, 70), st.sampled_from([7, 8, None]), st.booleans()), max_size=6))
def test_whoever_is_found_fits_and_nobody_came_before(rows):
    contacts = [
        came(days, who=who, service=Service.DIGIPUNT if ours else Service.COURSE, number=at)
        for at, (days, who, ours) in enumerate(rows)
    ]
    fitting = [days for days, who, ours in rows if 0 <= days <= 60 and who == 7 and ours]
    found = came_of(SENT, contacts)
    assert (found is None) == (not fitting)
    assert found is None or found.on == DAY + timedelta(days=min(fitting))


def test_a_contact_is_typed_on_its_day_or_soon_after():
    must_be_a_day_to_type(DAY, DAY)
    must_be_a_day_to_type(DAY - timedelta(days=62), DAY)
    with pytest.raises(NotYetThen):
        must_be_a_day_to_type(DAY + timedelta(days=1), DAY)
    with pytest.raises(TooLongAgo):
        must_be_a_day_to_type(DAY - timedelta(days=63), DAY)


def test_the_lists_to_begin_with_are_told_in_three_languages():
    texts = [one for _kind, one in GROUPS] + [text for head, below in HELP_TYPES for text in (head, *below)]
    assert all({"nl", "fr", "en"} == set(one) and all(one.values()) for one in texts)
    assert [kind for kind, _one in GROUPS].count(GroupKind.PREFERS_NOT) == 1
