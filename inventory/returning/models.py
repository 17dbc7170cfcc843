"""What was seen when a laptop came back, and what that meant for the deposit."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from inventory.foundation.database import Model, Moment, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.lending.models import Loan


class Inspection(BelongsToDigibank, Model):
    """One look at a returned laptop, together with its borrower."""

    __tablename__ = "inspection"
    __table_args__ = (
        *walls("inspection", loan_id="loan"),
        Index("ix_inspection_loan", "digibank_id", "loan_id", unique=True),
        CheckConstraint("refund_cents >= 0 AND kept_cents >= 0 AND waiting_cents >= 0", name="amounts"),
    )
    loan_id: Mapped[int]
    #: check -> finding, as values of rules.Check and rules.Finding
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    #: one per broken or missing thing: check, finding, choice, price_cents, kept_cents, waiting_cents
    deductions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    held_cents: Mapped[int]
    refund_cents: Mapped[int]
    kept_cents: Mapped[int]
    #: held back until something is brought
    waiting_cents: Mapped[int]
    inspected_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    inspected_at: Mapped[datetime] = mapped_column(Moment)

    loan: Mapped[Loan] = to_one("Loan", "Inspection.loan_id")
