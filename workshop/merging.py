"""Two entries turn out to be one person: their seats, what was noted at them, and who calls."""

from datetime import datetime

from sqlalchemy import Select, select

from inventory.borrowers.models import Borrower
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from workshop import contact
from workshop.actions import completed_on, find_seat, hold_all, let_go, move_up, noted_of, sit
from workshop.calls import move_calls
from workshop.day_models import AttendanceMark
from workshop.guests import move_guest
from workshop.models import Attendance, Seat
from workshop.queries import seats_of_borrower
from workshop.rules import CAME, SeatState, became

#: of two seats of one person in one session, which tells more of them; the last most
_TELLS_MORE = (
    SeatState.RELEASED, SeatState.WAITING, SeatState.OFFERED, SeatState.BOOKED, SeatState.MISSED, SeatState.PARTLY,
    SeatState.ATTENDED,
)  # fmt: skip


def move_seats(stays: Borrower, goes: Borrower, now: datetime) -> None:
    """Two entries are one person: the seats of who goes are those of who stays.

    Who has a seat in the same session already keeps it, and the second one is free; that someone came counts.
    """
    seats = seats_of_borrower(goes)
    hold_all(seat.session for seat in seats)
    for seat in seats:
        db.session.refresh(seat)
        own = find_seat(seat.session, stays)
        if own is None:
            seat.borrower, seat.borrower_id = stays, stays.id
            continue
        _make_one(seat, own, now)
        move_up(seat.session, now)
    move_guest(stays, goes)
    move_calls(stays, goes)
    # Lessons that were followed under two entries may be the whole course of one person.
    whole_on = completed_on(stays)
    if whole_on is not None and (stays.workshop_on is None or whole_on < stays.workshop_on):
        stays.workshop_on = whole_on


def _make_one(seat: Seat, own: Seat, now: datetime) -> None:
    """Two seats of one person in one session: `own` keeps the best of both, and `seat` is free."""
    was, lessons = seat.state, seat.only_lessons
    is_better = _TELLS_MORE.index(was) > _TELLS_MORE.index(own.state)
    is_earlier = was is own.state and seat.turn < own.turn
    let_go(seat)
    db.session.flush()  # the chair must be free before someone else sits on it
    if own.state is SeatState.RELEASED:
        own.only_lessons, own.application_id = lessons, seat.application_id or own.application_id
    elif was is not SeatState.RELEASED:
        own.only_lessons = sorted({*own.only_lessons, *lessons}) if own.only_lessons and lessons else None
    if is_better or is_earlier:
        _swap_turns(seat, own)
    if is_better:
        sit(own, SeatState.BOOKED if was is SeatState.OFFERED else was)
    _move_notes(seat, own, now)
    if own.state is not SeatState.RELEASED and (noted := noted_of(own)):
        sit(own, became(own.only_lessons or [lesson.number for lesson in own.session.lessons], noted))
    house = Actor.house("merging", own.digibank_id, ())
    for one in (seat, own):
        contact.follow(house, one, now=now)


def _swap_turns(seat: Seat, own: Seat) -> None:
    earlier, later = seat.turn, own.turn
    seat.session.turns += 1
    seat.turn = seat.session.turns
    db.session.flush()  # a turn is somebody's, and never of two
    own.turn = earlier
    db.session.flush()
    seat.turn = later


def _move_notes(seat: Seat, own: Seat, now: datetime) -> None:
    """What was noted at either; where the two say otherwise, this person came."""
    has = {one.lesson_id: one for one in db.session.scalars(_notes_of(own))}
    for noted in db.session.scalars(_notes_of(seat)).all():
        known = has.get(noted.lesson_id)
        if known is None:
            noted.seat_id = own.id
        elif known.presence not in CAME and noted.presence in CAME:
            known.presence, known.noted_at = noted.presence, now
            said = {
                "lesson_id": noted.lesson_id,
                "presence": noted.presence,
                "said_at": now,
                "arrived_at": now,
            }
            db.session.add(AttendanceMark(seat_id=own.id, **said))
    db.session.flush()  # they count from now on


def _notes_of(seat: Seat) -> Select[Attendance]:
    return select(Attendance).where(Attendance.seat_id == seat.id)
