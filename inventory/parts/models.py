"""Kinds of parts in stock, single parts with where they came from, and what sat in which device when.

A part is *single* when it came out of a device: then it has a number of its own, made of that device's code and a
count. What was bought lies in a bin and is only counted. That a single part sits in one device at a time is kept
by the database: there is one open stay per part.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.parts.rules import MOST, PartKind, Trial, Whereabouts
from inventory.places.models import Place

_IN_STOCK = "whereabouts = 'in_stock'"
_STILL_INSIDE = "out_at IS NULL AND part_id IS NOT NULL"


class PartType(BelongsToDigibank, Versioned, Model):
    """A kind of part as it lies in stock: a battery with this number, a keyboard for that model."""

    __tablename__ = "part_type"
    __table_args__ = (
        *walls("part_type", place_id="place"),
        UniqueConstraint("digibank_id", "name_key", name="uq_part_type_name"),
        one_of(PartKind, "kind"),
        CheckConstraint(f"counted BETWEEN 0 AND {MOST}", name="counted"),
        CheckConstraint(f"minimum BETWEEN 0 AND {MOST}", name="minimum"),
        CheckConstraint("watts IS NULL OR watts BETWEEN 1 AND 1000", name="watts"),
        Index("ix_part_type_kind", "digibank_id", "kind", "id"),
    )
    kind: Mapped[PartKind] = mapped_column(EnumText(PartKind))
    name: Mapped[str] = mapped_column(String(120))
    #: the name as it is compared
    name_key: Mapped[str] = mapped_column(String(120))
    #: a battery's or board's number as its maker prints it
    part_number: Mapped[str] = mapped_column(String(60), default="")
    #: a charger's plug: USB-C, 4.5 mm
    plug: Mapped[str] = mapped_column(String(40), default="")
    watts: Mapped[int | None]
    place_id: Mapped[int | None]
    #: how many lie in the bin, besides the single parts
    counted: Mapped[int] = mapped_column(default=0)
    #: below this it stands on the list to order
    minimum: Mapped[int] = mapped_column(default=0)
    place: Mapped[Place | None] = to_one("Place", "PartType.place_id")
    fits: Mapped[list["PartFit"]] = relationship(
        primaryjoin="PartType.id == foreign(PartFit.type_id)", order_by="PartFit.id", viewonly=True
    )


class PartFit(BelongsToDigibank, Model):
    """One maker and model for which a kind of part is."""

    __tablename__ = "part_fit"
    __table_args__ = (
        *walls("part_fit", type_id="part_type"),
        UniqueConstraint("digibank_id", "type_id", "maker", "model", name="uq_part_fit_once"),
    )
    type_id: Mapped[int]
    maker: Mapped[str] = mapped_column(String(80))
    #: how its models begin; empty for each of this maker
    model: Mapped[str] = mapped_column(String(120), default="")


class Part(BelongsToDigibank, Versioned, Model):
    """One part that came out of a device."""

    __tablename__ = "part"
    __table_args__ = (
        *walls("part", type_id="part_type", from_device_id="device", place_id="place", device_id="device"),
        UniqueConstraint("digibank_id", "from_device_id", "number", name="uq_part_number"),
        one_of(Trial, "tested"),
        one_of(Whereabouts, "whereabouts"),
        CheckConstraint("(whereabouts = 'built_in') = (device_id IS NOT NULL)", name="inside_of_one"),
        CheckConstraint("place_id IS NULL OR whereabouts = 'in_stock'", name="only_stock_lies_somewhere"),
        CheckConstraint("number > 0", name="number"),
        Index(
            "ix_part_stock", "digibank_id", "type_id", "id",
            sqlite_where=db.text(_IN_STOCK), postgresql_where=db.text(_IN_STOCK),
        ),
        Index("ix_part_device", "digibank_id", "device_id"),
    )  # fmt: skip
    type_id: Mapped[int]
    from_device_id: Mapped[int]
    #: the how manieth of that device
    number: Mapped[int]
    tested: Mapped[Trial] = mapped_column(EnumText(Trial), default=Trial.NOT_YET)
    whereabouts: Mapped[Whereabouts] = mapped_column(EnumText(Whereabouts), default=Whereabouts.IN_STOCK)
    place_id: Mapped[int | None]
    #: the device in which it sits now
    device_id: Mapped[int | None]
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    gone_at: Mapped[datetime | None] = mapped_column(Moment)
    type: Mapped[PartType] = to_one("PartType", "Part.type_id")
    source: Mapped[Device] = to_one("Device", "Part.from_device_id")
    device: Mapped[Device | None] = to_one("Device", "Part.device_id")
    place: Mapped[Place | None] = to_one("Place", "Part.place_id")
    taken_by: Mapped[User] = relationship(foreign_keys=[taken_by_id])

    @property
    def mark(self) -> str:
        """As people call it: the code of the device from which it came, and its number."""
        return f"{self.source.spoken} / {self.number}"


class PartStay(BelongsToDigibank, Versioned, Model):
    """Parts that were built into a device: one single part, or some from the bin; until they came out again."""

    __tablename__ = "part_stay"
    __table_args__ = (
        *walls(
            "part_stay", type_id="part_type", part_id="part", device_id="device", ticket_id="repair_ticket"
        ),
        # A part is in one device at a time, however many benches.
        Index(
            "ix_part_stay_inside", "digibank_id", "part_id", unique=True,
            sqlite_where=db.text(_STILL_INSIDE), postgresql_where=db.text(_STILL_INSIDE),
        ),
        CheckConstraint(f"count BETWEEN 1 AND {MOST}", name="count"),
        CheckConstraint("part_id IS NULL OR count = 1", name="one_single"),
        Index("ix_part_stay_device", "digibank_id", "device_id", "id"),
        Index("ix_part_stay_ticket", "digibank_id", "ticket_id", "id"),
    )  # fmt: skip
    type_id: Mapped[int]
    #: None: from the bin, where nobody tells one from another
    part_id: Mapped[int | None]
    count: Mapped[int] = mapped_column(default=1)
    device_id: Mapped[int]
    #: the repair for which it was built in
    ticket_id: Mapped[int | None]
    built_at: Mapped[datetime] = mapped_column(Moment)
    built_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    out_at: Mapped[datetime | None] = mapped_column(Moment)
    out_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    type: Mapped[PartType] = to_one("PartType", "PartStay.type_id")
    part: Mapped[Part | None] = to_one("Part", "PartStay.part_id")
    device: Mapped[Device] = to_one("Device", "PartStay.device_id")
    built_by: Mapped[User] = relationship(foreign_keys=[built_by_id])
