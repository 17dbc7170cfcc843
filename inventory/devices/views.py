"""The shelves, one device with its whole journey, and what can be put right about it."""

from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inventory import codes
from inventory.codes import Kind
from inventory.devices import actions, queries, scanned
from inventory.devices.forms import CorrectForm, DiscardForm, MissForm, PhotoForm
from inventory.devices.models import Device, DeviceKind, Grade, Photo
from inventory.devices.search import holding, order_of
from inventory.digibank.furniture import short_day
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.listing import MOST_ON_A_CARD, as_file, bounded, filtered_address, shelf, with_query
from inventory.foundation.offers import NextStep, SheetLine, offered, offers, panels
from inventory.foundation.tenancy import row_here
from inventory.foundation.web import needs, only_reads, our_hosts, page, say_done, small_number, told_on
from inventory.journey import JOURNEY, Move, Stage
from inventory.partners.models import Partner
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.wording import say

room = Blueprint("devices", __name__, url_prefix="/<digibank>/devices")


@room.get("/")
@needs(Permission.DEVICE_SEE)
@only_reads
def index() -> Any:
    """The stock: filtered, searched, page by page."""
    asked = _asked()
    listed: Any = select(*queries.LISTED)
    query = _narrowed(listed, asked).outerjoin(Place, Place.id == Device.place_id)
    found = shelf(query, *_order(asked), descending=bool(asked["search"]), scalars=False)
    counts = queries.counts_by_stage()
    tabs = [(_("All"), filtered_address(stage=None), not asked["stage"], "")]
    tabs += [
        (
            say(stage),
            filtered_address(stage=stage),
            asked["stage"] == stage,
            bounded(counts[stage], MOST_ON_A_CARD),
        )
        for stage in Stage
        if counts.get(stage)
    ]
    return render_template(
        "inventory/devices/index.html",
        shelf=found,
        device_code=lambda serial: f"{Kind.DEVICE}{codes.number_of(serial)}",
        asked=asked,
        tabs_shown=tabs,
        kinds=list(DeviceKind),
        places=_names(Place),
        donors=_names(Partner) if g.actor.may(Permission.PARTNER_SEE) else [],
        files={kind: with_query(url_for(".export", kind=kind), request.args) for kind in ("csv", "xlsx")},
    )


def _asked() -> dict[str, Any]:
    """The filters in the address, each only if it makes sense."""
    arguments = request.args
    return {
        "search": arguments.get("search", "").strip()[:100],
        "stage": arguments["stage"] if arguments.get("stage") in set(Stage) else "",
        "kind": arguments["kind"] if arguments.get("kind") in set(DeviceKind) else "",
        "place": arguments.get("place", type=small_number),
        "donor": arguments.get("donor", type=small_number),
        "lot": arguments.get("lot", type=small_number),
    }


def _narrowed(query: Select[Any], asked: dict[str, Any]) -> Select[Any]:
    columns = {
        "stage": Device.stage,
        "kind": Device.kind,
        "place": Device.place_id,
        "donor": Device.donor_id,
        "lot": Device.lot_id,
    }
    for name, column in columns.items():
        if asked[name]:
            query = query.where(column == asked[name])
    return holding(query, asked["search"]) if asked["search"] else query


def _order(asked: dict[str, Any]) -> tuple[Any, ...]:
    """At one stage who waited longest comes first; otherwise in the order in which they came to us."""
    if asked["search"]:
        return (order_of(asked["search"]),)
    return (Device.stage_since, Device.id) if asked["stage"] else (Device.id,)


def _names(model: Any) -> list[tuple[int, str]]:
    query = select(model.id, model.name).order_by(model.name, model.id).limit(200)
    return [(row.id, row.name) for row in db.session.execute(query)]


@room.get("/export/<any(csv, xlsx):kind>")
@needs(Permission.DEVICE_EXPORT)
def export(kind: str) -> Any:
    """The same list as a file."""
    headings = [
        _("Code"),
        _("Kind"),
        _("Maker"),
        _("Model"),
        _("Serial number"),
        _("Number on the giver's sticker"),
        _("Stage"),
        _("Since"),
        _("Round"),
        _("Place"),
        _("Grade"),
        _("Battery health in percent"),
    ]
    query = _narrowed(select(Device).options(joinedload(Device.place)), _asked()).order_by(Device.id)
    found = db.session.execute(query.execution_options(yield_per=500)).scalars()
    rows = [
        (
            device.spoken,
            say(device.kind),
            device.maker,
            device.model,
            device.serial,
            device.donor_asset_number,
            say(device.stage),
            say(device.stage_since),
            device.lap,
            device.place.name if device.place else "",
            device.grade or "",
            device.battery_percent,
        )
        for device in found
    ]
    return as_file(kind, "leenkring-devices", headings, rows)


@room.get("/<code>")
@needs(Permission.DEVICE_SEE)
@only_reads
def show(code: str) -> Any:
    """One device: where it is on its journey, what can be done now, and everything that happened."""
    shown = queries.get_for_page(_read(code))
    device = shown.device
    moments = queries.timeline(device)
    steps = offered("device.next_steps", device, g.actor)
    dates = tuple((stage.value, short_day(moment)) for stage, moment in queries.passed_at(device).items())
    return render_template(
        "inventory/devices/show.html",
        device=device,
        moments=moments,
        steps=steps,
        dates=dates,
        place=shown.place,
        donor=shown.donor if g.actor.may(Permission.LOT_SEE) else "",
        label_url=_link("labels.one", code=device.code),
        qr_url=_link("labels.qr", code=device.code),
        may_miss=g.actor.may(Permission.DEVICE_MISS) and device.stage in JOURNEY[Move.MISS].starts,
        may_discard=g.actor.may(Permission.DEVICE_DISCARD) and device.stage in JOURNEY[Move.RECYCLE].starts,
        panels_here=panels("device.panels", device, g.actor),
        photos=queries.photo_ids(device) if shown.has_photos else [],
    )


def _read(text: str) -> codes.Code | None:
    try:
        return codes.read(text)
    except codes.WrongDigit:
        return None


def _link(endpoint: str, **values: Any) -> str:
    """A link to a room that stands beside the walk, when it is there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


@room.get("/<code>/history")
@needs(Permission.DEVICE_SEE)
@only_reads
def history(code: str) -> Any:
    """Older lines of a device's journal."""
    device = queries.get_device(code)
    moments = queries.timeline(device, before=request.args.get("before", type=small_number))
    return render_template("inventory/devices/history.html", device=device, moments=moments)


@room.route("/<code>/correct", methods=["GET", "POST"])
@needs(Permission.DEVICE_CORRECT)
def correct(code: str) -> Any:
    """Write down what a device really is."""
    device = queries.get_device(code)
    form = CorrectForm(obj=device, data={"memory_gb": device.memory_mb // 1024 if device.memory_mb else None})
    if request.method == "GET":
        form.memory_gb.data = device.memory_mb // 1024 if device.memory_mb else None
    may_be_sure = bool(form.is_sure.data)
    if form.validate_on_submit():
        with told_on(form):
            given = {key: form.data[key] for key in actions.CORRECTABLE if key in form.data}
            given["memory_mb"] = form.memory_gb.data * 1024 if form.memory_gb.data else None
            given["grade"] = Grade(form.grade.data) if form.grade.data else None
            given["kind"] = DeviceKind(form.kind.data)
            try:
                actions.correct(
                    g.actor, device, **given, now=now(), hosts=our_hosts(), is_sure=form.is_sure.data
                )
            except scanned.LooksLikeALabel:
                may_be_sure = True
                raise
            say_done(_("Saved."))
            return redirect(url_for(".show", code=device.code), 303)
    return page("inventory/devices/correct.html", form=form, device=device, may_be_sure=may_be_sure)


@room.route("/<code>/miss", methods=["GET", "POST"])
@needs(Permission.DEVICE_MISS)
def miss(code: str) -> Any:
    """Report a device missing."""
    device, form = queries.get_device(code), MissForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.miss(g.actor, device, reason=form.reason.data, now=now())
            say_done(_("%(code)s is reported missing. Scan it anywhere and it is found.", code=device.spoken))
            return redirect(url_for(".show", code=device.code), 303)
    return page("inventory/devices/miss.html", form=form, device=device)


@room.post("/<code>/find")
@needs(Permission.DEVICE_MISS)
def find(code: str) -> Any:
    """A missing device is here again."""
    device = queries.get_device(code)
    actions.find(g.actor, device, now=now())
    say_done(_("Found. It goes to the wiping bench first: nobody knows who used it."))
    return redirect(url_for(".show", code=device.code), 303)


@room.route("/<code>/discard", methods=["GET", "POST"])
@needs(Permission.DEVICE_DISCARD)
def discard(code: str) -> Any:
    """A device leaves the circle for good."""
    device, form = queries.get_device(code), DiscardForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.discard(g.actor, device, Move(form.move.data), reason=form.reason.data, now=now())
            say_done(_("%(code)s left the circle.", code=device.spoken))
            return redirect(url_for(".show", code=device.code), 303)
    return page("inventory/devices/discard.html", form=form, device=device)


@room.route("/<code>/photos", methods=["GET", "POST"])
@needs(Permission.DEVICE_CORRECT)
def add_photo(code: str) -> Any:
    """Add a picture of a device."""
    device, form = queries.get_device(code), PhotoForm()
    if form.validate_on_submit():
        with told_on(form):
            if form.photo.content:
                actions.take_photo(g.actor, device, form.photo.content, now=now())
                say_done(_("The photo is kept."))
                return redirect(url_for(".show", code=device.code), 303)
            form.photo.errors = [*form.photo.errors, _("Choose or take a photo first.")]
    return page("inventory/devices/add_photo.html", form=form, device=device)


@room.get("/<code>/photos/<int:photo_id>.jpg")
@needs(Permission.DEVICE_SEE)
def photo(code: str, photo_id: int) -> Any:
    """A picture of a device."""
    device = queries.get_device(code)
    found = row_here(Photo, photo_id, device_id=device.id)
    return Response(found.content, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})


@offers("device.next_steps")
def _what_anyone_can_do(device: Device, actor: Any) -> list[NextStep]:
    """Found again, photo, put right, missing, discard: what is not the business of one stage."""
    code = {"code": device.code}
    if device.stage == Stage.MISSING:
        steps = [NextStep(_("Found again"), "devices.find", code, is_main=True, icon="check", posts=True)]
        return steps if actor.may(Permission.DEVICE_MISS) else []
    return []


#: what happened to a device that belongs on its reuse sheet, whichever room it happened in
_ON_THE_SHEET = (
    "devices.missed",
    "devices.found",
    "devices.discarded",
    "devices.medium_removed",
    "devices.medium_installed",
)


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """It was lost or found, left the circle, or a disk went out or in."""
    return [_line(moment) for moment in queries.deeds_on(device, _ON_THE_SHEET)]


def _line(moment: queries.Moment) -> SheetLine:
    step = say(moment.deed)
    if moment.deed in ("devices.medium_removed", "devices.medium_installed"):
        return SheetLine(moment.happened_at, step, moment.who, "", parts=step)
    return SheetLine(moment.happened_at, step, moment.who, _said(moment.particulars))


def _said(particulars: dict[str, Any]) -> str:
    """Where it went and why, in the words of the form in which it was said."""
    words = {
        **dict(MissForm.reason.kwargs["choices"]),
        **dict(DiscardForm.move.kwargs["choices"]),
        **dict(DiscardForm.reason.kwargs["choices"]),
    }
    told = (particulars.get("move", ""), particulars.get("reason", ""))
    return ": ".join(str(words[one]) for one in told if one in words)
