"""Loose disks: where each lies, and the way of each to a shelf, into a laptop, to a wipe or to the hammer."""

from typing import Any

from flask import g, redirect, url_for
from flask_babel import gettext as _

from inventory import codes
from inventory.devices.actions import lay_medium, media_of
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.clock import now
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.parts import disks, queries, rules
from inventory.parts.door import room
from inventory.parts.forms import DiskForm, IntoForm
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.queries import open_places
from inventory.wiping.actions import NoSuchDevice
from inventory.wiping.shown import size_of


@room.get("/disks")
@needs(Permission.PART_USE)
def loose_disks() -> Any:
    """The disks that lie on their own; first those of which nobody knows where."""
    found = queries.loose_disks()
    return page("inventory/parts/disks.html", disks=found, sources=queries.sources_of(found), size_of=size_of)


@room.route("/disks/<int:medium_id>", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def lay_disk(medium_id: int) -> Any:
    """Say where a loose disk lies."""
    disk, form = queries.get_disk(medium_id), DiskForm(open_places())
    if form.validate_on_submit():
        with told_on(form):
            lay_medium(g.actor, disk, get_by_code(Place, form.place.data), now=now())
            say_done(_("Saved. We know where this disk is."))
            return redirect(url_for(".loose_disks"), 303)
    return page("inventory/parts/lay_disk.html", form=form, disk=disk, size_of=size_of)


@room.route("/disks/<int:medium_id>/into", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def disk_in(medium_id: int) -> Any:
    """Build a loose disk into the laptop that is scanned."""
    disk, form = queries.get_disk(medium_id), IntoForm()
    if form.validate_on_submit():
        with told_on(form):
            device = disks.put_in(g.actor, disk, _scanned(form.code.data), now=now()).device
            assert device is not None
            if disk.is_clean:
                say_done(_("The disk sits in %(code)s now.", code=device.spoken))
            else:
                say_done(
                    _("The disk sits in %(code)s now, with its data. Wipe it first.", code=device.spoken)
                )
            return redirect(url_for("devices.show", code=device.code), 303)
    return page("inventory/parts/disk_in.html", form=form, disk=disk, size_of=size_of)


def _scanned(text: str) -> Device:
    try:
        code = codes.read(text.rstrip("/").rsplit("/", 1)[-1])
    except codes.WrongDigit as refused:
        refused.field = "code"
        raise
    device = find_by_code(Device, code) if code else None
    if device is None:
        raise NoSuchDevice(field="code")
    return device


@room.get("/disks/of/<code>")
@needs(Permission.PART_USE)
def disks_of(code: str) -> Any:
    """The disks inside one laptop, each with its way out, and the loose ones that could go in."""
    device = get_by_code(Device, code)
    return page(
        "inventory/parts/disks_of.html",
        device=device,
        disks=media_of(device),
        may_take_out=device.stage in rules.DISKS_COME_OUT,
        size_of=size_of,
    )


@room.route("/disks/<int:medium_id>/out", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def disk_out(medium_id: int) -> Any:
    """Take a disk out on the repair bench, and say where it goes."""
    disk, form = queries.get_disk(medium_id), DiskForm(open_places())
    device = disk.device
    if form.validate_on_submit():
        with told_on(form):
            disks.take_out(g.actor, disk, get_by_code(Place, form.place.data), now=now())
            say_done(_("The disk is out, and we know where it is."))
            return redirect(url_for(".loose_disks"), 303)
    return page("inventory/parts/disk_out.html", form=form, disk=disk, device=device, size_of=size_of)
