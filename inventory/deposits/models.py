"""Deposits as kept: what was agreed for a loan, every entry in the ledger, and the numbered receipts.

Entries and their lines only grow, and hold no word about a person: who paid is found through the loan, and
what was said in free text stands in rows of its own, which can be blanked when a person is forgotten.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.banking.models import BankAccount, BankMovement
from inventory.banking.ogm import printed
from inventory.deposits.asking_rules import RequestState
from inventory.deposits.ledger import Account, DepositWay, Reason
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.refund_models import SQL as UNDERWAY
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.sums import SQL as SUMS
from inventory.deposits.till_models import SQL, Till
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    db,
    keeps,
    one_of,
    stands_beside,
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
        # The few that are held now, out of all that ever were.
        Index(
            "ix_deposit_held",
            "digibank_id",
            "loan_id",
            sqlite_where=db.text("held_cents <> 0"),
            postgresql_where=db.text("held_cents <> 0"),
        ),
        CheckConstraint("asked_cents >= 0", name="asked"),
        CheckConstraint("held_cents >= 0", name="never_more_than_held"),
        CheckConstraint("surplus_cents >= 0", name="never_more_than_too_much"),
        one_of(DepositWay, "way"),
    )
    loan_id: Mapped[int]
    #: which tariff of the policy applied: normal, social, waived, third_party
    tariff: Mapped[str] = mapped_column(String(40))
    #: what the tariff asks
    asked_cents: Mapped[int]
    way: Mapped[DepositWay] = mapped_column(EnumText(DepositWay))
    #: what is held now, as the ledger says; written by the database with each line
    held_cents: Mapped[int] = mapped_column(default=0)
    #: what came in above what was asked and was not sent back, likewise
    surplus_cents: Mapped[int] = mapped_column(default=0)
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
        *walls(
            "ledger_entry",
            loan_id="loan",
            corrects_id="ledger_entry",
            partner_id="partner",
            request_id="payment_request",
            movement_id="bank_movement",
            settles_id="ledger_entry",
            order_id="refund_order",
        ),
        Index("ix_ledger_entry_settles", "digibank_id", "settles_id"),
        Index("ix_ledger_entry_movement", "digibank_id", "movement_id"),
        Index("ix_ledger_entry_request", "digibank_id", "request_id"),
        Index("ix_ledger_entry_order", "digibank_id", "order_id"),
        Index("ix_ledger_entry_loan", "digibank_id", "loan_id", "id"),
        Index("ix_ledger_entry_booked", "digibank_id", "booked_at", "id"),
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
    #: the number on the slip of the card terminal, or on that of the bank for cash
    slip: Mapped[str | None] = mapped_column(String(40))
    #: the request that this pays, or of which it undoes a payment
    request_id: Mapped[int | None]
    #: the movement on the bank's statement that this books, or of which it undoes a booking
    movement_id: Mapped[int | None]
    #: cash that went to the bank or came from it, of which this is what the bank's statement shows
    settles_id: Mapped[int | None]
    #: the order that this sends on its way, pays or takes back, or of which it undoes that
    order_id: Mapped[int | None]
    #: the entry that this one undoes
    corrects_id: Mapped[int | None]

    loan: Mapped[Any] = to_one("Loan", "LedgerEntry.loan_id")
    partner: Mapped[Any] = to_one("Partner", "LedgerEntry.partner_id")
    request: Mapped["PaymentRequest | None"] = to_one("PaymentRequest", "LedgerEntry.request_id")
    movement: Mapped[BankMovement | None] = to_one("BankMovement", "LedgerEntry.movement_id")
    settles: Mapped["LedgerEntry | None"] = relationship(
        "LedgerEntry", primaryjoin="foreign(LedgerEntry.settles_id) == remote(LedgerEntry.id)", uselist=False
    )
    order: Mapped[RefundOrder | None] = to_one("RefundOrder", "LedgerEntry.order_id")
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
        *walls("posting", entry_id="ledger_entry", till_id="till", bank_account_id="bank_account"),
        Index("ix_posting_entry", "digibank_id", "entry_id"),
        Index("ix_posting_account", "digibank_id", "account"),
        Index("ix_posting_till", "digibank_id", "till_id", "till_on"),
        CheckConstraint("(account = 'till') = (till_id IS NOT NULL)", name="cash_is_in_a_till"),
        CheckConstraint("(till_id IS NULL) = (till_on IS NULL)", name="till_day"),
        CheckConstraint("amount_cents <> 0", name="never_zero"),
        CheckConstraint("(account = 'bank') = (bank_account_id IS NOT NULL)", name="bank_account"),
        one_of(Account, "account"),
    )
    entry_id: Mapped[int]
    account: Mapped[Account] = mapped_column(EnumText(Account))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    #: which bank account, for a line on the bank and for no other
    bank_account_id: Mapped[int | None]
    #: the cash box, for coins and notes; nothing for any other account
    till_id: Mapped[int | None]
    #: on which day of that box, by the clock on the wall here
    till_on: Mapped[date | None]

    entry: Mapped[LedgerEntry] = to_one("LedgerEntry", "Posting.entry_id", back_populates="postings")
    till: Mapped[Till | None] = to_one("Till", "Posting.till_id")


append_only(Posting.__table__)
stands_beside(Posting, SQL)
stands_beside(Posting, SUMS)
stands_beside(Posting, UNDERWAY)


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


class ReferenceBook(BelongsToDigibank, Model):
    """How far the references of payment requests are numbered; the row for which writers queue."""

    __tablename__ = "reference_book"
    __table_args__ = (
        *walls("reference_book"),
        Index("ix_reference_book_one", "digibank_id", unique=True),
        CheckConstraint("last_serial >= 0", name="serial"),
    )
    last_serial: Mapped[int] = mapped_column(default=0)


class PaymentRequest(BelongsToDigibank, Versioned, Model):
    """What was asked by bank: one amount with one reference, for one loan or, of an organisation, for many."""

    __tablename__ = "payment_request"
    __table_args__ = (
        *walls(
            "payment_request",
            loan_id="loan",
            partner_id="partner",
            bank_account_id="bank_account",
            part_of_id="payment_request",
            replaces_id="payment_request",
        ),
        # A reference is never used again, whatever became of the request.
        Index("ix_payment_request_reference", "digibank_id", "reference", unique=True),
        Index("ix_payment_request_loan", "digibank_id", "loan_id", "id"),
        Index("ix_payment_request_state", "digibank_id", "state", "due_on", "id"),
        Index("ix_payment_request_part_of", "digibank_id", "part_of_id"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("length(reference) = 12", name="reference"),
        CheckConstraint("due_on >= asked_on", name="due_on"),
        CheckConstraint("loan_id IS NOT NULL OR partner_id IS NOT NULL", name="asks_someone"),
        CheckConstraint("loan_id IS NOT NULL OR part_of_id IS NULL", name="one_deep"),
        one_of(RequestState, "state"),
    )
    #: twelve bare digits (OGM)
    reference: Mapped[str] = mapped_column(String(12))
    #: None: one statement for many loans of an organisation, which are the requests that are `part_of` it
    loan_id: Mapped[int | None]
    #: the organisation that is asked; None: the borrower
    partner_id: Mapped[int | None]
    bank_account_id: Mapped[int]
    amount_cents: Mapped[int]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[RequestState] = mapped_column(EnumText(RequestState), default=RequestState.OPEN)
    part_of_id: Mapped[int | None]
    #: the request in whose place this one came
    replaces_id: Mapped[int | None]

    loan: Mapped[Any] = to_one("Loan", "PaymentRequest.loan_id")
    partner: Mapped[Any] = to_one("Partner", "PaymentRequest.partner_id")
    bank_account: Mapped[BankAccount] = to_one("BankAccount", "PaymentRequest.bank_account_id")

    @property
    def is_open(self) -> bool:
        """May it still be paid?"""
        return self.state is RequestState.OPEN

    @property
    def printed(self) -> str:
        """Its reference as it stands on paper."""
        return printed(self.reference)


# Who pays an old paper must find what that paper said.
for _column in ("reference", "amount_cents", "loan_id", "partner_id", "bank_account_id"):
    keeps(PaymentRequest, _column)
