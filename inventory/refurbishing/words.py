"""What is said of checklists, faults, second looks and grades; and how a step of one's own is called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from inventory.devices.models import Grade
from inventory.foundation.tongue import tongue
from inventory.refurbishing import actions, editing, grading, list_rules, rules
from inventory.refurbishing.checklist import Answer, Fault, Point, Step, StepKind
from inventory.refurbishing.models import CheckupState, GradeRule
from inventory.wording import say, says

says(
    {
        Point.BATTERY: _l("Battery not swollen"),
        Point.CHARGER: _l("Charger and cable whole"),
        Point.EDGES: _l("No sharp edges, no loose hinges"),
        Point.STARTS: _l("Starts"),
        Point.SCREEN: _l("Screen"),
        Point.KEYBOARD: _l("Keyboard"),
        Point.TOUCHPAD: _l("Touchpad"),
        Point.WIFI: _l("Wi-Fi"),
        Point.CAMERA_AND_SOUND: _l("Camera and sound"),
        Point.UPDATES: _l("System and updates"),
        Point.CLEAN: _l("Cleaned"),
        Point.PORTS: _l("Ports: USB, picture, headphones"),
        Point.BATTERY_MINUTES: _l("How long the battery lasts"),
        Point.LAYOUT: _l("Keyboard layout"),
        Point.IMAGE: _l("System and version"),
        Point.ACCESSIBLE: _l("Set up for who sees or hears less"),
        Point.PICTURE: _l("Photo of the device"),
        StepKind.YES_NO: _l("In order, repair, or not there"),
        StepKind.NUMBER: _l("A number"),
        StepKind.CHOICE: _l("One of a few words"),
        StepKind.TEXT: _l("A few words"),
        StepKind.PHOTO: _l("A photo"),
        Answer.FINE: _l("In order"),
        Answer.REPAIR: _l("Repair"),
        Answer.NOT_THERE: _l("Does not apply"),
        Fault.BROKEN: _l("Broken"),
        Fault.LOOSE: _l("Loose"),
        Fault.MISSING: _l("Is missing"),
        Fault.WORN: _l("Worn"),
        Fault.SWOLLEN: _l("Swollen"),
        Fault.DIRTY: _l("Dirty"),
        Fault.SLOW: _l("Slow"),
        Fault.LOCKED: _l("Locked with a password"),
        Fault.OTHER: _l("Something else"),
        CheckupState.OPEN: _l("Someone is at it"),
        CheckupState.DONE: _l("Second check"),
        CheckupState.SIGNED_OFF: _l("Signed off"),
        rules.NotOnThisList: _l("This is not looked at on this device."),
        rules.SafetyFirst: _l("Answer the safety points one by one first. Still open: %(count)s."),
        rules.NotAllAnswered: _l("Some points are not answered yet. Still open: %(count)s."),
        rules.StillToRepair: _l("Something waits for repair. Still to repair: %(count)s."),
        rules.StillDiffers: _l("Two people say different things. Still to settle: %(count)s."),
        rules.NotPlausible: _l("This cannot be. Type a number from %(low)s to %(high)s %(unit)s."),
        rules.NotANumber: _l("Type a whole number."),
        rules.NotOffered: _l("Choose one of the answers."),
        rules.NothingSaid: _l("Fill this in first."),
        rules.NotLent: _l(
            "Grade %(grade)s is not lent here (%(use)s). Repair the device first, or take it apart for parts."
        ),
        rules.NoGradeYet: _l("Choose how the device looks."),
        rules.OwnWork: _l("This is your own work. Ask a colleague to check."),
        rules.LookAgain: _l("Look at each point again, and tick it. Still open: %(count)s."),
        actions.NothingToCheck: _l("No checklist is under way for this device."),
        actions.NotDoneYet: _l("The checklist is not done yet. Finish it first."),
        actions.EnoughPhotos: _l("There are %(most)s photos on this list. That is enough."),
        editing.NothingBefore: _l("There is no earlier version to go back to."),
        grading.NotSignedOff: _l(
            "%(code)s is not signed off. The checklist must be done, and a colleague must look at it once more."
        ),
        grading.EnoughExamples: _l("There are %(most)s photos of this grade. Take one away first."),
        list_rules.NothingLeft: _l(
            "A list keeps at least one safety point, and one point for the second check."
        ),
        list_rules.TooLong: _l("A list has at most %(most)s steps."),
        list_rules.NoSuchStep: _l("This step is not on the list."),
        list_rules.NoName: _l("Give the step a name, in one language at least."),
        list_rules.BoundsCrossed: _l("The highest number is lower than the lowest."),
        list_rules.NothingToChoose: _l("Write at least two answers to choose from, one a line."),
        list_rules.NotASafetyPoint: _l("A safety point is required, and is answered with a tap."),
        "refurbishing.list_written": _l("Checklist changed"),
        "refurbishing.grade_set": _l("Grade described"),
        "refurbishing.example_added": _l("Example photo added"),
        "refurbishing.example_removed": _l("Example photo taken away"),
        "refurbishing.filled_in": _l("Step filled in"),
        "refurbishing.photographed": _l("Photo on the checklist"),
        "refurbishing.started": _l("Checklist begun"),
        "refurbishing.answered": _l("Point looked at"),
        "refurbishing.rest_fine": _l("The rest was in order"),
        "refurbishing.waits_for_part": _l("Part awaited or arrived"),
        "refurbishing.finished": _l("Checklist done"),
        "refurbishing.signed_off": _l("Second check done: ready"),
        "refurbishing.sent_back": _l("Second check: sent back to the bench"),
    }
)

says(
    {
        rules.BatteryClass.GOOD: _l("Good: lasts half a day"),
        rules.BatteryClass.FAIR: _l("Fair: lasts a lesson"),
        rules.BatteryClass.WORN: _l("Worn: keep the charger near"),
        rules.BatteryClass.MAINS: _l("Only with the charger in"),
        rules.Use.LENT: _l("May be lent"),
        rules.Use.INSIDE: _l("Only used with us"),
        rules.Use.PARTS: _l("Only for parts"),
    }
)

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


#: what a swollen battery asks at once
SWOLLEN = _l("Stop. The battery is swollen. Do not charge. Call your buddy.")
