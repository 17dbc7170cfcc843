"""What is held, for whom, on which account; and whether the books add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import selectinload

from inventory.deposits.ledger import Account
from inventory.deposits.models import Deposit, EntryNote, LedgerEntry, Posting, Receipt
from inventory.digibank.numbers import get_by_code
from inventory.foundation.database import db


@dataclass(frozen=True)
class Held:
    """What is held for one loan, in cents."""

    loan: Any
    cents: int


def get_loan(code: str) -> Any:
    """The loan with this code in our digibank; NotHere otherwise.

    Lending is ahead on the walk, so its table is asked for by the name that a ledger entry knows.
    """
    return get_by_code(LedgerEntry.loan.property.mapper.class_, code)


def entries_of(loan: Any, *, locked: bool = False) -> Sequence[LedgerEntry]:
    """Every entry of `loan`, oldest first. `locked` makes others who want to book for it wait their turn."""
    if locked:
        db.session.execute(db.select(Deposit.id).where(Deposit.loan_id == loan.id).with_for_update()).first()
    query = db.select(LedgerEntry).where(LedgerEntry.loan_id == loan.id).order_by(LedgerEntry.id)
    return db.session.scalars(query).all()


def deposit_of(loan: Any) -> Deposit | None:
    """What was agreed about the deposit of `loan`."""
    return db.session.scalar(db.select(Deposit).where(Deposit.loan_id == loan.id))


def receipts_of(loan: Any) -> Sequence[Receipt]:
    """Every receipt of `loan`, oldest first."""
    return db.session.scalars(db.select(Receipt).where(Receipt.loan_id == loan.id).order_by(Receipt.id)).all()


def notes_of(entries: Sequence[LedgerEntry]) -> dict[int, str]:
    """What was said with these entries, by their id."""
    ids = [entry.id for entry in entries]
    rows = db.session.execute(
        db.select(EntryNote.entry_id, EntryNote.text).where(EntryNote.entry_id.in_(ids))
    )
    return {row.entry_id: row.text for row in rows}


def balances() -> dict[Account, int]:
    """What stands on each account of this digibank, in cents; zero where nothing does."""
    rows = db.session.execute(
        db.select(Posting.account, func.sum(Posting.amount_cents)).group_by(Posting.account)
    )
    return dict.fromkeys(Account, 0) | {account: int(cents) for account, cents in rows}


def held_per_loan(limit: int = 200) -> list[Held]:
    """The loans for which something is held, oldest first."""
    loans = LedgerEntry.loan.property.mapper.class_
    held = -func.sum(Posting.amount_cents)
    sums = (
        db.select(LedgerEntry.loan_id.label("loan_id"), held.label("cents"))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(Posting.account == Account.HELD, LedgerEntry.loan_id.is_not(None))
        .group_by(LedgerEntry.loan_id)
        .having(held != 0)
        .subquery()
    )
    query = db.select(loans, sums.c.cents).join(sums, sums.c.loan_id == loans.id)
    query = query.options(selectinload(loans.borrower))
    return [
        Held(loan, int(cents)) for loan, cents in db.session.execute(query.order_by(loans.id).limit(limit))
    ]


def unbalanced_entries() -> list[int]:
    """The entries of this digibank whose lines do not cancel out; empty is what an honest book gives."""
    query = (
        db.select(LedgerEntry.id)
        .outerjoin(Posting, Posting.entry_id == LedgerEntry.id)
        .group_by(LedgerEntry.id)
        .having((func.coalesce(func.sum(Posting.amount_cents), 1) != 0) | (func.count(Posting.id) < 2))
        .order_by(LedgerEntry.id)
    )
    return list(db.session.scalars(query))


def overdrawn_loans() -> list[int]:
    """The loans for which more left than came in; empty is what an honest book gives."""
    query = (
        db.select(LedgerEntry.loan_id)
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(Posting.account == Account.HELD, LedgerEntry.loan_id.is_not(None))
        .group_by(LedgerEntry.loan_id)
        .having(func.sum(Posting.amount_cents) > 0)
        .order_by(LedgerEntry.loan_id)
    )
    return [loan_id for loan_id in db.session.scalars(query) if loan_id is not None]


def gaps_in_receipts() -> list[tuple[int, int, int]]:
    """Years in which the receipt numbers are not 1 to n: (year, how many there are, the highest number)."""
    query = db.select(Receipt.year, func.count(), func.max(Receipt.number)).group_by(Receipt.year)
    return [(year, count, highest) for year, count, highest in db.session.execute(query) if count != highest]
