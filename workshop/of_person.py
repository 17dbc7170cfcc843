"""What is kept of a person in start workshops, for that person to read."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.offers import PersonSection, offers
from inventory.lending.queries import loans_of
from workshop.day_models import AttendanceMark, DigitalLevel, FollowUp, OnwardReferral
from workshop.models import Attendance, Guest, Seat, WorkshopCall
from workshop.queries import seats_of_borrower


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """Seats, presence, how handy someone was, where they were sent, calls, and how the laptop was doing."""
    seats = sorted(seats_of_borrower(borrower), key=lambda seat: seat.id)
    return [
        PersonSection("workshop_seats", [fact for seat in seats for fact in _seat(seat)], _SEATS),
        PersonSection("workshop_moments", _free(borrower), frozenset({Guest.__tablename__})),
        PersonSection("workshop_calls", _calls(borrower), frozenset({WorkshopCall.__tablename__})),
        PersonSection("how_it_goes", _how_it_goes(borrower), frozenset({FollowUp.__tablename__})),
    ]


_SEATS = frozenset({"seat", "attendance", "attendance_mark", "digital_level", "onward_referral"})


def _seat(seat: Seat) -> Iterator[dict[str, Any]]:
    told = {"workshop": str(seat.session.code), "held_on": seat.session.held_on}
    yield {
        **told, "place": seat.session.place, "seat_state": seat.state, "enrolled_at": seat.booked_at,
        "enrolled_by": seat.enrolled_by,
    }  # fmt: skip
    for one in _of(seat, Attendance):
        yield {**told, "presence": one.presence, "noted_at": one.noted_at}
    for one in _of(seat, AttendanceMark):
        yield {**told, "said_of_presence": one.presence, "said_at": one.said_at}
    for one in _of(seat, DigitalLevel):
        yield {**told, "level": one.level, "level_when": one.phase, "said_at": one.said_at}
    for one in _of(seat, OnwardReferral):
        yield {
            **told,
            "sent_on_to": one.destination,
            "made_at": one.made_at,
            "came_there_at": one.realised_at,
        }


def _of(seat: Seat, model: Any) -> Any:
    return db.session.scalars(select(model).where(model.seat_id == seat.id).order_by(model.id))


def _free(borrower: Borrower) -> list[dict[str, Any]]:
    guests = db.session.scalars(select(Guest).where(Guest.borrower_id == borrower.id))
    return [{"free_moments": list(one.free)} for one in guests if one.free]


def _calls(borrower: Borrower) -> list[dict[str, Any]]:
    query = select(WorkshopCall).where(WorkshopCall.borrower_id == borrower.id).order_by(WorkshopCall.id)
    return [
        {"call_on": one.call_on, "call_because": one.because, "done_at": one.done_at}
        for one in db.session.scalars(query)
    ]


def _how_it_goes(borrower: Borrower) -> list[dict[str, Any]]:
    numbers = {loan.id: loan.spoken for loan in loans_of(borrower)}
    query = select(FollowUp).where(FollowUp.loan_id.in_(list(numbers))).order_by(FollowUp.id)
    return [
        {
            "number": numbers[one.loan_id],
            "asked_at": one.asked_at,
            "face": one.face,
            "answered_at": one.answered_at,
        }
        for one in db.session.scalars(query)
    ]
