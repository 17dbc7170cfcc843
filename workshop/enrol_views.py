"""One person and start workshops: what fits, a seat in one tap, when they are free, and an invitation on paper."""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.borrowers.rules import letter_language
from inventory.digibank.numbers import get_by_code
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.forms import ButtonForm
from inventory.foundation.offers import Panel, offers
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.wording import say
from workshop import actions, guests, queries, told
from workshop.calls import called
from workshop.fitting import PARTS, Part
from workshop.proposing import proposals

enrol_room = Blueprint("enrol", __name__)


@enrol_room.route("/for/<who>", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def choose(who: str) -> Any:
    """The sessions that fit this person best; each is one tap."""
    person, form = get_by_code(Borrower, who), ButtonForm()
    if form.validate_on_submit():
        with told_on(form):
            seat = _enrol(person)
            say_done(_("%(name)s: %(state)s", name=person.short_name, state=say(seat.state)))
            return redirect(url_for("workshop.show", code=seat.session.code), 303)
    now = clock.now()
    return page(
        "workshop/choose.html", form=form, borrower=person, proposals=proposals(person, now, most=12),
        parts=parts_of_the_week(), free=guests.wish_of(person).free,
    )  # fmt: skip


def _enrol(person: Borrower) -> Any:
    session = queries.get_session(g.actor, request.form.get("session", ""))
    chosen = next(
        (one for one in proposals(person, clock.now(), most=60) if one.session.id == session.id), None
    )
    return actions.enrol(
        g.actor, session, person, now=clock.now(),
        only_lessons=chosen.only_lessons if chosen is not None else None,
    )  # fmt: skip


@enrol_room.post("/for/<who>/free")
@needs(Permission.WORKSHOP_PLAN)
def free(who: str) -> Any:
    """When this person can come."""
    person = get_by_code(Borrower, who)
    actions.tell_free(g.actor, person, request.form.getlist("free"), now=clock.now())
    say_done(_("Kept. What fits comes first now."))
    return redirect(url_for(".choose", who=who), 303)


@enrol_room.get("/<code>/seats/<int:seat_id>/invitation")
@needs(Permission.WORKSHOP_PLAN)
def invitation(code: str, seat_id: int) -> Any:
    """The invitation of one person in large type, to print, in their own language."""
    session = queries.get_session(g.actor, code)
    seat = queries.get_seat(session, seat_id)
    with force_locale(letter_language(seat.borrower.language, fallback=g.digibank.locale)):
        return page(
            "workshop/invitation.html", session=session, seat=seat, lessons=told.lessons_of(seat),
            link=guests.known_link(seat.borrower),
        )  # fmt: skip


@enrol_room.post("/calls/<int:workshop_call_id>")
@needs(Permission.WORKSHOP_PLAN)
def call(workshop_call_id: int) -> Any:
    """A colleague called: off the list."""
    made = called(g.actor, workshop_call_id, now=clock.now())
    say_done(_("%(name)s is off the list of calls.", name=made.borrower.short_name))
    return redirect(url_for(".choose", who=made.borrower.code), 303)


def parts_of_the_week() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each day with its parts, as a form has them: "Monday" with ("1-morning", "Morning") and so on."""
    locale = get_locale()
    names = locale.days["stand-alone"]["wide"] if locale else {}
    days: dict[int, list[tuple[str, str]]] = {}
    for key in PARTS:
        number, _mark, part = key.partition("-")
        days.setdefault(int(number), []).append((key, str(say(Part(part)))))
    return [(names.get(number - 1, str(number)), parts) for number, parts in days.items()]


@offers("application.panels")
def seats_of_applicant(application: Application, actor: Actor) -> Panel | None:
    """An approved application, and a seat in one tap."""
    borrower = application.borrower
    is_approved = application.state is ApplicationState.APPROVED
    if not is_approved or not actor.may(Permission.WORKSHOP_PLAN) or borrower.is_forgotten:
        return None
    seats = queries.seats_of_borrower(borrower)
    best = [] if borrower.has_had_workshop else proposals(borrower, clock.now(), most=3)
    if not seats and not best:
        return None
    context = {"borrower": borrower, "seats": seats, "proposals": best, "may_enrol": bool(best), "sent": []}
    return Panel("workshop/_of_borrower.html", context, weight=40)
