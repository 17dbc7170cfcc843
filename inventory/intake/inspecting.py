"""The visual inspection: what was seen of a device, and what becomes of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.intake import locking
from inventory.intake.findings import Finding
from inventory.intake.lock_models import DoorInspection, LockFound
from inventory.intake.locks import BatterySeen, Criterion, Damage, Lock, Outcome
from inventory.journey import Stage
from inventory.permissions import Permission

#: where it may still be looked over
LOOKED_AT = frozenset({Stage.RECEIVED, Stage.WIPING, Stage.WIPED, Stage.REFURBISHING})


class NotAtTheDoor(Refusal):
    """It is past the bench, or gone."""


class MustGoBack(Refusal):
    """What goes back to its giver goes back from the door, with the reason that the giver is told."""


def inspect(
    actor: Actor, device: Device, *, outcome: Outcome, now: datetime, criteria: Collection[Criterion] = (),
    damage: Collection[Damage] = (), charger: bool | None = None, battery: BatterySeen | None = None,
    locks: Collection[Lock] = (), note: str = "", defect: str = "",
) -> DoorInspection:  # fmt: skip
    """Look a device over. `defect` says in words what is broken; the locks that were seen wait for its giver.

    NotAtTheDoor when it is past the bench. What goes back is refused with `actions.refuse`, in the same transaction.
    """
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        if device.stage not in LOOKED_AT:
            raise NotAtTheDoor(code=device.spoken)
        if outcome is Outcome.BACK and device.stage is not Stage.RECEIVED:
            raise MustGoBack(code=device.spoken, field="outcome")
        looked = _write(
            actor, device, now, outcome=outcome, criteria=sorted(criteria), damage=sorted(damage),
            charger=charger, battery=battery, note=note,
        )  # fmt: skip
        if charger is not None:
            device.charger = charger
        # Past the door others wrote down what they saw: a look there adds, and takes nothing away.
        if defect or device.stage is Stage.RECEIVED:
            device.defect = defect
        for lock in locks:
            locking.note_lock(actor, device, lock, now=now)
        record(
            actor,
            "intake.inspected",
            looked,
            now=now,
            device=device,
            outcome=outcome,
            criteria=sorted(criteria),
        )
    return looked


def at_the_door(actor: Actor, device: Device, findings: Collection[Finding], *, now: datetime) -> None:
    """Who scans a laptop in looks at it: that is its first inspection, and a lock makes it wait."""
    with transaction():
        _write(
            actor, device, now, outcome=Outcome.ACCEPT, criteria=[],
            damage=[Damage.SCREEN] if Finding.SCREEN in findings else [],
            charger=False if Finding.NO_CHARGER in findings else None,
            battery=BatterySeen.SWOLLEN if Finding.BATTERY in findings else None, note="",
        )  # fmt: skip
        if Finding.LOCK in findings:
            locking.note_lock(actor, device, Lock.UNKNOWN, now=now)


def _write(actor: Actor, device: Device, now: datetime, **seen: Any) -> DoorInspection:
    looked = DoorInspection(
        device=device, device_id=device.id, inspected_at=now, inspected_by_id=actor.user_id, **seen
    )
    db.session.add(looked)
    db.session.flush()  # its id is the trace's
    return looked


def forget(device: Device) -> None:
    """A slip of the scanner is taken back: what was seen of it was seen of nothing."""
    for model in (LockFound, DoorInspection):
        for one in db.session.execute(select(model).where(model.device_id == device.id)).scalars():
            db.session.delete(one)
    device.locked = False
    db.session.flush()  # nothing may point to the device when it goes


def inspections_of(device: Device) -> list[tuple[DoorInspection, str]]:
    """Every look at it with the name of who looked, oldest first; one question."""
    query = (
        select(DoorInspection, User.name)
        .outerjoin(User, User.id == DoorInspection.inspected_by_id)
        .where(DoorInspection.device_id == device.id)
        .order_by(DoorInspection.id)
    )
    return [(looked, name or "") for looked, name in db.session.execute(query)]
