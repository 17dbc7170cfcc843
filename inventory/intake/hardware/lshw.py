"""`lshw -json`: the whole machine as a tree of nodes.

Two traps: before B.02.19 it shows no NVMe at all, and the model of an ATA drive is cut to 16 characters.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from inventory.intake.hardware import serials
from inventory.intake.hardware.media import kind_of, maker_of
from inventory.intake.hardware.report import (
    BatteryFacts,
    FirmwareFacts,
    HardwareReport,
    MediumFacts,
    MemorySlot,
    Remark,
    ScreenFacts,
    battery_from,
    with_remarks,
)
from inventory.intake.hardware.values import megabytes, positive, rows, table, tables, text

_CHASSIS = {
    "laptop": "laptop",
    "notebook": "laptop",
    "portable": "laptop",
    "sub-notebook": "laptop",
    "netbook": "laptop",
    "convertible": "laptop",
    "detachable": "tablet",
    "tablet": "tablet",
    "hand-held": "tablet",
    "desktop": "desktop",
    "desktop computer": "desktop",
    "mini": "desktop",
    "tower": "desktop",
    "microtower": "desktop",
    "mini-tower": "desktop",
    "low-profile": "desktop",
    "space-saving": "desktop",
    "all-in-one": "desktop",
    "mini-pc": "desktop",
}
#: lshw copies this many characters of an ATA drive's model
_ATA_MODEL = 16


class Node(NamedTuple):
    """One node of the tree, and whether it hangs on a USB cable."""

    facts: dict[str, Any]
    on_usb: bool


def chassis_of(word: str | None) -> str | None:
    """laptop, tablet, desktop or other, from the words that firmware uses."""
    return _CHASSIS.get(word.casefold(), "other") if word else None


def is_lshw(tree: object) -> bool:
    """Is this a node, or a list of nodes, of lshw?"""
    first = next(tables(tree), {})
    return "class" in first and "id" in first and isinstance(first["class"], str)


def read(tree: object) -> HardwareReport:
    """The machine of an `lshw -json` tree."""
    nodes = list(_walk(tree))
    system = next((n.facts for n in nodes if n.facts.get("class") == "system" and "vendor" in n.facts), {})
    settings = table(system.get("configuration"))
    model, machine_type = _name(system, settings)
    serial, uuid = text(system.get("serial")), text(settings.get("uuid"))
    media, remarks = _media(nodes)
    if serial and serials.is_filler(serial):
        remarks.add(Remark.PLACEHOLDER_SERIAL)
    if uuid and serials.machine_uuid(uuid) is None:
        remarks.add(Remark.PLACEHOLDER_UUID)
    report = HardwareReport(
        source="lshw",
        maker=serials.real(text(system.get("vendor"))),
        model=model,
        machine_type=machine_type,
        serial=serials.real(serial),
        uuid=serials.machine_uuid(uuid),
        chassis=chassis_of(text(settings.get("chassis")) or text(system.get("description")))
        if system
        else None,
        processor=next((text(n.facts.get("product")) for n in nodes if _is(n, "processor", "product")), None),
        memory_mb=_memory(nodes),
        battery=next((_battery(n.facts) for n in nodes if _is(n, "power", "id", begins="battery")), None),
        memory_slots=tuple(_slot(n.facts) for n in nodes if _is(n, "memory", "id", begins="bank")),
        screen=next(filter(None, (_screen(n.facts) for n in nodes)), None),
        firmware=_firmware(nodes),
        media=media,
    )
    return with_remarks(report, *remarks)


def _walk(tree: object) -> Iterator[Node]:
    # A stack of our own: the tree is a stranger's, and Python's stack ends at a thousand.
    waiting = [Node(facts, False) for facts in reversed(list(tables(tree)))]
    while waiting:
        node = waiting.pop()
        yield node
        on_usb = node.on_usb or str(node.facts.get("businfo")).startswith("usb@")
        waiting += [Node(facts, on_usb) for facts in reversed(list(tables(node.facts.get("children"))))]


def _is(node: Node, kind: str, name: str, *, begins: str = "") -> bool:
    value = node.facts.get(name)
    return node.facts.get("class") == kind and isinstance(value, str) and value.startswith(begins)


def _name(system: dict[str, Any], settings: dict[str, Any]) -> tuple[str | None, str | None]:
    """Model and type number. Lenovo puts the type where others put the name, and the name in `version`."""
    product = text(system.get("product")) or ""
    match = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", product)
    name, bracket = (match[1], match[2]) if match else (product, None)
    version = serials.real(text(system.get("version")))
    if "lenovo" in (text(system.get("vendor")) or "").casefold() and version:
        return version, serials.real(name)
    return serials.real(name), serials.real(text(settings.get("sku")) or bracket)


def _memory(nodes: list[Node]) -> int | None:
    whole = [
        positive(n.facts.get("size"))
        for n in nodes
        if n.facts.get("class") == "memory" and str(n.facts.get("id")).split(":")[0] == "memory"
    ]
    return megabytes(sum(size for size in whole if size))


_MEMORY_KIND = re.compile(r"\b((?:LP)?DDR\d[A-Z]?|SDRAM)\b")


def _slot(node: dict[str, Any]) -> MemorySlot:
    """One bank; what has no size is empty, or soldered on and not told."""
    kind = _MEMORY_KIND.search(text(node.get("description")) or "")
    size = megabytes(positive(node.get("size")))
    return MemorySlot(
        name=text(node.get("slot")),
        size_mb=size,
        kind=kind[1] if kind and size else None,
        mhz=_megahertz(positive(node.get("clock"))) if size else None,
    )


def _megahertz(hertz: int | None) -> int | None:
    return hertz // 10**6 or None if hertz else None


def _screen(node: dict[str, Any]) -> ScreenFacts | None:
    match = re.fullmatch(r"(\d{3,5}),(\d{3,5})", str(table(node.get("configuration")).get("resolution")))
    if node.get("class") != "display" or match is None:
        return None
    return ScreenFacts(width=int(match[1]), height=int(match[2]))


def _firmware(nodes: list[Node]) -> FirmwareFacts | None:
    """Whether the firmware is UEFI; one that lists what it can and leaves UEFI out has none."""
    told = next((n.facts for n in nodes if _is(n, "memory", "id", begins="firmware")), None)
    abilities = table(told.get("capabilities")) if told else {}
    return FirmwareFacts(uefi="uefi" in abilities) if abilities else None


def _battery(node: dict[str, Any]) -> BatteryFacts:
    capacity = positive(node.get("capacity")) if node.get("units") == "mWh" else None
    return battery_from(
        maker=serials.real(text(node.get("vendor"))),
        model=serials.real(text(node.get("product"))),
        serial=serials.real(text(node.get("serial"))),
        design_mwh=capacity,
    )


def _media(nodes: list[Node]) -> tuple[tuple[MediumFacts, ...], set[Remark]]:
    media, remarks = [], set()
    for node in nodes:
        if node.facts.get("class") not in ("disk", "storage", "generic"):
            continue
        medium = _nvme(node.facts) or _card(node.facts) or _disk(node.facts)
        if medium is None:
            continue
        if node.on_usb or _is_removable(node.facts) or not (medium.size_bytes or medium.kind == "nvme"):
            remarks.add(Remark.REMOVABLE_LEFT_OUT)
            continue
        media.append(medium)
        if medium.interface == "ata" and len(medium.model or "") == _ATA_MODEL:
            remarks.add(Remark.MODEL_CLIPPED)
    if not media:
        remarks.add(Remark.NO_MEDIA_SEEN)
    return tuple(media), remarks


def _is_removable(node: dict[str, Any]) -> bool:
    return "removable" in table(node.get("capabilities")) or str(node.get("businfo")).startswith("usb@")


def _names(node: dict[str, Any]) -> list[str]:
    return [name for name in rows(node.get("logicalname")) if isinstance(name, str)]


def _nvme(node: dict[str, Any]) -> MediumFacts | None:
    """An NVMe controller: the serial stands on it, the size on the namespaces under it."""
    if node.get("class") != "storage" or not any(name.startswith("/dev/nvme") for name in _names(node)):
        return None
    sizes = [positive(child.get("size")) for child in tables(node.get("children"))]
    model = text(node.get("product"))
    return MediumFacts(
        serial=serials.drive_serial(text(node.get("serial"))),
        maker=maker_of(model) or text(node.get("vendor")),
        model=model,
        kind="nvme",
        interface="nvme",
        size_bytes=sum(size for size in sizes if size) or positive(node.get("size")),
        firmware=serials.real(text(node.get("version"))),
    )


def _card(node: dict[str, Any]) -> MediumFacts | None:
    """A soldered eMMC: it has boot areas beside its disk, which a memory card has not."""
    if not str(node.get("businfo")).startswith("mmc@"):
        return None
    parts = [node, *tables(node.get("children"))]
    if not any(re.search(r"mmcblk\d+boot\d", name) for part in parts for name in _names(part)):
        return None
    sizes = [positive(part.get("size")) for part in parts]
    return MediumFacts(
        serial=serials.card_serial(text(node.get("serial"))),
        maker=serials.real(text(node.get("vendor"))),
        model=text(node.get("product")),
        kind="emmc",
        interface="emmc",
        size_bytes=max((size for size in sizes if size), default=None),
    )


def _disk(node: dict[str, Any]) -> MediumFacts | None:
    """An ATA or SCSI disk; None for optical drives, media in readers and NVMe namespaces."""
    if node.get("class") != "disk" or not re.fullmatch(r"disk(:\d+)?", str(node.get("id"))):
        return None
    model = text(node.get("product"))
    is_ata = str(node.get("description")).startswith("ATA")
    turns = any(re.fullmatch(r"\d+rpm", name) for name in table(node.get("capabilities"))) or None
    return MediumFacts(
        serial=serials.drive_serial(text(node.get("serial"))),
        maker=serials.real(text(node.get("vendor"))) or maker_of(model),
        model=model,
        kind=kind_of(model, turns=turns),
        interface="ata" if is_ata else "scsi",
        size_bytes=positive(node.get("size")),
        firmware=serials.real(text(node.get("version"))),
    )
