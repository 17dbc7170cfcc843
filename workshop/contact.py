"""Who came to a lesson came to us: a contact, as long as the tick stands. Part of each deed, which records it."""

from datetime import datetime

from inventory.contacts import actions, locations
from inventory.contacts.actions import Happened
from inventory.contacts.checking import unlike
from inventory.contacts.models import ServiceContact
from inventory.contacts.queries import of_source
from inventory.contacts.rules import ReferralChannel, Service, Step
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from workshop.models import Attendance, Seat
from workshop.rules import CAME, SeatState

#: as the contact names what it follows from
SOURCE = Attendance.__tablename__


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
