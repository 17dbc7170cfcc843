"""Under which numbers a digibank keeps its books: set by whoever keeps them, with a trace of each."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from inventory.bookkeeping.books import Book, Names
from inventory.bookkeeping.models import AccountNumber
from inventory.bookkeeping.numbers_rules import number_from
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


def set_numbers(actor: Actor, typed: Mapping[Book, str], *, now: datetime) -> int:
    """Give each book the number that was typed; nothing typed is that of its kind, or the usual one again.

    How many changed. WrongNumber at the field that bears the book's key; then none is kept.
    """
    actor.must(Permission.BOOKS_EDIT)
    changed = 0
    with transaction():
        kept = {_book_of(row): row for row in db.session.scalars(select(AccountNumber))}
        names = Names()
        for book, text in typed.items():
            number = number_from(text, field=book.key) if text.strip() else ""
            row, old = kept.get(book), names.of(book).number
            if row is None and number in ("", old):
                continue  # what nobody chose goes on following what is usual
            if row is None:
                row = AccountNumber(
                    account=book.account,
                    bank_account_id=book.bank_account_id,
                    till_id=book.till_id,
                    number=number,
                )
                db.session.add(row)
                db.session.flush()  # its id is the trace's
            elif number == row.number:
                continue
            elif number:
                row.number = number
            record(actor, "bookkeeping.number_set", row, now=now, account=book.key, number=number, was=old)
            if not number:
                db.session.delete(row)
            changed += 1
    return changed


def _book_of(row: AccountNumber) -> Book:
    return Book(row.account, row.bank_account_id, row.till_id)
