"""What a session with hdparm, nvme-cli or sg_sanitize must hold, where the three are alike.

None of them reads anything back, so none of them ever proves more than that the medium itself says it is done.
"""

from collections.abc import Callable, Iterable

from inventory.wiping.evidence.firmware import (
    SANITIZES,
    FirmwareDrive,
    FirmwareReport,
    SanitizeState,
    Sanitizing,
)
from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.reasons import Reason


def common(report: FirmwareReport, drive: FirmwareDrive) -> Iterable[Reason]:
    """Who it is about, what was refused, and that nobody read back."""
    yield from identity(drive)
    if report.chained:
        yield Reason.COMMANDS_CHAINED
    if drive.not_supported:
        yield Reason.NOT_SUPPORTED
    if drive.refused or drive.exit_status:
        yield Reason.TOOL_SAYS_FAILED
    if drive.stopped:
        yield Reason.STOPPED
    if drive.started_at and drive.ended_at and drive.ended_at < drive.started_at:
        yield Reason.CLOCK_RUNS_BACK
    yield Reason.NOT_READ_BACK


def identity(drive: FirmwareDrive) -> Iterable[Reason]:
    """One usable serial number. A session that shows none may be true, but binds to nothing."""
    usable = {serial for serial in drive.serials if is_usable(serial)}
    if len(set(drive.serials)) > 1:
        yield Reason.SERIALS_DIFFER
    elif not usable:
        # Where the page with the serial was printed and names nothing at all, somebody took the name out.
        yield Reason.NO_SERIAL if drive.showed_identity and not drive.is_named else Reason.SERIAL_NOT_TOLD


def sanitizing(drive: FirmwareDrive) -> Iterable[Reason]:
    """A sanitize operation must be seen to start and to end: its last result stays in the drive for years."""
    sent = drive.command_line
    if sent is None:
        yield Reason.COMMAND_NOT_SHOWN
    before = [state for state in drive.sanitizing if sent is not None and state.line < sent]
    after = [state for state in drive.sanitizing if sent is None or state.line > sent]
    if not after:
        if not drive.not_supported:
            yield Reason.STATE_AFTER_NOT_SHOWN
        return
    last = after[-1]
    yield from _ended(last)
    ran = any(state.state is Sanitizing.RUNNING for state in after)
    stood = bool(before) and before[-1].state in (Sanitizing.NEVER, Sanitizing.FAILED)
    if sent is not None and not ran and not stood:
        yield Reason.STATE_BEFORE_NOT_SHOWN
    if last.deed is not None and last.deed is not drive.deed:
        yield Reason.METHODS_DIFFER
    if last.written_since:
        yield Reason.WRITTEN_SINCE


def _ended(last: SanitizeState) -> Iterable[Reason]:
    if last.state is Sanitizing.NEVER:
        yield Reason.NEVER_SANITIZED
    elif last.state is Sanitizing.RUNNING:
        yield Reason.STILL_RUNNING
    elif last.state is Sanitizing.FAILED:
        yield Reason.TOOL_SAYS_FAILED
    elif last.state is Sanitizing.UNKNOWN:
        yield Reason.STATE_AFTER_NOT_SHOWN
    elif not last.agrees:
        yield Reason.STATES_DISAGREE


def with_deed(
    report: FirmwareReport, drive: FirmwareDrive, own: Callable[[FirmwareDrive], Iterable[Reason]]
) -> Iterable[Reason]:
    """What holds against a drive on which one of several commands was given: a sanitize, or the tool's `own`."""
    if drive.deed is None:
        yield Reason.NO_ERASE_COMMAND
        return
    yield from common(report, drive)
    yield from sanitizing(drive) if drive.deed in SANITIZES else own(drive)
