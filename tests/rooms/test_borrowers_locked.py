"""Who is forgotten, merged or applied for is held still: a second session waits, and learns what the first did."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from inventory.applications import actions as applications
from inventory.borrowers import actions, merging
from inventory.borrowers.models import Borrower
from inventory.contacts.rules import Purpose
from inventory.foundation.database import db
from tests.cast import NOW
from tests.make import make_borrower


def _is_held(borrower_id: int) -> bool:
    """Would another session wait that writes a row of this person? SQLite has one lock for all."""
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)) as file:
            try:
                file.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False
    table = Borrower.__table__
    query = select(table.c.id).where(table.c.id == borrower_id)
    with create_engine(db.engine.url, poolclass=NullPool).connect() as connection:
        try:
            connection.execute(query.with_for_update(nowait=True, read=True, key_share=True))
        except OperationalError:
            return True
    return False


@pytest.fixture
def watched(monkeypatch: Any) -> Callable[..., list[bool]]:
    """From the named place in a deed: is each of these people held still by then?"""

    def watch(module: Any, name: str, *people: Borrower) -> list[bool]:
        held: list[bool] = []
        ids, real = [one.id for one in people], getattr(module, name)

        def looking(*args: Any, **told: Any) -> Any:
            held.extend(_is_held(one) for one in ids)
            return real(*args, **told)

        monkeypatch.setattr(module, name, looking)
        return held

    return watch


def test_nobody_touches_the_two_entries_while_they_become_one(world: Any, in_gent: int, watched: Any) -> None:
    stays, goes = make_borrower(world), make_borrower(world)
    first = stays.id
    held = watched(merging, "_take_over", stays, goes)
    db.session.rollback()
    assert not _is_held(first)
    merging.merge(world.nele.actor, stays, goes, now=NOW)
    assert held == [True, True]


def test_nobody_applies_for_who_is_being_forgotten(world: Any, in_gent: int, watched: Any) -> None:
    noor = make_borrower(world)
    held = watched(actions, "blank_letters_to", noor)
    actions.forget(world.fatima.actor, noor, now=NOW)
    assert held == [True]


def test_who_applies_is_not_forgotten_meanwhile(world: Any, in_gent: int, watched: Any) -> None:
    noor = make_borrower(world)
    held = watched(applications, "open_application_of", noor)
    applications.apply(world.nele.actor, noor, purpose=Purpose.TRAINING, now=NOW)
    assert held == [True]
