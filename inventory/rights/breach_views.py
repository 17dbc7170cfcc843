"""The log of breaches on pages: each with the moment before which the authority is told."""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _

from inventory.foundation.clock import local, now, today
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.rights import breaches
from inventory.rights.forms import BreachForm
from inventory.rights.models import Breach
from inventory.rights.telling import said

breach_room = Blueprint("breaches", __name__, url_prefix="/breaches")


@breach_room.get("/")
@needs(Permission.RIGHTS_SEE)
def index() -> Any:
    """Every breach, newest first, and what is still to be told."""
    return page(
        "inventory/rights/breaches.html", found=breaches.all_of_them(), due=breaches.waits_for_authority
    )


@breach_room.route("/new", methods=["GET", "POST"])
@needs(Permission.RIGHTS_ANSWER)
def new() -> Any:
    """Write down a breach, as soon as it is found."""
    form = BreachForm(found_on=today(), found_at=local(now()).strftime("%H:%M"))
    if form.validate_on_submit():
        with told_on(form):
            breach = breaches.note(g.actor, form.told(), now=now())
            due = breaches.waits_for_authority(breach)
            say_done(
                _("Written down. Tell the authority before %(moment)s.", moment=said(due)) if due else _("Saved.")
            )  # fmt: skip
            return redirect(url_for(".show", breach_id=breach.id), 303)
    return page("inventory/rights/breach.html", form=form, one=None, due=None)


@breach_room.route("/<int:breach_id>", methods=["GET", "POST"])
@needs(Permission.RIGHTS_ANSWER)
def show(breach_id: int) -> Any:
    """One breach; what becomes known later is filled in here."""
    breach = breaches.get_breach(breach_id)
    form = BreachForm(**_known(breach))
    if form.validate_on_submit():
        with told_on(form):
            breaches.correct(g.actor, breach, form.told(), now=now())
            say_done(_("Saved."))
            return redirect(url_for(".show", breach_id=breach.id), 303)
    return page(
        "inventory/rights/breach.html", form=form, one=breach, due=breaches.waits_for_authority(breach)
    )


@breach_room.post("/<int:breach_id>/close")
@needs(Permission.RIGHTS_ANSWER)
def close(breach_id: int) -> Any:
    """Nothing is left to do."""
    breaches.close(g.actor, breaches.get_breach(breach_id), now=now())
    say_done(_("The breach is closed."))
    return redirect(url_for(".index"), 303)


def _known(breach: Breach) -> dict[str, Any]:
    found, told = local(breach.found_at), breach.told_authority_at
    return {
        "found_on": found.date(),
        "found_at": found.strftime("%H:%M"),
        "what": breach.what,
        "which_data": breach.which_data,
        "how_many": "" if breach.how_many is None else str(breach.how_many),
        "risk": breach.risk.value,
        "measures": breach.measures,
        "remark": breach.remark,
        "told_authority_on": local(told).date() if told else None,
        "told_authority_at": local(told).strftime("%H:%M") if told else "",
        "told_people_on": local(breach.told_people_at).date() if breach.told_people_at else None,
    }
