"""Plan an outing, change it, say who comes, and call it off: what comes before packing, and before coming home."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from inventory.applications.models import Application
from inventory.devices import actions as devices
from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS, day, local
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.outings import queries, rules
from inventory.outings.models import Outing, OutingDevice, OutingTraveller, OutingVisit
from inventory.outings.rules import OutingState, TravelEnd, VisitEnd
from inventory.permissions import Permission
from inventory.places.actions import open_place
from inventory.places.models import Place, PlaceKind


class NotPlanned(Refusal):
    """It left, is over, or was called off; it cannot be changed or packed any more."""


class OnTheRoad(Refusal):
    """What asks for the laptop itself cannot be done while it is in a van."""


class InvitedElsewhere(Refusal):
    """This person has an appointment on another day."""


@dataclass(frozen=True)
class Plan:
    """What is told of an outing when it is planned or changed; money in cents."""

    municipality: str
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    spares: int = 2
    float_cents: int = 0
    #: the crate or van; None opens a new crate
    place: Place | None = None
    travellers: tuple[User, ...] = ()


def plan(actor: Actor, told: Plan, *, now: datetime) -> Outing:
    """Put an outing on the calendar; without a crate or van it gets a new crate, with a code of its own."""
    actor.must(Permission.OUTING_PLAN)
    with transaction():
        rules.check_day(told.starts_at, told.ends_at, told.spares)
        place = told.place or _new_crate(actor, now)
        outing = Outing(place=place, place_id=place.id, state=OutingState.PLANNED)
        _tell(outing, told)
        db.session.add(outing)
        db.session.flush()  # who travels, and the trace, point to it
        _set_travellers(outing, told.travellers)
        record(actor, "outings.planned", outing, now=now, on=outing.held_on, place=str(place.code))
    return outing


def change(actor: Actor, outing: Outing, told: Plan, *, now: datetime) -> Outing:
    """Another day, hour or town, as long as it did not leave. What is in the crate moves with a change of crate."""
    actor.must(Permission.OUTING_PLAN)
    with transaction():
        must_be_planned(outing)
        rules.check_day(told.starts_at, told.ends_at, told.spares)
        place = told.place or outing.place
        if place.id != outing.place_id:
            for row in in_the_crate(outing):
                devices.place(actor, row.device, place, now=now)
            outing.place, outing.place_id = place, place.id
        _move_visits(outing, told)
        _tell(outing, told)
        _set_travellers(outing, told.travellers)
        record(actor, "outings.changed", outing, now=now, on=outing.held_on, place=str(place.code))
    return outing


def _tell(outing: Outing, told: Plan) -> None:
    outing.municipality, outing.venue = told.municipality.strip(), told.venue.strip()
    outing.starts_at, outing.ends_at = told.starts_at, told.ends_at
    outing.spares, outing.float_cents = told.spares, told.float_cents


def _move_visits(outing: Outing, told: Plan) -> None:
    """On another day the appointments keep their hour."""
    days = day(told.starts_at) - outing.held_on
    if days:
        for visit in queries.visits_of(outing):
            at = local(visit.visit_at)
            visit.visit_at = datetime.combine(at.date() + days, at.time(), BRUSSELS)


def _new_crate(actor: Actor, now: datetime) -> Place:
    """A crate with a name that no open place has."""
    names = set(db.session.execute(select(Place.name).where(Place.closed.is_(False))).scalars())
    number = 1
    while (name := _("Crate for the road %(number)s", number=number)) in names:
        number += 1
    return open_place(actor, name=name, kind=PlaceKind.BOX, now=now)


def _set_travellers(outing: Outing, wanted: Collection[User]) -> None:
    query = select(OutingTraveller).where(OutingTraveller.outing_id == outing.id)
    known = {row.user_id: row for row in db.session.execute(query).scalars()}
    ids = {user.id for user in wanted}
    for user_id, row in known.items():
        if user_id not in ids:
            db.session.delete(row)
    for user_id in sorted(ids - set(known)):
        db.session.add(OutingTraveller(outing=outing, outing_id=outing.id, user_id=user_id))


def set_visits(
    actor: Actor, outing: Outing, times: Mapping[Application, datetime], *, now: datetime
) -> list[OutingVisit]:
    """Who comes at what time; who is left out has no appointment any more. InvitedElsewhere for another day's."""
    actor.must(Permission.OUTING_PLAN)
    with transaction():
        must_be_planned(outing)
        known = {visit.application_id: visit for visit in queries.visits_of(outing)}
        wanted = {application.id: (application, at) for application, at in times.items()}
        for application_id, visit in known.items():
            if application_id not in wanted:
                _drop_visit(outing, visit)
        for application, at in wanted.values():
            if application.id in known:
                known[application.id].visit_at = at
                continue
            _must_be_free(application)
            db.session.add(
                OutingVisit(
                    outing=outing, outing_id=outing.id, application=application,
                    application_id=application.id, visit_at=at,
                )
            )  # fmt: skip
        record(actor, "outings.appointments_made", outing, now=now, count=len(wanted))
    return queries.visits_of(outing)


def _must_be_free(application: Application) -> None:
    query = select(OutingVisit).where(
        OutingVisit.application_id == application.id, OutingVisit.ended.is_(None)
    )
    if db.session.execute(query).scalar() is not None:
        raise InvitedElsewhere(name=application.borrower.first_name)


def _drop_visit(outing: Outing, visit: OutingVisit) -> None:
    """No appointment any more: what is in the crate for it travels on as a spare, what is not leaves the list."""
    for row in queries.devices_of(outing):
        if row.visit_id == visit.id:
            row.visit, row.visit_id = None, None
            if row.packed_at is None:
                db.session.delete(row)
    db.session.flush()  # nothing points to it any more
    db.session.delete(visit)


def call_off(actor: Actor, outing: Outing, *, now: datetime) -> Outing:
    """It does not take place: laptops go back to where they stood, and nobody is expected."""
    actor.must(Permission.OUTING_PLAN)
    with transaction():
        must_be_planned(outing)
        for row in queries.devices_of(outing):
            if row.packed_at is not None:
                put_back(actor, row, now)
            row.ended, row.ended_at = TravelEnd.STAYED, now
        for visit in queries.visits_of(outing):
            visit.ended = VisitEnd.CALLED_OFF
        outing.state = OutingState.CALLED_OFF
        record(actor, "outings.called_off", outing, now=now)
    return outing


def in_the_crate(outing: Outing) -> list[OutingDevice]:
    """The lines of what is in the crate or van now."""
    return [row for row in queries.devices_of(outing) if row.packed_at is not None and row.ended is None]


def put_back(actor: Actor, row: OutingDevice, now: datetime) -> None:
    """To where it stood before it was packed, if that place is still open."""
    where = row.from_place
    devices.place(actor, row.device, where if where is not None and not where.closed else None, now=now)


def must_be_planned(outing: Outing) -> None:
    """NotPlanned once it left, is over, or was called off."""
    if not outing.is_planned:
        raise NotPlanned
