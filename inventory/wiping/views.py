"""The wiping bench: what lies on it, reports that come in, and the stations that send them."""

from io import BytesIO

from flask import current_app, g, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory import codes
from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation import qr
from inventory.foundation.clock import now
from inventory.foundation.web import needs, page, say_done, say_problem, told_on, told_once
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.places.models import Place, PlaceKind
from inventory.places.queries import open_places
from inventory.wiping import (
    actions,
    attest_views,
    device_views,
    queries,
    second_look_views,
    spots,
)
from inventory.wiping import bench as reports
from inventory.wiping import sheet as _sheet  # noqa: F401  # the lines of the reuse sheet are offered at import
from inventory.wiping import stations as rigs
from inventory.wiping.door import room
from inventory.wiping.forms import (
    ChosenForm,
    DropForm,
    ScanForm,
    StationForm,
)
from inventory.wiping.models import FindingState
from inventory.wiping.next_steps import NextStep
from inventory.wiping.shown import size_of

_LISTED = 50
#: hung on the same room by being there
_ELSEWHERE = (attest_views, device_views, second_look_views)


@room.route("", methods=["GET", "POST"])
@needs(Permission.WIPE_SEE)
def bench():
    """What lies on the bench; drop reports here and see what they prove."""
    form, taken = DropForm(), None
    if form.validate_on_submit():
        with told_on(form):
            taken = reports.take_evidence(g.actor, form.files.contents, now=now())
            _tell_of(taken)
            form = DropForm(formdata=None)
    matches = reports.waiting()
    return page(
        "inventory/wiping/bench.html",
        form=form,
        unknown=_whose_disk_is_asked(matches) if taken or "ask" in request.args else None,
        which_form=ScanForm(formdata=None),
        matches=matches,
        ready=[one for one in matches if one.is_ready],
        chosen_form=ChosenForm([], formdata=None),
        dropped=reports.told_of(taken) if taken else [],
        spots=spots.spots(queries.pictures_of(queries.at_the_bench(Stage.WIPING)), matches),
        to_wipe=queries.at_the_bench(Stage.RECEIVED, Stage.RETURNED, limit=_LISTED),
        to_wipe_count=queries.count_at(Stage.RECEIVED, Stage.RETURNED),
        loose=queries.loose_media(),
        second_look=queries.count_waiting_for_second(g.actor.user_id),
        size_of=size_of,
    )


def _whose_disk_is_asked(matches: list[reports.Match]) -> reports.Match | None:
    """The first report of a disk that no laptop of ours is known to have, for whoever just brought it.

    Asked only then: a laptop that is scanned at the bench later is there to be wiped, and proves nothing.
    """
    if not g.actor.may(Permission.WIPE_RECORD):
        return None
    return next((one for one in matches if one.next_step is NextStep.SCAN_DEVICE), None)


def _tell_of(taken: reports.Intake) -> None:
    """Say what came of a drop: what is new, what we knew, and what we cannot read."""
    count = len(taken.taken)
    if count:
        say_done(
            ngettext("%(num)s disk read from the reports.", "%(num)s disks read from the reports.", count)
        )
    if taken.known:
        count = len(taken.known)
        say_done(ngettext("We knew %(num)s file already.", "We knew %(num)s files already.", count))
    if taken.unreadable:
        count = len(taken.unreadable)
        say_problem(
            ngettext(
                "%(num)s file was not taken. See why below.",
                "%(num)s files were not taken. See why below.",
                count,
            )
        )


@room.post("/record")
@needs(Permission.WIPE_RECORD)
def record():
    """Write down the ticked wipes, in the name of who ticked them."""
    form = ChosenForm(one.finding.id for one in reports.waiting())
    if not form.validate_on_submit():
        say_problem(_("Tick at least one disk that is still on the bench."))
        return redirect(url_for(".bench", _anchor="reports"), 303)
    runs = actions.record_wipes(g.actor, form.chosen.data, now=now())
    say_done(
        ngettext(
            "%(num)s wipe written down. A colleague checks it.",
            "%(num)s wipes written down. A colleague checks them.",
            len(runs),
        )
    )
    return redirect(url_for(".bench"), 303)


@room.route("/reports/<int:finding_id>", methods=["GET", "POST"])
@needs(Permission.WIPE_RECORD)
def report(finding_id: int):
    """What one report says of one disk, and the question it leaves: which laptop is it from?"""
    finding, form = reports.get_finding(finding_id), ScanForm()
    if form.validate_on_submit():
        with told_on(form):
            reports.point_out(g.actor, finding, _scanned(form.code.data), now=now())
            say_done(_("This disk now belongs to the laptop you scanned."))
            goes_on = request.form.get("then") == "bench"
            return redirect(
                url_for(".bench", ask=1) if goes_on else url_for(".report", finding_id=finding.id), 303
            )
    [match] = reports.match([finding])
    return page(
        "inventory/wiping/report.html",
        form=form,
        match=match,
        waits=finding.state is FindingState.WAITING,
        size_of=size_of,
    )


def _scanned(text: str) -> Device:
    """The device with this code, as scanned or typed; a link counts by its last part."""
    try:
        code = codes.read(text.rstrip("/").rsplit("/", 1)[-1])
    except codes.WrongDigit as refused:
        refused.field = "code"
        raise
    device = find_by_code(Device, code) if code else devices.find_by_serial(text)
    if device is None:
        raise actions.NoSuchDevice(field="code")
    return device


@room.get("/reports/<int:finding_id>/file")
@needs(Permission.WIPE_SEE)
def report_file(finding_id: int):
    """The report as it came, byte for byte."""
    evidence = reports.get_finding(finding_id).evidence
    return send_file(
        BytesIO(evidence.content), "text/plain", as_attachment=True, download_name=evidence.file_name
    )


@room.post("/reports/<int:finding_id>/failure")
@needs(Permission.WIPE_RECORD)
def failure(finding_id: int):
    """Write down that this attempt did not succeed, and go to the laptop: what now?"""
    run = actions.note_failure(g.actor, reports.get_finding(finding_id), now=now())
    if request.form.get("then") == "destroy" and run.medium is not None:
        return redirect(url_for(".destroy", medium_id=run.medium.id), 303)
    say_done(_("Written down. Wipe the disk again, or take it out and destroy it."))
    return redirect(url_for(".device", code=run.device.code), 303)


@room.post("/reports/<int:finding_id>/put-away")
@needs(Permission.WIPE_RECORD)
def put_away(finding_id: int):
    """Take a report off the bench that belongs to nothing here."""
    reports.set_aside(g.actor, reports.get_finding(finding_id), now=now())
    say_done(_("Put away. We keep the file."))
    return redirect(url_for(".bench"), 303)


# --- stations: sticks and rigs that send by themselves --------------------------------------------


@room.route("/stations", methods=["GET", "POST"])
@needs(Permission.STATION_MANAGE)
def stations():
    """The stations at the bench; the key of a new one is shown once."""
    benches = [place for place in open_places() if place.kind is PlaceKind.BENCH]
    form, told = StationForm(benches), None
    if form.validate_on_submit():
        with told_on(form):
            place = get_by_code(Place, form.place.data)
            station, secret = rigs.open_station(g.actor, place, name=form.name.data, now=now())
            told = station, f"STATION_URL={current_app.config['PUBLIC_URL']}\nSTATION_KEY={secret}\n"
            told_once()
            form = StationForm(benches, formdata=None)
    return page(
        "inventory/wiping/stations.html",
        form=form,
        benches=benches,
        new=told[0] if told else None,
        settings=told[1] if told else "",
        picture=qr.svg(told[1], _("The settings of this station as QR code")) if told else None,
        stations=rigs.every(),
    )


@room.post("/stations/<int:station_id>/withdraw")
@needs(Permission.STATION_MANAGE)
def withdraw_station(station_id: int):
    """End a station's key."""
    station = rigs.withdraw(g.actor, rigs.get_station(station_id), now=now())
    say_done(_("%(name)s sends nothing any more. What it sent stays.", name=station.token.name))
    return redirect(url_for(".stations"), 303)
