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
from inventory.codes import Code, Kind
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.transaction import transaction
from inventory.foundation.web import needs, our_hosts, page, say_done, say_problem, told_on
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.queries import open_places
from inventory.places.rules import check_takes
from inventory.portal import piling
from inventory.portal.piling import Obstacle, Piled
from inventory.portal.scan import devices_known_as
from inventory.wording import say

room = Blueprint("collect", __name__, url_prefix="/<digibank>/collect")


class MovePileForm(HouseForm):
    """Where the pile goes."""

    place = SelectField(_l("Put all of them in"), validators=[Needed(_l("Choose a place, or scan one."))])


@dataclass(frozen=True)
class Line:
    """One device on the pile, and what keeps it where it is."""

    device: Device
    why_not: Obstacle | None


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
    return page("inventory/portal/pile.html", form=form, lines=lines, where=where, movable=movable, pile=pile)


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
    """What was moved in one sentence, and a sentence for each that was not."""
    if moved:
        say_done(
            ngettext(
                "%(num)s laptop stands on %(place)s now.",
                "%(num)s laptops stand on %(place)s now.",
                len(moved),
                place=place.name,
            )
        )
    for line in left:
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
    place = find_by_code(Place, code) if code and code.kind == Kind.PLACE else None
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
    if reading.code and _is_place(reading.code):
        return url_for(".pile", codes=",".join(pile) or None, place=Code(Kind.PLACE, reading.code.serial))
    device = _device(reading)
    if device is None:
        # Red, not amber: who scans forty must hear at once that this one is not on the pile.
        flash(_unknown(reading), "refused")
    elif str(device.code) not in pile and len(pile) >= piling.MOST:
        flash(_("This pile is full. Do something with it first."), "refused")
    else:
        pile = piling.with_one_more(pile, str(device.code))
    return url_for(".pile", codes=",".join(pile) or None, place=place)


def _is_place(code: Code) -> bool:
    return code.kind in (None, Kind.PLACE) and find_by_code(Place, code) is not None


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
