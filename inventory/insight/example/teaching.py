"""The example's start workshops: every other week one, and one that people come to on the next working day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.insight.example import following
from inventory.insight.example.cast import Cast
from inventory.insight.example.plan import working
from inventory.lending.models import Loan, LoanState
from inventory.permissions import Role
from workshop import actions, kinds, planning
from workshop.models import Seat, Session, Venue, WorkshopKind
from workshop.presets import AT_FIRST
from workshop.rules import STILL_TO_COME, Form

Life = Iterator[datetime]

#: how many of the eight chairs of the next workshop are taken
_COMING = 6


def workshops(cast: Cast, year: timedelta) -> Iterator[Life]:
    """One every other week, planned three weeks ahead; the last are still to come."""
    first = cast.until - year
    for number in range(2, year.days // 14 + 2):
        yield _workshop(cast, working(first + timedelta(days=14 * number), cast.dice))
    yield _workshop(cast, _next_working_day(cast.until), is_full=True)


def _workshop(cast: Cast, on: datetime, *, is_full: bool = False) -> Life:
    starts_at = on.astimezone(BRUSSELS).replace(hour=14, minute=0, second=0, microsecond=0)
    planned_at = starts_at - timedelta(days=21)
    yield planned_at
    plan = planning.Plan(
        kind=_kind(cast, planned_at), venue=_venue(cast, planned_at), capacity=8, minutes=90,
        teacher=_account(cast.one(Role.TEACHER)),
    )  # fmt: skip
    session = planning.plan(cast.one(Role.DESK), plan, starts_at=starts_at, now=planned_at)
    cast.sessions.append(session)
    if is_full:
        invited_at = cast.until - timedelta(hours=2)
        yield invited_at
        _invite(cast, session, invited_at)
    yield starts_at + timedelta(hours=2)
    following.hold(cast, session, starts_at + timedelta(hours=2))
    cast.sessions.remove(session)


def _invite(cast: Cast, session: Session, now: datetime) -> None:
    """Who took a laptop home and followed no workshop yet."""
    expected = select(Seat.id).where(Seat.borrower_id == Borrower.id, Seat.state.in_(STILL_TO_COME))
    query = select(Borrower).join(Loan, Loan.borrower_id == Borrower.id)
    query = query.where(Loan.state == LoanState.OPEN, Borrower.workshop_on.is_(None), ~expected.exists())
    for borrower in db.session.scalars(query.order_by(Loan.id.desc()).limit(_COMING)).unique().all():
        actions.enrol(cast.one(Role.DESK), session, borrower, now=now)


def _next_working_day(moment: datetime) -> datetime:
    """The day after, or the Monday after that; on a holiday of the others people teach all the same."""
    after = moment.astimezone(BRUSSELS) + timedelta(days=1)
    return after + timedelta(days={5: 2, 6: 1}.get(after.weekday(), 0))


def _kind(cast: Cast, now: datetime) -> WorkshopKind:
    """The info session; taken over the first time that one is planned."""
    kinds.take_over(cast.one(Role.COORDINATOR), AT_FIRST, now=now)
    return next(kind for kind in kinds.kinds_given() if kind.form is Form.INFO)


def _venue(cast: Cast, now: datetime) -> Venue:
    """The room in which this digibank teaches."""
    known = next((one for one in kinds.venues_open() if one.name == cast.bank.teaches_at), None)
    return known or kinds.add_venue(cast.one(Role.DESK), kinds.VenueDetails(cast.bank.teaches_at), now=now)


def _account(actor: Actor) -> User:
    return db.session.get_one(User, actor.user_id)
