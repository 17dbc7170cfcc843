"""What is said of a day at the bench."""

from flask_babel import lazy_gettext as _l

from inventory.shifts import rules
from inventory.shifts.rules import Work
from inventory.wording import says

says(
    {
        Work.RETURNED: _l("Back from a borrower"),
        Work.WIPE: _l("Wipe"),
        Work.CHECKLIST: _l("Refurbish"),
        Work.REPAIR: _l("Repair"),
        Work.SECOND_LOOK: _l("Check a colleague's work"),
        rules.NothingLeft: _l("Nothing waits for “%(work)s” now. Choose other work, or ask your buddy."),
        rules.EndsBeforeItBegins: _l("The end comes before the beginning. Look at both hours."),
        rules.NotYetThen: _l("That hour has still to come."),
        rules.TooLongADay: _l("That is longer than %(hours)s hours in one go. Write it down in parts."),
        rules.TooLongAgo: _l("That is more than %(days)s days ago, too long to write it down here."),
        rules.OverlapsAnother: _l(
            "These hours lie over others that are written down. Put those right first."
        ),
        "shifts.taken": _l("Took it to work on"),
        "shifts.let_go": _l("Let it go"),
        "shifts.day_begun": _l("Began at the bench"),
        "shifts.day_ended": _l("Stopped at the bench"),
        "shifts.day_goes_on": _l("Took back that it had ended"),
        "shifts.hours_written": _l("Hours written down"),
        "shifts.hours_removed": _l("Hours taken away"),
        "shifts.hours_forgotten": _l("Forgot whose hours these were"),
    }
)
