"""The example's mobile day: planned for next week in the neighbouring town, with its people and its pack list."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from inventory.applications.models import Application
from inventory.applications.queries import in_state
from inventory.applications.states import ApplicationState
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.insight.example.cast import Cast
from inventory.outings import actions, packing
from inventory.outings.rules import slots
from inventory.permissions import Role

_MOST = 4


def plan_a_day(cast: Cast) -> Iterator[datetime]:
    """In the afternoon of the last day: the next mobile day, whoever waits for a laptop, and what travels."""
    at = cast.until - timedelta(hours=1)
    yield at
    starts_at = (cast.until + timedelta(days=5)).replace(hour=8, minute=0)
    desk = cast.one(Role.DESK)
    told = actions.Plan(
        municipality=cast.bank.towns[-1].name, venue=_VENUES[cast.bank.locale], starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4), float_cents=5000,
        travellers=(db.session.get_one(User, desk.user_id),),
    )  # fmt: skip
    outing = actions.plan(cast.coordinator, told, now=at)
    waiting = in_state(ApplicationState.APPROVED).order_by(Application.id).limit(_MOST)
    people = list(db.session.execute(waiting).scalars())
    times = slots(outing.starts_at, outing.ends_at, len(people))
    actions.set_visits(cast.coordinator, outing, dict(zip(people, times, strict=True)), now=at)
    packing.make_list(desk, outing, now=at)


_VENUES = {"nl": "Bibliotheek, Kerkplein 1", "fr": "Bibliothèque, place de l’Église 1"}
