"""What is looked at before a device may be lent: the steps of a checklist, and the lists of the house.

A list is data. These are what a digibank has per kind of device until someone there edits its own. Three safety
points come first and are answered one by one: a swollen battery, a bare wire or a sharp hinge hurts someone. The
other required points may be answered together, because most devices are fine; what is not required costs nobody
a tap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Point(StrEnum):
    """One thing to look at, on the lists of the house; a digibank's own steps have keys of their own."""

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
    #: USB, picture, headphones
    PORTS = "ports"
    #: how long the battery lasts, as measured
    BATTERY_MINUTES = "battery_minutes"
    #: AZERTY or QWERTY; the register keeps it
    LAYOUT = "layout"
    #: which system was put on it, and its version
    IMAGE = "image"
    #: large letters, contrast, reading aloud: set up for who asked for it
    ACCESSIBLE = "accessible"
    #: how it looks, for the record
    PICTURE = "picture"


class StepKind(StrEnum):
    """What a step asks."""

    #: in order, repair, or not there
    YES_NO = "yes_no"
    #: a whole number with a unit, within plausible bounds
    NUMBER = "number"
    #: one of a few words
    CHOICE = "choice"
    #: a few words
    TEXT = "text"
    PHOTO = "photo"


class Answer(StrEnum):
    """What was seen. Of a value or a photo that was given: fine."""

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
class Step:
    """One step of a checklist."""

    #: a Point of the house, or the key of a step of one's own
    point: str
    kind: StepKind = StepKind.YES_NO
    #: without it nothing is ready
    required: bool = True
    #: answered on its own, never with "the rest is in order"
    safety: bool = False
    #: a device of this kind may be without it
    may_be_absent: bool = False
    #: the second person looks at it again
    second_look: bool = False
    #: name of an icon
    icon: str = "check"
    #: of a number: what it counts, and between which bounds it is believed
    unit: str = ""
    low: int | None = None
    high: int | None = None
    #: of a choice: what one chooses from
    choices: tuple[str, ...] = ()
    #: by language; empty where the words of the house stand
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    how: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: a step that is switched off stays on the list, for who wants it back
    is_on: bool = True

    @property
    def is_yes_no(self) -> bool:
        """Is it answered with a tap?"""
        return self.kind == StepKind.YES_NO


def _safety(point: Point, icon: str, *, may_be_absent: bool = False) -> Step:
    return Step(point, safety=True, second_look=True, icon=icon, may_be_absent=may_be_absent)


_BATTERY = _safety(Point.BATTERY, "battery")
_CHARGER = _safety(Point.CHARGER, "plug")
_EDGES = _safety(Point.EDGES, "alert")
_STARTS = Step(Point.STARTS, second_look=True, icon="play")
_SCREEN = Step(Point.SCREEN, icon="screen")
_KEYBOARD = Step(Point.KEYBOARD, icon="keyboard")
_TOUCHPAD = Step(Point.TOUCHPAD, may_be_absent=True, icon="hand")
_WIFI = Step(Point.WIFI, icon="loop")
_CAMERA = Step(Point.CAMERA_AND_SOUND, may_be_absent=True, icon="camera")
_UPDATES = Step(Point.UPDATES, icon="gear")
_CLEAN = Step(Point.CLEAN, icon="sun")

#: as the register writes a keyboard
LAYOUTS = ("AZERTY", "AZERTY FR", "QWERTY", "QWERTZ")
_LAYOUT = Step(Point.LAYOUT, StepKind.CHOICE, required=False, icon="keyboard", choices=LAYOUTS)
_PORTS = Step(Point.PORTS, required=False, may_be_absent=True, icon="plug")
_MINUTES = Step(
    Point.BATTERY_MINUTES, StepKind.NUMBER, required=False, icon="battery", unit="min", low=1, high=1440
)
_IMAGE = Step(Point.IMAGE, StepKind.TEXT, required=False, icon="gear")
_ACCESSIBLE = Step(Point.ACCESSIBLE, required=False, may_be_absent=True, icon="eye")
_PICTURE = Step(Point.PICTURE, StepKind.PHOTO, required=False, icon="camera")

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

#: what is required, by the kind of device as the register writes it
CHECKLISTS: dict[str, tuple[Step, ...]] = {
    "laptop": LAPTOP,
    "tablet": (_BATTERY, _CHARGER, _EDGES, _STARTS, _SCREEN, _WIFI, _CAMERA, _UPDATES, _CLEAN),
    "desktop": (
        _CHARGER,
        _EDGES,
        _STARTS,
        Step(Point.SCREEN, may_be_absent=True, icon="screen"),
        _KEYBOARD,
        _WIFI,
        _CAMERA,
        _UPDATES,
        _CLEAN,
    ),
    "assistive": (_safety(Point.CHARGER, "plug", may_be_absent=True), _EDGES, _STARTS, _CLEAN),
    "accessory": (_safety(Point.CHARGER, "plug", may_be_absent=True), _EDGES, _STARTS, _CLEAN),
}
#: what may be looked at too
EXTRAS: dict[str, tuple[Step, ...]] = {
    "laptop": (_PORTS, _LAYOUT, _MINUTES, _IMAGE, _ACCESSIBLE, _PICTURE),
    "tablet": (_MINUTES, _IMAGE, _ACCESSIBLE, _PICTURE),
    "desktop": (_PORTS, _LAYOUT, _IMAGE, _ACCESSIBLE, _PICTURE),
    "assistive": (_PICTURE,),
    "accessory": (_PICTURE,),
}


def rows_for(kind: str) -> tuple[Step, ...]:
    """What the house requires of this kind of device; what we have no list for is looked at as a laptop."""
    return CHECKLISTS.get(str(kind), LAPTOP)


def house_list(kind: str) -> tuple[Step, ...]:
    """The whole list of the house for this kind of device: what is required, then what may be looked at too."""
    return rows_for(kind) + EXTRAS.get(str(kind), EXTRAS["laptop"])


def step_of(steps: Iterable[Step], point: str) -> Step | None:
    """The step for `point` on this list, or None when it is not asked there."""
    return next((step for step in steps if step.point == point and step.is_on), None)


def as_data(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """A list of steps as it is kept: plain values."""
    told = []
    for step in steps:
        plain = asdict(step)
        told.append(
            {**plain, "point": str(step.point), "kind": str(step.kind), "choices": list(step.choices)}
        )
    return told


def from_data(kept: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """A list of steps from what was kept."""
    return tuple(
        Step(**{**one, "kind": StepKind(one["kind"]), "choices": tuple(one["choices"])}) for one in kept
    )
