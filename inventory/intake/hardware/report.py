"""What a machine said about itself, in one shape, whichever tool wrote it down.

A report is a witness, not a judge: what it does not say stays None, and what we distrust is named in the
remarks. No drives seen means *unknown*, never *none*: old tools do not see NVMe.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from inventory.foundation.refusal import Unreadable
from inventory.intake.hardware.serials import match_key

#: raised with every change of the readers that may change what they understand
READER_VERSION = "2"


class EmptyFile(Unreadable):
    """There is nothing in the file."""


class FileTooLong(Unreadable):
    """The file is longer than a hardware report ever is."""


class NotText(Unreadable):
    """The file is a picture, a PDF or a program, not a report in text."""


class DamagedReport(Unreadable):
    """The file begins like a report, but is broken off or damaged."""


class UnknownReport(Unreadable):
    """The file is text, but of no tool whose reports we read."""


class Remark(StrEnum):
    """What someone should know before trusting a report."""

    #: the tool looks for drives and listed none: unknown, not absent
    NO_MEDIA_SEEN = "no_media_seen"
    #: this tool never lists drives
    MEDIA_NOT_LISTED = "media_not_listed"
    #: the maker left a filler where the machine's serial number belongs
    PLACEHOLDER_SERIAL = "placeholder_serial"
    #: the maker left a filler where the machine's UUID belongs
    PLACEHOLDER_UUID = "placeholder_uuid"
    #: a drive without a usable serial number: nothing can be bound to it
    MEDIUM_WITHOUT_SERIAL = "medium_without_serial"
    #: two drives carry one serial number
    MEDIUM_SERIAL_TWICE = "medium_serial_twice"
    #: the tool cut a drive's model name to 16 characters
    MODEL_CLIPPED = "model_clipped"
    #: USB sticks, cards or discs were present and left out
    REMOVABLE_LEFT_OUT = "removable_left_out"
    #: a RAID volume hides the drives it is made of
    RAID_HIDES_MEDIA = "raid_hides_media"
    #: the tool could not open a drive
    MEDIUM_NOT_OPENED = "medium_not_opened"
    #: a drive says of itself that it is failing
    MEDIUM_FAILING = "medium_failing"
    #: the owner's account still locks the machine
    ACTIVATION_LOCKED = "activation_locked"
    #: the battery claims more than it can hold: its gauge has lost count
    BATTERY_UNLIKELY = "battery_unlikely"
    #: a program that plays a computer: nothing in it can be lent
    VIRTUAL_MACHINE = "virtual_machine"
    #: the report tells of a drive only, not of the machine around it
    NO_MACHINE = "no_machine"


@dataclass(frozen=True)
class MediumHealth:
    """What a drive says about its own wear; None where it says nothing."""

    passed: bool | None = None
    power_on_hours: int | None = None
    reallocated: int | None = None
    pending: int | None = None
    uncorrectable: int | None = None
    percentage_used: int | None = None
    available_spare: int | None = None
    media_errors: int | None = None


@dataclass(frozen=True)
class MediumFacts:
    """One storage medium that is built in."""

    serial: str | None = None
    maker: str | None = None
    model: str | None = None
    #: hdd, ssd, nvme, emmc or other
    kind: str = "other"
    interface: str | None = None
    size_bytes: int | None = None
    firmware: str | None = None
    health: MediumHealth | None = None


@dataclass(frozen=True)
class BatteryFacts:
    """The battery as the machine knows it."""

    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    design_mwh: int | None = None
    full_mwh: int | None = None
    #: what is left of its design capacity, 0-100; None too when it says what cannot be
    health_percent: int | None = None
    cycles: int | None = None
    #: what it says of itself, however unlikely
    claimed_percent: int | None = None


@dataclass(frozen=True)
class MemorySlot:
    """One place for memory, and what sits in it; no size: it is empty."""

    name: str | None = None
    size_mb: int | None = None
    #: DDR3, DDR4, LPDDR4 …
    kind: str | None = None
    mhz: int | None = None


@dataclass(frozen=True)
class ScreenFacts:
    """The screen as the machine drives it."""

    width: int | None = None
    height: int | None = None
    #: its diagonal in tenths of an inch: 156 is 15.6 inch
    tenths_of_inch: int | None = None


@dataclass(frozen=True)
class FirmwareFacts:
    """What starts the machine, as far as an operating system asks for it. None: not told."""

    uefi: bool | None = None
    secure_boot: bool | None = None
    #: 2.0, 1.2, or none
    tpm: str | None = None


@dataclass(frozen=True)
class HardwareReport:
    """One machine, or one loose drive, as one tool saw it."""

    #: lshw, dmidecode, smartctl, inxi, lsblk, computerinfo, physicaldisk, system_profiler, nvme or ereuse
    source: str
    source_version: str | None = None
    maker: str | None = None
    model: str | None = None
    #: the maker's own type number: 20L5CTO1WW, 2RS20EA#UUG, MacBookAir10,1
    machine_type: str | None = None
    serial: str | None = None
    uuid: str | None = None
    #: laptop, tablet, desktop or other
    chassis: str | None = None
    processor: str | None = None
    memory_mb: int | None = None
    battery: BatteryFacts | None = None
    memory_slots: tuple[MemorySlot, ...] = ()
    screen: ScreenFacts | None = None
    firmware: FirmwareFacts | None = None
    media: tuple[MediumFacts, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def has_machine(self) -> bool:
        """Does it tell of a machine, and not only of a drive?"""
        return bool(self.maker or self.model or self.serial or self.uuid)


def with_remarks(report: HardwareReport, *more: Remark) -> HardwareReport:
    """`report` with the remarks that follow from its own content, and `more`, each once and in order."""
    found = set(report.remarks) | set(more)
    serials = [match_key(medium.serial) for medium in report.media if medium.serial]
    if len(serials) < len(report.media):
        found.add(Remark.MEDIUM_WITHOUT_SERIAL)
    if len(set(serials)) < len(serials):
        found.add(Remark.MEDIUM_SERIAL_TWICE)
    if any(medium.health and medium.health.passed is False for medium in report.media):
        found.add(Remark.MEDIUM_FAILING)
    if not report.has_machine:
        found.add(Remark.NO_MACHINE)
    if is_virtual(report):
        found.add(Remark.VIRTUAL_MACHINE)
    battery = report.battery
    if battery and (battery.claimed_percent or 0) > MOST_HEALTH:
        found.add(Remark.BATTERY_UNLIKELY)
    return replace(report, remarks=tuple(remark for remark in Remark if remark in found))


#: a new battery may hold somewhat more than its label says; beyond this its gauge has lost count
MOST_HEALTH = 110
_VIRTUAL = re.compile(
    r"\b(?:virtualbox|innotek|vmware|qemu|bochs|xen|kvm|parallels virtual|bhyve|openstack|virtual machine"
    r"|standard pc)\b",
    re.IGNORECASE,
)


def is_virtual(report: "HardwareReport") -> bool:
    """Does a program play this computer, by its maker and model?"""
    return _VIRTUAL.search(f"{report.maker or ''} / {report.model or ''}") is not None


def battery_from(
    *, design_mwh: int | None = None, full_mwh: int | None = None, percent: int | None = None, **told: Any
) -> BatteryFacts:
    """A battery with its health: of the two capacities, or the percentage that it claims itself."""
    if percent is None and design_mwh and full_mwh:
        percent = round(full_mwh * 100 / design_mwh)
    health = min(100, percent) if percent is not None and 0 < percent <= MOST_HEALTH else None
    return BatteryFacts(
        design_mwh=design_mwh, full_mwh=full_mwh, health_percent=health, claimed_percent=percent, **told
    )


_MACHINE = (
    "maker",
    "model",
    "machine_type",
    "serial",
    "uuid",
    "chassis",
    "processor",
    "memory_mb",
    "battery",
    "memory_slots",
    "screen",
    "firmware",
)
_ABOUT_MEDIA = {Remark.NO_MEDIA_SEEN, Remark.MEDIA_NOT_LISTED}


def combined(source: str, source_version: str | None, reports: Iterable[HardwareReport]) -> HardwareReport:
    """Several reports of one machine as one; of two answers to one question the earlier report's counts.

    Drives are the same when their serials are; the fuller description stays.
    """
    reports = list(reports)
    machine: dict[str, Any] = {
        name: next(filter(None, (getattr(r, name) for r in reports)), None) for name in _MACHINE
    }
    machine["memory_slots"] = machine["memory_slots"] or ()
    for name, shape in _IN_PARTS.items():
        machine[name] = _merged(shape, [getattr(report, name) for report in reports])
    media: list[MediumFacts] = []
    for medium in (medium for report in reports for medium in report.media):
        known = next((m for m in media if m.serial and match_key(m.serial) == match_key(medium.serial)), None)
        if known is None:
            media.append(medium)
        else:
            media[media.index(known)] = _fuller(known, medium)
    remarks = {remark for report in reports for remark in report.remarks} - {Remark.NO_MACHINE}
    if media:
        remarks -= _ABOUT_MEDIA
    return with_remarks(HardwareReport(source, source_version, media=tuple(media), **machine), *remarks)


_IN_PARTS: dict[str, type] = {"battery": BatteryFacts, "screen": ScreenFacts, "firmware": FirmwareFacts}


def _merged(shape: type, told: list[Any]) -> Any:
    """One thing of which several tools each tell a part; the earlier tool is believed first."""
    told = [one for one in told if one is not None]
    names = [one.name for one in fields(shape)]
    return (
        shape(**{n: next((v for one in told if (v := getattr(one, n)) is not None), None) for n in names})
        if told
        else None
    )


def _fuller(known: MediumFacts, other: MediumFacts) -> MediumFacts:
    model = max(known.model or "", other.model or "", key=len) or None
    return MediumFacts(
        serial=known.serial,
        maker=known.maker or other.maker,
        model=model,
        kind=known.kind if known.kind != "other" else other.kind,
        interface=known.interface or other.interface,
        size_bytes=known.size_bytes or other.size_bytes,
        firmware=max(known.firmware or "", other.firmware or "", key=len) or None,
        health=known.health or other.health,
    )


def describe(report: HardwareReport) -> dict[str, Any]:
    """The report as plain values for JSON; the shape stands in docs/hardware-reports.md."""
    told = asdict(report)
    return {
        "format": "leenkring.hardware/1",
        "reader_version": READER_VERSION,
        "source": {"tool": told.pop("source"), "version": told.pop("source_version")},
        "machine": {name: _plain(told[name]) for name in _MACHINE},
        "media": list(told["media"]),
        "remarks": [str(remark) for remark in report.remarks],
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def in_words(report: HardwareReport) -> str:
    """A few lines for a terminal: machine, then each drive, then the remarks by their codes."""
    name = " ".join(filter(None, (report.maker, report.model))) or "no machine named"
    lines = [f"{report.source}: {name}, serial {report.serial or 'unknown'}"]
    for medium in report.media:
        size = f"{medium.size_bytes / 1e9:.0f} GB" if medium.size_bytes else "size unknown"
        lines.append(
            f"  {medium.kind}: {medium.model or 'model unknown'}, {medium.serial or 'no serial'}, {size}"
        )
    lines += [f"  remark: {remark}" for remark in report.remarks]
    return "\n".join(lines)


def described(told: dict[str, Any]) -> HardwareReport:
    """The report that `describe` told of; only for what we wrote ourselves."""
    machine = dict(told["machine"])
    for name, shape in _IN_PARTS.items():
        machine[name] = shape(**machine[name]) if machine.get(name) else None
    machine["memory_slots"] = tuple(MemorySlot(**slot) for slot in machine.get("memory_slots") or ())
    media = tuple(
        MediumFacts(**{**medium, "health": MediumHealth(**medium["health"]) if medium["health"] else None})
        for medium in told["media"]
    )
    return HardwareReport(
        source=told["source"]["tool"],
        source_version=told["source"]["version"],
        media=media,
        remarks=tuple(Remark(remark) for remark in told["remarks"]),
        **machine,
    )
