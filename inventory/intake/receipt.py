"""The receipt for a gift: what came, when it became ours, and that it was free.

A company that gives goods away on which it deducted VAT must show who received them for nothing. So the paper
lists each device, says so, names who received it, and is sealed; what the goods were worth is for the giver to
say, and never stands here. It is no tax certificate either, and says that too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _
from reportlab.platypus import Flowable
from sqlalchemy import select

from inventory.devices.models import Device, Medium
from inventory.digibank.models import Digibank
from inventory.foundation import papers
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.intake.models import Lot
from inventory.journey import Stage

#: raised with every change of the words, so that an old paper can be told from a new one
EDITION = "2"


@dataclass(frozen=True)
class GivenDevice:
    """One device on the receipt."""

    name: str
    serial: str
    donor_asset_number: str
    #: None: nobody looked inside yet
    has_disk: bool | None
    charger: bool | None
    #: why it went back; empty when it stayed
    went_back: str = ""


@dataclass(frozen=True)
class ReceiptFacts:
    """Everything that stands on a receipt."""

    locale: str
    #: letter and spoken digits of the lot
    lot_code: tuple[str, str]
    house: str
    house_lines: tuple[str, ...]
    footer: str
    giver: str
    giver_lines: tuple[str, ...]
    handed_over_on: date
    handed_over_by: str
    #: drawn on screen, as PNG; None when signed on paper
    signature: bytes | None
    #: who counted and closed the lot for us, and when
    received_by: str
    counted_on: date
    #: the number of the seal that stands for our signature
    seal_key_id: str
    expected: int | None
    devices: tuple[GivenDevice, ...]
    chargers: int | None


def facts_of(lot: Lot, *, received_by: str, seal_key_id: str, now: datetime) -> ReceiptFacts:
    """What the receipt of this lot says, as things stand now."""
    house = db.session.get_one(Digibank, lot.digibank_id)
    partner = lot.partner
    return ReceiptFacts(
        locale=house.locale,
        lot_code=(lot.letter, lot.spoken.removeprefix(f"{lot.letter} ")),
        house=house.name,
        house_lines=lines_of(house),
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        giver=partner.name,
        giver_lines=lines_of(partner),
        handed_over_on=day(lot.handed_over_at or now),
        handed_over_by=lot.handed_over_by,
        signature=lot.signature,
        received_by=received_by,
        counted_on=day(now),
        seal_key_id=seal_key_id,
        expected=lot.expected_count,
        devices=tuple(_devices(lot)),
        chargers=lot.charger_count,
    )


def lines_of(place: object) -> tuple[str, ...]:
    """Enterprise number and address of a digibank or a partner, without what is not known."""
    street, postcode = getattr(place, "street", ""), getattr(place, "postcode", "")
    town = f"{postcode} {getattr(place, 'municipality', '')}".strip()
    number = getattr(place, "enterprise_number", "")
    return tuple(line for line in (f"KBO/BCE {number}" if number else "", street, town) if line)


def _devices(lot: Lot) -> Iterator[GivenDevice]:
    with_disk = set(
        db.session.execute(
            select(Medium.device_id)
            .join(Device, Device.id == Medium.device_id)
            .where(Device.lot_id == lot.id)
            .distinct()
        ).scalars()
    )
    query = select(Device).where(Device.lot_id == lot.id, Device.stage != Stage.ANNOUNCED).order_by(Device.id)
    for device in db.session.execute(query).scalars():
        yield GivenDevice(
            device.name, device.serial, device.donor_asset_number,
            has_disk=True if device.id in with_disk else None, charger=device.charger,
            went_back=(device.defect or "–") if device.stage == Stage.REFUSED else "",
        )  # fmt: skip


def receipt(facts: ReceiptFacts) -> bytes:
    """The receipt as PDF in its own language; the same facts give the same bytes."""
    with force_locale(facts.locale):
        furniture = papers.Furniture(
            house=facts.house,
            title=_("Receipt for a gift"),
            locale=facts.locale,
            footer=facts.footer,
            version=_("donation receipt %(edition)s", edition=EDITION),
            page_of=_("page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
            code=facts.lot_code,
        )
        return papers.paper(furniture, list(_story(facts)))


def _story(facts: ReceiptFacts) -> Iterator[Flowable]:
    stayed = [device for device in facts.devices if not device.went_back]
    returned = [device for device in facts.devices if device.went_back]
    yield papers.boxes(_who(_("Given by"), facts.giver, facts.giver_lines),
                       _who(_("Received by"), facts.house, facts.house_lines))  # fmt: skip
    yield papers.verdict(_counted(len(stayed), facts.expected), _became_ours(facts))
    yield papers.gap(3)
    for sentence in _statements():
        yield papers.text(sentence)
    yield papers.heading(_("For your books"))
    for sentence in _for_the_books():
        yield papers.small(sentence, 9.5)
    yield papers.heading(_("What we received"))
    yield _table(stayed)
    if facts.chargers is not None:
        yield papers.text(ngettext("With %(num)s charger.", "With %(num)s chargers.", facts.chargers))
    if returned:
        yield papers.heading(_("What went back to the giver"))
        rows = [(device.name, device.serial, device.went_back) for device in returned]
        yield papers.table((_("Device"), _("Serial number"), _("Reason")), rows, (4, 3, 4))
    yield papers.heading(_("Signed"))
    by = facts.handed_over_by or facts.giver
    how = _("signed on screen") if facts.signature else _("signed on paper")
    on = format_date(facts.counted_on, "d MMMM yyyy")
    ours = _("counted and closed on %(day)s", day=on)
    receiver = (
        f"{facts.received_by}, {facts.house}, {ours}" if facts.received_by else f"{facts.house}, {ours}"
    )
    yield papers.signatures(
        (_("For the giver"), f"{by}, {how}", facts.signature), (_("For us"), receiver, None)
    )
    yield papers.small(
        _(
            "The seal in this file, with number %(number)s, stands for our signature: whoever changes a byte "
            "breaks it. Every PDF reader that knows signatures shows it.",
            number=facts.seal_key_id,
        )
    )


def _who(label: str, name: str, lines: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(label, name), *(("", line) for line in lines)]


def _counted(count: int, expected: int | None) -> str:
    if expected is not None and expected != count:
        return _("Received: %(count)s of %(expected)s devices", count=count, expected=expected)
    return ngettext("Received: %(num)s device", "Received: %(num)s devices", count)


def _became_ours(facts: ReceiptFacts) -> str:
    on = format_date(facts.handed_over_on, "d MMMM yyyy")
    return _("Handed over on %(day)s. From that day they are ours.", day=on)


def _statements() -> list[str]:
    # Circular 2020/C/104 and practice: who gives goods on which VAT was deducted needs the receiver's word.
    return [
        _("We received these devices free of charge. We gave nothing in return."),
        _("We lend them, pass them on, use them for parts, or bring them to a recognised recycler."),
        _("We wipe every disk before a device leaves us. If a wipe fails, we destroy the disk."),
    ]


def _for_the_books() -> list[str]:
    # VAT code, art. 12 §1: who gives away goods on which VAT was deducted withdraws them, on the value of the day.
    return [
        _(
            "Keep this paper with your books: it shows who received what, when, and for nothing. You need it to "
            "write the devices off, and for VAT when you deducted VAT on them: giving them away can count as a "
            "withdrawal, on their value of that day, in a document that you make yourself."
        ),
        _(
            "It says nothing of their value; that is for you to set. It is no tax certificate: it gives no right "
            "to a tax reduction for gifts. Your bookkeeper knows what applies to you."
        ),
    ]


def _table(devices: list[GivenDevice]) -> Flowable:
    head = (_("No."), _("Device"), _("Serial number"), _("Giver's number"), _("Disk"), _("Charger"))
    rows = [
        (
            str(number), device.name, device.serial or "–", device.donor_asset_number or "–",
            _yes_or_no(device.has_disk), _yes_or_no(device.charger),
        )
        for number, device in enumerate(devices, start=1)
    ]  # fmt: skip
    return papers.table(head, rows, (1, 5, 4, 3, 2, 2))


def _yes_or_no(answer: bool | None) -> str:
    return "–" if answer is None else _("yes") if answer else _("no")
