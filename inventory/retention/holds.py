"""What colleagues keep here: by whichever rule a person was told to go, a hold on one of these notices keeps them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from inventory.borrowers.models import Borrower
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.retention import queries
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import APPLICANT, LOAN_FILE, VISITOR, KeptUntil

#: the rules by which a person goes; who borrows meanwhile goes by another one than was told
_OF_PEOPLE = (LOAN_FILE, APPLICANT, VISITOR)


def _held(borrower_id: int) -> Select[Any]:
    return select(RetentionNotice).where(
        RetentionNotice.record_type.in_(_OF_PEOPLE), RetentionNotice.thing_id == borrower_id,
        RetentionNotice.held_until.is_not(None),
    )  # fmt: skip


def of(borrower: Borrower, today: date) -> list[RetentionNotice]:
    """What a colleague keeps here today of this person: themselves, or something that would go along.

    What lasts longest comes first.
    """
    held = select(RetentionNotice).where(RetentionNotice.held_until >= today)
    found: Sequence[RetentionNotice] = db.session.scalars(
        held.order_by(RetentionNotice.held_until.desc(), RetentionNotice.id)
    ).all()
    theirs = {
        key: set(one.of_person(borrower))
        for key, one in (queries.types() if found else {}).items()
        if any(notice.record_type == key for notice in found)
    }
    return [one for one in found if one.thing_id in theirs.get(one.record_type, ())]


def is_kept(record_type: str, thing_id: int, today: date) -> bool:
    """Does a colleague keep this one thing here today?"""
    query = select(RetentionNotice.id).where(
        RetentionNotice.record_type == record_type, RetentionNotice.thing_id == thing_id,
        RetentionNotice.held_until >= today,
    )  # fmt: skip
    return db.session.scalar(query) is not None


def refusal_of(hold: RetentionNotice) -> KeptUntil:
    """Who keeps the person, why, and until which day."""
    by = db.session.get(User, hold.held_by_id) if hold.held_by_id is not None else None
    refusal = KeptUntil(
        by=by.name if by else _("A colleague"), because=hold.held_because, until=hold.held_until
    )
    refusal.way_out = ("retention.coming", {"record_type": hold.record_type})
    return refusal


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
