"""The register with its totals, the sheet of each device, and what devices weigh."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from inventory.codes import Kind, number_of
from inventory.deposits.papers import as_response
from inventory.devices.models import Device, DeviceKind
from inventory.devices.queries import get_device
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.asked_period import asked_period
from inventory.foundation.clock import now, today
from inventory.foundation.database import db
from inventory.foundation.offers import Panel, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.sheets import as_download
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.recycling.models import BatchPaper, RecyclerBatch
from inventory.recycling.queries import batches_without_paper
from inventory.reuse_sheets import actions, files, paper, register, register_paper, sheet
from inventory.reuse_sheets.forms import CompleteForm, ModelForm
from inventory.reuse_sheets.rules import KINDS, WeightSource, model_key, weight_of
from inventory.reuse_sheets.words import category_words
from inventory.wording import say

room = Blueprint("reuse_sheets", __name__, url_prefix="/<digibank>/reuse-sheets")

#: models on the page of weights; the commonest come first
_MOST_MODELS = 200


@room.get("/")
@needs(Permission.REUSE_REGISTER_SEE)
def index() -> Any:
    """What came in over a period, where from and where to, in pieces and kilograms."""
    asked = asked_period(today())
    totals = None if asked.problems else register.totals_of(register.rows_in(asked.period))
    return page(
        "inventory/reuse_sheets/index.html",
        asked=asked,
        totals=totals,
        **_told(totals),
        waste=[] if asked.problems else register.waste_in(asked.period),
        how_words=files.how_words,
        without_paper=batches_without_paper() if g.actor.may(Permission.LOT_EDIT) else [],
    )


def _told(totals: register.Totals | None) -> dict[str, Any]:
    """The totals in words, as the page draws them."""
    if totals is None:
        return {"destinations": [], "origins": [], "categories": [], "from_kind": 0}
    return {
        "destinations": [(say(one), total) for one, total in totals.by_destination.items()],
        "origins": [(say(one), total) for one, total in totals.by_origin.items()],
        "categories": [(category_words(one), total) for one, total in totals.by_category.items()],
        "from_kind": totals.by_source[WeightSource.KIND],
    }


@room.get("/register/<any(csv, xlsx):kind>")
@needs(Permission.REUSE_REGISTER_SEE)
def export(kind: str) -> Any:
    """The register as a file; CSV holds the devices, Excel also what recyclers took."""
    period = _period()
    return as_download(kind, _named(period), *files.sheets(period))


@room.get("/waste.csv")
@needs(Permission.REUSE_REGISTER_SEE)
def waste() -> Any:
    """What recyclers took, as CSV."""
    period = _period()
    return as_download("csv", f"waste-{_named(period)}", files.waste_sheet(period))


@room.get("/register.pdf")
@needs(Permission.REUSE_REGISTER_SEE)
def register_pdf() -> Any:
    """The register on paper, in the reader's language."""
    period = _period()
    house = db.session.get_one(Digibank, current_digibank_id())
    facts = register_paper.RegisterFacts(
        centre=house.reuse_centre or house.name,
        house=house.name,
        footer=" · ".join(part for part in (house.name, house.phone, house.email) if part),
        period=period,
        rows=tuple(register.rows_in(period)),
        waste=tuple(register.waste_in(period)),
        printed_on=today(),
    )
    return as_response(register_paper.draw(facts, tongue()), _named(period))


def _period() -> Any:
    asked = asked_period(today())
    if asked.problems:
        raise NotHere
    return asked.period


def _named(period: Any) -> str:
    return f"register-{period.since.isoformat()}-{period.until.isoformat()}"


@room.get("/devices/<code>")
@needs(Permission.REUSE_SHEET_SEE)
def show(code: str) -> Any:
    """The sheet of one device, as it stands now."""
    device = get_device(code)
    return page(
        "inventory/reuse_sheets/show.html",
        device=device,
        sheet=sheet.gather(device),
        category_words=category_words,
        weight_words=paper.weight_words,
        tongues=current_app.config["LANGUAGES"],
    )


@room.get("/devices/<code>/<locale>.pdf")
@needs(Permission.REUSE_SHEET_SEE)
def pdf(code: str, locale: str) -> Any:
    """The sheet on paper, in one of our languages."""
    if locale not in current_app.config["LANGUAGES"]:
        raise NotHere
    device = get_device(code)
    with force_locale(locale):
        gathered = sheet.gather(device)
    link = url_for("found.show_capitals", code=device.code, _external=True).upper()
    content = paper.draw(gathered, locale, link=link, printed_on=today())
    return as_response(content, f"reuse-sheet-{device.code}")


@room.route("/devices/<code>/complete", methods=["GET", "POST"])
@needs(Permission.DEVICE_CORRECT)
def complete(code: str) -> Any:
    """Weigh a device, and say in which year it was made."""
    device, form = get_device(code), CompleteForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.complete(
                g.actor, device, grams=form.kilograms.grams, made_in=form.made_in.data,
                for_the_model=form.for_the_model.data, now=now(),
            )  # fmt: skip
            say_done(_("Saved."))
            return redirect(url_for(".show", code=device.code), 303)
    return page("inventory/reuse_sheets/complete.html", form=form, device=device)


@room.get("/weights")
@needs(Permission.REUSE_REGISTER_SEE)
def weights() -> Any:
    """What each model weighs and how we know, the commonest model first."""
    query = (
        select(Device.kind, Device.maker, Device.model, func.count(Device.id), func.min(Device.code_serial))
        .where(Device.stage != Stage.ANNOUNCED)
        .group_by(Device.kind, Device.maker, Device.model)
        .order_by(func.count(Device.id).desc(), Device.maker, Device.model)
        .limit(_MOST_MODELS)
    )
    known = register.model_weights()
    models = [
        {
            "kind": kind,
            "name": f"{maker} {model}".strip(),
            "count": count,
            "code": f"{Kind.DEVICE}{number_of(serial)}",
            "weight": weight_of(kind, None, known.get((kind, model_key(maker, model)))),
        }
        for kind, maker, model, count, serial in db.session.execute(query)
    ]
    return page("inventory/reuse_sheets/weights.html", models=models, kinds=_kinds())


def _kinds() -> list[tuple[DeviceKind, Any]]:
    return [(kind, KINDS[kind]) for kind in DeviceKind]


@room.route("/weights/<code>", methods=["GET", "POST"])
@needs(Permission.DEVICE_CORRECT)
def model_weight(code: str) -> Any:
    """Say what every device of the same model as this one weighs."""
    device, form = get_device(code), ModelForm()
    if request.method == "GET":
        form.source.data = str(WeightSource.MAKER)
    if form.validate_on_submit():
        with told_on(form):
            actions.set_weight(
                g.actor, device.kind, maker=device.maker, model=device.model, grams=form.kilograms.grams or 0,
                source=WeightSource(form.source.data), note=form.note.data or "", now=now(),
            )  # fmt: skip
            say_done(_("Every %(model)s weighs this from now on.", model=device.name))
            return redirect(url_for(".weights"), 303)
    return page("inventory/reuse_sheets/model_weight.html", form=form, device=device)


_WITHOUT_PAPER = (
    select(RecyclerBatch.id)
    .outerjoin(BatchPaper, BatchPaper.batch_id == RecyclerBatch.id)
    .where(RecyclerBatch.handed_over_at.is_not(None), BatchPaper.id.is_(None))
)


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many batches left of which no receipt came, for the menu of whoever keeps them."""
    return {"reuse_sheets.index": _WITHOUT_PAPER} if actor.may(Permission.LOT_EDIT) else {}


@offers("device.panels")
def panel(device: Device, actor: Actor) -> Panel | None:
    """The way from a device to its sheet; nothing is asked of the database for it."""
    if not actor.may(Permission.REUSE_SHEET_SEE) or device.stage is Stage.ANNOUNCED:
        return None
    return Panel("inventory/reuse_sheets/_panel.html", {"device": device}, weight=80)
