"""Which part of the books an address asks for. What cannot be read is told in a sentence; what was typed stays."""

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _

from inventory.bookkeeping.books import Names
from inventory.bookkeeping.journal import Wanted
from inventory.deposits.ledger import Reason
from inventory.deposits.queries import get_loan
from inventory.foundation.asked_period import AskedPeriod, asked_period
from inventory.foundation.refusal import Refusal


@dataclass
class Asked(AskedPeriod):
    """What was typed in the filters of the journal."""

    book: str = ""
    loan: str = ""
    reason: str = ""


def asked_journal(today: date, names: Names) -> tuple[Wanted, Asked]:
    """What the address wants of the journal."""
    asked = Asked(**vars(asked_period(today)))
    asked.book, asked.loan, asked.reason = (
        request.args.get(name, "").strip()[:40] for name in ("book", "loan", "reason")
    )
    book = names.find(asked.book) if asked.book else None
    if asked.book and book is None:
        asked.problems.append(_("There is no such account here. Choose one from the list."))
    loan = None
    if asked.loan:
        try:
            loan = get_loan(asked.loan)
        except Refusal:
            asked.problems.append(_("There is no loan with this number here. Look at the number once more."))
    reason = Reason(asked.reason) if asked.reason in set(Reason) else None
    if asked.reason and reason is None:
        asked.problems.append(_("There is no such kind of entry. Choose one from the list."))
    return Wanted(asked.period, book, loan, reason), asked
