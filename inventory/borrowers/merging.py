"""Two entries that turn out to be one person become one: what each room keeps goes to the one that stays.

Never by itself: who looks alike is proposed, and a person who looked at both decides; the page names first what
moves. The pass of the entry that goes leads to the one that stays. For thirty days it can be undone: `unmerging.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inventory.borrowers import unmerging
from inventory.borrowers.actions import AlreadyForgotten, must_be_usable
from inventory.borrowers.models import PERSONAL, Borrower, ReplacedPass
from inventory.borrowers.queries import lock
from inventory.borrowers.rules import ContactChannel, folded, name_key
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


class SameEntry(Refusal):
    """One entry is one person already."""

    status = 422


#: what the entry that stays takes over where it knows nothing
_FILLED_IN = (
    "last_name",
    "phone",
    "email",
    "note",
    "birth_year",
    "household_id",
)
#: an address is one thing: a street belongs to its town
_ADDRESS = ("street", "postcode", "municipality")


@dataclass(frozen=True)
class Outcome:
    """What a merge would do: what moves in words, which columns are filled in, and what stands against it."""

    moves: Sequence[str]
    fills: Sequence[str]
    holds: Sequence[Refusal]


def outcome_of(stays: Borrower, goes: Borrower) -> Outcome:
    """What would happen; asked by the page before anything does."""
    return Outcome(
        moves=offered("borrower.merging", stays, goes),
        fills=[*_taken_over(stays, goes)],
        holds=offered("borrower.merge_holds", stays, goes),
    )


def merge(actor: Actor, stays: Borrower, goes: Borrower, *, now: datetime) -> None:
    """`goes` is `stays`: everything of it moves there, and the entry itself becomes nobody.

    Rooms ahead say at `borrower.merge_holds` why not yet, and move what they keep at `borrower.merged`.
    """
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        if stays.id == goes.id:
            raise SameEntry
        lock(stays, goes)
        if stays.is_forgotten or goes.is_forgotten:
            raise AlreadyForgotten
        for hold in offered("borrower.merge_holds", stays, goes):
            raise hold
        must_be_usable(stays)
        must_be_usable(goes)
        before = unmerging.rows_of(stays, goes)
        offered("borrower.merged", stays, goes, now)
        _take_over(stays, goes)
        _lead_on(actor, stays, goes, now)
        for column in PERSONAL:
            setattr(goes, column, "")
        goes.birth_year = goes.household_id = None
        goes.contact_channel = ContactChannel.REFERRER
        goes.anonymised_at, goes.merged_into_id = now, stays.id
        unmerging.keep(actor, stays, goes, before, now=now)
        record(actor, "borrowers.merged", stays, now=now, other_id=goes.id)


def _taken_over(stays: Borrower, goes: Borrower) -> dict[str, Any]:
    """What the entry that stays takes over, by column: what it does not know yet, and an address only as one.

    Of an address in the same town the street or the postcode is filled in. Of another town it comes whole, and
    only to who has neither street nor postcode: a town alone is no address, and gives way.
    """
    fills = {name: getattr(goes, name) for name in _FILLED_IN if not getattr(stays, name)}
    knows_where = stays.municipality and not (goes.street or goes.postcode)
    if _same_town(stays, goes):
        fills |= {name: getattr(goes, name) for name in _ADDRESS if not getattr(stays, name)}
    elif not (stays.street or stays.postcode or knows_where) and goes.municipality:
        fills |= {name: getattr(goes, name) for name in _ADDRESS}
    return {name: value for name, value in fills.items() if value}


def _same_town(stays: Borrower, goes: Borrower) -> bool:
    contradicts = stays.postcode and goes.postcode and stays.postcode != goes.postcode
    return folded(stays.municipality) == folded(goes.municipality) and not contradicts


def _take_over(stays: Borrower, goes: Borrower) -> None:
    """What the entry that stays does not know yet; what it knows is never overwritten."""
    for name, value in _taken_over(stays, goes).items():
        setattr(stays, name, value)
    stays.name_key = name_key(stays.first_name, stays.last_name)
    stays.birth_decade = stays.birth_decade or goes.birth_decade
    stays.registered_at = min(stays.registered_at, goes.registered_at)
    followed = [on for on in (stays.workshop_on, goes.workshop_on) if on is not None]
    stays.workshop_on = min(followed, default=None)
    stays.workshop_waived = stays.workshop_waived or goes.workshop_waived
    stays.no_calls_at = stays.no_calls_at or goes.no_calls_at  # who objected once, objected


def _lead_on(actor: Actor, stays: Borrower, goes: Borrower, now: datetime) -> None:
    """Every pass of the entry that goes, also an earlier one, leads to the one that stays."""
    for old in db.session.execute(select(ReplacedPass).where(ReplacedPass.borrower_id == goes.id)).scalars():
        old.borrower, old.borrower_id = stays, stays.id
    db.session.add(
        ReplacedPass(
            borrower_id=stays.id, code_serial=goes.code_serial, replaced_at=now, replaced_by_id=actor.user_id
        )
    )
    give_code(goes)
    db.session.flush()  # of two who do this at once one is told that the other was first
