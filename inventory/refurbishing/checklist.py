"""What is looked at before a device may be lent, per kind of device: data, in the order in which one looks.

Three safety points come first and are answered one by one: a swollen battery, a bare wire or a sharp hinge
hurts someone. The others may be answered together, because most devices are fine.
"""

from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """One thing to look at."""

    #: not swollen: the case closes, the touchpad lies flat
    BATTERY = "battery"
    #: charger and cable whole, no bare wire
    CHARGER = "charger"
    #: no sharp edges, no loose hinges, no broken glass
    EDGES = "edges"
    #: starts by itself, within a few minutes
    STARTS = "starts"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    TOUCHPAD = "touchpad"
    WIFI = "wifi"
    CAMERA_AND_SOUND = "camera_and_sound"
    #: system fresh and up to date
    UPDATES = "updates"
    CLEAN = "clean"


class Answer(StrEnum):
    """What was seen."""

    FINE = "fine"
    REPAIR = "repair"
    NOT_THERE = "not_there"


class Fault(StrEnum):
    """What is wrong with a point that must be repaired."""

    BROKEN = "broken"
    LOOSE = "loose"
    MISSING = "missing"
    WORN = "worn"
    SWOLLEN = "swollen"
    DIRTY = "dirty"
    SLOW = "slow"
    LOCKED = "locked"
    OTHER = "other"


@dataclass(frozen=True)
class Row:
    """One line of a checklist."""

    point: Point
    #: answered on its own, never with "the rest is in order"
    safety: bool = False
    #: a device of this kind may be without it
    may_be_absent: bool = False
    #: name of an icon
    icon: str = "check"


_BATTERY = Row(Point.BATTERY, safety=True, icon="battery")
_CHARGER = Row(Point.CHARGER, safety=True, icon="plug")
_EDGES = Row(Point.EDGES, safety=True, icon="alert")
_STARTS = Row(Point.STARTS, icon="play")
_SCREEN = Row(Point.SCREEN, icon="screen")
_KEYBOARD = Row(Point.KEYBOARD, icon="keyboard")
_TOUCHPAD = Row(Point.TOUCHPAD, may_be_absent=True, icon="hand")
_WIFI = Row(Point.WIFI, icon="loop")
_CAMERA = Row(Point.CAMERA_AND_SOUND, may_be_absent=True, icon="camera")
_UPDATES = Row(Point.UPDATES, icon="gear")
_CLEAN = Row(Point.CLEAN, icon="sun")

LAPTOP = (
    _BATTERY,
    _CHARGER,
    _EDGES,
    _STARTS,
    _SCREEN,
    _KEYBOARD,
    _TOUCHPAD,
    _WIFI,
    _CAMERA,
    _UPDATES,
    _CLEAN,
)

#: by the kind of device as the register writes it
CHECKLISTS: dict[str, tuple[Row, ...]] = {
    "laptop": LAPTOP,
    "tablet": (_BATTERY, _CHARGER, _EDGES, _STARTS, _SCREEN, _WIFI, _CAMERA, _UPDATES, _CLEAN),
    "desktop": (
        _CHARGER,
        _EDGES,
        _STARTS,
        Row(Point.SCREEN, may_be_absent=True, icon="screen"),
        _KEYBOARD,
        _WIFI,
        _CAMERA,
        _UPDATES,
        _CLEAN,
    ),
    "assistive": (Row(Point.CHARGER, safety=True, may_be_absent=True, icon="plug"), _EDGES, _STARTS, _CLEAN),
    "accessory": (Row(Point.CHARGER, safety=True, may_be_absent=True, icon="plug"), _EDGES, _STARTS, _CLEAN),
}


def rows_for(kind: str) -> tuple[Row, ...]:
    """The checklist of this kind of device; what we have no list for is looked at as a laptop."""
    return CHECKLISTS.get(str(kind), LAPTOP)


def row_of(kind: str, point: Point) -> Row | None:
    """The line of `point` on this kind's checklist, or None when it is not on it."""
    return next((row for row in rows_for(kind) if row.point == point), None)
