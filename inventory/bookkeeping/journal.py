"""The journal: every entry of the ledger with its lines, as a bookkeeper reads it.

Codes only: a loan has a number here and no name, for whoever keeps the books needs none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, select, tuple_

from inventory.banking.models import BankMovement, BankStatement
from inventory.banking.ogm import printed
from inventory.bookkeeping.books import Book, Named, Names
from inventory.codes import Code
from inventory.deposits.ledger import Reason
from inventory.deposits.models import LedgerEntry, PaymentRequest, Posting, Receipt
from inventory.foundation.database import db
from inventory.foundation.listing import Shelf, shelf
from inventory.foundation.period import Period
from inventory.lending.models import Loan

#: entries that are read at once for a file
_CHUNK = 1000


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the journal; without a book, a loan or a reason: everything of the period."""

    period: Period
    #: the entries with a line on it, whole
    book: Book | None = None
    loan: Loan | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Line:
    """One line: an amount in cents on one side, nothing on the other."""

    named: Named
    debit: int
    credit: int


@dataclass(frozen=True)
class Written:
    """One entry as it stands in the journal."""

    id: int
    booked_at: datetime
    reason: Reason
    #: the number of the loan, or nothing
    loan: str
    #: receipt, slip, bank statement and payment request by their numbers
    documents: tuple[str, ...]
    #: the entry that this one undoes
    corrects_id: int | None
    lines: tuple[Line, ...]


#: what is asked of an entry: columns, for a year of them is read, and nothing of it is changed
_COLUMNS = (
    LedgerEntry.id,
    LedgerEntry.booked_at,
    LedgerEntry.reason,
    LedgerEntry.loan_id,
    LedgerEntry.slip,
    LedgerEntry.request_id,
    LedgerEntry.movement_id,
    LedgerEntry.corrects_id,
)


def entries(wanted: Wanted) -> Select[Any]:
    """The entries that are wanted, as a question for columns without an order."""
    query: Select[Any] = select(*_COLUMNS).where(  # type: ignore[assignment]  # any columns
        LedgerEntry.booked_at >= wanted.period.begin, LedgerEntry.booked_at < wanted.period.end
    )
    if wanted.loan is not None:
        query = query.where(LedgerEntry.loan_id == wanted.loan.id)
    if wanted.reason is not None:
        query = query.where(LedgerEntry.reason == wanted.reason)
    if wanted.book is not None:
        line = select(Posting.id).where(
            Posting.entry_id == LedgerEntry.id, Posting.account == wanted.book.account
        )
        if wanted.book.bank_account_id is not None:
            line = line.where(Posting.bank_account_id == wanted.book.bank_account_id)
        if wanted.book.till_id is not None:
            line = line.where(Posting.till_id == wanted.book.till_id)
        query = query.where(exists(line))
    return query


def page_of(wanted: Wanted, names: Names) -> Shelf:
    """The page of the journal that the request asks for, the newest entry first; its rows are `Written`."""
    found = shelf(entries(wanted), LedgerEntry.booked_at, LedgerEntry.id, descending=True, scalars=False)
    return replace(found, rows=_written(found.rows, names))


def every(wanted: Wanted) -> Iterator[Written]:
    """Every wanted entry, the oldest first, in the memory of a thousand.

    What is booked while this runs comes with the next file: the books as they stood at its beginning are told.
    """
    names = Names()
    place = tuple_(LedgerEntry.booked_at, LedgerEntry.id)
    # In the order of an index that begins with the day: by number, each thousand would look through all days anew.
    query = entries(wanted).order_by(LedgerEntry.booked_at, LedgerEntry.id).limit(_CHUNK)
    newest = db.session.scalar(select(func.max(LedgerEntry.id))) or 0
    query = query.where(LedgerEntry.id <= newest)
    rows = db.session.execute(query).all()
    while rows:
        yield from _written(rows, names)
        last = (rows[-1].booked_at, rows[-1].id)
        rows = db.session.execute(query.where(place > tuple_(*last))).all()


def totals(wanted: Wanted) -> tuple[int, int, int]:
    """How many entries are wanted, and what their lines come to in cents: debit, and credit."""
    ids = entries(wanted).with_only_columns(LedgerEntry.id).subquery()
    amount = Posting.amount_cents
    query = select(
        func.count(func.distinct(Posting.entry_id)),
        func.coalesce(func.sum(case((amount > 0, amount), else_=0)), 0),
        func.coalesce(func.sum(case((amount < 0, -amount), else_=0)), 0),
    ).join(ids, ids.c.id == Posting.entry_id)
    count, debit, credit = db.session.execute(query).one()
    return int(count), int(debit), int(credit)


def _written(rows: Sequence[Any], names: Names) -> list[Written]:
    """These entries with everything that stands beside them: five statements, however many there are."""
    ids = [row.id for row in rows]
    lines = _lines(ids, names)
    loans = _loans({row.loan_id for row in rows if row.loan_id is not None})
    documents = _documents(rows, ids)
    return [
        Written(
            row.id,
            row.booked_at,
            row.reason,
            loans.get(row.loan_id or 0, ""),
            tuple(documents[row.id]),
            row.corrects_id,
            tuple(lines[row.id]),
        )
        for row in rows
    ]


def _lines(ids: Sequence[int], names: Names) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = {number: [] for number in ids}
    query = select(
        Posting.entry_id, Posting.account, Posting.bank_account_id, Posting.till_id, Posting.amount_cents
    )
    found = db.session.execute(query.where(Posting.entry_id.in_(ids)).order_by(Posting.id))
    known: dict[Book, Named] = {}
    for entry_id, account, bank, till, cents in found:
        book = Book(account, bank, till)
        named = known.get(book) or known.setdefault(book, names.of(book))
        lines[entry_id].append(Line(named, max(cents, 0), max(-cents, 0)))
    return lines


def _loans(ids: set[int]) -> dict[int, str]:
    """The numbers of these loans, by their id; who borrowed is not asked for."""
    found = db.session.execute(select(Loan.id, Loan.code_serial).where(Loan.id.in_(ids)))
    return {number: str(Code(Loan.letter, serial)) for number, serial in found}


def _documents(rows: Sequence[Any], ids: Sequence[int]) -> dict[int, list[str]]:
    """By which papers each entry can be found again."""
    told: dict[int, list[str]] = {row.id: [row.slip] if row.slip else [] for row in rows}
    receipts = select(Receipt.entry_id, Receipt.year, Receipt.number).where(Receipt.entry_id.in_(ids))
    for entry_id, year, number in db.session.execute(receipts.order_by(Receipt.id)):
        if entry_id is not None:
            told[entry_id].append(f"{year}-{number:04d}")
    asked = {row.request_id for row in rows if row.request_id is not None}
    requests = select(PaymentRequest.id, PaymentRequest.reference).where(PaymentRequest.id.in_(asked))
    references = {number: printed(reference) for number, reference in db.session.execute(requests)}
    seen = _statements({row.movement_id for row in rows if row.movement_id is not None})
    for row in rows:
        if row.movement_id is not None:
            told[row.id].append(seen[row.movement_id])
        if row.request_id is not None:
            told[row.id].append(references[row.request_id])
    return told


def _statements(ids: set[int]) -> dict[int, str]:
    """On which statement of the bank these movements are, as 2026-048/12."""
    query = select(BankMovement.id, BankMovement.number, BankStatement.year, BankStatement.sequence)
    found = db.session.execute(
        query.join(BankStatement, BankStatement.id == BankMovement.statement_id).where(
            BankMovement.id.in_(ids)
        )
    )
    return {movement: f"{year}-{sequence:03d}/{number}" for movement, number, year, sequence in found}
