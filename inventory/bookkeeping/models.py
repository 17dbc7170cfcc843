"""What the bookkeeper set, and what was done about deposits that nobody fetched.

No amount stands here: whatever is added up is added up from the ledger. And no word about a person: a step is a choice
from a list, so nothing must be blanked when a borrower is forgotten.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.bookkeeping.ageing_rules import USUAL_DAYS, How, Outcome, Step
from inventory.deposits.ledger import Account
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


class AccountNumber(BelongsToDigibank, Versioned, Model):
    """The number that a digibank chose for one account, bank account or cash box; without a row it is the usual one."""

    __tablename__ = "account_number"
    __table_args__ = (
        *walls("account_number", bank_account_id="bank_account", till_id="till"),
        Index(
            "ix_account_number_account",
            "digibank_id",
            "account",
            unique=True,
            sqlite_where=db.text("bank_account_id IS NULL AND till_id IS NULL"),
            postgresql_where=db.text("bank_account_id IS NULL AND till_id IS NULL"),
        ),
        Index("ix_account_number_bank", "digibank_id", "bank_account_id", unique=True),
        Index("ix_account_number_till", "digibank_id", "till_id", unique=True),
        CheckConstraint("bank_account_id IS NULL OR account = 'bank'", name="bank_account"),
        CheckConstraint("till_id IS NULL OR account = 'till'", name="till"),
        CheckConstraint("length(number) BETWEEN 2 AND 8", name="number"),
        one_of(Account, "account"),
    )
    account: Mapped[Account] = mapped_column(EnumText(Account))
    #: which bank account, where this is about one
    bank_account_id: Mapped[int | None]
    #: which cash box, where this is about one
    till_id: Mapped[int | None]
    #: digits only
    number: Mapped[str] = mapped_column(String(8))


class UnclaimedRule(BelongsToDigibank, Versioned, Model):
    """After how many days a digibank takes which step about a deposit that nobody fetched."""

    __tablename__ = "unclaimed_rule"
    __table_args__ = (
        *walls("unclaimed_rule"),
        UniqueConstraint("digibank_id", name="uq_unclaimed_rule_one"),
    )
    #: the value of a Step, and its days; without days (null) the digibank set none
    days: Mapped[dict[str, int | None]] = mapped_column(JSON, default=dict)
    #: in its own words what its rule says in the end
    words: Mapped[str] = mapped_column(String(600), default="")
    set_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def by_step(self) -> dict[Step, int | None]:
        """The days as rules read them."""
        return {step: self.days.get(step.value, usual) for step, usual in USUAL_DAYS.items()}


class UnclaimedStep(BelongsToDigibank, Model):
    """One step that was taken about the deposit of a loan: which, when, how, by whom, and what came of it."""

    __tablename__ = "unclaimed_step"
    __table_args__ = (
        *walls("unclaimed_step", loan_id="loan"),
        Index("ix_unclaimed_step_loan", "digibank_id", "loan_id", "id"),
        one_of(Step, "step"),
        one_of(How, "how"),
        one_of(Outcome, "outcome"),
    )
    loan_id: Mapped[int]
    step: Mapped[Step] = mapped_column(EnumText(Step))
    how: Mapped[How] = mapped_column(EnumText(How))
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    done_on: Mapped[date]
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Any] = to_one("Loan", "UnclaimedStep.loan_id")
    noted_by: Mapped[Any] = to_one("User", "UnclaimedStep.noted_by_id")


append_only(UnclaimedStep.__table__)
