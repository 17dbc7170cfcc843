"""What other pages may show of the day and after: the group at the desk, the answer on the loan, whom to call today."""

from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inventory.applications.models import Application
from inventory.applications.states import ApplicationState
from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.clock import BRUSSELS, now
from inventory.foundation.database import db
from inventory.foundation.offers import NextStep, Panel, Part, offers
from inventory.foundation.outbox import Letter
from inventory.lending.models import Loan
from inventory.lending.moments import Moment
from inventory.permissions import Permission
from workshop import actions, day, followup, referrals, told
from workshop.models import Attendance, Lesson, Seat, Session
from workshop.rules import CAME, TAKES_A_CHAIR


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("lending.moments")
def moments(actor: Actor, today: date) -> list[Moment]:
    """Each workshop of today in which people sit who may have a laptop: who is here stands first, as enrolled."""
    if not actor.may(Permission.LOAN_HAND_OVER):
        return []
    start = datetime.combine(today, time.min, BRUSSELS)
    query = (
        select(Lesson.session_id, Lesson.id, Seat.borrower_id)
        .join(Session, Session.id == Lesson.session_id)
        .join(Seat, Seat.session_id == Session.id)
        .where(
            Lesson.starts_at >= start, Lesson.starts_at < start + timedelta(days=1),
            Session.cancelled_at.is_(None), Seat.state.in_(sorted(TAKES_A_CHAIR)),
        )
        .order_by(Lesson.starts_at, Lesson.id, Seat.turn)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    expected = _expected({borrower_id for *_ids, borrower_id in rows}, start) if rows else {}
    came = _who_came({lesson_id for _id, lesson_id, _borrower in rows}) if expected else set()
    sessions = _sessions({session_id for session_id, *_rest in rows}) if expected else {}
    found = []
    for session_id, session in sessions.items():
        people = [borrower for one, _lesson, borrower in rows if one == session_id]
        people.sort(key=lambda one: one not in came)
        ids = [number for one in people for number in expected.get(one, ())]
        if ids:
            here = frozenset(number for one in people if one in came for number in expected.get(one, ()))
            found.append(
                Moment(
                    f"session-{session_id}", place=session.venue.name, starts_at=session.starts_at,
                    expected=dict.fromkeys(ids), here=here,
                    roll=NextStep(_("Who is here?"), "workshop.day.show", {"code": session.code}),
                )
            )  # fmt: skip
    return found


def _sessions(ids: set[int]) -> dict[int, Session]:
    """These sessions with their rooms, by id, the earliest first."""
    query = select(Session).where(Session.id.in_(ids)).options(joinedload(Session.venue))
    return {one.id: one for one in db.session.scalars(query.order_by(Session.starts_at, Session.id))}


def _expected(borrower_ids: set[int], start: datetime) -> dict[int, list[int]]:
    """Of each person the applications that may lead to a laptop today, or did."""
    today = select(Loan.application_id).where(
        Loan.handed_over_at >= start, Loan.borrower_id.in_(borrower_ids)
    )
    query = select(Application.borrower_id, Application.id).where(
        Application.borrower_id.in_(borrower_ids),
        (Application.state == ApplicationState.APPROVED) | Application.id.in_(today),
    )
    found: dict[int, list[int]] = {}
    for borrower_id, application_id in db.session.execute(query.order_by(Application.id)):
        found.setdefault(borrower_id, []).append(application_id)
    return found


def _who_came(lesson_ids: set[int]) -> set[int]:
    query = (
        select(Seat.borrower_id)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .where(Attendance.lesson_id.in_(lesson_ids), Attendance.presence.in_(sorted(CAME)))
    )
    return set(db.session.scalars(query))


@offers("loan.panels")
def answer_panel(loan: Loan, actor: Actor) -> Panel | None:
    """What the borrower says of using the laptop, with the loan it is about."""
    asked = followup.of_loan(loan) if actor.may(Permission.LOAN_SEE) else None
    return Panel("workshop/_of_loan.html", {"asked": asked}, weight=60) if asked is not None else None


@offers("nightly")
def ask_how_it_goes(actor: Actor, today: date) -> None:
    """Four weeks after a hand-over; and whom to call."""
    followup.ask_all(actor, today, now=now())
    followup.ask_for_calls(actor, today, now=now())


@offers("letter.holds")
def was_answered(letter: Letter) -> bool | None:
    """It asks what was answered since, says that someone was not there who came in later, or reminds too late."""
    return (
        followup.is_no_longer_so(letter) or day.came_after_all(letter) or told.comes_too_late(letter) or None
    )


@offers("borrower.merged")
def move_what_was_said(stays: Borrower, goes: Borrower, _now: datetime) -> None:
    """Two seats in one session become one: how handy someone was, and where they were sent, go along."""
    day.move_levels(stays, goes)
    referrals.move_referrals(stays, goes)


@offers("borrower.unmerged")
def mend_words(stays: Borrower, goes: Borrower, now: datetime) -> None:
    """What was said of presence only grows: where it says otherwise than what was put back, it is said anew."""
    for borrower in (stays, goes):
        day.say_as_noted(borrower, now)


@offers("borrower.forgotten")
def forget_levels(borrower: Borrower, _moment: datetime) -> None:
    """How handy someone was goes with who they were."""
    day.forget_levels(borrower)


@offers("borrower.parts")
def handiness(borrower: Borrower) -> Part | None:
    """How handy someone was in a workshop."""
    return Part("levels", lambda _now: day.forget_levels(borrower)) if day.has_levels(borrower) else None


@offers("workshop.followed")
def followed_on(borrower: Borrower) -> date | None:
    """The first day on which a start workshop of this person was whole, as the teachers noted it."""
    return actions.completed_on(borrower)


@offers("check")
def check() -> list[str]:
    """Who is noted as present is who was said to be, by the newest word."""
    return day.not_what_was_said()
