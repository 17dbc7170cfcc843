"""What a laptop is fit for: Windows 11, Linux, or its parts; a proposal, for a person decides.

Each question has three answers, for what nobody told is neither yes nor no. A floor is what a digibank asks of
every laptop that it lends; what it leaves empty it does not ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.hardware.processors import known


class Answer(StrEnum):
    """Whether something asked for is there."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """What Windows 11 asks for (Microsoft, "Windows 11 specifications")."""

    PROCESSOR = "processor"
    TPM = "tpm"
    FIRMWARE = "firmware"
    MEMORY = "memory"
    DISK = "disk"


class Asked(StrEnum):
    """What a digibank may ask of every laptop that it lends."""

    MEMORY = "floor_memory"
    DISK = "floor_disk"
    BATTERY = "floor_battery"
    YEAR = "floor_year"


class Fit(StrEnum):
    """For what a laptop is taken."""

    WINDOWS = "windows"
    LINUX = "linux"
    PARTS = "parts"


@dataclass(frozen=True)
class Facts:
    """What is known of one laptop; None: nobody told."""

    processor: str = ""
    memory_mb: int | None = None
    #: the largest disk inside
    disk_bytes: int | None = None
    battery_percent: int | None = None
    uefi: bool | None = None
    tpm: str | None = None


@dataclass(frozen=True)
class FloorRule:
    """The least that a digibank lends; None: it does not ask."""

    memory_gb: int | None = None
    disk_gb: int | None = None
    battery_percent: int | None = None
    #: the processor's generation came out in this year or later
    year: int | None = None


@dataclass(frozen=True)
class Line:
    """One question and its answer, with what is there and what was asked."""

    what: Need | Asked
    answer: Answer
    has: str = ""
    wants: str = ""


@dataclass(frozen=True)
class Fitness:
    """Everything that was weighed, and what follows."""

    windows: Answer
    needs: tuple[Line, ...]
    floor: tuple[Line, ...]
    #: None: too little is known
    proposal: Fit | None


#: 4 GB and 64 GB as makers count them: a part of the memory goes to the screen, a disk counts in thousands
_LEAST_MEMORY_MB = 3500
_LEAST_DISK = 62 * 10**9
_WINDOWS_MEMORY, _WINDOWS_DISK = 4, 64


def gigabytes(memory_mb: int | None) -> int | None:
    """Memory as it is sold: 16256 MB is a bank of 16 GB of which the screen took a part."""
    return max(1, round(memory_mb / 1024)) if memory_mb else None


def disk_gigabytes(size: int | None) -> int | None:
    """A disk as it is sold, in thousands."""
    return round(size / 10**9) if size else None


def weighed(facts: Facts, floor: FloorRule) -> Fitness:
    """Whether Windows 11 runs on it, whether it is above the floor, and what is proposed."""
    needs, asked = tuple(_needs(facts)), tuple(_asked(facts, floor))
    windows = _together(needs)
    return Fitness(windows, needs, asked, _proposal(windows, _together(asked), facts))


def _together(lines: Iterable[Line]) -> Answer:
    answers = {line.answer for line in lines}
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES


def _proposal(windows: Answer, floor: Answer, facts: Facts) -> Fit | None:
    if floor is Answer.NO:
        return Fit.PARTS
    if not facts.processor or not facts.memory_mb:
        return None
    if windows is Answer.NO:
        return Fit.LINUX
    return Fit.WINDOWS if windows is Answer.YES else None


def _needs(facts: Facts) -> Iterable[Line]:
    listed = known(facts.processor).is_listed if facts.processor else None
    yield Line(Need.PROCESSOR, _answer(listed), facts.processor)
    yield Line(Need.TPM, _tpm(facts.tpm), facts.tpm or "", "2.0")
    yield Line(Need.FIRMWARE, _answer(facts.uefi), "UEFI" if facts.uefi else "", "UEFI")
    memory, disk = gigabytes(facts.memory_mb), disk_gigabytes(facts.disk_bytes)
    yield Line(
        Need.MEMORY, _at_least(facts.memory_mb, _LEAST_MEMORY_MB), _size(memory), _size(_WINDOWS_MEMORY)
    )
    yield Line(Need.DISK, _at_least(facts.disk_bytes, _LEAST_DISK), _size(disk), _size(_WINDOWS_DISK))


def _tpm(told: str | None) -> Answer:
    """A kernel that sees no TPM says nothing for sure: many laptops left the factory with it switched off."""
    if told is None or told == "none":
        return Answer.UNKNOWN
    return Answer.YES if told.startswith("2") else Answer.NO


def _asked(facts: Facts, floor: FloorRule) -> Iterable[Line]:
    memory, disk = gigabytes(facts.memory_mb), disk_gigabytes(facts.disk_bytes)
    if floor.memory_gb:
        yield Line(Asked.MEMORY, _at_least(memory, floor.memory_gb), _size(memory), _size(floor.memory_gb))
    if floor.disk_gb:
        # 250 and 256 GB are sold as the same.
        yield Line(Asked.DISK, _at_least(disk, floor.disk_gb * 0.93), _size(disk), _size(floor.disk_gb))
    if floor.battery_percent:
        has = facts.battery_percent
        yield Line(
            Asked.BATTERY,
            _at_least(has, floor.battery_percent),
            _percent(has),
            _percent(floor.battery_percent),
        )
    if floor.year:
        year = known(facts.processor).year if facts.processor else None
        yield Line(Asked.YEAR, _at_least(year, floor.year), str(year or ""), str(floor.year))


def _at_least(has: float | None, wants: float) -> Answer:
    return _answer(None if has is None else has >= wants)


def _answer(is_so: bool | None) -> Answer:
    return Answer.UNKNOWN if is_so is None else Answer.YES if is_so else Answer.NO


def _size(gb: int | None) -> str:
    return f"{gb} GB" if gb else ""


def _percent(number: int | None) -> str:
    return f"{number} %" if number is not None else ""
