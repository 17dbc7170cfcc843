"""What must hold of start workshops whatever happened: the keeper's check asks it of every row."""

from collections.abc import Iterator

from sqlalchemy import func, select

from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from workshop.models import Lesson, Seat, Session
from workshop.rules import TAKES_A_CHAIR, SeatState


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("check")
def check() -> list[str]:
    """A session spans its lessons, and no chair stands free while someone waits for it."""
    return [*_not_spanning(), *_waits_beside_a_free_chair()]


def _not_spanning() -> Iterator[str]:
    query = (
        select(Session)
        .outerjoin(Lesson, Lesson.session_id == Session.id)
        .group_by(Session.id)
        .having(
            (func.count(Lesson.id) == 0)
            | (func.min(Lesson.starts_at) != Session.starts_at)
            | (func.max(Lesson.ends_at) != Session.ends_at)
        )
    )
    for session in db.session.scalars(query):
        yield f"workshop {session.code} does not begin and end with its lessons"


def _waits_beside_a_free_chair() -> Iterator[str]:
    now = clock.now()
    waiting = select(Seat.session_id).where(Seat.state == SeatState.WAITING)
    taken = (
        select(func.count(Seat.id))
        .where(Seat.session_id == Session.id, Seat.state.in_(sorted(TAKES_A_CHAIR)))
        .correlate(Session)
        .scalar_subquery()
    )
    query = select(Session).where(
        Session.starts_at > now,
        Session.cancelled_at.is_(None),
        Session.id.in_(waiting),
        taken < Session.capacity,
    )
    for session in db.session.scalars(query):
        yield f"in workshop {session.code} someone waits beside a free chair"
