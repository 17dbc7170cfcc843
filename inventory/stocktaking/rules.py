"""What a count makes of one device, what may be decided about it, and what closing then does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inventory.journey import ENDS, JOURNEY, Move, Stage

#: a count that was interrupted goes on for so long; after it too much has moved
GOES_ON_FOR = timedelta(hours=24)
#: a shelf that was not counted for so long is worth a minute; a quarter of a year, as a shop counts
_LONG = timedelta(days=90)
#: a clock in a phone may be this far off before we use our own
_CLOCKS_DIFFER = timedelta(minutes=10)


class CountState(StrEnum):
    """How far a count is."""

    #: takes scans
    OPEN = "open"
    #: a person closed it; what was decided is done
    CLOSED = "closed"
    #: nobody went on with it within a day; it changed nothing
    LEFT = "left"


class Outcome(StrEnum):
    """What a count makes of one device."""

    #: should stand here, and was scanned
    FOUND = "found"
    #: should stand here, and was not scanned (yet)
    NOT_FOUND = "not_found"
    #: was scanned here, and is recorded at another place or at none
    UNEXPECTED = "unexpected"
    #: was scanned here, and is recorded as lent
    LENT = "lent"
    #: was scanned here, and was reported missing
    WAS_MISSING = "was_missing"
    #: was scanned here, and left the circle long ago
    GONE = "gone"
    #: was scanned here, and was announced but never received
    ANNOUNCED = "announced"
    #: stood here at the beginning; someone put it elsewhere during the count
    MOVED_ON = "moved_on"
    #: someone put it here during the count
    CAME = "came"


class Decision(StrEnum):
    """What a person says about a difference."""

    #: not found: we look for it another day
    LATER = "later"
    #: not found: it stands somewhere else
    ELSEWHERE = "elsewhere"
    #: not found: report it missing
    MISSING = "missing"
    #: unexpected: from now on this is its place
    HERE = "here"
    #: unexpected: leave it recorded where it was
    NOT_HERE = "not_here"


class Deed(StrEnum):
    """What closing the count does with one device."""

    NOTHING = "nothing"
    #: its place becomes the one that was counted
    PUT_HERE = "put_here"
    #: it is found again, and its place becomes the one that was counted
    FIND = "find"
    #: it has no place any more
    LET_GO = "let_go"
    #: it is reported missing
    MISS = "miss"


#: at these stages a device that is recorded here should be found here; a lent one keeps its place on paper
IN_THE_HOUSE = JOURNEY[Move.MISS].starts - {Stage.LENT}

#: what may be decided about an outcome; the first is what holds when nobody says anything
CHOICES: dict[Outcome, tuple[Decision, ...]] = {
    Outcome.NOT_FOUND: (Decision.LATER, Decision.ELSEWHERE, Decision.MISSING),
    Outcome.UNEXPECTED: (Decision.HERE, Decision.NOT_HERE),
    Outcome.WAS_MISSING: (Decision.HERE, Decision.NOT_HERE),
}
#: what nobody has to look at
IN_ORDER = frozenset({Outcome.FOUND, Outcome.MOVED_ON, Outcome.CAME})

_DEEDS = {
    (Outcome.NOT_FOUND, Decision.ELSEWHERE): Deed.LET_GO,
    (Outcome.NOT_FOUND, Decision.MISSING): Deed.MISS,
    (Outcome.UNEXPECTED, Decision.HERE): Deed.PUT_HERE,
    (Outcome.WAS_MISSING, Decision.HERE): Deed.FIND,
}


def outcome(stage: Stage, *, was_expected: bool, stands_here: bool, is_scanned: bool) -> Outcome | None:
    """What to make of a device at this stage; None when this count is not about it.

    What is expected was written down when the count began (`was_expected`), and is held against where the device is
    recorded now (`stands_here`): a laptop that a colleague took to the bench meanwhile is not missing, and one that
    was put here meanwhile is no surprise.
    """
    if is_scanned:
        return _of_scanned(stage, is_at_home=was_expected or stands_here, stands_here=stands_here)
    if stage not in IN_THE_HOUSE or not stands_here:
        return Outcome.MOVED_ON if was_expected else None
    return Outcome.NOT_FOUND if was_expected else Outcome.CAME


def _of_scanned(stage: Stage, *, is_at_home: bool, stands_here: bool) -> Outcome:
    if stage is Stage.LENT:
        return Outcome.LENT
    if stage is Stage.MISSING:
        return Outcome.WAS_MISSING
    if stage in ENDS:
        return Outcome.GONE
    if stage is Stage.ANNOUNCED:
        return Outcome.ANNOUNCED
    if not is_at_home:
        return Outcome.UNEXPECTED
    # It stood here when the count began, so whoever moved it did so during the count, and knows better.
    return Outcome.FOUND if stands_here else Outcome.MOVED_ON


def decided(came_out: Outcome, said: Decision | None) -> Decision | None:
    """What holds for this outcome: what a person said, if it still fits, or else what changes least."""
    choices = CHOICES.get(came_out, ())
    if said in choices:
        return said
    return choices[0] if choices else None


def deed(came_out: Outcome, decision: Decision | None, *, has_unsent: bool = False) -> Deed:
    """What closing does. While scans wait unsent in a browser nothing is taken for missing or gone."""
    done = _DEEDS.get((came_out, decision), Deed.NOTHING) if decision else Deed.NOTHING
    return Deed.NOTHING if has_unsent and done in (Deed.MISS, Deed.LET_GO) else done


def long_ago(now: datetime) -> datetime:
    """A shelf that was last counted before this moment should be counted again."""
    return now - _LONG


def is_over(begun_at: datetime, now: datetime) -> bool:
    """Has a count that began then lain too long to go on with?"""
    return now - begun_at > GOES_ON_FOR


def moment_of(claimed: datetime | None, *, begun_at: datetime, now: datetime) -> datetime:
    """When a scan was made: as the browser says, unless its clock cannot be right."""
    if claimed is None or claimed.tzinfo is None:
        return now
    return claimed if begun_at - _CLOCKS_DIFFER <= claimed <= now + _CLOCKS_DIFFER else now


@dataclass(frozen=True)
class Tally:
    """How far a count is, in numbers."""

    #: how many of `expected` were scanned
    found: int
    #: found, and still to be found
    expected: int
    #: scanned here and not expected here, and what nobody knows
    surprises: int

    @property
    def not_found(self) -> int:
        """How many are still to be found."""
        return self.expected - self.found

    @property
    def is_complete(self) -> bool:
        """Was everything found, and nothing else?"""
        return not self.not_found and not self.surprises


def tally(outcomes: Iterable[Outcome], unknown: int) -> Tally:
    """The numbers of a count from what it made of each device, and how many texts nobody knows."""
    every = list(outcomes)
    found, missing = every.count(Outcome.FOUND), every.count(Outcome.NOT_FOUND)
    surprises = len([one for one in every if one not in IN_ORDER and one is not Outcome.NOT_FOUND])
    return Tally(found, found + missing, surprises + unknown)
