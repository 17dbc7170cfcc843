"""Devices come in by what they say about themselves: hardware reports are read, shown, and then saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inventory.devices import actions as devices
from inventory.devices.models import Device, DeviceKind, MediumKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.offers import offered
from inventory.foundation.refusal import Unreadable
from inventory.foundation.transaction import transaction
from inventory.intake.hardware.reading import read_hardware
from inventory.intake.hardware.report import HardwareReport, describe, described
from inventory.intake.hardware.serials import uuid_forms
from inventory.intake.importing import NothingComesIn, ReportChanged
from inventory.intake.machines import SAVED, Machine, MachineVerdict, gathered, verdict_on
from inventory.intake.models import ImportDraft, Lot, LotLine, LotState
from inventory.intake.rules import must_be_open
from inventory.journey import ENDS, Move, Stage
from inventory.permissions import Permission

#: files in one go; a crate of laptops
MOST_FILES = 60
_KINDS = {"tablet": DeviceKind.TABLET, "desktop": DeviceKind.DESKTOP}


@dataclass(frozen=True)
class Planned:
    """One machine of an upload, and what will become of it."""

    machine: Machine
    verdict: MachineVerdict
    device: Device | None


def upload_reports(
    actor: Actor, lot: Lot, files: Sequence[tuple[str, bytes]], *, now: datetime
) -> ImportDraft:
    """Read and keep hardware reports; a file that cannot be read is kept by its name and reason."""
    actor.must(Permission.LOT_RECEIVE)
    content: list[dict[str, Any]] = []
    for name, bytes_ in files[:MOST_FILES]:
        try:
            content.append({"file": name, "report": without_people(describe(read_hardware(bytes_, name)))})
        except Unreadable as refusal:
            content.append({"file": name, "refused": type(refusal).__name__})
    with transaction():
        must_be_open(lot.state, lot.spoken)
        draft = ImportDraft(
            lot=lot, lot_id=lot.id, file_name=files[0][0][:120], uploaded_at=now,
            uploaded_by_id=actor.user_id, content=content, mapping={"reports": True},
        )  # fmt: skip
        db.session.add(draft)
        db.session.flush()  # its id is the trace's
        record(actor, "intake.reports_uploaded", draft, now=now, lot=lot.code, files=len(content))
    return draft


def without_people(told: Any) -> Any:
    """What a report tells, without a national number that someone wrote into a machine's firmware or the file."""
    if isinstance(told, dict):
        return {key: value if key == "uuid" else without_people(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [without_people(value) for value in told]
    return None if isinstance(told, str) and has_national_number(told) else told


def refused_files(draft: ImportDraft) -> list[tuple[str, str]]:
    """Each file that could not be read, with the name of the refusal."""
    return [(entry["file"], entry["refused"]) for entry in draft.content if "refused" in entry]


def plan_of(draft: ImportDraft) -> list[Planned]:
    """What will become of each machine in the upload, as the register stands now."""
    read = [(entry["file"], described(entry["report"])) for entry in draft.content if "report" in entry]
    planned = []
    for machine in gathered(read):
        device = find_machine(machine.report)
        verdict = verdict_on(
            machine,
            device_lot_id=device.lot_id if device else None,
            is_known=device is not None,
            is_announced=device is not None and device.stage == Stage.ANNOUNCED,
            lot_id=draft.lot_id,
        )
        planned.append(Planned(machine, verdict, device))
    return planned


def find_machine(report: HardwareReport) -> Device | None:
    """The living device with this serial number, or with this UUID in either spelling."""
    if report.serial and (device := devices.find_by_serial(report.serial)):
        return device
    if not report.uuid:
        return None
    query = select(Device).where(Device.uuid.in_(uuid_forms(report.uuid)), Device.stage.not_in(ENDS))
    found = list(db.session.execute(query.limit(2)).scalars())
    # Cloned firmware gives many machines one UUID; then it names none.
    if len(found) != 1 or (report.serial and found[0].serial):
        return None
    return found[0]


def seal_of(plan: Sequence[Planned]) -> str:
    """What was shown, in short: each machine's fate and device."""
    return ",".join(f"{one.verdict}:{one.device.id if one.device else 0}" for one in plan)


def confirm_reports(actor: Actor, draft: ImportDraft, *, seal: str, now: datetime) -> list[Device]:
    """Save every machine that can be, as shown. ReportChanged when the register changed meanwhile."""
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        lot = draft.lot
        must_be_open(lot.state, lot.spoken)
        plan = plan_of(draft)
        if draft.confirmed_at is not None or seal_of(plan) != seal:
            raise ReportChanged
        saved = [_save(actor, lot, one, now) for one in plan if one.verdict in SAVED]
        if not saved:
            raise NothingComesIn
        lot.state = LotState.RECEIVING
        draft.confirmed_at, draft.content = now, []
        record(actor, "intake.reports_confirmed", lot, now=now, devices=len(saved))
    return saved


def _save(actor: Actor, lot: Lot, planned: Planned, now: datetime) -> Device:
    report = planned.machine.report
    device = planned.device
    if device is None:
        device = devices.register(
            actor, kind=_KINDS.get(report.chassis or "", DeviceKind.LAPTOP), now=now,
            serial=(report.serial or "")[:80], because=lot, lot_id=lot.id, donor_id=lot.partner_id,
            sealed=lot.sealed,
        )  # fmt: skip
    elif planned.verdict == MachineVerdict.ARRIVES:
        devices.move(actor, device, Move.RECEIVE, now=now, because=lot)
    fill_in(actor, device, report, now=now)
    offered("device.reported", device, actor, now, [(planned.machine.files[0], report)])
    record(actor, "intake.received_by_report", device, now=now, lot=lot.code, tool=report.source)
    return device


def fill_in(actor: Actor, device: Device, report: HardwareReport, *, now: datetime) -> None:
    """Write what a machine says about itself where nothing stands yet, and every drive it has."""
    with transaction():
        _forget_what_was_listed(device, report)
        battery = report.battery.health_percent if report.battery else None
        told = {
            "maker": (report.maker or "")[:80], "model": (report.model or "")[:120],
            "serial": (report.serial or "")[:80], "uuid": report.uuid or "",
            "processor": (report.processor or "")[:120], "memory_mb": report.memory_mb,
            "chassis": (report.chassis or "")[:40], "battery_percent": battery, "screen": screen_in_words(report),
        }  # fmt: skip
        for field, value in told.items():
            if value and not getattr(device, field):
                setattr(device, field, value)
        device.reported_at = now
        nameless = [(m.model, m.size_bytes) for m in devices.media_of(device) if not m.serial]
        for medium in report.media:
            # Without a serial number a drive cannot be recognised; one of its model and size is taken for it.
            if not medium.serial and ((medium.model or "")[:120], medium.size_bytes) in nameless:
                continue
            devices.add_medium(
                actor, device, now=now, kind=MediumKind(medium.kind), serial=(medium.serial or "")[:80],
                maker=(medium.maker or "")[:80], model=(medium.model or "")[:120],
                interface=(medium.interface or "")[:20], size_bytes=medium.size_bytes,
                soldered=medium.kind == "emmc", exposed_at=device.received_at or now,
            )  # fmt: skip
        record(actor, "intake.report_filled_in", device, now=now, tool=report.source, media=len(report.media))


def _forget_what_was_listed(device: Device, report: HardwareReport) -> None:
    """What the laptop says itself wins from what its giver's list said; what a person put right stays."""
    query = select(LotLine.processor, LotLine.memory_mb).where(LotLine.device_id == device.id)
    for processor, memory_mb in db.session.execute(query.order_by(LotLine.id)):
        if report.memory_mb and memory_mb and device.memory_mb == memory_mb:
            device.memory_mb = None
        if report.processor and processor and device.processor == processor:
            device.processor = ""


def screen_in_words(report: HardwareReport) -> str:
    """The screen in a few words that need no translation; empty when nothing was told."""
    screen = report.screen
    if screen is None:
        return ""
    size = f'{screen.tenths_of_inch / 10:.1f}"' if screen.tenths_of_inch else ""
    points = f"{screen.width} × {screen.height}" if screen.width and screen.height else ""
    return ", ".join(filter(None, (size, points)))
