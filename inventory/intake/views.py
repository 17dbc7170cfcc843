"""Lots: what was promised, the door through which it comes, the giver's signature and receipt."""

from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.devices import blanks, scanned
from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import as_file, filtered_address, shelf
from inventory.foundation.offers import panels
from inventory.foundation.refusal import NotHere
from inventory.foundation.signature import NotASignature, NotSigned, signature_from
from inventory.foundation.web import needs, our_hosts, page, say_done, say_problem, small_number, told_on
from inventory.intake import actions, agreeing, announcing, manifest, queries, thanks
from inventory.intake.findings import DEFECTS, Finding, RefusedBecause, stops_the_work
from inventory.intake.forms import (
    AcceptForm,
    DeclineForm,
    LotForm,
    ReceiveForm,
    RefuseForm,
    SignForm,
    filled_from,
)
from inventory.intake.models import OPEN_STATES, Lot, LotKind, LotState
from inventory.partners.actions import partners_of
from inventory.partners.models import Contact, PartnerKind
from inventory.permissions import Permission
from inventory.wording import say

room = Blueprint("intake", __name__, url_prefix="/<digibank>/lots")


@room.get("/")
@needs(Permission.LOT_SEE)
def index() -> Any:
    """Every lot, newest first; of one partner or in one state."""
    scanned = _scanned()
    if scanned and (only := _only_open_lot()):
        return redirect(url_for(".receive", code=only.code, scanned=scanned), 303)
    state = request.args["state"] if request.args.get("state") in set(LotState) else ""
    partner = request.args.get("partner", type=small_number)
    query = select(Lot).options(joinedload(Lot.partner), joinedload(Lot.announcement))
    if state:
        query = query.where(Lot.state == state)
    if partner:
        query = query.where(Lot.partner_id == partner)
    found = shelf(query, Lot.id, descending=True)
    tabs = [(_("All"), filtered_address(state=None), not state, "")]
    tabs += [(say(one), filtered_address(state=one), state == one, "") for one in LotState]
    return page(
        "inventory/intake/index.html",
        shelf=found,
        received=queries.received_counts(found.rows),
        tabs_shown=tabs,
        scanned=scanned,
        LotState=LotState,
    )


def _scanned() -> str:
    """A serial number that the scan box did not know and that someone wants to receive."""
    return request.args.get("scanned", "").strip()[:80] if g.actor.may(Permission.LOT_RECEIVE) else ""


def _only_open_lot() -> Lot | None:
    lots = queries.lots_in(LotState.RECEIVING, limit=2)
    return lots[0] if len(lots) == 1 else None


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def new() -> Any:
    """Announce a gift or a purchase."""
    given = {"kind": str(LotKind.DONATION), "partner": request.args.get("partner", type=small_number)}
    form = _lot_form(data=given if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            partner, contact = _chosen(form)
            lot = actions.announce(
                g.actor,
                kind=LotKind(form.kind.data),
                partner=partner,
                contact=contact,
                now=now(),
                **form.told(),
            )
            say_done(_("Lot %(code)s is announced.", code=lot.spoken))
            return redirect(url_for(".show", code=lot.code), 303)
    return page("inventory/intake/new.html", form=form)


def _lot_form(**given: Any) -> LotForm:
    contacts = db.session.execute(
        select(Contact).where(Contact.anonymised_at.is_(None)).order_by(Contact.name, Contact.id)
    )
    partners = partners_of(PartnerKind.DONOR, PartnerKind.SUPPLIER)
    sees_money = g.actor.may(Permission.DEPOSIT_SEE)
    return LotForm(partners, list(contacts.scalars()), sees_money=sees_money, **given)


def _chosen(form: LotForm) -> tuple[Any, Contact | None]:
    partners = {partner.id: partner for partner in partners_of(PartnerKind.DONOR, PartnerKind.SUPPLIER)}
    query = select(Contact).where(Contact.id == form.contact.data)
    contact = db.session.execute(query).scalar_one_or_none() if form.contact.data else None
    return partners[form.partner.data], contact


@room.get("/<code>")
@needs(Permission.LOT_SEE)
def show(code: str) -> Any:
    """One lot: what was promised, what came, what is missing and what came extra."""
    lot = actions.get_lot(code)
    has_labels = "labels.choose" in current_app.view_functions and g.actor.may(Permission.LABEL_PRINT)
    has_cards = "wiping.lot_cards" in current_app.view_functions and g.actor.may(Permission.WIPE_SEE)
    return page(
        "inventory/intake/show.html",
        lot=lot,
        standing=queries.standing_of(lot),
        agreed=agreeing.standing_of(lot),
        told=lot.announcement,
        missing=queries.missing_lines(lot),
        extra=queries.extra_devices(lot),
        devices=queries.last_received(lot, limit=queries.SHOWN),
        stock_url=url_for("devices.index", lot=lot.id),
        labels_url=url_for("labels.choose", lot=lot.code) if has_labels else "",
        cards_url=url_for("wiping.lot_cards", code=lot.code, locale=g.digibank.locale) if has_cards else "",
        can_receive=g.actor.may(Permission.LOT_RECEIVE) and lot.state in OPEN_STATES,
        may_decline=g.actor.may(Permission.LOT_EDIT) and announcing.may_be_called_off(lot),
        may_edit=g.actor.may(Permission.LOT_EDIT),
        sees_money=g.actor.may(Permission.DEPOSIT_SEE),
        may_thank=g.actor.may(Permission.LOT_RECEIVE) and bool(thanks.address_of(lot)),
        sees_partner=g.actor.may(Permission.PARTNER_SEE),
        LotKind=LotKind,
        LotState=LotState,
        panels_here=panels("lot.panels", lot, g.actor),
    )


@room.route("/<code>/accept", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def accept(code: str) -> Any:
    """Say yes to a gift that its giver announced."""
    lot = actions.get_lot(code)
    if lot.announcement is None:
        raise NotHere
    form = AcceptForm()
    if form.validate_on_submit():
        with told_on(form):
            announcing.accept(g.actor, lot, comes_on=form.comes_on.data, now=now())
            say_done(_("Accepted. We wrote it to %(name)s.", name=lot.announcement.announced_by.name))
            return redirect(url_for(".show", code=lot.code), 303)
    return page("inventory/intake/accept.html", form=form, lot=lot, told=lot.announcement)


@room.route("/<code>/decline", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def decline(code: str) -> Any:
    """Say no to a gift that its giver announced, and why."""
    lot = actions.get_lot(code)
    if lot.announcement is None:
        raise NotHere
    form = DeclineForm()
    if form.validate_on_submit():
        with told_on(form):
            announcing.decline(g.actor, lot, reason=form.reason.data, now=now())
            say_done(_("Declined. We wrote it to %(name)s.", name=lot.announcement.announced_by.name))
            return redirect(url_for(".show", code=lot.code), 303)
    return page("inventory/intake/decline.html", form=form, lot=lot, told=lot.announcement)


@room.route("/<code>/edit", methods=["GET", "POST"])
@needs(Permission.LOT_EDIT)
def edit(code: str) -> Any:
    """Correct what was promised."""
    lot = actions.get_lot(code)
    form = _lot_form(data=filled_from(lot) if request.method == "GET" else None)
    if request.method == "POST":
        form.kind.data, form.partner.data = str(lot.kind), lot.partner_id  # these two stay as they are
    if form.validate_on_submit():
        with told_on(form):
            _partner, contact = _chosen(form)
            actions.edit(g.actor, lot, contact=contact, now=now(), **form.told())
            say_done(_("Lot %(code)s is kept.", code=lot.spoken))
            return redirect(url_for(".show", code=lot.code), 303)
    return page("inventory/intake/edit.html", form=form, lot=lot)


@room.route("/<code>/receive", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def receive(code: str) -> Any:
    """The door: scan one laptop after the other."""
    lot = actions.get_lot(code)
    form = ReceiveForm(queries.last_models(lot))
    may_be_sure = bool(form.is_sure.data)
    if form.is_submitted() and _is_blank_label(form):
        pass  # not yet a laptop: its number comes with the next scan
    elif form.validate_on_submit():
        with told_on(form):
            try:
                return _received(lot, form)
            except scanned.LooksLikeALabel:
                may_be_sure = True
                raise
    if request.method == "GET":
        form.scanned.data = _scanned()
        _is_blank_label(form)
    last = queries.last_received(lot)
    return page(
        "inventory/intake/receive.html",
        form=form,
        lot=lot,
        standing=queries.standing_of(lot),
        last=last,
        stopped=_stopped(last),
        locked=last[0] if last and last[0].locked else None,
        icons=_ICONS,
        may_be_sure=may_be_sure,
        label=blanks.find(form.label.data or "", our_hosts()),
        known=scanned.device_of(form.scanned.data or "", our_hosts()) if form.errors else None,
        LotState=LotState,
    )


_ICONS = {
    str(Finding.SCREEN): "screen",
    str(Finding.NO_CHARGER): "plug",
    str(Finding.LOCK): "lock",
    str(Finding.BATTERY): "battery",
}


def _is_blank_label(form: ReceiveForm) -> bool:
    """Was a blank label scanned? Then it is kept in the form, and the serial number is what comes next."""
    blank = blanks.find(form.scanned.data or "", our_hosts())
    if blank is not None:
        form.label.data, form.scanned.data = str(blank.code), ""
    return blank is not None


def _received(lot: Lot, form: ReceiveForm) -> Any:
    findings = form.findings_told()
    label = blanks.find(form.label.data or "", our_hosts())
    if form.label.data and label is None:
        form.label.data, taken = "", form.label.data
        raise blanks.LabelTaken(code=taken, field="scanned")
    device = actions.receive(
        g.actor, lot, form.scanned.data or "", now=now(), findings=findings, unreadable=form.unreadable.data,
        hosts=our_hosts(), is_sure=form.is_sure.data, label=label,
        defect=", ".join(say(one) for one in DEFECTS if one in findings), **form.model_told(),
    )  # fmt: skip
    if not device.serial:
        say_done(_("%(code)s is in. Take a photo of the number.", code=device.spoken))
        return redirect(url_for("devices.add_photo", code=device.code), 303)
    say_done(_("%(code)s is in: %(name)s.", code=device.spoken, name=device.name))
    stop = str(device.code) if stops_the_work(findings) else None
    return redirect(url_for(".receive", code=lot.code, stop=stop), 303)


def _stopped(last: list[Device]) -> Device | None:
    """The laptop with a swollen battery that was just scanned, to be shown in red."""
    return next((device for device in last if str(device.code) == request.args.get("stop")), None)


@room.post("/<code>/receive/undo/<device_code>")
@needs(Permission.LOT_RECEIVE)
def undo(code: str, device_code: str) -> Any:
    """Take the last scan back."""
    lot = actions.get_lot(code)
    device = get_by_code(Device, device_code)
    if ButtonForm().validate_on_submit():
        spoken = device.spoken
        actions.undo_receive(g.actor, lot, device, now=now())
        say_done(_("%(code)s is taken back. Everything is as it was.", code=spoken))
    return redirect(url_for(".receive", code=lot.code), 303)


@room.post("/receive/<code>")
@needs(Permission.LOT_RECEIVE)
def receive_one(code: str) -> Any:
    """An announced device is here: from its own page."""
    device = get_by_code(Device, code)
    lot = actions.lot_of(device)
    if lot is None:
        raise NotHere
    if ButtonForm().validate_on_submit():
        actions.receive(g.actor, lot, str(device.code), now=now())
        say_done(_("%(code)s is in: %(name)s.", code=device.spoken, name=device.name))
    return redirect(url_for("devices.show", code=device.code), 303)


@room.route("/refuse/<code>", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def refuse(code: str) -> Any:
    """Send a device back at the door."""
    device, form = get_by_code(Device, code), RefuseForm()
    if form.validate_on_submit():
        with told_on(form):
            because = RefusedBecause(form.because.data)
            words = form.reason.data or say(because)
            actions.refuse(g.actor, device, because, words=words, now=now())
            say_done(_("%(code)s goes back to the giver.", code=device.spoken))
            return redirect(url_for("devices.show", code=device.code), 303)
    return page("inventory/intake/refuse.html", form=form, device=device)


@room.route("/<code>/sign", methods=["GET", "POST"])
@needs(Permission.LOT_RECEIVE)
def sign(code: str) -> Any:
    """The giver hands over and signs."""
    lot = actions.get_lot(code)
    form = SignForm(data=_signer(lot) if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            given, taken = (
                (None, None) if form.on_paper.data else (_drawn(form.signature), _drawn(form.taken))
            )
            actions.sign_for(
                g.actor, lot, by=form.by.data, signature=given, taken_signature=taken,
                chargers=form.chargers.data, counted=form.counted.data, seals=form.seals.data or "", now=now(),
            )  # fmt: skip
            say_done(_("Signed. The devices are ours now."))
            return redirect(url_for(".show", code=lot.code), 303)
    return page("inventory/intake/sign.html", form=form, lot=lot, standing=queries.standing_of(lot))


def _drawn(pad: Any) -> bytes:
    """The signature on this pad; a refusal is told at it."""
    try:
        return signature_from(pad.data or "")
    except (NotSigned, NotASignature) as refusal:
        refusal.field = pad.short_name
        raise


@room.get("/<code>/manifest.pdf")
@needs(Permission.LOT_SEE)
def manifest_paper(code: str) -> Any:
    """The manifest of the hand-over, as it was signed."""
    lot = actions.get_lot(code)
    content = manifest.paper_of(lot)
    if content is None:
        say_problem(_("Sign the hand-over first. Then the manifest is made."))
        return redirect(url_for(".show", code=lot.code), 303)
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{lot.code}-manifest.pdf"'},
    )


@room.get("/<code>/reconciliation.<any(csv, xlsx):kind>")
@needs(Permission.LOT_SEE)
def reconciliation(code: str, kind: str) -> Any:
    """The giver's list held against what came, as a file."""
    lot = actions.get_lot(code)
    return as_file(kind, f"{lot.code}-reconciliation", *reconciliation_rows(lot))


def reconciliation_rows(lot: Lot) -> tuple[list[str], list[tuple[str, ...]]]:
    """Headings and rows of the list held against what came."""
    headings = [_("Serial number"), _("Maker"), _("Model"), _("Giver's number"), _("What became of it")]
    rows: list[tuple[str, ...]] = [
        (row.serial, row.maker, row.model, row.donor_asset_number, str(say(row.verdict)))
        for row in queries.reconciled(lot)
    ]
    return headings, rows


def _signer(lot: Lot) -> dict[str, Any]:
    by = lot.handed_over_by or (lot.contact.name if lot.contact else "")
    return {"by": by, "chargers": lot.charger_count}


@room.post("/<code>/close")
@needs(Permission.LOT_RECEIVE)
def close(code: str) -> Any:
    """Everything came that will come."""
    lot = actions.get_lot(code)
    if ButtonForm().validate_on_submit():
        actions.close(g.actor, lot, now=now())
        say_done(_("Lot %(code)s is closed.", code=lot.spoken))
    return redirect(url_for(".show", code=lot.code), 303)


@room.post("/<code>/thank")
@needs(Permission.LOT_RECEIVE)
def thank(code: str) -> Any:
    """Write to the giver what came in."""
    lot = actions.get_lot(code)
    if ButtonForm().validate_on_submit():
        address = thanks.thank(g.actor, lot, now=now())
        say_done(_("The message to %(address)s is on its way.", address=address))
    return redirect(url_for(".show", code=lot.code), 303)


@room.post("/<code>/reopen")
@needs(Permission.LOT_EDIT)
def reopen(code: str) -> Any:
    """A laptop turned up after all."""
    lot = actions.get_lot(code)
    if ButtonForm().validate_on_submit():
        actions.reopen(g.actor, lot, now=now())
        say_done(_("Lot %(code)s is open again.", code=lot.spoken))
    return redirect(url_for(".show", code=lot.code), 303)


@room.get("/<code>/receipt.pdf")
@needs(Permission.LOT_SEE)
def receipt(code: str) -> Any:
    """The giver's receipt, as it was made when the lot was closed."""
    lot = actions.get_lot(code)
    if lot.receipt is None:
        say_problem(_("Close the lot first. Then the receipt is made."))
        return redirect(url_for(".show", code=lot.code), 303)
    return Response(
        lot.receipt,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{lot.code}.pdf"'},
    )


# More doors of this room hang on the same blueprint.
from inventory.intake import lock_views, offered, uploads  # noqa: E402, F401 -- they need it to be there
