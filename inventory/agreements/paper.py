"""An agreement as a paper: the facts on top, then the articles, then who signed.

Drawn live while it is a draft, to read and to sign by pen; drawn once more when it is signed, and then kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.agreements.models import Agreement
from inventory.agreements.rules import AgreementKind, Minimum
from inventory.digibank.models import Digibank
from inventory.foundation import papers
from inventory.foundation.database import db
from inventory.wording import say


@dataclass(frozen=True)
class Signer:
    """Who signed for the giver and who for us."""

    name: str
    function: str
    on: date
    #: drawn on screen, as PNG
    signature: bytes
    for_us: str


@dataclass(frozen=True)
class AgreementFacts:
    """Everything that stands on an agreement."""

    locale: str
    kind: AgreementKind
    reference: str
    #: number of the version of the text, and the edition of the house's text in it
    text_number: int
    edition: str
    house: str
    house_lines: tuple[str, ...]
    reuse_centre: str
    footer: str
    giver: str
    giver_lines: tuple[str, ...]
    minimum: Minimum
    valid_from: date
    valid_until: date | None
    articles: tuple[tuple[str, str], ...]
    own_clause: str
    #: None: still to be signed, by pen
    signer: Signer | None = None


def facts_of(agreement: Agreement, signer: Signer | None = None) -> AgreementFacts:
    """What the paper of this agreement says, with or without a signature."""
    house = db.session.get_one(Digibank, agreement.digibank_id)
    partner, text = agreement.partner, agreement.text
    return AgreementFacts(
        locale=agreement.locale,
        kind=agreement.kind,
        reference=agreement.reference,
        text_number=text.number,
        edition=text.edition,
        house=house.name,
        house_lines=_lines(house),
        reuse_centre=house.reuse_centre,
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        giver=partner.name,
        giver_lines=_lines(partner),
        minimum=agreement.minimum,
        valid_from=agreement.valid_from,
        valid_until=agreement.valid_until,
        articles=tuple((heading, words) for heading, words in text.articles[agreement.locale]),
        own_clause=text.own_clause,
        signer=signer,
    )


def _lines(place: Digibank | object) -> tuple[str, ...]:
    """Enterprise number and address, without what is not known."""
    street, postcode = getattr(place, "street", ""), getattr(place, "postcode", "")
    town = f"{postcode} {getattr(place, 'municipality', '')}".strip()
    return tuple(line for line in (getattr(place, "enterprise_number", ""), street, town) if line)


def draw(facts: AgreementFacts) -> bytes:
    """The agreement as PDF in its own language; the same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            house_too=facts.reuse_centre,
            title=str(say(facts.kind)),
            locale=facts.locale,
            footer=facts.footer,
            version=_("%(reference)s, text %(number)s", reference=facts.reference, number=facts.text_number),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        return papers.paper(furniture, list(_story(facts)))


def _story(facts: AgreementFacts) -> Iterator[Flowable]:
    yield papers.gap(2)
    yield papers.boxes(
        _who(_("The donor"), facts.giver, facts.giver_lines),
        _who(_("The digibank"), facts.house, facts.house_lines),
    )
    yield papers.gap(3)
    yield papers.grid(_terms(facts))
    yield papers.gap(1)
    articles = [*facts.articles]
    if facts.own_clause:
        articles.append((_("What we agreed on besides"), facts.own_clause))
    for number, (heading, words) in enumerate(articles, start=1):
        yield papers.heading(f"{number}. {heading}", 10.5, before=3.2)
        yield papers.text(words, 9.8)
    yield papers.heading(_("Signed"), before=5)
    yield papers.signatures(*_places(facts))
    if facts.signer:
        yield papers.gap(2)
        yield papers.small(
            _("Signed on screen. Whoever signed for the digibank was signed in with an account of their own.")
        )


def _terms(facts: AgreementFacts) -> list[tuple[str, str, int]]:
    """What this agreement says and others do not."""
    last = _day(facts.valid_until) if facts.valid_until else _("none, until one of us ends it")
    terms = [
        (_("Number"), facts.reference, 1),
        (_("First day"), _day(facts.valid_from), 1),
        (_("Last day"), last, 1),
        (_("The least that a wipe reaches"), f"{say(facts.minimum)} (NIST SP 800-88)", 1),
        (_("Who erases"), facts.reuse_centre or facts.house, 1),
        (_("Text"), _("version %(number)s", number=facts.text_number), 1),
    ]
    if facts.kind is AgreementKind.PROCESSING:
        terms.append((_("In the GDPR"), _("The donor is the controller, the digibank is the processor."), 3))
    return terms


def _who(label: str, name: str, lines: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(label, name), *(("", line) for line in lines)]


def _places(facts: AgreementFacts) -> list[tuple[str, str, bytes | None]]:
    """Where each signs: filled in, or empty lines for a pen."""
    signer = facts.signer
    if signer is None:
        blank = _("Name, function, date:")
        return [(_("The donor"), blank, None), (_("The digibank"), blank, None)]
    on = _day(signer.on)
    return [
        (_("The donor"), f"{signer.name}\n{signer.function}, {on}", signer.signature),
        (_("The digibank"), f"{signer.for_us}\n{on}", None),
    ]


def _day(day: date) -> str:
    """23 November 2026: never numbers only."""
    return format_date(day, "d MMMM yyyy")
