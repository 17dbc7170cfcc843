"""`lsblk -J`: the second witness for drives, because old lshw does not see NVMe."""

import re
from typing import Any

from inventory.intake.hardware import serials
from inventory.intake.hardware.media import kind_of, maker_of
from inventory.intake.hardware.report import HardwareReport, MediumFacts, Remark, with_remarks
from inventory.intake.hardware.values import byte_count, table, tables, text

_NO_DRIVE = re.compile(r"loop|zram|ram|md|dm-|mmcblk\d+(boot|rpmb)")


def is_lsblk(tree: object) -> bool:
    """Is this a tree of block devices?"""
    return isinstance(table(tree).get("blockdevices"), list)


def read(tree: object) -> HardwareReport:
    """The built-in drives of an `lsblk -J` list."""
    media, remarks = [], set()
    for row in tables(table(tree).get("blockdevices")):
        if row.get("type") not in ("disk", None) or re.fullmatch(
            r"(loop|zram|ram|md|dm-|mmcblk\d+(boot|rpmb)).*", _name(row)
        ):
            continue
        medium = _medium(row)
        if _is_removable(row) or not medium.size_bytes:
            remarks.add(Remark.REMOVABLE_LEFT_OUT)
            continue
        media.append(medium)
        # The kernel's own SCSI layer has room for 16 characters.
        if medium.interface == "sata" and len(medium.model or "") == 16:
            remarks.add(Remark.MODEL_CLIPPED)
    if not media:
        remarks.add(Remark.NO_MEDIA_SEEN)
    return with_remarks(HardwareReport(source="lsblk", media=tuple(media)), *remarks)


def _name(row: dict[str, Any]) -> str:
    return (text(row.get("name")) or text(row.get("kname")) or "").removeprefix("/dev/")


def _says(value: object) -> bool | None:
    """Yes and no as new lsblk (true) and old lsblk ("1") write it."""
    return {"1": True, "true": True, "0": False, "false": False}.get(str(value).casefold())


def _is_removable(row: dict[str, Any]) -> bool:
    # Some firmware calls the built-in drive of a hot-swap bay removable; the cable decides first.
    cable = row.get("tran")
    return cable == "usb" or (_says(row.get("rm")) is True and cable not in ("sata", "nvme", "ata"))


def _medium(row: dict[str, Any]) -> MediumFacts:
    model, cable = text(row.get("model")), text(row.get("tran"))
    is_card = _name(row).startswith("mmcblk")
    interface = "emmc" if is_card else cable
    serial = text(row.get("serial"))
    return MediumFacts(
        serial=serials.card_serial(serial) if is_card else serials.drive_serial(serial),
        maker=serials.real((text(row.get("vendor")) or "").removesuffix("ATA").strip()) or maker_of(model),
        model=model,
        kind=kind_of(model, turns=_says(row.get("rota")), interface=interface),
        interface=interface,
        size_bytes=byte_count(row.get("size")),
        firmware=serials.real(text(row.get("rev"))),
    )
