"""Two technicians on one checklist at once: both are kept, shown side by side, and settled before *done*."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from inventory.devices.models import Device, Grade
from inventory.digibank.numbers import get_by_code
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.refurbishing import actions, queries, rules
from inventory.refurbishing.checklist import LAPTOP, Answer, Fault
from inventory.refurbishing.models import CheckResult
from tests.cast import NOW
from tests.make import make_wiped_device

HANDS = 20


@pytest.fixture
def started(in_gent, world):
    """A laptop on the bench of which the safety points are fine, as Tom and Sofie both see it."""
    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    for step in LAPTOP:
        if step.safety:
            actions.answer(world.tom.actor, device, step.point, Answer.FINE, now=NOW)
    return device, queries.find_living(device).last_result


def count_results(checkup, point):
    return db.session.scalar(
        select(func.count(CheckResult.id)).where(
            CheckResult.checkup_id == checkup.id, CheckResult.point == point
        )
    )


def test_who_had_not_seen_the_other_makes_a_difference_that_keeps_the_list_open(started, world):
    device, seen = started
    actions.answer(world.tom.actor, device, "screen", Answer.FINE, now=NOW, having_seen=seen)
    checkup = actions.answer(world.sofie.actor, device, "keyboard", Answer.FINE, now=NOW, having_seen=seen)
    assert not checkup.differing
    checkup = actions.answer(
        world.sofie.actor, device, "screen", Answer.REPAIR, fault=Fault.WORN, now=NOW, having_seen=seen
    )
    apart = queries.differing_results(checkup)["screen"]
    assert [(one.given_by_id, one.answer) for one in apart] == [
        (world.tom.user_id, Answer.FINE),
        (world.sofie.user_id, Answer.REPAIR),
    ]
    # Tom answers the same once more, from a page that is older still: nothing is settled by that.
    checkup = actions.answer(world.tom.actor, device, "screen", Answer.FINE, now=NOW, having_seen=seen)
    assert "screen" in checkup.differing
    actions.rest_is_fine(world.tom.actor, device, now=NOW)
    with pytest.raises(rules.StillDiffers):
        actions.finish(world.tom.actor, device, grade=Grade.B, now=NOW)
    # who has seen both settles it
    latest = queries.find_living(device).last_result
    checkup = actions.answer(world.sofie.actor, device, "screen", Answer.FINE, now=NOW, having_seen=latest)
    assert not checkup.differing
    assert count_results(checkup, "screen") == 4
    actions.finish(world.tom.actor, device, grade=Grade.B, now=NOW)


def test_who_saw_the_answer_and_changes_it_makes_no_difference(started, world):
    device, seen = started
    checkup = actions.answer(world.tom.actor, device, "screen", Answer.REPAIR, now=NOW, having_seen=seen)
    repaired = actions.answer(
        world.sofie.actor, device, "screen", Answer.FINE, now=NOW, having_seen=checkup.last_result
    )
    assert not repaired.differing
    assert repaired.answers["screen"] == "fine"


def test_two_who_say_the_same_agree(started, world):
    device, seen = started
    for person in (world.tom, world.sofie):
        checkup = actions.answer(person.actor, device, "screen", Answer.FINE, now=NOW, having_seen=seen)
    assert not checkup.differing
    assert count_results(checkup, "screen") == 2


def test_the_rest_is_fine_does_not_hide_what_another_found_meanwhile(started, world):
    device, seen = started
    actions.answer(
        world.tom.actor, device, "wifi", Answer.REPAIR, fault=Fault.SLOW, now=NOW, having_seen=seen
    )
    checkup = actions.rest_is_fine(world.sofie.actor, device, now=NOW, having_seen=seen)
    assert list(checkup.differing) == ["wifi"]
    with pytest.raises(rules.Refusal):
        actions.finish(world.sofie.actor, device, grade=Grade.A, now=NOW)


def test_two_numbers_that_differ_are_settled_too(started, world):
    device, seen = started
    actions.fill_in(world.tom.actor, device, "battery_minutes", "120", now=NOW, having_seen=seen)
    checkup = actions.fill_in(world.sofie.actor, device, "battery_minutes", "95", now=NOW, having_seen=seen)
    assert list(checkup.differing) == ["battery_minutes"]
    assert checkup.minutes == 95
    checkup = actions.fill_in(world.tom.actor, device, "battery_minutes", "95", now=NOW)
    assert not checkup.differing


def test_both_pages_send_and_both_are_shown_side_by_side(client, app, world):
    with app.test_request_context(), inside(world.gent):
        code = str(make_wiped_device(world).code)
    address = f"/gent/bench/{code}"
    for person, said in ((world.tom, "edges:fine"), (world.sofie, "edges:repair:loose")):
        client.sign_in(person)
        data = {"answer": said, "seen": "0", "once": said}
        assert client.post(f"{address}/answer", data=data).status_code == 303
    page = client.get(address).text
    assert "Two people say different things" in page
    assert "Tom" in page.split('class="apart"')[1]
    assert "Loose" in page.split('class="apart"')[1]
    client.post(f"{address}/answer", data={"answer": "edges:fine", "seen": "9999999", "once": "s"})
    assert "Two people say different things" not in client.get(address).text
    with app.test_request_context(), inside(world.gent):
        checkup = queries.find_living(get_by_code(Device, code))
        assert count_results(checkup, "edges") == 3


def test_twenty_hands_on_one_list_at_the_same_moment_are_all_kept(app, world):
    """Nobody is told that someone else was first: an answer is a row of its own."""
    with app.test_request_context(), inside(world.gent):
        device = make_wiped_device(world)
        device_id = device.id
        actions.start(world.tom.actor, device, now=NOW)
    points = [str(step.point) for step in LAPTOP if step.is_yes_no][:10]
    gate = Barrier(HANDS)

    def tap(turn):
        person = (world.tom, world.sofie)[turn % 2]
        with app.test_request_context(), inside(world.gent):
            try:
                gate.wait(timeout=30)
                laptop = db.session.get_one(Device, device_id)
                actions.answer(person.actor, laptop, points[turn // 2], Answer.FINE, now=NOW, having_seen=0)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(tap, range(HANDS)))
    db.session.rollback()
    with app.test_request_context(), inside(world.gent):
        checkup = queries.find_living(db.session.get_one(Device, device_id))
        assert len(queries.results_of(checkup)) == HANDS
        assert checkup.answered_count == len(points)
        assert not checkup.differing
