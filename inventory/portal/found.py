"""What a stranger sees who scans a sticker: whose it is and whom to call, the same whatever its state.

A code is no secret, so it may tell nothing: not whether the laptop is lent, lost or sold, nor what it is.
"""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from inventory import codes
from inventory.codes import Kind
from inventory.digibank.doorman import find_membership, limiter
from inventory.digibank.models import Digibank
from inventory.digibank.numbers import GivenCode
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import HouseForm, Needed
from inventory.foundation.tenancy import inside
from inventory.foundation.web import needs, open_to_anyone, page, say_done, told_on
from inventory.permissions import Permission
from inventory.portal import finders
from inventory.portal.finder_rules import LONGEST, LONGEST_REPLY

room = Blueprint("found", __name__)

#: a finder scans once or twice; who tries all numbers is slowed down, and learns whose they are at most
_PACE = "60 per minute; 600 per hour"
#: nobody finds more than a bag of laptops in a day
_PACE_OF_MESSAGES = "4 per hour; 10 per day"


class MessageForm(HouseForm):
    """What a finder has to say, and how to reach them."""

    message = TextAreaField(
        _l("Your message"),
        [
            Needed(_l("Say where you found it, or where it is now.")),
            Length(max=LONGEST, message=_l("Use at most 600 characters.")),
        ],
    )
    reply_to = StringField(
        _l("Your phone number or e-mail address"),
        [Length(max=LONGEST_REPLY, message=_l("Use at most 120 characters."))],
    )
    #: no person sees this field; what fills in every field is no person
    website = StringField(_l("Leave this empty"))


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
        message_url=url_for(".message", code=codes.Code(given.kind, given.serial)),
    )


@room.route("/i/<code>/message", methods=["GET", "POST"])
@limiter.limit(_PACE, exempt_when=is_signed_in)
@limiter.limit(_PACE_OF_MESSAGES, methods=["POST"], exempt_when=is_signed_in)
@open_to_anyone(because="who finds a laptop and cannot call must be able to say so")
def message(code: str) -> Any:
    """A few words from who found it, for the desk."""
    given = _given(code)
    if given is None:
        return page("inventory/portal/unknown_code.html")[0], 404
    g.digibank = db.session.get_one(Digibank, given.digibank_id)
    whole, form = codes.Code(given.kind, given.serial), MessageForm()
    if form.validate_on_submit():
        with told_on(form):
            if not form.website.data:
                finder = Actor.house("a finder", given.digibank_id, [Permission.SCAN])
                with inside(given.digibank_id):
                    finders.leave(
                        finder, whole, words=form.message.data.strip(), reply_to=(form.reply_to.data or "").strip(),
                        now=now(),
                    )  # fmt: skip
            return redirect(url_for(".message", code=whole, sent=1), 303)
    return page(
        "inventory/portal/found_message.html",
        form=form,
        owner=g.digibank,
        sent="sent" in request.args and not form.errors,
        address=url_for(".show", code=whole),
    )


@room.post("/<digibank>/found/<int:message_id>/answered")
@needs(Permission.DEVICE_MISS)
def answered(message_id: int) -> Any:
    """Somebody called or wrote back to who found it."""
    is_kept = bool(finders.answer(g.actor, message_id, now=now()).reply_to)
    say_done(
        _("Written down. A colleague keeps how to reach the finder a while longer.")
        if is_kept
        else _("Written down. How to reach the finder is forgotten.")
    )
    return redirect(url_for("today.show"), 303)


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
