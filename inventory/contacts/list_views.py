"""The lists that people choose from: groups, what questions are about, places; and whether the gender is asked."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.contacts import groups, lists
from inventory.contacts.forms import GenderForm, HelpTypeForm, PlaceForm, TitleForm, title_of
from inventory.contacts.models import HelpType, ServiceLocation, TargetGroup
from inventory.foundation.clock import now
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission

list_room = Blueprint("lists", __name__, url_prefix="/lists")


@list_room.get("")
@needs(Permission.CONTACT_SET)
def index() -> Any:
    """All three, and what was closed."""
    return page(
        "inventory/contacts/lists.html", groups=lists.groups(closed=True), kinds=lists.help_types(closed=True),
        places=lists.places(closed=True), title_of=title_of,
        gender=GenderForm(asks=groups.asks_gender()),
    )  # fmt: skip


@list_room.post("/gender")
@needs(Permission.CONTACT_SET)
def gender() -> Any:
    """Ask it from now on, or no longer."""
    form = GenderForm()
    if form.validate_on_submit():
        groups.ask_gender(g.actor, bool(form.asks.data), now=now())
        say_done(_("Saved."))
    return redirect(url_for(".index"), 303)


@list_room.route("/groups/new", methods=["GET", "POST"])
@needs(Permission.CONTACT_SET)
def new_group() -> Any:
    """Another group to ask."""
    form = TitleForm()
    if form.validate_on_submit():
        with told_on(form):
            lists.add_group(g.actor, form.titles(), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".index"), 303)
    return page("inventory/contacts/choice.html", form=form, heading=_("A new target group"))


@list_room.route("/groups/<int:target_group_id>", methods=["GET", "POST"])
@needs(Permission.CONTACT_SET)
def group(target_group_id: int) -> Any:
    """Say it in other words."""
    return _retitle(lists.get(TargetGroup, target_group_id))


@list_room.post("/groups/<int:target_group_id>/<any(close, reopen):act>")
@needs(Permission.CONTACT_SET)
def close_group(target_group_id: int, act: str) -> Any:
    """Ask it no more, or again."""
    return _close(lists.get(TargetGroup, target_group_id), act)


@list_room.post("/groups/<int:target_group_id>/<any(up, down):way>")
@needs(Permission.CONTACT_SET)
def move_group(target_group_id: int, way: str) -> Any:
    """One place up or down in the list from which people choose."""
    return _move(lists.get(TargetGroup, target_group_id), way, f"group-{target_group_id}")


@list_room.route("/help-types/new", methods=["GET", "POST"])
@needs(Permission.CONTACT_SET)
def new_help_type() -> Any:
    """Something else that questions are about."""
    form = HelpTypeForm()
    if form.validate_on_submit():
        with told_on(form):
            lists.add_help_type(g.actor, form.titles(), under=form.head(), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".index"), 303)
    return page("inventory/contacts/choice.html", form=form, heading=_("A new kind of question"))


@list_room.route("/help-types/<int:help_type_id>", methods=["GET", "POST"])
@needs(Permission.CONTACT_SET)
def help_type(help_type_id: int) -> Any:
    """Say it in other words."""
    return _retitle(lists.get(HelpType, help_type_id))


@list_room.post("/help-types/<int:help_type_id>/<any(close, reopen):act>")
@needs(Permission.CONTACT_SET)
def close_help_type(help_type_id: int, act: str) -> Any:
    """Offer it no more, or again."""
    return _close(lists.get(HelpType, help_type_id), act)


@list_room.post("/help-types/<int:help_type_id>/<any(up, down):way>")
@needs(Permission.CONTACT_SET)
def move_help_type(help_type_id: int, way: str) -> Any:
    """One place up or down under its head."""
    return _move(lists.get(HelpType, help_type_id), way, f"kind-{help_type_id}")


@list_room.route("/places/new", methods=["GET", "POST"])
@needs(Permission.CONTACT_SET)
def new_place() -> Any:
    """Another place where people come."""
    form = PlaceForm()
    if form.validate_on_submit():
        with told_on(form):
            lists.add_place(g.actor, form.name.data or "", form.municipality.data or "", now=now())
            say_done(_("Saved."))
            return redirect(url_for(".index"), 303)
    return page("inventory/contacts/place.html", form=form, heading=_("A new place"))


@list_room.route("/places/<int:service_location_id>", methods=["GET", "POST"])
@needs(Permission.CONTACT_SET)
def place(service_location_id: int) -> Any:
    """It is called otherwise, or stands in another town."""
    known = lists.get(ServiceLocation, service_location_id)
    form = PlaceForm(name=known.name, municipality=known.municipality)
    if form.validate_on_submit():
        with told_on(form):
            lists.rename_place(g.actor, known, form.name.data or "", form.municipality.data or "", now=now())
            say_done(_("Saved."))
            return redirect(url_for(".index"), 303)
    return page("inventory/contacts/place.html", form=form, heading=known.name)


@list_room.post("/places/<int:service_location_id>/<any(close, reopen):act>")
@needs(Permission.CONTACT_SET)
def close_place(service_location_id: int, act: str) -> Any:
    """Nobody comes there any more, or again."""
    return _close(lists.get(ServiceLocation, service_location_id), act)


def _retitle(row: TargetGroup | HelpType) -> Any:
    form = TitleForm(row)
    if form.validate_on_submit():
        with told_on(form):
            lists.retitle(g.actor, row, form.titles(), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".index"), 303)
    return page("inventory/contacts/choice.html", form=form, heading=title_of(row))


def _move(row: TargetGroup | HelpType, way: str, anchor: str) -> Any:
    """Back to the same line, so that the keyboard goes on where it was."""
    lists.move(g.actor, row, -1 if way == "up" else 1, now=now())
    return redirect(url_for(".index", _anchor=anchor), 303)


def _close(row: TargetGroup | HelpType | ServiceLocation, act: str) -> Any:
    lists.close(g.actor, row, again=act == "reopen", now=now())
    return redirect(url_for(".index"), 303)
