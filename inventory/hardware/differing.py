"""What changed between two reports of one laptop, or since its giver's list: plain values in, sentences' parts out.

What one of the two does not tell is no difference, and a tool that cannot see a disk does not say that it is gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.hardware.fitness import disk_gigabytes, gigabytes
from inventory.intake.hardware.report import HardwareReport, MediumFacts, Remark
from inventory.intake.hardware.serials import match_key


class Changed(StrEnum):
    """What may differ."""

    SERIAL = "serial"
    MODEL = "model"
    PROCESSOR = "processor"
    MEMORY = "memory"
    DISK_GONE = "disk_gone"
    DISK_NEW = "disk_new"
    BATTERY_OTHER = "battery_other"
    BATTERY_LESS = "battery_less"


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was."""

    what: Changed
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Listed:
    """What a giver's list said of a laptop."""

    serial: str = ""
    model: str = ""
    processor: str = ""
    memory_mb: int | None = None


#: a battery that lost so many points between two reports is worth a word
_LOST_POINTS = 10
_HIDDEN = frozenset(
    {Remark.NO_MEDIA_SEEN, Remark.MEDIA_NOT_LISTED, Remark.RAID_HIDES_MEDIA, Remark.MEDIUM_NOT_OPENED}
)


def differences(before: HardwareReport, after: HardwareReport) -> list[Difference]:
    """What the later report says otherwise."""
    return [
        *_told_otherwise(Changed.SERIAL, before.serial, after.serial),
        *_told_otherwise(Changed.MODEL, before.model, after.model, is_same=_same_name),
        *_told_otherwise(Changed.PROCESSOR, before.processor, after.processor, is_same=_same_processor),
        *_memory(before.memory_mb, after.memory_mb),
        *_disks(before, after),
        *_battery(before, after),
    ]


def since_the_list(listed: Listed, report: HardwareReport) -> list[Difference]:
    """What the laptop says otherwise than its giver did."""
    return [
        *_told_otherwise(Changed.SERIAL, listed.serial, report.serial),
        *_told_otherwise(Changed.PROCESSOR, listed.processor, report.processor, is_same=_same_processor),
        *_memory(listed.memory_mb, report.memory_mb),
    ]


def _same_key(one: str, other: str) -> bool:
    return match_key(one) == match_key(other)


def _same_name(one: str, other: str) -> bool:
    """Tools cut a name, or put the maker before it."""
    short, long = sorted((match_key(one), match_key(other)), key=len)
    return short in long


def _same_processor(one: str, other: str) -> bool:
    """The same number in it: i5-8350U, 3020e."""
    return bool(_numbers(one) & _numbers(other)) or not (_numbers(one) and _numbers(other))


def _numbers(name: str) -> set[str]:
    words = name.casefold().replace("(r)", " ").replace("(tm)", " ").split("@")[0].split()
    return {word for word in words if sum(letter.isdigit() for letter in word) >= 3}


def _told_otherwise(
    what: Changed, before: str | None, after: str | None, *, is_same=_same_key
) -> Iterable[Difference]:
    if before and after and not is_same(before, after):
        yield Difference(what, before, after)


def _memory(before: int | None, after: int | None) -> Iterable[Difference]:
    one, other = gigabytes(before), gigabytes(after)
    if one and other and one != other:
        yield Difference(Changed.MEMORY, f"{one} GB", f"{other} GB")


def _disks(before: HardwareReport, after: HardwareReport) -> Iterable[Difference]:
    if not shows_every_disk(before) or not shows_every_disk(after):
        return
    had = {match_key(medium.serial): medium for medium in before.media if medium.serial}
    has = {match_key(medium.serial): medium for medium in after.media if medium.serial}
    blind = {report.source for report in (before, after)} & {"lshw"}
    for key in had.keys() - has.keys():
        # Before B.02.19 lshw shows no NVMe, and it does not say which version it is.
        if not (had[key].kind == "nvme" and blind and not any(m.kind == "nvme" for m in after.media)):
            yield Difference(Changed.DISK_GONE, before=disk_name(had[key]))
    for key in has.keys() - had.keys():
        if not (has[key].kind == "nvme" and blind and not any(m.kind == "nvme" for m in before.media)):
            yield Difference(Changed.DISK_NEW, after=disk_name(has[key]))


def shows_every_disk(report: HardwareReport) -> bool:
    """A drive's own report shows that drive; a whole machine's may hide some."""
    return report.has_machine and bool(report.media) and not _HIDDEN & set(report.remarks)


def disk_name(medium: MediumFacts) -> str:
    """A disk as people recognise it."""
    size = disk_gigabytes(medium.size_bytes)
    return " ".join(filter(None, (medium.model, f"{size} GB" if size else "", medium.serial)))


def _battery(before: HardwareReport, after: HardwareReport) -> Iterable[Difference]:
    one, other = before.battery, after.battery
    if one is None or other is None:
        return
    if one.serial and other.serial and not _same_key(one.serial, other.serial):
        yield Difference(Changed.BATTERY_OTHER, one.serial, other.serial)
    elif (
        one.health_percent is not None
        and other.health_percent is not None
        and one.health_percent - other.health_percent >= _LOST_POINTS
    ):
        yield Difference(Changed.BATTERY_LESS, f"{one.health_percent} %", f"{other.health_percent} %")
