"""What is asked about hours."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TimeField

from inventory.foundation.clock import BRUSSELS
from inventory.foundation.forms import HouseForm, Needed


class HoursForm(HouseForm):
    """From when until when someone was at the bench, on one day."""

    day = DateField(_l("Day"), [Needed(_l("Fill in the day."))])
    start = TimeField(_l("From what hour"), [Needed(_l("Fill in when it began, such as 8:30."))])
    until = TimeField(_l("Until what hour"), [Needed(_l("Fill in when it ended, such as 16:00."))])

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The two moments, as a clock in Brussels shows them."""
        begins = datetime.combine(self.day.data, self.start.data, tzinfo=BRUSSELS)
        ends = datetime.combine(self.day.data, self.until.data, tzinfo=BRUSSELS)
        # In UTC, for in the night on which the clock is turned an hour is not an hour.
        return begins.astimezone(UTC), ends.astimezone(UTC)
