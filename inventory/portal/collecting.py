"""Many at once: laptops are scanned onto a pile, each says what can be done with it and why not, and one press does it.

The pile stands in the address and nowhere else: a page that is opened again is the same pile, going back takes the
last one off, and nobody's pile is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import SelectField

from inventory import codes, scanning
from inventory.codes import Kind
from inventory.devices import actions as devices
from inventory.devices.forms import DiscardForm, MissForm
from inventory.devices.models import Device, Medium
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm, HouseForm, Needed
from inventory.foundation.offers import offered
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import attempt, transaction
from inventory.foundation.web import needs, our_hosts, page, say_done, say_problem, told_on
from inventory.permissions import Permission
from inventory.places.models import LETTERS, Place
from inventory.places.queries import open_places
from inventory.places.rules import check_takes
from inventory.portal import piling
from inventory.portal.piling import FOR_GOOD, MOVES, PERMISSIONS, Obstacle, Piled, PileDeed
from inventory.portal.scan import devices_known_as
from inventory.refurbishing import actions as refurbishing
from inventory.wiping import actions as wiping
from inventory.wording import say

room = Blueprint("collect", __name__, url_prefix="/<digibank>/collect")

#: sentences of their own on the band above; of the others the list says why
_MOST_SAID = 5
ICONS: dict[PileDeed, str] = {
    PileDeed.START_WIPE: "wiping",
    PileDeed.CHECKLIST: "refurbishing",
    PileDeed.CHECK_AGAIN: "undo",
    PileDeed.FIND: "check",
    PileDeed.MISS: "missing",
    PileDeed.TAKE_APART: "parts",
    PileDeed.RECYCLE: "recycled",
}


class MovePileForm(HouseForm):
    """Where the pile goes."""

    place = SelectField(_l("Put all of them in"), validators=[Needed(_l("Choose a place, or scan one."))])


@dataclass(frozen=True)
class Line:
    """One device on the pile, and what keeps it where it is."""

    device: Device
    why_not: Obstacle | Refusal | None


@room.route("", methods=["GET", "POST"])
@needs(Permission.DEVICE_SEE)
def pile() -> Any:
    """The pile, newest on top; with one more when a code was scanned."""
    pile = _codes_in(request.args.get("codes", ""))
    if (text := request.args.get("add")) is not None:
        return redirect(_add(pile, text), 303)
    where = _place_in(request.args.get("place", ""))
    form = MovePileForm(place=str(where.code) if where else "")
    form.place.choices = [("", _("Choose a place")), *((str(one.code), one.name) for one in open_places())]
    if form.validate_on_submit():
        with told_on(form):
            place = get_by_code(Place, form.place.data)
            moved, left = move_pile(g.actor, pile, place, now=now())
            _tell(moved, left, place)
            rest = ",".join(str(line.device.code) for line in left)
            back = url_for(".pile", codes=rest) if rest else url_for("places.show", code=place.code)
            return redirect(back, 303)
    lines = _lines(_on_pile(pile), where)
    movable = sum(line.why_not is None for line in lines)
    deeds = _deeds_for([line.device for line in lines])
    told = {"lines": lines, "where": where, "movable": movable, "pile": pile, "deeds": deeds, "icons": ICONS}
    return page("inventory/portal/pile.html", form=form, **told)


def _deeds_for(found: Sequence[Device]) -> list[tuple[PileDeed, int]]:
    """What this person may do with some of these, and with how many, by the map."""
    allowed = [deed for deed in PileDeed if g.actor.may(PERMISSIONS[deed])]
    piled = _piled(found) if allowed else []
    counted = [(deed, sum(piling.why_not_done(one, deed) is None for one in piled)) for deed in allowed]
    return [(deed, count) for deed, count in counted if count]


@room.route("/<deed>", methods=["GET", "POST"])
@needs(Permission.DEVICE_SEE)
def do(deed: str) -> Any:
    """One thing for all of the pile: what it can do with each and why not with others, and then what came of it."""
    if deed not in list(PileDeed):
        raise NotHere
    wanted = PileDeed(deed)
    g.actor.must(PERMISSIONS[wanted])
    pile, done = _codes_in(request.args.get("codes", "")), _codes_in(request.args.get("done", ""))
    form = _form_for(wanted)
    if form.validate_on_submit():
        with told_on(form):
            reason = form.reason.data if "reason" in form else ""
            did, failed = do_with_pile(g.actor, pile, wanted, reason=reason, now=now())
            _tell_of(wanted, did, failed)
            now_done = [str(device.code) for device in did]
            rest = [code for code in pile if code not in now_done]
            told: dict[str, Any] = {
                "codes": ",".join(rest) or None,
                "done": ",".join([*now_done, *done]) or None,
            }
            return redirect(url_for(".do", deed=wanted.value, **told), 303)
    lines = verdicts(_on_pile(pile), wanted)
    return page(
        "inventory/portal/pile_deed.html",
        form=form,
        deed=wanted,
        icon_name=ICONS[wanted],
        for_good=wanted in FOR_GOOD,
        pile=pile,
        can=[line.device for line in lines if line.why_not is None],
        cannot=[line for line in lines if line.why_not is not None],
        done=_on_pile(done),
    )


def _form_for(deed: PileDeed) -> Any:
    """What is asked once for all of them, as it is asked for one."""
    if deed is PileDeed.MISS:
        return MissForm()
    if deed not in FOR_GOOD:
        return ButtonForm()
    form = DiscardForm()
    del form.move
    return form


def verdicts(found: Sequence[Device], deed: PileDeed) -> list[Line]:
    """What keeps this from being done with each of these: the map first, and then what another room knows."""
    lines = []
    for device, piled in zip(found, _piled(found), strict=True):
        why_not: Obstacle | Refusal | None = piling.why_not_done(piled, deed)
        if why_not is None:
            why_not = next(iter(offered("device.holds", device, MOVES[deed])), None)
        lines.append(Line(device, why_not))
    return lines


def do_with_pile(
    actor: Actor, pile: Sequence[str], deed: PileDeed, *, now: datetime, reason: str = ""
) -> tuple[list[Device], list[Line]]:
    """Do this with each device of these codes that can; one that is refused does not stop the others.

    Answers with those that did and those that were refused in the doing. `reason` as `devices.miss` and
    `devices.discard` take it.
    """
    actor.must(PERMISSIONS[deed])
    did: list[Device] = []
    failed: list[Line] = []
    with transaction():
        for line in verdicts(_on_pile(pile), deed):
            if line.why_not is not None:
                continue
            try:
                with attempt():
                    _do_one(actor, line.device, deed, reason, now)
            except Refusal as refusal:
                failed.append(Line(line.device, refusal))
            else:
                did.append(line.device)
    return did, failed


def _do_one(actor: Actor, device: Device, deed: PileDeed, reason: str, now: datetime) -> None:
    match deed:
        case PileDeed.START_WIPE:
            wiping.start_wipe(actor, device, now=now)
        case PileDeed.CHECKLIST:
            refurbishing.start(actor, device, now=now)
        case PileDeed.CHECK_AGAIN:
            refurbishing.check_again(actor, device, now=now)
        case PileDeed.FIND:
            devices.find(actor, device, now=now)
        case PileDeed.MISS:
            devices.miss(actor, device, now=now, reason=reason)
        case PileDeed.TAKE_APART | PileDeed.RECYCLE:
            devices.discard(actor, device, MOVES[deed], now=now, reason=reason)


def _piled(found: Sequence[Device]) -> list[Piled]:
    """What the rules must know of these devices: two questions, however many there are."""
    ids = [device.id for device in found]
    query = select(Medium).where(Medium.device_id.in_(ids))
    media = db.session.execute(query).scalars() if ids else ()
    dirty = {medium.device_id for medium in media if not medium.is_clean}
    return [Piled(device.stage, device.place_id, device.id not in dirty) for device in found]


def _tell_of(deed: PileDeed, did: Sequence[Device], failed: Sequence[Line]) -> None:
    """How many were done, and a sentence for each that was refused in the doing."""
    if did:
        say_done(
            ngettext(
                "%(deed)s: done for %(num)s laptop.",
                "%(deed)s: done for %(num)s laptops.",
                len(did),
                deed=say(deed),
            )
        )
    for line in failed[:_MOST_SAID]:
        say_problem(f"{line.device.spoken}: {say(line.why_not)}")


def move_pile(
    actor: Actor, pile: Sequence[str], place: Place, *, now: datetime
) -> tuple[list[Device], list[Line]]:
    """Put the devices with these codes in a place, in one go; those that may not be moved stay, with their reason.

    Refuses when the place is closed.
    """
    actor.must(Permission.DEVICE_MOVE)
    with transaction():
        check_takes(place.closed, place.name)
        lines = _lines(_on_pile(pile), place)
        for line in lines:
            if line.why_not is None:
                devices.place(actor, line.device, place, now=now)
    moved = [line.device for line in lines if line.why_not is None]
    return moved, [line for line in lines if line.why_not is not None]


def _lines(pile: Sequence[Device], place: Place | None) -> list[Line]:
    where = place.id if place else None
    return [Line(one, piling.why_not_moved(Piled(one.stage, one.place_id), where)) for one in pile]


def _tell(moved: Sequence[Device], left: Sequence[Line], place: Place) -> None:
    """What was moved in one sentence, and a sentence for each that was not, while they fit in a cookie."""
    if moved:
        say_done(
            ngettext(
                "%(num)s laptop stands on %(place)s now.",
                "%(num)s laptops stand on %(place)s now.",
                len(moved),
                place=place.name,
            )
        )
    for line in left[:_MOST_SAID]:
        say_problem(f"{line.device.spoken}: {say(line.why_not)}")


# --- what is in the address ---


def _codes_in(text: str) -> tuple[str, ...]:
    """The codes of devices in an address, newest first, each once; whatever else stands there is passed over."""
    pile: dict[str, None] = {}
    for part in text.split(","):
        try:
            code = codes.read(part)
        except codes.WrongDigit:
            continue
        if code and code.kind == Kind.DEVICE:
            pile[str(code)] = None
    return tuple(pile)[: piling.MOST]


def _place_in(text: str) -> Place | None:
    try:
        code = codes.read(text)
    except codes.WrongDigit:
        return None
    place = find_by_code(Place, code) if code and code.kind in LETTERS else None
    return place if place and not place.closed else None


def _on_pile(pile: Sequence[str]) -> list[Device]:
    """The devices with these codes, in this order; another digibank's are as if they did not exist."""
    serials = [code.serial for text in pile if (code := codes.read(text))]
    query = select(Device).where(Device.code_serial.in_(serials)).options(selectinload(Device.place))
    found = {device.code_serial: device for device in db.session.execute(query).scalars()} if serials else {}
    return [found[serial] for serial in serials if serial in found]


def _add(pile: tuple[str, ...], text: str) -> str:
    """The address of the pile with what was scanned: a laptop on top, or the place where all of them go."""
    place = request.args.get("place") or None
    reading = scanning.read(text, hosts=our_hosts())
    if reading.code and (where := find_by_code(Place, reading.code)) is not None:
        return url_for(".pile", codes=",".join(pile) or None, place=where.code)
    device = _device(reading)
    if device is None:
        # Red, not amber: who scans forty must hear at once that this one is not on the pile.
        flash(_unknown(reading), "refused")
    elif str(device.code) not in pile and len(pile) >= piling.MOST:
        flash(_("This pile is full. Do something with it first."), "refused")
    else:
        pile = piling.with_one_more(pile, str(device.code))
    return url_for(".pile", codes=",".join(pile) or None, place=place)


def _device(reading: scanning.Reading) -> Device | None:
    """The device that was scanned, by its code or its serial number; None when it is not just one."""
    if reading.code and reading.code.kind in (None, Kind.DEVICE):
        device = find_by_code(Device, reading.code)
        if device:
            return device
    found = devices_known_as(reading.text)
    return found[0] if len(found) == 1 else None


def _unknown(reading: scanning.Reading) -> str:
    if reading.meaning is scanning.Meaning.NATIONAL_NUMBER:
        return _("This looks like a national register number. We do not keep it.")
    if not reading.text:
        return _("Scan or type a code.")
    return _("%(text)s is no laptop of ours, or more than one has this number.", text=reading.text)
