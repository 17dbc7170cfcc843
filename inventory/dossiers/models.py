"""The attests of whole lots, which only grow, and the dossiers that were asked for, which come and go.

What became of the device attests on a lot's attest is looked up, never copied: a device attest that is revoked
tomorrow shows on the check page of the lot's attest the same minute.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.codes import Kind
from inventory.digibank.models import User
from inventory.digibank.numbers import Coded
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    append_only,
    db,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.made_files import MadeFile, Making, one_to_come
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.intake.models import Lot
from inventory.wiping.categories import Category
from inventory.wiping.models import Certificate, CertificateState, Issued


class LotAttest(Issued, BelongsToDigibank, Coded, Model):
    """An attest of data erasure for a whole gift: its facts as they were, for ever."""

    __tablename__ = "lot_attest"
    letter = Kind.CERTIFICATE
    __table_args__ = (
        *walls("lot_attest", lot_id="lot"),
        # Two people who issue at once: one of them is told that the other was first.
        UniqueConstraint("digibank_id", "lot_id", "edition", name="uq_lot_attest_edition"),
        one_of(Category, "category"),
    )
    lot_id: Mapped[int]
    #: the first of this lot is 1
    edition: Mapped[int]
    #: everything that stands on it; see `statement.py`. Long: a kilobyte or two for each disk
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    #: SHA-256 of what it says, without number and moment: the same facts are not issued twice
    content_hash: Mapped[str] = mapped_column(String(64))
    #: unguessable; who has the paper has this
    control_code: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: what the check page shows, so that it need not read the whole
    issuer: Mapped[str] = mapped_column(String(120))
    seal_key_id: Mapped[str] = mapped_column(String(16))
    category: Mapped[Category] = mapped_column(EnumText(Category))
    device_count: Mapped[int]
    medium_count: Mapped[int]
    #: devices that stand on it as not attested
    left_out_count: Mapped[int]
    lot: Mapped[Lot] = to_one("Lot", "LotAttest.lot_id")
    issued_by: Mapped[User] = relationship()
    changes: Mapped[list["LotAttestChange"]] = relationship(
        primaryjoin="LotAttest.id == foreign(LotAttestChange.lot_attest_id)",
        order_by="LotAttestChange.id",
        viewonly=True,
        lazy="selectin",
    )
    papers: Mapped[list["LotAttestPaper"]] = relationship(
        primaryjoin="LotAttest.id == foreign(LotAttestPaper.lot_attest_id)",
        order_by="LotAttestPaper.id",
        viewonly=True,
    )


append_only(LotAttest.__table__)


class LotAttestMember(BelongsToDigibank, Model):
    """A device attest that stands on a lot's attest."""

    __tablename__ = "lot_attest_member"
    __table_args__ = (
        *walls("lot_attest_member", lot_attest_id="lot_attest", certificate_id="certificate"),
        UniqueConstraint("digibank_id", "lot_attest_id", "certificate_id", name="uq_lot_attest_member_once"),
        Index("ix_lot_attest_member_certificate", "digibank_id", "certificate_id"),
    )
    lot_attest_id: Mapped[int]
    certificate_id: Mapped[int]
    certificate: Mapped[Certificate] = to_one("Certificate", "LotAttestMember.certificate_id")


append_only(LotAttestMember.__table__)


class LotAttestPaper(BelongsToDigibank, Model):
    """A lot's attest as PDF in one language, byte for byte as it was issued."""

    __tablename__ = "lot_attest_paper"
    __table_args__ = (
        *walls("lot_attest_paper", lot_attest_id="lot_attest"),
        UniqueConstraint("digibank_id", "lot_attest_id", "locale", name="uq_lot_attest_paper_locale"),
        Index("ix_lot_attest_paper_sha256", "sha256"),
    )
    lot_attest_id: Mapped[int]
    locale: Mapped[str] = mapped_column(String(5))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    lot_attest: Mapped[LotAttest] = to_one("LotAttest", "LotAttestPaper.lot_attest_id")


append_only(LotAttestPaper.__table__)


class LotAttestChange(BelongsToDigibank, Model):
    """What became of a lot's attest after it was issued, and why."""

    __tablename__ = "lot_attest_change"
    __table_args__ = (
        *walls("lot_attest_change", lot_attest_id="lot_attest", successor_id="lot_attest"),
        one_of(CertificateState, "state"),
        Index("ix_lot_attest_change_lot_attest", "digibank_id", "lot_attest_id", "id"),
    )
    lot_attest_id: Mapped[int]
    state: Mapped[CertificateState] = mapped_column(EnumText(CertificateState))
    reason: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(Moment)
    #: None: the house itself, when a seal was replaced before the paper was printed
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the attest that takes its place
    successor_id: Mapped[int | None]
    lot_attest: Mapped[LotAttest] = to_one("LotAttest", "LotAttestChange.lot_attest_id")
    successor: Mapped[LotAttest | None] = to_one("LotAttest", "LotAttestChange.successor_id")


append_only(LotAttestChange.__table__)


class Dossier(MadeFile, Model):
    """One auditor's dossier about a lot, in one language: asked for, made, kept for a while, removed."""

    __tablename__ = "dossier"
    __table_args__ = (
        *walls("dossier", lot_id="lot"),
        one_of(Making, "state"),
        one_to_come("uq_dossier_under_way", "lot_id", "locale"),
        CheckConstraint("state <> 'ready' OR sha256 <> ''", name="ready_is_whole"),
        Index("ix_dossier_lot", "digibank_id", "lot_id", "id"),
        Index("ix_dossier_state", "digibank_id", "state", "id"),
    )
    lot_id: Mapped[int]
    locale: Mapped[str] = mapped_column(String(5))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ready_at: Mapped[datetime | None] = mapped_column(Moment)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size_bytes: Mapped[int] = mapped_column(db.BigInteger, default=0)
    lot: Mapped[Lot] = to_one("Lot", "Dossier.lot_id")
    asked_by: Mapped[User] = relationship()
