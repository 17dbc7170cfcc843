"""Where the scan of a laptop leads whoever works at the bench and finds it ready, kept or out: where to carry it.

At the bench nothing is to be done with such a laptop but to put it somewhere, and one that should be at
someone's home goes to the desk, whatever the reason why it lies here.
"""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from inventory import scanning
from inventory.codes import Code, Kind
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.forms import HouseForm
from inventory.foundation.offers import offers
from inventory.foundation.web import needs, our_hosts, page, say_done, told_on
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.queries import open_places
from inventory.places.rules import check_takes
from inventory.portal import trail

room = Blueprint("carrying", __name__, url_prefix="/<digibank>/carry")

#: as many places as stand on a page without looking for one; the others are scanned
_MOST = 24


class CarryForm(HouseForm):
    """Where a laptop goes: a scanned place, or one from the list."""

    code = StringField(
        _l("Scan the shelf"),
        validators=[Length(max=scanning.LONGEST, message=_l("This is too long for a code."))],
    )
    place = RadioField(_l("Or choose one"), validate_choice=False)


@room.route("/<device>", methods=["GET", "POST"])
@needs(Permission.DEVICE_MOVE)
def to_shelf(device: str) -> Any:
    """This laptop is to be put somewhere."""
    laptop, form = get_by_code(Device, device), CarryForm()
    places = [place for place in open_places() if place.id != laptop.place_id][:_MOST]
    form.place.choices = [(str(place.code), place.name) for place in places]
    if form.validate_on_submit():
        place = _place_in(form.code.data or form.place.data or "")
        if place is None:
            form.code.errors = [*form.code.errors, _("This is no place of ours. Check the digits.")]
        else:
            with told_on(form):
                check_takes(place.closed, place.name)
                before = laptop.place
                devices.place(g.actor, laptop, place, now=now())
                trail.note_move(laptop, before, place)
                say_done(_("Moved to %(place)s.", place=place.name))
                return redirect(url_for("devices.show", code=laptop.code), 303)
    return page("inventory/portal/carry.html", form=form, device=laptop)


def _place_in(text: str) -> Place | None:
    code = scanning.read(text, hosts=our_hosts()).code
    return find_by_code(Place, code) if code is not None else None


@room.get("/<device>/to-the-desk")
@needs(Permission.DEVICE_MOVE)
def to_desk(device: str) -> Any:
    """This laptop should be at someone's home."""
    return page("inventory/portal/to_desk.html", device=get_by_code(Device, device))


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """For whoever moves laptops and lends none: to a shelf, or to the desk."""
    carries = actor.may(Permission.DEVICE_MOVE) and not actor.may(Permission.LOAN_HAND_OVER)
    device = find_by_code(Device, code) if carries and code.kind is Kind.DEVICE else None
    if device is None:
        return None
    if device.stage in (Stage.READY, Stage.RESERVED):
        return url_for("carrying.to_shelf", device=device.code)
    return url_for("carrying.to_desk", device=device.code) if device.stage is Stage.LENT else None
