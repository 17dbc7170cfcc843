"""One device at the wiping bench: its disks, its start card, and what is done by hand."""

from io import BytesIO
from typing import Any

from flask import current_app, g, redirect, send_file, session, url_for
from flask_babel import gettext as _

from inventory.devices.models import Device, MediumKind
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.offers import panels
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, say_problem, told_on
from inventory.intake.models import Lot
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.queries import open_places
from inventory.wiping import actions, queries, start_card
from inventory.wiping import bench as reports
from inventory.wiping.certificate import LOCALES
from inventory.wiping.door import room
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.forms import (
    ByHandForm,
    DestroyForm,
    MediumForm,
    RemovalForm,
    StatementForm,
)
from inventory.wiping.shown import size_of

#: in the browser's signed session: where the last few laptops stood before this person took them to the bench
_CAME_FROM = "bench_from"
_REMEMBERED = 5


@room.get("/devices/<code>")
@needs(Permission.WIPE_SEE)
def device(code: str):
    """The media of one device, what was tried, and what still keeps it here."""
    found = get_by_code(Device, code)
    return page(
        "inventory/wiping/device.html",
        device=found,
        picture=queries.picture_of(found),
        certificates=queries.certificates_of(found.id),
        panels_here=panels("wiping.panels", found, g.actor),
        at_the_bench=found.stage in reports.AT_THE_BENCH,
        may_undo=g.actor.may(Permission.WIPE_RECORD) and queries.way_to_the_bench(found) is not None,
        size_of=size_of,
    )


@room.get("/devices/<code>/start-card/<locale>.pdf")
@needs(Permission.WIPE_SEE)
def card(code: str, locale: str):
    """The start card of one laptop."""
    return _cards([get_by_code(Device, code)], locale, code)


@room.get("/lots/<code>/start-cards/<locale>.pdf")
@needs(Permission.WIPE_SEE)
def lot_cards(code: str, locale: str):
    """The start card of every laptop of a lot that is still to be wiped."""
    lot = get_by_code(Lot, code)
    found = queries.of_lot_at_the_bench(lot.id)
    if not found:
        say_problem(_("No laptop of this lot is at the wiping bench or on its way there."))
        return redirect(url_for("intake.show", code=lot.code), 303)
    return _cards(found, locale, str(lot.code))


def _cards(found: list[Device], locale: str, code: str) -> Any:
    if locale not in LOCALES:
        raise NotHere
    drawn = start_card.draw(queries.start_cards_of(found, current_app.config["PUBLIC_URL"]), locale)
    name = f"{code}-{locale}-start.pdf"
    return send_file(BytesIO(drawn), "application/pdf", download_name=name)


@room.post("/devices/<code>/start")
@needs(Permission.WIPE_RECORD)
def start(code: str):
    """Take a device to the bench, on the next free place; the page that follows says which, and takes it back."""
    found = get_by_code(Device, code)
    stood_on = str(found.place.code) if found.place is not None else ""
    actions.take_to_bench(g.actor, found, now=now())
    came_from = session.get(_CAME_FROM) or {}
    came_from.pop(str(found.code), None)
    session[_CAME_FROM] = dict([*came_from.items(), (str(found.code), stood_on)][-_REMEMBERED:])
    return redirect(url_for(".device", code=found.code), 303)


@room.post("/devices/<code>/undo-start")
@needs(Permission.WIPE_RECORD)
def undo_start(code: str):
    """It was not meant: off the bench again, to where this person took it from."""
    found = get_by_code(Device, code)
    came_from = dict(session.get(_CAME_FROM) or {})
    actions.undo_start(g.actor, found, now=now(), stood_on=came_from.pop(str(found.code), None))
    session[_CAME_FROM] = came_from
    say_done(_("Undone: %(code)s is off the wiping bench.", code=found.spoken))
    return redirect(url_for("devices.show", code=found.code), 303)


@room.post("/devices/<code>/finish")
@needs(Permission.CERTIFICATE_ISSUE)
def finish(code: str):
    """Every disk is dealt with: issue the attest."""
    made = actions.finish(g.actor, get_by_code(Device, code), now=now())
    say_done(_("%(code)s is wiped. The certificate is made.", code=made.device.spoken))
    return redirect(url_for(".certificate", code=made.code), 303)


@room.route("/devices/<code>/new-disk", methods=["GET", "POST"])
@needs(Permission.WIPE_RECORD)
def new_medium(code: str):
    """Write down a disk that was seen inside."""
    found, form = get_by_code(Device, code), MediumForm()
    if form.validate_on_submit():
        with told_on(form):
            size = form.size_gb.data * 10**9 if form.size_gb.data else None
            actions.note_medium(
                g.actor, found, kind=MediumKind(form.kind.data), serial=form.serial.data or "",
                model=form.model.data or "", size_bytes=size, now=now(),
            )  # fmt: skip
            say_done(_("The disk is written down."))
            return redirect(url_for(".device", code=found.code), 303)
    return page("inventory/wiping/new_medium.html", form=form, device=found)


@room.route("/devices/<code>/no-disk", methods=["GET", "POST"])
@needs(Permission.WIPE_RECORD)
def absence(code: str):
    """Say that there is no disk inside."""
    found, form = get_by_code(Device, code), StatementForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.record_absence(g.actor, found, statement=form.statement.data, now=now())
            return _sent_to_a_colleague(found)
    return page("inventory/wiping/absence.html", form=form, device=found)


@room.route("/devices/<code>/skip", methods=["GET", "POST"])
@needs(Permission.WIPE_VERIFY)
def skip(code: str):
    """A factory-sealed purchase needs no wipe."""
    found, form = get_by_code(Device, code), StatementForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.skip_wipe(g.actor, found, statement=form.statement.data, now=now())
            say_done(_("%(code)s skips the wipe. The reason is kept.", code=found.spoken))
            return redirect(url_for("devices.show", code=found.code), 303)
    return page("inventory/wiping/skip.html", form=form, device=found)


@room.route("/disks/<int:medium_id>/by-hand", methods=["GET", "POST"])
@needs(Permission.WIPE_RECORD)
def by_hand(medium_id: int):
    """Write down a wipe that no tool reports."""
    medium, form = queries.get_medium(medium_id), ByHandForm()
    if form.validate_on_submit():
        with told_on(form):
            technique = Technique(form.technique.data)
            run = actions.record_by_hand(g.actor, medium, technique=technique, statement=form.told, now=now())
            return _sent_to_a_colleague(run.device)
    return page("inventory/wiping/by_hand.html", form=form, medium=medium, size_of=size_of)


@room.route("/disks/<int:medium_id>/destroy", methods=["GET", "POST"])
@needs(Permission.WIPE_RECORD)
def destroy(medium_id: int):
    """Write down that a disk was destroyed, and how."""
    medium, form = queries.get_medium(medium_id), DestroyForm()
    if form.validate_on_submit():
        with told_on(form):
            run = actions.record_destruction(g.actor, medium, statement=form.told, now=now())
            return _sent_to_a_colleague(run.device)
    return page("inventory/wiping/destroy.html", form=form, medium=medium, size_of=size_of)


@room.route("/disks/<int:medium_id>/take-out", methods=["GET", "POST"])
@needs(Permission.WIPE_RECORD)
def take_out(medium_id: int):
    """Write down that a disk was taken out; it keeps its need for a wipe."""
    medium, form = queries.get_medium(medium_id), RemovalForm(open_places())
    if form.validate_on_submit():
        with told_on(form):
            where = get_by_code(Place, form.place.data) if form.place.data else None
            run = actions.record_removal(
                g.actor, medium, statement=form.statement.data, where=where, now=now()
            )
            return _sent_to_a_colleague(run.device)
    return page("inventory/wiping/take_out.html", form=form, medium=medium, size_of=size_of)


def _sent_to_a_colleague(found: Device) -> Any:
    say_done(_("Written down. A colleague checks it."))
    return redirect(url_for(".device", code=found.code), 303)
