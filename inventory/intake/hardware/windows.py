"""What PowerShell says: `Get-ComputerInfo` (text or JSON) and `Get-PhysicalDisk | ConvertTo-Json`.

The first knows no drives. Its serial number stands under `BiosSeralNumber`: the typo is Microsoft's own.
"""

import re
from typing import Any

from inventory.intake.hardware import serials
from inventory.intake.hardware.media import kind_of, maker_of
from inventory.intake.hardware.report import (
    FirmwareFacts,
    HardwareReport,
    MediumFacts,
    Remark,
    with_remarks,
)
from inventory.intake.hardware.values import megabytes, positive, rows, table, tables, text

_LINE = re.compile(r"^((?:Cs|Bios|Os|Windows)[A-Za-z0-9]{2,60})[ \t]*:[ \t]?(.*)$", re.MULTILINE)
_SERIALS = ("BiosSeralNumber", "BiosSerialNumber")
_MARKS = {"CsManufacturer", "CsModel", *_SERIALS}
#: Win32_ComputerSystem.PCSystemType: 2 is Mobile, 8 is Slate
_CHASSIS = {
    **dict.fromkeys(("mobile", "2"), "laptop"),
    **dict.fromkeys(("slate", "8"), "tablet"),
    **dict.fromkeys(("desktop", "1"), "desktop"),
}
#: MSFT_PhysicalDisk.BusType and MediaType, as numbers in JSON and as words on screen
_BUSES = {
    **dict.fromkeys(("17", "nvme"), "nvme"),
    **dict.fromkeys(("11", "sata"), "sata"),
    **dict.fromkeys(("3", "ata"), "ata"),
    **dict.fromkeys(("7", "usb"), "usb"),
    **dict.fromkeys(("12", "sd"), "sd"),
    **dict.fromkeys(("13", "mmc"), "emmc"),
    **dict.fromkeys(("8", "raid"), "raid"),
}
#: how it was started: Bios is 1, Uefi is 2
_FIRMWARE = {
    **dict.fromkeys(("uefi", "2"), FirmwareFacts(uefi=True)),
    **dict.fromkeys(("bios", "1"), FirmwareFacts(uefi=False)),
}
_TURNS = {"3": True, "hdd": True, "4": False, "ssd": False}


def is_computer_text(words: str) -> bool:
    """Does this text have the names of Get-ComputerInfo?"""
    return bool({match[1] for match in _LINE.finditer(words)} & _MARKS)


def is_computer_json(tree: object) -> bool:
    """Is this Get-ComputerInfo as JSON?"""
    return bool(next(tables(tree), {}).keys() & _MARKS)


def is_disk_json(tree: object) -> bool:
    """Is this a list of Get-PhysicalDisk?"""
    return {"FriendlyName", "BusType"} <= next(tables(tree), {}).keys()


def read_computer_text(words: str) -> HardwareReport:
    """The machine of Get-ComputerInfo as it stands on the screen."""
    told: dict[str, Any] = {}
    for match in _LINE.finditer(words):
        told.setdefault(match[1], match[2])
    return read_computer(told)


def read_computer(tree: object) -> HardwareReport:
    """The machine of Get-ComputerInfo."""
    told = next(tables(tree), {})
    told_serial = text(next(filter(None, (told.get(name) for name in _SERIALS)), None))
    kind = (text(told.get("CsPCSystemType")) or text(told.get("CsPCSystemTypeEx")) or "").casefold()
    remarks = {Remark.MEDIA_NOT_LISTED}
    if told_serial and serials.is_filler(told_serial):
        remarks.add(Remark.PLACEHOLDER_SERIAL)
    maker, model = serials.real(text(told.get("CsManufacturer"))), serials.real(text(told.get("CsModel")))
    family, machine_type = (
        serials.real(text(told.get("CsSystemFamily"))),
        serials.real(text(told.get("CsSystemSKUNumber"))),
    )
    if maker and "lenovo" in maker.casefold() and family:
        model, machine_type = family, model
    report = HardwareReport(
        source="computerinfo",
        maker=maker,
        model=model,
        machine_type=machine_type,
        serial=serials.real(told_serial),
        chassis=_CHASSIS.get(kind, "other") if kind else None,
        processor=_processor(told.get("CsProcessors")),
        memory_mb=_memory(told),
        firmware=_FIRMWARE.get((text(told.get("BiosFirmwareType")) or "").casefold()),
    )
    return with_remarks(report, *remarks)


def _processor(told: object) -> str | None:
    first = next(iter(rows(told)), None)
    name = text(table(first).get("Name") if isinstance(first, dict) else first)
    return serials.real(name.strip("{}").split(",")[0].strip()) if name else None


def _memory(told: dict[str, Any]) -> int | None:
    # "Phyically" is the cmdlet's own spelling; it counts in kilobytes, the total in bytes.
    kilobytes = positive(told.get("CsPhyicallyInstalledMemory"))
    return kilobytes // 1024 if kilobytes else megabytes(positive(told.get("CsTotalPhysicalMemory")))


def read_disks(tree: object) -> HardwareReport:
    """The built-in drives of Get-PhysicalDisk."""
    media, remarks = [], set()
    for row in tables(tree):
        bus = _BUSES.get(str(row.get("BusType")).casefold())
        if bus in ("usb", "sd"):
            remarks.add(Remark.REMOVABLE_LEFT_OUT)
        elif bus == "raid":
            remarks.add(Remark.RAID_HIDES_MEDIA)
        else:
            media.append(_medium(row, bus))
    if not media:
        remarks.add(Remark.NO_MEDIA_SEEN)
    return with_remarks(HardwareReport(source="physicaldisk", media=tuple(media)), *remarks)


def _medium(row: dict[str, Any], bus: str | None) -> MediumFacts:
    model = text(row.get("Model")) or text(row.get("FriendlyName"))
    return MediumFacts(
        serial=serials.drive_serial(text(row.get("AdapterSerialNumber")) or text(row.get("SerialNumber"))),
        maker=serials.real(text(row.get("Manufacturer"))) or maker_of(model),
        model=model,
        kind=kind_of(model, turns=_TURNS.get(str(row.get("MediaType")).casefold()), interface=bus),
        interface=bus,
        size_bytes=positive(row.get("Size")),
        firmware=serials.real(text(row.get("FirmwareVersion"))),
    )
