"""Lists of contacts on their way in, and what is left of them: which rows came in, and what was said of their words.

What a list holds of people stands in rows that go when it is taken in or taken back. A row that stays has a number, a
verdict and a keyed digest, by which the same row is known again; nobody is known by it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import Likeness, spoken_phone
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.dates import DayOrder
from inventory.contact_lists.rows import RowVerdict
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank


class ListState(StrEnum):
    """How far a list is."""

    #: somebody still has to say what its columns hold
    UPLOADED = "uploaded"
    #: its rows are being read
    LOOKING = "looking"
    #: somebody looks at what will become of its rows
    LOOKED = "looked"
    #: its rows are coming in
    TAKING = "taking"
    #: all that could come in is in
    DONE = "done"
    #: its contacts are being taken out again
    UNDOING = "undoing"
    #: nothing of it is in any more
    UNDONE = "undone"
    #: nobody said yes to it
    DROPPED = "dropped"


#: the house works at it by itself
UNDER_WAY = frozenset({ListState.LOOKING, ListState.TAKING, ListState.UNDOING})
#: a person has to do something
WAITS = frozenset({ListState.UPLOADED, ListState.LOOKED})


class ContactList(BelongsToDigibank, Versioned, Model):
    """A file of contacts that was sent, how far it is, and what became of it."""

    __tablename__ = "contact_list"
    __table_args__ = (
        *walls("contact_list"),
        one_of(ListState, "state"),
        one_of(DayOrder, "day_order"),
        Index("ix_contact_list_sha256", "digibank_id", "sha256"),
    )
    state: Mapped[ListState] = mapped_column(EnumText(ListState), default=ListState.UPLOADED)
    file_name: Mapped[str] = mapped_column(String(120))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: of the bytes as they came, by which the same file is known again
    sha256: Mapped[str] = mapped_column(String(64))
    #: the rows as texts, packed; never a column of national numbers. None once they are not needed any more
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    headed: Mapped[bool] = mapped_column(default=True)
    headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: the headings of columns that were not read, for they hold national numbers
    refused_columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: which column holds what, by the name of the field: {"day": 0}
    mapping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    day_order: Mapped[DayOrder] = mapped_column(EnumText(DayOrder), default=DayOrder.BY_ITSELF)
    #: what holds for every row that does not say it itself
    usual_service: Mapped[str] = mapped_column(String(120), default="")
    usual_place: Mapped[str] = mapped_column(String(120), default="")
    #: values of which somebody has to say the meaning: [field, value, how often]
    asked: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    #: a column in which nearly every row says something else, so that it is not what it was taken for
    too_varied: Mapped[ContactField | None] = mapped_column(EnumText(ContactField))
    #: rows in all, and how many the house has done of them
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    #: people who were not known before
    new_people: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    #: who said yes to it, or to taking it back
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_under_way(self) -> bool:
        """Does the house work at it?"""
        return self.state in UNDER_WAY


class ListedPerson(BelongsToDigibank, Model):
    """Somebody in a list that is not in yet, who it may be, and what was said of that. Goes when the list is in."""

    __tablename__ = "listed_person"
    __table_args__ = (
        *walls(
            "listed_person", list_id="contact_list", like_borrower_id="borrower",
            like_person_id="listed_person", borrower_id="borrower",
        ),
        one_of(Likeness, "why"),
        Index("ix_listed_person_list", "digibank_id", "list_id", "position", unique=True),
        Index("ix_listed_person_borrower", "digibank_id", "borrower_id"),
        Index("ix_listed_person_like", "digibank_id", "like_borrower_id"),
        Index("ix_listed_person_same", "digibank_id", "like_person_id"),
    )  # fmt: skip
    list_id: Mapped[int]
    position: Mapped[int]
    first_name: Mapped[str] = mapped_column(String(80), default="")
    last_name: Mapped[str] = mapped_column(String(80), default="")
    birth_year: Mapped[int | None]
    postcode: Mapped[str] = mapped_column(String(4), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    municipality: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(120), default="")
    gender: Mapped[str] = mapped_column(String(120), default="")
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: in how many rows they stand
    rows: Mapped[int] = mapped_column(default=1)
    #: are those rows one person? None: nobody said so yet
    rows_are_one: Mapped[bool | None]
    #: who they may be, and why it looks so
    like_borrower_id: Mapped[int | None]
    like_person_id: Mapped[int | None]
    why: Mapped[Likeness | None] = mapped_column(EnumText(Likeness))
    #: are they? None: nobody said so yet
    is_same: Mapped[bool | None]
    #: who they turned out to be
    borrower_id: Mapped[int | None]

    like_borrower: Mapped[Borrower | None] = to_one("Borrower", "ListedPerson.like_borrower_id")
    like_person: Mapped["ListedPerson | None"] = to_one(
        "ListedPerson", "ListedPerson.like_person_id", remote_side="ListedPerson.id"
    )

    @property
    def name(self) -> str:
        """As it stands in the list."""
        return f"{self.first_name} {self.last_name}".strip() or self.spoken_phone or self.email

    @property
    def spoken_phone(self) -> str:
        """The telephone number as one says it here."""
        return spoken_phone(self.phone)


class ContactRow(BelongsToDigibank, Model):
    """One row of a list and what became of it. Its contact names it as its source. It holds nothing of a person."""

    __tablename__ = "contact_row"
    __table_args__ = (
        *walls("contact_row", list_id="contact_list", person_id="listed_person", made_borrower_id="borrower"),
        one_of(RowVerdict, "verdict"),
        Index("ix_contact_row_list", "digibank_id", "list_id", "number", unique=True),
        Index("ix_contact_row_person", "digibank_id", "person_id"),
        Index("ix_contact_row_made", "digibank_id", "made_borrower_id"),
        # The same row is in once, whatever list it came with.
        Index(
            "ix_contact_row_once",
            "digibank_id",
            "digest",
            unique=True,
            sqlite_where=db.text("verdict = 'taken'"),
            postgresql_where=db.text("verdict = 'taken'"),
        ),
    )
    list_id: Mapped[int]
    number: Mapped[int]
    verdict: Mapped[RowVerdict] = mapped_column(EnumText(RowVerdict))
    #: keyed, so that nobody who has the database alone can try out names
    digest: Mapped[str] = mapped_column(String(64), default="")
    #: what could not be read; blank once the list is in
    said: Mapped[str] = mapped_column(String(300), default="")
    #: which of its cells were not read, by the names of the fields
    unread: Mapped[str] = mapped_column(String(120), default="")
    #: who it is, until the list is in
    person_id: Mapped[int | None]
    #: who came to be with it: somebody who was not known before
    made_borrower_id: Mapped[int | None]


class ListedMeaning(BelongsToDigibank, Model):
    """What a word in lists means here, as somebody said it once."""

    __tablename__ = "listed_meaning"
    __table_args__ = (
        *walls("listed_meaning"),
        one_of(ContactField, "field"),
        Index("ix_listed_meaning_key", "digibank_id", "field", "key", unique=True),
    )
    field: Mapped[ContactField] = mapped_column(EnumText(ContactField))
    #: without case, accents and punctuation
    key: Mapped[str] = mapped_column(String(120))
    #: a member of ours, the id of a row of ours, or empty: it means nothing here
    meaning: Mapped[str] = mapped_column(String(40), default="")


class ListedColumns(BelongsToDigibank, Model):
    """What the columns of a form or register hold, as somebody confirmed it the last time."""

    __tablename__ = "listed_columns"
    __table_args__ = (
        *walls("listed_columns"),
        Index("ix_listed_columns_fingerprint", "digibank_id", "fingerprint", unique=True),
    )
    fingerprint: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    day_order: Mapped[DayOrder] = mapped_column(EnumText(DayOrder), default=DayOrder.BY_ITSELF)
    usual_service: Mapped[str] = mapped_column(String(120), default="")
    usual_place: Mapped[str] = mapped_column(String(120), default="")
