"""Wipe reports as they came, what they say drive by drive, every attempt to close a medium, and the attests.

Reports, attests and what later became of an attest only grow: the database itself refuses to change them.
An attempt is made by one person and closed by another; that too the database checks.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.codes import Kind
from inventory.devices.models import Device, Medium
from inventory.digibank.models import Token, User
from inventory.digibank.numbers import Coded
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    db,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.places.models import Place
from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.rules import Verdict


class Station(BelongsToDigibank, Model):
    """A stick or rig at a place on the wiping bench that sends its reports itself, and can do nothing else."""

    __tablename__ = "station"
    __table_args__ = (
        *walls("station", place_id="place", token_id="token"),  # noqa: S106 -- the name of a column
        UniqueConstraint("digibank_id", "token_id", name="uq_station_token"),
    )
    place_id: Mapped[int]
    #: its key, which says what it is called, who made it and whether it still opens
    token_id: Mapped[int]
    place: Mapped[Place] = to_one("Place", "Station.place_id")
    token: Mapped[Token] = to_one("Token", "Station.token_id")


class Evidence(BelongsToDigibank, Model):
    """A report file, byte for byte as it was dropped."""

    __tablename__ = "evidence"
    __table_args__ = (
        *walls("evidence", station_id="station"),
        UniqueConstraint("digibank_id", "sha256", name="uq_evidence_once"),
        CheckConstraint("received_by_id IS NULL OR station_id IS NULL", name="one_sender"),
        Index("ix_evidence_station", "digibank_id", "station_id", "id"),
    )
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    tool: Mapped[str] = mapped_column(String(40))
    tool_version: Mapped[str] = mapped_column(String(40), default="")
    #: which of our readers understood it; a later one may understand more
    parser_version: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(Moment)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the station that sent it, when no person brought it
    station_id: Mapped[int | None]
    received_by: Mapped[User | None] = relationship()
    station: Mapped[Station | None] = to_one("Station", "Evidence.station_id")


append_only(Evidence.__table__)


class FindingState(StrEnum):
    """What became of what a report says of one drive."""

    #: lies on the bench, to be confirmed or bound to a device
    WAITING = "waiting"
    #: became an attempt on a medium
    RECORDED = "recorded"
    #: somebody put it away, with a reason
    SET_ASIDE = "set_aside"


class Finding(BelongsToDigibank, Versioned, Model):
    """What one report says of one drive, until a person confirms it."""

    __tablename__ = "finding"
    __table_args__ = (
        *walls("finding", evidence_id="evidence", medium_id="medium"),
        # The same run in a renamed or retyped file is the same run.
        UniqueConstraint("digibank_id", "fingerprint", name="uq_finding_once"),
        one_of(FindingState, "state"),
        one_of(Verdict, "verdict"),
        one_of(Technique, "technique"),
        Index("ix_finding_state", "digibank_id", "state", "id"),
        Index("ix_finding_hours", "digibank_id", "clock_started"),
    )
    evidence_id: Mapped[int]
    #: /dev name at that boot; binds nothing
    drive: Mapped[str] = mapped_column(String(60))
    #: hash of tool, serial, size and times
    fingerprint: Mapped[str] = mapped_column(String(64))
    #: empty when the report gives no serial to bind by
    serial: Mapped[str] = mapped_column(String(80), default="")
    serial_key: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    #: hdd, ssd, nvme, emmc or other, as far as the tool tells
    kind: Mapped[str] = mapped_column(String(10), default="other")
    size_bytes: Mapped[int | None] = mapped_column(db.BigInteger)
    #: None: the tool did nothing to it
    technique: Mapped[Technique | None] = mapped_column(EnumText(Technique))
    #: what was done, as the tool names it
    method: Mapped[str] = mapped_column(String(80), default="")
    #: off, last, all, status or empty
    verification: Mapped[str] = mapped_column(String(10), default="")
    #: the tool's own clock, which has no zone: 2026-05-04T09:00:04
    clock_started: Mapped[str] = mapped_column(String(19), default="")
    clock_ended: Mapped[str] = mapped_column(String(19), default="")
    host_serial: Mapped[str] = mapped_column(String(100), default="")
    host_uuid: Mapped[str] = mapped_column(String(100), default="")
    #: what the report proves by itself; our own records may take more away
    verdict: Mapped[Verdict] = mapped_column(EnumText(Verdict))
    reasons: Mapped[list[str]] = mapped_column(JSON)
    remarks: Mapped[list[str]] = mapped_column(JSON)
    #: the quoted lines it stands on: [{"line": 44, "text": "…"}]
    markers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[FindingState] = mapped_column(EnumText(FindingState), default=FindingState.WAITING)
    #: the medium that a person pointed at; a match by serial is looked up each time
    medium_id: Mapped[int | None]
    evidence: Mapped[Evidence] = to_one("Evidence", "Finding.evidence_id")
    medium: Mapped[Medium | None] = to_one("Medium", "Finding.medium_id")


class Means(StrEnum):
    """On what an attempt to close a medium stands."""

    #: a tool's own report
    REPORT = "report"
    #: a person's word, where no tool can speak
    STATEMENT = "statement"
    #: the medium was destroyed
    DESTROYED = "destroyed"
    #: the medium was taken out, and keeps its own need for a wipe
    REMOVED = "removed"
    #: there is no medium in this device
    ABSENT = "absent"
    #: factory-sealed: nobody's data was ever on it
    SEALED = "sealed"


class Attempt:
    """What became of an attempt to close a medium, as far as a row or a glance at one tells."""

    means: Any
    verdict: Any
    verified_at: Any
    declined_at: Any

    @property
    def is_open(self) -> bool:
        """Does it still wait for a second person? A failed attempt waits for nobody."""
        return self.verified_at is None and self.declined_at is None and self.may_be_verified

    @property
    def may_be_verified(self) -> bool:
        """Could a second person close a medium with this? Not with a wipe that went wrong."""
        if self.means in (Means.REPORT, Means.STATEMENT):
            return self.verdict in (Verdict.ERASED_VERIFIED, Verdict.ERASED_UNVERIFIED)
        return self.means is not Means.SEALED


class WipeRun(Attempt, BelongsToDigibank, Versioned, Model):
    """One attempt to close a medium: made by one person, looked at by another."""

    __tablename__ = "wipe_run"
    __table_args__ = (
        *walls(
            "wipe_run",
            medium_id="medium",
            device_id="device",
            evidence_id="evidence",
            finding_id="finding",
            place_id="place",
        ),
        one_of(Means, "means"),
        one_of(Verdict, "verdict"),
        one_of(Category, "category"),
        one_of(Technique, "technique"),
        UniqueConstraint("digibank_id", "evidence_id", "medium_id", name="uq_wipe_run_evidence"),
        UniqueConstraint("digibank_id", "finding_id", name="uq_wipe_run_finding"),
        # So that a third person's word can point at the first two.
        UniqueConstraint("digibank_id", "id", "operator_id", "verified_by_id", name="uq_wipe_run_people"),
        # NIST SP 800-88 Rev. 2 §4.5 and GBA recommendation 2020 §238: another person validates.
        CheckConstraint("verified_by_id IS NULL OR verified_by_id <> operator_id", name="four_eyes"),
        CheckConstraint("place_id IS NULL OR means = 'removed'", name="only_taken_out_lies_somewhere"),
        CheckConstraint("verified_at IS NULL OR declined_at IS NULL", name="one_answer"),
        CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_someone"),
        CheckConstraint(
            "verified_at IS NULL OR means NOT IN ('report', 'statement') "
            "OR verdict IN ('erased_verified', 'erased_unverified')",
            name="only_erased_is_accepted",
        ),
        Index("ix_wipe_run_device", "digibank_id", "device_id", "id"),
        Index("ix_wipe_run_medium", "digibank_id", "medium_id", "id"),
        Index(
            "ix_wipe_run_waiting",
            "digibank_id",
            "id",
            sqlite_where=db.text("verified_at IS NULL AND declined_at IS NULL"),
            postgresql_where=db.text("verified_at IS NULL AND declined_at IS NULL"),
        ),
    )
    #: None when the statement is that there is no medium
    medium_id: Mapped[int | None]
    device_id: Mapped[int]
    #: the round of the circle in which it was made
    lap: Mapped[int]
    means: Mapped[Means] = mapped_column(EnumText(Means))
    evidence_id: Mapped[int | None]
    finding_id: Mapped[int | None]
    verdict: Mapped[Verdict] = mapped_column(EnumText(Verdict))
    category: Mapped[Category] = mapped_column(EnumText(Category), default=Category.NONE)
    #: the rule and the standard, in its version, that gave the category
    rule: Mapped[str] = mapped_column(String(40), default="")
    standard: Mapped[str] = mapped_column(String(120), default="")
    technique: Mapped[Technique] = mapped_column(EnumText(Technique))
    tool: Mapped[str] = mapped_column(String(40), default="")
    tool_version: Mapped[str] = mapped_column(String(40), default="")
    method: Mapped[str] = mapped_column(String(80), default="")
    verification: Mapped[str] = mapped_column(String(10), default="")
    size_bytes: Mapped[int | None] = mapped_column(db.BigInteger)
    #: the tool's clock, taken as a clock in Brussels
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    markers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    #: in the operator's own words: what was done, or why
    statement: Mapped[str] = mapped_column(String(500), default="")
    #: where the medium that was taken out lies now
    place_id: Mapped[int | None]
    operator_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the second person did not agree
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    declined_at: Mapped[datetime | None] = mapped_column(Moment)
    decline_reason: Mapped[str] = mapped_column(String(300), default="")
    device: Mapped[Device] = to_one("Device", "WipeRun.device_id")
    medium: Mapped[Medium | None] = to_one("Medium", "WipeRun.medium_id")
    evidence: Mapped[Evidence | None] = to_one("Evidence", "WipeRun.evidence_id")
    finding: Mapped[Finding | None] = to_one("Finding", "WipeRun.finding_id")
    place: Mapped[Place | None] = to_one("Place", "WipeRun.place_id")
    operator: Mapped[User] = relationship(foreign_keys=[operator_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    declined_by: Mapped[User | None] = relationship(foreign_keys=[declined_by_id])


class CertificateState(StrEnum):
    """What an attest is worth today."""

    VALID = "valid"
    #: a later one about the same device says it better
    SUPERSEDED = "superseded"
    #: it should not have been issued
    REVOKED = "revoked"


def state_after(changes: Iterable[CertificateState | None]) -> CertificateState:
    """What an attest is worth after these changes, in order; None stands for no change. Revoked stays revoked."""
    said = [change for change in changes if change is not None]
    if CertificateState.REVOKED in said:
        return CertificateState.REVOKED
    return said[-1] if said else CertificateState.VALID


class Issued:
    """What became of an attest since it was issued, be it about one device or a whole gift; and where it is checked."""

    code: Any
    control_code: Any
    changes: Any

    @property
    def last_change(self) -> Any:
        """What was said of it last; None when it simply holds. Revoked stays revoked."""
        revoked = [change for change in self.changes if change.state is CertificateState.REVOKED]
        said = revoked or list(self.changes)
        return said[-1] if said else None

    @property
    def state(self) -> CertificateState:
        """What it is worth today."""
        return state_after(change.state for change in self.changes)

    @property
    def check_path(self) -> str:
        """Where anyone may check it, in capitals as in its QR: /C/019882/7KQ2M9XD."""
        return f"/C/{str(self.code)[1:]}/{self.control_code}"


class Certificate(Issued, BelongsToDigibank, Coded, Model):
    """An attest of data erasure for one device in one round, or for one disk outside it: its facts as they were."""

    __tablename__ = "certificate"
    letter = Kind.CERTIFICATE
    __table_args__ = (
        *walls("certificate", device_id="device", medium_id="medium"),
        Index("ix_certificate_device", "digibank_id", "device_id", "lap", "id"),
        Index("ix_certificate_medium", "digibank_id", "medium_id", "id"),
        Index("ix_certificate_issued", "digibank_id", "issued_at", "id"),
    )
    device_id: Mapped[int]
    #: the round whose data were on it
    lap: Mapped[int]
    #: the disk that it is about, which sat in this device; None when it is about the whole device
    medium_id: Mapped[int | None]
    #: everything that stands on it; see `certificate.py`
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: unguessable; who has the paper has this
    control_code: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device] = to_one("Device", "Certificate.device_id")
    medium: Mapped[Medium | None] = to_one("Medium", "Certificate.medium_id")
    issued_by: Mapped[User] = relationship()
    changes: Mapped[list["CertificateChange"]] = relationship(
        primaryjoin="Certificate.id == foreign(CertificateChange.certificate_id)",
        order_by="CertificateChange.id",
        viewonly=True,
        lazy="selectin",
    )
    papers: Mapped[list["CertificatePaper"]] = relationship(
        primaryjoin="Certificate.id == foreign(CertificatePaper.certificate_id)",
        order_by="CertificatePaper.id",
        viewonly=True,
    )


append_only(Certificate.__table__)


class CertificatePaper(BelongsToDigibank, Model):
    """An attest as PDF in one language, byte for byte as it was issued."""

    __tablename__ = "certificate_paper"
    __table_args__ = (
        *walls("certificate_paper", certificate_id="certificate"),
        UniqueConstraint("digibank_id", "certificate_id", "locale", name="uq_certificate_paper_locale"),
        Index("ix_certificate_paper_sha256", "sha256"),
    )
    certificate_id: Mapped[int]
    locale: Mapped[str] = mapped_column(String(5))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    certificate: Mapped[Certificate] = to_one("Certificate", "CertificatePaper.certificate_id")


append_only(CertificatePaper.__table__)


class CertificateChange(BelongsToDigibank, Model):
    """What became of an attest after it was issued, and why."""

    __tablename__ = "certificate_change"
    __table_args__ = (
        *walls("certificate_change", certificate_id="certificate", successor_id="certificate"),
        one_of(CertificateState, "state"),
        Index("ix_certificate_change_certificate", "digibank_id", "certificate_id", "id"),
    )
    certificate_id: Mapped[int]
    state: Mapped[CertificateState] = mapped_column(EnumText(CertificateState))
    reason: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: the attest that takes its place
    successor_id: Mapped[int | None]
    certificate: Mapped[Certificate] = to_one("Certificate", "CertificateChange.certificate_id")
    successor: Mapped[Certificate | None] = to_one("Certificate", "CertificateChange.successor_id")
    changed_by: Mapped[User] = relationship()


append_only(CertificateChange.__table__)
