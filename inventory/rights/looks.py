"""The log of who opened whose file: written after the page is answered, once an hour for each part of a file."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.looking import PageKind
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.rights.models import FileLook
from inventory.rights.rules import LOOKS_KEPT

log = logging.getLogger("leenkring.rights")

#: rows that the night lets go of in one transaction
_AT_ONCE = 5000


def write(actor: Actor, looks: Collection[tuple[int, PageKind]], now: datetime) -> None:
    """That `actor` opened these parts of these files; the second time within an hour adds nothing."""
    hour = _hour_of(now)
    rows = [
        {
            "digibank_id": actor.digibank_id,
            "borrower_id": person,
            "user_id": actor.user_id,
            "kind": kind,
            "hour": hour,
        }
        for person, kind in sorted(looks)
    ]
    with upkeep():
        db.session.execute(_insert_or_not(), rows)


def _hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _insert_or_not() -> Any:
    if db.engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_not

        return insert_or_not(FileLook).on_conflict_do_nothing()
    return insert(FileLook).prefix_with("OR IGNORE")


#: what this process wrote down in this hour: whoever turns to a file twenty times is written down by one statement.
#: Another process may write it again, and the database keeps one
_written: set[tuple[Any, ...]] = set()


def forget_what_was_written() -> None:
    """Write each look anew, as a process that has just begun."""
    _written.clear()


def errand(
    app: Flask, actor: Actor, seen: Collection[tuple[int, PageKind]], now: datetime
) -> Callable[[], None] | None:
    """What is to be done once the answer left, so that nobody waits for it; None when all of it is written already."""
    hour = _hour_of(now)
    keys = {(hour, actor.digibank_id, actor.user_id, *look) for look in seen}
    if keys <= _written:
        return None

    def keep() -> None:
        try:
            with app.app_context(), inside(actor.digibank_id):
                write(actor, seen, now)
            if any(key[0] != hour for key in _written):
                _written.clear()
            _written.update(keys)
        except SQLAlchemyError as problem:  # the answer left; whoever keeps this house reads of it
            log.error("who looked was not written down: %s", type(problem).__name__)

    return keep


def of_file(borrower: Borrower, since: datetime, until: datetime) -> Select[Any]:
    """Who opened this file in that time, as a question; newest first is the page's order."""
    return _between(since, until).where(FileLook.borrower_id == borrower.id)


def of_member(user_id: int, since: datetime, until: datetime) -> Select[Any]:
    """Whose files this member opened in that time, as a question."""
    return _between(since, until).where(FileLook.user_id == user_id)


def _between(since: datetime, until: datetime) -> Select[Any]:
    return (
        select(FileLook)
        .where(FileLook.hour >= since, FileLook.hour < until)
        .options(joinedload(FileLook.user), joinedload(FileLook.borrower))
    )


def erase_before(moment: datetime) -> int:
    """Let go of what is older; how many rows went. Looks of a person who was forgotten have no name, and go as well."""
    gone = 0
    while True:
        oldest = select(FileLook.id).where(FileLook.hour < moment).order_by(FileLook.id).limit(_AT_ONCE)
        ids = list(db.session.scalars(oldest))
        if not ids:
            return gone
        with upkeep():
            db.session.execute(delete(FileLook).where(FileLook.id.in_(ids)))
        gone += len(ids)


def erase_old(now: datetime) -> int:
    """Let go of what nobody may know any more: older than a year."""
    return erase_before(now - LOOKS_KEPT)
