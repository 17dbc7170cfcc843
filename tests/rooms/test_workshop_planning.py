"""Planning: kinds and places, a course, a series over Christmas, winter time, moving, and what clashes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.digibank.models import User
from inventory.foundation import clock
from inventory.foundation.audit import verify
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import MayNot
from tests.cast import NOW
from tests.make import anyone, make_borrower, make_kind, make_session, make_venue
from workshop import actions, kinds, planning
from workshop.models import Session, Venue, WorkshopCall, WorkshopKind
from workshop.planning import (
    InThePast,
    NotGivenAnyMore,
    NothingPlanned,
    Over,
    Plan,
    RoomBusy,
    TeacherBusy,
    TooManySessions,
    WasHeld,
)
from workshop.presets import KINDS, OF_POLICY
from workshop.rules import CallBecause, Form, SeatState

WINTER = datetime(2026, 10, 1, 8, tzinfo=UTC)


def _plan(world: Any, **more: Any) -> Plan:
    lotte = db.session.get_one(User, world.lotte.user_id)
    told = {"kind": make_kind(world), "venue": make_venue(world, "Zaal 1"), "teacher": lotte, **more}
    return Plan(**told)


def _series(world: Any, plan: Plan, *, now: datetime = WINTER, **when: Any) -> Any:
    told = {"starts_on": date(2026, 10, 6), "ends_on": date(2026, 10, 27), "at": time(14), **when}
    return planning.plan_series(world.nele.actor, plan, now=now, **told)


def test_a_series_skips_holidays_and_says_which(world: Any, in_gent: int) -> None:
    friday = {"starts_on": date(2026, 12, 11), "ends_on": date(2027, 1, 8)}
    series, days = _series(world, _plan(world), **friday)
    planned = db.session.scalars(select(Session).order_by(Session.starts_at)).all()
    assert [one.held_on for one in planned] == [date(2026, 12, 11), date(2026, 12, 18), date(2027, 1, 8)]
    assert days.skipped == (date(2026, 12, 25), date(2027, 1, 1))
    assert {one.series_id for one in planned} == {series.id}
    assert list(verify()) == []


def test_at_two_it_is_at_two_in_summer_and_in_winter(world: Any, in_gent: int) -> None:
    _series(world, _plan(world), starts_on=date(2026, 10, 20), ends_on=date(2026, 10, 27))
    one, other = db.session.scalars(select(Session).order_by(Session.starts_at)).all()
    assert [local(each.starts_at).time() for each in (one, other)] == [time(14), time(14)]
    assert other.starts_at - one.starts_at == timedelta(days=7, hours=1)
    assert {each.ends_at - each.starts_at for each in (one, other)} == {timedelta(minutes=60)}


def test_a_series_that_clashes_on_one_day_is_planned_on_none(world: Any, in_gent: int) -> None:
    plan = _plan(world)
    planning.plan(world.nele.actor, plan, starts_at=datetime(2026, 10, 20, 12, 30, tzinfo=UTC), now=WINTER)
    with pytest.raises(TeacherBusy) as refused:
        _series(world, plan)
    assert refused.value.particulars["day"] == date(2026, 10, 20)
    assert len(db.session.scalars(select(Session)).all()) == 1


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        ({"starts_on": date(2026, 9, 1)}, InThePast),
        ({"ends_on": date(2026, 10, 1)}, NothingPlanned),
        ({"starts_on": date(2026, 12, 25), "ends_on": date(2026, 12, 25)}, NothingPlanned),
        ({"ends_on": date(2029, 1, 1)}, TooManySessions),
    ],
)
def test_a_series_that_cannot_be_is_told_why(world: Any, in_gent: int, when: Any, refusal: Any) -> None:
    plan = _plan(world)
    with pytest.raises(refusal):
        _series(world, plan, **when)


def test_a_teacher_and_a_room_are_taken_once(world: Any, in_gent: int) -> None:
    plan, at = _plan(world), NOW + timedelta(days=3)
    planning.plan(world.nele.actor, plan, starts_at=at, now=NOW)
    elsewhere = _plan(world, venue=make_venue(world, "Zaal 2"))
    with pytest.raises(TeacherBusy):
        planning.plan(world.nele.actor, elsewhere, starts_at=at + timedelta(minutes=59), now=NOW)
    with pytest.raises(RoomBusy):
        planning.plan(world.nele.actor, _plan(world, teacher=None), starts_at=at, now=NOW)
    after = planning.plan(world.nele.actor, plan, starts_at=at + timedelta(minutes=60), now=NOW)
    with pytest.raises(TeacherBusy):
        planning.move(
            world.nele.actor, after, starts_at=at + timedelta(minutes=30), venue=elsewhere.venue, now=NOW
        )
    free = planning.plan(
        world.nele.actor, _plan(world, teacher=None, venue=elsewhere.venue), starts_at=at, now=NOW
    )
    with pytest.raises(TeacherBusy):
        planning.change_teacher(world.nele.actor, free, plan.teacher, now=NOW)


def test_a_course_has_its_lessons_a_week_apart_and_not_on_a_holiday(world: Any, in_gent: int) -> None:
    plan = _plan(world, kind=make_kind(world, "course"))
    course = planning.plan(
        world.nele.actor, plan, starts_at=datetime(2026, 12, 18, 13, tzinfo=UTC), now=WINTER
    )
    assert [one.held_on for one in course.lessons] == [
        date(2026, 12, 18),
        date(2027, 1, 8),
        date(2027, 1, 15),
    ]
    assert (course.starts_at, course.ends_at) == (course.lessons[0].starts_at, course.lessons[2].ends_at)
    # Its teacher is taken at the second lesson too.
    with pytest.raises(TeacherBusy):
        planning.plan(
            world.nele.actor, _plan(world, venue=make_venue(world, "Zaal 2")),
            starts_at=datetime(2027, 1, 8, 14, tzinfo=UTC), now=WINTER,
        )  # fmt: skip


def test_moving_tells_everyone_once_and_keeps_their_turn(world: Any, in_gent: int) -> None:
    session = make_session(world, days=6, capacity=1)
    noor = make_borrower(world, email="noor@example.org")
    bo, lou = (make_borrower(world, first_name=name) for name in ("Bo", "Lou"))
    seats = [actions.enrol(world.nele.actor, session, one, now=NOW) for one in (noor, bo, lou)]
    was = session.sequence
    planning.move(
        world.nele.actor,
        session,
        starts_at=NOW + timedelta(days=8),
        venue=make_venue(world, "Zaal 9"),
        now=NOW,
    )
    assert [seat.state for seat in seats] == [SeatState.BOOKED, SeatState.WAITING, SeatState.WAITING]
    assert session.sequence == was + 1
    # The invitation to the old moment did not leave yet, so it never will.
    letters = db.session.scalars(select(Letter).where(Letter.to_email == "noor@example.org")).all()
    assert [one.kind for one in letters] == ["workshop/moved"]
    assert "Zaal 9" in letters[0].body
    calls = db.session.scalars(select(WorkshopCall).order_by(WorkshopCall.id)).all()
    assert [(one.borrower_id, one.because) for one in calls] == [
        (bo.id, CallBecause.CHANGED), (lou.id, CallBecause.CHANGED),
    ]  # fmt: skip
    with pytest.raises(Over):
        planning.move(
            world.nele.actor, session, starts_at=NOW + timedelta(days=20), now=NOW + timedelta(days=9)
        )


def test_cancelling_tells_everyone_and_frees_the_teacher_and_the_room(world: Any, in_gent: int) -> None:
    session = make_session(world, days=6, place="Zaal 1")
    noor = make_borrower(world, email="noor@example.org")
    seat = actions.enrol(world.nele.actor, session, noor, now=NOW)
    planning.cancel(world.nele.actor, session, now=NOW)
    assert seat.state is SeatState.RELEASED
    letters = db.session.scalars(select(Letter).where(Letter.to_email == "noor@example.org")).all()
    assert [one.kind for one in letters] == ["workshop/cancelled"]
    assert make_session(world, days=6, place="Zaal 1").cancelled_at is None
    with pytest.raises(planning.Cancelled):
        planning.cancel(world.nele.actor, session, now=NOW)


def test_what_was_held_is_not_called_off_and_nobody_is_written_to(world: Any, in_gent: int) -> None:
    session = make_session(world)
    noor = make_borrower(world, email="noor@example.org")
    seat = actions.enrol(world.nele.actor, session, noor, now=session.starts_at)
    with pytest.raises(WasHeld):
        planning.cancel(world.nele.actor, session, now=session.ends_at)
    assert seat.state is SeatState.BOOKED
    assert db.session.scalars(select(Letter)).all() == []


def test_of_a_course_that_began_someone_else_gives_what_is_left(world: Any, in_gent: int) -> None:
    course = make_session(world, kind="course")
    first, _second, third = course.lessons
    other = make_session(world, days=0, hours=3, teacher=None)
    nele = db.session.get(User, world.nele.user_id)
    planning.change_teacher(world.nele.actor, other, nele, now=NOW)
    # At the first lesson she gave another workshop; that is past.
    planning.change_teacher(world.nele.actor, course, nele, now=first.ends_at)
    assert course.teacher_id == world.nele.user_id
    with pytest.raises(WasHeld):
        planning.change_teacher(world.nele.actor, course, None, now=third.ends_at)


def test_who_was_to_answer_keeps_the_chair_when_the_workshop_is_moved(world: Any, in_gent: int) -> None:
    session = make_session(world, days=9, capacity=1)
    first, seat = (
        actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW) for _one in range(2)
    )
    actions.release(world.nele.actor, first, now=NOW)
    assert seat.state is SeatState.OFFERED
    planning.move(world.nele.actor, session, starts_at=NOW + timedelta(days=1), now=NOW)
    # The letter says that they keep their seat; it must not lapse, and not after the workshop began.
    assert (seat.state, seat.answer_by) == (SeatState.BOOKED, None)
    assert actions.let_offers_lapse(anyone(world.gent), NOW + timedelta(days=5)) == 0


def test_a_course_is_to_come_until_its_last_lesson_and_of_today_on_each_of_its_days(
    client: Any, world: Any, in_gent: int, monkeypatch: Any
) -> None:
    course = make_session(world, kind="course", place="Zaal 1")
    second = course.lessons[1].starts_at
    monkeypatch.setattr(clock, "_ask", lambda: second)
    client.sign_in(world.lotte)
    where = f"/gent/workshops/{course.code}"
    assert f"{where}/day" in client.get("/gent/today/").text
    assert where in client.get("/gent/workshops/").text
    assert where not in client.get("/gent/workshops/?when=past").text


def test_what_is_closed_is_not_planned_and_what_was_planned_stays(world: Any, in_gent: int) -> None:
    plan = _plan(world)
    session = planning.plan(world.nele.actor, plan, starts_at=NOW + timedelta(days=2), now=NOW)
    kinds.close_kind(world.fatima.actor, plan.kind, now=NOW)
    with pytest.raises(NotGivenAnyMore):
        planning.plan(world.nele.actor, plan, starts_at=NOW + timedelta(days=3), now=NOW)
    kinds.close_kind(world.fatima.actor, plan.kind, now=NOW, again=True)
    kinds.close_venue(world.nele.actor, plan.venue, now=NOW)
    with pytest.raises(NotGivenAnyMore):
        planning.plan(world.nele.actor, plan, starts_at=NOW + timedelta(days=3), now=NOW)
    assert session.cancelled_at is None


def test_the_presets_can_be_taken_over_and_are_the_digibanks_own_then(world: Any, in_gent: int) -> None:
    taken = kinds.take_over(world.fatima.actor, KINDS, now=NOW)
    assert {one.form for one in taken} == set(Form)
    assert all(set(one.titles) == {"nl", "fr", "en"} and one.topics for one in taken)
    assert kinds.take_over(world.fatima.actor, KINDS, now=NOW) == []
    assert {code for codes in OF_POLICY.values() for code in codes} <= set(KINDS)
    course = next(one for one in taken if one.form is Form.COURSE)
    assert (course.lessons, course.minutes) == (3, 180)
    with pytest.raises(MayNot):
        kinds.take_over(world.nele.actor, KINDS, now=NOW)


def test_a_new_digibank_has_some_kinds_from_its_first_minute(world: Any, in_gent: int) -> None:
    kinds.begin_with_some(anyone(world.gent), NOW)
    assert {one.form for one in kinds.kinds_given()} == {Form.EXPLANATION, Form.INFO, Form.FOLLOW_UP}


def _sent(**more: Any) -> dict[str, Any]:
    return {
        "form": "course", "title_nl": "Starterscursus", "title_fr": "", "title_en": "Starter course",
        "topics": "Wifi | Le wifi | Wifi\nMailen", "minutes": "120", "lessons": "3", "capacity": "12",
        "languages": ["nl", "fr"], "materials": "Stap voor stap https://example.org/stap.pdf",
        "counts_for": "start", **more,
    }  # fmt: skip


def test_fatima_writes_down_a_kind_and_a_topic_that_stays_keeps_its_code(
    client: Any, world: Any, in_gent: int
) -> None:
    client.sign_in(world.fatima)
    for slip in (
        {"title_nl": ""}, {"minutes": "2"}, {"capacity": "900"}, {"lessons": "1"}, {"lessons": "99"},
        {"materials": "Stap http://example.org"}, {"materials": "javascript:alert(1)"}, {"counts_for": "gold"},
    ):  # fmt: skip
        answer = client.post("/gent/workshops/kinds/new", data=_sent(**slip))
        assert answer.status_code == 422, slip
        assert "Wifi | Le wifi | Wifi" in answer.text
    assert client.post("/gent/workshops/kinds/new", data=_sent()).status_code == 303
    kind = db.session.scalars(select(WorkshopKind)).one()
    assert (kind.lessons, kind.languages, kind.title("fr")) == (3, ["nl", "fr"], "Starterscursus")
    codes = [topic["code"] for topic in kind.topics]
    where = f"/gent/workshops/kinds/{kind.id}"
    assert "Stap voor stap https://example.org/stap.pdf" in client.get(where).text
    assert client.post(where, data=_sent(topics="Mailen | E-mail\nItsme")).status_code == 303
    db.session.expire_all()
    after = [topic["code"] for topic in db.session.scalars(select(WorkshopKind)).one().topics]
    assert after[0] == codes[1]
    assert after[1] not in codes
    assert client.post(f"{where}/close").status_code == 303
    assert "Give it again" in client.get("/gent/workshops/kinds").text
    page = client.post("/gent/workshops/kinds/take", data={"code": "talk"}, follow_redirects=True)
    assert "Tailored talk" in page.text
    client.sign_in(world.nele)
    assert client.get("/gent/workshops/kinds").status_code == 403


def test_nele_writes_down_a_place(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.nele)
    sent = {"name": "Bib, zaal 2", "street": "Dorp 1", "postcode": "9000", "municipality": "Gent",
            "bus_stop": "bus 3", "door_photo": "https://example.org/deur.jpg", "aids": ["wheelchair"]}  # fmt: skip
    for slip in (
        {"name": ""},
        {"door_photo": "deur.jpg"},
        {"door_photo": "https://[a.b"},
        {"aids": ["lift"]},
    ):
        assert client.post("/gent/workshops/places/new", data={**sent, **slip}).status_code == 422, slip
    assert client.post("/gent/workshops/places/new", data=sent).status_code == 303
    assert client.post("/gent/workshops/places/new", data=sent).status_code == 422
    venue = db.session.scalars(select(Venue)).one()
    assert (
        client.post(f"/gent/workshops/places/{venue.id}", data={**sent, "bus_stop": "tram 1"}).status_code
        == 303
    )
    assert "tram 1" in client.get("/gent/workshops/places").text
    assert client.post(f"/gent/workshops/places/{venue.id}/close").status_code == 303
    assert client.get("/gent/workshops/places/999999").status_code == 404


def test_nele_plans_a_series_and_moves_one_of_it(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.nele)
    kind, venue = make_kind(world), make_venue(world, "Zaal 1")
    sent = {
        "kind": str(kind.id), "venue": str(venue.id), "starts_on": "2098-12-11", "starts_at": "14:00",
        "language": "nl", "teacher": str(world.lotte.user_id), "repeats": "1", "ends_on": "2098-12-25",
        "aids": ["interpreter"],
    }  # fmt: skip
    assert "last day of the series" in client.post("/gent/workshops/new", data={**sent, "ends_on": ""}).text
    answer = client.post("/gent/workshops/new", data=sent)
    assert answer.status_code == 422  # nobody knows that far ahead
    first = db.session.scalars(select(Session)).first()
    assert first is None
    one = make_session(world, now=_today(), days=8, venue=venue)
    where = f"/gent/workshops/{one.code}"
    moved = {"starts_on": "2001-01-01", "starts_at": "10:00", "venue": str(venue.id)}
    assert client.post(f"{where}/move", data=moved).status_code == 422
    assert client.post(f"{where}/move", data={**moved, "starts_on": "2099-05-05"}).status_code == 422
    later = (_today() + timedelta(days=20)).date().isoformat()
    assert client.post(f"{where}/move", data={**moved, "starts_on": later}).status_code == 303
    assert client.post(f"{where}/teacher", data={"teacher": ""}).status_code == 303
    assert client.post(f"{where}/teacher", data={"teacher": "999999"}).status_code == 422


def _today() -> datetime:
    from inventory.foundation.clock import now

    return now()


def test_the_planning_shows_seats_and_laptops_per_place_and_teacher(
    client: Any, world: Any, in_gent: int
) -> None:
    now = _today()
    one = make_session(world, now=now, days=1, capacity=2, place="Zaal 1")
    make_session(world, now=now, days=2, place="Zaal 2", teacher=None)
    for name in ("An", "Bo", "Cas"):
        actions.enrol(world.nele.actor, one, make_borrower(world, first_name=name), now=now)
    client.sign_in(world.nele)
    page = client.get("/gent/workshops/planning").text
    for words in ("Zaal 1", "Zaal 2", "2 of 2", "1 waits", "2 laptops too few for who comes", "Nobody yet"):
        assert words in page, words
    only = client.get(f"/gent/workshops/planning?venue={one.venue_id}&teacher={world.lotte.user_id}").text
    assert "Nobody yet" not in only
    for odd in ("from=gisteren", "from=9999-12-31", "venue=x", "teacher=99999999999999"):
        assert client.get(f"/gent/workshops/planning?{odd}").status_code == 200, odd
    client.sign_in(world.lotte)
    assert client.get("/gent/workshops/planning").status_code == 403
    printed = client.get(f"/gent/workshops/{one.code}/list").text
    assert "An" in printed
    assert "Cas" not in printed
    assert "Tahiri" not in printed
