"""The doors for the visual inspection, and for what waits until its giver unlocks it."""

from datetime import date
from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, exists, select

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.furniture import waiting
from inventory.digibank.numbers import get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import among
from inventory.foundation.offers import NextStep, Panel, offers
from inventory.foundation.transaction import transaction
from inventory.foundation.web import needs, page, say_done, say_problem, told_on
from inventory.intake import actions, inspecting, locking, unlocking
from inventory.intake.findings import RefusedBecause
from inventory.intake.forms import InspectForm
from inventory.intake.lock_models import LockFound
from inventory.intake.locks import BatterySeen, Criterion, Lock, Outcome, maker_of, proposed
from inventory.intake.models import Lot
from inventory.intake.views import room
from inventory.journey import ENDS, Stage
from inventory.permissions import Permission
from inventory.wording import say

_ICONS = {
    str(Outcome.ACCEPT): "check",
    str(Outcome.PARTS): "parts",
    str(Outcome.RECYCLE): "recycled",
    str(Outcome.BACK): "refused",
}


@room.route("/look/<code>", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def look(code: str) -> Any:
    """Look a laptop over: what is seen, and what becomes of it."""
    device = get_by_code(Device, code)
    form = InspectForm(data=_seen_before(device) if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            _look_over(device, form)
            return redirect(url_for("devices.show", code=device.code), 303)
    tapped = [Criterion(one) for one in form.criteria.data or () if one in set(Criterion)]
    return page(
        "inventory/intake/look.html", form=form, device=device, icons=_ICONS, proposed=proposed(tapped)
    )


def _seen_before(device: Device) -> dict[str, Any]:
    looks = inspecting.inspections_of(device)
    last = looks[-1][0] if looks else None
    return {
        "criteria": last.criteria if last else [],
        "damage": last.damage if last else [],
        "locks": [str(one.lock) for one in locking.open_locks(device)],
        "charger": {True: "yes", False: "no", None: ""}[device.charger],
        "battery": str(last.battery) if last and last.battery else "",
        "note": last.note if last else "",
        "outcome": str(last.outcome) if last else str(Outcome.ACCEPT),
    }


def _look_over(device: Device, form: InspectForm) -> None:
    """Everything of this form in one deed: what was seen, the photo, and the way back."""
    told = form.told()
    moment = now()
    with transaction():
        inspecting.inspect(g.actor, device, now=moment, defect=_defect(told), **told)
        if form.photo.content:
            devices.take_photo(g.actor, device, form.photo.content, now=moment)
        if told["outcome"] is Outcome.BACK:
            because = RefusedBecause(form.because.data)
            words = told["note"] or say(because)
            actions.refuse(g.actor, device, because, words=words, now=moment)
    if told["battery"] is BatterySeen.SWOLLEN:
        say_problem(
            _("Stop. The battery is swollen. Do not charge it. Put it in the fire-safe bin. Call your buddy.")
        )
    say_done(_("%(code)s is looked over: %(outcome)s.", code=device.spoken, outcome=say(told["outcome"])))


def _defect(told: dict[str, Any]) -> str:
    """What is broken, in words; it stands on the laptop until it is repaired."""
    broken = [say(one) for one in told["damage"]]
    if told["battery"] is BatterySeen.SWOLLEN:
        broken.append(say(BatterySeen.SWOLLEN))
    return ", ".join(broken)[:300]


@room.get("/locks")
@needs(Permission.LOT_RECEIVE)
def locks() -> Any:
    """Every laptop that waits until its giver unlocks it, gift by gift."""
    found = locking.waiting_for_givers()
    ids = {one.device.lot_id for one in found if one.device.lot_id}
    lots = {lot.id: lot for lot in db.session.execute(select(Lot).where(Lot.id.in_(ids))).scalars()}
    by_lot: dict[Lot | None, list[LockFound]] = {}
    for one in found:
        by_lot.setdefault(lots.get(one.device.lot_id or 0), []).append(one)
    return page("inventory/intake/locks.html", by_lot=by_lot, Lock=Lock, today=now())


@room.route("/locks/<int:lock_found_id>", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def lock(lock_found_id: int) -> Any:
    """One lock: which it is, how its giver opens it, and whether it is off."""
    found = locking.get_lock(lock_found_id)
    if ButtonForm().validate_on_submit() and request.form.get("lock") in set(Lock):
        named = locking.note_lock(g.actor, found.device, Lock(request.form["lock"]), now=now())
        say_done(_("%(code)s: %(lock)s.", code=found.device.spoken, lock=say(named.lock)))
        return redirect(url_for(".lock", lock_found_id=named.id), 303)
    return page(
        "inventory/intake/lock.html",
        found=found,
        device=found.device,
        lot=actions.lot_of(found.device),
        steps=unlocking.steps_for(found.lock, maker_of(found.device.maker)),
        Lock=Lock,
    )


@room.get("/locked/<code>")
@needs(Permission.LOT_RECEIVE)
def locked(code: str) -> Any:
    """To the lock of this laptop for which it waits longest; without one, to the laptop."""
    device = get_by_code(Device, code)
    on = locking.open_locks(device)
    if not on:
        return redirect(url_for("devices.show", code=device.code), 303)
    return redirect(url_for(".lock", lock_found_id=on[0].id), 303)


@room.post("/locks/<int:lock_found_id>/lift")
@needs(Permission.LOT_RECEIVE)
def lift(lock_found_id: int) -> Any:
    """The lock is off: its giver says so, or somebody here tried it."""
    found = locking.get_lock(lock_found_id)
    if ButtonForm().validate_on_submit():
        locking.lift(g.actor, found, by_giver=request.form.get("said") == "giver", now=now())
        say_done(_("The lock is off. %(code)s can go on.", code=found.device.spoken))
    return redirect(url_for("devices.show", code=found.device.code), 303)


@room.post("/<code>/ask-to-unlock")
@needs(Permission.LOT_RECEIVE)
def ask_to_unlock(code: str) -> Any:
    """Write to the giver what to unlock, and how."""
    lot = actions.get_lot(code)
    if ButtonForm().validate_on_submit():
        address = locking.tell_giver(g.actor, lot, now=now())
        say_done(_("The message to %(address)s is on its way.", address=address))
    return redirect(url_for(".locks"), 303)


@offers("device.next_steps")
def look_it_over(device: Device, actor: Actor) -> list[NextStep]:
    """What came in can be looked over, apart from what was seen in the second of scanning it."""
    if not actor.may(Permission.LOT_RECEIVE) or device.stage is not Stage.RECEIVED:
        return []
    code = {"code": device.code}
    look = NextStep(_("Look it over"), "intake.look", code, icon="eye")
    if not device.locked:
        return [look]
    return [NextStep(_("Its lock: what now?"), "intake.locked", code, is_main=True, icon="lock"), look]


@offers("device.panels")
def locks_of_device(device: Device, actor: Actor) -> Panel | None:
    """The locks that keep a laptop waiting; a laptop without is not asked about."""
    if not device.locked or not actor.may(Permission.LOT_RECEIVE):
        return None
    return Panel("inventory/intake/_locked.html", {"locks": locking.open_locks(device)}, weight=5)


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many locks wait for a giver, for the card of today."""
    return {"intake.locks": _WAITING} if actor.may(Permission.LOT_RECEIVE) else {}


#: what left for good takes its locks along
_GONE = exists().where(Device.id == LockFound.device_id, among(Device.stage, *sorted(ENDS)))
_WAITING = select(LockFound.id).where(LockFound.lifted_at.is_(None), ~_GONE)


@offers("today.technician")
def today(actor: Actor, _today: date) -> Panel | None:
    """Laptops that wait until their giver unlocks them; counted with the menu."""
    number = waiting().get("intake.locks") if actor.may(Permission.LOT_RECEIVE) else None
    return Panel("inventory/intake/_today_locks.html", {"number": number}, weight=24) if number else None


@offers("nightly")
def remind_givers(actor: Any, _today: date) -> None:
    """Givers who did not answer hear of their locks again."""
    locking.remind(actor, now=now())
