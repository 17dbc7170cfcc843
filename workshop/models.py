"""A start workshop on a day, and who has a seat in it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Language
from inventory.codes import Kind
from inventory.digibank.models import User
from inventory.digibank.numbers import Coded
from inventory.foundation.clock import day
from inventory.foundation.database import EnumText, Model, Moment, Versioned, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from workshop.rules import Place, SeatState, SessionKind


class Session(BelongsToDigibank, Versioned, Coded, Model):
    """One start workshop: when, where, for how many."""

    __tablename__ = "workshop_session"
    letter = Kind.SESSION
    __table_args__ = (
        *walls("workshop_session"),
        one_of(SessionKind, "kind"),
        CheckConstraint("capacity > 0", name="has_seats"),
        Index("ix_workshop_session_starts", "digibank_id", "starts_at", "id"),
    )
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(default=60)
    #: where, as one would tell on the phone
    place: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[SessionKind] = mapped_column(EnumText(SessionKind), default=SessionKind.INTRODUCTION)
    language: Mapped[Language] = mapped_column(EnumText(Language), default=Language.DUTCH)
    capacity: Mapped[int]
    #: who gives it; a teacher sees only the own sessions
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: since when it does not take place
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    teacher: Mapped[User | None] = relationship(foreign_keys=[teacher_id])

    @property
    def held_on(self) -> date:
        """The day on which it takes place."""
        return day(self.starts_at)


class Seat(BelongsToDigibank, Versioned, Model):
    """One person's place in one session."""

    __tablename__ = "seat"
    __table_args__ = (
        *walls("seat", session_id="workshop_session", borrower_id="borrower"),
        UniqueConstraint("digibank_id", "session_id", "borrower_id", name="uq_seat_once"),
        one_of(SeatState, "state"),
        Index("ix_seat_borrower", "digibank_id", "borrower_id"),
    )
    session_id: Mapped[int]
    borrower_id: Mapped[int]
    state: Mapped[SeatState] = mapped_column(EnumText(SeatState))
    booked_at: Mapped[datetime] = mapped_column(Moment)
    session: Mapped[Session] = to_one("Session", "Seat.session_id")
    borrower: Mapped[Borrower] = to_one("Borrower", "Seat.borrower_id")

    def as_place(self) -> Place:
        """As the rules see it."""
        return Place(self.id, self.state)
