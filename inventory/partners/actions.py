"""Register a partner, correct it, and keep the people there."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from stdnum.be import vat

from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.partners.models import Contact, Partner, PartnerKind, name_key
from inventory.permissions import Permission


class PartnerKnown(Refusal):
    """There is a partner of this kind with this name already."""


class NotAnEnterpriseNumber(Refusal):
    """The check digits of this enterprise number do not fit."""

    status = 422


class NoWayToReach(Refusal):
    """A contact without e-mail and without phone is no contact."""

    status = 422


def get_partner(partner_id: int) -> Partner:
    """The partner with this id in the digibank we are inside of; NotHere otherwise."""
    partner = db.session.execute(select(Partner).where(Partner.id == partner_id)).scalar_one_or_none()
    if partner is None:
        raise NotHere
    return partner


def get_contact(partner: Partner, contact_id: int) -> Contact:
    """One person at this partner, who was not forgotten; NotHere otherwise."""
    query = select(Contact).where(Contact.id == contact_id, Contact.partner_id == partner.id)
    contact = db.session.execute(query.where(Contact.anonymised_at.is_(None))).scalar_one_or_none()
    if contact is None:
        raise NotHere
    return contact


def contact_for(user_id: int | None, partner_id: int) -> Contact | None:
    """The contact at this partner that signs in as this person; None when they have nothing to do with it."""
    query = select(Contact).where(
        Contact.user_id == user_id, Contact.partner_id == partner_id, Contact.anonymised_at.is_(None)
    )
    return db.session.execute(query.order_by(Contact.id).limit(1)).scalar_one_or_none() if user_id else None


def partners_of(*kinds: PartnerKind) -> list[Partner]:
    """Every partner of these kinds by name, for a list to choose from."""
    query = select(Partner).where(Partner.kind.in_(kinds)).order_by(Partner.name_key, Partner.id)
    return list(db.session.execute(query).scalars())


def register(actor: Actor, *, name: str, kind: PartnerKind, now: datetime, **details: Any) -> Partner:
    """A new partner. PartnerKnown when one of this kind has this name."""
    actor.must(Permission.PARTNER_EDIT)
    with transaction():
        _refuse_double(name, kind)
        partner = Partner(name=name, kind=kind, **_checked(details))
        db.session.add(partner)
        db.session.flush()  # its id is the trace's
        record(actor, "partners.registered", partner, now=now, kind=kind)
    return partner


def edit(
    actor: Actor, partner: Partner, *, name: str, kind: PartnerKind, now: datetime, **details: Any
) -> Partner:
    """Correct what we know of a partner."""
    actor.must(Permission.PARTNER_EDIT)
    with transaction():
        _refuse_double(name, kind, but=partner)
        details = {"name": name, "kind": kind, **_checked(details)}
        changed = sorted(field for field, value in details.items() if getattr(partner, field) != value)
        for field in changed:
            setattr(partner, field, details[field])
        record(actor, "partners.edited", partner, now=now, changed=changed)
    return partner


def add_contact(
    actor: Actor, partner: Partner, *, name: str, now: datetime, email: str = "", phone: str = ""
) -> Contact:
    """Someone to call or write to at this partner. NoWayToReach without either."""
    actor.must(Permission.PARTNER_EDIT)
    with transaction():
        if not (email or phone):
            raise NoWayToReach(field="email")
        contact = Contact(partner=partner, partner_id=partner.id, name=name, email=email, phone=phone)
        db.session.add(contact)
        db.session.flush()  # its id is the trace's
        record(actor, "partners.contact_added", contact, now=now, partner_id=partner.id)
    return contact


def edit_contact(
    actor: Actor, contact: Contact, *, name: str, now: datetime, email: str = "", phone: str = ""
) -> Contact:
    """Correct how to reach someone."""
    actor.must(Permission.PARTNER_EDIT)
    with transaction():
        if not (email or phone):
            raise NoWayToReach(field="email")
        contact.name, contact.email, contact.phone = name, email, phone
        record(actor, "partners.contact_edited", contact, now=now, partner_id=contact.partner_id)
    return contact


def forget_contact(actor: Actor, contact: Contact, *, now: datetime) -> Contact:
    """This person is no longer ours to call: name and addresses go, the row stays (GDPR art. 17)."""
    actor.must(Permission.PARTNER_EDIT)
    with transaction():
        contact.name = contact.email = contact.phone = ""
        contact.user_id, contact.anonymised_at = None, now
        record(actor, "partners.contact_forgotten", contact, now=now, partner_id=contact.partner_id)
    return contact


def link_account(actor: Actor, partner: Partner, user: User, *, now: datetime) -> Contact:
    """This account is that of someone at this partner: of the contact with the same address, or a new one.

    No permission is asked: an invitation from here, just taken up, is the permission.
    """
    with transaction():
        known = [contact for contact in partner.contacts if contact.email.lower() == user.email.lower()]
        contact = known[0] if known else Contact(partner=partner, name=user.name, email=user.email)
        contact.user = user
        db.session.add(contact)
        db.session.flush()  # its id is the trace's
        record(actor, "partners.account_linked", contact, now=now, partner_id=partner.id)
    return contact


def enterprise_number(typed: str) -> str:
    """The number as the register prints it, `0123.456.789`; empty stays empty."""
    if not typed.strip():
        return ""
    if not vat.is_valid(typed):
        raise NotAnEnterpriseNumber(field="enterprise_number")
    digits = vat.compact(typed)
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def _checked(details: dict[str, Any]) -> dict[str, Any]:
    if "enterprise_number" in details:
        return {**details, "enterprise_number": enterprise_number(details["enterprise_number"])}
    return details


def _refuse_double(name: str, kind: PartnerKind, but: Partner | None = None) -> None:
    query = select(Partner.id).where(Partner.kind == kind, Partner.name_key == name_key(name))
    known = db.session.execute(query).scalar_one_or_none()
    if known is not None and (but is None or known != but.id):
        raise PartnerKnown(name=name, field="name")
