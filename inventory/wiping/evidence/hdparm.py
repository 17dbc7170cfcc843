"""Reads sessions with hdparm: ATA security erase and sanitize, with the drive's state before and after.

hdparm prints no line of success. What proves an erasure is the drive itself: a password that was set, and that
it cleared when it had finished; or a sanitize status that ran and says that it ended without error.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from inventory.wiping.evidence.facts import Form, Marker, Technique, VerifyLevel
from inventory.wiping.evidence.firmware import (
    Deed,
    FirmwareDrive,
    FirmwareReport,
    SanitizeState,
    Sanitizing,
    SecurityState,
)
from inventory.wiping.evidence.text import quoted
from inventory.wiping.evidence.transcript import Step, read_transcript

_SIGNS = re.compile(
    r"\bhdparm\s+-|SECURITY_ERASE|SECURITY_SET_PASS|SANITIZE_(?:STATUS|BLOCK_ERASE|CRYPTO_SCRAMBLE|OVERWRITE)"
    r"|SANITIZE feature set|ATA device, with non-removable media"
)
_HEADER = re.compile(r"\s*/dev/([\w./-]{1,60}):\s*")
_FIELD = re.compile(r"\s*(Model Number|Serial Number|Logical Unit WWN Device Identifier):\s*(.*?)\s*")
_SECTORS = re.compile(r"\s*LBA(?:48)?\s+user addressable sectors:\s*(\d{1,15})")
_SECTOR = re.compile(r"\s*Logical(?:/Physical)?\s+Sector size:\s*(\d{1,6}) bytes")
_TURNS = re.compile(r"\s*Nominal Media Rotation Rate: (.*?)\s*")
_SECURITY = re.compile(r"\s*Security:\s*")
_FLAG = re.compile(r"\s*(not)?\s*(enabled|locked|frozen|supported)\s*")
_MINUTES = re.compile(r"\s*(\d{1,5})min for SECURITY ERASE UNIT\.(?:\s*(\d{1,5})min for ENHANCED)?.*")
_IN_SECURITY = re.compile(
    r"\s*(?:Master password|Security level|(?:not)?\s*(?:expired|supported: enhanced)).*"
)
_ISSUED = re.compile(r"\s*Issuing (SECURITY_SET_PASS|SECURITY_ERASE|SANITIZE_[A-Z_]{1,30}) command")
_STATE = re.compile(r"\s*State:\s+SD(\d) ")
_WITHOUT_ERROR = "Last Sanitize Operation Completed Without Error"
_REFUSED = re.compile(
    r"SG_IO: bad/missing sense data|Input/output error|Problem issuing|HDIO_DRIVE_CMD|Operation not permitted"
    r"|Invalid argument|Operation already in progress|error|failed",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\s*hdparm v(\d{1,3}\.\d{1,3})\s*")
_SANITIZES = {
    "SANITIZE_BLOCK_ERASE": Deed.SANITIZE_BLOCK,
    "SANITIZE_CRYPTO_SCRAMBLE": Deed.SANITIZE_CRYPTO,
    "SANITIZE_OVERWRITE": Deed.SANITIZE_OVERWRITE,
}
#: SD0 idle (which is also what a drive says that was never sanitized), SD1 frozen, SD2 in process, SD3 failed
_STATES = {"2": Sanitizing.RUNNING, "3": Sanitizing.FAILED}
_METHODS = {
    Deed.SECURITY_ERASE: "ATA SECURITY ERASE UNIT (normal)",
    Deed.SECURITY_ERASE_ENHANCED: "ATA SECURITY ERASE UNIT (enhanced)",
    Deed.SANITIZE_BLOCK: "ATA SANITIZE BLOCK ERASE",
    Deed.SANITIZE_CRYPTO: "ATA SANITIZE CRYPTO SCRAMBLE",
    Deed.SANITIZE_OVERWRITE: "ATA SANITIZE OVERWRITE",
    Deed.SANITIZE_OTHER: "ATA SANITIZE",
}


def is_hdparm(text: str) -> bool:
    """Does this text hold words that only hdparm writes?"""
    return _SIGNS.search(text) is not None


def read(text: str) -> FirmwareReport:
    """The facts of one session; the caller has asked `is_hdparm`."""
    session = read_transcript(text)
    disks: dict[str, _Disk] = {}
    version, name = None, ""
    for step in session.steps:
        name = step.device or name
        for number, line in step.output:
            if match := _VERSION.fullmatch(line):
                version = version or match[1]
            elif match := _HEADER.fullmatch(line):
                name = match[1]
                disks.setdefault(name, _Disk(name))
            elif name or _FIELD.fullmatch(line) or _SECURITY.fullmatch(line):
                disks.setdefault(name, _Disk(name)).take(number, line, step)
    return FirmwareReport(
        form=Form.HDPARM,
        tool="hdparm",
        tool_version=version,
        drives=tuple(drive for disk in disks.values() for drive in disk.told()),
        chained=tuple(session.chained[:50]),
    )


@dataclass
class _Try:
    """A command that was sent to the drive."""

    deed: Deed
    line: int
    step: Step


@dataclass
class _Disk:
    """One drive, as far as the session has told."""

    name: str
    serials: dict[str, None] = field(default_factory=dict)
    model: str | None = None
    wwn: str | None = None
    kind: str = "other"
    sectors: int = 0
    sector_bytes: int = 512
    security: list[SecurityState] = field(default_factory=list)
    in_security: bool = False
    password: tuple[int, Step] | None = None
    tries: list[_Try] = field(default_factory=list)
    sanitizing: list[SanitizeState] = field(default_factory=list)
    #: the command that showed the last sanitize state
    answered: Step | None = None
    asked_status: bool = False
    not_supported: bool = False
    refused: list[tuple[Step, Marker]] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)

    def take(self, number: int, line: str, step: Step) -> None:
        """A line of an answer that is about this drive."""
        if self.take_security(number, line) or self.take_identity(number, line):
            return
        if match := _ISSUED.match(line):
            self.take_command(match[1], number, line, step)
        elif match := _STATE.match(line):
            state = _STATES.get(match[1], Sanitizing.UNKNOWN)
            self.sanitizing.append(SanitizeState(number, state, agrees=match[1] == "0"))
            self.answered = step
            self.mark(number, line)
        elif _WITHOUT_ERROR in line and self.sanitizing:
            self.sanitizing[-1] = replace(self.sanitizing[-1], state=Sanitizing.DONE)
            self.mark(number, line)
        elif "SANITIZE device error" in line:
            self.sanitizing.append(SanitizeState(number, Sanitizing.FAILED))
            self.answered = step
            self.mark(number, line)
        elif "SANITIZE feature set is not supported" in line:
            self.not_supported = self.asked_status = True
            self.mark(number, line)
        elif _REFUSED.search(line):
            self.refused.append((step, Marker(number, quoted(line))))

    def take_command(self, word: str, number: int, line: str, step: Step) -> None:
        self.mark(number, line)
        if word == "SECURITY_SET_PASS":
            self.password = (number, step)
        elif word == "SECURITY_ERASE":
            enhanced = any(one.startswith("--security-erase-enhanced") for one in step.words)
            deed = Deed.SECURITY_ERASE_ENHANCED if enhanced else Deed.SECURITY_ERASE
            self.tries.append(_Try(deed, number, step))
        elif word == "SANITIZE_STATUS":
            self.asked_status = True
        else:
            self.tries.append(_Try(_SANITIZES.get(word, Deed.SANITIZE_OTHER), number, step))

    def take_security(self, number: int, line: str) -> bool:
        """The block under `Security:`; the word `not` and what it denies stand a tab apart."""
        if _SECURITY.fullmatch(line):
            self.security.append(SecurityState(number))
            self.in_security = True
            return True
        if not self.in_security:
            return False
        if match := _FLAG.fullmatch(line):
            self.security[-1] = replace(self.security[-1], **{match[2]: match[1] is None})
            self.mark(number, line)
        elif match := _MINUTES.fullmatch(line):
            enhanced = int(match[2]) if match[2] else None
            self.security[-1] = replace(self.security[-1], minutes=int(match[1]), minutes_enhanced=enhanced)
        elif not _IN_SECURITY.fullmatch(line):
            self.in_security = False
        return self.in_security

    def take_identity(self, number: int, line: str) -> bool:
        if match := _FIELD.fullmatch(line):
            if match[1] == "Serial Number":
                self.serials[match[2]] = None
            elif match[1] == "Model Number":
                self.model = match[2][:100]
            else:
                self.wwn = match[2]
            self.mark(number, line)
        elif match := _SECTORS.fullmatch(line):
            self.sectors = max(self.sectors, int(match[1]))
        elif match := _SECTOR.fullmatch(line):
            self.sector_bytes = int(match[1])
        elif match := _TURNS.fullmatch(line):
            self.kind = "ssd" if "Solid State" in match[1] else "hdd"
        else:
            return False
        return True

    def mark(self, number: int, line: str) -> None:
        if len(self.markers) < 200:
            self.markers.append(Marker(number, quoted(line)))

    def told(self) -> list[FirmwareDrive]:
        """One entry per kind of command, the last try of each; without any, what the drive is."""
        last = {("security" if one.deed.startswith("security") else "sanitize"): one for one in self.tries}
        entries = [self.entry(one) for one in last.values()]
        if not entries and (self.asked_status or self.sanitizing):
            entries = [self.entry(None, Deed.SANITIZE_OTHER)]
        return entries or [self.entry(None)]

    def entry(self, tried: _Try | None, deed: Deed | None = None) -> FirmwareDrive:
        deed = tried.deed if tried else deed
        is_sanitize = bool(deed) and str(deed).startswith("sanitize")
        steps = [tried.step] if tried else []
        if tried and not is_sanitize and self.password:
            steps.append(self.password[1])
        refused = tuple(marker for step, marker in self.refused if any(step is one for one in steps))
        size = self.sectors * self.sector_bytes
        began, ended = self.hours(tried)
        return FirmwareDrive(
            device=self.name,
            serials=tuple(serial for serial in self.serials if serial),
            model=self.model,
            kind=self.kind,
            interface="sata",
            sizes=(size,) if size else (),
            technique=(Technique.SANITIZE if is_sanitize else Technique.SECURITY_ERASE) if deed else None,
            method=_METHODS[deed] if deed else None,
            verification=VerifyLevel.STATUS if deed else None,
            started_at=began,
            ended_at=ended,
            markers=tuple(sorted({*self.markers, *refused}, key=lambda marker: marker.line)),
            deed=deed,
            command_line=tried.line if tried else None,
            is_named=bool(self.model or self.wwn),
            showed_identity=bool(self.security),
            refused=refused,
            not_supported=self.not_supported and is_sanitize,
            stopped=any("^C" in line for step in steps for _number, line in step.output),
            exit_status=tried.step.exit_status if tried else None,
            seconds=tried.step.seconds() if tried else None,
            sanitizing=tuple(self.sanitizing) if is_sanitize else (),
            security=tuple(self.security),
            password_line=self.password[0] if self.password else None,
        )

    def hours(self, tried: _Try | None) -> tuple[datetime | None, datetime | None]:
        """From before the command to after the last answer that tells how it ended."""
        if tried is None:
            return None, None
        is_sanitize = tried.deed.startswith("sanitize")
        last = self.answered if is_sanitize and self.answered else tried.step
        return tried.step.before, last.after
