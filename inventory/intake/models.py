"""A lot: a gift or a purchase of devices, what was promised, and what came.

A donor's list is kept line by line beside the devices, so that missing and extra devices can be told apart
for as long as anyone asks.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.agreements.models import Agreement
from inventory.agreements.rules import Minimum
from inventory.codes import Kind
from inventory.devices.models import Device, serial_key
from inventory.digibank.models import User
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
from inventory.partners.models import Contact, Partner


class LotKind(StrEnum):
    """How devices come to us."""

    DONATION = "donation"
    PURCHASE = "purchase"


class LotState(StrEnum):
    """How far a lot is."""

    #: promised or ordered
    ANNOUNCED = "announced"
    #: some of it is here
    RECEIVING = "receiving"
    #: counted and done; the donor has the receipt
    CLOSED = "closed"
    #: called off before any of it came
    DECLINED = "declined"


#: of these more may come in
OPEN_STATES = (LotState.ANNOUNCED, LotState.RECEIVING)


class Confidentiality(StrEnum):
    """How much harm the data on a gift could do, as its giver says."""

    #: everyday work
    ORDINARY = "ordinary"
    #: data of customers or staff
    CONFIDENTIAL = "confidential"
    #: health, money, secrets
    STRICT = "strict"


_MINIMA = ", ".join(f"'{one}'" for one in Minimum)
_LEVELS = ", ".join(f"'{one}'" for one in Confidentiality)


class Way(StrEnum):
    """How a gift gets to us."""

    #: we come for it
    FETCHED = "fetched"
    #: its giver brings it
    BROUGHT = "brought"


class Lot(BelongsToDigibank, Versioned, Coded, Model):
    """One gift or one purchase."""

    __tablename__ = "lot"
    letter = Kind.LOT
    __table_args__ = (
        *walls(
            "lot",
            partner_id="partner",
            contact_id="contact",
            donation_id="agreement",
            processing_id="agreement",
        ),
        CheckConstraint(f"minimum IS NULL OR minimum IN ({_MINIMA})", name="minimum"),
        CheckConstraint(f"asked_minimum IS NULL OR asked_minimum IN ({_MINIMA})", name="asked_minimum"),
        CheckConstraint(f"confidentiality IS NULL OR confidentiality IN ({_LEVELS})", name="confidentiality"),
        UniqueConstraint("digibank_id", "id", "partner_id", name="uq_lot_partner"),
        one_of(LotKind, "kind"),
        one_of(LotState, "state"),
        CheckConstraint("expected_count IS NULL OR expected_count >= 0", name="expected_count"),
        CheckConstraint("price_cents IS NULL OR price_cents >= 0", name="price_cents"),
        Index("ix_lot_state", "digibank_id", "state", "announced_at", "id"),
        Index("ix_lot_partner", "digibank_id", "partner_id", "id"),
    )
    kind: Mapped[LotKind] = mapped_column(EnumText(LotKind))
    partner_id: Mapped[int]
    #: whom we call about it
    contact_id: Mapped[int | None]
    #: how many were promised; None when nobody said
    expected_count: Mapped[int | None]
    state: Mapped[LotState] = mapped_column(EnumText(LotState), default=LotState.ANNOUNCED)
    announced_at: Mapped[datetime] = mapped_column(Moment)
    #: when ownership passed: giving is done by handing over, no deed is needed
    handed_over_at: Mapped[datetime | None] = mapped_column(Moment)
    #: who handed it over for the giver. Personal: blanked with the contact
    handed_over_by: Mapped[str] = mapped_column(String(80), default="")
    #: the signature drawn on screen, as PNG; None when signed on paper. Personal
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    signed_on_paper: Mapped[bool] = mapped_column(default=False)
    #: bought new, in the maker's sealed boxes: never held anyone's data
    sealed: Mapped[bool] = mapped_column(default=False)
    #: chargers counted in the crate
    charger_count: Mapped[int | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: the giver's receipt as PDF, made when the lot was closed and never again
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    #: SHA-256 of the receipt, in hexadecimal
    receipt_hash: Mapped[str] = mapped_column(String(64), default="")
    invoice_number: Mapped[str] = mapped_column(String(60), default="")
    #: for the whole lot, VAT included
    price_cents: Mapped[int | None]
    #: who pays: a subsidy line, the OCMW
    funding_source: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    #: how confidential the data on it are, as the giver says; None: nobody said
    confidentiality: Mapped[Confidentiality | None] = mapped_column(EnumText(Confidentiality))
    #: the least that a wipe must reach, as asked with this gift
    asked_minimum: Mapped[Minimum | None] = mapped_column(EnumText(Minimum))
    #: the least that a wipe must reach: the strictest of what was agreed and what was asked
    minimum: Mapped[Minimum | None] = mapped_column(EnumText(Minimum))
    #: the donation agreement and the processor agreement under which it comes; None: there is none
    donation_id: Mapped[int | None]
    processing_id: Mapped[int | None]
    donation: Mapped[Agreement | None] = to_one("Agreement", "Lot.donation_id")
    processing: Mapped[Agreement | None] = to_one("Agreement", "Lot.processing_id")
    partner: Mapped[Partner] = to_one("Partner", "Lot.partner_id")
    contact: Mapped[Contact | None] = to_one("Contact", "Lot.contact_id")
    announcement: Mapped["Announcement | None"] = relationship(
        primaryjoin="Lot.id == foreign(Announcement.lot_id)", viewonly=True, uselist=False
    )


class Announcement(BelongsToDigibank, Versioned, Model):
    """What a giver asked when announcing a gift in the portal, and what we answered."""

    __tablename__ = "announcement"
    __table_args__ = (
        *walls("announcement", lot_id="lot"),
        one_of(Way, "way"),
        UniqueConstraint("digibank_id", "lot_id", name="uq_announcement_once"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_someone"),
        CheckConstraint("(declined_at IS NULL) = (declined_by_id IS NULL)", name="declined_by_someone"),
        Index(
            "ix_announcement_waiting",
            "digibank_id",
            "lot_id",
            sqlite_where=db.text("accepted_at IS NULL AND declined_at IS NULL"),
            postgresql_where=db.text("accepted_at IS NULL AND declined_at IS NULL"),
        ),
    )
    lot_id: Mapped[int]
    announced_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    way: Mapped[Way] = mapped_column(EnumText(Way))
    street: Mapped[str] = mapped_column(String(120), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    municipality: Mapped[str] = mapped_column(String(80), default="")
    #: in their own words: Tuesdays before noon
    days: Mapped[str] = mapped_column(String(200), default="")
    #: whom to ask for at the door. Personal: blanked when the lot is closed
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: the day that was agreed on, if any
    comes_on: Mapped[date | None]
    #: when it was called off: by us, or by whoever announced it
    declined_at: Mapped[datetime | None] = mapped_column(Moment)
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: it was its giver who called it off
    withdrawn: Mapped[bool] = mapped_column(default=False)
    #: told to the other side
    decline_reason: Mapped[str] = mapped_column(String(300), default="")
    lot: Mapped[Lot] = to_one("Lot", "Announcement.lot_id")
    announced_by: Mapped[User] = relationship(foreign_keys=[announced_by_id])


class Manifest(BelongsToDigibank, Model):
    """What went from hand to hand when a gift became ours: the paper that both signed, byte for byte."""

    __tablename__ = "manifest"
    __table_args__ = (
        *walls("manifest", lot_id="lot"),
        UniqueConstraint("digibank_id", "lot_id", "number", name="uq_manifest_number"),
    )
    lot_id: Mapped[int]
    #: 1, and one more each time the hand-over is signed again
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    #: who took it for us
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    #: how many devices were counted by hand; None: nobody counted
    counted: Mapped[int | None]
    #: numbers of seals and boxes
    seals: Mapped[str] = mapped_column(String(200), default="")
    #: serial numbers as they were listed and scanned at that moment
    listed: Mapped[list[Any]] = mapped_column(JSON)
    paper: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    lot: Mapped[Lot] = to_one("Lot", "Manifest.lot_id")


append_only(Manifest.__table__)


class LotLine(BelongsToDigibank, Model):
    """One device on the giver's list; `device_id` says which device it turned out to be."""

    __tablename__ = "lot_line"
    __table_args__ = (
        *walls("lot_line", lot_id="lot", device_id="device"),
        Index("ix_lot_line_lot", "digibank_id", "lot_id", "id"),
        Index("ix_lot_line_serial", "digibank_id", "serial_key"),
        Index("ix_lot_line_device", "digibank_id", "device_id"),
    )
    lot_id: Mapped[int]
    serial: Mapped[str] = mapped_column(String(80), default="")
    #: the serial as it is compared
    serial_key: Mapped[str] = mapped_column(String(80), default="")
    maker: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(120), default="")
    donor_asset_number: Mapped[str] = mapped_column(String(60), default="")
    processor: Mapped[str] = mapped_column(String(120), default="")
    memory_mb: Mapped[int | None]
    device_id: Mapped[int | None]
    lot: Mapped[Lot] = to_one("Lot", "LotLine.lot_id")
    device: Mapped[Device | None] = to_one("Device", "LotLine.device_id")


@event.listens_for(LotLine, "before_insert")
@event.listens_for(LotLine, "before_update")
def _keep_key(_mapper: Any, _connection: Any, line: LotLine) -> None:
    line.serial_key = serial_key(line.serial or "")


class ImportDraft(BelongsToDigibank, Model):
    """Rows that were uploaded and shown, and wait for a yes: what is confirmed is what was shown."""

    __tablename__ = "import_draft"
    __table_args__ = (
        *walls("import_draft", lot_id="lot"),
        Index("ix_import_draft_lot", "digibank_id", "lot_id"),
    )
    lot_id: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(120))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None]
    #: the list as read: a row of texts per line, the first line its headings; or hardware reports
    content: Mapped[list[Any]] = mapped_column(JSON)
    #: which column holds what, by the name of the field: {"serial": 0}
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    lot: Mapped[Lot] = to_one("Lot", "ImportDraft.lot_id")
