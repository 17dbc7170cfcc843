"""The wiping bench, one device at it, the second look, and the attests."""

from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, send_file, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory import codes
from inventory.devices import actions as devices
from inventory.devices.models import Device, MediumKind
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation import qr
from inventory.foundation.clock import now
from inventory.foundation.offers import panels
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, say_problem, small_number, told_on, told_once
from inventory.intake.models import Lot
from inventory.journey import Stage
from inventory.permissions import Permission
from inventory.places.models import Place, PlaceKind
from inventory.places.queries import open_places
from inventory.wiping import actions, issuing, queries, spots, start_card
from inventory.wiping import bench as reports
from inventory.wiping import stations as rigs
from inventory.wiping.attest import Attest, AttestLine, from_snapshot
from inventory.wiping.certificate import LOCALES, graded_words, method_words, verdict_words
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.forms import (
    ByHandForm,
    ChosenForm,
    DestroyForm,
    DropForm,
    MediumForm,
    ReasonForm,
    ScanForm,
    StatementForm,
    StationForm,
)
from inventory.wiping.models import Certificate, CertificateState, FindingState
from inventory.wiping.next_steps import NextStep
from inventory.wiping.reasons import Reason
from inventory.wiping.rules import Remark
from inventory.wiping.shown import size_of

room = Blueprint("wiping", __name__, url_prefix="/<digibank>/wiping")

_LISTED = 50
#: in the browser's signed session: where the last few laptops stood before this person took them to the bench
_CAME_FROM = "bench_from"
_REMEMBERED = 5


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


# --- one device at the bench ------------------------------------------------------------------------


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
    medium, form = queries.get_medium(medium_id), StatementForm()
    if form.validate_on_submit():
        with told_on(form):
            run = actions.record_removal(g.actor, medium, statement=form.statement.data, now=now())
            return _sent_to_a_colleague(run.device)
    return page("inventory/wiping/take_out.html", form=form, medium=medium, size_of=size_of)


def _sent_to_a_colleague(found: Device) -> Any:
    say_done(_("Written down. A colleague checks it."))
    return redirect(url_for(".device", code=found.code), 303)


# --- the second person ------------------------------------------------------------------------------


@room.route("/second-look", methods=["GET", "POST"])
@needs(Permission.WIPE_VERIFY)
def second_look():
    """What colleagues wrote down and a second person must agree with."""
    runs = queries.waiting_for_second()
    others = [run for run in runs if run.operator_id != g.actor.user_id]
    form = ChosenForm(run.id for run in others)
    if form.validate_on_submit():
        with told_on(form):
            chosen = [run for run in others if run.id in set(form.chosen.data)]
            made = actions.verify_all(g.actor, chosen, now=now())
            say_done(ngettext("%(num)s disk checked.", "%(num)s disks checked.", len(chosen)))
            if weak := sum(queries.falls_short(run) is not None for run in chosen):
                say_problem(
                    ngettext(
                        "%(num)s disk was wiped to less than its giver asks, and stays on the list.",
                        "%(num)s disks were wiped to less than their givers ask, and stay on the list.",
                        weak,
                    )
                )
            if made:
                say_done(ngettext("%(num)s certificate made.", "%(num)s certificates made.", len(made)))
            return redirect(url_for(".second_look"), 303)
    return page(
        "inventory/wiping/second_look.html",
        form=form,
        runs=others,
        own=[run for run in runs if run.operator_id == g.actor.user_id],
        size_of=size_of,
    )


@room.get("/attempts/<int:run_id>")
@needs(Permission.WIPE_SEE)
def attempt(run_id: int):
    """One attempt, with the lines of the report that it stands on."""
    return _attempt_page(run_id, ReasonForm(formdata=None))


@room.post("/attempts/<int:run_id>/agree")
@needs(Permission.WIPE_VERIFY)
def agree(run_id: int):
    """Agree with one attempt."""
    run = queries.get_run(run_id)
    made = actions.verify_all(g.actor, [run], now=now())
    if made:
        say_done(
            _("The disk is closed. Its certificate is made.")
            if made[0].medium
            else _("%(code)s is wiped. The certificate is made.", code=made[0].device.spoken)
        )
        return redirect(url_for(".certificate", code=made[0].code), 303)
    if queries.falls_short(run):
        say_problem(_("Checked. But the giver asks more: wipe this disk again, or destroy it."))
    else:
        say_done(_("Checked. This laptop still has another disk to do."))
    return redirect(url_for(".device", code=run.device.code), 303)


@room.post("/attempts/<int:run_id>/decline")
@needs(Permission.WIPE_VERIFY)
def decline(run_id: int):
    """Do not agree, and say why."""
    form = ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            run = actions.decline(g.actor, queries.get_run(run_id), reason=form.reason.data, now=now())
            say_done(_("Written down. The disk stays on the list."))
            return redirect(url_for(".device", code=run.device.code), 303)
    return _attempt_page(run_id, form)


def _attempt_page(run_id: int, form: ReasonForm) -> Any:
    run = queries.get_run(run_id)
    return page(
        "inventory/wiping/attempt.html",
        form=form,
        run=run,
        reasons=[Reason(reason) for reason in run.reasons],
        remarks=[Remark(remark) for remark in run.remarks],
        falls_short=queries.falls_short(run),
        may_answer=run.is_open and g.actor.may(Permission.WIPE_VERIFY) and run.operator_id != g.actor.user_id,
        size_of=size_of,
    )


# --- attests ----------------------------------------------------------------------------------------


@room.get("/certificates")
@needs(Permission.CERTIFICATE_SEE)
def certificates():
    """Every attest, latest first."""
    before = request.args.get("before", type=small_number)
    found = queries.issued(before_id=before, limit=_LISTED + 1)
    return page(
        "inventory/wiping/certificates.html",
        certificates=found[:_LISTED],
        older=found[_LISTED - 1].id if len(found) > _LISTED else None,
        newest=before is None,
    )


@room.get("/certificates/<code>")
@needs(Permission.CERTIFICATE_SEE)
def certificate(code: str):
    """One attest: what stands on it, its papers, and what became of it."""
    found = get_by_code(Certificate, code)
    attest = from_snapshot(found.snapshot)
    return page(
        "inventory/wiping/certificate.html",
        certificate=found,
        attest=attest,
        verdict=verdict_words(attest),
        lines=[(line, method_words(line), _graded(attest, line)) for line in attest.lines],
        check_url=url_for("certificates.show", number=str(found.code)[1:], control=found.control_code),
        is_valid=found.state is CertificateState.VALID,
        may_reissue=_may_reissue(found),
        size_of=size_of,
    )


def _graded(attest: Attest, line: AttestLine) -> str:
    return graded_words(line, attest.minimum, is_given=bool(attest.donor))


def _may_reissue(found: Certificate) -> bool:
    """May an attest for the same device and round, or the same disk, be issued anew from here?"""
    return g.actor.may(Permission.CERTIFICATE_ISSUE) and issuing.may_be_issued_anew(found)


@room.get("/certificates/<code>/<locale>.pdf")
@needs(Permission.CERTIFICATE_SEE)
def paper(code: str, locale: str):
    """An attest as PDF, byte for byte as it was issued."""
    found = get_by_code(Certificate, code)
    if locale not in LOCALES:
        raise NotHere
    kept = issuing.paper_of(found, locale)
    return send_file(
        BytesIO(kept.content), "application/pdf", download_name=f"{found.code}-{kept.locale}.pdf"
    )


@room.route("/certificates/<code>/revoke", methods=["GET", "POST"])
@needs(Permission.CERTIFICATE_REVOKE)
def revoke(code: str):
    """Take an attest back, with the reason that its check page will show."""
    found, form = get_by_code(Certificate, code), ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            issuing.revoke(g.actor, found, reason=form.reason.data, now=now())
            say_done(_("Revoked. The check page says so from now on."))
            return redirect(url_for(".certificate", code=found.code), 303)
    return page("inventory/wiping/revoke.html", form=form, certificate=found)


@room.route("/certificates/<code>/reissue", methods=["GET", "POST"])
@needs(Permission.CERTIFICATE_ISSUE)
def reissue(code: str):
    """Issue the attest anew from what is agreed on today, with the reason that the donor is told."""
    found, form = get_by_code(Certificate, code), ReasonForm()
    if form.validate_on_submit():
        with told_on(form):
            made = issuing.reissue(g.actor, found, reason=form.reason.data, now=now())
            say_done(_("A new certificate is made. The old one says that it was replaced."))
            return redirect(url_for(".certificate", code=made.code), 303)
    return page("inventory/wiping/reissue.html", form=form, certificate=found)
