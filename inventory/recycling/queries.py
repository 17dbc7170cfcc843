"""Questions about recyclers' receipts: what lacks one, and what there is."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.intake.models import Lot
from inventory.journey import Stage
from inventory.recycling.models import RecycledDevice, RecyclerReceipt


def without_receipt(lot: Lot) -> list[Device]:
    """Recycled devices of this lot that stand on no receipt."""
    query = (
        select(Device)
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .where(Device.lot_id == lot.id, Device.stage == Stage.RECYCLED, RecycledDevice.id.is_(None))
    )
    return list(db.session.execute(query.order_by(Device.id)).scalars())


def lots_without_receipt() -> list[tuple[Lot, int]]:
    """Lots with recycled devices that stand on no receipt, and how many."""
    query = (
        select(Device.lot_id, func.count(Device.id))
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .where(Device.stage == Stage.RECYCLED, Device.lot_id.is_not(None), RecycledDevice.id.is_(None))
        .group_by(Device.lot_id)
    )
    counts = {lot_id: count for lot_id, count in db.session.execute(query) if lot_id is not None}
    if not counts:
        return []
    lots = select(Lot).where(Lot.id.in_(counts)).options(joinedload(Lot.partner)).order_by(Lot.id.desc())
    return [(lot, counts[lot.id]) for lot in db.session.execute(lots).scalars()]


def receipts_of(lot: Lot) -> list[RecyclerReceipt]:
    """The receipts for devices of this lot, oldest first."""
    query = select(RecyclerReceipt).where(RecyclerReceipt.lot_id == lot.id)
    query = query.options(joinedload(RecyclerReceipt.recycler)).order_by(RecyclerReceipt.id)
    return list(db.session.execute(query).scalars())


def latest_receipts(limit: int = 50) -> list[RecyclerReceipt]:
    """The receipts kept last."""
    query = select(RecyclerReceipt).order_by(RecyclerReceipt.id.desc()).limit(limit)
    query = query.options(
        joinedload(RecyclerReceipt.recycler), joinedload(RecyclerReceipt.lot).joinedload(Lot.partner)
    )
    return list(db.session.execute(query).scalars())


def receipt_ids_in(lot: Lot) -> dict[int, int]:
    """The id of the receipt on which each recycled device of this lot stands."""
    query = select(RecycledDevice.device_id, RecycledDevice.receipt_id).where(RecycledDevice.lot_id == lot.id)
    return dict(db.session.execute(query).all())


def get_receipt(receipt_id: int) -> RecyclerReceipt:
    """The receipt, or NotHere."""
    found = db.session.get(RecyclerReceipt, receipt_id)
    if found is None:
        raise NotHere
    return found


def altered() -> Iterator[str]:
    """Receipts that are not what was kept."""
    query = select(RecyclerReceipt).options(undefer(RecyclerReceipt.content)).order_by(RecyclerReceipt.id)
    for one in db.session.execute(query.execution_options(yield_per=20)).scalars():
        if hashlib.sha256(one.content).hexdigest() != one.sha256:
            yield f"recycler's receipt {one.id} was altered"
