"""Tickets of visitors' laptops, what repairs would cost, what was paid, and the terms. No device of ours is here.

Names, numbers, complaints, photos and signatures are personal: they are blanked some time after the end, or after the
last step when nobody comes for the laptop.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.codes import Kind
from inventory.deposits.till_rules import SignedHow
from inventory.digibank.numbers import Coded
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
from inventory.repair_desk.rules import (
    FEWEST_DAYS,
    MOST_CENTS,
    MOST_DAYS,
    USUAL_DAYS,
    DataWish,
    Payment,
    TicketState,
)


class RepairTerms(BelongsToDigibank, Versioned, Model):
    """How one digibank runs its repair desk: terms in three languages, and how long it knows whose laptop it was."""

    __tablename__ = "repair_terms"
    __table_args__ = (
        *walls("repair_terms"),
        UniqueConstraint("digibank_id", name="uq_repair_terms_one"),
        CheckConstraint(f"forget_after_days BETWEEN {FEWEST_DAYS} AND {MOST_DAYS}", name="forget_after_days"),
    )
    #: empty: the usual terms
    terms_nl: Mapped[str] = mapped_column(String(3000), default="")
    terms_fr: Mapped[str] = mapped_column(String(3000), default="")
    terms_en: Mapped[str] = mapped_column(String(3000), default="")
    forget_after_days: Mapped[int] = mapped_column(default=USUAL_DAYS)


class VisitorTicket(BelongsToDigibank, Versioned, Coded, Model):
    """One laptop that somebody brought to have it looked at."""

    __tablename__ = "visitor_ticket"
    letter = Kind.REPAIR
    __table_args__ = (
        *walls("visitor_ticket"),
        one_of(TicketState, "state"),
        one_of(DataWish, "data_wish"),
        UniqueConstraint("digibank_id", "queued_on", "queue_number", name="uq_visitor_ticket_queue"),
        CheckConstraint("(queued_on IS NULL) = (queue_number IS NULL)", name="queue"),
        # Nobody touches a laptop of which the owner did not sign the terms.
        CheckConstraint("state IN ('expected', 'called_off') OR signed_how IS NOT NULL", name="signed"),
        CheckConstraint("data_wish <> 'erase' OR erase_signed_how IS NOT NULL", name="erase_signed"),
        CheckConstraint("erased_at IS NULL OR data_wish = 'erase'", name="erased_as_asked"),
        CheckConstraint("state <> 'fetched' OR end_signed_how IS NOT NULL", name="fetch_signed"),
        # Once nobody knows whose it is, nobody can sign for it.
        CheckConstraint(
            "state <> 'recycled' OR end_signed_how IS NOT NULL OR blanked_at IS NOT NULL",
            name="recycling_signed",
        ),
        CheckConstraint(
            "(state IN ('fetched', 'recycled', 'called_off')) = (ended_at IS NOT NULL)", name="ended"
        ),
        Index("ix_visitor_ticket_state", "digibank_id", "state", "id"),
        Index(
            "ix_visitor_ticket_known",
            "digibank_id",
            "ended_at",
            sqlite_where=db.text("blanked_at IS NULL AND ended_at IS NOT NULL"),
            postgresql_where=db.text("blanked_at IS NULL AND ended_at IS NOT NULL"),
        ),
    )
    state: Mapped[TicketState] = mapped_column(EnumText(TicketState))
    state_since: Mapped[datetime] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    appointment_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the number in the queue of one day: 1, 2, 3
    queued_on: Mapped[date | None]
    queue_number: Mapped[int | None]

    # --- whose it is. Personal: blanked ---
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60), default="")
    #: as borrowers' numbers are kept: +32470987654
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    locale: Mapped[str] = mapped_column(String(5), default="nl")
    #: unguessable part of the owner's own link; another one once it is blanked
    token: Mapped[str] = mapped_column(String(32), unique=True)

    # --- what it is ---
    #: maker and model as one says it
    what: Mapped[str] = mapped_column(String(120))
    #: what is wrong, in the owner's words. Personal: blanked
    complaint: Mapped[str] = mapped_column(String(500))
    accessories: Mapped[str] = mapped_column(String(200), default="")
    #: what could be seen when it came in. Personal: blanked
    damage: Mapped[str] = mapped_column(String(300), default="")
    #: drawn anew as JPEG. Personal: blanked
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    data_wish: Mapped[DataWish] = mapped_column(EnumText(DataWish), default=DataWish.UNTOUCHED)

    # --- what was signed. Ink is personal: blanked ---
    #: the terms as they were signed
    terms: Mapped[str] = mapped_column(String(3000), default="")
    signed_how: Mapped[SignedHow | None] = mapped_column(EnumText(SignedHow))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    erase_signed_how: Mapped[SignedHow | None] = mapped_column(EnumText(SignedHow))
    erase_signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    erased_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    # --- what was done, and how it ended ---
    #: in a technician's words, for the owner
    done: Mapped[str] = mapped_column(String(500), default="")
    part: Mapped[str] = mapped_column(String(120), default="")
    taken_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: who fetched it, when that was not the owner. Personal: blanked
    fetched_by: Mapped[str] = mapped_column(String(80), default="")
    end_signed_how: Mapped[SignedHow | None] = mapped_column(EnumText(SignedHow))
    end_signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: when whose it was was forgotten
    blanked_at: Mapped[datetime | None] = mapped_column(Moment)

    taken_up_by: Mapped[Any] = to_one("User", "VisitorTicket.taken_up_by_id")
    quotes: Mapped[list["VisitorQuote"]] = relationship(
        primaryjoin="VisitorTicket.id == foreign(VisitorQuote.ticket_id)",
        order_by="VisitorQuote.id",
        viewonly=True,
    )
    payments: Mapped[list["VisitorPayment"]] = relationship(
        primaryjoin="VisitorTicket.id == foreign(VisitorPayment.ticket_id)",
        order_by="VisitorPayment.id",
        viewonly=True,
    )

    @property
    def name(self) -> str:
        """What it is, as people say it; never whose."""
        return self.what


class VisitorQuote(BelongsToDigibank, Versioned, Model):
    """What would be done and what parts would cost, and what the owner answered."""

    __tablename__ = "visitor_quote"
    __table_args__ = (
        *walls("visitor_quote", ticket_id="visitor_ticket"),
        CheckConstraint(f"cents IS NULL OR cents BETWEEN 0 AND {MOST_CENTS}", name="cents"),
        CheckConstraint("(is_accepted IS NULL) = (answered_at IS NULL)", name="answered_at_a_moment"),
        # Nobody agrees to a price that was not named.
        CheckConstraint(
            "is_accepted IS NULL OR NOT is_accepted OR cents IS NOT NULL", name="agreed_to_a_price"
        ),
        CheckConstraint("NOT is_waived OR is_accepted", name="only_agreed_is_waived"),
        Index(
            "ix_visitor_quote_open",
            "digibank_id",
            "ticket_id",
            unique=True,
            sqlite_where=db.text("answered_at IS NULL"),
            postgresql_where=db.text("answered_at IS NULL"),
        ),
        Index("ix_visitor_quote_ticket", "digibank_id", "ticket_id", "id"),
    )
    ticket_id: Mapped[int]
    #: what would be done, in a technician's words
    words: Mapped[str] = mapped_column(String(300))
    #: what the parts cost; None until the desk names a price
    cents: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_accepted: Mapped[bool | None]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the colleague who wrote the answer down; None when the owner gave it through the own link
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: we do not ask this money after all
    is_waived: Mapped[bool] = mapped_column(default=False)
    ticket: Mapped[VisitorTicket] = to_one("VisitorTicket", "VisitorQuote.ticket_id")


class VisitorPayment(BelongsToDigibank, Model):
    """What the owner paid, and the entry in the ledger that books it: income of ours, never a deposit.

    Whether it still counts the ledger says: an entry that was undone has another that corrects it.
    """

    __tablename__ = "visitor_payment"
    __table_args__ = (
        *walls("visitor_payment", ticket_id="visitor_ticket", entry_id="ledger_entry"),
        UniqueConstraint("digibank_id", "entry_id", name="uq_visitor_payment_entry"),
        CheckConstraint("cents > 0", name="cents"),
        one_of(Payment, "payment"),
        Index("ix_visitor_payment_ticket", "digibank_id", "ticket_id", "id"),
    )
    ticket_id: Mapped[int]
    entry_id: Mapped[int]
    payment: Mapped[Payment] = mapped_column(EnumText(Payment))
    cents: Mapped[int] = mapped_column(BigInteger)
    paid_at: Mapped[datetime] = mapped_column(Moment)
    ticket: Mapped[VisitorTicket] = to_one("VisitorTicket", "VisitorPayment.ticket_id")
    entry: Mapped[Any] = to_one("LedgerEntry", "VisitorPayment.entry_id")


append_only(VisitorPayment.__table__)
