"""Reads the logs of nwipe, and of ShredOS which carries it: versions 0.1x to 0.42, and later ones alike.

A log is a list of stamped lines and, from 0.30, three tables at the end. Model names come from the drive
itself and may hold anything, so a line is only used where its whole form fits, and the order of lines is
kept as a fact.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from inventory.wiping.evidence.facts import MOST_DRIVES, Form, Host, Marker, VerifyLevel
from inventory.wiping.evidence.nwipe_drive import DriveBeingRead, drive_name, keep_some
from inventory.wiping.evidence.nwipe_facts import EndLine, Layout, NwipeDrive, NwipeReport, Options
from inventory.wiping.evidence.nwipe_tables import TableBeingRead
from inventory.wiping.evidence.text import TooManyDrives, quoted

_LINE = re.compile(
    r"\[(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\]\s+(nwipe: )?"
    r"(debug|info|notice|warning|error|fatal): ?(.*)"
)
#: a row of a table has three cells ("a|1|2"), and everything else that speaks is longer
_LONG_ENOUGH = re.compile(r"^.{5,}", re.M)
_TOTALS = "Total Throughput"
_STAMPED_SUMMARY = re.compile(r"(?:\[[\d/]{10} [\d:]{8}\])?\s*Total Throughput\s")
_SUMMARY = re.compile(r"Total Throughput\s[^,]*,\s+(.+),\s+(\d{1,4})R\+(NB|B)\+(NV|VL|VA)$")
_SPEAKS_LIKE_NWIPE = re.compile(
    r"nwipe|ShredOS|has serial number|Invoking method|Starting (?:pass|round)|Found (?:drive model=|/dev/)",
    re.I,
)
_OPTION = re.compile(r"\s*(method|rounds|verify|quiet|banner)\s+= (.*)")
_HOST = re.compile(r"(system-manufacturer|system-product-name|system-serial-number|system-uuid) = ?(.*)")
_TOTAL_BYTES = re.compile(r"\s*Total device bytes\s+= (\d{1,18})")
_VERSION = re.compile(r"(?:nwipe|ShredOS \S*?_)\s?(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)$")
_NAMES_OF_TOOLS = ("nwipe", "ShredOS")
_ENDS = (
    ("Nwipe successfully completed", EndLine.COMPLETED),
    ("Nwipe successfully exited", EndLine.COMPLETED),
    ("Nwipe exited with errors, check the log", EndLine.ERRORS),
    ("Nwipe exited with non fatal errors", EndLine.ERRORS),
    ("Nwipe was aborted by the user", EndLine.ABORTED),
)
_ENDINGS = tuple(opening for opening, _end in _ENDS)
_LEVELS = {"NV": VerifyLevel.OFF, "VL": VerifyLevel.LAST, "VA": VerifyLevel.ALL}
_VERIFY = {"0": VerifyLevel.OFF, "1": VerifyLevel.LAST, "2": VerifyLevel.ALL}
#: longer than any line of the tool; a stranger's endless line is not searched for patterns
_LONGEST_LINE = 1000
_BRACKETED = re.compile(rf"^\[.{{0,{_LONGEST_LINE - 1}}}", re.M)
#: thread messages may overtake each other by a moment
_OVERTAKING = timedelta(seconds=2)


def is_nwipe(text: str) -> bool:
    """Does this text hold a stamped line that only nwipe writes?"""
    for line in _BRACKETED.finditer(text):
        match = _LINE.fullmatch(line[0])
        if match and (match[2] or _SPEAKS_LIKE_NWIPE.search(match[4])):
            return True
    return False


def read(text: str) -> NwipeReport:
    """The facts of one log; the caller has asked `is_nwipe`. Raises TooManyDrives."""
    log, number, counted_to = _Log(), 1, 0
    # With whatever a stranger fills five megabytes, it costs no more than a look at each line that is long enough.
    for found in _LONG_ENOUGH.finditer(text):
        line = found[0]
        if line[0] == "[" or log.may_speak(line):
            number += text.count("\n", counted_to, found.start())
            counted_to = found.start()
            log.take(number, line[:_LONGEST_LINE])
    return log.report()


@lru_cache(maxsize=64)  # many lines are written in one second
def _moment(stamp: str) -> datetime | None:
    """Without a zone, as logs have none; None for a day or an hour that does not exist."""
    try:
        return datetime.fromisoformat(stamp.replace("/", "-"))
    except ValueError:
        return None


class _Log:
    """One log, line by line."""

    def __init__(self) -> None:
        self.drives: dict[str, DriveBeingRead] = {}
        self.table = TableBeingRead()
        self.said: dict[str, str] = {}
        self.carrier: str | None = None
        self.no_blank = False
        self.prefixed = self.stamped = 0
        self.previous: datetime | None = None
        self.ends: list[EndLine] = []
        self.ends_last = False
        self.summaries: list[tuple[str, int, bool, VerifyLevel]] = []
        self.troubles: list[Marker] = []
        self.broken_clock: list[Marker] = []
        self.conflicts: list[Marker] = []
        self.markers: list[Marker] = []

    def drive(self, device: str) -> DriveBeingRead:
        name = drive_name(device)
        if name not in self.drives:
            if len(self.drives) >= MOST_DRIVES:
                raise TooManyDrives(count=MOST_DRIVES)
            self.drives[name] = DriveBeingRead(name)
        return self.drives[name]

    def may_speak(self, line: str) -> bool:
        """Can a line without a stamp say anything? A table's banner, rule or row does, and the line of totals."""
        return line.startswith(("***", "---")) or ("|" in line and self.table.in_rows) or _TOTALS in line

    def take(self, number: int, line: str) -> None:
        marker = Marker(number, quoted(line))
        match = _LINE.fullmatch(line)
        if match is None:
            self.take_unstamped(line, marker)
            return
        self.stamped += 1
        self.prefixed += bool(match[2])
        self.ends_last = False
        at = self.clock(match[1], marker)
        self.take_words(match[3], match[4], at, marker)

    def clock(self, stamp: str, marker: Marker) -> datetime | None:
        at = _moment(stamp)
        if at is None:
            keep_some(self.broken_clock, marker)
            return None
        if self.previous and at < self.previous - _OVERTAKING:
            keep_some(self.broken_clock, marker)
        self.previous = at
        return at

    def take_unstamped(self, line: str, marker: Marker) -> None:
        if _TOTALS in line and _STAMPED_SUMMARY.match(line):
            summary = _SUMMARY.search(line.rstrip())
            if summary:
                self.summaries.append(
                    (summary[1].strip(), int(summary[2]), summary[3] == "B", _LEVELS[summary[4]])
                )
                keep_some(self.markers, marker)
            return
        row = self.table.take(line)
        if row is not None:
            device, fact = row
            self.drive(device).take_row(fact, marker)

    def take_words(self, level: str, words: str, at: datetime | None, marker: Marker) -> None:
        words = words.rstrip()
        if words.startswith(_ENDINGS) and " on device" not in words:
            self.ends.append(next(end for opening, end in _ENDS if words.startswith(opening)))
            self.ends_last = True
            keep_some(self.markers, marker)
            return
        if words.strip() == "do not perform a final blank pass":
            self.no_blank = True
            return
        if words.startswith("ShredOS "):
            self.carrier = words[:100]
        option = (_OPTION.fullmatch(words) or _HOST.fullmatch(words)) if " =" in words else None
        if option or (words.startswith(_NAMES_OF_TOOLS) and _VERSION.fullmatch(words)):
            self.keep(*((option[1], option[2]) if option else ("head", words)), marker)
            return
        named = self.offer_to_drives(level, words, at, marker)
        if level in ("error", "fatal") and not named:
            keep_some(self.troubles, marker)

    def offer_to_drives(self, level: str, words: str, at: datetime | None, marker: Marker) -> bool:
        """Let the drive that the words name take them in; False when they name none."""
        name = DriveBeingRead.named_in(words)
        if name is None:
            total = _TOTAL_BYTES.fullmatch(words) if self.table.geometry_of else None
            if total and self.table.geometry_of:
                self.drive(self.table.geometry_of).sizes.add(int(total[1]))
            return False
        if words.endswith("Device geometry is as follows..."):
            self.table.geometry_of = name
        self.drive(name).take_words(level, words, at, marker)
        return True

    def keep(self, key: str, value: str, marker: Marker) -> None:
        value = value.strip()
        if self.said.setdefault(key, value) != value:
            keep_some(self.conflicts, marker)
        elif key in ("method", "rounds", "verify", "banner", "head", "quiet", "system-serial-number"):
            keep_some(self.markers, marker)

    def options(self) -> Options:
        rounds = self.said.get("rounds", "")
        verify = self.said.get("verify", "")[:1]
        quiet = self.said.get("quiet", "")[:1]
        return Options(
            method=self.said.get("method"),
            rounds=int(rounds) if re.fullmatch(r"[0-9]{1,4}", rounds) else None,
            verify=_VERIFY.get(verify),
            blank=False if self.no_blank else None,
            quiet={"0": False, "1": True}.get(quiet),
        )

    def version(self) -> str | None:
        for key in ("banner", "head"):
            match = _VERSION.fullmatch(self.said.get(key, ""))
            if match:
                return match[1]
        return None

    def heard(self, key: str) -> str | None:
        return self.said.get(key, "")[:100] or None

    def report(self) -> NwipeReport:
        old = self.stamped == self.prefixed and not self.table.seen and not self.summaries
        return NwipeReport(
            form=Form.NWIPE_LOG,
            tool="nwipe",
            tool_version=self.version(),
            carrier=self.carrier,
            layout=Layout.LINES if old else Layout.TABLES,
            host=Host(
                self.heard("system-manufacturer"),
                self.heard("system-product-name"),
                self.heard("system-serial-number"),
                self.heard("system-uuid"),
            ),
            options=self.options(),
            drives=tuple(self.told_of(drive.facts()) for drive in self.drives.values()),
            ends=tuple(self.ends),
            ends_last=self.ends_last,
            summaries=tuple(self.summaries),
            status_tables=self.table.status_tables,
            troubles=tuple(self.troubles),
            broken_clock=tuple(self.broken_clock),
            conflicts=tuple(self.conflicts),
            markers=tuple(self.markers),
        )

    def told_of(self, drive: NwipeDrive) -> NwipeDrive:
        """The drive with what was asked for all drives at once."""
        method = drive.methods[0] if len(drive.methods) == 1 else self.said.get("method")
        return replace(drive, method=method, verification=self.level(drive))

    def level(self, drive: NwipeDrive) -> VerifyLevel | None:
        """The level that was asked; where an old log does not say, what it shows to have been done."""
        levels = {summary[3] for summary in self.summaries} | {self.options().verify} - {None}
        if len(levels) == 1:
            return levels.pop()
        if not levels and drive.passes:
            return VerifyLevel.LAST if drive.blank.verified or drive.passes[-1].verified else VerifyLevel.OFF
        return None
