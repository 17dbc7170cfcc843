"""What a session with sg_sanitize must hold: the command, its closing words, and the exit status 0."""

from collections.abc import Iterable

from inventory.wiping.evidence.firmware import Deed, FirmwareDrive, FirmwareReport
from inventory.wiping.firmware_rules import common
from inventory.wiping.reasons import Reason


def reasons_of(report: FirmwareReport, drive: FirmwareDrive) -> Iterable[Reason]:
    """Everything that a session with sg_sanitize holds against an erasure of this drive."""
    if drive.deed is None:
        yield Reason.NO_ERASE_COMMAND
        return
    yield from common(report, drive)
    if drive.command_line is None or drive.deed is Deed.SANITIZE_OTHER:
        yield Reason.COMMAND_NOT_SHOWN
    if drive.success_line is None:
        yield Reason.STATE_AFTER_NOT_SHOWN
    if drive.exit_status is None:
        yield Reason.EXIT_NOT_SHOWN
