"""How Alembic meets the house: the models' tables, written in plain types so that a migration never changes."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Table
from sqlalchemy.types import TypeDecorator

from inventory.foundation.database import EnumText, Moment, db


def plain_type(kind: str, thing: Any, _autogenerate: Any) -> str | bool:
    """Our own column types as what the database keeps: models may change, an old migration may not."""
    if kind != "type" or not isinstance(thing, TypeDecorator):
        return False
    if isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, EnumText):
        return "sa.String(length=40)"
    return f"sa.{thing.impl!r}"


def is_ours(thing: Any, name: str | None, kind: str, is_reflected: bool, _other: Any) -> bool:
    """Leave the tables and the index for searching alone: they are no models, the migration makes them by hand."""
    return not (is_reflected and kind in ("table", "index") and "device_search" in (name or ""))


def run() -> None:
    """Upgrade or downgrade the app's own database, all of it or nothing."""
    assert isinstance(db.metadata.tables.get("device"), Table), "the rooms' models are not loaded"
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with current_app.extensions["sqlalchemy"].engine.connect() as connection:
        migrate(connection.execution_options(writing=True))


def migrate(connection: Any) -> None:
    """Every step in one transaction; SQLite changes a table by making it anew beside itself."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_type,
        include_object=is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
