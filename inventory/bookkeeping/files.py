"""The books as files for a bookkeeper: the journal, how each account stands, what is held, and what nobody fetched.

Amounts are numbers, days are days, and a borrower is the number of a loan.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _

from inventory.bookkeeping import ageing, held, journal
from inventory.bookkeeping.books import stands
from inventory.bookkeeping.shown import payer_words, place_words, tariff_words
from inventory.deposits.ledger import Reason
from inventory.foundation.money import Cents
from inventory.foundation.period import Period
from inventory.foundation.sheets import Sheet
from inventory.wording import say


def journal_sheets(wanted: journal.Wanted) -> list[Sheet]:
    """The journal, and how each account stands over the same period: debit is credit, and opening leads to closing."""
    return [
        Sheet(
            _("Ledger journal"),
            [
                _("Entry"), _("Day"), _("What"), _("Loan"), _("Document"), _("Number"), _("Account"), _("Debit"),
                _("Credit"), _("Undoes entry"),
            ],
            _journal_rows(wanted),
        ),
        stands_sheet(wanted.period),
    ]  # fmt: skip


def stands_sheet(period: Period) -> Sheet:
    """How each account stands over a period."""
    headings = [_("Number"), _("Account"), _("Opening"), _("Debit"), _("Credit"), _("Closing")]
    return Sheet(_("Accounts"), headings, _stands_rows(period))


def held_sheet() -> Sheet:
    """What is held now, a loan on each row."""
    headings = [
        _("Loan"), _("Tariff"), _("Lent at"), _("Paid by"), _("Lent on"), _("Over on"), _("Amount"),
    ]  # fmt: skip
    return Sheet(_("Held now"), headings, _held_rows())


def unclaimed_sheet(today: date) -> Sheet:
    """What is held although the loan is over, a loan on each row."""
    headings = [
        _("Loan"), _("Over on"), _("How long"), _("Amount"), _("Last step"), _("On"), _("What came of it"),
        _("Next step"), _("From"),
    ]  # fmt: skip
    return Sheet(_("Unclaimed deposits"), headings, _unclaimed_rows(today))


def _journal_rows(wanted: journal.Wanted) -> Iterator[list[Any]]:
    words = {reason: say(reason) for reason in Reason}
    for entry in journal.every(wanted):
        documents = " ".join(entry.documents)
        for line in entry.lines:
            yield [
                entry.id, entry.booked_at, words[entry.reason], entry.loan, documents, line.named.number,
                line.named.name, _or_nothing(line.debit), _or_nothing(line.credit), entry.corrects_id,
            ]  # fmt: skip


def _or_nothing(cents: int) -> Cents | None:
    return Cents(cents) if cents else None


def _stands_rows(period: Period) -> Iterator[list[Any]]:
    for one in stands(period):
        amounts = (one.opening, one.debit, one.credit, one.closing)
        yield [one.named.number, one.named.name, *(Cents(cents) for cents in amounts)]


def _held_rows() -> Iterator[list[Any]]:
    for one in held.held_loans():
        yield [
            one.loan, tariff_words(one.tariff), place_words(one.place), payer_words(one.payer), one.started_on,
            one.over_on, Cents(one.cents),
        ]  # fmt: skip


def _unclaimed_rows(today: date) -> Iterator[list[Any]]:
    for one in ageing.every(today=today):
        last = one.done[-1] if one.done else None
        yield [
            one.loan, one.over_on, say(one.age), Cents(one.cents), say(last.step) if last else None,
            last.done_on if last else None, say(last.outcome) if last else None,
            say(one.next.step) if one.next else None, one.next.due_on if one.next else None,
        ]  # fmt: skip
