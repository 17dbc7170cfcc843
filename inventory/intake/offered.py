"""What the door for lots shows on other rooms' pages: next steps, today's card, where a lot's code leads."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from inventory.codes import Code, Kind
from inventory.devices import blanks
from inventory.devices.models import Device
from inventory.devices.queries import deeds_on
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.listing import among
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.intake import actions, announcing, importing, inspecting, locking, manifest, queries
from inventory.intake.actions import lot_of
from inventory.intake.findings import RefusedBecause
from inventory.intake.lock_models import DoorInspection
from inventory.intake.locks import BatterySeen, Criterion, Damage, Lock
from inventory.intake.models import OPEN_STATES, Lot, LotState
from inventory.journey import Move, Stage
from inventory.permissions import OVERSIGHT, Permission
from inventory.wording import say

#: an uploaded list that nobody confirms is emptied after this
_KEPT = timedelta(days=7)
#: whom to ask for at the door of a gift that never came, or was never closed
_KNOWN = timedelta(days=365)


@offers("device.next_steps")
def next_steps(device: Device, actor: Actor) -> list[NextStep]:
    """Receive what was announced; send back what should not have come."""
    if not actor.may(Permission.LOT_RECEIVE) or device.stage not in (Stage.ANNOUNCED, Stage.RECEIVED):
        return []
    code = {"code": device.code}
    back = NextStep(_("Send back to the giver"), "intake.refuse", code, icon="refused")
    if device.stage == Stage.RECEIVED or device.lot_id is None:
        return [back]
    here = NextStep(_("Receive"), "intake.receive_one", code, is_main=True, icon="received", posts=True)
    return [here, back]


@offers("device.panels")
def lot_of_device(device: Device, actor: Actor) -> Panel | None:
    """With which lot it came."""
    if device.lot_id is None or not actor.may(Permission.LOT_SEE):
        return None
    return Panel("inventory/intake/_panel.html", {"lot": actions.lot_of(device)}, weight=90)


#: what the door does that belongs on the reuse sheet
_ON_THE_SHEET = ("intake.received", "intake.lock_noted", "intake.lock_lifted", "intake.refused")


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """It came in at the door; a lock was seen on it, and taken off; or it went back."""
    door = [
        SheetLine(one.happened_at, say(one.deed), one.who, _seen(one.particulars))
        for one in deeds_on(device, _ON_THE_SHEET)
    ]
    return [*door, *looks_at(device)]


def looks_at(device: Device) -> list[SheetLine]:
    """Each look at it is a line of the sheet."""
    return [
        SheetLine(looked.inspected_at, _("Visual inspection"), who, _in_words(looked))
        for looked, who in inspecting.inspections_of(device)
    ]


def _in_words(looked: DoorInspection) -> str:
    """What was seen, and the outcome at the end."""
    seen = [say(Criterion(one)) for one in looked.criteria] + [say(Damage(one)) for one in looked.damage]
    if looked.battery is BatterySeen.SWOLLEN:
        seen.append(say(BatterySeen.SWOLLEN))
    if looked.charger is False:
        seen.append(_("no charger"))
    seen += [looked.note] if looked.note else []
    return ": ".join([", ".join(seen) or _("nothing to remark"), say(looked.outcome)])


def _seen(particulars: dict[str, Any]) -> str:
    found = [say(Lock(lock))] if (lock := particulars.get("lock", "")) in set(Lock) else []
    if (because := particulars.get("because", "")) in set(RefusedBecause):
        found.append(say(RefusedBecause(because)))
    return ", ".join(found)


@offers("today.technician")
def today(actor: Actor, _today: date) -> Panel | None:
    """The lots that come in now, and those that are promised."""
    if not actor.may(Permission.LOT_RECEIVE):
        return None
    lots = queries.lots_with_received(LotState.RECEIVING, LotState.ANNOUNCED, limit=5)
    return Panel("inventory/intake/_today.html", {"lots": lots}, weight=20)


@offers("today.technician")
def to_accept(actor: Actor, _today: date) -> Panel | None:
    """Gifts that their givers announced and that wait for a yes."""
    if not actor.may(Permission.LOT_EDIT):
        return None
    lots = list(db.session.execute(announcing.waiting().limit(6)).scalars())
    return (
        Panel("inventory/intake/_to_accept.html", {"lots": lots[:5], "more": len(lots) > 5}, weight=15)
        if lots
        else None
    )


_OPEN_LOTS = select(Lot.id).where(among(Lot.state, *OPEN_STATES))


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many lots are open, for the menu."""
    return {"intake.index": _OPEN_LOTS} if actor.may(Permission.LOT_RECEIVE) else {}


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """The sheet in a crate: whoever may receive stands at the door of that lot at once, also with its laptop."""
    if code.kind is Kind.DEVICE:
        return _door_for(find_by_code(Device, code), actor) or _door_for_blank(code, actor)
    if code.kind not in (None, Kind.LOT) or not actor.may(Permission.LOT_SEE):
        return None
    lot = find_by_code(Lot, code)
    if lot is None:
        return None
    is_open = lot.state in OPEN_STATES and actor.may(Permission.LOT_RECEIVE)
    return url_for("intake.receive" if is_open else "intake.show", code=lot.code)


def _door_for(device: Device | None, actor: Actor) -> str | None:
    """For whoever receives: the lock of a laptop that waits for its giver, or the door of one that is announced."""
    at_the_door = actor.may(Permission.LOT_RECEIVE) and not actor.may(OVERSIGHT)
    if device is not None and device.locked and at_the_door and locking.holds(device, Move.START_WIPE):
        return url_for("intake.locked", code=device.code) if device.stage is Stage.RECEIVED else None
    if device is None or device.stage is not Stage.ANNOUNCED or not at_the_door:
        return None
    lot = lot_of(device)
    if lot is None or lot.state == LotState.CLOSED:
        return None
    return url_for("intake.receive", code=lot.code, scanned=str(device.code))


def _door_for_blank(code: Code, actor: Actor) -> str | None:
    """A blank label leads whoever may receive to the door, to be stuck on a new laptop."""
    if not actor.may(Permission.LOT_RECEIVE) or blanks.blank_with(code) is None:
        return None
    return url_for("intake.index", scanned=str(code))


@offers("check")
def what_does_not_hold() -> Iterator[str]:
    """Receipts that are not what was made, and received devices of which no lot says who gave them."""
    query = select(Lot).where(Lot.receipt_hash != "").options(undefer(Lot.receipt))
    for lot in db.session.execute(query.execution_options(yield_per=50)).scalars():
        if hashlib.sha256(lot.receipt or b"").hexdigest() != lot.receipt_hash:
            yield f"receipt of lot {lot.code} was altered"
    yield from manifest.broken_promises()
    strays = select(Device).join(Lot, Lot.id == Device.lot_id).where(Device.donor_id != Lot.partner_id)
    for device in db.session.execute(strays.limit(20)).scalars():
        yield f"device {device.code} came with a lot of another giver"


@offers("nightly")
def forget_old_drafts(actor: Any, _today: date) -> None:
    """Uploaded lists that nobody confirmed are emptied after a week."""
    this_moment = now()
    importing.forget_drafts(actor, before=this_moment - _KEPT, now=this_moment)


@offers("nightly")
def forget_whom_to_ask(actor: Any, _today: date) -> None:
    """Who was to be asked for at a giver's door is forgotten after a year."""
    this_moment = now()
    announcing.forget_old(actor, before=this_moment - _KNOWN, now=this_moment)
