"""Ways round the rules of the bench, each tried once and found closed."""

from datetime import timedelta

import pytest

from inventory.devices import actions as devices
from inventory.foundation.database import db
from inventory.intake import actions as intake
from inventory.intake import lock_views, locking
from inventory.intake.findings import RefusedBecause
from inventory.intake.locks import Lock
from inventory.journey import Stage
from inventory.learning import guiding
from inventory.learning.rules import BuddyIsNotFresh, NeedsBuddy, Trade
from inventory.parts import actions as parts
from inventory.parts import disks
from inventory.parts import rules as parts_rules
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing.checklist import Answer, Fault, Point, rows_for
from inventory.refurbishing.models import Checkup
from inventory.refurbishing.rules import second_look_at
from inventory.repairing import actions, outside, rules
from inventory.repairing.rules import Result
from inventory.wiping import actions as wiping
from inventory.wiping.evidence.facts import Technique
from tests.cast import NOW
from tests.learners import PIN, begins, buddy
from tests.make import make_device, make_lot, make_place, make_ready_device
from tests.make_repairs import (
    make_bench_device,
    make_loose_disk,
    make_part,
    make_part_type,
    make_repairer,
    make_ticket,
)

LATER = NOW + timedelta(hours=1)


def test_who_did_the_work_stands_beside_no_second_look(world, in_gent):
    device = make_bench_device(world)
    for row in rows_for(device.kind):
        refurbishing.answer(world.fatima.actor, device, row.point, Answer.FINE, now=NOW)
    refurbishing.finish(world.fatima.actor, device, grade="B", now=NOW)
    code = buddy(world.fatima)
    begins(world.fatima, world.sofie)
    guiding.give_word(world.sofie.actor, Trade.SECOND_LOOK, badge=code, pin=PIN, now=NOW)
    with pytest.raises(BuddyIsNotFresh):
        refurbishing.sign_off(world.sofie.actor, device, looked_at=second_look_at(device.kind), now=NOW)
    assert device.stage is Stage.REFURBISHING


def test_who_wiped_stands_beside_nobody_who_looks_at_that_wipe(world, in_gent):
    device = make_device(world)
    [medium] = device.media
    run = wiping.record_by_hand(
        world.fatima.actor, medium, technique=Technique.OVERWRITE, statement="Seen.", now=NOW
    )
    code = buddy(world.fatima)
    begins(world.fatima, world.sofie)
    guiding.give_word(world.sofie.actor, Trade.SECOND_LOOK, badge=code, pin=PIN, now=NOW)
    with pytest.raises(BuddyIsNotFresh):
        wiping.verify(world.sofie.actor, run, now=NOW)
    assert not medium.is_clean


def test_who_learns_mends_nothing_by_a_tap_on_the_list(world, in_gent):
    device = make_bench_device(world)
    refurbishing.answer(world.tom.actor, device, Point.BATTERY, Answer.REPAIR, fault=Fault.SWOLLEN, now=NOW)
    begins(world.sofie, world.tom)
    with pytest.raises(NeedsBuddy):
        refurbishing.answer(world.tom.actor, device, Point.BATTERY, Answer.FINE, now=LATER)


def test_a_laptop_that_is_at_a_repairer_is_not_sent_to_another(world, in_gent):
    device = make_bench_device(world)
    one, two = make_ticket(world, device), make_ticket(world, device)
    outside.send_out(world.tom.actor, one, make_repairer(world), now=NOW, sent_on=NOW.date())
    with pytest.raises(rules.AtTheRepairer):
        outside.send_out(world.tom.actor, two, make_repairer(world, name="B"), now=NOW, sent_on=NOW.date())


def test_nothing_is_built_into_or_taken_out_of_a_laptop_that_is_at_a_repairer(world, in_gent):
    device, bin_of_fans = make_bench_device(world), make_part_type(world, counted=1, name="Fan")
    ticket, tom = make_ticket(world, device), world.tom.actor
    stay = parts.build_in(tom, make_part(world), device, is_sure=True, now=NOW)
    [disk] = devices.media_of(device)
    part, loose, shelf = make_part(world), make_loose_disk(world), make_place(world)
    outside.send_out(tom, ticket, make_repairer(world), now=NOW, sent_on=NOW.date())
    for deed in (
        lambda: parts.build_in(tom, part, device, is_sure=True, now=NOW),
        lambda: parts.build_from_bin(tom, bin_of_fans, device, is_sure=True, now=NOW),
        lambda: parts.take_out(tom, stay, now=NOW),
        lambda: disks.put_in(tom, loose, device, now=NOW),
        lambda: disks.take_out(tom, disk, shelf, now=NOW),
    ):
        with pytest.raises(rules.AtTheRepairer):
            deed()


def test_a_part_comes_out_of_no_laptop_that_is_closed_or_away(world, in_gent):
    device = make_bench_device(world)
    part = make_part(world)
    stay = parts.build_in(world.tom.actor, part, device, is_sure=True, now=NOW)
    for row in rows_for(device.kind):
        refurbishing.answer(world.tom.actor, device, row.point, Answer.FINE, now=LATER)
    refurbishing.finish(world.tom.actor, device, grade="B", now=LATER)
    points = {row.point for row in rows_for(device.kind)}
    refurbishing.sign_off(world.sofie.actor, device, looked_at=points, now=LATER)
    with pytest.raises(parts_rules.NotInParts):
        parts.take_out(world.tom.actor, stay, now=LATER)


def test_one_of_two_faults_mended_leaves_the_other_in_sight(world, in_gent):
    device = make_ready_device(world)
    first, second = make_ticket(world, device), make_ticket(world, device, what="Hinge is loose")
    actions.close(world.tom.actor, first, Result.NO_FAULT_FOUND, now=LATER)
    assert device.defect == "Hinge is loose"
    actions.close(world.tom.actor, second, Result.NO_FAULT_FOUND, now=LATER)
    assert device.defect == ""


@pytest.mark.parametrize("told", ["²", "٣٠", "two hours", ""])
def test_a_word_that_is_no_number_of_minutes_breaks_no_page(told):
    assert Checkup(values={"battery_minutes": told}).minutes is None


def test_a_lock_is_counted_only_while_its_laptop_is_here(world, in_gent):
    lot = make_lot(world)
    device = intake.receive(world.tom.actor, lot, "SN1", maker="Dell", model="Latitude", now=NOW)
    locking.note_lock(world.tom.actor, device, Lock.BIOS, now=NOW)
    asked = lock_views.counts(world.tom.actor)["intake.locks"]
    assert len(db.session.execute(asked).all()) == 1
    intake.refuse(world.tom.actor, device, RefusedBecause.LOCKED, words="Locked", now=NOW)
    assert locking.waiting_for_givers() == []
    assert db.session.execute(asked).all() == []
