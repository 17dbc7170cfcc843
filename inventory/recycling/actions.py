"""Keep a recycler's receipt for devices of one lot."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from inventory.devices.models import Device
from inventory.foundation import papers_in
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.intake.models import Lot
from inventory.journey import Stage
from inventory.partners.models import Partner, PartnerKind
from inventory.permissions import Permission
from inventory.recycling.models import BatchDevice, RecycledDevice, RecyclerReceipt


class NotARecycler(Refusal):
    """This partner takes no waste."""

    status = 422


class NotRecycled(Refusal):
    """One of these devices did not go to a recycler, or is of another lot."""


class HasAReceipt(Refusal):
    """One of these devices stands on another receipt already."""


class InABatch(Refusal):
    """One of these devices leaves with a batch, whose own receipt it will stand on."""


class NoDevice(Refusal):
    """A receipt without a device proves nothing."""

    status = 422


class NotYet(Refusal):
    """A day to come."""

    status = 422


def keep(
    actor: Actor, lot: Lot, devices: Sequence[Device], *, recycler: Partner, taken_on: date, content: bytes,
    file_name: str, now: datetime, number: str = "", grams: int | None = None,
) -> RecyclerReceipt:  # fmt: skip
    """Keep the paper; the same file for the same lot again is the one we have."""
    actor.must(Permission.LOT_EDIT)
    mime_type, kept = papers_in.as_kept(content)
    sha256 = hashlib.sha256(kept).hexdigest()
    with transaction():
        known = db.session.execute(
            select(RecyclerReceipt).where(RecyclerReceipt.lot_id == lot.id, RecyclerReceipt.sha256 == sha256)
        ).scalar_one_or_none()
        if known is not None:
            return known
        _check(lot, devices, recycler, taken_on, now)
        receipt = RecyclerReceipt(
            lot_id=lot.id, partner_id=recycler.id, number=number.strip(), taken_on=taken_on, grams=grams,
            file_name=file_name, mime_type=mime_type, content=kept, sha256=sha256, kept_at=now,
            kept_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(receipt)
        db.session.flush()  # its id is the lines'
        db.session.add_all(
            RecycledDevice(receipt_id=receipt.id, device_id=device.id, lot_id=lot.id) for device in devices
        )
        record(
            actor, "recycling.receipt_kept", receipt, now=now, lot=str(lot.code), sha256=sha256,
            devices=[str(device.code) for device in devices],
        )  # fmt: skip
    return receipt


def _check(lot: Lot, devices: Sequence[Device], recycler: Partner, taken_on: date, now: datetime) -> None:
    if recycler.kind is not PartnerKind.RECYCLER:
        raise NotARecycler(field="recycler")
    if not devices:
        raise NoDevice(field="devices")
    if taken_on > now.date():
        raise NotYet(field="taken_on")
    if any(device.stage is not Stage.RECYCLED or device.lot_id != lot.id for device in devices):
        raise NotRecycled(field="devices")
    ids = [device.id for device in devices]
    if db.session.execute(
        select(RecycledDevice.id).where(RecycledDevice.device_id.in_(ids)).limit(1)
    ).first():
        raise HasAReceipt(field="devices")
    if db.session.execute(select(BatchDevice.id).where(BatchDevice.device_id.in_(ids)).limit(1)).first():
        raise InABatch(field="devices")
