"""Which repairs wait, who is at what, and one repair with everything that was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.listing import among, count_each
from inventory.foundation.tenancy import row_here, rows_of
from inventory.journey import BEFORE_ANY_BENCH, ENDS
from inventory.repairing.models import RepairLine, RepairPhoto, RepairTicket
from inventory.repairing.rules import Result, State

#: what left for good takes its open repairs along
_GONE = exists().where(Device.id == RepairTicket.device_id, among(Device.stage, *sorted(ENDS)))


def _ids(*states: State) -> Select[Any]:
    query = select(RepairTicket.id).where(among(RepairTicket.state, *states))
    return query if State.CLOSED in states else query.where(~_GONE)


#: every open repair; their number stands in the menu
OPEN: Select[Any] = _ids(State.OPEN, State.WORKING, State.WAITING, State.OUTSIDE)
_IN_EACH_STATE = {str(state): _ids(state) for state in State}


def get_ticket(ticket_id: int) -> RepairTicket:
    """The repair, or NotHere."""
    return row_here(RepairTicket, ticket_id)


def get_line(ticket: RepairTicket, line_id: int) -> RepairLine:
    """One line of this repair, or NotHere."""
    return row_here(RepairLine, line_id, ticket_id=ticket.id)


def get_photo(ticket: RepairTicket, photo_id: int) -> RepairPhoto:
    """One picture of this repair, or NotHere."""
    return row_here(RepairPhoto, photo_id, ticket_id=ticket.id)


def photo_ids(ticket: RepairTicket) -> list[int]:
    """The pictures of a repair, oldest first."""
    query = select(RepairPhoto.id).where(RepairPhoto.ticket_id == ticket.id).order_by(RepairPhoto.id)
    return list(db.session.execute(query).scalars())


def lines_of(ticket: RepairTicket) -> Sequence[RepairLine]:
    """What was seen and done, oldest first, without what was taken back."""
    query = select(RepairLine).where(RepairLine.ticket_id == ticket.id, RepairLine.struck_at.is_(None))
    query = query.options(joinedload(RepairLine.written_by)).order_by(RepairLine.id)
    return db.session.execute(query).scalars().all()


def has_lines(ticket: RepairTicket) -> bool:
    """Did somebody write anything down?"""
    query = select(RepairLine.id).where(RepairLine.ticket_id == ticket.id, RepairLine.struck_at.is_(None))
    return db.session.execute(query.limit(1)).first() is not None


def in_states(*states: State) -> Select[Any]:
    """Repairs in these states with their devices, for a list by id."""
    return (
        select(RepairTicket)
        .where(RepairTicket.id.in_(_ids(*states)))
        .options(
            joinedload(RepairTicket.device).joinedload(Device.place),
            joinedload(RepairTicket.taken_by),
            joinedload(RepairTicket.repairer),
        )
    )


def counts_by_state(most: int) -> dict[State, int]:
    """How many repairs are in each state, up to one more than `most`: one question."""
    return {State(name): number for name, number in count_each(_IN_EACH_STATE, most).items()}


def in_hand(user_id: int | None) -> int | None:
    """The repair that this person began last and is still at, or None."""
    query = select(RepairTicket.id).where(
        among(RepairTicket.state, State.WORKING), RepairTicket.taken_by_id == user_id
    )
    return db.session.execute(
        query.order_by(RepairTicket.taken_at.desc(), RepairTicket.id.desc()).limit(1)
    ).scalar()


def open_at(device: Device, point: str) -> RepairTicket | None:
    """The open repair that this point of the checklist asked for, or None."""
    query = select(RepairTicket).where(
        RepairTicket.device_id == device.id, RepairTicket.point == point, RepairTicket.state != State.CLOSED
    )
    return db.session.execute(query).scalar_one_or_none()


def points_in_repair(device: Device) -> set[str]:
    """The points of the checklist for which a repair is open."""
    query = select(RepairTicket.point).where(
        RepairTicket.device_id == device.id, RepairTicket.point != "", RepairTicket.state != State.CLOSED
    )
    return set(db.session.execute(query).scalars())


def last_at(device: Device, point: str) -> RepairTicket | None:
    """The last repair that this point asked for in this round of the device, or None."""
    query = select(RepairTicket).where(
        RepairTicket.device_id == device.id, RepairTicket.point == point, RepairTicket.lap == device.lap
    )
    return db.session.execute(query.order_by(RepairTicket.id.desc()).limit(1)).scalar_one_or_none()


_HOLDING = (
    select(RepairTicket.what, RepairTicket.result)
    .where(RepairTicket.device_id == bindparam("device_id"), RepairTicket.holds)
    .order_by(RepairTicket.id)
    .limit(1)
)


def holding(device: Device) -> tuple[str, Result | None] | None:
    """What keeps this device from being lent, and what came of its repair; None when no repair does."""
    return next((tuple(row) for row in rows_of(_HOLDING, device_id=device.id)), None)


def is_outside(device: Device) -> str | None:
    """The name of the repairer with whom this device is, or None."""
    query = select(RepairTicket).where(
        RepairTicket.device_id == device.id, among(RepairTicket.state, State.OUTSIDE)
    )
    found = db.session.execute(query.options(joinedload(RepairTicket.repairer)).limit(1)).scalar_one_or_none()
    return found.repairer.name if found is not None and found.repairer is not None else None


@dataclass(frozen=True)
class TicketGlance:
    """A repair in one line of its device's page."""

    id: int
    what: str
    state: State
    result: Result | None
    holds: bool
    opened_at: datetime
    closed_at: datetime | None
    expected_on: date | None
    opened_by_id: int | None
    lap: int


_GLANCE = (
    select(
        RepairTicket.id, RepairTicket.what, RepairTicket.state, RepairTicket.result, RepairTicket.holds,
        RepairTicket.opened_at, RepairTicket.closed_at, RepairTicket.expected_on, RepairTicket.opened_by_id,
        RepairTicket.lap,
    )
    .where(RepairTicket.device_id == bindparam("device_id"))
    .order_by(RepairTicket.id.desc())
    .limit(20)
)  # fmt: skip


def glance_at(device: Device) -> list[TicketGlance]:
    """The repairs of a device, the last first; nothing is asked of one that has been at no bench."""
    if device.lap == 1 and device.stage in BEFORE_ANY_BENCH:
        return []
    found = [TicketGlance(*row) for row in rows_of(_GLANCE, device_id=device.id)]
    return [one for one in found if one.result is not Result.WITHDRAWN]


# --- lines of the reuse sheet ---


@dataclass(frozen=True)
class SheetRow:
    """A closed repair, with all the minutes of all who worked on it."""

    at: datetime
    what: str
    who: str
    result: Result
    minutes: int


def sheet_rows(device: Device) -> list[SheetRow]:
    """The closed repairs of a device: one question."""
    minutes = (
        select(func.coalesce(func.sum(RepairLine.minutes), 0))
        .where(RepairLine.ticket_id == RepairTicket.id, RepairLine.struck_at.is_(None))
        .correlate(RepairTicket)
        .scalar_subquery()
    )
    query = (
        select(RepairTicket.closed_at, RepairTicket.what, User.name, RepairTicket.result, minutes)
        .outerjoin(User, User.id == RepairTicket.closed_by_id)
        .where(
            RepairTicket.device_id == device.id,
            among(RepairTicket.state, State.CLOSED),
            RepairTicket.result != Result.WITHDRAWN,
        )
        .order_by(RepairTicket.closed_at, RepairTicket.id)
    )
    return [
        SheetRow(at, what, who or "", result, minutes)
        for at, what, who, result, minutes in db.session.execute(query)
    ]
