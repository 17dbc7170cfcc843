"""A borrower: the little that a desk must know of a person, and what stays when the person is forgotten."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.borrowers.rules import ContactChannel, Gender, Language, Person, WaiverReason, spoken_phone
from inventory.codes import Kind
from inventory.digibank.models import Digibank  # noqa: F401 -- the wall's other side must be mapped first
from inventory.digibank.numbers import Coded
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank

#: columns of a borrower that identify a person, or could; blank once forgotten
PERSONAL = ("first_name", "last_name", "name_key", "street", "postcode", "phone", "email", "note")


class Household(BelongsToDigibank, Model):
    """People who live together, so that a policy can count what they have at home. Nothing more is kept of it."""

    __tablename__ = "household"
    __table_args__ = (*walls("household"),)
    made_at: Mapped[datetime] = mapped_column(Moment)


class Borrower(BelongsToDigibank, Versioned, Coded, Model):
    """An adult who borrows, or asks to. No number of the state and no proof is kept, anywhere."""

    __tablename__ = "borrower"
    letter = Kind.PASS
    __table_args__ = (
        *walls("borrower", household_id="household", merged_into_id="borrower"),
        # Who became part of another entry is nobody by itself, and never its own successor.
        CheckConstraint("merged_into_id IS NULL OR anonymised_at IS NOT NULL", name="merged_is_nobody"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        one_of(Language, "language"),
        one_of(ContactChannel, "contact_channel"),
        one_of(Gender, "gender"),
        Index("ix_borrower_name", "digibank_id", "name_key", "id"),
        Index("ix_borrower_phone", "digibank_id", "phone"),
        Index("ix_borrower_household", "digibank_id", "household_id"),
        Index("ix_borrower_merged", "digibank_id", "merged_into_id"),
    )
    first_name: Mapped[str] = mapped_column(String(80), default="")
    last_name: Mapped[str] = mapped_column(String(80), default="")
    #: last name first, without case and accents: how the list is ordered and searched
    name_key: Mapped[str] = mapped_column(String(400), default="")
    #: the year, not the day: enough to know an adult and to count
    birth_year: Mapped[int | None]
    #: first year of the decade; stays when the person is forgotten
    birth_decade: Mapped[int | None]
    #: street and number, only where a letter on paper may be needed
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(4), default="")
    #: stays when the person is forgotten
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: as `+32470123456`, or empty
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    #: preference of contact, never a nationality; stays when the person is forgotten
    language: Mapped[Language] = mapped_column(EnumText(Language), default=Language.DUTCH)
    #: only where the digibank asks it; None: not asked or not told. Stays when the person is forgotten
    gender: Mapped[Gender | None] = mapped_column(EnumText(Gender))
    contact_channel: Mapped[ContactChannel] = mapped_column(
        EnumText(ContactChannel), default=ContactChannel.PHONE
    )
    #: what a desk worker needs to know, such as "large keyboard"; never a diagnosis
    note: Mapped[str] = mapped_column(String(500), default="")
    #: with whom this person lives, where someone said so
    household_id: Mapped[int | None]
    registered_at: Mapped[datetime] = mapped_column(Moment)
    #: the day of the start workshop, if it was followed
    workshop_on: Mapped[date | None]
    #: why no start workshop is needed
    workshop_waived: Mapped[WaiverReason | None] = mapped_column(EnumText(WaiverReason))
    #: since when this is nobody any more
    anonymised_at: Mapped[datetime | None] = mapped_column(Moment)

    #: the entry that stayed, where two turned out to be one person
    merged_into_id: Mapped[int | None]
    #: since when we keep what we know of this person and do nothing else with it (GDPR art. 18)
    restricted_at: Mapped[datetime | None] = mapped_column(Moment)
    #: since when this person wants no telephone calls
    no_calls_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def name(self) -> str:
        """The full name; who is forgotten has only the code of the pass."""
        return f"{self.first_name} {self.last_name}".strip() or self.spoken

    @property
    def short_name(self) -> str:
        """As at a desk where others listen: `Noor T.`."""
        if not self.last_name:
            return self.first_name or self.spoken
        return f"{self.first_name} {self.last_name[0]}.".strip()

    @property
    def spoken_phone(self) -> str:
        """The telephone number as one says it here."""
        return spoken_phone(self.phone)

    @property
    def is_forgotten(self) -> bool:
        """Has this person been made anonymous?"""
        return self.anonymised_at is not None

    @property
    def is_restricted(self) -> bool:
        """Do we only keep what we know of this person?"""
        return self.restricted_at is not None

    @property
    def has_had_workshop(self) -> bool:
        """Was the start workshop followed, or is it not needed?"""
        return self.workshop_on is not None or self.workshop_waived is not None

    def as_person(self) -> Person:
        """What tells this borrower apart, as plain values."""
        return Person(self.first_name, self.last_name, self.birth_year, self.postcode, self.phone, id=self.id)


class Merge(BelongsToDigibank, Versioned, Model):
    """Two entries that became one, and for thirty days what each room kept of either before that, to put it back."""

    __tablename__ = "borrower_merge"
    __table_args__ = (
        *walls("borrower_merge", stays_id="borrower", goes_id="borrower"),
        CheckConstraint("stays_id <> goes_id", name="two_entries"),
        CheckConstraint("undone_at IS NULL OR kept IS NULL", name="put_back_once"),
        Index("ix_borrower_merge_stays", "digibank_id", "stays_id"),
        Index("ix_borrower_merge_goes", "digibank_id", "goes_id"),
        Index(
            "ix_borrower_merge_kept",
            "digibank_id",
            "merged_at",
            sqlite_where=db.text("kept IS NOT NULL"),
            postgresql_where=db.text("kept IS NOT NULL"),
        ),
    )
    stays_id: Mapped[int]
    goes_id: Mapped[int]
    merged_at: Mapped[datetime] = mapped_column(Moment)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: row by row what the merge changed; personal, so None after thirty days, or once either is forgotten
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)


class ReplacedPass(BelongsToDigibank, Coded, Model):
    """A number that a borrower's pass once bore. Nothing is found by it but that it was replaced, and whose it was."""

    __tablename__ = "replaced_pass"
    letter = Kind.PASS
    __table_args__ = (
        *walls("replaced_pass", borrower_id="borrower"),
        Index("ix_replaced_pass_borrower", "digibank_id", "borrower_id"),
    )
    borrower_id: Mapped[int]
    replaced_at: Mapped[datetime] = mapped_column(Moment)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    borrower: Mapped[Borrower] = to_one("Borrower", "ReplacedPass.borrower_id")
