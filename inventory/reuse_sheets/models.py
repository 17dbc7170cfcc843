"""What a model weighs and how we know, and what the sheet of one device needs that no other room asks."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.devices.models import Device, DeviceKind
from inventory.foundation.database import EnumText, Model, Moment, Versioned, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.reuse_sheets.rules import HEAVIEST, LIGHTEST, WeightSource

_A_WEIGHT = f"grams BETWEEN {LIGHTEST} AND {HEAVIEST}"


class ModelWeight(BelongsToDigibank, Versioned, Model):
    """What every device of one maker's model weighs, and who says so."""

    __tablename__ = "model_weight"
    __table_args__ = (
        *walls("model_weight"),
        UniqueConstraint("digibank_id", "kind", "model_key", name="uq_model_weight_once"),
        one_of(DeviceKind, "kind"),
        CheckConstraint(_A_WEIGHT, name="grams"),
        CheckConstraint("source IN ('model_weighed', 'maker')", name="source"),
    )
    kind: Mapped[DeviceKind] = mapped_column(EnumText(DeviceKind))
    maker: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    #: maker and model as they are compared; see `rules.model_key`
    model_key: Mapped[str] = mapped_column(String(202))
    grams: Mapped[int]
    source: Mapped[WeightSource] = mapped_column(EnumText(WeightSource))
    #: where it can be looked up: "data sheet of March 2021"
    note: Mapped[str] = mapped_column(String(200), default="")
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SheetFacts(BelongsToDigibank, Versioned, Model):
    """Of one device: the year in which it was made, and what it weighed on our scale."""

    __tablename__ = "sheet_facts"
    __table_args__ = (
        *walls("sheet_facts", device_id="device"),
        UniqueConstraint("digibank_id", "device_id", name="uq_sheet_facts_device"),
        CheckConstraint(f"grams IS NULL OR {_A_WEIGHT}", name="grams"),
        CheckConstraint("(grams IS NULL) = (weighed_at IS NULL)", name="weighed_at_a_moment"),
    )
    device_id: Mapped[int]
    made_in: Mapped[int | None]
    grams: Mapped[int | None]
    weighed_at: Mapped[datetime | None] = mapped_column(Moment)
    weighed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device] = to_one("Device", "SheetFacts.device_id")
