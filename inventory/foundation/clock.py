"""What time it is. The only file that may ask.

Moments are aware UTC; people live in Brussels. Rules and actions never ask: they are told.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def _ask() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- this is the one place that may ask


def now() -> datetime:
    """This moment, in UTC."""
    return _ask()


def day(moment: datetime) -> date:
    """The calendar day in Brussels on which `moment` falls."""
    return local(moment).date()


def today() -> date:
    """This day in Brussels."""
    return day(now())


def local(moment: datetime) -> datetime:
    """`moment` as a clock in Brussels shows it; refuses a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone is a guess")
    return moment.astimezone(BRUSSELS)
