"""What a decision means to the desk: which steps stand open, when a yes wants a motive, when a second colleague.

The policy and `deciding.decide_on` say what an application comes to. Here stands what that asks of whoever
says yes; a person still does, always (GDPR art. 22).
"""

from collections.abc import Collection

from inventory.applications.deciding import Because, Decision, Verdict
from inventory.applications.policy import (
    ExceptionRoad,
    LendingPolicy,
    Screener,
    Screening,
    ScreeningStep,
)
from inventory.applications.states import RefusalReason
from inventory.permissions import Permission

#: what leaves a yes to the person without a word of why: nothing is set, the proof comes along at the hand-over,
#: or somebody wrote why already
_NEEDS_NO_WORD = frozenset({Because.CRITERIA_NOT_SET, Because.PROOF_TO_SHOW, Because.EXCEPTION_TAKEN})
_NOT_MET = frozenset({Because.CRITERIA_NOT_MET, Because.CRITERIA_NOT_ALL_NAMED})
#: how a reason of the policy is counted when it becomes the reason of a no; the others want words of their own
_COUNTED_AS = {
    Because.CRITERIA_NOT_MET: RefusalReason.CONDITIONS,
    Because.TEST_NOT_PASSED: RefusalReason.CONDITIONS,
    Because.STEP_REFUSES: RefusalReason.CONDITIONS,
    Because.PERSON_LIMIT: RefusalReason.HAS_LOAN,
    Because.HOUSEHOLD_LIMIT: RefusalReason.HAS_LOAN,
}


def steps_of(rules: LendingPolicy) -> tuple[Screening, ...]:
    """The steps that someone takes and writes down, in the order of the policy.

    The approval is not among them, for it is the decision itself; a test of digital skills is, also where only
    its effect is set.
    """
    named = tuple(one for one in rules.screening or () if one.step is not ScreeningStep.APPROVAL)
    tests = any(one.step is ScreeningStep.DIGITAL_TEST for one in named)
    if rules.digital_test is None or tests:
        return named
    return (*named, Screening(ScreeningStep.DIGITAL_TEST))


def is_the_coordinators(rules: LendingPolicy) -> bool:
    """Is the answer the coordinator's to give: the approval is theirs, or the step that decides is?"""
    return any(
        one.by is Screener.COORDINATOR and (one.decides or one.step is ScreeningStep.APPROVAL)
        for one in rules.screening or ()
    )


def may_take(permissions: Collection[str], by: Screener | None) -> bool:
    """May who has these `permissions` write down a step that the policy gives to `by`?

    The desk writes down what others say (a digihelper, a service, a teacher); what is the coordinator's, the
    coordinator does.
    """
    needed = (
        Permission.APPLICATION_COORDINATE if by is Screener.COORDINATOR else Permission.APPLICATION_DECIDE
    )
    return needed in permissions


def wants_motive(decision: Decision) -> bool:
    """Does a yes want a word of why?"""
    return any(reason.because not in _NEEDS_NO_WORD for reason in decision.reasons)


def lacks_conditions(decision: Decision) -> bool:
    """Are conditions not met, so that an exception can help?"""
    return any(reason.because in _NOT_MET for reason in decision.reasons)


def wants_second(decision: Decision, *, by: int | None, written_by: Collection[int | None] = ()) -> bool:
    """Does the yes of the account `by` want a second colleague's?

    Where the policy names that way round, every yes does to which it does not simply lead: else whoever asks
    nothing would decide alone. `written_by` wrote down the ways round that were taken: when that was somebody
    else, two people looked.
    """
    named = ExceptionRoad.SECOND_DECIDER in (decision.rules.exceptions or ())
    somebody_else = any(one is not None and one != by for one in written_by)
    return named and decision.verdict is not Verdict.ELIGIBLE and not somebody_else


def refused_because(decision: Decision) -> RefusalReason | None:
    """How a no would be counted, as the policy has it; None where a person must say."""
    return next((_COUNTED_AS[one.because] for one in decision.reasons if one.because in _COUNTED_AS), None)
