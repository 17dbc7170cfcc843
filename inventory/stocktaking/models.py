"""A count of one place: what should stand there, what was scanned, what was decided, and what came of it.

All of it only grows: a scan is taken back by another row, a decision is changed by a later one. After closing a count
takes nothing but what is marked as late.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.devices.models import Device
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    append_only,
    db,
    one_of,
    only_while_open,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.places.models import Place
from inventory.stocktaking.rules import CountState, Decision, Deed, Outcome


class Stocktake(BelongsToDigibank, Model):
    """One count of one place, by one or more people."""

    __tablename__ = "stocktake"
    __table_args__ = (
        *walls("stocktake", place_id="place"),
        one_of(CountState, "state"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_at"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by"),
        CheckConstraint("unsent >= 0", name="unsent"),
        # Two counts of one shelf at once would each miss half of it.
        Index(
            "ix_stocktake_open", "digibank_id", "place_id", unique=True,
            sqlite_where=db.text("closed_at IS NULL"), postgresql_where=db.text("closed_at IS NULL"),
        ),
        Index("ix_stocktake_begun", "digibank_id", "begun_at", "id"),
    )  # fmt: skip
    place_id: Mapped[int]
    state: Mapped[CountState] = mapped_column(EnumText(CountState), default=CountState.OPEN)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: how many scans the closing browser still held
    unsent: Mapped[int] = mapped_column(default=0)
    place: Mapped[Place] = to_one("Place", "Stocktake.place_id")

    @property
    def is_open(self) -> bool:
        """Does it take scans?"""
        return self.state is CountState.OPEN


class ExpectedDevice(BelongsToDigibank, Model):
    """A device that stood in the place when the count began."""

    __tablename__ = "stocktake_expected"
    __table_args__ = (
        *walls("stocktake_expected", stocktake_id="stocktake", device_id="device"),
        UniqueConstraint("digibank_id", "stocktake_id", "device_id", name="uq_stocktake_expected_once"),
    )
    stocktake_id: Mapped[int]
    device_id: Mapped[int]


append_only(ExpectedDevice.__table__)


class StocktakeScan(BelongsToDigibank, Model):
    """One scan: of a device, of a text that nobody knows, or taking back an earlier one."""

    __tablename__ = "stocktake_scan"
    __table_args__ = (
        *walls(
            "stocktake_scan", stocktake_id="stocktake", device_id="device", takes_back_id="stocktake_scan"
        ),
        UniqueConstraint("digibank_id", "stocktake_id", "key", name="uq_stocktake_scan_once"),
        # What takes back stands on its own; any other scan is of a device or of a text.
        CheckConstraint("(device_id IS NULL) OR (text = '')", name="device_or_text"),
        CheckConstraint("takes_back_id IS NULL OR (device_id IS NULL AND text = '')", name="takes_back"),
        Index("ix_stocktake_scan_device", "digibank_id", "device_id", "id"),
    )
    stocktake_id: Mapped[int]
    #: the form's own key, so that a scan which is sent twice is one scan
    key: Mapped[str] = mapped_column(String(80))
    device_id: Mapped[int | None]
    #: what was read, when it is no device of ours; never of a person
    text: Mapped[str] = mapped_column(String(80), default="")
    takes_back_id: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: when it was made, by the clock of the browser if that can be right
    scanned_at: Mapped[datetime] = mapped_column(Moment)
    #: when it reached us
    received_at: Mapped[datetime] = mapped_column(Moment)
    #: came after the count was closed, and changed nothing
    is_late: Mapped[bool] = mapped_column(default=False)
    stocktake: Mapped[Stocktake] = to_one("Stocktake", "StocktakeScan.stocktake_id")
    device: Mapped[Device | None] = to_one("Device", "StocktakeScan.device_id")


append_only(StocktakeScan.__table__)
only_while_open(StocktakeScan, Stocktake, "stocktake_id")


class StocktakeDecision(BelongsToDigibank, Model):
    """What someone said about one difference; the last word holds."""

    __tablename__ = "stocktake_decision"
    __table_args__ = (
        *walls("stocktake_decision", stocktake_id="stocktake", device_id="device"),
        one_of(Decision, "decision"),
        Index("ix_stocktake_decision", "digibank_id", "stocktake_id", "id"),
    )
    stocktake_id: Mapped[int]
    device_id: Mapped[int]
    decision: Mapped[Decision] = mapped_column(EnumText(Decision))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)


append_only(StocktakeDecision.__table__)


class StocktakeLine(BelongsToDigibank, Model):
    """What a closed count says of one device, or of one text that nobody knows."""

    __tablename__ = "stocktake_line"
    __table_args__ = (
        *walls("stocktake_line", stocktake_id="stocktake", device_id="device", place_id="place"),
        UniqueConstraint("digibank_id", "stocktake_id", "device_id", name="uq_stocktake_line_once"),
        one_of(Outcome, "outcome"),
        one_of(Decision, "decision"),
        one_of(Deed, "deed"),
        CheckConstraint("(device_id IS NULL) = (outcome IS NULL)", name="device_or_text"),
        # Nothing is reported missing that was seen.
        CheckConstraint("deed NOT IN ('miss', 'let_go') OR outcome = 'not_found'", name="seen_is_not_missing"),
    )  # fmt: skip
    stocktake_id: Mapped[int]
    device_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(String(80), default="")
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    decision: Mapped[Decision | None] = mapped_column(EnumText(Decision))
    deed: Mapped[Deed] = mapped_column(EnumText(Deed), default=Deed.NOTHING)
    #: the name of the refusal that kept the deed from being done; empty when it was done
    refused: Mapped[str] = mapped_column(String(60), default="")
    #: where the device was recorded when the count was closed
    place_id: Mapped[int | None]


append_only(StocktakeLine.__table__)
