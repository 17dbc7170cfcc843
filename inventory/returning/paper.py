"""The return receipt: five lines with what was seen, the deposit as a till ticket, and how to disagree."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.deposits.papers import ReceiptFacts, by_bank_words, furniture
from inventory.foundation import papers
from inventory.foundation.money import euros
from inventory.lending.rules import DAYS_TO_DISAGREE
from inventory.returning.rules import Check, Choice, Finding, Settlement
from inventory.wording import say


@dataclass(frozen=True)
class ReturnFacts:
    """Everything that stands on a return receipt, not yet in any language."""

    #: number, house, names and language, as on every receipt
    receipt: ReceiptFacts
    findings: dict[Check, Finding]
    settlement: Settlement
    #: what the deposit was when it came in
    paid_cents: int
    #: the organisation that paid, to whom the money goes back; empty for the borrower
    payer: str
    #: the checks that were made: extras only when there were any
    checks: tuple[Check, ...]


def return_receipt(facts: ReturnFacts) -> bytes:
    """The receipt as PDF, twice on one A4, in the language that `facts` names."""
    with force_locale(facts.receipt.locale):
        on = facts.receipt.on
        intro = _(
            "%(name)s brought back %(device)s on %(day)s.",
            name=facts.receipt.first_name,
            device=facts.receipt.device,
            day=_day(on),
        )
        story = [
            papers.text(intro, 10),
            *_for_whom(facts.receipt),
            papers.text(_seen(facts), 10),
            papers.till(_lines(facts), _total(facts), size=10),
            *_signing(facts),
            papers.small(_closing(facts, on)),
        ]
        return papers.receipt(furniture(facts.receipt), story)


def _for_whom(receipt: ReceiptFacts) -> list[Flowable]:
    """Who signs for the borrower, named where there is one."""
    if not receipt.administrator:
        return []
    return [papers.text(_("Legal administrator: %(name)s", name=receipt.administrator), 10)]


def _seen(facts: ReturnFacts) -> str:
    """✓ or – before each check, so that it can be read in black and white."""
    marks = {Finding.FINE: "✓", Finding.WORN: "✓"}
    parts = [
        f"{marks.get(facts.findings[check], '–')} {say(check)}: {say(facts.findings[check])}"
        for check in facts.checks
    ]
    return "\n".join(parts)


def _lines(facts: ReturnFacts) -> list[tuple[str, str]]:
    locale = facts.receipt.locale
    if not facts.paid_cents:
        return [(_("No deposit was paid"), euros(0, locale))]
    lines = [(_("Deposit paid"), euros(facts.paid_cents, locale))]
    for deduction in facts.settlement.deductions:
        what = f"{say(deduction.check)}: {say(deduction.finding)}"
        if deduction.choice is Choice.LATER:
            lines.append(
                (_("%(what)s. You bring it later.", what=what), _minus(deduction.waiting_cents, locale))
            )
        else:
            lines.append((what, _minus(deduction.kept_cents, locale)))
    return lines


def _total(facts: ReturnFacts) -> tuple[str, str]:
    if facts.payer:
        label = _("Back to %(name)s", name=facts.payer)
        return label, euros(facts.settlement.refund_cents, facts.receipt.locale)
    return _("Back to you"), euros(facts.settlement.refund_cents, facts.receipt.locale)


def _signing(facts: ReturnFacts) -> list[Any]:
    """Where whoever got the money back signs with a pen, or when it comes by bank; else nothing."""
    if facts.receipt.account and not facts.payer:
        return [papers.text(by_bank_words(facts.receipt.account), 10)]
    if not facts.receipt.till:
        return []
    words = _("In cash, from %(till)s. Signature of who got it back:", till=facts.receipt.till)
    return [papers.text(f"{words} ______________________", 10)]


def _closing(facts: ReturnFacts, on: date) -> str:
    sentences = [_("Your files are wiped.")]
    if facts.settlement.kept_cents or facts.settlement.waiting_cents:
        sentences.append(
            _(
                "Do you not agree? Call %(phone)s or come by before %(day)s.",
                phone=facts.receipt.house.phone,
                day=_day(on + timedelta(days=DAYS_TO_DISAGREE)),
            )
        )
    sentences.append(_("Need help with something digital? The digipunt near you is free."))
    return " ".join(sentences)


def _minus(cents: int, locale: str) -> str:
    return f"− {euros(cents, locale)}" if cents else euros(0, locale)


def _day(day: date) -> str:
    return format_date(day, "d MMMM yyyy")
