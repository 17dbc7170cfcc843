"""Repairs and parts of the example: bins with the usual parts, and what came back broken is mended on the bench.

No dice are thrown here, so that all the rest of the year is told as it would be without repairs.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.insight.example.cast import Cast
from inventory.journey import Stage
from inventory.parts import actions as parts
from inventory.parts.models import PartType
from inventory.parts.rules import Fit, PartKind, Trial
from inventory.permissions import Role
from inventory.places.models import PlaceKind
from inventory.repairing import actions
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import LineKind, Result, State

#: (kind, name, how many lie there, how many there should be, what tells it from another)
_BINS: tuple[tuple[PartKind, str, int, int, dict[str, Any]], ...] = (
    (PartKind.CHARGER, "Lader 65 W USB-C", 14, 6, {"plug": "USB-C", "watts": 65}),
    (PartKind.CHARGER, "Lader 65 W 4,5 mm (Dell)", 3, 5, {"plug": "4,5 mm", "watts": 65, "fits": (Fit("Dell"),)}),
    (PartKind.CHARGER, "Lader 45 W blauw (HP)", 6, 4, {"plug": "4,5 mm HP", "watts": 45, "fits": (Fit("HP"),)}),
    (PartKind.MEMORY, "Geheugen 8 GB DDR4 SO-DIMM", 9, 4, {}),
    (PartKind.CABLE, "Schermkabel eDP 30 pins", 1, 3, {}),
)  # fmt: skip
_MINUTES = (15, 20, 25, 35, 40)


def _technician(cast: Cast) -> Actor:
    return cast.actors[Role.TECHNICIAN][0]


def fill_bins(cast: Cast, now: datetime) -> None:
    """What the bench had bought before the year began."""
    technician, shelf = _technician(cast), cast.places[PlaceKind.SHELF][0]
    for kind, name, counted, minimum, more in _BINS:
        told = parts.TypeDetails(kind, name, minimum=minimum, place=shelf, **more)
        parts.add_type(technician, told, counted=counted, now=now)


def mend(cast: Cast, device: Device, now: datetime) -> None:
    """Every open repair of a laptop on the bench is done, with a line of what was seen and one of what was done."""
    technician = _technician(cast)
    query = select(RepairTicket).where(
        RepairTicket.device_id == device.id, RepairTicket.state != State.CLOSED
    )
    for ticket in db.session.execute(query.order_by(RepairTicket.id)).scalars().all():
        began = now - timedelta(minutes=50)
        actions.begin(technician, ticket, now=began)
        words = "Kabel van het scherm zat los."
        actions.write(technician, ticket, LineKind.DIAGNOSIS, words, minutes=10, now=began)
        _new_cable(cast, ticket, now)
        minutes = _MINUTES[ticket.id % len(_MINUTES)]
        actions.close(
            technician,
            ticket,
            Result.REPAIRED,
            words="Nieuwe kabel gezet en getest.",
            minutes=minutes,
            now=now,
        )


def _new_cable(cast: Cast, ticket: RepairTicket, now: datetime) -> None:
    """From the bin while there is one; who takes the last has the next ones bought."""
    technician = _technician(cast)
    query = select(PartType).where(PartType.kind == PartKind.CABLE).order_by(PartType.id).limit(1)
    cable = db.session.execute(query).scalar_one()
    if not cable.counted:
        parts.count(technician, cable, 2, now=now)
    parts.build_from_bin(technician, cable, ticket.device, ticket_id=ticket.id, now=now)


def harvest(cast: Cast, device: Device, now: datetime) -> None:
    """A laptop that went to parts gives what is short: its keyboard, its memory and its fan."""
    if device.stage is Stage.PARTS:
        kinds = (PartKind.KEYBOARD, PartKind.MEMORY, PartKind.FAN)[: 1 + device.id % 3]
        where = cast.places[PlaceKind.SHELF][0]
        parts.harvest(_technician(cast), device, kinds, tested=Trial.WORKS, place=where, now=now)
