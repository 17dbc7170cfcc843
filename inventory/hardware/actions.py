"""A report comes in and is kept, a person says whose it is, decides what a laptop is for, or sets the floor."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.devices.queries import media_by_serial
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.offers import offers
from inventory.foundation.transaction import transaction
from inventory.hardware import queries
from inventory.hardware.fitness import Fit
from inventory.hardware.models import FitDecision, Floor, HardwareRecord
from inventory.hardware.rules import BelongsElsewhere, IsAside, must_be_real, tells_of_another
from inventory.intake.hardware.reading import read_hardware, words_of
from inventory.intake.hardware.report import READER_VERSION, HardwareReport, describe, described
from inventory.intake.hardware.serials import match_key
from inventory.intake.reporting import fill_in, find_machine, without_people
from inventory.journey import Stage
from inventory.permissions import Permission

#: where a laptop is in our hands, so that what it tells is how it stands here
_IN_OUR_HANDS = frozenset(
    {Stage.ANNOUNCED, Stage.RECEIVED, Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.RETURNED}
)


@dataclass(frozen=True)
class Taken:
    """What came of one file: its record, and whether it was here already."""

    record: HardwareRecord
    is_known: bool


def take(
    actor: Actor, content: bytes, file_name: str, *, now: datetime, device: Device | None = None
) -> Taken:
    """Read a report and keep it: of `device`, of the laptop that it names itself, or waiting for a person.

    Unreadable for what is no report, FromAVirtualMachine for what tells of no laptop. One that tells of another
    serial number than that of `device` fills in nothing, and waits until somebody says whose it is.
    """
    actor.must(Permission.EVIDENCE_SEND)
    report = _without_people(read_hardware(content, file_name))
    must_be_real(report, file_name)
    digest = hashlib.sha256(content).hexdigest()
    with transaction():
        told = told_hash(report)
        owner = device or find_owner(report)
        is_asked = owner is not None and _must_be_asked(report, owner)
        if (known := _known(digest, told, None if is_asked else owner)) is not None:
            return Taken(known, True)
        kept = _new(actor, report, file_name, digest, told, now)
        kept.content = None if has_national_number(words_of(content, file_name)) else content
        kept.device, kept.meant_for = (None, owner) if is_asked else (owner, None)
        db.session.add(kept)
        db.session.flush()  # its id is the trace's
        record(actor, "hardware.report_kept", kept, now=now, device=kept.device, tool=kept.tool)
        if kept.device is not None:
            _fill(actor, kept.device, report, now)
    return Taken(kept, False)


def _without_people(report: HardwareReport) -> HardwareReport:
    return described(without_people(describe(report)))


def find_owner(report: HardwareReport) -> Device | None:
    """The laptop of ours that a report names, by its serial number, its UUID, or the one disk that it tells of."""
    if report.has_machine:
        return find_machine(report)
    homes = {
        held.device_id: held.device
        for medium in report.media
        if medium.serial
        for held in media_by_serial(medium.serial)
        if held.device is not None
    }
    # A serial number in two laptops is a copy; it is not for us to choose.
    return next(iter(homes.values())) if len(homes) == 1 else None


def _must_be_asked(report: HardwareReport, device: Device) -> bool:
    drives = frozenset(match_key(one.serial) for one in devices.media_of(device) if one.serial)
    return tells_of_another(report, device.serial, drives)


def told_hash(report: HardwareReport) -> str:
    """A fingerprint of what a report tells, without the hours that run on by themselves."""
    told = describe(report)
    del told["reader_version"]
    for medium in told["media"]:
        if medium["health"]:
            medium["health"] = {**medium["health"], "power_on_hours": None}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _known(digest: str, told: str, owner: Device | None) -> HardwareRecord | None:
    """The record of these very bytes, or the last one of this laptop when it tells just the same."""
    if (same := queries.with_digest(digest)) is not None:
        return same
    query = select(HardwareRecord).order_by(HardwareRecord.id.desc()).limit(1)
    query = (
        query.where(HardwareRecord.device_id == owner.id)
        if owner is not None
        else query.where(HardwareRecord.told_hash == told, HardwareRecord.device_id.is_(None))
    )
    last = db.session.execute(query).scalar_one_or_none()
    return last if last is not None and last.told_hash == told else None


def _new(
    actor: Actor, report: HardwareReport, file_name: str, digest: str, told: str, now: datetime
) -> HardwareRecord:
    return HardwareRecord(
        sha256=digest, told_hash=told, file_name=file_name[:120], tool=report.source[:40],
        tool_version=(report.source_version or "")[:40], reader_version=READER_VERSION, told=describe(report),
        received_at=now, received_by_id=actor.user_id, token_id=actor.token_id,
    )  # fmt: skip


def _fill(actor: Actor, device: Device, report: HardwareReport, now: datetime) -> None:
    """Fill in what was empty; of a laptop that is not in our hands nothing is changed."""
    if device.stage in _IN_OUR_HANDS:
        fill_in(actor, device, report, now=now)
    else:
        device.reported_at = now


@offers("device.reported")
def keep_what_came_in(
    device: Device, actor: Actor, now: datetime, reports: Sequence[tuple[str, HardwareReport]]
) -> None:
    """Reports by which a laptop came in through the door are kept too; their bytes were not."""
    with transaction():
        for file_name, report in reports:
            told = told_hash(report)
            digest = hashlib.sha256(f"{device.id}:{told}".encode()).hexdigest()
            if _known(digest, told, device) is None:
                kept = _new(actor, report, file_name, digest, told, now)
                kept.device = device
                db.session.add(kept)
                db.session.flush()  # its id is the trace's
                record(actor, "hardware.report_kept", kept, now=now, device=device, tool=kept.tool)


def settle(actor: Actor, kept: HardwareRecord, device: Device, *, now: datetime) -> HardwareRecord:
    """A person says whose report this is. BelongsElsewhere when that was said already, IsAside when it lies aside."""
    actor.must(Permission.DEVICE_CORRECT)
    with transaction():
        if kept.device_id is not None:
            raise BelongsElsewhere
        if kept.set_aside_at is not None:
            raise IsAside
        kept.device, kept.meant_for = device, None
        record(actor, "hardware.report_settled", kept, now=now, device=device)
        _fill(actor, device, described(kept.told), now)
    return kept


def set_aside(actor: Actor, kept: HardwareRecord, *, now: datetime) -> HardwareRecord:
    """It is of no laptop of ours; what it told is forgotten, and its fingerprint stays so that it comes but once."""
    actor.must(Permission.DEVICE_CORRECT)
    with transaction():
        if kept.device_id is not None:
            raise BelongsElsewhere
        if kept.set_aside_at is None:
            kept.set_aside_at, kept.set_aside_by_id, kept.content = now, actor.user_id, None
            record(actor, "hardware.report_set_aside", kept, now=now)
    return kept


def decide(actor: Actor, device: Device, fit: Fit, *, now: datetime) -> FitDecision:
    """A person says for what a laptop is taken; the proposal of that moment is kept beside it."""
    actor.must(Permission.DEVICE_CORRECT)
    with transaction():
        proposed = queries.standing_of(device).fitness.proposal
        made = FitDecision(
            device=device, device_id=device.id, fit=fit, proposed=proposed, decided_at=now,
            decided_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()  # its id is the trace's
        record(actor, "hardware.fit_decided", made, now=now, device=device, fit=fit, proposed=proposed)
    return made


def set_keyboard(actor: Actor, device: Device, layout: str, *, now: datetime) -> Device:
    """Which letters stand on the keys: no tool tells, so a person looks."""
    return devices.correct(actor, device, now=now, keyboard=layout)


def set_floor(actor: Actor, *, now: datetime, **asked: Any) -> Floor:
    """What a digibank asks at least of a laptop that it lends."""
    actor.must(Permission.DIGIBANK_SETTINGS)
    with transaction():
        floor = queries.floor() or Floor()
        changed = [name for name, value in asked.items() if getattr(floor, name, None) != value]
        for name in changed:
            setattr(floor, name, asked[name])
        db.session.add(floor)
        db.session.flush()  # its id is the trace's
        record(actor, "hardware.floor_set", floor, now=now, changed=changed)
    return floor
