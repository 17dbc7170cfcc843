"""Snapshots of eReuse Workbench: an old one describes components, a new one carries other tools' reports."""

from collections.abc import Callable
from typing import Any

from inventory.intake.hardware import serials
from inventory.intake.hardware.lshw import chassis_of
from inventory.intake.hardware.media import kind_of, maker_of
from inventory.intake.hardware.report import (
    HardwareReport,
    MediumFacts,
    MemorySlot,
    Remark,
    combined,
    with_remarks,
)
from inventory.intake.hardware.values import positive, table, tables, text

_DRIVES = ("HardDrive", "SolidStateDrive")
#: what a new snapshot carries, in the order in which we believe it about the machine
_CARRIED = ("dmidecode", "lshw", "inxi", "smartctl", "disks")


def is_snapshot(tree: object) -> bool:
    """Is this a Snapshot of any generation?"""
    told = table(tree)
    kind = text(told.get("type")) or text(told.get("@type")) or ""
    return kind.split(":")[-1] == "Snapshot" and bool(told.keys() & {"components", "data", "device"})


def read(tree: object, read_carried: Callable[[str], HardwareReport | None]) -> HardwareReport:
    """The machine of a snapshot; `read_carried` reads a report that stands inside it as text."""
    told = table(tree)
    version = text(told.get("version"))
    carried = table(told.get("data"))
    inside = [read_carried(carried[name]) for name in _CARRIED if isinstance(carried.get(name), str)]
    if reports := [report for report in inside if report]:
        return combined("ereuse", version, reports)
    return _components(told, version)


def _components(told: dict[str, Any], version: str | None) -> HardwareReport:
    device, parts = table(told.get("device")), list(tables(told.get("components")))
    told_serial = text(device.get("serialNumber"))
    media = tuple(_medium(part) for part in parts if _type(part) in _DRIVES)
    remarks = set() if media else {Remark.NO_MEDIA_SEEN}
    if told_serial and serials.is_filler(told_serial):
        remarks.add(Remark.PLACEHOLDER_SERIAL)
    modules = [positive(part.get("size")) for part in parts if _type(part) == "RamModule"]
    report = HardwareReport(
        source="ereuse",
        source_version=version,
        maker=serials.real(text(device.get("manufacturer"))),
        model=serials.real(text(device.get("model"))),
        serial=serials.real(told_serial),
        chassis=chassis_of(text(device.get("chassis")) or text(device.get("type"))),
        processor=next((text(part.get("model")) for part in parts if _type(part) == "Processor"), None),
        memory_mb=sum(size for size in modules if size) or None,
        memory_slots=tuple(_slot(part) for part in parts if _type(part) == "RamModule"),
        media=media,
    )
    return with_remarks(report, *remarks)


def _slot(part: dict[str, Any]) -> MemorySlot:
    return MemorySlot(
        size_mb=positive(part.get("size")),
        kind=text(part.get("interface")),
        mhz=positive(part.get("speed")),
    )


def _type(part: dict[str, Any]) -> str | None:
    return text(part.get("type")) or text(part.get("@type"))


def _medium(part: dict[str, Any]) -> MediumFacts:
    model, size = text(part.get("model")), part.get("size")
    # Workbench 10 wrote mebibytes as a whole number, 11 writes megabytes with a fraction, 7 a few gigabytes.
    unit = 2**20 if isinstance(size, int) else 2**30 if isinstance(size, float) and size < 100 else 10**6
    return MediumFacts(
        serial=serials.drive_serial(text(part.get("serialNumber"))),
        maker=serials.real(text(part.get("manufacturer"))) or maker_of(model),
        model=model,
        kind=kind_of(model, turns=None if _type(part) == "HardDrive" else False),
        interface=(text(part.get("interface")) or "").casefold() or None,
        size_bytes=positive(size * unit) if isinstance(size, int | float) and abs(size) < 1e12 else None,
        firmware=serials.real(text(part.get("variant"))),
    )
