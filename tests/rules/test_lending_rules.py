"""How long, when late, and everything that still stands between a laptop and its borrower."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inventory.applications.policy import WorkshopGate
from inventory.deposits.ledger import DepositWay
from inventory.journey import Stage
from inventory.lending.rules import (
    LADDER,
    HandOverFacts,
    Letter,
    NoLonger,
    NotYet,
    Signing,
    WorkshopAnswer,
    days_late,
    extension_choices,
    is_late,
    is_to_be_called,
    letter_of,
    may_undo,
    reasons_not_to_extend,
    reasons_to_refuse,
    reminder_due,
)

ALL_FINE = HandOverFacts(
    has_borrower=True,
    approved=True,
    stage=Stage.READY,
    deposit_way=DepositWay.CASH,
    deposit_asked=3000,
    deposit_received=3000,
    signing=Signing.SCREEN,
    workshop=WorkshopAnswer.FOLLOWED,
    workshop_gate=WorkshopGate.SAID,
)
TODAY = date(2026, 11, 23)


def test_a_laptop_goes_home_when_nothing_is_missing():
    assert reasons_to_refuse(ALL_FINE) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"has_borrower": False}, NotYet.NO_BORROWER),
        ({"borrower_gone": True}, NotYet.BORROWER_GONE),
        ({"approved": False}, NotYet.NOT_APPROVED),
        ({"open_loans": 1}, NotYet.STILL_HAS_ONE),
        ({"household_loans": 2, "most_household_loans": 2}, NotYet.HOUSEHOLD_HAS_ENOUGH),
        ({"stage": None}, NotYet.NO_DEVICE),
        ({"stage": Stage.LENT}, NotYet.DEVICE_LENT),
        ({"stage": Stage.WIPING}, NotYet.DEVICE_NOT_READY),
        ({"stage": Stage.RESERVED, "kept_for_someone_else": True}, NotYet.KEPT_FOR_SOMEONE_ELSE),
        ({"broken": True}, NotYet.DEVICE_BROKEN),
        ({"charger": False}, NotYet.NO_CHARGER),
        ({"end_known": False}, NotYet.END_OPEN),
        ({"deposit_way": None}, NotYet.DEPOSIT_OPEN),
        ({"deposit_received": 2999}, NotYet.DEPOSIT_OPEN),
        ({"signing": None}, NotYet.NOT_SIGNED),
        ({"workshop": None}, NotYet.WORKSHOP_OPEN),
        ({"workshop": WorkshopAnswer.PLANNED, "workshop_gate": WorkshopGate.FIRST}, NotYet.WORKSHOP_FIRST),
        ({"workshop": WorkshopAnswer.FOLLOWED, "workshop_gate": WorkshopGate.FIRST}, NotYet.WORKSHOP_FIRST),
        ({"workshop": WorkshopAnswer.PLANNED, "workshop_gate": WorkshopGate.WITH_IT}, NotYet.WORKSHOP_NOW),
    ],
)
def test_each_missing_thing_is_named(change, reason):
    assert reasons_to_refuse(replace(ALL_FINE, **change)) == [reason]


def test_all_reasons_are_given_at_once():
    nothing = HandOverFacts(deposit_asked=3000, workshop_gate=WorkshopGate.FIRST)
    assert reasons_to_refuse(nothing) == [
        NotYet.NO_BORROWER,
        NotYet.NO_DEVICE,
        NotYet.DEPOSIT_OPEN,
        NotYet.NOT_SIGNED,
        NotYet.WORKSHOP_OPEN,
    ]


def test_a_digibank_that_says_nothing_about_workshops_blocks_nobody():
    assert reasons_to_refuse(replace(ALL_FINE, workshop=None, workshop_gate=None)) == []


def test_a_waived_workshop_passes_the_gate():
    waived = replace(ALL_FINE, workshop=WorkshopAnswer.NOT_NEEDED, workshop_gate=WorkshopGate.FIRST)
    assert reasons_to_refuse(waived) == []


def test_a_loan_without_an_end_is_never_late():
    assert not is_late(None, TODAY + timedelta(days=9999))


def test_a_laptop_is_late_from_the_day_after():
    assert not is_late(TODAY, TODAY)
    assert is_late(TODAY - timedelta(days=1), TODAY)
    assert days_late(TODAY - timedelta(days=3), TODAY) == 3


def test_after_two_weeks_a_person_calls():
    assert not is_to_be_called(TODAY - timedelta(days=13), TODAY)
    assert is_to_be_called(TODAY - timedelta(days=14), TODAY)


def _against(**changes):
    facts = {
        "ended": False,
        "due_on": TODAY,
        "until": TODAY + timedelta(days=90),
        "today": TODAY,
        "allowed": True,
        "times": 0,
        "most_times": None,
    }
    return reasons_not_to_extend(**{**facts, **changes})


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, []),
        ({"allowed": None}, []),
        ({"until": None}, []),
        ({"ended": True}, [NoLonger.ENDED]),
        ({"allowed": False}, [NoLonger.NOT_ALLOWED]),
        ({"times": 2, "most_times": 2}, [NoLonger.OFTEN_ENOUGH]),
        ({"someone_waits": True}, [NoLonger.SOMEONE_WAITS]),
        ({"until": TODAY}, [NoLonger.NOT_LATER]),
        ({"due_on": None, "until": None}, [NoLonger.NOT_LATER]),
        ({"due_on": None}, []),
        ({"due_on": TODAY - timedelta(9), "until": TODAY - timedelta(1)}, [NoLonger.IN_THE_PAST]),
    ],
)
def test_an_extension_is_refused_with_every_reason(change, reasons):
    assert _against(**change) == reasons


def test_the_day_that_the_policy_proposes_comes_first():
    days = extension_choices(TODAY, TODAY, proposed=date(2027, 5, 23))
    assert days == [date(2027, 5, 23), date(2027, 2, 23), date(2027, 11, 23)]


def test_a_late_loan_is_extended_from_today():
    late = TODAY - timedelta(days=40)
    assert extension_choices(late, TODAY) == [date(2027, 2, 23), date(2027, 5, 23), date(2027, 11, 23)]


def _rung(days: int, *, lasts: int = 365) -> int | None:
    return reminder_due(TODAY, started_on=TODAY - timedelta(days=lasts), today=TODAY + timedelta(days=days))


def test_the_letters_follow_the_ladder():
    assert _rung(-15) is None
    for days in LADDER:
        assert _rung(days) == days


def test_a_night_in_which_nothing_ran_is_made_up_for():
    assert _rung(-12) == -14
    assert _rung(5) == 1


def test_nobody_is_reminded_on_the_day_they_carry_a_laptop_home():
    assert _rung(-14, lasts=14) is None
    assert _rung(-3, lasts=7) == -3


def test_a_loan_without_an_end_gets_no_letters():
    assert reminder_due(None, started_on=TODAY, today=TODAY + timedelta(days=999)) is None


def test_a_digibank_may_set_its_own_days():
    own = reminder_due(TODAY, started_on=date(2026, 1, 1), today=TODAY, ladder=(30, 0, -7))
    assert own == 0
    assert letter_of(own) is Letter.DUE_SOON
    assert letter_of(30) is Letter.LATE


def test_a_hand_over_is_undone_on_the_same_day_only():
    assert may_undo(TODAY, TODAY)
    assert not may_undo(TODAY - timedelta(days=1), TODAY)
