"""Where things stand: shelves, benches, desks, vans and boxes."""

from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.codes import Kind
from inventory.digibank.numbers import Coded
from inventory.foundation.database import EnumText, Model, Versioned, one_of, walls
from inventory.foundation.tenancy import BelongsToDigibank


class PlaceKind(StrEnum):
    """What sort of place."""

    SHELF = "shelf"
    BENCH = "bench"
    DESK = "desk"
    VAN = "van"
    BOX = "box"
    ROOM = "room"


class Place(BelongsToDigibank, Versioned, Coded, Model):
    """One place where a device can be put."""

    __tablename__ = "place"
    letter = Kind.PLACE
    __table_args__ = (
        *walls("place"),
        one_of(PlaceKind, "kind"),
        Index("ix_place_name", "digibank_id", "name", "id"),
    )
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[PlaceKind] = mapped_column(EnumText(PlaceKind), default=PlaceKind.SHELF)
    note: Mapped[str] = mapped_column(String(300), default="")
    #: closed places take nothing new
    closed: Mapped[bool] = mapped_column(default=False)
