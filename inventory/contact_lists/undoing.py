"""A whole list is taken back: its contacts go, and the people who were known by nothing else, a portion at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, delete, exists, or_, select, update

from inventory.borrowers.models import Borrower
from inventory.contact_lists import queries
from inventory.contact_lists.letting_go import let_go_of_content
from inventory.contact_lists.models import ContactList, ContactRow, ListState
from inventory.contact_lists.queries import SOURCE
from inventory.contact_lists.rows import RowVerdict
from inventory.contact_lists.taking import PORTION
from inventory.contacts.actions import take_away
from inventory.contacts.models import BorrowerGroup, ReferralOut, ServiceContact
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import Base, db
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


def take_out(actor: Actor, list_id: int, *, now: datetime) -> None:
    """Everything of a list that is still in."""
    actor.must(Permission.CONTACT_IMPORT)
    while _take_some_out(actor, list_id, now):
        pass


def _take_some_out(actor: Actor, list_id: int, now: datetime) -> bool:
    with transaction():
        one = queries.get_list(list_id)
        queries.hold_list(one)
        if one.state is not ListState.UNDOING:
            return False
        rows = _next_rows(one)
        if not rows:
            one.state, one.undone_at, one.done = ListState.UNDONE, now, one.total
            one.taken = one.new_people = 0
            let_go_of_content(one)
            record(actor, "contact_lists.taken_out", one, now=now)
            return False
        _take_away_contacts([number for number, _made in rows])
        table = ContactRow.__table__
        for some in queries.portions([number for number, _made in rows]):
            undone = {"verdict": RowVerdict.UNDONE, "made_borrower_id": None, "person_id": None}
            db.session.execute(update(table).where(table.c.id.in_(some)).values(undone))
        gone = _forget_who_is_known_by_nothing([made for _number, made in rows if made is not None])
        one.done += len(rows)
        record(actor, "contact_lists.rows_taken_out", one, now=now, rows=len(rows), people=gone)
    return True


def _next_rows(one: ContactList) -> Sequence[tuple[int, int | None]]:
    query = select(ContactRow.id, ContactRow.made_borrower_id).where(
        ContactRow.list_id == one.id, ContactRow.verdict == RowVerdict.TAKEN
    )
    # From the end: the row that brought somebody goes after all others of theirs, and then nothing holds them.
    found = db.session.execute(query.order_by(ContactRow.number.desc()).limit(PORTION))
    return [(number, made) for number, made in found]


def _take_away_contacts(row_ids: Sequence[int]) -> None:
    """The contacts of these rows; those on which something stands one by one, by the rules of the register."""
    other = ServiceContact.__table__.alias()
    stands = or_(
        exists().where(ReferralOut.contact_id == ServiceContact.id),
        exists().where(ReferralOut.realised_contact_id == ServiceContact.id),
        exists().where(other.c.episode_id == ServiceContact.id),
    )
    for some in queries.portions(row_ids):
        mine = (ServiceContact.source == SOURCE) & ServiceContact.source_id.in_(some)
        for contact in db.session.execute(select(ServiceContact).where(mine, stands)).scalars().all():
            take_away(contact)
        db.session.execute(
            delete(ServiceContact).where(mine), execution_options={"synchronize_session": False}
        )


def _forget_who_is_known_by_nothing(ids: Sequence[int]) -> int:
    """Of the people whom a list brought those go to whom nothing else points; their number."""
    gone = 0
    for some in queries.portions(ids):
        mine = select(Borrower.id).where(Borrower.id.in_(some))
        for column in _columns_that_point_to_people():
            mine = mine.where(~exists().where(column == Borrower.id))
        lonely = db.session.execute(mine).scalars().all()
        for deletion in (
            delete(BorrowerGroup).where(BorrowerGroup.borrower_id.in_(lonely)),
            delete(Borrower).where(Borrower.id.in_(lonely)),
        ):
            db.session.execute(deletion, execution_options={"synchronize_session": False})
        gone += len(lonely)
    return gone


def _columns_that_point_to_people() -> list[ColumnElement[Any]]:
    """Every column of every room by which something hangs on a person, but for the groups, which are theirs alone."""
    columns: list[ColumnElement[Any]] = []
    for table in Base.metadata.tables.values():
        for wall in table.constraints:
            if isinstance(wall, ForeignKeyConstraint) and wall.referred_table is Borrower.__table__:
                mine = [part.parent for part in wall.elements if part.column is Borrower.__table__.c.id]
                own = table.alias() if table is Borrower.__table__ else table
                columns += [own.c[one.name] for one in mine if table is not BorrowerGroup.__table__]
    return columns
