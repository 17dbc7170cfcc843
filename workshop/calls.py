"""Whom a colleague calls about a start workshop, or tells otherwise: a thing of its own, for a person must do it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import hold, transaction
from inventory.lending.calling import working_day
from inventory.lending.models import Loan
from inventory.permissions import Permission
from workshop.models import Session, WorkshopCall
from workshop.rules import CallBecause


def ask_to_call(
    borrower: Borrower, because: CallBecause, *, once: str, on: date, now: datetime,
    session: Session | None = None, loan: Loan | None = None,
) -> WorkshopCall | None:  # fmt: skip
    """Put someone on the list of calls, inside the deed that asks for it; None when that was done before.

    Nobody is called on a Sunday or a holiday: it stands on the first working day from `on` on.
    """
    if db.session.scalar(select(WorkshopCall.id).where(WorkshopCall.once_key == once)) is not None:
        return None
    call = WorkshopCall(
        borrower=borrower, borrower_id=borrower.id, because=because, once_key=once, call_on=working_day(on),
        asked_at=now, session_id=session.id if session else None, loan_id=loan.id if loan else None,
    )  # fmt: skip
    db.session.add(call)
    db.session.flush()
    return call


def called(actor: Actor, call_id: int, *, now: datetime) -> WorkshopCall:
    """A colleague called: it is off the list. Saying it twice says it once."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        call = db.session.scalar(select(WorkshopCall).where(WorkshopCall.id == call_id))
        if call is None:
            raise NotHere
        hold(call)
        if call.done_at is None:
            call.done_at, call.done_by_id = now, actor.user_id
            record(actor, "workshop.called", call.borrower, now=now, because=call.because)
    return call


def drop_calls(borrower: Borrower, reasons: Sequence[CallBecause], now: datetime) -> None:
    """What was to be said is no longer so: inside the deed that made it so."""
    query = select(WorkshopCall).where(
        WorkshopCall.borrower_id == borrower.id, WorkshopCall.done_at.is_(None),
        WorkshopCall.because.in_(sorted(reasons)),
    )  # fmt: skip
    for call in db.session.scalars(query):
        call.done_at = now


def drop_elsewhere(session: Session, now: datetime) -> None:
    """This workshop is held at another moment or not at all: who sat elsewhere at the old one does not any more."""
    for call in db.session.scalars(_of_elsewhere(session)):
        call.done_at = now


def sitting_elsewhere(session: Session) -> int:
    """How many are to be asked which of two workshops they come to, since this one was moved."""
    return len(db.session.scalars(_of_elsewhere(session)).all())


def _of_elsewhere(session: Session) -> Select[WorkshopCall]:
    return select(WorkshopCall).where(
        WorkshopCall.session_id == session.id, WorkshopCall.because == CallBecause.ELSEWHERE,
        WorkshopCall.done_at.is_(None),
    )  # fmt: skip


def move_calls(stays: Borrower, goes: Borrower) -> None:
    """Two entries become one person: who is to be called is who stays."""
    for call in db.session.scalars(select(WorkshopCall).where(WorkshopCall.borrower_id == goes.id)):
        call.borrower, call.borrower_id = stays, stays.id


def calls_due(today: date, limit: int = 50) -> Sequence[WorkshopCall]:
    """Who is to hear something today, longest waiting first, each with the person at hand.

    Who objects to calls stands there too: nobody calls them, and somebody must tell them all the same.
    """
    query = (
        select(WorkshopCall)
        .join(WorkshopCall.borrower)
        .where(
            WorkshopCall.done_at.is_(None), WorkshopCall.call_on <= today,
            Borrower.restricted_at.is_(None),
        )
        .options(contains_eager(WorkshopCall.borrower))
        .order_by(WorkshopCall.call_on, WorkshopCall.id)
        .limit(limit)
    )  # fmt: skip
    return db.session.scalars(query).all()
