"""Mobile days: plan one, say who comes, pack by scanning, go, note what is done on paper, unpack, count.

A technician packs and unpacks, and meets codes and times; a borrower's first name stands only where somebody
may hand over laptops.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory import scanning
from inventory.applications.policy import Tariff
from inventory.deposits.papers import as_response
from inventory.devices.models import Device
from inventory.devices.queries import by_serial_or_asset
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.clock import now
from inventory.foundation.listing import shelf as list_shelf
from inventory.foundation.money import round_euros
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import asks_json, needs, our_hosts, page, say_done, say_problem, told_on
from inventory.outings import actions, coming_home, offered, packing, papers, queries, rules
from inventory.outings import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from inventory.outings.forms import CloseForm, NoteForm, PlanForm, ScanForm, VisitsForm
from inventory.outings.models import Outing, OutingDevice, OutingVisit
from inventory.outings.rules import NoteKind, Packed, TravelEnd, Unpacked
from inventory.permissions import Permission
from inventory.places.models import Place

offered.hang()
room = Blueprint("outings", __name__, url_prefix="/<digibank>/outings")


@room.get("/")
@needs(Permission.OUTING_PACK)
def index() -> Any:
    """What comes, the nearest first; or what was, the latest first."""
    is_past = request.args.get("when") == "past"
    query = queries.past() if is_past else queries.coming()
    found = list_shelf(query, Outing.starts_at, Outing.id, descending=is_past)
    return page(
        "inventory/outings/index.html", shelf=found, is_past=is_past, loads=queries.loads_of(found.rows),
        visits=queries.visit_counts(found.rows),
    )  # fmt: skip


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.OUTING_PLAN)
def new() -> Any:
    """Plan a day."""
    form = PlanForm(spares="2", float_amount="50")
    form.offer(queries.crates(), queries.may_travel())
    if form.validate_on_submit():
        with told_on(form):
            outing = actions.plan(g.actor, form.told(), now=now())
            say_done(_("The day in %(town)s is planned. Who comes?", town=outing.municipality))
            return redirect(url_for(".visits", outing_id=outing.id), 303)
    return page("inventory/outings/new.html", form=form)


@room.get("/<int:outing_id>")
@needs(Permission.OUTING_PACK)
def show(outing_id: int) -> Any:
    """Where it stands, who is expected, what travels, and the one next step."""
    outing = queries.get_outing(outing_id)
    rows = queries.devices_of(outing)
    goes = g.actor.may(Permission.OUTING_GO)
    return page(
        "inventory/outings/show.html",
        outing=outing,
        rows=rows,
        visits=queries.visits_of(outing),
        load=queries.load_of(rows),
        travellers=queries.travellers_of(outing),
        box=queries.cash_box_of(outing) if goes and outing.departed_at else None,
        sees_names=goes,
        tariffs=queries.named_tariffs() if goes and outing.state in rules.OPEN_STATES else [],
        with_laptop={row.visit_id for row in rows},
    )


@room.route("/<int:outing_id>/edit", methods=["GET", "POST"])
@needs(Permission.OUTING_PLAN)
def edit(outing_id: int) -> Any:
    """Another day, town or crate."""
    outing, form = queries.get_outing(outing_id), PlanForm()
    form.offer(queries.crates(), queries.may_travel(), outing)
    form.show(outing, queries.travellers_of(outing))
    if form.validate_on_submit():
        with told_on(form):
            actions.change(g.actor, outing, form.told(), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".show", outing_id=outing.id), 303)
    return page("inventory/outings/edit.html", form=form, outing=outing)


@room.route("/<int:outing_id>/appointments", methods=["GET", "POST"])
@needs(Permission.OUTING_PLAN)
def visits(outing_id: int) -> Any:
    """A time beside each person who may come for a laptop."""
    outing = queries.get_outing(outing_id)
    people = queries.may_be_invited(outing)
    times = {visit.application_id: visit.visit_at for visit in queries.visits_of(outing)}
    form = VisitsForm.of(people, _proposed(outing, people, times))
    if form.validate_on_submit():
        with told_on(form):
            made = actions.set_visits(g.actor, outing, form.told(outing.held_on), now=now())
            say_done(ngettext("%(num)s person is expected.", "%(num)s people are expected.", len(made)))
            return redirect(url_for(".show", outing_id=outing.id), 303)
    return page(
        "inventory/outings/visits.html", form=form, outing=outing, people=people,
        has_neighbours=any(queries.is_from(one, outing) for one in people),
    )  # fmt: skip


def _proposed(outing: Outing, people: Sequence[Any], times: dict[int, datetime]) -> dict[int, datetime]:
    """The times that stand; asked to propose, also one for each neighbour who has none."""
    if request.args.get("propose") is None:
        return times
    neighbours = [one for one in people if queries.is_from(one, outing) and one.id not in times]
    taken = set(times.values())
    count = len(neighbours) + len(taken)
    free = [at for at in rules.slots(outing.starts_at, outing.ends_at, count) if at not in taken]
    return times | {one.id: at for one, at in zip(neighbours, free, strict=False)}


@room.post("/<int:outing_id>/call-off")
@needs(Permission.OUTING_PLAN)
def call_off(outing_id: int) -> Any:
    """It does not take place."""
    outing = actions.call_off(g.actor, queries.get_outing(outing_id), now=now())
    say_done(_("This day does not take place. Call who was expected, and put the laptops back."))
    return redirect(url_for(".show", outing_id=outing.id), 303)


@room.post("/<int:outing_id>/pack-list")
@needs(Permission.OUTING_PACK)
def make_list(outing_id: int) -> Any:
    """Name the laptops that travel."""
    outing = queries.get_outing(outing_id)
    rows = packing.make_list(g.actor, outing, now=now())
    say_done(
        ngettext("%(num)s laptop is on the pack list.", "%(num)s laptops are on the pack list.", len(rows))
    )
    return redirect(url_for(".pack", outing_id=outing.id), 303)


def _facts(outing_id: int, *, with_people: bool = False) -> papers.OutingFacts:
    base = current_app.config["PUBLIC_URL"]
    outing = queries.get_outing(outing_id)
    return papers.facts_of(outing, locale=g.digibank.locale, base=base, with_people=with_people)


@room.get("/<int:outing_id>/pack-list.pdf")
@needs(Permission.OUTING_PACK)
def pack_list(outing_id: int) -> Response:
    """The pack list on paper, with columns to tick by pen. It names nobody."""
    facts = _facts(outing_id)
    return as_response(papers.pack_list(facts), f"pack-list-{outing_id}")


@room.get("/<int:outing_id>/papers.pdf")
@needs(Permission.OUTING_GO)
def day_papers(outing_id: int) -> Response:
    """The pack list, and the day list for where there is no network."""
    facts = _facts(outing_id, with_people=True)
    return as_response(papers.day_papers(facts), f"mobile-day-{outing_id}")


@room.get("/<int:outing_id>/appointments/<int:visit_id>/agreement-<locale>.pdf")
@needs(Permission.OUTING_GO)
def agreement_to_sign(outing_id: int, visit_id: int, locale: str) -> Response:
    """The agreement of one appointment, to be signed with a pen where there is no network."""
    if locale not in {"nl", "fr", "en"}:
        raise NotHere
    visit = queries.get_visit(queries.get_outing(outing_id), visit_id)
    tariff = Tariff.SOCIAL if request.args.get("tariff") == Tariff.SOCIAL else Tariff.NORMAL
    row = queries.laptop_of(visit)
    pdf = papers.agreement_to_sign(g.actor, visit, row, tariff, locale, now=now())
    return as_response(pdf, f"agreement-{visit_id}-{locale}")


# --- packing ---


@room.route("/<int:outing_id>/pack", methods=["GET", "POST"])
@needs(Permission.OUTING_PACK)
def pack(outing_id: int) -> Any:
    """One laptop after the other into the crate."""
    outing, form = queries.get_outing(outing_id), ScanForm()
    if form.validate_on_submit():
        with told_on(form):
            scanned = _scanned(form.code.data or "")
            if isinstance(scanned, Place):
                _say_crate(outing, scanned)
                return redirect(url_for(".pack", outing_id=outing.id), 303)
            device = _device_in(form, scanned)
            if device is not None:
                _say_packed(device, packing.pack(g.actor, outing, device, now=now()))
                return redirect(url_for(".pack", outing_id=outing.id), 303)
    rows = queries.devices_of(outing)
    return page(
        "inventory/outings/pack.html", form=form, outing=outing, rows=rows, load=queries.load_of(rows),
        newest=_newest(rows),
    )  # fmt: skip


def _say_crate(outing: Outing, place: Place) -> None:
    if place.id == outing.place_id:
        say_done(_("This is the crate. Now scan each laptop."))
    else:
        say_problem(_("%(place)s is not the crate of this day.", place=place.name))


def _say_packed(device: Device, means: Packed) -> None:
    if means is Packed.AS_LISTED:
        say_done(_("%(code)s is in the crate.", code=device.spoken))
    elif means is Packed.EXTRA:
        say_problem(_("%(code)s is in the crate. It is not on the list.", code=device.spoken))
    else:
        say_problem(_("%(code)s was in the crate already.", code=device.spoken))


def _newest(rows: Sequence[OutingDevice]) -> OutingDevice | None:
    """The laptop that went into the crate last: the one to take out again after a slip."""
    packed = [row for row in rows if row.packed_at is not None]
    return max(packed, key=lambda row: (row.packed_at, row.id)) if packed else None


@room.post("/<int:outing_id>/pack/<code>/take-out")
@needs(Permission.OUTING_PACK)
def take_out(outing_id: int, code: str) -> Any:
    """Out of the crate again, and back to where it stood."""
    outing, device = queries.get_outing(outing_id), get_by_code(Device, code)
    packing.take_out(g.actor, outing, device, now=now())
    say_done(_("%(code)s is out of the crate.", code=device.spoken))
    return redirect(url_for(".pack", outing_id=outing.id), 303)


@room.post("/<int:outing_id>/depart")
@needs(Permission.OUTING_GO)
def depart(outing_id: int) -> Any:
    """The van leaves."""
    outing = packing.depart(g.actor, queries.get_outing(outing_id), now=now())
    say_done(_("On the road to %(town)s.", town=outing.municipality))
    return redirect(url_for(".on_site", outing_id=outing.id), 303)


# --- on the road ---


@room.get("/<int:outing_id>/on-site")
@needs(Permission.OUTING_GO)
def on_site(outing_id: int) -> Any:
    """Who comes when, what lies in the crate, and a note for where there is no network."""
    return _on_site(queries.get_outing(outing_id), NoteForm(formdata=None))


def _on_site(outing: Outing, form: NoteForm) -> Any:
    rows = queries.devices_of(outing)
    notes = queries.notes_of(outing)
    stays = queries.stays_since(outing, [one.device_id for one in notes])
    named = queries.tariffs()
    return page(
        "inventory/outings/on_site.html",
        form=form,
        outing=outing,
        visits=queries.visits_of(outing),
        laptops={row.visit_id: row.device for row in rows if row.visit_id and row.packed_at},
        in_the_crate=[row for row in rows if row.packed_at is not None],
        notes=notes,
        completed={one.id for one in notes if queries.is_completed(one, stays, outing.departed_at or now())},
        tariffs=named,
        usual_cents=named[0][1] if named else 0,
        box=queries.cash_box_of(outing),
        NoteKind=NoteKind,
    )


@room.post("/<int:outing_id>/notes")
@needs(Permission.OUTING_GO)
def note(outing_id: int) -> Any:
    """Something was done on paper; it may arrive hours later."""
    outing, form = queries.get_outing(outing_id), NoteForm()
    kind = form.told_kind
    if kind is None:
        raise NotHere
    if form.validate_on_submit():
        with told_on(form):
            device = _device_in(form, _scanned(form.code.data or ""))
            if device is not None:
                visit = _visit(outing, form.visit.data)
                coming_home.note(
                    g.actor, outing, kind, device, now=now(), cash_cents=form.cash_cents, visit=visit
                )
                if asks_json():
                    return {"noted": str(device.code)}
                say_done(_("Noted: %(code)s. Complete it when there is a network.", code=device.spoken))
                return redirect(url_for(".on_site", outing_id=outing.id), 303)
    return _on_site(outing, form)


def _visit(outing: Outing, text: str | None) -> OutingVisit | None:
    """The appointment that was named, if it is one of this outing."""
    return next((visit for visit in queries.visits_of(outing) if str(visit.id) == text), None)


@room.post("/<int:outing_id>/notes/<int:note_id>/withdraw")
@needs(Permission.OUTING_GO)
def withdraw(outing_id: int, note_id: int) -> Any:
    """The note was a mistake."""
    outing = queries.get_outing(outing_id)
    written = coming_home.withdraw(g.actor, queries.get_note(outing, note_id), now=now())
    say_done(_("The note on %(code)s is gone.", code=written.device.spoken))
    return redirect(url_for(".on_site", outing_id=outing.id), 303)


# --- back home ---


@room.route("/<int:outing_id>/unpack", methods=["GET", "POST"])
@needs(Permission.OUTING_PACK)
def unpack(outing_id: int) -> Any:
    """One laptop after the other out of the van; a shelf that is scanned takes what is scanned after it."""
    outing = queries.get_outing(outing_id)
    form = ScanForm(shelf=request.args.get("shelf", ""))
    if form.validate_on_submit():
        with told_on(form):
            scanned = _scanned(form.code.data or "")
            if isinstance(scanned, Place):
                return redirect(_unpacking(outing, _onto(outing, scanned)), 303)
            device = _device_in(form, scanned)
            if device is not None:
                where = _shelf(form.shelf.data)
                _say_unpacked(device, coming_home.unpack(g.actor, outing, device, now=now(), shelf=where))
                return redirect(_unpacking(outing, where), 303)
    rows = [
        row for row in queries.devices_of(outing) if row.packed_at is not None or row.ended is TravelEnd.BACK
    ]
    return page(
        "inventory/outings/unpack.html",
        form=form,
        outing=outing,
        rows=rows,
        swapped_in=queries.swapped_in(outing) if outing.is_on_the_road else [],
        shelf=_shelf(form.shelf.data),
        open_count=sum(row.ended is None and rules.end_of(row.device.stage) is None for row in rows),
        closing=_closing(outing) if outing.is_on_the_road and g.actor.may(Permission.OUTING_GO) else {},
        back_count=sum(row.ended is TravelEnd.BACK for row in rows),
    )


def _onto(outing: Outing, scanned: Place) -> Place | None:
    """The shelf that takes what comes next; the crate itself means: back to where each stood."""
    if scanned.id == outing.place_id:
        say_done(_("This is the crate. Now scan what came back."))
        return None
    say_done(_("What you scan now stands on %(place)s.", place=scanned.name))
    return scanned


def _unpacking(outing: Outing, onto: Place | None) -> str:
    """The page on which unpacking goes on, with the same shelf."""
    return url_for(".unpack", outing_id=outing.id, shelf=str(onto.code) if onto is not None else None)


def _say_unpacked(device: Device, means: Unpacked) -> None:
    if means is Unpacked.ALREADY:
        say_problem(_("%(code)s was scanned already.", code=device.spoken))
    elif means is Unpacked.BROUGHT_IN:
        say_done(_("%(code)s came back from its borrower. It goes to the wiping bench.", code=device.spoken))
    else:
        where = device.place.name if device.place is not None else _("no place yet")
        say_done(_("%(code)s is home: %(place)s.", code=device.spoken, place=where))


@room.route("/<int:outing_id>/close", methods=["GET", "POST"])
@needs(Permission.OUTING_GO)
def close(outing_id: int) -> Any:
    """The questions that are left, and the cash box."""
    outing = queries.get_outing(outing_id)
    told = _closing(outing)
    form = told["form"]
    if form.validate_on_submit():
        with told_on(form):
            coming_home.close(
                g.actor, outing, counted_cents=form.counted_cents, answers=form.answers, now=now()
            )
            _say_closed(outing)
            return redirect(url_for(".show", outing_id=outing.id), 303)
    return page("inventory/outings/close.html", outing=outing, **told)


def _closing(outing: Outing) -> dict[str, Any]:
    """What is still asked before the day can be closed, as the page and the end of unpacking show it."""
    waiting = queries.open_notes(outing)
    noted = {one.device_id for one in waiting}
    missing = coming_home.questions(outing) if outing.is_on_the_road else []
    missing = [row for row in missing if row.device_id not in noted]  # where it is, the note says
    own = request.endpoint == f"{room.name}.close"
    form = CloseForm.of(missing) if own else CloseForm.of(missing, formdata=None)
    return {
        "form": form,
        "missing": missing,
        "box": queries.cash_box_of(outing),
        "waiting": waiting,
    }


def _say_closed(outing: Outing) -> None:
    assert outing.counted_cents is not None
    assert outing.expected_cents is not None
    difference = rules.difference_cents(outing.counted_cents, outing.expected_cents)
    if difference == 0:
        say_done(_("The day is closed. The cash box is right."))
    elif difference > 0:
        say_problem(_("The day is closed. There is %(amount)s too much.", amount=round_euros(difference)))
    else:
        say_problem(_("The day is closed. There is %(amount)s too little.", amount=round_euros(-difference)))


# --- what was scanned ---


def _scanned(text: str) -> Device | Place | None:
    """The laptop or the place with this code; a laptop also by its serial number."""
    reading = scanning.read(text, hosts=our_hosts())
    if reading.code is not None:
        found: Device | Place | None = find_by_code(Device, reading.code) or find_by_code(Place, reading.code)
        if found is not None:
            return found
    known = by_serial_or_asset(reading.text)
    return known[0] if len(known) == 1 else None


def _device_in(form: Any, scanned: Device | Place | None) -> Device | None:
    """The scanned laptop; else None, and the form says so."""
    if isinstance(scanned, Device):
        return scanned
    form.code.errors = [*form.code.errors, _("We do not know this laptop. Check the digits.")]
    return None


def _shelf(text: str | None) -> Place | None:
    """The shelf that was scanned before, if it is ours."""
    try:
        return get_by_code(Place, text) if text else None
    except NotHere:
        return None
