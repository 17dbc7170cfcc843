"""The letter that each donor gets once a year, the cards on the wall of the bench and who asks for help there, what
finders write, and the forms that applicants fill in themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.applications.models import Application
from inventory.codes import Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import Coded
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
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.partners.models import Partner
from inventory.portal.meanings import CardMeaning


class YearLetter(BelongsToDigibank, Model):
    """What one donor was told about one year: facts, factors and paper, for ever as they were."""

    __tablename__ = "year_letter"
    __table_args__ = (
        *walls("year_letter", partner_id="partner"),
        UniqueConstraint("digibank_id", "partner_id", "year", name="uq_year_letter_once"),
        CheckConstraint("year BETWEEN 2000 AND 9999", name="year"),
    )
    partner_id: Mapped[int]
    year: Mapped[int]
    locale: Mapped[str] = mapped_column(String(5))
    #: everything that stands on it; see `yearly.py`
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Moment)
    #: did a letter leave by mail? Not when we know no address
    was_mailed: Mapped[bool]
    partner: Mapped[Partner] = to_one("Partner", "YearLetter.partner_id")


append_only(YearLetter.__table__)


class ActionCard(BelongsToDigibank, Coded, Model):
    """A card on the wall that says one thing when it is scanned; a digibank has one of each."""

    __tablename__ = "action_card"
    letter = Kind.ACTION
    __table_args__ = (
        *walls("action_card"),
        one_of(CardMeaning, "meaning"),
        UniqueConstraint("digibank_id", "meaning", name="uq_action_card_meaning"),
    )
    meaning: Mapped[CardMeaning] = mapped_column(EnumText(CardMeaning))


class FinderMessage(BelongsToDigibank, Model):
    """What somebody who found a thing of ours wrote, and how to reach them; both are blanked in time."""

    __tablename__ = "finder_message"
    __table_args__ = (
        *walls("finder_message"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_someone"),
        Index("ix_finder_message_left", "digibank_id", "left_at"),
    )
    #: the number on the sticker
    code_serial: Mapped[int]
    words: Mapped[str] = mapped_column(String(600))
    #: a phone number or an address, if they gave one. Personal: blanked with the answer
    reply_to: Mapped[str] = mapped_column(String(120), default="")
    left_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class HelpCall(BelongsToDigibank, Model):
    """Someone at the bench asks for help; each has one open call at a time."""

    __tablename__ = "help_call"
    __table_args__ = (
        *walls("help_call", device_id="device"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_someone"),
        Index(
            "ix_help_call_open",
            "digibank_id",
            "asked_by_id",
            unique=True,
            sqlite_where=db.text("answered_at IS NULL"),
            postgresql_where=db.text("answered_at IS NULL"),
        ),
    )
    #: with which laptop, when one was in hand
    device_id: Mapped[int | None]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device | None] = to_one("Device", "HelpCall.device_id")


class BegunForm(BelongsToDigibank, Versioned, Model):
    """An applicant's own form: what was answered so far, and after sending only which application came of it.

    Personal through and through: gone two weeks after the last answer, blank once it is sent.
    """

    __tablename__ = "begun_form"
    __table_args__ = (
        *walls("begun_form", application_id="application", invitation_id="form_invitation"),
        # An invitation opens one form.
        UniqueConstraint("digibank_id", "invitation_id", name="uq_begun_form_invitation"),
        CheckConstraint("length(token) >= 16", name="unguessable"),
        CheckConstraint("(sent_at IS NULL) = (application_id IS NULL)", name="sent_as_an_application"),
        UniqueConstraint("token", name="uq_begun_form_token"),
        UniqueConstraint("digibank_id", "application_id", name="uq_begun_form_sent_once"),
        Index("ix_begun_form_begun", "digibank_id", "begun_at"),
    )
    #: the secret part of the own link
    token: Mapped[str] = mapped_column(String(32))
    #: in which language the pages were read last
    locale: Mapped[str] = mapped_column(String(5))
    #: question by question; see `applying_rules.py`
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    #: when something was answered last
    changed_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the number that the applicant was told at sending; theirs, also when the person turns out to be another entry
    told_number: Mapped[str] = mapped_column(String(20), default="")
    application_id: Mapped[int | None]
    #: the invitation by which it was begun; None: the form was open to anyone
    invitation_id: Mapped[int | None]
    application: Mapped[Application | None] = to_one("Application", "BegunForm.application_id")


class FormInvitation(BelongsToDigibank, Versioned, Model):
    """Someone who may fill in the own form, once, by a link of their own. Of the link only a hash is kept.

    Whom it was for is personal: blank two weeks after it was used, taken back or too old.
    """

    __tablename__ = "form_invitation"
    __table_args__ = (
        *walls("form_invitation"),
        UniqueConstraint("token_hash", name="uq_form_invitation_token"),
        CheckConstraint("length(token_hash) = 64", name="hashed"),
        CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name="used_or_taken_back"),
        Index("ix_form_invitation_made", "digibank_id", "made_at", "id"),
    )
    #: as the desk knows this person; empty once it was blanked
    name: Mapped[str] = mapped_column(String(120))
    #: a mail address or a number; may be empty
    contact: Mapped[str] = mapped_column(String(254), default="")
    #: SHA-256 of the secret part of the link, in hexadecimal
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    #: a form was begun with it
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
