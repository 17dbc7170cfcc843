"""What someone learnt, on paper, for the file of their work experience or for whoever they work for next.

It says what was learnt and when, in plain words. It compares with nobody, and it has no marks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable

from inventory.digibank.models import Digibank
from inventory.foundation import papers
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.learning.models import Learner
from inventory.learning.queries import Row
from inventory.learning.rules import Level
from inventory.learning.shown import name_of

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "1"
_SIZE = 11


@dataclass(frozen=True)
class AttestationFacts:
    """Everything that stands on the paper, in the language that `locale` names."""

    locale: str
    house: str
    footer: str
    name: str
    since: str
    until: str
    place: str
    devices: int
    #: what is done alone: skill, since when, who said so, and how many devices it helped or ""
    alone: tuple[tuple[str, str, str, str], ...]
    #: what is done with a buddy
    beside: tuple[str, ...]
    given_on: str


def attestation_facts(
    learner: Learner, rows: Sequence[Row], devices: int, *, locale: str, today: date
) -> AttestationFacts:
    """What the paper of one person says."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    address = ", ".join(
        part for part in (ours.street, f"{ours.postcode} {ours.municipality}".strip(), ours.phone) if part
    )
    with force_locale(locale):
        return AttestationFacts(
            locale=locale,
            house=ours.name,
            footer=address,
            name=learner.user.name if learner.user else "",
            since=_day(day(learner.started_at)),
            until=_day(day(learner.ended_at)) if learner.ended_at else "",
            place=ours.reuse_centre,
            devices=devices,
            alone=tuple(_line(row) for row in rows if row.level is Level.ALONE),
            beside=tuple(
                name_of(row.skill) for row in rows if row.level is Level.WITH_BUDDY and row.done.devices
            ),
            given_on=_day(today),
        )


def _line(row: Row) -> tuple[str, str, str, str]:
    helped = _laptops(row.done.devices) if row.done.devices else ""
    since = _day(day(row.said_at)) if row.said_at else ""
    return name_of(row.skill), since, row.said_by, helped


def _laptops(number: int) -> str:
    return ngettext("%(num)s laptop", "%(num)s laptops", number)


def _day(one: date) -> str:
    return str(format_date(one, "d MMMM yyyy"))


def attestation(facts: AttestationFacts) -> bytes:
    """The attestation as PDF. The same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            title=_("What was learnt at the bench"),
            locale=facts.locale,
            footer=facts.footer,
            version=_("attestation %(edition)s", edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        return papers.paper(furniture, list(_attestation(facts)))


def _attestation(facts: AttestationFacts) -> Iterator[Flowable]:
    yield papers.gap(4)
    yield papers.text(_("We declare that"), _SIZE)
    yield papers.amount(facts.name, 26)
    yield papers.text(_("learnt at our bench to make used laptops ready for people who need one."), _SIZE)
    rows = [(_("From"), facts.since)]
    if facts.until:
        rows.append((_("Until"), facts.until))
    if facts.place:
        rows.append((_("Where"), facts.place))
    if facts.devices:
        rows.append((_("Helped"), _laptops(facts.devices)))
    yield papers.facts(rows, size=_SIZE, label_width=36)
    if facts.alone:
        yield papers.heading(_("Does this alone"), 13, before=7)
        head = (_("What"), _("Since"), _("Said by"), _("Helped"))
        yield papers.table(head, facts.alone, (4.2, 2.4, 2.2, 1.6), size=10)
    if facts.beside:
        yield papers.heading(_("Does this with a buddy"), 13, before=7)
        yield papers.ticks(*facts.beside, size=_SIZE, ticked=True)
    yield papers.gap(10)
    yield papers.text(_("Given on %(day)s by %(house)s.", day=facts.given_on, house=facts.house), _SIZE)
    yield papers.signatures((facts.house, _("Name and signature"), None))
