"""`dmidecode`: what the firmware says about the machine. It knows no drives."""

import re

from inventory.intake.hardware import serials
from inventory.intake.hardware.lshw import chassis_of
from inventory.intake.hardware.report import (
    BatteryFacts,
    FirmwareFacts,
    HardwareReport,
    MemorySlot,
    Remark,
    battery_from,
    with_remarks,
)
from inventory.intake.hardware.values import byte_count, megabytes, positive, text

_HANDLE = re.compile(r"^Handle 0x[0-9A-Fa-f]+, DMI type (\d{1,3}),", re.MULTILINE)
_VERSION = re.compile(r"^# dmidecode (\S{1,20})", re.MULTILINE)
_LINE = re.compile(r"^[ \t]{1,12}([A-Z][\w #()/.-]{1,40}):[ \t]*(.*)$")

BIOS, SYSTEM, BOARD, CHASSIS, PROCESSOR, MEMORY, BATTERY, TPM = 0, 1, 2, 3, 4, 17, 22, 43


def is_dmidecode(words: str) -> bool:
    """Does this text hold handles of dmidecode?"""
    return _HANDLE.search(words) is not None


def read(words: str) -> HardwareReport:
    """The machine of a `dmidecode` text."""
    tables = _tables(words)
    system, board, chassis = _first(tables, SYSTEM), _first(tables, BOARD), _first(tables, CHASSIS)
    serial = _value(system, "Serial Number") or _value(chassis, "Serial Number")
    told_serial = system.get("Serial Number") or chassis.get("Serial Number")
    told_uuid = text(system.get("UUID"))
    remarks = {Remark.MEDIA_NOT_LISTED}
    if told_serial and not serial:
        remarks.add(Remark.PLACEHOLDER_SERIAL)
    if told_uuid and not serials.machine_uuid(told_uuid):
        remarks.add(Remark.PLACEHOLDER_UUID)
    model, machine_type = _name(system, board)
    version = _VERSION.search(words)
    report = HardwareReport(
        source="dmidecode",
        source_version=text(version[1]) if version else None,
        maker=_value(system, "Manufacturer")
        or _value(board, "Manufacturer")
        or _value(chassis, "Manufacturer"),
        model=model,
        machine_type=machine_type,
        serial=serial,
        uuid=serials.machine_uuid(told_uuid),
        chassis=chassis_of(_value(chassis, "Type")),
        processor=_value(_first(tables, PROCESSOR), "Version"),
        memory_mb=megabytes(sum(_module(fields) for kind, fields in tables if kind == MEMORY)),
        battery=_battery(_first(tables, BATTERY)),
        memory_slots=tuple(
            _slot(fields) for kind, fields in tables if kind == MEMORY and not _is_flash(fields)
        ),
        firmware=_firmware(words, _first(tables, BIOS), _first(tables, TPM)),
    )
    return with_remarks(report, *remarks)


def _tables(words: str) -> list[tuple[int, dict[str, str]]]:
    """Each handle as its type and its fields; of a field told twice the first counts."""
    pieces = _HANDLE.split(words)[1:]
    tables = []
    for kind, body in zip(pieces[::2], pieces[1::2], strict=True):
        fields: dict[str, str] = {}
        for line in body.splitlines():
            if match := _LINE.match(line):
                fields.setdefault(match[1], match[2])
        tables.append((int(kind), fields))
    return tables


def _first(tables: list[tuple[int, dict[str, str]]], kind: int) -> dict[str, str]:
    return next((fields for found, fields in tables if found == kind), {})


def _value(fields: dict[str, str], name: str) -> str | None:
    return serials.real(text(fields.get(name)))


def _name(system: dict[str, str], board: dict[str, str]) -> tuple[str | None, str | None]:
    """Model and type number; Lenovo swaps them, and an Apple board carries the model as its version."""
    product, version = _value(system, "Product Name"), _value(system, "Version")
    if "lenovo" in system.get("Manufacturer", "").casefold() and version:
        return version, product
    if product is None and "apple" in board.get("Manufacturer", "").casefold():
        product = _value(board, "Version")
    return product or _value(board, "Product Name"), _value(system, "SKU Number")


def _is_flash(fields: dict[str, str]) -> bool:
    """A full `dmidecode` lists firmware flash as memory too."""
    return fields.get("Type", "").startswith("Flash")


def _slot(fields: dict[str, str]) -> MemorySlot:
    size = megabytes(_module(fields))
    speed = re.match(r"(\d{2,5}) M", fields.get("Speed", ""))
    return MemorySlot(
        name=text(fields.get("Locator")),
        size_mb=size,
        kind=_value(fields, "Type") if size else None,
        mhz=positive(speed[1]) if speed and size else None,
    )


def _firmware(words: str, bios: dict[str, str], tpm: dict[str, str]) -> FirmwareFacts | None:
    """UEFI and TPM. No TPM listed says nothing: some firmware has one and does not list it."""
    version = text(tpm.get("Specification Version"))
    if not bios and not version:
        return None
    # Part of a report may leave the characteristics out; then nothing is said.
    is_told = "Characteristics" in bios
    return FirmwareFacts(uefi="UEFI is supported" in words if is_told else None, tpm=version)


def _module(fields: dict[str, str]) -> int:
    if _is_flash(fields):
        return 0
    return byte_count(fields.get("Size", "")) or 0


def _battery(fields: dict[str, str]) -> BatteryFacts | None:
    if not fields:
        return None
    capacity = re.match(r"(\d{1,7}) mWh", fields.get("Design Capacity", ""))
    return battery_from(
        maker=_value(fields, "Manufacturer"),
        model=_value(fields, "Name"),
        serial=_value(fields, "Serial Number") or _value(fields, "SBDS Serial Number"),
        design_mwh=positive(capacity[1]) if capacity else None,
    )
