"""A policy as its form shows it: which box holds what, in text; and which conditions the form can say at all."""

from collections.abc import Iterable
from typing import Any

from inventory.applications.policy import (
    Criterion,
    Deposit,
    Extensions,
    ForKind,
    Group,
    LendingPolicy,
    LentKind,
    Mode,
    Term,
    Workshop,
    WorkshopMode,
)
from inventory.applications.presets import WELL_KNOWN, WELL_KNOWN_PRICES
from inventory.foundation.money import amount_text

UNSET = "unset"
#: how many places of the order of the waiting list the form asks
FIRSTS = 5
#: a sort of device that has the term of all the others
SAME = "same"
#: sorts of device that may have a term of their own; what is set for the others is what laptops have
OTHER_KINDS = tuple(kind for kind in LentKind if kind is not LentKind.LAPTOP)


def is_sayable(group: Group | None) -> bool:
    """Can the form say these conditions, and would it write them down in the same order?"""
    if group is None or not group.of:
        return True
    codes = [one.code for one in group.of if isinstance(one, Criterion)]
    inner = [one for one in group.of if isinstance(one, Group)]
    inside = [one.code for one in (inner[0].of if inner else ()) if isinstance(one, Criterion)]
    return group == group_of(codes, inside)


def group_of(must: Iterable[str], one_of: Iterable[str]) -> Group:
    """All of `must`, and one of `one_of`: well-known conditions in the order of the form."""
    all_of = [criterion for code, criterion in WELL_KNOWN.items() if code in set(must)]
    any_of = [criterion for code, criterion in WELL_KNOWN.items() if code in set(one_of) - set(must)]
    last = (Group(Mode.ANY, tuple(any_of)),) if any_of else ()
    return Group(Mode.ALL, (*all_of, *last))


def filled(policy: LendingPolicy, locale: str) -> dict[str, Any]:
    """The form's data for a policy that stands."""
    return {**_who(policy), **_how_long(policy), **_money(policy), **_around(policy, locale)}


def _who(policy: LendingPolicy) -> dict[str, Any]:
    group = policy.criteria
    sayable = is_sayable(group)
    branches = group.of if group and sayable else ()
    inner = [branch for branch in branches if isinstance(branch, Group)]
    conditions = UNSET if group is None else "kept" if not sayable else "chosen" if group.of else "none"
    if group is None and policy.criteria_by_referrer:
        conditions = "service"
    return {
        "doors": list(policy.doors or ()),
        "conditions": conditions,
        "must": [branch.code for branch in branches if isinstance(branch, Criterion)],
        "one_of": [one.code for one in (inner[0].of if inner else ()) if isinstance(one, Criterion)],
        "exhaustive": _yes_no(policy.criteria_exhaustive),
        "referral": _yes_no(policy.referrer_replaces_proof),
        **_screened(policy),
        "has_exceptions": _yes_no(None if policy.exceptions is None else bool(policy.exceptions)),
        "exceptions": list(policy.exceptions or ()),
    }


def _screened(policy: LendingPolicy) -> dict[str, Any]:
    steps = policy.screening
    return {
        "screened": _yes_no(None if steps is None else bool(steps)),
        **{f"by_{one.step}": one.by.value if one.by else UNSET for one in steps or ()},
        "decides": next((one.step.value for one in steps or () if one.decides), ""),
        "digital_test": policy.digital_test.value if policy.digital_test else UNSET,
    }


def _how_long(policy: LendingPolicy) -> dict[str, Any]:
    term, extensions = policy.term, policy.extensions
    allowed = None if extensions is None else extensions.at_most != 0
    longer = extensions if extensions and allowed else Extensions()
    visit = policy.visit
    return {
        "term": term.kind.value if term else UNSET,
        "term_months": _text(term.months if term else None),
        "soft": _yes_no(term.soft if term else None),
        "extensions": _yes_no(allowed),
        "at_most": _text(longer.at_most),
        "extension_months": _text(longer.months),
        "after_visit": _yes_no(longer.after_visit),
        "nobody_waits": _yes_no(longer.only_when_nobody_waits),
        "tacit": _yes_no(longer.tacit),
        "visit": visit.kind.value if visit else UNSET,
        "visit_months": _text(visit.after_months if visit else None),
        "maintenance": _yes_no(visit.maintenance if visit else None),
        **_per_kind(policy.kinds or ()),
    }


def _per_kind(kinds: Iterable[ForKind]) -> dict[str, Any]:
    filled: dict[str, Any] = {f"term_{kind}": SAME for kind in OTHER_KINDS}
    for own in kinds:
        settings = dict(own.settings)
        if "term" in settings:
            term: Term | None = settings["term"]
            filled[f"term_{own.kind}"] = term.kind.value if term else UNSET
            filled[f"months_{own.kind}"] = _text(term.months if term else None)
    return filled


def _money(policy: LendingPolicy) -> dict[str, Any]:
    asked = None if policy.deposit is None else policy.deposit.normal != 0
    deposit = policy.deposit if policy.deposit and asked else Deposit()
    prices = {price.code: price.cents for price in policy.deductions or ()}
    return {
        "deposit": _yes_no(asked),
        "normal": _amount(deposit.normal),
        "social": _amount(deposit.social),
        "third_party": _amount(deposit.third_party),
        "usual": deposit.usual.value if deposit.usual else UNSET,
        "social_for": list(deposit.social_for or ()),
        "waived_for": list(deposit.waived_for or ()),
        "instalments": _text(deposit.instalments),
        **{code: _amount(prices.get(code)) for code in WELL_KNOWN_PRICES},
        "cap": _amount(policy.deduction_cap_cents),
    }


def _around(policy: LendingPolicy, locale: str) -> dict[str, Any]:
    workshop = policy.workshop or Workshop(WorkshopMode.NONE)
    asked = policy.follow_up
    return {
        "workshop": workshop.mode.value if policy.workshop else UNSET,
        "gate": workshop.gate.value if workshop.gate else UNSET,
        "minutes": _text(workshop.minutes),
        "sessions": _text(workshop.sessions),
        "mandatory": _yes_no(workshop.mandatory),
        "within_weeks": _text(workshop.within_weeks),
        "waived_by": workshop.waived_by.value if workshop.waived_by else UNSET,
        "pick_up": list(policy.pick_up or ()),
        "ends": list(policy.ends or ()),
        "follow_up": asked.kind.value if asked else UNSET,
        "follow_up_months": _text(asked.after_months if asked else None),
        "loans_per_person": _text(policy.loans_per_person),
        "loans_per_household": _text(policy.loans_per_household),
        **{f"first_{at}": entry for at, entry in enumerate((policy.priority or ())[:FIRSTS], start=1)},
        "reminder_days": ", ".join(str(day) for day in policy.reminder_days or ()),
        "remarks": (policy.remarks or {}).get(locale, ""),
    }


def _yes_no(answer: bool | None) -> str:
    return UNSET if answer is None else "yes" if answer else "no"


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _amount(cents: int | None) -> str:
    return "" if cents is None else amount_text(cents)
