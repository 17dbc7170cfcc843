"""What a person's word proves where no tool can speak: that a person says so, and nothing more."""

from collections.abc import Iterable

from inventory.wiping.evidence.facts import Drive, EvidenceReport
from inventory.wiping.reasons import Reason


def reasons_of(_report: EvidenceReport, _drive: Drive) -> Iterable[Reason]:
    """A statement is read back by nobody; a second person looks at it."""
    yield Reason.STATED_BY_A_PERSON
