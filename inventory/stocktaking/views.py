"""Counting a shelf: begin, scan without pause, look at the differences, close, and the report."""

from typing import Any

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _

from inventory import codes
from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm, HouseForm, new_key
from inventory.foundation.listing import as_csv
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import asks_json, needs, our_hosts, page, say_done, say_problem, told_on
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.stocktaking import actions, offered, paper, queries, shown
from inventory.stocktaking.forms import CloseForm, DecideForm, ScanForm, ShelfForm
from inventory.stocktaking.models import Stocktake, StocktakeScan
from inventory.stocktaking.rules import Decision, is_over

room = Blueprint("stocktaking", __name__, url_prefix="/<digibank>/stocktakes")
offered.hang()

#: scans on the page of a count; the rest stands in its numbers
_LISTED = 6


@room.route("/", methods=["GET", "POST"])
@needs(Permission.DEVICE_MOVE)
def index() -> Any:
    """Which shelf to count: scan it; and the counts that there were."""
    form = ShelfForm()
    if form.validate_on_submit():
        place = actions.place_in(actions.read(form.text.data or "", our_hosts()))
        if place is not None:
            return _begun(place)
        form.text.errors = [*form.text.errors, _("This is not the code of a shelf of ours.")]
    return page("inventory/stocktaking/index.html", form=form, counts=queries.latest())


@room.post("/at/<place>")
@needs(Permission.DEVICE_MOVE)
def begin(place: str) -> Any:
    """Begin counting this shelf, or go on where the count stopped."""
    where, form = get_by_code(Place, place), ButtonForm()
    if form.validate_on_submit():
        return _begun(where)
    return redirect(url_for("places.show", code=where.code), 303)


def _begun(place: Place) -> Any:
    count = actions.begin(g.actor, place, now=now())
    return redirect(url_for(".show", stocktake_id=count.id), 303)


@room.get("/<int:stocktake_id>")
@needs(Permission.DEVICE_MOVE)
def show(stocktake_id: int) -> Any:
    """Count: the last scan, how many are found, and what else was scanned."""
    count = queries.get_stocktake(stocktake_id)
    if not count.is_open:
        return redirect(url_for(".report", stocktake_id=count.id), 303)
    return _counting(count, ScanForm())


def _counting(count: Stocktake, form: ScanForm) -> Any:
    sheet = queries.sheet_of(count)
    return page(
        "inventory/stocktaking/show.html",
        form=form,
        count=count,
        sheet=sheet,
        last=[(one, shown.told(sheet.of(one.device_id))) for one in sheet.scans[:_LISTED]],
        expected=" ".join(codes.number_of(serial) for serial in sheet.expected_serials()),
        is_over=is_over(count.begun_at, now()),
    )


@room.post("/<int:stocktake_id>/scans")
@needs(Permission.DEVICE_MOVE)
def scan(stocktake_id: int) -> Any:
    """One scan; it may come long after it was made, and twice. Scanning the shelf again ends the count."""
    count, form = queries.get_stocktake(stocktake_id), ScanForm()
    if form.validate_on_submit():
        with told_on(form):
            answer = _take(count, form)
            if asks_json():
                return answer
            return redirect(answer["go"] or url_for(".show", stocktake_id=count.id), 303)
    if asks_json():
        return {"refused": "not_read", "because": _first_remark(form)}, 422
    return _counting(count, form)


def _first_remark(form: ScanForm) -> str:
    remarks = [*form.form_errors, *(str(one) for field in form for one in field.errors)]
    return remarks[0] if remarks else ""


def _take(count: Stocktake, form: ScanForm) -> dict[str, Any]:
    reading = actions.read(form.text.data or "", our_hosts())
    place = actions.place_in(reading)
    if place is not None:
        return _shelf_again(count, place)
    one = actions.scan(g.actor, count, reading, key=_key_of(form), now=now(), scanned_at=form.scanned_at)
    return _answer(one)


def _key_of(form: HouseForm) -> str:
    """The form's own key, as long as we keep one."""
    return (form.once.data or new_key())[:80]


def _answer(one: StocktakeScan) -> dict[str, Any]:
    """What the page says of a scan at once; the lists it asks for after."""
    count = queries.get_stocktake(one.stocktake_id)
    sheet = queries.sheet_of(count)
    entry = sheet.of(one.device_id)
    told = shown.late() if one.is_late else shown.told(entry)
    tally = sheet.tally
    if entry is not None:
        code = entry.spoken
    else:
        device = db.session.get(Device, one.device_id) if one.device_id else None
        code = device.spoken if device else one.text
    return {
        "code": code, "tone": told.tone, "sentence": told.sentence, "found": tally.found,
        "expected": tally.expected, "go": None,
    }  # fmt: skip


def _shelf_again(count: Stocktake, place: Place) -> dict[str, Any]:
    """The shelf's own code: done here. When all is there, that closes the count; else the differences come first."""
    if place.id != count.place_id:
        raise actions.OtherShelf(name=place.name, field="text")
    go = url_for(".report" if not count.is_open else ".close", stocktake_id=count.id)
    sheet = queries.sheet_of(count)
    if count.is_open and sheet.tally.is_complete and sheet.scans and not is_over(count.begun_at, now()):
        actions.close(g.actor, count, now=now())
        go = url_for(".report", stocktake_id=count.id)
    return {"code": place.spoken, "tone": "good", "sentence": "", "go": go}


@room.post("/<int:stocktake_id>/scans/<int:scan_id>/back")
@needs(Permission.DEVICE_MOVE)
def take_back(stocktake_id: int, scan_id: int) -> Any:
    """That scan was a mistake."""
    count, form = queries.get_stocktake(stocktake_id), ButtonForm()
    wrong = queries.get_scan(count, scan_id)
    if form.validate_on_submit():
        actions.take_back(g.actor, count, wrong.id, key=_key_of(form), now=now())
        say_done(_("That scan does not count any more."))
    return redirect(url_for(".show", stocktake_id=count.id), 303)


@room.post("/<int:stocktake_id>/decisions")
@needs(Permission.DEVICE_MOVE)
def decide(stocktake_id: int) -> Any:
    """What to do about one difference, when the count is closed."""
    count, form = queries.get_stocktake(stocktake_id), DecideForm()
    if form.validate_on_submit():
        actions.decide(g.actor, count, form.device_id, Decision(form.decision.data), now=now())
    return redirect(url_for(".close", stocktake_id=count.id, _anchor=f"device-{form.device_id}"), 303)


@room.route("/<int:stocktake_id>/close", methods=["GET", "POST"])
@needs(Permission.DEVICE_MOVE)
def close(stocktake_id: int) -> Any:
    """The differences, and closing the count once they are looked at."""
    count, form = queries.get_stocktake(stocktake_id), CloseForm()
    if not count.is_open:
        return redirect(url_for(".report", stocktake_id=count.id), 303)
    if form.validate_on_submit():
        with told_on(form):
            actions.close(
                g.actor, count, now=now(), unsent=form.unsent_count, is_sure=bool(form.is_sure.data)
            )
            _say_closed(count)
            return redirect(url_for(".report", stocktake_id=count.id), 303)
    sheet = queries.sheet_of(count)
    return page(
        "inventory/stocktaking/close.html",
        form=form,
        count=count,
        sheet=sheet,
        asks_sure=bool(form.is_sure.errors) or bool(form.is_sure.data),
        may_miss=g.actor.may(Permission.DEVICE_MISS),
        is_over=is_over(count.begun_at, now()),
    )


def _say_closed(count: Stocktake) -> None:
    refused = [one for one in queries.report_of(count).entries if one.refused]
    if refused:
        say_problem(_("Closed. Some of it could not be done: look below."))
    else:
        say_done(_("Closed. %(place)s is counted.", place=count.place.name))


@room.get("/<int:stocktake_id>/report")
@needs(Permission.DEVICE_MOVE)
def report(stocktake_id: int) -> Any:
    """What a closed count says."""
    count = _closed(stocktake_id)
    told = queries.report_of(count)
    late = [(one, entry, shown.late_word(entry)) for one, entry in told.late]
    return page(
        "inventory/stocktaking/report.html",
        form=ShelfForm(formdata=None),
        count=count,
        report=told,
        late=late,
        codes_of=queries.codes_of([one.device_id for one, _entry in told.late if one.device_id]),
        sections=shown.sections(told),
    )


@room.get("/<int:stocktake_id>/report.pdf")
@needs(Permission.DEVICE_MOVE)
def report_pdf(stocktake_id: int) -> Any:
    """The report as a paper."""
    count = _closed(stocktake_id)
    content = paper.draw(shown.facts_of(count, g.digibank), tongue())
    name = f"leenkring-stocktake-{count.place.code}-{count.id}.pdf"
    wears = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=wears)


@room.get("/<int:stocktake_id>/report.csv")
@needs(Permission.DEVICE_MOVE)
def report_csv(stocktake_id: int) -> Any:
    """The report as a list."""
    count = _closed(stocktake_id)
    return as_csv(
        f"leenkring-stocktake-{count.place.code}-{count.id}", *shown.as_rows(queries.report_of(count))
    )


def _closed(stocktake_id: int) -> Stocktake:
    count = queries.get_stocktake(stocktake_id)
    if count.is_open:
        raise NotHere
    return count
