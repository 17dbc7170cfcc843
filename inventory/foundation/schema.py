"""The tables and what stands beside them: search, rows that never change. Migrations bring a database up to date."""

from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import MetaData, text

from inventory.foundation.database import db

if TYPE_CHECKING:  # a web process asks for Alembic only on /ready
    from alembic.config import Config


def create_all() -> None:
    """Make every table as the models say; for sketches. A real database is migrated."""
    db.create_all()


def alembic_config() -> "Config":
    """Alembic's settings for this app's migrations."""
    from alembic.config import Config

    folder = current_app.config["MIGRATIONS"]
    config = Config(f"{folder}/alembic.ini")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def upgrade(revision: str = "head") -> None:
    """Bring the database to the newest migration, or to a named one."""
    from alembic import command

    command.upgrade(alembic_config(), revision)


def downgrade(revision: str = "base") -> None:
    """Take migrations back; `base` leaves an empty database."""
    from alembic import command

    command.downgrade(alembic_config(), revision)


def revision_of_database() -> str | None:
    """The migration that the database stands at, or None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def revision_of_code() -> str | None:
    """The newest migration that this code knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def knows(revision: str) -> bool:
    """Has this code a migration of that name?"""
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    try:
        ScriptDirectory.from_config(alembic_config()).get_revision(revision)
    except CommandError:
        return False
    return True


def empty() -> None:
    """Remove every table, with all that is in it: only a restore asks this."""
    db.session.remove()
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TABLE IF EXISTS device_search"))
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)
