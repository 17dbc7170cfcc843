"""What a stranger sees who scans a sticker: whose it is and whom to call, the same whatever its state.

A code is no secret, so it may tell nothing: not whether the laptop is lent, lost or sold, nor what it is.
"""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_login import current_user

from inventory import codes
from inventory.codes import Kind
from inventory.digibank.doorman import find_membership, limiter
from inventory.digibank.models import Digibank
from inventory.digibank.numbers import GivenCode
from inventory.foundation.database import db
from inventory.foundation.web import open_to_anyone, page

room = Blueprint("found", __name__)

#: a finder scans once or twice; who tries all numbers is slowed down, and learns whose they are at most
_PACE = "60 per minute; 600 per hour"


def is_signed_in() -> bool:
    """People of a digibank scan all day with the phone's own camera, and from one address: they are not slowed down."""
    return bool(current_user.is_authenticated)


@room.get("/i/<code>")
@room.get("/I/<code>", endpoint="show_capitals")
@limiter.limit(_PACE, exempt_when=is_signed_in)
@open_to_anyone(because="who finds a laptop must know whom to call; the page tells nothing else")
def show(code: str) -> Any:
    """Whose this is and whom to call. A member of that digibank is sent on to what they can do."""
    given = _given(code)
    if given is None:
        return page("inventory/portal/unknown_code.html")[0], 404
    owner = db.session.get_one(Digibank, given.digibank_id)
    if current_user.is_authenticated and find_membership(owner.slug, current_user.id):
        whole = codes.Code(given.kind, given.serial)
        return redirect(url_for("scan.scan", digibank=owner.slug, text=str(whole)), 303)
    g.digibank = owner
    return page(
        "inventory/portal/found.html",
        owner=owner,
        dial="".join(character for character in owner.phone if character in "+0123456789"),
        is_device=given.kind == Kind.DEVICE,
        spoken=codes.spoken(given.kind, given.serial),
    )


def _given(text: str) -> GivenCode | None:
    """The number as it was given out; None when it is no code of ours."""
    try:
        code = codes.read(text)
    except codes.WrongDigit:
        return None
    given = db.session.get(GivenCode, code.serial) if code else None
    if given is None or code is None or code.kind not in (None, given.kind):
        return None
    return given
