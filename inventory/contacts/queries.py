"""Find contacts: by what they follow from, of one person, of one episode."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from inventory.borrowers.models import Borrower
from inventory.contacts.models import ReferralOut, ServiceContact
from inventory.contacts.rules import Step
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere


def find(source: str, source_id: int, step: Step) -> ServiceContact | None:
    """The contact that follows from this row at this step."""
    query = select(ServiceContact).where(
        ServiceContact.source == source, ServiceContact.source_id == source_id, ServiceContact.step == step
    )
    return db.session.execute(query).scalar_one_or_none()


def of_source(source: str, source_ids: Collection[int]) -> Sequence[ServiceContact]:
    """Every contact that follows from one of these rows."""
    query = select(ServiceContact).where(
        ServiceContact.source == source, ServiceContact.source_id.in_(source_ids)
    )
    return db.session.execute(query.order_by(ServiceContact.id)).scalars().all()


def get_contact(service_contact_id: int) -> ServiceContact:
    """The contact with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.execute(
        select(ServiceContact).where(ServiceContact.id == service_contact_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def of_borrower(borrower: Borrower) -> Sequence[ServiceContact]:
    """Every contact with this person, in the order of their days."""
    query = select(ServiceContact).where(ServiceContact.borrower_id == borrower.id)
    return db.session.execute(query.order_by(ServiceContact.happened_on, ServiceContact.id)).scalars().all()


def that_continue(contact: ServiceContact) -> Sequence[ServiceContact]:
    """The contacts whose episode `contact` opened, in the order of their days."""
    query = select(ServiceContact).where(ServiceContact.episode_id == contact.id)
    return db.session.execute(query.order_by(ServiceContact.happened_on, ServiceContact.id)).scalars().all()


def get_referral(referral_out_id: int) -> ReferralOut:
    """The referral with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.execute(
        select(ReferralOut).where(ReferralOut.id == referral_out_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def referrals_of(contact: ServiceContact) -> Sequence[ReferralOut]:
    """To where someone was sent on at this contact."""
    query = select(ReferralOut).where(ReferralOut.contact_id == contact.id).order_by(ReferralOut.id)
    return db.session.execute(query).scalars().all()


def count_of(borrower: Borrower) -> int:
    """How many contacts there are with this person."""
    query = select(func.count(ServiceContact.id)).where(ServiceContact.borrower_id == borrower.id)
    return db.session.execute(query).scalar_one()
