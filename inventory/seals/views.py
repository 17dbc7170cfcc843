"""The seal of a digibank: look at it, replace it, bring one; and its public part, for anyone."""

import re
from typing import Any

from flask import Blueprint, Response, g, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere
from inventory.foundation.web import needs, open_to_anyone, page, say_done, told_on
from inventory.permissions import Permission
from inventory.seals import actions
from inventory.seals.forms import BringForm
from inventory.seals.models import Seal

room = Blueprint("seals", __name__)

_KEY_ID = re.compile(r"[0-9a-f]{16}")


@room.get("/<digibank>/seal")
@needs(Permission.SEAL_MANAGE)
def index() -> Any:
    """The seal in use, and those before it."""
    return _page(BringForm(formdata=None))


@room.post("/<digibank>/seal/new")
@needs(Permission.SEAL_MANAGE)
def rotate() -> Any:
    """Make new keys and use them from now on."""
    made = actions.rotate(g.actor, now=now())
    say_done(_("The new seal is in use. Its number is %(key_id)s.", key_id=made.key_id))
    return redirect(url_for(".index"), 303)


@room.post("/<digibank>/seal/bring")
@needs(Permission.SEAL_MANAGE)
def bring() -> Any:
    """Use a key and certificate that were brought from elsewhere."""
    form = BringForm()
    if form.validate_on_submit():
        with told_on(form):
            made = actions.bring(g.actor, form.file.content or b"", form.password.data or "", now=now())
            say_done(_("The new seal is in use. Its number is %(key_id)s.", key_id=made.key_id))
            return redirect(url_for(".index"), 303)
    return _page(form)


def _page(form: BringForm) -> Any:
    seals = actions.every()
    return page(
        "inventory/seals/index.html",
        form=form,
        button=ButtonForm(formdata=None),
        current=seals[0] if seals else None,
        earlier=seals[1:],
        opens=not seals or actions.opens(seals[0]),
    )


@room.get("/c/keys/<key>.pem")
@open_to_anyone(because="what a seal proves, it proves to anyone who has its public part")
def public(key: str) -> Any:
    """The certificate and the public key of one seal, old or new, as one file."""
    with everywhere(because="whoever holds a paper knows its key and not whose it is"):
        query = select(Seal).where(Seal.key_id == key)
        found = db.session.execute(query).scalar_one_or_none() if _KEY_ID.fullmatch(key) else None
        if found is None:
            raise NotHere
        answer = Response(found.pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = f'attachment; filename="leenkring-{key}.pem"'
    return answer
