"""Who came to a lesson came to us: a contact, as long as the tick stands. Part of each deed, which records it."""

from datetime import datetime

from sqlalchemy import Select

from inventory.contacts import actions, locations, realising
from inventory.contacts.actions import Happened
from inventory.contacts.checking import unlike
from inventory.contacts.models import ReferralOut, ServiceContact
from inventory.contacts.queries import of_source
from inventory.contacts.rules import ReferralChannel, Service, Step
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from workshop.day_models import Destination, OnwardReferral
from workshop.models import Attendance, Seat
from workshop.rules import CAME, SeatState

#: as the contact names what it follows from
SOURCE = Attendance.__tablename__
_SERVICES = {
    Destination.DIGIPUNT: Service.DIGIPUNT,
    Destination.COURSE: Service.COURSE,
    Destination.REPAIR: Service.REPAIR_DESK,
}


def follow(actor: Actor, seat: Seat, *, now: datetime) -> None:
    """Of every lesson of this seat: who came has a contact, who did not has none. A course is one episode."""
    notes = db.session.scalars(
        db.select(Attendance).where(Attendance.seat_id == seat.id).order_by(Attendance.id)
    ).all()
    counts = seat.state is not SeatState.RELEASED
    came = [one for one in notes if counts and one.presence in CAME]
    known = {one.source_id: one for one in of_source(SOURCE, [one.id for one in notes])}
    for gone in known.keys() - {one.id for one in came}:
        actions.take_away(known.pop(gone))
    opened: ServiceContact | None = None
    for one in sorted(came, key=lambda note: (note.lesson.starts_at, note.id)):
        contact = actions.note(actor, _happened(seat, one, opened), now=now)
        opened = opened or contact
    follow_referrals(seat)


def follow_referrals(seat: Seat) -> None:
    """Where someone was sent on from this seat stands at the contact too, as long as they came and it stands."""
    notes = db.select(Attendance.id).where(Attendance.seat_id == seat.id)
    query = db.select(ServiceContact).where(
        ServiceContact.source == SOURCE, ServiceContact.source_id.in_(notes)
    )
    contacts = db.session.scalars(query.order_by(ServiceContact.happened_on, ServiceContact.id)).all()
    if not contacts:
        return
    said = {_SERVICES[one.destination]: one for one in db.session.scalars(_standing(seat))}
    known = {
        one.to_service: one
        for one in db.session.scalars(
            db.select(ReferralOut).where(ReferralOut.contact_id.in_([one.id for one in contacts]))
        )
        if one.to_service in _SERVICES.values()
    }
    for service in known.keys() - said.keys():
        db.session.delete(known.pop(service))
    for service, one in said.items():
        if service not in known:
            known[service] = ReferralOut(
                contact=contacts[-1], contact_id=contacts[-1].id, referred_on=day(one.made_at),
                to_service=service,
            )  # fmt: skip
            db.session.add(known[service])
        referral = known[service]
        if referral.realised_contact_id is None:
            referral.realised_on = day(one.realised_at) if one.realised_at is not None else None
    db.session.flush()
    realising.look_for(list(known.values()))


def _standing(seat: Seat) -> Select[OnwardReferral]:
    return db.select(OnwardReferral).where(
        OnwardReferral.seat_id == seat.id, OnwardReferral.withdrawn_at.is_(None)
    )


def taken_back(actor: Actor, note: Attendance, *, now: datetime) -> None:
    """This tick was meant for someone else."""
    actions.withdraw(actor, SOURCE, note.id, Step.VISIT, now=now)


def _happened(seat: Seat, note: Attendance, opened: ServiceContact | None) -> Happened:
    venue, application = seat.session.venue, seat.application
    return Happened(
        service=Service.START_WORKSHOP,
        on=note.lesson.held_on,
        source=SOURCE,
        source_id=note.id,
        borrower=seat.borrower,
        location=locations.named(venue.name, venue.municipality),
        enroller_id=note.noted_by_id,
        referrer=application.referrer if application is not None else None,
        channel=application.channel if application is not None else ReferralChannel.UNKNOWN,
        episode=opened,
    )


def check() -> list[str]:
    """What is wrong between who came to a lesson and the contacts."""
    came = (
        db.select(Attendance.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .where(Attendance.presence.in_(sorted(CAME)), Seat.state != SeatState.RELEASED)
    )
    return unlike(SOURCE, Step.VISIT, came)
