"""`smartctl -j`: one drive, or a list of them, with what it knows about its own wear.

It proves identity and health, never that anything was erased.
"""

from typing import Any

from inventory.intake.hardware import serials
from inventory.intake.hardware.media import kind_of, maker_of
from inventory.intake.hardware.report import HardwareReport, MediumFacts, MediumHealth, Remark, with_remarks
from inventory.intake.hardware.values import positive, rows, table, tables, text, whole

#: SMART attributes by number (ATA/ATAPI ACS): sectors that wore out, wait for it, or could not be read
_REALLOCATED, _PENDING, _UNCORRECTABLE = 5, 197, 198
#: bit 1 of smartctl's exit status: the drive could not be opened (smartctl(8), "EXIT STATUS")
_OPEN_FAILED = 2


def is_smartctl(tree: object) -> bool:
    """Is this what smartctl wrote, alone or as a list of drives?"""
    return any("smartctl" in told and isinstance(told["smartctl"], dict) for told in tables(tree))


def read(tree: object) -> HardwareReport:
    """The drives of a `smartctl -j` report; a RAID volume is named, not counted.

    A drive behind a USB bridge counts: that is how a loose drive is read at the bench.
    """
    media, remarks = [], set()
    version = None
    for told in tables(tree):
        tool = table(told.get("smartctl"))
        version = version or ".".join(filter(None, map(text, rows(tool.get("version")))))
        if _is_raid(told):
            remarks.add(Remark.RAID_HIDES_MEDIA)
        elif medium := _medium(told):
            media.append(medium)
        elif (whole(tool.get("exit_status")) or 0) & _OPEN_FAILED:
            remarks.add(Remark.MEDIUM_NOT_OPENED)
    if not media:
        remarks.add(Remark.NO_MEDIA_SEEN)
    report = HardwareReport(source="smartctl", source_version=text(version), media=tuple(media))
    return with_remarks(report, *remarks)


def _is_raid(told: dict[str, Any]) -> bool:
    name = f"{text(told.get('model_name'))} {text(told.get('product'))} {text(told.get('scsi_product'))}"
    return "raid" in name.casefold() and table(told.get("device")).get("protocol") == "SCSI"


def _medium(told: dict[str, Any]) -> MediumFacts | None:
    model, serial = text(told.get("model_name")) or text(told.get("product")), text(told.get("serial_number"))
    if model is None and serial is None:
        return None
    speed = whole(told.get("rotation_rate"))
    interface = (text(table(told.get("device")).get("protocol")) or "").casefold() or None
    return MediumFacts(
        serial=serials.drive_serial(serial),
        maker=maker_of(model),
        model=model,
        kind=kind_of(model, turns=None if speed is None else speed > 0, interface=interface),
        interface=interface,
        size_bytes=positive(table(told.get("user_capacity")).get("bytes"))
        or positive(told.get("nvme_total_capacity")),
        firmware=serials.real(text(told.get("firmware_version"))),
        health=_health(told),
    )


def _health(told: dict[str, Any]) -> MediumHealth:
    passed = table(told.get("smart_status")).get("passed")
    attributes = {
        whole(row.get("id")): whole(table(row.get("raw")).get("value"))
        for row in tables(table(told.get("ata_smart_attributes")).get("table"))
    }
    log = table(told.get("nvme_smart_health_information_log"))
    return MediumHealth(
        passed=passed if isinstance(passed, bool) else None,
        power_on_hours=whole(table(told.get("power_on_time")).get("hours")),
        reallocated=attributes.get(_REALLOCATED),
        pending=attributes.get(_PENDING),
        uncorrectable=attributes.get(_UNCORRECTABLE),
        percentage_used=whole(log.get("percentage_used")),
        available_spare=whole(log.get("available_spare")),
        media_errors=whole(log.get("media_errors")),
    )
