"""Rows that go by the thousand are quick to let go of: whoever points at them is found by an index.

For each row that goes the database looks whether another one still points at it. Without an index it reads the whole
other table for each: twice as many rows take four times as long.
"""

import ast
from pathlib import Path
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from inventory.foundation.database import Base

TOP = Path(__file__).resolve().parents[2]


def _deleted_by_statement() -> set[str]:
    """The tables of which some statement deletes rows."""
    tables = {mapper.class_.__name__: mapper.class_.__tablename__ for mapper in Base.registry.mappers}
    found = set()
    for package in ("inventory", "workshop", "labels"):
        for path in (TOP / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "delete" and node.args:
                    found.add(tables.get(getattr(node.args[0], "id", "")))
    return {table for table in found if table}


def _is_found_by_index(table: Any, columns: set[str]) -> bool:
    ways = [list(index.columns.keys()) for index in table.indexes]
    unique = (PrimaryKeyConstraint, UniqueConstraint)
    ways += [list(one.columns.keys()) for one in table.constraints if isinstance(one, unique)]
    return any(set(way[: len(columns)]) == columns for way in ways)


def test_who_points_at_rows_that_go_is_found_by_an_index() -> None:
    deleted = _deleted_by_statement()
    assert {"listed_person", "borrower", "service_contact"} <= deleted, (
        "nothing is found: this proves nothing"
    )
    slow = [
        f"{table.name} ({', '.join(key.column_keys)}) points at {key.referred_table.name}, which goes in bulk"
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name in deleted and not _is_found_by_index(table, set(key.column_keys))
    ]
    assert not slow, "\n".join(slow)
