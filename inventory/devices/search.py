"""Finding a device by any piece of its words and numbers, in a hundred thousand, in a few milliseconds.

Both engines keep an index of every three characters in a row: SQLite an FTS5 table beside `device`, PostgreSQL
a GIN index over an array. (Its extension pg_trgm does the same, but not every server has it; an array index is
in every PostgreSQL.) Words of one or two characters are looked for row by row.

Fifty devices of a common word are found by walking back from the newest. SQLite's index walks so by itself;
PostgreSQL's gathers all of them first, and its planner takes six threes in a row for a rarity. So there we look
among the newest whether the words are common, and then leave the index out.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    DDL,
    Column,
    Integer,
    Join,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    event,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.tenancy import rows_of

SQL: dict[str, list[str]] = {
    "sqlite": [
        "CREATE VIRTUAL TABLE IF NOT EXISTS device_search USING fts5("
        "search_text, content='device', content_rowid='id', tokenize='trigram', detail='none')",
        "CREATE TRIGGER IF NOT EXISTS device_search_new AFTER INSERT ON device BEGIN "
        "INSERT INTO device_search(rowid, search_text) VALUES (new.id, new.search_text); END",
        "CREATE TRIGGER IF NOT EXISTS device_search_gone AFTER DELETE ON device BEGIN "
        "INSERT INTO device_search(device_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
        "CREATE TRIGGER IF NOT EXISTS device_search_other AFTER UPDATE OF search_text ON device "
        "WHEN old.search_text <> new.search_text BEGIN "
        "INSERT INTO device_search(device_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); "
        "INSERT INTO device_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION trigrams_of(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
        "AS $$ SELECT array_agg(DISTINCT substr(words, at, 3)) FROM generate_series(1, greatest(length(words) - 2, 1)) "
        "AS at $$",
        "CREATE INDEX IF NOT EXISTS ix_device_search ON device USING gin (trigrams_of(search_text))",
    ],
}

for _engine, _statements in SQL.items():
    for _statement in _statements:
        event.listen(
            Device.__table__, "after_create", DDL(_statement.replace("%", "%%")).execute_if(dialect=_engine)
        )


_index = Table("device_search", MetaData(), Column("rowid", Integer, key="id"), Column("search_text", Text))


class _IndexFirst(Join):
    """A join whose left side SQLite must walk first: without the word CROSS it starts with all devices."""

    inherit_cache = True


@compiles(_IndexFirst)
def _cross_join(join: _IndexFirst, compiler: Any, **options: Any) -> str:
    options["asfrom"] = True
    sides = [compiler.process(side, **options) for side in (join.left, join.right)]
    return f"{' CROSS JOIN '.join(sides)} ON {compiler.process(join.onclause, **options)}"


def words_of(asked: str) -> list[str]:
    """The words that are looked for, in small letters; no more than six."""
    return asked.lower().split()[:6]


def _uses_index(asked: str) -> bool:
    return db.engine.dialect.name == "sqlite" and any(len(word) >= 3 for word in words_of(asked))


def order_of(asked: str) -> Any:
    """By what a list of found devices is ordered, newest first: the id, as the index that walks first has it."""
    return _index.c.id if _uses_index(asked) else Device.id


def holding(query: Select[Any], asked: str) -> Select[Any]:
    """`query` over devices, narrowed to those that hold every word of `asked`."""
    words = words_of(asked)
    long = [word for word in words if len(word) >= 3]
    if _uses_index(asked):
        # The trigram index walks in order of id, so fifty of a common word are found at once.
        query = query.select_from(_IndexFirst(_index, Device.__table__, _index.c.id == Device.id))
        for word in long:
            query = query.where(_index.c.search_text.like(f"%{word}%"))
        words = [word for word in words if len(word) < 3 or "%" in word or "_" in word]
    elif long and not _are_common(long):
        for word in long:
            threes = sorted({word[at : at + 3] for at in range(len(word) - 2)})
            query = query.where(func.trigrams_of(Device.search_text).op("@>")(cast(threes, ARRAY(Text))))
    for word in words:
        query = query.where(Device.search_text.contains(word, autoescape=True))
    return query


#: where a word is common, fifty devices that hold it are found among the newest two thousand
_LOOKED_AT, _ARE_MANY = 1000, 25
_NEWEST = (
    select(Device.search_text.label("words")).order_by(Device.id.desc()).limit(_LOOKED_AT).subquery("newest")
)


def _are_common(words: Iterable[str]) -> bool:
    """Do many of the newest devices here hold every one of these words?"""
    held = [_NEWEST.c.words.contains(word, autoescape=True) for word in words]
    [(many,)] = rows_of(select(func.count()).select_from(_NEWEST).where(*held))
    return bool(many >= _ARE_MANY)
