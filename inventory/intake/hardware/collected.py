"""What our own stick collected on a laptop: the reports of several tools in one file, and what the kernel shows.

The file begins with a line of its own; each part begins with a line `#### tool`. `docs/station.md` has the script
that writes it.
"""

import re
from collections.abc import Callable

from inventory.intake.hardware import serials
from inventory.intake.hardware.report import (
    BatteryFacts,
    FirmwareFacts,
    HardwareReport,
    ScreenFacts,
    battery_from,
    combined,
)
from inventory.intake.hardware.values import positive, text

_HEAD = re.compile(r"leenkring-machine (\d{1,3})\s*$", re.MULTILINE)
_PART = re.compile(r"^#### ([a-z]{2,20})[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"^([A-Za-z_]{2,60})=(.*)$", re.MULTILINE)
#: in the order in which we believe them about the machine
_ORDER = ("sys", "dmidecode", "lshw", "smartctl", "nvme", "lsblk")
#: the kernel counts in millionths
_MILLION = 10**6
_TENTHS_PER_MM = 10 / 25.4


def is_collected(words: str) -> bool:
    """Does this text begin as the stick's files do?"""
    return _HEAD.match(words) is not None


def read(words: str, read_carried: Callable[[str], HardwareReport | None]) -> HardwareReport:
    """The machine, as its parts tell of it together."""
    head = _HEAD.match(words)
    pieces = _PART.split(words)[1:]
    told: list[tuple[int, HardwareReport]] = []
    for name, body in zip(pieces[::2], pieces[1::2], strict=True):
        report = _kernel(body) if name == "sys" else read_carried(body.strip())
        if report and name in _ORDER:
            told.append((_ORDER.index(name), report))
    reports = [report for _place, report in sorted(told, key=lambda one: one[0])]
    return combined("stick", head[1] if head else None, reports)


def _kernel(body: str) -> HardwareReport:
    """What the kernel shows under /sys, as `name=value` a line; only of one battery, the first."""
    told: dict[str, str] = {}
    for match in _LINE.finditer(body):
        told.setdefault(match[1], match[2].strip())
    return HardwareReport(
        source="sys", battery=_battery(told), screen=_screen(told), firmware=_firmware(told)
    )


def _firmware(told: dict[str, str]) -> FirmwareFacts:
    return FirmwareFacts(
        uefi=_YES_NO.get(told.get("efi", "")),
        secure_boot=_YES_NO.get(told.get("secure_boot", "")),
        tpm=_TPM.get(told.get("tpm", "")),
    )


_YES_NO = {"1": True, "0": False}
_TPM = {"2": "2.0", "1": "1.2", "none": "none"}


def _screen(told: dict[str, str]) -> ScreenFacts | None:
    points = re.fullmatch(r"(\d{3,5})x(\d{3,5})", told.get("screen", ""))
    size = re.fullmatch(r"(\d{2,4})x(\d{2,4})", told.get("screen_mm", ""))
    if points is None:
        return None
    diagonal = ((int(size[1]) ** 2 + int(size[2]) ** 2) ** 0.5) if size else None
    return ScreenFacts(
        width=int(points[1]),
        height=int(points[2]),
        tenths_of_inch=round(diagonal * _TENTHS_PER_MM) if diagonal else None,
    )


def _battery(told: dict[str, str]) -> BatteryFacts | None:
    """In watt-hours; a battery that counts in ampere-hours is taken at its own voltage, which cancels out."""

    def value(name: str) -> int | None:
        return positive(told.get(f"POWER_SUPPLY_{name}"))

    design, full = value("ENERGY_FULL_DESIGN"), value("ENERGY_FULL")
    if design is None:
        volts = (value("VOLTAGE_MIN_DESIGN") or 0) / _MILLION
        design, full = (
            int(charge * volts) if charge and volts else None
            for charge in (value("CHARGE_FULL_DESIGN"), value("CHARGE_FULL"))
        )
    if design is None and value("CYCLE_COUNT") is None:
        return None
    return battery_from(
        maker=serials.real(text(told.get("POWER_SUPPLY_MANUFACTURER"))),
        model=serials.real(text(told.get("POWER_SUPPLY_MODEL_NAME"))),
        serial=serials.real(text(told.get("POWER_SUPPLY_SERIAL_NUMBER"))),
        design_mwh=design // 1000 if design else None,
        full_mwh=full // 1000 if full else None,
        cycles=value("CYCLE_COUNT"),
    )
