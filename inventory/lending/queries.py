"""Loans as they stand: of a device, of a borrower, late ones, and the hand-overs under way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import current_app
from sqlalchemy import Select, and_, bindparam, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from inventory.applications.models import Application
from inventory.applications.policy import LendingPolicy, policy_for
from inventory.applications.queries import rules_in_force, someone_else_waits
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.deposits.queries import house as house
from inventory.devices.models import Device
from inventory.digibank.models import Digibank, User
from inventory.foundation import chance
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.tenancy import current_digibank_id
from inventory.journey import Stage
from inventory.lending.models import (
    Extension,
    HandOver,
    Loan,
    LoanPaper,
    LoanState,
    LoanVisit,
    Loss,
    PaperKind,
    Swap,
)

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


def link_to_notice(locale: str) -> str:
    """What this digibank does with data of people, for anyone to read, in one language."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    return f"{current_app.config['PUBLIC_URL']}/privacy/{ours.slug}?lang={locale}"


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


def visit_comes_first(loan: Loan, rules: LendingPolicy) -> bool:
    """Does its policy ask a visit before it goes on, and did nobody come by since the loan began or last moved?"""
    if rules.extensions is None or not rules.extensions.after_visit:
        return False
    came_at = db.session.scalar(select(func.max(LoanVisit.came_at)).where(LoanVisit.loan_id == loan.id))
    moved = [one.extended_at for one in extensions_of(loan)]
    return came_at is None or came_at <= max(moved, default=loan.handed_over_at)


def open_loans_of(borrower: Borrower) -> int:
    """How many laptops this person has."""
    query = db.select(func.count()).select_from(Loan)
    return db.session.scalar(query.where(Loan.borrower_id == borrower.id, Loan.state == LoanState.OPEN)) or 0


def open_loans_by_person(borrower_ids: Collection[int]) -> dict[int, int]:
    """How many laptops each of these people has; who has none is left out."""
    query = select(Loan.borrower_id, func.count(Loan.id)).where(
        Loan.borrower_id.in_(borrower_ids), Loan.state == LoanState.OPEN
    )
    return dict(db.session.execute(query.group_by(Loan.borrower_id)).all())


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


@dataclass(frozen=True)
class OnTheDesk:
    """The running loans that ask something of the desk, the first of each sort; and how many are late in all."""

    late: Sequence[Loan]
    how_many_late: int
    #: not late, and expected to come by with the laptop
    to_visit: Sequence[Loan]


def loans_on_the_desk(today: date, visits_by: date, limit: int) -> OnTheDesk:
    """Loans that should have ended before `today`, and visits due by `visits_by`, longest ago first.

    Asked at once, for this stands on the page that everyone opens first.
    """
    is_late = func.coalesce(Loan.due_on < today, false())
    since = case((is_late, Loan.due_on), else_=Loan.visit_due_on)
    ranked = (
        select(
            Loan.id,
            is_late.label("is_late"),
            func.row_number().over(partition_by=is_late, order_by=(since, Loan.id)).label("place"),
            func.count().over(partition_by=is_late).label("many"),
        )
        .join(Device, Device.id == Loan.device_id)
        .where(
            Loan.state == LoanState.OPEN,
            # Nobody comes by with a laptop that was reported lost or stolen.
            or_(Loan.due_on < today, and_(Loan.visit_due_on <= visits_by, Device.stage == Stage.LENT)),
        )
        .subquery()
    )
    query = select(Loan, ranked.c.is_late, ranked.c.many).join(ranked, ranked.c.id == Loan.id)
    query = query.options(joinedload(Loan.device), joinedload(Loan.borrower))
    rows = db.session.execute(query.where(ranked.c.place <= limit).order_by(ranked.c.place)).all()
    late = [(loan, many) for loan, is_late, many in rows if is_late]
    return OnTheDesk(
        late=[loan for loan, _many in late],
        how_many_late=late[0][1] if late else 0,
        to_visit=[loan for loan, is_late, _many in rows if not is_late],
    )


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
    """The papers of `loan`, the agreement first; of each the Dutch one first, for that one counts."""
    query = db.select(LoanPaper).where(LoanPaper.loan_id == loan.id).order_by(LoanPaper.id)
    return db.session.scalars(query).all()


def administrator_of(loan: Loan) -> str:
    """Who signed the agreement for the borrower, as their legal administrator; empty when they signed themselves."""
    query = db.select(LoanPaper.administrator).where(
        LoanPaper.loan_id == loan.id, LoanPaper.kind == PaperKind.AGREEMENT
    )
    return db.session.scalar(query.order_by(LoanPaper.id).limit(1)) or ""


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


@dataclass(frozen=True)
class Stay:
    """From when until when one device was with someone on one loan; `until` is None while it is there."""

    loan_id: int
    borrower_id: int | None
    device_id: int
    since: datetime
    until: datetime | None
    #: another one took its place, and the loan went on with that
    is_swapped: bool = False


def stays_of(ours: Any) -> list[Stay]:
    """With whom each of these devices was, oldest loan first: a swap ends one stay and begins another.

    `ours` are ids of devices, or a select of them; it is one question either way.
    """
    swapped = select(Swap.loan_id).where(or_(Swap.from_device_id.in_(ours), Swap.to_device_id.in_(ours)))
    query = (
        select(
            Loan.id, Loan.borrower_id, Loan.device_id, Loan.handed_over_at, Loan.ended_at,
            Swap.from_device_id, Swap.swapped_at,
            Loan.device_id.in_(ours).label("is_ours"), Swap.from_device_id.in_(ours).label("was_ours"),
        )
        .outerjoin(Swap, Swap.loan_id == Loan.id)
        .where(or_(Loan.device_id.in_(ours), Loan.id.in_(swapped)))
        .order_by(Loan.id, Swap.id)
    )  # fmt: skip
    stays: list[Stay] = []
    for _loan, rows in groupby(db.session.execute(query), key=attrgetter("id")):
        changes = list(rows)
        loan, since = changes[0], changes[0].handed_over_at
        for one in changes:
            if one.swapped_at is not None:
                if one.was_ours:
                    who, what = one.borrower_id, one.from_device_id
                    stays.append(Stay(one.id, who, what, since, one.swapped_at, is_swapped=True))
                since = one.swapped_at
        if loan.is_ours:
            stays.append(Stay(loan.id, loan.borrower_id, loan.device_id, since, loan.ended_at))
    return stays


def elsewhere(device_ids: Collection[int], *, actor: Actor | None = None) -> set[int]:
    """Which of these devices are spoken for, or not at hand: on a list for a day elsewhere, in a crate, in a van.

    With an `actor` what is in the van with which this person is on the road is at hand.
    """
    return set(offered("device.elsewhere", device_ids, actor))
