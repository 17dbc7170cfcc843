"""What can be done with each device on a pile, and why not: rules without web or database.

The words come when they are said (`words.py`); here a reason is a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.journey import ENDS, IN_THE_HOUSE, JOURNEY, Move, Stage
from inventory.permissions import Permission

#: devices on one pile; a trolley holds forty, and an address holds no more than a few thousand signs
MOST = 200


class Obstacle(StrEnum):
    """Why a device cannot be put in a place now."""

    #: promised, but not here
    NOT_HERE_YET = "not_here_yet"
    #: with a borrower; it must be taken back first
    IS_LENT = "is_lent"
    #: found again must be said first, for then its data count as exposed
    IS_MISSING = "is_missing"
    #: left the circle for good
    HAS_LEFT = "has_left"
    #: it stands there already
    IS_THERE = "is_there"
    #: what was asked has been done
    IS_DONE = "is_done"
    #: this is not its next step
    OTHER_STEP = "other_step"
    #: nothing leaves with data inside
    HOLDS_DATA = "holds_data"
    #: a loan says who had it, so it is reported there
    ON_ITS_LOAN = "on_its_loan"


class PileDeed(StrEnum):
    """What can be done with many laptops at once, beside moving them and printing their labels.

    Not what asks to look at each one: receiving, a certificate, a second check.
    """

    #: to the wiping bench
    START_WIPE = "start_wipe"
    #: the checklist is begun
    CHECKLIST = "checklist"
    #: ready ones turn out not to be
    CHECK_AGAIN = "check_again"
    #: missing ones are here again
    FIND = "find"
    #: they are not where they should be
    MISS = "miss"
    #: they go for parts
    TAKE_APART = "take_apart"
    #: they go to the recycler
    RECYCLE = "recycle"


#: the road on the map that each of them takes
MOVES: dict[PileDeed, Move] = {
    PileDeed.START_WIPE: Move.START_WIPE,
    PileDeed.CHECKLIST: Move.REFURBISH,
    PileDeed.CHECK_AGAIN: Move.SEND_BACK,
    PileDeed.FIND: Move.FIND,
    PileDeed.MISS: Move.MISS,
    PileDeed.TAKE_APART: Move.TAKE_APART,
    PileDeed.RECYCLE: Move.RECYCLE,
}
#: what each asks of who does it, as with one laptop
PERMISSIONS: dict[PileDeed, Permission] = {
    PileDeed.START_WIPE: Permission.WIPE_RECORD,
    PileDeed.CHECKLIST: Permission.REFURBISH,
    PileDeed.CHECK_AGAIN: Permission.REFURBISH,
    PileDeed.FIND: Permission.DEVICE_MISS,
    PileDeed.MISS: Permission.DEVICE_MISS,
    PileDeed.TAKE_APART: Permission.DEVICE_DISCARD,
    PileDeed.RECYCLE: Permission.DEVICE_DISCARD,
}
#: these cannot be undone
FOR_GOOD = frozenset({PileDeed.TAKE_APART, PileDeed.RECYCLE})


@dataclass(frozen=True)
class Piled:
    """What the rules must know of a device on the pile."""

    stage: Stage
    place_id: int | None
    #: every disk inside is clean
    is_clean: bool = True


def why_not_moved(device: Piled, place_id: int | None) -> Obstacle | None:
    """What keeps this device from being put in that place; None when nothing does. Without a place: in any."""
    if device.stage is Stage.ANNOUNCED:
        return Obstacle.NOT_HERE_YET
    if device.stage is Stage.LENT:
        return Obstacle.IS_LENT
    if device.stage is Stage.MISSING:
        return Obstacle.IS_MISSING
    if device.stage in ENDS:
        return Obstacle.HAS_LEFT
    assert device.stage in IN_THE_HOUSE
    return Obstacle.IS_THERE if place_id is not None and device.place_id == place_id else None


def why_not_done(device: Piled, deed: PileDeed) -> Obstacle | None:
    """What keeps this with this device from being done now, as far as the map says; None when nothing does."""
    step = JOURNEY[MOVES[deed]]
    if device.stage is step.ends:
        return Obstacle.IS_DONE
    if deed is PileDeed.MISS and device.stage is Stage.LENT:
        return Obstacle.ON_ITS_LOAN
    if device.stage in step.starts:
        return Obstacle.HOLDS_DATA if step.only_clean and not device.is_clean else None
    return why_not_moved(Piled(device.stage, None), None) or Obstacle.OTHER_STEP


def with_one_more(pile: Iterable[str], code: str) -> tuple[str, ...]:
    """The pile with this code on top; what lay in it already comes up."""
    return (code, *(other for other in pile if other != code))
