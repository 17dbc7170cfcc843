"""Reads the snapshots of eReuse Workbench in which a wipe is told, and its events that tell of a wipe alone.

The newer workbench-script only writes down which command it would run (its list of erasures stays empty), so
its snapshots are read as hardware reports and prove no wipe.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.intake.hardware import ereuse as snapshots
from inventory.intake.hardware.report import HardwareReport
from inventory.intake.hardware.serials import match_key
from inventory.intake.hardware.values import table, tables, whole
from inventory.intake.hardware.values import text as plain
from inventory.wiping.evidence import hardware
from inventory.wiping.evidence.facts import Drive, EvidenceReport, Form, Technique, VerifyLevel
from inventory.wiping.evidence.text import quoting

_EVENT = re.compile(r"^type:\s*['\"]?(Erase[A-Za-z]{1,30})['\"]?\s*$", re.MULTILINE)
_EVENT_LINE = re.compile(r"^(severity|startTime|endTime):\s*['\"]?([\w:+.-]{1,40})['\"]?\s*$", re.MULTILINE)
_DRIVES = ("HardDrive", "SolidStateDrive")


@dataclass(frozen=True)
class StepFacts:
    """One pass of a wipe: zeros or random, and whether it is said to have gone well."""

    kind: str
    went_well: bool | None


@dataclass(frozen=True)
class EreuseDrive(Drive):
    """One drive of a snapshot, with one wipe that the snapshot tells of."""

    went_well: bool | None = None
    steps: tuple[StepFacts, ...] = ()
    #: the drive's own test failed, or it counts reallocated or unreadable sectors
    is_worn: bool = False


@dataclass(frozen=True)
class EreuseReport(EvidenceReport):
    """One snapshot, or one event."""

    drives: tuple[EreuseDrive, ...] = ()


def tells_of_a_wipe(tree: object) -> bool:
    """Is this a snapshot of which a component has an erasure?"""
    return snapshots.is_snapshot(tree) and any(
        True for part in tables(table(tree).get("components")) for _erasure in _erasures(part)
    )


def is_event(text: str) -> bool:
    """Is this the event `Erase…` as the server of Workbench keeps it, in YAML?"""
    return _EVENT.search(text) is not None


def read_event(text: str) -> EreuseReport:
    """The wipe of an event. It names neither drive nor machine."""
    kind = _EVENT.search(text)
    told = dict(_EVENT_LINE.findall(text))
    drive = EreuseDrive(
        device="",
        technique=Technique.OVERWRITE,
        method=kind[1] if kind else None,
        verification=VerifyLevel.OFF,
        started_at=_hour(told.get("startTime")),
        ended_at=_hour(told.get("endTime")),
        went_well=told.get("severity") == "Info",
        markers=quoting(text, "type:", "severity:", "startTime:", "endTime:"),
    )
    return EreuseReport(form=Form.EREUSE, tool="eReuse Workbench", drives=(drive,))


def read(tree: object, machine: HardwareReport, text: str) -> EreuseReport:
    """The wipes of a snapshot; `machine` is what the reader of hardware made of the same snapshot."""
    seen = hardware.of(machine, text)
    by_serial = {match_key(drive.serials[0]): drive for drive in reversed(seen.drives) if drive.serials}
    drives: list[EreuseDrive] = []
    for part in tables(table(tree).get("components")):
        if _kind(part) not in _DRIVES:
            continue
        serial = match_key(plain(part.get("serialNumber")))
        base = by_serial.get(serial) or Drive(device=str(len(drives) + 1), model=plain(part.get("model")))
        entries = [_drive(base, part, erasure) for erasure in _erasures(part)]
        drives += entries or [EreuseDrive(**vars(base))]
    return EreuseReport(
        form=Form.EREUSE,
        tool="eReuse Workbench",
        tool_version=seen.tool_version,
        host=seen.host,
        drives=tuple(drives),
        markers=seen.markers,
        notes=seen.notes,
    )


def _kind(part: dict[str, Any]) -> str:
    return (plain(part.get("type")) or plain(part.get("@type")) or "").split(":")[-1]


def _erasures(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    told = [part.get("erasure"), *tables(part.get("actions")), *tables(part.get("events"))]
    return (row for row in told if isinstance(row, dict) and _kind(row).startswith("Erase"))


def _drive(base: Drive, part: dict[str, Any], erasure: dict[str, Any]) -> EreuseDrive:
    steps = tuple(StepFacts(_kind(step), _went_well(step)) for step in tables(erasure.get("steps")))
    is_physical = _kind(erasure) == "ErasePhysical"
    is_crypto = _kind(erasure) == "EraseCrypto"
    told = vars(base) | {
        "technique": Technique.OTHER
        if is_physical
        else Technique.FIRMWARE_ERASE
        if is_crypto
        else Technique.OVERWRITE,
        "method": _kind(erasure),
        "verification": VerifyLevel.OFF,
        "started_at": _hour(erasure.get("startTime") or erasure.get("startingTime")),
        "ended_at": _hour(erasure.get("endTime") or erasure.get("endingTime")),
    }
    return EreuseDrive(**told, went_well=_went_well(erasure), steps=steps, is_worn=_is_worn(part))


def _went_well(row: dict[str, Any]) -> bool | None:
    """Old snapshots say `success`, newer ones a severity; None when neither is there."""
    if isinstance(row.get("success"), bool):
        return bool(row["success"])
    severity = plain(row.get("severity"))
    return None if severity is None else severity == "Info"


def _is_worn(part: dict[str, Any]) -> bool:
    tests = [*tables(part.get("test")), *(row for row in tables(part.get("actions")) if "assessment" in row)]
    counts = ("reallocatedSectorCount", "currentPendingSectorCount", "offlineUncorrectable")
    return any(
        row.get("assessment") is False or any((whole(row.get(name)) or 0) > 0 for name in counts)
        for row in tests
    )


def _hour(value: object) -> datetime | None:
    """The hour as it is told; its zone is left out, as every tool's clock here."""
    try:
        return datetime.fromisoformat(plain(value) or "").replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None
