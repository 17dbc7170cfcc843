"""What a decision asks of whoever says yes: steps, a motive, a second colleague."""

import pytest

from inventory.applications.assessment import Answer, Outcome
from inventory.applications.deciding import Asking, Decision, Result, Verdict, decide_on
from inventory.applications.policy import (
    Criterion,
    Door,
    ExceptionRoad,
    Group,
    LendingPolicy,
    Mode,
    Screener,
    Screening,
    ScreeningStep,
    SkillsTest,
)
from inventory.applications.screening import (
    is_the_coordinators,
    may_take,
    refused_because,
    steps_of,
    wants_motive,
    wants_second,
)
from inventory.applications.states import RefusalReason
from inventory.permissions import ROLES, Role

ASKED = Group(Mode.ALL, (Criterion("resident", {"en": "Do you live here?"}),))
#: two accounts
FATIMA, NELE = 1, 2
NO = {"resident": Answer(Outcome.NOT_MET)}
WITH_SECOND = LendingPolicy(
    criteria=ASKED, exceptions=(ExceptionRoad.MOTIVATION, ExceptionRoad.SECOND_DECIDER)
)


def _decided(policy: LendingPolicy, **asking: object) -> Decision:
    return decide_on(policy, Asking(**asking))  # type: ignore[arg-type]


def test_the_approval_is_no_step_and_a_test_with_an_effect_is_one() -> None:
    talk = Screening(ScreeningStep.TALK)
    policy = LendingPolicy(
        screening=(talk, Screening(ScreeningStep.APPROVAL, decides=True)), digital_test=SkillsTest.PLACES
    )
    assert [one.step for one in steps_of(policy)] == [ScreeningStep.TALK, ScreeningStep.DIGITAL_TEST]
    twice = LendingPolicy(screening=(Screening(ScreeningStep.DIGITAL_TEST),), digital_test=SkillsTest.PLACES)
    assert len(steps_of(twice)) == 1
    assert steps_of(LendingPolicy()) == ()


@pytest.mark.parametrize(
    ("policy", "asking", "wants"),
    [
        (LendingPolicy(), {}, False),
        (LendingPolicy(criteria=ASKED), {"answers": {"resident": Answer(Outcome.MET)}}, False),
        (LendingPolicy(criteria=ASKED), {"answers": {"resident": Answer(Outcome.NOT_SHOWN)}}, False),
        (LendingPolicy(criteria=ASKED), {}, True),
        (LendingPolicy(criteria=ASKED), {"answers": NO}, True),
        (WITH_SECOND, {"answers": NO, "roads": frozenset({ExceptionRoad.MOTIVATION})}, False),
        (LendingPolicy(doors=(Door.SELF,)), {"door": Door.DESK}, True),
        (LendingPolicy(doors=(Door.SELF,)), {}, True),
        (LendingPolicy(screening=(Screening(ScreeningStep.TALK),)), {}, True),
        (
            LendingPolicy(screening=(Screening(ScreeningStep.TALK),)),
            {"steps": {ScreeningStep.TALK: Result.YES}},
            False,
        ),
        (LendingPolicy(loans_per_household=2), {"household_loans": 2}, True),
    ],
)
def test_a_yes_wants_a_motive_where_the_policy_does_not_lead_there(
    policy: LendingPolicy, asking: dict[str, object], wants: bool
) -> None:
    assert wants_motive(_decided(policy, **asking)) is wants


def test_a_second_colleague_is_wanted_only_where_the_policy_names_one_and_does_not_lead_there() -> None:
    assert wants_second(_decided(WITH_SECOND, answers=NO), by=FATIMA)
    assert wants_second(_decided(WITH_SECOND), by=FATIMA)  # who asks nothing would decide alone
    assert not wants_second(_decided(WITH_SECOND, answers={"resident": Answer(Outcome.MET)}), by=FATIMA)
    assert not wants_second(_decided(LendingPolicy(criteria=ASKED), answers=NO), by=FATIMA)


def test_the_answer_is_the_coordinators_where_the_approval_or_the_step_that_decides_is() -> None:
    theirs = Screener.COORDINATOR
    assert is_the_coordinators(LendingPolicy(screening=(Screening(ScreeningStep.APPROVAL, theirs),)))
    assert is_the_coordinators(
        LendingPolicy(screening=(Screening(ScreeningStep.TALK, theirs, decides=True),))
    )
    assert not is_the_coordinators(LendingPolicy(screening=(Screening(ScreeningStep.TALK, theirs),)))
    assert not is_the_coordinators(LendingPolicy(screening=(Screening(ScreeningStep.APPROVAL),)))
    assert not is_the_coordinators(LendingPolicy())


def test_the_desk_writes_down_what_others_say_and_not_what_is_the_coordinators() -> None:
    desk, coordinator = ROLES[Role.DESK], ROLES[Role.COORDINATOR]
    assert [by for by in (None, *Screener) if not may_take(desk, by)] == [Screener.COORDINATOR]
    assert all(may_take(coordinator, by) for by in (None, *Screener))


def test_two_people_looked_when_somebody_else_wrote_the_way_round_down() -> None:
    both = _decided(WITH_SECOND, answers=NO, roads=frozenset({ExceptionRoad.SECOND_DECIDER}))
    assert both.verdict is Verdict.NEEDS_REVIEW
    assert not wants_motive(both)
    assert wants_second(both, by=FATIMA)
    assert wants_second(both, by=FATIMA, written_by=[FATIMA, None])
    assert not wants_second(both, by=FATIMA, written_by=[FATIMA, NELE])


def test_a_no_is_counted_as_the_policy_has_it_or_by_a_person() -> None:
    assert refused_because(_decided(WITH_SECOND, answers=NO)) is RefusalReason.CONDITIONS
    limit = _decided(LendingPolicy(loans_per_person=1), running_loans=1)
    assert refused_because(limit) is RefusalReason.HAS_LOAN
    assert refused_because(_decided(LendingPolicy(doors=(Door.SELF,)), door=Door.DESK)) is None
