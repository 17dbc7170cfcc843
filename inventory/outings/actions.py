"""Plan an outing, say who comes, list and pack, leave, note what was done on paper, unpack, count and close."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS, day, local
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.journey import Stage
from inventory.outings import queries, rules
from inventory.outings.models import Outing, OutingDevice, OutingNote, OutingTraveller, OutingVisit
from inventory.outings.rules import Answer, NoteKind, OutingState, Packed, TravelEnd, Unpacked, VisitEnd
from inventory.permissions import Permission
from inventory.places.actions import open_place
from inventory.places.models import Place, PlaceKind
from inventory.places.rules import check_takes


class NotPlanned(Refusal):
    """It left, is over, or was called off; it cannot be changed or packed any more."""


class NotOnTheRoad(Refusal):
    """It did not leave yet, or it is over."""


class OnTheRoad(Refusal):
    """What asks for the laptop itself cannot be done while it is in a van."""


class NotIntoTheCrate(Refusal):
    """This laptop does not go along; `because` says why."""

    status = 422


class NotOutOfTheCrate(Refusal):
    """This laptop is not one that comes home now; `because` says why."""

    status = 422


class NothingPacked(Refusal):
    """A van without a laptop is no lending day."""


class NoLongerFit(Refusal):
    """It was ready when it was packed, and is not any more."""


class OtherDayOnTheRoad(Refusal):
    """The crate is still on another road."""


class InvitedElsewhere(Refusal):
    """This person has an appointment on another day."""


class NotAlong(Refusal):
    """This laptop did not go along."""

    status = 422


class NotedBefore(Refusal):
    """The same was noted before, perhaps on another phone."""


class PaperWaits(Refusal):
    """Something that was signed on paper is not in our books yet."""


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
        _must_be_planned(outing)
        rules.check_day(told.starts_at, told.ends_at, told.spares)
        place = told.place or outing.place
        if place.id != outing.place_id:
            for row in _in_the_crate(outing):
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
        _must_be_planned(outing)
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


def make_list(actor: Actor, outing: Outing, *, now: datetime) -> list[OutingDevice]:
    """Name the laptops that travel: set apart for the appointments, else ready, then the spares.

    Made anew it keeps what is in the crate already, and names the rest again.
    """
    actor.must(Permission.OUTING_PACK)
    with transaction():
        _must_be_planned(outing)
        kept = []
        for row in queries.devices_of(outing):
            if row.packed_at is None:
                db.session.delete(row)
            else:
                kept.append(row)
        db.session.flush()  # a laptop that is named again gets a new line
        for pick in _picks(outing, kept):
            db.session.add(
                OutingDevice(
                    outing=outing, outing_id=outing.id, device_id=pick.device_id, visit_id=pick.visit_id,
                    listed=True,
                )
            )  # fmt: skip
        outing.listed_at = now
        db.session.flush()
        rows = queries.devices_of(outing)
        record(actor, "outings.pack_list_made", outing, now=now, count=len(rows))
    return rows


def _picks(outing: Outing, kept: Sequence[OutingDevice]) -> list[rules.Pick]:
    served = {row.visit_id for row in kept if row.visit_id is not None}
    packed = {row.device_id for row in kept}
    spares = max(0, outing.spares - sum(row.visit_id is None for row in kept))
    ready = queries.ready_to_travel(outing)
    visits = [
        (visit.id, _set_apart_for(visit, packed))
        for visit in queries.visits_of(outing)
        if visit.id not in served and visit.application.state is ApplicationState.APPROVED
    ]
    return rules.pack_list(visits, ready, spares=spares, taken=packed)


def _set_apart_for(visit: OutingVisit, packed: Collection[int]) -> int | None:
    device = visit.application.device
    if device is None or device.id in packed or device.stage is not Stage.RESERVED:
        return None
    bound = queries.open_row_of(device)
    return None if bound is not None and bound.outing_id != visit.outing_id else device.id


def pack(actor: Actor, outing: Outing, device: Device, *, now: datetime) -> Packed:
    """A laptop goes into the crate. NotIntoTheCrate with the reason for one that may not; in already is no harm."""
    actor.must(Permission.OUTING_PACK)
    with transaction():
        _must_be_planned(outing)
        check_takes(outing.place.closed, outing.place.name)
        rows = queries.devices_of(outing)
        means = queries.packing_of(outing, device, rows)
        if means is Packed.ALREADY:
            return means
        if means not in rules.GOES_IN:
            raise NotIntoTheCrate(field="code", because=means, code=device.spoken)
        row = next((row for row in rows if row.device_id == device.id), None)
        if row is None:
            row = OutingDevice(
                outing=outing, outing_id=outing.id, device=device, device_id=device.id, listed=False,
            )  # fmt: skip
            row.visit_id = _visit_waiting_for(outing, device)
            db.session.add(row)
        row.packed_at, row.packed_by_id = now, actor.user_id
        row.from_place, row.from_place_id = device.place, device.place_id
        devices.place(actor, device, outing.place, now=now)
        db.session.flush()  # a lost race shows here, where it can be told
        record(actor, "outings.packed", row, now=now, device=device, listed=row.listed, outing=outing.id)
    return means


def _visit_waiting_for(outing: Outing, device: Device) -> int | None:
    """The appointment for which this laptop is set apart, though nobody listed it."""
    found = [visit.id for visit in queries.visits_of(outing) if visit.application.device_id == device.id]
    return found[0] if found else None


def take_out(actor: Actor, outing: Outing, device: Device, *, now: datetime) -> None:
    """Packed by mistake: back to where it stood. One that the list asks for is missing again."""
    actor.must(Permission.OUTING_PACK)
    with transaction():
        _must_be_planned(outing)
        row = next((row for row in _in_the_crate(outing) if row.device_id == device.id), None)
        if row is None:
            raise NotAlong(code=device.spoken)
        _put_back(actor, row, now)
        if row.listed:
            row.packed_at = row.packed_by_id = row.from_place = row.from_place_id = None
        else:
            db.session.delete(row)
        record(actor, "outings.taken_out", outing, now=now, device=device)


def _in_the_crate(outing: Outing) -> list[OutingDevice]:
    return [row for row in queries.devices_of(outing) if row.packed_at is not None and row.ended is None]


def _put_back(actor: Actor, row: OutingDevice, now: datetime) -> None:
    where = row.from_place
    devices.place(actor, row.device, where if where is not None and not where.closed else None, now=now)


def call_off(actor: Actor, outing: Outing, *, now: datetime) -> Outing:
    """It does not take place: laptops go back to where they stood, and nobody is expected."""
    actor.must(Permission.OUTING_PLAN)
    with transaction():
        _must_be_planned(outing)
        for row in queries.devices_of(outing):
            if row.packed_at is not None:
                _put_back(actor, row, now)
            row.ended, row.ended_at = TravelEnd.STAYED, now
        for visit in queries.visits_of(outing):
            visit.ended = VisitEnd.CALLED_OFF
        outing.state = OutingState.CALLED_OFF
        record(actor, "outings.called_off", outing, now=now)
    return outing


def depart(actor: Actor, outing: Outing, *, now: datetime) -> Outing:
    """The van leaves with what is in the crate; what was listed and not packed stays.

    Raises NothingPacked, NoLongerFit for a laptop that went another road since it was packed, and
    OtherDayOnTheRoad while the crate is out.
    """
    actor.must(Permission.OUTING_GO)
    with transaction():
        _must_be_planned(outing)
        packed = _in_the_crate(outing)
        if not packed:
            raise NothingPacked
        for row in packed:
            if row.device.stage not in {Stage.READY, Stage.RESERVED} or row.device.defect:
                raise NoLongerFit(code=row.device.spoken)
        _must_be_home(outing)
        for row in queries.devices_of(outing):
            if row.packed_at is None:
                row.ended, row.ended_at = TravelEnd.STAYED, now
        outing.state, outing.departed_at = OutingState.ON_THE_ROAD, now
        for row in packed:
            record(actor, "outings.departed", row, now=now, device=row.device, outing=outing.id)
        record(
            actor, "outings.left", outing, now=now, count=len(packed), float_cents=outing.float_cents,
            place=str(outing.place.code),
        )  # fmt: skip
    return outing


def _must_be_home(outing: Outing) -> None:
    query = select(Outing).where(Outing.place_id == outing.place_id, Outing.state == OutingState.ON_THE_ROAD)
    other = db.session.execute(query).scalar()
    if other is not None:
        raise OtherDayOnTheRoad(place=outing.place.name, town=other.municipality)


# --- on the road ---


def note(
    actor: Actor, outing: Outing, kind: NoteKind, device: Device, *, now: datetime, cash_cents: int = 0,
    visit: OutingVisit | None = None,
) -> OutingNote:  # fmt: skip
    """What was done on paper where there was no network; the desk completes it with the usual hand-over or return.

    NotAlong for a laptop that was not in the van, NotedBefore when it was noted already.
    """
    actor.must(Permission.OUTING_GO)
    with transaction():
        if not outing.is_on_the_road:
            raise NotOnTheRoad
        if kind is NoteKind.HANDED_OVER and all(row.device_id != device.id for row in _in_the_crate(outing)):
            raise NotAlong(field="code", code=device.spoken)
        if any(one.device_id == device.id and one.kind is kind for one in queries.notes_of(outing)):
            raise NotedBefore(field="code", code=device.spoken)
        told = visit if kind is NoteKind.HANDED_OVER else None
        written = OutingNote(
            outing=outing, outing_id=outing.id, kind=kind, device=device, device_id=device.id,
            visit=told, visit_id=told.id if told else None, cash_cents=cash_cents, noted_at=now,
            noted_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(written)
        db.session.flush()  # the trace names its id
        record(actor, "outings.noted", written, now=now, device=device, kind=kind, cash_cents=cash_cents)
    return written


def withdraw(actor: Actor, written: OutingNote, *, now: datetime) -> OutingNote:
    """The note was a mistake."""
    actor.must(Permission.OUTING_GO)
    with transaction():
        written.withdrawn_at = now
        record(actor, "outings.note_withdrawn", written, now=now, device=written.device, kind=written.kind)
    return written


# --- back home ---


def unpack(
    actor: Actor, outing: Outing, device: Device, *, now: datetime, shelf: Place | None = None
) -> Unpacked:
    """A laptop comes out of the van: onto `shelf`, or back to where it stood.

    NotOutOfTheCrate with the reason for one that is lent by our books, or never went along.
    """
    actor.must(Permission.OUTING_PACK)
    with transaction():
        if not outing.is_on_the_road:
            raise NotOnTheRoad
        if shelf is not None:
            check_takes(shelf.closed, shelf.name)
        rows = queries.devices_of(outing)
        row = next((row for row in rows if row.device_id == device.id), None)
        means = rules.unpacked_of(
            device.stage,
            travels=row is not None and row.ended is None,
            was_back=row is not None and row.ended is TravelEnd.BACK,
            returned_since=_returned_since(outing, device),
        )
        if means is Unpacked.ALREADY:
            return means
        if means not in {Unpacked.BACK, Unpacked.BROUGHT_IN}:
            raise NotOutOfTheCrate(field="code", because=means, code=device.spoken)
        if row is None:
            row = OutingDevice(
                outing=outing, outing_id=outing.id, device=device, device_id=device.id, listed=False,
            )  # fmt: skip
            db.session.add(row)
        row.ended, row.ended_at = TravelEnd.BACK, now
        _shelve(actor, row, shelf, means, now)
        db.session.flush()  # the trace names its id
        record(actor, "outings.unpacked", row, now=now, device=device, means=means, outing=outing.id)
    return means


def _shelve(actor: Actor, row: OutingDevice, shelf: Place | None, means: Unpacked, now: datetime) -> None:
    if shelf is not None:
        devices.place(actor, row.device, shelf, now=now)
    elif means is Unpacked.BROUGHT_IN:
        # It goes to the wiping bench, wherever it stood when it was still ready.
        devices.place(actor, row.device, None, now=now)
    else:
        _put_back(actor, row, now)


def _returned_since(outing: Outing, device: Device) -> bool:
    since = outing.departed_at
    return since is not None and any(
        loan.ended_at is not None and loan.ended_at >= since
        for loan in queries.loans_since(outing, [device.id])
    )


def questions(outing: Outing) -> list[OutingDevice]:
    """Laptops that went along and are neither scanned at home nor, by their stage, somewhere else."""
    return [row for row in _in_the_crate(outing) if rules.end_of(row.device.stage) is None]


def close(
    actor: Actor, outing: Outing, *, counted_cents: int, now: datetime, answers: Mapping[int, Answer] | None = None
) -> Outing:  # fmt: skip
    """The day is over. What is not in the van gets its answer (line id → Answer; look later unless told).

    The cash box is written down as it should be and as it was counted; a difference stays in the journal.
    PaperWaits while something that was signed on paper is not in our books.
    """
    actor.must(Permission.OUTING_GO)
    with transaction():
        if not outing.is_on_the_road:
            raise NotOnTheRoad
        waiting = queries.open_notes(outing)
        if waiting:
            raise PaperWaits(count=len(waiting), code=waiting[0].device.spoken)
        ends = [
            _end(actor, row, (answers or {}).get(row.id, Answer.LOOK_LATER), now)
            for row in _in_the_crate(outing)
        ]
        _end_visits(outing)
        outing.expected_cents = queries.cash_box_of(outing).expected
        outing.counted_cents = counted_cents
        outing.state, outing.closed_at = OutingState.CLOSED, now
        record(
            actor, "outings.closed", outing, now=now, expected_cents=outing.expected_cents,
            counted_cents=counted_cents,
            difference_cents=rules.difference_cents(counted_cents, outing.expected_cents),
            lent=ends.count(TravelEnd.LENT), looked_for=ends.count(TravelEnd.LOOKED_FOR),
            missing=ends.count(TravelEnd.MISSING),
        )  # fmt: skip
    return outing


def _end(actor: Actor, row: OutingDevice, answer: Answer, now: datetime) -> TravelEnd:
    """What became of a laptop that nobody scanned at home; it stands in the crate no longer."""
    known = rules.end_of(row.device.stage)
    if known is None and answer is Answer.MISSING:
        devices.miss(actor, row.device, now=now)
        known = TravelEnd.MISSING
    row.ended, row.ended_at = known or TravelEnd.LOOKED_FOR, now
    if row.ended is not TravelEnd.BACK and row.device.place_id == row.outing.place_id:
        devices.place(actor, row.device, None, now=now)
    record(actor, "outings.not_in_the_van", row, now=now, device=row.device, ended=row.ended)
    return row.ended


def _end_visits(outing: Outing) -> None:
    for visit in queries.visits_of(outing):
        helped = visit.application.state is ApplicationState.FULFILLED
        visit.ended = VisitEnd.HELPED if helped else VisitEnd.NOT_HELPED


def _must_be_planned(outing: Outing) -> None:
    if not outing.is_planned:
        raise NotPlanned
