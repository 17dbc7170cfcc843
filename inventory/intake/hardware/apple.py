"""`system_profiler`: what a Mac says, as text or as JSON.

A Mac that its former owner still locks is useless to a borrower, so the activation lock is read too.
"""

import re
from typing import Any

from inventory.intake.hardware import serials
from inventory.intake.hardware.media import kind_of
from inventory.intake.hardware.report import (
    BatteryFacts,
    HardwareReport,
    MediumFacts,
    Remark,
    ScreenFacts,
    battery_from,
    with_remarks,
)
from inventory.intake.hardware.values import byte_count, megabytes, positive, table, tables, text

_LINE = re.compile(r"^[ \t]+([A-Z][\w ()%]{1,40}):[ \t]*(\S.*)$", re.MULTILINE)
_JSON_NAMES = {
    "Model Name": "machine_name",
    "Model Identifier": "machine_model",
    "Chip": "chip_type",
    "Processor Name": "cpu_type",
    "Memory": "physical_memory",
    "Serial Number (system)": "serial_number",
    "Hardware UUID": "platform_UUID",
    "Activation Lock Status": "activation_lock_status",
}


def is_profiler_text(words: str) -> bool:
    """Does this text have the overview of a Mac?"""
    return "Hardware Overview:" in words


def is_profiler_json(tree: object) -> bool:
    """Is this `system_profiler -json`?"""
    return "SPHardwareDataType" in table(tree)


def read_text(words: str) -> HardwareReport:
    """The Mac of a `system_profiler` text."""
    overview, *_rest = words.split("Hardware Overview:", 1)[1].split("\nMemory:", 1)
    told: dict[str, str] = {}
    for match in _LINE.finditer(overview):
        told.setdefault(match[1], match[2])
    everything = {match[1]: match[2] for match in _LINE.finditer(words)}
    battery = None
    if "Cycle Count" in everything:
        health = re.match(r"(\d{1,3})\s*%", everything.get("Maximum Capacity", ""))
        battery = battery_from(
            cycles=positive(everything["Cycle Count"]), percent=int(health[1]) if health else None
        )
    size = re.match(r"(\d{3,5}) x (\d{3,5})", everything.get("Resolution", ""))
    screen = ScreenFacts(width=int(size[1]), height=int(size[2])) if size else None
    return _read(told, battery, (), Remark.MEDIA_NOT_LISTED, screen)


def read_json(tree: object) -> HardwareReport:
    """The Mac of `system_profiler -json`."""
    hardware = next(tables(table(tree).get("SPHardwareDataType")), {})
    told = {name: text(hardware.get(key)) or "" for name, key in _JSON_NAMES.items()}
    media = []
    for section, interface in (("SPNVMeDataType", "nvme"), ("SPSerialATADataType", "sata")):
        for controller in tables(table(tree).get(section)):
            media += [_medium(row, interface) for row in tables(controller.get("_items"))]
    asked = {"SPNVMeDataType", "SPSerialATADataType"} & table(tree).keys()
    missing = Remark.NO_MEDIA_SEEN if asked else Remark.MEDIA_NOT_LISTED
    return _read(told, None, tuple(medium for medium in media if medium.model), missing)


def _read(
    told: dict[str, str],
    battery: BatteryFacts | None,
    media: tuple[MediumFacts, ...],
    without_media: Remark,
    screen: ScreenFacts | None = None,
) -> HardwareReport:
    remarks = set() if media else {without_media}
    lock = told.get("Activation Lock Status", "").casefold()
    if lock.endswith("enabled"):
        remarks.add(Remark.ACTIVATION_LOCKED)
    name = text(told.get("Model Name"))
    report = HardwareReport(
        source="system_profiler",
        maker="Apple Inc.",
        model=name,
        machine_type=text(told.get("Model Identifier")),
        serial=serials.real(text(told.get("Serial Number (system)"))),
        uuid=serials.machine_uuid(text(told.get("Hardware UUID"))),
        chassis="laptop" if name and "book" in name.casefold() else "desktop" if name else None,
        processor=text(told.get("Chip")) or text(told.get("Processor Name")),
        memory_mb=megabytes(byte_count(told.get("Memory"))),
        battery=battery,
        screen=screen,
        media=media,
    )
    return with_remarks(report, *remarks)


def _medium(row: dict[str, Any], interface: str) -> MediumFacts:
    model = text(row.get("device_model")) or text(row.get("_name"))
    return MediumFacts(
        serial=serials.drive_serial(text(row.get("device_serial"))),
        maker="Apple" if (model or "").startswith("APPLE") else None,
        model=model,
        kind=kind_of(model, interface=interface),
        interface=interface,
        size_bytes=positive(row.get("size_in_bytes")),
        firmware=serials.real(text(row.get("device_revision"))),
    )
