"""The day itself on a teacher's phone: names to tap or passes to scan, what was told, and where people go next.

A teacher sees first names and laptops. What is tapped is sent without loading a page, now or when there is a network;
without script every button loads one.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, request, url_for
from flask_babel import gettext as _

from inventory.deposits.papers import as_response
from inventory.foundation.clock import now, today
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import asks_json, needs, page, small_number, told_on
from inventory.permissions import Permission
from workshop import day, materials, papers, queries, referrals
from workshop.day_forms import SaidForm, ScanForm, TopicForm
from workshop.day_models import Destination
from workshop.day_rules import Level, When, tally
from workshop.models import Lesson, Seat, Session
from workshop.rules import CAME, Presence, may_tick

day_room = Blueprint("day", __name__)


@day_room.get("/<code>/day")
@needs(Permission.WORKSHOP_ATTENDANCE)
def show(code: str) -> Any:
    """Who is expected, with a button for each; what is to be told; where people go next."""
    session = queries.get_session(g.actor, code)
    return _page_of(session, _lesson(session, request.args.get("lesson", type=small_number)))


def _lesson(session: Session, number: int | None) -> Lesson:
    return day.lesson_with(session, number, today())


def _page_of(session: Session, lesson: Lesson, form: Any = None) -> Any:
    people = day.people_of(lesson)
    said = {one.seat.id: one.presence for one in people}
    return page(
        "workshop/day.html",
        form=form or ScanForm(formdata=None, lesson=lesson.number),
        session=session,
        lesson=lesson,
        people=people,
        tally=tally(said, said),
        topics=day.topics_of(lesson),
        papers=materials.papers_of([session.kind_id])[session.kind_id],
        paper_link=lambda one: url_for("workshop.kinds.paper", workshop_file_id=one.id),
        CAME=CAME,
        sent=referrals.of_seats(said),
        presences=list(Presence),
        phases=list(When),
        levels=list(Level),
        destinations=list(Destination),
        is_open=session.cancelled_at is None and may_tick(lesson.held_on, today()),
        hands_over=g.actor.may(Permission.LOAN_HAND_OVER) and lesson.held_on == today(),
    )


@day_room.post("/<code>/day/marks")
@needs(Permission.WORKSHOP_ATTENDANCE)
def mark(code: str) -> Any:
    """One tap beside a name: here, late, not here; or `open`, which takes it back."""
    session, form = queries.get_session(g.actor, code), SaidForm()
    lesson = _lesson(session, form.lesson_number)
    said = form.said.data or ""
    if said != "open" and said not in set(Presence):
        raise NotHere
    presence = None if said == "open" else Presence(said)

    def deed() -> dict[str, Any]:
        seat = day.mark(
            g.actor,
            queries.get_seat(session, form.seat_id),
            lesson,
            presence,
            now=now(),
            said_at=form.said_at,
        )
        return {"seat": seat.id, "said": said}

    return _done(session, lesson, form, deed, anchor=f"seat-{form.seat_id}")


@day_room.post("/<code>/day/scans")
@needs(Permission.WORKSHOP_ATTENDANCE)
def scan(code: str) -> Any:
    """A pass, a letter or a laptop: this person is here, also without a seat."""
    session, form = queries.get_session(g.actor, code), ScanForm()
    lesson = _lesson(session, form.lesson_number)

    def deed() -> dict[str, Any]:
        borrower = queries.find_borrower(form.who.data or "")
        if borrower is None:
            raise day.UnknownCode(field="who")
        seat = day.mark_who_stands_here(g.actor, lesson, borrower, now=now(), said_at=form.said_at)
        return {
            "seat": seat.id, "scanned": True, "name": seat.borrower.first_name or seat.borrower.spoken,
            "tone": "good", "sentence": _("Is here."),
        }  # fmt: skip

    return _done(session, lesson, form, deed, anchor="people")


@day_room.post("/<code>/day/topics")
@needs(Permission.WORKSHOP_ATTENDANCE)
def topic(code: str) -> Any:
    """A topic was told, or not after all; or a line about it."""
    session, form = queries.get_session(g.actor, code), TopicForm()
    lesson = _lesson(session, form.lesson_number)
    is_told = {"told": True, "open": False}.get(form.said.data or "")

    def deed() -> dict[str, Any]:
        note = day.tell_topic(
            g.actor, lesson, form.topic.data or "", now=now(), is_told=is_told, words=form.words.data or "",
            said_at=form.said_at,
        )  # fmt: skip
        return {"topic": note.topic}

    return _done(session, lesson, form, deed, anchor="topics")


@day_room.post("/<code>/day/levels")
@needs(Permission.WORKSHOP_ATTENDANCE)
def level(code: str) -> Any:
    """How handy someone is: `before:3`, `after:4`; `before:open` takes it back."""
    session, form = queries.get_session(g.actor, code), SaidForm()
    lesson = _lesson(session, form.lesson_number)
    phase, _colon, chosen = (form.said.data or "").partition(":")
    if phase not in set(When) or (chosen != "open" and chosen not in set(Level)):
        raise NotHere

    def deed() -> dict[str, Any]:
        seat, how = queries.get_seat(session, form.seat_id), None if chosen == "open" else Level(chosen)
        day.set_level(g.actor, seat, When(phase), how, now=now(), said_at=form.said_at)
        return {"seat": seat.id, "said": form.said.data}

    return _done(session, lesson, form, deed, anchor=f"seat-{form.seat_id}")


@day_room.post("/<code>/day/referrals")
@needs(Permission.WORKSHOP_ATTENDANCE)
def refer(code: str) -> Any:
    """Someone is shown the way to another service; `open:` before its name takes it back."""
    session, form = queries.get_session(g.actor, code), SaidForm()
    lesson = _lesson(session, form.lesson_number)
    said = form.said.data or ""
    to = said.removeprefix("open:")
    if to not in set(Destination):
        raise NotHere

    def deed() -> dict[str, Any]:
        seat = queries.get_seat(session, form.seat_id)
        if said.startswith("open:"):
            referrals.withdraw(g.actor, seat, Destination(to), now=now())
        else:
            referrals.refer(g.actor, seat, Destination(to), now=now())
        return {"seat": seat.id, "said": said}

    return _done(session, lesson, form, deed, anchor="onward")


def _done(
    session: Session, lesson: Lesson, form: SaidForm, deed: Callable[[], dict[str, Any]], *, anchor: str
) -> Any:
    """Do it when the form is right; answer a script with facts, and a browser with the page."""
    if asks_json():
        if not form.validate_on_submit():
            return {"refused": "not_understood", "because": _first_error(form)}, 422
        return deed()
    if form.validate_on_submit():
        with told_on(form):
            deed()
            number = lesson.number if len(session.lessons) > 1 else None
            return redirect(url_for(".show", code=session.code, lesson=number, _anchor=anchor), 303)
    return _page_of(session, lesson, form)


def _first_error(form: SaidForm) -> str:
    remarks = [*form.form_errors, *(str(one) for field in form for one in field.errors)]
    return str(remarks[0]) if remarks else ""


# --- papers ---


@day_room.get("/<code>/attendance.pdf")
@needs(Permission.WORKSHOP_ATTENDANCE)
def sheet(code: str) -> Response:
    """The sheet on which people sign that they came."""
    session = queries.get_session(g.actor, code)
    seats = queries.seats_of(session)
    laptops = {
        one: device.spoken for one, device in queries.laptops_of([s.borrower_id for s in seats]).items()
    }
    facts = papers.sheet_facts(
        session, seats, laptops, locale=g.digibank.locale, base=current_app.config["PUBLIC_URL"]
    )
    return as_response(papers.attendance_sheet(facts), f"attendance-{session.code}")


@day_room.get("/<code>/seats/<int:seat_id>/certificate-<locale>.pdf")
@needs(Permission.WORKSHOP_PLAN)
def certificate(code: str, seat_id: int, locale: str) -> Response:
    """What someone followed, to take home. With a whole name, so it is for the desk."""
    if locale not in {"nl", "fr", "en"}:
        raise NotHere
    seat: Seat = queries.get_seat(queries.get_session(g.actor, code), seat_id)
    lessons = day.lessons_followed(seat)
    told = day.told_in(lessons)
    facts = papers.certificate_facts(seat, lessons, told, locale=locale, today=today())
    return as_response(papers.certificate(facts), f"certificate-{seat.id}")
