"""What stands on an attest of data erasure: plain values, kept as they were on the day it was issued.

The paper, the check page and a later signature all read this and nothing else, so none of them can say more
than the others. Moments are texts in ISO 8601; a tool's own clock has no zone.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import rfc8785

from inventory.agreements.rules import Minimum
from inventory.wiping.categories import STRENGTH, Category, reaches
from inventory.wiping.rules import Remark, Verdict

FORMAT = "leenkring.attest/3"
#: what is said when there is none of it, or when nobody wrote it down: neither is ever left out
NONE, NOT_KNOWN = "none", "not known"


class NotAttested(StrEnum):
    """What an attest does not speak of, and therefore says so."""

    #: disks that are not on the list
    OTHER_MEDIA = "other_media"
    #: cards, sticks and discs that came along
    LOOSE_MEDIA = "loose_media"
    #: copies in a cloud, on a server, in a backup
    COPIES = "copies"
    #: accounts and locks of a maker or an organisation
    LOCKS = "locks"
    #: what was written after the day of the wipe
    AFTERWARDS = "afterwards"


@dataclass(frozen=True)
class AttestLine:
    """One medium, and what was done to it."""

    #: report, statement, destroyed, removed, absent
    means: str
    serial: str = ""
    maker: str = ""
    model: str = ""
    kind: str = "other"
    interface: str = ""
    size_bytes: int | None = None
    verdict: str = ""
    technique: str = ""
    category: str = str(Category.NONE)
    rule: str = ""
    standard: str = ""
    #: as the tool names it
    method: str = ""
    #: off, last, all or empty
    verification: str = ""
    tool: str = ""
    tool_version: str = ""
    #: the tool's own clock
    clock_started: str = ""
    clock_ended: str = ""
    remarks: tuple[str, ...] = ()
    statement: str = ""
    evidence_file: str = ""
    evidence_sha256: str = ""
    parser_version: str = ""
    operator: str = ""
    #: what they are in the digibank: technician, supervisor
    operator_role: str = ""
    recorded_at: str = ""
    verifier: str = ""
    verifier_role: str = ""
    verified_at: str = ""
    #: is it part of the board? None: nobody looked
    soldered: bool | None = None
    #: by our own clock
    evidence_received_at: str = ""
    #: the lines of the report that the verdict stands on: (number, text)
    proof: tuple[tuple[int, str], ...] = ()

    @property
    def hidden_area(self) -> str:
        """none, detected, or not known."""
        if Remark.HIDDEN_AREA_DETECTED in self.remarks:
            return "detected"
        is_told = self.means == "report" and Remark.HIDDEN_AREA_UNKNOWN not in self.remarks
        return NONE if is_told else NOT_KNOWN


@dataclass(frozen=True)
class DonorsWord:
    """What is known, on the day of issue, of the donor's own check of the wipe."""

    #: none (the donor does not validate itself), asked (no answer yet), accepted
    answer: str
    name: str = ""
    at: str = ""
    #: the attest that was looked at
    certificate: str = ""


@dataclass(frozen=True)
class AgreementOnIt:
    """An agreement as an attest refers to it."""

    #: SO-0012
    reference: str
    #: number of the version of its text
    text: int
    #: 2026-11-23
    signed_on: str


@dataclass(frozen=True)
class Attest:
    """One device in one round of the circle, or one disk that was dealt with outside it."""

    #: C019882
    code: str
    control_code: str
    issued_at: str
    check_url: str
    issuer: str
    issuer_address: str = ""
    issuer_enterprise_number: str = ""
    issuer_phone: str = ""
    issuer_email: str = ""
    #: the workshop that did the work
    reuse_centre: str = ""
    device_code: str = ""
    device_kind: str = "laptop"
    device_name: str = ""
    device_serial: str = ""
    donor_asset_number: str = ""
    received_at: str = ""
    #: only in the first round: a returned laptop holds a borrower's data, which is no donor's business
    donor: str = ""
    lot_code: str = ""
    lap: int = 1
    donor_enterprise_number: str = ""
    donor_contact: str = ""
    #: see DonorsWord; empty on an attest of before anyone asked
    donor_answer: str = ""
    donor_validator: str = ""
    donor_answered_at: str = ""
    donor_answered_on: str = ""
    #: SMBIOS UUID
    device_uuid: str = ""
    device_chassis: str = ""
    #: where the work is done
    place: str = ""
    #: the seal that it is issued under
    seal_key_id: str = ""
    #: Ed25519, raw, in base64
    seal_public_key: str = ""
    seal_certificate_sha256: str = ""
    lines: tuple[AttestLine, ...] = ()
    #: the agreements under which it came
    donation_agreement: AgreementOnIt | None = None
    processor_agreement: AgreementOnIt | None = None
    #: the least that a wipe must reach, as agreed on or asked; empty: nothing was
    minimum: str = ""
    #: device; medium: one disk, and the device is only where it was taken out of
    level: str = "device"

    def as_snapshot(self) -> dict[str, Any]:
        """For keeping as JSON."""
        kept = asdict(self)
        kept["lines"] = [kept_line(line) for line in kept["lines"]]
        return kept

    @property
    def is_about_a_disk(self) -> bool:
        """Is it about one disk outside a device?"""
        return self.level == "medium"

    @property
    def donors_word(self) -> DonorsWord | None:
        """What was known of the donor's own check; None on an attest of before anyone asked."""
        if not self.donor_answer:
            return None
        return DonorsWord(
            self.donor_answer, self.donor_validator, self.donor_answered_at, self.donor_answered_on
        )

    @property
    def outcome(self) -> str:
        """The whole attest in one word: see `outcome_of`."""
        return outcome_of(self.lines)


def from_snapshot(snapshot: dict[str, Any]) -> Attest:
    """The attest that was kept."""
    lines = tuple(line_from(line) for line in snapshot.get("lines", []))
    agreements = {
        name: AgreementOnIt(**snapshot[name])
        for name in ("donation_agreement", "processor_agreement")
        if snapshot.get(name)
    }
    return Attest(**{**snapshot, "lines": lines, **agreements})


def kept_line(line: dict[str, Any]) -> dict[str, Any]:
    """A line as JSON keeps it: lists where there are tuples."""
    return {**line, "remarks": list(line["remarks"]), "proof": [list(one) for one in line["proof"]]}


def line_from(kept: dict[str, Any]) -> AttestLine:
    """The line that was kept."""
    proof = tuple((number, text) for number, text in kept.get("proof", []))
    return AttestLine(**{**kept, "remarks": tuple(kept["remarks"]), "proof": proof})


def outcome_of(lines: Iterable[AttestLine]) -> str:
    """verified, unverified, stated, destroyed, removed, absent; `mixed` when media fared differently."""
    outcomes = {outcome_of_line(line) for line in lines}
    return outcomes.pop() if len(outcomes) == 1 else "mixed"


def outcome_of_line(line: AttestLine) -> str:
    """What became of one medium, in one word."""
    if line.means == "report":
        return "verified" if line.verdict == Verdict.ERASED_VERIFIED else "unverified"
    return {"statement": "stated"}.get(line.means, line.means)


def lowest_category(lines: Iterable[AttestLine]) -> Category:
    """The weakest category on the attest: no more may be claimed for the whole device."""
    found = [Category(line.category) for line in lines if line.means in ("report", "statement", "destroyed")]
    return min(found, key=STRENGTH.index, default=Category.NONE)


# --- the facts for a machine ------------------------------------------------------------------------


def canonical(attest: Attest) -> bytes:
    """The facts as the one text that RFC 8785 allows: what is signed, and what lies in the PDF."""
    return rfc8785.dumps(document(attest))


def document(attest: Attest) -> dict[str, Any]:
    """Everything that stands on the attest, in English words that no language changes."""
    return {
        "format": FORMAT,
        "title": "Attest van gegevenswissing",
        "number": attest.code,
        "control_code": attest.control_code,
        "check_url": attest.check_url,
        "issued_at": attest.issued_at,
        "status_when_issued": "valid",
        "level": attest.level,
        "outcome": attest.outcome,
        "category": str(lowest_category(attest.lines)),
        "issuer": {
            "name": attest.issuer,
            "address": attest.issuer_address or NOT_KNOWN,
            "enterprise_number": attest.issuer_enterprise_number or NOT_KNOWN,
            "phone": attest.issuer_phone or NOT_KNOWN,
            "email": attest.issuer_email or NOT_KNOWN,
            "workshop": attest.reuse_centre or NONE,
            "place": attest.place or NOT_KNOWN,
        },
        "donor": _donor(attest),
        "device": {
            "number": attest.device_code,
            "donor_asset_number": attest.donor_asset_number or NONE,
            "kind": attest.device_kind,
            "name": attest.device_name or NOT_KNOWN,
            "serial": attest.device_serial or NONE,
            "uuid": attest.device_uuid or NOT_KNOWN,
            "chassis": attest.device_chassis or NOT_KNOWN,
            "received_at": attest.received_at or NOT_KNOWN,
            "round": attest.lap,
            "media_attested": sum(line.means != "absent" for line in attest.lines),
            "loose_media_looked_for": NOT_KNOWN,
        },
        "media": [medium_document(line, attest.minimum) for line in attest.lines],
        "not_attested": [str(one) for one in NotAttested],
        "seal": {
            "key_id": attest.seal_key_id,
            "public_key": attest.seal_public_key,
            "certificate_sha256": attest.seal_certificate_sha256,
        },
    }


def _donor(attest: Attest) -> dict[str, Any] | str:
    """For whom it was done; none when a borrower's own data was on it, which is no donor's business."""
    if not attest.donor:
        return NONE
    return {
        "name": attest.donor,
        "enterprise_number": attest.donor_enterprise_number or NOT_KNOWN,
        "contact": attest.donor_contact or NOT_KNOWN,
        "lot": attest.lot_code,
        "donation_agreement": agreement_document(attest.donation_agreement),
        "processor_agreement": agreement_document(attest.processor_agreement),
        "minimum_category": attest.minimum or NONE,
        "validation_by_donor": validation_document(attest.donors_word),
    }


def validation_document(word: DonorsWord | None) -> dict[str, str] | str:
    """What the donor said of the wipe, for a machine."""
    if word is None or word.answer != "accepted":
        return {"none": NONE, "asked": "asked, not answered yet"}.get(word.answer if word else "", NOT_KNOWN)
    return {
        "answer": "accepted",
        "name": word.name or NOT_KNOWN,
        "at": word.at or NOT_KNOWN,
        "certificate": word.certificate or NOT_KNOWN,
    }


def agreement_document(agreement: AgreementOnIt | None) -> dict[str, Any] | str:
    """An agreement that an attest refers to, for a machine."""
    return asdict(agreement) if agreement else NONE


def reaches_minimum(minimum: str, line: AttestLine) -> bool | None:
    """Does this medium reach what was agreed on? None: nothing was, or it was not wiped at all."""
    if not minimum or line.means not in ("report", "statement", "destroyed"):
        return None
    return reaches(Category(line.category), Minimum(minimum))


def medium_document(line: AttestLine, minimum: str) -> dict[str, Any]:
    """One medium for a machine, held against the minimum that was agreed on, if any was."""
    reached = reaches_minimum(minimum, line)
    return {
        "means": line.means,
        "serial": line.serial or NONE,
        "maker": line.maker or NOT_KNOWN,
        "model": line.model or NOT_KNOWN,
        "kind": line.kind,
        "interface": line.interface or NOT_KNOWN,
        "soldered": NOT_KNOWN if line.soldered is None else line.soldered,
        "size_bytes": line.size_bytes or NOT_KNOWN,
        "hidden_area": line.hidden_area,
        "health_before": NOT_KNOWN,
        "encrypted_before": NOT_KNOWN,
        "verdict": line.verdict or NONE,
        "category": line.category,
        "reaches_minimum": NONE if reached is None else reached,
        "rule": line.rule or NONE,
        "standard": line.standard or NONE,
        "technique": line.technique or NONE,
        "method": line.method or NOT_KNOWN,
        "tool": line.tool or NONE,
        "tool_version": line.tool_version or (NOT_KNOWN if line.tool else NONE),
        "started_by_its_clock": line.clock_started or NOT_KNOWN,
        "ended_by_its_clock": line.clock_ended or NOT_KNOWN,
        "read_back": line.verification or NOT_KNOWN,
        "second_check_with_another_tool": NONE,
        "exceptions": list(line.remarks) or NONE,
        "statement": line.statement or NONE,
        "operator": person_document(line.operator, line.operator_role, line.recorded_at),
        "verifier": person_document(line.verifier, line.verifier_role, line.verified_at),
        "evidence": {
            "file": line.evidence_file,
            "sha256": line.evidence_sha256,
            "received_at": line.evidence_received_at,
            "read_by": line.parser_version,
            "proof": [{"line": number, "text": text} for number, text in line.proof],
        }
        if line.evidence_sha256
        else NONE,
    }


def person_document(name: str, role: str, at: str) -> dict[str, str]:
    """One person who answers for something, for a machine."""
    return {"name": name or NOT_KNOWN, "function": role or NOT_KNOWN, "at": at or NOT_KNOWN}
