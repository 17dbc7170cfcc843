"""Note what was done on paper on the road, unpack at home, count the cash box, and close the day."""

from collections.abc import Mapping
from datetime import datetime

from inventory.applications.states import ApplicationState
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.lending.drafts import waits_for_workshop, workshop_comes_before
from inventory.outings import queries, rules
from inventory.outings.actions import in_the_crate, put_back
from inventory.outings.models import Outing, OutingDevice, OutingNote, OutingVisit
from inventory.outings.packing import NotAlong
from inventory.outings.rules import Answer, NoteKind, OutingState, TravelEnd, Unpacked, VisitEnd
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.rules import check_takes


class NotOnTheRoad(Refusal):
    """It did not leave yet, or it is over."""


class NotOutOfTheCrate(Refusal):
    """This laptop is not one that comes home now; `because` says why."""

    status = 422


class NotedBefore(Refusal):
    """The same was noted before, perhaps on another phone."""


class WorkshopFirst(Refusal):
    """Here the start workshop comes before the laptop, on paper too."""


class WhoseAppointment(Refusal):
    """Here the start workshop comes before the laptop, so we must know who it is for."""


class PaperWaits(Refusal):
    """Something that was signed on paper is not in our books yet."""


def note(
    actor: Actor, outing: Outing, kind: NoteKind, device: Device, *, now: datetime, cash_cents: int = 0,
    visit: OutingVisit | None = None,
) -> OutingNote:  # fmt: skip
    """What was done on paper where there was no network; the desk completes it with the usual hand-over or return.

    NotAlong for a laptop that was not in the van, NotedBefore when it was noted already, WorkshopFirst for who must
    follow the start workshop before, WhoseAppointment where that comes first and nobody is named.
    """
    actor.must(Permission.OUTING_GO)
    with transaction():
        if not outing.is_on_the_road:
            raise NotOnTheRoad
        if kind is NoteKind.HANDED_OVER and all(row.device_id != device.id for row in in_the_crate(outing)):
            raise NotAlong(field="code", code=device.spoken)
        if any(one.device_id == device.id and one.kind is kind for one in queries.notes_of(outing)):
            raise NotedBefore(field="code", code=device.spoken)
        told = visit if kind is NoteKind.HANDED_OVER else None
        if told is not None and waits_for_workshop(told.application.borrower, device):
            raise WorkshopFirst(field="code", name=told.application.borrower.first_name)
        if kind is NoteKind.HANDED_OVER and told is None and workshop_comes_before(device):
            raise WhoseAppointment(field="code")
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
        put_back(actor, row, now)


def _returned_since(outing: Outing, device: Device) -> bool:
    since = outing.departed_at
    return since is not None and any(
        stay.until is not None and stay.until >= since for stay in queries.stays_since(outing, [device.id])
    )


def questions(outing: Outing) -> list[OutingDevice]:
    """Laptops that went along and are neither scanned at home nor, by their stage, somewhere else."""
    return [row for row in in_the_crate(outing) if rules.end_of(row.device.stage) is None]


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
            for row in in_the_crate(outing)
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
