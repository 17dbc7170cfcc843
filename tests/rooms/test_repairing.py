"""Repairs: asked, worked on by more than one, closed; and while one is open nobody lends the laptop."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import MayNot, NotHere, Unreadable
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing.checklist import Answer, Fault, Point, rows_for
from inventory.repairing import actions, outside, queries, rules
from inventory.repairing.rules import LineKind, Result, Source, State
from tests.cast import NOW
from tests.make import make_device, make_loan, make_place, make_ready_device, make_wiped_device
from tests.make_repairs import make_bench_device, make_repairer, make_ticket

LATER = NOW + timedelta(hours=1)


def move(world, device, made):
    with transaction():
        devices.move(world.fatima.actor, device, made, now=LATER)
        from inventory.foundation.audit import record

        record(world.fatima.actor, "devices.corrected", device, now=LATER)


def checked(world, device):
    """The checklist of a laptop, all in order, and its second look."""
    for row in rows_for(device.kind):
        refurbishing.answer(world.tom.actor, device, row.point, Answer.FINE, now=LATER)
    refurbishing.finish(world.tom.actor, device, grade="B", now=LATER)
    points = {row.point for row in rows_for(device.kind)}
    return refurbishing.sign_off(world.sofie.actor, device, looked_at=points, now=LATER)


# --- the gate ---


@pytest.mark.parametrize("made", [Move.RESERVE, Move.LEND])
def test_a_laptop_on_the_shelf_with_an_open_repair_is_neither_reserved_nor_lent(world, in_gent, made):
    device = make_ready_device(world)
    ticket = make_ticket(world, device)
    assert device.stage is Stage.READY
    assert device.defect == "Screen flickers"
    with pytest.raises(rules.StillInRepair):
        move(world, device, made)
    actions.close(world.tom.actor, ticket, Result.NO_FAULT_FOUND, now=LATER)
    assert device.defect == ""
    move(world, device, made)


def test_the_checklist_is_signed_off_only_after_the_repair(world, in_gent):
    device = make_bench_device(world)
    ticket = make_ticket(world, device)
    with pytest.raises(rules.StillInRepair):
        checked(world, device)
    assert device.stage is Stage.REFURBISHING
    actions.close(world.tom.actor, ticket, Result.REPAIRED, words="New cable", minutes=20, now=LATER)
    points = {row.point for row in rows_for(device.kind)}
    refurbishing.sign_off(world.sofie.actor, device, looked_at=points, now=LATER)
    assert device.stage is Stage.READY


@pytest.mark.parametrize("result", [Result.NOT_WORTH_IT, Result.NOT_REPAIRABLE])
def test_what_was_given_up_stays_out_of_a_borrowers_hands_until_someone_says_it_may_go(
    world, in_gent, result
):
    device = make_ready_device(world)
    ticket = make_ticket(world, device)
    actions.close(world.sofie.actor, ticket, result, words="Board is dead", now=LATER)
    with pytest.raises(rules.WrittenOff):
        move(world, device, Move.LEND)
    actions.set_blocking(world.sofie.actor, ticket, False, now=LATER)
    move(world, device, Move.LEND)


def test_a_repair_that_does_not_block_holds_nothing(world, in_gent):
    device = make_ready_device(world)
    make_ticket(world, device, blocking=False)
    assert device.defect == ""
    move(world, device, Move.RESERVE)


def test_the_database_itself_refuses(world, in_gent):
    held, free = make_ready_device(world), make_ready_device(world)
    make_ticket(world, held)
    for stage in (Stage.LENT, Stage.RESERVED):
        with pytest.raises(DatabaseError, match="device is in repair"):
            db.session.execute(update(Device).where(Device.id == held.id).values(stage=stage))
        db.session.rollback()
    db.session.execute(update(Device).where(Device.id == free.id).values(stage=Stage.LENT))
    db.session.rollback()


# --- the checklist asks ---


def say(world, device, answer, fault=None, *, now=NOW):
    return refurbishing.answer(world.tom.actor, device, Point.SCREEN, answer, fault=fault, now=now)


def test_a_point_to_repair_asks_for_one_repair_however_often_it_is_tapped(world, in_gent):
    device = make_bench_device(world)
    say(world, device, Answer.REPAIR)
    say(world, device, Answer.REPAIR, Fault.BROKEN)
    [ticket] = queries.glance_at(device)
    assert ticket.what == "Scherm: Defect"
    assert (queries.get_ticket(ticket.id).source, ticket.holds) == (Source.BENCH, True)


def test_a_point_that_is_in_order_at_once_was_a_wrong_tap_and_later_a_repair(world, in_gent):
    device = make_bench_device(world)
    say(world, device, Answer.REPAIR)
    say(world, device, Answer.FINE)
    assert queries.glance_at(device) == []
    say(world, device, Answer.REPAIR, now=LATER)
    say(world, device, Answer.FINE, now=LATER + timedelta(minutes=30))
    [ticket] = queries.glance_at(device)
    assert ticket.result is Result.REPAIRED
    assert queries.get_ticket(ticket.id).reopened == 0  # what was a mistake does not count
    tell = partial(refurbishing.answer, world.tom.actor, device, Point.TOUCHPAD)
    tell(Answer.REPAIR, now=LATER)
    tell(Answer.NOT_THERE, now=LATER + timedelta(minutes=30))
    assert queries.last_at(device, Point.TOUCHPAD).result is Result.NO_FAULT_FOUND, "nothing was mended"


def test_a_point_that_someone_works_on_is_in_order_when_that_is_done(world, in_gent):
    device = make_bench_device(world)
    say(world, device, Answer.REPAIR)
    ticket = queries.get_ticket(queries.glance_at(device)[0].id)
    actions.begin(world.tom.actor, ticket, now=NOW)
    with pytest.raises(rules.PointInRepair):
        say(world, device, Answer.FINE)
    actions.close(world.tom.actor, ticket, Result.REPAIRED, words="New screen", now=LATER)
    say(world, device, Answer.FINE, now=LATER)
    say(world, device, Answer.REPAIR, Fault.LOOSE, now=LATER)  # broken again: the same repair
    assert ticket.state is State.OPEN
    assert (ticket.reopened, ticket.what) == (1, "Scherm: Los")


# --- from the desk ---


def test_what_is_broken_when_it_comes_back_waits_for_the_bench(world, in_gent):
    from inventory.returning import actions as returning
    from inventory.returning.rules import Check, Choice, Files, Finding

    loan = make_loan(world)
    findings = {**dict.fromkeys(Check, Finding.FINE), Check.SCREEN: Finding.BROKEN}
    choices = {Check.SCREEN: Choice.FORGIVE}
    returning.take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=findings, choices=choices, now=LATER
    )
    [ticket] = queries.glance_at(loan.device)
    assert (ticket.what, ticket.lap, ticket.holds) == ("Scherm: Stuk", 2, True)
    assert queries.get_ticket(ticket.id).source is Source.RETURN


def test_the_desk_asks_and_takes_back_its_own_and_works_on_nothing(world, in_gent):
    device = make_ready_device(world)
    nele = world.nele.actor
    own = actions.open_ticket(nele, device, "Does not charge", source=Source.HAND, now=NOW)
    with pytest.raises(NotHere):
        actions.withdraw(nele, make_ticket(world, device), now=NOW)
    for deed in (
        lambda: actions.begin(nele, own, now=NOW),
        lambda: actions.write(nele, own, LineKind.WORK, "x", now=NOW),
        lambda: actions.close(nele, own, Result.REPAIRED, words="x", now=NOW),
        lambda: actions.set_cost(nele, own, 100, now=NOW),
    ):
        with pytest.raises(MayNot):
            deed()
    actions.withdraw(nele, own, now=LATER)
    assert own.result is Result.WITHDRAWN


def test_nothing_is_repaired_before_it_was_at_a_bench_or_after_it_left(world, in_gent):
    with pytest.raises(rules.NoRepairsHere):
        make_ticket(world, make_device(world))
    gone = make_wiped_device(world)
    devices.discard(world.sofie.actor, gone, Move.RECYCLE, reason="broken", now=NOW)
    with pytest.raises(rules.NoRepairsHere):
        make_ticket(world, gone)


# --- work ---


def test_two_technicians_on_one_repair_lose_nothing_of_each_other(world, in_gent):
    ticket = make_ticket(world)
    actions.begin(world.tom.actor, ticket, now=NOW)
    with pytest.raises(rules.SomeoneIsAtIt):
        actions.begin(world.sofie.actor, ticket, now=NOW)
    actions.write(world.tom.actor, ticket, LineKind.DIAGNOSIS, "Cable loose", minutes=5, now=NOW)
    actions.write(world.sofie.actor, ticket, LineKind.DIAGNOSIS, "Panel cracked", minutes=10, now=NOW)
    assert [line.words for line in queries.lines_of(ticket)] == ["Cable loose", "Panel cracked"]
    actions.begin(world.sofie.actor, ticket, takes_over=True, now=LATER)
    assert ticket.taken_by_id == world.sofie.user_id
    own = queries.lines_of(ticket)[0]
    with pytest.raises(NotHere):
        actions.strike(world.sofie.actor, own, now=LATER)
    actions.strike(world.tom.actor, own, now=LATER)
    assert len(queries.lines_of(ticket)) == 1


def test_who_begins_on_a_laptop_from_the_shelf_takes_it_back_to_the_bench(world, in_gent):
    device = make_ready_device(world)
    actions.begin(world.tom.actor, make_ticket(world, device), now=LATER)
    assert device.stage is Stage.REFURBISHING


@pytest.mark.parametrize("minutes", [-1, rules.MOST_MINUTES + 1])
def test_absurd_minutes_are_refused_and_nothing_is_kept(world, in_gent, minutes):
    ticket = make_ticket(world)
    with pytest.raises(rules.AbsurdMinutes):
        actions.write(world.tom.actor, ticket, LineKind.WORK, "Glue", minutes=minutes, now=NOW)
    with pytest.raises(rules.AbsurdMinutes):
        actions.close(world.tom.actor, ticket, Result.REPAIRED, words="Glue", minutes=minutes, now=NOW)
    assert (queries.lines_of(ticket), ticket.state) == ([], State.OPEN)


@pytest.mark.parametrize("cents", [-1, rules.MOST_CENTS + 1])
def test_an_absurd_cost_is_refused(world, in_gent, cents):
    ticket = make_ticket(world)
    with pytest.raises(rules.AbsurdCost):
        actions.set_cost(world.fatima.actor, ticket, cents, now=NOW)
    actions.set_cost(world.fatima.actor, ticket, 1250, now=NOW)
    assert ticket.cost_cents == 1250
    with pytest.raises(MayNot):
        actions.set_cost(world.sofie.actor, ticket, 1, now=NOW)


def test_a_result_says_something_and_giving_up_is_the_supervisors(world, in_gent):
    ticket = make_ticket(world)
    with pytest.raises(rules.NothingDone):
        actions.close(world.tom.actor, ticket, Result.REPAIRED, now=NOW)
    with pytest.raises(rules.SayWhy):
        actions.close(world.tom.actor, ticket, Result.NOT_REPAIRABLE, now=NOW)
    with pytest.raises(MayNot):
        actions.close(world.tom.actor, ticket, Result.NOT_WORTH_IT, words="Too old", now=NOW)
    actions.close(world.sofie.actor, ticket, Result.NOT_WORTH_IT, words="Too old", now=NOW)
    with pytest.raises(rules.NotNow):
        actions.close(world.tom.actor, ticket, Result.REPAIRED, words="x", now=LATER)
    with pytest.raises(rules.NotNow):
        actions.write(world.tom.actor, ticket, LineKind.WORK, "x", now=LATER)


def test_a_repair_that_somebody_worked_on_is_not_taken_back(world, in_gent):
    ticket = make_ticket(world)
    actions.write(world.tom.actor, ticket, LineKind.DIAGNOSIS, "Cable loose", now=NOW)
    with pytest.raises(rules.HasBegun):
        actions.withdraw(world.tom.actor, ticket, now=NOW)


def test_what_keeps_a_laptop_here_is_taken_back_by_who_asked_it_or_who_leads(world, in_gent):
    device = make_bench_device(world)
    asked = [
        actions.open_ticket(world.nele.actor, device, what, source=Source.HAND, blocking=blocking, now=NOW)
        for what, blocking in (("Smells burnt", True), ("Hums", True), ("Scratch", False))
    ]
    with pytest.raises(rules.AskedByAnother) as refusal:
        actions.withdraw(world.tom.actor, asked[0], now=LATER)
    assert refusal.value.particulars == {"name": "Nele"}
    assert asked[0].holds
    for who, ticket in zip((world.nele, world.sofie, world.tom), asked, strict=True):
        actions.withdraw(who.actor, ticket, now=LATER)
        assert ticket.result is Result.WITHDRAWN


def test_what_is_no_picture_is_no_photo(world, in_gent):
    with pytest.raises(Unreadable):
        actions.take_photo(world.tom.actor, make_ticket(world), b"%PDF-1.4", now=NOW)


# --- a repairer outside ---


def test_a_laptop_at_a_repairer_stands_there_and_is_wiped_again_when_it_is_back(world, in_gent):
    device, shelf = make_bench_device(world), make_place(world)
    devices.place(world.tom.actor, device, shelf, now=NOW)
    ticket, repairer = make_ticket(world, device), make_repairer(world, name="Fixit bv")
    day = LATER.date()
    outside.send_out(
        world.tom.actor, ticket, repairer, sent_on=day, expected_on=day + timedelta(days=9), now=LATER
    )
    assert device.place.name == "Fixit bv"
    with pytest.raises(rules.AtTheRepairer):
        move(world, device, Move.RECYCLE)
    with pytest.raises(rules.NotNow):
        actions.close(world.tom.actor, ticket, Result.REPAIRED, words="x", now=LATER)
    outside.come_back(world.tom.actor, ticket, now=LATER + timedelta(days=7))
    assert (ticket.state, device.place, device.stage) == (State.WORKING, shelf, Stage.WIPING)
    assert not any(medium.is_clean for medium in devices.media_of(device))


def test_a_closed_repair_is_not_opened_again_beside_another_of_the_same_point(world, in_gent):
    device = make_bench_device(world)
    first = make_ticket(world, device, point="screen")
    actions.begin(world.tom.actor, first, now=NOW)
    actions.close(world.tom.actor, first, Result.REPAIRED, words="new cable", now=NOW)
    second = make_ticket(world, device, point="screen")
    with pytest.raises(rules.AskedAgain):
        actions.reopen(world.tom.actor, first, now=LATER)
    actions.withdraw(world.tom.actor, second, now=LATER)
    assert actions.reopen(world.tom.actor, first, now=LATER).state is State.OPEN


def test_nothing_leaves_with_data_on_it_or_from_anywhere_but_the_bench(world, in_gent):
    repairer, day = make_repairer(world), NOW.date()
    wiped = make_wiped_device(world)
    with pytest.raises(rules.NotOnTheBench):
        outside.send_out(world.tom.actor, make_ticket(world, wiped), repairer, sent_on=day, now=NOW)
    device = make_bench_device(world)
    devices.add_medium(world.tom.actor, device, now=LATER)
    ticket = make_ticket(world, device)
    with pytest.raises(rules.DataInside):
        outside.send_out(world.tom.actor, ticket, repairer, sent_on=day, now=LATER)
    assert ticket.state is State.OPEN


@pytest.mark.parametrize(("sent", "expected"), [(1, None), (0, -1)])
def test_days_that_cross_are_refused(world, in_gent, sent, expected):
    day = NOW.date() + timedelta(days=sent)
    back = NOW.date() + timedelta(days=expected) if expected is not None else None
    with pytest.raises(rules.DaysCrossed):
        outside.send_out(
            world.tom.actor, make_ticket(world), make_repairer(world), sent_on=day, expected_on=back, now=NOW
        )


def test_a_laptop_without_a_disk_stays_on_the_repair_bench(world, in_gent):
    from inventory.parts import disks

    device = make_bench_device(world)
    disks.take_out(world.tom.actor, devices.media_of(device)[0], make_place(world), now=LATER)
    ticket = make_ticket(world, device)
    outside.send_out(world.tom.actor, ticket, make_repairer(world), sent_on=NOW.date(), now=LATER)
    outside.come_back(world.tom.actor, ticket, now=LATER)
    assert device.stage is Stage.REFURBISHING


# --- the reuse sheet ---


def test_a_closed_repair_is_a_line_of_the_reuse_sheet(world, in_gent):
    device = make_bench_device(world)
    ticket = make_ticket(world, device)
    actions.write(world.tom.actor, ticket, LineKind.WORK, "Opened it", minutes=15, now=NOW)
    actions.close(world.sofie.actor, ticket, Result.REPAIRED, words="New cable", minutes=20, now=LATER)
    [line] = [one for one in offered("reuse_sheet.lines", device) if "Screen flickers" in one.step]
    assert (line.minutes, line.who, line.at) == (35, "Sofie", LATER)
