"""Batches to a recycler: begin one, put devices in by list or by scan, weigh it, hand it over, keep its paper."""

from io import BytesIO
from typing import Any

from flask import Blueprint, g, redirect, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.devices.queries import get_device
from inventory.devices.scanned import device_of
from inventory.foundation.clock import now, today
from inventory.foundation.forms import ButtonForm
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, our_hosts, page, say_done, told_on
from inventory.partners.actions import get_partner, partners_of
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission
from inventory.recycling import batches, queries
from inventory.recycling.forms import BatchForm, BatchPaperForm, HandOverForm, PickForm, ScanInForm
from inventory.recycling.models import RecyclerBatch

batch_room = Blueprint("batches", __name__, url_prefix="/batches")


@batch_room.route("", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def index() -> Any:
    """The batches that there are, and how to begin one."""
    recyclers = partners_of(PartnerKind.RECYCLER)
    form = BatchForm(recyclers)
    if form.validate_on_submit():
        with told_on(form):
            batch = batches.begin(g.actor, get_partner(form.recycler.data), now=now())
            return redirect(url_for(".show", batch_id=batch.id), 303)
    return page(
        "inventory/recycling/batches.html",
        form=form,
        has_recyclers=bool(recyclers),
        glances=queries.batches(),
        waiting=len(queries.without_batch()),
    )


@batch_room.get("/<int:batch_id>")
@needs(Permission.LOT_EDIT)
def show(batch_id: int) -> Any:
    """What is in one batch, and what is next: put in, hand over, keep the paper."""
    batch = queries.get_batch(batch_id)
    return _shown(batch)


def _shown(batch: RecyclerBatch, **forms: Any) -> Any:
    waiting = queries.without_batch() if batch.is_open else []
    shown = {
        "scan_form": ScanInForm(formdata=None),
        "pick_form": PickForm(waiting, formdata=None),
        "hand_over_form": HandOverForm(formdata=None, taken_on=today()),
        "paper_form": BatchPaperForm(formdata=None),
        **forms,
    }
    return page(
        "inventory/recycling/batch.html",
        form=next(iter(forms.values()), None),
        batch=batch,
        devices=queries.devices_in(batch),
        waiting=waiting,
        button_form=ButtonForm(formdata=None),
        **shown,
    )


@batch_room.post("/<int:batch_id>/scan")
@needs(Permission.LOT_EDIT)
def scan(batch_id: int) -> Any:
    """One device into the batch, by its label."""
    batch, form = queries.get_batch(batch_id), ScanInForm()
    if form.validate_on_submit():
        device = device_of(form.text.data or "", our_hosts())
        if device is None:
            form.text.errors = [*form.text.errors, _("This is not the code of a device of ours.")]
        else:
            with told_on(form):
                batches.put_in(g.actor, batch, [device], now=now())
                say_done(_("%(code)s is in the batch.", code=device.spoken))
                return redirect(url_for(".show", batch_id=batch.id), 303)
    return _shown(batch, scan_form=form)


@batch_room.post("/<int:batch_id>/put-in")
@needs(Permission.LOT_EDIT)
def put_in(batch_id: int) -> Any:
    """The devices that were ticked go into the batch."""
    batch = queries.get_batch(batch_id)
    waiting = queries.without_batch()
    form = PickForm(waiting)
    if form.validate_on_submit():
        with told_on(form):
            ticked = set(form.devices.data or [])
            chosen = [device for device in waiting if device.id in ticked]
            batches.put_in(g.actor, batch, chosen, now=now())
            say_done(
                ngettext("%(num)s device is in the batch.", "%(num)s devices are in the batch.", len(chosen))
            )
            return redirect(url_for(".show", batch_id=batch.id), 303)
    return _shown(batch, pick_form=form)


@batch_room.post("/<int:batch_id>/take-out/<code>")
@needs(Permission.LOT_EDIT)
def take_out(batch_id: int, code: str) -> Any:
    """One device stays here after all."""
    batch, device = queries.get_batch(batch_id), get_device(code)
    batches.take_out(g.actor, batch, device, now=now())
    say_done(_("%(code)s is out of the batch.", code=device.spoken))
    return redirect(url_for(".show", batch_id=batch.id), 303)


@batch_room.post("/<int:batch_id>/hand-over")
@needs(Permission.LOT_EDIT)
def hand_over(batch_id: int) -> Any:
    """The recycler took it along."""
    batch, form = queries.get_batch(batch_id), HandOverForm()
    if form.validate_on_submit():
        with told_on(form):
            batches.hand_over(
                g.actor, batch, taken_on=form.taken_on.data, grams=form.kilograms.grams,
                waste_code=form.waste_code.data or "", now=now(),
            )  # fmt: skip
            say_done(_("The batch left. Keep the recycler's receipt here when it comes."))
            return redirect(url_for(".show", batch_id=batch.id), 303)
    return _shown(batch, hand_over_form=form)


@batch_room.route("/<int:batch_id>/paper", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def paper(batch_id: int) -> Any:
    """The recycler's paper: keep it, and get it back as it was kept."""
    batch, form = queries.get_batch(batch_id), BatchPaperForm()
    if form.validate_on_submit():
        with told_on(form):
            batches.keep_paper(
                g.actor, batch, content=form.file.content or b"", file_name=form.file.file_name,
                number=form.number.data or "", grams=form.kilograms.grams, now=now(),
            )  # fmt: skip
            say_done(_("The receipt is kept. Each giver sees it with their own devices."))
            return redirect(url_for(".show", batch_id=batch.id), 303)
    if form.is_submitted():
        return _shown(batch, paper_form=form)
    kept = batch.paper
    if kept is None:
        raise NotHere
    ending = "pdf" if kept.mime_type == "application/pdf" else "jpg"
    name = f"recycler-batch-{batch.number}.{ending}"
    return send_file(BytesIO(kept.content), kept.mime_type, as_attachment=True, download_name=name)
