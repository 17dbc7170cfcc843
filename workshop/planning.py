"""Put start workshops on the calendar: one, a course, or a series; move them, and call them off.

Where and by whom is looked at anew while both are held, so that no room and no teacher is taken twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from inventory.borrowers.rules import Language
from inventory.digibank.models import User
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day, local
from inventory.foundation.database import db
from inventory.foundation.quiet import is_day_of_rest
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from workshop import told as telling
from workshop.calls import drop_calls
from workshop.models import Lesson, Seat, Series, Session, Venue, WorkshopKind
from workshop.pattern import FURTHEST, MOST_OF_A_SERIES, Days, days_of, lesson_days, times_of
from workshop.rules import MOST_MINUTES, MOST_SEATS, STILL_TO_COME, Aid, CallBecause, SeatState


class NoSeats(Refusal):
    """A workshop has at least one chair, and not more than fit in a room."""

    status = 422


class TooLong(Refusal):
    """A lesson lasts some minutes, and not more than a day."""

    status = 422


class InThePast(Refusal):
    """A workshop is planned for a moment to come."""

    status = 422


class TooFarAhead(Refusal):
    """Further ahead than anyone knows."""

    status = 422


class TeacherBusy(Refusal):
    """Nobody gives two workshops at once."""


class RoomBusy(Refusal):
    """Two workshops do not fit in one room."""


class Cancelled(Refusal):
    """This workshop does not take place."""


class Over(Refusal):
    """This workshop was held: what was, is not moved."""


class WasHeld(Refusal):
    """This workshop is over: what was, is not called off, and nobody else gave it."""


class NotGivenAnyMore(Refusal):
    """This kind is closed, or this room is."""


class TooManySessions(Refusal):
    """A series of more sessions than anyone oversees, or further ahead than anyone knows."""

    status = 422


class NothingPlanned(Refusal):
    """Every day of this series is a day of rest, or the last day comes before the first."""

    status = 422


@dataclass(frozen=True)
class Plan:
    """What a session is, but for when. What is not filled in is as its kind says."""

    kind: WorkshopKind
    venue: Venue
    language: Language = Language.DUTCH
    teacher: User | None = None
    #: how many chairs, and how many minutes a lesson lasts
    capacity: int | None = None
    minutes: int | None = None
    aids: tuple[Aid, ...] = ()

    @property
    def chairs(self) -> int:
        """How many chairs."""
        return self.kind.capacity if self.capacity is None else self.capacity

    @property
    def length(self) -> int:
        """How many minutes a lesson lasts."""
        return self.kind.minutes if self.minutes is None else self.minutes


def plan(actor: Actor, told: Plan, *, starts_at: datetime, now: datetime) -> Session:
    """Put one on the calendar, with a code for its attendance sheet; a course gets its lessons, a week apart.

    NoSeats, TooLong, InThePast, NotGivenAnyMore, NoSuchTime, TeacherBusy, RoomBusy.
    """
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        _must_be_possible(told)
        must_be_plannable(starts_at, now)
        session = _put(told, day(starts_at), local(starts_at).time(), now)
        record(
            actor, "workshop.planned", session, now=now, on=session.held_on, capacity=session.capacity,
            lessons=len(session.lessons),
        )  # fmt: skip
    return session


def plan_series(
    actor: Actor, told: Plan, *, starts_on: date, ends_on: date, at: time, now: datetime, every_weeks: int = 1
) -> tuple[Series, Days]:
    """Put a pattern on the calendar, and say on which days nothing is planned because they are days of rest.

    All of it or nothing: where one day clashes, the refusal names that day.
    """
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        _must_be_possible(told)
        if not day(now) < starts_on:
            raise InThePast(field="starts_on")
        if ends_on < starts_on:
            raise NothingPlanned(field="ends_on")
        if ends_on - day(now) > FURTHEST:
            raise TooManySessions(field="ends_on", most=MOST_OF_A_SERIES)
        days = days_of(starts_on, ends_on, every_weeks=every_weeks, rests=is_day_of_rest)
        if not days.planned:
            raise NothingPlanned(field="ends_on")
        if len(days.planned) > MOST_OF_A_SERIES:
            raise TooManySessions(field="ends_on", most=MOST_OF_A_SERIES)
        series = Series(
            kind_id=told.kind.id, venue_id=told.venue.id, teacher_id=told.teacher.id if told.teacher else None,
            language=told.language, capacity=told.chairs, aids=[str(aid) for aid in told.aids],
            starts_on=starts_on, ends_on=ends_on, at=at, every_weeks=every_weeks, made_at=now,
        )  # fmt: skip
        db.session.add(series)
        db.session.flush()  # its sessions point to it
        for on in days.planned:
            _put(told, on, at, now, series=series)
        record(
            actor, "workshop.series_planned", series, now=now, on=starts_on, until=ends_on,
            sessions=len(days.planned), skipped=len(days.skipped),
        )  # fmt: skip
    return series, days


def move(
    actor: Actor, session: Session, *, starts_at: datetime, venue: Venue | None = None, now: datetime
) -> Session:
    """To another moment, another room, or both; of a course all lessons that are still to come go along.

    Everyone who is expected is told; whoever waits keeps their turn.
    """
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        hold(session)
        must_be_to_come(session, now)
        must_be_plannable(starts_at, now)
        was, place = session.starts_at, session.place
        session.venue = venue or session.venue
        session.venue_id = session.venue.id
        hold_both(session.venue, session.teacher)
        days = lesson_days(day(starts_at), len(session.lessons), rests=is_day_of_rest)
        times = times_of(days, local(starts_at).time(), session.minutes)
        must_be_free(times, session.venue, session.teacher, except_for=session.id)
        for lesson, (begins, ends) in zip(session.lessons, times, strict=True):
            lesson.starts_at, lesson.ends_at = begins, ends
        session.starts_at, session.ends_at = times[0][0], times[-1][1]
        changed(session, now)
        keep_offers(session, now)
        telling.moved(session, was=was, place=place, now=now)
        record(actor, "workshop.moved", session, now=now, was=day(was), on=session.held_on)
    return session


def keep_offers(session: Session, now: datetime) -> None:
    """Who was asked to answer by a day of the old moment keeps the chair: the letter about the new one says so."""
    query = select(Seat).where(Seat.session_id == session.id, Seat.state == SeatState.OFFERED)
    for seat in db.session.scalars(query).all():
        seat.state, seat.answer_by = SeatState.BOOKED, None
        drop_calls(seat.borrower, [CallBecause.SEAT_FREE], now)


def cancel(actor: Actor, session: Session, *, now: datetime) -> Session:
    """It does not take place: who was expected or waited is told, and every seat is released. Cancelled, WasHeld."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        hold(session)
        if session.cancelled_at is not None:
            raise Cancelled
        must_not_be_over(session, now)
        telling.cancelled(session, now=now)
        session.cancelled_at = now
        changed(session, now)
        query = select(Seat).where(Seat.session_id == session.id, Seat.state.in_(sorted(STILL_TO_COME)))
        for seat in db.session.scalars(query):
            seat.state, seat.chair, seat.answer_by = SeatState.RELEASED, None, None
        record(actor, "workshop.cancelled", session, now=now)
    return session


def change_teacher(actor: Actor, session: Session, teacher: User | None, *, now: datetime) -> Session:
    """Someone else gives it, or nobody knows yet who; of a course that began, what is left. Cancelled, WasHeld."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        hold(session)
        if session.cancelled_at is not None:
            raise Cancelled
        must_not_be_over(session, now)
        hold_both(None, teacher)
        left = [(one.starts_at, one.ends_at) for one in session.lessons if one.ends_at > now]
        must_be_free(left, None, teacher, except_for=session.id)
        session.teacher, session.teacher_id = teacher, teacher.id if teacher else None
        changed(session, now)
        record(actor, "workshop.teacher_changed", session, now=now)
    return session


def must_be_plannable(starts_at: datetime, now: datetime) -> None:
    """Refuse a moment that is past, and one that nobody can oversee. InThePast, TooFarAhead."""
    if starts_at <= now:
        raise InThePast(field="starts_on")
    if starts_at - now > FURTHEST:
        raise TooFarAhead(field="starts_on")


def must_be_to_come(session: Session, now: datetime) -> None:
    """Refuse what does not take place, and what began."""
    if session.cancelled_at is not None:
        raise Cancelled
    if session.starts_at <= now:
        raise Over


def must_not_be_over(session: Session, now: datetime) -> None:
    """Refuse what was held to its end: nobody is written to about it any more."""
    if session.ends_at <= now:
        raise WasHeld


def changed(session: Session, now: datetime) -> None:
    """It is not as it was: calendars that follow along must notice."""
    session.sequence += 1
    session.changed_at = now


def must_be_free(
    times: Iterable[tuple[datetime, datetime]], venue: Venue | None, teacher: User | None, *,
    except_for: int | None = None,
) -> None:  # fmt: skip
    """Refuse a moment at which this room or this teacher is taken already; the refusal names the day."""
    for begins, ends in times:
        there = (
            select(Session)
            .join(Lesson, Lesson.session_id == Session.id)
            .where(Session.cancelled_at.is_(None), Lesson.starts_at < ends, Lesson.ends_at > begins)
        )
        if except_for is not None:
            there = there.where(Session.id != except_for)
        if teacher is not None:
            other = db.session.scalar(there.where(Session.teacher_id == teacher.id).limit(1))
            if other is not None:
                raise TeacherBusy(field="teacher", name=teacher.name, day=day(begins), place=other.place)
        if venue is not None and db.session.scalar(there.where(Session.venue_id == venue.id).limit(1)):
            raise RoomBusy(field="venue", place=venue.name, day=day(begins))


def _must_be_possible(told: Plan) -> None:
    if not 1 <= told.chairs <= MOST_SEATS:
        raise NoSeats(field="capacity", most=MOST_SEATS)
    if not 5 <= told.length <= MOST_MINUTES:
        raise TooLong(field="minutes", most=MOST_MINUTES)
    if told.kind.closed_at is not None or told.venue.closed_at is not None:
        raise NotGivenAnyMore(field="kind" if told.kind.closed_at is not None else "venue")
    hold_both(told.venue, told.teacher)


def hold_both(venue: Venue | None, teacher: User | None) -> None:
    """Always the room first: of two who plan at once, one waits."""
    if venue is not None:
        hold(venue)
    if teacher is not None:
        hold(teacher)


def _put(told: Plan, on: date, at: time, now: datetime, *, series: Series | None = None) -> Session:
    days = lesson_days(on, told.kind.lessons, rests=is_day_of_rest)
    times = times_of(days, at, told.length)
    must_be_free(times, told.venue, told.teacher)
    session = Session(
        kind=told.kind, kind_id=told.kind.id, venue=told.venue, venue_id=told.venue.id,
        starts_at=times[0][0], ends_at=times[-1][1], minutes=told.length, capacity=told.chairs,
        language=told.language, aids=[str(aid) for aid in told.aids], changed_at=now,
        teacher=told.teacher, teacher_id=told.teacher.id if told.teacher else None,
        series_id=series.id if series is not None else None, series_on=on if series is not None else None,
    )  # fmt: skip
    db.session.add(give_code(session))
    db.session.flush()  # its lessons point to it
    session.lessons = [
        Lesson(session_id=session.id, number=number, starts_at=begins, ends_at=ends)
        for number, (begins, ends) in enumerate(times, start=1)
    ]
    db.session.flush()  # the trace names its id, and the next of a series must see it
    return session
