"""The request to pay a deposit by bank: one sheet with the amount, where it goes, and a QR that fills it all in.

For a borrower it has the first name and the number of the loan; for an organisation that pays for many, one line per
loan by its number, with the short name by which that organisation knows whom it pays for, and nothing more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.banking import epc
from inventory.deposits.papers import House
from inventory.foundation import papers
from inventory.foundation.money import euros

#: raised with every change of the words
EDITION = "1"


@dataclass(frozen=True)
class AskedLoan:
    """One loan on a request: its number, for whom, and what is asked for it."""

    number: str
    name: str
    cents: int


@dataclass(frozen=True)
class RequestFacts:
    """Everything that stands on a request for payment, not yet in any language."""

    house: House
    locale: str
    #: the borrower by first name, or the organisation
    to: str
    #: does an organisation pay?
    by_organisation: bool
    #: exactly as at the bank
    holder_name: str
    #: as written, in fours
    iban: str
    #: as written, +++…+++
    reference: str
    cents: int
    asked_on: date
    due_on: date
    #: the text of the QR
    qr: str
    loans: tuple[AskedLoan, ...]
    #: letter and spoken digits, for a request for one loan
    loan_code: tuple[str, str] | None = None


def request_paper(facts: RequestFacts) -> bytes:
    """The request as PDF on A4, in the language that `facts` names."""
    with force_locale(facts.locale):
        return papers.paper(_furniture(facts), list(_story(facts)))


def _furniture(facts: RequestFacts) -> papers.Furniture:
    single = facts.loan_code is not None
    return papers.Furniture(
        house=facts.house.name,
        title=_("Please pay this deposit") if single else _("Please pay these deposits"),
        locale=facts.locale,
        footer=facts.house.footer,
        version=_("payment request %(number)s", number=EDITION),
        page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        code=facts.loan_code,
        size=12,
    )


def _story(facts: RequestFacts) -> Iterator[Flowable]:
    yield papers.text(_("For %(name)s", name=facts.to), 12, bold=True)
    yield papers.amount(euros(facts.cents, facts.locale))
    yield papers.text(_("Pay by %(day)s.", day=_day(facts.due_on)), 12, bold=True)
    yield papers.beside(
        [
            papers.facts(
                [
                    (_("Account"), facts.iban),
                    (_("Name"), facts.holder_name),
                    (_("Reference"), facts.reference),
                    (_("Amount"), euros(facts.cents, facts.locale)),
                ],
                size=11.5,
                label_width=30,
            ),
            papers.gap(3),
            papers.small(_("Always fill in this reference. By it we know that you paid."), 10),
        ],
        facts.qr,
        _("Scan this with the app of your bank."),
        level=epc.LEVEL,
    )
    if facts.by_organisation:
        yield papers.heading(_("For these loans"))
        yield papers.table(
            [_("Loan"), _("Borrower"), _("Amount")],
            [(one.number, one.name, euros(one.cents, facts.locale)) for one in facts.loans],
            [3, 5, 3],
            size=10,
        )
        yield papers.gap(3)
        yield papers.text(_("A deposit stays yours. What is not kept for damage goes back to you."), 11)
    else:
        back, how = (
            _("You get this money back."),
            _("Bring back the laptop and the charger, and it is yours."),
        )
        yield papers.gap(4)
        yield papers.pictures([("deposit_back", back, how)], size=11)
        yield papers.gap(2)
        yield papers.text(
            _("Is it hard to pay this now? Call us: %(phone)s.", phone=facts.house.phone)
            if facts.house.phone
            else _("Is it hard to pay this now? Come by."),
            11,
        )
    yield papers.small(_("Asked on %(day)s.", day=_day(facts.asked_on)))


def _day(on: date) -> str:
    return str(format_date(on, "d MMMM yyyy"))
