"""Policies with their versions, applications, and for each condition what was seen, by whom and when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.applications import document as documents
from inventory.applications.assessment import Answer, Outcome
from inventory.applications.deciding import Result
from inventory.applications.policy import (
    Door,
    ExceptionRoad,
    LendingPolicy,
    LentKind,
    ProofKind,
    Screener,
    ScreeningStep,
)
from inventory.applications.states import OPEN_STATES, Alternative, ApplicationState, RefusalReason, Wish
from inventory.borrowers.models import Borrower
from inventory.contacts.rules import Purpose, ReferralChannel
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
        one_of(Door, "door"),
        one_of(LentKind, "device_kind"),
        # Two pairs of eyes are those of two people, whatever the code does.
        CheckConstraint("first_yes_by_id <> decided_by_id", name="two_deciders"),
        CheckConstraint("first_yes_by_id IS NULL OR first_yes_at IS NOT NULL", name="first_yes_at_a_moment"),
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
    #: the way it came in; None: nobody said
    door: Mapped[Door | None] = mapped_column(EnumText(Door))
    #: the sort of device that is asked for
    device_kind: Mapped[LentKind] = mapped_column(EnumText(LentKind), default=LentKind.LAPTOP)
    #: what it should have, as values of Wish
    wishes: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: the service that sent the person (toeleider)
    referrer_id: Mapped[int | None]
    #: that service looked at the conditions for us
    vouched: Mapped[bool] = mapped_column(default=False)
    #: who booked the person in (inschrijver); None for the house
    enroller_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: who helped to fill in the applicant's own form, and from where; blank once the person is forgotten
    helped_by: Mapped[str] = mapped_column(String(80), default="")
    helped_from: Mapped[str] = mapped_column(String(80), default="")
    #: which service, school or person told of us, in the applicant's own words; blank once the person is forgotten
    heard_from: Mapped[str] = mapped_column(String(80), default="")
    #: what the laptop must be able to do, in plain words
    note: Mapped[str] = mapped_column(String(500), default="")
    applied_at: Mapped[datetime] = mapped_column(Moment)
    #: the version of the policy under which it was decided
    policy_id: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    #: whose yes waits for a second pair of eyes, or came before the deciding one; its motive stands in `reason`
    first_yes_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    first_yes_at: Mapped[datetime | None] = mapped_column(Moment)
    #: why it was refused, for the numbers
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(EnumText(RefusalReason))
    alternative: Mapped[Alternative | None] = mapped_column(EnumText(Alternative))
    #: the decision in words: to the applicant after a no, for colleagues after an exceptional yes
    #: of two deciders one below the other, each of 500 characters at most
    reason: Mapped[str] = mapped_column(String(1001), default="")
    #: set apart until it is handed over; afterwards the one that went along
    device_id: Mapped[int | None]

    borrower: Mapped[Borrower] = to_one("Borrower", "Application.borrower_id")
    policy: Mapped[Policy | None] = to_one("Policy", "Application.policy_id")
    referrer: Mapped[Partner | None] = to_one("Partner", "Application.referrer_id")
    device: Mapped[Device | None] = to_one("Device", "Application.device_id")
    enroller: Mapped[User | None] = relationship(foreign_keys=[enroller_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    first_yes_by: Mapped[User | None] = relationship(foreign_keys=[first_yes_by_id])

    @property
    def waits_for_a_second(self) -> bool:
        """Did one colleague say yes, and must another do so too?"""
        return self.state is ApplicationState.WAITING and self.first_yes_at is not None

    @property
    def wish_list(self) -> list[Wish]:
        """What it should have, in the order of Wish."""
        return [wish for wish in Wish if wish in (self.wishes or [])]

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
    #: the last day on which the proof holds; None: it names no day
    valid_until: Mapped[date | None]
    application: Mapped[Application] = to_one("Application", "CriterionSeen.application_id")
    seen_by: Mapped[User | None] = relationship(foreign_keys=[seen_by_id])

    def has_ended(self, on: date) -> bool:
        """Does the proof that was seen no longer hold on that day?"""
        return self.outcome is Outcome.MET and self.valid_until is not None and self.valid_until < on

    def as_answer(self, on: date) -> Answer:
        """As the assessment reads it on that day: a proof that ended must be shown anew."""
        return Answer(Outcome.NOT_SHOWN) if self.has_ended(on) else Answer(self.outcome, self.proof_kind)


class StepTaken(BelongsToDigibank, Model):
    """One step of the screening: what came of it, who took it, and who wrote it down. A talk is never kept."""

    __tablename__ = "step_taken"
    __table_args__ = (
        *walls("step_taken", application_id="application"),
        one_of(ScreeningStep, "step"),
        one_of(Result, "result"),
        # The approval is the decision itself, and stands on the application.
        CheckConstraint("step <> 'approval'", name="not_the_approval"),
        UniqueConstraint("digibank_id", "application_id", "step", name="uq_step_taken_once"),
    )
    application_id: Mapped[int]
    step: Mapped[ScreeningStep] = mapped_column(EnumText(ScreeningStep))
    result: Mapped[Result] = mapped_column(EnumText(Result))
    #: who takes this step by the policy of that day; None: it does not say
    taken_by: Mapped[Screener | None] = mapped_column(EnumText(Screener))
    #: a short word of why, for colleagues; blank once the person is forgotten
    why: Mapped[str] = mapped_column(String(300), default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    application: Mapped[Application] = to_one("Application", "StepTaken.application_id")
    written_by: Mapped[User | None] = relationship(foreign_keys=[written_by_id])


class RoadTaken(BelongsToDigibank, Model):
    """A way round a condition that is not met: who vouched in words, and what a small inquiry came to.

    A second decider leaves no row here: two accounts stand on the application itself.
    """

    __tablename__ = "road_taken"
    __table_args__ = (
        *walls("road_taken", application_id="application"),
        one_of(ExceptionRoad, "road"),
        one_of(Result, "result"),
        CheckConstraint("road <> 'second_decider'", name="not_the_second_decider"),
        UniqueConstraint("digibank_id", "application_id", "road", name="uq_road_taken_once"),
    )
    application_id: Mapped[int]
    road: Mapped[ExceptionRoad] = mapped_column(EnumText(ExceptionRoad))
    result: Mapped[Result] = mapped_column(EnumText(Result))
    #: the service and the function of who wrote or inquired, never a name; blank once the person is forgotten
    by_whom: Mapped[str] = mapped_column(String(120), default="")
    #: the words themselves; blank once the person is forgotten
    why: Mapped[str] = mapped_column(String(500), default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    application: Mapped[Application] = to_one("Application", "RoadTaken.application_id")
    written_by: Mapped[User | None] = relationship(foreign_keys=[written_by_id])
