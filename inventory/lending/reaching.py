"""What is kept about reaching people: the digibank's ways, pauses, calls to make, and who wants no text messages.

What was written stands in the outbox (decision 0020); a call is a thing of its own, for a person must do it. No
name stands here, and of numbers only the one that turned out wrong: a call points at its loan.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.lending.ladder import Way
from inventory.lending.models import Loan


class PauseReason(StrEnum):
    """Why a colleague stops the reminders of a loan."""

    #: a day was agreed on the telephone or at the desk
    AGREED = "agreed"
    #: in hospital, abroad, or otherwise not there
    AWAY = "away"
    #: a service is talking with this person
    TALKING = "talking"
    #: the borrower died
    DIED = "died"


class Whom(StrEnum):
    """Whom a colleague calls."""

    BORROWER = "borrower"
    #: the service that sent the borrower
    REFERRER = "referrer"
    #: nobody we have a number of: find another way
    NOBODY = "nobody"


class CallReason(StrEnum):
    """Why a call is to be made."""

    #: a rung of the ladder
    RUNG = "rung"
    #: a message could not be delivered
    FAILED = "failed"
    #: nobody answered, or the day that was agreed went by
    AGAIN = "again"


class CallAnswer(StrEnum):
    """What came of a call."""

    #: reached, and a day agreed
    AGREED = "agreed"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"
    #: not needed any more
    DROPPED = "dropped"


class NoTextsBecause(StrEnum):
    """Why someone gets no text messages."""

    OBJECTED = "objected"
    WRONG_NUMBER = "wrong_number"


class ReminderPlan(BelongsToDigibank, Versioned, Model):
    """Which way this digibank takes on which rung; a rung that is not named has its usual way."""

    __tablename__ = "reminder_plan"
    __table_args__ = (
        *walls("reminder_plan"),
        UniqueConstraint("digibank_id", name="uq_reminder_plan_one"),
        CheckConstraint("call_again_days BETWEEN 1 AND 30", name="comes_back"),
    )
    #: the rung as text (JSON knows no other keys) and the value of its Way
    ways: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: what this digibank says in its own words, by letter and language: {"late": {"nl": "…"}}
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    #: after how many days someone who was not reached is called again
    call_again_days: Mapped[int] = mapped_column(default=3)
    set_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def by_rung(self) -> dict[int, Way]:
        """The ways as rules read them."""
        return {int(rung): Way(way) for rung, way in self.ways.items()}


class ReminderPause(BelongsToDigibank, Model):
    """A colleague stopped the reminders of a loan, until a day or until someone goes on."""

    __tablename__ = "reminder_pause"
    __table_args__ = (
        *walls("reminder_pause", loan_id="loan"),
        one_of(PauseReason, "because"),
        Index(
            "uq_reminder_pause_open",
            "digibank_id",
            "loan_id",
            unique=True,
            sqlite_where=db.text("ended_at IS NULL"),
            postgresql_where=db.text("ended_at IS NULL"),
        ),
    )
    loan_id: Mapped[int]
    because: Mapped[PauseReason] = mapped_column(EnumText(PauseReason))
    #: the last day of it; None: until someone goes on
    until: Mapped[date | None]
    paused_at: Mapped[datetime] = mapped_column(Moment)
    paused_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    loan: Mapped[Loan] = to_one("Loan", "ReminderPause.loan_id")


class NoTexts(BelongsToDigibank, Model):
    """Someone gets no text messages, and why. An objection is the person's; a wrong number is the number's."""

    __tablename__ = "no_texts"
    __table_args__ = (
        *walls("no_texts", borrower_id="borrower"),
        one_of(NoTextsBecause, "because"),
        UniqueConstraint("digibank_id", "borrower_id", name="uq_no_texts_once"),
    )
    borrower_id: Mapped[int]
    because: Mapped[NoTextsBecause] = mapped_column(EnumText(NoTextsBecause))
    #: the number that turned out wrong; once the borrower has another one, that it was wrong counts no more. Personal:
    #: blanked with the person
    phone: Mapped[str | None] = mapped_column(String(20))
    said_at: Mapped[datetime] = mapped_column(Moment)


class PhoneCall(BelongsToDigibank, Model):
    """A call to make about a loan, or one that was made; what came of it stays, each try a row."""

    __tablename__ = "phone_call"
    __table_args__ = (
        *walls("phone_call", loan_id="loan"),
        one_of(Whom, "whom"),
        one_of(CallReason, "because"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at_a_moment"),
        CheckConstraint(
            "(agreed_on IS NOT NULL) = (answer IS NOT NULL AND answer = 'agreed')", name="agrees_on_a_day"
        ),
        UniqueConstraint("digibank_id", "once_key", name="uq_phone_call_once_key"),
        Index(
            "uq_phone_call_open",
            "digibank_id",
            "loan_id",
            unique=True,
            sqlite_where=db.text("answer IS NULL"),
            postgresql_where=db.text("answer IS NULL"),
        ),
        Index("ix_phone_call_loan", "digibank_id", "loan_id", "id"),
        Index("ix_phone_call_on", "digibank_id", "call_on", "id"),
    )
    loan_id: Mapped[int]
    whom: Mapped[Whom] = mapped_column(EnumText(Whom))
    because: Mapped[CallReason] = mapped_column(EnumText(CallReason))
    #: as a letter's: the rung that asked for it, so that a night may run twice
    once_key: Mapped[str | None] = mapped_column(String(80))
    #: the day that was agreed when it was asked for; once another one is agreed, it need not be made
    due_on: Mapped[date | None]
    #: from which day on it stands on the list
    call_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[CallAnswer | None] = mapped_column(EnumText(CallAnswer))
    agreed_on: Mapped[date | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Any] = to_one("Loan", "PhoneCall.loan_id")


class PaymentPlan(BelongsToDigibank, Versioned, Model):
    """The ladder of payment reminders of this digibank; without a row it is the usual one."""

    __tablename__ = "payment_plan"
    __table_args__ = (
        *walls("payment_plan"),
        UniqueConstraint("digibank_id", name="uq_payment_plan_one"),
        CheckConstraint("costs_cents BETWEEN 0 AND 200000", name="within_the_law"),
    )
    #: days from the day of payment as text (JSON knows no other keys) and the value of its Way; empty: none goes out
    ways: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: what this digibank adds in its own words, by language
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: what a reminder says may be asked for costs after it; never booked, and told within what the law allows
    costs_cents: Mapped[int] = mapped_column(default=0)
    #: what these were and from when on, oldest first: a reminder named what was chosen when it was written
    costs_since: Mapped[list[tuple[str, int]]] = mapped_column(JSON, default=list)
    set_at: Mapped[datetime] = mapped_column(Moment)

    def choose_costs(self, cents: int, now: datetime) -> None:
        """From now on reminders name these; what was chosen before is remembered for those that are written."""
        if cents != self.costs_at(now):
            self.costs_since = [*(self.costs_since or ()), (now.isoformat(), cents)]
        self.costs_cents = cents

    def costs_at(self, moment: datetime) -> int:
        """What was chosen at that moment, in cents."""
        chosen = [cents for since, cents in self.costs_since or () if datetime.fromisoformat(since) <= moment]
        return chosen[-1] if chosen else 0

    @property
    def by_rung(self) -> dict[int, Way]:
        """The ladder as rules read it."""
        return {int(rung): Way(way) for rung, way in sorted(self.ways.items(), key=lambda one: int(one[0]))}


class PaymentTask(BelongsToDigibank, Model):
    """An amount that is unpaid at the end of its ladder: someone at the desk decides. No amount stands here."""

    __tablename__ = "payment_task"
    __table_args__ = (
        *walls("payment_task", loan_id="loan", request_id="payment_request"),
        UniqueConstraint("digibank_id", "once_key", name="uq_payment_task_once_key"),
        CheckConstraint("done_by_id IS NULL OR done_at IS NOT NULL", name="done_at_a_moment"),
        Index(
            "ix_payment_task_open",
            "digibank_id",
            "id",
            sqlite_where=db.text("done_at IS NULL"),
            postgresql_where=db.text("done_at IS NULL"),
        ),
        Index("ix_payment_task_loan", "digibank_id", "loan_id", "id"),
    )
    loan_id: Mapped[int]
    #: what was asked by bank; None: what was agreed at the hand-over
    request_id: Mapped[int | None]
    #: the amount and the day it was to be paid, as a letter's: a night may run twice
    once_key: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: someone left it at this, or it was paid or not asked any more
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Loan] = to_one("Loan", "PaymentTask.loan_id")
