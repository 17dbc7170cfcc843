"""The year-end of one bank account or cash box on paper: sums and numbers of accounts, no names, a place to sign."""

from collections.abc import Iterator
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.bookkeeping.year_end import BankSays, YearEnd
from inventory.deposits.papers import House
from inventory.foundation import papers
from inventory.foundation.money import euros
from inventory.wording import say

#: raised with every change of the words
EDITION = "1"


def year_paper(closed: YearEnd, house: House, *, locale: str, printed_on: date, is_over: bool) -> bytes:
    """The statement as PDF on A4, in the language `locale`; while the year is not over, it says so."""
    with force_locale(locale):
        furniture = papers.Furniture(
            house=house.name,
            title=_("Year-end %(year)s", year=closed.year),
            locale=locale,
            footer=house.footer,
            version=_("year-end statement %(number)s", number=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        return papers.paper(furniture, list(_story(closed, locale, printed_on, is_over)))


def _story(closed: YearEnd, locale: str, printed_on: date, is_over: bool) -> Iterator[Flowable]:
    facts = [(_("Account"), closed.named.name), (_("Number in the books"), closed.named.number)]
    if closed.iban:
        facts.insert(1, (_("IBAN"), closed.iban))
    yield papers.facts([*facts, (_("Printed on"), _day(printed_on))])
    if not is_over:
        yield papers.verdict(_("This year is not over. The sums may still change."), tone="note")
    yield papers.heading(_("By our books"))
    rows = [(_("On 1 January"), euros(closed.opening, locale))]
    for flow in closed.flows:
        if flow.money_in:
            rows.append((_("In: %(why)s", why=say(flow.reason)), euros(flow.money_in, locale)))
        if flow.money_out:
            rows.append((_("Out: %(why)s", why=say(flow.reason)), euros(-flow.money_out, locale)))
    yield papers.till(rows, (_("On 31 December"), euros(closed.closing, locale)))
    if closed.iban:
        yield papers.heading(_("By the bank"))
        yield from _bank(closed, closed.bank, locale)
    if closed.counted is not None:
        yield papers.heading(_("Last count"))
        on, cents = closed.counted
        yield papers.facts([(_day(on), euros(cents, locale))])
    yield papers.heading(_("Deposits held"))
    yield papers.facts(
        [
            (_("Loans with a deposit on 31 December"), str(closed.held.loans)),
            (_("Held for them, on all accounts together"), euros(closed.held.cents, locale)),
        ],
        label_width=90,
    )
    yield papers.gap(6)
    yield papers.signatures(
        (_("Drawn up by"), _("name, day and signature"), None),
        (_("Seen by"), _("name, day and signature"), None),
    )


def _bank(closed: YearEnd, bank: BankSays | None, locale: str) -> Iterator[Flowable]:
    if bank is None:
        yield papers.text(_("No statement of this year is here, so the bank's balance is not known."))
        return
    rows = [
        (_("Statement"), bank.statement),
        (_("Balance on %(day)s", day=_day(bank.on)), euros(bank.closing, locale)),
        (_("More than in our books"), euros(closed.difference, locale)),
    ]
    if closed.difference:
        rows += [(words, euros(cents, locale)) for words, cents in parts_of(closed, bank)]
    yield papers.facts(rows, label_width=90)


def parts_of(closed: YearEnd, bank: BankSays) -> list[tuple[str, int]]:
    """What the difference between the bank and our books is made of: words, and cents."""
    rows = [(_("On it before the first statement"), bank.before)]
    rows.append((_("Movements not booked: %(number)s", number=bank.unbooked.number), bank.unbooked.cents))
    rows += [
        (_("Put aside, %(why)s: %(number)s", why=say(why), number=part.number), part.cents)
        for why, part in bank.aside.items()
    ]
    rows.append(
        (_("Booked by us, not shown by the bank: %(number)s", number=bank.unseen.number), bank.unseen.cents)
    )
    rows.append((_("Not explained by these"), closed.unexplained))
    return rows


def _day(on: date) -> str:
    return str(format_date(on, "d MMMM yyyy"))
