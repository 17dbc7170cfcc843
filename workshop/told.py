"""What people are told about their seat: an invitation, a chair that came free, a change, a reminder.

By mail or text, as the borrower is best reached and in their language. Who can be reached by neither gets it by post,
and a call where that would be too late. Every letter bears the borrower's own link.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from inventory.borrowers.rules import letter_language
from inventory.digibank.models import Digibank
from inventory.foundation import clock, outbox, quiet
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.outbox import Medium, post
from inventory.foundation.tenancy import current_digibank_id
from inventory.lending.reminders import address_of
from inventory.lending.welcome import medium_for
from workshop.calls import ask_to_call, drop_elsewhere
from workshop.guests import guest_of, link_to
from workshop.models import Lesson, Seat, Session
from workshop.queries import other_session_of
from workshop.rules import STILL_TO_COME, CallBecause, SeatState

#: so much later a letter leaves, so that a slip of the finger at the desk tells nobody
_TO_THINK = timedelta(minutes=5)

#: what may wait for the post; anything else is called
ON_PAPER = frozenset({"workshop/invitation", "workshop/missed"})
#: who hears by day of a chair that came free must still be able to come
_TO_GET_THERE = timedelta(hours=2)


def booked(seat: Seat, *, now: datetime) -> None:
    """You are expected: what, when, where, and how to get there."""
    _write("workshop/invitation", seat, now=now, key=f"booked:{seat.turn}", otherwise=None)


def waits(seat: Seat, *, now: datetime) -> None:
    """It is full; you hear from us when a chair comes free."""
    _write("workshop/waiting", seat, now=now, key=f"waiting:{seat.turn}", otherwise=None)


def offered(seat: Seat, *, now: datetime) -> None:
    """A chair came free: do you take it? Answer by that moment. Asked by day, at whatever hour it came free."""
    key = f"offered:{seat.turn}"
    _write("workshop/offered", seat, now=now, key=key, otherwise=CallBecause.SEAT_FREE, by_day=True)


def asked_at(now: datetime) -> datetime:
    """From when on someone can answer what is asked `now`: at once, or from the morning on which the letter leaves."""
    leaves = now + _TO_THINK
    return now if quiet.may_disturb(leaves) else quiet.next_moment(leaves)


def moved_up(seat: Seat, *, now: datetime) -> None:
    """A chair came free shortly before the start: you are expected. Told by day, unless that is too late."""
    in_time = asked_at(now) + _TO_GET_THERE < seat.session.starts_at
    _write(
        "workshop/invitation",
        seat,
        now=now,
        key=f"moved_up:{seat.turn}",
        otherwise=CallBecause.SEAT_FREE,
        by_day=in_time,
        may_wait=False,
    )


def moved(session: Session, *, was: datetime, place: str, now: datetime) -> None:
    """Everyone who is expected or waits hears that it is on another moment, or in another room."""
    drop_elsewhere(session, now)
    for seat in _still_to_come(session):
        outbox.hold_back(about(seat))
        _write(
            "workshop/moved", seat, now=now, key=f"moved:{session.sequence}", otherwise=CallBecause.CHANGED,
            was=was, was_at=place, is_waiting=seat.state is SeatState.WAITING,
        )  # fmt: skip
        _ask_which(seat, now)


def lesson_moved(lesson: Lesson, *, was: datetime, now: datetime) -> None:
    """Everyone who is expected at this lesson, or waits for a chair, hears that it is held at another moment."""
    session = lesson.session
    drop_elsewhere(session, now)
    for seat in _still_to_come(session):
        _ask_which(seat, now)
        if lesson not in lessons_of(seat):
            continue
        outbox.hold_back(about(seat))
        to_come = [one for one in lessons_of(seat) if one.starts_at > now]
        _write(
            "workshop/moved", seat, now=now, key=f"moved:{session.sequence}", otherwise=CallBecause.CHANGED,
            was=was, was_at=session.place, is_waiting=seat.state is SeatState.WAITING, lessons=to_come,
            starts_at=lesson.starts_at,
        )  # fmt: skip


def _ask_which(seat: Seat, now: datetime) -> None:
    """Who has a chair here and one elsewhere at that moment is called: nobody else knows which they come to."""
    session = seat.session
    is_free = other_session_of(session, seat.borrower, seat.only_lessons) is None
    if is_free or seat.state is not SeatState.BOOKED:
        return
    once = f"{about(seat)}:elsewhere:{session.sequence}"
    ask_to_call(seat.borrower, CallBecause.ELSEWHERE, once=once, on=day(now), now=now, session=session)


def cancelled(session: Session, *, now: datetime) -> None:
    """Everyone who is expected or waits hears that it does not take place."""
    drop_elsewhere(session, now)
    for seat in _still_to_come(session):
        outbox.hold_back(about(seat))
        _write("workshop/cancelled", seat, now=now, key="cancelled", otherwise=CallBecause.CHANGED)


def remember(seat: Seat, *, lesson_starts_at: datetime, now: datetime) -> None:
    """Your workshop is soon: tomorrow, or the next day on which people work."""
    key = _reminder_of(lesson_starts_at)
    _write(
        "workshop/reminder", seat, now=now, key=key, otherwise=None, by_day=True, starts_at=lesson_starts_at
    )


def reminder_key(seat: Seat, lesson_starts_at: datetime) -> str:
    """Under which key the reminder of a lesson stands in the outbox."""
    return f"{about(seat)}:{_reminder_of(lesson_starts_at)}"


def _reminder_of(lesson_starts_at: datetime) -> str:
    return f"reminder:{day(lesson_starts_at)}"


def comes_too_late(letter: outbox.Letter) -> bool:
    """Would this letter remind someone of a lesson that has begun already?"""
    if letter.kind != "workshop/reminder" or letter.thing_id is None:
        return False
    seat = db.session.get(Seat, letter.thing_id)
    if seat is None:
        return True
    to_come = [one for one in lessons_of(seat) if one.starts_at > clock.now()]
    return all(reminder_key(seat, one.starts_at) != letter.once_key for one in to_come)


def missed(seat: Seat, *, now: datetime) -> None:
    """You were not there, which can happen: choose another moment. Not before it is over: someone may still come in."""
    waits = max(_TO_THINK, seat.session.ends_at - now)
    _write("workshop/missed", seat, now=now, key=f"missed:{seat.turn}", otherwise=None, waits=waits)


def about(seat: Seat) -> str:
    """Under which key the letters about a seat are found, to hold them back."""
    return f"seat:{seat.id}"


def _still_to_come(session: Session) -> list[Seat]:
    query = select(Seat).where(Seat.session_id == session.id, Seat.state.in_(sorted(STILL_TO_COME)))
    return list(db.session.scalars(query.order_by(Seat.turn, Seat.id)))


def _ours() -> Digibank:
    return db.session.get_one(Digibank, current_digibank_id())


def _write(
    kind: str, seat: Seat, *, now: datetime, key: str, otherwise: CallBecause | None, by_day: bool = False,
    waits: timedelta = _TO_THINK, may_wait: bool = True, **more: Any,
) -> None:  # fmt: skip
    """One letter, once; a call instead where nothing written reaches this person and it cannot wait."""
    borrower, once = seat.borrower, f"{about(seat)}:{key}"
    medium = medium_for(borrower)
    address = address_of(borrower) if medium is None and may_wait and kind in ON_PAPER else ""
    if address:
        medium = Medium.PAPER
    if medium is None:
        if otherwise is not None:
            ask_to_call(borrower, otherwise, once=once, on=day(now), now=now, session=seat.session)
        return
    if db.session.scalar(select(outbox.Letter.id).where(outbox.Letter.once_key == once)) is not None:
        return
    session, ours = seat.session, _ours()
    locale = letter_language(borrower.language, fallback=ours.locale)
    post(
        kind, medium=medium, locale=locale, now=now, waits=waits, about=about(seat), once=once, of=seat,
        to_email=borrower.email if medium is Medium.MAIL else "",
        to_phone=borrower.phone if medium is Medium.SMS else "", to_address=address,
        keeps_link=True, by_day=by_day, first_name=borrower.first_name, title=session.kind.title(locale),
        venue=session.venue, answer_by=seat.answer_by, digibank=ours, link=link_to(guest_of(borrower).token),
        **{"starts_at": session.starts_at, "lessons": lessons_of(seat), **more},
    )  # fmt: skip


def lessons_of(seat: Seat) -> list[Lesson]:
    """The lessons that this person comes to, in order."""
    wanted = seat.only_lessons
    return [one for one in seat.session.lessons if wanted is None or one.number in wanted]
