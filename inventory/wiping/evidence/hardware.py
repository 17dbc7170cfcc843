"""Reads what hardware tools say (smartctl, lshw, lsblk, dmidecode, inxi, system_profiler, Get-ComputerInfo …).

The readers of the intake do the reading; here their report becomes evidence of which medium this is, and of
nothing else: such a tool never wiped anything.
"""

from inventory.intake.hardware.reading import read_hardware
from inventory.intake.hardware.report import HardwareReport, MediumFacts
from inventory.wiping.evidence.facts import MOST_DRIVES, Drive, EvidenceReport, Form, Host
from inventory.wiping.evidence.text import TooManyDrives, quoting

_TOOLS = {
    "computerinfo": "Get-ComputerInfo",
    "physicaldisk": "Get-PhysicalDisk",
    "nvme": "nvme-cli",
    "ereuse": "eReuse Workbench",
}
_INTERFACES = {"ata": "sata", "emmc": "mmc"}


def read(content: bytes, file_name: str, text: str) -> EvidenceReport:
    """The machine and its media as the report shows them. Raises Unreadable when no tool wrote it that we know."""
    return of(read_hardware(content, file_name), text)


def of(report: HardwareReport, text: str) -> EvidenceReport:
    """A hardware report as evidence. Raises TooManyDrives."""
    if len(report.media) > MOST_DRIVES:
        raise TooManyDrives(count=MOST_DRIVES)
    return EvidenceReport(
        form=Form.HARDWARE,
        tool=_TOOLS.get(report.source, report.source),
        tool_version=report.source_version,
        host=host_of(report),
        drives=tuple(_drive(number, medium, text) for number, medium in enumerate(report.media, start=1)),
        markers=quoting(text, report.serial or "", report.uuid or ""),
        notes=tuple(str(remark) for remark in report.remarks),
    )


def host_of(report: HardwareReport) -> Host:
    """The machine that a hardware report tells of."""
    return Host(report.maker, report.model, report.serial, report.uuid)


def _drive(number: int, medium: MediumFacts, text: str) -> Drive:
    return Drive(
        device=str(number),
        serials=(medium.serial,) if medium.serial else (),
        maker=medium.maker,
        model=medium.model,
        kind=medium.kind,
        interface=_INTERFACES.get(medium.interface or "", medium.interface),
        sizes=(medium.size_bytes,) if medium.size_bytes else (),
        markers=quoting(text, medium.serial or "", medium.model or ""),
    )
