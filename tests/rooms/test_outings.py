"""Mobile days: planned, listed, packed by scanning, and gone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.devices import actions as devices
from inventory.foundation.audit import verify
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.outings import actions, packing, queries
from inventory.outings.actions import InvitedElsewhere, NotPlanned, OnTheRoad
from inventory.outings.models import OutingDevice
from inventory.outings.packing import NothingPacked, NotIntoTheCrate, OtherDayOnTheRoad
from inventory.outings.rules import (
    OutingState,
    Packed,
    TravelEnd,
)
from tests import make, make_outings
from tests.cast import NOW
from tests.make_outings import EVENING, LATER, listed

# --- plan ---


def test_fatima_plans_a_day_and_it_gets_a_crate_of_its_own(world: Any, in_gent: int) -> None:
    first, second = make_outings.make_outing(world), make_outings.make_outing(world, days=8)
    assert first.place.name != second.place.name
    assert str(first.place.code).startswith("D")
    assert list(verify()) == []


def test_only_the_coordinator_plans_and_only_who_goes_along_departs(world: Any, in_gent: int) -> None:
    outing = listed(world)
    with pytest.raises(MayNot):
        actions.change(world.nele.actor, outing, actions.Plan("Gent", NOW, EVENING), now=NOW)
    with pytest.raises(MayNot):
        packing.depart(world.tom.actor, outing, now=NOW)
    with pytest.raises(MayNot):
        packing.make_list(world.lotte.actor, outing, now=NOW)


def test_one_person_is_expected_on_one_day(world: Any, in_gent: int) -> None:
    guest = make_outings.guest(world)
    make_outings.make_outing(world, visits=[guest])
    with pytest.raises(InvitedElsewhere):
        make_outings.make_outing(world, days=8, visits=[guest])


def test_who_gets_no_time_any_more_leaves_the_day_and_the_list(world: Any, in_gent: int) -> None:
    outing = listed(world, guests=2, spares=0)
    visits = queries.visits_of(outing)
    actions.set_visits(world.fatima.actor, outing, {visits[0].application: visits[0].visit_at}, now=NOW)
    assert [visit.id for visit in queries.visits_of(outing)] == [visits[0].id]
    assert len(queries.devices_of(outing)) == 1


def test_on_another_day_the_appointments_keep_their_hour(world: Any, in_gent: int) -> None:
    outing = make_outings.make_outing(world, visits=[make_outings.guest(world)])
    before = local(queries.visits_of(outing)[0].visit_at)
    # Over the change of the clocks, so that a fixed number of hours would be an hour off.
    starts_at = before.replace(year=before.year + 1, month=7)
    told = actions.Plan("Leenhove", starts_at, starts_at + timedelta(hours=3))
    actions.change(world.fatima.actor, outing, told, now=NOW)
    after = local(queries.visits_of(outing)[0].visit_at)
    assert (after.date(), after.time()) == (starts_at.date(), before.time())


# --- the list ---


def test_the_list_names_what_is_set_apart_then_the_oldest_then_spares(world: Any, in_gent: int) -> None:
    apart = make.make_ready_device(world)
    oldest = make.make_ready_device(world, now=NOW - timedelta(days=9))
    spare = make.make_ready_device(world, now=NOW - timedelta(days=2))
    first, second = make_outings.guest(world), make_outings.guest(world, first_name="Bo")
    from inventory.applications.actions import reserve

    reserve(world.fatima.actor, first, apart, now=NOW)
    outing = make_outings.make_outing(world, visits=[first, second], spares=1)
    rows = packing.make_list(world.nele.actor, outing, now=NOW)
    assert [row.device_id for row in rows] == [apart.id, oldest.id, spare.id]
    assert [row.visit is None for row in rows] == [False, False, True]


def test_made_anew_the_list_keeps_what_is_in_the_crate(world: Any, in_gent: int) -> None:
    outing = listed(world, guests=1, spares=1)
    row = queries.devices_of(outing)[0]
    packing.pack(world.tom.actor, outing, row.device, now=NOW)
    rows = packing.make_list(world.nele.actor, outing, now=NOW)
    assert len(rows) == 2
    assert {one.id: one.packed_at for one in rows}[row.id] is not None


def test_a_laptop_on_one_list_is_on_no_other(world: Any, in_gent: int) -> None:
    first = listed(world, guests=0, spares=1)
    second = make_outings.make_outing(world, days=8, spares=1)
    assert packing.make_list(world.nele.actor, second, now=NOW) == []
    taken = queries.devices_of(first)[0].device
    with pytest.raises(NotIntoTheCrate) as refused:
        packing.pack(world.nele.actor, second, taken, now=NOW)
    assert refused.value.particulars["because"] is Packed.ELSEWHERE


def test_the_database_itself_binds_a_laptop_to_one_open_day(world: Any, in_gent: int) -> None:
    first, second = listed(world, guests=0), make_outings.make_outing(world, days=8)
    taken = queries.devices_of(first)[0]
    db.session.add(OutingDevice(outing_id=second.id, device_id=taken.device_id, digibank_id=in_gent))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


# --- pack ---


def test_packing_puts_it_in_the_crate_and_an_extra_is_told_apart(world: Any, in_gent: int) -> None:
    shelf = make.make_place(world)
    outing = listed(world, guests=1, spares=0)
    row = queries.devices_of(outing)[0]
    devices.place(world.tom.actor, row.device, shelf, now=NOW)
    assert packing.pack(world.tom.actor, outing, row.device, now=NOW) is Packed.AS_LISTED
    assert packing.pack(world.tom.actor, outing, row.device, now=NOW) is Packed.ALREADY
    extra = make.make_ready_device(world)
    assert packing.pack(world.tom.actor, outing, extra, now=NOW) is Packed.EXTRA
    assert {one.device.place_id for one in queries.devices_of(outing)} == {outing.place_id}
    load = queries.load_of(queries.devices_of(outing))
    assert (load.listed, load.packed, load.extras, load.missing) == (1, 1, 1, 0)
    packing.take_out(world.tom.actor, outing, row.device, now=NOW)
    assert row.device.place_id == shelf.id
    packing.take_out(world.tom.actor, outing, extra, now=NOW)
    assert [one.packed_at for one in queries.devices_of(outing)] == [None]


@pytest.mark.parametrize("why", [Packed.NOT_READY, Packed.BROKEN, Packed.KEPT_FOR_OTHER])
def test_what_may_not_be_lent_stays_here(world: Any, in_gent: int, why: Packed) -> None:
    outing = make_outings.make_outing(world)
    device = make.make_ready_device(world)
    if why is Packed.NOT_READY:
        device = make.make_device(world)
    elif why is Packed.BROKEN:
        devices.correct(world.tom.actor, device, defect="hinge", now=NOW)
    else:
        make.make_application(world, state="approved", device=device)
    with pytest.raises(NotIntoTheCrate) as refused:
        packing.pack(world.tom.actor, outing, device, now=NOW)
    assert refused.value.particulars["because"] is why
    assert device.place is None


def test_a_day_that_is_called_off_puts_everything_back(world: Any, in_gent: int) -> None:
    outing = listed(world, guests=1, spares=1)
    shelf = make.make_place(world)
    row = queries.devices_of(outing)[0]
    devices.place(world.tom.actor, row.device, shelf, now=NOW)
    packing.pack(world.tom.actor, outing, row.device, now=NOW)
    actions.call_off(world.fatima.actor, outing, now=NOW)
    assert row.device.place_id == shelf.id
    assert {one.ended for one in queries.devices_of(outing)} == {TravelEnd.STAYED}
    assert queries.open_row_of(row.device) is None
    with pytest.raises(NotPlanned):
        packing.pack(world.tom.actor, outing, row.device, now=NOW)


# --- depart ---


def test_nothing_leaves_with_an_empty_crate(world: Any, in_gent: int) -> None:
    outing = listed(world)
    with pytest.raises(NothingPacked):
        packing.depart(world.nele.actor, outing, now=NOW)
    assert outing.state is OutingState.PLANNED


def test_what_is_not_packed_stays_and_is_free_again(world: Any, in_gent: int) -> None:
    outing = listed(world, guests=1, spares=1)
    first, second = queries.devices_of(outing)
    packing.pack(world.nele.actor, outing, first.device, now=NOW)
    packing.depart(world.nele.actor, outing, now=LATER)
    assert (first.ended, second.ended) == (None, TravelEnd.STAYED)
    assert queries.open_row_of(second.device) is None


def test_a_crate_is_on_one_road(world: Any, in_gent: int) -> None:
    first = make_outings.make_outing_on_the_road(world)
    second = make_outings.make_outing(world, days=2, place=first.place)
    device = make.make_ready_device(world)
    packing.pack(world.nele.actor, second, device, now=NOW)
    with pytest.raises(OtherDayOnTheRoad):
        packing.depart(world.nele.actor, second, now=LATER)


@pytest.mark.parametrize("made", [Move.SEND_BACK, Move.TAKE_APART, Move.RESERVE])
def test_what_is_in_a_van_cannot_be_taken_in_hand_at_home(world: Any, in_gent: int, made: Move) -> None:
    outing = make_outings.make_outing_on_the_road(world, lent=0, spares=1)
    device = queries.devices_of(outing)[0].device
    with pytest.raises(OnTheRoad), transaction():
        devices.move(world.fatima.actor, device, made, now=LATER)
    assert device.stage is Stage.READY
