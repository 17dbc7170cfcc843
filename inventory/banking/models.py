"""Bank accounts as kept: the digibank's own, on which deposits come in and from which they go back.

And what the bank's statements say of them: files, statements and movements only grow, and are kept as the bank made
them. What is drafted or personal stands in rows of its own.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.banking.iban import spaced
from inventory.banking.ogm import printed
from inventory.banking.pain import PainVersion as PainVersion
from inventory.banking.statement import Format
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    append_only,
    db,
    keeps,
    one_of,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank


class Aside(StrEnum):
    """Why a movement of the bank is none of the deposits' business."""

    #: costs, interest, subsidies: of the digibank, and no deposit
    OTHER_MONEY = "other_money"
    #: paid to us by mistake, and sent back by hand
    SENT_BACK = "sent_back"
    #: it is in the books already, from before the statements came in here
    BOOKED_BEFORE = "booked_before"


class BankAccount(BelongsToDigibank, Versioned, Model):
    """One bank account of a digibank. Its number stays; a new number is a new account."""

    __tablename__ = "bank_account"
    __table_args__ = (
        *walls("bank_account"),
        Index("ix_bank_account_iban", "digibank_id", "iban", unique=True),
        CheckConstraint("iban = upper(iban) AND iban NOT LIKE '% %' AND length(iban) >= 15", name="iban"),
        CheckConstraint("length(holder_name) > 0", name="holder_name"),
        one_of(PainVersion, "pain_version"),
    )
    #: in capitals, without spaces
    iban: Mapped[str] = mapped_column(String(34))
    #: exactly as the bank writes it: who pays is warned when a name differs (Verification of Payee)
    holder_name: Mapped[str] = mapped_column(String(70))
    #: eight or eleven characters
    bic: Mapped[str] = mapped_column(String(11))
    #: how we call it among ourselves
    nickname: Mapped[str] = mapped_column(String(40))
    pain_version: Mapped[PainVersion] = mapped_column(EnumText(PainVersion), default=PainVersion.V09)
    #: a closed account is asked for no more; what was booked on it stays
    is_open: Mapped[bool] = mapped_column(default=True)

    @property
    def spaced(self) -> str:
        """Its number as one writes it."""
        return spaced(self.iban)


keeps(BankAccount, "iban")


class StatementDraft(BelongsToDigibank, Model):
    """A bank's file that was sent and shown, and waits for a yes; gone when it was imported or grew old."""

    __tablename__ = "statement_draft"
    __table_args__ = (
        *walls("statement_draft"),
        Index("ix_statement_draft_uploaded", "digibank_id", "uploaded_at"),
    )
    file_name: Mapped[str] = mapped_column(String(120))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None]
    #: SHA-256 of the file, in hexadecimal
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: what it holds, without its movements; see `importing.Outline`
    outline: Mapped[list[Any]] = mapped_column(JSON)


class BankFile(BelongsToDigibank, Model):
    """A file of the bank that was imported, known by its bytes."""

    __tablename__ = "bank_file"
    __table_args__ = (
        *walls("bank_file"),
        Index("ix_bank_file_sha256", "digibank_id", "sha256", unique=True),
        one_of(Format, "format"),
    )
    #: of the whole file, in hexadecimal
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int]
    format: Mapped[Format] = mapped_column(EnumText(Format))
    imported_at: Mapped[datetime] = mapped_column(Moment)
    #: None for the keeper's command
    imported_by_id: Mapped[int | None]


append_only(BankFile.__table__)


class BankStatement(BelongsToDigibank, Model):
    """One statement of one account as the bank made it: the old balance and the movements give the new one."""

    __tablename__ = "bank_statement"
    __table_args__ = (
        *walls("bank_statement", account_id="bank_account", file_id="bank_file"),
        Index("ix_bank_statement_number", "digibank_id", "account_id", "year", "sequence", unique=True),
        CheckConstraint("opening_cents + credit_cents - debit_cents = closing_cents", name="adds_up"),
        CheckConstraint("credit_cents >= 0 AND debit_cents >= 0", name="totals"),
        CheckConstraint("sequence > 0", name="sequence"),
    )
    account_id: Mapped[int]
    file_id: Mapped[int]
    #: the bank's number within the year of the new balance
    year: Mapped[int]
    sequence: Mapped[int]
    opening_cents: Mapped[int] = mapped_column(BigInteger)
    opening_date: Mapped[date | None]
    closing_cents: Mapped[int] = mapped_column(BigInteger)
    closing_date: Mapped[date]
    credit_cents: Mapped[int] = mapped_column(BigInteger)
    #: all that went out, as a plus
    debit_cents: Mapped[int] = mapped_column(BigInteger)
    #: as the bank counts them: a batch is one
    movement_count: Mapped[int]

    account: Mapped[BankAccount] = to_one("BankAccount", "BankStatement.account_id")
    file: Mapped[BankFile] = to_one("BankFile", "BankStatement.file_id")

    @property
    def full_number(self) -> str:
        """As printed and spoken: 2026-048."""
        return f"{self.year}-{self.sequence:03d}"


append_only(BankStatement.__table__)


class BankMovement(BelongsToDigibank, Model):
    """So many cents in or out of an account, as the bank booked them; a batch that adds up is its payments.

    Holds no word about a person: who paid and what they said stands in `MovementParty`.
    """

    __tablename__ = "bank_movement"
    __table_args__ = (
        *walls("bank_movement", statement_id="bank_statement"),
        Index("ix_bank_movement_number", "digibank_id", "statement_id", "number", "detail", unique=True),
        Index("ix_bank_movement_reference", "digibank_id", "reference"),
        Index("ix_bank_movement_end_to_end", "digibank_id", "end_to_end_id"),
        Index(
            "ix_bank_movement_found",
            "digibank_id",
            "id",
            sqlite_where=db.text("found_references IS NOT NULL"),
            postgresql_where=db.text("found_references IS NOT NULL"),
        ),
        CheckConstraint("number > 0 AND detail >= 0", name="number"),
        CheckConstraint("reference IS NULL OR length(reference) = 12", name="reference"),
    )
    statement_id: Mapped[int]
    #: within the statement, from 1, without gaps
    number: Mapped[int]
    #: 0 for a movement by itself; the payments of a batch count from 1
    detail: Mapped[int]
    #: plus came in, minus went out
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    booking_date: Mapped[date]
    value_date: Mapped[date | None]
    #: the structured reference (OGM) as twelve digits
    reference: Mapped[str | None] = mapped_column(String(12))
    #: references with right check digits that stand in the free text, with blanks between
    found_references: Mapped[str | None] = mapped_column(String(200))
    end_to_end_id: Mapped[str | None] = mapped_column(String(35))
    transaction_code: Mapped[str | None] = mapped_column(String(35))
    #: a payment that came back: the ISO code, or "?"
    return_reason: Mapped[str | None] = mapped_column(String(4))

    statement: Mapped[BankStatement] = to_one("BankStatement", "BankMovement.statement_id")
    party: Mapped["MovementParty | None"] = relationship(
        "MovementParty",
        primaryjoin="BankMovement.id == foreign(MovementParty.movement_id)",
        uselist=False,
        viewonly=True,
    )

    @property
    def printed_reference(self) -> str:
        """The structured reference as it stands on paper: +++000/0001/23470+++."""
        return printed(self.reference) if self.reference else ""


append_only(BankMovement.__table__)


class OpenMovement(BelongsToDigibank, Model):
    """What of a movement is not in the books of the deposits yet: the work list of whoever reconciles.

    Written by the database with each line of the ledger that books it, so that one cent of the bank is booked once.
    """

    __tablename__ = "open_movement"
    __table_args__ = (
        *walls("open_movement", movement_id="bank_movement"),
        Index("ix_open_movement_movement", "digibank_id", "movement_id", unique=True),
        # The few that still ask for someone, out of all that ever were.
        Index(
            "ix_open_movement_waits",
            "digibank_id",
            "movement_id",
            sqlite_where=db.text("left_cents <> 0 AND aside IS NULL"),
            postgresql_where=db.text("left_cents <> 0 AND aside IS NULL"),
        ),
        CheckConstraint(
            "(amount_cents >= 0 AND left_cents BETWEEN 0 AND amount_cents)"
            " OR (amount_cents < 0 AND left_cents BETWEEN amount_cents AND 0)",
            name="no_cent_twice",
        ),
        one_of(Aside, "aside"),
    )
    movement_id: Mapped[int]
    #: as the movement has it: plus came in, minus went out
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    #: what no entry books yet, with the same sign
    left_cents: Mapped[int] = mapped_column(BigInteger)
    #: None: it is a matter of the deposits, as far as anyone said
    aside: Mapped[Aside | None] = mapped_column(EnumText(Aside))

    movement: Mapped[BankMovement] = to_one("BankMovement", "OpenMovement.movement_id")

    @property
    def waits(self) -> bool:
        """Does it still ask for someone?"""
        return self.left_cents != 0 and self.aside is None


keeps(OpenMovement, "amount_cents")


class MovementParty(BelongsToDigibank, Model):
    """Who paid, or was paid, and what they said; blanked when a person is forgotten or the books are old."""

    __tablename__ = "movement_party"
    __table_args__ = (
        *walls("movement_party", movement_id="bank_movement"),
        Index("ix_movement_party_movement", "digibank_id", "movement_id", unique=True),
        Index("ix_movement_party_iban", "digibank_id", "iban"),
    )
    movement_id: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(140))
    #: as the bank wrote it
    account: Mapped[str | None] = mapped_column(String(34))
    #: the same, where it is an IBAN with right check digits
    iban: Mapped[str | None] = mapped_column(String(34))
    bic: Mapped[str | None] = mapped_column(String(11))
    creditor_reference: Mapped[str | None] = mapped_column(String(25))
    text: Mapped[str | None] = mapped_column(Text)
