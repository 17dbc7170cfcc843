"""What a report proves: facts in, one of seven verdicts out, with the reasons and the lines it stands on.

No single word of a tool is believed: "Erased", "100.00%", "successfully completed" and exit status 0 were
each seen on drives that still held data. A wipe counts as proven when independent markers agree and nothing
in the log contradicts them; whatever is missing, edited, cut off or about another drive proves nothing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inventory.wiping import (
    blancco_rules,
    ereuse_rules,
    hardware_rules,
    hdparm_rules,
    nvme_rules,
    nwipe_pdf_rules,
    nwipe_rules,
    sg_sanitize_rules,
    statement_rules,
)
from inventory.wiping.categories import FIRMWARE, Grade, category, is_flash
from inventory.wiping.evidence.blancco import BlanccoDrive
from inventory.wiping.evidence.ereuse import EreuseDrive
from inventory.wiping.evidence.facts import Drive, EvidenceReport, Form, HiddenArea, Marker, Technique
from inventory.wiping.evidence.firmware import ONLY_THE_KEY, FirmwareDrive
from inventory.wiping.evidence.nwipe_facts import Layout, NwipeReport
from inventory.wiping.evidence.serials import is_usable
from inventory.wiping.reasons import Reason


class Verdict(StrEnum):
    """What a report is worth for one drive. Only the first closes a medium without a remark."""

    #: overwritten completely and read back
    ERASED_VERIFIED = "erased_verified"
    #: overwritten, but nobody read it back; or a person says so without a report
    ERASED_UNVERIFIED = "erased_unverified"
    #: the tool itself reports that it did not succeed
    FAILED = "failed"
    #: somebody stopped it
    ABORTED = "aborted"
    #: the report does not reach the end of the story
    INDETERMINATE = "indeterminate"
    #: reading, checking or quick formatting: the data is still there
    NOT_AN_ERASURE = "not_an_erasure"
    #: contradicts itself, or cannot be bound to one drive
    REJECTED = "rejected"


#: verdicts that may close a medium once a second person has looked
ACCEPTABLE = frozenset({Verdict.ERASED_VERIFIED, Verdict.ERASED_UNVERIFIED})

#: the first line that holds a reason which was found gives the verdict
_GRAVITY: tuple[tuple[Verdict, frozenset[Reason]], ...] = (
    (
        Verdict.REJECTED,
        frozenset(
            {
                Reason.SERIAL_HIDDEN,
                Reason.SERIAL_UNUSABLE,
                Reason.SERIALS_DIFFER,
                Reason.NOT_A_DISK,
                Reason.SEVERAL_RUNS,
            }
        ),
    ),
    (
        Verdict.NOT_AN_ERASURE,
        frozenset({Reason.METHOD_ONLY_READS, Reason.NO_ERASE_COMMAND, Reason.ONLY_FORMATTED}),
    ),
    (
        Verdict.FAILED,
        frozenset(
            {
                Reason.TOOL_SAYS_FAILED,
                Reason.ERRORS_COUNTED,
                Reason.TROUBLE_REPORTED,
                Reason.NOT_SUPPORTED,
                Reason.DISK_LOCKED,
            }
        ),
    ),
    (Verdict.ABORTED, frozenset({Reason.STOPPED})),
    (
        Verdict.INDETERMINATE,
        frozenset(
            {
                Reason.NOT_STARTED,
                Reason.NO_END,
                Reason.NO_RESULT_ROW,
                Reason.NO_ERROR_ROW,
                Reason.NO_COVERAGE_ROW,
                Reason.OPTIONS_MISSING,
                Reason.SIZE_UNKNOWN,
                Reason.ROUNDS_UNFINISHED,
                Reason.BYTES_NOT_REPORTED,
                Reason.BLANK_NOT_REPORTED,
                Reason.READING_BACK_NOT_REPORTED,
                Reason.IDENTITY_INCOMPLETE,
                Reason.STILL_RUNNING,
                Reason.NEVER_SANITIZED,
                Reason.STATE_BEFORE_NOT_SHOWN,
                Reason.STATE_AFTER_NOT_SHOWN,
                Reason.EXIT_NOT_SHOWN,
                Reason.CRYPTO_NOT_SHOWN,
                Reason.COMMANDS_CHAINED,
            }
        ),
    ),
    (
        Verdict.REJECTED,
        frozenset(
            {
                Reason.NO_SERIAL,
                Reason.SIZES_DIFFER,
                Reason.BYTES_DIFFER,
                Reason.METHODS_DIFFER,
                Reason.METHOD_UNKNOWN,
                Reason.OPTIONS_DIFFER,
                Reason.OUT_OF_ORDER,
                Reason.CLOCK_RUNS_BACK,
                Reason.CLOCK_DEAD,
                Reason.DURATION_DIFFERS,
                Reason.TOO_FAST,
                Reason.CRYPTO_NOT_SUPPORTED,
                Reason.STATES_DISAGREE,
                Reason.END_DISAGREES,
                Reason.ROW_DISAGREES,
                Reason.OLDER_THAN_ARRIVAL,
                Reason.LATER_THAN_NOW,
                Reason.SMALLER_THAN_KNOWN,
                Reason.RUN_OF_ANOTHER_DISK,
                Reason.NO_TIME,
            }
        ),
    ),
    (
        Verdict.ERASED_UNVERIFIED,
        frozenset(
            {
                Reason.NOT_READ_BACK,
                Reason.STATED_BY_A_PERSON,
                Reason.SERIAL_NOT_TOLD,
                Reason.COMMAND_NOT_SHOWN,
                Reason.ONLY_A_PDF,
                Reason.SIGNATURE_NOT_CHECKED,
                Reason.WRITTEN_SINCE,
            }
        ),
    ),
)

#: with one of these a report tells of a wipe, but not of one that may be written down: bring what is missing
ASKS_FOR_MORE = frozenset(
    {Reason.SERIAL_NOT_TOLD, Reason.COMMAND_NOT_SHOWN, Reason.ONLY_A_PDF, Reason.WRITTEN_SINCE}
)


class Remark(StrEnum):
    """What a reader of the attest should know beside the verdict; none of these takes it away."""

    NOT_VERIFIED = "not_verified"
    STATED_BY_A_PERSON = "stated_by_a_person"
    HIDDEN_AREA_DETECTED = "hidden_area_detected"
    HIDDEN_AREA_UNKNOWN = "hidden_area_unknown"
    SPARE_CELLS_NOT_REACHED = "spare_cells_not_reached"
    TOOL_VERSION_UNKNOWN = "tool_version_unknown"
    TOOL_REPORTED_TROUBLE = "tool_reported_trouble"
    WIPED_IN_ANOTHER_MACHINE = "wiped_in_another_machine"
    BOUND_BY_HAND = "bound_by_hand"
    OLD_REPORT = "old_report"
    HOST_NOT_NAMED = "host_not_named"
    FIRMWARE_SAYS_SO = "firmware_says_so"
    ONLY_THE_KEY = "only_the_key"
    ONE_NAMESPACE = "one_namespace"
    SIGNATURE_NOT_CHECKED = "signature_not_checked"
    WITH_EXCEPTIONS = "with_exceptions"
    WORN_SECTORS = "worn_sectors"


@dataclass(frozen=True)
class Judgement:
    """A verdict with everything it stands on."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    remarks: tuple[Remark, ...]
    markers: tuple[Marker, ...]


#: each reader's rules: (report, drive) -> reasons
_RULES: dict[Form, Callable[[Any, Any], Iterable[Reason]]] = {
    Form.NWIPE_LOG: nwipe_rules.reasons_of,
    Form.NWIPE_PDF: nwipe_pdf_rules.reasons_of,
    Form.HDPARM: hdparm_rules.reasons_of,
    Form.NVME: nvme_rules.reasons_of,
    Form.SG_SANITIZE: sg_sanitize_rules.reasons_of,
    Form.BLANCCO: blancco_rules.reasons_of,
    Form.EREUSE: ereuse_rules.reasons_of,
    Form.HARDWARE: hardware_rules.reasons_of,
    Form.STATEMENT: statement_rules.reasons_of,
}
#: versions whose reports were read when these rules were written: lowest and highest
_KNOWN_VERSIONS: dict[Form, tuple[tuple[int, ...], tuple[int, ...]]] = {
    Form.NWIPE_LOG: ((0, 1), (0, 42)),
    Form.NWIPE_PDF: ((0, 35), (0, 42)),
    Form.HDPARM: ((9, 0), (9, 65)),
    Form.NVME: ((1, 0), (3, 0)),
    Form.SG_SANITIZE: ((0, 90), (1, 30)),
    Form.BLANCCO: ((3, 0), (7, 99)),
    Form.EREUSE: ((7, 0), (14, 99)),
}


def weigh(reasons: Iterable[Reason]) -> Verdict:
    """The verdict that these reasons lead to; without any reason against it, a wipe is proven."""
    found = set(reasons)
    for verdict, gravest in _GRAVITY:
        if found & gravest:
            return verdict
    assert not found, "every reason stands in _GRAVITY"
    return Verdict.ERASED_VERIFIED


def judge(report: EvidenceReport, drive: Drive) -> Judgement:
    """What the report alone proves for one of its drives."""
    reasons = tuple(dict.fromkeys(_RULES[report.form](report, drive)))
    remarks = tuple(dict.fromkeys(_remarks(report, drive, reasons)))
    return Judgement(weigh(reasons), reasons, remarks, proof_of(report, drive))


def proof_of(report: EvidenceReport, drive: Drive) -> tuple[Marker, ...]:
    """The lines that a verdict on this drive stands on, in the order of the file."""
    return tuple(sorted({*report.markers, *drive.markers, *drive.troubles}, key=lambda marker: marker.line))


def serial_of(drive: Drive) -> str | None:
    """The one serial by which this drive may be bound; None when there is none, or more than one."""
    only = drive.serials[0] if len(drive.serials) == 1 else None
    return only if is_usable(only) else None


def _remarks(report: EvidenceReport, drive: Drive, reasons: tuple[Reason, ...]) -> Iterable[Remark]:
    if weigh(reasons) is Verdict.ERASED_UNVERIFIED:
        yield Remark.NOT_VERIFIED
    if Reason.STATED_BY_A_PERSON in reasons:
        yield Remark.STATED_BY_A_PERSON
        return
    if Reason.SIGNATURE_NOT_CHECKED in reasons:
        yield Remark.SIGNATURE_NOT_CHECKED
    yield from _reach(drive)
    if weigh(reasons) in ACCEPTABLE:
        yield from _told_beside(drive)
    if not _is_known(report):
        yield Remark.TOOL_VERSION_UNKNOWN
    if report.troubles:
        yield Remark.TOOL_REPORTED_TROUBLE
    if not is_usable(report.host.serial) and not is_usable(report.host.uuid):
        yield Remark.HOST_NOT_NAMED


def _reach(drive: Drive) -> Iterable[Remark]:
    """What the technique does not reach, or cannot say."""
    if drive.hidden is HiddenArea.DETECTED:
        yield Remark.HIDDEN_AREA_DETECTED
    elif drive.technique is Technique.OVERWRITE and drive.hidden is not HiddenArea.NONE:
        yield Remark.HIDDEN_AREA_UNKNOWN
    if drive.technique is Technique.OVERWRITE and is_flash(drive.kind):
        yield Remark.SPARE_CELLS_NOT_REACHED


def _told_beside(drive: Drive) -> Iterable[Remark]:
    """What a wipe that may be believed leaves to be said."""
    if drive.technique in FIRMWARE:
        yield Remark.FIRMWARE_SAYS_SO
    if isinstance(drive, FirmwareDrive):
        if drive.deed in ONLY_THE_KEY:
            yield Remark.ONLY_THE_KEY
        if drive.namespace is not None and drive.namespace != "ffffffff":
            yield Remark.ONE_NAMESPACE
    if isinstance(drive, BlanccoDrive):
        if drive.state not in (None, "Successful"):
            yield Remark.WITH_EXCEPTIONS
        if drive.remapped:
            yield Remark.WORN_SECTORS
    if isinstance(drive, EreuseDrive) and drive.is_worn:
        yield Remark.WORN_SECTORS


def _is_known(report: EvidenceReport) -> bool:
    """Was a report of this version read before? Only a log of nwipe that closes with tables always tells it."""
    if report.tool_version is None:
        return not (isinstance(report, NwipeReport) and report.layout is Layout.TABLES)
    lowest, highest = _KNOWN_VERSIONS.get(report.form, ((), (10**9,)))
    told = tuple(int(part) for part in re.findall(r"\d{1,9}", report.tool_version)[:2])
    return lowest <= told <= highest


#: nobody can say what was done, or that it still holds
_NO_CATEGORY = frozenset({Reason.COMMAND_NOT_SHOWN, Reason.ONLY_A_PDF, Reason.WRITTEN_SINCE})


def grade_of(
    verdict: Verdict, reasons: Iterable[Reason], kind: str, technique: Technique | None
) -> Grade | None:
    """The category that a report gives a medium; None when it gives none."""
    if verdict not in ACCEPTABLE or technique is None or _NO_CATEGORY & set(reasons):
        return None
    return category(kind, technique, stated=Reason.STATED_BY_A_PERSON in set(reasons))
