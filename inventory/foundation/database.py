"""The database handle, real transactions on SQLite, and column types that refuse what they should not hold.

One set of models on two engines. SQLite runs in WAL with `synchronous=FULL`, so a power cut loses nothing
that was committed; a writing transaction takes its lock at once, so that rules are asked on facts that
cannot change under them.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DDL,
    CheckConstraint,
    Dialect,
    Engine,
    ForeignKeyConstraint,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.types import DateTime, TypeDecorator


class Base(DeclarativeBase):
    """Every table; constraints get names, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    if TYPE_CHECKING:
        __table__: ClassVar[Table]  # every model here has a table, so no lesser FromClause


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})

if TYPE_CHECKING:
    Model = Base  # a checker cannot follow the class that Flask-SQLAlchemy makes of it
else:
    Model = db.Model


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is refused: nobody knows when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database: UTC, and without a zone on SQLite, which has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone is a guess")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database: aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum kept as its text; what is not a member is refused on both sides."""

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        """Remember which words are allowed."""
        super().__init__(40)
        self.enum = enum

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Into the database: the member's text."""
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Out of the database: the member."""
        return None if value is None else self.enum(value)

    def __repr__(self) -> str:
        """As a migration writes it: plain text, for a migration must not change when an enum does."""
        return "sa.String(length=40)"


class Versioned:
    """A row that notices when someone else changed it since it was read."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__dict__.get("version") or cls.version}


def walls(table: str, **things: str) -> tuple[Any, ...]:
    """The constraints that keep a row inside its digibank, even against raw SQL.

    `table` is the row's own table; `things` names each foreign key column and the table it points to.
    """
    constraints: list[Any] = [UniqueConstraint("digibank_id", "id", name=f"uq_{table}_wall")]
    for column, other in things.items():
        constraints.append(
            ForeignKeyConstraint(
                ["digibank_id", column],
                [f"{other}.digibank_id", f"{other}.id"],
                name=f"fk_{table}_{column}_wall",
                # The walk looks back; where a row points ahead (a device to its lot), creation order must not matter.
                use_alter=False,
            )
        )
    return tuple(constraints)


def to_one(target: str, column: str, **options: Any) -> Any:
    """The relationship beside a foreign key: `to_one("Device", "Loan.device_id")`.

    It joins on the id alone: the wall already guards the digibank, and two relationships may not both
    claim to fill `digibank_id`.
    """
    return relationship(target, primaryjoin=f"foreign({column}) == {target}.id", **options)


def one_of(enum: type[StrEnum], column: str) -> CheckConstraint:
    """A check constraint that `column` holds a member of `enum`."""
    members = ", ".join(f"'{member}'" for member in enum)
    return CheckConstraint(f"{column} IN ({members})", name=column)


_SQLITE_APPEND_ONLY = """
CREATE TRIGGER IF NOT EXISTS {table}_never_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$
"""
_POSTGRESQL_APPEND_ONLY = """
CREATE OR REPLACE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION only_grows()
"""


def append_only_sql(table: str, engine: str) -> list[str]:
    """The statements that make the database itself refuse to change or delete a row of `table`."""
    if engine == "sqlite":
        return [_SQLITE_APPEND_ONLY.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]
    return [_POSTGRESQL_FUNCTION, _POSTGRESQL_APPEND_ONLY.format(table=table)]


#: tables of which the database refuses to change a row; migrations read this too
APPEND_ONLY: set[str] = set()


def append_only(table: Table) -> None:
    """From its creation on, `table` only grows."""
    APPEND_ONLY.add(table.name)
    for engine in ("sqlite", "postgresql"):
        for statement in append_only_sql(table.name, engine):
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=engine))


_SQLITE_ONLY_WHILE_OPEN = """
CREATE TRIGGER IF NOT EXISTS {table}_only_while_open BEFORE INSERT ON {table}
WHEN NOT NEW.is_late AND (SELECT closed_at FROM {parent} WHERE id = NEW.{link}) IS NOT NULL
BEGIN SELECT RAISE(ABORT, '{parent} is closed'); END
"""
_POSTGRESQL_ONLY_WHILE_OPEN = (
    """
CREATE OR REPLACE FUNCTION {table}_only_while_open() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT NEW.is_late AND EXISTS (SELECT 1 FROM {parent} WHERE id = NEW.{link} AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION '{parent} is closed';
  END IF;
  RETURN NEW;
END $$
""",
    """
CREATE OR REPLACE TRIGGER {table}_only_while_open BEFORE INSERT ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_only_while_open()
""",
)


def only_while_open_sql(table: str, parent: str, link: str, engine: str) -> list[str]:
    """The statements that make the database refuse a row whose parent is closed, unless it is marked late."""
    names = {"table": table, "parent": parent, "link": link}
    if engine == "sqlite":
        return [_SQLITE_ONLY_WHILE_OPEN.format(**names)]
    return [statement.format(**names) for statement in _POSTGRESQL_ONLY_WHILE_OPEN]


#: (table, its parent, the column that points there): what takes only late rows once the parent is closed
ONLY_WHILE_OPEN: set[tuple[str, str, str]] = set()


def only_while_open(model: type[Base], parent: type[Base], link: str) -> None:
    """From its creation on, `model` takes a row without `is_late` only while its parent's `closed_at` is empty."""
    table, above = model.__table__, parent.__table__.name
    ONLY_WHILE_OPEN.add((table.name, above, link))
    for engine in ("sqlite", "postgresql"):
        for statement in only_while_open_sql(table.name, above, link, engine):
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=engine))


_SQLITE_KEEPS = """
CREATE TRIGGER IF NOT EXISTS {table}_keeps_{column} BEFORE UPDATE OF {column} ON {table}
WHEN OLD.{column} IS NOT NEW.{column}
BEGIN SELECT RAISE(ABORT, '{table} keeps its {column}'); END
"""
_POSTGRESQL_KEEPS = (
    """
CREATE OR REPLACE FUNCTION {table}_keeps_{column}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} keeps its {column}'; END $$
""",
    """
CREATE OR REPLACE TRIGGER {table}_keeps_{column} BEFORE UPDATE OF {column} ON {table}
FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {table}_keeps_{column}()
""",
)


def keeps_sql(table: str, column: str, engine: str) -> list[str]:
    """The statements that make the database refuse another value in `column` of a row that is there."""
    statements = (_SQLITE_KEEPS,) if engine == "sqlite" else _POSTGRESQL_KEEPS
    return [statement.format(table=table, column=column) for statement in statements]


#: (table, column): what stays as it was when the row was made; migrations read this too
KEPT: set[tuple[str, str]] = set()


def keeps(model: type[Base], column: str) -> None:
    """From its creation on, a row of `model` keeps what it got in `column`."""
    table = model.__table__
    KEPT.add((table.name, column))
    for engine in ("sqlite", "postgresql"):
        for statement in keeps_sql(table.name, column, engine):
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=engine))


def stands_beside(model: type[Base], statements: dict[str, list[str]]) -> None:
    """From the creation of `model` on, these rules of its own stand beside it, by engine; a migration has them too."""
    for engine, rules in statements.items():
        for rule in rules:
            event.listen(
                model.__table__,
                "after_create",
                DDL(rule.replace("%", "%%")).execute_if(dialect=engine),
            )


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Make SQLite keep what it promises: foreign keys, WAL, patience, and transactions that we begin."""
    if "sqlite" not in type(connection).__module__:
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=30000",
        "temp_store=MEMORY",
        "cache_size=-16000",
        # What is blanked or deleted is gone from the file as well, not only from its tables.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    """On SQLite a writing transaction takes the lock at once; a reading one does not."""
    if connection.dialect.name == "sqlite":
        if connection.get_execution_options().get("writing"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # To the driver itself, as it waits for nothing: each page would hold a statement's ceremony around it.
            connection.connection.driver_connection.execute("BEGIN")


def ask_one_by_one() -> None:
    """What is asked from here on stands by itself: on PostgreSQL without beginning and ending a transaction around it.

    At PostgreSQL's own isolation (read committed) each question sees what is committed at its own moment, in a
    transaction or not; so this only spares two journeys to the server. A deed is not touched by it: `transaction()`
    lets go of what was read and begins its own. What is fetched row by row (`yield_per`) needs a transaction, so a
    page says itself that it may be answered so: `only_reads` in `web.py`. SQLite costs no journey.
    """
    session = db.session()
    if db.engine.dialect.name == "postgresql" and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
