"""What is said of the numbers."""

from flask_babel import lazy_gettext as _l

from inventory.insight.counting import AgeBand
from inventory.wording import says

says(
    {
        AgeBand.CHILD: _l("0 to 17 years"),
        AgeBand.YOUNG: _l("18 to 29 years"),
        AgeBand.MIDDLE: _l("30 to 54 years"),
        AgeBand.OLDER: _l("55 years and older"),
        AgeBand.UNKNOWN: _l("Not known"),
    }
)
