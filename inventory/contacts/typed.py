"""A contact that someone types: noted with one tap, made more precise or taken back right after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import lock
from inventory.contacts.actions import Happened, freeze, note, take_away
from inventory.contacts.models import HelpType, ReferralOut, ServiceContact, ServiceLocation
from inventory.contacts.queries import referrals_of
from inventory.contacts.realising import let_go_of, look_at, look_for
from inventory.contacts.rules import AgeBand, ContactOutcome, ReferralChannel, Service, must_be_a_day_to_type
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission

#: as a typed contact names what it follows from: itself
SOURCE = "typed"


class NotTyped(Refusal):
    """This contact follows from something that happened; it is put right there."""


class PlaceClosed(Refusal):
    """Nobody comes to this place any more."""

    status = 422


def jot(
    actor: Actor, service: Service, location: ServiceLocation | None, *, now: datetime,
    help_type: HelpType | None = None, on: date | None = None, borrower: Borrower | None = None,
    channel: ReferralChannel = ReferralChannel.UNKNOWN,
) -> ServiceContact:  # fmt: skip
    """Someone came, today unless `on` says otherwise; anonymous unless we know who."""
    actor.must(Permission.CONTACT_NOTE)
    on = on or day(now)
    must_be_a_day_to_type(on, day(now))
    with transaction():
        if location is not None and location.closed_at is not None:
            raise PlaceClosed(field="place", name=location.name)
        if borrower is not None:
            _must_be_known(borrower)
        contact = note(
            actor,
            # It names itself once it has a number; until then nobody else can be half written like this.
            Happened(
                service, on, SOURCE, 0, borrower=borrower, location=location, enroller_id=actor.user_id,
                help_type=help_type, channel=channel,
            ),
            now=now,
        )  # fmt: skip
        contact.source_id = contact.id
        db.session.flush()
        record(actor, "contacts.noted", contact, now=now, service=service)
    return contact


def make_precise(actor: Actor, contact: ServiceContact, *, help_type: HelpType | None, now: datetime) -> None:
    """What the question was about, said closer."""
    with _changing(actor, contact):
        contact.help_type = help_type
        contact.help_type_id = help_type.id if help_type is not None else None
        record(actor, "contacts.corrected", contact, now=now)


def say_outcome(actor: Actor, contact: ServiceContact, outcome: ContactOutcome, *, now: datetime) -> None:
    """What came of it."""
    with _changing(actor, contact):
        contact.outcome = outcome
        record(actor, "contacts.corrected", contact, now=now)


def say_who(actor: Actor, contact: ServiceContact, borrower: Borrower | None, *, now: datetime) -> None:
    """It was this person; or nobody we know after all."""
    actor.must(Permission.BORROWER_SEE)
    with _changing(actor, contact):
        if borrower is not None:
            _must_be_known(borrower)
        # Whoever came because of it, and wherever this person was sent from here, is looked at anew.
        undone = [*let_go_of(contact), *_sent_from(contact)]
        contact.borrower, contact.borrower_id = borrower, borrower.id if borrower is not None else None
        if borrower is not None:
            freeze(contact, borrower)
        else:
            contact.age_band, contact.municipality = AgeBand.UNKNOWN, ""
        db.session.flush()
        look_at([contact])
        look_for(undone)
        record(actor, "contacts.who_told", contact, now=now)


def undo(actor: Actor, contact: ServiceContact, *, now: datetime) -> None:
    """It was a slip of the finger: nobody came."""
    with _changing(actor, contact):
        record(actor, "contacts.taken_back", contact, now=now, service=contact.service)
        take_away(contact)


@contextmanager
def _changing(actor: Actor, contact: ServiceContact) -> Iterator[None]:
    """One deed on a typed contact, by who wrote it down or who may see them all."""
    actor.must(Permission.CONTACT_NOTE)
    own = actor.user_id is not None and contact.noted_by_id == actor.user_id
    if not own and not actor.may(Permission.CONTACT_SEE):
        raise NotHere
    with transaction():
        hold(contact)
        if contact.source != SOURCE:
            raise NotTyped
        yield


def _sent_from(contact: ServiceContact) -> list[ReferralOut]:
    """The referrals of this contact, without what another person's contact realised."""
    referrals = list(referrals_of(contact))
    for one in referrals:
        if one.realised_contact_id is not None:
            one.realised_contact_id = one.realised_on = None
    return referrals


def _must_be_known(borrower: Borrower) -> None:
    lock(borrower)
    if borrower.is_forgotten:
        raise AlreadyForgotten
