"""The letter to each donor about a year: what was given, where it is, what it did, and its attests.

Written once, by the house, in January; the coordinator may look at it before. It names no borrower, and what
would tell of fewer than five people is not in it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from flask import current_app
from flask_babel import force_locale, format_date, format_decimal, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload, undefer

from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation import clock, papers
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import BRUSSELS, day
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import post
from inventory.foundation.transaction import transaction
from inventory.impact.rules import factor_from
from inventory.impact.words import told_source, weight_source
from inventory.intake.models import Lot, LotKind
from inventory.journey import Stage
from inventory.partners.models import Contact, Partner, PartnerKind
from inventory.permissions import Permission
from inventory.portal import donated, gifts
from inventory.portal.donated import Where
from inventory.portal.impact import Impact
from inventory.portal.models import YearLetter
from inventory.wiping.models import CertificateState
from inventory.wording import say

#: goes up with every change to what stands on the letter
EDITION = "2"


@dataclass(frozen=True)
class ToldDevice:
    """One device that came in that year."""

    name: str
    serial: str
    donor_asset_number: str
    #: a member of Where
    where: str
    #: the number of its attest as people say it; empty when there is none that holds
    attest: str


@dataclass(frozen=True)
class YearFacts:
    """Everything that stands on the letter."""

    year: int
    locale: str
    written_on: date
    house: str
    footer: str
    phone: str
    donor: str
    #: came in that year
    received: int
    devices: tuple[ToldDevice, ...]
    #: of everything they ever gave: how many are where
    spread: tuple[tuple[str, int], ...]
    attests: int
    impact: Impact
    #: the published number that was used, as plain data
    co2: Mapping[str, str | int]


@dataclass(frozen=True)
class Reader:
    """Who gets the letter, and in which language."""

    name: str
    email: str
    locale: str


def end_of(year: int) -> datetime:
    """The moment at which this year is over in Brussels."""
    return datetime(year + 1, 1, 1, tzinfo=BRUSSELS).astimezone(UTC)


def start_of(year: int) -> datetime:
    """The moment at which it began."""
    return end_of(year - 1)


def donors_in(year: int) -> list[Partner]:
    """Donors of whom at least one device had come in before the year was over."""
    gave = (
        select(Lot.partner_id)
        .join(Device, Device.lot_id == Lot.id)
        .where(Lot.kind == LotKind.DONATION, Device.received_at < end_of(year), Device.stage != Stage.REFUSED)
    )
    query = select(Partner).where(Partner.id.in_(gave), Partner.kind == PartnerKind.DONOR)
    query = query.options(selectinload(Partner.contacts).joinedload(Contact.user))
    return list(db.session.execute(query.order_by(Partner.name_key)).scalars())


def letters_of(partner_ids: list[int]) -> list[YearLetter]:
    """The letters that these donors got, latest first."""
    query = select(YearLetter).where(YearLetter.partner_id.in_(partner_ids))
    return list(db.session.execute(query.order_by(YearLetter.year.desc(), YearLetter.id)).scalars())


def letters_about(year: int) -> dict[int, YearLetter]:
    """The letters about this year, by donor."""
    query = select(YearLetter).where(YearLetter.year == year)
    return {letter.partner_id: letter for letter in db.session.execute(query).scalars()}


def reader_of(partner: Partner, *, house_speaks: str) -> Reader:
    """Whoever has an account first, for we know that person's language; else any address we have."""
    living = [contact for contact in partner.contacts if contact.anonymised_at is None]
    for contact in living:
        if contact.user is not None:
            return Reader(contact.user.name, contact.user.email, contact.user.locale)
    for contact in living:
        if contact.email:
            return Reader(contact.name, contact.email, house_speaks)
    return Reader(partner.name, partner.email, house_speaks)


def facts_of(partner: Partner, year: int, *, now: datetime) -> YearFacts:
    """What the letter about this year says, as things stand now."""
    house = db.session.get_one(Digibank, partner.digibank_id)
    lots = gifts.lots_of([partner])
    every = gifts.together(gifts.tallies_of(lots).values())
    hides_use = donated.people_helped(every.stages) is None
    devices = tuple(_devices(lots, year, hides_use=hides_use))
    return YearFacts(
        year=year,
        locale=reader_of(partner, house_speaks=house.locale).locale,
        written_on=day(now),
        house=house.name,
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        phone=house.phone,
        donor=partner.name,
        received=len(devices),
        devices=devices,
        spread=tuple(
            (str(where), count) for where, count in donated.spread(every.stages, hides_use=hides_use)
        ),
        attests=every.wiped,
        impact=gifts.impact_of(lots, until=date(year, 12, 31)),
        co2=gifts.co2_factor(date(year, 12, 31)).as_kept(),
    )


def _devices(lots: list[Lot], year: int, *, hides_use: bool) -> Iterator[ToldDevice]:
    for lot in lots:
        attests = gifts.certificates_of(lot)
        query = gifts.devices_in(lot).where(
            Device.received_at >= start_of(year), Device.received_at < end_of(year)
        )
        for device in db.session.execute(query.order_by(Device.id)).scalars():
            if device.stage is Stage.REFUSED:
                continue
            attest = attests.get(device.id)
            holds = attest is not None and attest.state is CertificateState.VALID
            yield ToldDevice(
                device.name, device.serial, device.donor_asset_number,
                str(donated.where_of(device.stage, hides_use=hides_use)),
                attest.spoken if attest is not None and holds else "",
            )  # fmt: skip


def write(actor: Actor, partner: Partner, year: int, *, now: datetime) -> YearLetter:
    """Write the letter and send it, once: a second time it is the one that was written."""
    actor.must(Permission.PARTNER_EDIT)
    with transaction():
        known = db.session.execute(
            select(YearLetter).where(YearLetter.partner_id == partner.id, YearLetter.year == year)
        ).scalar_one_or_none()
        if known is not None:
            return known
        house = db.session.get_one(Digibank, partner.digibank_id)
        facts, reader = facts_of(partner, year, now=now), reader_of(partner, house_speaks=house.locale)
        content = draw(facts)
        letter = YearLetter(
            partner_id=partner.id, year=year, locale=facts.locale, facts=_as_kept(facts), content=content,
            sha256=hashlib.sha256(content).hexdigest(), written_at=now, was_mailed=bool(reader.email),
        )  # fmt: skip
        db.session.add(letter)
        db.session.flush()  # its id is the trace's
        if reader.email:
            post(
                "portal/year", to_email=reader.email, locale=reader.locale, now=now,
                about=f"year:{partner.id}:{year}", name=reader.name, facts=facts, digibank=house,
                where_words=lambda where: say(Where(where)),
                link=f"{current_app.config['PUBLIC_URL']}/{house.slug}/donor/",
            )  # fmt: skip
        record(
            actor, "portal.year_letter_written", letter, now=now, partner_id=partner.id, year=year,
            sha256=letter.sha256,
        )  # fmt: skip
    return letter


def _as_kept(facts: YearFacts) -> dict[str, object]:
    return {**asdict(facts), "written_on": facts.written_on.isoformat()}


@offers("nightly")
def in_january(actor: Actor, today: date) -> None:
    """All through January, so that no night that was missed costs a donor its letter."""
    if today.month == 1:
        write_all(actor, today.year - 1, now=clock.now())


def write_all(actor: Actor, year: int, *, now: datetime) -> int:
    """Write to every donor who has no letter about this year yet; how many."""
    known = letters_about(year)
    waiting = [partner.id for partner in donors_in(year) if partner.id not in known]
    for partner_id in waiting:
        write(actor, db.session.get_one(Partner, partner_id), year, now=now)
    return len(waiting)


@offers("check")
def altered() -> list[str]:
    """Letters that are not what was written."""
    query = select(YearLetter).options(undefer(YearLetter.content)).order_by(YearLetter.id)
    return [
        f"year letter {one.id} was altered"
        for one in db.session.execute(query).scalars()
        if hashlib.sha256(one.content).hexdigest() != one.sha256
    ]


def last_year_with_gifts(today: date) -> int:
    """The year that the next letter is about: the one before this, or this one when nothing came before."""
    first = db.session.execute(
        select(func.min(Device.received_at))
        .join(Lot, Lot.id == Device.lot_id)
        .where(Lot.kind == LotKind.DONATION)
    ).scalar()
    return today.year if first is None or day(first).year == today.year else today.year - 1


# --- the paper ---------------------------------------------------------------------------------------


def draw(facts: YearFacts) -> bytes:
    """The letter as PDF in its own language; the same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            title=_("Your gifts in %(year)s", year=facts.year),
            locale=facts.locale,
            footer=facts.footer,
            version=_("year letter %(edition)s", edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        return papers.paper(furniture, list(_story(facts)))


def _story(facts: YearFacts) -> Iterator[Flowable]:
    yield papers.text(format_date(facts.written_on, "d MMMM yyyy"))
    yield papers.text(_("Dear people of %(name)s,", name=facts.donor))
    yield papers.verdict(_headline(facts), _("Thank you. Below stands where they are and what they did."))
    yield papers.gap(2)
    yield papers.heading(_("What your gifts did until the end of %(year)s", year=facts.year))
    yield papers.grid(_impact(facts), size=12)
    yield papers.gap(1)
    for sentence in _sources(facts):
        yield papers.small(sentence)
    if facts.spread:
        yield papers.heading(_("Where everything is that you ever gave"))
        yield papers.facts([(str(say(Where(where))), str(count)) for where, count in facts.spread])
    yield papers.heading(_("The proof"))
    yield papers.text(
        ngettext(
            "%(num)s device has an attest that its data is erased. You find it in the portal, one by one or "
            "together, and anyone can check it with the QR code.",
            "%(num)s devices have an attest that their data is erased. You find them in the portal, one by one "
            "or together, and anyone can check them with the QR code.",
            facts.attests,
        )
    )
    if facts.devices:
        yield papers.heading(_("What came in %(year)s", year=facts.year))
        yield _table(facts)
    yield papers.gap(3)
    yield papers.text(_("Do you have a question, or more laptops? Call us at %(phone)s.", phone=facts.phone))
    yield papers.text(facts.house)


def _headline(facts: YearFacts) -> str:
    if not facts.received:
        return _("Your devices of earlier years are still at work.")
    return ngettext(
        "In %(year)s you gave us %(num)s device.",
        "In %(year)s you gave us %(num)s devices.",
        facts.received,
        year=facts.year,
    )


def _impact(facts: YearFacts) -> list[tuple[str, str, int]]:
    impact, few = facts.impact, _("fewer than %(count)s", count=donated.FEWEST_PEOPLE)
    kilograms = format_decimal(impact.kilograms)
    carbon = _("not told yet")
    if impact.co2_kilograms is not None:
        carbon = _("about %(count)s kg", count=format_decimal(impact.co2_kilograms))
    return [
        (_("Devices"), str(impact.devices), 1),
        (_("Weight of the laptops"), _("about %(count)s kg", count=kilograms), 1),
        (_("People reached"), str(impact.people) if impact.people is not None else few, 1),
        (_("CO₂ avoided"), carbon, 1),
        (_("Attests"), str(facts.attests), 1),
        (_("Still to be wiped or checked"), str(_at_the_bench(facts)), 1),
    ]


def _at_the_bench(facts: YearFacts) -> int:
    return dict(facts.spread).get(str(Where.AT_THE_BENCH), 0)


def _sources(facts: YearFacts) -> list[str]:
    return [
        told_source(factor_from(facts.co2)) + " " + _("Nothing for what waits on a shelf."),
        weight_source(),
        _(
            "People: everyone who had one of your laptops at home, each once; below %(count)s we tell neither how many "
            "nor what follows from it. Who they are we tell nobody.",
            count=donated.FEWEST_PEOPLE,
        ),
    ]


def _table(facts: YearFacts) -> Flowable:
    head = (_("Your number"), _("Serial number"), _("Device"), _("Now"), _("Attest"))
    rows = [
        (
            one.donor_asset_number or "–", one.serial or "–", one.name, str(say(Where(one.where))),
            one.attest or "–",
        )
        for one in facts.devices
    ]  # fmt: skip
    return papers.table(head, rows, (3, 4, 5, 4, 3))
