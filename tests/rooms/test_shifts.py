"""The day at the bench: the next device is given once, hours begin and end with a tap, and nobody is ranked."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy.exc
from sqlalchemy import select

from inventory.devices.models import Grade
from inventory.digibank import actions as digibank
from inventory.digibank.models import Membership
from inventory.foundation import clock
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere, Refusal
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.learning.rules import Level, NotLearntYet, Trade
from inventory.refurbishing import actions as bench
from inventory.refurbishing.checklist import Answer, rows_for
from inventory.repairing import actions as repairing
from inventory.repairing import outside
from inventory.repairing.rules import Source
from inventory.shifts import actions, queries, rules
from inventory.shifts.models import BenchDay, Taken
from inventory.shifts.rules import Work
from inventory.wiping import actions as wiping
from tests.cast import NOW
from tests.learners import begins, clean_device, may
from tests.make import make_device, make_loan, make_place
from tests.make_repairs import make_bench_device, make_repairer, make_ticket

HOUR = timedelta(hours=1)


def checked(world: Any, device: Any, who: Any) -> Any:
    """This device, of which this person finished the checklist."""
    bench.start(who.actor, device, now=NOW)
    for row in rows_for(device.kind):
        bench.answer(who.actor, device, row.point, Answer.FINE, now=NOW)
    bench.finish(who.actor, device, grade=Grade.B, now=NOW)
    return device


# --- the next ---


def test_the_one_that_waits_longest_comes_first_and_twice_is_the_same_one(world, in_gent):
    second, first = clean_device(world, now=NOW), clean_device(world, now=NOW - HOUR)
    for _press in range(2):
        assert actions.take_next(world.tom.actor, Work.CHECKLIST, now=NOW).device_id == first.id
    assert actions.take_next(world.sofie.actor, Work.CHECKLIST, now=NOW).device_id == second.id
    with pytest.raises(rules.NothingLeft):
        actions.take_next(world.fatima.actor, Work.CHECKLIST, now=NOW)
    assert queries.ready([Work.CHECKLIST], world.fatima.user_id)[Work.CHECKLIST].count == 0


def test_what_is_done_makes_way_for_the_next(world, in_gent):
    first, second = make_device(world, now=NOW - HOUR), make_device(world)
    assert actions.take_next(world.tom.actor, Work.WIPE, now=NOW).device_id == first.id
    wiping.start_wipe(world.tom.actor, first, now=NOW)
    assert actions.take_next(world.tom.actor, Work.WIPE, now=NOW).device_id == second.id
    assert [one.device.id for one in queries.in_hand()] == [second.id]


def test_one_that_was_put_back_lies_ready_again(world, in_gent):
    make_device(world)
    taken = actions.take_next(world.tom.actor, Work.WIPE, now=NOW)
    with pytest.raises(MayNot):
        actions.put_back(world.nele.actor, taken, now=NOW)
    actions.put_back(world.tom.actor, taken, now=NOW)
    again = actions.take_next(world.sofie.actor, Work.WIPE, now=NOW)
    with pytest.raises(MayNot):
        actions.put_back(world.tom.actor, again, now=NOW)
    actions.put_back(world.fatima.actor, again, now=NOW)


def test_a_second_look_is_never_at_ones_own_work(world, in_gent):
    own = checked(world, clean_device(world), world.sofie)
    with pytest.raises(rules.NothingLeft):
        actions.take_next(world.sofie.actor, Work.SECOND_LOOK, now=NOW)
    assert actions.take_next(world.fatima.actor, Work.SECOND_LOOK, now=NOW).device_id == own.id
    with pytest.raises(MayNot):
        actions.take_next(world.tom.actor, Work.SECOND_LOOK, now=NOW)


def test_what_is_for_later_is_not_given(world, in_gent):
    make_device(world)
    may(world.sofie, begins(world.sofie, world.tom), Trade.WIPING, Level.NOT_YET)
    with pytest.raises(NotLearntYet):
        actions.take_next(world.tom.actor, Work.WIPE, now=NOW)


def test_a_repair_that_was_taken_is_in_hand_and_given_to_nobody_else(world, in_gent):
    first = make_ticket(world, clean_device(world), now=NOW - HOUR)
    second = make_ticket(world, clean_device(world))
    for _press in range(2):
        assert actions.take_repair(world.tom.actor, now=NOW).id == first.id
    assert actions.take_repair(world.sofie.actor, now=NOW).id == second.id
    with pytest.raises(rules.NothingLeft):
        actions.take_repair(world.fatima.actor, now=NOW)
    repairing.lay_down(world.tom.actor, first, now=NOW)
    assert queries.ready([Work.REPAIR], world.tom.user_id)[Work.REPAIR].count == 1


def test_what_is_for_others_keeps_nobody_from_what_comes_after_it(world, in_gent, monkeypatch):
    monkeypatch.setattr(queries, "PORTION", 2)
    in_a_van = [make_device(world, now=NOW - HOUR).id for _each in range(3)]
    here = make_device(world)
    monkeypatch.setattr(
        actions, "offered", lambda _point, ids, _actor: [one for one in ids if one in in_a_van]
    )
    assert actions.take_next(world.sofie.actor, Work.WIPE, now=NOW).device_id == here.id
    with pytest.raises(rules.NothingLeft):
        actions.take_next(world.fatima.actor, Work.WIPE, now=NOW)
    device = clean_device(world)
    for _each in range(3):
        make_ticket(world, device, now=NOW - HOUR)
    fits = make_ticket(world, device, point="screen")
    may(world.sofie, begins(world.sofie, world.tom), Trade.REPAIR_OTHER, Level.NOT_YET)
    assert actions.take_repair(world.tom.actor, now=NOW).id == fits.id


def test_a_repair_of_what_is_not_here_is_given_to_nobody(world, in_gent):
    lent, away = make_loan(world).device, make_bench_device(world)
    asked = {"source": Source.LOAN, "now": NOW}
    repairing.open_ticket(world.nele.actor, lent, "Does not start", **asked)
    make_ticket(world, away)
    outside.send_out(
        world.tom.actor, make_ticket(world, away), make_repairer(world), sent_on=day(NOW), now=NOW
    )
    assert queries.ready([Work.REPAIR], world.tom.user_id)[Work.REPAIR].count == 0
    with pytest.raises(rules.NothingLeft):
        actions.take_repair(world.tom.actor, now=NOW)


def test_the_database_keeps_one_device_for_one_person(world, in_gent):
    device = make_device(world)
    told = {"device_id": device.id, "work": Work.WIPE, "taken_at": NOW}
    with pytest.raises(sqlalchemy.exc.IntegrityError), upkeep():
        db.session.add_all(Taken(user_id=one.user_id, **told) for one in (world.tom, world.sofie))


@pytest.mark.parametrize(
    ("names", "different"), [(("tom", "sofie", "fatima"), 3), (("tom", "tom", "tom"), 1)]
)
def test_at_the_same_moment_colleagues_never_get_the_same_one_and_one_person_never_two(
    app, world, engine_name, names, different
):
    with app.test_request_context(), inside(world.gent):
        for _one in range(3):
            clean_device(world)
    people, barrier, got = [getattr(world, name) for name in names], Barrier(3), []

    def take(person: Any) -> None:
        with app.app_context(), app.test_request_context(), inside(world.gent):
            barrier.wait(timeout=20)
            try:
                got.append(actions.take_next(person.actor, Work.CHECKLIST, now=NOW).device_id)
            except Refusal as refused:
                got.append(refused)
            finally:
                db.session.remove()

    threads = [Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(set(got)) == different, got
    assert all(isinstance(one, int) for one in got), got


def test_at_night_what_was_left_for_a_week_lies_ready_again(world, in_gent):
    make_device(world)
    actions.take_next(world.tom.actor, Work.WIPE, now=NOW)
    actions.tidy(world.fatima.actor, now=NOW + timedelta(days=7))
    assert len(queries.in_hand()) == 1
    actions.tidy(world.fatima.actor, now=NOW + timedelta(days=7, hours=1))
    assert not queries.in_hand()


# --- hours ---


def test_a_day_begins_once_and_ends_once(world, in_gent):
    first = actions.begin_day(world.tom.actor, now=NOW)
    assert actions.begin_day(world.tom.actor, now=NOW + HOUR).id == first.id
    ended = actions.end_day(world.tom.actor, now=NOW + 4 * HOUR)
    assert (ended.started_at, ended.ended_at) == (NOW, NOW + 4 * HOUR)
    assert actions.end_day(world.tom.actor, now=NOW + 5 * HOUR) is None
    second = actions.begin_day(world.tom.actor, now=NOW + 5 * HOUR)
    assert second.id != first.id, "an afternoon beside the morning"
    actions.end_day(world.tom.actor, now=NOW + 5 * HOUR)
    assert second.ended_at > second.started_at


def test_an_end_that_came_too_early_is_taken_back(world, in_gent):
    actions.begin_day(world.tom.actor, now=NOW)
    ended = actions.end_day(world.tom.actor, now=NOW + HOUR)
    with pytest.raises(NotHere):
        actions.go_on(world.sofie.actor, ended, now=NOW + HOUR)
    actions.go_on(world.tom.actor, ended, now=NOW + HOUR)
    assert [one.id for one in queries.open_days(world.tom.user_id)] == [ended.id]


def test_a_day_left_open_overnight_counts_nothing_until_its_end_is_said(world, in_gent):
    left = actions.begin_day(world.tom.actor, now=NOW)
    morning = NOW + timedelta(days=1)
    actions.end_day(world.tom.actor, now=morning)
    assert left.ended_at is None, "nobody makes it a night's work"
    actions.begin_day(world.tom.actor, now=morning)
    today = day(NOW)
    [tom] = [one for one in queries.team_hours(today, today) if one.user.id == world.tom.user_id]
    assert (tom.minutes, tom.unknown) == (0, 1)
    actions.write_hours(world.tom.actor, world.tom.user_id, NOW, NOW + 7 * HOUR, now=morning, instead=left)
    [tom] = [one for one in queries.team_hours(today, today) if one.user.id == world.tom.user_id]
    assert (tom.minutes, tom.unknown) == (420, 0)


def test_hours_of_who_left_stand_on_the_page_of_the_team(client, world, in_gent):
    actions.write_hours(world.tom.actor, world.tom.user_id, NOW, NOW + 3 * HOUR, now=NOW + 4 * HOUR)
    own = select(Membership).where(Membership.user_id == world.tom.user_id)
    for membership in db.session.scalars(own).all():
        digibank.take_role(world.fatima.actor, membership, now=NOW + 5 * HOUR)
    today = day(NOW)
    [tom] = [one for one in queries.team_hours(today, today) if one.user.id == world.tom.user_id]
    assert (tom.membership, tom.minutes) == (None, 180)
    client.sign_in(world.sofie)
    shown = client.get(f"/gent/bench-day/hours/team?month={today:%Y-%m}").text
    assert "has left" in shown
    assert tom.user.name in shown


def test_hours_over_others_and_another_persons_are_refused(world, in_gent):
    late = NOW + timedelta(days=1)
    actions.write_hours(world.tom.actor, world.tom.user_id, NOW, NOW + 3 * HOUR, now=late)
    with pytest.raises(rules.OverlapsAnother):
        actions.write_hours(world.tom.actor, world.tom.user_id, NOW + HOUR, NOW + 2 * HOUR, now=late)
    with pytest.raises(MayNot):
        actions.write_hours(world.tom.actor, world.sofie.user_id, NOW, NOW + HOUR, now=late)
    by_lead = actions.write_hours(
        world.sofie.actor, world.tom.user_id, NOW + 4 * HOUR, NOW + 5 * HOUR, now=late
    )
    assert by_lead.corrected_by_id == world.sofie.user_id
    with pytest.raises(MayNot):
        actions.remove_hours(world.theo.actor, by_lead, now=late)
    actions.remove_hours(world.tom.actor, by_lead, now=late)
    assert len(db.session.scalars(select(BenchDay)).all()) == 1


def test_the_database_refuses_an_end_before_the_beginning_and_two_beginnings(world, in_gent):
    own = {"user_id": world.tom.user_id, "day": day(NOW)}
    with pytest.raises(sqlalchemy.exc.IntegrityError), upkeep():
        db.session.add(BenchDay(**own, started_at=NOW, ended_at=NOW - HOUR))
    with pytest.raises(sqlalchemy.exc.IntegrityError), upkeep():
        db.session.add_all(BenchDay(**own, started_at=NOW + at * HOUR) for at in range(2))


def test_who_leaves_lets_go_and_in_three_years_the_hours_are_nobodys(world, in_gent):
    make_device(world)
    actions.take_next(world.tom.actor, Work.WIPE, now=NOW)
    actions.write_hours(world.tom.actor, world.tom.user_id, NOW - 3 * HOUR, NOW, now=NOW)
    query = select(Membership).where(Membership.user_id == world.tom.user_id)
    digibank.take_role(world.fatima.actor, db.session.scalars(query).one(), now=NOW)
    assert not queries.in_hand()
    hours = db.session.scalars(select(BenchDay)).one()
    assert hours.user_id == world.tom.user_id
    actions.forget_hours(world.fatima.actor, hours.id, NOW + actions.KEPT)
    assert db.session.scalars(select(BenchDay)).one().user_id is None
    assert queries.hours_by_month(day(NOW), day(NOW)) == {f"{day(NOW):%Y-%m}": (180, 1)}


# --- pages ---


def test_one_tap_gives_the_next_says_where_it_lies_and_shows_it_to_go_on(client, app, world):
    with app.test_request_context(), inside(world.gent):
        rack = make_place(world, name="Rek 2, vak B")
        first, second = (
            str(clean_device(world, now=NOW - at * HOUR, place_id=rack.id).code) for at in (2, 1)
        )
    client.sign_in(world.tom)
    page = client.get("/gent/bench-day").text
    assert "Choose your next work" in page
    assert 'action="/gent/bench-day/take/checklist"' in page
    for key in ("a", "a", "b"):
        answer = client.post("/gent/bench-day/take/checklist", data={"once": key})
        assert answer.location == f"/gent/bench/{first}", "pressed twice it is the same one"
    assert "It lies at Rek 2, vak B" in client.get(answer.location).text
    mine = client.get("/gent/bench-day").text
    assert "Go on where you stopped" in mine
    client.sign_in(world.sofie)
    theirs = client.get("/gent/bench-day").text
    assert "Who works on what" in theirs
    assert "Tom" in theirs
    assert client.post("/gent/bench-day/take/checklist").location == f"/gent/bench/{second}"
    put_back = re.search(r'action="(/gent/bench-day/put-back/\d+)"', mine).group(1)
    client.sign_in(world.tom)
    assert client.post(put_back).status_code == 303
    assert client.post(put_back).status_code == 404
    assert client.post("/gent/bench-day/take/nothing").status_code == 404


def test_nothing_left_says_so_and_leads_on(client, world):
    client.sign_in(world.tom)
    answer = client.post("/gent/bench-day/take/wipe", headers={"Referer": "http://localhost/gent/bench-day"})
    assert answer.status_code == 303
    assert "Choose other work" in client.get(answer.location).text


def test_hours_are_ones_own_and_of_who_leads(client, app, world):
    with app.test_request_context(), inside(world.gent):
        moment = clock.now() - timedelta(days=1)
        noon = moment.replace(hour=11, minute=0, second=0, microsecond=0)
        hours = actions.write_hours(
            world.tom.actor, world.tom.user_id, noon - 3 * HOUR, noon, now=clock.now()
        ).id
        membership = db.session.scalars(
            select(Membership.id).where(Membership.user_id == world.tom.user_id)
        ).one()
        month = f"{day(noon):%Y-%m}"
    client.sign_in(world.tom)
    assert "3:00 hours" in client.get(f"/gent/bench-day/hours?month={month}").text
    assert client.get("/gent/bench-day/hours/team").status_code == 403
    before = {"day": f"{day(noon)}", "start": "13:00", "until": "09:00"}
    refused = client.post(f"/gent/bench-day/hours/{hours}", data=before)
    assert refused.status_code == 422
    assert "The end comes before the beginning" in refused.text
    assert 'value="13:00"' in refused.text, "what was typed stays"
    client.sign_in(world.sofie)
    team = client.get(f"/gent/bench-day/hours/team?month={month}").text
    names = re.findall(r'<th scope="row"><a href="[^"]+">(\w+)</a>', team)
    assert names == sorted(names), "by name, never by number"
    assert "3:00" in client.get(f"/gent/bench-day/hours/of/{membership}?month={month}").text
    file = client.get("/gent/bench-day/hours/total.csv").get_data(as_text=True)
    assert f"{month};3:00;not shown" in file
    assert "Tom" not in file
    assert client.post(f"/gent/bench-day/hours/{hours}/remove").location == "/gent/bench-day/hours/team"
    for name in ("nele", "lotte", "karim"):
        client.sign_in(getattr(world, name))
        assert client.get("/gent/bench-day").status_code == 403
    client.sign_in(world.tom)
    assert client.get(f"/gent/bench-day/hours/{hours}").status_code == 404


def test_a_colleague_does_not_open_anothers_hours(client, app, world):
    with app.test_request_context(), inside(world.gent):
        moment = clock.now()
        hours = actions.write_hours(
            world.sofie.actor, world.sofie.user_id, moment - HOUR, moment, now=moment
        ).id
    client.sign_in(world.tom)
    assert client.get(f"/gent/bench-day/hours/{hours}").status_code == 404
    assert client.post(f"/gent/bench-day/hours/{hours}/remove").status_code == 404


def test_a_day_is_begun_and_ended_on_the_page(client, app, world):
    client.sign_in(world.tom)
    assert client.post("/gent/bench-day/begin").location == "/gent/bench-day"
    assert "You are here since" in client.get("/gent/bench-day").text
    ended = client.get(client.post("/gent/bench-day/end").location).text
    go_on = re.search(r'action="(/gent/bench-day/go-on/\d+)"', ended).group(1)
    assert client.post(go_on).location == "/gent/bench-day"
    with app.test_request_context(), inside(world.gent):
        left = actions.begin_day(world.sofie.actor, now=clock.now() - timedelta(days=1)).id
    client.sign_in(world.sofie)
    page = client.get("/gent/bench-day").text
    assert "did not stop. When did it end?" in page
    assert f"/gent/bench-day/hours/{left}" in page


def test_an_end_is_not_taken_back_over_hours_that_came_after(world, in_gent):
    actions.begin_day(world.tom.actor, now=NOW)
    morning = actions.end_day(world.tom.actor, now=NOW + HOUR)
    actions.begin_day(world.tom.actor, now=NOW + 2 * HOUR)
    actions.end_day(world.tom.actor, now=NOW + 3 * HOUR)
    with pytest.raises(rules.OverlapsAnother):
        actions.go_on(world.tom.actor, morning, now=NOW + 3 * HOUR)
    assert not queries.open_days(world.tom.user_id)
