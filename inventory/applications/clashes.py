"""Settings of a policy that speak against each other: each is found, named, and told with what to do about it.

A policy with a clash is not saved. One that was saved before a clash was known still reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from inventory.applications.policy import (
    Deposit,
    Door,
    ExceptionRoad,
    Gate,
    LendingPolicy,
    Mode,
    ScreeningStep,
    Tariff,
    TermKind,
    VisitKind,
    WorkshopMode,
    asked_of,
    criteria_of,
    has_no_end,
    policy_for,
)
from inventory.applications.waiting import LONGEST, asks_conditions


class Clash(StrEnum):
    """Two settings that cannot both be so."""

    #: internal only, and another door as well
    INTERNAL_AND_OTHERS = "internal_and_others"
    #: only who was invited, and a door that is open to anyone
    INVITED_AND_ANYONE = "invited_and_anyone"
    #: the service decides by its own conditions, and there are conditions here
    CRITERIA_AND_DELEGATED = "criteria_and_delegated"
    #: the service decides, and its word does not count
    DELEGATED_WITHOUT_TRUST = "delegated_without_trust"
    #: the service decides, and has no door
    DELEGATED_WITHOUT_DOOR = "delegated_without_door"
    #: a list that is complete or not, and no list
    EXHAUSTIVE_WITHOUT_LIST = "exhaustive_without_list"
    #: ways round conditions that do not exist
    EXCEPTION_WITHOUT_CRITERIA = "exception_without_criteria"
    #: two steps settle the answer
    TWO_DECIDE = "two_decide"
    #: what the test does, and no step that takes it
    TEST_WITHOUT_STEP = "test_without_step"
    HOUSEHOLD_BELOW_PERSON = "household_below_person"
    #: longer than without end
    EXTENDED_WITHOUT_END = "extended_without_end"
    #: nobody comes after it, and it has no day
    SOFT_WITHOUT_END = "soft_without_end"
    #: only after a visit, and there are no visits
    VISIT_NEVER = "visit_never"
    #: goes on by itself, and only after a visit or while nobody waits
    TACIT_AND_CONDITION = "tacit_and_condition"
    #: may not be extended, and how
    NEVER_EXTENDED = "never_extended"
    #: the visit comes after the loan is over
    VISIT_AFTER_END = "visit_after_end"
    SOCIAL_ABOVE_NORMAL = "social_above_normal"
    #: a tariff for who meets a condition that is not asked
    TARIFF_FOR_NOBODY = "tariff_for_nobody"
    #: two tariffs for the same condition
    TWO_TARIFFS = "two_tariffs"
    #: conditions of a tariff, or instalments, and no deposit
    TARIFF_WITHOUT_DEPOSIT = "tariff_without_deposit"
    #: a borrower pays more than the deposit
    CAP_ABOVE_DEPOSIT = "cap_above_deposit"
    #: no laptop before a workshop that nobody must follow
    GATE_OF_A_CHOICE = "gate_of_a_choice"
    #: the course is held after the laptop went along, at the hand-over
    EXPLANATION_IN_SESSIONS = "explanation_in_sessions"
    #: first comes who meets a condition that is not asked
    FIRST_FOR_NOBODY = "first_for_nobody"
    #: after who waits longest nothing can count any more
    LONGEST_BEFORE_OTHERS = "longest_before_others"
    #: reminders of a day that never comes
    REMINDED_WITHOUT_END = "reminded_without_end"


#: clashes that rest on something being absent: of a file that cannot be read whole they say nothing
OF_ABSENCE = frozenset(
    {
        Clash.EXHAUSTIVE_WITHOUT_LIST,
        Clash.TARIFF_FOR_NOBODY,
        Clash.TEST_WITHOUT_STEP,
        Clash.FIRST_FOR_NOBODY,
    }
)


@dataclass(frozen=True)
class Found:
    """One clash, and the setting to change: `deposit.social`, `kinds.tablet.term`."""

    clash: Clash
    where: str


def clashes_in(policy: LendingPolicy) -> list[Found]:
    """Every clash of the policy, in its own order; then those that only one sort of device has."""
    everywhere = list(_clashes(policy))
    found = [one for one in everywhere if not _is_settled_per_kind(one, policy)]
    for own in policy.kinds or ():
        names = {name for name, _value in own.settings}
        # The waiting list is one for every sort of device, and its order speaks of the usual conditions.
        for one in _clashes(replace(policy_for(policy, own.kind), priority=None)):
            if one not in everywhere:
                name = one.where.partition(".")[0]
                place = one.where if name in names else "term" if "term" in names else next(iter(names), "")
                found.append(Found(one.clash, f"kinds.{own.kind}.{place}"))
    return found


def _is_settled_per_kind(one: Found, policy: LendingPolicy) -> bool:
    """Reminders with a loan that has no end still serve a sort of device whose loan has one."""
    return one.clash is Clash.REMINDED_WITHOUT_END and any(
        not has_no_end(policy_for(policy, own.kind)) for own in policy.kinds or ()
    )


def _clashes(policy: LendingPolicy) -> Iterator[Found]:
    for look in (_who, _screening, _first, _how_long, _money, _around):
        for clash, where, holds in look(policy):
            if holds:
                yield Found(clash, where)


#: what may clash, which setting to change, and whether it does
Look = Iterator[tuple[Clash, str, bool]]


def _who(policy: LendingPolicy) -> Look:
    doors = set(policy.doors or ())
    tree = policy.criteria
    is_open_to_all = tree is not None and tree.mode is Mode.NONE and not tree.of
    sent = {Door.REFERRER, Door.INTERNAL, Door.DIGIHELPER}
    yield Clash.INTERNAL_AND_OTHERS, "doors", Door.INTERNAL in doors and len(doors) > 1
    yield Clash.INVITED_AND_ANYONE, "doors", Door.INVITED in doors and Door.SELF in doors
    by_referrer = bool(policy.criteria_by_referrer)
    yield Clash.CRITERIA_AND_DELEGATED, "criteria_by_referrer", by_referrer and tree is not None
    yield (
        Clash.DELEGATED_WITHOUT_TRUST,
        "referrer_replaces_proof",
        by_referrer and policy.referrer_replaces_proof is False,
    )
    yield Clash.DELEGATED_WITHOUT_DOOR, "doors", by_referrer and bool(doors) and not doors & sent
    yield (
        Clash.EXHAUSTIVE_WITHOUT_LIST,
        "criteria_exhaustive",
        policy.criteria_exhaustive is not None and (tree is None or is_open_to_all),
    )
    yield (
        Clash.EXCEPTION_WITHOUT_CRITERIA,
        "exceptions",
        is_open_to_all and bool(set(policy.exceptions or ()) - {ExceptionRoad.SECOND_DECIDER}),
    )


def _screening(policy: LendingPolicy) -> Look:
    steps = policy.screening
    yield Clash.TWO_DECIDE, "screening", sum(bool(one.decides) for one in steps or ()) > 1
    takes_test = any(one.step is ScreeningStep.DIGITAL_TEST for one in steps or ())
    yield (
        Clash.TEST_WITHOUT_STEP,
        "digital_test",
        policy.digital_test is not None and steps is not None and not takes_test,
    )
    person, household = policy.loans_per_person, policy.loans_per_household
    yield (
        Clash.HOUSEHOLD_BELOW_PERSON,
        "loans_per_household",
        person is not None and household is not None and household < person,
    )


def _first(policy: LendingPolicy) -> Look:
    order = policy.priority or ()
    asked = {criterion.code for criterion in criteria_of(asked_of(policy))}
    yield Clash.FIRST_FOR_NOBODY, "priority", bool(asks_conditions(order) - asked)
    yield Clash.LONGEST_BEFORE_OTHERS, "priority", LONGEST in order[:-1]


def _how_long(policy: LendingPolicy) -> Look:
    longer, term, visit = policy.extensions, policy.term, policy.visit
    may = longer is not None and longer.at_most != 0
    yield Clash.EXTENDED_WITHOUT_END, "extensions", may and has_no_end(policy)
    yield Clash.SOFT_WITHOUT_END, "term.soft", bool(has_no_end(policy) and term and term.soft)
    if longer is not None:
        others = bool(longer.after_visit or longer.only_when_nobody_waits)
        yield Clash.TACIT_AND_CONDITION, "extensions.tacit", bool(longer.tacit) and others
        told = bool(longer.tacit or others or longer.months)
        yield Clash.NEVER_EXTENDED, "extensions.at_most", not may and told
        never = visit is not None and visit.kind is VisitKind.NONE
        yield Clash.VISIT_NEVER, "extensions.after_visit", bool(longer.after_visit) and never
    months = term.months if term is not None and term.kind in {TermKind.MONTHS, TermKind.TRIAL} else None
    first = visit.after_months if visit is not None else None
    # A loan that is extended goes on after its first term, and so do its visits.
    yield (
        Clash.VISIT_AFTER_END,
        "visit.after_months",
        (months is not None and first is not None and first > months and longer is not None and not may),
    )
    yield (
        Clash.REMINDED_WITHOUT_END,
        "reminder_days",
        bool(policy.reminder_days) and has_no_end(policy),
    )


def _money(policy: LendingPolicy) -> Look:
    deposit = policy.deposit or Deposit()
    asks = policy.deposit is not None and deposit.normal != 0 and deposit.usual is not Tariff.WAIVED
    social, waived = set(deposit.social_for or ()), set(deposit.waived_for or ())
    codes = {criterion.code for criterion in criteria_of(policy.criteria)}
    yield (
        Clash.SOCIAL_ABOVE_NORMAL,
        "deposit.social",
        deposit.normal is not None and (deposit.social or 0) > deposit.normal,
    )
    yield Clash.TARIFF_FOR_NOBODY, "deposit.social_for", bool(social - codes)
    yield Clash.TARIFF_FOR_NOBODY, "deposit.waived_for", bool(waived - codes)
    yield Clash.TWO_TARIFFS, "deposit.waived_for", bool(social & waived)
    none_asked = policy.deposit is not None and not asks
    conditions = bool(social or waived or deposit.instalments or deposit.third_party)
    yield Clash.TARIFF_WITHOUT_DEPOSIT, "deposit", none_asked and conditions
    cap = policy.deduction_cap_cents
    yield (
        Clash.CAP_ABOVE_DEPOSIT,
        "deduction_cap_cents",
        asks and cap is not None and deposit.normal is not None and cap > deposit.normal,
    )


def _around(policy: LendingPolicy) -> Look:
    workshop = policy.workshop
    if workshop is None:
        return
    yield (
        Clash.GATE_OF_A_CHOICE,
        "workshop.gate",
        workshop.gate is Gate.BEFORE and workshop.mandatory is False,
    )
    yield (
        Clash.EXPLANATION_IN_SESSIONS,
        "workshop.sessions",
        workshop.mode is WorkshopMode.AT_HAND_OVER and (workshop.sessions or 1) > 1,
    )
