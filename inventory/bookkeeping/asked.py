"""Which part of the books an address asks for. What cannot be read is told in a sentence; what was typed stays."""

from dataclasses import dataclass, field
from datetime import date

from flask import request
from flask_babel import gettext as _

from inventory.bookkeeping.books import Names
from inventory.bookkeeping.journal import Wanted
from inventory.bookkeeping.period import Period, year_of
from inventory.deposits.ledger import Reason
from inventory.deposits.queries import get_loan
from inventory.foundation.refusal import Refusal


@dataclass
class Asked:
    """What was typed in the filters, what it means, and what of it cannot be."""

    period: Period
    since: str
    until: str
    book: str = ""
    loan: str = ""
    reason: str = ""
    problems: list[str] = field(default_factory=list)


def asked_period(today: date, usual: Period | None = None) -> Asked:
    """The period in the address; without one, this year (or the `usual` one)."""
    usual = usual or year_of(today.year)
    since, until = (request.args.get(name, "").strip()[:20] for name in ("since", "until"))
    asked = Asked(usual, since or usual.since.isoformat(), until or usual.until.isoformat())
    try:
        period = Period(date.fromisoformat(asked.since), date.fromisoformat(asked.until))
    except ValueError:
        asked.problems.append(_("This is not a day. Type it like this: 31/12/2026."))
        return asked
    if period.is_in_order:
        asked.period = period
    else:
        asked.problems.append(
            _("The first day comes after the last one, or is too long ago. Choose other days.")
        )
    return asked


def asked_journal(today: date, names: Names) -> tuple[Wanted, Asked]:
    """What the address wants of the journal."""
    asked = asked_period(today)
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
