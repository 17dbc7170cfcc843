"""What is said of a return: what was looked at, what was seen, and what is done about it."""

from flask_babel import lazy_gettext as _l

from inventory.returning import rules
from inventory.returning.rules import Check, Choice, Files, Finding
from inventory.wording import says

# One call per enum: members of two enums that share a text would be one key of one dictionary.
says(
    {
        Check.STARTS: _l("Starts up"),
        Check.SCREEN: _l("Screen"),
        Check.KEYBOARD: _l("Keyboard and touchpad"),
        Check.CHARGER: _l("Charger"),
        Check.EXTRAS: _l("Mouse and bag"),
    }
)
says(
    {
        Finding.FINE: _l("In order"),
        Finding.WORN: _l("Wear"),
        Finding.BROKEN: _l("Damaged"),
        Finding.MISSING: _l("Not there"),
    }
)
says(
    {
        Choice.CHARGE: _l("Keep from the deposit"),
        Choice.LATER: _l("Brings it later"),
        Choice.FORGIVE: _l("Charge nothing"),
    }
)
says(
    {
        Files.MAY_GO: _l("May go"),
        Files.COPY_FIRST: _l("Copy first"),
    }
)
says(
    {
        rules.NotLookedAt: _l("Look at this too, then choose."),
        rules.NotAnAnswer: _l("Choose one of the answers."),
        rules.FilesFirst: _l("Copy the files first. Then choose “May go”."),
        rules.ChoiceMissing: _l("Choose what to do about this."),
    }
)
says(
    {
        "returning.taken_back": _l("Brought back and looked at"),
    }
)
