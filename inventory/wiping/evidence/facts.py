"""What a report says, as plain values: nothing here is a judgement, and nothing here is believed yet.

A reader fills these from the bytes of one file; `inventory.wiping.rules` weighs them. A report is a machine and
the media in it, each with what the tool says was done to it; what only one tool tells stands in that tool's own
kind of report. Times are the tool's own clock, without a zone, because the logs give none.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """Which hand wrote the report; each has a reader and rules of its own."""

    NWIPE_LOG = "nwipe_log"
    NWIPE_PDF = "nwipe_pdf"
    HDPARM = "hdparm"
    NVME = "nvme"
    SG_SANITIZE = "sg_sanitize"
    BLANCCO = "blancco"
    EREUSE = "ereuse"
    #: a tool that tells which medium this is and how it feels, never that it was wiped
    HARDWARE = "hardware"
    #: a person, where no tool can speak
    STATEMENT = "statement"


class Technique(StrEnum):
    """What was done to a medium."""

    OVERWRITE = "overwrite"
    #: ATA SECURITY ERASE UNIT, normal or enhanced
    SECURITY_ERASE = "security_erase"
    #: NVMe FORMAT with a secure erase setting
    FORMAT_ERASE = "format_erase"
    #: the SANITIZE command of ATA, NVMe or SCSI
    SANITIZE = "sanitize"
    #: a command of the medium's own firmware, and we do not know which
    FIRMWARE_ERASE = "firmware_erase"
    FACTORY_RESET = "factory_reset"
    OTHER = "other"
    DESTRUCTION = "destruction"
    REMOVAL = "removal"
    ABSENCE = "absence"


class VerifyLevel(StrEnum):
    """How much was read back."""

    OFF = "off"
    LAST = "last"
    ALL = "all"
    #: nothing was read back; the medium itself says that it finished
    STATUS = "status"


class HiddenArea(StrEnum):
    """What the tool says about sectors that the system cannot reach."""

    NONE = "none"
    DETECTED = "detected"
    INDETERMINATE = "indeterminate"
    NOT_TOLD = "not_told"


@dataclass(frozen=True)
class Marker:
    """One quoted line and where it stands (first line is 1)."""

    line: int
    text: str


@dataclass(frozen=True)
class Host:
    """The machine in which the drives sat while they were wiped."""

    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    uuid: str | None = None


@dataclass(frozen=True)
class Drive:
    """One medium of a report, with one thing that was done to it. A tuple holds every distinct value told."""

    #: the name at that boot; binds nothing
    device: str
    serials: tuple[str, ...] = ()
    maker: str | None = None
    model: str | None = None
    #: hdd, ssd, nvme, emmc or other, as far as the tool tells
    kind: str = "other"
    #: sata, nvme, usb, sas, scsi, mmc; None where it is not told
    interface: str | None = None
    sizes: tuple[int, ...] = ()
    #: None: the tool did nothing to it
    technique: Technique | None = None
    #: what was done, as the tool names it
    method: str | None = None
    verification: VerifyLevel | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    hidden: HiddenArea = HiddenArea.NOT_TOLD
    #: lines in which the tool reports trouble with this medium
    troubles: tuple[Marker, ...] = ()
    #: the lines that speak of this medium, quoted
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True)
class EvidenceReport:
    """Everything one file says."""

    form: Form
    tool: str
    tool_version: str | None = None
    #: the boot medium that carried the tool, where it names itself (ShredOS …)
    carrier: str | None = None
    host: Host = Host()
    drives: tuple[Drive, ...] = ()
    #: trouble that names no medium
    troubles: tuple[Marker, ...] = ()
    markers: tuple[Marker, ...] = ()
    #: what another reader of this house remarked, in its own words
    notes: tuple[str, ...] = ()


#: more than any laptop or wiping tower holds; beyond it the file is a joke
MOST_DRIVES = 128
