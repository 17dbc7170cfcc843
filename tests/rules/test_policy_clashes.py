"""Settings that speak against each other are found, each by name and at its place; good policies have none."""

from typing import Any

import pytest
from hypothesis import given

from inventory.applications import document as documents
from inventory.applications.clashes import Clash, Found, clashes_in
from inventory.applications.policy import LendingPolicy
from inventory.applications.presets import DEFAULT, PRESETS
from tests.rules.policies import policies

PASS = {"code": "uitpas", "text": {"nl": "Heb je een UiTPAS?"}}
LIST = {"any": [PASS]}
MONTHS = {"kind": "months", "months": 12}

#: for each clash the smallest policy that has it, and the place that is named
CLASHING: dict[Clash, tuple[dict[str, Any], str]] = {
    Clash.INTERNAL_AND_OTHERS: ({"doors": ["internal", "self"]}, "doors"),
    Clash.INVITED_AND_ANYONE: ({"doors": ["self", "invited"]}, "doors"),
    Clash.CRITERIA_AND_DELEGATED: ({"criteria": LIST, "criteria_by_referrer": True}, "criteria_by_referrer"),
    Clash.DELEGATED_WITHOUT_TRUST: (
        {"criteria_by_referrer": True, "referrer_replaces_proof": False},
        "referrer_replaces_proof",
    ),
    Clash.DELEGATED_WITHOUT_DOOR: ({"criteria_by_referrer": True, "doors": ["desk"]}, "doors"),
    Clash.EXHAUSTIVE_WITHOUT_LIST: ({"criteria_exhaustive": True}, "criteria_exhaustive"),
    Clash.EXCEPTION_WITHOUT_CRITERIA: (
        {"criteria": {"none": []}, "exceptions": ["motivation"]},
        "exceptions",
    ),
    Clash.TWO_DECIDE: (
        {"screening": [{"step": "talk", "decides": True}, {"step": "need", "decides": True}]},
        "screening",
    ),
    Clash.TEST_WITHOUT_STEP: ({"screening": [{"step": "talk"}], "digital_test": "places"}, "digital_test"),
    Clash.HOUSEHOLD_BELOW_PERSON: ({"loans_per_person": 2, "loans_per_household": 1}, "loans_per_household"),
    Clash.EXTENDED_WITHOUT_END: (
        {"term": {"kind": "indefinite"}, "extensions": {"at_most": 1}},
        "extensions",
    ),
    Clash.SOFT_WITHOUT_END: ({"term": {"kind": "indefinite", "soft": True}}, "term.soft"),
    Clash.VISIT_NEVER: (
        {"extensions": {"after_visit": True}, "visit": {"kind": "none"}},
        "extensions.after_visit",
    ),
    Clash.TACIT_AND_CONDITION: ({"extensions": {"tacit": True, "after_visit": True}}, "extensions.tacit"),
    Clash.NEVER_EXTENDED: ({"extensions": {"at_most": 0, "months": 3}}, "extensions.at_most"),
    Clash.VISIT_AFTER_END: (
        {"term": MONTHS, "extensions": {"at_most": 0}, "visit": {"kind": "visit", "after_months": 13}},
        "visit.after_months",
    ),
    Clash.SOCIAL_ABOVE_NORMAL: ({"deposit": {"normal": 2000, "social": 5000}}, "deposit.social"),
    Clash.TARIFF_FOR_NOBODY: ({"deposit": {"social_for": ["uitpas"]}}, "deposit.social_for"),
    Clash.TWO_TARIFFS: (
        {"criteria": LIST, "deposit": {"social_for": ["uitpas"], "waived_for": ["uitpas"]}},
        "deposit.waived_for",
    ),
    Clash.TARIFF_WITHOUT_DEPOSIT: ({"deposit": {"normal": 0, "instalments": 3}}, "deposit"),
    Clash.CAP_ABOVE_DEPOSIT: (
        {"deposit": {"normal": 2000}, "deduction_cap_cents": 2001},
        "deduction_cap_cents",
    ),
    Clash.GATE_OF_A_CHOICE: (
        {"workshop": {"mode": "session", "gate": "before", "mandatory": False}},
        "workshop.gate",
    ),
    Clash.EXPLANATION_IN_SESSIONS: (
        {"workshop": {"mode": "at_hand_over", "sessions": 2}},
        "workshop.sessions",
    ),
    Clash.FIRST_FOR_NOBODY: ({"priority": ["condition.uitpas"]}, "priority"),
    Clash.LONGEST_BEFORE_OTHERS: ({"priority": ["longest", "purpose.training"]}, "priority"),
    Clash.REMINDED_WITHOUT_END: ({"term": {"kind": "indefinite"}, "reminder_days": [-3]}, "reminder_days"),
}


@pytest.mark.parametrize("clash", list(Clash))
def test_each_clash_is_found_by_name_and_alone(clash: Clash) -> None:
    document, where = CLASHING[clash]
    assert clashes_in(documents.read(document)) == [Found(clash, where)]


@pytest.mark.parametrize("clash", list(Clash))
def test_either_half_of_a_clash_alone_is_none(clash: Clash) -> None:
    document, _where = CLASHING[clash]
    if len(document) > 1:
        halves = [{name: value for name, value in document.items() if name != left} for left in document]
        assert any(not clashes_in(documents.read(half)) for half in halves)


def test_the_policies_to_begin_with_have_none() -> None:
    for policy in (LendingPolicy(), DEFAULT, *(preset.policy for preset in PRESETS.values())):
        assert clashes_in(policy) == []


def test_a_clash_of_one_sort_of_device_is_named_there() -> None:
    own = {"term": MONTHS, "extensions": {}, "kinds": {"tablet": {"term": {"kind": "indefinite"}}}}
    found = clashes_in(documents.read(own))
    assert found == [Found(Clash.EXTENDED_WITHOUT_END, "kinds.tablet.term")]


def test_reminders_serve_a_sort_of_device_that_has_an_end() -> None:
    document = {"term": {"kind": "indefinite"}, "reminder_days": [-3], "kinds": {"tablet": {"term": MONTHS}}}
    assert clashes_in(documents.read(document)) == []


@given(policies())
def test_whatever_the_policy_its_clashes_can_be_told(policy: LendingPolicy) -> None:
    for one in clashes_in(policy):
        assert one.where.partition(".")[0] in documents.write(policy)
