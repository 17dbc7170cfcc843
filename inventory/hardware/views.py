"""What a laptop told, whose report it is, what it is fit for, and the least that we lend."""

from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from inventory.devices.models import Device
from inventory.devices.queries import get_device
from inventory.digibank.furniture import waiting
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.offers import Panel, SheetLine, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, say_problem, told_on
from inventory.hardware import actions, queries
from inventory.hardware.differing import disk_name
from inventory.hardware.fitness import Answer, Fit, disk_gigabytes, gigabytes
from inventory.hardware.forms import FitForm, FloorForm, KeyboardForm, ReportsForm, WhoseForm
from inventory.hardware.models import HardwareRecord
from inventory.intake.hardware.report import described
from inventory.journey import ENDS, Stage
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("hardware", __name__, url_prefix="/<digibank>/hardware")

#: while nobody lends it, what it is fit for is still a question
_UNDECIDED_AT = frozenset({Stage.RECEIVED, Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.RETURNED})


@room.get("/")
@needs(Permission.LOT_RECEIVE)
def index() -> Any:
    """Reports of which nobody knows yet whose they are, and those that came last."""
    return page("inventory/hardware/index.html", waiting=queries.waiting(), latest=queries.latest())


@room.get("/devices/<code>")
@needs(Permission.DEVICE_SEE)
def device(code: str) -> Any:
    """Everything that one laptop told, what changed since, and what follows."""
    found = get_device(code)
    told = _told(found)
    return page(
        "inventory/hardware/device.html",
        reports=queries.of_device(found),
        not_seen=queries.not_seen(found, told["report"]),
        may_read=g.actor.may(Permission.LOT_RECEIVE),
        **told,
    )


def _told(found: Device) -> dict[str, Any]:
    standing = queries.standing_of(found)
    return {
        "device": found,
        "standing": standing,
        "report": standing.report,
        "gigabytes": gigabytes,
        "disk_gigabytes": disk_gigabytes,
        "disk_name": disk_name,
        "Answer": Answer,
        "Fit": Fit,
        "may_decide": g.actor.may(Permission.DEVICE_CORRECT),
        "may_bring": g.actor.may(Permission.EVIDENCE_SEND),
    }


@room.route("/devices/<code>/bring", methods=["GET", "POST"])
@needs(Permission.EVIDENCE_SEND)
def bring(code: str) -> Any:
    """Bring reports of one laptop; one that tells of another serial number is asked about first."""
    found, form = get_device(code), ReportsForm()
    if form.validate_on_submit():
        with told_on(form):
            taken = [
                actions.take(g.actor, content, name, now=now(), device=found) for name, content in form.files
            ]
            return _after(found, taken)
    return page("inventory/hardware/bring.html", form=form, device=found)


def _after(found: Device, taken: list[actions.Taken]) -> Any:
    asked = [one.record for one in taken if one.record.device_id is None]
    if asked:
        say_problem(_("This report tells of another laptop. Nothing is filled in yet."))
        return redirect(url_for(".report", hardware_record_id=asked[0].id), 303)
    if elsewhere := [one.record for one in taken if one.record.device_id != found.id]:
        say_problem(_("This report belongs to another laptop already."))
        return redirect(url_for(".report", hardware_record_id=elsewhere[0].id), 303)
    fresh = sum(not one.is_known for one in taken)
    if fresh:
        say_done(ngettext("%(num)s report is kept.", "%(num)s reports are kept.", fresh))
    else:
        say_done(_("We had this already. It tells nothing new."))
    return redirect(url_for(".device", code=found.code), 303)


@room.post("/devices/<code>/fit")
@needs(Permission.DEVICE_CORRECT)
def decide(code: str) -> Any:
    """A person says what a laptop is taken for."""
    found, form = get_device(code), FitForm()
    if form.validate_on_submit():
        fit = Fit(form.fit.data)
        actions.decide(g.actor, found, fit, now=now())
        say_done(_("%(code)s: %(fit)s.", code=found.spoken, fit=say(fit)))
    else:
        say_problem(_("Choose one."))
    return redirect(url_for(".device", code=found.code), 303)


@room.route("/devices/<code>/keyboard", methods=["GET", "POST"])
@needs(Permission.DEVICE_CORRECT)
def keyboard(code: str) -> Any:
    """No tool sees which letters stand on the keys; a person does."""
    found = get_device(code)
    form = KeyboardForm(data={"layout": found.keyboard} if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            actions.set_keyboard(g.actor, found, form.told, now=now())
            say_done(_("Saved."))
            return redirect(url_for(".device", code=found.code), 303)
    return page("inventory/hardware/keyboard.html", form=form, device=found)


@room.route("/reports/<int:hardware_record_id>", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def report(hardware_record_id: int) -> Any:
    """One report as it was read; while nobody knows whose it is, say so here."""
    kept = queries.get_record(hardware_record_id)
    read = described(kept.told)
    form = WhoseForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.settle(g.actor, kept, form.device, now=now())
            say_done(_("The report is of %(code)s now.", code=form.device.spoken))
            return redirect(url_for(".device", code=form.device.code), 303)
    return page(
        "inventory/hardware/report.html",
        form=form,
        kept=kept,
        report=read,
        named=actions.find_owner(read) if kept.device_id is None else None,
        gigabytes=gigabytes,
        disk_gigabytes=disk_gigabytes,
        disk_name=disk_name,
        may_settle=g.actor.may(Permission.DEVICE_CORRECT),
    )


@room.post("/reports/<int:hardware_record_id>/aside")
@needs(Permission.DEVICE_CORRECT)
def aside(hardware_record_id: int) -> Any:
    """It is of no laptop of ours."""
    if ButtonForm().validate_on_submit():
        actions.set_aside(g.actor, queries.get_record(hardware_record_id), now=now())
        say_done(_("The report is set aside."))
    return redirect(url_for(".index"), 303)


@room.get("/reports/<int:hardware_record_id>/original")
@needs(Permission.LOT_RECEIVE)
def original(hardware_record_id: int) -> Any:
    """The bytes as they came: to be saved, never opened in the page."""
    kept = queries.get_record(hardware_record_id)
    if kept.content is None:
        raise NotHere
    name = f"hardware-{kept.id}.txt"
    return send_file(BytesIO(kept.content), "text/plain", as_attachment=True, download_name=name)


@room.route("/floor", methods=["GET", "POST"])
@needs(Permission.DIGIBANK_SETTINGS)
def floor() -> Any:
    """The least that this digibank lends."""
    held = queries.floor()
    form = FloorForm(obj=held)
    if form.validate_on_submit():
        with told_on(form):
            names = ("memory_gb", "disk_gb", "battery_percent", "year")
            actions.set_floor(g.actor, now=now(), **{name: form[name].data for name in names})
            say_done(_("Saved."))
            return redirect(url_for(".floor"), 303)
    return page("inventory/hardware/floor.html", form=form)


def _panel(found: Device, weight: int) -> Panel | None:
    if found.reported_at is None and not (found.processor and found.stage in _UNDECIDED_AT):
        return None
    return Panel("inventory/hardware/_panel.html", _told(found), weight=weight)


@offers("device.panels")
def of_device(device: Device, actor: Actor) -> Panel | None:
    """What a laptop told of itself, and what it is fit for."""
    return _panel(device, 40) if actor.may(Permission.LOT_RECEIVE) else None


@offers("wiping.panels")
def at_the_bench(device: Device, actor: Actor) -> Panel | None:
    """The same at the wiping bench, where it is decided what is worth the work."""
    return _panel(device, 40) if actor.may(Permission.LOT_RECEIVE) and device.stage not in ENDS else None


_WAITING = select(HardwareRecord.id).where(
    HardwareRecord.device_id.is_(None), HardwareRecord.set_aside_at.is_(None)
)


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many reports wait for a person, for the card of today."""
    return {"hardware.index": _WAITING} if actor.may(Permission.LOT_RECEIVE) else {}


@offers("today.technician")
def today(actor: Actor, _today: date) -> Panel | None:
    """Reports of which a person must say whose they are; counted with the menu."""
    number = waiting().get("hardware.index") if actor.may(Permission.LOT_RECEIVE) else None
    return Panel("inventory/hardware/_today.html", {"number": number}, weight=25) if number else None


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """Each report is a line of the sheet: what the laptop told about itself."""
    return [
        SheetLine(at, _("Hardware report (%(tool)s)", tool=tool), who or "", _in_a_few_words(told))
        for at, tool, told, who in queries.sheet_rows(device)
    ]


def _in_a_few_words(told: dict[str, Any]) -> str:
    read = described(told)
    memory = gigabytes(read.memory_mb)
    battery = read.battery.health_percent if read.battery else None
    parts = [
        read.processor or "",
        f"{memory} GB" if memory else "",
        *(disk_name(medium) for medium in read.media),
        _("battery %(percent)s %%", percent=battery) if battery is not None else "",
    ]
    return ", ".join(filter(None, parts))
