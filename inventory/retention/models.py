"""How long each kind of record is kept here, what will go next, and how many went: no name in any of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import EnumText, Model, Moment, Versioned, one_of, walls
from inventory.foundation.expiring import SEVEN_YEARS, TEN_YEARS, Basis
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.retention.rules import BOOKS, PROOFS, HoldReason


class RetentionRule(BelongsToDigibank, Versioned, Model):
    """For how many days this digibank keeps one kind of record, and on which ground; without one, the usual."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        *walls("retention_rule"),
        UniqueConstraint("digibank_id", "record_type", name="uq_retention_rule_type"),
        one_of(Basis, "basis"),
        CheckConstraint(f"days BETWEEN 1 AND {3 * TEN_YEARS}", name="days"),
        # The law, whatever the code does: books for seven years, proofs of erasure for ten.
        CheckConstraint(f"record_type <> '{BOOKS}' OR days >= {SEVEN_YEARS}", name="books"),
        CheckConstraint(f"record_type <> '{PROOFS}' OR days >= {TEN_YEARS}", name="proofs"),
    )
    record_type: Mapped[str] = mapped_column(String(40))
    days: Mapped[int]
    basis: Mapped[Basis] = mapped_column(EnumText(Basis))
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RetentionNotice(BelongsToDigibank, Versioned, Model):
    """One thing that will go, told a week before. The row itself goes with it."""

    __tablename__ = "retention_notice"
    __table_args__ = (
        *walls("retention_notice"),
        UniqueConstraint("digibank_id", "record_type", "thing_id", name="uq_retention_notice_thing"),
        CheckConstraint("goes_on > told_on", name="told_before"),
        CheckConstraint("(held_because IS NULL) = (held_until IS NULL)", name="held_until_a_day"),
        one_of(HoldReason, "held_because"),
        Index("ix_retention_notice_goes", "digibank_id", "goes_on", "id"),
    )
    record_type: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    told_on: Mapped[date]
    goes_on: Mapped[date]
    #: a person keeps it here a while longer
    held_because: Mapped[HoldReason | None] = mapped_column(EnumText(HoldReason))
    #: the last day on which it stays
    held_until: Mapped[date | None]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the refusal that keeps it here: money on its way, a loan that runs
    kept_by: Mapped[str] = mapped_column(String(120), default="")


class RetentionTally(BelongsToDigibank, Versioned, Model):
    """How many of one kind went on one day. Kept for ever; nobody's name was ever in it."""

    __tablename__ = "retention_tally"
    __table_args__ = (
        *walls("retention_tally"),
        UniqueConstraint("digibank_id", "record_type", "went_on", name="uq_retention_tally_day"),
        CheckConstraint("went >= 0", name="went"),
        Index("ix_retention_tally_day", "digibank_id", "went_on", "id"),
    )
    record_type: Mapped[str] = mapped_column(String(40))
    went_on: Mapped[date]
    went: Mapped[int] = mapped_column(default=0)
