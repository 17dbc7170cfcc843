"""For staff: which recycled devices lack a receipt, and the receipts that there are."""

from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, g, redirect, send_file, url_for
from flask_babel import gettext as _

from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.intake.actions import get_lot, lot_of
from inventory.journey import Stage
from inventory.partners.actions import get_partner, partners_of
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission
from inventory.recycling import actions, queries
from inventory.recycling.batch_views import batch_room
from inventory.recycling.forms import ReceiptForm
from inventory.recycling.models import RecyclerReceipt

room = Blueprint("recycling", __name__, url_prefix="/<digibank>/recycling")
room.register_blueprint(batch_room)


@room.get("/")
@needs(Permission.LOT_EDIT)
def index() -> Any:
    """Lots of which recycled devices lack a receipt, and the receipts kept last."""
    return page(
        "inventory/recycling/index.html",
        lacking=queries.lots_without_receipt(),
        receipts=queries.latest_receipts(),
        batches=queries.batches(limit=5),
    )


@room.route("/lots/<code>", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def new(code: str) -> Any:
    """Keep a receipt for devices of one lot."""
    lot = get_lot(code)
    recycled = queries.without_receipt(lot)
    recyclers = partners_of(PartnerKind.RECYCLER)
    form = ReceiptForm(recyclers, recycled)
    if form.validate_on_submit():
        with told_on(form):
            chosen = [device for device in recycled if device.id in set(form.devices.data or [])]
            actions.keep(
                g.actor, lot, chosen, recycler=get_partner(form.recycler.data), taken_on=form.taken_on.data,
                number=form.number.data or "", grams=form.kilograms.grams, content=form.file.content or b"",
                file_name=form.file.file_name, now=now(),
            )  # fmt: skip
            say_done(_("The receipt is kept. The donor sees it too."))
            return redirect(url_for(".index"), 303)
    return page(
        "inventory/recycling/new.html", form=form, lot=lot, recycled=recycled, has_recyclers=bool(recyclers)
    )


@room.get("/receipts/<int:recycler_receipt_id>")
@needs(Permission.LOT_EDIT)
def receipt(recycler_receipt_id: int) -> Any:
    """The paper as it is kept."""
    return as_download(queries.get_receipt(recycler_receipt_id))


def as_download(found: RecyclerReceipt) -> Any:
    """A stranger's file: always to be saved, never opened in the page, and under a name of ours."""
    ending = "pdf" if found.mime_type == "application/pdf" else "jpg"
    name = f"recycler-{found.lot.code}-{found.id}.{ending}"
    return send_file(BytesIO(found.content), found.mime_type, as_attachment=True, download_name=name)


@offers("today.coordinator")
def today(actor: Actor, _today: date) -> Panel | None:
    """Recycled devices of which the donor has no proof yet."""
    lacking = queries.lots_without_receipt() if actor.may(Permission.LOT_EDIT) else []
    return Panel("inventory/recycling/_today.html", {"lacking": lacking}, weight=60) if lacking else None


@offers("partners.doors")
def door(actor: Actor) -> list[NextStep]:
    """From the list of partners to the receipts."""
    if not actor.may(Permission.LOT_EDIT):
        return []
    return [NextStep(_("Recyclers' receipts"), "recycling.index", icon="recycled")]


@offers("device.panels")
def of_device(device: Device, actor: Actor) -> Panel | None:
    """The receipt of a recycled device, or that there is none yet."""
    if device.stage is not Stage.RECYCLED or not actor.may(Permission.LOT_EDIT):
        return None
    lot = lot_of(device)
    receipt_id = queries.receipt_ids_in(lot).get(device.id) if lot is not None else None
    batch = queries.batch_of(device) if receipt_id is None else None
    told = {"lot": lot, "receipt_id": receipt_id, "batch": batch}
    return Panel("inventory/recycling/_of_device.html", told, weight=85)


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """That a recycler took it along, and the receipt that proves it."""
    return queries.sheet_lines(device) if device.stage is Stage.RECYCLED else []


@offers("check")
def check() -> list[str]:
    """Receipts that are not what was kept."""
    return list(queries.altered())
