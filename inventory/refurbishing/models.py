"""A checklist in each of its versions, one filled in, every answer that was ever given, and what grades mean here."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.devices.models import Device, DeviceKind, Grade
from inventory.digibank.models import User
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    db,
    one_of,
    stands_beside,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.refurbishing import rules
from inventory.refurbishing.checklist import Answer, Fault, Step, from_data


class Checklist(BelongsToDigibank, Model):
    """One version of the list for one kind of device. It never changes: whoever edits it makes the next."""

    __tablename__ = "checklist"
    __table_args__ = (
        *walls("checklist"),
        one_of(DeviceKind, "kind"),
        UniqueConstraint("digibank_id", "kind", "number", name="uq_checklist_number"),
    )
    kind: Mapped[DeviceKind] = mapped_column(EnumText(DeviceKind))
    number: Mapped[int]
    #: the list of the house, as it was when this version was made
    is_default: Mapped[bool]
    #: the steps, in order: `checklist.Step`, field by field
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[User | None] = to_one("User", "Checklist.made_by_id")

    @property
    def asks(self) -> tuple[Step, ...]:
        """The steps as the rules read them."""
        return from_data(self.steps)


append_only(Checklist.__table__)


class CheckupState(StrEnum):
    """How far a check-up is."""

    #: someone is at it
    OPEN = "open"
    #: done; another person must look
    DONE = "done"
    #: signed off: the device was declared ready
    SIGNED_OFF = "signed_off"


_LIVING = "state IN ('open', 'done')"


class Checkup(BelongsToDigibank, Versioned, Model):
    """One time that a device was made ready, in one lap of its circle: the answers that hold, and who stands for it."""

    __tablename__ = "checkup"
    __table_args__ = (
        *walls("checkup", device_id="device", checklist_id="checklist"),
        one_of(CheckupState, "state"),
        CheckConstraint("signed_off_by_id <> done_by_id", name="two_people"),
        CheckConstraint("battery_percent BETWEEN 0 AND 100", name="battery_percent"),
        # What is done has nothing open, to repair or to settle, and a grade.
        CheckConstraint("state = 'open' OR (left_count = 0 AND grade IS NOT NULL)", name="done_is_whole"),
        CheckConstraint(
            "state <> 'signed_off' OR (done_by_id IS NOT NULL AND signed_off_by_id IS NOT NULL)",
            name="signed_by_someone",
        ),
        CheckConstraint("served_at IS NULL OR state = 'signed_off'", name="serves_signed"),
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
    #: the version it is done with, whatever the list becomes meanwhile
    checklist_id: Mapped[int] = mapped_column()
    state: Mapped[CheckupState] = mapped_column(EnumText(CheckupState), default=CheckupState.OPEN)
    #: point -> the answer that holds, as texts; every answer ever given is a CheckResult
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: point -> what is wrong, for what must be repaired
    faults: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: point -> what was measured or said
    values: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: point -> the results that say different things of it, until a further answer settles it
    differing: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    #: required steps answered, required in all, and how much stands between this list and *done*
    answered_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int]
    left_count: Mapped[int]
    #: the id of the last result; a page says up to where it has seen
    last_result: Mapped[int] = mapped_column(default=0)
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
    #: when the device was declared ready on the strength of it; a list serves once
    served_at: Mapped[datetime | None] = mapped_column(Moment)
    #: what the second person asked to do again, in a few words
    sent_back_because: Mapped[str] = mapped_column(String(200), default="")

    device: Mapped[Device] = to_one("Device", "Checkup.device_id")
    checklist: Mapped[Checklist] = to_one("Checklist", "Checkup.checklist_id")
    started_by: Mapped[User | None] = to_one("User", "Checkup.started_by_id")
    done_by: Mapped[User | None] = to_one("User", "Checkup.done_by_id")
    signed_off_by: Mapped[User | None] = to_one("User", "Checkup.signed_off_by_id")

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps it is done with."""
        return self.checklist.asks

    @property
    def given(self) -> dict[str, Answer]:
        """The answers as the rules read them."""
        return {point: Answer(answer) for point, answer in self.answers.items()}

    @property
    def wrong(self) -> dict[str, Fault]:
        """What is wrong, per point to repair."""
        return {point: Fault(fault) for point, fault in self.faults.items()}

    @property
    def minutes(self) -> int | None:
        """How long the battery lasted, when someone measured it."""
        return rules.minutes_in(self.values)

    def count(self) -> None:
        """Bring the counts up to date with the answers."""
        so_far = rules.progress_of(self.steps, self.given, self.differing)
        self.answered_count, self.total_count, self.left_count = so_far.answered, so_far.total, so_far.left


class CheckPhoto(BelongsToDigibank, Model):
    """A picture that answers a step: re-encoded by us, without the camera's place and time."""

    __tablename__ = "check_photo"
    __table_args__ = (
        *walls("check_photo", checkup_id="checkup"),
        Index("ix_check_photo_checkup", "digibank_id", "checkup_id"),
    )
    checkup_id: Mapped[int] = mapped_column()
    content: Mapped[bytes] = mapped_column(LargeBinary)
    taken_at: Mapped[datetime] = mapped_column(Moment)


class CheckResult(BelongsToDigibank, Model):
    """One answer to one step, by one person, at one moment. The latest holds; all of them stay."""

    __tablename__ = "check_result"
    __table_args__ = (
        *walls("check_result", checkup_id="checkup", photo_id="check_photo", against_id="check_result"),
        one_of(Answer, "answer"),
        CheckConstraint("(answer = 'repair') = (fault IS NOT NULL)", name="fault_of_repair"),
        Index("ix_check_result_checkup", "digibank_id", "checkup_id", "point", "id"),
    )
    checkup_id: Mapped[int] = mapped_column()
    point: Mapped[str] = mapped_column(String(40))
    answer: Mapped[Answer] = mapped_column(EnumText(Answer))
    fault: Mapped[Fault | None] = mapped_column(EnumText(Fault))
    value: Mapped[str] = mapped_column(String(80), default="")
    photo_id: Mapped[int | None] = mapped_column()
    #: given with all others at once: "the rest is in order"
    with_the_rest: Mapped[bool] = mapped_column(default=False)
    #: what another person said of it that this one had not seen, and that says something else
    against_id: Mapped[int | None] = mapped_column()
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime] = mapped_column(Moment)

    given_by: Mapped[User | None] = to_one("User", "CheckResult.given_by_id")

    @property
    def what(self) -> tuple[str, str]:
        """What it says, as far as two people can say different things: the answer, and the value or photo."""
        return str(self.answer), self.value or (str(self.photo_id) if self.photo_id else "")


append_only(CheckPhoto.__table__)
append_only(CheckResult.__table__)


class GradeRule(BelongsToDigibank, Versioned, Model):
    """What one grade means in one digibank, and what it may be used for."""

    __tablename__ = "grade_rule"
    __table_args__ = (
        *walls("grade_rule"),
        one_of(Grade, "grade"),
        one_of(rules.Use, "use"),
        UniqueConstraint("digibank_id", "grade", name="uq_grade_rule_grade"),
    )
    grade: Mapped[Grade] = mapped_column(EnumText(Grade))
    use: Mapped[rules.Use] = mapped_column(EnumText(rules.Use))
    #: by language; empty where the words of the house stand
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class GradePhoto(BelongsToDigibank, Model):
    """An example of how a device of one grade looks."""

    __tablename__ = "grade_photo"
    __table_args__ = (
        *walls("grade_photo"),
        one_of(Grade, "grade"),
        Index("ix_grade_photo_grade", "digibank_id", "grade", "id"),
    )
    grade: Mapped[Grade] = mapped_column(EnumText(Grade))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    taken_at: Mapped[datetime] = mapped_column(Moment)


_SIGNED = """
SELECT 1 FROM checkup WHERE digibank_id = NEW.digibank_id AND device_id = NEW.id AND lap = NEW.lap
AND state = 'signed_off' AND served_at IS NULL
"""
#: No road to *ready* goes round a list of this round that two people stand for; whoever comes back from *reserved*
#: was ready before.
READY_SQL: dict[str, list[str]] = {
    "sqlite": [
        f"""
CREATE TRIGGER IF NOT EXISTS device_ready_by_a_list BEFORE UPDATE OF stage ON device
WHEN NEW.stage = 'ready' AND OLD.stage NOT IN ('ready', 'reserved') AND NOT EXISTS ({_SIGNED})
BEGIN SELECT RAISE(ABORT, 'device is ready only by a list that was signed off'); END
"""
    ],
    "postgresql": [
        f"""
CREATE OR REPLACE FUNCTION device_ready_by_a_list() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT EXISTS ({_SIGNED}) THEN
    RAISE EXCEPTION 'device is ready only by a list that was signed off';
  END IF;
  RETURN NEW;
END $$
""",
        """
CREATE OR REPLACE TRIGGER device_ready_by_a_list BEFORE UPDATE OF stage ON device
FOR EACH ROW WHEN (NEW.stage = 'ready' AND OLD.stage NOT IN ('ready', 'reserved'))
EXECUTE FUNCTION device_ready_by_a_list()
""",
    ],
}
stands_beside(Checkup, READY_SQL)
