"""What stands in a place, and putting a laptop there by scanning it.

A place does not know of devices, which come later on the walk; from here both are seen.
"""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import StringField
from wtforms.validators import Length

from inventory import scanning
from inventory.codes import Kind
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.offers import Panel, offers
from inventory.foundation.web import needs, our_hosts, page, say_done, told_on
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.rules import check_takes
from inventory.portal import trail
from inventory.portal.scan import devices_known_as

room = Blueprint("shelf", __name__, url_prefix="/<digibank>/shelves")

#: what a shelf page shows; a van with more says how many more
_MOST = 100


class PutHereForm(HouseForm):
    """What was scanned to be put in a place."""

    code = StringField(
        _l("Scan a laptop to put it here"),
        validators=[
            Needed(_l("Scan or type a code.")),
            Length(max=scanning.LONGEST, message=_l("This is too long for a code.")),
        ],
    )


@room.route("/<code>", methods=["GET", "POST"])
@needs(Permission.DEVICE_MOVE)
def put(code: str) -> Any:
    """Put one laptop after another in this place."""
    place, form = get_by_code(Place, code), PutHereForm()
    if form.validate_on_submit():
        device = _find(form.code.data)
        if device is None:
            form.code.errors = [*form.code.errors, _("We do not know this laptop. Check the digits.")]
        else:
            with told_on(form):
                check_takes(place.closed, place.name)
                before = device.place
                devices.place(g.actor, device, place, now=now())
                trail.note_move(device, before, place)
                say_done(_("%(device)s stands here now.", device=f"{device.spoken} {device.name}"))
                return redirect(url_for("places.show", code=place.code), 303)
    return page("inventory/portal/put.html", form=form, place=place)


def _find(text: str) -> Device | None:
    """The device that was scanned, by its code or its serial number; None when it is not just one."""
    reading = scanning.read(text, hosts=our_hosts())
    if reading.code and reading.code.kind in (None, Kind.DEVICE):
        device = find_by_code(Device, reading.code)
        if device:
            return device
    found = devices_known_as(reading.text)
    return found[0] if len(found) == 1 else None


@offers("place.panels")
def contents(place: Place, actor: Actor) -> Panel | None:
    """What stands there, and the box to put more."""
    if not actor.may(Permission.DEVICE_SEE):
        return None
    query = select(Device).where(Device.place_id == place.id).order_by(Device.id.desc()).limit(_MOST + 1)
    found = list(db.session.execute(query).scalars())
    may_put = actor.may(Permission.DEVICE_MOVE) and not place.closed
    return Panel(
        "inventory/portal/_shelf.html",
        {
            "place": place,
            "devices": found[:_MOST],
            "has_more": len(found) > _MOST,
            "form": PutHereForm(formdata=None) if may_put else None,
        },
    )


@offers("place.counts")
def counts() -> dict[int, int]:
    """How many devices stand in each place."""
    query = select(Device.place_id, func.count(Device.id)).where(Device.place_id.is_not(None))
    rows = db.session.execute(query.group_by(Device.place_id))
    return {place_id: count for place_id, count in rows if place_id is not None}
