"""Which deed leads a repair where, and when a repair keeps its device at home."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journey import Move
from inventory.repairing import rules
from inventory.repairing.rules import Deed, NextStep, Result, Standing, State
from tests.cast import NOW


@given(st.lists(st.sampled_from(Deed), max_size=12))
def test_every_state_that_can_be_reached_has_a_way_to_the_end(deeds):
    state = State.OPEN
    for deed in deeds:
        starts, end = rules.TRANSITIONS[deed]
        if state in starts:
            state = rules.after(deed, state)
            assert state is end
        else:
            with pytest.raises(rules.NotNow):
                rules.after(deed, state)
    if state is State.OUTSIDE:
        state = rules.after(Deed.COME_BACK, state)
    if state is not State.CLOSED:
        assert rules.after(Deed.CLOSE, state) is State.CLOSED


def test_nothing_is_closed_or_begun_while_it_is_outside():
    allowed = {deed for deed, (starts, _end) in rules.TRANSITIONS.items() if State.OUTSIDE in starts}
    assert allowed == {Deed.COME_BACK}


@pytest.mark.parametrize("result", [None, *Result])
def test_a_blocking_repair_holds_until_nothing_is_wrong(result):
    assert not rules.holds(blocking=False, result=result)
    assert rules.holds(blocking=True, result=result) is (result not in rules.FINE_AGAIN)


def test_each_result_either_ends_the_fault_or_leaves_it():
    assert set(Result) == rules.FINE_AGAIN | rules.STILL_WRONG
    assert not rules.FINE_AGAIN & rules.STILL_WRONG


def test_what_a_repair_holds_are_the_roads_to_a_borrower():
    assert {Move.DECLARE_READY, Move.RESERVE, Move.LEND} == rules.HELD


@given(st.integers(-10_000, 10_000))
def test_minutes_are_of_one_day(minutes):
    if 0 <= minutes <= rules.MOST_MINUTES:
        assert rules.check_minutes(minutes) == minutes
    else:
        with pytest.raises(rules.AbsurdMinutes):
            rules.check_minutes(minutes)


@given(st.integers(-100, 2_000_000))
def test_a_cost_is_never_less_than_nothing(cents):
    if 0 <= cents <= rules.MOST_CENTS:
        assert rules.check_cents(cents) == cents
    else:
        with pytest.raises(rules.AbsurdCost):
            rules.check_cents(cents)
    assert rules.check_cents(None) is None


def test_a_point_that_is_in_order_within_two_minutes_was_a_wrong_tap():
    assert rules.result_of_a_tap(NOW, NOW + timedelta(minutes=2)) is Result.WITHDRAWN
    assert rules.result_of_a_tap(NOW, NOW + timedelta(minutes=3)) is Result.REPAIRED
    assert rules.result_of_a_tap(NOW, NOW + timedelta(minutes=3), applies=False) is Result.NO_FAULT_FOUND


def test_days_do_not_cross():
    day = date(2026, 11, 23)
    rules.check_days(day, None, day)
    rules.check_days(day, day, day)
    for sent, expected in ((day + timedelta(1), None), (day, day - timedelta(1))):
        with pytest.raises(rules.DaysCrossed):
            rules.check_days(sent, expected, day)


@pytest.mark.parametrize("state", State)
def test_every_repair_has_one_next_step(state):
    mine, theirs = (rules.next_step(Standing(state, is_mine=is_mine)) for is_mine in (True, False))
    assert (mine is NextStep.NOTHING) is (state is State.CLOSED)
    assert (mine == theirs) is (state is not State.WORKING)
