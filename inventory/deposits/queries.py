"""What is held, for whom, on which account; and whether the books add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased, selectinload

from inventory.deposits.ledger import Account
from inventory.deposits.models import Deposit, EntryNote, LedgerEntry, Posting, Receipt
from inventory.deposits.papers import House
from inventory.deposits.sums import AccountBalance
from inventory.digibank.models import Digibank
from inventory.digibank.numbers import get_by_code
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id


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


def house() -> House:
    """The digibank we are inside of, as it stands on its papers."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    where = " ".join(part for part in (ours.postcode, ours.municipality) if part)
    parts = (ours.name, ", ".join(part for part in (ours.street, where) if part), ours.phone)
    return House(ours.name, " · ".join(part for part in parts if part), ours.phone)


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


def seen_of(brought: LedgerEntry) -> int:
    """What statements of the bank show of cash that was brought there or fetched, in cents; undone shows nothing."""
    return int(
        db.session.scalar(db.select(seen_cents(LedgerEntry.id)).where(LedgerEntry.id == brought.id)) or 0
    )


def seen_cents(entry_id: Any) -> Any:
    """The same as a column of a question about entries."""
    seen, line = aliased(LedgerEntry), aliased(Posting)
    return (
        db.select(func.sum(line.amount_cents))
        .join(seen, line.entry_id == seen.id)
        .where(seen.settles_id == entry_id, line.account == Account.IN_TRANSIT)
        .correlate(LedgerEntry)
        .scalar_subquery()
    )


def notes_of(entries: Sequence[LedgerEntry]) -> dict[int, str]:
    """What was said with these entries, by their id."""
    ids = [entry.id for entry in entries]
    rows = db.session.execute(
        db.select(EntryNote.entry_id, EntryNote.text).where(EntryNote.entry_id.in_(ids))
    )
    return {row.entry_id: row.text for row in rows}


def balances() -> dict[Account, int]:
    """What stands on each account of this digibank, in cents; zero where nothing does."""
    rows = db.session.execute(db.select(AccountBalance.account, AccountBalance.balance_cents))
    return dict.fromkeys(Account, 0) | {row.account: row.balance_cents for row in rows}


def hold_balance(account: Account) -> int:
    """What stands on `account`, in cents; others who book on it wait until the transaction ends."""
    query = db.select(AccountBalance.balance_cents).where(AccountBalance.account == account)
    return db.session.scalar(query.with_for_update()) or 0


def held_per_loan(limit: int = 200) -> list[Held]:
    """The loans for which something is held, oldest first."""
    loans = LedgerEntry.loan.property.mapper.class_
    query = db.select(loans, Deposit.held_cents).join(Deposit, Deposit.loan_id == loans.id)
    query = query.where(Deposit.held_cents != 0).options(selectinload(loans.borrower))
    return [Held(loan, cents) for loan, cents in db.session.execute(query.order_by(loans.id).limit(limit))]


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


def wrong_balances() -> list[tuple[Account, int, int]]:
    """Accounts whose kept sum is not that of their lines: (account, kept, summed anew), in cents."""
    summed = db.session.execute(
        db.select(Posting.account, func.sum(Posting.amount_cents)).group_by(Posting.account)
    )
    anew = dict.fromkeys(Account, 0) | {account: int(cents) for account, cents in summed}
    return [(account, kept, anew[account]) for account, kept in balances().items() if kept != anew[account]]


def wrong_holdings(account: Account = Account.HELD) -> list[tuple[Any, int, int]]:
    """Loans of which the kept sum is not that of their lines: (loan, kept, summed anew), in cents.

    Of what is held, or with SURPLUS of what was paid too much.
    """
    loans = LedgerEntry.loan.property.mapper.class_
    sums = (
        db.select(LedgerEntry.loan_id.label("loan_id"), (-func.sum(Posting.amount_cents)).label("cents"))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(Posting.account == account, LedgerEntry.loan_id.is_not(None))
        .group_by(LedgerEntry.loan_id)
        .subquery()
    )
    beside = Deposit.surplus_cents if account is Account.SURPLUS else Deposit.held_cents
    kept, anew = func.coalesce(beside, 0), func.coalesce(sums.c.cents, 0)
    query = (
        db.select(loans, kept, anew)
        .outerjoin(Deposit, Deposit.loan_id == loans.id)
        .outerjoin(sums, sums.c.loan_id == loans.id)
        .where(kept != anew)
        .order_by(loans.id)
    )
    return [(loan, int(owed), int(cents)) for loan, owed, cents in db.session.execute(query)]


def gaps_in_receipts() -> list[tuple[int, int, int]]:
    """Years in which the receipt numbers are not 1 to n: (year, how many there are, the highest number)."""
    query = db.select(Receipt.year, func.count(), func.max(Receipt.number)).group_by(Receipt.year)
    return [(year, count, highest) for year, count, highest in db.session.execute(query) if count != highest]
