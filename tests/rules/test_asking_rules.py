"""Asking by bank: parts that add up, days that exist, and what becomes of a statement for many."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.deposits.asking_rules import (
    DueInThePast,
    MoreThanAsked,
    RequestState,
    TooManyParts,
    days_of,
    first_day,
    left_of,
    must_fit,
    parts_of,
    state_of_many,
)

OPEN, PAID, GONE = RequestState.OPEN, RequestState.PAID, RequestState.WITHDRAWN


@given(some.integers(24, 1_000_000), some.integers(1, 24))
def test_parts_add_up_and_hardly_differ(cents, parts):
    found = parts_of(cents, parts)
    assert len(found) == parts
    assert sum(found) == cents
    assert min(found) > 0
    assert max(found) - min(found) in {0, 1, 100}


@pytest.mark.parametrize(
    ("cents", "parts", "found"),
    [(2000, 3, [700, 700, 600]), (3000, 1, [3000]), (2050, 2, [1025, 1025]), (200, 3, [67, 67, 66])],
)
def test_parts_are_in_whole_euros_where_they_can_be(cents, parts, found):
    assert parts_of(cents, parts) == found


@pytest.mark.parametrize(("cents", "parts"), [(3000, 0), (3000, -1), (3000, 25), (2, 3), (0, 1)])
def test_parts_that_cannot_be_are_refused(cents, parts):
    with pytest.raises(TooManyParts):
        parts_of(cents, parts)


def test_each_part_has_a_day_of_its_month_that_exists():
    assert days_of(date(2026, 12, 31), 3) == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]
    assert days_of(date(2028, 1, 30), 2) == [date(2028, 1, 30), date(2028, 2, 29)]


def test_two_weeks_unless_someone_says_a_day_that_is_not_over():
    today = date(2026, 11, 23)
    assert first_day(today, None) == date(2026, 12, 7)
    assert first_day(today, today) == today
    with pytest.raises(DueInThePast):
        first_day(today, date(2026, 11, 22))


def test_what_came_in_above_is_not_of_this_request():
    must_fit(3000, left_of(3000, 0))
    assert left_of(3000, 3500) == 0
    for cents, paid in ((3001, 0), (1, 3000)):
        with pytest.raises(MoreThanAsked):
            must_fit(cents, left_of(3000, paid))


@pytest.mark.parametrize(
    ("states", "left", "becomes"),
    [
        ([OPEN, OPEN], 5000, RequestState.OPEN),
        ([PAID, PAID], 0, RequestState.PAID),
        ([OPEN, PAID], 3000, RequestState.REPLACED),
        ([OPEN, GONE], 3000, RequestState.REPLACED),
        ([OPEN, OPEN], 4000, RequestState.REPLACED),
        ([PAID, GONE], 0, RequestState.REPLACED),
        ([], 0, RequestState.REPLACED),
    ],
)
def test_a_statement_for_many_is_paid_as_a_whole_or_ends(states, left, becomes):
    assert state_of_many(5000, states, left) is becomes
