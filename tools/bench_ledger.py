"""What the ledger tells, among ten thousand lines and among a million. `tools/bench.py` calls it.

    python -m tools.bench_ledger                 alone, on SQLite
    python -m tools.bench_ledger postgresql

The lines stand for years of loans that are long over, on cards; what is held now is the same few. The bare figure is
the sum that anyone would ask for: over every line there is.
"""

import statistics
from collections.abc import Iterator
from typing import Any

from tools.bench import Line, alone, analyse, beside

SIZES = (10_000, 1_000_000)
#: loans for which something is held now
_HELD = 20
_MOST = 1.3

_ENTRIES = """
INSERT INTO ledger_entry (digibank_id, loan_id, reason, booked_at)
WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {count})
SELECT {gent}, NULL, 'received', '2020-01-01 00:00:00' FROM many
"""
_LINES = """
INSERT INTO posting (digibank_id, entry_id, account, amount_cents)
SELECT digibank_id, id, '{account}', {cents} FROM ledger_entry WHERE loan_id IS NULL AND id > {after}
"""


def grow(world: Any, have: int, size: int) -> None:
    """Entries of two lines each, until there are `size` lines; the database adds every one to its sums."""
    from inventory.foundation.database import db

    db.session.rollback()
    db.session.connection(execution_options={"writing": True})
    last = db.session.execute(db.text("SELECT coalesce(max(id), 0) FROM ledger_entry")).scalar()
    for statement in (
        _ENTRIES.format(count=(size - have) // 2, gent=world.gent),
        _LINES.format(account="card", cents=1, after=last),
        _LINES.format(account="retained", cents=-1, after=last),
    ):
        db.session.execute(db.text(statement))
    db.session.commit()


def told(world: Any) -> Iterator[Line]:
    """What stands on every account, and for whom something is held, beside the sum over every line."""
    from sqlalchemy import func

    from inventory.deposits import queries
    from inventory.deposits.ledger import Account
    from inventory.deposits.models import LedgerEntry, Posting
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside

    def sums() -> None:
        db.session.expunge_all()
        db.session.execute(
            db.select(Posting.account, func.sum(Posting.amount_cents)).group_by(Posting.account)
        ).all()

    def holdings() -> None:
        db.session.expunge_all()
        db.session.execute(
            db.select(LedgerEntry.loan_id, func.sum(Posting.amount_cents))
            .join(Posting, Posting.entry_id == LedgerEntry.id)
            .where(Posting.account == Account.HELD, LedgerEntry.loan_id.is_not(None))
            .group_by(LedgerEntry.loan_id)
        ).all()

    def balances() -> None:
        db.session.expunge_all()
        queries.balances()

    def held() -> None:
        db.session.expunge_all()
        queries.held_per_loan()

    with inside(world.gent):
        yield beside("what stands on every account", balances, sums, rounds=40, warm=1)
        yield beside("for whom something is held", held, holdings, rounds=40, warm=1)


def ledgers(world: Any, engine: str) -> Iterator[str]:
    """A table for each size, and how much slower the larger is."""
    from inventory.foundation.database import db
    from inventory.foundation.tenancy import inside
    from tests.make import make_loan

    with inside(world.gent):
        for _one in range(_HELD):
            make_loan(world)
    have = 0
    medians: dict[str, list[float]] = {}
    for size in SIZES:
        grow(world, have, size)
        have = size
        analyse(db, engine)
        yield f"\n{engine}, {size:,} lines in the ledger{'':<8}{'median ms':>18}{'p95':>9}   × bare"
        for line in told(world):
            medians.setdefault(line.name, []).append(statistics.median(line.times))
            yield str(line)
    for name, (few, many) in medians.items():
        yield f"  {'grown: ' + name:<44}{many / few:9.2f}×   (at most {_MOST})"


if __name__ == "__main__":
    alone(ledgers)
