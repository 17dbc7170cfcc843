"""Organisations we work with, and the people we call there.

An organisation is no secret; a contact is a person, and can be forgotten: the row stays so that lots keep
their place, the name and the addresses go.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.digibank.models import User
from inventory.foundation.database import EnumText, Model, Moment, Versioned, one_of, to_one, walls
from inventory.foundation.tenancy import BelongsToDigibank


class PartnerKind(StrEnum):
    """What an organisation is to us."""

    #: gives devices
    DONOR = "donor"
    #: sells devices
    SUPPLIER = "supplier"
    #: sends people who need a laptop: OCMW, VDAB, Ligo
    REFERRER = "referrer"
    SCHOOL = "school"
    #: wipes and repairs with us
    WORKSHOP = "workshop"
    #: takes what cannot be used again
    RECYCLER = "recycler"


class Partner(BelongsToDigibank, Versioned, Model):
    """One organisation, in one part it plays."""

    __tablename__ = "partner"
    __table_args__ = (
        *walls("partner"),
        one_of(PartnerKind, "kind"),
        Index("ix_partner_name", "digibank_id", "kind", "name_key", unique=True),
    )
    name: Mapped[str] = mapped_column(String(120))
    #: the name as it is compared and sorted: small letters, single spaces
    name_key: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[PartnerKind] = mapped_column(EnumText(PartnerKind))
    #: ten digits of the Belgian register of enterprises (KBO), or empty
    enterprise_number: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: may their name stand on public pages and in reports?
    may_be_named: Mapped[bool] = mapped_column(default=False)
    contacts: Mapped[list["Contact"]] = relationship(
        primaryjoin="Partner.id == foreign(Contact.partner_id)", order_by="Contact.id", viewonly=True
    )


class Contact(BelongsToDigibank, Model):
    """Someone we call or write to at a partner. Personal: blanked when forgotten."""

    __tablename__ = "contact"
    __table_args__ = (
        *walls("contact", partner_id="partner"),
        UniqueConstraint("digibank_id", "id", "partner_id", name="uq_contact_partner"),
        Index("ix_contact_partner", "digibank_id", "partner_id"),
        Index("ix_contact_user", "user_id"),
    )
    partner_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(80), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    #: the account with which this person signs in to see own lots or applications
    user_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    anonymised_at: Mapped[datetime | None] = mapped_column(Moment)
    partner: Mapped[Partner] = to_one("Partner", "Contact.partner_id")
    user: Mapped[User | None] = relationship()


def name_key(name: str) -> str:
    """A name as it is compared: small letters, single spaces."""
    return " ".join(name.casefold().split())[:120]


@event.listens_for(Partner, "before_insert")
@event.listens_for(Partner, "before_update")
def _keep_key(_mapper: Any, _connection: Any, partner: Partner) -> None:
    partner.name_key = name_key(partner.name)
