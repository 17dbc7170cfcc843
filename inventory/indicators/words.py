"""What is said of the target, and of what cannot be one."""

from flask_babel import lazy_gettext as _l

from inventory.indicators import actions
from inventory.wording import says

says(
    {
        actions.NotATarget: _l("Fill in a number from 1 to %(most)s."),
        "indicators.target_set": _l("Target of different visitors set"),
    }
)
