"""What a hardware report proves of a wipe: nothing. It tells which medium this is."""

from collections.abc import Iterable

from inventory.wiping.evidence.facts import Drive, EvidenceReport
from inventory.wiping.reasons import Reason


def reasons_of(_report: EvidenceReport, _drive: Drive) -> Iterable[Reason]:
    """No tool of this kind ever erased anything."""
    yield Reason.NO_ERASE_COMMAND
