"""When a donor's word is asked, what waits for it, and who may never give it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journey import JOURNEY, MUST_BE_CLEAN, Move, Stage
from inventory.validating.rules import (
    HELD,
    TERM,
    Answer,
    OwnWipe,
    WaitsForDonor,
    check_move,
    check_third,
    is_silent,
    waits,
)
from tests.cast import NOW

answers = st.sampled_from([None, *Answer])


@given(st.sampled_from(Stage), st.integers(1, 4), st.booleans(), answers)
def test_only_a_yes_ends_the_waiting(stage, lap, validates_itself, answer):
    is_waiting = waits(stage=stage, lap=lap, validates_itself=validates_itself, answer=answer)
    asked = stage is Stage.WIPED and lap == 1 and validates_itself
    assert is_waiting == (asked and answer is not Answer.ACCEPTED)


def test_no_road_from_a_device_that_waits_leads_to_a_borrower_or_out_of_the_house():
    reached, front = {Stage.WIPED}, [Stage.WIPED]
    while front:
        here = front.pop()
        for move, step in JOURNEY.items():
            if here not in step.starts or (here is Stage.WIPED and move in HELD):
                continue
            # Lost and found, it begins a later round, and wiped anew it waits anew.
            if step.new_lap or move is Move.WIPE_AGAIN or step.ends in reached:
                continue
            reached.add(step.ends)
            front.append(step.ends)
    assert reached == {Stage.WIPED, Stage.MISSING}
    assert not reached & MUST_BE_CLEAN


@given(st.sampled_from(Move))
def test_what_does_not_wait_is_held_by_nothing(move):
    check_move(move, is_waiting=False)
    if move in HELD:
        with pytest.raises(WaitsForDonor):
            check_move(move, is_waiting=True)
    else:
        check_move(move, is_waiting=True)


@given(st.integers(1, 5), st.lists(st.integers(1, 5), max_size=6))
def test_the_third_person_is_none_of_the_others(person, earlier):
    if person in earlier:
        with pytest.raises(OwnWipe):
            check_third(person, earlier)
    else:
        check_third(person, earlier)
    with pytest.raises(OwnWipe):
        check_third(None, earlier)


def test_silence_is_told_after_the_term_and_not_before():
    assert not is_silent(NOW, NOW + TERM - timedelta(seconds=1))
    assert is_silent(NOW, NOW + TERM)


def test_a_refused_device_counts_as_exposed_again():
    step = JOURNEY[Move.WIPE_AGAIN]
    assert (step.ends, step.exposes, step.new_lap) == (Stage.WIPING, True, False)
