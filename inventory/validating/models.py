"""Whom a donor appointed, what that person said of each wipe, and which acts of two others it is about.

Answers only grow. That the third person is neither of the first two, and is a person of the donor whose lot it
is, the database itself checks.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
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
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.intake.models import Lot
from inventory.partners.models import Contact, Partner
from inventory.validating.rules import Answer
from inventory.wiping.models import Certificate, WipeRun


class Validator(BelongsToDigibank, Versioned, Model):
    """A person whom a donor appointed to accept or refuse wipes, until it says otherwise."""

    __tablename__ = "validator"
    __table_args__ = (
        *walls("validator", partner_id="partner", contact_id="contact"),
        ForeignKeyConstraint(
            ["digibank_id", "contact_id", "partner_id"],
            ["contact.digibank_id", "contact.id", "contact.partner_id"],
            name="fk_validator_of_this_partner",
        ),
        UniqueConstraint("digibank_id", "id", "partner_id", "user_id", name="uq_validator_person"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
        CheckConstraint("ended_at IS NULL OR end_reason <> ''", name="ended_with_a_reason"),
        Index(
            "uq_validator_in_office",
            "digibank_id",
            "partner_id",
            "user_id",
            unique=True,
            sqlite_where=db.text("ended_at IS NULL"),
            postgresql_where=db.text("ended_at IS NULL"),
        ),
    )
    partner_id: Mapped[int]
    contact_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: who at the donor decided it, and how we know: "mail of An Peeters, 3 November"
    mandate: Mapped[str] = mapped_column(String(200))
    appointed_at: Mapped[datetime] = mapped_column(Moment)
    appointed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    end_reason: Mapped[str] = mapped_column(String(200), default="")
    partner: Mapped[Partner] = to_one("Partner", "Validator.partner_id")
    contact: Mapped[Contact] = to_one("Contact", "Validator.contact_id")
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Validation(BelongsToDigibank, Model):
    """What a donor said of the wipe of one device, as one attest tells it."""

    __tablename__ = "validation"
    __table_args__ = (
        *walls(
            "validation", device_id="device", certificate_id="certificate", lot_id="lot", partner_id="partner",
            validator_id="validator",
        ),
        # Who answers is the person who was appointed, by the partner whose lot this is.
        ForeignKeyConstraint(
            ["digibank_id", "validator_id", "partner_id", "answered_by_id"],
            ["validator.digibank_id", "validator.id", "validator.partner_id", "validator.user_id"],
            name="fk_validation_by_the_appointed",
        ),
        ForeignKeyConstraint(
            ["digibank_id", "lot_id", "partner_id"],
            ["lot.digibank_id", "lot.id", "lot.partner_id"],
            name="fk_validation_of_own_lot",
        ),
        UniqueConstraint("digibank_id", "certificate_id", name="uq_validation_once"),
        UniqueConstraint("digibank_id", "id", "answered_by_id", name="uq_validation_person"),
        one_of(Answer, "answer"),
        CheckConstraint("answer <> 'refused' OR reason <> ''", name="refused_with_a_reason"),
        Index("ix_validation_device", "digibank_id", "device_id", "id"),
        Index("ix_validation_lot", "digibank_id", "lot_id", "id"),
    )  # fmt: skip
    device_id: Mapped[int]
    certificate_id: Mapped[int]
    lot_id: Mapped[int]
    partner_id: Mapped[int]
    validator_id: Mapped[int]
    answer: Mapped[Answer] = mapped_column(EnumText(Answer))
    reason: Mapped[str] = mapped_column(String(240), default="")
    answered_at: Mapped[datetime] = mapped_column(Moment)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[Device] = to_one("Device", "Validation.device_id")
    certificate: Mapped[Certificate] = to_one("Certificate", "Validation.certificate_id")
    lot: Mapped[Lot] = to_one("Lot", "Validation.lot_id")
    validator: Mapped[Validator] = to_one("Validator", "Validation.validator_id")
    answered_by: Mapped[User] = relationship()


append_only(Validation.__table__)


class ValidatedWipe(BelongsToDigibank, Model):
    """One act of two people that a third has now spoken of: three different people."""

    __tablename__ = "validated_wipe"
    __table_args__ = (
        *walls("validated_wipe", validation_id="validation", wipe_run_id="wipe_run"),
        ForeignKeyConstraint(
            ["digibank_id", "validation_id", "answered_by_id"],
            ["validation.digibank_id", "validation.id", "validation.answered_by_id"],
            name="fk_validated_wipe_third",
        ),
        ForeignKeyConstraint(
            ["digibank_id", "wipe_run_id", "operator_id", "verified_by_id"],
            ["wipe_run.digibank_id", "wipe_run.id", "wipe_run.operator_id", "wipe_run.verified_by_id"],
            name="fk_validated_wipe_first_two",
        ),
        UniqueConstraint("digibank_id", "validation_id", "wipe_run_id", name="uq_validated_wipe_once"),
        # GBA recommendation 2020 §238: neither who did it nor who checked it validates it.
        CheckConstraint("answered_by_id <> operator_id", name="not_the_operator"),
        CheckConstraint("answered_by_id <> verified_by_id", name="not_the_second_person"),
    )
    validation_id: Mapped[int]
    wipe_run_id: Mapped[int]
    operator_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    verified_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    validation: Mapped[Validation] = to_one("Validation", "ValidatedWipe.validation_id")
    run: Mapped[WipeRun] = to_one("WipeRun", "ValidatedWipe.wipe_run_id")


append_only(ValidatedWipe.__table__)
