"""Under which agreements a gift comes, and the least that a wipe of it must reach.

Until the hand-over a gift stands on whatever holds today. At the hand-over that is written down for good; only what
was missing then may still be found, when a paper turns up that already held on that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inventory.agreements import queries as agreements
from inventory.agreements.models import Agreement
from inventory.agreements.rules import AgreementKind, Minimum, stricter
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.transaction import transaction
from inventory.intake.models import OPEN_STATES, Lot, LotKind


def bind(lot: Lot, *, now: datetime) -> bool:
    """Refer a gift to what holds, and work out its minimum; whether anything changed."""
    before = (lot.donation_id, lot.processing_id, lot.minimum)
    if lot.kind is LotKind.DONATION:
        found = agreements.in_force(lot.partner_id, day(lot.handed_over_at or now))
        is_ours = lot.handed_over_at is not None
        lot.donation = _kept(lot.donation, is_ours) or found.get(AgreementKind.DONATION)
        lot.processing = _kept(lot.processing, is_ours) or found.get(AgreementKind.PROCESSING)
        lot.donation_id = lot.donation.id if lot.donation else None
        lot.processing_id = lot.processing.id if lot.processing else None
    agreed = agreements.minima_of((lot.donation, lot.processing))
    lot.minimum = stricter(lot.asked_minimum, *agreed)
    return before != (lot.donation_id, lot.processing_id, lot.minimum)


def _kept(agreement: Agreement | None, is_ours: bool) -> Agreement | None:
    """What was written down at the hand-over stays, also when it ended since."""
    return agreement if is_ours else None


@offers("agreement.changed")
def follow(agreement: Agreement, actor: Actor, now: datetime) -> None:
    """Gifts that are still open look what holds with their giver now."""
    query = select(Lot).where(
        Lot.partner_id == agreement.partner_id, Lot.kind == LotKind.DONATION, Lot.state.in_(OPEN_STATES)
    )
    with transaction():
        for lot in db.session.execute(query).scalars():
            if bind(lot, now=now):
                record(
                    actor, "intake.agreement_found", lot, now=now, donation_id=lot.donation_id,
                    processing_id=lot.processing_id, minimum=lot.minimum,
                )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """On what a gift stands, and the one thing to do when something is missing."""

    donation: Agreement | None
    processing: Agreement | None
    #: the first kind that is missing
    missing: AgreementKind | None
    #: the draft of that kind that waits for a signature
    draft: Agreement | None
    minimum: Minimum | None
    asked: Minimum | None


def standing_of(lot: Lot) -> Standing | None:
    """On what a gift stands; None for a purchase, which needs no agreement."""
    if lot.kind is not LotKind.DONATION:
        return None
    held = {AgreementKind.DONATION: lot.donation, AgreementKind.PROCESSING: lot.processing}
    missing = next((kind for kind, agreement in held.items() if agreement is None), None)
    draft = agreements.drafts_with(lot.partner_id).get(missing) if missing else None
    return Standing(lot.donation, lot.processing, missing, draft, lot.minimum, lot.asked_minimum)


def minima_of(lot_ids: Iterable[int]) -> dict[int, Minimum]:
    """The least that a wipe must reach, by the id of the lot; a lot that asks nothing is not in it."""
    ids = set(lot_ids)
    if not ids:
        return {}
    query = select(Lot.id, Lot.minimum).where(Lot.id.in_(ids), Lot.minimum.is_not(None))
    return {lot_id: minimum for lot_id, minimum in db.session.execute(query) if minimum is not None}
