"""Whether who was sent on came there: found by itself when a contact follows, at any hand. Part of another deed."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.contacts.models import ReferralOut, ServiceContact
from inventory.contacts.rules import REALISED_WITHIN, Came, SentOn, came_of
from inventory.foundation.database import db


def look_at(contacts: Collection[ServiceContact]) -> None:
    """Of whom was sent on before and now came, the referral is realised."""
    people = {one.borrower_id for one in contacts if one.borrower_id is not None}
    if not people:
        return
    query = (
        select(ReferralOut)
        .join(ServiceContact, ServiceContact.id == ReferralOut.contact_id)
        .where(
            ServiceContact.borrower_id.in_(people),
            ReferralOut.realised_on.is_(None),
            ReferralOut.to_service.is_not(None),
        )
        .options(joinedload(ReferralOut.contact))
    )
    referrals = db.session.execute(query).scalars().all()
    _match(referrals, [_came(one) for one in contacts])


def look_for(referrals: Sequence[ReferralOut]) -> None:
    """Whether a contact that is known already came of these."""
    waiting = [one for one in referrals if one.realised_on is None and one.to_service is not None]
    people = {one.contact.borrower_id for one in waiting} - {None}
    if not people:
        return
    query: Any = select(ServiceContact).where(
        ServiceContact.borrower_id.in_(people),
        ServiceContact.happened_on >= min(one.referred_on for one in waiting),
        ServiceContact.happened_on <= max(one.referred_on for one in waiting) + REALISED_WITHIN,
    )
    _match(waiting, [_came(one) for one in db.session.execute(query).scalars()])


def let_go_of(contact: ServiceContact) -> list[ReferralOut]:
    """The referrals that this contact realised, which it does no longer."""
    query = select(ReferralOut).where(ReferralOut.realised_contact_id == contact.id)
    referrals = list(db.session.execute(query.options(joinedload(ReferralOut.contact))).scalars())
    for one in referrals:
        one.realised_contact_id = one.realised_on = None
    return referrals


def _match(referrals: Iterable[ReferralOut], contacts: Sequence[Came]) -> None:
    for referral in referrals:
        contact = referral.contact
        sent = SentOn(
            referral.id, contact.borrower_id, referral.referred_on, referral.to_service,
            contact.episode_id or contact.id,
        )  # fmt: skip
        if (came := came_of(sent, contacts)) is not None:
            referral.realised_contact_id, referral.realised_on = came.id, came.on


def _came(contact: ServiceContact) -> Came:
    return Came(
        contact.id,
        contact.borrower_id,
        contact.happened_on,
        contact.service,
        contact.episode_id or contact.id,
    )
