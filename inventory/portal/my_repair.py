"""The owner's own page of a laptop at the repair desk, behind an unguessable link: how far it is, and yes or no.

Whoever holds the link sees a first name and a laptop, nothing else. A year later it opens nothing.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, session, url_for
from flask_babel import force_locale, get_locale

from inventory.digibank.doorman import limiter
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.web import open_to_anyone, page, small_numbers, told_on
from inventory.permissions import Permission
from inventory.repair_desk import actions, queries
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import TicketState

room = Blueprint("my_repair", __name__)

_KEY = "a visitor has no account; the link itself is the key, and cannot be guessed"
#: nobody changes their mind more often
_PACE = "20 per hour; 60 per day"


@room.get("/h/<token>")
@room.get("/H/<token>", endpoint="show_capitals")
@open_to_anyone(because=_KEY)
def show(token: str) -> Any:
    """How far my laptop is."""
    return _as_theirs(token, lambda ticket, owner: _page_of(token, ticket, owner, ButtonForm()))


@room.post("/h/<token>/<any(yes, no):said>")
@limiter.limit(_PACE)
@open_to_anyone(because=_KEY)
def answer(token: str, said: str) -> Any:
    """Yes, go on; or no, leave it."""

    def act(ticket: VisitorTicket, owner: Digibank) -> Any:
        form, seen = ButtonForm(), small_numbers(request.args.get("quote"), 2)
        if len(seen) < 2:
            raise NotHere
        quote = queries.quote_on(ticket, seen[0])
        if form.validate_on_submit():
            with told_on(form):
                themselves = Actor.house("the visitor", owner.id, [Permission.REPAIR_DESK_RECEIVE])
                actions.answer(themselves, quote, accepts=said == "yes", seen_cents=seen[1], now=now())
                return redirect(url_for(".show", token=token), 303)
        return _page_of(token, ticket, owner, form)

    return _as_theirs(token, act)


def _page_of(token: str, ticket: VisitorTicket, owner: Digibank, form: ButtonForm) -> Any:
    quotes = queries.quotes_of(ticket)
    is_asked = bool(quotes) and quotes[-1].answered_at is None and quotes[-1].cents is not None
    return page(
        "inventory/portal/my_repair.html",
        form=form,
        token=token,
        owner=owner,
        ticket=ticket,
        quote=quotes[-1] if is_asked else None,
        owed=queries.owed_on(ticket),
        State=TicketState,
        dial="".join(character for character in owner.phone if character in "+0123456789"),
    )


def _as_theirs(token: str, act: Callable[[VisitorTicket, Digibank], Any]) -> Any:
    """What `act` says about the ticket of this link, inside its digibank and in its owner's language."""
    found = queries.find_by_token(token)
    if found is None:
        return page("inventory/portal/my_repair_unknown.html")[0], 404
    ticket_id, digibank_id = found
    with everywhere(because="the link said which digibank"):
        owner = db.session.get_one(Digibank, digibank_id)
    g.digibank = owner
    with inside(owner.id):
        ticket = db.session.get_one(VisitorTicket, ticket_id)
        get_locale()  # keeps a language that was chosen on this page in the session
        with force_locale(session.get("lang") or ticket.locale):
            response: Response = make_response(act(ticket, owner))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
