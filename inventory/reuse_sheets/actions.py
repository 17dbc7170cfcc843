"""Weigh a device, say in which year it was made, and say what a whole model weighs."""

from datetime import datetime

from sqlalchemy import select

from inventory.devices.models import Device, DeviceKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.reuse_sheets.models import ModelWeight, SheetFacts
from inventory.reuse_sheets.rules import (
    SAID_OF_A_MODEL,
    WeightSource,
    model_key,
    must_be_a_weight,
    must_be_a_year,
)


class NothingTold(Refusal):
    """Neither a weight nor a year was filled in."""

    status = 422


class NoModel(Refusal):
    """Without maker and model nobody knows which devices weigh this."""

    status = 422


def complete(
    actor: Actor, device: Device, *, grams: int | None, made_in: int | None, for_the_model: bool = False,
    now: datetime,
) -> SheetFacts:  # fmt: skip
    """Write down what a device weighed and when it was made; the weight counts for its whole model when asked."""
    actor.must(Permission.DEVICE_CORRECT)
    if grams is None and made_in is None:
        raise NothingTold(field="kilograms")
    if grams is not None:
        must_be_a_weight(grams)
    if made_in is not None:
        must_be_a_year(made_in, day(now))
    with transaction():
        facts = _facts_of(device)
        if grams is not None:
            facts.grams, facts.weighed_at, facts.weighed_by_id = grams, now, actor.user_id
        if made_in is not None:
            facts.made_in = made_in
        record(actor, "reuse_sheets.completed", device, now=now, grams=grams, made_in=made_in)
        if grams is not None and for_the_model:
            _set(
                actor, device.kind, device.maker, device.model, grams, WeightSource.MODEL_WEIGHED,
                note=device.spoken, now=now,
            )  # fmt: skip
    return facts


def set_weight(
    actor: Actor, kind: DeviceKind, *, maker: str, model: str, grams: int, source: WeightSource, note: str = "",
    now: datetime,
) -> ModelWeight:  # fmt: skip
    """Say what every device of this model weighs, and how we know."""
    actor.must(Permission.DEVICE_CORRECT)
    must_be_a_weight(grams)
    with transaction():
        return _set(actor, kind, maker, model, grams, source, note=note, now=now)


def _facts_of(device: Device) -> SheetFacts:
    found = db.session.scalars(select(SheetFacts).where(SheetFacts.device_id == device.id)).one_or_none()
    if found is None:
        found = SheetFacts(device=device, device_id=device.id)
        db.session.add(found)
    return found


def _set(
    actor: Actor, kind: DeviceKind, maker: str, model: str, grams: int, source: WeightSource, *, note: str,
    now: datetime,
) -> ModelWeight:  # fmt: skip
    assert source in SAID_OF_A_MODEL
    key = model_key(maker, model)
    if not key:
        raise NoModel(field="kilograms")
    query = select(ModelWeight).where(ModelWeight.kind == kind, ModelWeight.model_key == key)
    row = db.session.scalars(query).one_or_none()
    before = row.grams if row is not None else None
    if row is None:
        row = ModelWeight(kind=kind, model_key=key)
        db.session.add(row)
    row.maker, row.model, row.grams, row.source, row.note = (
        maker.strip(),
        model.strip(),
        grams,
        source,
        note.strip(),
    )
    row.set_at, row.set_by_id = now, actor.user_id
    db.session.flush()  # its id is the trace's
    record(
        actor, "reuse_sheets.model_weight_set", row, now=now, kind=kind, model=key, grams=grams, before=before,
        source=source,
    )  # fmt: skip
    return row
