"""A report as it came and as it was read, what a digibank lends at least, and what a person decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.devices.models import Device
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
from inventory.hardware.fitness import Fit

_POINTS_TO = {"device_id": "device", "meant_for_id": "device", "token_id": "token"}


class HardwareRecord(BelongsToDigibank, Versioned, Model):
    """One report: of a device, or waiting until a person says of which."""

    __tablename__ = "hardware_record"
    __table_args__ = (
        *walls("hardware_record", **_POINTS_TO),
        UniqueConstraint("digibank_id", "sha256", name="uq_hardware_record_once"),
        CheckConstraint("device_id IS NULL OR set_aside_at IS NULL", name="of_a_device_or_set_aside"),
        CheckConstraint("(set_aside_at IS NULL) = (set_aside_by_id IS NULL)", name="set_aside_by_someone"),
        Index("ix_hardware_record_device", "digibank_id", "device_id", "id"),
        Index(
            "ix_hardware_record_waiting",
            "digibank_id",
            "id",
            sqlite_where=db.text("device_id IS NULL AND set_aside_at IS NULL"),
            postgresql_where=db.text("device_id IS NULL AND set_aside_at IS NULL"),
        ),
    )
    #: of the bytes as they came
    sha256: Mapped[str] = mapped_column(String(64))
    #: of what it tells, without what runs on by itself: the same twice is one record
    told_hash: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120))
    #: byte for byte; None when it may hold a national number, or was never asked for
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    tool: Mapped[str] = mapped_column(String(40))
    tool_version: Mapped[str] = mapped_column(String(40), default="")
    reader_version: Mapped[str] = mapped_column(String(10))
    #: as docs/hardware-reports.md tells
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(Moment)
    #: who brought it; None when a station did
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: with which key it was sent
    token_id: Mapped[int | None]
    device_id: Mapped[int | None]
    #: for which device somebody brought it, when it tells of another serial number
    meant_for_id: Mapped[int | None]
    #: it belongs to no laptop of ours
    set_aside_at: Mapped[datetime | None] = mapped_column(Moment)
    set_aside_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device | None] = to_one("Device", "HardwareRecord.device_id")
    meant_for: Mapped[Device | None] = to_one("Device", "HardwareRecord.meant_for_id")


class Floor(BelongsToDigibank, Versioned, Model):
    """The least that a digibank lends; what is empty is not asked."""

    __tablename__ = "hardware_floor"
    __table_args__ = (
        *walls("hardware_floor"),
        UniqueConstraint("digibank_id", name="uq_hardware_floor_one"),
        CheckConstraint("memory_gb IS NULL OR memory_gb BETWEEN 1 AND 256", name="memory_gb"),
        CheckConstraint("disk_gb IS NULL OR disk_gb BETWEEN 1 AND 10000", name="disk_gb"),
        CheckConstraint(
            "battery_percent IS NULL OR battery_percent BETWEEN 1 AND 100", name="battery_percent"
        ),
        CheckConstraint("year IS NULL OR year BETWEEN 2000 AND 2100", name="year"),
    )
    memory_gb: Mapped[int | None]
    disk_gb: Mapped[int | None]
    battery_percent: Mapped[int | None]
    #: the processor's generation came out in this year or later
    year: Mapped[int | None]


class FitDecision(BelongsToDigibank, Model):
    """For what a person took a device; the last one counts."""

    __tablename__ = "fit_decision"
    __table_args__ = (
        *walls("fit_decision", device_id="device"),
        one_of(Fit, "fit"),
        Index("ix_fit_decision_device", "digibank_id", "device_id", "id"),
    )
    device_id: Mapped[int]
    fit: Mapped[Fit] = mapped_column(EnumText(Fit))
    #: what was proposed then; None: too little was known
    proposed: Mapped[Fit | None] = mapped_column(EnumText(Fit))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device] = to_one("Device", "FitDecision.device_id")


append_only(FitDecision.__table__)
