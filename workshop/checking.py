"""What must hold of start workshops whatever happened: the keeper's check asks it of every row."""

from collections.abc import Iterator

from sqlalchemy import func, select

from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from workshop import contact
from workshop.actions import is_elsewhere
from workshop.models import Lesson, Session
from workshop.queries import seats_of, waiting_beside_a_free_chair
from workshop.rules import SeatState


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("check")
def check() -> list[str]:
    """A session spans its lessons, no chair stands free while someone waits for it, and who came is a contact."""
    return [*_not_spanning(), *_waits_beside_a_free_chair(), *contact.check()]


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
    for session in waiting_beside_a_free_chair(clock.now()):
        waiting = [seat for seat in seats_of(session) if seat.state is SeatState.WAITING]
        # Who is expected elsewhere at that moment keeps the turn, and is put on no chair unasked.
        if not all(is_elsewhere(session, seat) for seat in waiting):
            yield f"in workshop {session.code} someone waits beside a free chair"
