"""The hours that people are at the bench, and the devices that they took to work on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.shifts.rules import Work


class BenchDay(BelongsToDigibank, Versioned, Model):
    """Hours of one person at the bench in one go: a day, or a part of it."""

    __tablename__ = "bench_day"
    __table_args__ = (
        *walls("bench_day"),
        CheckConstraint("ended_at IS NULL OR ended_at > started_at", name="ends_after"),
        Index("ix_bench_day_user", "digibank_id", "user_id", "day"),
        Index("ix_bench_day_day", "digibank_id", "day"),
        # Nobody begins twice, however often the button is tapped.
        Index(
            "ix_bench_day_open",
            "digibank_id",
            "user_id",
            "day",
            unique=True,
            sqlite_where=db.text("ended_at IS NULL"),
            postgresql_where=db.text("ended_at IS NULL"),
        ),
    )
    #: None once it is forgotten whose they were
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the day in Brussels on which they began
    day: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(Moment)
    #: None: still at it, or the end was forgotten
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: who put them right last, when somebody did
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    user: Mapped[User | None] = relationship(foreign_keys=user_id)
    corrected_by: Mapped[User | None] = relationship(foreign_keys=corrected_by_id)


class Taken(BelongsToDigibank, Versioned, Model):
    """A device that someone took to work on, so that nobody else is given the same one."""

    __tablename__ = "taken"
    __table_args__ = (
        *walls("taken", device_id="device"),
        one_of(Work, "work"),
        Index(
            "ix_taken_one",
            "digibank_id",
            "device_id",
            unique=True,
            sqlite_where=db.text("let_go_at IS NULL"),
            postgresql_where=db.text("let_go_at IS NULL"),
        ),
        # Nor does one person take two of a kind, with two browsers at once.
        Index(
            "ix_taken_one_each",
            "digibank_id",
            "user_id",
            "work",
            unique=True,
            sqlite_where=db.text("let_go_at IS NULL"),
            postgresql_where=db.text("let_go_at IS NULL"),
        ),
        Index("ix_taken_user", "digibank_id", "user_id", "let_go_at"),
    )
    device_id: Mapped[int]
    work: Mapped[Work] = mapped_column(EnumText(Work))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime] = mapped_column(Moment)
    let_go_at: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[Device] = to_one("Device", "Taken.device_id")
    user: Mapped[User] = relationship(foreign_keys=user_id)
