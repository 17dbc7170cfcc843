"""The planning: what is held where and by whom, seats and laptops; moving a session; and a list to print."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from inventory.deposits.papers import as_response
from inventory.foundation import clock
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, say_problem, small_numbers, told_on
from inventory.lending import reminders
from inventory.permissions import Permission
from workshop import changing, kinds, planning, post_letters, queries
from workshop.calls import sitting_elsewhere
from workshop.forms import LessonForm, MoveForm, SeatsForm, TeacherForm
from workshop.models import Session

planning_room = Blueprint("planning", __name__)

#: how many weeks the planning shows
_WEEKS = 4


@planning_room.get("/planning")
@needs(Permission.WORKSHOP_PLAN)
def weeks() -> Any:
    """Four weeks, per place and teacher when one is chosen: seats filled, who waits, laptops ready."""
    first = _monday_of(request.args.get("from", ""))
    venue, teacher = _chosen("venue"), _chosen("teacher")
    begins = datetime.combine(first, time(), BRUSSELS)
    until = datetime.combine(first + timedelta(weeks=_WEEKS), time(), BRUSSELS)
    lessons = queries.lessons_between(begins, until, venue_id=venue, teacher_id=teacher)
    sessions = list({one.session_id: one.session for one in lessons}.values())
    places = queries.places_in([one.id for one in sessions])
    by_day = [
        (monday, list(own))
        for monday, own in groupby(lessons, lambda one: one.held_on - timedelta(days=one.held_on.weekday()))
    ]
    open_sessions = [one for one in sessions if one.cancelled_at is None]
    return page(
        "workshop/planning.html", weeks=by_day, places=places, since=first,
        until=first + timedelta(weeks=_WEEKS, days=-1),
        earlier=url_for(".weeks", **{**_kept(), "from": first - timedelta(weeks=_WEEKS)}),
        later=url_for(".weeks", **{**_kept(), "from": first + timedelta(weeks=_WEEKS)}),
        venues=kinds.venues_open(), teachers=queries.teachers(), venue_id=venue, teacher_id=teacher,
        seats=sum(one.capacity for one in open_sessions),
        taken=sum(places[one.id].taken for one in open_sessions),
        waiting=sum(places[one.id].waiting for one in open_sessions), laptops=queries.laptops_ready(),
    )  # fmt: skip


@planning_room.route("/<code>/move", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def move(code: str) -> Any:
    """To another moment or another room; everyone who is expected is told."""
    session = queries.get_session(g.actor, code)
    form = MoveForm(session)
    if form.validate_on_submit():
        with told_on(form):
            planning.move(g.actor, session, starts_at=form.begins(), venue=form.where(), now=clock.now())
            say_done(_("The workshop is moved. Everyone who was expected is told."))
            _say_who_sits_elsewhere(session)
            return redirect(url_for("workshop.show", code=code), 303)
    places = queries.places_in([session.id])[session.id]
    return page("workshop/move.html", form=form, session=session, places=places)


def _say_who_sits_elsewhere(session: Session) -> None:
    count = sitting_elsewhere(session)
    if count:
        say_problem(
            ngettext(
                "%(num)s person sits in another workshop then. Today's page says whom to call.",
                "%(num)s people sit in another workshop then. Today's page says whom to call.",
                count,
            )
        )


@planning_room.route("/<code>/teacher", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def teacher(code: str) -> Any:
    """Someone else gives it."""
    session = queries.get_session(g.actor, code)
    form = TeacherForm(session)
    if form.validate_on_submit():
        with told_on(form):
            planning.change_teacher(g.actor, session, form.who(), now=clock.now())
            say_done(_("Kept."))
            return redirect(url_for("workshop.show", code=code), 303)
    return page("workshop/teacher.html", form=form, session=session)


@planning_room.route("/<code>/seats", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def seats(code: str) -> Any:
    """More seats, or fewer; whoever waits gets what comes free."""
    session = queries.get_session(g.actor, code)
    form = SeatsForm(session)
    if form.validate_on_submit():
        with told_on(form):
            changing.change_seats(g.actor, session, int(form.capacity.data or 0), now=clock.now())
            say_done(_("Kept."))
            return redirect(url_for("workshop.show", code=code), 303)
    return page(
        "workshop/seats.html", form=form, session=session, places=queries.places_in([session.id])[session.id]
    )


@planning_room.route("/<code>/lessons/<int:number>", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def lesson(code: str, number: int) -> Any:
    """One lesson of a course is held at another moment; who comes to it is told."""
    session = queries.get_session(g.actor, code)
    lesson = next((one for one in session.lessons if one.number == number), None)
    if lesson is None:
        raise NotHere
    form = LessonForm(lesson)
    if form.validate_on_submit():
        with told_on(form):
            changing.move_lesson(g.actor, lesson, starts_at=form.begins(), now=clock.now())
            say_done(_("The lesson is moved. Everyone who was expected is told."))
            _say_who_sits_elsewhere(session)
            return redirect(url_for("workshop.show", code=code), 303)
    return page("workshop/lesson.html", form=form, session=session, lesson=lesson)


@planning_room.get("/<code>/list")
@needs(Permission.WORKSHOP_SEE)
def printed(code: str) -> Any:
    """Who comes, in large type, to hang up or to read out: first names and laptops, nothing else."""
    session = queries.get_session(g.actor, code)
    seats = queries.expected_in(session)
    return page(
        "workshop/list.html", session=session, seats=seats,
        laptops=queries.laptops_of([seat.borrower_id for seat in seats]),
    )  # fmt: skip


@planning_room.get("/letters")
@needs(Permission.WORKSHOP_PLAN)
def letters() -> Any:
    """Which invitations wait for the printer."""
    waiting = post_letters.waiting(clock.now())
    return page(
        "workshop/letters.html", letters=waiting, address_now=reminders.address_now,
        ids=".".join(str(letter.id) for letter, _seat in waiting),
    )  # fmt: skip


@planning_room.get("/letters/to-print.pdf")
@needs(Permission.WORKSHOP_PLAN)
def to_print() -> Any:
    """Exactly the letters of the list, as one PDF; another list when one of them need not leave any more."""
    ids = small_numbers(request.args.get("ids"), post_letters.MOST)
    waiting = post_letters.waiting(clock.now(), ids)
    if not waiting:
        raise NotHere
    if len(waiting) < len(set(ids)):
        say_done(_("The list changed meanwhile. Here are the letters that wait now."))
        return redirect(url_for(".letters"), 303)
    return as_response(post_letters.as_pdf(waiting), f"letters-{waiting[-1][0].id}")


@planning_room.post("/letters/printed")
@needs(Permission.WORKSHOP_PLAN)
def printed_letters() -> Any:
    """They came out of the printer and go to the post."""
    ids = small_numbers(request.form.get("ids"), post_letters.MOST)
    post_letters.mark_printed(g.actor, ids, now=clock.now())
    say_done(_("Done. They go to the post."))
    return redirect(url_for(".letters"), 303)


def _monday_of(text: str) -> date:
    """The Monday of the week that was asked for; of this week for what is no day."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = clock.today()
    if not 2000 <= asked.year <= 2100:
        asked = clock.today()
    return asked - timedelta(days=asked.weekday())


def _chosen(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in ("venue", "teacher") if request.args.get(name)}
