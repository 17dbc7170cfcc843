"""A checklist filled in, by whom, and who looked again."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.devices.models import Device, Grade
from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.refurbishing.checklist import Answer, Fault, Point


class CheckupState(StrEnum):
    """How far a check-up is."""

    #: someone is at it
    OPEN = "open"
    #: done; another person must look
    DONE = "done"
    #: signed off: the device was declared ready
    SIGNED_OFF = "signed_off"


_LIVING = "state IN ('open', 'done')"


def answers_in(kept: Mapping[str, str]) -> dict[Point, Answer]:
    """Answers as the rules read them, from the texts that are kept."""
    return {Point(point): Answer(answer) for point, answer in kept.items()}


class Checkup(BelongsToDigibank, Versioned, Model):
    """One time that a device was made ready, in one lap of its circle."""

    __tablename__ = "checkup"
    __table_args__ = (
        *walls("checkup", device_id="device"),
        one_of(CheckupState, "state"),
        CheckConstraint("signed_off_by_id <> done_by_id", name="two_people"),
        CheckConstraint("battery_percent BETWEEN 0 AND 100", name="battery_percent"),
        # One list under way per device and lap, however many benches.
        Index(
            "ix_checkup_living",
            "digibank_id",
            "device_id",
            "lap",
            unique=True,
            sqlite_where=db.text(_LIVING),
            postgresql_where=db.text(_LIVING),
        ),
        Index("ix_checkup_state", "digibank_id", "state", "id"),
        Index("ix_checkup_device", "digibank_id", "device_id", "id"),
    )
    device_id: Mapped[int] = mapped_column()
    lap: Mapped[int] = mapped_column()
    state: Mapped[CheckupState] = mapped_column(EnumText(CheckupState), default=CheckupState.OPEN)
    #: point -> answer, as texts
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: point -> what is wrong, for what must be repaired
    faults: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: the part it waits for; empty when it waits for none
    waits_for: Mapped[str] = mapped_column(String(80), default="")
    grade: Mapped[Grade | None] = mapped_column(EnumText(Grade))
    battery_percent: Mapped[int | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_off_at: Mapped[datetime | None] = mapped_column(Moment)
    #: what the second person asked to do again, in a few words
    sent_back_because: Mapped[str] = mapped_column(String(200), default="")

    device: Mapped[Device] = to_one("Device", "Checkup.device_id")
    started_by: Mapped[User | None] = to_one("User", "Checkup.started_by_id")
    done_by: Mapped[User | None] = to_one("User", "Checkup.done_by_id")
    signed_off_by: Mapped[User | None] = to_one("User", "Checkup.signed_off_by_id")

    @property
    def given(self) -> dict[Point, Answer]:
        """The answers as the rules read them."""
        return answers_in(self.answers)

    @property
    def wrong(self) -> dict[Point, Fault]:
        """What is wrong, per point to repair."""
        return {Point(point): Fault(fault) for point, fault in self.faults.items()}
