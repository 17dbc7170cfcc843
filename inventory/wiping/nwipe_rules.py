"""What an nwipe log must hold before it proves a wipe, and everything that speaks against one.

Each check reads the facts of one drive and yields reasons; none of them knows the verdict.
"""

from collections.abc import Iterable

from inventory.wiping.evidence.facts import VerifyLevel
from inventory.wiping.evidence.nwipe_facts import EndLine, Layout, NwipeDrive, NwipeReport, StatusRow
from inventory.wiping.evidence.serials import is_hidden, is_usable
from inventory.wiping.reasons import Reason

#: nwipe's methods that write to every sector, and how many passes each makes (None: depends on the drive)
ERASING_METHODS: dict[str, int | None] = {
    "Fill With Zeros": 1,
    "Fill With Ones": 1,
    "Zero Fill": 1,
    "Quick Erase": 1,
    "PRNG Stream": 1,
    "RCMP TSSIT OPS-II": None,
    "DoD Short": 3,
    "DoD 5220.22-M": 7,
    "DoD 5220.22-M Short": 3,
    "Gutmann Wipe": 35,
    "HMG IS5 Baseline": 1,
    "HMG IS5 Enhanced": 3,
    "Bruce Schneier 7-Pass": 7,
    "BMB21-2019": 6,
}
#: nwipe was first released in 2004; an earlier year is a clock without a battery
_FIRST_YEAR = 2005
#: bytes per second that no drive on that bus has ever written
_FASTEST = {"ATA": 1_000_000_000, "ATA-SSD": 1_000_000_000, "USB": 3_000_000_000}
_FASTEST_OTHER = 16_000_000_000


def reasons_of(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """Everything that an nwipe log holds against a proven wipe of this drive."""
    yield from _identity(report, drive)
    yield from _run(report)
    yield from _method(report, drive)
    if not drive.methods and not drive.passes:
        yield Reason.NOT_STARTED
    yield from _outcome(report, drive)
    yield from _size(drive)
    yield from _rounds(report, drive)
    yield from _reading_back(report, drive)
    if report.layout is Layout.TABLES:
        yield from _tables(report, drive)
    yield from _time(report, drive)
    if drive.disorder or report.conflicts:
        yield Reason.OUT_OF_ORDER


def _identity(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """One usable serial number, told where the drive is found and again where it is opened."""
    places = (drive.found_serials, drive.opened_serials, tuple(row.serial for row in drive.status_rows))
    told = {serial for place in places for serial in place}
    if drive.device.startswith(("loop", "ram", "zram", "md", "dm-", "mapper/", "sr", "fd")):
        yield Reason.NOT_A_DISK
    if any(is_hidden(serial) for serial in told) or report.options.quiet:
        yield Reason.SERIAL_HIDDEN
    elif len(told) > 1:
        yield Reason.SERIALS_DIFFER
    elif told and not is_usable(next(iter(told))):
        yield Reason.SERIAL_UNUSABLE
    elif not told:
        yield Reason.NO_SERIAL
    elif not all(places[:2]):
        yield Reason.IDENTITY_INCOMPLETE


def _run(report: NwipeReport) -> Iterable[Reason]:
    """One file tells of one run; nwipe appends, so two may stand in one file and be mixed up."""
    if len(report.ends) > 1 or report.status_tables > 1 or len(report.summaries) > 1:
        yield Reason.SEVERAL_RUNS
    if not report.ends or not report.ends_last:
        yield Reason.NO_END


def _method(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    told = {*drive.methods, *(summary[0] for summary in report.summaries)}
    if report.options.method:
        told.add(report.options.method)
    if any(method.startswith("Verify") for method in told):
        yield Reason.METHOD_ONLY_READS
    elif len(told) > 1:
        yield Reason.METHODS_DIFFER
    elif told and not told & ERASING_METHODS.keys():
        # A new method is read, but what it does to a drive is for a person to find out first.
        yield Reason.METHOD_UNKNOWN
    if drive.passes and not drive.methods:
        yield Reason.OPTIONS_MISSING


def _outcome(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    rows = drive.status_rows
    statuses = {row.status for row in rows}
    if statuses & {"UABORTED"}:
        yield Reason.STOPPED
    elif statuses - {"Erased"} or any(row.marked for row in rows):
        yield Reason.TOOL_SAYS_FAILED
    elif not rows and EndLine.ABORTED in report.ends:
        yield Reason.STOPPED
    if any(row.passes or row.verification or row.sync or row.marked for row in drive.error_rows):
        yield Reason.ERRORS_COUNTED
    if drive.troubles or (report.layout is Layout.LINES and report.troubles):
        yield Reason.TROUBLE_REPORTED


def _size(drive: NwipeDrive) -> Iterable[Reason]:
    if not drive.sizes:
        yield Reason.SIZE_UNKNOWN
        return
    if len(drive.sizes) > 1:
        yield Reason.SIZES_DIFFER
    elif drive.announced_size:
        rounded, unit = drive.announced_size
        if abs(rounded - drive.sizes[0]) > unit:
            yield Reason.SIZES_DIFFER


def _rounds(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """Every pass of every round, begun and finished, with as many bytes written as the drive holds."""
    asked = {*drive.rounds, *(summary[1] for summary in report.summaries)}
    if report.options.rounds is not None:
        asked.add(report.options.rounds)
    if len(asked) > 1:
        yield Reason.OPTIONS_DIFFER
    rounds = max(asked, default=0)
    expected = tuple(range(1, min(rounds, 1000) + 1))
    if not expected or drive.rounds_begun != expected or drive.rounds_finished != expected:
        yield Reason.ROUNDS_UNFINISHED
    yield from _passes(drive, expected)
    size = drive.sizes[0] if drive.sizes else None
    written = [step.written for step in drive.passes]
    if not written or None in written:
        yield Reason.BYTES_NOT_REPORTED
    if any(count is not None and count != size for count in [*written, *_read_counts(drive)]):
        yield Reason.BYTES_DIFFER


def _passes(drive: NwipeDrive, rounds: tuple[int, ...]) -> Iterable[Reason]:
    of = {step.of for step in drive.passes}
    count = max(of, default=0)
    if len(of) > 1 or any(ERASING_METHODS.get(method) not in (None, count) for method in drive.methods):
        yield Reason.ROUNDS_UNFINISHED
    made = [(step.round, step.number) for step in drive.passes if step.finished]
    if made != [(turn, number) for turn in rounds for number in range(1, count + 1)]:
        yield Reason.ROUNDS_UNFINISHED


def _read_counts(drive: NwipeDrive) -> list[int | None]:
    return [*(step.read for step in drive.passes), drive.blank.read, drive.blank.written]


def _levels(report: NwipeReport) -> set[VerifyLevel]:
    told = {summary[3] for summary in report.summaries}
    if report.options.verify:
        told.add(report.options.verify)
    return told


def _reading_back(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """The level that was asked, and the lines that show it was done."""
    levels = _levels(report)
    blank = drive.blank
    if len(levels) > 1:
        yield Reason.OPTIONS_DIFFER
    yield from _blank(report, drive)
    if VerifyLevel.OFF in levels:
        yield Reason.NOT_READ_BACK
        return
    last_read = blank.verified if blank.begun else bool(drive.passes) and drive.passes[-1].verified
    if VerifyLevel.ALL in levels:
        last_read = last_read and all(step.verified for step in drive.passes)
    # From 0.30 the log counts the bytes it read back; a line "Verified" without them proves nothing.
    if report.layout is Layout.TABLES:
        counts = [step.read for step in drive.passes if step.verified] + ([blank.read] if blank.begun else [])
        last_read = last_read and None not in counts
    if not last_read:
        yield Reason.READING_BACK_NOT_REPORTED


def _blank(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """A closing pass of zeros that was asked for must be begun, written, read and finished."""
    asked = {summary[2] for summary in report.summaries}
    blank = drive.blank
    if report.options.blank is False and True in asked:
        yield Reason.OPTIONS_DIFFER
    if not blank.begun:
        if True in asked:
            yield Reason.BLANK_NOT_REPORTED
        return
    if False in asked:
        yield Reason.OPTIONS_DIFFER
    unwritten = report.layout is Layout.TABLES and blank.written is None
    if not blank.finished or unwritten:
        yield Reason.BLANK_NOT_REPORTED


def _tables(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """From 0.30 three tables close the log; each must have exactly one row for the drive."""
    options = report.options
    if not (options.method and options.rounds and options.verify and report.summaries):
        yield Reason.OPTIONS_MISSING
    if not drive.error_rows:
        yield Reason.NO_ERROR_ROW
    if not drive.status_rows:
        yield Reason.NO_RESULT_ROW
    if len(drive.error_rows) > 1 or len(drive.status_rows) > 1 or len(drive.coverage_rows) > 1:
        yield Reason.ROW_DISAGREES
    yield from _coverage(report, drive)
    if any(not _names(row, drive) for row in drive.status_rows):
        yield Reason.ROW_DISAGREES
    yield from _end_agrees(report)


def _coverage(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    """0.41 and later print the bytes erased once more."""
    version = tuple(int(part) for part in report.tool_version.split(".")) if report.tool_version else (0,)
    if version >= (0, 41) and not drive.coverage_rows:
        yield Reason.NO_COVERAGE_ROW
    size = drive.sizes[0] if drive.sizes else None
    if any(row.erased != size or row.total != size for row in drive.coverage_rows):
        yield Reason.BYTES_DIFFER


def _names(row: StatusRow, drive: NwipeDrive) -> bool:
    """The row's model, cut to 17 characters by the tool, begins like the drive's."""
    model = drive.model or ""
    return bool(row.model) and (model.startswith(row.model) or row.model.startswith(model)) and bool(model)


def _end_agrees(report: NwipeReport) -> Iterable[Reason]:
    """The closing words must fit the rows: an edited row leaves the end line behind."""
    statuses = {row.status for drive in report.drives for row in drive.status_rows}
    if EndLine.COMPLETED in report.ends and statuses - {"Erased"}:
        yield Reason.END_DISAGREES
    if EndLine.ERRORS in report.ends and not statuses - {"Erased", "UABORTED"}:
        yield Reason.END_DISAGREES
    if EndLine.ABORTED in report.ends and "UABORTED" not in statuses:
        yield Reason.END_DISAGREES


def _time(report: NwipeReport, drive: NwipeDrive) -> Iterable[Reason]:
    if report.broken_clock:
        yield Reason.CLOCK_RUNS_BACK
    if drive.started_at is None or drive.ended_at is None:
        return
    if drive.started_at.year < _FIRST_YEAR:
        yield Reason.CLOCK_DEAD
    seconds = (drive.ended_at - drive.started_at).total_seconds()
    # The row counts until the last drive's thread ends, so it may run on for a while, but not fall short.
    if any(
        row.seconds is None or abs(row.seconds - seconds) > 10 + seconds / 20 for row in drive.status_rows
    ):
        yield Reason.DURATION_DIFFERS
    moved = sum(count or 0 for count in [*(step.written for step in drive.passes), *_read_counts(drive)])
    # A clock that was set back while it ran gives no time at all, or less.
    if moved > _FASTEST.get(drive.bus or "", _FASTEST_OTHER) * (max(0, seconds) + 2):
        yield Reason.TOO_FAST
