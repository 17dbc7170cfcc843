"""Reads sessions with sg_sanitize (sg3_utils): the SANITIZE command of SCSI and SAS drives."""

import re
from dataclasses import dataclass, field

from inventory.wiping.evidence.facts import Form, Marker, Technique, VerifyLevel
from inventory.wiping.evidence.firmware import Deed, FirmwareDrive, FirmwareReport
from inventory.wiping.evidence.text import quoted
from inventory.wiping.evidence.transcript import Step, read_transcript

_SIGNS = re.compile(r"\bsg_sanitize\b|Sanitize failed:|Sanitize seems to be successful")
_SERIAL = re.compile(r"\s*Unit serial number:\s*(.*?)\s*")
_INQUIRY = re.compile(r"\s+(\S{1,8})\s+(\S.{0,15}?)\s+\S{1,4}\s+peripheral_type: disk.*")
_SUCCESS = re.compile(r"Sanitize seems to be successful and finished|Sanitize command .{0,60}without error")
_REFUSED = re.compile(r"failed|error|Illegal request|Invalid opcode|Medium not present", re.IGNORECASE)
_VERSION = re.compile(r"(?:sg_sanitize|version):? (?:version: )?(\d{1,2}\.\d{1,3})\b")
_DEEDS = (
    (("--block", "-B"), Deed.SANITIZE_BLOCK),
    (("--crypto", "-C"), Deed.SANITIZE_CRYPTO),
    (("--overwrite", "-O"), Deed.SANITIZE_OVERWRITE),
)
_METHODS = {
    Deed.SANITIZE_BLOCK: "SCSI SANITIZE, block erase",
    Deed.SANITIZE_CRYPTO: "SCSI SANITIZE, cryptographic erase",
    Deed.SANITIZE_OVERWRITE: "SCSI SANITIZE, overwrite",
    Deed.SANITIZE_OTHER: "SCSI SANITIZE",
}


def is_sg_sanitize(text: str) -> bool:
    """Does this text hold words that only sg_sanitize writes?"""
    return _SIGNS.search(text) is not None


def read(text: str) -> FirmwareReport:
    """The facts of one session; the caller has asked `is_sg_sanitize`."""
    session = read_transcript(text)
    disks: dict[str, _Disk] = {}
    version = None
    for step in session.steps:
        if match := _VERSION.search(step.text()):
            version = version or match[1]
        name = step.device or (next(iter(disks), "") if disks else "")
        if step.words or step.output:
            disks.setdefault(name, _Disk(name)).take(step)
    told = [disk for disk in disks.values() if disk.step or disk.serials]
    return FirmwareReport(
        form=Form.SG_SANITIZE,
        tool="sg_sanitize",
        tool_version=version,
        drives=tuple(disk.told() for disk in told),
        chained=tuple(session.chained[:50]),
    )


@dataclass
class _Disk:
    """One drive, as far as the session has told."""

    name: str
    serials: dict[str, None] = field(default_factory=dict)
    maker: str | None = None
    model: str | None = None
    step: Step | None = None
    deed: Deed | None = None
    success_line: int | None = None
    refused: list[Marker] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """A command and its answer."""
        is_sanitize = step.program == "sg_sanitize"
        if is_sanitize:
            self.step, self.success_line, self.refused = step, None, []
            self.deed = next(
                (deed for flags, deed in _DEEDS if any(word.startswith(flags) for word in step.words)),
                Deed.SANITIZE_OTHER,
            )
            self.markers.append(step.marker())
        for number, line in step.output:
            marker = Marker(number, quoted(line))
            if match := _SERIAL.fullmatch(line):
                self.serials[match[1]] = None
                self.markers.append(marker)
            elif match := _INQUIRY.fullmatch(line):
                self.maker, self.model = match[1], match[2]
                self.markers.append(marker)
            elif _SUCCESS.search(line):
                self.success_line = number
                self.markers.append(marker)
            elif (is_sanitize or not step.words) and _REFUSED.search(line):
                self.refused.append(marker)

    def told(self) -> FirmwareDrive:
        step = self.step
        # Without --wait it returns at once, and with --dry-run it does nothing at all.
        early = step is not None and any(word in ("--early", "-e", "--dry-run", "-d") for word in step.words)
        deed = self.deed or (Deed.SANITIZE_OTHER if self.refused or self.success_line else None)
        return FirmwareDrive(
            device=self.name,
            serials=tuple(serial for serial in self.serials if serial),
            maker=None if self.maker == "ATA" else self.maker,
            model=self.model,
            interface="sata" if self.maker == "ATA" else "scsi",
            technique=Technique.SANITIZE if deed else None,
            method=_METHODS[deed] if deed else None,
            verification=VerifyLevel.STATUS if deed else None,
            started_at=step.before if step else None,
            ended_at=step.after if step else None,
            markers=tuple(sorted({*self.markers, *self.refused}, key=lambda marker: marker.line))[:200],
            deed=deed,
            command_line=step.line if step else None,
            is_named=bool(self.model),
            showed_identity=bool(self.model),
            success_line=None if early else self.success_line,
            refused=tuple(self.refused[:50]),
            stopped=any("^C" in line for _number, line in step.output) if step else False,
            exit_status=step.exit_status if step else None,
            seconds=step.seconds() if step else None,
        )
