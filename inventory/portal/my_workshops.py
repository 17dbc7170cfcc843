"""The borrower's own page of start workshops behind an unguessable link: my seat, "I can't come", another moment.

Whoever holds the link sees a first name and workshops, nothing else. A link that is opened a week late says that it is
over, and what can be chosen now.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, request, session, url_for
from flask_babel import force_locale, get_locale

from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import letter_language
from inventory.digibank.doorman import limiter
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.clock import now
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere, inside
from inventory.foundation.web import open_to_anyone, page, told_on
from inventory.permissions import Permission
from workshop import actions, guests, materials, queries, told
from workshop.calendar_feeds import of_seat
from workshop.enrol_views import parts_of_the_week
from workshop.models import Seat
from workshop.proposing import proposals
from workshop.rules import STILL_TO_COME, EnrolledBy, SeatState

room = Blueprint("my_workshops", __name__)

_KEY = "a borrower has no account; the link itself is the key, and cannot be guessed"
#: nobody changes their mind more often
_PACE = "20 per hour; 60 per day"


@room.get("/w/<token>")
@room.get("/W/<token>", endpoint="show_capitals")
@open_to_anyone(because=_KEY)
def show(token: str) -> Any:
    """My workshops: what I am expected at, and what I can choose."""
    return _as_theirs(token, lambda borrower, owner: _page_of(token, borrower, owner, ButtonForm()))


@room.post("/w/<token>/seats/<int:seat_id>/<any(come, not_come):answer>")
@limiter.limit(_PACE)
@open_to_anyone(because=_KEY)
def answer(token: str, seat_id: int, answer: str) -> Any:
    """I come, or I can't come: one tap."""

    def act(borrower: Borrower, owner: Digibank) -> Any:
        seat, form = _own_seat(borrower, seat_id), ButtonForm()
        if form.validate_on_submit():
            with told_on(form):
                deed = actions.take_offer if answer == "come" else actions.release
                deed(_themselves(owner), seat, now=now())
                return redirect(url_for(".show", token=token), 303)
        return _page_of(token, borrower, owner, form)

    return _as_theirs(token, act)


@room.get("/w/<token>/seats/<int:seat_id>.ics")
@open_to_anyone(because=_KEY)
def calendar(token: str, seat_id: int) -> Any:
    """My workshop, for my own calendar."""

    def act(borrower: Borrower, owner: Digibank) -> Any:
        seat = _own_seat(borrower, seat_id)
        if seat.state is not SeatState.BOOKED:
            raise NotHere
        text = of_seat(seat, told.lessons_of(seat), owner)
        return Response(
            text, mimetype="text/calendar",
            headers={"Content-Disposition": f"attachment; filename={seat.session.code}.ics"},
        )  # fmt: skip

    return _as_theirs(token, act)


@room.get("/w/<token>/papers/<int:workshop_file_id>")
@open_to_anyone(because=_KEY)
def paper(token: str, workshop_file_id: int) -> Any:
    """A paper to take home from a workshop in which I have a seat."""
    return _as_theirs(
        token, lambda borrower, _owner: materials.as_download(materials.of_guest(borrower, workshop_file_id))
    )


@room.post("/w/<token>/enrol")
@limiter.limit(_PACE)
@open_to_anyone(because=_KEY)
def enrol(token: str) -> Any:
    """This moment suits me: one tap."""

    def act(borrower: Borrower, owner: Digibank) -> Any:
        form, wanted = ButtonForm(), request.form.get("session", "")
        chosen = next((one for one in _offered(borrower) if str(one.session.code) == wanted), None)
        if chosen is not None and form.validate_on_submit():
            with told_on(form):
                actions.enrol_outside(
                    _themselves(owner), chosen.session, borrower, by=EnrolledBy.LINK,
                    only_lessons=chosen.only_lessons, now=now(),
                )  # fmt: skip
                return redirect(url_for(".show", token=token), 303)
        return _page_of(token, borrower, owner, form)

    return _as_theirs(token, act)


@room.post("/w/<token>/free")
@limiter.limit(_PACE)
@open_to_anyone(because=_KEY)
def free(token: str) -> Any:
    """When I can come."""

    def act(borrower: Borrower, owner: Digibank) -> Any:
        if ButtonForm().validate_on_submit():
            actions.tell_free(_themselves(owner), borrower, request.form.getlist("free"), now=now())
        return redirect(url_for(".show", token=token), 303)

    return _as_theirs(token, act)


def _themselves(owner: Digibank) -> Actor:
    return Actor.house("the borrower", owner.id, [Permission.WORKSHOP_ENROL])


def _own_seat(borrower: Borrower, seat_id: int) -> Seat:
    seat = db.session.scalar(db.select(Seat).where(Seat.id == seat_id, Seat.borrower_id == borrower.id))
    if seat is None:
        raise NotHere
    return seat


def _offered(borrower: Borrower) -> list[Any]:
    return [] if borrower.has_had_workshop else proposals(borrower, now(), most=6)


def _page_of(token: str, borrower: Borrower, owner: Digibank, form: ButtonForm) -> Any:
    moment = now()
    seats = queries.seats_of_borrower(borrower)
    to_come = [one for one in seats if one.state in STILL_TO_COME and one.session.ends_at > moment]
    kinds = {one.session.kind_id for one in seats if one.state is not SeatState.RELEASED}
    last = next((one for one in seats if one not in to_come and one.state is not SeatState.RELEASED), None)
    return page(
        "inventory/portal/my_workshops.html", form=form, token=token, owner=owner,
        first_name=borrower.first_name, seats=[(one, told.lessons_of(one)) for one in to_come], last=last,
        is_done=borrower.has_had_workshop, proposals=[] if to_come else _offered(borrower), moment=moment,
        parts=parts_of_the_week(), free=guests.wish_of(borrower).free,
        papers=materials.papers_of(kinds),
        paper_link=lambda one: url_for(".paper", token=token, workshop_file_id=one.id),
        dial="".join(character for character in owner.phone if character in "+0123456789"),
    )  # fmt: skip


def _as_theirs(token: str, act: Callable[[Borrower, Digibank], Any]) -> Any:
    """What `act` says about the borrower of this link, inside their digibank and in their language."""
    found = guests.find_guest(token)
    if found is None:
        return page("inventory/portal/my_loan_unknown.html")[0], 404
    borrower_id, digibank_id = found
    with everywhere(because="the link said which digibank"):
        owner = db.session.get_one(Digibank, digibank_id)
    g.digibank = owner
    with inside(owner.id):
        borrower = db.session.get_one(Borrower, borrower_id)
        get_locale()  # keeps a language that was chosen on this page in the session
        language = session.get("lang") or letter_language(borrower.language, fallback=owner.locale)
        with force_locale(language):
            response: Response = make_response(act(borrower, owner))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
