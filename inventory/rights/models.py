"""What persons asked about their own data, who opened whose file, what the privacy notice said, and breaches."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.borrowers.models import Borrower
from inventory.digibank.models import User
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    db,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.looking import PageKind
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.rights.rules import Answer, Asker, BreachRisk, LegalForm, RequestKind


class PersonRequest(BelongsToDigibank, Versioned, Model):
    """Someone asked something about the own data; and what was answered, when."""

    __tablename__ = "person_request"
    __table_args__ = (
        *walls("person_request", borrower_id="borrower"),
        one_of(RequestKind, "kind"),
        one_of(Asker, "asker"),
        CheckConstraint("answer IN ('granted', 'partly', 'refused', 'withdrawn')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_on IS NULL)", name="answered_on_a_day"),
        CheckConstraint("due_on > received_on", name="has_a_term"),
        Index("ix_person_request_borrower", "digibank_id", "borrower_id", "id"),
        Index(
            "ix_person_request_open",
            "digibank_id",
            "due_on",
            "id",
            sqlite_where=db.text("answered_on IS NULL"),
            postgresql_where=db.text("answered_on IS NULL"),
        ),
    )
    borrower_id: Mapped[int]
    kind: Mapped[RequestKind] = mapped_column(EnumText(RequestKind))
    asker: Mapped[Asker] = mapped_column(EnumText(Asker))
    #: how it was checked that it is this person, in words; blank once the person is forgotten, like the next three
    identity: Mapped[str] = mapped_column(String(200))
    #: what was asked, in their own words
    asked: Mapped[str] = mapped_column(String(1000), default="")
    #: why the answer takes longer than a month
    longer_because: Mapped[str] = mapped_column(String(500), default="")
    #: what was answered, in words
    answered: Mapped[str] = mapped_column(String(2000), default="")
    received_on: Mapped[date]
    due_on: Mapped[date]
    longer_since: Mapped[date | None]
    answer: Mapped[Answer | None] = mapped_column(EnumText(Answer))
    answered_on: Mapped[date | None]
    #: erasure that waits until what holds it is over; the night does it then
    waits_to_forget: Mapped[bool] = mapped_column(default=False)
    #: of an erasure in part: what went when it was answered
    went: Mapped[list[str]] = mapped_column(JSON, default=list)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    borrower: Mapped[Borrower] = to_one("Borrower", "PersonRequest.borrower_id")
    noted_by: Mapped[User | None] = relationship(foreign_keys=[noted_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def is_open(self) -> bool:
        """Does someone still wait for an answer?"""
        return self.answered_on is None


class FileLook(BelongsToDigibank, Model):
    """Someone who works here opened someone's file; once an hour for each part of it. Kept for a year."""

    __tablename__ = "file_look"
    __table_args__ = (
        *walls("file_look", borrower_id="borrower"),
        one_of(PageKind, "kind"),
        UniqueConstraint("digibank_id", "borrower_id", "user_id", "kind", "hour", name="uq_file_look_hour"),
        Index("ix_file_look_user", "digibank_id", "user_id", "hour"),
        Index("ix_file_look_hour", "digibank_id", "hour"),
    )
    borrower_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[PageKind] = mapped_column(EnumText(PageKind))
    #: the full hour in which it was opened
    hour: Mapped[datetime] = mapped_column(Moment)

    borrower: Mapped[Borrower] = to_one("Borrower", "FileLook.borrower_id")
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class NoticeEdition(BelongsToDigibank, Model):
    """What this digibank fills in on its privacy notice and its registers; each change is a new edition."""

    __tablename__ = "notice_edition"
    __table_args__ = (
        *walls("notice_edition"),
        UniqueConstraint("digibank_id", "number", name="uq_notice_edition_number"),
        one_of(LegalForm, "legal_form"),
        CheckConstraint("number > 0", name="number"),
    )
    number: Mapped[int]
    legal_form: Mapped[LegalForm] = mapped_column(EnumText(LegalForm))
    #: who answers for the data, when that is another than the digibank itself
    controller: Mapped[str] = mapped_column(String(200), default="")
    #: how to reach the data protection officer, or who else answers questions
    contact: Mapped[str] = mapped_column(String(200), default="")
    #: the partners that see a part of the data
    partners: Mapped[str] = mapped_column(String(500), default="")
    #: who keeps the computers, and whom they use in turn
    host: Mapped[str] = mapped_column(String(500), default="")
    #: what the digibank adds, in each language
    more_nl: Mapped[str] = mapped_column(String(2000), default="")
    more_fr: Mapped[str] = mapped_column(String(2000), default="")
    more_en: Mapped[str] = mapped_column(String(2000), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_by: Mapped[Any] = relationship("User", foreign_keys=[made_by_id])


append_only(NoticeEdition.__table__)


class Breach(BelongsToDigibank, Versioned, Model):
    """Data of persons were lost, changed or seen by who may not; what was done, and whom we told."""

    __tablename__ = "data_breach"
    __table_args__ = (
        *walls("data_breach"),
        one_of(BreachRisk, "risk"),
        CheckConstraint("how_many IS NULL OR how_many >= 0", name="how_many"),
        CheckConstraint(
            "told_authority_at IS NULL OR told_authority_at >= found_at", name="told_after_found"
        ),
        Index("ix_data_breach_found", "digibank_id", "found_at", "id"),
    )
    found_at: Mapped[datetime] = mapped_column(Moment)
    #: what happened; names nobody
    what: Mapped[str] = mapped_column(String(1000))
    #: which data of whom
    which_data: Mapped[str] = mapped_column(String(500), default="")
    #: how many persons; None: nobody knows yet
    how_many: Mapped[int | None]
    risk: Mapped[BreachRisk] = mapped_column(EnumText(BreachRisk))
    measures: Mapped[str] = mapped_column(String(1000), default="")
    #: why the authority was told later, or not
    remark: Mapped[str] = mapped_column(String(500), default="")
    told_authority_at: Mapped[datetime | None] = mapped_column(Moment)
    told_people_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    noted_by: Mapped[User | None] = relationship(foreign_keys=[noted_by_id])
