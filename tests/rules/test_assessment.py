"""How answers weigh against the conditions of a policy; nothing is ever decided by it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.applications.assessment import Answer, Outcome, Outlook, decide
from inventory.applications.policy import Criterion, Group, LendingPolicy, Mode, ProofKind, criteria_of
from inventory.applications.presets import DEFAULT, NO_CONDITIONS

A, B, C = (Criterion(code, {"nl": f"{code}?"}) for code in "abc")
YES = Answer(Outcome.MET, ProofKind.CARD)
NO = Answer(Outcome.NOT_MET)
LATER = Answer(Outcome.NOT_SHOWN)


def _policy(group: Group, **settings: bool) -> LendingPolicy:
    return LendingPolicy(criteria=group, **settings)


def test_where_no_conditions_are_set_a_person_judges() -> None:
    assessment = decide({}, LendingPolicy())
    assert assessment.outlook is Outlook.NOT_SET
    assert assessment.welcomes


def test_where_there_are_no_conditions_everyone_is_welcome() -> None:
    assert decide({}, _policy(NO_CONDITIONS)).outlook is Outlook.ELIGIBLE


def test_the_first_yes_ends_the_questions_of_an_any() -> None:
    any_of = _policy(Group(Mode.ANY, (A, B, C)))
    assert [c.code for c in decide({}, any_of).to_ask] == ["a", "b", "c"]
    assert [c.code for c in decide({"a": NO}, any_of).to_ask] == ["b", "c"]
    settled = decide({"a": NO, "b": YES}, any_of)
    assert settled.outlook is Outlook.ELIGIBLE
    assert settled.to_ask == ()
    assert [(f.criterion.code, f.outcome) for f in settled.findings] == [
        ("a", Outcome.NOT_MET),
        ("b", Outcome.MET),
        ("c", Outcome.OPEN),
    ]
    assert settled.findings[1].proof is ProofKind.CARD


def test_a_first_no_ends_the_questions_of_an_all() -> None:
    all_of = _policy(Group(Mode.ALL, (A, B)))
    refused = decide({"a": NO}, all_of)
    assert refused.outlook is Outlook.NOT_NOW
    assert refused.to_ask == ()
    assert [(need.mode, [c.code for c in need.criteria]) for need in refused.needed] == [
        (Mode.ALL, ["a", "b"])
    ]


def test_yes_without_the_card_goes_on_and_the_card_comes_along_later() -> None:
    tree = _policy(Group(Mode.ALL, (A, Group(Mode.ANY, (B, C)))))
    assessment = decide({"a": YES, "b": LATER}, tree)
    assert assessment.outlook is Outlook.PROOF_TO_SHOW
    assert assessment.welcomes
    assert assessment.to_ask == ()
    assert [c.code for c in assessment.to_show] == ["b"]
    shown_otherwise = decide({"a": YES, "b": LATER, "c": YES}, tree)
    assert shown_otherwise.outlook is Outlook.ELIGIBLE
    assert shown_otherwise.to_show == ()


def test_what_is_still_needed_is_told_as_the_policy_groups_it() -> None:
    tree = _policy(Group(Mode.ALL, (A, Group(Mode.ANY, (B, C)))))
    assessment = decide({"a": YES, "b": NO, "c": NO}, tree)
    assert assessment.outlook is Outlook.NOT_NOW
    assert [(need.mode, [c.code for c in need.criteria]) for need in assessment.needed] == [
        (Mode.ANY, ["b", "c"])
    ]


def test_a_yes_to_what_may_not_be_so_speaks_against() -> None:
    none_of = _policy(Group(Mode.NONE, (A, B)))
    assert decide({"a": NO, "b": NO}, none_of).outlook is Outlook.ELIGIBLE
    assert decide({"a": NO}, none_of).outlook is Outlook.ASK_FURTHER
    assert decide({"a": LATER, "b": NO}, none_of).outlook is Outlook.NOT_NOW


def test_a_service_that_vouches_replaces_the_questions_only_where_the_policy_says_so() -> None:
    trusting = decide({}, DEFAULT, referred=True)
    assert trusting.outlook is Outlook.ELIGIBLE
    assert {f.outcome for f in trusting.findings} == {Outcome.VOUCHED}
    assert {f.proof for f in trusting.findings} == {ProofKind.REFERRER}
    unset = LendingPolicy(criteria=DEFAULT.criteria)
    assert decide({}, unset, referred=True).outlook is Outlook.ASK_FURTHER


def test_a_no_that_was_heard_stays_a_no_whoever_vouches() -> None:
    assert decide({"resident": NO}, DEFAULT, referred=True).outlook is Outlook.NOT_NOW
    none_of = _policy(Group(Mode.NONE, (A,)), referrer_replaces_proof=True)
    assert decide({"a": LATER}, none_of, referred=True).outlook is Outlook.NOT_NOW
    assert decide({}, none_of, referred=True).outlook is Outlook.ELIGIBLE


def test_an_answer_to_a_question_that_the_policy_no_longer_asks_is_left_aside() -> None:
    assert decide({"gone": YES}, _policy(Group(Mode.ANY, (A,)))).outlook is Outlook.ASK_FURTHER


@pytest.mark.parametrize("mode", list(Mode))
def test_full_answers_weigh_as_logic_says(mode: Mode) -> None:
    truth = {Mode.ALL: all, Mode.ANY: any, Mode.NONE: lambda values: not any(values)}[mode]
    for values in product([True, False], repeat=3):
        answers = {c.code: YES if value else NO for c, value in zip((A, B, C), values, strict=True)}
        expected = Outlook.ELIGIBLE if truth(values) else Outlook.NOT_NOW
        assert decide(answers, _policy(Group(mode, (A, B, C)))).outlook is expected


def _named(tree: Group, counter: list[int]) -> Group:
    branches = []
    for branch in tree.of:
        if isinstance(branch, Group):
            branches.append(_named(branch, counter))
        else:
            counter[0] += 1
            branches.append(Criterion(f"c{counter[0]}", {"nl": "?"}))
    return Group(tree.mode, tuple(branches))


trees = st.recursive(
    st.builds(Group, st.sampled_from(Mode), st.lists(st.just(A), min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group,
        st.sampled_from([Mode.ALL, Mode.ANY]),
        st.lists(inner | st.just(A), min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=4,
).map(lambda tree: _named(tree, [0]))


@given(trees, st.data())
def test_asking_the_next_question_until_none_is_left_always_settles_it(
    tree: Group, data: st.DataObject
) -> None:
    policy, answers = _policy(tree), {}
    while (assessment := decide(answers, policy)).outlook is Outlook.ASK_FURTHER:
        question = assessment.to_ask[0]
        assert question.code not in answers
        answers[question.code] = data.draw(st.sampled_from([YES, NO, LATER]))
    assert assessment.to_ask == ()
    assert len(assessment.findings) == len(list(criteria_of(tree)))
    assert assessment.welcomes == (assessment.needed == ())
    if assessment.outlook is Outlook.PROOF_TO_SHOW:
        assert assessment.to_show
