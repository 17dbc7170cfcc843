"""Answers that are kept so that a page is quick, the counter that says whether they still hold, and the target.

A kept answer is a copy and never a source: it may be thrown away at any moment and is made anew from the facts.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.indicators.answer import Indicator

#: how many different people a project promised the funder (the call *Digibanken*, impact study p. 11)
USUAL_TARGET = 1000


class FigureSettings(BelongsToDigibank, Versioned, Model):
    """What a digibank promised: against which number of different people its own is held."""

    __tablename__ = "figure_settings"
    __table_args__ = (
        *walls("figure_settings"),
        UniqueConstraint("digibank_id", name="uq_figure_settings_one"),
        CheckConstraint("visitors_target BETWEEN 1 AND 1000000", name="visitors_target"),
    )
    visitors_target: Mapped[int] = mapped_column(default=USUAL_TARGET)


class FigureClock(BelongsToDigibank, Model):
    """How often something changed that is counted, by what it is; written by the transaction that changes it."""

    __tablename__ = "figure_clock"
    __table_args__ = (*walls("figure_clock"), UniqueConstraint("digibank_id", name="uq_figure_clock_one"))
    contacts: Mapped[int] = mapped_column(BigInteger, default=0)
    loans: Mapped[int] = mapped_column(BigInteger, default=0)
    moments: Mapped[int] = mapped_column(BigInteger, default=0)


class KeptAnswer(BelongsToDigibank, Model):
    """What one indicator said of one question, as long as nothing changed that it rests on."""

    __tablename__ = "kept_answer"
    __table_args__ = (
        *walls("kept_answer"),
        UniqueConstraint(
            "digibank_id", "indicator", "since", "until", "municipality", "place", "service", "device_kind",
            name="uq_kept_answer_once",
        ),
        one_of(Indicator, "indicator"),
        CheckConstraint("(told IS NULL) = (counted_at IS NULL)", name="counted"),
        CheckConstraint("told IS NOT NULL OR wanted_at IS NOT NULL", name="counted_or_waited_for"),
        Index(
            "ix_kept_answer_wanted", "digibank_id", "wanted_at",
            sqlite_where=db.text("wanted_at IS NOT NULL"), postgresql_where=db.text("wanted_at IS NOT NULL"),
        ),
    )  # fmt: skip
    indicator: Mapped[Indicator] = mapped_column(EnumText(Indicator))
    since: Mapped[date]
    until: Mapped[date]
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: the id of the place that was asked of; 0: any
    place: Mapped[int] = mapped_column(default=0)
    service: Mapped[str] = mapped_column(String(40), default="")
    device_kind: Mapped[str] = mapped_column(String(40), default="")
    #: the counters when the facts were read
    made_from: Mapped[int] = mapped_column(BigInteger)
    #: the day on which it was answered: of a period under way tomorrow's answer is another one
    answered_on: Mapped[date]
    #: when it was counted; None: not yet, somebody waits for it
    counted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: since when somebody waits until it is counted anew
    wanted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the answer, as `written.py` writes it
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
