"""Who fits in a start workshop, who moves up from the waiting list, and when attendance may be ticked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

#: more chairs than any room where laptops are explained
MOST_SEATS = 60
#: more than any course we know of
MOST_LESSONS = 20
#: of one lesson: a day
MOST_MINUTES = 480
#: how long a chair that came free is kept for an answer
TIME_TO_ANSWER = timedelta(hours=48)
#: who moves up later than this before the start hears that they are expected: there is no time left to ask
_NO_TIME_TO_ASK = timedelta(hours=36)


class Form(StrEnum):
    """What sort of start workshop a kind is."""

    #: told while the laptop is handed over, topic by topic
    EXPLANATION = "explanation"
    #: one session in a group, everything once
    INFO = "info"
    #: several lessons that belong together
    COURSE = "course"
    #: as long as needed, about what this person needs
    TALK = "talk"
    #: some weeks later: is it used, and what is still hard
    FOLLOW_UP = "follow_up"


class CountsFor(StrEnum):
    """What it means that someone followed it."""

    #: the start workshop that a loan may wait for
    START = "start"
    #: the moment at which we ask how it goes
    FOLLOW_UP = "follow_up"
    #: welcome, but nothing waits for it
    NOTHING = "nothing"


class Aid(StrEnum):
    """What makes a session possible for someone."""

    INTERPRETER = "interpreter"
    #: no steps, wide doors, a toilet that fits
    WHEELCHAIR = "wheelchair"
    QUIET_ROOM = "quiet_room"


class Presence(StrEnum):
    """How one person was at one lesson."""

    PRESENT = "present"
    #: came in later; it counts
    LATE = "late"
    ABSENT = "absent"


#: who came, on time or not
CAME = frozenset({Presence.PRESENT, Presence.LATE})


class EnrolledBy(StrEnum):
    """Through which door someone was enrolled."""

    DESK = "desk"
    #: the service that sent this person
    REFERRER = "referrer"
    #: the person, by the own link
    LINK = "link"
    #: walked in on the day
    AT_THE_DOOR = "at_the_door"


class CallBecause(StrEnum):
    """Why a colleague calls someone about a start workshop."""

    #: two invitations went by; perhaps it does not fit
    MISSED_TWICE = "missed_twice"
    #: it is moved or does not take place, and nothing we could write reaches this person
    CHANGED = "changed"
    #: it is moved to a moment at which this person sits in another workshop
    ELSEWHERE = "elsewhere"
    #: a seat is free for this person, and nothing we could write reaches them
    SEAT_FREE = "seat_free"
    #: the laptop is at home for some weeks, and the workshop was not followed
    AFTER_HAND_OVER = "after_hand_over"
    #: nobody answered how it goes with the laptop
    FOLLOW_UP = "follow_up"


class SeatState(StrEnum):
    """What became of one person's place."""

    BOOKED = "booked"
    #: a chair came free and is kept until this person answers
    OFFERED = "offered"
    #: full; moves up when a chair comes free
    WAITING = "waiting"
    ATTENDED = "attended"
    #: of a course, some lessons; the others can be followed later
    PARTLY = "partly"
    #: did not come; gets one new invitation, and never a fine
    MISSED = "missed"
    #: given up before it began
    RELEASED = "released"


#: states that keep a chair from someone else
TAKES_A_CHAIR = frozenset(set(SeatState) - {SeatState.WAITING, SeatState.RELEASED})
#: states of someone who is still expected, or hopes to be
STILL_TO_COME = frozenset({SeatState.BOOKED, SeatState.OFFERED, SeatState.WAITING})


@dataclass(frozen=True)
class Place:
    """One seat as far as these rules care; who enrolled first has the lowest `turn`."""

    id: int
    state: SeatState
    turn: int = 0
    chair: int | None = None


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
    """The ids of those on the waiting list who have a chair now, whoever enrolled first."""
    free = max(0, capacity - chairs_taken(places))
    waiting = sorted((place.turn, place.id) for place in places if place.state is SeatState.WAITING)
    return [seat_id for _turn, seat_id in waiting[:free]]


def free_chair(places: Iterable[Place]) -> int:
    """The lowest number of a chair on which nobody sits; on a full day one more than there are."""
    taken = {place.chair for place in places}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def answer_by(now: datetime, starts_at: datetime) -> datetime | None:
    """Until when a chair that comes free `now` is kept for an answer; None: it is theirs, there is no time to ask."""
    if starts_at - now <= _NO_TIME_TO_ASK:
        return None
    return min(now + TIME_TO_ANSWER, starts_at - timedelta(hours=24))


def may_tick(held_on: date, today: date) -> bool:
    """May attendance be ticked? From the day itself on: nobody attends tomorrow's workshop."""
    return today >= held_on


def may_release(held_on: date, today: date) -> bool:
    """May a seat be given up? Until the day itself; after it someone came or did not."""
    return today <= held_on


def became(expected: Collection[int], noted: Mapping[int, Presence]) -> SeatState:
    """What becomes of a seat for the lessons `expected`, of which so many are noted, by number.

    Until every lesson is noted someone is still expected, unless they came to all that there were.
    """
    came = {number for number in expected if noted.get(number) in CAME}
    if came == set(expected):
        return SeatState.ATTENDED
    if set(expected) - set(noted):
        return SeatState.BOOKED
    return SeatState.PARTLY if came else SeatState.MISSED


def missing_lessons(lessons: int, followed: Iterable[int]) -> list[int]:
    """The numbers of the lessons that someone did not follow anywhere yet."""
    return sorted(set(range(1, lessons + 1)) - set(followed))
