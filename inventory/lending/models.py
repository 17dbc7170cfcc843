"""Loans: what, to whom, until when; how each was extended, signed and begun.

A person stands here only by id. What could name them otherwise (the agreement with its signature) stands in
rows of its own, which can be blanked while the loan itself goes on counting.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory.codes import Kind
from inventory.deposits.ledger import DepositWay
from inventory.digibank.numbers import Coded
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, keeps, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.lending.rules import (
    ChargerAtSwap,
    LongerAnswer,
    Signing,
    SwapReason,
    VisitFinding,
    WorkshopAnswer,
)


class LoanState(StrEnum):
    """Does the loan still run?"""

    OPEN = "open"
    ENDED = "ended"


class Ending(StrEnum):
    """How a loan came to its end."""

    #: the laptop was brought back and looked at
    RETURNED = "returned"
    #: the borrower did not take it along after all
    UNDONE = "undone"
    #: it will not come back
    LOST = "lost"
    #: the borrower became its owner
    TRANSFERRED = "transferred"
    #: it stays where it is, and we take it out of our books
    WRITTEN_OFF = "written_off"


class Accessory(StrEnum):
    """What goes along with a laptop."""

    CHARGER = "charger"
    MOUSE = "mouse"
    BAG = "bag"


class PaperKind(StrEnum):
    """Which paper of a loan."""

    AGREEMENT = "agreement"
    #: another laptop for the same loan
    SWAP = "swap"
    #: the laptop is the borrower's now
    TITLE = "title"


class LossKind(StrEnum):
    """How a laptop got away from its borrower."""

    MISSING = "missing"
    STOLEN = "stolen"


class Loan(Coded, BelongsToDigibank, Versioned, Model):
    """One device at one borrower's home, from the hand-over until it ends."""

    __tablename__ = "loan"
    __table_args__ = (
        *walls(
            "loan",
            device_id="device",
            borrower_id="borrower",
            application_id="application",
            policy_id="policy",
        ),
        Index(
            "ix_loan_one_open_per_device",
            "digibank_id",
            "device_id",
            unique=True,
            sqlite_where=db.text("state = 'open'"),
            postgresql_where=db.text("state = 'open'"),
        ),
        Index("ix_loan_device", "digibank_id", "device_id", "id"),
        Index("ix_loan_borrower", "digibank_id", "borrower_id", "id"),
        Index("ix_loan_application", "digibank_id", "application_id"),
        Index("ix_loan_due", "digibank_id", "state", "due_on", "id"),
        Index("ix_loan_visit_due", "digibank_id", "state", "visit_due_on", "id"),
        Index("ix_loan_token", "token"),
        one_of(LoanState, "state"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ends_once"),
        CheckConstraint("length(token) >= 10", name="unguessable"),
    )
    letter = Kind.LOAN

    device_id: Mapped[int]
    borrower_id: Mapped[int]
    #: the approved application that this loan fulfils
    application_id: Mapped[int | None]
    #: the policy under which it was agreed; it holds for this loan even when the policy changes
    policy_id: Mapped[int | None]
    started_on: Mapped[date]
    #: None: the loan has no end
    due_on: Mapped[date | None]
    handed_over_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ending: Mapped[Ending | None] = mapped_column(EnumText(Ending))
    state: Mapped[LoanState] = mapped_column(EnumText(LoanState), default=LoanState.OPEN)
    #: the unguessable part of the borrower's own link
    token: Mapped[str] = mapped_column(String(32))
    #: what went along, as values of Accessory
    accessories: Mapped[list[str]] = mapped_column(JSON, default=list)
    workshop: Mapped[WorkshopAnswer | None] = mapped_column(EnumText(WorkshopAnswer))
    #: the day agreed for the start workshop
    workshop_on: Mapped[date | None]
    #: from when on we expect them to come by with it; None where the policy asks no visit
    visit_due_on: Mapped[date | None]

    device: Mapped[Any] = to_one("Device", "Loan.device_id")
    borrower: Mapped[Any] = to_one("Borrower", "Loan.borrower_id")
    application: Mapped[Any] = to_one("Application", "Loan.application_id")
    policy: Mapped[Any] = to_one("Policy", "Loan.policy_id")

    @property
    def accessory_list(self) -> list[Accessory]:
        """What went along, in the order of Accessory."""
        return [accessory for accessory in Accessory if accessory in self.accessories]

    @property
    def is_open(self) -> bool:
        """Is the laptop still out?"""
        return self.state is LoanState.OPEN


keeps(Loan, "policy_id")


class Extension(BelongsToDigibank, Model):
    """The end of a loan, moved."""

    __tablename__ = "extension"
    __table_args__ = (
        *walls("extension", loan_id="loan"),
        Index("ix_extension_loan", "digibank_id", "loan_id", "id"),
    )
    loan_id: Mapped[int]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    extended_at: Mapped[datetime] = mapped_column(Moment)
    extended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Loan] = to_one("Loan", "Extension.loan_id")


class LongerRequest(BelongsToDigibank, Model):
    """A borrower asked, by their own link, to keep the laptop longer. One at a time waits for an answer."""

    __tablename__ = "longer_request"
    __table_args__ = (
        *walls("longer_request", loan_id="loan"),
        one_of(LongerAnswer, "answer"),
        CheckConstraint("(answer = 'waits') = (answered_at IS NULL)", name="answered_at_a_moment"),
        Index(
            "uq_longer_request_waits",
            "digibank_id",
            "loan_id",
            unique=True,
            sqlite_where=db.text("answer = 'waits'"),
            postgresql_where=db.text("answer = 'waits'"),
        ),
        Index("ix_longer_request_loan", "digibank_id", "loan_id", "id"),
    )
    loan_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    #: the day until which they asked to keep it
    until: Mapped[date]
    answer: Mapped[LongerAnswer] = mapped_column(EnumText(LongerAnswer), default=LongerAnswer.WAITS)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Loan] = to_one("Loan", "LongerRequest.loan_id")


class LoanVisit(BelongsToDigibank, Model):
    """The borrower came by with the laptop while the loan runs."""

    __tablename__ = "loan_visit"
    __table_args__ = (
        *walls("loan_visit", loan_id="loan"),
        one_of(VisitFinding, "finding"),
        Index("ix_loan_visit_loan", "digibank_id", "loan_id", "id"),
    )
    loan_id: Mapped[int]
    came_at: Mapped[datetime] = mapped_column(Moment)
    finding: Mapped[VisitFinding] = mapped_column(EnumText(VisitFinding))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Loan] = to_one("Loan", "LoanVisit.loan_id")


class Swap(BelongsToDigibank, Model):
    """Another laptop for the same loan; the agreement, its day and its deposit stand."""

    __tablename__ = "swap"
    __table_args__ = (
        *walls("swap", loan_id="loan", from_device_id="device", to_device_id="device"),
        one_of(SwapReason, "because"),
        one_of(ChargerAtSwap, "charger"),
        CheckConstraint("from_device_id <> to_device_id", name="another"),
        Index("ix_swap_loan", "digibank_id", "loan_id", "id"),
    )
    loan_id: Mapped[int]
    from_device_id: Mapped[int]
    to_device_id: Mapped[int]
    because: Mapped[SwapReason] = mapped_column(EnumText(SwapReason))
    #: what was seen of the charger; None: none went along with this loan
    charger: Mapped[ChargerAtSwap | None] = mapped_column(EnumText(ChargerAtSwap))
    swapped_at: Mapped[datetime] = mapped_column(Moment)
    swapped_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Loan] = to_one("Loan", "Swap.loan_id")
    from_device: Mapped[Any] = to_one("Device", "Swap.from_device_id")
    to_device: Mapped[Any] = to_one("Device", "Swap.to_device_id")


class LoanPaper(BelongsToDigibank, Model):
    """A paper of a loan in one language, as it was signed or issued; kept, never made again."""

    __tablename__ = "loan_paper"
    __table_args__ = (
        *walls("loan_paper", loan_id="loan"),
        one_of(PaperKind, "kind"),
        # A loan is swapped as often as it must be; it is agreed once, and given away once.
        Index(
            "ix_loan_paper_once",
            "digibank_id",
            "loan_id",
            "locale",
            "kind",
            unique=True,
            sqlite_where=db.text("kind <> 'swap'"),
            postgresql_where=db.text("kind <> 'swap'"),
        ),
    )
    loan_id: Mapped[int]
    kind: Mapped[PaperKind] = mapped_column(EnumText(PaperKind), default=PaperKind.AGREEMENT)
    locale: Mapped[str] = mapped_column(String(8))
    signing: Mapped[Signing] = mapped_column(EnumText(Signing))
    #: who signed for the borrower, as their legal administrator, so that later papers name them; blanked with the paper
    administrator: Mapped[str] = mapped_column(String(160), default="")
    #: who of us saw the borrower sign
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: the paper; blanked when the borrower is forgotten
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the paper, in hexadecimal
    sha256: Mapped[str] = mapped_column(String(64))

    loan: Mapped[Loan] = to_one("Loan", "LoanPaper.loan_id")


class Loss(BelongsToDigibank, Model):
    """A borrower told us that the laptop is missing or stolen."""

    __tablename__ = "loss"
    __table_args__ = (
        *walls("loss", loan_id="loan"),
        Index("ix_loss_loan", "digibank_id", "loan_id"),
    )
    loan_id: Mapped[int]
    kind: Mapped[LossKind] = mapped_column(EnumText(LossKind))
    happened_on: Mapped[date | None]
    reported_at: Mapped[datetime] = mapped_column(Moment)
    #: the number of the police report, as written on it; police zones write it in many ways
    police_report: Mapped[str] = mapped_column(String(40), default="")

    loan: Mapped[Loan] = to_one("Loan", "Loss.loan_id")


class HandOver(BelongsToDigibank, Versioned, Model):
    """A hand-over under way: every answer is kept when given, so one may stop and go on later."""

    __tablename__ = "hand_over"
    __table_args__ = (
        *walls(
            "hand_over",
            device_id="device",
            borrower_id="borrower",
            application_id="application",
            partner_id="partner",
            loan_id="loan",
        ),
        Index("ix_hand_over_open", "digibank_id", "loan_id", "id"),
        Index("ix_hand_over_borrower", "digibank_id", "borrower_id"),
        CheckConstraint("deposit_cents >= 0", name="asked"),
        CheckConstraint("deposit_parts > 0", name="parts"),
    )
    started_at: Mapped[datetime] = mapped_column(Moment)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: who
    borrower_id: Mapped[int | None]
    application_id: Mapped[int | None]
    #: what
    device_id: Mapped[int | None]
    accessories: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: until when; `has_no_end` says that it was chosen so
    due_on: Mapped[date | None]
    has_no_end: Mapped[bool] = mapped_column(default=False)
    #: deposit
    tariff: Mapped[str | None] = mapped_column(String(40))
    deposit_cents: Mapped[int] = mapped_column(default=0)
    deposit_way: Mapped[DepositWay | None] = mapped_column(EnumText(DepositWay))
    slip: Mapped[str | None] = mapped_column(String(40))
    partner_id: Mapped[int | None]
    promised_on: Mapped[date | None]
    #: in how many parts it is paid by bank
    deposit_parts: Mapped[int] = mapped_column(default=1)
    waived_because: Mapped[str | None] = mapped_column(Text)
    #: signature
    signing: Mapped[Signing | None] = mapped_column(EnumText(Signing))
    #: the drawn signature as a small PNG, made anew from what the browser sent
    signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    typed_name: Mapped[str | None] = mapped_column(String(160))
    #: who signs for the borrower, as their legal administrator
    administrator: Mapped[str | None] = mapped_column(String(160))
    read_aloud: Mapped[bool] = mapped_column(default=False)
    explained: Mapped[bool] = mapped_column(default=False)
    #: workshop
    workshop: Mapped[WorkshopAnswer | None] = mapped_column(EnumText(WorkshopAnswer))
    workshop_on: Mapped[date | None]
    workshop_reason: Mapped[str | None] = mapped_column(String(40))
    #: what was said of the workshop was news of the borrower, so that undoing the hand-over takes it back
    noted_workshop: Mapped[bool] = mapped_column(default=False)
    #: the loan that came of it, or the day on which someone gave up
    loan_id: Mapped[int | None]
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)

    device: Mapped[Any] = to_one("Device", "HandOver.device_id")
    borrower: Mapped[Any] = to_one("Borrower", "HandOver.borrower_id")
    application: Mapped[Any] = to_one("Application", "HandOver.application_id")
    partner: Mapped[Any] = to_one("Partner", "HandOver.partner_id")
    loan: Mapped[Loan | None] = to_one("Loan", "HandOver.loan_id")

    @property
    def is_open(self) -> bool:
        """May it still be gone on with?"""
        return self.loan_id is None and self.dropped_at is None
