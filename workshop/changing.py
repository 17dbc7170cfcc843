"""What still changes about a workshop on the calendar: how many seats it has, and when one lesson of it is held."""

from datetime import datetime

from sqlalchemy import func, select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from workshop import told as telling
from workshop.actions import move_up
from workshop.models import Attendance, Lesson, Session
from workshop.planning import (
    Cancelled,
    NoSeats,
    Over,
    changed,
    hold_both,
    keep_offers,
    must_be_free,
    must_be_plannable,
    must_not_be_over,
)
from workshop.queries import seats_of
from workshop.rules import MOST_SEATS, chairs_taken


class SeatsAreTaken(Refusal):
    """Nobody is sent away because a chair is: so many are spoken for already."""


class OutOfOrder(Refusal):
    """The lessons of a course keep their order."""

    status = 422


def change_seats(actor: Actor, session: Session, capacity: int, *, now: datetime) -> Session:
    """It has so many seats from now on; whoever waits longest gets what came with it.

    NoSeats, SeatsAreTaken, Cancelled, WasHeld.
    """
    actor.must(Permission.WORKSHOP_PLAN)
    if not 1 <= capacity <= MOST_SEATS:
        raise NoSeats(field="capacity", most=MOST_SEATS)
    with transaction():
        hold(session)
        if session.cancelled_at is not None:
            raise Cancelled
        must_not_be_over(session, now)
        taken = chairs_taken(seat.as_place() for seat in seats_of(session))
        if capacity < min(taken, session.capacity):
            raise SeatsAreTaken(field="capacity", taken=taken)
        was, session.capacity = session.capacity, capacity
        changed(session, now)
        move_up(session, now)
        record(actor, "workshop.seats_changed", session, now=now, was=was, capacity=capacity)
    return session


def move_lesson(actor: Actor, lesson: Lesson, *, starts_at: datetime, now: datetime) -> Lesson:
    """One lesson that is still to come is held at another moment, between the lessons around it.

    Who is expected at it is told. Cancelled, Over, InThePast, TooFarAhead, OutOfOrder, TeacherBusy, RoomBusy.
    """
    actor.must(Permission.WORKSHOP_PLAN)
    session = lesson.session
    with transaction():
        hold(session)
        db.session.refresh(lesson)
        if session.cancelled_at is not None:
            raise Cancelled
        if lesson.starts_at <= now or _is_noted(lesson):
            raise Over
        must_be_plannable(starts_at, now)
        if lesson.starts_at == starts_at:
            return lesson
        hold_both(session.venue, session.teacher)
        times = starts_at, starts_at + (lesson.ends_at - lesson.starts_at)
        _must_keep_order(lesson, *times)
        must_be_free([times], session.venue, session.teacher, except_for=session.id)
        was = lesson.starts_at
        lesson.starts_at, lesson.ends_at = times
        session.starts_at, session.ends_at = session.lessons[0].starts_at, session.lessons[-1].ends_at
        changed(session, now)
        keep_offers(session, now)
        telling.lesson_moved(lesson, was=was, now=now)
        record(
            actor, "workshop.lesson_moved", session, now=now, lesson=lesson.number, was=day(was),
            on=lesson.held_on,
        )  # fmt: skip
    return lesson


def _is_noted(lesson: Lesson) -> bool:
    """Was anything noted of it already, on the morning of its day?"""
    count = select(func.count(Attendance.id)).where(Attendance.lesson_id == lesson.id)
    return bool(db.session.execute(count).scalar_one())


def _must_keep_order(lesson: Lesson, begins: datetime, ends: datetime) -> None:
    for other in lesson.session.lessons:
        if other.number < lesson.number and begins < other.ends_at:
            raise OutOfOrder(field="starts_on", number=other.number)
        if other.number > lesson.number and ends > other.starts_at:
            raise OutOfOrder(field="starts_on", number=other.number)
