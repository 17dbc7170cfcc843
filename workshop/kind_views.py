"""The kinds of workshop that this digibank gives, and the places where it gives them."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.foundation import clock
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from workshop import kinds, materials, queries
from workshop.forms import KindForm, PaperForm, VenueForm
from workshop.presets import KINDS

kind_room = Blueprint("kinds", __name__)


@kind_room.get("/kinds")
@needs(Permission.WORKSHOP_SET)
def index() -> Any:
    """What is given, what was given once, and presets that can be taken over."""
    own = queries.all_kinds()
    known = {kind.title("nl") for kind in own}
    presets = [
        (code, preset.titles[tongue()], preset) for code, preset in KINDS.items()
        if preset.titles["nl"] not in known
    ]  # fmt: skip
    return page("workshop/kinds.html", kinds=own, presets=presets)


@kind_room.post("/kinds/take")
@needs(Permission.WORKSHOP_SET)
def take() -> Any:
    """One of the presets, as our own."""
    code = request.form.get("code", "")
    if code in KINDS:
        kinds.take_over(g.actor, [code], now=clock.now())
        say_done(_("It is yours now. Change what you like."))
    return redirect(url_for(".index"), 303)


@kind_room.route("/kinds/new", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_SET)
def new() -> Any:
    """A kind of one's own."""
    form = KindForm(None)
    if form.validate_on_submit():
        with told_on(form):
            kinds.add_kind(g.actor, form.told(), now=clock.now())
            say_done(_("Kept."))
            return redirect(url_for(".index"), 303)
    return page("workshop/kind.html", form=form, kind=None)


@kind_room.route("/kinds/<int:kind_id>", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_SET)
def edit(kind_id: int) -> Any:
    """What it is called, what is told, how long, for how many, what it counts for."""
    kind = queries.get_kind(kind_id)
    form = KindForm(kind)
    if form.validate_on_submit():
        with told_on(form):
            kinds.change_kind(g.actor, kind, form.told(), now=clock.now())
            say_done(_("Kept. What is planned already stays as it was planned."))
            return redirect(url_for(".index"), 303)
    return page("workshop/kind.html", form=form, kind=kind)


@kind_room.post("/kinds/<int:kind_id>/<any(close, reopen):deed>")
@needs(Permission.WORKSHOP_SET)
def close(kind_id: int, deed: str) -> Any:
    """Nothing new of it is planned, or again."""
    kinds.close_kind(g.actor, queries.get_kind(kind_id), now=clock.now(), again=deed == "reopen")
    return redirect(url_for(".index"), 303)


@kind_room.route("/kinds/<int:kind_id>/papers", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_SET)
def papers(kind_id: int) -> Any:
    """The papers to take home: what there is, and one more."""
    kind, form = queries.get_kind(kind_id), PaperForm()
    if form.validate_on_submit():
        with told_on(form):
            materials.keep(
                g.actor, kind, form.file.content or b"", title=form.title.data or "", now=clock.now()
            )
            say_done(_("Kept. Who has a seat finds it behind the own link."))
            return redirect(url_for(".papers", kind_id=kind_id), 303)
    return page("workshop/papers.html", form=form, kind=kind, papers=materials.papers_of([kind.id])[kind.id])


@kind_room.post("/kinds/papers/<int:workshop_file_id>/take-away")
@needs(Permission.WORKSHOP_SET)
def take_away(workshop_file_id: int) -> Any:
    """It is not given any more."""
    paper = materials.get(workshop_file_id)
    kind_id = paper.kind_id
    materials.take_away(g.actor, paper, now=clock.now())
    say_done(_("Taken away."))
    return redirect(url_for(".papers", kind_id=kind_id), 303)


@kind_room.get("/kinds/papers/<int:workshop_file_id>")
@needs(Permission.WORKSHOP_SEE)
def paper(workshop_file_id: int) -> Any:
    """The paper itself, to print or to read."""
    return materials.as_download(materials.get(workshop_file_id))


@kind_room.get("/places")
@needs(Permission.WORKSHOP_PLAN)
def venues() -> Any:
    """Where workshops are held."""
    return page("workshop/venues.html", venues=queries.all_venues())


@kind_room.route("/places/new", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def new_venue() -> Any:
    """Write down a place."""
    form = VenueForm(None)
    if form.validate_on_submit():
        with told_on(form):
            kinds.add_venue(g.actor, form.told(), now=clock.now())
            say_done(_("Kept."))
            return redirect(url_for(".venues"), 303)
    return page("workshop/venue.html", form=form, venue=None)


@kind_room.route("/places/<int:venue_id>", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def edit_venue(venue_id: int) -> Any:
    """How to get there."""
    venue = queries.get_venue(venue_id)
    form = VenueForm(venue)
    if form.validate_on_submit():
        with told_on(form):
            kinds.change_venue(g.actor, venue, form.told(), now=clock.now())
            say_done(_("Kept."))
            return redirect(url_for(".venues"), 303)
    return page("workshop/venue.html", form=form, venue=venue)


@kind_room.post("/places/<int:venue_id>/<any(close, reopen):deed>")
@needs(Permission.WORKSHOP_PLAN)
def close_venue(venue_id: int, deed: str) -> Any:
    """Nothing new is planned there, or again."""
    kinds.close_venue(g.actor, queries.get_venue(venue_id), now=clock.now(), again=deed == "reopen")
    return redirect(url_for(".venues"), 303)
