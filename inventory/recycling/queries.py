"""Questions about recyclers' receipts: what lacks one, and what there is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, undefer

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.offers import SheetLine
from inventory.foundation.tenancy import row_here
from inventory.intake.models import Lot
from inventory.journey import Stage
from inventory.partners.models import Partner
from inventory.recycling.models import BatchDevice, BatchPaper, RecycledDevice, RecyclerBatch, RecyclerReceipt


def without_receipt(lot: Lot) -> list[Device]:
    """Recycled devices of this lot that stand on no receipt and leave in no batch."""
    query = (
        select(Device)
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .outerjoin(BatchDevice, BatchDevice.device_id == Device.id)
        .where(Device.lot_id == lot.id, Device.stage == Stage.RECYCLED, RecycledDevice.id.is_(None))
        .where(BatchDevice.id.is_(None))
    )
    return list(db.session.execute(query.order_by(Device.id)).scalars())


def lots_without_receipt() -> list[tuple[Lot, int]]:
    """Lots with recycled devices that stand on no receipt and leave in no batch, and how many."""
    query = (
        select(Device.lot_id, func.count(Device.id))
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .outerjoin(BatchDevice, BatchDevice.device_id == Device.id)
        .where(Device.stage == Stage.RECYCLED, Device.lot_id.is_not(None), RecycledDevice.id.is_(None))
        .where(BatchDevice.id.is_(None))
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
    return row_here(RecyclerReceipt, receipt_id)


def altered() -> Iterator[str]:
    """Receipts that are not what was kept."""
    papers: tuple[tuple[Any, str], ...] = (
        (RecyclerReceipt, "recycler's receipt"),
        (BatchPaper, "receipt of a batch"),
    )
    for model, name in papers:
        query = select(model).options(undefer(model.content)).order_by(model.id)
        for one in db.session.execute(query.execution_options(yield_per=20)).scalars():
            if hashlib.sha256(one.content).hexdigest() != one.sha256:
                yield f"{name} {one.id} was altered"


# --- batches ---


def get_batch(batch_id: int) -> RecyclerBatch:
    """The batch, or NotHere."""
    return row_here(RecyclerBatch, batch_id)


@dataclass(frozen=True)
class BatchGlance:
    """A batch in one line of a list."""

    batch: RecyclerBatch
    recycler: str
    count: int
    paper_number: str | None


def batches(limit: int = 100) -> list[BatchGlance]:
    """The batches, newest first, with how many devices each holds and the number of its paper (None: there is none)."""
    counted = (
        select(func.count(BatchDevice.id))
        .where(BatchDevice.batch_id == RecyclerBatch.id)
        .correlate(RecyclerBatch)
        .scalar_subquery()
    )
    query = (
        select(RecyclerBatch, Partner.name, counted, BatchPaper.number)
        .join(Partner, Partner.id == RecyclerBatch.partner_id)
        .outerjoin(BatchPaper, BatchPaper.batch_id == RecyclerBatch.id)
        .order_by(RecyclerBatch.id.desc())
        .limit(limit)
    )
    return [BatchGlance(*row) for row in db.session.execute(query)]


def batches_without_paper() -> list[RecyclerBatch]:
    """The batches that left and of which no receipt came yet, oldest first."""
    query = (
        select(RecyclerBatch)
        .outerjoin(BatchPaper, BatchPaper.batch_id == RecyclerBatch.id)
        .where(RecyclerBatch.handed_over_at.is_not(None), BatchPaper.id.is_(None))
        .options(joinedload(RecyclerBatch.recycler))
        .order_by(RecyclerBatch.id)
    )
    return list(db.session.execute(query).scalars())


def without_batch(limit: int = 500) -> list[Device]:
    """Recycled devices of whatever lot that stand on no receipt and leave in no batch."""
    query = (
        select(Device)
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .outerjoin(BatchDevice, BatchDevice.device_id == Device.id)
        .where(Device.stage == Stage.RECYCLED, RecycledDevice.id.is_(None), BatchDevice.id.is_(None))
        .order_by(Device.id)
        .limit(limit)
    )
    return list(db.session.execute(query).scalars())


def devices_in(batch: RecyclerBatch) -> list[Device]:
    """The devices in a batch, in the order in which they were put in."""
    query = (
        select(Device)
        .join(BatchDevice, BatchDevice.device_id == Device.id)
        .where(BatchDevice.batch_id == batch.id)
        .order_by(BatchDevice.id)
    )
    return list(db.session.execute(query).scalars())


def batch_of(device: Device) -> RecyclerBatch | None:
    """The batch in which a device leaves."""
    query = (
        select(RecyclerBatch)
        .join(BatchDevice, BatchDevice.batch_id == RecyclerBatch.id)
        .where(BatchDevice.device_id == device.id)
        .options(joinedload(RecyclerBatch.paper))
    )
    return db.session.execute(query).scalar_one_or_none()


def sheet_lines(device: Device) -> list[SheetLine]:
    """The last line of a recycled device's reuse sheet: who took it, and on which receipt it stands."""
    own, whole = aliased(Partner), aliased(Partner)
    query = (
        select(RecyclerReceipt, own.name, RecyclerBatch, whole.name, BatchPaper.number)
        .select_from(Device)
        .outerjoin(RecycledDevice, RecycledDevice.device_id == Device.id)
        .outerjoin(RecyclerReceipt, RecyclerReceipt.id == RecycledDevice.receipt_id)
        .outerjoin(own, own.id == RecyclerReceipt.partner_id)
        .outerjoin(BatchDevice, BatchDevice.device_id == Device.id)
        .outerjoin(RecyclerBatch, RecyclerBatch.id == BatchDevice.batch_id)
        .outerjoin(whole, whole.id == RecyclerBatch.partner_id)
        .outerjoin(BatchPaper, BatchPaper.batch_id == RecyclerBatch.id)
        .where(Device.id == device.id)
    )
    receipt, recycler, batch, batch_recycler, paper_number = db.session.execute(query).one()
    if receipt is not None:
        at, name, number = receipt.kept_at, recycler, receipt.number or _("without a number")
    elif batch is not None and batch.handed_over_at is not None:
        at, name, number = batch.handed_over_at, batch_recycler, paper_number
    else:
        return []
    result = (
        _("no receipt yet")
        if number is None
        else _("receipt %(number)s", number=number or _("without a number"))
    )
    return [SheetLine(at, _("To the recycler"), "", f"{name}, {result}")]
