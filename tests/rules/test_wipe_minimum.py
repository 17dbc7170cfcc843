"""A wipe that two people agreed on and that reaches less than its giver asks: true, and not enough."""

import itertools

import pytest

from inventory.agreements.rules import Minimum
from inventory.wiping.blocking import Blocker, MediumState, blocker_of, blockers
from inventory.wiping.categories import STRENGTH, Category, reaches
from inventory.wiping.rules import Verdict


@pytest.mark.parametrize(("category", "minimum"), list(itertools.product(Category, Minimum)))
def test_a_category_reaches_itself_and_what_is_weaker(category, minimum):
    assert reaches(category, minimum) is (STRENGTH.index(category) >= STRENGTH.index(Category(minimum)))
    assert reaches(category, None)
    assert not reaches(Category.NONE, minimum)


@pytest.mark.parametrize("is_clean", [True, False])
@pytest.mark.parametrize(("reached", "minimum"), list(itertools.product([None, *Category], [None, *Minimum])))
def test_below_the_minimum_is_never_closed_and_what_reaches_it_is_not_held(is_clean, reached, minimum):
    state = MediumState(is_clean, last_verdict=Verdict.ERASED_VERIFIED, reached=reached, minimum=minimum)
    falls_short = reached is not None and minimum is not None and not reaches(reached, minimum)
    if falls_short:
        assert blocker_of(state) is Blocker.BELOW_MINIMUM
        assert blockers([state], absence=None) == [Blocker.BELOW_MINIMUM]
    else:
        assert blocker_of(state) is (None if is_clean else Blocker.NOT_WIPED)


def test_what_is_under_way_or_failed_since_is_said_first():
    short = {"reached": Category.CLEAR, "minimum": Minimum.PURGE}
    assert blocker_of(MediumState(False, waits=True, **short)) is Blocker.WAITS_FOR_SECOND_PERSON
    assert blocker_of(MediumState(False, last_verdict=Verdict.FAILED, **short)) is Blocker.WIPE_FAILED
