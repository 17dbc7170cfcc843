"""An application as a JSON document for `decide_on`, and its decision as one; `docs/policies.md` shows both."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from inventory.applications.assessment import Answer, Finding, Outcome
from inventory.applications.deciding import Asking, Because, Decision, Result, Verdict
from inventory.applications.document import (
    NotAChoice,
    NotADay,
    NotAGroup,
    NotAList,
    NotANumber,
    UnknownSetting,
)
from inventory.applications.policy import (
    Door,
    ExceptionRoad,
    Group,
    LendingPolicy,
    LentKind,
    Mode,
    ProofKind,
    ScreeningStep,
    asked_of,
    criteria_of,
)

Choice = TypeVar("Choice", bound=StrEnum)
_KNOWN = (
    "door", "device_kind", "answers", "vouched", "screening", "exceptions", "running_loans",
    "household_loans", "third_party_pays", "workshop_followed", "workshop_waived", "starts_on",
)  # fmt: skip


def read_asking(document: object) -> Asking:
    """The application in `document` (parsed JSON). A PolicyFlaw names the first place that cannot be read."""
    parts = _object(document, "application", _KNOWN)
    steps = _object(_set(parts, "screening", {}), "screening", tuple(ScreeningStep))
    roads = _set(parts, "exceptions", [])
    if not isinstance(roads, list):
        raise NotAList(where="exceptions")
    return Asking(
        door=None if parts.get("door") is None else _choice(parts["door"], "door", Door),
        kind=_choice(_set(parts, "device_kind", "laptop"), "device_kind", LentKind),
        answers=_answers(_set(parts, "answers", {})),
        vouched=_flag(parts, "vouched"),
        steps={
            ScreeningStep(step): _choice(result, f"screening.{step}", Result)
            for step, result in steps.items()
            if result is not None
        },
        roads=frozenset(_choice(road, "exceptions", ExceptionRoad) for road in roads),
        running_loans=_count(parts, "running_loans"),
        household_loans=_count(parts, "household_loans"),
        third_party_pays=_flag(parts, "third_party_pays"),
        workshop_followed=_flag(parts, "workshop_followed"),
        workshop_waived=_flag(parts, "workshop_waived"),
        starts_on=_day(parts),
    )


def described(decision: Decision, asking: Asking) -> dict[str, Any]:
    """The decision as JSON: codes and numbers only; amounts in cents, days as YYYY-MM-DD."""
    rules = decision.rules
    asked = {one.criterion.code for one in decision.assessment.findings}
    return {
        "outcome": decision.verdict.value,
        "to_be_confirmed_by": "a person",
        "device_kind": asking.kind.value,
        "why": [
            {"reason": one.because.value, "outcome": one.verdict.value, "about": [str(part) for part in one.about]}
            for one in decision.reasons
        ],
        "criteria": [_finding(one, rules) for one in decision.assessment.findings],
        "missing": _missing(decision),
        "would_help": _help(decision),
        "left_aside": sorted(set(asking.answers) - asked),
        "term": None if decision.term is None else {
            "kind": decision.term.kind.value,
            "months": decision.term.months,
            "soft": decision.term.soft,
            "until": decision.until.isoformat() if decision.until else None,
        },
        "deposit": None if rules.deposit is None else {
            "tariffs": [{"tariff": one.tariff.value, "cents": one.cents} for one in decision.tariffs],
            "instalments": rules.deposit.instalments,
        },
        "workshop": None if decision.workshop is None else {
            "mode": decision.workshop.mode.value,
            "gate": decision.workshop.gate.value if decision.workshop.gate else None,
            "mandatory": decision.workshop.mandatory,
            "sessions": decision.workshop.sessions,
            "minutes": decision.workshop.minutes,
            "holds_up": decision.workshop_holds_up,
        },
        "not_set": [one.name for one in fields(rules) if one.name != "kinds" and getattr(rules, one.name) is None],
    }  # fmt: skip


def _finding(one: Finding, rules: LendingPolicy) -> dict[str, Any]:
    in_favour = {Outcome.MET, Outcome.VOUCHED}
    if one.criterion.code in set(_excluding(asked_of(rules))):
        in_favour = {Outcome.NOT_MET, Outcome.VOUCHED}
    return {
        "code": one.criterion.code,
        "text": dict(one.criterion.text),
        "outcome": one.outcome.value,
        "in_favour": None if one.outcome is Outcome.OPEN else one.outcome in in_favour,
        "proof": one.proof.value if one.proof else None,
    }


def _excluding(group: Group | None) -> list[str]:
    """The codes to which a yes speaks against."""
    if group is None:
        return []
    if group.mode is Mode.NONE:
        return [criterion.code for criterion in criteria_of(group)]
    return [code for branch in group.of if isinstance(branch, Group) for code in _excluding(branch)]


def _missing(decision: Decision) -> dict[str, list[str]]:
    about = {one.because: [str(part) for part in one.about] for one in decision.reasons}
    return {
        "answers": [criterion.code for criterion in decision.assessment.to_ask],
        "proofs": about.get(Because.PROOF_TO_SHOW, []),
        "criteria": about.get(Because.CRITERIA_NOT_MET, about.get(Because.CRITERIA_NOT_ALL_NAMED, [])),
        "steps": about.get(Because.STEP_OPEN, []),
    }


def _help(decision: Decision) -> list[dict[str, Any]]:
    """What would bring the answer nearer to a yes."""
    if decision.verdict is Verdict.ELIGIBLE:
        return []
    whys = {one.because: [str(part) for part in one.about] for one in decision.reasons}
    helps: list[dict[str, Any]] = [
        {"what": "criteria", "mode": need.mode.value, "criteria": [one.code for one in need.criteria]}
        for need in decision.assessment.needed
    ]
    for because, what in ((Because.PROOF_TO_SHOW, "proof"), (Because.STEP_OPEN, "step")):
        if because in whys:
            helps.append({"what": what, "about": whys[because]})
    if decision.referral_helps:
        helps.append({"what": "referral"})
    helps += [{"what": "exception", "road": road.value} for road in decision.roads_open]
    if decision.doors_open:
        helps.append({"what": "door", "doors": [door.value for door in decision.doors_open]})
    if whys.keys() & {Because.PERSON_LIMIT, Because.HOUSEHOLD_LIMIT}:
        helps.append({"what": "bring_one_back"})
    return helps


def _object(part: object, where: str, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise NotAGroup(where=where)
    for name in part:
        if name not in known:
            raise UnknownSetting(where=f"{where}.{str(name)[:40]}", known=", ".join(known))
    return part


def _set(parts: dict[str, Any], name: str, otherwise: Any) -> Any:
    return otherwise if parts.get(name) is None else parts[name]


def _answers(part: object) -> Mapping[str, Answer]:
    if not isinstance(part, dict):
        raise NotAGroup(where="answers")
    return {str(code): _answer(answer, f"answers.{str(code)[:40]}") for code, answer in part.items()}


def _answer(part: object, where: str) -> Answer:
    if not isinstance(part, dict):
        return Answer(_choice(part, where, Outcome))
    parts = _object(part, where, ("outcome", "proof"))
    proof = parts.get("proof")
    return Answer(
        _choice(parts.get("outcome"), f"{where}.outcome", Outcome),
        None if proof is None else _choice(proof, f"{where}.proof", ProofKind),
    )


def _choice(part: object, where: str, choices: type[Choice]) -> Choice:
    if not isinstance(part, str) or part not in set(choices):
        raise NotAChoice(where=where, choices=", ".join(choices))
    return choices(part)


def _flag(parts: dict[str, Any], name: str) -> bool:
    part = _set(parts, name, False)
    if not isinstance(part, bool):
        raise NotAChoice(where=name, choices="true, false")
    return part


def _count(parts: dict[str, Any], name: str) -> int:
    part = _set(parts, name, 0)
    if not isinstance(part, int) or isinstance(part, bool) or not 0 <= part <= 1000:
        raise NotANumber(where=name, least=0, most=1000)
    return part


def _day(parts: dict[str, Any]) -> date | None:
    part = parts.get("starts_on")
    if part is None:
        return None
    try:
        started = date.fromisoformat(part) if isinstance(part, str) and len(part) == 10 else None
    except ValueError:
        started = None
    # Whoever counts ten years on from the year 9999 falls off the calendar.
    if started is None or not 1990 <= started.year <= 2100:
        raise NotADay(where="starts_on")
    return started
