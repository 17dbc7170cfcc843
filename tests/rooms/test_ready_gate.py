"""No road to *ready* goes round a list of this round that two people stand for; and what is not lent is not lent."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from inventory.devices import actions as devices
from inventory.devices.models import Device, Grade
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.refurbishing import actions, grading, queries, rules
from inventory.refurbishing.checklist import Answer, rows_for
from tests.cast import NOW
from tests.checked import answer_all, make_checked
from tests.make import make_ready_device, make_signed_off_device, make_wiped_device


def push(world, device, made):
    """Whatever calls move() passes the gate, whoever it is."""
    with transaction():
        devices.move(world.fatima.actor, device, made, now=NOW)
        record(world.fatima.actor, "devices.placed", device, now=NOW)


def test_nobody_declares_ready_on_the_common_road_without_a_list(in_gent, world):
    device = make_wiped_device(world)
    push(world, device, Move.REFURBISH)
    with pytest.raises(grading.NotSignedOff):
        push(world, device, Move.DECLARE_READY)
    answer_all(world.tom.actor, device, now=NOW)
    actions.finish(world.tom.actor, device, grade=Grade.B, now=NOW)
    with pytest.raises(grading.NotSignedOff):
        push(world, device, Move.DECLARE_READY)
    assert device.stage == Stage.REFURBISHING


def test_a_list_serves_once(in_gent, world):
    device = make_signed_off_device(world)
    push(world, device, Move.SEND_BACK)
    with pytest.raises(grading.NotSignedOff):
        push(world, device, Move.DECLARE_READY)
    make_checked(device, world.tom.actor, world.sofie.actor, now=NOW)
    assert device.stage == Stage.READY


def test_what_was_set_apart_comes_back_without_a_new_list(in_gent, world):
    device = make_ready_device(world)
    push(world, device, Move.RESERVE)
    push(world, device, Move.RELEASE)
    assert device.stage == Stage.READY


def test_what_was_lost_and_found_is_checked_anew(in_gent, world):
    device = make_signed_off_device(world)
    devices.miss(world.tom.actor, device, now=NOW)
    devices.find(world.tom.actor, device, now=NOW)
    assert (device.stage, device.lap) == (Stage.RETURNED, 2)
    assert queries.find_signed_off(device) is None


@pytest.mark.parametrize("start", ["wiped", "refurbishing", "missing", "received"])
def test_the_database_itself_refuses_a_ready_device_that_nobody_signed_off(in_gent, world, start):
    device = make_wiped_device(world)
    with transaction():
        record(world.tom.actor, "devices.placed", device, now=NOW)
        device.stage = Stage(start)
    with pytest.raises(DatabaseError, match="ready only by a list"):
        db.session.execute(text(f"UPDATE device SET stage = 'ready' WHERE id = {device.id}"))
    db.session.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "signed_off_by_id = done_by_id",
        "signed_off_by_id = NULL",
        "done_by_id = NULL",
        "left_count = 1",
        "grade = NULL",
        "state = 'open'",
    ],
)
def test_the_database_itself_refuses_half_a_list(in_gent, world, change):
    make_signed_off_device(world)
    with pytest.raises(DatabaseError):
        db.session.execute(text(f"UPDATE checkup SET {change} WHERE state = 'signed_off'"))
    db.session.rollback()


def test_a_grade_that_is_not_lent_is_told_at_the_bench_at_once(in_gent, world):
    device = make_wiped_device(world)
    answer_all(world.tom.actor, device, now=NOW)
    with pytest.raises(rules.NotLent):
        actions.finish(world.tom.actor, device, grade=Grade.D, now=NOW)
    lent = {"use": rules.Use.LENT, "words": {}, "now": NOW}
    grading.set_grade(world.fatima.actor, Grade.D, **lent)
    actions.finish(world.tom.actor, device, grade=Grade.D, now=NOW)


def test_a_grade_that_stops_being_lent_stops_what_is_on_the_shelf(in_gent, world):
    device = make_ready_device(world, grade=Grade.C)
    waiting = make_wiped_device(world)
    answer_all(world.tom.actor, waiting, now=NOW)
    checkup = actions.finish(world.tom.actor, waiting, grade=Grade.C, now=NOW)
    inside = {"use": rules.Use.INSIDE, "words": {"nl": "Voor de les"}, "now": NOW}
    grading.set_grade(world.fatima.actor, Grade.C, **inside)
    for made in (Move.RESERVE, Move.LEND):
        with pytest.raises(rules.NotLent):
            push(world, device, made)
    again = rules.points_to_look_again(checkup.steps)
    with pytest.raises(rules.NotLent):
        actions.sign_off(world.sofie.actor, waiting, looked_at=again, now=NOW)
    assert device not in db.session.scalars(db.select(Device).where(queries.may_be_lent())).all()
    push(world, device, Move.TAKE_APART)


def test_taking_the_grade_out_of_the_register_opens_no_road(in_gent, world):
    device = make_signed_off_device(world)
    devices.correct(world.fatima.actor, device, grade=None, now=NOW)
    grading.set_grade(world.fatima.actor, Grade.B, use=rules.Use.PARTS, words={}, now=NOW)
    with pytest.raises(rules.NotLent):
        push(world, device, Move.LEND)


def test_a_technician_decides_nothing_of_grades(client, world, in_gent):
    client.sign_in(world.tom)
    assert client.get("/gent/bench/lists/grades/D").status_code == 403
    assert client.post("/gent/bench/lists/grades/D", data={"use": "lent", "once": "a"}).status_code == 403
    assert queries.uses()[Grade.D] == rules.Use.PARTS


def test_what_waits_for_repair_is_not_done_though_it_is_not_required(in_gent, world):
    device = make_wiped_device(world)
    answer_all(world.tom.actor, device, now=NOW)
    actions.answer(world.tom.actor, device, "ports", Answer.REPAIR, now=NOW)
    with pytest.raises(rules.StillToRepair):
        actions.finish(world.tom.actor, device, grade=Grade.B, now=NOW)


def test_whose_answers_hold_did_the_work_whoever_said_done(world, in_gent):
    device = make_wiped_device(world)
    actions.start(world.sofie.actor, device, now=NOW)
    for row in rows_for(device.kind):
        actions.answer(world.sofie.actor, device, row.point, Answer.FINE, now=NOW)
    actions.finish(world.tom.actor, device, grade=Grade.B, now=NOW)
    points = set(rules.second_look_at(device.kind))
    with pytest.raises(rules.OwnWork):
        actions.sign_off(world.sofie.actor, device, looked_at=points, now=NOW)
    actions.sign_off(world.fatima.actor, device, looked_at=points, now=NOW)
