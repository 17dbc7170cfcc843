"""When people may be disturbed: by day, and never on a Sunday or a Belgian holiday.

Who gets a message at night or on a Sunday reads it as alarm. Appointments and answers someone waits for are no
disturbance; only what we begin ourselves is held to this.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from holidays.countries import Belgium

from inventory.foundation.clock import BRUSSELS, local

#: by the clock in Brussels: from nine in the morning, and not from seven in the evening on
FROM, UNTIL = time(9), time(19)
_SUNDAY = 6
#: the ten legal holidays (law of 4 January 1974), as the library keeps them
_holidays = Belgium()


@lru_cache(maxsize=4000)
def is_day_of_rest(day: date) -> bool:
    """Is nobody to be disturbed on this day at all?"""
    return day.weekday() == _SUNDAY or day in _holidays


def may_disturb(moment: datetime) -> bool:
    """May a message that nobody asked for reach someone at this moment?"""
    there = local(moment)
    return FROM <= there.time() < UNTIL and not is_day_of_rest(there.date())


def next_moment(moment: datetime) -> datetime:
    """The first moment from `moment` on at which someone may be disturbed, in UTC."""
    if may_disturb(moment):
        return moment
    there = local(moment)
    day = there.date() if there.time() < FROM else there.date() + timedelta(days=1)
    while is_day_of_rest(day):
        day += timedelta(days=1)
    return datetime.combine(day, FROM, BRUSSELS).astimezone(UTC)
