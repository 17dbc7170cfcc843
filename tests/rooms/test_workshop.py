"""Start workshops: planning, seats, ticks, and a teacher who sees first names only."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers import actions as borrowers
from inventory.foundation.audit import verify
from inventory.foundation.clock import today
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.make import make_application, make_borrower, make_kind, make_ready_device, make_session, make_venue
from workshop import actions, planning, queries
from workshop.actions import EnrolledAlready, NotHeldYet, TooLateToRelease
from workshop.models import Seat, Session
from workshop.planning import Cancelled, InThePast, NoSeats
from workshop.rules import SeatState


def test_nele_plans_a_workshop_with_a_code_for_its_sheet(world: Any, in_gent: int) -> None:
    session = make_session(world, days=1)
    assert str(session.code).startswith("V")
    with pytest.raises(NoSeats):
        make_session(world, capacity=0)
    with pytest.raises(InThePast):
        make_session(world, days=-1)
    plan = planning.Plan(session.kind, session.venue)
    with pytest.raises(MayNot):
        planning.plan(world.lotte.actor, plan, starts_at=NOW + timedelta(days=1), now=NOW)


def test_a_full_workshop_has_a_waiting_list_that_moves_up(world: Any, in_gent: int) -> None:
    session = make_session(world, days=1, capacity=1)
    first, second = (
        actions.enrol(world.nele.actor, session, make_borrower(world, first_name=name), now=NOW)
        for name in ("An", "Bo")
    )
    assert (first.state, second.state) == (SeatState.BOOKED, SeatState.WAITING)
    with pytest.raises(EnrolledAlready):
        actions.enrol(world.nele.actor, session, first.borrower, now=NOW)
    actions.release(world.nele.actor, first, now=NOW)
    assert second.state is SeatState.BOOKED
    again = actions.enrol(world.nele.actor, session, first.borrower, now=NOW)
    assert (again.id, again.state) == (first.id, SeatState.WAITING)


def test_lotte_ticks_who_came_and_it_is_a_fact_about_the_borrower(world: Any, in_gent: int) -> None:
    session, noor = make_session(world), make_borrower(world)
    seat = actions.enrol(world.nele.actor, session, noor, now=NOW)
    actions.mark_attended(world.lotte.actor, seat, now=NOW)
    assert noor.workshop_on == session.held_on
    actions.take_back_tick(world.lotte.actor, seat, now=NOW)
    assert noor.workshop_on is None
    actions.mark_missed(world.lotte.actor, seat, now=NOW)
    assert seat.state is SeatState.MISSED
    assert list(verify()) == []


def test_a_tick_taken_back_leaves_another_workshop_standing(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    first, second = make_session(world, hours=1), make_session(world, hours=2)
    seats = [actions.attend(world.nele.actor, one, noor, now=NOW) for one in (first, second)]
    actions.take_back_tick(world.nele.actor, seats[0], now=NOW)
    assert noor.workshop_on == second.held_on


def test_nobody_attends_tomorrow_and_yesterdays_seat_cannot_be_given_up(world: Any, in_gent: int) -> None:
    session = make_session(world, days=1)
    seat = actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    with pytest.raises(NotHeldYet):
        actions.mark_attended(world.nele.actor, seat, now=NOW)
    with pytest.raises(TooLateToRelease):
        actions.release(world.nele.actor, seat, now=NOW + timedelta(days=3))


def test_a_walk_in_is_ticked_even_when_it_is_full(world: Any, in_gent: int) -> None:
    session = make_session(world, capacity=1)
    actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    seat = actions.attend(world.lotte.actor, session, make_borrower(world, first_name="Bo"), now=NOW)
    assert seat.state is SeatState.ATTENDED


def test_lotte_cannot_tick_in_a_colleagues_workshop(world: Any, in_gent: int) -> None:
    session = make_session(world, teacher=None)
    seat = actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    with pytest.raises(NotHere):
        actions.mark_attended(world.lotte.actor, seat, now=NOW)
    with pytest.raises(NotHere):
        queries.get_session(world.lotte.actor, str(session.code))


def test_cancelling_releases_every_seat(world: Any, in_gent: int) -> None:
    session = make_session(world, days=1)
    seat = actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    planning.cancel(world.nele.actor, session, now=NOW)
    assert seat.state is SeatState.RELEASED
    with pytest.raises(Cancelled):
        actions.enrol(world.nele.actor, session, make_borrower(world, first_name="Bo"), now=NOW)


def test_who_is_forgotten_gives_up_the_seat(world: Any, in_gent: int) -> None:
    session = make_session(world, days=1, capacity=1)
    noor, bo = make_borrower(world), make_borrower(world, first_name="Bo")
    first = actions.enrol(world.nele.actor, session, noor, now=NOW)
    second = actions.enrol(world.nele.actor, session, bo, now=NOW)
    borrowers.forget(world.fatima.actor, noor, now=NOW)
    assert (first.state, second.state) == (SeatState.RELEASED, SeatState.BOOKED)


def _code(made: Any) -> str:
    return str(made.code)


def _in_the_past(session: Session) -> None:
    """Pages ask the real clock; the workshop of these tests was yesterday's."""
    from inventory.foundation.clock import now
    from inventory.foundation.transaction import upkeep

    with upkeep():
        begins, ends = now() - timedelta(days=1), now() - timedelta(hours=23)
        for one in (db.session.get_one(Session, session.id), *session.lessons):
            one.starts_at, one.ends_at = begins, ends


def test_lotte_sees_first_names_and_laptops_and_nothing_else(client: Any, world: Any, in_gent: int) -> None:
    device = make_ready_device(world)
    noor = make_borrower(world, email="noor@example.org", note="groot klavier")
    make_application(world, noor, state="approved", device=device)
    session = make_session(world)
    phone = noor.spoken_phone
    actions.enrol(world.nele.actor, session, noor, now=NOW)
    _in_the_past(session)
    client.sign_in(world.lotte)
    for address in ("/gent/workshops/?when=past", f"/gent/workshops/{_code(session)}"):
        text = client.get(address).text
        for word in ("Tahiri", phone, "noor@example.org", "klavier", "/borrowers/", "/applications/"):
            assert word not in text, (address, word)
    assert "Noor" in text
    assert device.spoken[2:] in text


def test_lotte_ticks_by_button_and_by_scan(client: Any, world: Any, in_gent: int) -> None:
    session, noor, bo = make_session(world), make_borrower(world), make_borrower(world, first_name="Bo")
    seat = actions.enrol(world.nele.actor, session, noor, now=NOW)
    _in_the_past(session)
    client.sign_in(world.lotte)
    where = f"/gent/workshops/{_code(session)}"
    assert client.post(f"{where}/seats/{seat.id}/attended").status_code == 303
    assert client.post(f"{where}/seats/{seat.id}/missed").status_code == 303
    assert client.post(f"{where}/seats/{seat.id}/take-back").status_code == 303
    assert client.post(f"{where}/seats/{seat.id}/explode").status_code == 404
    assert client.post(f"{where}/seats/999999/attended").status_code == 404
    answer = client.post(f"{where}/attend", data={"who": bo.spoken}, follow_redirects=True)
    assert "Bo is here" in answer.text
    unknown = client.post(f"{where}/attend", data={"who": "P 999 999"})
    assert unknown.status_code == 422
    assert 'value="P 999 999"' in unknown.text
    assert client.post(f"{where}/enrol", data={"borrower": _code(noor)}).status_code == 403
    states = {row.borrower_id: row.state for row in db.session.execute(select(Seat)).scalars()}
    assert states == {noor.id: SeatState.BOOKED, bo.id: SeatState.ATTENDED}


def test_nele_plans_and_enrols_on_the_pages(client: Any, world: Any, in_gent: int) -> None:
    client.sign_in(world.nele)
    sent = {
        "starts_on": (today() + timedelta(days=40)).isoformat(), "starts_at": "14:00", "minutes": "90",
        "venue": str(make_venue(world, "Lokaal 1").id), "capacity": "8", "kind": str(make_kind(world).id),
        "language": "nl", "teacher": str(world.lotte.user_id), "repeats": "once",
    }  # fmt: skip
    assert client.get("/gent/workshops/new").status_code == 200
    for slip in (
        {"capacity": "veel"},
        {"capacity": "99"},
        {"starts_on": ""},
        {"starts_on": "2001-01-01"},
        {"starts_on": "2206-05-04"},
    ):
        answer = client.post("/gent/workshops/new", data={**sent, **slip})
        assert answer.status_code == 422, slip
        assert "Lokaal 1" in answer.text
    page = client.post("/gent/workshops/new", data=sent, follow_redirects=True)
    assert "Lokaal 1" in page.text
    session = db.session.execute(select(Session)).scalars().one()
    noor = make_borrower(world)
    where = f"/gent/workshops/{_code(session)}"
    assert "Noor Tahiri" in client.get(f"{where}/enrol?search=noor").text
    page = client.post(f"{where}/enrol", data={"borrower": _code(noor)}, follow_redirects=True)
    assert "Expected" in page.text
    panel = client.get(f"/gent/borrowers/{_code(noor)}").text
    assert where in panel
    assert "Lokaal 1" in client.get("/gent/workshops/").text
    assert client.post(f"{where}/cancel", follow_redirects=True).status_code == 200


def test_a_scan_of_the_sheet_lands_on_the_session(client: Any, world: Any, in_gent: int) -> None:
    code = _code(make_session(world))
    other = _code(make_session(world, teacher=None))
    client.sign_in(world.lotte)
    landed = client.get(f"/gent/scan?text={code}")
    assert landed.status_code in (302, 303)
    assert code in landed.location
    assert other not in (client.get(f"/gent/scan?text={other}").location or "")


@pytest.mark.parametrize("who", ["tom", "sofie", "karim", "rita", "bram"])
def test_others_find_no_workshop_of_gent(client: Any, world: Any, in_gent: int, who: str) -> None:
    session = make_session(world)
    seat = actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    code, number = _code(session), seat.id
    client.sign_in(getattr(world, who))
    for slug in ("gent", "luik"):
        for address in (f"/{slug}/workshops/{code}", f"/{slug}/workshops/{code}/enrol"):
            answer = client.get(address)
            assert answer.status_code in (403, 404)
            assert "Noor" not in answer.text
        assert client.post(f"/{slug}/workshops/{code}/seats/{number}/attended").status_code in (403, 404)
    with inside(world.gent):
        assert db.session.get_one(Seat, number).state is SeatState.BOOKED


@pytest.mark.parametrize("tongue", ["nl", "fr", "en"])
def test_the_pages_open_in_three_languages(client: Any, world: Any, in_gent: int, tongue: str) -> None:
    session = make_session(world)
    actions.enrol(world.nele.actor, session, make_borrower(world), now=NOW)
    _in_the_past(session)
    code = _code(session)
    client.sign_in(world.fatima)
    for page in ("", "?when=past", "new", code, f"{code}/enrol"):
        sign = "&" if "?" in page else "?"
        assert client.get(f"/gent/workshops/{page}{sign}lang={tongue}").status_code == 200, page
