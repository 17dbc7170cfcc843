"""Batches to a recycler: devices of several lots leave together, with one paper, and each lot keeps its own proof."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select

from inventory.devices.models import Device
from inventory.foundation import papers_in
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Stage
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission
from inventory.recycling.actions import HasAReceipt, InABatch, NoDevice, NotARecycler, NotRecycled, NotYet
from inventory.recycling.models import BatchDevice, BatchPaper, RecycledDevice, RecyclerBatch, RecyclerReceipt
from inventory.recycling.queries import devices_in


class BatchLeft(Refusal):
    """This batch is with the recycler; nothing goes in or out any more."""


class BatchStillHere(Refusal):
    """A receipt comes when the batch left."""


class PaperIsHere(Refusal):
    """This batch has its receipt."""


def begin(actor: Actor, recycler: Partner, *, now: datetime) -> RecyclerBatch:
    """A new, empty batch for this recycler."""
    actor.must(Permission.LOT_EDIT)
    if recycler.kind is not PartnerKind.RECYCLER:
        raise NotARecycler(field="recycler")
    with transaction():
        last = db.session.scalar(select(func.max(RecyclerBatch.number)))
        batch = RecyclerBatch(
            number=(last or 0) + 1, partner_id=recycler.id, begun_at=now, begun_by_id=actor.user_id
        )
        db.session.add(batch)
        db.session.flush()  # its id is the trace's
        record(actor, "recycling.batch_begun", batch, now=now, number=batch.number, partner_id=recycler.id)
    return batch


def put_in(actor: Actor, batch: RecyclerBatch, devices: Sequence[Device], *, now: datetime) -> None:
    """These devices leave with this batch. NotRecycled, InABatch or HasAReceipt for one that cannot."""
    actor.must(Permission.LOT_EDIT)
    if not devices:
        raise NoDevice(field="devices")
    with transaction():
        _hold_open(batch)
        ids = [device.id for device in devices]
        if any(device.stage is not Stage.RECYCLED for device in devices):
            raise NotRecycled(field="devices")
        if db.session.execute(select(BatchDevice.id).where(BatchDevice.device_id.in_(ids)).limit(1)).first():
            raise InABatch(field="devices")
        if db.session.execute(
            select(RecycledDevice.id).where(RecycledDevice.device_id.in_(ids)).limit(1)
        ).first():
            raise HasAReceipt(field="devices")
        db.session.add_all(BatchDevice(batch_id=batch.id, device_id=device.id) for device in devices)
        for device in devices:
            record(actor, "recycling.put_in_batch", batch, now=now, device=device, number=batch.number)


def take_out(actor: Actor, batch: RecyclerBatch, device: Device, *, now: datetime) -> None:
    """This device stays here after all."""
    actor.must(Permission.LOT_EDIT)
    with transaction():
        _hold_open(batch)
        gone = db.session.execute(
            delete(BatchDevice).where(BatchDevice.batch_id == batch.id, BatchDevice.device_id == device.id)
        )
        if gone.rowcount:  # type: ignore[attr-defined]  # what a DELETE answers has it
            record(actor, "recycling.taken_out_of_batch", batch, now=now, device=device, number=batch.number)


def hand_over(
    actor: Actor, batch: RecyclerBatch, *, taken_on: date, grams: int | None = None, waste_code: str = "",
    now: datetime,
) -> RecyclerBatch:  # fmt: skip
    """The recycler took the batch along."""
    actor.must(Permission.LOT_EDIT)
    with transaction():
        _hold_open(batch)
        if taken_on > day(now):
            raise NotYet(field="taken_on")
        devices = devices_in(batch)
        if not devices:
            raise NoDevice(field="devices")
        batch.handed_over_at, batch.handed_over_by_id, batch.taken_on = now, actor.user_id, taken_on
        batch.grams, batch.waste_code = grams, spaced(waste_code)
        for device in devices:
            record(
                actor,
                "recycling.handed_over",
                batch,
                now=now,
                device=device,
                number=batch.number,
                on=taken_on,
            )
    return batch


def spaced(waste_code: str) -> str:
    """A waste code in pairs, as the list of waste prints it: `20 01 35*`."""
    bare = re.sub(r"\s", "", waste_code)
    return f"{bare[:2]} {bare[2:4]} {bare[4:]}" if bare else ""


def keep_paper(
    actor: Actor, batch: RecyclerBatch, *, content: bytes, file_name: str, number: str = "", grams: int | None = None,
    now: datetime,
) -> BatchPaper:  # fmt: skip
    """Keep the recycler's paper for the whole batch, and with it a receipt for each lot of which devices are in it.

    The weight on the paper is that of the batch, so the receipts of the lots say none.
    """
    actor.must(Permission.LOT_EDIT)
    mime_type, kept = papers_in.as_kept(content)
    sha256 = hashlib.sha256(kept).hexdigest()
    with transaction():
        hold(batch)
        if batch.is_open:
            raise BatchStillHere(field="file")
        known = db.session.scalars(select(BatchPaper).where(BatchPaper.batch_id == batch.id)).one_or_none()
        if known is not None:
            if known.sha256 == sha256:
                return known
            raise PaperIsHere(field="file")
        told = {
            "number": number.strip(), "file_name": file_name, "mime_type": mime_type, "content": kept,
            "sha256": sha256, "kept_at": now, "kept_by_id": actor.user_id,
        }  # fmt: skip
        paper = BatchPaper(batch_id=batch.id, grams=grams, **told)
        db.session.add(paper)
        db.session.flush()  # its id is the trace's
        devices = devices_in(batch)
        record(
            actor, "recycling.batch_paper_kept", paper, now=now, number=batch.number, sha256=sha256,
            devices=[str(device.code) for device in devices],
        )  # fmt: skip
        _give_each_lot_its_receipt(actor, batch, devices, told, now)
    return paper


def _give_each_lot_its_receipt(
    actor: Actor, batch: RecyclerBatch, devices: Sequence[Device], told: dict, now: datetime
) -> None:
    of_lot: dict[int, list[Device]] = defaultdict(list)
    for device in devices:
        if device.lot_id is not None:
            of_lot[device.lot_id].append(device)
    for lot_id, its in of_lot.items():
        query = select(RecyclerReceipt).where(
            RecyclerReceipt.lot_id == lot_id, RecyclerReceipt.sha256 == told["sha256"]
        )
        receipt = db.session.scalars(query).one_or_none()  # the same paper came for this lot before
        if receipt is None:
            receipt = RecyclerReceipt(
                lot_id=lot_id, partner_id=batch.partner_id, taken_on=batch.taken_on, grams=None, batch_id=batch.id,
                **told,
            )  # fmt: skip
            db.session.add(receipt)
            db.session.flush()  # its id is the lines'
        db.session.add_all(
            RecycledDevice(receipt_id=receipt.id, device_id=device.id, lot_id=lot_id) for device in its
        )
        record(
            actor, "recycling.receipt_kept", receipt, now=now, sha256=told["sha256"], batch=batch.number,
            devices=[str(device.code) for device in its],
        )  # fmt: skip


def _hold_open(batch: RecyclerBatch) -> None:
    hold(batch)
    if not batch.is_open:
        raise BatchLeft(number=batch.number)
