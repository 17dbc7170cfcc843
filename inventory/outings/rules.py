"""What travels on an outing, whether a scanned laptop may go along, and what does not add up back at home.

Nothing here refuses a person for a difference: a laptop that is not in the van and a cash box that counts
€ 5 too much are questions. They are shown, answered by a person, and kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.journey import Move, Stage

#: more laptops than anyone hands over in a day, or fits in a van with its passengers
MOST_SPARES = 20
#: minutes of one hand-over, from which times are proposed
USUAL_MINUTES = 30


class OutingState(StrEnum):
    """Where an outing stands. Whether it is being packed shows by what is in the crate."""

    PLANNED = "planned"
    ON_THE_ROAD = "on_the_road"
    #: home again, counted
    CLOSED = "closed"
    #: it did not take place
    CALLED_OFF = "called_off"


#: states in which laptops and people are still bound to it
OPEN_STATES = frozenset({OutingState.PLANNED, OutingState.ON_THE_ROAD})


class VisitEnd(StrEnum):
    """What became of one appointment."""

    #: the laptop went home with this person
    HELPED = "helped"
    #: nobody came, or there was nothing to give
    NOT_HELPED = "not_helped"
    #: taken off the list, or the outing was called off
    CALLED_OFF = "called_off"


class TravelEnd(StrEnum):
    """What became of one laptop of an outing."""

    #: scanned at home
    BACK = "back"
    #: went home with someone
    LENT = "lent"
    #: was on the list, and stayed on its shelf
    STAYED = "stayed"
    #: not in the van; someone looks for it later
    LOOKED_FOR = "looked_for"
    #: not in the van, and reported missing
    MISSING = "missing"


class Answer(StrEnum):
    """The two answers to: this laptop went along, and where is it now?"""

    LOOK_LATER = "look_later"
    MISSING = "missing"


class NoteKind(StrEnum):
    """What was written down on the road, for the desk to complete."""

    #: signed on paper, and the laptop went home
    HANDED_OVER = "handed_over"
    #: a lent laptop was brought back
    CAME_BACK = "came_back"


class Packed(StrEnum):
    """What the scan of a laptop at the crate means, before anything is done."""

    #: on the list
    AS_LISTED = "as_listed"
    #: not on the list, but it may go along
    EXTRA = "extra"
    ALREADY = "already"
    NOT_READY = "not_ready"
    BROKEN = "broken"
    #: set apart for someone who has no appointment here
    KEPT_FOR_OTHER = "kept_for_other"
    #: it belongs to another outing
    ELSEWHERE = "elsewhere"


#: with these a laptop goes into the crate
GOES_IN = frozenset({Packed.AS_LISTED, Packed.EXTRA})


class Unpacked(StrEnum):
    """What the scan of a laptop back at home means."""

    #: it went along and is home again
    BACK = "back"
    #: it was lent, and brought back on the road
    BROUGHT_IN = "brought_in"
    ALREADY = "already"
    #: by our books it is at someone's home
    LENT_OUT = "lent_out"
    #: it never went along
    STAYED_HOME = "stayed_home"


#: a laptop in a van cannot go these roads; it can be handed over, come back, and get lost
NOT_FROM_A_VAN = frozenset({Move.RESERVE, Move.SEND_BACK, Move.TAKE_APART, Move.RECYCLE, Move.TRANSFER})


class EndsBeforeItBegins(Refusal):
    """A day ends after it begins."""

    status = 422


class TooManySpares(Refusal):
    """More spares than fit."""

    status = 422


@dataclass(frozen=True)
class Scanned:
    """What is known of a laptop that was scanned at the crate."""

    stage: Stage
    broken: bool = False
    listed: bool = False
    packed: bool = False
    #: bound to another outing that is still open
    elsewhere: bool = False
    #: set apart for a person, and that person has no appointment on this outing
    kept_for_other: bool = False


def packed_of(scanned: Scanned) -> Packed:
    """What this scan at the crate means; the reason that people must act on comes first."""
    if scanned.packed:
        return Packed.ALREADY
    if scanned.elsewhere:
        return Packed.ELSEWHERE
    if scanned.stage not in {Stage.READY, Stage.RESERVED}:
        return Packed.NOT_READY
    if scanned.broken:
        return Packed.BROKEN
    if scanned.kept_for_other:
        return Packed.KEPT_FOR_OTHER
    return Packed.AS_LISTED if scanned.listed else Packed.EXTRA


def unpacked_of(stage: Stage, *, travels: bool, was_back: bool, returned_since: bool) -> Unpacked:
    """What a scan at home means for a laptop at `stage`.

    `travels`: it left with this outing and nobody said yet what became of it; `was_back`: it was scanned
    home before; `returned_since`: a loan of it ended after the van left.
    """
    if was_back:
        return Unpacked.ALREADY
    if stage is Stage.LENT:
        return Unpacked.LENT_OUT
    if returned_since:
        return Unpacked.BROUGHT_IN
    return Unpacked.BACK if travels else Unpacked.STAYED_HOME


@dataclass(frozen=True)
class Pick:
    """One line of a pack list: a laptop, for an appointment or as a spare (None)."""

    device_id: int
    visit_id: int | None


def pack_list(
    visits: Iterable[tuple[int, int | None]], ready: Sequence[int], *, spares: int, taken: Iterable[int] = ()
) -> list[Pick]:
    """Which laptops travel: what is set apart for each appointment, else the oldest that is ready, then spares.

    `visits` are (visit, laptop set apart for it or None) in the order of the day; `ready` are laptops that
    may go, longest on the shelf first; `taken` are spoken for. Shorter than asked when too few are ready.
    """
    visits = list(visits)
    used = {device for _visit, device in visits if device is not None} | set(taken)
    free = iter([device for device in ready if device not in used])
    picks = []
    for visit, device in visits:
        chosen = device if device is not None else next(free, None)
        if chosen is not None:
            picks.append(Pick(chosen, visit))
    return picks + [Pick(device, None) for device, _count in zip(free, range(spares), strict=False)]


def slots(starts_at: datetime, ends_at: datetime, count: int) -> list[datetime]:
    """`count` times within the day, a usual hand-over apart; closer together when the day is too short."""
    if count < 1:
        return []
    room = (ends_at - starts_at) / count
    step = min(timedelta(minutes=USUAL_MINUTES), room)
    step -= timedelta(minutes=step / timedelta(minutes=1) % 5)  # people come at ten past, not at eight past
    return [starts_at + step * number for number in range(count)]


def check_day(starts_at: datetime, ends_at: datetime, spares: int) -> None:
    """Refuse a day that ends before it begins, and more spares than fit."""
    if ends_at <= starts_at:
        raise EndsBeforeItBegins(field="until")
    if not 0 <= spares <= MOST_SPARES:
        raise TooManySpares(field="spares", most=MOST_SPARES)


def end_of(stage: Stage) -> TravelEnd | None:
    """What became of a laptop that was not scanned at home, as far as its stage tells; None is a question."""
    if stage is Stage.LENT:
        return TravelEnd.LENT
    if stage is Stage.MISSING:
        return TravelEnd.MISSING
    # Ready, set apart, or just brought back: it should be in the van. Anywhere further on, someone had it in hand.
    return None if stage in {Stage.READY, Stage.RESERVED, Stage.RETURNED} else TravelEnd.BACK


def expected_cents(float_cents: int, booked_cents: int, noted_cents: Iterable[int] = ()) -> int:
    """What should lie in the cash box: what went along, what was booked since (out is a minus), what is noted.

    A note counts until the desk completes it; from then on it is among what was booked.
    """
    return float_cents + booked_cents + sum(noted_cents)


def difference_cents(counted_cents: int, expected: int) -> int:
    """Counted against expected: plus is too much, minus is too little."""
    return counted_cents - expected
