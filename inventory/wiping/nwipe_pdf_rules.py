"""What nwipe's PDF must hold. Anyone can edit it and it names no laptop: it is never more than a hint to the log."""

from collections.abc import Iterable

from inventory.wiping.evidence.facts import VerifyLevel
from inventory.wiping.evidence.nwipe_pdf import PdfDrive, PdfReport
from inventory.wiping.evidence.serials import is_hidden, is_usable
from inventory.wiping.nwipe_rules import ERASING_METHODS
from inventory.wiping.reasons import Reason


def reasons_of(_report: PdfReport, drive: PdfDrive) -> Iterable[Reason]:
    """Everything that a PDF holds against a wipe of this drive."""
    yield from _identity(drive)
    yield from _method(drive)
    if drive.status is None:
        yield Reason.NO_RESULT_ROW
    elif drive.status == "ABORTED":
        yield Reason.STOPPED
    elif drive.status != "ERASED":
        yield Reason.TOOL_SAYS_FAILED
    if drive.errors is None:
        yield Reason.NO_ERROR_ROW
    elif any(drive.errors):
        yield Reason.ERRORS_COUNTED
    if drive.rounds is None or drive.rounds[0] != drive.rounds[1] or not drive.rounds[1]:
        yield Reason.ROUNDS_UNFINISHED
    yield from _size(drive)
    if drive.verification is None:
        yield Reason.OPTIONS_MISSING
    elif drive.verification is VerifyLevel.OFF:
        yield Reason.NOT_READ_BACK
    if drive.conflicts:
        yield Reason.SEVERAL_RUNS
    yield Reason.ONLY_A_PDF


def _identity(drive: PdfDrive) -> Iterable[Reason]:
    if any(is_hidden(serial) for serial in drive.serials):
        yield Reason.SERIAL_HIDDEN
    elif len(drive.serials) > 1:
        yield Reason.SERIALS_DIFFER
    elif not drive.serials:
        yield Reason.NO_SERIAL
    elif not is_usable(drive.serials[0]):
        yield Reason.SERIAL_UNUSABLE


def _method(drive: PdfDrive) -> Iterable[Reason]:
    if drive.method is None:
        yield Reason.OPTIONS_MISSING
    elif drive.method.startswith("Verify"):
        yield Reason.METHOD_ONLY_READS
    elif drive.method not in ERASING_METHODS:
        yield Reason.METHOD_UNKNOWN


def _size(drive: PdfDrive) -> Iterable[Reason]:
    if not drive.sizes:
        yield Reason.SIZE_UNKNOWN
    elif drive.erased is None:
        yield Reason.BYTES_NOT_REPORTED
    elif drive.erased != drive.sizes[0]:
        yield Reason.BYTES_DIFFER
