"""What an application comes to: the worst of its reasons counts, and what speaks for someone never harms."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.applications.asking_document import described, read_asking
from inventory.applications.assessment import Answer, Outcome
from inventory.applications.deciding import Asking, Because, Decision, Result, Verdict, decide_on
from inventory.applications.document import (
    NotAChoice,
    NotADay,
    NotAGroup,
    NotANumber,
    PolicyFlaw,
    UnknownSetting,
)
from inventory.applications.policy import (
    Criterion,
    Deposit,
    Door,
    ExceptionRoad,
    ForKind,
    Gate,
    Group,
    LendingPolicy,
    LentKind,
    Mode,
    Screening,
    ScreeningStep,
    SkillsTest,
    Tariff,
    Term,
    TermKind,
    Workshop,
    WorkshopMode,
    asked_of,
    policy_for,
)
from inventory.applications.presets import DEFAULT
from tests.rules.policies import askings, policies

A, B = (Criterion(code, {"nl": f"{code}?"}) for code in "ab")
YES, NO = Answer(Outcome.MET), Answer(Outcome.NOT_MET)
WEIGHT = {Verdict.ELIGIBLE: 0, Verdict.NEEDS_REVIEW: 1, Verdict.NOT_ELIGIBLE: 2}
EVERYONE = LendingPolicy(criteria=Group(Mode.NONE))


def _whys(decision: Decision) -> list[Because]:
    return [one.because for one in decision.reasons]


def test_everyone_may_where_there_are_no_conditions() -> None:
    assert decide_on(EVERYONE, Asking()).verdict is Verdict.ELIGIBLE


def test_where_nothing_is_set_a_person_looks() -> None:
    decision = decide_on(LendingPolicy(), Asking())
    assert (decision.verdict, _whys(decision)) == (Verdict.NEEDS_REVIEW, [Because.CRITERIA_NOT_SET])
    assert (decision.tariffs, decision.term, decision.workshop) == ((), None, None)


def test_the_door_counts_only_where_doors_are_set() -> None:
    policy = replace(EVERYONE, doors=(Door.REFERRER,))
    assert decide_on(policy, Asking(Door.REFERRER)).verdict is Verdict.ELIGIBLE
    assert _whys(decide_on(policy, Asking())) == [Because.DOOR_UNKNOWN]
    refused = decide_on(policy, Asking(Door.SELF))
    assert (refused.verdict, refused.doors_open) == (Verdict.NOT_ELIGIBLE, (Door.REFERRER,))


def test_a_list_that_does_not_name_every_reason_leaves_the_others_to_a_person() -> None:
    criteria = Group(Mode.ANY, (A, B))
    asking = Asking(answers={"a": NO, "b": NO})
    assert decide_on(LendingPolicy(criteria=criteria), asking).verdict is Verdict.NOT_ELIGIBLE
    open_list = decide_on(LendingPolicy(criteria=criteria, criteria_exhaustive=False), asking)
    assert (open_list.verdict, _whys(open_list)) == (Verdict.NEEDS_REVIEW, [Because.CRITERIA_NOT_ALL_NAMED])


def test_an_exception_that_was_asked_goes_to_a_person_and_one_that_was_not_would_help() -> None:
    policy = LendingPolicy(criteria=Group(Mode.ALL, (A,)), exceptions=(ExceptionRoad.MOTIVATION,))
    refused = decide_on(policy, Asking(answers={"a": NO}))
    assert (refused.verdict, refused.roads_open) == (Verdict.NOT_ELIGIBLE, (ExceptionRoad.MOTIVATION,))
    asked = decide_on(policy, Asking(answers={"a": NO}, roads=frozenset({ExceptionRoad.MOTIVATION})))
    assert (asked.verdict, _whys(asked)) == (Verdict.NEEDS_REVIEW, [Because.EXCEPTION_TAKEN])
    unheard = decide_on(policy, Asking(answers={"a": NO}, roads=frozenset({ExceptionRoad.SOCIAL_INQUIRY})))
    assert unheard.verdict is Verdict.NOT_ELIGIBLE


def test_the_word_of_a_service_takes_the_place_of_proof_only_where_it_may() -> None:
    later = Asking(answers={"a": Answer(Outcome.NOT_SHOWN)})
    policy = LendingPolicy(criteria=Group(Mode.ALL, (A,)))
    assert _whys(decide_on(policy, later)) == [Because.PROOF_TO_SHOW]
    assert decide_on(policy, replace(later, vouched=True)).verdict is Verdict.NEEDS_REVIEW
    trusting = replace(policy, referrer_replaces_proof=True)
    assert decide_on(trusting, later).referral_helps
    assert decide_on(trusting, replace(later, vouched=True)).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(
    ("effect", "verdict"),
    [
        (SkillsTest.EXCLUDES, Verdict.NOT_ELIGIBLE),
        (SkillsTest.PLACES, Verdict.ELIGIBLE),
        (None, Verdict.NEEDS_REVIEW),
    ],
)
def test_a_test_that_was_not_passed_does_what_the_policy_says(
    effect: SkillsTest | None, verdict: Verdict
) -> None:
    policy = replace(EVERYONE, screening=(Screening(ScreeningStep.DIGITAL_TEST),), digital_test=effect)
    assert _whys(decide_on(policy, Asking())) == [Because.STEP_OPEN]
    assert (
        decide_on(policy, Asking(steps={ScreeningStep.DIGITAL_TEST: Result.YES})).verdict is Verdict.ELIGIBLE
    )
    assert decide_on(policy, Asking(steps={ScreeningStep.DIGITAL_TEST: Result.NO})).verdict is verdict


def test_a_step_that_decides_refuses_and_another_only_doubts() -> None:
    no = Asking(steps={ScreeningStep.TALK: Result.NO})
    deciding = replace(EVERYONE, screening=(Screening(ScreeningStep.TALK, decides=True),))
    assert _whys(decide_on(deciding, no)) == [Because.STEP_REFUSES]
    doubting = replace(EVERYONE, screening=(Screening(ScreeningStep.TALK),))
    assert _whys(decide_on(doubting, no)) == [Because.STEP_DOUBTS]
    approved = replace(EVERYONE, screening=(Screening(ScreeningStep.APPROVAL),))
    assert decide_on(approved, Asking()).verdict is Verdict.ELIGIBLE, "every answer is confirmed by a person"


def test_limits_count_per_person_and_per_household() -> None:
    policy = replace(EVERYONE, loans_per_person=1, loans_per_household=2)
    assert decide_on(policy, Asking(household_loans=1)).verdict is Verdict.ELIGIBLE
    assert _whys(decide_on(policy, Asking(running_loans=1))) == [Because.PERSON_LIMIT]
    assert _whys(decide_on(policy, Asking(household_loans=2))) == [Because.HOUSEHOLD_LIMIT]


def test_a_tariff_follows_its_condition_and_else_a_person_chooses() -> None:
    criteria = Group(Mode.ANY, (A, B))
    open_choice = LendingPolicy(criteria=criteria, deposit=Deposit(5000, 2000))
    tariffs = [(one.tariff, one.cents) for one in decide_on(open_choice, Asking()).tariffs]
    assert tariffs == [(Tariff.NORMAL, 5000), (Tariff.SOCIAL, 2000)]
    policy = replace(open_choice, deposit=Deposit(5000, 2000, 4000, social_for=("a",), waived_for=("b",)))
    for answers, expected in (({}, Tariff.NORMAL), ({"a": YES}, Tariff.SOCIAL), ({"b": YES}, Tariff.WAIVED)):
        assert [one.tariff for one in decide_on(policy, Asking(answers=answers)).tariffs] == [expected]
    paid = decide_on(policy, Asking(answers={"b": YES}, third_party_pays=True)).tariffs
    assert [(one.tariff, one.cents) for one in paid] == [(Tariff.THIRD_PARTY, 4000)]


def test_a_service_that_vouches_for_the_whole_gives_nobody_the_lower_tariff() -> None:
    policy = replace(DEFAULT, deposit=Deposit(5000, 2000, social_for=("living_wage",)))
    decision = decide_on(policy, Asking(vouched=True))
    assert decision.verdict is Verdict.ELIGIBLE
    assert [one.tariff for one in decision.tariffs] == [Tariff.NORMAL]


def test_the_term_and_the_gate_are_those_of_the_device_that_is_asked_for() -> None:
    policy = replace(
        EVERYONE,
        term=Term(TermKind.MONTHS, 12),
        workshop=Workshop(WorkshopMode.SESSION, Gate.BEFORE),
        kinds=(ForKind(LentKind.TABLET, (("term", None), ("workshop", None))),),
    )
    laptop = decide_on(policy, Asking(starts_on=date(2026, 11, 26)))
    assert (laptop.until, laptop.workshop_holds_up) == (date(2027, 11, 26), True)
    assert not decide_on(policy, Asking(workshop_followed=True)).workshop_holds_up
    tablet = decide_on(policy, Asking(kind=LentKind.TABLET, starts_on=date(2026, 11, 26)))
    assert (tablet.term, tablet.until, tablet.workshop_holds_up) == (None, None, False)


def _in_favour(policy: LendingPolicy, code: str) -> Answer:
    """The answer that meets a condition: a yes, but a no where a yes speaks against."""
    return NO if code in _excluding(asked_of(policy)) else YES


def _excluding(group: Group | None) -> set[str]:
    found: set[str] = set()
    for branch in group.of if group else ():
        if isinstance(branch, Group):
            found |= _excluding(branch)
        elif group is not None and group.mode is Mode.NONE:
            found.add(branch.code)
    return found


@given(policies(), askings, st.data())
def test_adding_a_met_criterion_never_makes_the_outcome_worse(
    policy: LendingPolicy, asking: Asking, data: st.DataObject
) -> None:
    rules = policy_for(policy, asking.kind)
    before = decide_on(policy, asking)
    codes = [finding.criterion.code for finding in before.assessment.findings]
    for code in data.draw(st.lists(st.sampled_from(codes), max_size=3)) if codes else []:
        met = {**asking.answers, code: _in_favour(rules, code)}
        after = decide_on(policy, replace(asking, answers=met))
        assert WEIGHT[after.verdict] <= WEIGHT[before.verdict]
        asking, before = replace(asking, answers=met), after


@given(policies(), askings, st.sampled_from(ScreeningStep), st.sampled_from(ExceptionRoad))
def test_neither_does_a_good_step_a_service_that_vouches_or_an_exception(
    policy: LendingPolicy, asking: Asking, step: ScreeningStep, road: ExceptionRoad
) -> None:
    before = WEIGHT[decide_on(policy, asking).verdict]
    for better in (
        replace(asking, steps={**asking.steps, step: Result.YES}),
        replace(asking, vouched=True),
        replace(asking, roads=asking.roads | {road}),
        replace(asking, running_loans=0, household_loans=0),
    ):
        assert WEIGHT[decide_on(policy, better).verdict] <= before


@given(policies(), askings)
def test_meeting_everything_is_enough_wherever_conditions_are_set(
    policy: LendingPolicy, asking: Asking
) -> None:
    rules = policy_for(policy, asking.kind)
    codes = [one.criterion.code for one in decide_on(policy, asking).assessment.findings]
    best = replace(
        asking,
        door=rules.doors[0] if rules.doors else None,
        answers={code: _in_favour(rules, code) for code in codes},
        steps=dict.fromkeys(ScreeningStep, Result.YES),
        running_loans=0,
        household_loans=0,
    )
    expected = Verdict.NEEDS_REVIEW if asked_of(rules) is None else Verdict.ELIGIBLE
    assert decide_on(policy, best).verdict is expected


@given(policies(), askings)
def test_a_decision_is_always_told_whole_and_as_json(policy: LendingPolicy, asking: Asking) -> None:
    decision = decide_on(policy, asking)
    told = json.loads(json.dumps(described(decision, asking)))
    assert told["outcome"] in {"eligible", "needs_review", "not_eligible"}
    assert [one["code"] for one in told["criteria"]] == [
        f.criterion.code for f in decision.assessment.findings
    ]
    assert bool(told["why"]) is (told["outcome"] != "eligible")


@pytest.mark.parametrize(
    ("document", "flaw", "where"),
    [
        ([], NotAGroup, "application"),
        ({"name": "Amina"}, UnknownSetting, "application.name"),
        ({"door": "window"}, NotAChoice, "door"),
        ({"device_kind": "car"}, NotAChoice, "device_kind"),
        ({"answers": {"a": "maybe"}}, NotAChoice, "answers.a"),
        ({"answers": {"a": {"outcome": "met", "scan": "x"}}}, UnknownSetting, "answers.a.scan"),
        ({"screening": {"tea": "yes"}}, UnknownSetting, "screening.tea"),
        ({"running_loans": -1}, NotANumber, "running_loans"),
        ({"running_loans": True}, NotANumber, "running_loans"),
        ({"vouched": "yes"}, NotAChoice, "vouched"),
        ({"starts_on": "31/12/2026"}, NotADay, "starts_on"),
        ({"starts_on": "9999-12-31"}, NotADay, "starts_on"),
    ],
)
def test_a_slip_in_an_application_is_refused_where_it_stands(
    document: Any, flaw: type[PolicyFlaw], where: str
) -> None:
    with pytest.raises(flaw) as refusal:
        read_asking(document)
    assert refusal.value.particulars["where"] == where


def test_an_application_is_read_as_it_is_written() -> None:
    asking = read_asking(
        {
            "door": "desk",
            "device_kind": "tablet",
            "answers": {"a": "met", "b": {"outcome": "not_shown", "proof": "card"}},
            "screening": {"talk": "yes", "need": None},
            "exceptions": ["motivation"],
            "starts_on": "2026-11-26",
        }
    )
    assert (asking.door, asking.kind, asking.starts_on) == (Door.DESK, LentKind.TABLET, date(2026, 11, 26))
    assert asking.answers["a"] == YES
    assert asking.steps == {ScreeningStep.TALK: Result.YES}
    assert asking.roads == {ExceptionRoad.MOTIVATION}
    assert described(decide_on(EVERYONE, asking), asking)["left_aside"] == ["a", "b"]
