"""How long it is known whose hours at the bench they were, told to whoever asks what is kept."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Lapsed, RecordType, Told
from inventory.foundation.offers import offers
from inventory.shifts.actions import KEPT, forget_hours
from inventory.shifts.models import BenchDay
from inventory.wording import say

_HOURS = "bench_hours"


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


def due(lapsed: Lapsed) -> Select[Any]:
    """Hours of days that are long past, of which it is still known whose they were."""
    return select(BenchDay.id).where(BenchDay.user_id.is_not(None), BenchDay.day < day(lapsed[_HOURS]))


def told(ids: Sequence[int]) -> dict[int, Told]:
    """Whose hours, and of which day."""
    query = select(BenchDay).where(BenchDay.id.in_(ids)).options(selectinload(BenchDay.user))
    return {
        one.id: Told(f"{one.user.name}, {say(one.day)}" if one.user else say(one.day), "")
        for one in db.session.scalars(query)
    }


@offers("retention.records")
def hours() -> RecordType:
    """Hours at the bench."""
    return RecordType(
        _HOURS, _l("Hours at the bench"), what_goes=_l("whose hours they were"),
        counts_from=_l("the day itself"),
        reason=_l("Colleagues need them for their paper of what was learnt."),
        basis=Basis.LEGITIMATE_INTEREST, usual_days=KEPT.days, fewest_days=365, most_days=1826,
        due=due, erase=forget_hours, told=told,
    )  # fmt: skip
