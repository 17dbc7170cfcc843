"""A terminal session as somebody copied it: which commands were typed, what each answered, and when.

Prompts differ (`root@bench:~#`, `$`, none at all), and so do the ways to note an exit status or an hour.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from inventory.wiping.evidence.facts import Marker
from inventory.wiping.evidence.text import quoted

_LONGEST_LINE = 1000
_PROMPT = re.compile(r"(?:\[?[\w.-]{1,60}@[\w.-]{1,60}[^#$\n]{0,120}[#$]|[#$])\s+(\S.*)")
#: a line without a prompt is a command only where it can be nothing else
_BARE = re.compile(
    r"(?:(?:sudo|time)\s+)*(?:hdparm\s+(?:-|/dev/)|nvme\s+(?:format|sanitize|sanitize-log|id-ctrl|list)\b"
    r"|sg_sanitize\s+(?:-|/dev/)|sg_vpd\s+-)"
)
_EXIT = re.compile(r"\[exit status (\d{1,3})\]")
_SKIPPED = frozenset({"sudo", "time", "doas"})
_TOOLS = frozenset({"hdparm", "nvme", "sg_sanitize"})
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_UNIX = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: [A-Z]{2,5})? (\d{4})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ELAPSED = (
    re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d\d(?:\.\d{1,3})?)\s?elapsed"),
    re.compile(r"\ds (?:(\d{1,3}):)?(\d{1,2}):(\d\d\.\d{1,3}) \d"),
    re.compile(r"real\s+(?:(\d{1,3})h)?(\d{1,5})m(\d{1,2}[.,]\d{1,3})s"),
)


@dataclass
class Step:
    """One command with what came after it, up to the next; the first has no words: what stood before any."""

    line: int
    words: tuple[str, ...] = ()
    output: list[tuple[int, str]] = field(default_factory=list)
    exit_status: int | None = None
    #: the last hour that the session told before this command, and the first that it told after
    before: datetime | None = None
    after: datetime | None = None

    @property
    def program(self) -> str:
        """What was run: hdparm, date …"""
        return self.words[0].rpartition("/")[2] if self.words else ""

    @property
    def device(self) -> str | None:
        """The device that the command names last, without /dev/."""
        named = [word for word in self.words if re.fullmatch(r"/dev/[\w./-]{1,60}", word)]
        return named[-1].removeprefix("/dev/") if named else None

    def option(self, *names: str) -> str | None:
        """The value of an option, however it is joined: `--ses=1`, `--ses 1`, `-s 1`, `-s1`."""
        for at, word in enumerate(self.words):
            for name in names:
                if word == name:
                    return self.words[at + 1] if at + 1 < len(self.words) else ""
                if word.startswith(f"{name}="):
                    return word[len(name) + 1 :]
                if len(name) == 2 and word.startswith(name) and not word.startswith("--"):
                    return word[2:]
        return None

    def marker(self) -> Marker:
        """The command itself, quoted."""
        return Marker(self.line, quoted(" ".join(self.words)))

    def text(self) -> str:
        """Everything it answered."""
        return "\n".join(line for _number, line in self.output)

    def seconds(self) -> float | None:
        """How long it took, by `time` in any of its dialects, else by the hours told before and after."""
        for _number, line in self.output:
            for form in _ELAPSED:
                if match := form.search(line):
                    hours, minutes, rest = int(match[1] or 0), int(match[2]), match[3].replace(",", ".")
                    return hours * 3600 + minutes * 60 + float(rest)
        if self.before and self.after:
            return (self.after - self.before).total_seconds()
        return None


@dataclass
class Transcript:
    """A whole session."""

    steps: list[Step] = field(default_factory=list)
    chained: list[Marker] = field(default_factory=list)


def read_transcript(text: str) -> Transcript:
    """The session in `text`."""
    session = Transcript([Step(0)])
    hour: datetime | None = None
    closed = 0
    for number, line in enumerate(text.split("\n"), start=1):
        line = line[:_LONGEST_LINE]
        typed = _typed(line)
        if typed is not None:
            session.steps.append(Step(number, _words(typed, number, session), before=hour))
            continue
        step = session.steps[-1]
        if step.program == "date" and (told := _hour(line)):
            hour = told
            for waiting in session.steps[closed:]:
                waiting.after = told
            closed = len(session.steps)
        elif (match := _EXIT.fullmatch(line.strip())) and step.words:
            step.exit_status = int(match[1])
        elif step.program == "echo" and line.strip().isdecimal() and len(session.steps) > 1:
            session.steps[-2].exit_status = int(line.strip()[:3])
        else:
            step.output.append((number, line))
    return session


def _typed(line: str) -> str | None:
    """What was typed on this line; None when it is an answer."""
    bare = line.strip()
    if match := _PROMPT.fullmatch(bare):
        return match[1]
    return bare if _BARE.match(bare) else None


def _words(typed: str, number: int, session: Transcript) -> tuple[str, ...]:
    pieces = re.split(r"\s*(?:;|&&|\|\|)\s*", typed)
    commands = [_command(piece) for piece in pieces]
    tools = [words for words in commands if words and words[0].rpartition("/")[2] in _TOOLS]
    if len(tools) > 1:
        session.chained.append(Marker(number, quoted(typed)))
    return tools[0] if tools else commands[0]


def _command(piece: str) -> tuple[str, ...]:
    words = piece.split("|")[0].split()
    while words and words[0] in _SKIPPED:
        words = words[1:]
        while words and words[0].startswith("-"):
            words = words[1:]
    return tuple(words)


def _hour(line: str) -> datetime | None:
    """The hour that `date` printed, as the clock on the wall showed it; its zone is left out."""
    bare = line.strip()
    try:
        if match := _ISO.fullmatch(bare):
            year, month, day, hour, minute, second = (int(part) for part in match.groups())
        elif match := _UNIX.fullmatch(bare):
            year, month, day = int(match[6]), _MONTHS.index(match[1]) + 1, int(match[2])
            hour, minute, second = int(match[3]), int(match[4]), int(match[5])
        else:
            return None
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - as on the wall
    except ValueError:
        return None
