"""How a year closed: of each bank account and each cash box what was on it, what came and went, and what is left.

By the ledger; and beside it what the bank itself says. Where the two differ, the difference is told in parts: what was
there before our statements begin, movements that are not booked, and entries that no movement shows. These are all the
parts there are, so what remains is a statement that is missing; nothing is made to fit.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, select

from inventory.banking.models import Aside, BankAccount, BankMovement, BankStatement, OpenMovement
from inventory.bookkeeping.books import Book, Named, Names
from inventory.deposits.ledger import Account, Reason
from inventory.deposits.models import LedgerEntry, Posting
from inventory.deposits.till_models import Till, TillCount
from inventory.foundation.database import db
from inventory.foundation.period import year_of


@dataclass(frozen=True)
class Flow:
    """What came in and went out for one reason, in cents; a counter-entry is on the other side."""

    reason: Reason
    money_in: int
    money_out: int


@dataclass(frozen=True)
class Part:
    """A part of what the bank has more than the books: so many movements or entries, and their sum in cents."""

    number: int = 0
    cents: int = 0


@dataclass(frozen=True)
class BankSays:
    """What the bank says of an account on the last day that we have of a year, in cents."""

    statement: str
    on: date
    closing: int
    #: what was on it before the first statement that is here
    before: int
    #: movements until then that were not booked when the year ended, or not wholly; nobody put them aside
    unbooked: Part
    #: those that somebody put aside, by why
    aside: dict[Aside, Part]
    #: entries of ours that are about none of these movements; what they brought the bank has less, so with a minus
    unseen: Part

    @property
    def explained(self) -> int:
        """All these parts together."""
        return (
            self.before
            + self.unbooked.cents
            + self.unseen.cents
            + sum(one.cents for one in self.aside.values())
        )


@dataclass(frozen=True)
class Held:
    """Deposits held at the end of the year: for how many loans, and how much in cents."""

    loans: int
    cents: int


@dataclass(frozen=True)
class YearEnd:
    """The year of one bank account or cash box, in cents: opening + what came in - what went out = closing."""

    year: int
    named: Named
    #: of a bank account its IBAN as one writes it; of a cash box nothing
    iban: str
    opening: int
    flows: tuple[Flow, ...]
    #: None: a cash box, or no statement of this year is here
    bank: BankSays | None
    #: of a cash box: the last count of the year, its day and what was there
    counted: tuple[date, int] | None
    held: Held

    @property
    def closing(self) -> int:
        """What the ledger says at the end of the year."""
        return self.opening + sum(flow.money_in - flow.money_out for flow in self.flows)

    @property
    def difference(self) -> int:
        """How much more the bank says than the ledger; 0 where the bank said nothing."""
        return self.bank.closing - self.closing if self.bank is not None else 0

    @property
    def unexplained(self) -> int:
        """What of the difference none of its parts explains: a statement is missing in between."""
        return self.difference - self.bank.explained if self.bank is not None else 0


def of_bank_account(account: BankAccount, year: int) -> YearEnd:
    """The year of a bank account."""
    book = Book(Account.BANK, bank_account_id=account.id)
    opening, flows = _flows(book, year)
    return YearEnd(
        year, Names().of(book), account.spaced, opening, flows, _bank_says(account, year), None, held_at(year)
    )


def of_till(till: Till, year: int) -> YearEnd:
    """The year of a cash box."""
    book = Book(Account.TILL, till_id=till.id)
    opening, flows = _flows(book, year)
    query = select(TillCount).where(
        TillCount.till_id == till.id, TillCount.counted_on <= year_of(year).until,
        TillCount.counted_on >= year_of(year).since,
    )  # fmt: skip
    last = db.session.scalars(query.order_by(TillCount.id.desc()).limit(1)).first()
    counted = (last.counted_on, last.counted_cents) if last is not None else None
    return YearEnd(year, Names().of(book), "", opening, flows, None, counted, held_at(year))


def held_at(year: int) -> Held:
    """What was held when the year ended."""
    of_loans = (
        select(func.sum(-Posting.amount_cents).label("cents"))
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(Posting.account == Account.HELD, LedgerEntry.booked_at < year_of(year).end)
        .group_by(LedgerEntry.loan_id)
        .having(func.sum(Posting.amount_cents) != 0)
        .subquery()
    )
    loans, cents = db.session.execute(
        select(func.count(), func.coalesce(func.sum(of_loans.c.cents), 0)).select_from(of_loans)
    ).one()
    return Held(int(loans), int(cents))


def years_with_books(today: date) -> list[int]:
    """The years of which there is something to close, the newest first; this one always."""
    first = db.session.scalar(select(func.min(LedgerEntry.booked_at)))
    return list(range(today.year, min(first.year if first else today.year, today.year) - 1, -1))


def _flows(book: Book, year: int) -> tuple[int, tuple[Flow, ...]]:
    """What was on `book` before the year, and what came and went in it, by reason."""
    period, amount = year_of(year), Posting.amount_cents
    is_before = LedgerEntry.booked_at < period.begin
    query = (
        select(
            LedgerEntry.reason,
            func.sum(case((is_before, amount), else_=0)),
            func.sum(case((~is_before & (amount > 0), amount), else_=0)),
            func.sum(case((~is_before & (amount < 0), -amount), else_=0)),
        )
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(Posting.account == book.account, LedgerEntry.booked_at < period.end)
        .group_by(LedgerEntry.reason)
    )
    if book.bank_account_id is not None:
        query = query.where(Posting.bank_account_id == book.bank_account_id)
    if book.till_id is not None:
        query = query.where(Posting.till_id == book.till_id)
    found = {row[0]: tuple(int(cents) for cents in row[1:]) for row in db.session.execute(query)}
    flows = tuple(
        Flow(reason, found[reason][1], found[reason][2])
        for reason in Reason
        if reason in found and any(found[reason][1:])
    )
    return sum(cents[0] for cents in found.values()), flows


def _bank_says(account: BankAccount, year: int) -> BankSays | None:
    """What the last statement of the year says; None where none is here."""
    of_account = select(BankStatement).where(BankStatement.account_id == account.id)
    in_order = (BankStatement.year, BankStatement.sequence)
    last = db.session.scalars(
        of_account.where(BankStatement.closing_date.between(year_of(year).since, year_of(year).until))
        .order_by(*(column.desc() for column in in_order))
        .limit(1)
    ).first()
    if last is None:
        return None
    first = db.session.scalars(of_account.order_by(*in_order).limit(1)).one()
    left = _not_booked(account, last, year)
    return BankSays(
        last.full_number,
        last.closing_date,
        last.closing_cents,
        first.opening_cents,
        left.pop(None, Part()),
        {why: left[why] for why in Aside if why in left},
        _not_shown(account, last, year),
    )


def _not_booked(account: BankAccount, last: BankStatement, year: int) -> dict[Aside | None, Part]:
    """Movements until the statement `last` of which something was not booked when the year ended, by why.

    Not what is open today: what is booked in January was open on 31 December.
    """
    booked = (
        select(LedgerEntry.movement_id, func.sum(Posting.amount_cents).label("cents"))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(Posting.bank_account_id == account.id, LedgerEntry.booked_at < year_of(year).end)
        .group_by(LedgerEntry.movement_id)
        .subquery()
    )
    left = BankMovement.amount_cents - func.coalesce(booked.c.cents, 0)
    query = (
        select(OpenMovement.aside, func.count(), func.sum(left))
        .select_from(BankMovement)
        .join(BankStatement, BankStatement.id == BankMovement.statement_id)
        .join(OpenMovement, OpenMovement.movement_id == BankMovement.id)
        .outerjoin(booked, booked.c.movement_id == BankMovement.id)
        .where(_until(account, last), left != 0)
        .group_by(OpenMovement.aside)
    )
    return {why: Part(int(number), int(cents)) for why, number, cents in db.session.execute(query)}


def _not_shown(account: BankAccount, last: BankStatement, year: int) -> Part:
    """Our entries on this account that are about no movement until `last`; their sum with the sign turned."""
    shown = (
        select(BankMovement.id)
        .join(BankStatement, BankStatement.id == BankMovement.statement_id)
        .where(_until(account, last), BankMovement.id == LedgerEntry.movement_id)
    )
    query = (
        select(func.count(), func.coalesce(func.sum(-Posting.amount_cents), 0))
        .select_from(Posting)
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(
            Posting.bank_account_id == account.id, LedgerEntry.booked_at < year_of(year).end, ~shown.exists()
        )
    )
    number, cents = db.session.execute(query).one()
    return Part(int(number), int(cents))


def _until(account: BankAccount, last: BankStatement) -> ColumnElement[bool]:
    """Is this a statement of the account, until `last`?"""
    return (BankStatement.account_id == account.id) & (
        (BankStatement.year < last.year)
        | ((BankStatement.year == last.year) & (BankStatement.sequence <= last.sequence))
    )
