"""Places: which there are, what stands there, a new one, and putting one right."""

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.codes import Code
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.offers import offered, offers, panels
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.places import actions, queries
from inventory.places.forms import PlaceForm
from inventory.places.models import LETTERS, Place, PlaceKind

room = Blueprint("places", __name__, url_prefix="/<digibank>/places")


@room.get("/")
@needs(Permission.PLACE_SEE)
def index():
    """Every place, with how much stands there."""
    counts: dict[int, int] = {}
    for some in offered("place.counts"):
        counts |= some
    return page("inventory/places/index.html", places=queries.places(), counts=counts)


@room.get("/<code>")
@needs(Permission.PLACE_SEE)
def show(code: str):
    """One place and what stands there."""
    place = get_by_code(Place, code)
    return page("inventory/places/show.html", place=place, panels_here=panels("place.panels", place, g.actor))


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.PLACE_EDIT)
def new():
    """Open a place."""
    form = PlaceForm()
    if form.validate_on_submit():
        with told_on(form):
            told = {"name": form.name.data, "kind": PlaceKind(form.kind.data), "note": form.note.data or ""}
            place = actions.open_place(g.actor, **told, now=now())
            say_done(_("%(name)s is there. Print its label now.", name=place.name))
            return redirect(url_for(".show", code=place.code), 303)
    return page("inventory/places/new.html", form=form)


@room.route("/<code>/edit", methods=["GET", "POST"])
@needs(Permission.PLACE_EDIT)
def edit(code: str):
    """Put a place right, or close it."""
    place = get_by_code(Place, code)
    form = PlaceForm(obj=place)
    if form.validate_on_submit():
        with told_on(form):
            told = {"name": form.name.data, "kind": PlaceKind(form.kind.data), "note": form.note.data or ""}
            actions.correct_place(g.actor, place, **told, closed=form.closed.data, now=now())
            say_done(_("Saved: %(name)s.", name=place.name))
            return redirect(url_for(".show", code=place.code), 303)
    return page("inventory/places/edit.html", form=form, place=place)


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """The scan of a shelf leads to what stands there, or to what is being done with it now."""
    if code.kind not in LETTERS or not actor.may(Permission.PLACE_SEE):
        return None
    place = find_by_code(Place, code)
    if place is None:
        return None
    elsewhere = offered("place.lands", place, actor)
    return elsewhere[0] if elsewhere else url_for("places.show", code=place.code)
