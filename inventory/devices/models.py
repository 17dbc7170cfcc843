"""A device, the storage media inside it, every passage it made, and what it looks like.

Media are things of their own: they are taken out, destroyed or moved to another device, and their need for a
wipe moves with them. A medium is *exposed* when its device was in a stranger's hands, and *clean* when a
verified wipe came after its last exposure.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.codes import Kind, number_of
from inventory.digibank.models import Digibank  # noqa: F401 -- the wall's other side must be mapped first
from inventory.digibank.numbers import Coded
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.journey import Move, Stage
from inventory.partners.models import Partner
from inventory.places.models import Place


class DeviceKind(StrEnum):
    """What sort of thing is lent."""

    LAPTOP = "laptop"
    TABLET = "tablet"
    DESKTOP = "desktop"
    ASSISTIVE = "assistive"
    ACCESSORY = "accessory"


class Grade(StrEnum):
    """How it looks; a person judged."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class MediumKind(StrEnum):
    """What sort of storage medium; decides which wipe reaches which NIST SP 800-88 category."""

    HDD = "hdd"
    SSD = "ssd"
    NVME = "nvme"
    EMMC = "emmc"
    OTHER = "other"


class Device(BelongsToDigibank, Versioned, Coded, Model):
    """One device, from the day it was announced."""

    __tablename__ = "device"
    letter = Kind.DEVICE
    __table_args__ = (
        *walls("device", donor_id="partner", lot_id="lot", place_id="place"),
        one_of(Stage, "stage"),
        Index("ix_device_stage", "digibank_id", "stage", "stage_since", "id"),
        Index("ix_device_lot", "digibank_id", "lot_id", "id"),
        Index("ix_device_place", "digibank_id", "place_id", "id"),
        Index("ix_device_donor", "digibank_id", "donor_id", "id"),
        # One living device per serial number; what left the house for good may come again as another gift.
        Index(
            "ix_device_serial",
            "digibank_id",
            "serial_key",
            unique=True,
            sqlite_where=db.text(
                "serial_key <> '' AND stage NOT IN ('refused', 'recycled', 'parts', 'transferred')"
            ),
            postgresql_where=db.text(
                "serial_key <> '' AND stage NOT IN ('refused', 'recycled', 'parts', 'transferred')"
            ),
        ),
        Index("ix_device_asset", "digibank_id", "donor_asset_number"),
    )
    kind: Mapped[DeviceKind] = mapped_column(EnumText(DeviceKind), default=DeviceKind.LAPTOP)
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))
    #: since when it is at this stage
    stage_since: Mapped[datetime] = mapped_column(Moment)
    #: which round of the circle; a device that comes back starts the next
    lap: Mapped[int] = mapped_column(default=1)
    maker: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    serial: Mapped[str] = mapped_column(String(80), default="")
    #: the serial as it is compared: capitals, without spaces
    serial_key: Mapped[str] = mapped_column(String(80), default="")
    #: SMBIOS UUID, small letters with dashes
    uuid: Mapped[str] = mapped_column(String(36), default="")
    #: the number that the donor's own sticker bears
    donor_asset_number: Mapped[str] = mapped_column(String(60), default="")
    donor_id: Mapped[int | None]
    lot_id: Mapped[int | None]
    place_id: Mapped[int | None]
    grade: Mapped[Grade | None] = mapped_column(EnumText(Grade))
    #: full charge capacity against design capacity, in percent
    battery_percent: Mapped[int | None]
    processor: Mapped[str] = mapped_column(String(120), default="")
    memory_mb: Mapped[int | None]
    keyboard: Mapped[str] = mapped_column(String(40), default="")
    #: its size and points, as "15.6 inch, 1920 × 1080"
    screen: Mapped[str] = mapped_column(String(40), default="")
    #: when it last told about itself; None: we know what people wrote down
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    chassis: Mapped[str] = mapped_column(String(40), default="")
    #: is there a charger with it? None: nobody looked
    charger: Mapped[bool | None]
    #: what is broken, in a technician's words; blocks lending while it stands
    defect: Mapped[str] = mapped_column(String(300), default="")
    #: a lock of its former owner is still on it
    locked: Mapped[bool] = mapped_column(default=False)
    #: came factory-sealed from a shop
    sealed: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    #: what search looks through, in small letters
    search_text: Mapped[str] = mapped_column(String(500), default="")

    donor: Mapped[Partner | None] = to_one("Partner", "Device.donor_id")
    place: Mapped[Place | None] = to_one("Place", "Device.place_id")
    media: Mapped[list["Medium"]] = relationship(
        primaryjoin="Device.id == foreign(Medium.device_id)", order_by="Medium.id", viewonly=True
    )

    @property
    def name(self) -> str:
        """Maker and model as people say it."""
        return f"{self.maker} {self.model}".strip() or str(self.code)


def serial_key(serial: str) -> str:
    """A serial number as it is compared."""
    return "".join(serial.upper().split())


def search_text(device: Any, code_serial: int | None = None) -> str:
    """What search looks through for one device: its own words and numbers, in small letters."""
    serial = code_serial or device.code_serial
    parts = (
        f"t{number_of(serial)}" if serial else "",
        device.serial,
        device.maker,
        device.model,
        device.donor_asset_number,
        device.uuid,
    )
    return " ".join(part for part in parts if part).lower()[:500]


@event.listens_for(Device, "before_insert")
@event.listens_for(Device, "before_update")
def _keep_keys(_mapper: Any, _connection: Any, device: Device) -> None:
    device.serial_key = serial_key(device.serial or "")
    for field in ("maker", "model", "serial", "donor_asset_number", "uuid"):
        setattr(device, field, getattr(device, field) or "")
    device.search_text = search_text(device)


_LOOSE = "device_id IS NULL AND destroyed_at IS NULL"


class Medium(BelongsToDigibank, Versioned, Model):
    """A storage medium: in a device, on a shelf, or destroyed."""

    __tablename__ = "medium"
    __table_args__ = (
        *walls("medium", device_id="device", place_id="place"),
        one_of(MediumKind, "kind"),
        CheckConstraint("destroyed_at IS NULL OR device_id IS NULL", name="destroyed_is_out"),
        CheckConstraint(
            "place_id IS NULL OR (device_id IS NULL AND destroyed_at IS NULL)",
            name="only_loose_lies_somewhere",
        ),
        Index("ix_medium_device", "digibank_id", "device_id"),
        Index("ix_medium_serial", "digibank_id", "serial_key"),
        Index(
            "ix_medium_loose",
            "digibank_id",
            "last_device_id",
            sqlite_where=db.text(_LOOSE),
            postgresql_where=db.text(_LOOSE),
        ),
    )
    #: the device it sits in; None when it lies on its own, or is no more
    device_id: Mapped[int | None]
    #: the device it sat in last, so that a destroyed disk still tells where it came from
    last_device_id: Mapped[int | None]
    #: where it lies once it was taken out; None in a device, when destroyed, and while nobody said
    place_id: Mapped[int | None]
    kind: Mapped[MediumKind] = mapped_column(EnumText(MediumKind), default=MediumKind.OTHER)
    maker: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    serial: Mapped[str] = mapped_column(String(80), default="")
    serial_key: Mapped[str] = mapped_column(String(80), default="")
    #: ATA, NVMe, SCSI, MMC, USB
    interface: Mapped[str] = mapped_column(String(20), default="")
    size_bytes: Mapped[int | None] = mapped_column(db.BigInteger)
    soldered: Mapped[bool] = mapped_column(default=False)
    #: last moment at which a stranger may have put data on it
    exposed_at: Mapped[datetime] = mapped_column(Moment)
    #: moment of the last verified wipe
    clean_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[Device | None] = to_one("Device", "Medium.device_id")
    place: Mapped[Place | None] = to_one("Place", "Medium.place_id")

    @property
    def is_clean(self) -> bool:
        """Did a verified wipe come after its last exposure, or is it no more?"""
        return self.destroyed_at is not None or is_clean(self.exposed_at, self.clean_at)


def is_clean(exposed_at: datetime, clean_at: datetime | None) -> bool:
    """A wipe counts only when it came after the last stranger's hands."""
    return clean_at is not None and clean_at >= exposed_at


@event.listens_for(Medium, "before_insert")
@event.listens_for(Medium, "before_update")
def _keep_medium_key(_mapper: Any, _connection: Any, medium: Medium) -> None:
    medium.serial_key = serial_key(medium.serial or "")


class Passage(BelongsToDigibank, Model):
    """One step on the map that a device made."""

    __tablename__ = "passage"
    __table_args__ = (
        *walls("passage", device_id="device"),
        Index("ix_passage_device", "digibank_id", "device_id", "id"),
    )
    device_id: Mapped[int]
    lap: Mapped[int]
    move: Mapped[Move] = mapped_column(EnumText(Move))
    start: Mapped[Stage | None] = mapped_column(EnumText(Stage))
    end: Mapped[Stage] = mapped_column(EnumText(Stage))
    passed_at: Mapped[datetime] = mapped_column(Moment)
    #: the code of what caused it (a loan, a certificate, a lot), if it has one
    because: Mapped[str] = mapped_column(String(12), default="")
    device: Mapped[Device] = to_one("Device", "Passage.device_id")


class BlankLabel(BelongsToDigibank, Coded, Model):
    """A label that was printed before there was a laptop to stick it on; its number becomes that laptop's."""

    __tablename__ = "blank_label"
    letter = Kind.DEVICE
    __table_args__ = (
        *walls("blank_label", device_id="device"),
        # One label on one laptop; that no two laptops have one number, `device.code_serial` keeps.
        UniqueConstraint("digibank_id", "device_id", name="uq_blank_label_device"),
        Index("ix_blank_label_waiting", "digibank_id", "code_serial"),
    )
    reserved_at: Mapped[datetime] = mapped_column(Moment)
    #: the laptop that it was stuck on; None while it is blank
    device_id: Mapped[int | None]

    @property
    def name(self) -> str:
        """Nothing yet: nobody knows what it will stand on."""
        return ""


class Photo(BelongsToDigibank, Model):
    """A picture of a device: re-encoded by us, without the camera's place and time."""

    __tablename__ = "photo"
    __table_args__ = (
        *walls("photo", device_id="device"),
        Index("ix_photo_device", "digibank_id", "device_id"),
    )
    device_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int | None]
    device: Mapped[Device] = to_one("Device", "Photo.device_id")
