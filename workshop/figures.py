"""How start workshops went, in numbers: who enrolled, came and missed, how long they waited, and who was sent on.

Here numbers are whole. Whoever shows them outside the house hides the small ones first.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inventory.borrowers.rules import Language
from inventory.foundation.clock import day
from inventory.foundation.database import db
from workshop.day_models import Destination, OnwardReferral
from workshop.models import Seat, Session, Venue
from workshop.referrals import WITHIN
from workshop.rules import SeatState

#: who had a seat; who waits or gave it up in time did not take one
_ENROLLED = frozenset(
    {SeatState.BOOKED, SeatState.OFFERED, SeatState.ATTENDED, SeatState.PARTLY, SeatState.MISSED}
)
_CAME = frozenset({SeatState.ATTENDED, SeatState.PARTLY})


@dataclass(frozen=True)
class Taken:
    """One seat, as far as numbers care."""

    held_on: date
    place: str
    language: Language
    state: SeatState
    #: from enrolling to the workshop
    days_waited: int

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.held_on.replace(day=1)


@dataclass
class Count:
    """Some seats together."""

    enrolled: int = 0
    came: int = 0
    missed: int = 0
    #: of who came, how many days each waited
    waits: list[int] = field(default_factory=list)

    def add(self, seat: Taken) -> None:
        """Count this one too."""
        self.enrolled += 1
        self.came += seat.state in _CAME
        self.missed += seat.state is SeatState.MISSED
        if seat.state in _CAME:
            self.waits.append(seat.days_waited)

    @property
    def open(self) -> int:
        """Of whom nothing is known: to come, or never ticked."""
        return self.enrolled - self.came - self.missed

    @property
    def days(self) -> int | None:
        """So many days half of who came waited, at most."""
        return sorted(self.waits)[len(self.waits) // 2] if self.waits else None


def taken_between(begin: datetime, end: datetime) -> Sequence[Taken]:
    """Every seat that someone took in a workshop of [begin, end); what did not take place is left out. One question."""
    query = (
        select(Session.starts_at, Venue.name, Session.language, Seat.state, Seat.booked_at)
        .join(Session, Session.id == Seat.session_id)
        .join(Venue, Venue.id == Session.venue_id)
        .where(
            Session.starts_at >= begin, Session.starts_at < end, Session.cancelled_at.is_(None),
            Seat.state.in_(sorted(_ENROLLED)),
        )
        .order_by(Session.starts_at, Seat.id)
    )  # fmt: skip
    return [
        Taken(day(starts_at), place, language, state, max(0, (day(starts_at) - day(booked_at)).days))
        for starts_at, place, language, state, booked_at in db.session.execute(query)
    ]


def counted(seats: Iterable[Taken], key: Callable[[Taken], Any]) -> dict[Any, Count]:
    """The seats by whatever `key` says of each, in the order in which they come by."""
    found: dict[Any, Count] = {}
    for seat in seats:
        found.setdefault(key(seat), Count()).add(seat)
    return found


@dataclass
class Sent:
    """Referrals to one destination."""

    made: int = 0
    #: the person went there within sixty days
    realised: int = 0


def sent_between(begin: datetime, end: datetime) -> dict[Destination, Sent]:
    """Referrals made in [begin, end), by destination; those that were taken back are no referrals."""
    query = select(OnwardReferral.destination, OnwardReferral.made_at, OnwardReferral.realised_at).where(
        OnwardReferral.made_at >= begin, OnwardReferral.made_at < end, OnwardReferral.withdrawn_at.is_(None)
    )
    found: dict[Destination, Sent] = defaultdict(Sent)
    for destination, made_at, realised_at in db.session.execute(query):
        found[destination].made += 1
        found[destination].realised += realised_at is not None and realised_at - made_at <= WITHIN
    return found
