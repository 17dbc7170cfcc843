"""Rows as they are: what hangs on a few of them, what a deed changed there, and how to put that back.

For a deed that may turn out to be a mistake and of which no room can say beforehand what it touches (two people who
become one). What hangs on a row is found by the foreign keys of the database itself, so a table that comes later is
seen as well. Everything stays within one digibank.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import LargeBinary, Table, UniqueConstraint, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from inventory.foundation.database import APPEND_ONLY, db
from inventory.foundation.tenancy import current_digibank_id

#: one row by the name of its table and its id; its columns by their name
Row = dict[str, Any]
Rows = dict[str, dict[int, Row]]

#: so far from the row itself something may still hang on it: a person, a seat, a presence
_DEEPEST = 4
#: what says nothing of the thing itself: how often it was changed
_NOT_COMPARED = frozenset({"version"})
#: a column that must be unique is set aside below this while rows change places
_ASIDE = -1_000_000


class CannotPutBack(Exception):
    """Something stands in the place of a row, such as another on its chair."""


@dataclass(frozen=True)
class Change:
    """What a deed did to one row: None before it is new, None after it is gone."""

    table: str
    id: int
    before: Row | None
    after: Row | None


@dataclass(frozen=True)
class Changes:
    """What a deed did to the rows that hang on a few of them."""

    rows: list[Change] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"rows": [[one.table, one.id, _kept(one.before), _kept(one.after)] for one in self.rows]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Changes":
        """As it was kept."""
        return cls(
            [Change(table, id_, _read(before), _read(after)) for table, id_, before, after in kept["rows"]]
        )


def around(root: str, ids: Iterable[int], beside: Mapping[str, str] | None = None) -> Rows:
    """These rows of `root`, everything that hangs on them, and what hangs on that, straight from the database.

    `beside` names tables that point by words and not by a key: {"letter": "thing"} has `thing` and `thing_id`.
    """
    db.session.flush()
    found: Rows = {}
    fresh: dict[str, set[int]] = {root: set(ids)}
    _add(found, root, fresh[root], "id")
    for _depth in range(_DEEPEST):
        fresh = _next(found, fresh)
        if not fresh:
            break
    for table, column in (beside or {}).items():
        for thing, rows in list(found.items()):
            _add_named(found, table, column, thing, set(rows))
    return found


def _next(found: Rows, fresh: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """What points at the rows that were found last, and was not found before."""
    more: dict[str, set[int]] = {}
    for table in db.metadata.tables.values():
        for column, target in _links(table):
            if fresh.get(target):
                new = _add(found, table.name, fresh[target], column)
                more.setdefault(table.name, set()).update(new)
    return {name: ids for name, ids in more.items() if ids}


def _links(table: Table) -> Iterator[tuple[str, str]]:
    """The columns of a digibank's table that point at another one's row, and which."""
    if "digibank_id" not in table.columns or "id" not in table.columns:
        return
    for key in table.foreign_keys:
        if key.column.name == "id" and "digibank_id" in key.column.table.columns:
            yield key.parent.name, key.column.table.name


def _add(found: Rows, name: str, ids: set[int], column: str) -> set[int]:
    table = db.metadata.tables[name]
    return _keep(found, name, table.c[column].in_(sorted(ids)))


def _add_named(found: Rows, name: str, column: str, thing: str, ids: set[int]) -> None:
    table = db.metadata.tables[name]
    _keep(found, name, and_(table.c[column] == thing, table.c[f"{column}_id"].in_(sorted(ids))))


def _keep(found: Rows, name: str, condition: Any) -> set[int]:
    table, known = db.metadata.tables[name], found.setdefault(name, {})
    columns = [one for one in table.columns if not isinstance(one.type, LargeBinary)]
    query = select(*columns).where(table.c.digibank_id == current_digibank_id(), condition)
    new = {row["id"]: dict(row) for row in db.session.execute(query).mappings() if row["id"] not in known}
    known.update(new)
    return set(new)


def changes(before: Rows, after: Rows) -> Changes:
    """What is different; of a row that only changed, the columns that did. Bytes are not looked at."""
    told = []
    for name in sorted({*before, *after}):
        olds, news = before.get(name, {}), after.get(name, {})
        for id_ in sorted({*olds, *news}):
            old, new = olds.get(id_), news.get(id_)
            if old is None or new is None:
                told.append(Change(name, id_, old, new))
                continue
            columns = [one for one in old if one not in _NOT_COMPARED and old[one] != new[one]]
            if columns:
                told.append(
                    Change(name, id_, {one: old[one] for one in columns}, {one: new[one] for one in columns})
                )
    return Changes(told)


def put_back(done: Changes) -> None:
    """Every row as it was before; what someone wrote over since, and what came since, stays.

    Inside the deed that does so. Rows wait for each other: whoever sits on another's chair is moved first.
    """
    deeds = [one for one in done.rows if not (one.before is None and one.table in APPEND_ONLY)]
    for one in deeds:
        _set_aside(one)
    while deeds:
        left = [one for one in deeds if not _is_put_back(one)]
        if len(left) == len(deeds):
            raise CannotPutBack
        deeds = left
    db.session.expire_all()


def _is_put_back(one: Change) -> bool:
    try:
        with db.session.begin_nested():
            _put_back(one)
    except IntegrityError:
        return False
    return True


def _put_back(one: Change) -> None:
    table = db.metadata.tables[one.table]
    mine = and_(table.c.digibank_id == current_digibank_id(), table.c.id == one.id)
    if one.before is None:
        db.session.execute(delete(table).where(mine))
    elif one.after is None:
        db.session.execute(insert(table).values(one.before))
    elif values := _still_so(table, mine, one):
        if "version" in table.columns:
            values["version"] = table.c.version + 1
        db.session.execute(update(table).where(mine).values(values))


def _still_so(table: Table, mine: Any, one: Change) -> Row:
    """The columns that nobody wrote over since, with what they held before."""
    assert one.before is not None
    assert one.after is not None
    now = db.session.execute(select(*(table.c[name] for name in one.after)).where(mine)).mappings().first()
    if now is None:
        return {}
    aside = _aside_of(one)
    return {
        name: value
        for name, value in one.before.items()
        if now[name] == one.after[name] or (name in aside and now[name] == _ASIDE - one.id)
    }


def _aside_of(one: Change) -> set[str]:
    """The columns of a changed row that must be unique, cannot be empty and point at nothing: rows may swap them."""
    if one.before is None or one.after is None:
        return set()
    table = db.metadata.tables[one.table]
    unique = {
        column.name
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1
        for column in constraint.columns
    }
    return {
        name
        for name, value in one.before.items()
        if name in unique and isinstance(value, int) and not table.c[name].nullable
        and not table.c[name].foreign_keys and name != "digibank_id"
    }  # fmt: skip


def _set_aside(one: Change) -> None:
    columns = _aside_of(one)
    if not columns:
        return
    assert one.after is not None
    table = db.metadata.tables[one.table]
    still = [table.c[name] == one.after[name] for name in columns]
    mine = and_(table.c.digibank_id == current_digibank_id(), table.c.id == one.id, *still)
    db.session.execute(update(table).where(mine).values(dict.fromkeys(columns, _ASIDE - one.id)))


def follow(target: str, stays: int, goes: int, done: Changes) -> None:
    """What came since and hangs on a row that went back to `goes` belongs to `goes` as well."""
    moved: dict[str, set[int]] = {}
    for one in done.rows:
        if one.before is None or one.after is None:
            continue
        links = [column for column, other in _links(db.metadata.tables[one.table]) if other == target]
        if any(one.before.get(column) == goes for column in links):
            moved.setdefault(one.table, set()).add(one.id)
    for table in db.metadata.tables.values():
        keys = list(_links(table))
        own = {column for column, other in keys if other == target}
        hangs = [(column, other) for column, other in keys if other in moved and other != target]
        for column in own:
            conditions = [table.c[by].in_(sorted(moved[other])) for by, other in hangs]
            if conditions:
                db.session.execute(
                    update(table)
                    .where(table.c.digibank_id == current_digibank_id(), table.c[column] == stays, or_(*conditions))
                    .values({column: goes})
                )  # fmt: skip
    db.session.expire_all()


# --- as it is kept ---


def _kept(row: Row | None) -> Row | None:
    return None if row is None else {name: _kept_value(value) for name, value in row.items()}


def _kept_value(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return {"json": value} if isinstance(value, dict | list) else value


def _read(row: Row | None) -> Row | None:
    return None if row is None else {name: _read_value(value) for name, value in row.items()}


def _read_value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    (kind, kept) = next(iter(value.items()))
    match kind:
        case "moment":
            return datetime.fromisoformat(kept)
        case "day":
            return date.fromisoformat(kept)
        case "bytes":
            return base64.b64decode(kept)
        case _:
            return kept
