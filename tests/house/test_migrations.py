"""The migrations make exactly what the models say, on both engines, and can be taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from inventory.foundation import schema
from inventory.foundation.database import APPEND_ONLY, db
from tests.engines import EmptyDatabase


@pytest.fixture
def migrated(engine: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app on a database that only migrations have touched."""
    from inventory.cli.house import build

    empty = EmptyDatabase(engine, tmp_path)
    monkeypatch.setenv("LEENKRING_DATABASE_URL", empty.url)
    monkeypatch.setenv("LEENKRING_DATA", str(tmp_path))
    app = build()
    with app.app_context():
        schema.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()
    empty.remove()


def _is_ours(_thing: Any, name: str | None, _kind: str, is_reflected: bool, _other: Any) -> bool:
    return not (is_reflected and "device_search" in (name or ""))


def test_the_migrations_make_what_the_models_say(migrated):
    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": _is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.metadata) == [], "draw the migration anew: make migration"


def test_every_check_of_the_models_is_in_the_database(migrated):
    # Alembic compares no check constraints, so we do, by name.
    looker = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        wanted = {str(one.name) for one in table.constraints if one.__visit_name__ == "check_constraint"}
        there = {one["name"] for one in looker.get_check_constraints(table.name)}
        assert wanted <= there, f"{table.name}: make migration"


def test_the_database_itself_refuses_to_change_what_only_grows(migrated):
    question = (
        "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%only grows%'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%only_grows'"
    )
    with db.engine.connect() as connection:
        assert set(connection.execute(text(question)).scalars()) == APPEND_ONLY


def test_a_migrated_database_is_ready_and_an_upgrade_may_be_repeated(migrated):
    schema.upgrade()
    assert schema.revision_of_database() == schema.revision_of_code()


def test_migrations_can_be_taken_back_and_done_again(migrated):
    schema.downgrade()
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert not {name for name in left if not name.startswith("device_search")}
    schema.upgrade()
    assert "device" in inspect(db.engine).get_table_names()
