"""Skills, who learns them, what was practised on which device, and the codes by which buddies give their word."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.learning.rules import Level, Trade


class Skill(BelongsToDigibank, Model):
    """Something that is learnt at this bench: one that every bench has, or one of its own."""

    __tablename__ = "skill"
    __table_args__ = (
        *walls("skill"),
        UniqueConstraint("digibank_id", "trade", name="uq_skill_trade"),
        CheckConstraint("(trade IS NULL) <> (name = '')", name="is_named"),
    )
    #: None for one of the digibank's own
    trade: Mapped[Trade | None] = mapped_column(EnumText(Trade))
    #: in the digibank's own words; empty for what every bench has
    name: Mapped[str] = mapped_column(String(80), default="")
    #: not learnt here any more; what was written down of it stays
    closed: Mapped[bool] = mapped_column(default=False)


class Learner(BelongsToDigibank, Versioned, Model):
    """Someone who learns the trade here. As long as it has no end, the levels of its skills hold."""

    __tablename__ = "learner"
    __table_args__ = (
        *walls("learner"),
        UniqueConstraint("digibank_id", "user_id", name="uq_learner_once"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after"),
    )
    #: None once it is forgotten whose it was
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    user: Mapped[User | None] = relationship(foreign_keys=user_id)


class LearnerSkill(BelongsToDigibank, Versioned, Model):
    """What was said last of one skill of one person; the journal has what was said before."""

    __tablename__ = "learner_skill"
    __table_args__ = (
        *walls("learner_skill", learner_id="learner", skill_id="skill"),
        UniqueConstraint("digibank_id", "learner_id", "skill_id", name="uq_learner_skill_once"),
        one_of(Level, "level"),
        CheckConstraint("(said_at IS NULL) = (said_by_id IS NULL)", name="said_by_someone"),
        Index(
            "ix_learner_skill_asked",
            "digibank_id",
            "asked_at",
            sqlite_where=db.text("asked_at IS NOT NULL"),
            postgresql_where=db.text("asked_at IS NOT NULL"),
        ),
    )
    learner_id: Mapped[int]
    skill_id: Mapped[int]
    level: Mapped[Level] = mapped_column(EnumText(Level))
    said_at: Mapped[datetime | None] = mapped_column(Moment)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: they think they can do it alone, and ask who leads to say so
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    learner: Mapped[Learner] = to_one("Learner", "LearnerSkill.learner_id")
    skill: Mapped[Skill] = to_one("Skill", "LearnerSkill.skill_id")
    said_by: Mapped[User | None] = relationship(foreign_keys=said_by_id)


class Practice(BelongsToDigibank, Model):
    """One deed by someone who learns: on which device, and who stood beside."""

    __tablename__ = "practice"
    __table_args__ = (
        *walls("practice", learner_id="learner", device_id="device"),
        one_of(Trade, "trade"),
        Index("ix_practice_learner", "digibank_id", "learner_id", "trade"),
        Index("ix_practice_thing", "digibank_id", "thing", "thing_id"),
        Index("ix_practice_device", "digibank_id", "device_id"),
    )
    learner_id: Mapped[int]
    trade: Mapped[Trade] = mapped_column(EnumText(Trade))
    device_id: Mapped[int]
    #: the table and id of what came of it: a wipe, a checklist
    thing: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    #: None: done alone
    buddy_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done_at: Mapped[datetime] = mapped_column(Moment)
    learner: Mapped[Learner] = to_one("Learner", "Practice.learner_id")
    device: Mapped[Device] = to_one("Device", "Practice.device_id")
    buddy: Mapped[User | None] = relationship(foreign_keys=buddy_id)


class BuddyPin(BelongsToDigibank, Versioned, Model):
    """The four digits that a buddy types beside the badge. They sign nobody in and open no page."""

    __tablename__ = "buddy_pin"
    __table_args__ = (
        *walls("buddy_pin"),
        UniqueConstraint("digibank_id", "user_id", name="uq_buddy_pin_once"),
        CheckConstraint("wrong >= 0", name="wrong"),
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    pin_hash: Mapped[str] = mapped_column(String(255))
    set_at: Mapped[datetime] = mapped_column(Moment)
    #: wrong tries since it was last right
    wrong: Mapped[int] = mapped_column(default=0)
    wrong_at: Mapped[datetime | None] = mapped_column(Moment)


class BuddyWord(BelongsToDigibank, Versioned, Model):
    """A buddy's word for one deed: given moments before, used once."""

    __tablename__ = "buddy_word"
    __table_args__ = (
        *walls("buddy_word", learner_id="learner"),
        one_of(Trade, "trade"),
        Index(
            "ix_buddy_word_open",
            "digibank_id",
            "learner_id",
            "trade",
            sqlite_where=db.text("used_at IS NULL"),
            postgresql_where=db.text("used_at IS NULL"),
        ),
    )
    learner_id: Mapped[int]
    buddy_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    trade: Mapped[Trade] = mapped_column(EnumText(Trade))
    given_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
