"""Which sessions someone could come to: those that fit best first, and of a course only what is still missing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from workshop.fitting import Fits, Option, best_first, fits_of
from workshop.guests import wish_of
from workshop.models import Attendance, Lesson, Seat, Session, WorkshopKind
from workshop.queries import chairs_taken_in
from workshop.rules import CAME, Aid, CountsFor, SeatState, missing_lessons

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
    known = _known(borrower)
    missing = {
        kind_id: lacks
        for kind_id, followed in known.followed.items()
        if kind_id in known.lessons and (lacks := missing_lessons(known.lessons[kind_id], followed))
    }
    fitting: dict[int, tuple[int, ...] | None] = {}
    for session in found.values():
        wanted = missing.get(session.kind_id)
        lessons = [one for one in session.lessons if wanted is None or one.number in wanted]
        clash = any(
            one.starts_at < ends and one.ends_at > begins for one in lessons for begins, ends in known.moments
        )
        is_to_come = bool(lessons) and all(one.starts_at > now for one in lessons)
        if is_to_come and not clash and session.id not in known.sessions:
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


@dataclass
class _Known:
    """What one person's seats say: where they sit, when they are expected, and what they followed."""

    sessions: set[int] = field(default_factory=set)
    moments: list[tuple[datetime, datetime]] = field(default_factory=list)
    #: by kind: the numbers of the lessons that were followed, and how many there are
    followed: dict[int, set[int]] = field(default_factory=dict)
    lessons: dict[int, int] = field(default_factory=dict)


def _known(borrower: Borrower) -> _Known:
    query = (
        select(
            Session.id, Session.kind_id, WorkshopKind.lessons, Session.cancelled_at, Seat.state,
            Lesson.number, Lesson.starts_at, Lesson.ends_at, Attendance.presence,
        )
        .join(Seat, Seat.session_id == Session.id)
        .join(WorkshopKind, WorkshopKind.id == Session.kind_id)
        .join(Lesson, Lesson.session_id == Session.id)
        .outerjoin(Attendance, (Attendance.lesson_id == Lesson.id) & (Attendance.seat_id == Seat.id))
        .where(Seat.borrower_id == borrower.id)
    )  # fmt: skip
    known = _Known()
    for row in db.session.execute(query):
        if row.state is not SeatState.RELEASED:
            known.sessions.add(row.id)
        if row.state in _HOLDS_A_MOMENT and row.cancelled_at is None:
            known.moments.append((row.starts_at, row.ends_at))
        if row.presence in CAME:
            known.followed.setdefault(row.kind_id, set()).add(row.number)
            known.lessons[row.kind_id] = row.lessons
    return known
