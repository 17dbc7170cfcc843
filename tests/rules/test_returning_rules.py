"""What an inspection means for the deposit, whatever was seen and chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.returning.rules import (
    FINDINGS,
    Check,
    Choice,
    ChoiceMissing,
    Finding,
    NotAnAnswer,
    NotLookedAt,
    must_be_complete,
    needs_choice,
    preselected,
    settle,
)

PRICES = {"charger": 800, "screen": 3000, "keyboard": 1500}
ALL_FINE = dict.fromkeys(Check, Finding.FINE)


def test_when_all_is_in_order_everything_goes_back():
    settlement = settle(ALL_FINE, {}, prices=PRICES, held_cents=3000)
    assert settlement.refund_cents == 3000
    assert settlement.deductions == ()


def test_wear_costs_nothing_and_asks_nothing():
    worn = {**ALL_FINE, Check.SCREEN: Finding.WORN, Check.KEYBOARD: Finding.WORN}
    assert needs_choice(worn) == []
    assert settle(worn, {}, prices=PRICES, held_cents=3000).refund_cents == 3000


def test_a_missing_charger_costs_its_price():
    seen = {**ALL_FINE, Check.CHARGER: Finding.MISSING}
    settlement = settle(seen, {Check.CHARGER: Choice.CHARGE}, prices=PRICES, held_cents=3000)
    assert (settlement.kept_cents, settlement.refund_cents) == (800, 2200)


def test_a_charger_that_comes_later_waits_and_is_not_lost():
    seen = {**ALL_FINE, Check.CHARGER: Finding.MISSING}
    settlement = settle(seen, {Check.CHARGER: Choice.LATER}, prices=PRICES, held_cents=3000)
    assert (settlement.kept_cents, settlement.waiting_cents, settlement.refund_cents) == (0, 800, 2200)


def test_nobody_loses_more_than_they_gave():
    seen = {**ALL_FINE, Check.SCREEN: Finding.BROKEN, Check.CHARGER: Finding.MISSING}
    choices = {Check.SCREEN: Choice.CHARGE, Check.CHARGER: Choice.CHARGE}
    settlement = settle(seen, choices, prices=PRICES, held_cents=2000)
    assert (settlement.kept_cents, settlement.refund_cents) == (2000, 0)


def test_the_limit_of_the_policy_holds():
    seen = {**ALL_FINE, Check.SCREEN: Finding.BROKEN}
    settlement = settle(seen, {Check.SCREEN: Choice.CHARGE}, prices=PRICES, held_cents=3000, cap_cents=1000)
    assert settlement.refund_cents == 2000


def test_without_a_price_nothing_is_kept():
    seen = {**ALL_FINE, Check.EXTRAS: Finding.MISSING}
    assert settle(seen, {Check.EXTRAS: Choice.CHARGE}, prices=PRICES, held_cents=3000).kept_cents == 0


def test_an_open_choice_is_asked_for():
    seen = {**ALL_FINE, Check.CHARGER: Finding.MISSING}
    with pytest.raises(ChoiceMissing) as no:
        settle(seen, {}, prices=PRICES, held_cents=3000)
    assert no.value.field == "charger_choice"


def test_every_check_is_looked_at():
    with pytest.raises(NotLookedAt):
        must_be_complete({Check.STARTS: Finding.FINE})


def test_a_laptop_that_starts_cannot_be_worn_in_starting():
    with pytest.raises(NotAnAnswer):
        must_be_complete({**ALL_FINE, Check.STARTS: Finding.WORN})


def test_the_social_tariff_is_never_charged_without_someone_choosing_it():
    assert preselected(social=True, proposed=Choice.CHARGE) is Choice.FORGIVE
    assert preselected(social=False, proposed=Choice.CHARGE) is Choice.CHARGE
    assert preselected(social=False, proposed=None) is None


_seen = some.fixed_dictionaries({check: some.sampled_from(found) for check, found in FINDINGS.items()})
_choices = some.fixed_dictionaries({check: some.sampled_from(Choice) for check in Check})
_prices = some.dictionaries(some.sampled_from([check.value for check in Check]), some.integers(-5, 9000))


@given(
    seen=_seen,
    choices=_choices,
    prices=_prices,
    held=some.integers(0, 20000),
    cap=some.none() | some.integers(0, 20000),
)
def test_every_cent_goes_back_waits_or_is_kept_with_a_reason(seen, choices, prices, held, cap):
    settlement = settle(seen, choices, prices=prices, held_cents=held, cap_cents=cap)
    assert settlement.kept_cents + settlement.waiting_cents + settlement.refund_cents == held
    assert settlement.refund_cents >= 0
    assert settlement.kept_cents + settlement.waiting_cents <= (held if cap is None else min(held, cap))
    for deduction in settlement.deductions:
        assert deduction.finding in {Finding.BROKEN, Finding.MISSING}
        assert 0 <= deduction.kept_cents + deduction.waiting_cents <= deduction.price_cents
        if deduction.choice is Choice.FORGIVE:
            assert deduction.kept_cents == deduction.waiting_cents == 0
