"""Which sessions someone may see, who sits in them, and which laptop each brings along."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from inventory import codes
from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import must_count
from inventory.devices.models import Device, DeviceKind
from inventory.digibank.models import Membership, User
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.journey import Stage
from inventory.lending.models import Loan, LoanState
from inventory.permissions import Permission, Role
from workshop.models import Lesson, Seat, Session, Venue, WorkshopKind
from workshop.rules import STILL_TO_COME, TAKES_A_CHAIR, SeatState


def sees_all(actor: Actor) -> bool:
    """Desk and coordinator see every session; a teacher only the own ones."""
    return actor.may(Permission.WORKSHOP_PLAN)


def sessions_for(actor: Actor) -> Select[Session]:
    """The sessions this actor may see."""
    query = select(Session)
    return query if sees_all(actor) else query.where(Session.teacher_id == actor.user_id)


def get_session(actor: Actor, text: str) -> Session:
    """The session with this code, if this actor may see it; NotHere otherwise."""
    session = get_by_code(Session, text)
    if not sees_all(actor) and session.teacher_id != actor.user_id:
        raise NotHere
    return session


def other_session_of(session: Session, borrower: Borrower, only: Sequence[int] | None) -> Session | None:
    """Another workshop in which this person is expected at a moment of this one; None when they are free."""
    times = [(one.starts_at, one.ends_at) for one in session.lessons if not only or one.number in only]
    for begins, ends in times:
        query = (
            select(Session)
            .join(Lesson, Lesson.session_id == Session.id)
            .join(Seat, Seat.session_id == Session.id)
            .where(
                Seat.borrower_id == borrower.id, Seat.state.in_([SeatState.BOOKED, SeatState.OFFERED]),
                Session.id != session.id, Session.cancelled_at.is_(None),
                Lesson.starts_at < ends, Lesson.ends_at > begins,
            )
        )  # fmt: skip
        other = db.session.scalar(query.limit(1))
        if other is not None:
            return other
    return None


def get_seat(session: Session, seat_id: int) -> Seat:
    """One seat of this session; NotHere when it is another's."""
    seat = db.session.execute(select(Seat).where(Seat.id == seat_id, Seat.session_id == session.id)).scalar()
    if seat is None:
        raise NotHere
    return seat


def seats_of(session: Session) -> list[Seat]:
    """Everyone who has or had a seat, in order of enrolling."""
    query = select(Seat).where(Seat.session_id == session.id).order_by(Seat.turn)
    return list(db.session.execute(query.options(joinedload(Seat.borrower))).scalars())


def seats_of_borrower(borrower: Borrower, *, most: int | None = None) -> list[Seat]:
    """Every seat this person ever had, newest first; no more than `most` where it is only to be looked at."""
    query = select(Seat).where(Seat.borrower_id == borrower.id).order_by(Seat.id.desc()).limit(most)
    return list(db.session.execute(query).scalars())


def chairs_taken_in(sessions: list[Session]) -> dict[int, int]:
    """How many chairs are spoken for, per session id, in one query."""
    query = (
        select(Seat.session_id, func.count(Seat.id))
        .where(
            Seat.session_id.in_([session.id for session in sessions]), Seat.state.in_(sorted(TAKES_A_CHAIR))
        )
        .group_by(Seat.session_id)
    )
    return dict(db.session.execute(query).all())


def lessons_for(actor: Actor, start: datetime, end: datetime) -> list[Lesson]:
    """Lessons this actor may see that begin in [start, end), in order, each with its place; cancelled ones left out."""
    query = (
        select(Lesson)
        .join(Session, Session.id == Lesson.session_id)
        .where(Lesson.starts_at >= start, Lesson.starts_at < end, Session.cancelled_at.is_(None))
        .options(joinedload(Lesson.session).joinedload(Session.venue))
    )
    if not sees_all(actor):
        query = query.where(Session.teacher_id == actor.user_id)
    return list(db.session.scalars(query.order_by(Lesson.starts_at, Lesson.id).limit(100)))


def laptops_of(borrowers: list[int]) -> dict[int, Device]:
    """The laptop that each of these borrower ids has at home, or that is set apart for them."""
    kept = select(Application.borrower_id, Device).join(Device, Device.id == Application.device_id)
    kept = kept.where(Application.borrower_id.in_(borrowers), Application.state == ApplicationState.APPROVED)
    lent = select(Loan.borrower_id, Device).join(Device, Device.id == Loan.device_id)
    lent = lent.where(Loan.borrower_id.in_(borrowers), Loan.state == LoanState.OPEN).order_by(Loan.id)
    return dict(db.session.execute(kept).all()) | dict(db.session.execute(lent).all())


def find_borrower(text: str) -> Borrower | None:
    """Whose pass, loan or laptop was scanned; None when it is none of these, or of another digibank.

    PassReplaced at the field `who` for a pass that was.
    """
    try:
        code = codes.read(text)
    except codes.WrongDigit:
        return None
    if code is None:
        return None
    if (borrower := find_by_code(Borrower, code)) is not None:
        return borrower
    must_count(code, field="who")
    query = select(Borrower).join(Loan, Loan.borrower_id == Borrower.id).where(Loan.state == LoanState.OPEN)
    if (loan := find_by_code(Loan, code)) is not None:
        return db.session.execute(query.where(Loan.id == loan.id)).scalar()
    if (device := find_by_code(Device, code)) is not None:
        return db.session.execute(query.where(Loan.device_id == device.id)).scalar()
    return None


def teachers() -> list[User]:
    """Members who may give a workshop, by name."""
    giving = select(Membership.user_id).where(
        Membership.role.in_([Role.TEACHER, Role.DESK, Role.COORDINATOR])
    )
    query = select(User).where(User.id.in_(giving)).order_by(User.name, User.id)
    return list(db.session.execute(query).scalars())


def open_seats_from(borrower: Borrower, now: datetime) -> list[Seat]:
    """Seats of this person in sessions that are not over."""
    query = (
        select(Seat)
        .join(Session, Session.id == Seat.session_id)
        .where(
            Seat.borrower_id == borrower.id,
            Seat.state.in_(sorted(STILL_TO_COME)),
            Session.ends_at > now,
        )
    )
    return list(db.session.execute(query).scalars())


@dataclass(frozen=True)
class Places:
    """How full one session is."""

    taken: int = 0
    waiting: int = 0


def places_in(sessions: Collection[int]) -> dict[int, Places]:
    """How full each of these sessions is, in one question."""
    query = (
        select(Seat.session_id, Seat.state, func.count(Seat.id))
        .where(Seat.session_id.in_(list(sessions)), Seat.state != SeatState.RELEASED)
        .group_by(Seat.session_id, Seat.state)
    )
    taken: dict[int, int] = defaultdict(int)
    waiting: dict[int, int] = defaultdict(int)
    for session_id, state, count in db.session.execute(query):
        (waiting if state is SeatState.WAITING else taken)[session_id] += count
    return {one: Places(taken[one], waiting[one]) for one in sessions}


def waiting_beside_a_free_chair(now: datetime) -> list[Session]:
    """Sessions to come in which a chair is free while someone waits."""
    taken = (
        select(func.count(Seat.id))
        .where(Seat.session_id == Session.id, Seat.state.in_(sorted(TAKES_A_CHAIR)))
        .correlate(Session)
        .scalar_subquery()
    )
    waiting = select(Seat.session_id).where(Seat.state == SeatState.WAITING)
    query = select(Session).where(
        Session.starts_at > now,
        Session.cancelled_at.is_(None),
        Session.id.in_(waiting),
        taken < Session.capacity,
    )
    return list(db.session.scalars(query))


def expected_in(session: Session) -> list[Seat]:
    """Who takes a chair, by first name: as they are called out."""
    seats = [seat for seat in seats_of(session) if seat.state in TAKES_A_CHAIR]
    return sorted(seats, key=lambda seat: (seat.borrower.first_name.casefold(), seat.turn))


def lessons_between(
    begins: datetime, until: datetime, *, venue_id: int | None = None, teacher_id: int | None = None
) -> list[Lesson]:
    """The lessons that begin in that time, in order, each with its session, kind, place and teacher at hand."""
    query = (
        select(Lesson)
        .join(Session, Session.id == Lesson.session_id)
        .where(Lesson.starts_at >= begins, Lesson.starts_at < until)
        .options(
            joinedload(Lesson.session).options(
                joinedload(Session.kind), joinedload(Session.venue), joinedload(Session.teacher)
            )
        )
    )
    if venue_id is not None:
        query = query.where(Session.venue_id == venue_id)
    if teacher_id is not None:
        query = query.where(Session.teacher_id == teacher_id)
    return list(db.session.scalars(query.order_by(Lesson.starts_at, Lesson.id).limit(400)))


def laptops_ready() -> int:
    """How many laptops could go along now: ready, or set apart for someone."""
    query = select(func.count(Device.id)).where(
        Device.kind == DeviceKind.LAPTOP, Device.stage.in_([Stage.READY, Stage.RESERVED])
    )
    return db.session.execute(query).scalar_one()


def all_kinds() -> list[WorkshopKind]:
    """Every kind, those that are given first."""
    query = select(WorkshopKind).order_by(WorkshopKind.closed_at.is_not(None), WorkshopKind.id)
    return list(db.session.scalars(query))


def all_venues() -> list[Venue]:
    """Every place, those in use first."""
    query = select(Venue).order_by(Venue.closed_at.is_not(None), Venue.name, Venue.id)
    return list(db.session.scalars(query))


def get_kind(kind_id: int) -> WorkshopKind:
    """The kind with this id in this digibank, or NotHere."""
    return _get(WorkshopKind, kind_id)


def get_venue(venue_id: int) -> Venue:
    """The place with this id in this digibank, or NotHere."""
    return _get(Venue, venue_id)


def _get(model: Any, number: int) -> Any:
    found = db.session.scalar(select(model).where(model.id == number))
    if found is None:
        raise NotHere
    return found
