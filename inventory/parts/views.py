"""The stock of parts, one kind, one part, and what comes out of a laptop that is taken apart."""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import filtered_address
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.journey import Stage
from inventory.parts import actions, disk_views, queries, rules, shown
from inventory.parts.door import room
from inventory.parts.forms import CountForm, HarvestForm, LayForm, TypeForm
from inventory.parts.rules import PartKind, Trial, Whereabouts
from inventory.parts.words import ICONS
from inventory.permissions import Permission
from inventory.places.models import Place
from inventory.places.queries import open_places
from inventory.wording import say

#: hung on the house by being there
_ELSEWHERE = (disk_views, shown)


@room.get("/")
@needs(Permission.PART_USE)
def index() -> Any:
    """The kinds of parts and how many of each; or only those that are to be ordered."""
    search, kind = request.args.get("search", "").strip()[:100], request.args.get("kind", "")
    only_lacking = request.args.get("show") == "order"
    return page(
        "inventory/parts/index.html",
        stock=queries.stock(
            kind=PartKind(kind) if kind in set(PartKind) else None, search=search, only_lacking=only_lacking
        ),
        tabs_shown=[
            (_("All"), filtered_address(show=None), not only_lacking, ""),
            (_("To order"), filtered_address(show="order"), only_lacking, ""),
        ],
        search=search,
        kind=kind,
        kinds=[(str(one), say(one)) for one in PartKind],
        saved=queries.saved(),
        icons=ICONS,
    )


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def new() -> Any:
    """Keep a kind of part from now on."""
    form = TypeForm(open_places())
    if form.validate_on_submit():
        with told_on(form):
            counted = form.counted.data or 0
            one = actions.add_type(g.actor, form.told(_place(form)), counted=counted, now=now())
            say_done(_("Kept: %(name)s.", name=one.name))
            return redirect(url_for(".show", type_id=one.id), 303)
    return page("inventory/parts/new.html", form=form)


def _place(form: Any) -> Place | None:
    return get_by_code(Place, form.place.data) if form.place.data else None


@room.route("/<int:type_id>", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def show(type_id: int) -> Any:
    """One kind: how many there are, for which laptops, and each single part of it; counted here, too."""
    one, form = queries.get_type(type_id), CountForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.count(g.actor, one, form.counted.data, now=now())
            say_done(_("Counted: %(number)s in the bin.", number=one.counted))
            return redirect(url_for(".show", type_id=one.id), 303)
    if request.method == "GET":
        form.counted.data = one.counted
    there = queries.in_stock(one)
    return page(
        "inventory/parts/show.html", form=form, one=one, there=there, lacking=rules.lacks(there, one.minimum),
        fits=queries.fits_of([one.id])[one.id], singles=queries.singles_of(one),
    )  # fmt: skip


@room.route("/<int:type_id>/edit", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def edit(type_id: int) -> Any:
    """Put a kind right."""
    one = queries.get_type(type_id)
    form = TypeForm(open_places(), of=one)
    if form.validate_on_submit():
        with told_on(form):
            actions.correct_type(g.actor, one, form.told(_place(form)), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".show", type_id=one.id), 303)
    return page("inventory/parts/edit.html", form=form, one=one)


# --- out of a laptop that was taken apart ---


@room.get("/laptops")
@needs(Permission.PART_USE)
def donors() -> Any:
    """The laptops that went to parts, and how many parts of each lie in stock."""
    return page("inventory/parts/donors.html", donors=queries.donors())


@room.route("/laptops/<code>", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def harvest(code: str) -> Any:
    """What is worth keeping of a laptop that is taken apart, and what came out of it."""
    device = get_by_code(Device, code)
    if device.stage is not Stage.PARTS:
        raise NotHere
    form = HarvestForm(rules.harvest_of(device.kind), open_places())
    if form.validate_on_submit():
        with told_on(form):
            kinds = [PartKind(one) for one in form.kinds.data]
            taken = actions.harvest(
                g.actor, device, kinds, tested=Trial(form.tested.data), place=_place(form), now=now()
            )
            say_done(
                ngettext("%(num)s part saved. Thank you!", "%(num)s parts saved. Thank you!", len(taken))
            )
            return redirect(url_for(".harvest", code=device.code), 303)
    wanted = {
        one.type.kind
        for one in queries.stock(only_lacking=True)
        if rules.fits(one.fits, device.maker, device.model)
    }
    return page(
        "inventory/parts/harvest.html",
        form=form,
        device=device,
        hints={str(kind): _("Wanted: there are too few.") for kind in wanted},
        icons={str(kind): name for kind, name in ICONS.items()},
        taken=queries.from_device(device),
        inside=queries.inside(device),
        saved=queries.saved(),
    )


@room.post("/laptops/<code>/inside/<int:stay_id>/out")
@needs(Permission.PART_USE)
def out_again(code: str, stay_id: int) -> Any:
    """A part that was built into this laptop comes out again and goes back to stock."""
    device, stay = get_by_code(Device, code), queries.get_stay(stay_id)
    if stay.device_id != device.id:
        raise NotHere
    actions.take_out(g.actor, stay, now=now())
    say_done(_("In stock again: %(part)s.", part=stay.type.name))
    return redirect(url_for(".harvest", code=device.code), 303)


# --- one part ---


@room.route("/singles/<int:part_id>", methods=["GET", "POST"])
@needs(Permission.PART_USE)
def part(part_id: int) -> Any:
    """One part: where it came from, where it is, in which laptops it sat."""
    one = queries.get_part(part_id)
    form = LayForm(open_places(), place=str(one.place.code) if one.place else "")
    if form.validate_on_submit():
        with told_on(form):
            actions.lay(g.actor, one, _place(form), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".part", part_id=one.id), 303)
    return page(
        "inventory/parts/part.html",
        form=form,
        one=one,
        stays=queries.stays_of(one),
        Trial=Trial,
        Whereabouts=Whereabouts,
        button_form=ButtonForm(formdata=None),
    )


@room.post("/singles/<int:part_id>/test")
@needs(Permission.PART_USE)
def test(part_id: int) -> Any:
    """Say whether it works."""
    answer = request.form.get("tested", "")
    if answer not in set(Trial):
        raise NotHere
    one = actions.test(g.actor, queries.get_part(part_id), Trial(answer), now=now())
    say_done(say(one.tested))
    return redirect(url_for(".part", part_id=one.id), 303)


@room.post("/singles/<int:part_id>/throw-away")
@needs(Permission.PART_USE)
def throw_away(part_id: int) -> Any:
    """It is no more."""
    one = actions.throw_away(g.actor, queries.get_part(part_id), now=now())
    say_done(_("Thrown away. Was that wrong? Tap “Keep it after all”."))
    return redirect(url_for(".part", part_id=one.id), 303)


@room.post("/singles/<int:part_id>/keep")
@needs(Permission.PART_USE)
def keep(part_id: int) -> Any:
    """It was not thrown away."""
    one = actions.keep_after_all(g.actor, queries.get_part(part_id), now=now())
    say_done(_("It is in stock again."))
    return redirect(url_for(".part", part_id=one.id), 303)
