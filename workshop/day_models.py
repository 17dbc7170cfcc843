"""What a teacher says on the day itself: who was there, what was told, how handy someone is, and where to go next.

Each word is a row of its own that stays, with the moment at which it was said: two phones that come back from a place
without a network lose nothing of each other's.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, append_only, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from workshop.day_rules import Level, Mark, When
from workshop.rules import Presence


class AttendanceMark(BelongsToDigibank, Model):
    """One word about one person at one lesson. The newest word holds; the others show what two phones disagreed on."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        *walls("attendance_mark", seat_id="seat", lesson_id="workshop_lesson"),
        one_of(Presence, "presence"),
        Index("ix_attendance_mark_lesson", "digibank_id", "lesson_id", "id"),
        Index("ix_attendance_mark_seat", "digibank_id", "seat_id", "id"),
    )
    seat_id: Mapped[int]
    lesson_id: Mapped[int]
    #: None: what was said before is taken back
    presence: Mapped[Presence | None] = mapped_column(EnumText(Presence))
    #: by the clock of the phone, as far as that can be believed
    said_at: Mapped[datetime] = mapped_column(Moment)
    #: when it reached us, which may be hours later
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    def as_mark(self) -> Mark:
        """As the rules see it."""
        return Mark(self.id, self.lesson_id, self.presence, self.said_at, self.said_by_id)


append_only(AttendanceMark.__table__)


class TopicNote(BelongsToDigibank, Model):
    """That a topic was told at a lesson, or what is to be remembered about it. Names nobody."""

    __tablename__ = "topic_note"
    __table_args__ = (
        *walls("topic_note", lesson_id="workshop_lesson"),
        CheckConstraint("is_told IS NOT NULL OR words <> ''", name="says_something"),
        Index("ix_topic_note_lesson", "digibank_id", "lesson_id", "id"),
    )
    lesson_id: Mapped[int]
    #: the code of a topic of the session's kind
    topic: Mapped[str] = mapped_column(String(40))
    #: told, or not after all; None where it is only a note
    is_told: Mapped[bool | None]
    words: Mapped[str] = mapped_column(String(500), default="")
    said_at: Mapped[datetime] = mapped_column(Moment)
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    said_by: Mapped[User | None] = relationship(foreign_keys=[said_by_id])


class DigitalLevel(BelongsToDigibank, Model):
    """How handy someone was, as one teacher saw it. Nobody must; gone when the person is forgotten."""

    __tablename__ = "digital_level"
    __table_args__ = (
        *walls("digital_level", seat_id="seat"),
        UniqueConstraint("digibank_id", "seat_id", "phase", name="uq_digital_level_once"),
        one_of(Level, "level"),
        one_of(When, "phase"),
    )
    seat_id: Mapped[int]
    phase: Mapped[When] = mapped_column(EnumText(When))
    #: None: it was said, and taken back; what a phone without a network says of before does not bring it back
    level: Mapped[Level | None] = mapped_column(EnumText(Level))
    said_at: Mapped[datetime] = mapped_column(Moment)


class Destination(StrEnum):
    """Where someone is helped further."""

    #: an hour of help with whatever it is, without an appointment
    DIGIPUNT = "digipunt"
    #: a course at Ligo or a centre for adult education
    COURSE = "course"
    #: our own desk for what is broken
    REPAIR = "repair"


class OnwardReferral(BelongsToDigibank, Model):
    """Someone was shown the way to another service after a start workshop; and came there, as far as we know."""

    __tablename__ = "onward_referral"
    __table_args__ = (
        *walls("onward_referral", seat_id="seat"),
        UniqueConstraint("digibank_id", "seat_id", "destination", name="uq_onward_referral_once"),
        one_of(Destination, "destination"),
        Index("ix_onward_referral_made", "digibank_id", "made_at", "id"),
    )
    seat_id: Mapped[int]
    destination: Mapped[Destination] = mapped_column(EnumText(Destination))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: since when we know that this person went there
    realised_at: Mapped[datetime | None] = mapped_column(Moment)
    #: since when it was a mistake; it is counted nowhere
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    seat: Mapped[Any] = to_one("Seat", "OnwardReferral.seat_id")


class Face(StrEnum):
    """The answer to one question: do you use the laptop? Three faces, so that nobody has to read much."""

    #: yes, often
    GOOD = "good"
    #: a little
    SO_SO = "so_so"
    #: no
    BAD = "bad"


class AnsweredBy(StrEnum):
    """Through which door the answer came."""

    LINK = "link"
    PHONE = "phone"


class FollowUp(BelongsToDigibank, Model):
    """Four weeks after the hand-over we ask of a loan how it goes; once, and what came of it stays with the loan."""

    __tablename__ = "follow_up"
    __table_args__ = (
        *walls("follow_up", loan_id="loan"),
        UniqueConstraint("digibank_id", "loan_id", name="uq_follow_up_once"),
        UniqueConstraint("token", name="uq_follow_up_token"),
        one_of(Face, "face"),
        one_of(AnsweredBy, "answered_by"),
        CheckConstraint("length(token) >= 10", name="unguessable"),
        CheckConstraint(
            "(face IS NULL) = (answered_at IS NULL) AND (face IS NULL) = (answered_by IS NULL)",
            name="answered",
        ),
        Index("ix_follow_up_asked", "digibank_id", "asked_at", "id"),
    )
    loan_id: Mapped[int]
    #: the unguessable part of the link with the three faces
    token: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: was there a way to write to this person? Else a colleague calls at once
    is_written: Mapped[bool] = mapped_column(default=False)
    face: Mapped[Face | None] = mapped_column(EnumText(Face))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[AnsweredBy | None] = mapped_column(EnumText(AnsweredBy))
    #: since when we ask no more: nobody was reached, or the loan is over
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    loan: Mapped[Any] = to_one("Loan", "FollowUp.loan_id")


class CalendarFeed(BelongsToDigibank, Model):
    """A private link to the calendar of one teacher or one place. Kept as a fingerprint; revoked, it opens nothing."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        *walls("calendar_feed", venue_id="workshop_venue"),
        UniqueConstraint("token_hash", name="uq_calendar_feed_token"),
        CheckConstraint("(teacher_id IS NULL) <> (venue_id IS NULL)", name="of_a_teacher_or_a_place"),
    )
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    venue_id: Mapped[int | None]
    #: SHA-256 of the secret in the link, which was told once
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: when a calendar last asked, to the day: a link that is used and that nobody knows of is seen
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    teacher: Mapped[User | None] = relationship(foreign_keys=[teacher_id])
    venue: Mapped[Any] = to_one("Venue", "CalendarFeed.venue_id")
