"""A seat by the desk, by the service and by one's own link; the waiting list; reminders; who did not come."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from inventory.applications import actions as applications
from inventory.applications.queries import approved_application_of
from inventory.borrowers import actions as borrowers
from inventory.borrowers import merging
from inventory.borrowers.rules import ContactChannel, Language
from inventory.contacts.rules import Purpose
from inventory.digibank.models import User
from inventory.foundation import clock
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.partners.actions import link_account
from tests.cast import NOW
from tests.make import anyone, make_approved_borrower, make_borrower, make_service, make_session, make_venue
from workshop import actions, after_offered, checking, guests, night, planning
from workshop.actions import ElsewhereThen, NoApplicationAnyMore, NothingOffered, TooLateToEnrol
from workshop.calls import calls_due
from workshop.fitting import Fits
from workshop.models import Attendance, Guest, Seat, Session, WorkshopCall
from workshop.proposing import proposals
from workshop.rules import CallBecause, EnrolledBy, Presence, SeatState


def _enrol(world: Any, session: Any, borrower: Any, now: datetime = NOW) -> Seat:
    return actions.enrol(world.nele.actor, session, borrower, now=now)


def _letters(borrower: Any) -> list[str]:
    query = select(Letter).where(Letter.to_email == borrower.email).order_by(Letter.id)
    kinds = [letter.kind for letter in db.session.scalars(query)]
    return [kind.removeprefix("workshop/") for kind in kinds if kind.startswith("workshop/")]


def _by_mail(world: Any, name: str, **more: Any) -> Any:
    told = {"email": f"{name}@example.org".lower(), "contact_channel": ContactChannel.EMAIL, **more}
    return make_approved_borrower(world, first_name=name, **told)


def _link(borrower: Any) -> str:
    token = db.session.scalars(select(Guest.token).where(Guest.borrower_id == borrower.id)).one()
    return f"/w/{token}"


def test_a_chair_that_comes_free_waits_for_an_answer_and_then_goes_on(world: Any, in_gent: int) -> None:
    session, house = make_session(world, days=9, capacity=1), anyone(world.gent)
    an, bo, cas = (_by_mail(world, name) for name in ("An", "Bo", "Cas"))
    first, second, third = (_enrol(world, session, one) for one in (an, bo, cas))
    actions.release(world.nele.actor, first, now=NOW)
    actions.release(world.nele.actor, first, now=NOW)
    assert (second.state, second.answer_by) == (SeatState.OFFERED, NOW + timedelta(hours=48))
    assert _letters(bo) == ["waiting", "offered"]
    assert actions.let_offers_lapse(house, NOW + timedelta(hours=47)) == 0
    late = NOW + timedelta(hours=49)
    with pytest.raises(NothingOffered):
        actions.take_offer(house, second, now=late)
    assert actions.let_offers_lapse(house, late) == 1
    assert (second.state, third.state) == (SeatState.RELEASED, SeatState.OFFERED)
    actions.take_offer(house, third, now=late)
    actions.take_offer(house, third, now=late)
    assert third.state is SeatState.BOOKED
    assert _letters(cas) == ["waiting", "offered", "invitation"]
    # Who was late comes back at the end of the line, whatever row they have.
    assert _enrol(world, session, bo, late).state is SeatState.WAITING
    assert list(verify()) == []


def test_who_is_expected_on_monday_hears_on_saturday_and_never_too_late(
    world: Any, in_gent: int, monkeypatch: Any
) -> None:
    house, noor = anyone(world.gent), _by_mail(world, "Noor")
    session = make_session(world, days=7)  # a Monday at noon
    seat, monday = _enrol(world, session, noor), clock.day(session.starts_at)
    assert night.remind(house, monday - timedelta(days=1), NOW) == 0, "it would leave on the day itself"
    assert night.remind(house, monday - timedelta(days=2), NOW) == 1
    assert night.remind(house, monday - timedelta(days=1), NOW) == 0
    letter = db.session.scalars(select(Letter).where(Letter.kind == "workshop/reminder")).one()
    assert letter.subject == "Binnenkort is je workshop: Infomoment"
    for moment, is_late in ((session.starts_at - timedelta(hours=1), None), (session.starts_at, True)):
        monkeypatch.setattr(clock, "_ask", lambda moment=moment: moment)
        assert after_offered.was_answered(letter) is is_late
    assert seat.state is SeatState.BOOKED


def test_a_chair_given_up_at_night_is_offered_in_the_morning(world: Any, in_gent: int) -> None:
    session, noor = make_session(world, days=9, capacity=1), _by_mail(world, "Noor")
    first, waits = _enrol(world, session, make_borrower(world)), _enrol(world, session, noor)
    saturday_night = NOW + timedelta(days=5, hours=14)
    actions.release(world.nele.actor, first, now=saturday_night)
    monday = NOW + timedelta(days=7, hours=-1)  # at nine in Brussels, two days before the workshop
    assert waits.state is SeatState.OFFERED
    assert waits.answer_by == session.starts_at - timedelta(hours=24) > monday
    offer = db.session.scalars(select(Letter).where(Letter.kind == "workshop/offered")).one()
    assert offer.by_day


def test_nobody_takes_an_offer_at_the_moment_of_another_seat(world: Any, in_gent: int) -> None:
    full, other = make_session(world, days=9, capacity=1), make_session(world, days=9, teacher=None)
    first = _enrol(world, full, make_borrower(world))
    noor = make_borrower(world, first_name="Noor")
    waits = _enrol(world, full, noor)
    _enrol(world, other, noor)
    actions.release(world.nele.actor, first, now=NOW)
    with pytest.raises(ElsewhereThen):
        actions.take_offer(world.nele.actor, waits, now=NOW)
    assert waits.state is SeatState.OFFERED


def test_who_is_forgotten_is_called_no_more(world: Any, in_gent: int) -> None:
    session, noor = make_session(world, days=2), make_borrower(world)
    _enrol(world, session, noor)
    planning.cancel(world.nele.actor, session, now=NOW)
    later = clock.day(NOW) + timedelta(days=9)
    assert [one.because for one in calls_due(later)] == [CallBecause.CHANGED]
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert list(calls_due(later)) == []


def test_who_can_be_reached_by_nothing_written_is_called(world: Any, in_gent: int) -> None:
    session = make_session(world, days=9, capacity=1)
    first, second = (_enrol(world, session, make_borrower(world, first_name=name)) for name in ("An", "Bo"))
    actions.release(world.nele.actor, first, now=NOW)
    call = db.session.scalars(select(WorkshopCall)).one()
    assert (call.borrower_id, call.because) == (second.borrower_id, CallBecause.SEAT_FREE)


def test_nobody_sits_in_two_workshops_at_once(world: Any, in_gent: int) -> None:
    one, other = make_session(world, days=1), make_session(world, days=1, hours=3.5, teacher=None)
    noor = make_borrower(world)
    _enrol(world, one, noor)
    with pytest.raises(ElsewhereThen):
        _enrol(world, other, noor)
    assert [each.session.id for each in proposals(noor, NOW)] == []
    planning.cancel(world.nele.actor, one, now=NOW)
    assert _enrol(world, other, noor).state is SeatState.BOOKED


def test_who_withdrew_gets_no_seat_and_gives_up_the_one_they_had(world: Any, in_gent: int) -> None:
    session = make_session(world, days=9, capacity=1)
    an, bo = _by_mail(world, "An"), _by_mail(world, "Bo")
    application = approved_application_of(an)
    seat, other = _enrol(world, session, an), _enrol(world, session, bo)
    assert seat.application_id == application.id
    applications.withdraw(world.nele.actor, application, now=NOW)
    assert actions.release_withdrawn(anyone(world.gent), NOW) == 1
    assert (seat.state, other.state) == (SeatState.RELEASED, SeatState.OFFERED)
    with pytest.raises(NoApplicationAnyMore):
        actions.enrol(world.nele.actor, session, an, application=application, now=NOW)
    with pytest.raises(NoApplicationAnyMore):
        actions.enrol_outside(anyone(world.gent), session, an, by=EnrolledBy.LINK, now=NOW)


def test_what_is_over_takes_nobody(world: Any, in_gent: int) -> None:
    session, noor = make_session(world), make_borrower(world)
    with pytest.raises(TooLateToEnrol):
        _enrol(world, session, noor, NOW + timedelta(days=1))


def test_the_day_before_everyone_who_is_expected_hears_it_once(world: Any, in_gent: int) -> None:
    session = make_session(world, days=3, capacity=1)
    an, bo = _by_mail(world, "An"), _by_mail(world, "Bo")
    _enrol(world, session, an)
    _enrol(world, session, bo)
    house, eve = anyone(world.gent), session.held_on - timedelta(days=1)
    assert night.remind(house, eve - timedelta(days=1), NOW) == 0
    assert [night.remind(house, eve, NOW) for _twice in range(2)] == [1, 0]
    assert (_letters(an), _letters(bo)) == (["invitation", "reminder"], ["waiting"])
    reminder = db.session.scalars(select(Letter).where(Letter.kind == "workshop/reminder")).one()
    assert reminder.by_day
    assert session.place in reminder.body


def test_who_did_not_come_is_invited_again_and_called_after_two(world: Any, in_gent: int) -> None:
    noor = _by_mail(world, "Noor")
    for at in range(2):
        session = make_session(world, hours=1 + 2 * at)
        seat = _enrol(world, session, noor)
        actions.mark_missed(world.lotte.actor, seat, now=NOW)
        actions.mark_missed(world.lotte.actor, seat, now=NOW)
    assert _letters(noor).count("missed") == 1
    assert "no problem" in _body(noor, "missed") or "geen probleem" in _body(noor, "missed")
    call = db.session.scalars(select(WorkshopCall)).one()
    assert call.because is CallBecause.MISSED_TWICE
    assert [one.id for one in calls_due(call.call_on)] == [call.id]
    _enrol(world, make_session(world, days=5), noor)
    assert calls_due(call.call_on) == [], "who chose another moment need not be called"


def _body(borrower: Any, kind: str) -> str:
    query = select(Letter).where(Letter.to_email == borrower.email, Letter.kind == f"workshop/{kind}")
    return db.session.scalars(query).one().body


def test_of_a_course_only_what_was_missed_is_proposed(world: Any, in_gent: int) -> None:
    noor, first = make_borrower(world), make_session(world, kind="course")
    seat = _enrol(world, first, noor)
    one, two, three = first.lessons
    for lesson, presence in ((one, Presence.PRESENT), (two, Presence.ABSENT), (three, Presence.LATE)):
        actions.note(world.lotte.actor, seat, lesson, presence, now=lesson.starts_at)
    assert (seat.state, noor.workshop_on) == (SeatState.PARTLY, None)
    then = three.ends_at
    again = make_session(world, now=then, kind="course", days=2)
    # The second lesson of a course that began already will do.
    best = proposals(noor, again.lessons[0].ends_at)[0]
    assert (best.session.id, best.only_lessons) == (again.id, (2,))
    other = actions.enrol(world.nele.actor, again, noor, only_lessons=best.only_lessons, now=then)
    actions.note(world.lotte.actor, other, again.lessons[1], Presence.PRESENT, now=again.lessons[1].starts_at)
    assert other.state is SeatState.ATTENDED
    assert noor.workshop_on == again.lessons[1].held_on


def test_what_fits_comes_first_and_says_why(world: Any, in_gent: int) -> None:
    noor = make_borrower(world, language=Language.FRENCH, municipality="Aalst")
    dutch = make_session(world, days=1)
    french = make_session(world, days=4, language=Language.FRENCH)
    near = make_session(
        world, days=6, language=Language.FRENCH, venue=make_venue(world, "Aalst", municipality="Aalst")
    )
    assert [one.session.id for one in proposals(noor, NOW)] == [near.id, french.id, dutch.id]
    assert proposals(noor, NOW)[0].fits == (Fits.LANGUAGE, Fits.TOWN)


def test_the_own_link_enrols_says_no_and_tells_when(client: Any, world: Any, in_gent: int) -> None:
    now = clock.now()
    session = make_session(world, now=now, days=9, capacity=1)
    noor, bo = _by_mail(world, "Noor"), _by_mail(world, "Bo")
    with upkeep():
        for one in (noor, bo):
            guests.guest_of(one)
    where, other = _link(noor), _link(bo)
    page = client.get(where)
    assert session.place in page.text
    assert "Voorbeeld" not in page.text.replace("Voorbeeldplein", ""), "no family name stands there"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(f"{where}/enrol", data={"session": str(session.code)}).status_code == 303
    assert client.post(f"{other}/enrol", data={"session": str(session.code)}).status_code == 303
    states = {seat.borrower_id: seat for seat in db.session.scalars(select(Seat))}
    assert (states[noor.id].state, states[bo.id].state) == (SeatState.BOOKED, SeatState.WAITING)
    mine, theirs = states[noor.id].id, states[bo.id].id
    event = Calendar.from_ical(client.get(f"{where}/seats/{mine}.ics").text).walk("VEVENT")[0]
    assert event.decoded("dtstart") == session.starts_at.replace(microsecond=0)
    assert session.place in event["location"]
    assert "Noor" not in str(event)
    assert client.get(f"{where}/seats/{theirs}.ics").status_code == 404
    assert client.post(f"{where}/seats/{theirs}/not_come").status_code == 404
    assert client.post(f"{where}/seats/{mine}/not_come").status_code == 303
    assert client.post(f"{where}/seats/{mine}/not_come").status_code == 303
    assert "Yes, I come" in client.get(f"{other}?lang=en").text
    assert client.post(f"{other}/seats/{theirs}/come").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Seat, theirs).state is SeatState.BOOKED
    answer = client.post(f"{where}/free", data={"free": ["1-morning", "9-never"]})
    assert answer.status_code == 303
    assert db.session.scalars(select(Guest.free).where(Guest.borrower_id == noor.id)).one() == ["1-morning"]


def test_a_link_opened_a_week_late_says_so_and_offers_what_is_to_come(
    client: Any, world: Any, in_gent: int
) -> None:
    now = clock.now()
    session = make_session(world, now=now - timedelta(days=9), days=2)
    noor = _by_mail(world, "Noor")
    seat = _enrol(world, session, noor, now - timedelta(days=9))
    coming = make_session(world, now=now, days=3, place="Zaal 7")
    where = _link(noor)
    page = client.get(f"{where}?lang=en").text
    assert "This workshop is over." in page
    assert "Zaal 7" in page
    answer = client.post(f"{where}/seats/{seat.id}/not_come")
    assert answer.status_code == 422
    assert "This workshop is over" in answer.text
    assert client.post(f"{where}/enrol", data={"session": str(session.code)}).status_code == 200
    assert client.post(f"{where}/enrol", data={"session": str(coming.code)}).status_code == 303


@pytest.mark.parametrize("token", ["X" * 16, "kort", "z" * 64, "É" * 16])
def test_a_link_that_is_not_ours_opens_nothing(client: Any, world: Any, in_gent: int, token: str) -> None:
    assert client.get(f"/w/{token}").status_code == 404
    assert client.post(f"/w/{token}/free").status_code == 404


def test_who_is_forgotten_keeps_no_link_and_no_letters(client: Any, world: Any, in_gent: int) -> None:
    noor = make_borrower(world, email="noor@example.org")
    session = make_session(world, now=clock.now(), days=3)
    seat = _enrol(world, session, noor, clock.now())
    with inside(world.gent):
        where = _link(noor)
        borrowers.forget(world.fatima.actor, noor, now=clock.now())
        assert client.get(where).status_code == 404
        bodies = db.session.scalars(select(Letter).where(Letter.thing == "seat", Letter.thing_id == seat.id))
        assert [letter.body for letter in bodies if letter.body] == []


def test_two_entries_that_are_one_person_have_one_seat(world: Any, in_gent: int) -> None:
    session = make_session(world, days=0, capacity=2)
    stays, goes, other = (make_borrower(world, first_name=name) for name in ("Noor", "Nour", "Bo"))
    mine, theirs = _enrol(world, session, stays), _enrol(world, session, goes)
    waits = _enrol(world, session, other)
    actions.mark_attended(world.lotte.actor, theirs, now=NOW)
    merging.merge(world.fatima.actor, stays, goes, now=NOW)
    assert (mine.state, theirs.state, waits.state) == (
        SeatState.ATTENDED, SeatState.RELEASED, SeatState.BOOKED,
    )  # fmt: skip
    assert {one.seat_id for one in db.session.scalars(select(Attendance))} == {mine.id}


def test_nele_gives_a_seat_in_one_tap_from_the_application(client: Any, world: Any, in_gent: int) -> None:
    now = clock.now()
    noor, session = make_approved_borrower(world), make_session(world, now=now, days=3, place="Zaal 4")
    application = approved_application_of(noor)
    client.sign_in(world.nele)
    page = client.get(f"/gent/applications/{application.id}").text
    assert "Zaal 4" in page
    where = f"/gent/workshops/for/{noor.code}"
    assert where in page
    assert client.post(where, data={"session": str(session.code)}).status_code == 303
    seat = db.session.scalars(select(Seat)).one()
    assert (seat.application_id, seat.enrolled_by) == (application.id, EnrolledBy.DESK)
    assert client.post(where, data={"session": str(session.code)}).status_code in (409, 422)
    assert client.post(where, data={"session": "V 999 999"}).status_code == 404
    assert client.post(f"{where}/free", data={"free": ["2-evening"]}).status_code == 303
    assert re.search(r'value="2-evening"\s+checked', client.get(where).text)
    printed = client.get(f"/gent/workshops/{session.code}/seats/{seat.id}/invitation?lang=en").text
    assert "Zaal 4" in printed
    assert "Je hebt een plaats" in printed, "in the language of who reads it"
    assert "halte Voorbeeldplein" in printed


def test_a_call_is_on_todays_page_and_off_it_with_one_tap(client: Any, world: Any, in_gent: int) -> None:
    session = make_session(world, days=9, capacity=1)
    first, _second = (_enrol(world, session, make_borrower(world, first_name=name)) for name in ("An", "Bo"))
    actions.release(world.nele.actor, first, now=NOW)
    call = db.session.scalars(select(WorkshopCall)).one()
    client.sign_in(world.nele)
    assert "we cannot write to this person" in client.get("/gent/today/").text
    assert client.post(f"/gent/workshops/calls/{call.id}").status_code == 303
    assert client.post(f"/gent/workshops/calls/{call.id}").status_code == 303
    assert "we cannot write to this person" not in client.get("/gent/today/").text
    assert client.post("/gent/workshops/calls/999999").status_code == 404


def test_rita_chooses_a_workshop_for_whom_she_sent_and_for_nobody_else(
    client: Any, world: Any, in_gent: int
) -> None:
    now = clock.now()
    service = make_service()
    link_account(world.fatima.actor, service, db.session.get_one(User, world.rita.user_id), now=now)
    session = make_session(world, now=now, days=3, place="Zaal 4")
    others = approved_application_of(make_approved_borrower(world))
    told = borrowers.Details(first_name="Zohra", last_name="Amrani", phone="0470 998877", birth_year=1990)
    own = applications.send(
        world.rita.actor, told, service=service, purpose=Purpose.TRAINING, note="", has_looked=True, now=now
    )
    applications.approve(world.nele.actor, own, now=now, reason="Yes.")
    client.sign_in(world.rita)
    where = f"/gent/referrer/{own.id}/workshop"
    assert where in client.get("/gent/referrer/").text
    assert "Zaal 4" in client.get(where).text
    assert client.get(f"/gent/referrer/{others.id}/workshop").status_code == 404
    assert (
        client.post(f"/gent/referrer/{others.id}/workshop", data={"session": str(session.code)}).status_code
        == 404
    )
    assert client.post(where, data={"session": "V 999 999"}).status_code == 404
    assert client.post(where, data={"session": str(session.code)}).status_code == 303
    seat = db.session.scalars(select(Seat)).one()
    assert (seat.borrower_id, seat.enrolled_by) == (own.borrower_id, EnrolledBy.REFERRER)


def test_the_keeper_sees_a_free_chair_beside_who_waits_and_lessons_that_went_astray(
    world: Any, in_gent: int
) -> None:
    session = make_session(world, now=clock.now(), days=3, capacity=1)
    an, bo = (make_borrower(world, first_name=name) for name in ("An", "Bo"))
    for one in (an, bo):
        _enrol(world, session, one, clock.now())
    assert checking.check() == []
    with upkeep():
        db.session.get_one(Session, session.id).capacity = 2
        session.lessons[0].ends_at += timedelta(minutes=5)
    told = " ".join(checking.check())
    assert "waits beside a free chair" in told
    assert "does not begin and end with its lessons" in told
