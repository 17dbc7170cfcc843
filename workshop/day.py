"""The day itself: who is here, what was told, how handy someone is; from several phones, with or without a network.

What is said is written down as it was said, with its moment, and what follows from it is worked out from all that was
said: so it does not matter which phone comes back from where there was no network first. Everyone who marks in one
session waits for each other, so nobody is told that someone else was first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import joinedload

from inventory.borrowers.models import Borrower
from inventory.digibank.models import User
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import NationalNumber, NotHere, Refusal
from inventory.foundation.tongue import tongue
from inventory.foundation.transaction import hold, transaction
from inventory.lending.models import Loan, LoanState
from inventory.permissions import Permission
from workshop import actions
from workshop.day_models import AttendanceMark, DigitalLevel, TopicNote
from workshop.day_rules import Level, Mark, When, disputed, moment_of, newest
from workshop.models import Attendance, Lesson, Seat, Session
from workshop.queries import laptops_of, seats_of, seats_of_borrower
from workshop.rules import Presence, SeatState

#: characters of a note
LONGEST_NOTE = 500
_MOST_NOTES = 200


class UnknownCode(Refusal):
    """This is nobody's pass, letter or laptop."""

    status = 422


class NothingSaid(Refusal):
    """A note without words notes nothing."""

    status = 422


class NoteTooLong(Refusal):
    """A note is a line or two."""

    status = 422


def mark(
    actor: Actor, seat: Seat, lesson: Lesson, presence: Presence | None, *, now: datetime,
    said_at: datetime | None = None,
) -> Seat:  # fmt: skip
    """Someone was here, came late, was not here; or (None) what was said of them is taken back.

    `said_at` is the phone's own moment. The newest word holds, also when an older one arrives after it; both stay.
    """
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        hold(seat.session)
        actions.must_be_open_for_ticks(actor, lesson, now)
        seat = actions.seat_that_counts(seat)
        db.session.add(
            AttendanceMark(
                seat_id=seat.id, lesson_id=lesson.id, presence=presence, said_at=moment_of(said_at, now),
                arrived_at=now, said_by_id=actor.user_id,
            )
        )  # fmt: skip
        db.session.flush()  # it counts along
        _follow(actor, seat, lesson, now)
    return seat


def mark_who_stands_here(
    actor: Actor, lesson: Lesson, borrower: Borrower, *, now: datetime, said_at: datetime | None = None
) -> Seat:
    """A pass was scanned: this person is here, with a seat for whoever had none. Late, where someone said so before."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    with transaction():
        hold(lesson.session)
        actions.must_be_open_for_ticks(actor, lesson, now)
        seat = actions.seat_at_the_door(lesson.session, borrower, now=now)
        held = newest(marks_of([seat.id], lesson).get(seat.id, ())).get(lesson.id)
        if held is not None and held.presence is Presence.LATE:
            return seat
        return mark(actor, seat, lesson, Presence.PRESENT, now=now, said_at=said_at)


def _follow(actor: Actor, seat: Seat, lesson: Lesson, now: datetime) -> None:
    """What all marks together come to is noted, unless it stands there already."""
    held = newest(marks_of([seat.id], lesson)[seat.id])[lesson.id].presence
    stands = noted_at(lesson).get(seat.id)
    if held is stands:
        deed = "workshop.said_again"
        record(actor, deed, seat, now=now, session=str(lesson.session.code), lesson=lesson.number)
    elif held is None:
        actions.take_back_note(actor, seat, lesson, now=now)
    else:
        actions.note(actor, seat, lesson, held, now=now)


def tell_topic(
    actor: Actor, lesson: Lesson, topic: str, *, now: datetime, is_told: bool | None = None, words: str = "",
    said_at: datetime | None = None,
) -> TopicNote:  # fmt: skip
    """A topic was told, or not after all; or a note about it. NothingSaid, NoteTooLong, NationalNumber."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    words = " ".join(words.split())
    if is_told is None and not words:
        raise NothingSaid(field="words")
    if len(words) > LONGEST_NOTE:
        raise NoteTooLong(field="words", most=LONGEST_NOTE)
    if has_national_number(words):
        raise NationalNumber(field="words")
    with transaction():
        actions.must_be_open_for_ticks(actor, lesson, now)
        if topic not in {one["code"] for one in lesson.session.kind.topics}:
            raise NotHere
        note = TopicNote(
            lesson_id=lesson.id, topic=topic, is_told=is_told, words=words, said_at=moment_of(said_at, now),
            arrived_at=now, said_by_id=actor.user_id,
        )  # fmt: skip
        db.session.add(note)
        db.session.flush()  # the trace names its id
        record(actor, "workshop.topic_told", note, now=now, session=str(lesson.session.code), topic=topic)
    return note


def set_level(
    actor: Actor,
    seat: Seat,
    phase: When,
    level: Level | None,
    *,
    now: datetime,
    said_at: datetime | None = None,
) -> None:
    """How handy this person is, before or after; None: it is nobody's business after all. The newest word holds."""
    actor.must(Permission.WORKSHOP_ATTENDANCE)
    said = moment_of(said_at, now)
    with transaction():
        hold(seat)
        actions.must_be_open_for_ticks(actor, seat.session.lessons[0], now)
        seat = actions.seat_that_counts(seat)
        query = select(DigitalLevel).where(DigitalLevel.seat_id == seat.id, DigitalLevel.phase == phase)
        kept = db.session.scalar(query)
        if kept is not None and kept.said_at > said:
            return
        if kept is None:
            db.session.add(DigitalLevel(seat_id=seat.id, phase=phase, level=level, said_at=said))
        else:
            kept.level, kept.said_at = level, said
        # That it was looked at is traced, and never how handy someone is.
        record(actor, "workshop.level_noted", seat, now=now, session=str(seat.session.code), phase=phase)


def move_levels(stays: Borrower, goes: Borrower) -> None:
    """Two entries become one person: how handy someone is stands with who stays, of two words the newest."""
    for seat in seats_of_borrower(goes):
        own = actions.find_seat(seat.session, stays)
        if own is None:
            continue  # the seat itself goes along
        said = {one.phase: one for one in db.session.scalars(_levels_of(own))}
        for one in db.session.scalars(_levels_of(seat)).all():
            known = said.get(one.phase)
            if known is None:
                one.seat_id = own.id
                continue
            if known.said_at < one.said_at:
                known.level, known.said_at = one.level, one.said_at
            db.session.delete(one)


def _levels_of(seat: Seat) -> Select[DigitalLevel]:
    return select(DigitalLevel).where(DigitalLevel.seat_id == seat.id)


def say_as_noted(borrower: Borrower, now: datetime) -> None:
    """Where the newest word on someone's presence is not what is noted, what is noted is said once more."""
    for seat in seats_of_borrower(borrower):
        noted = {
            one.lesson_id: one.presence
            for one in db.session.scalars(select(Attendance).where(Attendance.seat_id == seat.id))
        }
        marks = select(AttendanceMark).where(AttendanceMark.seat_id == seat.id)
        said = {
            one.lesson_id: one.presence
            for one in db.session.scalars(marks.order_by(AttendanceMark.said_at, AttendanceMark.id))
        }
        for lesson_id, presence in said.items():
            if presence is not noted.get(lesson_id):
                told = {"lesson_id": lesson_id, "said_at": now, "arrived_at": now}
                db.session.add(AttendanceMark(seat_id=seat.id, presence=noted.get(lesson_id), **told))


def has_levels(borrower: Borrower) -> bool:
    """Did anybody note how handy this person is?"""
    seats = select(Seat.id).where(Seat.borrower_id == borrower.id)
    noted = select(DigitalLevel.id).where(DigitalLevel.seat_id.in_(seats))
    return db.session.scalar(noted.limit(1)) is not None


def forget_levels(borrower: Borrower) -> None:
    """Someone is being forgotten: how handy they were goes too."""
    seats = select(Seat.id).where(Seat.borrower_id == borrower.id)
    db.session.execute(delete(DigitalLevel).where(DigitalLevel.seat_id.in_(seats)))


# --- looking ---


def came_after_all(letter: Letter) -> bool:
    """Does this letter tell someone that they were not there, who is noted otherwise by now?"""
    if letter.kind != "workshop/missed" or letter.thing_id is None:
        return False
    seat = db.session.get(Seat, letter.thing_id)
    return seat is None or seat.state is not SeatState.MISSED


def lesson_with(session: Session, number: int | None, today: date) -> Lesson:
    """The lesson with this number; without one that of today or the latest. NotHere."""
    if number is None:
        return actions.lesson_of(session, today)
    found = next((lesson for lesson in session.lessons if lesson.number == number), None)
    if found is None:
        raise NotHere
    return found


def marks_of(seat_ids: Collection[int], lesson: Lesson) -> dict[int, list[Mark]]:
    """Everything that was said at a lesson of these seats, by seat."""
    query = select(AttendanceMark).where(
        AttendanceMark.lesson_id == lesson.id, AttendanceMark.seat_id.in_(seat_ids)
    )
    found: dict[int, list[Mark]] = {seat_id: [] for seat_id in seat_ids}
    for one in db.session.execute(query.order_by(AttendanceMark.id)).scalars():
        found[one.seat_id].append(one.as_mark())
    return found


def noted_at(lesson: Lesson) -> dict[int, Presence]:
    """What stands noted of a lesson, by seat."""
    query = select(Attendance.seat_id, Attendance.presence).where(Attendance.lesson_id == lesson.id)
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class Here:
    """One person of a lesson, as the teacher sees them: a first name and a laptop, nothing else."""

    seat: Seat
    laptop: str
    presence: Presence | None
    #: somebody else said otherwise: what, and who
    other: tuple[Presence, str] | None
    #: did the laptop go home today?
    has_it: bool
    levels: Mapping[When, Level] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As someone is called in the room."""
        borrower = self.seat.borrower
        return str(borrower.first_name or borrower.spoken)


def people_of(lesson: Lesson) -> list[Here]:
    """Everyone who is expected at a lesson or came, by first name. However many, the same few questions are asked."""
    seats = [
        seat for seat in seats_of(lesson.session)
        if seat.state not in {SeatState.RELEASED, SeatState.WAITING}
        and (not seat.only_lessons or lesson.number in seat.only_lessons)
    ]  # fmt: skip
    ids = [seat.id for seat in seats]
    noted, marks = noted_at(lesson), marks_of(ids, lesson)
    laptops = laptops_of([seat.borrower_id for seat in seats])
    levels: dict[int, dict[When, Level]] = {}
    for one in db.session.execute(select(DigitalLevel).where(DigitalLevel.seat_id.in_(ids))).scalars():
        if one.level is not None:
            levels.setdefault(one.seat_id, {})[one.phase] = one.level
    at_odds = {seat_id: disputed(said).get(lesson.id) for seat_id, said in marks.items() if said}
    names = _names_of({mark.by for mark in at_odds.values() if mark is not None and mark.by is not None})
    home = _went_home([seat.borrower_id for seat in seats], lesson.held_on)
    people = [
        Here(
            seat, laptops[seat.borrower_id].spoken if seat.borrower_id in laptops else "", noted.get(seat.id),
            _other(at_odds.get(seat.id), names), seat.borrower_id in home, levels.get(seat.id, {}),
        )
        for seat in seats
    ]  # fmt: skip
    return sorted(people, key=lambda one: (one.name.casefold(), one.seat.id))


def _other(mark: Mark | None, names: Mapping[int, str]) -> tuple[Presence, str] | None:
    if mark is None or mark.presence is None:
        return None
    return mark.presence, names.get(mark.by or 0, "")


def _names_of(user_ids: Collection[int]) -> dict[int, str]:
    if not user_ids:
        return {}
    query = select(User.id, User.name).where(User.id.in_(user_ids))
    return dict(db.session.execute(query).all())


def _went_home(borrower_ids: Collection[int], on: date) -> set[int]:
    query = select(Loan.borrower_id).where(
        Loan.borrower_id.in_(borrower_ids), Loan.started_on == on, Loan.state == LoanState.OPEN
    )
    return set(db.session.scalars(query))


@dataclass(frozen=True)
class Topic:
    """One topic of a lesson: whether it was told, and what was noted about it."""

    code: str
    title: str
    is_told: bool
    notes: Sequence[TopicNote]


def topics_of(lesson: Lesson) -> list[Topic]:
    """The topics of a lesson's kind, in their order, in the reader's language."""
    query = (
        select(TopicNote)
        .where(TopicNote.lesson_id == lesson.id)
        .options(joinedload(TopicNote.said_by))
        .order_by(TopicNote.said_at, TopicNote.id)
        .limit(_MOST_NOTES)
    )
    notes = db.session.execute(query).scalars().all()
    topics = []
    for topic in lesson.session.kind.topics:
        own = [note for note in notes if note.topic == topic["code"]]
        told = [note.is_told for note in own if note.is_told is not None]
        title = topic.get(tongue()) or topic.get("nl") or topic["code"]
        topics.append(
            Topic(topic["code"], title, bool(told and told[-1]), [note for note in own if note.words])
        )
    return topics


def not_what_was_said() -> list[str]:
    """Attendance that is not what the newest word about it says."""
    query = (
        select(AttendanceMark)
        .join(Seat, Seat.id == AttendanceMark.seat_id)
        .where(Seat.state != SeatState.RELEASED)
        .order_by(AttendanceMark.id)
    )
    said: dict[int, list[Mark]] = {}
    for one in db.session.execute(query).scalars():
        said.setdefault(one.seat_id, []).append(one.as_mark())
    noted = {
        (one.seat_id, one.lesson_id): one.presence for one in db.session.execute(select(Attendance)).scalars()
    }
    return [
        f"seat {seat_id} at lesson {lesson_id} is not noted as was said last"
        for seat_id, marks in said.items()
        for lesson_id, mark in newest(marks).items()
        if noted.get((seat_id, lesson_id)) is not mark.presence
    ]


def lessons_followed(seat: Seat) -> list[Lesson]:
    """The lessons to which this person came, in order; of a course also those followed in another session of it."""
    query = (
        select(Lesson)
        .join(Attendance, Attendance.lesson_id == Lesson.id)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Session, Session.id == Lesson.session_id)
        .where(Seat.borrower_id == seat.borrower_id, Attendance.presence != Presence.ABSENT)
        .order_by(Lesson.starts_at, Lesson.id)
    )
    own = Session.id == seat.session_id
    query = query.where(Session.kind_id == seat.session.kind_id if seat.session.kind.lessons > 1 else own)
    first: dict[int, Lesson] = {}
    for lesson in db.session.scalars(query):
        known = first.get(lesson.number)
        # Who followed one lesson twice followed it once; that of this session goes before.
        if known is None or (known.session_id != seat.session_id and lesson.session_id == seat.session_id):
            first[lesson.number] = lesson
    return sorted(first.values(), key=lambda one: one.starts_at)


def told_in(lessons: Collection[Lesson]) -> set[str]:
    """The codes of the topics of which the last word is that they were told, in any of these lessons."""
    query = (
        select(TopicNote.lesson_id, TopicNote.topic, TopicNote.is_told)
        .where(TopicNote.lesson_id.in_([one.id for one in lessons]), TopicNote.is_told.is_not(None))
        .order_by(TopicNote.said_at, TopicNote.id)
    )
    last = {(lesson_id, topic): is_told for lesson_id, topic, is_told in db.session.execute(query)}
    return {topic for (_lesson, topic), is_told in last.items() if is_told}
