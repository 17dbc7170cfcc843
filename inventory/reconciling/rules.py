"""Which request a movement on the bank pays: beyond doubt, or as a proposal with its reason.

Beyond doubt is one case: the structured reference of a request that is still open, exactly what is left of it, on the
account on which it was asked, and by nobody else in the same breath. A reference with right check digits proves
little by itself: one in a hundred random numbers has them. Everything else is proposed to a person, and never booked
alone (OGM and matching rules: Febelfin's structured communication; `docs/reconciling.md`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from inventory.foundation.refusal import Refusal


class Why(StrEnum):
    """Why a request is proposed for a movement."""

    #: the structured reference is that of the request
    REFERENCE = "reference"
    #: the reference stands in what the payer wrote
    IN_TEXT = "in_text"
    #: the reference is that of an older request, in whose place this one came
    REPLACED = "replaced"
    #: exactly what is left of it
    AMOUNT = "amount"
    #: less came in than is left of it
    PART = "part"
    #: more came in than is left of it
    MORE = "more"
    #: several requests together are exactly what came in
    TOGETHER = "together"
    #: this account paid for this loan before
    SAME_IBAN = "same_iban"
    #: the account is in the borrower's name
    SAME_NAME = "same_name"
    #: it was asked on another account of ours
    OTHER_ACCOUNT = "other_account"


class _Weight(IntEnum):
    REFERENCE = 1000
    REPLACED = 800
    IN_TEXT = 600
    SAME_IBAN = 300
    SAME_NAME = 200
    AMOUNT = 100
    TOGETHER = 90
    OTHER_ACCOUNT = -50
    PART = 0
    MORE = -1


#: many pay the same deposit: the amount alone says something only while few are open
_MOST_BY_AMOUNT = 3


class NothingLeftOfIt(Refusal):
    """All of this movement is in the books, or what is to be booked is more than is left of it."""


class LaidAside(Refusal):
    """Somebody said that this movement is no matter of the deposits."""


class OtherDirection(Refusal):
    """Money that went out is booked as if it came in, or the other way round."""


class NotThisCash(Refusal):
    """The movement is not exactly the cash that was brought to the bank or fetched there, or that was seen before."""


class NotThisRefund(Refusal):
    """The movement is not exactly this refund, or another movement showed it before."""


class NotParts(Refusal):
    """What should name requests and amounts does not."""

    status = 422


@dataclass(frozen=True)
class Item:
    """A movement as far as it is not booked: so many cents, plus came in; with what the bank tells of the payer."""

    movement_id: int
    account_id: int
    left_cents: int
    #: the structured reference
    reference: str | None = None
    #: references in the free text
    found: tuple[str, ...] = ()
    iban: str | None = None
    #: the payer's name, folded
    name: str = ""


@dataclass(frozen=True)
class Asked:
    """A request as far as it is not paid."""

    request_id: int
    reference: str
    account_id: int
    left_cents: int
    is_open: bool
    #: None: a statement for many loans
    loan_id: int | None
    #: the borrower's name, folded, last name first; empty for an organisation
    name: str = ""
    #: another request of the same loan came in its place
    is_replaced: bool = False


@dataclass(frozen=True)
class Part:
    """So many cents of a movement, for one request."""

    request_id: int
    cents: int


@dataclass(frozen=True)
class Proposal:
    """What a movement may be, with its reasons: the first is the one that found it."""

    parts: tuple[Part, ...]
    reasons: tuple[Why, ...]
    #: what would be left of the movement; a surplus when its reference is right
    over_cents: int = 0

    @property
    def as_text(self) -> str:
        """Its parts as `parts_from` reads them back."""
        return parts_text(self.parts)

    @property
    def cents(self) -> int:
        """What would be booked."""
        return sum(part.cents for part in self.parts)


def is_beyond_doubt(item: Item, asked: Asked) -> bool:
    """May it be booked without asking anyone?"""
    return (
        item.reference == asked.reference
        and asked.is_open
        and item.account_id == asked.account_id
        and 0 < item.left_cents == asked.left_cents
    )


def proposals(
    item: Item,
    requests: Iterable[Asked],
    *,
    paid_by: frozenset[int | None] = frozenset(),
    most: int = 5,
) -> list[Proposal]:
    """What `item` may be, the likeliest first. `paid_by` are the loans for which its IBAN paid before."""
    if item.left_cents <= 0:
        return []
    every = list(requests)
    open_ones = [one for one in every if one.is_open and one.left_cents > 0]
    older = _older_references(every)
    found = []
    for one in open_ones:
        reasons = _reasons(item, one, older, paid_by)
        if _says_enough(reasons) and not (one.loan_id is None and Why.PART in reasons):
            part = Part(one.request_id, min(item.left_cents, one.left_cents))
            found.append(Proposal((part,), tuple(reasons), max(0, item.left_cents - one.left_cents)))
    by_amount = [one for one in found if one.reasons == (Why.AMOUNT,)]
    if len(by_amount) > _MOST_BY_AMOUNT:
        found = [one for one in found if one not in by_amount]
    together = _together(item, open_ones)
    if together is not None:
        found.append(together)
    return sorted(found, key=lambda one: (-_weight(one), one.parts[0].request_id))[:most]


def holds_name(payer: str, name: str) -> bool:
    """Is every word of a `name` one of the `payer`'s, whatever their order? Both folded; an initial is no word."""
    words = [word for word in name.split() if len(word) > 1]
    return len(words) > 1 and set(words) <= set(payer.replace(",", " ").replace("-", " ").split())


def surplus_belongs_to(item: Item, requests: Iterable[Asked]) -> Asked | None:
    """The request of one loan whose reference was paid with more than is left of it, or paid again."""
    for one in requests:
        if one.loan_id is not None and one.reference == item.reference and one.left_cents < item.left_cents:
            return one
    return None


def must_be_left(left_cents: int, cents: int) -> None:
    """Refuse with NothingLeftOfIt or OtherDirection unless `cents` of a movement may still be booked."""
    if left_cents == 0:
        raise NothingLeftOfIt
    if (left_cents > 0) is not (cents > 0):
        raise OtherDirection
    if abs(cents) > abs(left_cents):
        raise NothingLeftOfIt(field="amount")


def _reasons(item: Item, one: Asked, older: dict[int, set[str]], paid_by: frozenset[int | None]) -> list[Why]:
    reasons = []
    known_as = {one.reference, *(older.get(one.loan_id, ()) if one.loan_id is not None else ())}
    if item.reference == one.reference:
        reasons.append(Why.REFERENCE)
    elif item.reference in known_as:
        reasons.append(Why.REPLACED)
    elif known_as & set(item.found):
        reasons.append(Why.IN_TEXT)
    if one.loan_id in paid_by:
        reasons.append(Why.SAME_IBAN)
    if one.name and holds_name(item.name, one.name):
        reasons.append(Why.SAME_NAME)
    if item.left_cents == one.left_cents:
        reasons.append(Why.AMOUNT)
    elif reasons:
        reasons.append(Why.PART if item.left_cents < one.left_cents else Why.MORE)
    if reasons and item.account_id != one.account_id:
        reasons.append(Why.OTHER_ACCOUNT)
    return reasons


def _says_enough(reasons: Sequence[Why]) -> bool:
    """A name or an earlier payment alone, with another amount, is no reason to trouble someone."""
    told = set(reasons)
    return bool(told & {Why.REFERENCE, Why.REPLACED, Why.IN_TEXT, Why.AMOUNT})


def _older_references(every: Iterable[Asked]) -> dict[int, set[str]]:
    """Per loan the references on papers in whose place others came."""
    older: dict[int, set[str]] = defaultdict(set)
    for one in every:
        if one.is_replaced and one.loan_id is not None:
            older[one.loan_id].add(one.reference)
    return older


def _together(item: Item, open_ones: Sequence[Asked]) -> Proposal | None:
    """One payment for several requests: those that it names, or those of one loan, when they add up to it."""
    named = [one for one in open_ones if one.reference in {item.reference, *item.found}]
    groups = [named]
    for loan_id in {one.loan_id for one in named if one.loan_id is not None}:
        groups.append([one for one in open_ones if one.loan_id == loan_id])
    for group in groups:
        if len(group) > 1 and sum(one.left_cents for one in group) == item.left_cents:
            parts = tuple(
                Part(one.request_id, one.left_cents) for one in sorted(group, key=lambda one: one.request_id)
            )
            return Proposal(
                parts, (Why.IN_TEXT, Why.TOGETHER) if len(named) > 1 else (Why.REFERENCE, Why.TOGETHER)
            )
    return None


def _weight(proposal: Proposal) -> int:
    weight = sum(_Weight[reason.name] for reason in proposal.reasons)
    # What explains the whole movement comes before what explains a part of it.
    return weight + (5000 if Why.TOGETHER in proposal.reasons else 0)


def parts_from(text: str) -> tuple[Part, ...]:
    """The parts of a proposal as they travel in a form: `12:5000 13:2500`, request and cents. NotParts otherwise."""
    found = re.fullmatch(r"\d{1,18}:\d{1,12}(?: \d{1,18}:\d{1,12}){0,49}", text, re.ASCII)
    if found is None:
        raise NotParts
    parts = (part.split(":") for part in text.split(" "))
    return tuple(Part(int(request_id), int(cents)) for request_id, cents in parts)


def parts_text(parts: Sequence[Part]) -> str:
    """The parts of a proposal as `parts_from` reads them back."""
    return " ".join(f"{part.request_id}:{part.cents}" for part in parts)
