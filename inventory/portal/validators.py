"""The door of a donor's validator: every wipe that waits for an answer, what was done, and yes or no.

Opens only for whom the donor appointed, and only with the code from that person's own phone.
"""

from typing import Any

from flask import Blueprint, g, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from inventory.digibank.second_factor import way_to_the_code
from inventory.foundation.clock import now
from inventory.foundation.forms import ButtonForm, HouseForm, Needed
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, small_number, told_on
from inventory.intake.models import Lot
from inventory.permissions import Permission
from inventory.portal import gifts
from inventory.validating import actions, queries
from inventory.wiping.attest import from_snapshot
from inventory.wiping.certificate import category_words, method_words, verdict_words
from inventory.wiping.models import Certificate
from inventory.wiping.rules import Remark
from inventory.wiping.shown import size_of
from inventory.wording import say

room = Blueprint("validators", __name__, url_prefix="/<digibank>/donor/check")

#: wipes named on the page; the rest is accepted with them or asked for next
_SHOWN = 100


class RestForm(HouseForm):
    """Accept everything that was shown, up to the newest attest on the page."""

    up_to = HiddenField()


class RefuseForm(HouseForm):
    """Why the donor does not agree."""

    reason = StringField(
        _l("What is wrong?"),
        [
            Needed(_l("Say what is wrong, so that the bench can put it right.")),
            Length(max=240, message=_l("Use at most 240 characters.")),
        ],
        description=_l("The check page of the attest shows this sentence to anyone. Name no person."),
    )


def _own_lot(code: str) -> Lot:
    """A gift of which this person validates the wipes; NotHere for every other."""
    lot = gifts.get_own_lot(g.actor.user_id, code)
    if queries.validator_for(g.actor.user_id, lot.partner_id) is None:
        raise NotHere
    return lot


def _own_certificate(code: str) -> tuple[Lot, Certificate]:
    certificate = gifts.get_own_certificate(g.actor.user_id, code)
    if certificate.medium_id is not None:
        raise NotHere  # a donor validates its devices; what was taken out of one is told there
    return _own_lot(str(gifts.lot_of(certificate).code)), certificate


@room.get("/<code>")
@needs(Permission.OWN_WIPE_VALIDATE)
def lot(code: str) -> Any:
    """What waits in one gift."""
    own = _own_lot(code)
    if (way := way_to_the_code()) is not None:
        return way
    waiting = queries.waiting_in(own)
    # The whole lot in one tap means what is on the page: what comes in meanwhile waits for the next look.
    form = RestForm(formdata=None, data={"up_to": waiting[-1].id if waiting else 0})
    return page(
        "inventory/portal/validators_lot.html",
        form=form,
        lot=own,
        total=len(waiting),
        waiting=[(one, verdict_words(from_snapshot(one.snapshot))[0]) for one in waiting[:_SHOWN]],
    )


@room.post("/<code>/rest")
@needs(Permission.OWN_WIPE_VALIDATE)
def accept_rest(code: str) -> Any:
    """Accept everything that was on the page."""
    own, form = _own_lot(code), RestForm()
    if (way := way_to_the_code()) is not None:
        return way
    if form.validate_on_submit():
        try:
            up_to = small_number(form.up_to.data or "0")
        except ValueError:
            raise NotHere from None
        made = actions.accept_rest(g.actor, own, up_to=up_to, now=now())
        say_done(
            ngettext(
                "You accepted %(num)s wipe. Its attest says so in a moment.",
                "You accepted %(num)s wipes. Their attests say so in a moment.",
                len(made),
            )
        )
    return redirect(url_for(".lot", code=own.code), 303)


@room.get("/attest/<code>")
@needs(Permission.OWN_WIPE_VALIDATE)
def one(code: str) -> Any:
    """One wipe: what was done to each disk, by whom, and yes or no."""
    own, certificate = _own_certificate(code)
    return way_to_the_code() or _page_of(own, certificate, RefuseForm(formdata=None))


@room.post("/attest/<code>/accept")
@needs(Permission.OWN_WIPE_VALIDATE)
def accept(code: str) -> Any:
    """Yes."""
    own, certificate = _own_certificate(code)
    if (way := way_to_the_code()) is not None:
        return way
    if ButtonForm().validate_on_submit():
        actions.accept(g.actor, certificate, now=now())
        say_done(_("Accepted. The attest says so in a moment."))
    return redirect(url_for(".lot", code=own.code), 303)


@room.post("/attest/<code>/refuse")
@needs(Permission.OWN_WIPE_VALIDATE)
def refuse(code: str) -> Any:
    """No, and why."""
    own, certificate = _own_certificate(code)
    if (way := way_to_the_code()) is not None:
        return way
    form = RefuseForm()
    if form.validate_on_submit():
        with told_on(form):
            actions.refuse(g.actor, certificate, reason=form.reason.data, now=now())
            say_done(_("Refused. The attest no longer holds, and the device is wiped again."))
            return redirect(url_for(".lot", code=own.code), 303)
    return _page_of(own, certificate, form)


def _page_of(own: Lot, certificate: Certificate, form: RefuseForm) -> Any:
    attest = from_snapshot(certificate.snapshot)
    waits = certificate.id in {one.id for one in queries.waiting_in(own)}
    return page(
        "inventory/portal/validators_one.html",
        form=form,
        lot=own,
        certificate=certificate,
        attest=attest,
        verdict=verdict_words(attest),
        lines=[
            (line, method_words(line), category_words(line), [say(Remark(one)) for one in line.remarks])
            for line in attest.lines
        ],
        waits=waits,
        said=queries.answer_on(certificate),
        size_of=size_of,
    )
