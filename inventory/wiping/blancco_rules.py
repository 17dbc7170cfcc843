"""What a report of Blancco must hold. Its signature cannot be checked here, so it stays the maker's word."""

from collections.abc import Iterable

from inventory.wiping.evidence.blancco import BlanccoDrive, BlanccoReport
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.reasons import Reason

_WENT_WELL = frozenset({"Successful", "Successful with exceptions", "Successful with warnings"})
_STOPPED = frozenset({"Aborted", "Cancelled", "Canceled", "Interrupted"})
_RUNNING = frozenset({"Not erased", "Pending", "Running", "In progress", "Paused"})
#: bytes per second that no medium takes while it is overwritten
_FASTEST = 16_000_000_000


def reasons_of(report: BlanccoReport, drive: BlanccoDrive) -> Iterable[Reason]:
    """Everything that a report of Blancco holds against an erasure of this medium."""
    if len(drive.serials) > 1 or any(" | " in serial for serial in drive.serials):
        yield Reason.SERIALS_DIFFER
    elif not drive.serials:
        yield Reason.NO_SERIAL
    elif not is_usable(drive.serials[0]):
        yield Reason.SERIAL_UNUSABLE
    if report.reports > 1:
        yield Reason.SEVERAL_RUNS
    if drive.state is None:
        yield Reason.NOT_STARTED
        return
    yield from _state(drive.state)
    if drive.failed_sectors or drive.errors:
        yield Reason.ERRORS_COUNTED
    yield from _size(drive)
    yield from _time(drive)
    yield Reason.SIGNATURE_NOT_CHECKED


def _state(state: str) -> Iterable[Reason]:
    if state in _STOPPED:
        yield Reason.STOPPED
    elif state in _RUNNING:
        yield Reason.NO_END
    elif state not in _WENT_WELL:
        yield Reason.TOOL_SAYS_FAILED


def _size(drive: BlanccoDrive) -> Iterable[Reason]:
    if not drive.sizes or drive.cleaned_sectors is None:
        return
    size = drive.sizes[0]
    if all(abs(drive.cleaned_sectors * sector - size) > size / 100 for sector in (512, 4096)):
        yield Reason.BYTES_DIFFER


def _time(drive: BlanccoDrive) -> Iterable[Reason]:
    if drive.started_at is None or drive.ended_at is None:
        yield Reason.NO_TIME
        return
    seconds = (drive.ended_at - drive.started_at).total_seconds()
    if seconds < 0:
        yield Reason.CLOCK_RUNS_BACK
    if drive.seconds is not None and abs(drive.seconds - seconds) > 10 + abs(seconds) / 20:
        yield Reason.DURATION_DIFFERS
    is_overwritten = drive.technique is Technique.OVERWRITE
    if is_overwritten and drive.sizes and drive.sizes[0] / (max(seconds, 0) + 2) > _FASTEST:
        yield Reason.TOO_FAST
