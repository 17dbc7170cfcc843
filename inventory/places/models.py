"""Where things stand: shelves, benches, desks, vans and boxes."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String
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


#: a box or a bag goes about, so its sticker tells it apart from a shelf
LETTERS = frozenset({Kind.PLACE, Kind.BOX})


class Place(BelongsToDigibank, Versioned, Coded, Model):
    """One place where a device can be put."""

    __tablename__ = "place"
    letter = Kind.PLACE
    letters = LETTERS
    __table_args__ = (
        *walls("place"),
        one_of(PlaceKind, "kind"),
        CheckConstraint("mark IN ('R', 'D')", name="mark"),
        Index("ix_place_name", "digibank_id", "name", "id"),
    )
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[PlaceKind] = mapped_column(EnumText(PlaceKind), default=PlaceKind.SHELF)
    #: the letter on its sticker, for ever: one that is called a box later keeps the sticker it has
    mark: Mapped[Kind] = mapped_column(EnumText(Kind), default=Kind.PLACE)
    note: Mapped[str] = mapped_column(String(300), default="")
    #: closed places take nothing new
    closed: Mapped[bool] = mapped_column(default=False)

    @property
    def own_letter(self) -> Kind:
        """The letter on this very sticker."""
        return self.mark
