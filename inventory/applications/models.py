"""Policies with their versions, applications, and for each condition what was seen, by whom and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.applications import document as documents
from inventory.applications.assessment import Answer, Outcome
from inventory.applications.policy import LendingPolicy, ProofKind
from inventory.applications.states import (
    OPEN_STATES,
    Alternative,
    ApplicationState,
    Purpose,
    ReferralChannel,
    RefusalReason,
)
from inventory.borrowers.models import Borrower
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
from inventory.partners.models import Partner


class Policy(BelongsToDigibank, Model):
    """One version of what this digibank asks and promises. Never changed: a running loan keeps its own."""

    __tablename__ = "policy"
    __table_args__ = (
        *walls("policy"),
        UniqueConstraint("digibank_id", "version", name="uq_policy_version"),
    )
    #: 1, 2, 3 …; the highest is in force
    version: Mapped[int]
    #: as `document.read` understands it
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    valid_from: Mapped[datetime] = mapped_column(Moment)
    #: who set it; None for the house
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_by: Mapped[User | None] = relationship(foreign_keys=[set_by_id])

    @property
    def rules(self) -> LendingPolicy:
        """The document as rules can read it."""
        return documents.read(self.document)


append_only(Policy.__table__)


class Application(BelongsToDigibank, Versioned, Model):
    """Someone asks for a laptop, alone or through a service."""

    __tablename__ = "application"
    __table_args__ = (
        *walls(
            "application",
            borrower_id="borrower",
            referrer_id="partner",
            device_id="device",
            policy_id="policy",
        ),
        one_of(ApplicationState, "state"),
        Index("ix_application_state", "digibank_id", "state", "applied_at", "id"),
        Index("ix_application_borrower", "digibank_id", "borrower_id"),
        # One open application per person: a second tab or desk finds the first.
        Index(
            "ix_application_open",
            "digibank_id",
            "borrower_id",
            unique=True,
            sqlite_where=db.text("state IN ('waiting', 'approved')"),
            postgresql_where=db.text("state IN ('waiting', 'approved')"),
        ),
        # A laptop is set apart for one person only.
        Index(
            "ix_application_device",
            "digibank_id",
            "device_id",
            unique=True,
            sqlite_where=db.text("state = 'approved'"),
            postgresql_where=db.text("state = 'approved'"),
        ),
    )
    borrower_id: Mapped[int]
    state: Mapped[ApplicationState] = mapped_column(
        EnumText(ApplicationState), default=ApplicationState.WAITING
    )
    purpose: Mapped[Purpose] = mapped_column(EnumText(Purpose))
    channel: Mapped[ReferralChannel] = mapped_column(
        EnumText(ReferralChannel), default=ReferralChannel.UNKNOWN
    )
    #: the service that sent the person (toeleider)
    referrer_id: Mapped[int | None]
    #: that service looked at the conditions for us
    vouched: Mapped[bool] = mapped_column(default=False)
    #: who booked the person in (inschrijver); None for the house
    enroller_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: what the laptop must be able to do, in plain words
    note: Mapped[str] = mapped_column(String(500), default="")
    applied_at: Mapped[datetime] = mapped_column(Moment)
    #: the version of the policy under which it was decided
    policy_id: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    #: why it was refused, for the numbers
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(EnumText(RefusalReason))
    alternative: Mapped[Alternative | None] = mapped_column(EnumText(Alternative))
    #: the decision in words: to the applicant after a no, for colleagues after an exceptional yes
    reason: Mapped[str] = mapped_column(String(500), default="")
    #: set apart until it is handed over; afterwards the one that went along
    device_id: Mapped[int | None]

    borrower: Mapped[Borrower] = to_one("Borrower", "Application.borrower_id")
    policy: Mapped[Policy | None] = to_one("Policy", "Application.policy_id")
    referrer: Mapped[Partner | None] = to_one("Partner", "Application.referrer_id")
    device: Mapped[Device | None] = to_one("Device", "Application.device_id")
    enroller: Mapped[User | None] = relationship(foreign_keys=[enroller_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_open(self) -> bool:
        """Does something still have to happen with it?"""
        return self.state in OPEN_STATES


class CriterionSeen(BelongsToDigibank, Model):
    """For one condition: what came of asking, and which proof was *seen*. The proof itself is never kept."""

    __tablename__ = "criterion_seen"
    __table_args__ = (
        *walls("criterion_seen", application_id="application"),
        UniqueConstraint("digibank_id", "application_id", "code", name="uq_criterion_seen_once"),
    )
    application_id: Mapped[int]
    #: the condition's code in the policy
    code: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    proof_kind: Mapped[ProofKind | None] = mapped_column(EnumText(ProofKind))
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[datetime] = mapped_column(Moment)
    application: Mapped[Application] = to_one("Application", "CriterionSeen.application_id")
    seen_by: Mapped[User | None] = relationship(foreign_keys=[seen_by_id])

    def as_answer(self) -> Answer:
        """As the assessment reads it."""
        return Answer(self.outcome, self.proof_kind)
