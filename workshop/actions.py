"""Plan a start workshop, give and release seats, and tick who came, which stays a fact about the borrower."""

from datetime import datetime

from sqlalchemy import func, select

from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Language
from inventory.digibank.models import User
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from workshop.models import Seat, Session
from workshop.queries import open_seats_from, seats_of, seats_of_borrower, sees_all
from workshop.rules import (
    MOST_SEATS,
    Place,
    SeatState,
    SessionKind,
    may_release,
    may_tick,
    next_place,
    who_moves_up,
)


class NoSeats(Refusal):
    """A workshop has at least one chair, and not more than fit in a room."""

    status = 422


class InThePast(Refusal):
    """A workshop is planned for a moment to come."""

    status = 422


class EnrolledAlready(Refusal):
    """This person has a seat in this workshop."""


class NotHeldYet(Refusal):
    """Attendance is ticked on the day itself or later."""


class TooLateToRelease(Refusal):
    """After the day someone came or did not; a seat cannot be given up any more."""


class Cancelled(Refusal):
    """This workshop does not take place."""


def plan(
    actor: Actor, *, starts_at: datetime, capacity: int, now: datetime, minutes: int = 60, place: str = "",
    kind: SessionKind = SessionKind.INTRODUCTION, language: Language = Language.DUTCH,
    teacher: User | None = None,
) -> Session:  # fmt: skip
    """Put a start workshop on the calendar, with a code for its attendance sheet."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        if not 1 <= capacity <= MOST_SEATS:
            raise NoSeats(field="capacity", most=MOST_SEATS)
        if starts_at <= now:
            raise InThePast(field="starts_on")
        session = Session(
            starts_at=starts_at, capacity=capacity, minutes=minutes, place=place.strip(), kind=kind,
            language=language, teacher_id=teacher.id if teacher else None,
        )  # fmt: skip
        db.session.add(give_code(session))
        db.session.flush()  # the trace names its id
        record(actor, "workshop.planned", session, now=now, on=session.held_on, capacity=capacity)
    return session


def cancel(actor: Actor, session: Session, *, now: datetime) -> Session:
    """It does not take place; every seat is released."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        _must_take_place(session)
        session.cancelled_at = now
        for seat in seats_of(session):
            if seat.state in {SeatState.BOOKED, SeatState.WAITING}:
                seat.state = SeatState.RELEASED
        record(actor, "workshop.cancelled", session, now=now)
    return session


def enrol(actor: Actor, session: Session, borrower: Borrower, *, now: datetime) -> Seat:
    """A chair for `borrower`, or a place on the waiting list when it is full."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        _must_take_place(session)
        seat = _seat_for(session, borrower, now, state=next_place(session.capacity, _places(session)))
        record(actor, "workshop.enrolled", seat, now=now, session=str(session.code), state=seat.state)
    return seat


def release(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """Give up a seat; whoever waits longest moves up."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        if not may_release(seat.session.held_on, day(now)):
            raise TooLateToRelease
        seat.state = SeatState.RELEASED
        _move_up(seat.session)
        record(actor, "workshop.seat_released", seat, now=now, session=str(seat.session.code))
    return seat


def mark_attended(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """This person came: a fact about the borrower, which lending asks about."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        _must_be_open_for_ticks(actor, seat.session, now)
        seat.state = SeatState.ATTENDED
        borrowers.note_workshop(actor, seat.borrower, on=seat.session.held_on, now=now)
        record(actor, "workshop.attended", seat, now=now, session=str(seat.session.code))
    return seat


def attend(actor: Actor, session: Session, borrower: Borrower, *, now: datetime) -> Seat:
    """Someone stands here with a pass: ticked, with a seat for whoever had none."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        _must_be_open_for_ticks(actor, session, now)
        seat = _find_seat(session, borrower) or _seat_for(session, borrower, now, state=SeatState.BOOKED)
        return mark_attended(actor, seat, now=now)


def mark_missed(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """This person did not come; it makes a call list, and blocks nothing after the fact."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        _must_be_open_for_ticks(actor, seat.session, now)
        _untick(actor, seat, now)
        seat.state = SeatState.MISSED
        record(actor, "workshop.missed", seat, now=now, session=str(seat.session.code))
    return seat


def take_back_tick(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """Undo a tick that was meant for someone else."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        _must_be_open_for_ticks(actor, seat.session, now)
        _untick(actor, seat, now)
        seat.state = SeatState.BOOKED
        record(actor, "workshop.tick_taken_back", seat, now=now, session=str(seat.session.code))
    return seat


def release_all_of(borrower: Borrower, now: datetime) -> None:
    """Someone is being forgotten: seats still to come go to others."""
    for seat in open_seats_from(borrower, now):
        seat.state = SeatState.RELEASED
        _move_up(seat.session)


def move_seats(stays: Borrower, goes: Borrower, now: datetime) -> None:
    """Two entries are one person: the seats of who goes are those of who stays.

    Who has a seat in the same session already keeps it, and the second one is free; that someone came counts.
    """
    coming = {seat.id for seat in open_seats_from(goes, now)}
    for seat in seats_of_borrower(goes):
        own = _find_seat(seat.session, stays)
        if own is None:
            seat.borrower, seat.borrower_id = stays, stays.id
            continue
        if own.state is SeatState.RELEASED or seat.state is SeatState.ATTENDED:
            own.state = seat.state
        seat.state = SeatState.RELEASED
        if seat.id in coming:
            _move_up(seat.session)


def _untick(actor: Actor, seat: Seat, now: datetime) -> None:
    """Take the fact back from the borrower, unless another attended session gave it."""
    if seat.state is not SeatState.ATTENDED or seat.borrower.workshop_on != seat.session.held_on:
        return
    query = select(func.count(Seat.id)).where(
        Seat.borrower_id == seat.borrower_id, Seat.state == SeatState.ATTENDED, Seat.id != seat.id
    )
    if db.session.execute(query).scalar_one() == 0:
        borrowers.take_back_workshop(actor, seat.borrower, now=now)


def _seat_for(session: Session, borrower: Borrower, now: datetime, *, state: SeatState) -> Seat:
    if borrower.is_forgotten:
        raise AlreadyForgotten
    seat = _find_seat(session, borrower)
    if seat is not None and seat.state is not SeatState.RELEASED:
        raise EnrolledAlready(field="who", name=borrower.first_name)
    if seat is None:
        seat = Seat(session=session, session_id=session.id, borrower=borrower, borrower_id=borrower.id)
        db.session.add(seat)
    seat.state, seat.booked_at = state, now
    db.session.flush()  # the trace names its id
    return seat


def _find_seat(session: Session, borrower: Borrower) -> Seat | None:
    query = select(Seat).where(Seat.session_id == session.id, Seat.borrower_id == borrower.id)
    return db.session.execute(query).scalar()


def _places(session: Session) -> list[Place]:
    return [seat.as_place() for seat in seats_of(session)]


def _move_up(session: Session) -> None:
    db.session.flush()  # a released seat must count as free
    seats = {seat.id: seat for seat in seats_of(session)}
    for seat_id in who_moves_up(session.capacity, [seat.as_place() for seat in seats.values()]):
        seats[seat_id].state = SeatState.BOOKED


def _must_take_place(session: Session) -> None:
    if session.cancelled_at is not None:
        raise Cancelled


def _must_be_open_for_ticks(actor: Actor, session: Session, now: datetime) -> None:
    _must_take_place(session)
    if not sees_all(actor) and session.teacher_id != actor.user_id:
        raise NotHere
    if not may_tick(session.held_on, day(now)):
        raise NotHeldYet(day=session.held_on)
