"""The slip of a visitor's laptop: half a sheet for the owner, the same half that lies with the laptop."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.deposits.papers import House
from inventory.foundation import papers
from inventory.repair_desk.models import VisitorTicket
from inventory.wording import say

#: raised with every change of what stands on the slip
EDITION = "1"


@dataclass(frozen=True)
class SlipFacts:
    """Everything that stands on a slip."""

    house: House
    locale: str
    #: letter and spoken digits
    code: tuple[str, str]
    number: int | None
    made_at: datetime
    first_name: str
    what: str
    complaint: str
    accessories: str
    damage: str
    data_wish: str
    terms: str
    link: str
    signature: bytes | None


def facts_of(ticket: VisitorTicket, house: House, *, link: str, data_wish: str, terms: str) -> SlipFacts:
    """What the slip of this ticket says."""
    return SlipFacts(
        house=house, locale=ticket.locale, code=(ticket.letter, ticket.spoken.removeprefix(f"{ticket.letter} ")),
        number=ticket.queue_number, made_at=ticket.made_at, first_name=ticket.first_name, what=ticket.what,
        complaint=ticket.complaint, accessories=ticket.accessories, damage=ticket.damage, data_wish=data_wish,
        terms=ticket.terms or terms, link=link, signature=ticket.signature,
    )  # fmt: skip


def draw(facts: SlipFacts) -> bytes:
    """The slip as PDF on A4, in the owner's language; the same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house.name,
            title=_("Your laptop is with us"),
            locale=facts.locale,
            footer=facts.house.footer,
            version=_("repair slip %(edition)s", edition=EDITION),
            page_of=_("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            code=facts.code,
            under_code=(_("Number in the queue"), str(facts.number)) if facts.number else None,
            qr=facts.link,
            qr_caption=_("How far is it?"),
        )
        rows = [
            (_("Brought by"), facts.first_name),
            (_("On"), say(facts.made_at)),
            (_("Laptop"), facts.what),
            (_("What is wrong"), facts.complaint),
            (_("What came along"), facts.accessories or "–"),
            (_("Damage seen"), facts.damage or "–"),
            (_("Data"), facts.data_wish),
        ]
        story = [
            papers.facts(rows, size=10, label_width=42),
            papers.heading(_("What we agree")),
            *[papers.text(f"– {line}", 10) for line in facts.terms.splitlines() if line.strip()],
            papers.gap(4),
            papers.signatures((_("The owner"), facts.first_name, facts.signature)),
        ]
        return papers.paper(furniture, story)
