"""What a count makes of a device, what may be decided, and that nothing unseen is ever taken for missing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.journey import ENDS, Stage
from inventory.stocktaking.rules import (
    CHOICES,
    IN_ORDER,
    IN_THE_HOUSE,
    Decision,
    Deed,
    Outcome,
    decided,
    deed,
    is_over,
    moment_of,
    outcome,
    tally,
)
from tests.cast import NOW

yes_or_no = st.booleans()
stages = st.sampled_from(Stage)


@pytest.mark.parametrize(
    ("stage", "was_expected", "stands_here", "is_scanned", "comes_out"),
    [
        (Stage.READY, True, True, True, Outcome.FOUND),
        (Stage.READY, True, True, False, Outcome.NOT_FOUND),
        (Stage.READY, False, False, True, Outcome.UNEXPECTED),
        # A colleague took it to the bench meanwhile: it is not missing, and not to be put back.
        (Stage.WIPING, True, False, False, Outcome.MOVED_ON),
        (Stage.WIPING, True, False, True, Outcome.MOVED_ON),
        # A colleague put it here meanwhile.
        (Stage.READY, False, True, False, Outcome.CAME),
        (Stage.READY, False, True, True, Outcome.FOUND),
        # Lent during the count, and so still recorded on this shelf.
        (Stage.LENT, True, True, False, Outcome.MOVED_ON),
        (Stage.LENT, False, True, False, None),
        (Stage.LENT, False, False, True, Outcome.LENT),
        (Stage.MISSING, False, False, True, Outcome.WAS_MISSING),
        (Stage.ANNOUNCED, False, False, True, Outcome.ANNOUNCED),
        (Stage.READY, False, False, False, None),
    ],
)
def test_what_a_count_makes_of_a_device(stage, was_expected, stands_here, is_scanned, comes_out):
    found = outcome(stage, was_expected=was_expected, stands_here=stands_here, is_scanned=is_scanned)
    assert found is comes_out


@pytest.mark.parametrize("stage", sorted(ENDS))
def test_what_left_the_circle_is_told_when_it_turns_up(stage):
    assert outcome(stage, was_expected=False, stands_here=False, is_scanned=True) is Outcome.GONE


@given(stages, yes_or_no, yes_or_no, st.none() | st.sampled_from(Decision), yes_or_no)
def test_what_was_scanned_is_never_reported_missing_or_let_go(stage, expected, here, said, has_unsent):
    came_out = outcome(stage, was_expected=expected, stands_here=here, is_scanned=True)
    assert came_out is not None
    assert deed(came_out, decided(came_out, said), has_unsent=has_unsent) not in (Deed.MISS, Deed.LET_GO)


@given(stages, yes_or_no, yes_or_no, yes_or_no, st.none() | st.sampled_from(Decision))
def test_while_scans_wait_unsent_nothing_is_taken_for_missing(stage, expected, here, scanned, said):
    came_out = outcome(stage, was_expected=expected, stands_here=here, is_scanned=scanned)
    if came_out is not None:
        done = deed(came_out, decided(came_out, said), has_unsent=True)
        assert done not in (Deed.MISS, Deed.LET_GO)


@given(stages, yes_or_no, yes_or_no, yes_or_no)
def test_nothing_happens_to_what_was_not_seen_unless_a_person_says_so(stage, expected, here, scanned):
    came_out = outcome(stage, was_expected=expected, stands_here=here, is_scanned=scanned)
    if came_out is not None and not scanned:
        assert deed(came_out, decided(came_out, None)) is Deed.NOTHING


@given(stages, yes_or_no, yes_or_no)
def test_every_expected_device_gets_a_word(stage, here, scanned):
    assert outcome(stage, was_expected=True, stands_here=here, is_scanned=scanned) is not None


def test_a_word_that_no_longer_fits_does_nothing():
    # Someone said "missing", and then it was scanned after all.
    assert decided(Outcome.FOUND, Decision.MISSING) is None
    assert deed(Outcome.FOUND, None) is Deed.NOTHING
    assert decided(Outcome.UNEXPECTED, Decision.MISSING) is Decision.HERE


def test_only_what_is_out_of_order_can_be_decided_about():
    assert not IN_ORDER & set(CHOICES)
    assert Stage.LENT not in IN_THE_HOUSE
    assert Stage.MISSING not in IN_THE_HOUSE


@pytest.mark.parametrize(
    ("claimed", "used"),
    [
        (timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(days=-300), timedelta(hours=1)),
        (timedelta(days=300), timedelta(hours=1)),
        (None, timedelta(hours=1)),
    ],
)
def test_a_clock_that_cannot_be_right_is_not_believed(claimed, used):
    told = None if claimed is None else NOW + claimed
    assert moment_of(told, begun_at=NOW, now=NOW + timedelta(hours=1)) == NOW + used


def test_a_moment_without_a_zone_is_not_believed():
    assert moment_of(NOW.replace(tzinfo=None), begun_at=NOW, now=NOW) == NOW


def test_a_count_goes_on_for_a_day():
    assert not is_over(NOW, NOW + timedelta(hours=24))
    assert is_over(NOW, NOW + timedelta(hours=24, seconds=1))


def test_the_numbers_add_up():
    numbers = tally([Outcome.FOUND, Outcome.FOUND, Outcome.NOT_FOUND, Outcome.LENT, Outcome.MOVED_ON], 1)
    assert (numbers.found, numbers.expected, numbers.not_found, numbers.surprises) == (2, 3, 1, 2)
    assert not numbers.is_complete
    assert tally([Outcome.FOUND, Outcome.CAME], 0).is_complete
