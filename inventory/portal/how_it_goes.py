"""Do you use the laptop? The borrower's link with three faces: one tap, and it may be another one later. No account."""

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, session, url_for
from flask_babel import force_locale, get_locale

from inventory.borrowers.rules import letter_language
from inventory.digibank.doorman import limiter
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.web import open_to_anyone, page, told_on
from inventory.permissions import Permission
from workshop import followup
from workshop.day_models import AnsweredBy, Face, FollowUp

room = Blueprint("how_it_goes", __name__)

#: nobody changes their mind more often
_PACE_OF_ANSWERING = "20 per hour; 60 per day"


@room.route("/u/<token>", methods=["GET", "POST"])
@limiter.limit(_PACE_OF_ANSWERING, methods=["POST"])
@open_to_anyone(because="a borrower has no account; the link itself is the key, and cannot be guessed")
def show(token: str) -> Any:
    """Three faces; after a tap a thank-you, with what helps whoever said no."""
    found = _find(token)
    if found is None:
        return page("inventory/portal/my_loan_unknown.html")[0], 404
    follow_up_id, owner = found
    g.digibank = owner
    with inside(owner.id):
        asked = db.session.get_one(FollowUp, follow_up_id)
        get_locale()  # keeps a language that was chosen on this page in the session
        language = session.get("lang") or letter_language(asked.loan.borrower.language, fallback=owner.locale)
        with force_locale(language):
            response: Response = make_response(_answered(asked, owner, language))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answered(asked: FollowUp, owner: Digibank, language: str) -> Any:
    form, said = ButtonForm(), request.form.get("face", "")
    # A mail program may open every link it sees: only a tap answers.
    if form.validate_on_submit() and said in set(Face):
        borrower = Actor.house("the borrower", owner.id, [Permission.LOAN_SEE])
        with told_on(form):
            followup.answer(borrower, asked, Face(said), by=AnsweredBy.LINK, now=now())
            return redirect(url_for(".show", token=asked.token), 303)
    dial = "".join(character for character in owner.phone if character in "+0123456789")
    return page(
        "inventory/portal/how_it_goes.html", form=form, owner=owner, dial=dial, locale=language, faces=list(Face),
        face=asked.face if "again" not in request.args else None, is_open=asked.loan.is_open,
        first_name=asked.loan.borrower.first_name, here=url_for(".show", token=asked.token),
    )  # fmt: skip


def _find(token: str) -> tuple[int, Digibank] | None:
    """The question of this link and whose it is, or None."""
    if not token.isascii() or not token.isalnum() or not 10 <= len(token) <= 32:
        return None
    with everywhere(because="the link says which question, and only the question says which digibank"):
        asked = db.session.scalar(db.select(FollowUp).where(FollowUp.token == token.upper()))
        return (asked.id, db.session.get_one(Digibank, asked.digibank_id)) if asked is not None else None
