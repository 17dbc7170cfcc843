"""How a step and a grade are called: in a digibank's own words, or else in those of the house."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from inventory.devices.models import Grade
from inventory.foundation.tongue import tongue
from inventory.refurbishing.checklist import Point, Step
from inventory.refurbishing.models import GradeRule
from inventory.wording import say

#: what to look at, for who does this for the first time
HOW = {
    Point.BATTERY: _l("Lay it flat. Does the case close, and does nothing bulge?"),
    Point.CHARGER: _l("Look for bare wire and burnt spots. Does it charge?"),
    Point.EDGES: _l("Feel along the edges. Open and close it."),
    Point.STARTS: _l("Press the button. Does it come to the sign-in screen?"),
    Point.SCREEN: _l("Look for cracks, stripes and dark spots."),
    Point.KEYBOARD: _l("Press every key."),
    Point.TOUCHPAD: _l("Move, click left, click right."),
    Point.WIFI: _l("Open a website."),
    Point.CAMERA_AND_SOUND: _l("Take a picture. Play a sound."),
    Point.UPDATES: _l("Fresh system, no updates waiting, no old account."),
    Point.CLEAN: _l("Screen, keys and case wiped. Old stickers off."),
    Point.PORTS: _l("Put something into each port. Look for bent pins."),
    Point.BATTERY_MINUTES: _l("Charge it full, play a film without the charger, and note when it stops."),
    Point.LAYOUT: _l("Look at the first six letters on the keyboard."),
    Point.IMAGE: _l("For example: Windows 11 Pro 24H2, or Linux Mint 22."),
    Point.ACCESSIBLE: _l("Large letters, strong contrast or reading aloud: set up and tried."),
    Point.PICTURE: _l("Open, with the screen on. No person in the picture."),
}

#: pictograms that a step of one's own may have
ICONS = {
    "check": _l("Tick"),
    "alert": _l("Attention"),
    "battery": _l("Battery"),
    "plug": _l("Plug"),
    "screen": _l("Screen"),
    "keyboard": _l("Keyboard"),
    "hand": _l("Hand"),
    "camera": _l("Camera"),
    "speaker": _l("Loudspeaker"),
    "loop": _l("Network"),
    "gear": _l("Cogwheel"),
    "lock": _l("Lock"),
    "eye": _l("Eye"),
    "sun": _l("Sun"),
    "label": _l("Label"),
    "laptop": _l("Laptop"),
    "tablet": _l("Tablet"),
    "bag": _l("Bag"),
}


def title_of(step: Step) -> str:
    """What a step is called in the reader's language; in the words of the house where nobody wrote others."""
    return _here(step.titles) or (say(Point(step.point)) if step.point in HOW else step.point)


def how_of(step: Step) -> str:
    """What to look at, in the reader's language; empty where nobody said."""
    return _here(step.how) or str(HOW[Point(step.point)] if step.point in HOW else "")


def words_of(grade: Grade, told: GradeRule | None) -> str:
    """What a grade means here, in the reader's language."""
    return (_here(told.words) if told else "") or say(grade)


def _here(texts: Mapping[str, str]) -> str:
    """The text in the reader's language, or in the first that there is."""
    return texts.get(tongue(), "") or next((text for text in texts.values() if text), "")
