"""Two entries that became one turn out to be two people: for thirty days they can be put apart again.

What the merge did to every table is kept row by row, and put back row by row. What came since stays with who stayed,
but for what hangs on something that goes back. After thirty days, or once the person is forgotten, it is blanked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.models import Borrower, Merge
from inventory.borrowers.queries import get_borrower, lock
from inventory.foundation import rows
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission

#: so long a merge can be undone
UNDONE_WITHIN = timedelta(days=30)
#: what points at a thing by its table and its id, and not by a key
_BESIDE = {"letter": "thing"}


class TooLateToPutApart(Refusal):
    """What each entry was is not known any more."""


class PutApartBefore(Refusal):
    """A colleague put these entries apart before."""


class JoinedSince(Refusal):
    """The entry that stayed became part of another one since."""


class TakenSince(Refusal):
    """Something that went back would come in the place of something else."""


def rows_of(stays: Borrower, goes: Borrower) -> rows.Rows:
    """Everything that hangs on either of two entries, as it is now."""
    return rows.around(Borrower.__tablename__, [stays.id, goes.id], _BESIDE)


def keep(actor: Actor, stays: Borrower, goes: Borrower, before: rows.Rows, *, now: datetime) -> Merge:
    """Keep what a merge changed, so that it can be undone; part of that deed."""
    changed = rows.changes(before, rows_of(stays, goes))
    merge = Merge(
        stays_id=stays.id, goes_id=goes.id, merged_at=now, merged_by_id=actor.user_id, kept=changed.as_json()
    )
    db.session.add(merge)
    db.session.flush()  # the trace names its id
    return merge


def put_apart(actor: Actor, merge: Merge, *, now: datetime) -> Borrower:
    """Two entries again, each with what it had; gives the one that comes back."""
    actor.must(Permission.BORROWER_EDIT)
    with transaction():
        hold(merge)
        stays, goes = get_borrower(merge.stays_id), get_borrower(merge.goes_id)
        lock(stays, goes)
        _check(merge, stays, now)
        assert merge.kept is not None
        done = rows.Changes.from_json(merge.kept)
        try:
            rows.put_back(done)
        except rows.CannotPutBack:
            raise TakenSince from None
        rows.follow(Borrower.__tablename__, stays.id, goes.id, done)
        merge.kept, merge.undone_at = None, now
        offered("borrower.unmerged", stays, goes, now)
        record(actor, "borrowers.merge_undone", stays, now=now, other_id=goes.id)
    return goes


def _check(merge: Merge, stays: Borrower, now: datetime) -> None:
    if merge.undone_at is not None:
        raise PutApartBefore
    if stays.merged_into_id is not None:
        raise JoinedSince
    if stays.is_forgotten:
        raise AlreadyForgotten
    if merge.kept is None or now - merge.merged_at > UNDONE_WITHIN:
        raise TooLateToPutApart


def merges_of(borrower: Borrower) -> Sequence[Merge]:
    """The merges by which this entry took over another, newest first."""
    query = select(Merge).where(Merge.stays_id == borrower.id).order_by(Merge.id.desc())
    return db.session.scalars(query).all()


def get_merge(borrower: Borrower, merge_id: int) -> Merge:
    """The merge with this id by which this entry took over another; NotHere otherwise."""
    found = db.session.scalar(select(Merge).where(Merge.id == merge_id, Merge.stays_id == borrower.id))
    if found is None:
        raise NotHere
    return found


def blank_for(borrower: Borrower) -> None:
    """Someone is being forgotten: what was kept of any entry that became this one goes too, however long the line."""
    ids = {borrower.id}
    while True:
        query = select(Merge).where(Merge.stays_id.in_(ids))
        merges: Sequence[Any] = db.session.scalars(query).all()
        for merge in merges:
            merge.kept = None
        more = {merge.goes_id for merge in merges} - ids
        if not more:
            return
        ids |= more


def blank_old(actor: Actor, *, now: datetime) -> int:
    """Let go of what was kept of merges that can be undone no more; of how many."""
    query = select(Merge).where(Merge.kept.is_not(None), Merge.merged_at < now - UNDONE_WITHIN)
    if db.session.scalar(query.limit(1)) is None:
        return 0
    with transaction():
        old = db.session.scalars(query.order_by(Merge.id)).all()
        for merge in old:
            merge.kept = None
            record(actor, "borrowers.merge_settled", merge, now=now)
    return len(old)
