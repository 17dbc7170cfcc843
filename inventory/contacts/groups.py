"""To which groups someone belongs, and the gender where that is asked: told by themselves, or not told."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Gender
from inventory.contacts.models import BorrowerGroup, ContactSettings, TargetGroup
from inventory.contacts.rules import GroupKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


class SaidAndNotSaid(Refusal):
    """Who would rather not say belongs to no group as far as we know."""

    status = 422


def groups_of(borrower: Borrower) -> Sequence[TargetGroup]:
    """The groups to which this person belongs, in the order of the list; empty when that is not known."""
    query = (
        select(TargetGroup)
        .join(BorrowerGroup, BorrowerGroup.group_id == TargetGroup.id)
        .where(BorrowerGroup.borrower_id == borrower.id)
    )
    return db.session.scalars(query.order_by(TargetGroup.position, TargetGroup.id)).all()


def answer(
    actor: Actor, borrower: Borrower, groups: Collection[TargetGroup], *, now: datetime,
    gender: Gender | None = None,
) -> None:  # fmt: skip
    """What someone says of themselves; none at all is that it is not known. The trace says that it was asked.

    SaidAndNotSaid when someone would rather not say and says it all the same.
    """
    if not actor.may(Permission.APPLICATION_REGISTER):
        actor.must(Permission.BORROWER_EDIT)
    if len(groups) > 1 and any(one.kind is GroupKind.PREFERS_NOT for one in groups):
        raise SaidAndNotSaid(field="groups")
    with transaction():
        if borrower.is_forgotten:
            raise AlreadyForgotten
        wanted = {one.id for one in groups}
        rows = db.session.scalars(select(BorrowerGroup).where(BorrowerGroup.borrower_id == borrower.id)).all()
        if {row.group_id for row in rows} == wanted and borrower.gender is gender:
            return
        for row in rows:
            if row.group_id not in wanted:
                db.session.delete(row)
        for group_id in sorted(wanted - {row.group_id for row in rows}):
            db.session.add(BorrowerGroup(borrower_id=borrower.id, group_id=group_id))
        borrower.gender = gender
        db.session.flush()  # of two who do this at once one is told that the other was first
        record(actor, "contacts.groups_told", borrower, now=now)


def asks_gender() -> bool:
    """Does this digibank ask it? Only where a funder wants to know."""
    return bool(db.session.scalar(select(ContactSettings.asks_gender)))


def ask_gender(actor: Actor, asks: bool, *, now: datetime) -> None:
    """Ask it from now on, or no longer; what was told stays."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        settings = db.session.scalar(select(ContactSettings))
        if settings is None:
            settings = ContactSettings()
            db.session.add(settings)
        settings.asks_gender = asks
        db.session.flush()  # the trace names its id
        record(actor, "contacts.gender_asked" if asks else "contacts.gender_not_asked", settings, now=now)
