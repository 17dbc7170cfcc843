"""Contacts, where they took place, what they were about, and to where someone was sent on.

A contact points at a person by id and bears what may be counted of them as it was on that day, so that it counts the
same when the person is forgotten. Nothing here names anybody.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inventory.borrowers.models import Borrower
from inventory.contacts.rules import (
    AgeBand,
    ContactOutcome,
    GroupKind,
    Purpose,
    ReferralChannel,
    Service,
    Step,
)
from inventory.foundation.database import EnumText, Model, Moment, Versioned, db, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.partners.models import Partner


class ServiceLocation(BelongsToDigibank, Versioned, Model):
    """Where people come to a service: a digipunt in a library, the lending desk, a room for workshops."""

    __tablename__ = "service_location"
    __table_args__ = (
        *walls("service_location"),
        UniqueConstraint("digibank_id", "name", "municipality", name="uq_service_location_name"),
        Index(
            "ix_service_location_desk",
            "digibank_id",
            unique=True,
            sqlite_where=db.text("is_desk"),
            postgresql_where=db.text("is_desk"),
        ),
    )
    name: Mapped[str] = mapped_column(String(120))
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: our own lending desk: where a deed took place of which nothing else is said
    is_desk: Mapped[bool] = mapped_column(default=False)
    #: since when nobody comes there any more
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class HelpType(BelongsToDigibank, Versioned, Model):
    """What a question is about, in a list of two levels that each digibank writes itself."""

    __tablename__ = "help_type"
    __table_args__ = (
        *walls("help_type", parent_id="help_type"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )
    parent_id: Mapped[int | None]
    #: by language code
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class TargetGroup(BelongsToDigibank, Versioned, Model):
    """A group that the digibank wants to reach; people say themselves to which they belong, several or none."""

    __tablename__ = "target_group"
    __table_args__ = (*walls("target_group"), one_of(GroupKind, "kind"))
    kind: Mapped[GroupKind] = mapped_column(EnumText(GroupKind), default=GroupKind.GROUP)
    #: by language code
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class ContactSettings(BelongsToDigibank, Versioned, Model):
    """What one digibank asks besides."""

    __tablename__ = "contact_settings"
    __table_args__ = (
        *walls("contact_settings"),
        UniqueConstraint("digibank_id", name="uq_contact_settings_one"),
    )
    #: only where a funder wants to know
    asks_gender: Mapped[bool] = mapped_column(default=False)


class BorrowerGroup(BelongsToDigibank, Model):
    """This person belongs to this group; no row of anyone means that it is not known. Stays when they are forgotten."""

    __tablename__ = "borrower_group"
    __table_args__ = (
        *walls("borrower_group", borrower_id="borrower", group_id="target_group"),
        UniqueConstraint("digibank_id", "borrower_id", "group_id", name="uq_borrower_group"),
    )
    borrower_id: Mapped[int]
    group_id: Mapped[int]
    group: Mapped[TargetGroup] = to_one("TargetGroup", "BorrowerGroup.group_id")


class ServiceContact(BelongsToDigibank, Versioned, Model):
    """Someone came to a service on a day; an anonymous one has no person and is counted as a contact only."""

    __tablename__ = "service_contact"
    __table_args__ = (
        *walls(
            "service_contact",
            borrower_id="borrower",
            location_id="service_location",
            referrer_id="partner",
            help_type_id="help_type",
            episode_id="service_contact",
        ),
        one_of(Service, "service"),
        one_of(Step, "step"),
        one_of(ContactOutcome, "outcome"),
        one_of(ReferralChannel, "channel"),
        one_of(AgeBand, "age_band"),
        # One deed is one contact, however often it is said.
        UniqueConstraint("digibank_id", "source", "source_id", "step", name="uq_service_contact_source"),
        CheckConstraint("episode_id <> id", name="opens_its_episode_without_saying"),
        Index("ix_service_contact_day", "digibank_id", "happened_on", "id"),
        Index("ix_service_contact_borrower", "digibank_id", "borrower_id", "happened_on"),
        Index("ix_service_contact_episode", "digibank_id", "episode_id"),
        Index("ix_service_contact_town", "digibank_id", "municipality"),
    )
    borrower_id: Mapped[int | None]
    #: the day in Brussels
    happened_on: Mapped[date]
    service: Mapped[Service] = mapped_column(EnumText(Service))
    step: Mapped[Step] = mapped_column(EnumText(Step), default=Step.VISIT)
    location_id: Mapped[int | None]
    #: who booked the person in (inschrijver)
    enroller_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the service that sent them (toeleider), and how they found us
    referrer_id: Mapped[int | None]
    channel: Mapped[ReferralChannel] = mapped_column(
        EnumText(ReferralChannel), default=ReferralChannel.UNKNOWN
    )
    help_type_id: Mapped[int | None]
    #: of a laptop: what it is for
    purpose: Mapped[Purpose | None] = mapped_column(EnumText(Purpose))
    outcome: Mapped[ContactOutcome] = mapped_column(EnumText(ContactOutcome), default=ContactOutcome.HELPED)
    #: the contact with which this episode began (an application, its pick-up and its return are one); None: this one
    episode_id: Mapped[int | None]
    #: the table and row that this contact follows from ("application", 12); typed or imported ones name their own
    source: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int]
    #: as it was on that day: how old, and from which town. Kept when the person is forgotten
    age_band: Mapped[AgeBand] = mapped_column(EnumText(AgeBand), default=AgeBand.UNKNOWN)
    municipality: Mapped[str] = mapped_column(String(80), default="")
    noted_at: Mapped[datetime] = mapped_column(Moment)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    borrower: Mapped[Borrower | None] = to_one("Borrower", "ServiceContact.borrower_id")
    location: Mapped[ServiceLocation | None] = to_one("ServiceLocation", "ServiceContact.location_id")
    referrer: Mapped[Partner | None] = to_one("Partner", "ServiceContact.referrer_id")
    help_type: Mapped[HelpType | None] = to_one("HelpType", "ServiceContact.help_type_id")


class ReferralOut(BelongsToDigibank, Versioned, Model):
    """Someone was sent on, to a service of our own or to another organisation; and whether they came there."""

    __tablename__ = "referral_out"
    __table_args__ = (
        *walls(
            "referral_out",
            contact_id="service_contact",
            to_location_id="service_location",
            to_partner_id="partner",
            realised_contact_id="service_contact",
        ),
        CheckConstraint("(to_service IS NULL) <> (to_partner_id IS NULL)", name="to_one_place"),
        CheckConstraint("realised_contact_id IS NULL OR realised_on IS NOT NULL", name="realised_on_a_day"),
        Index("ix_referral_out_contact", "digibank_id", "contact_id"),
        Index("ix_referral_out_realised", "digibank_id", "realised_contact_id"),
        Index("ix_referral_out_day", "digibank_id", "referred_on", "id"),
    )
    contact_id: Mapped[int]
    referred_on: Mapped[date]
    to_service: Mapped[Service | None] = mapped_column(EnumText(Service))
    to_location_id: Mapped[int | None]
    to_partner_id: Mapped[int | None]
    #: the contact that came of it; of another organisation only the day is known
    realised_contact_id: Mapped[int | None]
    realised_on: Mapped[date | None]
    contact: Mapped[ServiceContact] = to_one("ServiceContact", "ReferralOut.contact_id")
    to_partner: Mapped[Partner | None] = to_one("Partner", "ReferralOut.to_partner_id")
