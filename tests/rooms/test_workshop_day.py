"""The day itself: taps and scans from one phone or two, topics, levels, papers, and the group at the desk beside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import AlreadyForgotten
from inventory.borrowers.merging import merge
from inventory.borrowers.models import Borrower
from inventory.foundation import clock
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NationalNumber, NotHere
from inventory.foundation.tenancy import inside
from inventory.lending import moments
from tests.cast import NOW
from tests.counting import counted
from tests.make import (
    make_approved_borrower,
    make_borrower,
    make_loan,
    make_policy,
    make_ready_device,
    make_session,
)
from workshop import actions, day, referrals
from workshop.day_models import AttendanceMark, Destination, DigitalLevel, OnwardReferral, TopicNote
from workshop.day_rules import Level, When
from workshop.models import Lesson, Seat
from workshop.rules import Presence, SeatState

LATER = NOW + timedelta(hours=4)


@pytest.fixture
def today(monkeypatch: Any) -> Any:
    """Pages ask the clock; it stands an hour after the workshop began."""
    monkeypatch.setattr(clock, "_ask", lambda: LATER)
    return LATER


def _seat(world: Any, session: Any, name: str = "Noor", **details: Any) -> Seat:
    return actions.enrol(world.nele.actor, session, make_borrower(world, first_name=name, **details), now=NOW)


def _mark(who: Any, seat: Seat, presence: Presence | None, *, minutes: int = 0, lesson: int = 0) -> Seat:
    """Said so many minutes after the workshop began, and arrived now."""
    said_at = NOW + timedelta(hours=3, minutes=minutes)
    return day.mark(who.actor, seat, seat.session.lessons[lesson], presence, now=LATER, said_at=said_at)


# --- who is here ---


def test_a_tap_is_a_fact_and_a_second_one_takes_it_back(world: Any, in_gent: int) -> None:
    seat = _seat(world, make_session(world))
    _mark(world.lotte, seat, Presence.PRESENT)
    assert (seat.state, seat.borrower.workshop_on) == (SeatState.ATTENDED, seat.session.held_on)
    _mark(world.lotte, seat, None, minutes=1)
    assert (seat.state, seat.borrower.workshop_on) == (SeatState.BOOKED, None)
    _mark(world.lotte, seat, Presence.LATE, minutes=2)
    assert seat.state is SeatState.ATTENDED
    _mark(world.lotte, seat, Presence.ABSENT, minutes=3)
    assert (seat.state, seat.borrower.workshop_on) == (SeatState.MISSED, None)
    assert list(verify()) == []


def test_two_phones_converge_whichever_comes_back_first(world: Any, in_gent: int) -> None:
    session = make_session(world)
    first, second = _seat(world, session), _seat(world, session, "Bo")
    _mark(world.lotte, first, Presence.ABSENT, minutes=5)
    _mark(world.nele, first, Presence.PRESENT, minutes=2)
    _mark(world.nele, second, Presence.PRESENT, minutes=2)
    _mark(world.lotte, second, Presence.ABSENT, minutes=5)
    assert (first.state, second.state) == (SeatState.MISSED, SeatState.MISSED)
    shown = {one.name: one.other for one in day.people_of(session.lessons[0])}
    assert shown == {"Noor": (Presence.PRESENT, "Nele"), "Bo": (Presence.PRESENT, "Nele")}, "nothing is lost"
    assert len(db.session.scalars(select(AttendanceMark)).all()) == 4


def test_what_two_say_alike_is_no_dispute_and_no_second_deed(world: Any, in_gent: int) -> None:
    seat = _seat(world, make_session(world))
    for who in (world.lotte, world.nele):
        _mark(who, seat, Presence.PRESENT)
    (shown,) = day.people_of(seat.session.lessons[0])
    assert (shown.presence, shown.other) == (Presence.PRESENT, None)


def test_nobody_is_told_that_they_were_not_there_while_they_may_still_come_in(
    world: Any, in_gent: int
) -> None:
    seat = _seat(world, make_session(world), email="noor@example.org")
    lesson = seat.session.lessons[0]
    day.mark(world.lotte.actor, seat, lesson, Presence.ABSENT, now=lesson.starts_at + timedelta(minutes=5))
    (letter,) = db.session.scalars(select(Letter).where(Letter.kind == "workshop/missed")).all()
    assert letter.try_after >= seat.session.ends_at
    assert not day.came_after_all(letter)
    day.mark(world.lotte.actor, seat, lesson, Presence.LATE, now=lesson.starts_at + timedelta(minutes=9))
    assert day.came_after_all(letter)


def test_two_phones_at_the_same_moment_both_get_their_say(app: Any, world: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        session = make_session(world)
        seat, walks_in = _seat(world, session), make_borrower(world, first_name="Bo")
        ids = seat.id, session.lessons[0].id, walks_in.id
        db.session.remove()
    together = Barrier(4)

    def say(number: int) -> None:
        who = (world.lotte, world.nele)[number % 2].actor
        with app.test_request_context(), inside(world.gent):
            seat, lesson, person = (
                db.session.get_one(kind, one) for kind, one in zip((Seat, Lesson, Borrower), ids, strict=True)
            )
            together.wait(timeout=60)
            if number < 2:
                day.mark(who, seat, lesson, Presence.PRESENT, now=LATER)
            else:
                day.mark_who_stands_here(who, lesson, person, now=LATER)
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(say, range(4)))
    with app.test_request_context(), inside(world.gent):
        assert [seat.state for seat in db.session.scalars(select(Seat))] == [SeatState.ATTENDED] * 2
        assert len(db.session.scalars(select(AttendanceMark)).all()) == 4
        assert list(verify()) == []


def test_a_word_that_arrives_after_two_entries_became_one_is_about_who_stayed(
    world: Any, in_gent: int
) -> None:
    session = make_session(world)
    stays, goes = _seat(world, session), _seat(world, session, "Nour")
    merge(world.fatima.actor, stays.borrower, goes.borrower, now=LATER)
    _mark(world.lotte, goes, Presence.PRESENT)
    assert (stays.state, goes.state) == (SeatState.ATTENDED, SeatState.RELEASED)
    assert day.not_what_was_said() == []
    borrowers.forget(world.fatima.actor, stays.borrower, now=LATER)
    with pytest.raises(borrowers.AlreadyForgotten):
        _mark(world.lotte, stays, None, minutes=9)


def test_the_keeper_sees_attendance_that_nobody_said(world: Any, in_gent: int) -> None:
    seat = _seat(world, make_session(world))
    _mark(world.lotte, seat, Presence.PRESENT)
    assert day.not_what_was_said() == []
    actions.take_back_tick(world.lotte.actor, seat, now=LATER)
    (sentence,) = day.not_what_was_said()
    assert f"seat {seat.id} " in sentence


def test_a_course_is_noted_lesson_by_lesson(world: Any, in_gent: int) -> None:
    session = make_session(world, kind="course")
    seat = _seat(world, session)
    later = session.ends_at + timedelta(hours=1)
    for lesson in session.lessons[:-1]:
        day.mark(world.lotte.actor, seat, lesson, Presence.PRESENT, now=later)
        assert seat.state is SeatState.BOOKED
    day.mark(world.lotte.actor, seat, session.lessons[-1], Presence.ABSENT, now=later)
    assert (seat.state, seat.borrower.workshop_on) == (SeatState.PARTLY, None)
    assert day.lessons_followed(seat) == session.lessons[:-1]


def test_a_course_made_whole_elsewhere_is_not_whole_when_an_earlier_lesson_is_taken_back(
    world: Any, in_gent: int
) -> None:
    first = make_session(world, kind="course")
    seat = _seat(world, first)
    for lesson, presence in zip(
        first.lessons, (Presence.PRESENT, Presence.PRESENT, Presence.ABSENT), strict=True
    ):
        day.mark(world.lotte.actor, seat, lesson, presence, now=first.ends_at)
    again = make_session(world, kind="course", now=first.ends_at, days=2)
    other = actions.enrol(world.nele.actor, again, seat.borrower, now=first.ends_at, only_lessons=[3])
    day.mark(world.lotte.actor, other, again.lessons[2], Presence.PRESENT, now=again.ends_at)
    assert seat.borrower.workshop_on == again.lessons[2].held_on
    day.mark(world.lotte.actor, seat, first.lessons[0], None, now=again.ends_at)
    assert seat.borrower.workshop_on is None, "the gate before a loan would stand open"


def test_who_walks_in_gets_a_seat_and_who_was_late_stays_late(world: Any, in_gent: int) -> None:
    session = make_session(world, capacity=1)
    lesson, bo = session.lessons[0], make_borrower(world, first_name="Bo")
    noor = _seat(world, session)
    _mark(world.lotte, noor, Presence.LATE)
    day.mark_who_stands_here(world.lotte.actor, lesson, noor.borrower, now=LATER)
    seat = day.mark_who_stands_here(world.lotte.actor, lesson, bo, now=LATER)
    assert seat.state is SeatState.ATTENDED
    assert [one.presence for one in day.people_of(lesson)] == [Presence.PRESENT, Presence.LATE]


def test_nobody_marks_tomorrow_nor_a_colleagues_workshop_nor_without_leave(world: Any, in_gent: int) -> None:
    own, other = make_session(world, days=1), make_session(world, teacher=None)
    seat, elsewhere = _seat(world, own), _seat(world, other)
    with pytest.raises(actions.NotHeldYet):
        day.mark(world.lotte.actor, seat, own.lessons[0], Presence.PRESENT, now=NOW)
    for deed in (
        lambda: _mark(world.lotte, elsewhere, Presence.PRESENT),
        lambda: day.tell_topic(world.lotte.actor, other.lessons[0], "wifi", now=LATER, is_told=True),
        lambda: day.set_level(world.lotte.actor, elsewhere, When.BEFORE, Level.ONE, now=LATER),
        lambda: referrals.refer(world.lotte.actor, elsewhere, Destination.COURSE, now=LATER),
    ):
        with pytest.raises(NotHere):
            deed()
    with pytest.raises(MayNot):
        _mark(world.tom, elsewhere, Presence.PRESENT)
    assert db.session.scalars(select(AttendanceMark)).all() == []


# --- topics, levels, and where to next ---


def test_topics_are_told_and_noted_and_notes_of_two_phones_stand_beside_each_other(
    world: Any, in_gent: int
) -> None:
    lesson = make_session(world).lessons[0]
    day.tell_topic(world.lotte.actor, lesson, "wifi", now=LATER, is_told=True)
    for who, words in ((world.lotte, "Twee vragen over de gsm"), (world.nele, "  Router  uitgelegd ")):
        day.tell_topic(who.actor, lesson, "wifi", now=LATER, words=words)
    wifi = next(one for one in day.topics_of(lesson) if one.code == "wifi")
    assert (wifi.is_told, [note.words for note in wifi.notes]) == (
        True, ["Twee vragen over de gsm", "Router uitgelegd"],
    )  # fmt: skip
    day.tell_topic(world.lotte.actor, lesson, "wifi", now=LATER, is_told=False)
    assert not next(one for one in day.topics_of(lesson) if one.code == "wifi").is_told
    for slip, refusal in (
        ({"words": " "}, day.NothingSaid), ({"words": "x" * 501}, day.NoteTooLong),
        ({"words": "Noor 85.07.30-033 28"}, NationalNumber),
    ):  # fmt: skip
        with pytest.raises(refusal):
            day.tell_topic(world.lotte.actor, lesson, "wifi", now=LATER, **slip)
    with pytest.raises(NotHere):
        day.tell_topic(world.lotte.actor, lesson, "cooking", now=LATER, is_told=True)


def test_a_level_may_be_said_changed_taken_back_and_goes_with_the_person(world: Any, in_gent: int) -> None:
    seat = _seat(world, make_session(world))
    teacher = world.lotte.actor
    day.set_level(teacher, seat, When.BEFORE, Level.TWO, now=LATER)
    day.set_level(teacher, seat, When.BEFORE, Level.ONE, now=LATER, said_at=LATER - timedelta(minutes=9))
    day.set_level(teacher, seat, When.AFTER, Level.THREE, now=LATER)
    (shown,) = day.people_of(seat.session.lessons[0])
    assert shown.levels == {When.BEFORE: Level.TWO, When.AFTER: Level.THREE}, "an older word changes nothing"
    day.set_level(teacher, seat, When.AFTER, None, now=LATER)
    day.set_level(teacher, seat, When.AFTER, Level.FIVE, now=LATER, said_at=LATER - timedelta(minutes=1))
    (shown,) = day.people_of(seat.session.lessons[0])
    assert shown.levels == {When.BEFORE: Level.TWO}, (
        "what was taken back is not brought back by an older word"
    )
    borrowers.forget(world.fatima.actor, seat.borrower, now=LATER)
    assert db.session.scalars(select(DigitalLevel)).all() == []
    assert list(verify()) == []


def test_what_a_phone_sends_late_about_who_was_forgotten_is_not_kept(world: Any, in_gent: int) -> None:
    seat = _seat(world, make_session(world))
    _mark(world.lotte, seat, Presence.PRESENT)
    borrowers.forget(world.fatima.actor, seat.borrower, now=LATER)
    for deed in (
        lambda: day.set_level(world.lotte.actor, seat, When.BEFORE, Level.ONE, now=LATER),
        lambda: referrals.refer(world.lotte.actor, seat, Destination.COURSE, now=LATER),
    ):
        with pytest.raises(AlreadyForgotten):
            deed()


def test_a_referral_is_one_and_counts_once_when_it_was_realised(world: Any, in_gent: int) -> None:
    seat = _seat(world, make_session(world))
    one = referrals.refer(world.lotte.actor, seat, Destination.COURSE, now=LATER)
    assert referrals.refer(world.nele.actor, seat, Destination.COURSE, now=LATER) is one
    referrals.withdraw(world.lotte.actor, seat, Destination.COURSE, now=LATER)
    assert referrals.waiting(LATER) == []
    with pytest.raises(referrals.WithdrawnReferral):
        referrals.realise(world.nele.actor, one, now=LATER)
    referrals.refer(world.lotte.actor, seat, Destination.COURSE, now=LATER)
    assert referrals.waiting(LATER) == [one]
    for _time in range(2):
        referrals.realise(world.nele.actor, one, now=LATER + timedelta(days=3))
    assert one.realised_at == LATER + timedelta(days=3)
    referrals.withdraw(world.lotte.actor, seat, Destination.COURSE, now=LATER)
    assert one.withdrawn_at is None, "who went there was sent there"
    referrals.unrealise(world.nele.actor, one, now=LATER)
    assert referrals.waiting(LATER) == [one]
    with pytest.raises(MayNot):
        referrals.realise(world.lotte.actor, one, now=LATER)


def test_where_someone_was_sent_stands_with_the_person_and_takes_one_tap(
    client: Any, world: Any, in_gent: int
) -> None:
    seat = _seat(world, make_session(world))
    sent = referrals.refer(world.lotte.actor, seat, Destination.DIGIPUNT, now=LATER)
    person, door = f"/gent/borrowers/{seat.borrower.code}", f"/gent/workshops/sent-on/{sent.id}"
    client.sign_in(world.nele)
    assert f"{door}/realised" in client.get(person).text
    client.post(f"{door}/realised")
    assert f"{door}/open" in client.get(person).text
    client.post(f"{door}/open")
    with inside(world.gent):
        assert db.session.scalars(select(OnwardReferral)).one().realised_at is None


# --- the page ---


def _page(session: Any) -> str:
    return f"/gent/workshops/{session.code}/day"


def test_lotte_sees_first_names_and_laptops_and_nothing_else(
    client: Any, world: Any, in_gent: int, today: Any
) -> None:
    device = make_ready_device(world)
    loan = make_loan(
        world,
        device=device,
        borrower=make_approved_borrower(world, email="noor@example.org", note="groot klavier"),
    )
    session = make_session(world)
    actions.enrol(world.nele.actor, session, loan.borrower, now=NOW)
    where, phone, spoken = _page(session), loan.borrower.spoken_phone, device.spoken
    client.sign_in(world.lotte)
    text = client.get(where).text
    for word in ("Voorbeeld<", "noor@example.org", "klavier", phone, "/borrowers/", "/loans/", "€"):
        assert word not in text, word
    assert "Noor" in text
    assert spoken[2:] in text
    assert "has the laptop" in text


def test_taps_and_scans_as_a_phone_sends_them(client: Any, world: Any, in_gent: int, today: Any) -> None:
    session = make_session(world)
    seat, bo = _seat(world, session), make_borrower(world, first_name="Bo")
    where, number, spoken = _page(session), seat.id, bo.spoken
    client.sign_in(world.lotte)
    json = {"Accept": "application/json"}

    def send(door: str, **sent: str) -> Any:
        return client.post(f"{where}/{door}", data={"lesson": "1", **sent}, headers=json)

    mark = {"seat": str(number), "said": "present", "once": "key-of-one-tap", "moment": LATER.isoformat()}
    assert [send("marks", **mark).status_code for _time in range(2)] == [200, 200]
    assert send("scans", who=spoken).json["name"] == "Bo"
    assert send("scans", who="P 999 999").status_code == 422
    assert send("scans", who="").json["because"]
    assert send("topics", topic="wifi", said="told").status_code == 200
    assert send("topics", topic="wifi", words="").status_code == 422
    assert send("levels", seat=str(number), said="before:3").status_code == 200
    assert send("referrals", seat=str(number), said="digipunt").status_code == 200
    assert send("referrals", seat=str(number), said="open:digipunt").status_code == 200
    for door, sent in (
        ("marks", {"seat": str(number), "said": "explode"}), ("marks", {"seat": "99999", "said": "present"}),
        ("marks", {"seat": "99999999999999", "said": "present"}), ("marks", {"said": "present", "seat": "x"}),
        ("levels", {"seat": str(number), "said": "before:9"}), ("referrals", {"seat": str(number), "said": "moon"}),
        ("topics", {"topic": "cooking", "said": "told"}),
        ("marks", {"seat": str(number), "lesson": "7", "said": "late"}),
    ):  # fmt: skip
        assert send(door, **sent).status_code == 404, (door, sent)
    marks = db.session.scalars(select(AttendanceMark)).all()
    assert len(marks) == 2, "sent twice with one key is said once"
    assert len(db.session.scalars(select(TopicNote)).all()) == 1


def test_without_script_every_button_loads_the_page(
    client: Any, world: Any, in_gent: int, today: Any
) -> None:
    session = make_session(world)
    seat = _seat(world, session)
    where, number = _page(session), seat.id
    client.sign_in(world.lotte)
    text = client.post(
        f"{where}/marks", data={"lesson": "1", "seat": str(number), "said": "late"}, follow_redirects=True
    ).text
    assert f'data-seat="{number}" data-name="Noor" data-presence="late"' in text
    unknown = client.post(f"{where}/scans", data={"who": "P 999 999"})
    assert unknown.status_code == 422
    assert 'value="P 999 999"' in unknown.text


def test_the_page_asks_as_often_for_twelve_as_for_two(
    client: Any, world: Any, in_gent: int, today: Any
) -> None:
    session = make_session(world, capacity=20)
    where = _page(session)

    def filled(count: int) -> int:
        for number in range(count):
            with inside(world.gent):
                _mark(world.lotte, _seat(world, session, f"Gast{number}"), Presence.PRESENT)
        client.get(where)
        with counted() as statements:
            client.get(where)
        return len(statements)

    client.sign_in(world.lotte)
    few = filled(2)
    assert filled(10) == few
    assert few <= 16


@pytest.mark.parametrize("who", ["tom", "karim", "rita", "bram"])
def test_others_find_no_day_of_gent(client: Any, world: Any, in_gent: int, today: Any, who: str) -> None:
    session = make_session(world)
    number, where = _seat(world, session).id, _page(session)
    client.sign_in(getattr(world, who))
    for address in (where, where.replace("gent", "luik")):
        assert client.get(address).status_code in (403, 404)
        told = client.post(f"{address}/marks", data={"seat": str(number), "said": "present", "lesson": "1"})
        assert told.status_code in (403, 404)
    with inside(world.gent):
        assert db.session.scalars(select(AttendanceMark)).all() == []
        assert db.session.scalars(select(OnwardReferral)).all() == []


# --- the desk beside ---


def test_the_group_of_a_workshop_is_a_moment_at_the_desk(
    client: Any, world: Any, in_gent: int, today: Any
) -> None:
    make_policy(world)
    session = make_session(world)
    people = [make_approved_borrower(world, first_name=name) for name in ("An", "Bo", "Cas")]
    seats = [actions.enrol(world.nele.actor, session, one, now=NOW) for one in people]
    _mark(world.lotte, seats[1], Presence.PRESENT)
    (moment, _desk) = moments.moments(world.nele.actor, clock.today())
    assert [one.borrower.first_name for one in moments.people_of(moment)] == ["Bo", "An", "Cas"]
    assert moments.moments(world.lotte.actor, clock.today())[0].key == moments.DESK, (
        "a teacher hands over nothing"
    )
    where = f"/gent/loans/hand-over/moments/{moment.key}"
    client.sign_in(world.nele)
    text = client.get(where).text
    assert text.count("> is here<") + text.count("is here</span>") == 1
    assert text.count("not seen yet") == 2
    assert where in client.get(_page(session)).text
