"""What a session with hdparm must hold before it counts as an erasure by the drive itself.

hdparm prints no line of success. The proof is the password: set, shown to be on, and off again afterwards, which
only a drive that finished erasing does by itself.
"""

from collections.abc import Iterable

from inventory.wiping.evidence.firmware import (
    Deed,
    FirmwareDrive,
    FirmwareReport,
    SecurityState,
)
from inventory.wiping.firmware_rules import with_deed
from inventory.wiping.reasons import Reason

#: a drive that turns cannot be done in a tenth of the time that it announces; flash may throw away a key
_LEAST_SHARE = 0.1
#: from this announcement on, nobody should believe one second, whatever turns or not
_LONG_MINUTES = 10
_MOST_TIMES = 3


def reasons_of(report: FirmwareReport, drive: FirmwareDrive) -> Iterable[Reason]:
    """Everything that a session with hdparm holds against an erasure of this drive."""
    return with_deed(report, drive, _security)


def _security(drive: FirmwareDrive) -> Iterable[Reason]:
    sent, set_on = drive.command_line or 0, drive.password_line
    first = set_on if set_on is not None else sent
    before = _last(state for state in drive.security if state.line < first)
    between = _last(state for state in drive.security if first < state.line < sent)
    after = _last(state for state in drive.security if state.line > sent)
    yield from _before(before)
    if between is None or between.enabled is not True:
        yield Reason.STATE_BEFORE_NOT_SHOWN
    if after is None or after.enabled is None or after.locked is None:
        yield Reason.STATE_AFTER_NOT_SHOWN
    elif after.enabled or after.locked:
        yield Reason.DISK_LOCKED
    yield from _duration(drive, before)


def _last(states: Iterable[SecurityState]) -> SecurityState | None:
    found = list(states)
    return found[-1] if found else None


def _before(before: SecurityState | None) -> Iterable[Reason]:
    if before is None or before.frozen is None or before.locked is None:
        yield Reason.STATE_BEFORE_NOT_SHOWN
        return
    if before.supported is False:
        yield Reason.NOT_SUPPORTED
    if before.frozen or before.locked:
        yield Reason.DISK_LOCKED


def _duration(drive: FirmwareDrive, before: SecurityState | None) -> Iterable[Reason]:
    is_enhanced = drive.deed is Deed.SECURITY_ERASE_ENHANCED
    told = (before.minutes_enhanced if is_enhanced else before.minutes) if before else None
    if drive.seconds is None or not told:
        return
    if drive.seconds < 60 * told * _LEAST_SHARE and (drive.kind == "hdd" or told >= _LONG_MINUTES):
        yield Reason.TOO_FAST
    if drive.seconds > 60 * told * _MOST_TIMES:
        yield Reason.DURATION_DIFFERS
