"""Kinds of work at the bench, and when hours make sense.

Hours are of who worked them. They are added up for the file of a work experience, and held against nobody's.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal
from inventory.learning.rules import Trade
from inventory.permissions import Permission


class Work(StrEnum):
    """A kind of work of which one takes the next."""

    #: came back from a borrower
    RETURNED = "returned"
    #: came in, and waits for the wiping bench
    WIPE = "wipe"
    #: wiped, and waits for its checklist
    CHECKLIST = "checklist"
    #: something is broken, and nobody began on it
    REPAIR = "repair"
    #: a colleague is done, and another looks again
    SECOND_LOOK = "second_look"


#: the skill that each asks
TRADES: dict[Work, Trade] = {
    Work.RETURNED: Trade.WIPING,
    Work.WIPE: Trade.WIPING,
    Work.CHECKLIST: Trade.CHECKLIST,
    Work.REPAIR: Trade.REPAIR_OTHER,
    Work.SECOND_LOOK: Trade.SECOND_LOOK,
}
#: who may take it
MAY: dict[Work, Permission] = {
    Work.RETURNED: Permission.WIPE_RECORD,
    Work.WIPE: Permission.WIPE_RECORD,
    Work.CHECKLIST: Permission.REFURBISH,
    Work.REPAIR: Permission.REPAIR_WORK,
    Work.SECOND_LOOK: Permission.REFURBISH_SIGN_OFF,
}

#: nobody stands longer at a bench in one go; more is a slip of the finger or a forgotten end
LONGEST = timedelta(hours=12)
#: so many days back someone puts their own hours right, and who leads those of the team
_OWN_DAYS_BACK, _TEAM_DAYS_BACK = 62, 400


class NothingLeft(Refusal):
    """Nothing of this work waits for anyone now."""


class EndsBeforeItBegins(Refusal):
    """The end comes first."""

    status = 422


class NotYetThen(Refusal):
    """That hour has still to come."""

    status = 422


class TooLongADay(Refusal):
    """Nobody works that long in one go."""

    status = 422


class TooLongAgo(Refusal):
    """That month was handed in long ago."""

    status = 422


class OverlapsAnother(Refusal):
    """These hours are written down already."""

    status = 422


def check_hours(start: datetime, end: datetime, now: datetime, *, leads: bool = False) -> None:
    """Refuse hours that end before they begin, still have to come, are too long or too long ago."""
    if end <= start:
        raise EndsBeforeItBegins(field="until")
    if start > now:
        raise NotYetThen(field="start")
    if end > now:
        raise NotYetThen(field="until")
    if end - start > LONGEST:
        raise TooLongADay(field="until", hours=LONGEST // timedelta(hours=1))
    days = _TEAM_DAYS_BACK if leads else _OWN_DAYS_BACK
    if start < now - timedelta(days=days):
        raise TooLongAgo(field="day", days=days)


def check_apart(
    start: datetime, end: datetime | None, others: Iterable[tuple[datetime, datetime | None]]
) -> None:
    """Refuse hours that lie over others of the same person; what has no end yet goes on."""
    for begins, ends in others:
        if (ends is None or start < ends) and (end is None or begins < end):
            raise OverlapsAnother(field="start")


def minutes_of(hours: Iterable[tuple[datetime, datetime | None]]) -> int:
    """How many minutes these are together; what has no end yet counts nothing."""
    spans = ((end - start) for start, end in hours if end is not None)
    return sum((one for one in spans), timedelta()) // timedelta(minutes=1)
