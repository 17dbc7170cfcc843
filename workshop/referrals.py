"""Where to next: at the end of a workshop one tap shows someone the way to another service, and we count who went.

Indicator 8 of the field: internal referral, counted as realised only where somebody saw that the person came.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from workshop import contact
from workshop.actions import find_seat, must_be_open_for_ticks, seat_that_counts
from workshop.day_models import Destination, OnwardReferral
from workshop.models import Seat
from workshop.queries import seats_of_borrower

#: who went within this time went because of it; later is another story (belgium.md 5.3, indicator 7)
WITHIN = timedelta(days=60)
_MOST = 100


class WithdrawnReferral(Refusal):
    """This referral was a mistake and was taken back: nobody can have come because of it."""


def refer(actor: Actor, seat: Seat, to: Destination, *, now: datetime) -> OnwardReferral:
    """This person is shown the way there. Said twice, from two phones, it is one referral."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        must_be_open_for_ticks(actor, seat.session.lessons[0], now)
        seat = seat_that_counts(seat)
        hold(seat)
        known = _find(seat, to)
        if known is None:
            known = OnwardReferral(
                seat=seat, seat_id=seat.id, destination=to, made_at=now, made_by_id=actor.user_id
            )
            db.session.add(known)
            db.session.flush()  # the trace names its id
        elif known.withdrawn_at is None:
            return known
        known.withdrawn_at, known.made_at, known.made_by_id = None, now, actor.user_id
        contact.follow_referrals(seat)
        record(actor, "workshop.referred", known, now=now, session=str(seat.session.code), to=to)
    return known


def withdraw(actor: Actor, seat: Seat, to: Destination, *, now: datetime) -> None:
    """It was meant for someone else. What was realised already stays; what is not there need not be taken back."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        must_be_open_for_ticks(actor, seat.session.lessons[0], now)
        seat = seat_that_counts(seat)
        hold(seat)
        known = _find(seat, to)
        if known is None or known.withdrawn_at is not None or known.realised_at is not None:
            return
        known.withdrawn_at = now
        contact.follow_referrals(seat)
        record(actor, "workshop.referral_withdrawn", known, now=now, session=str(seat.session.code), to=to)


def realise(actor: Actor, referral: OnwardReferral, *, now: datetime) -> OnwardReferral:
    """This person came there. Told twice is told once. WithdrawnReferral."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        hold(referral)
        if referral.withdrawn_at is not None:
            raise WithdrawnReferral
        if referral.realised_at is None:
            referral.realised_at = now
            contact.follow_referrals(referral.seat)
            record(actor, "workshop.referral_realised", referral, now=now, to=referral.destination)
    return referral


def unrealise(actor: Actor, referral: OnwardReferral, *, now: datetime) -> OnwardReferral:
    """That was somebody else after all."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        hold(referral)
        if referral.realised_at is not None:
            referral.realised_at = None
            contact.follow_referrals(referral.seat)
            record(actor, "workshop.referral_open_again", referral, now=now, to=referral.destination)
    return referral


def move_referrals(stays: Borrower, goes: Borrower) -> None:
    """Two entries become one person: where they were sent stands with who stays."""
    for seat in seats_of_borrower(goes):
        own = find_seat(seat.session, stays)
        if own is None:
            continue  # the seat itself goes along
        for one in db.session.scalars(select(OnwardReferral).where(OnwardReferral.seat_id == seat.id)).all():
            if _find(own, one.destination) is None:
                one.seat, one.seat_id = own, own.id
        contact.follow_referrals(own)


def _find(seat: Seat, to: Destination) -> OnwardReferral | None:
    return db.session.scalar(
        select(OnwardReferral).where(OnwardReferral.seat_id == seat.id, OnwardReferral.destination == to)
    )


def get(referral_id: int) -> OnwardReferral:
    """The referral with this id, or NotHere."""
    return row_here(OnwardReferral, referral_id)


def of_seats(seat_ids: Collection[int]) -> dict[int, set[Destination]]:
    """Where each of these seats was referred to; what was taken back is left out."""
    query = select(OnwardReferral.seat_id, OnwardReferral.destination).where(
        OnwardReferral.seat_id.in_(seat_ids), OnwardReferral.withdrawn_at.is_(None)
    )
    found: dict[int, set[Destination]] = {}
    for seat_id, to in db.session.execute(query):
        found.setdefault(seat_id, set()).add(to)
    return found


def of_borrower(borrower: Borrower) -> Sequence[OnwardReferral]:
    """Every way that was shown to this person, newest first."""
    query = (
        select(OnwardReferral)
        .join(Seat, Seat.id == OnwardReferral.seat_id)
        .where(Seat.borrower_id == borrower.id, OnwardReferral.withdrawn_at.is_(None))
    )
    return db.session.execute(query.order_by(OnwardReferral.id.desc()).limit(20)).scalars().all()


def waiting(now: datetime) -> Sequence[OnwardReferral]:
    """Referrals of the last sixty days of which we do not know whether the person went, the oldest first."""
    known = (
        select(Seat.id)
        .join(Borrower, Borrower.id == Seat.borrower_id)
        .where(Borrower.anonymised_at.is_(None))
    )
    query = (
        select(OnwardReferral)
        .where(
            OnwardReferral.withdrawn_at.is_(None), OnwardReferral.realised_at.is_(None),
            OnwardReferral.made_at > now - WITHIN, OnwardReferral.seat_id.in_(known),
        )
        .options(joinedload(OnwardReferral.seat).joinedload(Seat.borrower))
    )  # fmt: skip
    return (
        db.session.execute(query.order_by(OnwardReferral.made_at, OnwardReferral.id).limit(_MOST))
        .scalars()
        .all()
    )
