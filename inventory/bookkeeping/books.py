"""The accounts as a bookkeeper has them: each bank account and each cash box is one of its own, with a number.

And how they stand: what was on each before a period, what went in and out, what is on it afterwards. Every sum is made
from the lines of the ledger, by the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from inventory.banking.models import BankAccount
from inventory.bookkeeping.models import AccountNumber
from inventory.bookkeeping.numbers_rules import usual_number
from inventory.deposits.ledger import Account
from inventory.deposits.models import LedgerEntry, Posting
from inventory.deposits.till_models import Till
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.wording import say


@dataclass(frozen=True, order=True)
class Book:
    """One account: where it is the bank or cash, also which one."""

    account: Account
    bank_account_id: int | None = None
    till_id: int | None = None

    @property
    def key(self) -> str:
        """As it stands in an address and in a form: `held`, `bank_3`, `till_2`."""
        which = self.bank_account_id or self.till_id
        return f"{self.account}_{which}" if which else self.account.value


@dataclass(frozen=True)
class Named:
    """A book with its number, and what people call it."""

    book: Book
    number: str
    name: str
    #: the usual number, where this digibank chose another
    usual: str


@dataclass(frozen=True)
class Stand:
    """How one book stands over a period, in cents: opening + debit - credit = closing. Plus is what we have."""

    named: Named
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """What is on it after the last day."""
        return self.opening + self.debit - self.credit


class Names:
    """The numbers and names of all books of this digibank, asked once: three statements."""

    def __init__(self) -> None:
        """Ask."""
        chosen = db.session.execute(
            select(
                AccountNumber.account,
                AccountNumber.bank_account_id,
                AccountNumber.till_id,
                AccountNumber.number,
            )
        )
        self._chosen = {Book(account, bank, till): number for account, bank, till, number in chosen}
        banks = db.session.execute(select(BankAccount.id, BankAccount.nickname).order_by(BankAccount.id))
        tills = db.session.execute(select(Till.id, Till.name).order_by(Till.id))
        self._called: dict[Book, str] = {
            **{Book(Account.BANK, bank_account_id=number): name for number, name in banks},
            **{Book(Account.TILL, till_id=number): name for number, name in tills},
        }

    def of(self, book: Book) -> Named:
        """The number and the name of `book`: its own, else that of its kind."""
        usual = usual_number(book.account)
        kind = self._chosen.get(Book(book.account), usual)
        called = self._called.get(book)
        name = f"{say(book.account)}: {called}" if called else say(book.account)
        return Named(book, self._chosen.get(book, kind), name, usual)

    def all(self) -> list[Named]:
        """Every book there is, used or not, by kind."""
        kinds = [Book(account) for account in Account]
        return [self.of(book) for kind in kinds for book in (kind, *self._each(kind.account))]

    def find(self, key: str) -> Book | None:
        """The book with this key; None when there is none here."""
        return next((named.book for named in self.all() if named.book.key == key), None)

    def _each(self, account: Account) -> list[Book]:
        return [book for book in self._called if book.account is account]


def stands(period: Period, names: Names | None = None) -> list[Stand]:
    """Every book on which anything was ever booked, by its number. One statement, and three for the names."""
    names = names or Names()
    amount, is_before = Posting.amount_cents, LedgerEntry.booked_at < period.begin
    query = (
        select(
            Posting.account,
            Posting.bank_account_id,
            Posting.till_id,
            func.sum(case((is_before, amount), else_=0)),
            func.sum(case((~is_before & (amount > 0), amount), else_=0)),
            func.sum(case((~is_before & (amount < 0), -amount), else_=0)),
        )
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(LedgerEntry.booked_at < period.end)
        .group_by(Posting.account, Posting.bank_account_id, Posting.till_id)
    )
    found = [
        Stand(names.of(Book(account, bank, till)), int(opening), int(debit), int(credit))
        for account, bank, till, opening, debit, credit in db.session.execute(query)
    ]
    return sorted(found, key=lambda one: (one.named.number, one.named.name))


def footed(stands: Sequence[Stand]) -> tuple[int, int, int, int]:
    """Opening, debit, credit and closing of all books together; of honest books the first and the last are 0."""
    return (
        sum(one.opening for one in stands),
        sum(one.debit for one in stands),
        sum(one.credit for one in stands),
        sum(one.closing for one in stands),
    )
