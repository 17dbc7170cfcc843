"""Holds every attest that is valid today against today's readers and rules.

A reader that understands more may see what an earlier one overlooked. Nothing is rewritten here: the attests are
named, and a person decides which to revoke.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from inventory.devices.models import serial_key
from inventory.foundation.database import db
from inventory.foundation.refusal import Unreadable
from inventory.wiping.attest import AttestLine, from_snapshot
from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Drive, EvidenceReport
from inventory.wiping.evidence.reading import read_evidence
from inventory.wiping.models import Certificate, CertificateState, Evidence
from inventory.wiping.rules import Verdict, grade_of, judge, serial_of


@dataclass(frozen=True)
class Changed:
    """One medium on an attest that would be told differently today."""

    certificate: str
    serial: str
    evidence_file: str
    parser_version: str
    was: str
    #: empty when today's readers find nothing of this medium in the file
    becomes: str
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line for the keeper."""
        because = f" ({', '.join(self.reasons)})" if self.reasons else ""
        return (
            f"{self.certificate}: disk {self.serial or 'without number'}, {self.evidence_file}: "
            f"was {self.was}, would be {self.becomes or 'unreadable'}{because}"
        )


def changed_attests() -> Iterator[Changed]:
    """Every medium on a valid attest of this digibank whose verdict or category would be another today."""
    for certificate_id in list(db.session.scalars(select(Certificate.id).order_by(Certificate.id))):
        certificate = db.session.get(Certificate, certificate_id)
        if certificate is not None and certificate.state is CertificateState.VALID:
            for line in from_snapshot(certificate.snapshot).lines:
                if line.evidence_sha256 and (changed := _changed(str(certificate.code), line)):
                    yield changed


def _changed(code: str, line: AttestLine) -> Changed | None:
    was = f"{line.verdict}, {line.category}"
    becomes, reasons = _today(line)
    if becomes == was:
        return None
    return Changed(code, line.serial, line.evidence_file, line.parser_version, was, becomes, reasons)


def _today(line: AttestLine) -> tuple[str, tuple[str, ...]]:
    """What today's readers and rules make of the same bytes: verdict with category, and the reasons."""
    query = select(Evidence).where(Evidence.sha256 == line.evidence_sha256).options(undefer(Evidence.content))
    evidence = db.session.execute(query).scalar_one_or_none()
    if evidence is None:
        return "", ()
    try:
        report = read_evidence(evidence.content, evidence.file_name)
    except Unreadable:
        return "", ()
    told = [_told(report, drive, line) for drive in report.drives if _is_about(drive, line)]
    # Of several things done to one medium in one file, the attest tells of one; it holds while that one does.
    same = [one for one in told if one[0] == f"{line.verdict}, {line.category}"]
    return (same or told or [("", ())])[0]


def _is_about(drive: Drive, line: AttestLine) -> bool:
    serial = serial_of(drive)
    is_this = bool(serial) and serial_key(serial or "") == serial_key(line.serial)
    return is_this and (drive.method or "")[:80] == line.method


def _told(report: EvidenceReport, drive: Drive, line: AttestLine) -> tuple[str, tuple[str, ...]]:
    judgement = judge(report, drive)
    kind = line.kind if line.kind != "other" else drive.kind
    grade = grade_of(judgement.verdict, judgement.reasons, kind, drive.technique)
    verdict: Verdict = judgement.verdict
    return f"{verdict}, {grade.category if grade else Category.NONE}", tuple(map(str, judgement.reasons))
