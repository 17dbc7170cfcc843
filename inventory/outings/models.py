"""An outing: the day itself, who comes, which laptops travel, who drives, and what was noted on the road.

*On the road* is no stage of a device: a laptop in a van moves on the map from `ready` or `reserved` as it does
on a shelf (decision 0007). It is a place and a fact. The place is the outing's crate or van, so that a count of
the shelf where it stood does not look for it; the fact is a row here, and the database lets a device be bound
to one open outing only.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.applications.models import Application
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.clock import day
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.outings.rules import NoteKind, OutingState, TravelEnd, VisitEnd
from inventory.places.models import Place


class Outing(BelongsToDigibank, Versioned, Model):
    """One lending day in another town."""

    __tablename__ = "outing"
    __table_args__ = (
        *walls("outing", place_id="place"),
        one_of(OutingState, "state"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_begins"),
        CheckConstraint("spares >= 0", name="spares"),
        CheckConstraint("float_cents >= 0", name="float"),
        CheckConstraint("counted_cents >= 0", name="counted"),
        CheckConstraint("(state IN ('on_the_road', 'closed')) = (departed_at IS NOT NULL)", name="left"),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL AND counted_cents IS NOT NULL "
            "AND expected_cents IS NOT NULL)",
            name="counted_when_closed",
        ),
        Index("ix_outing_starts", "digibank_id", "starts_at", "id"),
        # One crate is on one road.
        Index(
            "ix_outing_one_road_per_crate",
            "digibank_id",
            "place_id",
            unique=True,
            sqlite_where=db.text("state = 'on_the_road'"),
            postgresql_where=db.text("state = 'on_the_road'"),
        ),
    )
    #: the town where it is held
    municipality: Mapped[str] = mapped_column(String(80))
    #: the building and street there, as one would tell on the phone
    venue: Mapped[str] = mapped_column(String(120), default="")
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    #: the crate or van in which everything travels; scanning its code leads here
    place_id: Mapped[int]
    #: how many laptops go along beside those with an appointment
    spares: Mapped[int] = mapped_column(default=2)
    #: coins and notes that go along, in cents
    float_cents: Mapped[int] = mapped_column(default=0)
    state: Mapped[OutingState] = mapped_column(EnumText(OutingState), default=OutingState.PLANNED)
    #: since when there is a pack list
    listed_at: Mapped[datetime | None] = mapped_column(Moment)
    departed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: what should have been in the cash box when it was closed, and what was counted, in cents
    expected_cents: Mapped[int | None]
    counted_cents: Mapped[int | None]

    place: Mapped[Place] = to_one("Place", "Outing.place_id")

    @property
    def held_on(self) -> date:
        """The day on which it is held."""
        return day(self.starts_at)

    @property
    def is_planned(self) -> bool:
        """May it still be changed and packed?"""
        return self.state is OutingState.PLANNED

    @property
    def is_on_the_road(self) -> bool:
        """Did it leave, and was it not closed yet?"""
        return self.state is OutingState.ON_THE_ROAD


class OutingVisit(BelongsToDigibank, Versioned, Model):
    """One appointment: whose application, at what time."""

    __tablename__ = "outing_visit"
    __table_args__ = (
        *walls("outing_visit", outing_id="outing", application_id="application"),
        one_of(VisitEnd, "ended"),
        Index("ix_outing_visit_outing", "digibank_id", "outing_id", "visit_at", "id"),
        # One person is expected at one outing.
        Index(
            "ix_outing_visit_open",
            "digibank_id",
            "application_id",
            unique=True,
            sqlite_where=db.text("ended IS NULL"),
            postgresql_where=db.text("ended IS NULL"),
        ),
    )
    outing_id: Mapped[int]
    application_id: Mapped[int]
    visit_at: Mapped[datetime] = mapped_column(Moment)
    #: None while the person is expected
    ended: Mapped[VisitEnd | None] = mapped_column(EnumText(VisitEnd))

    outing: Mapped[Outing] = to_one("Outing", "OutingVisit.outing_id")
    application: Mapped[Application] = to_one("Application", "OutingVisit.application_id")


class OutingDevice(BelongsToDigibank, Versioned, Model):
    """One laptop of an outing: on the list, in the crate, and what became of it."""

    __tablename__ = "outing_device"
    __table_args__ = (
        *walls(
            "outing_device",
            outing_id="outing",
            device_id="device",
            visit_id="outing_visit",
            from_place_id="place",
        ),
        one_of(TravelEnd, "ended"),
        CheckConstraint("(ended IS NULL) = (ended_at IS NULL)", name="ends_once"),
        Index("ix_outing_device_outing", "digibank_id", "outing_id", "id"),
        # One laptop is bound to one open outing, however many people pack.
        Index(
            "ix_outing_device_open",
            "digibank_id",
            "device_id",
            unique=True,
            sqlite_where=db.text("ended IS NULL"),
            postgresql_where=db.text("ended IS NULL"),
        ),
        UniqueConstraint("digibank_id", "outing_id", "device_id", name="uq_outing_device_once"),
    )
    outing_id: Mapped[int]
    device_id: Mapped[int]
    #: for which appointment; None for a spare
    visit_id: Mapped[int | None]
    #: the pack list asked for it; what was put in all the same is an extra
    listed: Mapped[bool] = mapped_column(default=True)
    packed_at: Mapped[datetime | None] = mapped_column(Moment)
    packed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: where it stood before it went into the crate
    from_place_id: Mapped[int | None]
    #: None while it is bound to this outing
    ended: Mapped[TravelEnd | None] = mapped_column(EnumText(TravelEnd))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    outing: Mapped[Outing] = to_one("Outing", "OutingDevice.outing_id")
    device: Mapped[Device] = to_one("Device", "OutingDevice.device_id")
    visit: Mapped[OutingVisit | None] = to_one("OutingVisit", "OutingDevice.visit_id")
    from_place: Mapped[Place | None] = to_one("Place", "OutingDevice.from_place_id")


class OutingTraveller(BelongsToDigibank, Model):
    """Who of us goes along."""

    __tablename__ = "outing_traveller"
    __table_args__ = (
        *walls("outing_traveller", outing_id="outing"),
        UniqueConstraint("digibank_id", "outing_id", "user_id", name="uq_outing_traveller_once"),
    )
    outing_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    outing: Mapped[Outing] = to_one("Outing", "OutingTraveller.outing_id")
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class OutingNote(BelongsToDigibank, Versioned, Model):
    """What was done on paper on the road. Nothing is lent or taken back by it: the desk completes it."""

    __tablename__ = "outing_note"
    __table_args__ = (
        *walls("outing_note", outing_id="outing", device_id="device", visit_id="outing_visit"),
        one_of(NoteKind, "kind"),
        CheckConstraint("cash_cents >= 0", name="cash"),
        CheckConstraint("kind = 'handed_over' OR visit_id IS NULL", name="visit_of_a_hand_over"),
        Index("ix_outing_note_outing", "digibank_id", "outing_id", "id"),
        # A laptop is noted once in each way while the note stands; a second phone sends the same.
        Index(
            "ix_outing_note_once",
            "digibank_id",
            "outing_id",
            "device_id",
            "kind",
            unique=True,
            sqlite_where=db.text("withdrawn_at IS NULL"),
            postgresql_where=db.text("withdrawn_at IS NULL"),
        ),
    )
    outing_id: Mapped[int]
    kind: Mapped[NoteKind] = mapped_column(EnumText(NoteKind))
    device_id: Mapped[int]
    #: to whom, when it was someone with an appointment
    visit_id: Mapped[int | None]
    #: received at a hand-over, given back at a return
    cash_cents: Mapped[int] = mapped_column(default=0)
    #: when it reached us, which may be hours later
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: it was a mistake
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    outing: Mapped[Outing] = to_one("Outing", "OutingNote.outing_id")
    device: Mapped[Device] = to_one("Device", "OutingNote.device_id")
    visit: Mapped[OutingVisit | None] = to_one("OutingVisit", "OutingNote.visit_id")
