"""What a snapshot of eReuse Workbench must hold. It reads nothing back, so it never proves more than a wipe."""

from collections.abc import Iterable

from inventory.wiping.evidence.ereuse import EreuseDrive, EreuseReport
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.reasons import Reason

#: bytes per second that no drive of those years has written
_FASTEST = 3_000_000_000


def reasons_of(_report: EreuseReport, drive: EreuseDrive) -> Iterable[Reason]:
    """Everything that a snapshot holds against a wipe of this drive."""
    if drive.technique is None:
        yield Reason.NO_ERASE_COMMAND
        return
    if not drive.serials:
        yield Reason.NO_SERIAL
    elif not is_usable(drive.serials[0]):
        yield Reason.SERIAL_UNUSABLE
    if drive.technique is Technique.OTHER:
        # Destroyed, it says; a destruction is written down by the two people who saw it.
        yield Reason.METHOD_UNKNOWN
    if drive.went_well is False or any(step.went_well is False for step in drive.steps):
        yield Reason.TOOL_SAYS_FAILED
    if drive.went_well is None or any(step.went_well is None for step in drive.steps):
        yield Reason.NO_END
    if not drive.steps and drive.technique is Technique.OVERWRITE and drive.serials:
        yield Reason.ROUNDS_UNFINISHED
    yield from _time(drive)
    yield Reason.NOT_READ_BACK


def _time(drive: EreuseDrive) -> Iterable[Reason]:
    if drive.started_at is None or drive.ended_at is None:
        yield Reason.NO_TIME
        return
    seconds = (drive.ended_at - drive.started_at).total_seconds()
    if seconds < 0:
        yield Reason.CLOCK_RUNS_BACK
        return
    written = drive.sizes[0] * len(drive.steps) if drive.sizes else 0
    if written / (seconds + 1) > _FASTEST:
        yield Reason.TOO_FAST
