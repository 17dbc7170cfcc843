"""The pack list, and the day list for where there is no network: on paper, with boxes to fill in by pen.

The day list goes into a van and may be lost there: it holds first names, times, codes and amounts. No telephone
number, no family name, and no reason why someone borrows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import force_locale, format_date, format_datetime, ngettext
from flask_babel import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak

from inventory.applications.policy import Tariff, deposit_cents
from inventory.codes import Code
from inventory.deposits.ledger import DepositWay
from inventory.foundation import papers
from inventory.foundation.actor import Actor
from inventory.foundation.money import round_euros
from inventory.lending.actions import agreement_facts
from inventory.lending.agreement import agreement
from inventory.lending.drafts import rules_for, usual_end
from inventory.lending.models import Accessory, HandOver
from inventory.lending.queries import house
from inventory.outings import queries
from inventory.outings.models import Outing, OutingDevice, OutingVisit

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "2"
#: of one laptop: 29 modules of 0.4 mm, which every scanner reads from a printer's paper
_QR = 11.6 * mm
#: lines without a name, for who comes unannounced or brings a laptop back
_BLANK_LINES = 4


@dataclass(frozen=True)
class Laptop:
    """One laptop on the pack list."""

    #: T 041 825
    code: str
    name: str
    #: where it stands now
    place: str
    #: at what time it is for someone; empty for a spare
    at: str
    is_extra: bool
    is_packed: bool
    #: what its QR says
    link: str


@dataclass(frozen=True)
class Guest:
    """One appointment on the day list."""

    at: str
    first_name: str
    #: the laptop that was packed or listed for this person; empty when there is none
    code: str


@dataclass(frozen=True)
class OutingFacts:
    """Everything that stands on the papers of one outing, in the language that `locale` names."""

    locale: str
    house: str
    footer: str
    town: str
    venue: str
    day: str
    hours: str
    #: letter and spoken digits of the crate, and its name
    crate_code: tuple[str, str]
    crate: str
    crate_link: str
    travellers: tuple[str, ...]
    laptops: tuple[Laptop, ...]
    #: only on the papers of who goes along
    guests: tuple[Guest, ...] = ()
    float_cents: int = 0
    #: which tariff, and its cents
    tariffs: tuple[tuple[str, int], ...] = field(default=())


def facts_of(outing: Outing, *, locale: str, base: str, with_people: bool = False) -> OutingFacts:
    """What the papers say now; names and money only `with_people`. Their codes lead to `base`."""
    rows = queries.devices_of(outing)
    ours = house()
    letter, _space, digits = outing.place.spoken.partition(" ")
    with force_locale(locale):
        guests = tuple(_guests(outing, rows)) if with_people else ()
        return OutingFacts(
            locale=locale,
            house=ours.name,
            footer=ours.footer,
            town=outing.municipality,
            venue=outing.venue,
            day=format_date(outing.held_on, "EEEE d MMMM yyyy"),
            hours=f"{_clock(outing.starts_at)} – {_clock(outing.ends_at)}",
            crate_code=(letter, digits),
            crate=outing.place.name,
            crate_link=_link(base, outing.place.code),
            travellers=tuple(user.name for user in queries.travellers_of(outing)),
            laptops=tuple(_laptop(row, base) for row in rows),
            guests=guests,
            float_cents=outing.float_cents if with_people else 0,
            tariffs=tuple(queries.tariffs()) if with_people else (),
        )


def _link(base: str, code: Code) -> str:
    """As on the label: in capitals, so that the QR has few modules."""
    return f"{base.rstrip('/')}/i/{code}".upper()


def _guests(outing: Outing, rows: list[OutingDevice]) -> Iterator[Guest]:
    laptops = {row.visit_id: row.device.spoken for row in rows if row.visit_id is not None}
    for visit in queries.visits_of(outing):
        borrower = visit.application.borrower
        yield Guest(_clock(visit.visit_at), borrower.first_name or borrower.spoken, laptops.get(visit.id, ""))


def _laptop(row: OutingDevice, base: str) -> Laptop:
    stands = row.from_place if row.packed_at is not None else row.device.place
    return Laptop(
        code=row.device.spoken,
        name=row.device.name,
        place=stands.name if stands is not None else "",
        at=_clock(row.visit.visit_at) if row.visit is not None else "",
        is_extra=not row.listed,
        is_packed=row.packed_at is not None,
        link=_link(base, row.device.code),
    )


def _clock(moment: object) -> str:
    return str(format_datetime(moment, "HH:mm"))


def pack_list(facts: OutingFacts) -> bytes:
    """The pack list as PDF; it names nobody and no money."""
    with force_locale(facts.locale):
        return papers.paper(_furniture(facts, _("Pack list")), list(_packing(facts)))


def day_papers(facts: OutingFacts) -> bytes:
    """The pack list and the day list as one PDF, so that one print is enough."""
    with force_locale(facts.locale):
        title = _("Mobile day in %(town)s", town=facts.town)
        story = [*_packing(facts), PageBreak(), *_day(facts)]
        return papers.paper(_furniture(facts, title), story)


def _furniture(facts: OutingFacts, title: str) -> papers.Furniture:
    return papers.Furniture(
        house=facts.house,
        title=title,
        locale=facts.locale,
        footer=facts.footer,
        version=_("mobile day %(edition)s", edition=EDITION),
        page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        qr=facts.crate_link,
        code=facts.crate_code,
        under_code=(_("Crate"), facts.crate),
    )


def _packing(facts: OutingFacts) -> Iterator[Flowable]:
    where = " · ".join(part for part in (facts.town, facts.venue) if part)
    rows = [(_("When"), f"{facts.day}, {facts.hours}"), (_("Where"), where)]
    if facts.travellers:
        rows.append((_("Who goes along"), ", ".join(facts.travellers)))
    yield papers.facts(rows, label_width=36)
    yield papers.heading(_("Pack list"), 14)
    lines = [
        (papers.Picture(one.link, _QR), one.code, one.name, one.place or "–", _for_whom(one))
        for one in facts.laptops
    ]
    head = ("", _("Code"), _("Laptop"), _("Stands at"), _("For"), _("Packed"), _("Back"))
    yield papers.pen_table(head, lines, (2, 2.6, 4.2, 3.4, 2.1, 1.9, 1.5), pen=2)
    yield papers.gap(4)
    count = len(facts.laptops)
    kits = ngettext(
        "%(num)s kit: a charger and a bag",
        "%(num)s kits: each a charger and a bag",
        count,
    )
    yield papers.ticks(
        kits,
        _("Cash box, counted by two people"),
        _("Papers: agreements to sign, receipts, this list, pens"),
        _("Phone with a full battery, and this day open in its browser"),
        size=11,
    )


def _for_whom(laptop: Laptop) -> str:
    if laptop.at:
        return laptop.at
    return _("extra") if laptop.is_extra else _("spare")


def _day(facts: OutingFacts) -> Iterator[Flowable]:
    yield papers.heading(_("Day list"), 16, before=0)
    yield papers.small(
        _(
            "For where there is no network. Write with a pen, and type it in at home. Keep this paper with you."
        ),
        9.5,
    )
    head = (_("Time"), _("First name"), _("Laptop"), _("Other laptop"), _("Received in cash"), _("Signed"))
    guests = [(one.at, one.first_name, one.code or "–") for one in facts.guests]
    blank = [("", "", "")] * _BLANK_LINES
    yield papers.pen_table(head, [*guests, *blank], (1.6, 3.6, 3, 3, 2.4, 1.8), pen=3)
    if facts.tariffs:
        told = " · ".join(f"{name}: {round_euros(cents)}" for name, cents in facts.tariffs)
        yield papers.gap(2)
        yield papers.text(_("Deposit: %(tariffs)s", tariffs=told))
    yield papers.heading(_("Brought back"), 14)
    returns = (_("Laptop"), _("Charger"), _("In order"), _("Given back"), _("Signed"))
    yield papers.pen_table(returns, [()] * _BLANK_LINES, (4, 2, 3, 3, 2), pen=5)
    yield papers.heading(_("Cash box"), 14)
    money = (_("Went along"), _("Received in cash"), _("Given back"), _("Counted"), _("Counted by"))
    yield papers.pen_table(money, [(round_euros(facts.float_cents),)], (3, 3, 3, 3, 4), pen=4)


def agreement_to_sign(
    actor: Actor, visit: OutingVisit, row: OutingDevice, tariff: Tariff, locale: str, *, now: datetime
) -> bytes:
    """The agreement of one appointment, printed before the day to be signed with a pen where there is no network.

    The same paper as at the desk, for the laptop that travels for this person, dated on the day itself. It has no
    number yet, and stands for nothing until it is signed and the desk completes the hand-over.
    """
    on = visit.outing.starts_at
    # Of no session: a draft that is kept is begun by whoever hands over.
    draft = HandOver(
        borrower=visit.application.borrower, device=row.device, started_at=on, tariff=tariff,
        accessories=[Accessory.CHARGER.value, Accessory.BAG.value], read_aloud=False, explained=False,
    )  # fmt: skip
    policy = rules_for(draft)  # as it holds for this sort of device
    cents = deposit_cents(policy, tariff) or 0
    draft.due_on = usual_end(on, draft)
    draft.has_no_end = draft.due_on is None
    draft.deposit_cents, draft.deposit_way = cents, DepositWay.CASH if cents else DepositWay.NONE
    facts = agreement_facts(actor, draft, policy, locale, now=now)
    return agreement(replace(facts, started_on=visit.outing.held_on, witness=""))
