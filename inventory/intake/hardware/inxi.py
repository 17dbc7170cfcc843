"""`inxi -F`, as text for people or as JSON: sections of `key: value` in a meaningful order.

In both forms a report becomes the same thing here: a section name, and its pairs in the order of printing.
"""

import re
from collections.abc import Iterator

from inventory.intake.hardware import serials
from inventory.intake.hardware.lshw import chassis_of
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
from inventory.intake.hardware.values import byte_count, megabytes, positive, tables, text

Pairs = list[tuple[str, str]]

_KEY = re.compile(r"\d+#\d+#\d+#(.*)", re.DOTALL)
#: colours of a terminal and of IRC, in which inxi was born
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,10}m|\x03\d{0,2}(?:,\d{1,2})?")
_SECTION = re.compile(r"^([A-Z][A-Za-z]{2,15}):(?=\s|$)", re.MULTILINE)
_PAIR = re.compile(r"(?:^|\s)([A-Za-z][\w()/-]{0,24}(?: Storage)?):(?=\s|$)")
#: `36.1/47.5 Wh (76.0%)`: what is left of what it was designed for
_CONDITION = re.compile(r"([\d.]{1,8})/([\d.]{1,8}) Wh(?: \((\d{1,3})[\d.]*%\))?")
_VERSION = re.compile(r"\binxi:?\s+(\d[\d.-]{1,15})")


def is_inxi_json(tree: object) -> bool:
    """Are these tables with the numbered keys of `inxi --output json`?"""
    first = next(tables(tree), {})
    return bool(first) and all(_KEY.fullmatch(str(key)) for key in first)


def is_inxi_text(words: str) -> bool:
    """Does this text have inxi's sections?"""
    names = set(_SECTION.findall(_COLOUR.sub("", words)))
    return "Machine" in names and bool(names & {"System", "CPU", "Drives", "Battery"})


def read_json(tree: object) -> HardwareReport:
    """The machine of `inxi -F --output json`."""
    sections: dict[str, Pairs] = {}
    for told in tables(tree):
        for name, found in told.items():
            pairs = sections.setdefault(_bare(name), [])
            for row in tables(found):
                pairs += [(_bare(key), text(value) or "") for key, value in sorted(row.items())]
    return _read(sections, None)


def read_text(words: str) -> HardwareReport:
    """The machine of `inxi -F` as it stands on the screen."""
    words = _COLOUR.sub("", words)
    pieces = _SECTION.split(words)[1:]
    sections = {name: _pairs(body) for name, body in zip(pieces[::2], pieces[1::2], strict=True)}
    version = _VERSION.search(words)
    return _read(sections, text(version[1]) if version else None)


def _bare(key: str) -> str:
    match = _KEY.fullmatch(key)
    return match[1] if match else key


def _pairs(body: str) -> Pairs:
    pieces = _PAIR.split(" ".join(body.split()))[1:]
    return [(key, text(value) or "") for key, value in zip(pieces[::2], pieces[1::2], strict=True)]


def _read(sections: dict[str, Pairs], version: str | None) -> HardwareReport:
    machine = sections.get("Machine", [])
    maker, model, told_serial = (
        _value(machine, "System"),
        _value(machine, "product"),
        _value(machine, "serial"),
    )
    friendly, machine_type = _value(machine, "v"), None
    if maker and "lenovo" in maker.casefold() and serials.real(friendly):
        model, machine_type = friendly, model
    serial = serials.real(_hidden(told_serial))
    media, remarks = _media(sections)
    if told_serial and not serial:
        remarks.add(Remark.PLACEHOLDER_SERIAL)
    report = HardwareReport(
        source="inxi",
        source_version=version,
        maker=serials.real(maker),
        model=serials.real(model),
        machine_type=serials.real(machine_type),
        serial=serial,
        uuid=serials.machine_uuid(_value(machine, "uuid")),
        chassis=chassis_of(_value(machine, "Type")),
        processor=_value(sections.get("CPU", []), "model"),
        memory_mb=_memory(sections),
        battery=_battery(sections.get("Battery", [])),
        memory_slots=_slots([*sections.get("Memory", []), *sections.get("Info", [])]),
        screen=_screen(sections.get("Graphics", [])),
        firmware=_firmware(machine),
        media=media,
    )
    return with_remarks(report, *remarks)


def _value(pairs: Pairs, name: str) -> str | None:
    return next((value for key, value in pairs if key == name and value), None)


def _hidden(value: str | None) -> str | None:
    """None for the words inxi prints instead of a serial: <filter>, <superuser required>, N/A."""
    return None if value is None or value.startswith("<") else value


def _memory(sections: dict[str, Pairs]) -> int | None:
    pairs = [*sections.get("Memory", []), *sections.get("Info", [])]
    modules, before = [], ""
    for key, value in pairs:
        if key == "Device":
            before = value
        elif key == "size" and before:
            modules.append(byte_count(value) or 0)
            before = ""
    told = _value(pairs, "installed") or _value(pairs, "total")
    return megabytes(sum(modules) or byte_count(told))


def _battery(pairs: Pairs) -> BatteryFacts | None:
    if not _value(pairs, "ID-1"):
        return None
    match = re.match(
        r"([\d.]{1,8})/([\d.]{1,8}) Wh(?: \((\d{1,3})[\d.]*%\))?", _value(pairs, "condition") or ""
    )
    full, design = (_watt_hours(match[1]), _watt_hours(match[2])) if match else (None, None)
    return battery_from(
        maker=_value(pairs, "vendor"),
        model=_value(pairs, "model"),
        serial=serials.real(_hidden(_value(pairs, "serial"))),
        design_mwh=design,
        full_mwh=full,
        percent=int(match[3]) if match and match[3] else None,
        cycles=positive(_value(pairs, "cycles")),
    )


def _slots(pairs: Pairs) -> tuple[MemorySlot, ...]:
    """Each `Device-n` with what sits in it."""
    slots: list[dict[str, str]] = []
    for key, value in pairs:
        if re.fullmatch(r"Device(?:-\d{1,3})?", key):
            slots.append({"name": value})
        elif slots:
            slots[-1].setdefault(key, value)
    return tuple(_slot(one) for one in slots)


def _slot(told: dict[str, str]) -> MemorySlot:
    size = megabytes(byte_count(told.get("size")))
    speed = re.match(r"(\d{2,5})", told.get("spec", told.get("speed", "")))
    return MemorySlot(
        name=text(told["name"]),
        size_mb=size,
        kind=told.get("type") if size else None,
        mhz=positive(speed[1]) if speed and size else None,
    )


def _screen(pairs: Pairs) -> ScreenFacts | None:
    """The first monitor; inxi gives its diagonal in millimetres and inches."""
    monitor: dict[str, str] = {}
    for key, value in pairs:
        if key.startswith("Monitor"):
            if monitor:
                break
            monitor = {"name": value}
        elif monitor:
            monitor.setdefault(key, value)
    size = re.match(r"(\d{3,5})\s?x\s?(\d{3,5})", monitor.get("res", monitor.get("mode", "")))
    inches = re.search(r"\((\d{1,2}(?:\.\d)?)[\"″]\)", monitor.get("diag", ""))
    if size is None and inches is None:
        return None
    return ScreenFacts(
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        tenths_of_inch=round(float(inches[1]) * 10) if inches else None,
    )


def _firmware(machine: Pairs) -> FirmwareFacts | None:
    """How it was started: inxi names its firmware `UEFI`, `UEFI [Legacy]` or `BIOS`."""
    for key, _value_told in machine:
        if key in ("UEFI", "UEFI-[Legacy]", "BIOS"):
            return FirmwareFacts(uefi=key != "BIOS")
    return None


def _watt_hours(digits: str) -> int | None:
    return positive(float(digits) * 1000) if re.fullmatch(r"\d+(\.\d+)?", digits) else None


def _drives(pairs: Pairs) -> Iterator[dict[str, str]]:
    """The pairs of each drive, cut where the next `ID-n` begins."""
    drive: dict[str, str] = {}
    for key, value in [*pairs, ("ID-", "")]:
        if key.startswith("ID-"):
            if drive:
                yield drive
            drive = {"name": value}
        elif drive:
            drive.setdefault(key, value)


def _media(sections: dict[str, Pairs]) -> tuple[tuple[MediumFacts, ...], set[Remark]]:
    media, remarks = [], set()
    for drive in _drives(sections.get("Drives", [])):
        if drive.get("type") == "USB" or "removable" in drive.get("name", "").casefold():
            remarks.add(Remark.REMOVABLE_LEFT_OUT)
        elif drive["name"].startswith("/dev/"):
            media.append(_medium(drive))
    if not media:
        remarks.add(Remark.NO_MEDIA_SEEN if "Drives" in sections else Remark.MEDIA_NOT_LISTED)
    return tuple(media), remarks


def _medium(drive: dict[str, str]) -> MediumFacts:
    model, name = text(drive.get("model")), drive["name"].removeprefix("/dev/")
    interface = "nvme" if name.startswith("nvme") else "emmc" if name.startswith("mmcblk") else None
    tech = (drive.get("tech") or drive.get("type") or "").upper()
    return MediumFacts(
        serial=serials.drive_serial(_hidden(drive.get("serial"))),
        maker=serials.real(drive.get("vendor")) or maker_of(model),
        model=model,
        kind=kind_of(model, turns=_turns(drive, tech), interface=interface),
        interface=interface,
        size_bytes=byte_count(drive.get("size")),
        firmware=serials.real(drive.get("fw-rev") or drive.get("rev")),
    )


def _turns(drive: dict[str, str], tech: str) -> bool | None:
    if tech.startswith("HDD") or "rpm" in drive or "rotation" in drive:
        return True
    return False if tech == "SSD" else None
