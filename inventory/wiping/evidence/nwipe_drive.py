"""What an nwipe log tells of one drive, collected line by line, with every step out of its order noted."""

import re
from dataclasses import replace
from datetime import datetime

from inventory.wiping.evidence.facts import HiddenArea, Marker, Technique
from inventory.wiping.evidence.nwipe_facts import (
    BlankFacts,
    CoverageRow,
    ErrorRow,
    NwipeDrive,
    PassFacts,
    StatusRow,
)

_D = r"(?:[Dd]evice )?'?(/dev/[A-Za-z0-9_./-]{1,60}?)'?"
_NTH = r"pass (\d{1,4})(?:/| of )(\d{1,4}), round (\d{1,4})(?:/| of )(\d{1,4}), on "
_NAMED = re.compile(r"/dev/[A-Za-z0-9_./-]{1,60}")

_DIGITS = "0123456789"
#: the step, with which letters its words may begin, and their form; numbers first, the drive last
_STEPS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("invoked", "I", re.compile(rf"Invoking method '(.{{1,80}})' on {_D}\.?")),
    ("round_begun", "S", re.compile(rf"Starting round (\d{{1,4}}) of (\d{{1,4}}) on {_D}\.?")),
    ("pass_begun", "S", re.compile(rf"Starting {_NTH}{_D}\.?")),
    ("written", _DIGITS, re.compile(rf"(\d{{1,18}}) bytes written to {_D}\.?")),
    ("verifying", "V", re.compile(rf"Verifying {_NTH}{_D}\.?")),
    ("read", _DIGITS, re.compile(rf"(\d{{1,18}}) bytes read from {_D}\.?")),
    ("verified", "V", re.compile(rf"Verified {_NTH}{_D}\.?")),
    ("pass_finished", "F", re.compile(rf"Finished {_NTH}{_D}\.?")),
    ("round_finished", "F", re.compile(rf"Finished (?:final )?round (\d{{1,4}}) of (\d{{1,4}}) on {_D}\.?")),
    ("blanking", "B", re.compile(rf"Blanking {_D}\.?")),
    ("verifying_empty", "V", re.compile(rf"Verifying that {_D} is empty\.?")),
    ("verified_empty", "[V", re.compile(rf"(?:\[SUCCESS\] )?Verified that {_D} is empty\.?")),
    ("blanked", "[B", re.compile(rf"(?:\[SUCCESS\] )?Blanked {_D}\.?")),
)
#: first letter -> the steps to try; most lines of a long log begin with none of these letters
_STEPS_BY_LETTER = {
    letter: tuple((step, form) for step, letters, form in _STEPS if letter in letters)
    for letter in {letter for _step, letters, _form in _STEPS for letter in letters}
}
#: step -> the steps that may stand right before it in a log that nobody touched
_BEFORE: dict[str, frozenset[str]] = {
    "invoked": frozenset({""}),
    "round_begun": frozenset({"invoked", "round_finished"}),
    "pass_begun": frozenset({"round_begun", "pass_finished"}),
    "written": frozenset({"pass_begun", "blanking"}),
    "verifying": frozenset({"pass_begun", "written"}),
    "read": frozenset({"verifying", "verifying_empty"}),
    "verified": frozenset({"verifying", "read"}),
    "pass_finished": frozenset({"pass_begun", "written", "verified"}),
    "round_finished": frozenset({"pass_finished"}),
    "blanking": frozenset({"round_finished"}),
    "verifying_empty": frozenset({"blanking", "written"}),
    "verified_empty": frozenset({"verifying_empty", "read"}),
    "blanked": frozenset({"blanking", "written", "verified_empty"}),
}
_ONLY_IN_BLANK = frozenset({"verifying_empty", "verified_empty", "blanked"})
_NEVER_IN_BLANK = frozenset(
    {"pass_begun", "round_begun", "verifying", "verified", "pass_finished", "round_finished", "blanking"}
)
_FOUND = re.compile(
    r"Found (/dev/[A-Za-z0-9_./-]{1,60}),\s*([A-Za-z-]{1,12})\s*, (.{0,100}),"
    r"\s*(\d{1,6}) ([KMGTP]?B), S/N=(.{0,100})"
)
_FOUND_OLD = re.compile(
    r"Found drive model=\"(.{0,100})\", device path=\"(/dev/[A-Za-z0-9_./-]{1,60})\", "
    r"size=\"(\d{1,6}) ?([KMGTP]?B)\", serial number=\"(.{0,100})\""
)
_OPENED = re.compile(rf"{_D} has serial number ?(.{{0,100}})")
#: words that stand in a line of the form, and the form
_SIZES = (
    ("sect/blk/dev", re.compile(rf"{_D}, sect/blk/dev \d{{1,9}}/\d{{1,9}}/(\d{{1,18}})")),
    (" is size ", re.compile(rf"{_D} is size (\d{{1,18}})\.")),
)
_SECTORS = re.compile(
    rf".*apparent max sectors reported as (\d{{1,15}}) with sector size as (\d{{1,6}})/\d{{1,6}} .*on {_D}"
)
_HIDDEN = re.compile(rf".*HIDDEN (?:AREA|SECTORS) (DETECTED|INDETERMINATE)\b.* on {_D}.*")
_TROUBLE = re.compile(r"flush failure|bytes short|partial (?:read|write)|non-blocking|failed|failure", re.I)
_UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "PB": 10**15}
_BUSES = {"ATA": "sata", "NVME": "nvme", "USB": "usb", "SAS": "sas", "SCSI": "scsi", "MMC": "mmc"}
_MOST_MARKERS = 200
#: enough to show, whatever a stranger sent
_MOST_NOTES = 50


def keep_some(notes: list[Marker], marker: Marker) -> None:
    """Keep `marker` among the notes of one kind, while there are few of them."""
    if len(notes) < _MOST_NOTES:
        notes.append(marker)


def drive_name(device: str) -> str:
    """`/dev/sda` and `sda` are the same drive."""
    return device.removeprefix("/dev/")


class DriveBeingRead:
    """One drive, as far as the log has told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bus: str | None = None
        self.model: str | None = None
        self.found: dict[str, None] = {}
        self.opened: dict[str, None] = {}
        self.sizes: set[int] = set()
        self.announced: tuple[int, int] | None = None
        self.methods: list[str] = []
        self.rounds: set[int] = set()
        self.rounds_begun: list[int] = []
        self.rounds_finished: list[int] = []
        self.passes: list[PassFacts] = []
        self.blank = BlankFacts()
        self.rows: list[ErrorRow | CoverageRow | StatusRow] = []
        self.troubles: list[Marker] = []
        self.disorder: list[Marker] = []
        self.markers: list[Marker] = []
        self.hidden = HiddenArea.NOT_TOLD
        self.last_step = ""
        self.started_at: datetime | None = None
        self.ended_at: datetime | None = None

    @staticmethod
    def named_in(words: str) -> str | None:
        """The device path in the words; None when there is none or more than one."""
        if "/dev/" not in words:
            return None
        names = {name.rstrip(".,:") for name in _NAMED.findall(words)}
        names.discard("/dev/urandom")
        return drive_name(names.pop()) if len(names) == 1 else None

    def take_row(self, row: ErrorRow | CoverageRow | StatusRow, marker: Marker) -> None:
        """A line of one of the closing tables."""
        self.rows.append(row)
        self.mark(marker)

    def mark(self, marker: Marker) -> None:
        if len(self.markers) < _MOST_MARKERS:
            self.markers.append(marker)

    def take_words(self, level: str, words: str, at: datetime | None, marker: Marker) -> None:
        """A stamped line that names this drive."""
        for step, form in _STEPS_BY_LETTER.get(words[:1], ()):
            match = form.fullmatch(words)
            if match:
                self.mark(marker)
                self.take_step(step, match.groups(), at, marker)
                return
        if self.take_identity(words, marker) or self.take_hidden(words):
            return
        if level in ("error", "fatal") or (level == "warning" and _TROUBLE.search(words)):
            keep_some(self.troubles, marker)
            self.mark(marker)

    def take_identity(self, words: str, marker: Marker) -> bool:
        is_found = words.startswith("Found ")
        found = _FOUND.fullmatch(words) if is_found else None
        old = _FOUND_OLD.fullmatch(words) if is_found else None
        if found:
            self.announce(found[2], found[3], int(found[4]), found[5], found[6], marker)
        elif old:
            self.announce(None, re.sub(r"^(?:ATA|SCSI) +", "", old[1]), int(old[3]), old[4], old[5], marker)
        elif "has serial number" in words and (opened := _OPENED.fullmatch(words)):
            self.opened[opened[2].strip()] = None
            self.mark(marker)
        else:
            return self.take_size(words, marker)
        return True

    def announce(
        self, bus: str | None, model: str, size: int, unit: str, serial: str, marker: Marker
    ) -> None:
        announced = (size * _UNITS[unit], _UNITS[unit])
        if self.found and (self.model != model.strip() or self.announced != announced):
            keep_some(self.disorder, marker)
        self.bus, self.model, self.announced = bus, model.strip(), announced
        self.found[serial.strip()] = None
        self.mark(marker)

    def take_size(self, words: str, marker: Marker) -> bool:
        for words_of_size, form in _SIZES:
            if words_of_size in words and (match := form.fullmatch(words)):
                self.sizes.add(int(match[2]))
                self.mark(marker)
                return True
        sectors = _SECTORS.fullmatch(words) if "apparent max sectors" in words else None
        if sectors:
            self.sizes.add(int(sectors[1]) * int(sectors[2]))
            return True
        return False

    def take_hidden(self, words: str) -> bool:
        if words.startswith("No hidden sectors on "):
            if self.hidden is HiddenArea.NOT_TOLD:
                self.hidden = HiddenArea.NONE
            return True
        match = _HIDDEN.fullmatch(words) if "HIDDEN" in words else None
        if match and self.hidden is not HiddenArea.DETECTED:
            self.hidden = HiddenArea(match[1].lower())
        return bool(match)

    def take_step(self, step: str, said: tuple[str, ...], at: datetime | None, marker: Marker) -> None:
        """One step of the wipe; noted as disorder when it cannot follow the step before it."""
        in_blank = self.blank.begun
        fits = self.last_step in _BEFORE[step]
        if in_blank and step in (
            "pass_begun",
            "round_begun",
            "verifying",
            "verified",
            "pass_finished",
            "blanking",
        ):
            fits = False
        if not in_blank and step in ("verifying_empty", "verified_empty", "blanked"):
            fits = False
        if not (fits and self.note(step, said, in_blank)):
            keep_some(self.disorder, marker)
        self.last_step = step
        self.started_at = self.started_at or at
        self.ended_at = at or self.ended_at

    def note(self, step: str, said: tuple[str, ...], in_blank: bool) -> bool:
        """Keep what a step says; False when its numbers contradict those before it."""
        if step == "invoked":
            self.methods.append(said[0])
        elif step == "round_begun":
            self.rounds_begun.append(int(said[0]))
            self.rounds.add(int(said[1]))
        elif step == "round_finished":
            self.rounds_finished.append(int(said[0]))
            self.rounds.add(int(said[1]))
        elif step == "pass_begun":
            self.rounds.add(int(said[3]))
            self.passes.append(PassFacts(round=int(said[2]), number=int(said[0]), of=int(said[1])))
        elif in_blank:
            self.note_blank(step, said)
        elif step == "blanking":
            self.blank = BlankFacts(begun=True)
        else:
            return self.note_pass(step, said)
        return True

    def note_pass(self, step: str, said: tuple[str, ...]) -> bool:
        if not self.passes:
            return False
        now = self.passes[-1]
        if step == "written":
            self.passes[-1] = replace(now, written=int(said[0]))
        elif step == "read":
            self.passes[-1] = replace(now, read=int(said[0]))
        elif step == "verified":
            self.passes[-1] = replace(now, verified=True)
        elif step == "pass_finished":
            self.passes[-1] = replace(now, finished=True)
        if step in ("verifying", "verified", "pass_finished"):
            self.rounds.add(int(said[3]))
            return (int(said[0]), int(said[1]), int(said[2])) == (now.number, now.of, now.round)
        return True

    def note_blank(self, step: str, said: tuple[str, ...]) -> None:
        if step == "written":
            self.blank = replace(self.blank, written=int(said[0]))
        elif step == "read":
            self.blank = replace(self.blank, read=int(said[0]))
        elif step == "verified_empty":
            self.blank = replace(self.blank, verified=True)
        elif step == "blanked":
            self.blank = replace(self.blank, finished=True)

    def facts(self) -> NwipeDrive:
        """All of it, frozen."""
        rows = tuple(row for row in self.rows if isinstance(row, StatusRow))
        told = [*self.found, *self.opened, *(row.serial for row in rows)]
        bus = self.bus.upper() if self.bus else None
        return NwipeDrive(
            device=self.name,
            serials=tuple(dict.fromkeys(serial for serial in told if serial)),
            model=self.model,
            kind=_kind(self.name, bus or ""),
            interface=_BUSES.get((bus or "").removesuffix("-SSD")),
            technique=Technique.OVERWRITE,
            bus=bus,
            found_serials=tuple(self.found),
            opened_serials=tuple(self.opened),
            sizes=tuple(sorted(self.sizes)),
            announced_size=self.announced,
            methods=tuple(self.methods),
            rounds=tuple(sorted(self.rounds)),
            rounds_begun=tuple(self.rounds_begun),
            rounds_finished=tuple(self.rounds_finished),
            passes=tuple(self.passes),
            blank=self.blank,
            error_rows=tuple(row for row in self.rows if isinstance(row, ErrorRow)),
            status_rows=rows,
            coverage_rows=tuple(row for row in self.rows if isinstance(row, CoverageRow)),
            troubles=tuple(self.troubles),
            disorder=tuple(self.disorder),
            hidden=self.hidden,
            started_at=self.started_at,
            ended_at=self.ended_at,
            markers=tuple(self.markers),
        )


def _kind(device: str, bus: str) -> str:
    """hdd, ssd, nvme, emmc or other, as far as the log tells."""
    if device.startswith("nvme") or bus.startswith("NVME"):
        return "nvme"
    if device.startswith("mmcblk") or bus.startswith("MMC"):
        return "emmc"
    if bus.endswith("-SSD"):
        return "ssd"
    return "hdd" if bus in ("ATA", "SAS", "SCSI") else "other"
