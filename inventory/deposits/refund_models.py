"""What goes back by bank as kept: the orders, the files that carry them, and each time that a file was fetched.

How much of an order is on its way is what the ledger says; the database itself keeps that sum beside the order, in
the same statement that writes the line, and refuses a line by which more would leave than was asked, or come back
than had left. So no order is paid twice in the books, also when two people book at once.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inventory.banking.iban import spaced
from inventory.banking.models import BankAccount
from inventory.banking.pain import PainVersion
from inventory.deposits.refund_rules import FileState, OrderState, last_four
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    keeps,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank

#: Runs after each new line of the ledger that is on its way. The name is that of all rules which a copy that is
#: filled in leaves out, for the copy brings the sums along.
SQL: dict[str, list[str]] = {
    "sqlite": [
        """
CREATE TRIGGER IF NOT EXISTS posting_underway_only_while_open AFTER INSERT ON posting
WHEN NEW.account = 'underway'
BEGIN
  SELECT RAISE(ABORT, 'what is on its way belongs to an order')
  WHERE (SELECT order_id FROM ledger_entry WHERE id = NEW.entry_id) IS NULL;
  UPDATE refund_order SET underway_cents = underway_cents - NEW.amount_cents
  WHERE id = (SELECT order_id FROM ledger_entry WHERE id = NEW.entry_id);
END
"""
    ],
    "postgresql": [
        """
CREATE OR REPLACE FUNCTION posting_underway_only_while_open() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE refund_order SET underway_cents = underway_cents - NEW.amount_cents
  WHERE id = (SELECT order_id FROM ledger_entry WHERE id = NEW.entry_id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'what is on its way belongs to an order';
  END IF;
  RETURN NULL;
END $$
""",
        """
CREATE OR REPLACE TRIGGER posting_underway_only_while_open AFTER INSERT ON posting
FOR EACH ROW WHEN (NEW.account = 'underway') EXECUTE FUNCTION posting_underway_only_while_open()
""",
    ],
}


class PaymentFile(BelongsToDigibank, Versioned, Model):
    """One file of transfers for the bank (pain.001): made by one person, approved by another, and never made anew."""

    __tablename__ = "payment_file"
    __table_args__ = (
        *walls("payment_file", bank_account_id="bank_account"),
        Index("ix_payment_file_message", "digibank_id", "message_id", unique=True),
        Index("ix_payment_file_state", "digibank_id", "state", "id"),
        CheckConstraint("length(message_id) BETWEEN 1 AND 35", name="message_id"),
        CheckConstraint("order_count > 0 AND total_cents > 0", name="carries_something"),
        # Two people see to what leaves the bank.
        CheckConstraint("approved_by_id <> made_by_id", name="two_people"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approval"),
        CheckConstraint(
            "(approved_by_id IS NOT NULL) = (state IN ('approved', 'exported'))", name="approved"
        ),
        CheckConstraint("content IS NOT NULL OR state IN ('exported', 'taken_apart')", name="content"),
        one_of(FileState, "state"),
        one_of(PainVersion, "pain_version"),
    )
    #: how the bank knows it
    message_id: Mapped[str] = mapped_column(String(35))
    bank_account_id: Mapped[int]
    pain_version: Mapped[PainVersion] = mapped_column(EnumText(PainVersion))
    #: the day on which the bank pays
    execution_on: Mapped[date]
    order_count: Mapped[int]
    total_cents: Mapped[int]
    state: Mapped[FileState] = mapped_column(EnumText(FileState), default=FileState.MADE)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the file itself; blanked when someone in it is forgotten, after all of it is over
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the file, in hexadecimal
    sha256: Mapped[str] = mapped_column(String(64))

    bank_account: Mapped[BankAccount] = to_one("BankAccount", "PaymentFile.bank_account_id")
    made_by: Mapped[Any] = to_one("User", "PaymentFile.made_by_id")
    approved_by: Mapped[Any] = to_one("User", "PaymentFile.approved_by_id")


for _column in (
    "message_id", "bank_account_id", "execution_on", "order_count", "total_cents", "made_by_id", "sha256",
):  # fmt: skip
    keeps(PaymentFile, _column)


class FileFetch(BelongsToDigibank, Model):
    """Once that someone took a file along; the first time is what sends it to the bank."""

    __tablename__ = "payment_file_fetch"
    __table_args__ = (
        *walls("payment_file_fetch", file_id="payment_file"),
        Index("ix_payment_file_fetch_number", "digibank_id", "file_id", "number", unique=True),
        CheckConstraint("number > 0", name="number"),
    )
    file_id: Mapped[int]
    #: 1 is the export, 2 the second time, and so on
    number: Mapped[int]
    fetched_at: Mapped[datetime] = mapped_column(Moment)
    fetched_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    file: Mapped[PaymentFile] = to_one("PaymentFile", "FileFetch.file_id")
    fetched_by: Mapped[Any] = to_one("User", "FileFetch.fetched_by_id")


append_only(FileFetch.__table__)


class RefundOrder(BelongsToDigibank, Versioned, Model):
    """So much of the deposit of one loan goes back by bank, to one account."""

    __tablename__ = "refund_order"
    __table_args__ = (
        *walls(
            "refund_order",
            loan_id="loan",
            partner_id="partner",
            bank_account_id="bank_account",
            file_id="payment_file",
            replaces_id="refund_order",
        ),
        # The bank repeats it on its statement; it is never used again.
        Index("ix_refund_order_end_to_end", "digibank_id", "end_to_end_id", unique=True),
        # What came back is sent again once.
        Index("ix_refund_order_replaces", "digibank_id", "replaces_id", unique=True),
        Index("ix_refund_order_loan", "digibank_id", "loan_id", "id"),
        Index("ix_refund_order_state", "digibank_id", "state", "id"),
        Index("ix_refund_order_file", "digibank_id", "file_id"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("underway_cents >= 0 AND underway_cents <= amount_cents", name="never_paid_twice"),
        CheckConstraint("length(end_to_end_id) BETWEEN 1 AND 35", name="end_to_end_id"),
        CheckConstraint("iban = upper(iban) AND iban NOT LIKE '% %' AND length(iban) >= 15", name="iban"),
        CheckConstraint("length(payee_name) > 0", name="payee_name"),
        CheckConstraint(
            "(iban IS NOT NULL AND payee_name IS NOT NULL) OR state NOT IN ('waiting', 'in_file')",
            name="payee_until_paid",
        ),
        CheckConstraint("file_id IS NULL OR state <> 'waiting'", name="waits_without_a_file"),
        CheckConstraint(
            "file_id IS NOT NULL OR state NOT IN ('in_file', 'paid', 'returned')", name="sent_in_a_file"
        ),
        # Two people see to it that what went to the bank counts as not executed.
        CheckConstraint("confirmed_by_id <> declared_by_id", name="two_people"),
        CheckConstraint("confirmed_by_id IS NULL OR declared_by_id IS NOT NULL", name="declared_first"),
        one_of(OrderState, "state"),
    )
    loan_id: Mapped[int]
    #: the organisation that paid and gets it back; None: the borrower, or who paid for them
    partner_id: Mapped[int | None]
    #: from which of our accounts it goes
    bank_account_id: Mapped[int]
    amount_cents: Mapped[int]
    #: how much of it is on its way; written by the database with each line of the ledger
    underway_cents: Mapped[int] = mapped_column(default=0)
    end_to_end_id: Mapped[str] = mapped_column(String(35))
    #: as the bank reads it; blanked when the borrower is forgotten, like the next two
    payee_name: Mapped[str | None] = mapped_column(String(70))
    iban: Mapped[str | None] = mapped_column(String(34))
    #: why it is not the account from which was paid
    because: Mapped[str | None] = mapped_column(Text)
    #: what the payee reads on their statement
    remittance: Mapped[str] = mapped_column(String(140))
    state: Mapped[OrderState] = mapped_column(EnumText(OrderState), default=OrderState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the file that carries it, or carried it last
    file_id: Mapped[int | None]
    #: the order that came back and in whose place this one came
    replaces_id: Mapped[int | None]
    #: why it came back, as the bank says it: the ISO code
    return_reason: Mapped[str | None] = mapped_column(String(4))
    #: who said that the bank did not execute it, and why
    declared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    declared_because: Mapped[str | None] = mapped_column(Text)
    #: who confirmed that
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Any] = to_one("Loan", "RefundOrder.loan_id")
    partner: Mapped[Any] = to_one("Partner", "RefundOrder.partner_id")
    bank_account: Mapped[BankAccount] = to_one("BankAccount", "RefundOrder.bank_account_id")
    file: Mapped[PaymentFile | None] = to_one("PaymentFile", "RefundOrder.file_id")
    asked_by: Mapped[Any] = to_one("User", "RefundOrder.asked_by_id")
    declared_by: Mapped[Any] = to_one("User", "RefundOrder.declared_by_id")
    replaces: Mapped["RefundOrder | None"] = to_one(
        "RefundOrder", "RefundOrder.replaces_id", remote_side="RefundOrder.id"
    )

    @property
    def last_four(self) -> str:
        """Its account as anyone at the desk may see it."""
        return last_four(self.iban)

    @property
    def spaced(self) -> str:
        """Its account as one writes it; empty once it was blanked."""
        return spaced(self.iban) if self.iban else ""

    @property
    def is_sent(self) -> bool:
        """Is it in a file that someone took to the bank, and not seen on a statement yet?"""
        return (
            self.state is OrderState.IN_FILE
            and self.file is not None
            and self.file.state is FileState.EXPORTED
        )


for _column in ("loan_id", "amount_cents", "bank_account_id", "end_to_end_id", "replaces_id"):
    keeps(RefundOrder, _column)
