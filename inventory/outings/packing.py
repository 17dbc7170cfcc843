"""Say which laptops travel, put them into the crate, and leave."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from inventory.applications.states import ApplicationState
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.journey import Stage
from inventory.outings import queries, rules
from inventory.outings.actions import in_the_crate, must_be_planned, put_back
from inventory.outings.models import Outing, OutingDevice, OutingVisit
from inventory.outings.rules import OutingState, Packed, TravelEnd
from inventory.permissions import Permission
from inventory.places.rules import check_takes


class NotIntoTheCrate(Refusal):
    """This laptop does not go along; `because` says why."""

    status = 422


class NothingPacked(Refusal):
    """A van without a laptop is no lending day."""


class NoLongerFit(Refusal):
    """It was ready when it was packed, and is not any more."""


class OtherDayOnTheRoad(Refusal):
    """The crate is still on another road."""


class NotAlong(Refusal):
    """This laptop did not go along."""

    status = 422


def make_list(actor: Actor, outing: Outing, *, now: datetime) -> list[OutingDevice]:
    """Name the laptops that travel: set apart for the appointments, else ready, then the spares.

    Made anew it keeps what is in the crate already, and names the rest again.
    """
    actor.must(Permission.OUTING_PACK)
    with transaction():
        must_be_planned(outing)
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
        must_be_planned(outing)
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
        must_be_planned(outing)
        row = next((row for row in in_the_crate(outing) if row.device_id == device.id), None)
        if row is None:
            raise NotAlong(code=device.spoken)
        put_back(actor, row, now)
        if row.listed:
            row.packed_at = row.packed_by_id = row.from_place = row.from_place_id = None
        else:
            db.session.delete(row)
        record(actor, "outings.taken_out", outing, now=now, device=device)


def depart(actor: Actor, outing: Outing, *, now: datetime) -> Outing:
    """The van leaves with what is in the crate; what was listed and not packed stays.

    Raises NothingPacked, NoLongerFit for a laptop that went another road since it was packed, and
    OtherDayOnTheRoad while the crate is out.
    """
    actor.must(Permission.OUTING_GO)
    with transaction():
        must_be_planned(outing)
        packed = in_the_crate(outing)
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
