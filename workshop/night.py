"""What the house does by itself about start workshops: offers that lapse, reminders, and who is to be called.

Each is a small deed of its own that may be done twice without harm: a night that did not run is made up for.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from inventory.applications.policy import workshop_due_on
from inventory.borrowers.models import Borrower
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import Letter
from inventory.foundation.quiet import is_day_of_rest
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.lending.models import Loan, LoanState
from inventory.lending.queries import rules_of
from inventory.permissions import Permission
from workshop import actions, told
from workshop.calls import ask_to_call
from workshop.models import Lesson, Seat, Session, WorkshopCall
from workshop.rules import CallBecause, SeatState


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("background")
def every_minute() -> None:
    """A chair for which nobody answered in time goes to the next in line."""
    house = Actor.house("waiting list", current_digibank_id(), {Permission.WORKSHOP_ENROL})
    now = clock.now()
    actions.let_offers_lapse(house, now)
    actions.fill_free_chairs(house, now)


@offers("nightly")
def nightly(actor: Actor, today: date) -> None:
    """Seats of who needs none any more go to others; tomorrow is announced; who did not follow it yet is called."""
    now = clock.now()
    actions.release_withdrawn(actor, now)
    remind(actor, today, now)
    call_after_hand_over(actor, today, now)
    drop_what_is_done(actor, now)


def remind(actor: Actor, today: date, now: datetime) -> int:
    """Everyone who is expected tomorrow hears so today, by day, and once; how many.

    Nobody is written to on a day of rest, and on the day itself it is late: who comes on Monday hears on Saturday.
    """
    if is_day_of_rest(today):
        return 0
    last = today + timedelta(days=1)
    while is_day_of_rest(last):
        last += timedelta(days=1)
    begins = datetime.combine(today + timedelta(days=1), time(), BRUSSELS)
    until = datetime.combine(last + timedelta(days=1), time(), BRUSSELS)
    query = (
        select(Seat, Lesson)
        .join(Lesson, Lesson.session_id == Seat.session_id)
        .join(Session, Session.id == Seat.session_id)
        .where(
            Lesson.starts_at >= begins, Lesson.starts_at < until, Session.cancelled_at.is_(None),
            Seat.state == SeatState.BOOKED,
        )
        .options(joinedload(Seat.borrower))
        .order_by(Seat.id)
    )  # fmt: skip
    written = 0
    for seat, lesson in db.session.execute(query).all():
        if seat.only_lessons and lesson.number not in seat.only_lessons:
            continue
        key = told.reminder_key(seat, lesson.starts_at)
        if db.session.scalar(select(Letter.id).where(Letter.once_key == key)) is not None:
            continue
        with transaction():
            told.remember(seat, lesson_starts_at=lesson.starts_at, now=now)
            record(actor, "workshop.reminded", seat, now=now, on=clock.day(lesson.starts_at))
            written += 1
    return written


def call_after_hand_over(actor: Actor, today: date, now: datetime) -> int:
    """Who has the laptop for as many weeks as the policy gives, and did not follow the workshop, is called; how many.

    The policy under which the loan was agreed counts.
    """
    asked = exists().where(
        WorkshopCall.loan_id == Loan.id, WorkshopCall.because == CallBecause.AFTER_HAND_OVER
    )
    query = (
        select(Loan)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .where(
            Loan.state == LoanState.OPEN, Loan.started_on <= today - timedelta(weeks=1), ~asked,
            Borrower.workshop_on.is_(None), Borrower.workshop_waived.is_(None), Borrower.anonymised_at.is_(None),
        )
        .options(joinedload(Loan.policy), joinedload(Loan.device), joinedload(Loan.borrower))
        .order_by(Loan.id)
    )  # fmt: skip
    written = 0
    for loan in db.session.scalars(query).all():
        due = workshop_due_on(rules_of(loan), loan.started_on)
        if due is None or due > today:
            continue
        with transaction():
            once = f"loan:{loan.id}:workshop"
            if ask_to_call(
                loan.borrower, CallBecause.AFTER_HAND_OVER, once=once, on=today, now=now, loan=loan
            ):
                record(actor, "workshop.call_asked", loan, now=now, device=loan.device, due_on=due)
                written += 1
    return written


def drop_what_is_done(actor: Actor, now: datetime) -> int:
    """Nobody is called for a workshop that was followed or waived since, or for a laptop that is back; how many."""
    reasons = [CallBecause.AFTER_HAND_OVER, CallBecause.MISSED_TWICE]
    query = (
        select(WorkshopCall)
        .join(Borrower, Borrower.id == WorkshopCall.borrower_id)
        .outerjoin(Loan, Loan.id == WorkshopCall.loan_id)
        .where(
            WorkshopCall.done_at.is_(None), WorkshopCall.because.in_(sorted(reasons)),
            Borrower.workshop_on.is_not(None) | Borrower.workshop_waived.is_not(None)
            | (Loan.id.is_not(None) & (Loan.state != LoanState.OPEN)),
        )
    )  # fmt: skip
    calls = db.session.scalars(query).all()
    for call in calls:
        with transaction():
            call = db.session.get_one(WorkshopCall, call.id)
            call.done_at = now
            record(actor, "workshop.call_dropped", call.borrower, now=now, because=call.because)
    return len(calls)
