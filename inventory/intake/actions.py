"""A lot is announced, comes in laptop by laptop, is signed for, and is closed."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from inventory.agreements.rules import must_not_weaken
from inventory.devices import actions as devices
from inventory.devices import blanks, scanned
from inventory.devices.blanks import HasANumber
from inventory.devices.models import BlankLabel, Device, Passage, serial_key
from inventory.digibank.models import User
from inventory.digibank.numbers import get_by_code, give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.intake import agreeing, announcing, inspecting, manifest, receipt
from inventory.intake.findings import Finding, RefusedBecause
from inventory.intake.hardware.serials import is_filler
from inventory.intake.models import Lot, LotKind, LotLine, LotState
from inventory.intake.rules import LotIsDeclined, must_be_open
from inventory.journey import Move, Stage
from inventory.partners.models import Contact, Partner
from inventory.permissions import Permission
from inventory.seals import actions as seals
from inventory.seals.sealing import seal


class NotSignedFor(Refusal):
    """A gift becomes ours by handing over, and nobody has signed for that yet."""


class NothingReceived(Refusal):
    """There is nothing to close: not one device came in."""


class OnAnotherLot(Refusal):
    """This device was announced on another lot."""


class NoSerial(Refusal):
    """Without a serial number or a label nobody can tell this device from the next."""

    status = 422


class FillerSerial(Refusal):
    """The maker left a filler where the serial number belongs."""

    status = 422


class TooLateToUndo(Refusal):
    """Something else happened to this device since it was scanned in."""


class ContactOfAnother(Refusal):
    """This contact works for another partner."""

    status = 422


def announce(
    actor: Actor, *, kind: LotKind, partner: Partner, now: datetime, contact: Contact | None = None,
    **details: Any,
) -> Lot:  # fmt: skip
    """A gift was promised, or a purchase ordered.

    `details`: expected_count, note, and for a purchase invoice_number, price_cents, funding_source, sealed.
    """
    actor.must(Permission.LOT_EDIT)
    with transaction():
        _check_contact(partner, contact)
        lot = Lot(
            kind=kind, partner=partner, partner_id=partner.id, contact=contact,
            contact_id=contact.id if contact else None, announced_at=now, state=LotState.ANNOUNCED, **details,
        )  # fmt: skip
        agreeing.bind(lot, now=now)
        db.session.add(give_code(lot))
        db.session.flush()  # its id is the trace's
        told = {"kind": kind, "expected": lot.expected_count, "price_cents": lot.price_cents}
        record(actor, "intake.announced", lot, now=now, partner_id=partner.id, **told)
    return lot


def edit(actor: Actor, lot: Lot, *, now: datetime, contact: Contact | None = None, **details: Any) -> Lot:
    """Correct what was promised."""
    actor.must(Permission.LOT_EDIT)
    with transaction():
        _check_contact(lot.partner, contact)
        if "asked_minimum" in details:
            is_ours = lot.handed_over_at is not None
            must_not_weaken(lot.asked_minimum, details["asked_minimum"], is_handed_over=is_ours)
        changed = sorted(field for field, value in details.items() if getattr(lot, field) != value)
        for field in changed:
            setattr(lot, field, details[field])
        lot.contact, lot.contact_id = contact, contact.id if contact else None
        agreeing.bind(lot, now=now)
        record(actor, "intake.edited", lot, now=now, changed=changed, minimum=lot.minimum)
    return lot


def _check_contact(partner: Partner, contact: Contact | None) -> None:
    if contact is not None and contact.partner_id != partner.id:
        raise ContactOfAnother(field="contact")


def receive(
    actor: Actor, lot: Lot, text: str, *, now: datetime, maker: str = "", model: str = "",
    findings: Collection[Finding] = (), defect: str = "", unreadable: bool = False,
    hosts: Collection[str] = (), is_sure: bool = False, label: BlankLabel | None = None,
) -> Device:  # fmt: skip
    """One laptop comes in through the door: by its serial number, or by the label stuck on it.

    An announced one is received; an unknown one is registered with `maker` and `model`. `defect` says the
    findings in words. An `unreadable` number is typed later, from a photo. SerialKnown when it is in the
    house, OnAnotherLot when announced elsewhere, and the refusals of `scanned` for a label that is not of a
    laptop of ours. `hosts` are our own addresses, as labels have them; `is_sure` that what looks like a code
    is the maker's number. A blank `label` gives a new laptop its number; HasANumber for an announced one.
    """
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        _open_up(lot)
        if not text.strip() and not unreadable:
            raise NoSerial(field="scanned")
        device = _announced(lot, text, hosts) if text.strip() else None
        if device is None:
            scanned.must_be_a_serial(text, hosts, is_sure=is_sure)
            device = _register(actor, lot, text, maker=maker, model=model, now=now, label=label)
        elif label is not None:
            raise HasANumber(code=device.spoken, field="scanned")
        else:
            devices.move(actor, device, Move.RECEIVE, now=now, because=lot)
            device.maker, device.model = device.maker or maker, device.model or model
        device.sealed = lot.sealed
        _note(device, findings, defect)
        db.session.flush()  # its id is the inspection's
        inspecting.at_the_door(actor, device, findings, now=now)
        record(actor, "intake.received", device, now=now, lot=lot.code, findings=sorted(findings))
        offered("device.received", device, actor, now)
    return device


def _open_up(lot: Lot) -> None:
    must_be_open(lot.state, lot.spoken)
    lot.state = LotState.RECEIVING


def _announced(lot: Lot, text: str, hosts: Collection[str]) -> Device | None:
    """The device of this lot that is still expected and was scanned, by serial, own number or label."""
    labelled = scanned.device_of(text, hosts)
    device = labelled or devices.find_by_serial(text) or _by_donor_number(lot, text)
    if device is None:
        return None
    if device.stage != Stage.ANNOUNCED:
        if labelled:
            raise scanned.HereAlready(
                code=device.spoken, name=device.name, stage=device.stage, field="scanned"
            )
        raise devices.SerialKnown(serial=text, field="scanned")
    if device.lot_id != lot.id:
        other = db.session.get_one(Lot, device.lot_id) if device.lot_id else None
        raise OnAnotherLot(lot=other.spoken if other else "?", field="scanned")
    return device


def _by_donor_number(lot: Lot, text: str) -> Device | None:
    query = select(Device).where(Device.lot_id == lot.id, Device.stage == Stage.ANNOUNCED)
    query = query.where(Device.donor_asset_number == text.strip(), Device.donor_asset_number != "")
    found = list(db.session.execute(query.limit(2)).scalars())
    return found[0] if len(found) == 1 else None


def _register(
    actor: Actor, lot: Lot, text: str, *, maker: str, model: str, now: datetime, label: BlankLabel | None
) -> Device:
    serial = text.strip()
    if serial and is_filler(serial):
        raise FillerSerial(serial=serial, field="scanned")
    device = devices.register(
        actor, serial=serial, maker=maker, model=model, now=now, because=lot, lot_id=lot.id,
        donor_id=lot.partner_id, label=label,
    )  # fmt: skip
    line = _line_of(lot, serial) if serial else None
    if line is not None:
        line.device, line.device_id = device, device.id
    return device


def _line_of(lot: Lot, serial: str) -> LotLine | None:
    query = select(LotLine).where(LotLine.lot_id == lot.id, LotLine.serial_key == serial_key(serial))
    return db.session.execute(query.where(LotLine.device_id.is_(None)).limit(1)).scalar_one_or_none()


def _note(device: Device, findings: Collection[Finding], defect: str) -> None:
    device.charger = False if Finding.NO_CHARGER in findings else device.charger
    device.defect = defect


def undo_receive(actor: Actor, lot: Lot, device: Device, *, now: datetime) -> None:
    """A wrong scan: an announced laptop is awaited again, one that the scan made vanishes.

    TooLateToUndo when anything else happened to it since.
    """
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        _open_up(lot)
        if device.lot_id != lot.id:
            raise NotHere
        passages = _passages(device)
        if device.stage != Stage.RECEIVED or passages[-1].move != Move.RECEIVE or devices.media_of(device):
            raise TooLateToUndo
        record(actor, "intake.receive_undone", lot, now=now, device=device, code=device.code)
        inspecting.forget(device)
        if len(passages) > 1:
            devices.move(actor, device, Move.UNDO_RECEIVE, now=now, because=lot)
            device.received_at, device.defect, device.charger = None, "", None
        else:
            _erase(lot, device, passages)


def _passages(device: Device) -> list[Passage]:
    query = select(Passage).where(Passage.device_id == device.id).order_by(Passage.id)
    return list(db.session.execute(query).scalars())


def _erase(lot: Lot, device: Device, passages: list[Passage]) -> None:
    """Take away a device that only a slip of the scanner made; the trace of it stays."""
    query = select(LotLine).where(LotLine.lot_id == lot.id, LotLine.device_id == device.id)
    for line in db.session.execute(query).scalars():
        line.device, line.device_id = None, None
    db.session.flush()  # the line lets go first
    for passage in passages:
        db.session.delete(passage)
    blanks.come_off(device)
    db.session.flush()  # nothing may point to the device when it goes
    db.session.delete(device)


def refuse(
    actor: Actor, device: Device, because: RefusedBecause, *, now: datetime, words: str = ""
) -> Device:
    """Send a laptop back to its giver at the door. `words` stand on the device and on the receipt."""
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        lot = lot_of(device)
        devices.move(actor, device, Move.REFUSE, now=now, because=lot)
        device.defect = words or device.defect
        record(actor, "intake.refused", device, now=now, because=because, lot=lot.code if lot else None)
    return device


def lot_of(device: Device) -> Lot | None:
    """The lot with which a device came, if any."""
    return db.session.get(Lot, device.lot_id) if device.lot_id else None


def sign_for(
    actor: Actor, lot: Lot, *, by: str, now: datetime, signature: bytes | None = None,
    chargers: int | None = None, taken_signature: bytes | None = None, counted: int | None = None,
    seals: str = "",
) -> Lot:  # fmt: skip
    """Someone hands the lot over and signs: on screen (`signature` as PNG) or, without it, on paper.

    From now on it is ours: a gift of goods is made by delivering them (old Civil Code, handgift). The manifest
    says what changed hands, with our own signature (`taken_signature`) beside theirs.
    """
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        must_be_open(lot.state, lot.spoken)
        if lot.handed_over_at is None:
            agreeing.bind(lot, now=now)
        lot.handed_over_at, lot.handed_over_by = now, by
        lot.signature, lot.signed_on_paper = signature, signature is None
        lot.charger_count = lot.charger_count if chargers is None else chargers
        made = None
        if lot.kind is LotKind.DONATION:
            made = manifest.make(
                actor, lot, given_by=by, given_signature=signature, taken_signature=taken_signature,
                counted=counted, seals=seals, now=now,
            )  # fmt: skip
        record(
            actor, "intake.signed_for", lot, now=now, on_paper=lot.signed_on_paper,
            manifest=made.sha256 if made else None, donation_id=lot.donation_id,
            processing_id=lot.processing_id, minimum=lot.minimum,
        )  # fmt: skip
    return lot


def close(actor: Actor, lot: Lot, *, now: datetime) -> Lot:
    """Everything that will come has come; the giver's receipt counts what did."""
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        must_be_open(lot.state, lot.spoken)
        if lot.kind == LotKind.DONATION and lot.handed_over_at is None:
            raise NotSignedFor
        received = _count_received(lot)
        if not received:
            raise NothingReceived
        lot.state, lot.closed_at = LotState.CLOSED, now
        announcing.forget_whom_to_ask(lot)
        if lot.kind == LotKind.DONATION:
            lot.receipt = _sealed_receipt(actor, lot, now)
            lot.receipt_hash = hashlib.sha256(lot.receipt).hexdigest()
        record(actor, "intake.closed", lot, now=now, expected=lot.expected_count, received=received)
    return lot


def _sealed_receipt(actor: Actor, lot: Lot, now: datetime) -> bytes:
    """The receipt with the digibank's seal: the signature of who received it."""
    _seal, pair = seals.in_use(actor, now=now)
    person = db.session.get(User, actor.user_id) if actor.user_id else None
    facts = receipt.facts_of(lot, received_by=person.name if person else "", seal_key_id=pair.key_id, now=now)
    house = facts.house
    return seal(
        receipt.receipt(facts), (), pair, name=house, reason="Ontvangstbewijs schenking", moment=now,
        time_stamps=current_app.config["TIME_STAMPS"],
    )  # fmt: skip


def reopen(actor: Actor, lot: Lot, *, now: datetime) -> Lot:
    """A laptop turned up after all. LotIsDeclined for what was called off: its giver announces it anew."""
    actor.must(Permission.LOT_EDIT)
    with transaction():
        if lot.state is LotState.DECLINED:
            raise LotIsDeclined(lot=lot.spoken)
        lot.state, lot.closed_at = LotState.RECEIVING, None
        lot.receipt, lot.receipt_hash = None, ""
        record(actor, "intake.reopened", lot, now=now)
    return lot


def _count_received(lot: Lot) -> int:
    query = select(func.count(Device.id)).where(Device.lot_id == lot.id, Device.stage != Stage.ANNOUNCED)
    return db.session.execute(query).scalar_one()


def get_lot(text: str) -> Lot:
    """The lot with this code in the digibank we are inside of; NotHere otherwise."""
    return get_by_code(Lot, text)
