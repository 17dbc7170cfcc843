"""Holds on people: by whichever rule someone was told to go, a hold on one of these notices keeps the person here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import APPLICANT, LOAN_FILE, VISITOR

#: the rules by which a person goes; who borrows meanwhile goes by another one than was told
_OF_PEOPLE = (LOAN_FILE, APPLICANT, VISITOR)


def _held(borrower_id: int) -> Select[Any]:
    return select(RetentionNotice).where(
        RetentionNotice.record_type.in_(_OF_PEOPLE), RetentionNotice.thing_id == borrower_id,
        RetentionNotice.held_until.is_not(None),
    )  # fmt: skip


def keeps(borrower_id: int, today: date) -> bool:
    """Does a colleague keep this person here today?"""
    query = _held(borrower_id).where(RetentionNotice.held_until >= today)
    return db.session.scalar(query.limit(1)) is not None


def let_go_of(borrower_id: int) -> None:
    """Nothing keeps this person here any more; part of the deed by which they are forgotten."""
    for notice in db.session.scalars(_held(borrower_id)).all():
        notice.held_because = notice.held_until = notice.held_by_id = None


def go_along(stays_id: int, goes_id: int) -> None:
    """What holds the entry that goes, holds the one that stays; part of the deed that joins them.

    It stays on the entry that goes as well, for they may be put apart.
    """
    held: Sequence[RetentionNotice] = db.session.scalars(_held(goes_id)).all()
    for hold in held:
        query = select(RetentionNotice).where(
            RetentionNotice.record_type == hold.record_type, RetentionNotice.thing_id == stays_id
        )
        notice = db.session.scalars(query).one_or_none()
        if notice is None:
            notice = RetentionNotice(
                digibank_id=current_digibank_id(), record_type=hold.record_type, thing_id=stays_id,
                told_on=hold.told_on, goes_on=hold.goes_on,
            )  # fmt: skip
            db.session.add(notice)
        if notice.held_until is None or (hold.held_until or notice.held_until) > notice.held_until:
            notice.held_because, notice.held_until = hold.held_because, hold.held_until
            notice.held_by_id = hold.held_by_id
