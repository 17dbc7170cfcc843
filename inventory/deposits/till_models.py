"""Cash boxes as kept: the tills, and which of them each colleague works from.

What a till should hold is the sum of what the ledger booked into it and out of it. The database itself keeps that
sum beside the till, in the same statement that writes the line, and refuses a line that would bring it below
nothing or that falls on a day that was closed: so both hold also when two desks book at once.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.deposits.till_rules import CountKind, SignedHow
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

#: Runs after each new line of the ledger. Its name is that of all rules which ask whether something still may: a copy
#: that is filled in leaves them out, for the copy brings the sum along.
SQL: dict[str, list[str]] = {
    "sqlite": [
        """
CREATE TRIGGER IF NOT EXISTS posting_only_while_open AFTER INSERT ON posting WHEN NEW.till_id IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'this day of the till is closed')
  WHERE EXISTS (SELECT 1 FROM till WHERE id = NEW.till_id AND closed_on >= NEW.till_on);
  UPDATE till SET balance_cents = balance_cents + NEW.amount_cents WHERE id = NEW.till_id;
END
"""
    ],
    "postgresql": [
        """
CREATE OR REPLACE FUNCTION posting_only_while_open() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE till SET balance_cents = balance_cents + NEW.amount_cents
  WHERE id = NEW.till_id AND (closed_on IS NULL OR closed_on < NEW.till_on);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this day of the till is closed';
  END IF;
  RETURN NULL;
END $$
""",
        """
CREATE OR REPLACE TRIGGER posting_only_while_open AFTER INSERT ON posting
FOR EACH ROW WHEN (NEW.till_id IS NOT NULL) EXECUTE FUNCTION posting_only_while_open()
""",
    ],
}


class Till(BelongsToDigibank, Versioned, Model):
    """One cash box: on a desk, or with one person on the road."""

    __tablename__ = "till"
    __table_args__ = (
        *walls("till"),
        Index("ix_till_name", "digibank_id", "name", unique=True),
        # One box each for who is on the road.
        Index(
            "ix_till_holder",
            "digibank_id",
            "holder_id",
            unique=True,
            sqlite_where=db.text("is_open"),
            postgresql_where=db.text("is_open"),
        ),
        CheckConstraint("balance_cents >= 0", name="never_below_zero"),
        CheckConstraint("float_cents >= 0", name="float"),
    )
    name: Mapped[str] = mapped_column(String(60))
    #: who has it along on the road; None for one on a desk
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: still in use; one that is put away keeps its book
    is_open: Mapped[bool] = mapped_column(default=True)
    #: what should be in it in the morning, to give change and to give back; 0 where nobody said
    float_cents: Mapped[int] = mapped_column(default=0)
    #: what the ledger says is in it; written by the database with each line
    balance_cents: Mapped[int] = mapped_column(BigInteger, default=0)
    #: the last day that was counted and closed
    closed_on: Mapped[date | None]

    holder: Mapped[Any] = to_one("User", "Till.holder_id")


class TillChoice(BelongsToDigibank, Versioned, Model):
    """The till from which a colleague works, as last chosen."""

    __tablename__ = "till_choice"
    __table_args__ = (
        *walls("till_choice", till_id="till"),
        Index("ix_till_choice_user", "digibank_id", "user_id", unique=True),
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    till_id: Mapped[int]

    till: Mapped[Till] = to_one("Till", "TillChoice.till_id")


class TillCount(BelongsToDigibank, Model):
    """Once that a till was counted: how many of each coin and note, and what the books said."""

    __tablename__ = "till_count"
    __table_args__ = (
        *walls("till_count", till_id="till", entry_id="ledger_entry", last_posting_id="posting"),
        Index("ix_till_count_till", "digibank_id", "till_id", "id"),
        CheckConstraint("counted_cents >= 0", name="counted"),
        # Where the count and the books differed, the books follow the count, in an entry of its own.
        CheckConstraint("(counted_cents = expected_cents) = (entry_id IS NULL)", name="difference"),
        one_of(CountKind, "kind"),
    )
    till_id: Mapped[int]
    kind: Mapped[CountKind] = mapped_column(EnumText(CountKind))
    counted_at: Mapped[datetime] = mapped_column(Moment)
    #: the day of the till
    counted_on: Mapped[date]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: how many of each, by its cents as text, as {"2000": 3}
    pieces: Mapped[dict[str, int]] = mapped_column(JSON)
    counted_cents: Mapped[int]
    #: what the books said before the count
    expected_cents: Mapped[int] = mapped_column(BigInteger)
    #: the entry that books the difference
    entry_id: Mapped[int | None]
    #: the newest line of this till at the count, the difference included; None before its first
    last_posting_id: Mapped[int | None]

    till: Mapped[Till] = to_one("Till", "TillCount.till_id")
    entry: Mapped[Any] = to_one("LedgerEntry", "TillCount.entry_id")
    counted_by: Mapped[Any] = to_one("User", "TillCount.counted_by_id")


append_only(TillCount.__table__)


class CashSignature(BelongsToDigibank, Model):
    """Somebody signed that they got their money back in coins and notes.

    A signature on the screen stands on the paper that it is on, and nowhere else: it is blanked with that paper.
    """

    __tablename__ = "cash_signature"
    __table_args__ = (
        *walls("cash_signature", entry_id="ledger_entry", receipt_id="receipt"),
        # What went back once is signed for once.
        Index("ix_cash_signature_entry", "digibank_id", "entry_id", unique=True),
        one_of(SignedHow, "how"),
    )
    entry_id: Mapped[int]
    receipt_id: Mapped[int]
    how: Mapped[SignedHow] = mapped_column(EnumText(SignedHow))
    signed_at: Mapped[datetime] = mapped_column(Moment)
    #: the colleague who saw it being signed
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


append_only(CashSignature.__table__)
