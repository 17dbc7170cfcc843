"""One pick-up moment on one screen: scan a pass or a laptop, hand over, and the next; without going back to a menu."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, redirect, request, session, url_for

from inventory import scanning
from inventory.applications.queries import kept_for
from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import must_count
from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code
from inventory.foundation.clock import now, today
from inventory.foundation.web import needs, page, told_on
from inventory.lending import drafts, moments
from inventory.lending.drafts import NotForAHandOver
from inventory.lending.forms import CodeForm
from inventory.lending.models import HandOver
from inventory.lending.moments import Moment
from inventory.permissions import Permission

moment_room = Blueprint("moments", __name__, url_prefix="/hand-over/moments")

#: which hand-over was begun from which moment, so that it leads back there; in this browser's own session
_CAME_FROM = "hand_over_moment"


@moment_room.get("")
@needs(Permission.LOAN_HAND_OVER)
def index() -> Any:
    """Straight to the only moment of today, or to the choice between them."""
    found = moments.moments(g.actor, today())
    if len(found) == 1:
        return redirect(url_for(".show", where=found[0].key))
    return page("inventory/lending/moments.html", found=found)


@moment_room.route("/<where>", methods=["GET", "POST"])
@needs(Permission.LOAN_HAND_OVER)
def show(where: str) -> Any:
    """Who is still to come on top, each with what is missing; a scan begins the hand-over or goes on with it."""
    moment, form = moments.moment_of(g.actor, where, today()), CodeForm()
    if form.validate_on_submit():
        with told_on(form):
            draft = _begin(moment, read_code(form.text.data or ""))
            session[_CAME_FROM] = [draft.id, moment.key]
            return redirect(url_for("lending.hand_over.go_on", draft_id=draft.id), 303)
    people = moments.people_of(moment)
    return page(
        "inventory/lending/moment.html",
        form=form,
        moment=moment,
        to_come=[one for one in people if one.comes],
        helped=[one for one in people if one.is_helped],
        others=[one for one in people if not one.comes and not one.is_helped],
    )


def _begin(moment: Moment, code: Code | None) -> HandOver:
    """The hand-over to whoever's pass this is, or for whom this laptop is kept; the one under way when there is one."""
    if code is None:
        raise NotForAHandOver(field="text")
    borrower = find_by_code(Borrower, code) if code.kind in {None, Kind.PASS} else None
    device = find_by_code(Device, code) if borrower is None and code.kind in {None, Kind.DEVICE} else None
    if borrower is None and device is None:
        must_count(code, field="text")
        raise NotForAHandOver(field="text")
    if device is not None:
        borrower = _for_whom(moment, device)
    draft = moments.begun_for(borrower) if borrower is not None else None
    return draft or drafts.start(g.actor, now=now(), borrower=borrower, device=device)


def _for_whom(moment: Moment, device: Device) -> Borrower | None:
    """Whom this laptop is kept for, or travels for; None when it is anybody's."""
    waiting = kept_for(device)
    if waiting is not None:
        return waiting.borrower
    ids = [number for number, laptop in moment.laptops.items() if laptop.id == device.id]
    people = moments.people_of(moment) if ids else []
    return next((one.borrower for one in people if one.application.id in ids and one.comes), None)


def read_code(text: str) -> Code | None:
    """The code in what a scanner, a phone or a finger typed."""
    ours = frozenset({urlsplit(current_app.config["PUBLIC_URL"]).netloc.lower(), request.host.lower()})
    return scanning.read(text, hosts=ours).code


def back_from(draft: HandOver) -> str | None:
    """Where a hand-over that was begun from a moment leads when it is done; None for any other."""
    came_from = session.pop(_CAME_FROM, None)
    if not isinstance(came_from, list) or came_from[:1] != [draft.id]:
        return None
    return url_for("lending.moments.show", where=came_from[1])
