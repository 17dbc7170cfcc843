"""What a digibank thinks of its figures, what of them it shares, and what it has shared; nothing of a person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.digibank.models import User
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.indicators.answer import Indicator


class Reflection(BelongsToDigibank, Model):
    """What the digibank thinks of one indicator over one period. Each wording stays; the newest is shown."""

    __tablename__ = "reflection"
    __table_args__ = (
        *walls("reflection"),
        one_of(Indicator, "indicator"),
        CheckConstraint("since <= until", name="in_order"),
        Index("ix_reflection_period", "digibank_id", "indicator", "since", "until", "id"),
    )
    indicator: Mapped[Indicator] = mapped_column(EnumText(Indicator))
    since: Mapped[date]
    until: Mapped[date]
    #: empty: taken back
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_by: Mapped[User | None] = to_one("User", "Reflection.written_by_id")


class SharedIndicator(BelongsToDigibank, Versioned, Model):
    """Whether observers may see this indicator; without a row the house's own choice holds."""

    __tablename__ = "shared_indicator"
    __table_args__ = (
        *walls("shared_indicator"),
        one_of(Indicator, "indicator"),
        UniqueConstraint("digibank_id", "indicator", name="uq_shared_indicator"),
    )
    indicator: Mapped[Indicator] = mapped_column(EnumText(Indicator))
    is_shared: Mapped[bool]


class SharedAnswer(BelongsToDigibank, Versioned, Model):
    """What observers may see of one indicator over a year or a quarter that is over: small numbers are not in it."""

    __tablename__ = "shared_answer"
    __table_args__ = (
        *walls("shared_answer"),
        one_of(Indicator, "indicator"),
        UniqueConstraint("digibank_id", "indicator", "since", "until", name="uq_shared_answer"),
    )
    indicator: Mapped[Indicator] = mapped_column(EnumText(Indicator))
    since: Mapped[date]
    until: Mapped[date]
    #: numbers and grids with what is kept back as null, and how the keys of places and partners are said
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(Moment)


append_only(Reflection.__table__)
