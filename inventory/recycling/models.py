"""A recycler's receipt as it came, and the devices that it is about. Both only grow."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
from inventory.foundation.database import Model, Moment, append_only, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.intake.models import Lot
from inventory.partners.models import Partner


class RecyclerReceipt(BelongsToDigibank, Model):
    """What a recycler gave us for devices of one lot: a PDF byte for byte, or a photo drawn anew."""

    __tablename__ = "recycler_receipt"
    __table_args__ = (
        *walls("recycler_receipt", lot_id="lot", partner_id="partner"),
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
