"""The loan agreement on paper: ten sentences with a picture each, in the first person, on two pages.

Belgian law calls it a loan for use: free, the thing stays the lender's, wear is the lender's too. No value of
the laptop is printed, because a printed value makes the borrower answer for accidents (old Civil Code, art.
1883); what is printed is the most that can ever be kept. The same sentences stand in the same order in each
language, so that two people can follow each other with a finger; the Dutch text is the one that counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable, PageBreak

from inventory.deposits.ledger import DepositWay
from inventory.deposits.papers import House
from inventory.foundation import papers
from inventory.foundation.money import round_euros
from inventory.lending.rules import DAYS_TO_DISAGREE, Signing, WorkshopAnswer

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "2"
_SIZE = 12


@dataclass(frozen=True)
class AgreementFacts:
    """Everything that stands on an agreement, not yet in any language but for what a person wrote."""

    house: House
    locale: str
    #: letter and spoken digits
    loan_code: tuple[str, str]
    #: the borrower's own page
    link: str
    #: where it stands what the digibank does with data of people, in the language of this paper
    privacy_link: str
    full_name: str
    phone: str
    device: str
    #: T 041 825
    device_code: str
    #: in the language of this paper
    accessories: tuple[str, ...]
    condition: str
    started_on: date
    due_on: date | None
    deposit_cents: int
    deposit_way: DepositWay | None
    promised_on: date | None
    #: followed before; to be followed (planned); or None where it is free to come
    workshop: WorkshopAnswer | None
    #: what is broken or gone, in the language of this paper, and what is kept for it
    prices: tuple[tuple[str, int], ...]
    #: the most that is ever kept
    most_cents: int
    signing: Signing
    signature: bytes | None
    typed_name: str
    #: who signs for the borrower; empty when they sign themselves
    administrator: str
    #: who of the digibank was there
    witness: str
    read_aloud: bool = False
    explained: bool = False


def agreement(facts: AgreementFacts) -> bytes:
    """The agreement as PDF, in the language that `facts` names; the same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house.name,
            title=_("I borrow a laptop"),
            locale=facts.locale,
            footer=facts.house.footer,
            version=_("loan agreement %(edition)s", edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            code=facts.loan_code,
            qr=facts.link,
            qr_caption=_("My loan") if facts.link else "",
            size=_SIZE,
        )
        return papers.paper(furniture, list(_story(facts)))


def _story(facts: AgreementFacts) -> Iterator[Flowable]:
    yield papers.boxes(_who(facts), _what(facts), size=11, label_width=25)
    yield papers.heading(_("Important"), 14)
    yield papers.pictures(list(important(facts)), size=_SIZE)
    yield PageBreak()
    yield papers.heading(_("If something goes wrong"), 14)
    yield papers.pictures(list(_if_something_goes_wrong(facts)), size=_SIZE)
    yield papers.heading(_("What is kept about me"), 14)
    yield papers.text(
        _(
            "The digibank keeps my name, my phone number and this loan, because it lends me this laptop. "
            "When it no longer needs my name, it removes it. I may always ask what it keeps about me."
        ),
        _SIZE,
    )
    yield papers.text(_("All of it stands here: %(link)s", link=facts.privacy_link), _SIZE)
    yield papers.heading(_("We sign"), 14)
    yield papers.ticks(_("Someone read this paper to me."), size=11, ticked=facts.read_aloud)
    yield papers.ticks(_("I got the explanation in my language."), size=11, ticked=facts.explained)
    yield papers.gap(3)
    yield papers.signatures(_my_place(facts), _our_place(facts))
    if facts.locale != "nl":
        yield papers.gap(3)
        yield papers.small(_("This is a translation. The Dutch text is the one that counts."))


def _who(facts: AgreementFacts) -> list[tuple[str, str]]:
    return [
        (_("I am"), facts.full_name),
        *([(_("Signs for me"), facts.administrator)] if facts.administrator else []),
        (_("Phone"), facts.phone or "–"),
        (_("I borrow from"), facts.house.name),
        (_("Price"), _("free")),
    ]


def _what(facts: AgreementFacts) -> list[tuple[str, str]]:
    rows = [(_("Laptop"), facts.device), (_("Number"), facts.device_code)]
    rows.append((_("Also with it"), ", ".join(facts.accessories) or "–"))
    if facts.condition:
        rows.append((_("Condition"), facts.condition))
    return rows


def important(facts: AgreementFacts) -> Iterator[tuple[str, str, str]]:
    """The six sentences of the first page, each with its pictogram; in the language that is set."""
    yield ("bring_back", *_until_when(facts))
    yield ("deposit", *_deposit(facts))
    yield ("workshop", *_workshop(facts))
    yield "share", _("My family may use the laptop too."), _("I stay responsible for it.")
    yield (
        "do_not_sell",
        _("I do not sell the laptop and do not lend it out."),
        _("The laptop stays the property of the digibank."),
    )
    yield (
        "no_drinks",
        _("I take good care of the laptop."),
        _("No drinks near it. On the way it goes in its bag."),
    )


def _until_when(facts: AgreementFacts) -> tuple[str, str]:
    if facts.due_on is None:
        return (
            _("I may use the laptop as long as I need it."),
            _("Do I no longer need it? Then I bring it back."),
        )
    return (
        _("I bring the laptop back on %(day)s.", day=_day(facts.due_on)),
        _("Do I want to borrow longer? Then I ask before that day."),
    )


def _deposit(facts: AgreementFacts) -> tuple[str, str]:
    amount = round_euros(facts.deposit_cents, facts.locale)
    back = _("I get this money back when I bring everything back.")
    if facts.deposit_cents == 0:
        return _("I pay no deposit."), ""
    if facts.deposit_way is DepositWay.THIRD_PARTY:
        return _("An organisation pays my deposit of %(amount)s.", amount=amount), _("I pay nothing.")
    if facts.deposit_way in {DepositWay.LATER, DepositWay.TRANSFER} and facts.promised_on:
        day = _day(facts.promised_on)
        return _("I pay a deposit of %(amount)s by %(day)s.", amount=amount, day=day), back
    return _("I pay a deposit of %(amount)s.", amount=amount), back


def _workshop(facts: AgreementFacts) -> tuple[str, str]:
    said: dict[WorkshopAnswer | None, Callable[[], tuple[str, str]]] = {
        WorkshopAnswer.FOLLOWED: lambda: (
            _("I took part in the start workshop."),
            _("I may always come back with questions."),
        ),
        WorkshopAnswer.PLANNED: lambda: (
            _("I come to the start workshop."),
            _("It is free. The digibank tells me the day."),
        ),
    }
    optional = _("I may come to the start workshop."), _("It is free.")
    return said[facts.workshop]() if facts.workshop in said else optional


def _if_something_goes_wrong(facts: AgreementFacts) -> Iterator[tuple[str, str, str]]:
    yield (
        "broken",
        _("Broken? I call at once."),
        _("I repair nothing myself. Was it an accident? Then we look for a solution together."),
    )
    yield (
        "stolen",
        _("Lost or stolen? I call the digibank."),
        _("Stolen? Then I go to the police too, and bring their paper along."),
    )
    yield (
        "save_files",
        _("Before I bring the laptop back, I save my files."),
        _("After that the digibank wipes everything."),
    )
    yield "deposit_back", _("What can be kept of my deposit?"), _what_is_kept(facts)


def _what_is_kept(facts: AgreementFacts) -> str:
    sentences = [_("Normal wear costs nothing.")]
    if facts.most_cents == 0:
        sentences.append(_("I never pay anything."))
        return " ".join(sentences)
    for what, cents in facts.prices:
        amount = round_euros(min(cents, facts.most_cents), facts.locale)
        sentences.append(_("%(what)s: %(amount)s.", what=what, amount=amount))
    most = round_euros(facts.most_cents, facts.locale)
    sentences.append(_("Never more than %(amount)s in all.", amount=most))
    sentences.append(_("Do I not agree? Then I have %(days)s days to say so.", days=DAYS_TO_DISAGREE))
    return " ".join(sentences)


def _my_place(facts: AgreementFacts) -> tuple[str, str, bytes | None]:
    under = f"{_day(facts.started_on)} · {facts.full_name}"
    if facts.signing is Signing.TYPED:
        under = _(
            "%(name)s typed this name on %(day)s. %(witness)s was there.",
            name=facts.typed_name,
            day=_day(facts.started_on),
            witness=facts.witness,
        )
    if facts.administrator:
        return _("Legal administrator"), f"{_day(facts.started_on)} · {facts.administrator}", facts.signature
    return _("I who borrow"), under, facts.signature


def _our_place(facts: AgreementFacts) -> tuple[str, str, bytes | None]:
    return _("The digibank"), f"{_day(facts.started_on)} · {facts.witness}", None


def _day(day: date) -> str:
    """10 March 2027: never numbers only."""
    return format_date(day, "d MMMM yyyy")
