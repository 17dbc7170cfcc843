"""What is said of checklists, faults and second looks."""

from flask_babel import lazy_gettext as _l

from inventory.refurbishing import actions, rules
from inventory.refurbishing.checklist import Answer, Fault, Point
from inventory.refurbishing.models import CheckupState
from inventory.wording import says

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
        rules.NoGradeYet: _l("Choose how the device looks."),
        rules.OwnWork: _l("This is your own work. Ask a colleague to check."),
        rules.LookAgain: _l("Look at each point again, and tick it. Still open: %(count)s."),
        actions.NothingToCheck: _l("No checklist is under way for this device."),
        actions.NotDoneYet: _l("The checklist is not done yet. Finish it first."),
        "refurbishing.started": _l("Checklist begun"),
        "refurbishing.answered": _l("Point looked at"),
        "refurbishing.rest_fine": _l("The rest was in order"),
        "refurbishing.waits_for_part": _l("Part awaited or arrived"),
        "refurbishing.finished": _l("Checklist done"),
        "refurbishing.signed_off": _l("Second check done: ready"),
        "refurbishing.sent_back": _l("Second check: sent back to the bench"),
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
}

#: what a swollen battery asks at once
SWOLLEN = _l("Stop. The battery is swollen. Do not charge. Call your buddy.")
