"""Locks are seen, told to the giver, reminded of, and said to be off; until then a laptop waits."""

from collections.abc import Collection
from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device
from inventory.digibank.models import Digibank, User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.outbox import post
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import hold, transaction
from inventory.intake import unlocking
from inventory.intake.lock_models import DoorInspection, LockFound
from inventory.intake.locks import (
    ASKED_ABOUT,
    GiverMustUnlock,
    Lock,
    LockIsOpen,
    NoLockHere,
    Outcome,
    TakenForParts,
    is_held,
    is_taken_for_parts,
)
from inventory.intake.models import Lot, LotKind
from inventory.intake.thanks import NobodyToTell, address_of, name_of
from inventory.journey import ENDS, Move
from inventory.permissions import Permission

#: a giver who was written to hears of it again after so long, and then once more
PAUSE = timedelta(days=10)
#: whoever asks again within this time saw somebody else's letter go, or tapped twice
_JUST_NOW = timedelta(minutes=10)
MOST_REMINDERS = 2


def note_lock(actor: Actor, device: Device, lock: Lock, *, now: datetime) -> LockFound:
    """A lock was seen; the same one twice is one. A lock of which nobody knew the name gets this one."""
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        on = {one.lock: one for one in open_locks(device)}
        if lock in on:
            return on[lock]
        found = on.get(Lock.UNKNOWN)
        if found is None:
            found = LockFound(device=device, device_id=device.id, found_at=now, found_by_id=actor.user_id)
            db.session.add(found)
        found.lock = lock
        device.locked = True
        db.session.flush()  # its id is the trace's
        record(actor, "intake.lock_noted", found, now=now, device=device, lock=lock)
    return found


def lift(actor: Actor, found: LockFound, *, by_giver: bool, now: datetime) -> LockFound:
    """It is off: its giver says so, or somebody here tried. LockIsOpen when that was said before."""
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        if found.lifted_at is not None:
            raise LockIsOpen
        found.lifted_at, found.lifted_by_id, found.said_by_giver = now, actor.user_id, by_giver
        db.session.flush()  # the question after it must not see this one any more
        found.device.locked = bool(open_locks(found.device))
        record(
            actor,
            "intake.lock_lifted",
            found,
            now=now,
            device=found.device,
            lock=found.lock,
            by_giver=by_giver,
        )
    return found


def open_locks(device: Device) -> list[LockFound]:
    """The locks that are still on it, oldest first."""
    query = select(LockFound).where(LockFound.device_id == device.id, LockFound.lifted_at.is_(None))
    return list(db.session.execute(query.order_by(LockFound.id)).scalars())


def get_lock(lock_found_id: int) -> LockFound:
    """The lock, or NotHere."""
    return row_here(LockFound, lock_found_id)


def last_outcome(device: Device) -> Outcome | None:
    """What the last look at it said; None when nobody looked."""
    query = select(DoorInspection.outcome).where(DoorInspection.device_id == device.id)
    return db.session.execute(query.order_by(DoorInspection.id.desc()).limit(1)).scalar_one_or_none()


@offers("device.holds")
def holds(device: Device, made: Move) -> Refusal | None:
    """A locked laptop goes to nobody, and what was taken in for its parts is not declared ready."""
    if made not in ASKED_ABOUT or (not device.locked and made is not Move.DECLARE_READY):
        return None
    outcome = last_outcome(device)
    if is_taken_for_parts(made, outcome):
        return TakenForParts(code=device.spoken)
    locks = [one.lock for one in open_locks(device)] if device.locked else []
    return GiverMustUnlock(code=device.spoken) if is_held(made, locks, outcome) else None


def waiting_for_givers(lot: Lot | None = None) -> list[LockFound]:
    """Locks on laptops that are still here, those of one lot or all, by lot and oldest first."""
    query = (
        select(LockFound)
        .join(Device, Device.id == LockFound.device_id)
        .where(LockFound.lifted_at.is_(None), Device.stage.not_in(ENDS))
        .options(joinedload(LockFound.device))
        .order_by(Device.lot_id.desc(), LockFound.id)
    )
    if lot is not None:
        query = query.where(Device.lot_id == lot.id)
    return list(db.session.execute(query).scalars())


def named(locks: Collection[LockFound]) -> list[LockFound]:
    """Those of which we know which lock it is, so that we can say how to open it."""
    return [one for one in locks if one.lock is not Lock.UNKNOWN]


def tell_giver(actor: Actor, lot: Lot, *, now: datetime) -> str:
    """Write to the giver of a lot what to unlock and how; the address. NobodyToTell without one.

    Two who ask at once write one letter, and so do two taps.
    """
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        hold(lot)
        locks = named(waiting_for_givers(lot))
        if not locks or lot.kind is not LotKind.DONATION:
            raise NoLockHere
        if all(one.told_at is not None and one.told_at > now - _JUST_NOW for one in locks):
            return address_of(lot)
        address = _write(lot, locks, now, again=any(one.told_at for one in locks))
        record(actor, "intake.giver_asked_to_unlock", lot, now=now, locks=len(locks))
    return address


def _write(lot: Lot, locks: Collection[LockFound], now: datetime, *, again: bool) -> str:
    address = address_of(lot)
    if not address:
        raise NobodyToTell
    digibank = db.session.get_one(Digibank, lot.digibank_id)
    locale = _language_of(address) or digibank.locale
    with force_locale(locale):
        groups = unlocking.grouped(locks)
    post(
        "intake/unlock", to_email=address, locale=locale, now=now, of=lot, lot=lot, digibank=digibank,
        name=name_of(lot), groups=groups, count=len({one.device_id for one in locks}), again=again,
    )  # fmt: skip
    for one in locks:
        one.told_at = now
    return address


def _language_of(address: str) -> str:
    """The language in which this person reads our pages, when they have an account."""
    return db.session.execute(select(User.locale).where(User.email == address)).scalar_one_or_none() or ""


def remind(actor: Actor, *, now: datetime) -> int:
    """Givers who were written to and did not answer hear of it again, at most twice; the number of letters."""
    query = (
        select(LockFound)
        .join(Device, Device.id == LockFound.device_id)
        .where(
            LockFound.lifted_at.is_(None),
            LockFound.told_at < now - PAUSE,
            LockFound.reminders < MOST_REMINDERS,
            Device.stage.not_in(ENDS),
            Device.lot_id.is_not(None),
        )
        .options(joinedload(LockFound.device))
        .order_by(LockFound.id)
    )
    by_lot: dict[int, list[LockFound]] = {}
    for one in db.session.execute(query).scalars():
        by_lot.setdefault(one.device.lot_id or 0, []).append(one)
    written = 0
    for lot_id, locks in by_lot.items():
        lot = db.session.get_one(Lot, lot_id)
        if not address_of(lot):
            continue
        with transaction():
            hold(lot)
            for one in locks:
                db.session.refresh(one)
            locks = [
                one for one in locks
                if one.lifted_at is None and one.told_at is not None and one.told_at < now - PAUSE
            ]  # fmt: skip
            if not locks:
                continue
            _write(lot, locks, now, again=True)
            for one in locks:
                one.reminders += 1
            record(actor, "intake.giver_reminded_to_unlock", lot, now=now, locks=len(locks))
        written += 1
    return written
