"""Two short papers of a running loan: another laptop in the place of the first, and a laptop that stays for good.

Both hold what the agreement does not: which laptop it is now, or that it is no longer ours. The sentences are
plain, and a laptop that is given away comes without a value, as it came without one when it was lent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.deposits.papers import House
from inventory.foundation import papers
from inventory.lending.rules import ChargerAtSwap
from inventory.wording import say

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "3"
_SIZE = 12


@dataclass(frozen=True)
class DepositHeld:
    """What a paper may promise of the deposit: is any held, and who paid it; empty for the borrower."""

    is_held: bool = False
    payer: str = ""


@dataclass(frozen=True)
class SlipFacts:
    """What stands on either paper, not yet in any language but for names."""

    house: House
    locale: str
    #: letter and spoken digits
    loan_code: tuple[str, str]
    full_name: str
    #: the laptop that it is about from now on: its name, and T 041 825
    device: str
    device_code: str
    serial: str
    on: date
    #: who of the digibank was there
    witness: str
    deposit: DepositHeld
    #: who signs for the borrower, as on the agreement; empty for the borrower
    administrator: str = ""
    #: the borrower's own page; empty when the loan has ended with this paper
    link: str = ""
    #: the laptop that went back; empty when none did
    before: str = ""
    before_code: str = ""
    #: what became of the charger; None when none went along
    charger: ChargerAtSwap | None = None


def swap_slip(facts: SlipFacts) -> bytes:
    """Another laptop for the same loan, as PDF in the language of `facts`; the same facts give the same bytes."""
    with force_locale(facts.locale):
        return _paper(facts, _("I got another laptop"), list(_swapped(facts)))


def title_paper(facts: SlipFacts) -> bytes:
    """The laptop is the borrower's now, as PDF in the language of `facts`; the same facts give the same bytes."""
    with force_locale(facts.locale):
        return _paper(facts, _("The laptop is mine now"), list(_given(facts)))


def _paper(facts: SlipFacts, title: str, story: list[Flowable]) -> bytes:
    furniture = papers.Furniture(
        house=facts.house.name,
        title=title,
        locale=facts.locale,
        footer=facts.house.footer,
        version=_("loan slip %(edition)s", edition=EDITION),
        page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        code=facts.loan_code,
        qr=facts.link,
        qr_caption=_("My loan") if facts.link else "",
        size=_SIZE,
    )
    return papers.paper(furniture, [*story, *_signed(facts)])


def _swapped(facts: SlipFacts) -> Iterator[Flowable]:
    before = [(_("I gave back"), facts.before), (_("Number"), facts.before_code)]
    if facts.charger is not None:
        before.append((_("Charger"), say(facts.charger)))
    if facts.administrator:
        before = [(_("I am"), facts.full_name), (_("Signs for me"), facts.administrator), *before]
    yield papers.boxes(before, _now(facts, _("I have now")), size=11, label_width=27)
    yield papers.gap(3)
    yield papers.pictures(
        [
            (
                "laptop",
                _("Everything else stays as we agreed."),
                _("The same day, the same deposit.") if facts.deposit.is_held else _("The same day."),
            ),
            ("save_files", _("What was on the old laptop, the digibank wipes."), ""),
        ],
        size=_SIZE,
    )


def _given(facts: SlipFacts) -> Iterator[Flowable]:
    who = [
        (_("I am"), facts.full_name),
        *([(_("Signs for me"), facts.administrator)] if facts.administrator else []),
        (_("I get it from"), facts.house.name),
        (_("Price"), _("free")),
    ]
    yield papers.boxes(who, _now(facts, _("Laptop")), size=11, label_width=27)
    yield papers.gap(3)
    yield papers.pictures(
        [
            ("at_home", _("From today the laptop is mine."), _("My loan ends. I bring nothing back.")),
            *_given_back(facts.deposit),
            (
                "broken",
                _("It is an old laptop. The digibank promises nothing about how long it works."),
                _("I may always ask for help."),
            ),
            (
                "save_files",
                _("What is on it is mine too."),
                _("Do I give it away later? Then I first remove my files."),
            ),
        ],
        size=_SIZE,
    )


def _given_back(deposit: DepositHeld) -> Iterator[tuple[str, str, str]]:
    """Nothing is promised that was never paid, and whoever paid gets it back."""
    if deposit.payer and deposit.is_held:
        yield "deposit_back", _("The deposit goes back to %(who)s.", who=deposit.payer), ""
    elif deposit.is_held:
        yield "deposit_back", _("The digibank gives my deposit back."), ""


def _now(facts: SlipFacts, label: str) -> list[tuple[str, str]]:
    rows = [(label, facts.device), (_("Number"), facts.device_code)]
    return [*rows, (_("Serial number"), facts.serial)] if facts.serial else rows


def _signed(facts: SlipFacts) -> Iterator[Flowable]:
    day = format_date(facts.on, "d MMMM yyyy")
    yield papers.gap(3)
    mine = (_("I who borrow"), f"{day} · {facts.full_name}", None)
    if facts.administrator:
        mine = (_("Legal administrator"), f"{day} · {facts.administrator}", None)
    yield papers.signatures(mine, (_("The digibank"), f"{day} · {facts.witness}", None))
    if facts.locale != "nl":
        yield papers.gap(3)
        yield papers.small(_("This is a translation. The Dutch text is the one that counts."))
