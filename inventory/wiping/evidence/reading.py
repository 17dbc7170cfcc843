"""One door for every report: sees which tool wrote it, and lets that tool's reader read it."""

import json
from pathlib import PurePath

from inventory.foundation.refusal import Unreadable
from inventory.intake.hardware.reading import read_hardware
from inventory.intake.hardware.report import UnknownReport
from inventory.wiping.evidence import (
    blancco,
    ereuse,
    hardware,
    hdparm,
    nvme,
    nwipe,
    nwipe_pdf,
    sg_sanitize,
)
from inventory.wiping.evidence.facts import MOST_DRIVES, EvidenceReport
from inventory.wiping.evidence.text import (
    MOST_LINES,
    DamagedEvidence,
    EvidenceTooLong,
    NotAWipeReport,
    TooManyDrives,
    text_of,
)

#: goes up when a reader or a rule changes what it makes of the same bytes; kept with each verdict
PARSER_VERSION = "2"

#: readers of plain text after nwipe's, the surest first
_BY_WORDS = (
    (blancco.is_blancco, blancco.read),
    (sg_sanitize.is_sg_sanitize, sg_sanitize.read),
    (hdparm.is_hdparm, hdparm.read),
    (nvme.is_nvme, nvme.read),
    (ereuse.is_event, ereuse.read_event),
)


def read_evidence(content: bytes, file_name: str) -> EvidenceReport:
    """What the report in `content` says. Raises only kinds of Unreadable, whatever the bytes are."""
    name = PurePath(file_name.replace("\\", "/")).name[:100]
    try:
        report = _read(content, name)
    except Unreadable:
        raise
    except (RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
        raise DamagedEvidence from trouble
    if len(report.drives) > MOST_DRIVES:
        raise TooManyDrives(count=MOST_DRIVES)
    return report


def _read(content: bytes, name: str) -> EvidenceReport:
    if nwipe_pdf.is_pdf(content):
        return nwipe_pdf.read(content, name)
    text = text_of(content)
    if nwipe.is_nwipe(text):
        return nwipe.read(text)
    if text.count("\n") > MOST_LINES:
        raise EvidenceTooLong(lines=MOST_LINES)
    tree = _tree(text)
    if tree is not None:
        return _read_tree(tree, content, name, text)
    for is_such, read in _BY_WORDS:
        if is_such(text):
            return read(text)
    return _read_hardware(content, name, text)


def _tree(text: str) -> object:
    """The JSON in the text; None where it is none: a log and a prompt may begin with a bracket too."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read_tree(tree: object, content: bytes, name: str, text: str) -> EvidenceReport:
    """JSON: an answer of nvme-cli, a snapshot that tells of a wipe, or a hardware report."""
    if nvme.is_nvme_json(tree):
        return nvme.read_json(tree, text)
    if ereuse.tells_of_a_wipe(tree):
        return ereuse.read(tree, read_hardware(content, name), text)
    return _read_hardware(content, name, text)


def _read_hardware(content: bytes, name: str, text: str) -> EvidenceReport:
    try:
        return hardware.read(content, name, text)
    except UnknownReport:
        raise NotAWipeReport(file=name) from None
