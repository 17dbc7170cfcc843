"""After a start workshop: how it goes at four weeks, private calendars, papers, and figures that give nobody away."""

import io
import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
import vobject
from pypdf import PdfReader
from sqlalchemy import select

from inventory.borrowers.rules import Language
from inventory.digibank import nightly
from inventory.digibank.actions import take_role
from inventory.digibank.models import Membership, User
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import verify
from inventory.foundation.clock import day as day_of
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.permissions import Permission
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_approved_borrower, make_borrower, make_loan, make_session, make_venue
from workshop import actions, calendar_feeds, day, figures, followup, papers, planning, referrals
from workshop.day_models import AnsweredBy, CalendarFeed, Destination, Face, FollowUp
from workshop.models import WorkshopCall
from workshop.rules import Presence, SeatState

IN_FOUR_WEEKS = NOW + timedelta(days=28)
LATER = NOW + timedelta(hours=4)
_guests = itertools.count(1)


def _night(world: Any, moment: Any) -> int:
    actor = Actor.house("nightly", world.gent, Permission)
    asked = followup.ask_all(actor, day_of(moment), now=moment)
    followup.ask_for_calls(actor, day_of(moment), now=moment)
    return asked


@pytest.fixture
def loan(in_gent: int, world: Any) -> Any:
    return make_loan(world, borrower=make_approved_borrower(world, email="noor@example.org", language="fr"))


# --- how it goes ---


def test_after_four_weeks_each_loan_is_asked_once_in_its_own_language(world: Any, loan: Any) -> None:
    assert _night(world, IN_FOUR_WEEKS - timedelta(days=1)) == 0
    assert [_night(world, IN_FOUR_WEEKS), _night(world, IN_FOUR_WEEKS)] == [1, 0]
    (letter,) = db.session.scalars(select(Letter).where(Letter.kind == followup.KIND)).all()
    asked = followup.of_loan(loan)
    assert (letter.locale, letter.thing, letter.thing_id) == ("fr", "loan", loan.id)
    assert followup.link_to(asked.token) in letter.body
    assert list(verify()) == []


def test_who_says_no_on_the_phone_too_was_called(world: Any, loan: Any) -> None:
    asked = followup.ask(world.nele.actor, loan, now=IN_FOUR_WEEKS)
    followup.answer(world.nele.actor, asked, Face.BAD, by=AnsweredBy.LINK, now=IN_FOUR_WEEKS)
    assert list(followup.to_call(IN_FOUR_WEEKS)) == [asked]
    followup.answer(world.nele.actor, asked, Face.BAD, by=AnsweredBy.PHONE, now=IN_FOUR_WEEKS)
    assert list(followup.to_call(IN_FOUR_WEEKS)) == []
    followup.answer(world.nele.actor, asked, Face.BAD, by=AnsweredBy.LINK, now=IN_FOUR_WEEKS)
    assert asked.answered_by is AnsweredBy.PHONE


def test_who_was_not_reached_and_says_no_later_is_called_after_all(world: Any, loan: Any) -> None:
    asked = followup.ask(world.nele.actor, loan, now=IN_FOUR_WEEKS)
    followup.close(world.nele.actor, asked, now=IN_FOUR_WEEKS)
    followup.answer(world.nele.actor, asked, Face.SO_SO, by=AnsweredBy.LINK, now=IN_FOUR_WEEKS)
    assert list(followup.to_call(IN_FOUR_WEEKS)) == []
    followup.answer(world.nele.actor, asked, Face.BAD, by=AnsweredBy.LINK, now=IN_FOUR_WEEKS)
    assert list(followup.to_call(IN_FOUR_WEEKS)) == [asked]


def test_two_workers_of_one_night_ask_each_loan_once(app: Any, world: Any, monkeypatch: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        for number in range(5):
            make_loan(world, borrower=make_approved_borrower(world, email=f"n{number}@example.org"))
        db.session.remove()
    monkeypatch.setattr(clock, "_ask", lambda: IN_FOUR_WEEKS)
    together = Barrier(2)

    def work(_number: int) -> None:
        with app.app_context():
            together.wait(timeout=60)
            nightly.night()
            db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    with inside(world.gent):
        assert len(db.session.scalars(select(FollowUp)).all()) == 5
        assert len(db.session.scalars(select(Letter).where(Letter.kind == followup.KIND)).all()) == 5


def test_no_night_asks_on_a_sunday_nor_of_loans_from_long_ago(world: Any, loan: Any) -> None:
    assert _night(world, IN_FOUR_WEEKS + timedelta(days=6)) == 0, "a Sunday"
    assert _night(world, IN_FOUR_WEEKS + timedelta(days=22)) == 0


def test_who_says_nothing_for_a_week_is_called_and_who_cannot_be_written_to_at_once(
    world: Any, loan: Any
) -> None:
    other = make_loan(world, borrower=make_approved_borrower(world, first_name="Bo"))
    _night(world, IN_FOUR_WEEKS)
    assert [one.loan_id for one in followup.to_call(IN_FOUR_WEEKS)] == [other.id]
    week_later = IN_FOUR_WEEKS + timedelta(days=7)
    for _time in range(2):
        _night(world, week_later)
    assert {one.loan_id for one in followup.to_call(week_later)} == {loan.id, other.id}
    assert sorted(call.loan_id for call in db.session.scalars(select(WorkshopCall))) == [loan.id, other.id]
    asked = followup.of_loan(other)
    followup.answer(world.nele.actor, asked, Face.SO_SO, by=AnsweredBy.PHONE, now=week_later)
    followup.close(world.nele.actor, followup.of_loan(loan), now=week_later)
    assert followup.to_call(week_later) == []
    assert all(call.done_at for call in db.session.scalars(select(WorkshopCall)))


def test_who_says_no_by_the_link_is_called_first(world: Any, loan: Any) -> None:
    other = make_loan(world, borrower=make_approved_borrower(world, first_name="Bo"))
    _night(world, IN_FOUR_WEEKS)
    asked = followup.of_loan(loan)
    followup.answer(world.nele.actor, asked, Face.BAD, by=AnsweredBy.LINK, now=IN_FOUR_WEEKS)
    assert [one.loan_id for one in followup.to_call(IN_FOUR_WEEKS)] == [loan.id, other.id]
    followup.answer(world.nele.actor, asked, Face.GOOD, by=AnsweredBy.LINK, now=IN_FOUR_WEEKS)
    assert [one.loan_id for one in followup.to_call(IN_FOUR_WEEKS)] == [other.id]


def test_a_letter_about_what_was_answered_does_not_leave(world: Any, loan: Any) -> None:
    _night(world, IN_FOUR_WEEKS)
    (letter,) = db.session.scalars(select(Letter).where(Letter.kind == followup.KIND)).all()
    assert not followup.is_no_longer_so(letter)
    followup.answer(
        world.nele.actor, followup.of_loan(loan), Face.GOOD, by=AnsweredBy.PHONE, now=IN_FOUR_WEEKS
    )
    assert followup.is_no_longer_so(letter)


def _link(world: Any) -> str:
    with inside(world.gent):
        return f"/u/{db.session.scalars(select(FollowUp)).one().token}"


def test_one_tap_answers_also_a_week_late_and_a_mail_program_answers_nothing(
    client: Any, world: Any, loan: Any, monkeypatch: Any
) -> None:
    _night(world, IN_FOUR_WEEKS)
    link, loan_code = _link(world), str(loan.code)
    monkeypatch.setattr(clock, "_ask", lambda: IN_FOUR_WEEKS + timedelta(days=9))
    text = client.get(f"{link}?lang=en").text
    assert text.count('name="face"') == 3
    for secret in ("Voorbeeld<", "noor@example.org", loan_code):
        assert secret not in text
    assert client.post(link, data={"face": "laughing"}).status_code == 200
    with inside(world.gent):
        assert db.session.scalars(select(FollowUp)).one().face is None
    said = client.post(link, data={"face": "bad"}, follow_redirects=True).text
    assert "We help you, for free" in said
    assert 'name="face"' in client.get(f"{link}?again=1").text
    client.post(link, data={"face": "good"})
    with inside(world.gent):
        asked = db.session.scalars(select(FollowUp)).one()
        assert (asked.face, asked.answered_by) == (Face.GOOD, AnsweredBy.LINK)
    client.sign_in(world.nele)
    assert "Yes, often" in client.get(f"/gent/loans/{loan_code}").text


def test_a_link_of_a_loan_that_is_over_or_of_nobody_says_so(client: Any, world: Any, loan: Any) -> None:
    _night(world, IN_FOUR_WEEKS)
    take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=IN_FOUR_WEEKS,
    )  # fmt: skip
    link = _link(world)
    assert "This loan has ended" in client.get(f"{link}?lang=en").text
    assert client.post(link, data={"face": "good"}).status_code == 422
    for nobody in ("/u/K7TQ4PX2RDK7TQ4P", "/u/x", "/u/%F0%9F%98%80aaaaaaaaaa"):
        assert client.get(nobody).status_code == 404


def test_the_list_of_calls_is_answered_with_one_tap(
    client: Any, world: Any, loan: Any, monkeypatch: Any
) -> None:
    _night(world, IN_FOUR_WEEKS)
    monkeypatch.setattr(clock, "_ask", lambda: IN_FOUR_WEEKS + timedelta(days=8))
    number = followup.of_loan(loan).id
    client.sign_in(world.nele)
    with inside(world.gent):
        _night(world, clock.now())
    assert "/workshops/how-it-goes" in client.get("/gent/today/").text
    where = "/gent/workshops/how-it-goes"
    assert "Noor" in client.get(where).text
    assert client.post(f"{where}/{number}", data={"said": "laughing"}).status_code == 404
    assert (
        "Nobody is to be called"
        in client.post(f"{where}/{number}", data={"said": "so_so"}, follow_redirects=True).text
    )
    client.sign_in(world.lotte)
    assert client.get(where).status_code == 403


# --- private calendars ---


def _read(client: Any, secret: str) -> Any:
    answer = client.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.data.decode())


def _events(calendar: Any) -> dict[str, Any]:
    return {event.uid.value: event for event in calendar.vevent_list}


def test_an_independent_reader_sees_the_time_zone_a_change_and_a_cancellation(
    client: Any, world: Any, in_gent: int
) -> None:
    noor = make_borrower(world)
    spring = make_session(
        world, days=125, place="Bib; zaal 2, Gent"
    )  # 28 March 2027, when the clock goes forward
    course = make_session(world, kind="course", days=10)
    actions.enrol(world.nele.actor, course, noor, now=NOW)
    lotte = db.session.get(User, world.lotte.user_id)
    _feed, secret = calendar_feeds.make(world.lotte.actor, now=NOW, teacher=lotte)
    numbers = {f"gent-{spring.code}-1@localhost"} | {
        f"gent-{course.code}-{lesson.number}@localhost" for lesson in course.lessons
    }
    calendar = _read(client, secret)
    events = _events(calendar)
    assert {uid.split("@")[0] for uid in events} == {uid.split("@")[0] for uid in numbers}
    first = events[next(uid for uid in events if str(spring.code) in uid)]
    assert first.dtstart.value.astimezone(clock.BRUSSELS) == clock.local(spring.starts_at)
    assert "Europe/Brussels" in str(first.dtstart.params.values())
    assert (first.location.value.startswith("Bib; zaal 2, Gent"), first.status.value) == (True, "CONFIRMED")
    assert (first.sequence.value, "Noor" in client.get(f"/calendar/{secret}.ics").text) == ("0", False)
    planning.move(world.nele.actor, spring, starts_at=spring.starts_at + timedelta(hours=2), now=LATER)
    planning.cancel(world.nele.actor, course, now=LATER)
    events = _events(_read(client, secret))
    moved = events[next(uid for uid in events if str(spring.code) in uid)]
    assert moved.dtstart.value - first.dtstart.value == timedelta(hours=2)
    assert int(moved.sequence.value) > 0
    assert moved.last_modified.value > first.last_modified.value
    gone = [event for uid, event in events.items() if str(course.code) in uid]
    assert len(gone) == len(course.lessons)
    assert {event.status.value for event in gone} == {"CANCELLED"}
    assert {int(event.sequence.value) for event in gone} == {course.sequence}


def test_the_rules_of_summer_time_that_go_along_are_those_of_brussels(
    client: Any, world: Any, in_gent: int
) -> None:
    venue = make_venue(world)
    make_session(world, venue=venue)
    _feed, secret = calendar_feeds.make(world.nele.actor, now=NOW, venue=venue)
    text = client.get(f"/calendar/{secret}.ics").text.replace("\r\n", "\n")
    assert text.count("BEGIN:VTIMEZONE") == 1
    zone = vobject.readOne(text).vtimezone.gettzinfo()
    for moment in (
        "2026-12-01 12:00",
        "2027-03-28 01:59",
        "2027-03-28 03:00",
        "2027-07-01 12:00",
        "2027-10-31 03:00",
    ):
        wall = clock.datetime.strptime(moment, "%Y-%m-%d %H:%M")
        assert wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=clock.BRUSSELS).utcoffset(), (
            moment
        )


def test_a_link_that_leaked_is_revoked_and_a_fingerprint_is_all_we_keep(
    client: Any, world: Any, in_gent: int
) -> None:
    lotte = db.session.get(User, world.lotte.user_id)
    feed, secret = calendar_feeds.make(world.lotte.actor, now=NOW, teacher=lotte)
    kept = {str(getattr(feed, column.key)) for column in CalendarFeed.__table__.columns}
    assert not any(secret in value for value in kept)
    _read_twice = [client.get(f"/calendar/{secret}.ics") for _time in range(2)]
    etag = _read_twice[1].headers["ETag"]
    assert client.get(f"/calendar/{secret}.ics", headers={"If-None-Match": etag}).status_code == 304
    assert db.session.get(CalendarFeed, feed.id, populate_existing=True).used_at is not None
    for wrong in (secret[:-1], secret[:-1] + ("2" if secret[-1] != "2" else "3"), secret.upper(), "x" * 200):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404
    for _time in range(2):
        calendar_feeds.revoke(world.lotte.actor, db.session.get(CalendarFeed, feed.id), now=LATER)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert list(verify()) == []


def test_a_teacher_opens_the_own_calendar_only(client: Any, world: Any, in_gent: int) -> None:
    nele, venue = db.session.get(User, world.nele.user_id), make_venue(world)
    for whose in ({"teacher": nele}, {"venue": venue}):
        with pytest.raises(MayNot):
            calendar_feeds.make(world.lotte.actor, now=NOW, **whose)
    other, _secret = calendar_feeds.make(world.nele.actor, now=NOW, venue=venue)
    with pytest.raises(NotHere):
        calendar_feeds.revoke(world.lotte.actor, other, now=NOW)
    assert calendar_feeds.feeds_of(world.lotte.actor) == []
    number, venue_id, me = other.id, venue.id, world.lotte.user_id
    client.sign_in(world.lotte)
    page = client.post("/gent/workshops/calendars", data={"whose": f"teacher:{me}", "once": "made-once"}).text
    link = re.search(r'value="(http[^"]+/calendar/[a-z0-9]+\.ics)"', page)[1]
    assert client.get(urlsplit(link).path).status_code == 200
    assert link not in client.get("/gent/workshops/calendars").text
    assert client.post("/gent/workshops/calendars", data={"whose": f"venue:{venue_id}"}).status_code == 404
    assert client.post(f"/gent/workshops/calendars/{number}/revoke").status_code == 404


def test_the_calendar_of_a_teacher_who_left_opens_nothing(client: Any, world: Any, in_gent: int) -> None:
    _feed, secret = calendar_feeds.make(
        world.lotte.actor, now=NOW, teacher=db.session.get(User, world.lotte.user_id)
    )
    assert client.get(f"/calendar/{secret}.ics").status_code == 200
    for role in db.session.scalars(select(Membership).where(Membership.user_id == world.lotte.user_id)).all():
        take_role(world.fatima.actor, role, now=NOW)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


# --- papers ---


def _followed(
    world: Any, session: Any, name: str, presence: Presence = Presence.PRESENT, **details: Any
) -> Any:
    seat = actions.enrol(
        world.nele.actor,
        session,
        make_borrower(world, first_name=name, **details),
        now=min(NOW, session.starts_at),
    )
    for lesson in session.lessons:
        day.mark(world.lotte.actor, seat, lesson, presence, now=session.ends_at + timedelta(hours=1))
    return seat


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_sheet_bears_first_names_and_a_column_for_each_lesson(
    client: Any, world: Any, in_gent: int
) -> None:
    session = make_session(world, kind="course")
    for name in ("Şükrü", "Noor"):
        actions.enrol(world.nele.actor, session, make_borrower(world, first_name=name), now=NOW)
    where = f"/gent/workshops/{session.code}/attendance.pdf"
    client.sign_in(world.lotte)
    first, again = client.get(where), client.get(where)
    assert first.data == again.data, "the same facts give the same bytes"
    text = _text(first.data)
    for word in ("Şükrü", "Noor", "3"):
        assert word in text
    assert "Tahiri" not in text


def test_a_certificate_is_for_who_followed_all_of_it(client: Any, world: Any, in_gent: int) -> None:
    session = make_session(world)
    came = _followed(world, session, "Şükrü", last_name="Yılmaz")
    missed = _followed(world, session, "Bo", Presence.ABSENT)
    facts = papers.certificate_facts(
        came, day.lessons_followed(came), (), locale="nl", today=date(2026, 11, 24)
    )
    text = _text(papers.certificate(facts))
    for word in ("Şükrü Yılmaz", "23 november 2026", "Op het internet raken"):
        assert word in text
    arabic = make_borrower(world, first_name="نور", last_name="الطاهري")
    seat = actions.attend(world.nele.actor, session, arabic, now=LATER)
    facts = papers.certificate_facts(
        seat, day.lessons_followed(seat), (), locale="fr", today=date(2026, 11, 24)
    )
    assert papers.certificate(facts).startswith(b"%PDF-")
    with pytest.raises(papers.DidNotCome):
        papers.certificate_facts(missed, [], (), locale="nl", today=date(2026, 11, 24))
    where, own, other = f"/gent/workshops/{session.code}/seats", came.id, missed.id
    client.sign_in(world.nele)
    assert client.get(f"{where}/{own}/certificate-nl.pdf").data.startswith(b"%PDF-")
    assert client.get(f"{where}/{other}/certificate-nl.pdf").status_code == 409
    assert client.get(f"{where}/{own}/certificate-xx.pdf").status_code == 404
    client.sign_in(world.lotte)
    assert client.get(f"{where}/{own}/certificate-nl.pdf").status_code == 403, (
        "a whole name is not for a teacher"
    )


# --- figures ---


@pytest.fixture
def year(in_gent: int, world: Any) -> None:
    """Eight came and two missed in one room, one came in another; six sent on, of whom five went."""
    session, other = (
        make_session(world, place="Bib", capacity=20),
        make_session(world, hours=6, place="Huis", language="fr"),
    )
    seats = [_followed(world, session, f"Gast{number}") for number in range(8)]
    for number in range(2):
        _followed(world, session, f"Weg{number}", Presence.ABSENT)
    _followed(world, other, "Solo")
    for number, seat in enumerate(seats[:6]):
        sent = referrals.refer(world.lotte.actor, seat, Destination.COURSE, now=LATER)
        if number:
            referrals.realise(world.nele.actor, sent, now=LATER + timedelta(days=number * 14))


def test_figures_are_whole_in_the_house(world: Any, year: None) -> None:
    begin, end = NOW - timedelta(days=30), NOW + timedelta(days=30)
    by_place = figures.counted(figures.taken_between(begin, end), lambda seat: seat.place)
    assert {name: (one.enrolled, one.came, one.missed, one.days) for name, one in by_place.items()} == {
        "Bib": (10, 8, 2, 0), "Huis": (1, 1, 0, 0),
    }  # fmt: skip
    sent = figures.sent_between(begin, end)[Destination.COURSE]
    assert (sent.made, sent.realised) == (6, 4), "who went after sixty days went for another reason"


def test_the_line_skips_no_month_and_is_drawn_for_ourselves_only(
    client: Any, world: Any, year: None, monkeypatch: Any
) -> None:
    begun = NOW - timedelta(days=61)
    _followed(world, make_session(world, now=begun), "Vroeg")
    monkeypatch.setattr(clock, "_ask", lambda: LATER)
    where = "/gent/indicators/workshops/?lang=en"
    client.sign_in(world.nele)
    text = client.get(where).text
    assert re.findall(r"<title>(\w+): (\d+)</title>", text) == [("Sep", "1"), ("Oct", "0"), ("Nov", "9")]
    assert "10 people came to a start workshop in 2026" in text
    client.sign_in(world.olga)
    assert '<svg class="chart' not in client.get(where).text


def _numbers(text: str) -> set[str]:
    return set(re.findall(r'<td data-label="(?:Enrolled|Came|Missed)" class="number">([^<]+)</td>', text))


def test_small_numbers_are_hidden_from_who_looks_from_outside_and_from_every_file(
    client: Any, world: Any, year: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clock, "_ask", lambda: LATER)
    where = "/gent/indicators/workshops/"
    client.sign_in(world.nele)
    page = client.get(where).text
    assert {"10", "8", "2", "1"} <= _numbers(page)
    assert "cells.csv" not in page
    assert client.get(f"{where}cells.csv?year=2026").status_code == 422, "each day's file would tell of a day"
    client.sign_in(world.olga)
    assert _numbers(client.get(f"{where}?year=2026").text) == set(), "a year that is not over is not theirs"
    monkeypatch.setattr(clock, "_ask", lambda: LATER.replace(year=2027))
    client.sign_in(world.olga)
    assert _numbers(client.get(where).text) == {"9", "not shown"}, (
        "eleven less nine are the two who did not come"
    )
    assert "Huis" not in client.get(where).text, "it stands there only because one came"
    client.sign_in(world.nele)
    lines = client.get(f"{where}cells.csv?year=2026").get_data(as_text=True).splitlines()
    assert len(lines) == 1, "the year's eleven less these ten would be the one"
    client.sign_in(world.lotte)
    assert client.get(where).status_code == 403


def test_the_order_of_places_tells_from_outside_of_no_number_that_is_kept_back(
    client: Any, world: Any, monkeypatch: Any
) -> None:
    took = [
        ("Zaal", 20, SeatState.ATTENDED),
        ("Zaal", 3, SeatState.MISSED),
        ("Midden", 22, SeatState.ATTENDED),
    ]
    took.append(("Aula", 21, SeatState.ATTENDED))
    seats = [
        figures.Taken(date(2026, 3, 2), place, Language.DUTCH, state, 1)
        for place, many, state in took
        for _each in range(many)
    ]
    monkeypatch.setattr(figures, "taken_between", lambda _begin, _end: seats)
    monkeypatch.setattr(clock, "_ask", lambda: LATER.replace(year=2027))
    orders = []
    for who in (world.nele, world.olga):
        client.sign_in(who)
        text = client.get("/gent/indicators/workshops/?year=2026").text
        orders.append(sorted(("Zaal", "Midden", "Aula"), key=text.index))
    assert orders == [["Zaal", "Midden", "Aula"], ["Aula", "Midden", "Zaal"]]


def test_the_state_of_a_seat_that_nobody_noted_is_open(world: Any, in_gent: int) -> None:
    session = make_session(world)
    actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    (seat,) = figures.taken_between(NOW, NOW + timedelta(days=1))
    count = figures.Count()
    count.add(seat)
    assert (seat.state, count.open, count.days) == (SeatState.BOOKED, 1, None)


def test_pages_ask_as_often_for_many_as_for_few(
    client: Any, world: Any, in_gent: int, monkeypatch: Any
) -> None:
    session, venue = make_session(world, capacity=20), make_venue(world)
    monkeypatch.setattr(clock, "_ask", lambda: IN_FOUR_WEEKS + timedelta(days=8))
    pages = {
        "/gent/workshops/how-it-goes": 5, "/gent/workshops/sent-on": 4, "/gent/workshops/calendars": 6,
        "/gent/indicators/workshops/": 4,
    }  # fmt: skip

    def asked(many: int) -> dict[str, int]:
        with inside(world.gent):
            for _one in range(many):
                seat = _followed(world, session, f"Gast{next(_guests)}")
                referrals.refer(world.lotte.actor, seat, Destination.REPAIR, now=LATER + timedelta(days=20))
                calendar_feeds.make(world.nele.actor, now=NOW, venue=venue)
                followup.ask(world.fatima.actor, make_loan(world), now=IN_FOUR_WEEKS)
        numbers = {}
        for page in pages:
            client.get(page)
            with counted() as statements:
                client.get(page)
            numbers[page] = len(statements)
        return numbers

    client.sign_in(world.nele)
    few = asked(1)
    assert asked(4) == few
    assert all(few[page] <= most for page, most in pages.items()), few
