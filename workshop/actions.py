"""Give and release seats, keep the waiting list moving, and note who came, which stays a fact about the borrower."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from inventory.applications.models import Application
from inventory.applications.queries import approved_application_of
from inventory.applications.states import ApplicationState
from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import AlreadyForgotten, must_be_usable
from inventory.borrowers.models import Borrower
from inventory.foundation import outbox
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere, Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.lending.queries import open_loans_of
from inventory.permissions import Permission
from workshop import contact, told
from workshop.calls import ask_to_call, drop_calls
from workshop.guests import forget, guest_of, set_free
from workshop.models import Attendance, Lesson, Seat, Session, WorkshopKind
from workshop.planning import Cancelled
from workshop.queries import (
    open_seats_from,
    other_session_of,
    seats_of,
    seats_of_borrower,
    sees_all,
    waiting_beside_a_free_chair,
)
from workshop.rules import (
    STILL_TO_COME,
    TAKES_A_CHAIR,
    CallBecause,
    CountsFor,
    EnrolledBy,
    Place,
    Presence,
    SeatState,
    answer_by,
    became,
    free_chair,
    may_release,
    may_tick,
    missing_lessons,
    next_place,
    who_moves_up,
)

#: nothing comes of what was asked for
_TURNED_DOWN = frozenset({ApplicationState.WITHDRAWN, ApplicationState.REFUSED})
#: after so many invitations that went by a person calls
_MISSED_OFTEN = 2


class EnrolledAlready(Refusal):
    """This person has a seat in this workshop."""


class NotHeldYet(Refusal):
    """Attendance is ticked on the day itself or later."""


class TooLateToRelease(Refusal):
    """After the day someone came or did not; a seat cannot be given up any more."""


class TooLateToEnrol(Refusal):
    """It is over; who came after all is ticked, not enrolled."""


class NoApplicationAnyMore(Refusal):
    """What this person asked for was withdrawn or refused."""


class ElsewhereThen(Refusal):
    """Nobody sits in two workshops at once."""


class NothingOffered(Refusal):
    """The chair was kept for a while, and went to someone else; or it was answered before."""


def enrol(
    actor: Actor, session: Session, borrower: Borrower, *, now: datetime, by: EnrolledBy = EnrolledBy.DESK,
    application: Application | None = None, only_lessons: Sequence[int] | None = None,
) -> Seat:  # fmt: skip
    """A chair for `borrower`, or a place on the waiting list when it is full. They are told.

    `only_lessons`: the numbers of those that someone who missed some elsewhere comes to.
    """
    actor.must(Permission.WORKSHOP_ENROL)
    with transaction():
        hold(session)
        _must_take_place(session)
        if session.ends_at <= now:
            raise TooLateToEnrol
        if borrower.is_forgotten:
            raise AlreadyForgotten
        application = application or approved_application_of(borrower)
        if application is not None:
            db.session.refresh(application)
            if application.state in _TURNED_DOWN:
                raise NoApplicationAnyMore(field="who", name=borrower.first_name)
        _must_be_free(session, borrower, only_lessons)
        state = next_place(session.capacity, _line_of(session, now))
        seat = _seat_for(session, borrower, now, state=state, by=by)
        seat.application_id = application.id if application is not None else None
        seat.only_lessons = list(only_lessons) if only_lessons else None
        drop_calls(borrower, [CallBecause.MISSED_TWICE], now)
        if session.starts_at > now:
            (told.booked if seat.state is SeatState.BOOKED else told.waits)(seat, now=now)
        record(actor, "workshop.enrolled", seat, now=now, session=str(session.code), state=seat.state)
    return seat


def enrol_outside(
    actor: Actor, session: Session, borrower: Borrower, *, by: EnrolledBy, now: datetime,
    only_lessons: Sequence[int] | None = None,
) -> Seat:  # fmt: skip
    """As `enrol`, by the person or by who sent them: only for who waits for a laptop of ours, or has one.

    NoApplicationAnyMore for anyone else.
    """
    with transaction():
        if not _is_with_us(borrower):
            raise NoApplicationAnyMore(field="who", name=borrower.first_name)
        return enrol(actor, session, borrower, by=by, only_lessons=only_lessons, now=now)


def _is_with_us(borrower: Borrower) -> bool:
    """Does this person wait for a laptop of ours, or have one?"""
    return approved_application_of(borrower) is not None or bool(open_loans_of(borrower))


def _waits_for_nothing(borrower: Borrower) -> bool:
    """Was all that this person asked for withdrawn or refused? Then a laptop is not what an invitation is for."""
    query = select(Application.state).where(Application.borrower_id == borrower.id)
    states = set(db.session.scalars(query))
    return bool(states) and states <= _TURNED_DOWN and not _is_with_us(borrower)


def release(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """Give up a seat; whoever waits longest moves up. Giving it up twice gives it up once."""
    actor.must(Permission.WORKSHOP_ENROL)
    with transaction():
        hold(seat.session)
        db.session.refresh(seat)
        if seat.state is SeatState.RELEASED:
            return seat
        if seat.state not in STILL_TO_COME or not may_release(day(seat.session.ends_at), day(now)):
            raise TooLateToRelease
        let_go(seat)
        drop_calls(seat.borrower, [CallBecause.ELSEWHERE], now)
        move_up(seat.session, now)
        record(actor, "workshop.seat_released", seat, now=now, session=str(seat.session.code))
    return seat


def take_offer(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """The chair that came free is taken. NothingOffered when the time to answer is over."""
    actor.must(Permission.WORKSHOP_ENROL)
    with transaction():
        hold(seat.session)
        db.session.refresh(seat)
        if seat.state is SeatState.BOOKED:
            return seat
        if seat.state is not SeatState.OFFERED or seat.answer_by is None or seat.answer_by <= now:
            raise NothingOffered
        _must_be_free(seat.session, seat.borrower, seat.only_lessons)
        seat.state, seat.answer_by = SeatState.BOOKED, None
        drop_calls(seat.borrower, [CallBecause.SEAT_FREE], now)
        told.booked(seat, now=now)
        record(actor, "workshop.offer_taken", seat, now=now, session=str(seat.session.code))
    return seat


def let_offers_lapse(actor: Actor, now: datetime) -> int:
    """Chairs that were kept for an answer that did not come go to whoever waits next. How many."""
    query = select(Seat.session_id, Seat.id).where(
        Seat.state == SeatState.OFFERED, Seat.answer_by.is_not(None), Seat.answer_by <= now
    )
    lapsed = 0
    for session_id, seat_id in db.session.execute(query).all():
        with transaction():
            session = db.session.get_one(Session, session_id)
            hold(session)
            seat = db.session.get_one(Seat, seat_id, populate_existing=True)
            if seat.state is not SeatState.OFFERED or seat.answer_by is None or seat.answer_by > now:
                continue
            let_go(seat)
            move_up(session, now)
            record(actor, "workshop.offer_lapsed", seat, now=now, session=str(session.code))
            lapsed += 1
    return lapsed


def note(actor: Actor, seat: Seat, lesson: Lesson, presence: Presence, *, now: datetime) -> Seat:
    """How this person was at one lesson; said again, the last word counts."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        hold(seat.session)
        must_be_open_for_ticks(actor, lesson, now)
        noted = _attendance(seat, lesson)
        if noted is None:
            noted = Attendance(seat_id=seat.id, lesson_id=lesson.id, presence=presence, noted_at=now)
            db.session.add(noted)
        noted.presence, noted.noted_at, noted.noted_by_id = presence, now, actor.user_id
        _settle(actor, seat, now)
        contact.follow(actor, seat, now=now)
        deed = "workshop.missed" if presence is Presence.ABSENT else "workshop.attended"
        record(actor, deed, seat, now=now, session=str(seat.session.code), lesson=lesson.number)
    return seat


def take_back_note(actor: Actor, seat: Seat, lesson: Lesson, *, now: datetime) -> Seat:
    """Undo a tick that was meant for someone else."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        hold(seat.session)
        must_be_open_for_ticks(actor, lesson, now)
        noted = _attendance(seat, lesson)
        if noted is not None:
            contact.taken_back(actor, noted, now=now)
            db.session.delete(noted)
        _settle(actor, seat, now)
        record(
            actor,
            "workshop.tick_taken_back",
            seat,
            now=now,
            session=str(seat.session.code),
            lesson=lesson.number,
        )
    return seat


def mark_attended(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """This person came to the lesson of today or the latest one: a fact about them, which lending asks about."""
    return note(actor, seat, lesson_of(seat.session, day(now)), Presence.PRESENT, now=now)


def mark_missed(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """This person did not come; there is a new invitation, and never a fine."""
    return note(actor, seat, lesson_of(seat.session, day(now)), Presence.ABSENT, now=now)


def take_back_tick(actor: Actor, seat: Seat, *, now: datetime) -> Seat:
    """Undo the tick of the lesson of today or the latest one."""
    return take_back_note(actor, seat, lesson_of(seat.session, day(now)), now=now)


def attend(actor: Actor, session: Session, borrower: Borrower, *, now: datetime) -> Seat:
    """Someone stands here with a pass: ticked, with a seat for whoever had none."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        hold(session)
        must_be_open_for_ticks(actor, lesson_of(session, day(now)), now)
        return mark_attended(actor, seat_at_the_door(session, borrower, now=now), now=now)


def seat_at_the_door(session: Session, borrower: Borrower, *, now: datetime) -> Seat:
    """The seat of someone who stands here; a new one for who had none. Inside the deed that notes that they came."""
    seat = find_seat(session, borrower)
    if seat is None or seat.state in {SeatState.RELEASED, SeatState.WAITING}:
        seat = _seat_for(session, borrower, now, state=SeatState.BOOKED, by=EnrolledBy.AT_THE_DOOR)
    return seat


def lesson_of(session: Session, today: date) -> Lesson:
    """The lesson of today; else the latest that was held; before the first, the first."""
    held = [lesson for lesson in session.lessons if lesson.held_on <= today]
    return held[-1] if held else session.lessons[0]


def tell_free(actor: Actor, borrower: Borrower, parts: Iterable[str], *, now: datetime) -> None:
    """When this person can come, as parts of the week; proposals follow it."""
    actor.must(Permission.WORKSHOP_ENROL)
    with transaction():
        if borrower.is_forgotten:
            raise AlreadyForgotten
        guest = guest_of(borrower)
        set_free(guest, parts)
        record(actor, "workshop.free_told", borrower, now=now, parts=len(guest.free))


def release_all_of(borrower: Borrower, now: datetime) -> None:
    """Someone is being forgotten: seats still to come go to others, nobody calls, and letters about all are blanked."""
    seats = open_seats_from(borrower, now)
    hold_all(seat.session for seat in seats)
    for seat in seats:
        db.session.refresh(seat)
        if seat.state not in STILL_TO_COME:
            continue
        let_go(seat)
        move_up(seat.session, now)
    outbox.blank_letters_about("seat", [seat.id for seat in seats_of_borrower(borrower)])
    drop_calls(borrower, list(CallBecause), now)
    forget(borrower)


def release_withdrawn(actor: Actor, now: datetime) -> int:
    """Who does not need a laptop any more gives up the seat that was for it. How many."""
    query = (
        select(Seat)
        .join(Application, Application.id == Seat.application_id)
        .join(Session, Session.id == Seat.session_id)
        .where(
            Application.state.in_(sorted(_TURNED_DOWN)),
            Seat.state.in_(sorted(STILL_TO_COME)),
            Session.starts_at > now,
        )
    )
    seats = list(db.session.scalars(query))
    for seat in seats:
        release(actor, seat, now=now)
    return len(seats)


def hold_all(sessions: Iterable[Session]) -> None:
    """Each of them, always in the same order: of two who hold several, one waits for the other."""
    for session in sorted(set(sessions), key=lambda one: one.id):
        hold(session)


def followed_lessons(borrower: Borrower, kind: WorkshopKind) -> set[int]:
    """The numbers of the lessons of this kind that someone followed, in whichever session."""
    query = (
        select(Lesson.number)
        .join(Attendance, Attendance.lesson_id == Lesson.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Session, Session.id == Lesson.session_id)
        .where(
            Seat.borrower_id == borrower.id,
            Session.kind_id == kind.id,
            Attendance.presence != Presence.ABSENT,
        )
    )
    return set(db.session.scalars(query))


def completed_on(borrower: Borrower) -> date | None:
    """The first day on which a start workshop was whole: of a course, the day on which its last lesson was followed."""
    query = (
        select(Session.kind_id, Lesson.number, Lesson.starts_at)
        .join(Attendance, Attendance.lesson_id == Lesson.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Session, Session.id == Lesson.session_id)
        .where(Seat.borrower_id == borrower.id, Attendance.presence != Presence.ABSENT)
        .order_by(Lesson.starts_at, Lesson.id)
    )
    followed: dict[int, dict[int, datetime]] = {}
    for kind_id, number, at in db.session.execute(query):
        followed.setdefault(kind_id, {}).setdefault(number, at)
    days = []
    for kind_id, lessons in followed.items():
        kind = db.session.get_one(WorkshopKind, kind_id)
        if kind.counts_for is CountsFor.START and not missing_lessons(kind.lessons, lessons):
            days.append(day(max(lessons.values())))
    return min(days, default=None)


def _settle(actor: Actor, seat: Seat, now: datetime) -> None:
    """After a note: what became of the seat, what follows from it for the borrower, and who is asked again."""
    db.session.flush()  # the note counts
    noted = noted_of(seat)
    expected = seat.only_lessons or [lesson.number for lesson in seat.session.lessons]
    before = seat.state
    sit(seat, became(expected, noted))
    _settle_fact(actor, seat, now)
    if seat.state is SeatState.MISSED and before is not SeatState.MISSED:
        _invite_again(seat, now)


def noted_of(seat: Seat) -> dict[int, Presence]:
    """What stands noted of a seat, by the number of the lesson."""
    query = (
        select(Lesson.number, Attendance.presence)
        .join(Attendance, Attendance.lesson_id == Lesson.id)
        .where(Attendance.seat_id == seat.id)
    )
    return dict(db.session.execute(query).all())


def _settle_fact(actor: Actor, seat: Seat, now: datetime) -> None:
    """Whether this person followed the start workshop is what the notes say; what was written by hand stays."""
    borrower, whole_on = seat.borrower, completed_on(seat.borrower)
    days = _days_at_hand(seat)
    if borrower.workshop_on in days and borrower.workshop_on != whole_on:
        borrowers.take_back_workshop(actor, borrower, now=now)
    if whole_on is not None and (borrower.workshop_on is None or whole_on < borrower.workshop_on):
        borrowers.note_workshop(actor, borrower, on=whole_on, now=now)
        drop_calls(borrower, [CallBecause.AFTER_HAND_OVER, CallBecause.MISSED_TWICE], now)


def _days_at_hand(seat: Seat) -> set[date]:
    """The days of all lessons of this kind with a seat of this person: a course may become whole in another session."""
    query = (
        select(Lesson.starts_at)
        .join(Session, Session.id == Lesson.session_id)
        .join(Seat, Seat.session_id == Session.id)
        .where(Seat.borrower_id == seat.borrower_id, Session.kind_id == seat.session.kind_id)
    )
    return {day(starts_at) for starts_at in db.session.scalars(query)}


def _invite_again(seat: Seat, now: datetime) -> None:
    """A second invitation by itself; after two that went by, a person calls and asks what would help."""
    if seat.borrower.has_had_workshop or seat.session.kind.counts_for is not CountsFor.START:
        return
    if _waits_for_nothing(seat.borrower):
        return
    missed = sum(one.state is SeatState.MISSED for one in seats_of_borrower(seat.borrower))
    if missed < _MISSED_OFTEN:
        told.missed(seat, now=now)
    else:
        ask_to_call(
            seat.borrower, CallBecause.MISSED_TWICE, once=f"seat:{seat.id}:missed", on=day(now), now=now,
            session=seat.session,
        )  # fmt: skip


def _must_be_free(session: Session, borrower: Borrower, only: Sequence[int] | None) -> None:
    """Refuse someone who is expected in another workshop at the same moment."""
    other = other_session_of(session, borrower, only)
    if other is not None:
        raise ElsewhereThen(field="who", name=borrower.first_name, place=other.place)


def _seat_for(
    session: Session, borrower: Borrower, now: datetime, *, state: SeatState, by: EnrolledBy
) -> Seat:
    if borrower.is_forgotten:
        raise AlreadyForgotten
    must_be_usable(borrower)
    seat = find_seat(session, borrower)
    may_again = {SeatState.RELEASED} | ({SeatState.WAITING} if by is EnrolledBy.AT_THE_DOOR else set())
    if seat is not None and seat.state not in may_again:
        raise EnrolledAlready(field="who", name=borrower.first_name)
    session.turns += 1
    if seat is None:
        seat = Seat(
            session=session, session_id=session.id, borrower=borrower, borrower_id=borrower.id,
            state=SeatState.RELEASED, turn=session.turns, booked_at=now,
        )  # fmt: skip
    seat.turn, seat.booked_at, seat.enrolled_by = session.turns, now, by
    sit(seat, state)
    db.session.add(seat)
    db.session.flush()  # the trace names its id
    return seat


def seat_that_counts(seat: Seat) -> Seat:
    """The seat itself; where two entries became one person since it was shown, the one of who stayed.

    AlreadyForgotten: what a phone sends late about someone whom the house forgot is not kept.
    """
    db.session.refresh(seat.borrower)
    while (stays := seat.borrower.merged_into_id) is not None:
        own = find_seat(seat.session, db.session.get_one(Borrower, stays))
        if own is None:
            raise NotHere
        seat = own
    if seat.borrower.is_forgotten:
        raise AlreadyForgotten
    return seat


def find_seat(session: Session, borrower: Borrower) -> Seat | None:
    """The seat of this person in this session, whatever became of it."""
    query = select(Seat).where(Seat.session_id == session.id, Seat.borrower_id == borrower.id)
    return db.session.execute(query).scalar()


def sit(seat: Seat, state: SeatState, *, until: datetime | None = None) -> None:
    """Into that state, on a chair where it takes one."""
    if state in TAKES_A_CHAIR and seat.chair is None:
        with db.session.no_autoflush:  # a seat that is half written must not be sent
            seat.chair = free_chair(other.as_place() for other in seats_of(seat.session))
    elif state not in TAKES_A_CHAIR:
        seat.chair = None
    seat.state, seat.answer_by = state, until


def let_go(seat: Seat) -> None:
    """Off the chair; no letter about it leaves any more."""
    sit(seat, SeatState.RELEASED)
    outbox.hold_back(told.about(seat))


def move_up(session: Session, now: datetime) -> int:
    """Whoever waits longest gets what came free: with time to answer, or at once when it is soon.

    Who is expected elsewhere at that moment is not put on a chair unasked: they keep their turn, and the next has it.
    How many moved up.
    """
    db.session.flush()  # a released seat must count as free
    if session.cancelled_at is not None or session.starts_at <= now:
        return 0
    moved = 0
    until = answer_by(told.asked_at(now), session.starts_at)
    for seat_id in who_moves_up(session.capacity, _line_of(session, now)):
        seat = db.session.get_one(Seat, seat_id)
        sit(seat, SeatState.BOOKED if until is None else SeatState.OFFERED, until=until)
        db.session.flush()  # the next one must see that this chair is taken
        (told.moved_up if until is None else told.offered)(seat, now=now)
        moved += 1
    return moved


def _line_of(session: Session, now: datetime) -> list[Place]:
    """Who sits and who is in line; at short notice without those who wait here and are expected elsewhere then."""
    soon = answer_by(told.asked_at(now), session.starts_at) is None
    return [
        seat.as_place() for seat in seats_of(session)
        if not (soon and seat.state is SeatState.WAITING and is_elsewhere(session, seat))
    ]  # fmt: skip


def fill_free_chairs(actor: Actor, now: datetime) -> int:
    """Who could not move up while they were expected elsewhere may be free by now. How many moved up."""
    moved = 0
    for session in waiting_beside_a_free_chair(now):
        with transaction():
            hold(session)
            if here := move_up(session, now):
                record(actor, "workshop.line_moved_up", session, now=now, people=here)
                moved += here
    return moved


def is_elsewhere(session: Session, seat: Seat) -> bool:
    """Is whoever has this seat expected in another workshop at the moment of this one?"""
    return other_session_of(session, seat.borrower, seat.only_lessons) is not None


def _attendance(seat: Seat, lesson: Lesson) -> Attendance | None:
    query = select(Attendance).where(Attendance.seat_id == seat.id, Attendance.lesson_id == lesson.id)
    return db.session.scalar(query)


def _must_take_place(session: Session) -> None:
    if session.cancelled_at is not None:
        raise Cancelled


def must_be_open_for_ticks(actor: Actor, lesson: Lesson, now: datetime) -> None:
    """May this person note now who came to this lesson? Cancelled, NotHere for another's session, NotHeldYet."""
    session = lesson.session
    _must_take_place(session)
    if not sees_all(actor) and session.teacher_id != actor.user_id:
        raise NotHere
    if not may_tick(lesson.held_on, day(now)):
        raise NotHeldYet(day=lesson.held_on)
