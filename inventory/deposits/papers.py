"""The receipt for a deposit: half a sheet for the borrower, the same half for the cash box.

A large amount, from whom and for which laptop, how it was paid, and the promise in one sentence. First name
and loan number are enough: who finds this paper learns nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import Response
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from inventory.deposits.ledger import DepositWay
from inventory.deposits.refund_rules import DAYS_TO_TRANSFER
from inventory.foundation import papers
from inventory.foundation.money import euros

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "1"


class ReceiptKind(StrEnum):
    """What a receipt is for."""

    #: the deposit came in
    DEPOSIT = "deposit"
    #: money went back outside of a return
    REFUND = "refund"
    #: the laptop came back, with what became of the deposit
    RETURN = "return"


@dataclass(frozen=True)
class House:
    """The digibank as it stands on its papers."""

    name: str
    #: address and phone number in one line
    footer: str
    phone: str = ""


@dataclass(frozen=True)
class ReceiptFacts:
    """Everything that stands on a deposit or refund receipt, not yet in any language."""

    kind: ReceiptKind
    #: year and number, as 2026-0042
    number: str
    house: House
    first_name: str
    #: letter and spoken digits
    loan_code: tuple[str, str]
    device: str
    cents: int
    way: DepositWay
    on: date
    #: who sat at the desk
    by: str
    locale: str
    #: the slip of the card terminal
    slip: str = ""
    #: the borrower's own page
    link: str = ""
    #: the cash box, for coins and notes
    till: str = ""
    #: the end of the account to which it goes by bank: …6769
    account: str = ""
    #: who got the money back signed on the screen, as PNG
    signature: bytes | None = None
    #: who signs for the borrower, as their legal administrator; empty for the borrower
    administrator: str = ""


def receipt(facts: ReceiptFacts) -> bytes:
    """The receipt as PDF, twice on one A4, in the language that `facts` names."""
    with force_locale(facts.locale):
        story = [
            papers.amount(euros(facts.cents, facts.locale)),
            papers.facts(_rows(facts), size=10, label_width=30),
        ]
        if facts.kind is ReceiptKind.DEPOSIT:
            story.append(
                papers.pictures(
                    [
                        (
                            "deposit_back",
                            _("You get this money back."),
                            _("Bring back the laptop and the charger, and it is yours."),
                        )
                    ],
                    size=11,
                )
            )
        if facts.kind is ReceiptKind.REFUND and facts.account:
            story.append(papers.text(by_bank_words(facts.account), 11))
        if facts.kind is ReceiptKind.REFUND and facts.till:
            # Signed on the screen it stands there; else there is room for a pen.
            place = (_("I got this money back"), facts.administrator or facts.first_name, facts.signature)
            story.append(papers.signatures(place, is_low=True))
        return papers.receipt(furniture(facts), story)


def furniture(facts: ReceiptFacts) -> papers.Furniture:
    """What stands around the text; call it with the language already set."""
    titles: dict[ReceiptKind, Callable[[], str]] = {
        ReceiptKind.DEPOSIT: lambda: _("Receipt for your deposit"),
        ReceiptKind.REFUND: lambda: _("Receipt for your refund"),
        ReceiptKind.RETURN: lambda: _("Your laptop is back"),
    }
    return papers.Furniture(
        house=facts.house.name,
        title=titles[facts.kind](),
        locale=facts.locale,
        footer=facts.house.footer,
        version=_("receipt %(number)s", number=facts.number),
        page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        code=facts.loan_code,
        under_code=(_("Receipt"), facts.number),
        qr=facts.link,
        qr_caption=_("My laptop") if facts.link else "",
    )


def _rows(facts: ReceiptFacts) -> list[tuple[str, str]]:
    rows = [
        (_("Paid by") if facts.kind is ReceiptKind.DEPOSIT else _("Paid to"), facts.first_name),
        *([(_("Legal administrator"), facts.administrator)] if facts.administrator else []),
        (_("For"), facts.device),
        (_("How"), " · ".join(filter(None, (way_words(facts.way), facts.till)))),
    ]
    if facts.slip:
        rows.append((_("Slip"), facts.slip))
    rows.append((_("On"), f"{format_date(facts.on, 'd MMMM yyyy')} · {facts.by}"))
    return rows


def by_bank_words(account: str) -> str:
    """The promise to who waits for a transfer, in the language that is set."""
    return _(
        "The money comes by bank transfer on the account ending in %(number)s, within %(days)s days.",
        number=account,
        days=DAYS_TO_TRANSFER,
    )


def way_words(way: DepositWay) -> str:
    """How it was paid, in a word or two."""
    return {
        DepositWay.CASH: _("In cash"),
        DepositWay.CARD: _("By card"),
        DepositWay.TRANSFER: _("By bank transfer"),
        DepositWay.THIRD_PARTY: _("By an organisation"),
        DepositWay.LATER: _("Later"),
        DepositWay.WAIVED: _("Not asked"),
        DepositWay.NONE: _("Not asked"),
    }[way]


def as_response(content: bytes, name: str) -> Response:
    """A paper that opens in the browser and is kept by none."""
    told = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, content_type="application/pdf", headers=told)
