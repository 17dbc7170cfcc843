"""Which sessions someone could come to: those that fit best first, and of a course only what is still missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from workshop.fitting import Fits, Option, best_first, fits_of
from workshop.guests import wish_of
from workshop.models import Attendance, Lesson, Seat, Session, WorkshopKind
from workshop.queries import chairs_taken_in
from workshop.rules import Aid, CountsFor, Presence, SeatState, missing_lessons

#: how far ahead we look, and at how many sessions
_AHEAD, _MOST = timedelta(days=120), 60
_HOLDS_A_MOMENT = (SeatState.BOOKED, SeatState.OFFERED)


@dataclass(frozen=True)
class Proposal:
    """One session that someone could come to."""

    session: Session
    #: in which ways it suits them, in the order of the enum
    fits: tuple[Fits, ...]
    free: int
    #: the numbers of the lessons that are still missing; None: all of it
    only_lessons: tuple[int, ...] | None = None

    @property
    def is_full(self) -> bool:
        """Would they wait?"""
        return self.free <= 0


def proposals(
    borrower: Borrower, now: datetime, *, most: int = 5, counts_for: CountsFor = CountsFor.START
) -> list[Proposal]:
    """The sessions to come that fit this person, best first; without those at which they are expected elsewhere."""
    found = {one.id: one for one in _to_come(now, counts_for)}
    if not found:
        return []
    missing = _missing(borrower, {one.kind_id: one.kind for one in found.values()})
    taken_moments = _moments_of(borrower, now)
    has_seat = _seats_of(borrower, found)
    fitting: dict[int, tuple[int, ...] | None] = {}
    for session in found.values():
        wanted = missing.get(session.kind_id)
        lessons = [one for one in session.lessons if wanted is None or one.number in wanted]
        clash = any(
            one.starts_at < ends and one.ends_at > begins for one in lessons for begins, ends in taken_moments
        )
        is_to_come = bool(lessons) and all(one.starts_at > now for one in lessons)
        if is_to_come and not clash and session.id not in has_seat:
            fitting[session.id] = tuple(wanted) if wanted is not None else None
    if not fitting:
        return []
    taken = chairs_taken_in([found[one] for one in fitting])
    options = [_option(found[one], taken.get(one, 0)) for one in fitting]
    wish = wish_of(borrower)
    return [
        Proposal(
            found[option.id], tuple(way for way in Fits if way in fits_of(option, wish)),
            found[option.id].capacity - taken.get(option.id, 0), fitting[option.id],
        )
        for option in best_first(options, wish)[:most]
    ]  # fmt: skip


def _option(session: Session, taken: int) -> Option:
    return Option(
        session.id, session.starts_at, session.language, session.venue.municipality.casefold(),
        Aid.INTERPRETER in session.has_aids, taken >= session.capacity,
    )  # fmt: skip


def _to_come(now: datetime, counts_for: CountsFor) -> list[Session]:
    """Sessions with a lesson to come: also a course that began, for who misses only what follows."""
    to_come = exists().where(
        Lesson.session_id == Session.id, Lesson.starts_at > now, Lesson.starts_at < now + _AHEAD
    )
    query = (
        select(Session)
        .join(WorkshopKind, WorkshopKind.id == Session.kind_id)
        .where(Session.cancelled_at.is_(None), WorkshopKind.counts_for == counts_for, to_come)
        .options(joinedload(Session.kind), joinedload(Session.venue), selectinload(Session.lessons))
        .order_by(Session.starts_at, Session.id)
        .limit(_MOST)
    )
    return list(db.session.scalars(query))


def _missing(borrower: Borrower, kinds: dict[int, WorkshopKind]) -> dict[int, list[int]]:
    """Of each course that this person followed in part: the numbers of the lessons that are missing."""
    query = (
        select(Session.kind_id, Lesson.number)
        .join(Lesson, Lesson.session_id == Session.id)
        .join(Attendance, Attendance.lesson_id == Lesson.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .where(
            Seat.borrower_id == borrower.id, Attendance.presence != Presence.ABSENT,
            Session.kind_id.in_(list(kinds)),
        )
    )  # fmt: skip
    followed: dict[int, set[int]] = {}
    for kind_id, number in db.session.execute(query):
        followed.setdefault(kind_id, set()).add(number)
    missing = {
        kind_id: missing_lessons(kinds[kind_id].lessons, numbers) for kind_id, numbers in followed.items()
    }
    return {kind_id: numbers for kind_id, numbers in missing.items() if numbers}


def _moments_of(borrower: Borrower, now: datetime) -> list[tuple[datetime, datetime]]:
    query = (
        select(Lesson.starts_at, Lesson.ends_at)
        .join(Session, Session.id == Lesson.session_id)
        .join(Seat, Seat.session_id == Session.id)
        .where(
            Seat.borrower_id == borrower.id, Seat.state.in_(_HOLDS_A_MOMENT), Session.cancelled_at.is_(None),
            Lesson.ends_at > now,
        )
    )  # fmt: skip
    return [(begins, ends) for begins, ends in db.session.execute(query)]


def _seats_of(borrower: Borrower, sessions: Collection[int]) -> set[int]:
    query = select(Seat.session_id).where(
        Seat.borrower_id == borrower.id, Seat.session_id.in_(list(sessions)), Seat.state != SeatState.RELEASED
    )
    return set(db.session.scalars(query))
