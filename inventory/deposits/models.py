"""Deposits as kept: what was agreed for a loan, every entry in the ledger, and the numbered receipts.

Entries and their lines only grow, and hold no word about a person: who paid is found through the loan, and
what was said in free text stands in rows of its own, which can be blanked when a person is forgotten.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.deposits.ledger import Account, DepositWay, Reason
from inventory.deposits.papers import ReceiptKind
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank


class Deposit(BelongsToDigibank, Versioned, Model):
    """What was agreed about the deposit of one loan; the money itself is in the ledger."""

    __tablename__ = "deposit"
    __table_args__ = (
        *walls("deposit", loan_id="loan", partner_id="partner"),
        Index("ix_deposit_loan", "digibank_id", "loan_id", unique=True),
        CheckConstraint("asked_cents >= 0", name="asked"),
        one_of(DepositWay, "way"),
    )
    loan_id: Mapped[int]
    #: which tariff of the policy applied: normal, social, waived, third_party
    tariff: Mapped[str] = mapped_column(String(40))
    #: what the tariff asks
    asked_cents: Mapped[int]
    way: Mapped[DepositWay] = mapped_column(EnumText(DepositWay))
    #: the day agreed for paying later or in parts
    promised_on: Mapped[date | None]
    #: the organisation that pays for the borrower
    partner_id: Mapped[int | None]
    #: why none was asked, in words; blanked when the borrower is forgotten
    waived_because: Mapped[str | None] = mapped_column(Text)

    loan: Mapped[Any] = to_one("Loan", "Deposit.loan_id")
    partner: Mapped[Any] = to_one("Partner", "Deposit.partner_id")


class LedgerEntry(BelongsToDigibank, Model):
    """One booking: why, when, by whom; its lines add up to nothing."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        *walls("ledger_entry", loan_id="loan", corrects_id="ledger_entry", partner_id="partner"),
        Index("ix_ledger_entry_loan", "digibank_id", "loan_id", "id"),
        # What was undone once cannot be undone again.
        Index("ix_ledger_entry_corrects", "digibank_id", "corrects_id", unique=True),
        one_of(Reason, "reason"),
    )
    loan_id: Mapped[int | None]
    reason: Mapped[Reason] = mapped_column(EnumText(Reason))
    booked_at: Mapped[datetime] = mapped_column(Moment)
    #: the person at the desk; None for the house
    booked_by_id: Mapped[int | None]
    #: the organisation that pays for the borrower
    partner_id: Mapped[int | None]
    #: the number on the slip of the card terminal
    slip: Mapped[str | None] = mapped_column(String(40))
    #: the entry that this one undoes
    corrects_id: Mapped[int | None]

    loan: Mapped[Any] = to_one("Loan", "LedgerEntry.loan_id")
    partner: Mapped[Any] = to_one("Partner", "LedgerEntry.partner_id")
    corrects: Mapped["LedgerEntry | None"] = relationship(
        "LedgerEntry",
        primaryjoin="foreign(LedgerEntry.corrects_id) == remote(LedgerEntry.id)",
        uselist=False,
        back_populates="corrected_by",
    )
    corrected_by: Mapped["LedgerEntry | None"] = relationship(
        "LedgerEntry",
        primaryjoin="LedgerEntry.id == remote(foreign(LedgerEntry.corrects_id))",
        uselist=False,
        back_populates="corrects",
    )
    postings: Mapped[list["Posting"]] = relationship(
        "Posting",
        primaryjoin="foreign(Posting.entry_id) == LedgerEntry.id",
        order_by="Posting.id",
        back_populates="entry",
        lazy="selectin",
    )

    @property
    def cents(self) -> int:
        """How much moved, as a plus."""
        return sum(posting.amount_cents for posting in self.postings if posting.amount_cents > 0)


append_only(LedgerEntry.__table__)


class Posting(BelongsToDigibank, Model):
    """One half of an entry: so many cents into (plus) or out of (minus) an account."""

    __tablename__ = "posting"
    __table_args__ = (
        *walls("posting", entry_id="ledger_entry"),
        Index("ix_posting_entry", "digibank_id", "entry_id"),
        Index("ix_posting_account", "digibank_id", "account"),
        CheckConstraint("amount_cents <> 0", name="never_zero"),
        one_of(Account, "account"),
    )
    entry_id: Mapped[int]
    account: Mapped[Account] = mapped_column(EnumText(Account))
    amount_cents: Mapped[int]

    entry: Mapped[LedgerEntry] = to_one("LedgerEntry", "Posting.entry_id", back_populates="postings")


append_only(Posting.__table__)


class EntryNote(BelongsToDigibank, Model):
    """What was said with an entry, in words; blanked when the borrower is forgotten."""

    __tablename__ = "entry_note"
    __table_args__ = (
        *walls("entry_note", entry_id="ledger_entry"),
        Index("ix_entry_note_entry", "digibank_id", "entry_id", unique=True),
    )
    entry_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)

    entry: Mapped[LedgerEntry] = to_one("LedgerEntry", "EntryNote.entry_id")


class ReceiptBook(BelongsToDigibank, Model):
    """How far the receipts of one year are numbered; the row for which writers queue."""

    __tablename__ = "receipt_book"
    __table_args__ = (
        *walls("receipt_book"),
        Index("ix_receipt_book_year", "digibank_id", "year", unique=True),
    )
    year: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=0)


class Receipt(BelongsToDigibank, Model):
    """A numbered paper that says what was paid or given back, kept as it was handed out."""

    __tablename__ = "receipt"
    __table_args__ = (
        *walls("receipt", loan_id="loan", entry_id="ledger_entry"),
        Index("ix_receipt_number", "digibank_id", "year", "number", unique=True),
        Index("ix_receipt_loan", "digibank_id", "loan_id"),
        one_of(ReceiptKind, "kind"),
    )
    year: Mapped[int]
    #: consecutive within the digibank and the year, from 1, without gaps
    number: Mapped[int]
    kind: Mapped[ReceiptKind] = mapped_column(EnumText(ReceiptKind))
    loan_id: Mapped[int]
    #: what was booked; None for a return on which nothing was paid back
    entry_id: Mapped[int | None]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    #: the amount printed large
    amount_cents: Mapped[int]
    #: in which language it was handed out
    locale: Mapped[str] = mapped_column(String(8))
    #: the paper itself; blanked when the borrower is forgotten
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the paper, in hexadecimal
    sha256: Mapped[str] = mapped_column(String(64))

    loan: Mapped[Any] = to_one("Loan", "Receipt.loan_id")
    entry: Mapped[LedgerEntry | None] = to_one("LedgerEntry", "Receipt.entry_id")

    @property
    def full_number(self) -> str:
        """As printed and spoken: 2026-0042."""
        return f"{self.year}-{self.number:04d}"
