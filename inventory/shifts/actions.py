"""Begin and end a day at the bench, put hours right, take the next device, and let one go."""

from datetime import datetime, timedelta

from sqlalchemy import select

from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere, SomeoneElseWasFirst
from inventory.foundation.transaction import attempt, hold, transaction
from inventory.learning import guiding
from inventory.learning.rules import Level, check_may, repair_of
from inventory.permissions import Permission
from inventory.repairing import actions as repairing
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import SomeoneIsAtIt
from inventory.shifts import queries, rules
from inventory.shifts.models import BenchDay, Taken
from inventory.shifts.rules import MAY, TRADES, Work

#: what nobody went on with for so long lies ready for another
_LEFT = timedelta(days=7)
#: so long it is known whose hours they were: what a work experience may be asked about
KEPT = timedelta(days=3 * 365)


# --- taking ---


def take_next(actor: Actor, work: Work, *, now: datetime) -> Taken:
    """Give this person the device that waits longest for this work, and keep it for them.

    Who has one in hand of this kind gets that one again, however often it is asked. NothingLeft when none waits.
    """
    actor.must(MAY[work])
    if actor.user_id is None:
        raise NotHere
    check_may(guiding.standing_of(actor.user_id, TRADES[work]), TRADES[work])
    with transaction():
        own = queries.find_taken(actor.user_id, work)
        if own is not None:
            return own
        _let_go_of_done(actor, now)
        for found in queries.oldest_first(work, actor.user_id):
            elsewhere = set(offered("device.elsewhere", found, actor))
            for device_id in (one for one in found if one not in elsewhere):
                taken = _take(actor, device_id, work, now) or queries.find_taken(actor.user_id, work)
                if taken is not None:
                    return taken
    raise rules.NothingLeft(work=work)


def take_repair(actor: Actor, *, now: datetime) -> RepairTicket:
    """Give this person the repair that was asked longest ago, or the one that they have in hand already."""
    actor.must(MAY[Work.REPAIR])
    if actor.user_id is None:
        raise NotHere
    with transaction():
        own = queries.find_repair(actor.user_id)
        if own is not None:
            return own
        for ticket in queries.repairs_to_take():
            trade = repair_of(ticket.point)
            standing = guiding.standing_of(actor.user_id, trade)
            if standing.learns and standing.level is Level.NOT_YET:
                continue
            try:
                with attempt():
                    return repairing.begin(actor, ticket, now=now)
            except (SomeoneElseWasFirst, SomeoneIsAtIt):
                continue
    raise rules.NothingLeft(work=Work.REPAIR)


def _take(actor: Actor, device_id: int, work: Work, now: datetime) -> Taken | None:
    """This device for this person; None when a colleague had it a moment before, or they took another themselves."""
    try:
        with attempt():
            taken = Taken(device_id=device_id, work=work, user_id=actor.user_id, taken_at=now)
            db.session.add(taken)
            db.session.flush()  # its id is the trace's, and its place may be taken
    except SomeoneElseWasFirst:
        return None
    record(actor, "shifts.taken", taken, now=now, device=db.session.get_one(Device, device_id), work=work)
    return taken


def _let_go_of_done(actor: Actor, now: datetime) -> None:
    for taken in queries.done_with():
        _let_go(actor, taken, now)


def put_back(actor: Actor, taken: Taken, *, now: datetime) -> None:
    """Let a device go that one took; who leads lets go of a colleague's."""
    actor.must(Permission.BENCH_OWN if taken.user_id == actor.user_id else Permission.BENCH_LEAD)
    with transaction():
        hold(taken)
        if taken.let_go_at is None:
            _let_go(actor, taken, now)


def _let_go(actor: Actor, taken: Taken, now: datetime) -> None:
    taken.let_go_at = now
    record(actor, "shifts.let_go", taken, now=now, device=taken.device, work=taken.work)


# --- hours ---


def begin_day(actor: Actor, *, now: datetime) -> BenchDay:
    """Someone begins at the bench; tapped twice it began once."""
    actor.must(Permission.BENCH_OWN)
    if actor.user_id is None:
        raise NotHere
    with transaction():
        today = day(now)
        under_way = next((one for one in queries.open_days(actor.user_id) if one.day == today), None)
        if under_way is not None:
            return under_way
        begun = BenchDay(user_id=actor.user_id, day=today, started_at=now)
        db.session.add(begun)
        db.session.flush()  # its id is the trace's
        record(actor, "shifts.day_begun", begun, now=now)
    return begun


def end_day(actor: Actor, *, now: datetime) -> BenchDay | None:
    """Someone stops for now. What was begun on an earlier day waits until they say when it ended."""
    actor.must(Permission.BENCH_OWN)
    with transaction():
        today = day(now)
        under_way = next((one for one in queries.open_days(actor.user_id) if one.day == today), None)
        if under_way is None:
            return None
        # Who taps twice within a minute of beginning was there for a minute.
        under_way.ended_at = max(now, under_way.started_at + timedelta(minutes=1))
        record(actor, "shifts.day_ended", under_way, now=now)
    return under_way


def go_on(actor: Actor, ended: BenchDay, *, now: datetime) -> None:
    """Take back the end of today: it was tapped too early. OverlapsAnother when other hours came after it."""
    actor.must(Permission.BENCH_OWN)
    with transaction():
        others = [one for one in queries.open_days(actor.user_id) if one.day == ended.day]
        if ended.user_id != actor.user_id or ended.day != day(now) or others:
            raise NotHere
        near = select(BenchDay).where(
            BenchDay.user_id == actor.user_id,
            BenchDay.day.between(day(ended.started_at - rules.LONGEST), ended.day),
            BenchDay.id != ended.id,
        )
        later = [(one.started_at, one.ended_at) for one in db.session.execute(near).scalars() if one.ended_at]
        rules.check_apart(ended.started_at, None, later)
        ended.ended_at = None
        record(actor, "shifts.day_goes_on", ended, now=now)


def write_hours(
    actor: Actor,
    user_id: int,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    instead: BenchDay | None = None,
) -> BenchDay:
    """Write down hours that were forgotten, or put some right; one's own, or of the team for who leads."""
    _must(actor, user_id)
    rules.check_hours(start, end, now, leads=actor.may(Permission.BENCH_LEAD))
    with transaction():
        query = select(BenchDay).where(BenchDay.user_id == user_id)
        near = query.where(BenchDay.day.between(day(start - rules.LONGEST), day(end)))
        others = [
            one for one in db.session.execute(near).scalars() if instead is None or one.id != instead.id
        ]
        # What was begun long ago and never ended is asked about apart; it does not go on until now.
        rules.check_apart(
            start, end, [(one.started_at, one.ended_at or one.started_at + rules.LONGEST) for one in others]
        )
        hours = instead or BenchDay(user_id=user_id)
        hours.day, hours.started_at, hours.ended_at = day(start), start, end
        hours.corrected_by_id = actor.user_id
        db.session.add(hours)
        db.session.flush()  # its id is the trace's
        record(actor, "shifts.hours_written", hours, now=now, is_new=instead is None)
    return hours


def remove_hours(actor: Actor, hours: BenchDay, *, now: datetime) -> None:
    """Take hours away that were never worked."""
    _must(actor, hours.user_id)
    with transaction():
        record(actor, "shifts.hours_removed", hours, now=now)
        db.session.delete(hours)


def _must(actor: Actor, user_id: int | None) -> None:
    actor.must(Permission.BENCH_OWN if user_id == actor.user_id else Permission.BENCH_LEAD)


# --- who leaves, and what happens at night ---


def leave(actor: Actor, user_id: int, *, now: datetime) -> None:
    """What someone had in hand lies ready for another; the hours stay for their paper."""
    with transaction():
        query = select(Taken).where(Taken.user_id == user_id, Taken.let_go_at.is_(None))
        for taken in db.session.execute(query).scalars().all():
            _let_go(actor, taken, now)


def tidy(actor: Actor, *, now: datetime) -> None:
    """At night: what is done or left lies ready again."""
    with transaction():
        _let_go_of_done(actor, now)
        left = select(Taken).where(Taken.let_go_at.is_(None), Taken.taken_at < now - _LEFT)
        for taken in db.session.execute(left).scalars().all():
            _let_go(actor, taken, now)


def forget_hours(actor: Actor, hours_id: int, now: datetime) -> None:
    """Nobody knows any more whose hours these were; they still count."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        hours = db.session.get_one(BenchDay, hours_id)
        hours.user_id = hours.corrected_by_id = None
        record(actor, "shifts.hours_forgotten", hours, now=now)
