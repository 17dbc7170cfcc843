"""Copies that are written beside a page which only reads: at once, in a transaction of their own.

The page goes on reading what it read, and sees what is kept here only the next time. A copy is never a source, so it
needs no trace, and may be lost: whoever finds it missing makes it again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import OperationalError

from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id

#: milliseconds for which a page, and a job that nobody looks at, wait for whoever writes on SQLite
_OF_A_PAGE, _OF_A_JOB = 100, 30_000


def write_beside(
    model: Any,
    rows: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    fresh: Sequence[str],
    has_time: bool = False,
) -> bool:
    """Write these rows of the digibank we are inside of; where one with this key is, only its `fresh` columns.

    Somebody else may be writing just now: then nothing is kept, and False. Who `has_time` waits for them.
    """
    on_postgresql = db.engine.dialect.name == "postgresql"
    stamped = [{"digibank_id": current_digibank_id(), **row} for row in rows]
    insert = (insert_on_postgresql if on_postgresql else insert_on_sqlite)(model.__table__).values(stamped)
    statement = insert.on_conflict_do_update(
        index_elements=["digibank_id", *key], set_={name: insert.excluded[name] for name in fresh}
    )
    with db.engine.connect().execution_options(writing=True) as connection:
        driver: Any = connection.connection.driver_connection
        if not on_postgresql and not has_time:
            driver.execute(f"PRAGMA busy_timeout={_OF_A_PAGE}")
        try:
            with connection.begin():
                connection.execute(statement)
        except OperationalError:
            return False
        finally:
            if not on_postgresql:
                driver.execute(f"PRAGMA busy_timeout={_OF_A_JOB}")
    return True
