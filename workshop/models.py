"""Kinds of start workshop, where they are held, each session with its lessons, and who has a seat in it.

A session has one lesson, a course has several. A seat is for all of them, or, for who missed some elsewhere, for those.
Who takes a chair has its number: the database lets no two people sit on one, however many enrol at once.
"""

from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.applications.models import Application
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Language
from inventory.codes import Kind
from inventory.digibank.models import User
from inventory.digibank.numbers import Coded
from inventory.foundation.clock import day
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.foundation.tongue import tongue
from inventory.lending.models import Loan
from workshop.day_models import AttendanceMark  # noqa: F401 -- the tables of the day itself come with these
from workshop.rules import (
    MOST_LESSONS,
    MOST_MINUTES,
    MOST_SEATS,
    Aid,
    CallBecause,
    CountsFor,
    EnrolledBy,
    Form,
    Place,
    Presence,
    SeatState,
)


class WorkshopKind(BelongsToDigibank, Versioned, Model):
    """One kind of start workshop that this digibank gives: what it is called, what is told, and what it counts for."""

    __tablename__ = "workshop_kind"
    __table_args__ = (
        *walls("workshop_kind"),
        one_of(Form, "form"),
        one_of(CountsFor, "counts_for"),
        CheckConstraint(f"minutes BETWEEN 5 AND {MOST_MINUTES}", name="minutes"),
        CheckConstraint(f"lessons BETWEEN 1 AND {MOST_LESSONS}", name="lessons"),
        CheckConstraint("lessons = 1 OR form = 'course'", name="only_a_course_has_lessons"),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_SEATS}", name="has_seats"),
    )
    form: Mapped[Form] = mapped_column(EnumText(Form))
    #: by language: {"nl": "Infomoment", "fr": …, "en": …}
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: what is told, in order, each with a code that stays: [{"code": "wifi", "nl": …, "fr": …, "en": …}]
    topics: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    #: of one lesson
    minutes: Mapped[int]
    lessons: Mapped[int] = mapped_column(default=1)
    #: how many chairs a session has unless someone says otherwise
    capacity: Mapped[int]
    #: in which it can be given, as values of Language
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: to take home: [{"title": …, "url": "https://…"}]
    materials: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    counts_for: Mapped[CountsFor] = mapped_column(EnumText(CountsFor), default=CountsFor.START)
    #: since when it is not given any more
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    def title(self, locale: str) -> str:
        """What it is called in a language, else in Dutch, else in whichever there is."""
        return self.titles.get(locale) or self.titles.get("nl") or next(iter(self.titles.values()), "")

    @property
    def name(self) -> str:
        """What it is called in the reader's language."""
        return self.title(tongue())


class MaterialFile(BelongsToDigibank, Model):
    """A paper to take home from one kind of workshop: a PDF byte for byte, or a picture drawn anew."""

    __tablename__ = "workshop_file"
    __table_args__ = (
        *walls("workshop_file", kind_id="workshop_kind"),
        UniqueConstraint("digibank_id", "kind_id", "sha256", name="uq_workshop_file_once"),
        CheckConstraint("mime_type IN ('application/pdf', 'image/jpeg')", name="mime_type"),
    )
    kind_id: Mapped[int]
    #: as people see it
    title: Mapped[str] = mapped_column(String(120))
    mime_type: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: in bytes, so that who pays for data knows what is coming
    size: Mapped[int]
    #: of the bytes as they are kept
    sha256: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(Moment)
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    kind: Mapped[WorkshopKind] = to_one("WorkshopKind", "MaterialFile.kind_id")


class Venue(BelongsToDigibank, Versioned, Model):
    """Where start workshops are held, and how someone finds the door."""

    __tablename__ = "workshop_venue"
    __table_args__ = (
        *walls("workshop_venue"),
        UniqueConstraint("digibank_id", "name", name="uq_workshop_venue_name"),
    )
    #: as one would tell on the phone
    name: Mapped[str] = mapped_column(String(120))
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(4), default="")
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: "bus 3, halte Voorbeeldplein"
    bus_stop: Mapped[str] = mapped_column(String(120), default="")
    #: where a picture of the door is found: an address that begins with https://
    door_photo: Mapped[str] = mapped_column(String(300), default="")
    #: which aids the room has by itself, as values of Aid
    aids: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: since when nothing new is planned there
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def address(self) -> str:
        """Street and town on one line; empty where nobody filled it in."""
        town = f"{self.postcode} {self.municipality}".strip()
        return ", ".join(part for part in (self.street, town) if part)


class Series(BelongsToDigibank, Versioned, Model):
    """A pattern after which sessions are planned: every so many weeks, at the same time by the clock in Brussels."""

    __tablename__ = "workshop_series"
    __table_args__ = (
        *walls("workshop_series", kind_id="workshop_kind", venue_id="workshop_venue"),
        CheckConstraint("every_weeks BETWEEN 1 AND 8", name="every_weeks"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_begins"),
    )
    kind_id: Mapped[int]
    venue_id: Mapped[int]
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    language: Mapped[Language] = mapped_column(EnumText(Language))
    capacity: Mapped[int]
    aids: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: by the clock on the wall
    at: Mapped[time] = mapped_column(Time)
    every_weeks: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(Moment)

    kind: Mapped[WorkshopKind] = to_one("WorkshopKind", "Series.kind_id")
    venue: Mapped[Venue] = to_one("Venue", "Series.venue_id")
    teacher: Mapped[User | None] = relationship(foreign_keys=[teacher_id])


class Session(BelongsToDigibank, Versioned, Coded, Model):
    """One start workshop: what, when, where, for how many. A course is one session of several lessons."""

    __tablename__ = "workshop_session"
    letter = Kind.SESSION
    __table_args__ = (
        *walls(
            "workshop_session",
            kind_id="workshop_kind",
            venue_id="workshop_venue",
            series_id="workshop_series",
        ),
        CheckConstraint(f"capacity BETWEEN 1 AND {MOST_SEATS}", name="has_seats"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_begins"),
        CheckConstraint("(series_id IS NULL) = (series_on IS NULL)", name="a_day_of_its_series"),
        UniqueConstraint("digibank_id", "series_id", "series_on", name="uq_workshop_session_of_series"),
        Index("ix_workshop_session_starts", "digibank_id", "starts_at", "id"),
    )
    kind_id: Mapped[int]
    venue_id: Mapped[int]
    series_id: Mapped[int | None]
    #: the day on which its series put it, also after it was moved
    series_on: Mapped[date | None]
    #: when the first lesson begins, and when the last one ends
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    #: of one lesson
    minutes: Mapped[int] = mapped_column(default=60)
    language: Mapped[Language] = mapped_column(EnumText(Language), default=Language.DUTCH)
    capacity: Mapped[int]
    #: what this session has, besides what the room has, as values of Aid
    aids: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: who gives it; a teacher sees only the own sessions
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: how often it was moved, called off or changed otherwise since it was planned; calendars count along
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    #: since when it does not take place
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    #: how many turns were given out: the next on the waiting list gets the next number
    turns: Mapped[int] = mapped_column(default=0)

    kind: Mapped[WorkshopKind] = to_one("WorkshopKind", "Session.kind_id")
    venue: Mapped[Venue] = to_one("Venue", "Session.venue_id")
    series: Mapped[Series | None] = to_one("Series", "Session.series_id")
    teacher: Mapped[User | None] = relationship(foreign_keys=[teacher_id])
    lessons: Mapped[list["Lesson"]] = relationship(
        primaryjoin="Session.id == foreign(Lesson.session_id)",
        order_by="Lesson.number",
        back_populates="session",
    )

    @property
    def held_on(self) -> date:
        """The day on which it takes place; of a course, the first."""
        return day(self.starts_at)

    @property
    def place(self) -> str:
        """Where, as one would tell on the phone."""
        return self.venue.name

    @property
    def has_aids(self) -> list[Aid]:
        """What the session has, or the room has by itself, in the order of the enum."""
        has = {*self.aids, *self.venue.aids}
        return [aid for aid in Aid if aid in has]

    @property
    def is_course(self) -> bool:
        """Does it have several lessons?"""
        return len(self.lessons) > 1


class Lesson(BelongsToDigibank, Versioned, Model):
    """One time that a session comes together."""

    __tablename__ = "workshop_lesson"
    __table_args__ = (
        *walls("workshop_lesson", session_id="workshop_session"),
        UniqueConstraint("digibank_id", "session_id", "number", name="uq_workshop_lesson_once"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST_LESSONS}", name="number"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_begins"),
        Index("ix_workshop_lesson_starts", "digibank_id", "starts_at", "id"),
    )
    session_id: Mapped[int]
    #: from 1 on
    number: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)

    session: Mapped[Session] = to_one("Session", "Lesson.session_id", back_populates="lessons")

    @property
    def held_on(self) -> date:
        """The day on which it takes place."""
        return day(self.starts_at)


class Seat(BelongsToDigibank, Versioned, Model):
    """One person's place in one session: a chair, or a turn on the waiting list."""

    __tablename__ = "seat"
    __table_args__ = (
        *walls("seat", session_id="workshop_session", borrower_id="borrower", application_id="application"),
        UniqueConstraint("digibank_id", "session_id", "borrower_id", name="uq_seat_once"),
        UniqueConstraint("digibank_id", "session_id", "chair", name="uq_seat_chair"),
        UniqueConstraint("digibank_id", "session_id", "turn", name="uq_seat_turn"),
        one_of(SeatState, "state"),
        one_of(EnrolledBy, "enrolled_by"),
        CheckConstraint("(state IN ('waiting', 'released')) = (chair IS NULL)", name="sits_on_a_chair"),
        CheckConstraint("(state = 'offered') = (answer_by IS NOT NULL)", name="answers_an_offer"),
        CheckConstraint("chair > 0", name="chair"),
        Index("ix_seat_borrower", "digibank_id", "borrower_id"),
    )
    session_id: Mapped[int]
    borrower_id: Mapped[int]
    #: for which application, when there was one
    application_id: Mapped[int | None]
    state: Mapped[SeatState] = mapped_column(EnumText(SeatState))
    #: the chair that this person takes, from 1 on; above the session's capacity for who walked in on a full day
    chair: Mapped[int | None]
    #: who enrolled earlier has a lower one; it only grows, also for who comes back
    turn: Mapped[int]
    booked_at: Mapped[datetime] = mapped_column(Moment)
    enrolled_by: Mapped[EnrolledBy] = mapped_column(EnumText(EnrolledBy), default=EnrolledBy.DESK)
    #: until when the chair is kept for an answer
    answer_by: Mapped[datetime | None] = mapped_column(Moment)
    #: the numbers of the lessons that this person comes to; None: all
    only_lessons: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))

    session: Mapped[Session] = to_one("Session", "Seat.session_id")
    borrower: Mapped[Borrower] = to_one("Borrower", "Seat.borrower_id")
    application: Mapped[Application | None] = to_one("Application", "Seat.application_id")

    def as_place(self) -> Place:
        """As the rules see it."""
        return Place(self.id, self.state, self.turn, self.chair)


class Attendance(BelongsToDigibank, Versioned, Model):
    """How one person was at one lesson: a fact, noted by the teacher."""

    __tablename__ = "attendance"
    __table_args__ = (
        *walls("attendance", seat_id="seat", lesson_id="workshop_lesson"),
        UniqueConstraint("digibank_id", "seat_id", "lesson_id", name="uq_attendance_once"),
        one_of(Presence, "presence"),
        Index("ix_attendance_lesson", "digibank_id", "lesson_id", "id"),
    )
    seat_id: Mapped[int]
    lesson_id: Mapped[int]
    presence: Mapped[Presence] = mapped_column(EnumText(Presence))
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    seat: Mapped[Seat] = to_one("Seat", "Attendance.seat_id")
    lesson: Mapped[Lesson] = to_one("Lesson", "Attendance.lesson_id")


class Guest(BelongsToDigibank, Versioned, Model):
    """How one borrower stands with start workshops: the own link, and when they are free."""

    __tablename__ = "workshop_guest"
    __table_args__ = (
        *walls("workshop_guest", borrower_id="borrower"),
        UniqueConstraint("digibank_id", "borrower_id", name="uq_workshop_guest_once"),
        UniqueConstraint("token", name="uq_workshop_guest_token"),
        CheckConstraint("length(token) >= 10", name="unguessable"),
    )
    borrower_id: Mapped[int]
    #: what stands in their letters; made anew when they are forgotten
    token: Mapped[str] = mapped_column(String(32))
    #: parts of the week in which they can come, such as "1-morning" for Monday; empty: nobody asked
    free: Mapped[list[str]] = mapped_column(JSON, default=list)

    borrower: Mapped[Borrower] = to_one("Borrower", "Guest.borrower_id")


class WorkshopCall(BelongsToDigibank, Versioned, Model):
    """Someone whom a colleague calls about a start workshop, or called."""

    __tablename__ = "workshop_call"
    __table_args__ = (
        *walls("workshop_call", borrower_id="borrower", session_id="workshop_session", loan_id="loan"),
        one_of(CallBecause, "because"),
        UniqueConstraint("digibank_id", "once_key", name="uq_workshop_call_once_key"),
        Index("ix_workshop_call_borrower", "digibank_id", "borrower_id", "id"),
        Index(
            "ix_workshop_call_open",
            "digibank_id",
            "call_on",
            "id",
            sqlite_where=db.text("done_at IS NULL"),
            postgresql_where=db.text("done_at IS NULL"),
        ),
    )
    borrower_id: Mapped[int]
    because: Mapped[CallBecause] = mapped_column(EnumText(CallBecause))
    session_id: Mapped[int | None]
    loan_id: Mapped[int | None]
    #: what asked for it, so that a night may run twice: "seat:17:missed"
    once_key: Mapped[str] = mapped_column(String(80))
    #: from which day on it stands on the list
    call_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    borrower: Mapped[Borrower] = to_one("Borrower", "WorkshopCall.borrower_id")
    session: Mapped[Session | None] = to_one("Session", "WorkshopCall.session_id")
    loan: Mapped[Loan | None] = to_one("Loan", "WorkshopCall.loan_id")
