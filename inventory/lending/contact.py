"""Someone came for a laptop, came by with it, or brought it back: contacts of one episode, with the application.

Part of each deed, which records it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inventory.applications.contact import SOURCE as APPLICATION
from inventory.contacts import actions, locations
from inventory.contacts.actions import Happened
from inventory.contacts.checking import unlike
from inventory.contacts.models import ServiceContact, ServiceLocation
from inventory.contacts.queries import find
from inventory.contacts.rules import Service, Step
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.lending.models import Ending, Loan, LoanVisit, Swap

#: as the contact names what it follows from
SOURCE = Loan.__tablename__


def picked_up(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """The laptop went along: it goes on with the application, or opens an episode of its own."""
    application = loan.application
    before = find(APPLICATION, application.id, Step.APPLICATION) if application is not None else None
    told: dict[str, Any] = {"episode": before}
    if application is not None:
        told |= {
            "referrer": application.referrer, "channel": application.channel, "purpose": application.purpose,
        }  # fmt: skip
    _note(actor, loan, SOURCE, loan.id, Step.PICK_UP, loan.started_on, now, told)


def came_by(actor: Actor, loan: Loan, came: LoanVisit | Swap, *, now: datetime) -> None:
    """They came in between: to have it looked at, or to get another."""
    at = came.came_at if type(came) is LoanVisit else now
    _note(actor, loan, came.__tablename__, came.id, Step.CHECK_IN, day(at), now, _goes_on(loan))


def brought_back(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """The laptop came back."""
    _note(actor, loan, SOURCE, loan.id, Step.RETURN, day(now), now, _goes_on(loan))


def did_not_take_it(actor: Actor, loan: Loan, *, now: datetime) -> None:
    """The hand-over was undone: nothing of this loan took place."""
    for came in (LoanVisit, Swap):
        for row_id in db.session.scalars(select(came.id).where(came.loan_id == loan.id)).all():
            actions.withdraw(actor, came.__tablename__, row_id, Step.CHECK_IN, now=now)
    actions.withdraw(actor, SOURCE, loan.id, Step.PICK_UP, now=now)


def _note(
    actor: Actor, loan: Loan, source: str, source_id: int, step: Step, on: date, now: datetime,
    told: dict[str, Any],
) -> None:  # fmt: skip
    actions.note(
        actor,
        Happened(
            service=Service.LENDING, step=step, on=on, source=source, source_id=source_id,
            borrower=loan.borrower, location=_where(actor), enroller_id=actor.user_id, **told,
        ),
        now=now,
    )  # fmt: skip


def _where(actor: Actor) -> ServiceLocation:
    """Where this colleague is now: on the road in another town, or at our desk."""
    for name, municipality in offered("lending.where", actor):
        return locations.named(name, municipality)
    return locations.desk()


def _goes_on(loan: Loan) -> dict[str, Any]:
    """How the episode of this loan began, and what was told of it then."""
    pick_up = find(SOURCE, loan.id, Step.PICK_UP)
    if pick_up is None:
        return {}
    return {"episode": pick_up, **_told(pick_up)}


def _told(contact: ServiceContact) -> dict[str, Any]:
    return {"referrer": contact.referrer, "channel": contact.channel, "purpose": contact.purpose}


def check() -> list[str]:
    """What is wrong between loans, what happened while they ran, and their contacts."""
    took_place = Loan.ending.is_distinct_from(Ending.UNDONE)
    wrong = unlike(SOURCE, Step.PICK_UP, select(Loan.id).where(took_place))
    wrong += unlike(SOURCE, Step.RETURN, select(Loan.id).where(Loan.ending == Ending.RETURNED))
    for came in (LoanVisit, Swap):
        happened = select(came.id).join(Loan, Loan.id == came.loan_id).where(took_place)
        wrong += unlike(came.__tablename__, Step.CHECK_IN, happened)
    return wrong
