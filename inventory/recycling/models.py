"""A recycler's receipt as it came, the devices that it is about, and the batches in which they left.

Receipts only grow. A lot's proof stands on its own: when a batch holds devices of several lots, its
one paper is kept with the batch, and each of these lots has its own receipt with its own devices on it.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
from inventory.foundation.database import Model, Moment, Versioned, append_only, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.intake.models import Lot
from inventory.partners.models import Partner


class RecyclerReceipt(BelongsToDigibank, Model):
    """What a recycler gave us for devices of one lot: a PDF byte for byte, or a photo drawn anew."""

    __tablename__ = "recycler_receipt"
    __table_args__ = (
        *walls("recycler_receipt", lot_id="lot", partner_id="partner", batch_id="recycler_batch"),
        Unique("digibank_id", "lot_id", "sha256", name="uq_recycler_receipt_once"),
        Unique("digibank_id", "id", "lot_id", name="uq_recycler_receipt_lot"),
        CheckConstraint("grams IS NULL OR grams > 0", name="grams"),
        CheckConstraint("mime_type IN ('application/pdf', 'image/jpeg')", name="mime_type"),
        Index("ix_recycler_receipt_lot", "digibank_id", "lot_id", "id"),
    )
    lot_id: Mapped[int]
    #: a partner of the kind recycler
    partner_id: Mapped[int]
    #: the number on the recycler's own paper, or empty
    number: Mapped[str] = mapped_column(String(60), default="")
    taken_on: Mapped[date]
    #: as the recycler weighed it; None when the paper says nothing
    grams: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(120))
    mime_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: of the bytes as they are kept
    sha256: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(Moment)
    kept_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: the batch whose paper this is, when the devices left with those of other lots
    batch_id: Mapped[int | None]
    lot: Mapped[Lot] = to_one("Lot", "RecyclerReceipt.lot_id")
    recycler: Mapped[Partner] = to_one("Partner", "RecyclerReceipt.partner_id")
    devices: Mapped[list["RecycledDevice"]] = relationship(
        primaryjoin="RecyclerReceipt.id == foreign(RecycledDevice.receipt_id)",
        order_by="RecycledDevice.device_id",
        viewonly=True,
    )


append_only(RecyclerReceipt.__table__)


class RecycledDevice(BelongsToDigibank, Model):
    """One device on a recycler's receipt; it is recycled once."""

    __tablename__ = "recycled_device"
    __table_args__ = (
        *walls("recycled_device", receipt_id="recycler_receipt", device_id="device", lot_id="lot"),
        ForeignKeyConstraint(
            ["digibank_id", "receipt_id", "lot_id"],
            ["recycler_receipt.digibank_id", "recycler_receipt.id", "recycler_receipt.lot_id"],
            name="fk_recycled_device_of_its_lot",
        ),
        Unique("digibank_id", "device_id", name="uq_recycled_device_once"),
    )
    receipt_id: Mapped[int]
    device_id: Mapped[int]
    lot_id: Mapped[int]
    receipt: Mapped[RecyclerReceipt] = to_one("RecyclerReceipt", "RecycledDevice.receipt_id")
    device: Mapped[Device] = to_one("Device", "RecycledDevice.device_id")


append_only(RecycledDevice.__table__)


class RecyclerBatch(BelongsToDigibank, Versioned, Model):
    """Devices that go to a recycler together, of whatever lots they came in."""

    __tablename__ = "recycler_batch"
    __table_args__ = (
        *walls("recycler_batch", partner_id="partner"),
        Unique("digibank_id", "number", name="uq_recycler_batch_number"),
        CheckConstraint("grams IS NULL OR grams > 0", name="grams"),
        CheckConstraint("(handed_over_at IS NULL) = (taken_on IS NULL)", name="taken_on_a_day"),
    )
    #: 1, 2, 3 in each digibank
    number: Mapped[int]
    #: a partner of the kind recycler
    partner_id: Mapped[int]
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: all of it on our own scale
    grams: Mapped[int | None]
    #: the six digits of the European list of waste, as the recycler writes them; empty when nobody said
    waste_code: Mapped[str] = mapped_column(String(10), default="")
    handed_over_at: Mapped[datetime | None] = mapped_column(Moment)
    handed_over_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_on: Mapped[date | None]
    recycler: Mapped[Partner] = to_one("Partner", "RecyclerBatch.partner_id")
    devices: Mapped[list["BatchDevice"]] = relationship(
        primaryjoin="RecyclerBatch.id == foreign(BatchDevice.batch_id)",
        order_by="BatchDevice.id",
        viewonly=True,
    )
    paper: Mapped["BatchPaper | None"] = relationship(
        primaryjoin="RecyclerBatch.id == foreign(BatchPaper.batch_id)", viewonly=True, uselist=False
    )

    @property
    def is_open(self) -> bool:
        """May devices still be put in and taken out?"""
        return self.handed_over_at is None


class BatchDevice(BelongsToDigibank, Model):
    """One device in a batch; it leaves once."""

    __tablename__ = "batch_device"
    __table_args__ = (
        *walls("batch_device", batch_id="recycler_batch", device_id="device"),
        Unique("digibank_id", "device_id", name="uq_batch_device_once"),
        Index("ix_batch_device_batch", "digibank_id", "batch_id", "id"),
    )
    batch_id: Mapped[int]
    device_id: Mapped[int]
    batch: Mapped[RecyclerBatch] = to_one("RecyclerBatch", "BatchDevice.batch_id")
    device: Mapped[Device] = to_one("Device", "BatchDevice.device_id")


class BatchPaper(BelongsToDigibank, Model):
    """What a recycler gave us for a whole batch: a PDF byte for byte, or a photo drawn anew."""

    __tablename__ = "batch_paper"
    __table_args__ = (
        *walls("batch_paper", batch_id="recycler_batch"),
        Unique("digibank_id", "batch_id", name="uq_batch_paper_once"),
        CheckConstraint("grams IS NULL OR grams > 0", name="grams"),
        CheckConstraint("mime_type IN ('application/pdf', 'image/jpeg')", name="mime_type"),
    )
    batch_id: Mapped[int]
    #: the number on the recycler's own paper, or empty
    number: Mapped[str] = mapped_column(String(60), default="")
    #: as the recycler weighed it; None when the paper says nothing
    grams: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(120))
    mime_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: of the bytes as they are kept
    sha256: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(Moment)
    kept_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    batch: Mapped[RecyclerBatch] = to_one("RecyclerBatch", "BatchPaper.batch_id")


append_only(BatchPaper.__table__)
