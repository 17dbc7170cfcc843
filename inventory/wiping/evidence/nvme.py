"""Reads what nvme-cli says: sessions with format and sanitize, and sanitize logs and id-ctrl as text or JSON.

A format answers the same words whether it erases or not, so the command itself is part of the evidence. A
sanitize log has no date and survives for ever: what it says may be years old.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from inventory.intake.hardware.values import table, tables, whole
from inventory.intake.hardware.values import text as plain
from inventory.wiping.evidence.facts import Form, Marker, Technique, VerifyLevel
from inventory.wiping.evidence.firmware import (
    SANITIZES,
    Deed,
    FirmwareDrive,
    FirmwareReport,
    SanitizeState,
    Sanitizing,
)
from inventory.wiping.evidence.text import quoted, quoting
from inventory.wiping.evidence.transcript import Step, read_transcript

_SIGNS = re.compile(
    r"^.{0,120}?\bnvme\s+(?:format|sanitize|sanitize-log|id-ctrl|list)\b|\(SSTAT\)|\(SPROG\)", re.MULTILINE
)
_VERSION = re.compile(r"nvme version (\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)\b")
_FORMATTED = re.compile(r"Success formatting namespace:\s*([0-9a-f]{1,8})")
_REFUSED = re.compile(
    r"NVMe status|NVME Admin command error|\berror\b|failed|Invalid|not supported", re.IGNORECASE
)
_LOG = re.compile(
    r"\s*[A-Za-z][A-Za-z0-9 ]{5,60}\((SPROG|SSTAT|SCDW10)\)\s*:\s*(0x[0-9a-fA-F]{1,8}|\d{1,10}).*"
)
_ID = re.compile(r"\s*(sn|mn|fr|oacs|fna|tnvmcap|nn)\s*:\s*(.*?)\s*")
_CONTROLLER = re.compile(r"(?:/dev/)?(nvme\d{1,4})(?:n\d{1,4})?(?:p\d{1,4})?")
_NUMBERED = re.compile(r"\((\d)\)")

#: NVMe base specification, sanitize status log page: SSTAT bits 2:0, and the action in SCDW10 bits 2:0
_STATES = {
    0: Sanitizing.NEVER,
    1: Sanitizing.DONE,
    2: Sanitizing.RUNNING,
    3: Sanitizing.FAILED,
    4: Sanitizing.DONE,
}
_ACTIONS = {2: Deed.SANITIZE_BLOCK, 3: Deed.SANITIZE_OVERWRITE, 4: Deed.SANITIZE_CRYPTO}
_ACTION_NAMES = {"start-block-erase": 2, "start-overwrite": 3, "start-crypto-erase": 4, "exit-failure": 1}
_SETTINGS = {0: Deed.FORMAT_ONLY, 1: Deed.FORMAT_USER_DATA, 2: Deed.FORMAT_CRYPTO}
_DONE = 0xFFFF
_FNA_CRYPTO = 4
_METHODS = {
    Deed.FORMAT_ONLY: "NVMe format --ses=0",
    Deed.FORMAT_USER_DATA: "NVMe format --ses=1 (user data erase)",
    Deed.FORMAT_CRYPTO: "NVMe format --ses=2 (cryptographic erase)",
    Deed.SANITIZE_BLOCK: "NVMe sanitize, block erase (2)",
    Deed.SANITIZE_OVERWRITE: "NVMe sanitize, overwrite (3)",
    Deed.SANITIZE_CRYPTO: "NVMe sanitize, crypto erase (4)",
    Deed.SANITIZE_OTHER: "NVMe sanitize",
}


def is_nvme_json(tree: object) -> bool:
    """Is this a sanitize log, an id-ctrl or a list as nvme-cli prints them in JSON?"""
    told = table(tree)
    is_list = any("ModelNumber" in row for row in tables(told.get("Devices")))
    return is_list or {"sn", "mn", "fr"} <= told.keys() or any(True for _name, _log in _logs(told))


def is_nvme(text: str) -> bool:
    """Does this text hold a command or an answer of nvme-cli?"""
    return _SIGNS.search(text) is not None


def read_json(tree: object, text: str) -> FirmwareReport:
    """The facts of one JSON answer; the caller has asked `is_nvme_json`."""
    disk = _Disk("")
    disk.take_json(tree, 1)
    disk.markers += quoting(text, '"sn"', '"mn"', '"sprog"', '"(1)', '"global_erased"', '"cdw10')
    return _report(None, [disk, *_named(tree)], [])


def _named(tree: object) -> list["_Disk"]:
    """The drives of `nvme list -o json`."""
    found = []
    for row in tables(table(tree).get("Devices")):
        name = _controller((plain(row.get("DevicePath")) or "").removeprefix("/dev/")) or ""
        disk = _Disk(name, model=plain(row.get("ModelNumber")), size=whole(row.get("PhysicalSize")))
        disk.serials[plain(row.get("SerialNumber")) or ""] = None
        found.append(disk)
    return found


def _logs(told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The sanitize logs in a table: under the name of their device, or bare."""
    bare = [("", told)] if "sstat" in told else []
    return [*bare, *((name, log) for name, log in told.items() if "sstat" in table(log))]


def read(text: str) -> FirmwareReport:
    """The facts of one session; the caller has asked `is_nvme`."""
    session = read_transcript(text)
    disks: dict[str, _Disk] = {}
    version, name = None, ""
    for step in session.steps:
        name = _controller(step.device) or name
        if match := _VERSION.search(step.text()):
            version = version or match[1]
        deed = step.words[1] if step.program == "nvme" and len(step.words) > 1 else ""
        if deed == "list":
            for row in _listed(step):
                disks.setdefault(row.name, _Disk(row.name)).join(row)
        elif deed or not step.words:
            disk = disks.setdefault(name, _Disk(name))
            disk.take(deed, step)
    return _report(version, list(disks.values()), session.chained)


def _report(version: str | None, disks: list["_Disk"], chained: list[Marker]) -> FirmwareReport:
    told = [drive for disk in disks if disk.says_anything for drive in disk.told()]
    return FirmwareReport(
        form=Form.NVME,
        tool="nvme-cli",
        tool_version=version,
        drives=tuple(told),
        chained=tuple(chained[:50]),
    )


def _controller(device: str | None) -> str | None:
    """`nvme0n1` is a namespace of `nvme0`: commands to either reach the same medium."""
    match = _CONTROLLER.fullmatch(device or "")
    return match[1] if match else None


def _listed(step: Step) -> list["_Disk"]:
    """The rows of `nvme list`: columns as wide as the dashes under their headings."""
    spans: list[tuple[int, int]] = []
    heads: list[str] = []
    found = []
    for at, (number, line) in enumerate(step.output):
        if re.fullmatch(r"\s*-{4,}(?: +-{4,})+\s*", line) and at:
            spans = [match.span() for match in re.finditer(r"-+", line)]
            heads = [step.output[at - 1][1][begin:end].strip() for begin, end in spans]
        elif spans and "SN" in heads and "Model" in heads:
            # Who copies a table by hand loses a space at its edge; then the gaps between the cells must do.
            begin = len(line) - len(line.lstrip())
            cells = (
                [line[one:other].strip() for one, other in spans]
                if begin == spans[0][0]
                else re.split(r"\s{2,}", line.strip())
            )
            name = _controller(cells[0].removeprefix("/dev/")) if cells else None
            if name and len(cells) > max(heads.index("SN"), heads.index("Model")):
                row = _Disk(name, model=cells[heads.index("Model")][:100])
                row.serials[cells[heads.index("SN")]] = None
                row.markers.append(Marker(number, quoted(line)))
                found.append(row)
    return found


@dataclass
class _Try:
    """A command that was sent to the controller, and its last answer."""

    deed: Deed
    step: Step
    success_line: int | None = None
    namespace: str | None = None
    refused: list[Marker] = field(default_factory=list)


@dataclass
class _Disk:
    """One controller, as far as the file has told."""

    name: str
    model: str | None = None
    size: int | None = None
    fna: int | None = None
    serials: dict[str, None] = field(default_factory=dict)
    tries: dict[Deed, _Try] = field(default_factory=dict)
    states: list[SanitizeState] = field(default_factory=list)
    #: the command that showed the last sanitize state
    answered: Step | None = None
    markers: list[Marker] = field(default_factory=list)

    @property
    def says_anything(self) -> bool:
        return bool(self.tries or self.states or self.serials or self.model)

    def join(self, row: "_Disk") -> None:
        self.model = self.model or row.model
        self.serials.update(row.serials)
        self.markers += row.markers

    def take(self, deed: str, step: Step) -> None:
        """A command of nvme-cli and its answer; without a command, an answer alone."""
        if deed == "format":
            self.take_format(step)
        elif deed == "sanitize":
            self.take_sanitize(step)
        else:
            self.take_answer(step)

    def take_format(self, step: Step) -> None:
        setting = _number(step.option("--ses", "-s") or "0")
        done = next(
            ((number, match[1]) for number, line in step.output if (match := _FORMATTED.search(line))), None
        )
        self.keep(_SETTINGS.get(setting if setting is not None else -1, Deed.FORMAT_ONLY), step, done)

    def take_sanitize(self, step: Step) -> None:
        told = step.option("--sanact", "-a") or ""
        action = _ACTION_NAMES.get(told, _number(told))
        self.keep(_ACTIONS.get(action or 0, Deed.SANITIZE_OTHER), step, None)

    def keep(self, deed: Deed, step: Step, done: tuple[int, str] | None) -> None:
        refused = [
            Marker(number, quoted(line)) for number, line in step.output if not done and _REFUSED.search(line)
        ]
        # A second try of the same command takes the place of the first.
        self.tries[deed] = _Try(deed, step, done[0] if done else None, done[1] if done else None, refused)
        self.markers += [step.marker(), *refused]
        if done:
            self.markers.append(
                Marker(done[0], quoted(next(line for n, line in step.output if n == done[0])))
            )

    def take_answer(self, step: Step) -> None:
        answer, known = step.text().strip(), len(self.states)
        self.take_words(answer, step)
        if len(self.states) > known:
            self.answered = step

    def take_words(self, answer: str, step: Step) -> None:
        if answer.startswith("{"):
            try:
                self.take_json(json.loads(answer), step.line)
            except (ValueError, RecursionError):
                return
            return
        log: dict[str, int] = {}
        for number, line in step.output:
            if match := _LOG.fullmatch(line):
                log[match[1]] = int(match[2], 0)
                self.markers.append(Marker(number, quoted(line)))
            elif match := _ID.fullmatch(line):
                self.take_identity(match[1], match[2], Marker(number, quoted(line)))
        if "SSTAT" in log:
            status = log["SSTAT"]
            self.note_state(
                step.output[0][0], status & 7, log.get("SPROG"), log.get("SCDW10"), not status >> 8 & 1
            )

    def take_identity(self, key: str, value: str, marker: Marker) -> None:
        if key == "sn":
            self.serials[value] = None
        elif key == "mn":
            self.model = value[:100]
        elif key == "fna":
            self.fna = _number(value)
        elif key == "tnvmcap":
            self.size = _number(value)
        if key in ("sn", "mn", "fna"):
            self.markers.append(marker)

    def take_json(self, tree: object, line: int) -> None:
        told = table(tree)
        for name, log in _logs(told):
            self.name = self.name or _controller(name) or plain(name) or ""
            self.take_log(log, line)
        if "sn" in told:
            self.serials[plain(told.get("sn")) or ""] = None
            self.model = plain(told.get("mn"))
            self.fna = whole(told.get("fna"))
            self.size = whole(told.get("tnvmcap")) or None

    def take_log(self, log: dict[str, Any], line: int) -> None:
        """A key that is missing is unknown, never zero."""
        status, register = table(log["sstat"]), whole(log["sstat"])
        # Some releases name the status by its own words: {"Most Recent …": "(1) Most Recent …"}.
        match = next(
            (match for value in status.values() if (match := _NUMBERED.match(plain(value) or ""))), None
        )
        action = log.get("cdw10_info", log.get("cdw10"))
        code: int | None
        if register is not None:
            code, written_since = register & 7, not register >> 8 & 1
        else:
            code, written_since = whole(match[1]) if match else None, whole(status.get("global_erased")) == 0
        self.note_state(
            line,
            code,
            whole(log.get("sprog")),
            _number(str(action)) if action is not None else None,
            bool(written_since),
        )

    def note_state(
        self, line: int, status: int | None, progress: int | None, action: int | None, written_since: bool
    ) -> None:
        state = _STATES.get(status if status is not None else -1, Sanitizing.UNKNOWN)
        if state is Sanitizing.DONE and (progress is None or action is None):
            state = Sanitizing.UNKNOWN
        agrees = state is not Sanitizing.DONE or progress == _DONE
        self.states.append(
            SanitizeState(
                line,
                state,
                deed=_ACTIONS.get(action & 7, Deed.SANITIZE_OTHER) if action is not None else None,
                agrees=agrees,
                written_since=state is Sanitizing.DONE and written_since,
            )
        )

    def told(self) -> list[FirmwareDrive]:
        """One entry per command that differs; states without a command are an entry of their own."""
        entries = [self.entry(tried.deed, tried) for tried in self.tries.values()]
        if self.states and not any(tried.deed in SANITIZES for tried in self.tries.values()):
            entries.append(self.entry(self.states[-1].deed or Deed.SANITIZE_OTHER, None))
        return entries or [self.entry(None, None)]

    def entry(self, deed: Deed | None, tried: _Try | None) -> FirmwareDrive:
        is_sanitize = deed in SANITIZES
        last = self.answered if is_sanitize and self.answered else tried.step if tried else None
        return FirmwareDrive(
            device=self.name,
            serials=tuple(serial for serial in self.serials if serial),
            model=self.model,
            kind="nvme",
            interface="nvme",
            sizes=(self.size,) if self.size else (),
            technique=(Technique.SANITIZE if is_sanitize else Technique.FORMAT_ERASE) if deed else None,
            method=_METHODS[deed] if deed else None,
            verification=VerifyLevel.STATUS if deed else None,
            started_at=tried.step.before if tried else None,
            ended_at=last.after if tried and last else None,
            markers=tuple(sorted(set(self.markers), key=lambda marker: marker.line))[:200],
            deed=deed,
            command_line=tried.step.line if tried else None,
            is_named=bool(self.model),
            success_line=tried.success_line if tried else None,
            refused=tuple(tried.refused) if tried else (),
            stopped=any("^C" in line for _number, line in tried.step.output) if tried else False,
            exit_status=tried.step.exit_status if tried else None,
            seconds=tried.step.seconds() if tried else None,
            sanitizing=tuple(self.states) if is_sanitize else (),
            can_crypto=None if self.fna is None else bool(self.fna & _FNA_CRYPTO),
            namespace=tried.namespace if tried else None,
        )


def _number(words: str) -> int | None:
    """A number as nvme-cli takes and prints it: 2, 0x2; None for anything else."""
    bare = words.strip().split(" ")[0]
    return int(bare, 0) if re.fullmatch(r"0x[0-9a-fA-F]{1,16}|0|[1-9]\d{0,18}", bare) else None
