"""Repairs of devices: what was wrong, every line of work on it, and what it looked like.

A repair that `holds` keeps its device from being declared ready, reserved and lent: an open blocking one, and a
blocking one that was given up, for then the fault is still there. The database refuses those steps too, whoever asks.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.database import (
    EnumText,
    Model,
    Moment,
    Versioned,
    db,
    one_of,
    stands_beside,
    to_one,
    walls,
)
from inventory.foundation.tenancy import BelongsToDigibank
from inventory.partners.models import Partner
from inventory.places.models import Place
from inventory.repairing.gate import SQL
from inventory.repairing.rules import MOST_CENTS, MOST_MINUTES, LineKind, Result, Source, State, holds

_OPEN_AT_A_POINT = "state <> 'closed' AND point <> ''"
_UNFINISHED = "state <> 'closed'"


class RepairTicket(BelongsToDigibank, Versioned, Model):
    """One repair of one device. `holds` follows from the rest, and the database checks that it does."""

    __tablename__ = "repair_ticket"
    __table_args__ = (
        *walls("repair_ticket", device_id="device", repairer_id="partner", stood_at_id="place"),
        one_of(State, "state"),
        one_of(Result, "result"),
        one_of(Source, "source"),
        CheckConstraint("(state = 'closed') = (result IS NOT NULL)", name="closed_with_a_result"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_some_day"),
        CheckConstraint(
            "holds = (blocking AND (result IS NULL OR result IN ('not_worth_it', 'not_repairable')))",
            name="holds",
        ),
        CheckConstraint(f"cost_cents BETWEEN 0 AND {MOST_CENTS}", name="cost"),
        CheckConstraint("state <> 'outside' OR (repairer_id IS NOT NULL AND sent_on IS NOT NULL)", name="sent"),
        CheckConstraint("expected_on IS NULL OR expected_on >= sent_on", name="back_after_it_left"),
        CheckConstraint("state <> 'waiting' OR waits_for <> ''", name="waits_for_something"),
        # A point of the checklist has one open repair, however often it is tapped.
        Index(
            "ix_repair_ticket_point", "digibank_id", "device_id", "point", unique=True,
            sqlite_where=db.text(_OPEN_AT_A_POINT), postgresql_where=db.text(_OPEN_AT_A_POINT),
        ),
        Index(
            "ix_repair_ticket_holds", "digibank_id", "device_id",
            sqlite_where=db.text("holds"), postgresql_where=db.text("holds"),
        ),
        Index(
            "ix_repair_ticket_open", "digibank_id", "state", "id",
            sqlite_where=db.text(_UNFINISHED), postgresql_where=db.text(_UNFINISHED),
        ),
        Index("ix_repair_ticket_device", "digibank_id", "device_id", "id"),
    )  # fmt: skip
    device_id: Mapped[int]
    #: the round of the circle in which it was asked
    lap: Mapped[int]
    source: Mapped[Source] = mapped_column(EnumText(Source))
    #: the point of the checklist that asked for it, as the checklist calls it; empty when none did
    point: Mapped[str] = mapped_column(String(60), default="")
    #: what is wrong, in the words of who saw it
    what: Mapped[str] = mapped_column(String(300))
    blocking: Mapped[bool] = mapped_column(default=True)
    state: Mapped[State] = mapped_column(EnumText(State), default=State.OPEN)
    result: Mapped[Result | None] = mapped_column(EnumText(Result))
    holds: Mapped[bool]
    #: the part that must come first
    waits_for: Mapped[str] = mapped_column(String(120), default="")
    cost_cents: Mapped[int | None]
    repairer_id: Mapped[int | None]
    sent_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    back_on: Mapped[date | None]
    #: where the device stood before it was sent
    stood_at_id: Mapped[int | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    #: who works on it now, or did last
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: how often it was opened again after it was closed
    reopened: Mapped[int] = mapped_column(default=0)
    device: Mapped[Device] = to_one("Device", "RepairTicket.device_id")
    repairer: Mapped[Partner | None] = to_one("Partner", "RepairTicket.repairer_id")
    stood_at: Mapped[Place | None] = to_one("Place", "RepairTicket.stood_at_id")
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    @property
    def is_open(self) -> bool:
        """Is it still to be done?"""
        return self.state is not State.CLOSED


@event.listens_for(RepairTicket, "before_insert")
@event.listens_for(RepairTicket, "before_update")
def _keep_hold(_mapper: Any, _connection: Any, ticket: RepairTicket) -> None:
    blocking = True if ticket.blocking is None else ticket.blocking
    ticket.holds = holds(blocking=blocking, result=ticket.result)


stands_beside(RepairTicket, SQL)


class RepairLine(BelongsToDigibank, Model):
    """What one person saw or did on a repair, and how long it took. Two people write two lines; none is lost."""

    __tablename__ = "repair_line"
    __table_args__ = (
        *walls("repair_line", ticket_id="repair_ticket"),
        one_of(LineKind, "kind"),
        CheckConstraint(f"minutes BETWEEN 0 AND {MOST_MINUTES}", name="minutes"),
        Index("ix_repair_line_ticket", "digibank_id", "ticket_id", "id"),
    )
    ticket_id: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(EnumText(LineKind))
    words: Mapped[str] = mapped_column(String(1000), default="")
    minutes: Mapped[int] = mapped_column(default=0)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    #: taken back by who wrote it
    struck_at: Mapped[datetime | None] = mapped_column(Moment)
    ticket: Mapped[RepairTicket] = to_one("RepairTicket", "RepairLine.ticket_id")
    written_by: Mapped[User] = relationship()


class RepairPhoto(BelongsToDigibank, Model):
    """A picture of what is wrong, drawn anew by us."""

    __tablename__ = "repair_photo"
    __table_args__ = (
        *walls("repair_photo", ticket_id="repair_ticket"),
        Index("ix_repair_photo_ticket", "digibank_id", "ticket_id", "id"),
    )
    ticket_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ticket: Mapped[RepairTicket] = to_one("RepairTicket", "RepairPhoto.ticket_id")
