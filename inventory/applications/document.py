"""A lending policy as a JSON document: read strictly, so that a slip is told at once, and written back.

A setting that is absent or null is *not set*. Whatever else is not understood is refused with the place where
it stands; nothing is guessed, because a policy decides over people.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from inventory.applications.policy import (
    Criterion,
    Deposit,
    Door,
    ExceptionRoad,
    Extensions,
    FollowUp,
    FollowUpKind,
    ForKind,
    Gate,
    Group,
    LendingPolicy,
    LentKind,
    LoanEnd,
    Mode,
    PickUp,
    Price,
    ProofKind,
    Screener,
    Screening,
    ScreeningStep,
    SkillsTest,
    Tariff,
    Term,
    TermKind,
    Texts,
    Visit,
    VisitKind,
    WaivedBy,
    Workshop,
    WorkshopMode,
    criteria_of,
)
from inventory.applications.waiting import CONDITION, known_entries, parts_of
from inventory.foundation.refusal import Refusal

#: above this an amount is a slip: a refurbished laptop is not worth it
MOST_CENTS = 100_000
MOST_MONTHS = 120
MOST_CRITERIA = 30
DEEPEST = 4
LONGEST_TEXT = 400
#: how much of a name that nobody knows is said
MOST_NAMED = 40
#: more than anyone reads at once
MOST_FLAWS = 50

Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")


class PolicyFlaw(Refusal):
    """The policy cannot be read at the place named `where`."""

    status = 422


class UnknownSetting(PolicyFlaw):
    """There is no such setting."""


class NotAGroup(PolicyFlaw):
    """Something else stands where a group of settings belongs."""


class NotAList(PolicyFlaw):
    """Something else stands where a list belongs."""


class NotANumber(PolicyFlaw):
    """A whole number within bounds belongs here."""


class NotAChoice(PolicyFlaw):
    """Only a few words may stand here."""


class NotADay(PolicyFlaw):
    """A day belongs here, as 2026-12-31."""


class NoText(PolicyFlaw):
    """A text in at least one language belongs here."""


class NotACode(PolicyFlaw):
    """A code is small letters, digits and underscores."""


class CodeTwice(PolicyFlaw):
    """The same code stands for two things."""


class EmptyGroup(PolicyFlaw):
    """*All of* and *any of* need at least one condition."""


class NothingChosen(PolicyFlaw):
    """A list that is set names at least one thing."""


class TooMuch(PolicyFlaw):
    """More conditions, or deeper, than a person can follow."""


class Contradiction(PolicyFlaw):
    """Two settings speak against each other."""


def read(document: object) -> LendingPolicy:
    """The policy in `document` (parsed JSON). A PolicyFlaw names the first place that cannot be read.

    Settings that speak against each other can be read: `clashes.py` finds those.
    """
    parts = _object(document, "policy", {*_READERS, "kinds"})
    settings = {name: _if_set(parts, name, reader) for name, reader in _READERS.items()}
    return LendingPolicy(**settings, kinds=_if_set(parts, "kinds", _kinds))


def read_what_can(document: object) -> tuple[LendingPolicy, list[PolicyFlaw]]:
    """What can be read of `document`, and every place that cannot, in the order in which they were met."""
    left, found = deepcopy(document), list[PolicyFlaw]()
    while len(found) < MOST_FLAWS:
        try:
            return read(left), found
        except PolicyFlaw as flaw:
            found.append(flaw)
            where = str(flaw.particulars["where"])
            # What is unknown is left out by itself; of a setting that cannot be read the rest may hang on it.
            place = where if isinstance(flaw, UnknownSetting) else where.partition(".")[0]
            if not _leave_out(left, place.removeprefix("policy.")):
                break
    return LendingPolicy(), found


def _leave_out(part: Any, place: str) -> bool:
    """Take what stands at `place` out of `part`; False when nothing does."""
    inside = list(enumerate(part, start=1)) if isinstance(part, list) else []
    inside = list(part.items()) if isinstance(part, dict) else inside
    for key, value in inside:
        name = str(key)[:MOST_NAMED]
        if place == name and isinstance(part, dict):
            del part[key]
            return True
        if place.startswith(f"{name}.") and _leave_out(value, place[len(name) + 1 :]):
            return True
    return False


def write(policy: LendingPolicy) -> dict[str, Any]:
    """`policy` as a document that `read` reads back; what is not set is left out."""
    document: dict[str, Any] = {}
    for setting in fields(policy):
        value = getattr(policy, setting.name)
        if value is not None:
            document[setting.name] = _written(value)
    return document


def _written(value: object) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], ForKind):
        return {one.kind.value: {name: _written(part) for name, part in one.settings} for one in value}
    if isinstance(value, Group):
        return {value.mode.value: [_written(branch) for branch in value.of]}
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    if hasattr(value, "__dataclass_fields__"):
        settings = fields(value)  # type: ignore[arg-type]  # a dataclass, by the line above
        kept = {one.name: (getattr(value, one.name), one.default) for one in settings}
        return {name: _written(part) for name, (part, default) in kept.items() if part != default}
    return dict(value) if isinstance(value, dict) else value


def _if_set(
    parts: dict[str, Any], name: str, reader: Callable[[Any, str], Read], at: str = ""
) -> Read | None:
    where = f"{at}.{name}" if at else name
    return None if parts.get(name) is None else reader(parts[name], where)


def _object(part: object, where: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise NotAGroup(where=where)
    for name in part:
        if name not in known:
            raise UnknownSetting(where=f"{where}.{str(name)[:MOST_NAMED]}", known=", ".join(sorted(known)))
    return part


def _list(part: object, where: str) -> list[Any]:
    if not isinstance(part, list):
        raise NotAList(where=where)
    if len(part) > MOST_CRITERIA:
        raise TooMuch(where=where)
    return part


def _number(part: object, where: str, least: int, most: int) -> int:
    # True is an int to Python, not to a coordinator.
    if not isinstance(part, int) or isinstance(part, bool) or not least <= part <= most:
        raise NotANumber(where=where, least=least, most=most)
    return part


def _cents(part: object, where: str) -> int:
    return _number(part, where, 0, MOST_CENTS)


def _flag(part: object, where: str) -> bool:
    if not isinstance(part, bool):
        raise NotAChoice(where=where, choices="true, false")
    return part


def _choice(part: object, where: str, choices: type[Choice]) -> Choice:
    if not isinstance(part, str) or part not in set(choices):
        raise NotAChoice(where=where, choices=", ".join(choices))
    return choices(part)


def _texts(part: object, where: str) -> Texts:
    texts = part if isinstance(part, dict) else {}
    for locale, text in texts.items():
        if not isinstance(locale, str) or not re.fullmatch("[a-z]{2}", locale):
            raise UnknownSetting(where=f"{where}.{str(locale)[:MOST_NAMED]}", known="nl, fr, en")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
            raise NoText(where=f"{where}.{locale}", most=LONGEST_TEXT)
    if not texts:
        raise NoText(where=where, most=LONGEST_TEXT)
    return {locale: text.strip() for locale, text in texts.items()}


def _code(part: object, where: str) -> str:
    if not isinstance(part, str) or not re.fullmatch("[a-z][a-z0-9_]{0,39}", part):
        raise NotACode(where=where)
    return part


def _once(codes: list[str], where: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise CodeTwice(where=where, code=code)


def _criteria(part: object, where: str) -> Group:
    tree = _group(part, where)
    codes = [criterion.code for criterion in criteria_of(tree)]
    if len(codes) > MOST_CRITERIA:
        raise TooMuch(where=where)
    _once(codes, where)
    return tree


def _group(part: object, where: str, depth: int = 1) -> Group:
    parts = _object(part, where, set(Mode))
    if len(parts) != 1:
        raise NotAGroup(where=where)
    if depth > DEEPEST:
        raise TooMuch(where=where)
    mode, branches = next(iter(parts.items()))
    inside = tuple(_branches(_list(branches, f"{where}.{mode}"), f"{where}.{mode}", depth))
    if mode == Mode.NONE and any(isinstance(branch, Group) for branch in inside):
        # "None of: all of …" is more than anyone at a desk can weigh.
        raise TooMuch(where=f"{where}.{mode}")
    if not inside and mode != Mode.NONE:
        raise EmptyGroup(where=f"{where}.{mode}")
    return Group(Mode(mode), inside)


def _branches(branches: list[Any], where: str, depth: int) -> Iterator[Criterion | Group]:
    for place, branch in enumerate(branches, start=1):
        here = f"{where}.{place}"
        if isinstance(branch, dict) and "code" not in branch:
            yield _group(branch, here, depth + 1)
        else:
            yield _criterion(branch, here)


def _several(choices: type[Choice], *, empty: bool = False) -> Callable[[Any, str], tuple[Choice, ...]]:
    """A reader of one or more of `choices`, kept once and in their own order; of none where `empty` says so."""

    def read_them(part: object, where: str) -> tuple[Choice, ...]:
        chosen = {_choice(one, where, choices) for one in _list(part, where)}
        if not chosen and not empty:
            raise NothingChosen(where=where)
        return tuple(one for one in choices if one in chosen)

    return read_them


def _screening(part: object, where: str) -> tuple[Screening, ...]:
    steps = tuple(_step(one, f"{where}.{place}") for place, one in enumerate(_list(part, where), start=1))
    _once([one.step.value for one in steps], where)
    return steps


def _step(part: object, where: str) -> Screening:
    parts = _object(part, where, {"step", "by", "decides"})
    return Screening(
        _choice(parts.get("step"), f"{where}.step", ScreeningStep),
        by=_if_set(parts, "by", lambda part, at: _choice(part, at, Screener), where),
        decides=bool(_if_set(parts, "decides", _flag, where)),
    )


def _kinds(part: object, where: str) -> tuple[ForKind, ...] | None:
    parts = _object(part, where, set(LentKind))
    own = (_for_kind(kind, parts[kind], f"{where}.{kind}") for kind in LentKind if kind in parts)
    return tuple(one for one in own if one.settings) or None


def _for_kind(kind: LentKind, part: object, where: str) -> ForKind:
    """What is otherwise for `kind`. Here null is not the same as absent: it unsets what holds for the others."""
    # One list of people waits for every sort of device, so its order is set once.
    readers = {name: reader for name, reader in _READERS.items() if name != "priority"}
    parts = _object(part, where, set(readers))
    own = [(name, _if_set(parts, name, reader, where)) for name, reader in readers.items() if name in parts]
    return ForKind(kind, tuple(own))


def _criterion(part: object, where: str) -> Criterion:
    parts = _object(part, where, {"code", "text", "proofs"})
    proofs = _list(parts.get("proofs") or [], f"{where}.proofs")
    return Criterion(
        code=_code(parts.get("code"), f"{where}.code"),
        text=_texts(parts.get("text"), f"{where}.text"),
        proofs=tuple(_choice(proof, f"{where}.proofs", ProofKind) for proof in proofs),
    )


def _term(part: object, where: str) -> Term:
    parts = _object(part, where, {"kind", "months", "soft"})
    kind = _choice(parts.get("kind"), f"{where}.kind", TermKind)
    months, soft = parts.get("months"), _if_set(parts, "soft", _flag, where)
    if kind not in {TermKind.MONTHS, TermKind.TRIAL} and months is not None:
        raise Contradiction(where=f"{where}.months")
    if kind is not TermKind.MONTHS and months is None:
        return Term(kind, soft=soft)
    return Term(kind, _number(months, f"{where}.months", 1, MOST_MONTHS), soft)


def _extensions(part: object, where: str) -> Extensions:
    flags = ("after_visit", "only_when_nobody_waits", "tacit")
    parts = _object(part, where, {"at_most", "months", *flags})
    return Extensions(
        at_most=_if_set(parts, "at_most", lambda part, at: _number(part, at, 0, 50), where),
        months=_if_set(parts, "months", _months, where),
        **{name: _if_set(parts, name, _flag, where) for name in flags},
    )


def _months(part: object, where: str) -> int:
    return _number(part, where, 1, MOST_MONTHS)


def _visit(part: object, where: str) -> Visit:
    parts = _object(part, where, {"kind", "after_months", "maintenance"})
    visit = Visit(
        _choice(parts.get("kind"), f"{where}.kind", VisitKind),
        after_months=_if_set(parts, "after_months", _months, where),
        maintenance=_if_set(parts, "maintenance", _flag, where),
    )
    if visit.kind is VisitKind.NONE and visit != Visit(VisitKind.NONE):
        raise Contradiction(where=where)
    return visit


def _follow_up(part: object, where: str) -> FollowUp:
    parts = _object(part, where, {"kind", "after_months"})
    asked = FollowUp(
        _choice(parts.get("kind"), f"{where}.kind", FollowUpKind),
        after_months=_if_set(parts, "after_months", _months, where),
    )
    if asked.kind is FollowUpKind.NONE and asked.after_months is not None:
        raise Contradiction(where=f"{where}.after_months")
    return asked


def _deposit(part: object, where: str) -> Deposit:
    parts = _object(part, where, {setting.name for setting in fields(Deposit)})
    return Deposit(
        normal=_if_set(parts, "normal", _cents, where),
        social=_if_set(parts, "social", _cents, where),
        third_party=_if_set(parts, "third_party", _cents, where),
        usual=_if_set(parts, "usual", _tariff, where),
        social_for=_if_set(parts, "social_for", _codes, where),
        waived_for=_if_set(parts, "waived_for", _codes, where),
        instalments=_if_set(parts, "instalments", lambda part, at: _number(part, at, 2, 24), where),
    )


def _tariff(part: object, where: str) -> Tariff:
    tariff = _choice(part, where, Tariff)
    if tariff is Tariff.THIRD_PARTY:
        raise NotAChoice(where=where, choices=", ".join(one for one in Tariff if one is not tariff))
    return tariff


def _codes(part: object, where: str) -> tuple[str, ...]:
    codes = [_code(one, f"{where}.{place}") for place, one in enumerate(_list(part, where), start=1)]
    _once(codes, where)
    return tuple(codes)


def _prices(part: object, where: str) -> tuple[Price, ...]:
    prices = tuple(_price(line, f"{where}.{place}") for place, line in enumerate(_list(part, where), start=1))
    _once([price.code for price in prices], where)
    return prices


def _price(part: object, where: str) -> Price:
    parts = _object(part, where, {"code", "text", "cents"})
    return Price(
        code=_code(parts.get("code"), f"{where}.code"),
        text=_texts(parts.get("text"), f"{where}.text"),
        cents=_cents(parts.get("cents"), f"{where}.cents"),
    )


def _workshop(part: object, where: str) -> Workshop:
    parts = _object(
        part, where, {"mode", "gate", "minutes", "sessions", "mandatory", "within_weeks", "waived_by"}
    )
    mode = _choice(parts.get("mode"), f"{where}.mode", WorkshopMode)
    workshop = Workshop(
        mode=mode,
        gate=_if_set(parts, "gate", lambda part, at: _choice(part, at, Gate), where),
        minutes=_if_set(parts, "minutes", lambda part, at: _number(part, at, 1, 600), where),
        sessions=_if_set(parts, "sessions", lambda part, at: _number(part, at, 1, 20), where),
        mandatory=_if_set(parts, "mandatory", _flag, where),
        within_weeks=_if_set(parts, "within_weeks", lambda part, at: _number(part, at, 1, 52), where),
        waived_by=_if_set(parts, "waived_by", lambda part, at: _choice(part, at, WaivedBy), where),
    )
    if mode is WorkshopMode.NONE and workshop != Workshop(mode):
        raise Contradiction(where=where)
    if mode is WorkshopMode.AT_HAND_OVER and workshop.gate not in {None, Gate.AT}:
        raise Contradiction(where=f"{where}.gate")
    if workshop.within_weeks is not None and workshop.gate is not Gate.AFTER:
        raise Contradiction(where=f"{where}.within_weeks")
    return workshop


def _days(part: object, where: str) -> tuple[int, ...]:
    days = {_number(day, where, -90, 90) for day in _list(part, where)}
    return tuple(sorted(days))


def _priority(part: object, where: str) -> tuple[str, ...]:
    entries = tuple(_entry(one, f"{where}.{at}") for at, one in enumerate(_list(part, where), start=1))
    if not entries:
        raise NothingChosen(where=where)
    _once(list(entries), where)
    return entries


def _entry(part: object, where: str) -> str:
    known = known_entries()
    if isinstance(part, str) and part in known:
        return part
    kind, value = parts_of(part) if isinstance(part, str) else ("", "")
    if kind != CONDITION:
        raise NotAChoice(where=where, choices=", ".join([*known, f"{CONDITION}.…"]))
    return f"{CONDITION}.{_code(value, where)}"


#: every setting, in the order in which people read it, and how it is read
_READERS: dict[str, Callable[[Any, str], Any]] = {
    "doors": _several(Door),
    "criteria": _criteria,
    "criteria_exhaustive": _flag,
    "criteria_by_referrer": _flag,
    "referrer_replaces_proof": _flag,
    "screening": _screening,
    "digital_test": lambda part, at: _choice(part, at, SkillsTest),
    "exceptions": _several(ExceptionRoad, empty=True),
    "term": _term,
    "extensions": _extensions,
    "visit": _visit,
    "deposit": _deposit,
    "deductions": _prices,
    "deduction_cap_cents": _cents,
    "workshop": _workshop,
    "loans_per_person": lambda part, at: _number(part, at, 1, 20),
    "loans_per_household": lambda part, at: _number(part, at, 1, 20),
    "priority": _priority,
    "pick_up": _several(PickUp),
    "ends": _several(LoanEnd),
    "follow_up": _follow_up,
    "reminder_days": _days,
    "remarks": _texts,
}
