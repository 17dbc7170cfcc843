"""Loans as they stand: of a device, of a borrower, late ones, and the hand-overs under way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import selectinload

from inventory.applications.models import Application
from inventory.applications.policy import LendingPolicy, policy_for
from inventory.applications.queries import rules_in_force, someone_else_waits
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.deposits.papers import House
from inventory.devices.models import Device, DeviceKind
from inventory.digibank.models import Digibank, User
from inventory.foundation import chance
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.lending.models import Extension, HandOver, Loan, LoanPaper, LoanState, Loss

#: capitals and digits that nobody mixes up, so that the QR stays small; 16 of them are 80 bits
_TOKEN_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TOKEN_LENGTH = 16

# Without its borrower: how a loan was loaded is how it is locked later, and PostgreSQL locks no outer join.
_OPEN_LOAN = select(Loan).where(Loan.device_id == bindparam("device_id"), Loan.state == LoanState.OPEN)


def new_token() -> str:
    """The unguessable part of a borrower's own link."""
    return chance.letters(_TOKEN_LETTERS, _TOKEN_LENGTH)


def link_to(token: str) -> str:
    """The borrower's own page, in capitals as a QR likes them."""
    return f"{current_app.config['PUBLIC_URL'].upper()}/M/{token}"


def house() -> House:
    """The digibank we are inside of, as it stands on its papers."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    where = " ".join(part for part in (ours.postcode, ours.municipality) if part)
    parts = (ours.name, ", ".join(part for part in (ours.street, where) if part), ours.phone)
    return House(ours.name, " · ".join(part for part in parts if part), ours.phone)


def name_of(actor: Actor) -> str:
    """Who sits at the desk, as it stands on papers; empty for the house."""
    user = db.session.get(User, actor.user_id) if actor.user_id else None
    return user.name if user else ""


def with_people(query: Select[Any]) -> Select[Any]:
    """`query` with devices and borrowers at hand: a list asks as often for one loan as for fifty."""
    return query.options(selectinload(Loan.device), selectinload(Loan.borrower))


def open_loan_of(device: Device) -> Loan | None:
    """The loan that `device` is out on."""
    return db.session.execute(_OPEN_LOAN, {"device_id": device.id}).scalar_one_or_none()


def rules_of(loan: Loan) -> LendingPolicy:
    """The policy under which `loan` was agreed, for this sort of device; it holds even when the policy changed."""
    rules = loan.policy.rules if loan.policy is not None else rules_in_force()
    return policy_for(rules, loan.device.kind)


def someone_waits(loan: Loan, rules: LendingPolicy) -> bool:
    """Does anyone else wait for a laptop, and does the policy of this loan let that count?"""
    longer = rules.extensions
    return bool(longer and longer.only_when_nobody_waits) and someone_else_waits(loan.borrower_id)


def open_loans_of(borrower: Borrower) -> int:
    """How many laptops this person has."""
    query = db.select(func.count()).select_from(Loan)
    return db.session.scalar(query.where(Loan.borrower_id == borrower.id, Loan.state == LoanState.OPEN)) or 0


def running_loan_of(borrower: Borrower | None) -> Loan | None:
    """The loan of the laptop that this person has at home; the newest one when there are more."""
    if borrower is None:
        return None
    query = db.select(Loan).where(Loan.borrower_id == borrower.id, Loan.state == LoanState.OPEN)
    return db.session.scalars(query.order_by(Loan.id.desc()).limit(1)).first()


def loans_of(borrower: Borrower) -> Sequence[Loan]:
    """Every loan of this person, newest first."""
    query = with_people(db.select(Loan).where(Loan.borrower_id == borrower.id).order_by(Loan.id.desc()))
    return db.session.scalars(query).all()


def late_loans(today: date, limit: int = 20) -> Sequence[Loan]:
    """The loans that should have ended before `today`, longest ago first."""
    query = with_people(db.select(Loan).where(Loan.state == LoanState.OPEN, Loan.due_on < today))
    return db.session.scalars(query.order_by(Loan.due_on, Loan.id).limit(limit)).all()


def count_late(today: date) -> int:
    """How many loans should have ended before `today`."""
    query = db.select(func.count()).select_from(Loan)
    return db.session.scalar(query.where(Loan.state == LoanState.OPEN, Loan.due_on < today)) or 0


def count_open() -> int:
    """How many laptops are out."""
    query = db.select(func.count()).select_from(Loan)
    return db.session.scalar(query.where(Loan.state == LoanState.OPEN)) or 0


def loans_due_by(day: date) -> Sequence[Loan]:
    """Running loans whose agreed day is `day` or before, in the order in which they came to be."""
    query = with_people(db.select(Loan).where(Loan.state == LoanState.OPEN, Loan.due_on <= day))
    return db.session.scalars(query.order_by(Loan.id)).all()


def extensions_of(loan: Loan) -> Sequence[Extension]:
    """How the end of `loan` moved, oldest first."""
    query = db.select(Extension).where(Extension.loan_id == loan.id).order_by(Extension.id)
    return db.session.scalars(query).all()


def papers_of(loan: Loan) -> Sequence[LoanPaper]:
    """The agreements of `loan`: Dutch first, for that one counts."""
    query = db.select(LoanPaper).where(LoanPaper.loan_id == loan.id).order_by(LoanPaper.id)
    return db.session.scalars(query).all()


def losses_of(loan: Loan) -> Sequence[Loss]:
    """What the borrower reported missing or stolen, oldest first."""
    return db.session.scalars(db.select(Loss).where(Loss.loan_id == loan.id).order_by(Loss.id)).all()


def open_hand_overs(limit: int = 20) -> Sequence[HandOver]:
    """Hand-overs that someone began and has not finished, newest first."""
    query = db.select(HandOver).where(HandOver.loan_id.is_(None), HandOver.dropped_at.is_(None))
    query = query.options(selectinload(HandOver.device), selectinload(HandOver.borrower))
    return db.session.scalars(query.order_by(HandOver.id.desc()).limit(limit)).all()


def newest_hand_over_of(actor: Actor) -> HandOver | None:
    """The hand-over that this person began last and has not finished."""
    query = db.select(HandOver).where(
        HandOver.loan_id.is_(None), HandOver.dropped_at.is_(None), HandOver.started_by_id == actor.user_id
    )
    return db.session.scalar(query.order_by(HandOver.id.desc()).limit(1))


def approved_applications(limit: int = 50) -> Sequence[Application]:
    """People who may come for their laptop, longest waiting first."""
    query = db.select(Application).where(Application.state == ApplicationState.APPROVED)
    query = query.options(selectinload(Application.borrower), selectinload(Application.device))
    return db.session.scalars(query.order_by(Application.decided_at, Application.id).limit(limit)).all()


def laptops_at_home(lot_ids: Sequence[int], *, until: datetime) -> Sequence[Any]:
    """Of each loan of a laptop of these lots that began by then: a number for the person, since when, until when."""
    query = select(Loan.borrower_id, Loan.handed_over_at, Loan.ended_at)
    query = query.join(Device, Device.id == Loan.device_id).where(
        Device.lot_id.in_(lot_ids), Device.kind == DeviceKind.LAPTOP, Loan.handed_over_at <= until
    )
    return db.session.execute(query).all()
