"""What someone who learns may do, and when a buddy's word counts."""

from datetime import timedelta

import pytest

from inventory.learning import rules
from inventory.learning.rules import Level, Trade
from tests.cast import NOW

ALONE = rules.standing_of(False, None)


def test_who_learns_nothing_does_everything_alone():
    assert ALONE.is_alone
    rules.check_may(ALONE, Trade.WIPING)


@pytest.mark.parametrize(("said", "level"), [(None, Level.WITH_BUDDY), *((level, level) for level in Level)])
def test_who_learns_begins_each_skill_with_a_buddy(said, level):
    standing = rules.standing_of(True, said)
    assert standing.level is level
    assert standing.is_alone is (level is Level.ALONE)


def test_what_is_for_later_is_refused_with_and_without_a_buddy():
    with pytest.raises(rules.NotLearntYet):
        rules.check_may(rules.standing_of(True, Level.NOT_YET), Trade.WIPING)


def test_a_buddy_is_another_who_may_do_it_alone():
    rules.check_buddy(1, 2, ALONE, Trade.WIPING)
    with pytest.raises(rules.OwnCode):
        rules.check_buddy(1, 1, ALONE, Trade.WIPING)
    for level in (None, Level.WITH_BUDDY, Level.NOT_YET):
        with pytest.raises(rules.BuddyLearnsToo):
            rules.check_buddy(1, 2, rules.standing_of(True, level), Trade.WIPING)
    rules.check_buddy(1, 2, rules.standing_of(True, Level.ALONE), Trade.WIPING)


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "１２３９", "12.4", "    "])
def test_a_pin_is_four_digits(pin):
    with pytest.raises(rules.NotFourDigits):
        rules.check_pin(pin)


@pytest.mark.parametrize("pin", ["0000", "7777", "1234", "4321", "6789", "9876"])
def test_what_everyone_tries_first_is_no_pin(pin):
    with pytest.raises(rules.TooEasy):
        rules.check_pin(pin)


@pytest.mark.parametrize("pin", ["1357", "0042", "1223", "9875"])
def test_other_digits_are(pin):
    rules.check_pin(pin)


@pytest.mark.parametrize(
    ("wrong", "minutes", "refused"),
    [
        (0, 0, None),
        (4, 0, None),
        (5, 9, rules.CodeRests),
        (5, 10, None),
        (6, 0, None),
        (9, 0, None),
        (10, 0, rules.CodeIsVoid),
        (10, 6000, rules.CodeIsVoid),
        (25, 6000, rules.CodeIsVoid),
    ],
)
def test_a_pin_that_was_wrong_too_often_rests_and_then_opens_nothing(wrong, minutes, refused):
    last = NOW - timedelta(minutes=minutes)
    if refused is None:
        rules.check_may_try(wrong, last, NOW)
    else:
        with pytest.raises(refused):
            rules.check_may_try(wrong, last, NOW)
