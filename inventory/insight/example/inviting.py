"""The workshops that are still to come: a weekly one, a course that is full, and who is invited."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.insight.example.cast import Cast
from inventory.permissions import Role
from workshop import actions, kinds, planning
from workshop.pattern import moment_of
from workshop.presets import KINDS
from workshop.rules import Aid, Form

Life = Iterator[datetime]


def for_the_weeks_to_come(cast: Cast) -> Life:
    """On the last evening: six weeks of info sessions, and a small course with more people than chairs."""
    now = cast.until - timedelta(hours=3)
    yield now
    desk, town = cast.actors[Role.DESK][0], cast.bank.towns[0]
    kinds.take_over(cast.coordinator, KINDS, now=now)
    given = {kind.form: kind for kind in kinds.kinds_given()}
    where = kinds.VenueDetails(
        f"{town.name}, Voorbeeldplein 1", street="Voorbeeldplein 1", postcode=town.postcode,
        municipality=town.name, bus_stop="3: Voorbeeldplein", aids=(Aid.WHEELCHAIR,),
    )  # fmt: skip
    venue = kinds.add_venue(desk, where, now=now)
    tuesday = day(now) + timedelta(days=7 - (day(now).weekday() - 1) % 7)
    planning.plan_series(
        desk, planning.Plan(given[Form.INFO], venue), starts_on=tuesday, ends_on=tuesday + timedelta(weeks=5),
        at=time(14), now=now,
    )  # fmt: skip
    course = planning.plan(
        desk, planning.Plan(given[Form.COURSE], venue, capacity=2),
        starts_at=moment_of(tuesday + timedelta(days=2), time(9, 30)), now=now,
    )  # fmt: skip
    for borrower in _who_waits():
        try:
            actions.enrol(desk, course, borrower, now=now)
        except Refusal:
            continue  # who has another workshop then is not in two at once


def _who_waits(most: int = 4) -> list[Borrower]:
    query = (
        select(Borrower)
        .join(Application, Application.borrower_id == Borrower.id)
        .where(
            Application.state == ApplicationState.APPROVED, Borrower.workshop_on.is_(None),
            Borrower.workshop_waived.is_(None), Borrower.anonymised_at.is_(None),
        )
        .order_by(Borrower.id)
        .limit(most)
    )  # fmt: skip
    return list(db.session.scalars(query))
