"""What came of what was promised: counts, missing and extra devices, the last ones in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device, serial_key
from inventory.foundation.database import db
from inventory.intake.models import Lot, LotLine, LotState
from inventory.intake.rows import KnownDevice
from inventory.journey import ENDS, Stage

#: how many missing or extra devices a page names; the list itself has them all
SHOWN = 50


@dataclass(frozen=True)
class Standing:
    """How a lot stands: what was promised, what came, what did not."""

    expected: int | None
    #: on the giver's list
    listed: int
    received: int
    refused: int
    #: on the list, not here
    missing: int
    #: here, not on the list (only when there is a list)
    extra: int

    @property
    def awaited(self) -> int:
        """How many are still to come; 0 when nobody said how many there would be."""
        promised = max(self.expected or 0, self.listed)
        return max(0, promised - self.received - self.refused)

    @property
    def promised(self) -> int:
        """How many were promised: by number, or by the list when that is longer."""
        return max(self.expected or 0, self.listed)


def standing_of(lot: Lot) -> Standing:
    """The counts of one lot."""
    stages = select(Device.stage, func.count(Device.id)).where(Device.lot_id == lot.id).group_by(Device.stage)
    counts = dict(db.session.execute(stages).all())
    refused = counts.get(Stage.REFUSED, 0)
    here = sum(counts.values()) - refused - counts.get(Stage.ANNOUNCED, 0)
    listed = _count(select(func.count(LotLine.id)).where(LotLine.lot_id == lot.id))
    missing = _count(_missing(lot, select(func.count(LotLine.id)))) if listed else 0
    extra = _count(_extra(lot, select(func.count(Device.id)))) if listed else 0
    return Standing(lot.expected_count, listed, here, refused, missing, extra)


def _count(query: Any) -> int:
    return db.session.execute(query).scalar_one()


def _missing(lot: Lot, query: Any) -> Any:
    """Lines of which no device came in."""
    query = query.select_from(LotLine).outerjoin(Device, Device.id == LotLine.device_id)
    absent = LotLine.device_id.is_(None) | (Device.stage == Stage.ANNOUNCED)
    return query.where(LotLine.lot_id == lot.id, absent)


def _extra(lot: Lot, query: Any) -> Any:
    """Devices that came in with no line of the list."""
    query = query.select_from(Device).outerjoin(LotLine, LotLine.device_id == Device.id)
    return query.where(Device.lot_id == lot.id, Device.stage != Stage.ANNOUNCED, LotLine.id.is_(None))


def missing_lines(lot: Lot, limit: int = SHOWN) -> list[LotLine]:
    """The first lines of which no device came in, in the order of the list."""
    return list(
        db.session.execute(_missing(lot, select(LotLine)).order_by(LotLine.id).limit(limit)).scalars()
    )


def extra_devices(lot: Lot, limit: int = SHOWN) -> list[Device]:
    """The first devices that came in and stand on no line of the list."""
    return list(db.session.execute(_extra(lot, select(Device)).order_by(Device.id).limit(limit)).scalars())


class Reconciled(StrEnum):
    """What became of a line of the giver's list, or of a device that came without one."""

    #: listed, and here
    RECEIVED = "received"
    #: listed, and not here
    MISSING = "missing"
    #: here, and not listed
    EXTRA = "extra"
    #: came and went back at the door
    SENT_BACK = "sent_back"


@dataclass(frozen=True)
class ReconciledRow:
    """One device that was listed, came, or both."""

    serial: str
    maker: str
    model: str
    donor_asset_number: str
    verdict: Reconciled


def reconciled(lot: Lot) -> Iterator[ReconciledRow]:
    """The giver's list held against what came, line by line, and after it what came without a line.

    Without a list nothing is extra: what came is simply received.
    """
    lines = select(LotLine, Device).outerjoin(Device, Device.id == LotLine.device_id)
    listed = False
    for line, device in db.session.execute(lines.where(LotLine.lot_id == lot.id).order_by(LotLine.id)):
        listed = True
        is_here = device is not None and device.stage != Stage.ANNOUNCED
        verdict = Reconciled.RECEIVED if is_here else Reconciled.MISSING
        if is_here and device.stage == Stage.REFUSED:
            verdict = Reconciled.SENT_BACK
        yield ReconciledRow(line.serial, line.maker, line.model, line.donor_asset_number, verdict)
    for device in db.session.execute(_extra(lot, select(Device)).order_by(Device.id)).scalars():
        verdict = Reconciled.EXTRA if listed else Reconciled.RECEIVED
        if device.stage == Stage.REFUSED:
            verdict = Reconciled.SENT_BACK
        yield ReconciledRow(device.serial, device.maker, device.model, device.donor_asset_number, verdict)


def devices_of(lot: Lot, *, after: int = 0, limit: int = SHOWN) -> list[Device]:
    """Devices of the lot by id, beginning after the id `after`."""
    query = select(Device).where(Device.lot_id == lot.id, Device.id > after).order_by(Device.id).limit(limit)
    return list(db.session.execute(query).scalars())


def last_received(lot: Lot, limit: int = 5) -> list[Device]:
    """The last devices that came in through the door, newest first."""
    query = select(Device).where(Device.lot_id == lot.id, Device.received_at.is_not(None))
    query = query.where(Device.stage != Stage.REFUSED).order_by(Device.received_at.desc(), Device.id.desc())
    return list(db.session.execute(query.limit(limit)).scalars())


def last_models(lot: Lot, limit: int = 4) -> list[tuple[str, str]]:
    """The last different makers and models of this lot, newest first."""
    query = select(Device.maker, Device.model).where(Device.lot_id == lot.id, Device.model != "")
    query = query.group_by(Device.maker, Device.model).order_by(func.max(Device.id).desc()).limit(limit)
    return [(maker, model) for maker, model in db.session.execute(query)]


def lots_in(*states: LotState, before: int | None = None, limit: int = 50) -> list[Lot]:
    """Lots in these states, newest first; `before` continues a list from a lot's id."""
    query = select(Lot).options(joinedload(Lot.partner)).order_by(Lot.id.desc()).limit(limit)
    if states:
        query = query.where(Lot.state.in_(states))
    if before is not None:
        query = query.where(Lot.id < before)
    return list(db.session.execute(query).scalars())


#: a device that came in with its lot, and was not sent back at once
_CAME_IN = Device.stage.not_in((Stage.ANNOUNCED, Stage.REFUSED))


def lots_with_received(*states: LotState, limit: int) -> list[tuple[Lot, int]]:
    """Lots in these states, newest first, each with how many devices came in: one question."""
    came_in = select(func.count(Device.id)).where(Device.lot_id == Lot.id, _CAME_IN).scalar_subquery()
    query = select(Lot, came_in).options(joinedload(Lot.partner)).where(Lot.state.in_(states))
    found = db.session.execute(query.order_by(Lot.id.desc()).limit(limit))
    return [(lot, count) for lot, count in found]


def received_counts(lots: Iterable[Lot]) -> dict[int, int]:
    """How many devices came in, by lot id."""
    ids = [lot.id for lot in lots]
    query = select(Device.lot_id, func.count(Device.id)).where(Device.lot_id.in_(ids), _CAME_IN)
    query = query.group_by(Device.lot_id)
    return {lot_id: count for lot_id, count in db.session.execute(query) if lot_id is not None}


def known_devices(serials: Iterable[str]) -> dict[str, KnownDevice]:
    """The living devices with one of these serial numbers, by serial key; five hundred asked at a time."""
    keys = sorted({serial_key(serial) for serial in serials} - {""})
    found: dict[str, KnownDevice] = {}
    for start in range(0, len(keys), 500):
        query = (
            select(Device, LotLine.id)
            .outerjoin(LotLine, LotLine.device_id == Device.id)
            .where(Device.serial_key.in_(keys[start : start + 500]), Device.stage.not_in(ENDS))
        )
        for device, line_id in db.session.execute(query):
            found[device.serial_key] = KnownDevice(
                device.id, device.spoken, device.lot_id, device.stage == Stage.ANNOUNCED, line_id is not None
            )
    return found
