"""When a person is nobody's business any more: nothing that we know them for is younger than its days.

A person is known for loans, for applications, and for coming to services. All of these must have ended long enough ago;
the youngest of them says which rule it is that lets the person go.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from inventory.applications.models import Application
from inventory.applications.states import OPEN_STATES
from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.contacts.models import ServiceContact
from inventory.contacts.rules import Service
from inventory.deposits.models import Deposit, LedgerEntry
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.expiring import Basis, Lapsed, RecordType, Told
from inventory.foundation.offers import offered, offers
from inventory.foundation.refusal import Refusal
from inventory.lending.models import Loan, LoanState
from inventory.retention.rules import APPLICANT, LOAN_FILE, VISITOR
from workshop.models import Seat, Session

#: what a loan brings along by itself says nothing new about the person
_PART_OF_A_LOAN = (Service.LENDING, Service.START_WORKSHOP)

_HAS_LOAN = exists().where(Loan.borrower_id == Borrower.id)
_HAS_ASKED = exists().where(Application.borrower_id == Borrower.id)


def _loan_since(moment: datetime) -> ColumnElement[bool]:
    """A loan that runs or ended since, or money of it that moved since or is still held."""
    return or_(
        exists().where(
            Loan.borrower_id == Borrower.id, or_(Loan.state == LoanState.OPEN, Loan.ended_at >= moment)
        ),
        exists().where(
            Loan.borrower_id == Borrower.id,
            LedgerEntry.loan_id == Loan.id,
            LedgerEntry.booked_at >= moment,
        ),
        exists().where(
            Loan.borrower_id == Borrower.id,
            Deposit.loan_id == Loan.id,
            or_(Deposit.held_cents != 0, Deposit.surplus_cents != 0),
        ),
    )


def _asked_since(moment: datetime) -> ColumnElement[bool]:
    when = func.coalesce(Application.decided_at, Application.applied_at)
    return exists().where(
        Application.borrower_id == Borrower.id,
        or_(Application.state.in_(sorted(OPEN_STATES)), when >= moment),
    )


def _came_since(moment: datetime, *, to_anything: bool) -> ColumnElement[bool]:
    came = [ServiceContact.borrower_id == Borrower.id, ServiceContact.happened_on >= day(moment)]
    if not to_anything:
        came.append(ServiceContact.service.not_in(_PART_OF_A_LOAN))
    seat = exists().where(
        Seat.borrower_id == Borrower.id, Session.id == Seat.session_id, Session.starts_at >= moment
    )
    return or_(exists().where(*came), seat) if to_anything else exists().where(*came)


def _known() -> Select[Any]:
    return select(Borrower.id).where(Borrower.anonymised_at.is_(None))


def borrowers_due(lapsed: Lapsed) -> Select[Any]:
    """Who borrowed, and of whom everything is over."""
    return _known().where(
        _HAS_LOAN,
        ~_loan_since(lapsed[LOAN_FILE]),
        ~_asked_since(lapsed[APPLICANT]),
        ~_came_since(lapsed[VISITOR], to_anything=False),
    )


def applicants_due(lapsed: Lapsed) -> Select[Any]:
    """Who asked and never borrowed."""
    return _known().where(
        _HAS_ASKED,
        ~_HAS_LOAN,
        ~_asked_since(lapsed[APPLICANT]),
        ~_came_since(lapsed[VISITOR], to_anything=False),
    )


def visitors_due(lapsed: Lapsed) -> Select[Any]:
    """Who came to a service, or was only written down, and never asked for a laptop."""
    return _known().where(
        Borrower.registered_at < lapsed[VISITOR],
        ~_HAS_LOAN,
        ~_HAS_ASKED,
        ~_came_since(lapsed[VISITOR], to_anything=True),
    )


def forget(actor: Actor, borrower_id: int, now: datetime) -> None:
    """By the one door through which anybody is forgotten; not while anything stands against it."""
    borrower = db.session.get_one(Borrower, borrower_id)
    for hold in offered("borrower.kept", borrower):
        raise hold
    borrowers.forget(actor, borrower, now=now)


def holds(borrower_id: int) -> Sequence[Refusal]:
    """What keeps this person known, as every room sees it."""
    borrower = db.session.get_one(Borrower, borrower_id)
    return [*offered("borrower.holds", borrower), *offered("borrower.kept", borrower)]


def told(ids: Sequence[int]) -> dict[int, Told]:
    """Who they are, as long as they are known."""
    query = select(Borrower).where(Borrower.id.in_(ids), Borrower.anonymised_at.is_(None))
    return {
        one.id: Told(one.name, url_for("borrowers.show", code=one.code)) for one in db.session.scalars(query)
    }


_PERSON: dict[str, Any] = {
    "what_goes": _l("name, address, phone, mail, notes, letters, agreements and signatures of the person"),
    "erase": forget,
    "holds": holds,
    "of_person": lambda borrower: (borrower.id,),
    "told": told,
}


@offers("retention.records")
def people() -> list[RecordType]:
    """The three ways of being known."""
    return [
        RecordType(
            LOAN_FILE, _l("Borrowers"), counts_from=_l("the laptop is back and the deposit is settled"),
            reason=_l("For a year we can answer questions about the loan and its money. Then only numbers stay."),
            basis=Basis.CONTRACT, usual_days=365, fewest_days=90, most_days=1096, due=borrowers_due, **_PERSON,
        ),
        RecordType(
            APPLICANT, _l("Applicants without a loan"), counts_from=_l("the answer to the application"),
            reason=_l("Who got no laptop can come back on the decision for half a year."),
            basis=Basis.PUBLIC_TASK, usual_days=183, fewest_days=60, most_days=731, due=applicants_due, **_PERSON,
        ),
        RecordType(
            VISITOR, _l("Visitors"), counts_from=_l("the last time that the person came"),
            reason=_l("Who comes back within two years is counted as the same person, as the subsidy asks."),
            basis=Basis.PUBLIC_TASK, usual_days=731, fewest_days=183, most_days=1826, due=visitors_due, **_PERSON,
        ),
    ]  # fmt: skip
