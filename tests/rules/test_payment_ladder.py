"""Reminders to pay: one after the other, each with the time that the law leaves, and costs within it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.borrowers.rules import ContactChannel
from inventory.lending.ladder import Channel, Reach, Way
from inventory.lending.payment_ladder import (
    USUAL,
    Reminded,
    Step,
    TooSoon,
    costs_told,
    most_costs,
    must_leave_time,
    next_step,
    way_to_write,
)

DUE = date(2026, 12, 1)


def _after(days):
    return DUE + timedelta(days=days)


def test_nothing_before_the_day_and_nothing_without_a_ladder():
    assert next_step(DUE, USUAL, [], _after(2)) == (Step.NOTHING, None)
    assert next_step(DUE, USUAL, [], _after(3)) == (Step.REMIND, 3)
    assert next_step(DUE, {}, [], _after(300)) == (Step.NOTHING, None)


def test_a_missed_month_skips_no_reminder():
    assert next_step(DUE, USUAL, [], _after(60)) == (Step.REMIND, 3)


def test_nothing_follows_for_fourteen_days_after_it_left():
    late = [Reminded(3, left_on=_after(30))]
    assert next_step(DUE, USUAL, late, _after(44)) == (Step.NOTHING, None)
    assert next_step(DUE, USUAL, late, _after(45)) == (Step.REMIND, 21)


def test_a_letter_by_post_leaves_seventeen_days_from_the_day_it_was_printed():
    waits = [Reminded(3, left_on=_after(3)), Reminded(21, on_paper=True)]
    assert next_step(DUE, USUAL, waits, _after(200)) == (Step.NOTHING, None)
    printed = [waits[0], Reminded(21, on_paper=True, left_on=_after(40))]
    assert next_step(DUE, USUAL, printed, _after(57)) == (Step.NOTHING, None)
    assert next_step(DUE, USUAL, printed, _after(58)) == (Step.DECIDE, None)


def test_what_could_not_be_delivered_is_left_to_a_person():
    assert next_step(DUE, USUAL, [Reminded(3, failed=True)], _after(4)) == (Step.DECIDE, None)


@given(st.sets(st.integers(1, 90), min_size=1, max_size=3), st.integers(0, 40))
def test_however_late_the_nights_run_two_reminders_never_come_within_two_weeks(rungs, begins):
    told: list[Reminded] = []
    for days in range(begins, 250):
        step, rung = next_step(DUE, rungs, told, _after(days))
        if step is Step.DECIDE:
            break
        if rung is not None:
            told.append(Reminded(rung, left_on=_after(days)))
    assert [one.rung for one in told] == sorted(rungs)
    left = [one.left_on for one in told]
    assert all((later - before).days > 14 for before, later in pairwise(left))


def test_a_ladder_that_leaves_no_time_is_refused():
    must_leave_time({3: Way.MAIL, 18: Way.PAPER, 36: Way.MAIL})
    must_leave_time(USUAL)
    for plan in ({3: Way.MAIL, 17: Way.MAIL}, {3: Way.PAPER, 20: Way.MAIL}):
        with pytest.raises(TooSoon):
            must_leave_time(plan)


@pytest.mark.parametrize(
    ("owed", "most"),
    [(1, 2000), (15000, 2000), (15010, 3001), (50000, 6500), (50100, 6505), (10**9, 200000)],
)
def test_costs_stay_within_the_law(owed, most):
    assert most_costs(owed) == most
    assert costs_told(0, owed) == 0
    assert costs_told(10**9, owed) == most


def test_no_service_hears_of_a_debt_and_nobody_is_rung_up():
    through = Reach(ContactChannel.REFERRER, "+32470112233", "", True, True, has_referrer=True)
    assert way_to_write(Way.PREFERRED, through) is Channel.SMS
    only_service = Reach(ContactChannel.REFERRER, "+3291234567", "", False, True, has_referrer=True)
    assert way_to_write(Way.PREFERRED, only_service) is None
