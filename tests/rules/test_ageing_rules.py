"""Deposits that nobody fetched: every day is in one band, and the next step follows from what was done."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.bookkeeping.ageing_rules import (
    OUTCOMES,
    USUAL_DAYS,
    Age,
    DaysOutOfOrder,
    DoneInTheFuture,
    Outcome,
    OutcomeOfAnother,
    Step,
    age_of,
    days_of,
    must_be_done_by,
    must_be_in_order,
    must_come_of,
    next_step,
)

TODAY = date(2026, 11, 27)
FIELDS = {step: step.value for step in Step}


@given(some.integers(0, 9000))
def test_each_day_is_in_the_one_band_that_says_so(days):
    over_on = TODAY - timedelta(days=days)
    holding = [
        age
        for age in Age
        for first, last in [days_of(age, TODAY)]
        if (first is None or over_on >= first) and (last is None or over_on <= last)
    ]
    assert holding == [age_of(over_on, TODAY)]


@given(
    some.sets(some.sampled_from(Step)),
    some.dictionaries(some.sampled_from(Step), some.none() | some.integers(0, 999)),
)
def test_the_next_step_was_not_done_and_comes_after_what_was(done, days):
    comes = next_step(TODAY, days, done)
    steps = list(Step)
    if Step.DECIDE in done:
        assert comes is None
        return
    assert comes is not None
    assert comes.step not in done
    assert all(steps.index(comes.step) > steps.index(one) for one in done)
    assert comes.is_due(date.max) == (comes.due_on is not None)


def test_nothing_is_due_by_a_clock_that_nobody_set():
    comes = next_step(date(1990, 1, 1), USUAL_DAYS, {Step.REFERRER})
    assert comes is not None
    assert (comes.step, comes.due_on, comes.is_due(TODAY)) == (Step.DECIDE, None, False)


def test_a_step_does_not_come_before_an_earlier_one():
    must_be_in_order(USUAL_DAYS, FIELDS)
    must_be_in_order(dict.fromkeys(Step), FIELDS)
    with pytest.raises(DaysOutOfOrder) as no:
        must_be_in_order({**USUAL_DAYS, Step.LETTER: 10}, FIELDS)
    assert no.value.field == "letter"


@pytest.mark.parametrize(("days_ago", "is_fine"), [(-1, False), (0, True), (5, True), (6, False)])
def test_a_step_was_done_between_the_end_of_the_loan_and_today(days_ago, is_fine):
    def ask():
        must_be_done_by(TODAY - timedelta(days=days_ago), TODAY - timedelta(days=5), TODAY)

    if is_fine:
        ask()
    else:
        with pytest.raises(DoneInTheFuture):
            ask()


def test_only_what_can_come_of_a_step_is_taken():
    must_come_of(Step.DECIDE, Outcome.STAYS_HELD)
    with pytest.raises(OutcomeOfAnother):
        must_come_of(Step.MESSAGE, Outcome.STAYS_HELD)
    assert set(OUTCOMES) == set(Step)
