"""Copies of the whole database: written at one moment, read back on either engine, and held against each other.

SQLite copies itself with its own backup, PostgreSQL is written row by row into a ZIP of JSON lines. Either
kind fills either engine, so a digibank may begin on one small machine and move to a large one. A copy knows
the migration it was made at; it is filled in at that migration and brought up to date afterwards.
"""

import base64
import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Engine,
    MetaData,
    Table,
    Time,
    create_engine,
    func,
    insert,
    select,
    text,
)

#: SQLite's index for searching is made by its own triggers, and the migration's name is kept apart
_NOT_ROWS = ("device_search", "alembic_version")
#: locked with each house's own secret, and so never the same twice
_NEVER_ALIKE = ("seal_secret",)
_ABOUT = "leenkring.json"
_FORMAT = "leenkring.copy/1"
_AT_ONCE = 200


@dataclass(frozen=True)
class Copy:
    """A file that holds a whole database."""

    path: Path
    #: a copy by SQLite's own backup, else a ZIP
    is_sqlite: bool
    #: the migration at which it was made
    revision: str


def write(engine: Engine, path: Path, *, portable: bool = False) -> int:
    """Copy everything in `engine` into a new file; the number of rows."""
    if engine.dialect.name == "sqlite" and not portable:
        return _copy_sqlite(engine, path)
    with _one_moment(engine) as connection, zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as copy:
        count = 0
        for table in tables_in(connection):
            with copy.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                for row in rows_of(connection, table):
                    file.write(_line(row))
                    count += 1
        about = {"format": _FORMAT, "revision": _revision(connection), "rows": count}
        copy.writestr(_ABOUT, json.dumps(about))
    return count


def look_at(path: Path) -> Copy | None:
    """The copy in this file, or None when it holds none."""
    with path.open("rb") as file:
        start = file.read(16)
    if start == b"SQLite format 3\0":
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
                return Copy(
                    path, True, source.execute("SELECT version_num FROM alembic_version").fetchone()[0]
                )
        except (sqlite3.Error, TypeError):
            return None
    try:
        with zipfile.ZipFile(path) as copy:
            about = json.loads(copy.read(_ABOUT))
    except (zipfile.BadZipFile, KeyError, ValueError):
        return None
    return Copy(path, False, about["revision"]) if about.get("format") == _FORMAT else None


def has_rows(engine: Engine) -> bool:
    """Is there anything in this database that a restore would destroy?"""
    with engine.connect() as connection:
        return any(
            connection.execute(select(1).select_from(table).limit(1)).first()
            for table in tables_in(connection)
        )


def fill(engine: Engine, copy: Copy) -> int:
    """Write every row of a copy into the empty tables of `engine`; the number of rows."""
    count = 0
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        with _opened(copy) as rows_in, _as_history(connection):
            for table in tables_in(connection):
                for rows in _in_portions(rows_in(table.name)):
                    connection.execute(insert(table), [_row_for(table, row) for row in rows])
                    count += len(rows)
        if connection.dialect.name == "postgresql":
            _set_sequences(connection)
    return count


@contextmanager
def _as_history(connection: Connection) -> Iterator[None]:
    """Rows in this block were written when they might be: what asks whether they still may is off meanwhile.

    A scan of a count that is closed by now came while it was open. It holds for this transaction alone: when that comes
    to nothing, nothing was off.
    """
    asks = "%!_only!_while!_open"
    if connection.dialect.name == "sqlite":
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE :asks ESCAPE '!'"
        asking = connection.execute(text(found), {"asks": asks}).all()
        off = [f'DROP TRIGGER "{name}"' for name, _sql in asking]
        on = [sql for _name, sql in asking]
    else:
        found = (
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgname LIKE :asks ESCAPE '!'"
        )
        asking = connection.execute(text(found), {"asks": asks}).all()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in asking]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in asking]
    for statement in off:
        connection.exec_driver_sql(statement)
    yield
    for statement in on:
        connection.exec_driver_sql(statement)


def digest(engine: Engine) -> tuple[dict[str, int], str]:
    """Rows per table, and one SHA-256 over every value of every row: equal for equal databases on any engine."""
    mark, counts = hashlib.sha256(), {}
    with _one_moment(engine) as connection:
        for table in sorted(tables_in(connection), key=lambda one: one.name):
            if table.name in _NEVER_ALIKE:
                continue
            mark.update(table.name.encode())
            counts[table.name] = 0
            for row in rows_of(connection, table):
                mark.update(_line(row))
                counts[table.name] += 1
    return counts, mark.hexdigest()


def tables_in(connection: Connection) -> list[Table]:
    """The tables with our rows, those that others point to first."""
    there = MetaData()
    there.reflect(connection, only=lambda name, _metadata: not name.startswith(_NOT_ROWS))
    return list(there.sorted_tables)


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Every row in order of its key, as values that JSON knows."""
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def broken_keys(engine: Engine) -> list[str]:
    """Rows that point to a row that is not there. PostgreSQL never lets that be; SQLite can be talked into it."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        rows = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [
        f"{table} {rowid} points to a row of {other} that is not there" for table, rowid, other, _key in rows
    ]


def aware(moment: datetime) -> datetime:
    """A moment as either engine gives it, in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return aware(value).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def _row_for(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value_for(table.c[name].type, value) for name, value in row.items()}


def _value_for(kind: Any, value: Any) -> Any:
    if isinstance(kind, DateTime) and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment if getattr(kind, "timezone", False) else moment.replace(tzinfo=None)
    if isinstance(kind, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(kind, Time) and isinstance(value, str):
        return time.fromisoformat(value)
    if isinstance(value, dict) and set(value) == {"bytes"}:
        return base64.b64decode(value["bytes"])
    return value


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


@contextmanager
def _opened(copy: Copy) -> Iterator[Callable[[str], Iterator[dict[str, Any]]]]:
    """How to read the rows of a table in a copy; the copy itself is never written to."""
    if not copy.is_sqlite:
        with zipfile.ZipFile(copy.path) as archive:
            yield lambda name: _lines_in(archive, name)
        return
    with tempfile.TemporaryDirectory() as folder:
        # Opening a database leaves its marks in the file; so we open a copy of the copy.
        source = create_engine(f"sqlite:///{shutil.copyfile(copy.path, Path(folder) / 'copy.db')}")
        with _disposing(source), source.connect() as connection:
            yield lambda name: rows_of(connection, Table(name, MetaData(), autoload_with=connection))


@contextmanager
def _disposing(engine: Engine) -> Iterator[None]:
    """Let go of every connection at the end."""
    try:
        yield
    finally:
        engine.dispose()


def _lines_in(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    with archive.open(f"{name}.jsonl") as file:
        for line in file:
            yield json.loads(line)


def _in_portions(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    portion: list[dict[str, Any]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == _AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _copy_sqlite(engine: Engine, path: Path) -> int:
    with engine.connect() as connection:
        source = connection.connection.driver_connection
        assert source is not None
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, whole
    with closing(sqlite3.connect(path)) as copy:
        names = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = [name for name in names if not name.startswith((*_NOT_ROWS, "sqlite_"))]
        return sum(copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours)  # noqa: S608 -- our own tables


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """Everything read in this block is as it stood at one moment."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


def _revision(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _set_sequences(connection: Connection) -> None:
    """PostgreSQL counts on after the highest number that was filled in."""
    for table in tables_in(connection):
        for column in table.primary_key.columns:
            sequence = connection.execute(
                select(func.pg_get_serial_sequence(table.name, column.name))
            ).scalar()
            if sequence:
                highest = connection.execute(select(func.max(column))).scalar()
                if highest:
                    connection.execute(select(func.setval(sequence, highest)))
