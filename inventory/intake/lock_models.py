"""What was seen at the door, and the locks of which a laptop waits to be freed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.devices.models import Device
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    db,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.intake.locks import BatterySeen, Lock, Outcome


class DoorInspection(BelongsToDigibank, Model):
    """One look at a device, as OVAM asks of each; the last one counts."""

    __tablename__ = "door_inspection"
    __table_args__ = (
        *walls("door_inspection", device_id="device"),
        one_of(Outcome, "outcome"),
        CheckConstraint(
            f"battery IS NULL OR battery IN ({', '.join(repr(str(one)) for one in BatterySeen)})",
            name="battery",
        ),
        Index("ix_door_inspection_device", "digibank_id", "device_id", "id"),
    )
    device_id: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    #: why it cannot be used again, by the names of OVAM's criteria
    criteria: Mapped[list[Any]] = mapped_column(JSON)
    #: what is broken or missing, by name
    damage: Mapped[list[Any]] = mapped_column(JSON)
    #: was a charger with it? None: not looked at
    charger: Mapped[bool | None]
    battery: Mapped[BatterySeen | None] = mapped_column(EnumText(BatterySeen))
    #: in the technician's own words, of the laptop
    note: Mapped[str] = mapped_column(String(300), default="")
    inspected_at: Mapped[datetime] = mapped_column(Moment)
    inspected_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device] = to_one("Device", "DoorInspection.device_id")


class LockFound(BelongsToDigibank, Versioned, Model):
    """A lock on a device: seen, told to its giver, and lifted when somebody says so."""

    __tablename__ = "lock_found"
    __table_args__ = (
        *walls("lock_found", device_id="device"),
        one_of(Lock, "lock"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_someone"),
        CheckConstraint("reminders >= 0", name="reminders"),
        Index("ix_lock_found_device", "digibank_id", "device_id", "id"),
        Index(
            "ix_lock_found_on",
            "digibank_id",
            "device_id",
            "lock",
            unique=True,
            sqlite_where=db.text("lifted_at IS NULL"),
            postgresql_where=db.text("lifted_at IS NULL"),
        ),
    )
    device_id: Mapped[int]
    lock: Mapped[Lock] = mapped_column(EnumText(Lock))
    found_at: Mapped[datetime] = mapped_column(Moment)
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: when its giver was last written to; None: never
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    #: how often the giver was reminded by itself
    reminders: Mapped[int] = mapped_column(default=0)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: who of ours noted it
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the giver's own word came through the portal, or a person here tried it
    said_by_giver: Mapped[bool] = mapped_column(default=False)
    device: Mapped[Device] = to_one("Device", "LockFound.device_id")
