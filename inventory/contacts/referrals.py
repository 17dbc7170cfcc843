"""Someone is sent on: to a service of our own or to another organisation; and whether they came there.

To a service of our own that is seen by itself, when a contact follows. Of another organisation somebody says it.
"""

from datetime import date, datetime

from inventory.contacts import realising
from inventory.contacts.models import ReferralOut, ServiceContact, ServiceLocation
from inventory.contacts.queries import referrals_of
from inventory.contacts.rules import ContactOutcome, Service, must_be_a_day_to_type
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.partners.models import Partner
from inventory.permissions import Permission


class NowhereToGo(Refusal):
    """Someone is sent to one place: a service of ours or an organisation."""

    status = 422


class BeforeSentOn(Refusal):
    """Nobody comes there before they were sent."""

    status = 422


def send_on(
    actor: Actor, contact: ServiceContact, *, now: datetime, to_service: Service | None = None,
    to_location: ServiceLocation | None = None, to_partner: Partner | None = None,
) -> ReferralOut:  # fmt: skip
    """At this contact someone was sent on. NowhereToGo without one place to go."""
    actor.must(Permission.CONTACT_NOTE)
    if (to_service is None) == (to_partner is None):
        raise NowhereToGo(field="to")
    with transaction():
        referral = ReferralOut(
            contact=contact, contact_id=contact.id, referred_on=contact.happened_on, to_service=to_service,
            to_location_id=to_location.id if to_location is not None else None,
            to_partner_id=to_partner.id if to_partner is not None else None,
        )  # fmt: skip
        db.session.add(referral)
        if contact.source == "typed" and contact.outcome is ContactOutcome.HELPED:
            contact.outcome = ContactOutcome.REFERRED
        db.session.flush()  # the trace names its id
        realising.look_for([referral])
        record(actor, "contacts.sent_on", referral, now=now, to=to_service)
    return referral


def take_back(actor: Actor, referral: ReferralOut, *, now: datetime) -> None:
    """It was a slip of the finger: nobody was sent there."""
    actor.must(Permission.CONTACT_NOTE)
    with transaction():
        contact = referral.contact
        record(actor, "contacts.sent_on_taken_back", contact, now=now, to=referral.to_service)
        db.session.delete(referral)
        db.session.flush()  # what is left counts
        if contact.outcome is ContactOutcome.REFERRED and not referrals_of(contact):
            contact.outcome = ContactOutcome.HELPED


def say_came(actor: Actor, referral: ReferralOut, *, now: datetime, on: date | None = None) -> None:
    """Somebody heard or saw that they came there. Told twice is told once."""
    actor.must(Permission.CONTACT_NOTE)
    on = on or day(now)
    must_be_a_day_to_type(on, day(now))
    if on < referral.referred_on:
        raise BeforeSentOn(field="on")
    with transaction():
        hold(referral)
        if referral.realised_on is None:
            referral.realised_on = on
            record(actor, "contacts.came_there", referral, now=now, on=on)


def say_did_not_come(actor: Actor, referral: ReferralOut, *, now: datetime) -> None:
    """That was somebody else after all. What a contact shows is not taken back by hand."""
    actor.must(Permission.CONTACT_NOTE)
    with transaction():
        hold(referral)
        if referral.realised_on is not None and referral.realised_contact_id is None:
            referral.realised_on = None
            record(actor, "contacts.came_there_taken_back", referral, now=now)
