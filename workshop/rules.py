"""Who fits in a start workshop, who moves up from the waiting list, and when attendance may be ticked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: more chairs than any room where laptops are explained
MOST_SEATS = 60


class SessionKind(StrEnum):
    """What sort of start workshop."""

    #: about an hour, everything once
    INTRODUCTION = "introduction"
    #: one lesson of a course
    LESSON = "lesson"
    #: one person at a time
    INDIVIDUAL = "individual"


class SeatState(StrEnum):
    """What became of one person's place."""

    BOOKED = "booked"
    #: full; moves up when a place comes free
    WAITING = "waiting"
    ATTENDED = "attended"
    #: did not come; gets one new invitation, and never a fine
    MISSED = "missed"
    #: given up before it began
    RELEASED = "released"


#: states that keep a chair from someone else
TAKES_A_CHAIR = frozenset({SeatState.BOOKED, SeatState.ATTENDED, SeatState.MISSED})


@dataclass(frozen=True)
class Place:
    """One seat as far as these rules care; `id` grows with the order of booking."""

    id: int
    state: SeatState


def chairs_taken(places: Iterable[Place]) -> int:
    """How many chairs are spoken for."""
    return sum(place.state in TAKES_A_CHAIR for place in places)


def next_place(capacity: int, places: Sequence[Place]) -> SeatState:
    """What someone who enrols now gets: a chair, or a place on the waiting list.

    Nobody passes those who wait already, even when a chair is free for a moment.
    """
    is_full = chairs_taken(places) >= capacity
    someone_waits = any(place.state is SeatState.WAITING for place in places)
    return SeatState.WAITING if is_full or someone_waits else SeatState.BOOKED


def who_moves_up(capacity: int, places: Sequence[Place]) -> list[int]:
    """The ids of those on the waiting list who have a chair now, whoever booked first."""
    free = max(0, capacity - chairs_taken(places))
    waiting = sorted(place.id for place in places if place.state is SeatState.WAITING)
    return waiting[:free]


def may_tick(held_on: date, today: date) -> bool:
    """May attendance be ticked? From the day itself on: nobody attends tomorrow's workshop."""
    return today >= held_on


def may_release(held_on: date, today: date) -> bool:
    """May a seat be given up? Until the day itself; after it someone came or did not."""
    return today <= held_on
