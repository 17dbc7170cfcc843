"""A lending policy as a JSON document: read strictly, so that a slip is told at once, and written back.

A setting that is absent or null is *not set*. Whatever else is not understood is refused with the place where
it stands; nothing is guessed, because a policy decides over people.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from inventory.applications.policy import (
    Criterion,
    Deposit,
    Extensions,
    Gate,
    Group,
    LendingPolicy,
    Mode,
    Price,
    ProofKind,
    Term,
    TermKind,
    Texts,
    Workshop,
    WorkshopMode,
    criteria_of,
)
from inventory.foundation.refusal import Refusal

#: above this an amount is a slip: a refurbished laptop is not worth it
MOST_CENTS = 100_000
MOST_MONTHS = 120
MOST_CRITERIA = 30
DEEPEST = 4
LONGEST_TEXT = 400

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


class NoText(PolicyFlaw):
    """A text in at least one language belongs here."""


class NotACode(PolicyFlaw):
    """A code is small letters, digits and underscores."""


class CodeTwice(PolicyFlaw):
    """The same code stands for two things."""


class EmptyGroup(PolicyFlaw):
    """*All of* and *any of* need at least one condition."""


class TooMuch(PolicyFlaw):
    """More conditions, or deeper, than a person can follow."""


class Contradiction(PolicyFlaw):
    """Two settings speak against each other."""


def read(document: object) -> LendingPolicy:
    """The policy in `document` (parsed JSON). A PolicyFlaw names the first place that cannot be read."""
    parts = _object(document, "policy", {setting.name for setting in fields(LendingPolicy)})
    policy = LendingPolicy(
        criteria=_if_set(parts, "criteria", _group),
        referrer_replaces_proof=_if_set(parts, "referrer_replaces_proof", _flag),
        term=_if_set(parts, "term", _term),
        extensions=_if_set(parts, "extensions", _extensions),
        deposit=_if_set(parts, "deposit", _deposit),
        deductions=_if_set(parts, "deductions", _prices),
        deduction_cap_cents=_if_set(parts, "deduction_cap_cents", _cents),
        workshop=_if_set(parts, "workshop", _workshop),
        loans_per_person=_if_set(parts, "loans_per_person", lambda part, at: _number(part, at, 1, 20)),
        reminder_days=_if_set(parts, "reminder_days", _days),
        remarks=_if_set(parts, "remarks", _texts),
    )
    codes = [criterion.code for criterion in criteria_of(policy.criteria)]
    if len(codes) > MOST_CRITERIA:
        raise TooMuch(where="criteria")
    _once(codes, "criteria")
    return policy


def write(policy: LendingPolicy) -> dict[str, Any]:
    """`policy` as a document that `read` reads back; what is not set is left out."""
    document: dict[str, Any] = {}
    for setting in fields(policy):
        value = getattr(policy, setting.name)
        if value is not None:
            document[setting.name] = _written(value)
    return document


def _written(value: object) -> Any:
    if isinstance(value, Group):
        return {value.mode.value: [_written(branch) for branch in value.of]}
    if isinstance(value, tuple):
        return [_written(part) for part in value]
    if isinstance(value, StrEnum):
        return value.value
    if hasattr(value, "__dataclass_fields__"):
        kept = {setting.name: getattr(value, setting.name) for setting in fields(value)}  # type: ignore[arg-type]  # a dataclass, by the line above
        return {name: _written(part) for name, part in kept.items() if part is not None and part != ()}
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
            raise UnknownSetting(where=f"{where}.{str(name)[:40]}")
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
            raise UnknownSetting(where=f"{where}.{str(locale)[:40]}")
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


def _criterion(part: object, where: str) -> Criterion:
    parts = _object(part, where, {"code", "text", "proofs"})
    proofs = _list(parts.get("proofs") or [], f"{where}.proofs")
    return Criterion(
        code=_code(parts.get("code"), f"{where}.code"),
        text=_texts(parts.get("text"), f"{where}.text"),
        proofs=tuple(_choice(proof, f"{where}.proofs", ProofKind) for proof in proofs),
    )


def _term(part: object, where: str) -> Term:
    parts = _object(part, where, {"kind", "months"})
    kind = _choice(parts.get("kind"), f"{where}.kind", TermKind)
    months = parts.get("months")
    if kind is not TermKind.MONTHS:
        if months is not None:
            raise Contradiction(where=f"{where}.months")
        return Term(kind)
    return Term(kind, _number(months, f"{where}.months", 1, MOST_MONTHS))


def _extensions(part: object, where: str) -> Extensions:
    parts = _object(part, where, {"at_most", "months"})
    return Extensions(
        at_most=_if_set(parts, "at_most", lambda part, at: _number(part, at, 0, 50), where),
        months=_if_set(parts, "months", lambda part, at: _number(part, at, 1, MOST_MONTHS), where),
    )


def _deposit(part: object, where: str) -> Deposit:
    parts = _object(part, where, {"normal", "social", "third_party"})
    deposit = Deposit(
        normal=_if_set(parts, "normal", _cents, where),
        social=_if_set(parts, "social", _cents, where),
        third_party=_if_set(parts, "third_party", _cents, where),
    )
    if deposit.normal is not None and (deposit.social or 0) > deposit.normal:
        raise Contradiction(where=f"{where}.social")
    return deposit


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
    parts = _object(part, where, {"mode", "gate", "minutes", "sessions"})
    mode = _choice(parts.get("mode"), f"{where}.mode", WorkshopMode)
    workshop = Workshop(
        mode=mode,
        gate=_if_set(parts, "gate", lambda part, at: _choice(part, at, Gate), where),
        minutes=_if_set(parts, "minutes", lambda part, at: _number(part, at, 1, 600), where),
        sessions=_if_set(parts, "sessions", lambda part, at: _number(part, at, 1, 20), where),
    )
    if mode is WorkshopMode.NONE and workshop != Workshop(mode):
        raise Contradiction(where=where)
    if mode is WorkshopMode.AT_HAND_OVER and workshop.gate not in {None, Gate.AT}:
        raise Contradiction(where=f"{where}.gate")
    return workshop


def _days(part: object, where: str) -> tuple[int, ...]:
    days = {_number(day, where, -90, 90) for day in _list(part, where)}
    return tuple(sorted(days))
