"""What is said of checklists, faults, second looks and grades."""

from flask_babel import lazy_gettext as _l

from inventory.refurbishing import actions, editing, grading, list_rules, rules
from inventory.refurbishing.checklist import Answer, Fault, Point, StepKind
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

#: what a swollen battery asks at once
SWOLLEN = _l("Stop. The battery is swollen. Do not charge. Call your buddy.")
