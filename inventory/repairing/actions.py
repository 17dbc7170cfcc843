"""Open a repair, work on it, wait for a part, and close it with what came of it; or open it again."""

from datetime import datetime

from sqlalchemy import func, select

from inventory.devices.actions import move, redrawn
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Move, Stage
from inventory.learning import guiding
from inventory.learning.rules import repair_of
from inventory.parts.queries import used_for
from inventory.permissions import Permission
from inventory.repairing import queries, rules
from inventory.repairing.models import RepairLine, RepairPhoto, RepairTicket
from inventory.repairing.rules import Deed, LineKind, Result, Source, State

#: where what is broken shows on every list, so that nobody chooses it for a borrower
_ON_OFFER = frozenset({Stage.READY, Stage.RESERVED})


def open_ticket(
    actor: Actor, device: Device, what: str, *, source: Source, now: datetime, blocking: bool = True,
    point: str = "",
) -> RepairTicket:  # fmt: skip
    """Something is wrong with a device. NoRepairsHere before it was at a bench, and after it left for good."""
    actor.must(Permission.REPAIR_OPEN)
    with transaction():
        rules.check_stage(device.stage)
        ticket = RepairTicket(
            device=device, lap=device.lap, source=source, point=point, blocking=blocking, opened_at=now,
            what=rules.check_words(what, field="what")[:300], opened_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(ticket)
        db.session.flush()  # its id is the trace's
        _tell_device(ticket)
        record(actor, "repairing.opened", ticket, now=now, device=device, source=source, blocking=blocking)
    return ticket


def _tell_device(ticket: RepairTicket) -> None:
    """A laptop on the shelf says on every list what is broken first, and no longer when nothing is."""
    device = ticket.device
    keeps = rules.holds(blocking=ticket.blocking, result=ticket.result)
    if keeps and device.stage in _ON_OFFER and not device.defect:
        device.defect = ticket.what
    elif not keeps and device.defect == ticket.what:
        db.session.flush()  # the question after it must not see this one any more
        left = queries.holding(device)
        device.defect = left[0] if left is not None and device.stage in _ON_OFFER else ""


# --- the checklist asks ---


def heed(
    actor: Actor, device: Device, *, point: str, wrong: str, now: datetime, applies: bool = True
) -> RepairTicket | None:
    """A point of the checklist was answered: `wrong` says what must be repaired, or nothing when it is in order.

    The same point asks for one repair, however often it is tapped; one that was closed in this round is opened
    again. What is in order closes only what nobody worked on: PointInRepair while someone does.
    """
    with transaction():
        ticket = queries.open_at(device, point)
        if not wrong:
            return _settle(actor, ticket, now, applies=applies) if ticket is not None else None
        if ticket is not None:
            return _say_anew(actor, ticket, wrong, now)
        last = queries.last_at(device, point)
        if last is not None and last.result in rules.FINE_AGAIN:
            return reopen(actor, last, what=wrong, now=now)
        return open_ticket(actor, device, wrong, source=Source.BENCH, point=point, now=now)


def _settle(actor: Actor, ticket: RepairTicket, now: datetime, *, applies: bool) -> RepairTicket:
    actor.must(Permission.REPAIR_OPEN)
    hold(ticket)
    if ticket.state is not State.OPEN or queries.has_lines(ticket) or used_for(ticket.id):
        raise rules.PointInRepair(what=ticket.what)
    result = rules.result_of_a_tap(ticket.opened_at, now, applies=applies)
    if result is not Result.REPAIRED:
        _end(actor, ticket, result, Deed.CLOSE, now)
        return ticket
    guided = guiding.must(actor, repair_of(ticket.point), now=now)
    _end(actor, ticket, result, Deed.CLOSE, now)
    guided.practised(actor, ticket.device, ticket, now=now)
    return ticket


def _say_anew(actor: Actor, ticket: RepairTicket, what: str, now: datetime) -> RepairTicket:
    """The fault was chosen after the point was tapped; what somebody works on keeps the words it has."""
    if ticket.state is State.OPEN and ticket.what != what[:300]:
        ticket.what = what[:300]
        record(actor, "repairing.said_anew", ticket, now=now, device=ticket.device)
    return ticket


# --- work ---


def begin(actor: Actor, ticket: RepairTicket, *, now: datetime, takes_over: bool = False) -> RepairTicket:
    """Take a repair in hand. SomeoneIsAtIt while another works on it, unless one takes it over.

    A laptop that stood ready goes back to the bench with it.
    """
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(ticket)
        state = rules.after(Deed.BEGIN, ticket.state)
        is_mine = ticket.taken_by_id == actor.user_id
        if ticket.state is State.WORKING and not is_mine and not takes_over:
            raise rules.SomeoneIsAtIt(name=ticket.taken_by.name if ticket.taken_by else "–")
        if ticket.state is State.WORKING and is_mine:
            return ticket
        if ticket.device.stage is Stage.READY:
            move(actor, ticket.device, Move.SEND_BACK, now=now)
        ticket.state, ticket.waits_for = state, ""
        ticket.taken_by_id, ticket.taken_at = actor.user_id, now
        record(actor, "repairing.begun", ticket, now=now, device=ticket.device, over=takes_over)
    return ticket


def lay_down(actor: Actor, ticket: RepairTicket, *, now: datetime) -> RepairTicket:
    """Let go of a repair; whoever wants may begin."""
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(ticket)
        ticket.state, ticket.waits_for = rules.after(Deed.LAY_DOWN, ticket.state), ""
        ticket.taken_by_id = ticket.taken_at = None
        record(actor, "repairing.laid_down", ticket, now=now, device=ticket.device)
    return ticket


def write(
    actor: Actor,
    ticket: RepairTicket,
    kind: LineKind,
    words: str,
    *,
    now: datetime,
    minutes: int | None = None,
) -> RepairLine:
    """Write down what was seen or done, and how long it took. Two people write two lines."""
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(ticket)
        if not ticket.is_open:
            raise rules.NotNow(state=ticket.state)
        words = rules.check_words(words, field="told")
        line = _add_line(actor, ticket, kind, words, rules.check_minutes(minutes), now)
        record(
            actor, "repairing.written", line, now=now, device=ticket.device, kind=kind, minutes=line.minutes
        )
    return line


def _add_line(
    actor: Actor, ticket: RepairTicket, kind: LineKind, words: str, minutes: int, now: datetime
) -> RepairLine:
    if actor.user_id is None:
        raise MayNot(permission=Permission.REPAIR_WORK)
    line = RepairLine(
        ticket_id=ticket.id, kind=kind, words=words, minutes=minutes, written_by_id=actor.user_id,
        written_at=now,
    )  # fmt: skip
    db.session.add(line)
    db.session.flush()  # its id is the trace's
    return line


def strike(actor: Actor, line: RepairLine, *, now: datetime) -> RepairLine:
    """Take back a line of one's own, while the repair is open; NotHere for another's."""
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(line)
        if line.written_by_id != actor.user_id or line.struck_at is not None:
            raise NotHere
        if not line.ticket.is_open:
            raise rules.NotNow(state=line.ticket.state)
        line.struck_at = now
        record(actor, "repairing.struck", line, now=now, device=line.ticket.device)
    return line


def wait(actor: Actor, ticket: RepairTicket, part: str, *, now: datetime) -> RepairTicket:
    """Put a repair aside until a part comes."""
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(ticket)
        ticket.state = rules.after(Deed.WAIT, ticket.state)
        ticket.waits_for = rules.check_words(part, field="part")[:120]
        record(actor, "repairing.waits", ticket, now=now, device=ticket.device)
    return ticket


# --- the end, and the end of the end ---


def close(
    actor: Actor, ticket: RepairTicket, result: Result, *, now: datetime, words: str = "",
    minutes: int | None = None,
) -> RepairTicket:  # fmt: skip
    """Say what came of it, with the last line of work. Giving up what can be mended is the supervisor's."""
    actor.must(Permission.REPAIR_WORK)
    if result is Result.NOT_WORTH_IT:
        actor.must(Permission.REPAIR_WRITE_OFF)
    assert result is not Result.WITHDRAWN
    with transaction():
        hold(ticket)
        has_lines, has_parts = queries.has_lines(ticket), bool(used_for(ticket.id))
        spent = rules.check_minutes(minutes)
        rules.after(Deed.CLOSE, ticket.state)
        rules.check_result(result, words, has_lines=has_lines, has_parts=has_parts)
        guided = guiding.must(actor, repair_of(ticket.point), now=now)
        if words.strip() or spent:
            _add_line(actor, ticket, LineKind.WORK, words.strip(), spent, now)
        _end(actor, ticket, result, Deed.CLOSE, now)
        guided.practised(actor, ticket.device, ticket, now=now)
    return ticket


def withdraw(actor: Actor, ticket: RepairTicket, *, now: datetime) -> RepairTicket:
    """It was a mistake: gone, while nobody worked on it. Who does not work at the bench takes back only their own.

    What keeps a laptop here is taken back by who asked it or who leads; AskedByAnother for others, who can begin on it.
    """
    actor.must(Permission.REPAIR_OPEN)
    with transaction():
        hold(ticket)
        if not actor.may(Permission.REPAIR_WORK) and ticket.opened_by_id != actor.user_id:
            raise NotHere
        if not may_take_back(actor, ticket):
            raise rules.AskedByAnother(name=ticket.opened_by.name if ticket.opened_by else "–")
        if ticket.state is not State.OPEN or queries.has_lines(ticket) or used_for(ticket.id):
            raise rules.HasBegun
        _end(actor, ticket, Result.WITHDRAWN, Deed.WITHDRAW, now)
    return ticket


def may_take_back(actor: Actor, ticket: RepairTicket) -> bool:
    """May this person say that this repair was asked by mistake?"""
    return rules.may_take_back(
        is_own=ticket.opened_by_id == actor.user_id, blocking=ticket.blocking,
        leads=actor.may(Permission.REPAIR_WRITE_OFF),
    )  # fmt: skip


def _end(actor: Actor, ticket: RepairTicket, result: Result, deed: Deed, now: datetime) -> None:
    ticket.state, ticket.result, ticket.waits_for = rules.after(deed, ticket.state), result, ""
    ticket.closed_by_id, ticket.closed_at = actor.user_id, now
    _tell_device(ticket)
    record(actor, "repairing.closed", ticket, now=now, device=ticket.device, result=result)


def reopen(actor: Actor, ticket: RepairTicket, *, now: datetime, what: str = "") -> RepairTicket:
    """It is broken again, or was closed by mistake; a repair that was taken back does not count as one."""
    actor.must(Permission.REPAIR_OPEN)
    with transaction():
        hold(ticket)
        rules.check_stage(ticket.device.stage)
        if ticket.point and queries.open_at(ticket.device, ticket.point) not in (None, ticket):
            raise rules.AskedAgain
        was = ticket.result
        ticket.state = rules.after(Deed.REOPEN, ticket.state)
        ticket.result = ticket.closed_at = ticket.closed_by_id = None
        ticket.taken_by_id = ticket.taken_at = None
        ticket.lap = ticket.device.lap
        if what:
            ticket.what = what[:300]
        if was is not Result.WITHDRAWN:
            ticket.reopened += 1
        else:
            ticket.opened_at, ticket.opened_by_id = now, actor.user_id
        _tell_device(ticket)
        record(actor, "repairing.reopened", ticket, now=now, device=ticket.device, was=was)
    return ticket


# --- what else is known of it ---


def set_blocking(actor: Actor, ticket: RepairTicket, blocking: bool, *, now: datetime) -> RepairTicket:
    """Say whether a device may be lent with this fault; that it may is for who signs off to say."""
    actor.must(Permission.REPAIR_WORK)
    if not blocking:
        actor.must(Permission.REPAIR_WRITE_OFF)
    with transaction():
        hold(ticket)
        ticket.blocking = blocking
        _tell_device(ticket)
        record(actor, "repairing.blocking_set", ticket, now=now, device=ticket.device, blocking=blocking)
    return ticket


def set_cost(actor: Actor, ticket: RepairTicket, cents: int | None, *, now: datetime) -> RepairTicket:
    """What it cost in all: parts bought, the repairer's bill. None: nobody knows."""
    actor.must(Permission.REPAIR_COST)
    with transaction():
        hold(ticket)
        ticket.cost_cents = rules.check_cents(cents)
        record(actor, "repairing.cost_set", ticket, now=now, device=ticket.device, cents=ticket.cost_cents)
    return ticket


def take_photo(actor: Actor, ticket: RepairTicket, content: bytes, *, now: datetime) -> RepairPhoto:
    """Keep a picture of what is wrong, drawn anew. TooManyPhotos after a handful."""
    actor.must(Permission.REPAIR_OPEN)
    clean, _width, _height = redrawn(content, field="photo")
    with transaction():
        hold(ticket)
        query = select(func.count(RepairPhoto.id)).where(RepairPhoto.ticket_id == ticket.id)
        if db.session.execute(query).scalar_one() >= rules.MOST_PHOTOS:
            raise rules.TooManyPhotos(most=rules.MOST_PHOTOS, field="photo")
        photo = RepairPhoto(ticket_id=ticket.id, content=clean, taken_at=now, taken_by_id=actor.user_id)
        db.session.add(photo)
        db.session.flush()  # its id is the trace's
        record(actor, "repairing.photographed", photo, now=now, device=ticket.device)
    return photo
