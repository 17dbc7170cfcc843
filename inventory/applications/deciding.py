"""What one application comes to under a policy: eligible, to be looked at by a person, or not eligible.

Nothing here approves or refuses; a person confirms every answer (GDPR art. 22). It says what every condition
came to, what is missing, what would help, and what the loan would be: its term, its deposit, its workshop.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from inventory.applications.assessment import Answer, Assessment, Outcome, Outlook, decide
from inventory.applications.policy import (
    Door,
    ExceptionRoad,
    LendingPolicy,
    LentKind,
    ScreeningStep,
    SkillsTest,
    Tariff,
    Term,
    Workshop,
    deposit_cents,
    due_on,
    policy_for,
    tariffs_for,
    trusts_referrer,
    workshop_holds_up,
)


class Verdict(StrEnum):
    """Where an application points; a person still decides."""

    ELIGIBLE = "eligible"
    #: something must be asked, shown, set or weighed by a person
    NEEDS_REVIEW = "needs_review"
    NOT_ELIGIBLE = "not_eligible"


class Result(StrEnum):
    """What came of one step of the screening."""

    YES = "yes"
    NO = "no"


class Because(StrEnum):
    """One reason why an application is not simply eligible."""

    #: this way in is not one of the policy's
    WRONG_DOOR = "wrong_door"
    #: the policy names its doors, and which one this came through is not told
    DOOR_UNKNOWN = "door_unknown"
    CRITERIA_NOT_SET = "criteria_not_set"
    CRITERIA_NOT_MET = "criteria_not_met"
    #: not met, and the list does not name every ground
    CRITERIA_NOT_ALL_NAMED = "criteria_not_all_named"
    #: not met, and a way round was taken
    EXCEPTION_TAKEN = "exception_taken"
    CRITERIA_OPEN = "criteria_open"
    PROOF_TO_SHOW = "proof_to_show"
    STEP_OPEN = "step_open"
    #: a step said no, and does not settle the answer
    STEP_DOUBTS = "step_doubts"
    #: the step that settles the answer said no
    STEP_REFUSES = "step_refuses"
    TEST_NOT_PASSED = "test_not_passed"
    #: not passed, and what that means is not set
    TEST_EFFECT_NOT_SET = "test_effect_not_set"
    PERSON_LIMIT = "person_limit"
    HOUSEHOLD_LIMIT = "household_limit"


@dataclass(frozen=True)
class Asking:
    """One application, as far as it is known."""

    door: Door | None = None
    kind: LentKind = LentKind.LAPTOP
    answers: Mapping[str, Answer] = field(default_factory=dict)
    #: a social service sent this person and looked at the conditions
    vouched: bool = False
    steps: Mapping[ScreeningStep, Result] = field(default_factory=dict)
    #: the ways round a condition that were taken
    roads: frozenset[ExceptionRoad] = frozenset()
    running_loans: int = 0
    household_loans: int = 0
    third_party_pays: bool = False
    workshop_followed: bool = False
    workshop_waived: bool = False
    starts_on: date | None = None


@dataclass(frozen=True)
class Reason:
    """Why not simply yes: which, how far it goes, and what it is about (steps, doors, conditions by code)."""

    because: Because
    verdict: Verdict
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class TariffOffered:
    """A tariff that can hold, and its cents; None: not set, a person names it."""

    tariff: Tariff
    cents: int | None


@dataclass(frozen=True)
class Decision:
    """What an application comes to. `rules` is the policy as it holds for the device that was asked for."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    assessment: Assessment
    #: the policy's ways round a condition that were not taken and could change the answer
    roads_open: tuple[ExceptionRoad, ...]
    #: doors through which it would be heard
    doors_open: tuple[Door, ...]
    #: a social service's word would settle it
    referral_helps: bool
    tariffs: tuple[TariffOffered, ...]
    until: date | None
    #: no laptop before the start workshop
    workshop_holds_up: bool
    rules: LendingPolicy

    @property
    def term(self) -> Term | None:
        """How long; None where it is not set."""
        return self.rules.term

    @property
    def workshop(self) -> Workshop | None:
        """Which start workshop; None where it is not set."""
        return self.rules.workshop


_WEIGHT = {Verdict.ELIGIBLE: 0, Verdict.NEEDS_REVIEW: 1, Verdict.NOT_ELIGIBLE: 2}


def decide_on(policy: LendingPolicy, asking: Asking) -> Decision:
    """What `asking` comes to under `policy`, as it holds for the sort of device that is asked for."""
    rules = policy_for(policy, asking.kind)
    assessment = decide(asking.answers, rules, referred=asking.vouched)
    reasons = tuple(_reasons(rules, asking, assessment))
    verdict = max((one.verdict for one in reasons), key=_WEIGHT.__getitem__, default=Verdict.ELIGIBLE)
    # A service vouches for the whole, and does not say which condition gives the lower tariff.
    met = {
        code for code, answer in asking.answers.items() if answer.outcome in {Outcome.MET, Outcome.VOUCHED}
    }
    whys = {one.because for one in reasons}
    not_met = Because.CRITERIA_NOT_MET in whys or Because.CRITERIA_NOT_ALL_NAMED in whys
    asks_more = not_met or bool(whys & {Because.CRITERIA_OPEN, Because.PROOF_TO_SHOW})
    return Decision(
        verdict=verdict,
        reasons=reasons,
        assessment=assessment,
        roads_open=tuple(road for road in rules.exceptions or () if asks_more and road not in asking.roads),
        doors_open=(rules.doors or ()) if Because.WRONG_DOOR in whys else (),
        referral_helps=asks_more
        and not asking.vouched
        and trusts_referrer(rules)
        and _would_do(rules, asking),
        tariffs=tuple(
            TariffOffered(tariff, deposit_cents(rules, tariff))
            for tariff in tariffs_for(rules, met, third_party=asking.third_party_pays)
        ),
        until=None if asking.starts_on is None else due_on(rules, asking.starts_on),
        workshop_holds_up=workshop_holds_up(
            rules, followed=asking.workshop_followed, waived=asking.workshop_waived
        ),
        rules=rules,
    )


def _would_do(rules: LendingPolicy, asking: Asking) -> bool:
    """Would the answers do if a social service vouched? A no that was heard stays a no."""
    return decide(asking.answers, rules, referred=True).outlook is Outlook.ELIGIBLE


def _reasons(rules: LendingPolicy, asking: Asking, assessment: Assessment) -> Iterator[Reason]:
    yield from _of_doors(rules, asking)
    yield from _of_criteria(rules, asking, assessment)
    yield from _of_steps(rules, asking)
    yield from _of_limits(rules, asking)


def _of_doors(rules: LendingPolicy, asking: Asking) -> Iterator[Reason]:
    doors = rules.doors
    if doors is None or asking.door in doors:
        return
    if asking.door is None:
        yield Reason(Because.DOOR_UNKNOWN, Verdict.NEEDS_REVIEW, doors)
    else:
        yield Reason(Because.WRONG_DOOR, Verdict.NOT_ELIGIBLE, doors)


def _of_criteria(rules: LendingPolicy, asking: Asking, assessment: Assessment) -> Iterator[Reason]:
    about = tuple(criterion.code for need in assessment.needed for criterion in need.criteria)
    outlook = assessment.outlook
    if outlook is Outlook.NOT_SET:
        yield Reason(Because.CRITERIA_NOT_SET, Verdict.NEEDS_REVIEW)
    elif outlook is Outlook.ASK_FURTHER:
        yield Reason(Because.CRITERIA_OPEN, Verdict.NEEDS_REVIEW, about)
    elif outlook is Outlook.PROOF_TO_SHOW:
        shown = tuple(criterion.code for criterion in assessment.to_show)
        yield Reason(Because.PROOF_TO_SHOW, Verdict.NEEDS_REVIEW, shown)
    elif outlook is Outlook.NOT_NOW:
        taken = tuple(road for road in rules.exceptions or () if road in asking.roads)
        if taken:
            yield Reason(Because.EXCEPTION_TAKEN, Verdict.NEEDS_REVIEW, taken)
        elif rules.criteria_exhaustive is False:
            yield Reason(Because.CRITERIA_NOT_ALL_NAMED, Verdict.NEEDS_REVIEW, about)
        else:
            yield Reason(Because.CRITERIA_NOT_MET, Verdict.NOT_ELIGIBLE, about)


def _of_steps(rules: LendingPolicy, asking: Asking) -> Iterator[Reason]:
    """Steps that were not taken, or said no. The test speaks by its own effect; approval is every answer's."""
    steps = {one.step: one for one in rules.screening or ()}
    open_steps = [
        step
        for step in ScreeningStep
        if (step in steps or (step is ScreeningStep.DIGITAL_TEST and rules.digital_test is not None))
        and step is not ScreeningStep.APPROVAL
        and step not in asking.steps
    ]
    if open_steps:
        yield Reason(Because.STEP_OPEN, Verdict.NEEDS_REVIEW, tuple(open_steps))
    for step, one in steps.items():
        if step is ScreeningStep.DIGITAL_TEST or asking.steps.get(step) is not Result.NO:
            continue
        if one.decides:
            yield Reason(Because.STEP_REFUSES, Verdict.NOT_ELIGIBLE, (step,))
        else:
            yield Reason(Because.STEP_DOUBTS, Verdict.NEEDS_REVIEW, (step,))
    if asking.steps.get(ScreeningStep.DIGITAL_TEST) is Result.NO:
        test = steps.get(ScreeningStep.DIGITAL_TEST)
        decides = rules.digital_test is None and test is not None and test.decides
        if rules.digital_test is SkillsTest.EXCLUDES or decides:
            yield Reason(Because.TEST_NOT_PASSED, Verdict.NOT_ELIGIBLE)
        elif rules.digital_test is None and test is not None:
            yield Reason(Because.TEST_EFFECT_NOT_SET, Verdict.NEEDS_REVIEW)


def _of_limits(rules: LendingPolicy, asking: Asking) -> Iterator[Reason]:
    person, household = rules.loans_per_person, rules.loans_per_household
    if person is not None and asking.running_loans >= person:
        yield Reason(Because.PERSON_LIMIT, Verdict.NOT_ELIGIBLE, (str(person),))
    # The household counts the applicant too, so it never has fewer loans than the person.
    if household is not None and max(asking.household_loans, asking.running_loans) >= household:
        yield Reason(Because.HOUSEHOLD_LIMIT, Verdict.NOT_ELIGIBLE, (str(household),))
