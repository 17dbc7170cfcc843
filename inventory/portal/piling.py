"""What can be done with each device on a pile, and why not: rules without web or database.

The words come when they are said (`words.py`); here a reason is a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.journey import ENDS, IN_THE_HOUSE, Stage

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


@dataclass(frozen=True)
class Piled:
    """What the rules must know of a device on the pile."""

    stage: Stage
    place_id: int | None


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


def with_one_more(pile: Iterable[str], code: str) -> tuple[str, ...]:
    """The pile with this code on top; what lay in it already comes up."""
    return (code, *(other for other in pile if other != code))
