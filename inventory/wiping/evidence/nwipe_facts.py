"""What an nwipe log says beyond what every report says: options, rounds, passes, and the rows of its tables."""

from dataclasses import dataclass, field
from enum import StrEnum

from inventory.wiping.evidence.facts import Drive, EvidenceReport, Marker, VerifyLevel


class Layout(StrEnum):
    """Which generation of the log this is; each proves a finished wipe in its own way."""

    #: nwipe up to 0.29: no result table, the lines alone tell
    LINES = "lines"
    #: nwipe 0.30 and later: an error table and a result table close the log
    TABLES = "tables"


class EndLine(StrEnum):
    """With which words the tool closed its log."""

    COMPLETED = "completed"
    ERRORS = "errors"
    ABORTED = "aborted"


@dataclass(frozen=True)
class Options:
    """What the tool was asked to do; None where the log does not say."""

    method: str | None = None
    rounds: int | None = None
    verify: VerifyLevel | None = None
    blank: bool | None = None
    quiet: bool | None = None


@dataclass(frozen=True)
class PassFacts:
    """One pass over a drive: which, and which of its steps the log reports. Bytes."""

    round: int
    number: int
    of: int
    written: int | None = None
    read: int | None = None
    verified: bool = False
    finished: bool = False


@dataclass(frozen=True)
class BlankFacts:
    """The closing pass of zeros, where one was made. Bytes."""

    begun: bool = False
    written: int | None = None
    read: int | None = None
    verified: bool = False
    finished: bool = False


@dataclass(frozen=True)
class ErrorRow:
    """Counts from the error table; None where that version has no such column."""

    passes: int
    verification: int
    sync: int | None
    marked: bool


@dataclass(frozen=True)
class StatusRow:
    """A drive's line in the result table. `marked`: it begins with an exclamation mark, so not clean."""

    status: str
    model: str
    serial: str
    seconds: int | None
    marked: bool


@dataclass(frozen=True)
class CoverageRow:
    """A drive's line in the erasure table (0.41 and later). Bytes."""

    erased: int
    total: int


@dataclass(frozen=True)
class NwipeDrive(Drive):
    """One drive of an nwipe log."""

    bus: str | None = None
    found_serials: tuple[str, ...] = ()
    opened_serials: tuple[str, ...] = ()
    #: the rounded size in the line that announces the drive, and the unit it is rounded to; bytes
    announced_size: tuple[int, int] | None = None
    methods: tuple[str, ...] = ()
    rounds: tuple[int, ...] = ()
    rounds_begun: tuple[int, ...] = ()
    rounds_finished: tuple[int, ...] = ()
    passes: tuple[PassFacts, ...] = ()
    blank: BlankFacts = field(default_factory=BlankFacts)
    error_rows: tuple[ErrorRow, ...] = ()
    status_rows: tuple[StatusRow, ...] = ()
    coverage_rows: tuple[CoverageRow, ...] = ()
    #: lines that stand where they cannot stand in an untouched log
    disorder: tuple[Marker, ...] = ()


@dataclass(frozen=True)
class NwipeReport(EvidenceReport):
    """Everything one nwipe log says."""

    drives: tuple[NwipeDrive, ...] = ()
    layout: Layout = Layout.TABLES
    options: Options = Options()
    ends: tuple[EndLine, ...] = ()
    #: the end line closes the log: no stamped line follows it
    ends_last: bool = False
    #: closing code of the result table: (method, rounds, blank, verify)
    summaries: tuple[tuple[str, int, bool, VerifyLevel], ...] = ()
    status_tables: int = 0
    #: lines whose time runs back, or is no time at all
    broken_clock: tuple[Marker, ...] = ()
    #: lines that say something else than an earlier line about the same option or host
    conflicts: tuple[Marker, ...] = ()
