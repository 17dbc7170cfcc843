"""The calendar of start workshops, and one session with who comes and who came.

A teacher sees the own sessions, and of each person the first name and the laptop, nothing else.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from inventory.borrowers.models import Borrower
from inventory.borrowers.queries import matching
from inventory.borrowers.rules import PassReplaced
from inventory.codes import Code, Kind
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.clock import BRUSSELS
from inventory.foundation.database import db
from inventory.foundation.forms import ButtonForm
from inventory.foundation.listing import shelf
from inventory.foundation.offers import Panel, offers
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.permissions import Permission
from inventory.wording import say
from workshop import actions, after_offered, checking, day, merging, night, planning, queries, referrals
from workshop import of_person as _of_person  # noqa: F401  # what a person may read of themselves is offered at import
from workshop.after_views import after_room
from workshop.calls import calls_due
from workshop.day_views import day_room
from workshop.enrol_views import enrol_room
from workshop.forms import AttendForm, PlanForm
from workshop.kind_views import kind_room
from workshop.models import Lesson, Session
from workshop.planning_views import planning_room
from workshop.rules import Presence, chairs_taken, may_release, may_tick

checking.hang()
night.hang()
after_offered.hang()
room = Blueprint("workshop", __name__, url_prefix="/<digibank>/workshops")
room.register_blueprint(planning_room)
room.register_blueprint(kind_room)
room.register_blueprint(enrol_room)
room.register_blueprint(day_room)
room.register_blueprint(after_room)


@room.get("/")
@needs(Permission.WORKSHOP_SEE)
def index() -> Any:
    """What comes, the nearest first; or what was, the latest first."""
    is_past = request.args.get("when") == "past"
    edge = datetime.combine(clock.today(), time.min, BRUSSELS)
    query = queries.sessions_for(g.actor)
    # A course stays among what comes until its last lesson.
    query = query.where(Session.ends_at < edge if is_past else Session.ends_at >= edge)
    rows = shelf(query, Session.starts_at, Session.id, descending=is_past)
    return page("workshop/index.html", shelf=rows, is_past=is_past, taken=queries.chairs_taken_in(rows.rows))


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def new() -> Any:
    """Plan a start workshop."""
    form = PlanForm(language=g.digibank.locale)
    if form.validate_on_submit():
        with told_on(form):
            return redirect(_plan_one_or_many(form), 303)
    return page("workshop/new.html", form=form)


def _plan_one_or_many(form: PlanForm) -> str:
    """Where to go next."""
    begins = form.begins()
    if not form.is_series:
        session = planning.plan(g.actor, form.plan(), starts_at=begins, now=clock.now())
        say_done(_("The workshop is planned."))
        return url_for(".show", code=session.code)
    _series, days = planning.plan_series(
        g.actor, form.plan(), starts_on=form.starts_on.data, ends_on=form.ends_on.data, at=form.starts_at.data,
        every_weeks=int(form.repeats.data), now=clock.now(),
    )  # fmt: skip
    planned = ngettext("%(num)s workshop is planned.", "%(num)s workshops are planned.", len(days.planned))
    if days.skipped:
        rests = ", ".join(format_date(one, "d MMMM") for one in days.skipped)
        left_out = _("Left out, for they are days of rest: %(days)s.", days=rests)
        planned = f"{planned} {left_out}"
    say_done(planned)
    return url_for(".index")


@room.get("/<code>")
@needs(Permission.WORKSHOP_SEE)
def show(code: str) -> Any:
    """Who is expected, who came, and the next in line."""
    return _page_of(queries.get_session(g.actor, code), AttendForm(formdata=None))


def _page_of(session: Session, form: AttendForm) -> Any:
    seats = queries.seats_of(session)
    return page(
        "workshop/show.html",
        form=form,
        session=session,
        seats=seats,
        laptops=queries.laptops_of([seat.borrower_id for seat in seats]),
        taken=chairs_taken(seat.as_place() for seat in seats),
        sees_all=queries.sees_all(g.actor),
        may_tick=session.cancelled_at is None and may_tick(session.held_on, clock.today()),
        may_release=may_release(session.held_on, clock.today()),
        is_over=session.ends_at <= clock.now(),
        may_plan=g.actor.may(Permission.WORKSHOP_PLAN) and session.cancelled_at is None,
        moment=clock.now(),
    )


@room.post("/<code>/attend")
@needs(Permission.WORKSHOP_ATTENDANCE)
def attend(code: str) -> Any:
    """Someone came: by the pass, the letter or the laptop that was scanned."""
    session, form = queries.get_session(g.actor, code), AttendForm()
    if form.validate_on_submit():
        with told_on(form):
            borrower = queries.find_borrower(form.who.data or "")
            if borrower is None:
                form.who.errors = [*form.who.errors, _("We do not know this code. Look at the digits.")]
            else:
                day.mark_who_stands_here(g.actor, _lesson_of(session), borrower, now=clock.now())
                say_done(_("%(name)s is here.", name=borrower.first_name))
                return redirect(url_for(".show", code=code), 303)
    return _page_of(session, form)


@room.route("/<code>/attend/<who>", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_ATTENDANCE)
def attend_one(code: str, who: str) -> Any:
    """A workshop and a pass were scanned: this person is here."""
    session, form = queries.get_session(g.actor, code), ButtonForm()
    borrower = queries.find_borrower(who)
    if borrower is None:
        raise NotHere
    if form.validate_on_submit():
        with told_on(form):
            day.mark_who_stands_here(g.actor, _lesson_of(session), borrower, now=clock.now())
            say_done(_("%(name)s is here.", name=borrower.first_name))
            return redirect(url_for(".show", code=code), 303)
    return page("workshop/attend_one.html", form=form, session=session, borrower=borrower, who=who)


@room.post("/<code>/seats/<int:seat_id>/<deed>")
@needs(Permission.WORKSHOP_ATTENDANCE)
def tick(code: str, seat_id: int, deed: str) -> Any:
    """One button beside one name: was there, did not come, or take it back."""
    session = queries.get_session(g.actor, code)
    seat = queries.get_seat(session, seat_id)
    ticks = {"attended": Presence.PRESENT, "missed": Presence.ABSENT, "take-back": None}
    if deed == "release":
        actions.release(g.actor, seat, now=clock.now())
    elif deed in ticks:
        day.mark(g.actor, seat, _lesson_of(session), ticks[deed], now=clock.now())
    else:
        raise NotHere
    return redirect(url_for(".show", code=code), 303)


def _lesson_of(session: Session) -> Lesson:
    return actions.lesson_of(session, clock.today())


@room.route("/<code>/enrol", methods=["GET", "POST"])
@needs(Permission.WORKSHOP_PLAN)
def enrol(code: str) -> Any:
    """Find someone and give them a seat."""
    session = queries.get_session(g.actor, code)
    if request.method == "POST":
        borrower = get_by_code(Borrower, request.form.get("borrower", ""))
        seat = actions.enrol(g.actor, session, borrower, now=clock.now())
        say_done(_("%(name)s: %(state)s", name=borrower.short_name, state=say(seat.state)))
        return redirect(url_for(".show", code=code), 303)
    search = request.args.get("search", "").strip()[:100]
    found = list(db.session.execute(matching(search).limit(20)).scalars()) if search else []
    return page("workshop/enrol.html", session=session, search=search, found=found)


@room.post("/<code>/cancel")
@needs(Permission.WORKSHOP_PLAN)
def cancel(code: str) -> Any:
    """The workshop does not take place."""
    planning.cancel(g.actor, queries.get_session(g.actor, code), now=clock.now())
    say_done(_("This workshop does not take place. Call who was expected."))
    return redirect(url_for(".show", code=code), 303)


@offers("scan.lands")
def land_on_session(code: Code, actor: Actor) -> str | None:
    """The code of a session leads to its page, and on the day itself to who is here, for whoever may see it."""
    if not actor.may(Permission.WORKSHOP_SEE):
        return None
    session = find_by_code(Session, code)
    if session is None or not (queries.sees_all(actor) or session.teacher_id == actor.user_id):
        return None
    is_today = any(lesson.held_on == clock.today() for lesson in session.lessons)
    is_held = is_today and session.cancelled_at is None and actor.may(Permission.WORKSHOP_ATTENDANCE)
    return url_for("workshop.day.show" if is_held else "workshop.show", code=session.code)


@offers("scan.sentences")
def tick_as_here(first: Code, second: Code, actor: Actor) -> str | None:
    """A workshop of today or before, and a pass or a loan: this person came."""
    by_kind = {first.kind: first, second.kind: second}
    who = by_kind.get(Kind.PASS) or by_kind.get(Kind.LOAN)
    if who is None or Kind.SESSION not in by_kind or not actor.may(Permission.WORKSHOP_ATTENDANCE):
        return None
    session = find_by_code(Session, by_kind[Kind.SESSION])
    if session is None or land_on_session(session.code, actor) is None or session.cancelled_at is not None:
        return None
    may = may_tick(session.held_on, clock.today()) and _is_someone(who)
    return url_for("workshop.attend_one", code=session.code, who=who) if may else None


def _is_someone(code: Code) -> bool:
    try:
        return queries.find_borrower(str(code)) is not None
    except PassReplaced:
        return False  # it says nothing of anyone; scanned by itself it tells that it was replaced


@offers("borrower.panels")
def seats_panel(borrower: Borrower, actor: Actor) -> Panel | None:
    """The seats of this person, and the way to what would fit."""
    if not actor.may(Permission.WORKSHOP_PLAN):
        return None
    seats = queries.seats_of_borrower(borrower, most=50)
    may_enrol = not borrower.is_forgotten and not borrower.has_had_workshop
    # Only who sat in a workshop was sent on from one.
    sent = referrals.of_borrower(borrower) if seats else []
    context = {"borrower": borrower, "seats": seats, "proposals": [], "may_enrol": may_enrol, "sent": sent}
    return Panel("workshop/_of_borrower.html", context, weight=60)


@offers("today.desk")
def today_panel(actor: Actor, today: date) -> Panel | None:
    """Today's start workshops: all of them for the desk, a teacher's own for a teacher."""
    if not actor.may(Permission.WORKSHOP_SEE):
        return None
    start = datetime.combine(today, time.min, BRUSSELS)
    lessons = queries.lessons_for(actor, start, start + timedelta(days=1))
    calls = calls_due(today) if queries.sees_all(actor) else []
    if not lessons and not calls:
        return None
    taken = queries.chairs_taken_in([lesson.session for lesson in lessons])
    context = {
        "lessons": lessons,
        "taken": taken,
        "calls": [call for call in calls if call.borrower.no_calls_at is None],
        "uncalled": [call for call in calls if call.borrower.no_calls_at is not None],
    }
    return Panel("workshop/_today.html", context, weight=40)


@offers("borrower.merged")
def move_seats(stays: Borrower, goes: Borrower, now: datetime) -> None:
    """Seats go along with the person."""
    merging.move_seats(stays, goes, now)


@offers("borrower.forgotten")
def release_seats(borrower: Borrower, now: datetime) -> None:
    """Seats still to come go to others."""
    actions.release_all_of(borrower, now)
