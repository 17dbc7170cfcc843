"""Parts: counted in bins, single with where they came from, built in once; and disks that say where they went."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.refusal import MayNot, SomeoneElseWasFirst
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage
from inventory.parts import actions, disks, queries, rules
from inventory.parts.forms import TypeForm
from inventory.parts.models import Part, PartStay, PartType
from inventory.parts.rules import Fit, PartKind, Trial, Whereabouts
from inventory.refurbishing import actions as refurbishing
from tests.cast import NOW
from tests.make import make_device, make_place, make_ready_device, make_wiped_device
from tests.make_repairs import (
    make_bench_device,
    make_donor_device,
    make_loose_disk,
    make_part,
    make_part_type,
    make_ticket,
)

LATER = NOW + timedelta(hours=1)


def written(row, **changed):
    """Past the actions, straight into the database."""
    with transaction():
        for column, value in changed.items():
            setattr(row, column, value)
        db.session.add(row)
        db.session.flush()


def build(world, part, device, **how):
    return actions.build_in(world.tom.actor, part, device, now=LATER, **how)


# --- stock ---


def test_what_lies_below_its_minimum_is_to_be_ordered(world, in_gent):
    few, enough = make_part_type(world, counted=1, minimum=3), make_part_type(world, counted=3, minimum=3)
    assert [(one.type.id, one.lacking) for one in queries.stock(only_lacking=True)] == [(few.id, 2)]
    assert enough.id in {one.type.id for one in queries.stock()}
    actions.count(world.tom.actor, few, 3, now=LATER)
    assert queries.stock(only_lacking=True) == []


def test_single_parts_that_work_count_along_and_broken_ones_do_not(world, in_gent):
    part = make_part(world)
    assert queries.in_stock(part.type) == 1
    actions.test(world.tom.actor, part, Trial.BROKEN, now=LATER)
    assert queries.in_stock(part.type) == 0


@pytest.mark.parametrize("number", [-1, rules.MOST + 1])
def test_absurd_counts_are_refused(world, in_gent, number):
    one = make_part_type(world)
    with pytest.raises(rules.AbsurdNumber):
        actions.count(world.tom.actor, one, number, now=LATER)
    with pytest.raises(rules.AbsurdNumber):
        make_part_type(world, minimum=number)
    assert one.counted == 5


def test_a_charger_without_a_plug_and_a_battery_without_a_number_are_no_use(world, in_gent):
    for kind in (PartKind.CHARGER, PartKind.BATTERY):
        with pytest.raises(rules.NoFit):
            make_part_type(world, kind=kind)
    make_part_type(world, kind=PartKind.CHARGER, plug="USB-C", watts=65)
    make_part_type(world, kind=PartKind.BATTERY, part_number="GJKNX")
    make_part_type(world, kind=PartKind.BATTERY, fits=(Fit("Dell", "Latitude"),))
    with pytest.raises(rules.KindKnown):
        [make_part_type(world, name=name) for name in ("Keyboard  AZERTY", "keyboard azerty")]


def test_from_the_bin_is_taken_only_what_is_there(world, in_gent):
    device, one = make_bench_device(world), make_part_type(world, counted=1)
    actions.build_from_bin(world.tom.actor, one, device, now=LATER)
    assert one.counted == 0
    with pytest.raises(rules.NotInStock):
        actions.build_from_bin(world.tom.actor, one, device, now=LATER)
    [stay] = queries.inside(device)
    actions.take_out(world.tom.actor, stay, now=LATER)
    assert (one.counted, list(queries.inside(device))) == (1, [])


def test_what_is_for_another_model_is_built_in_only_by_who_is_sure(world, in_gent):
    one, device = make_part_type(world, fits=(Fit("HP"),)), make_bench_device(world)
    with pytest.raises(rules.DoesNotFit):
        actions.build_from_bin(world.tom.actor, one, device, now=LATER)
    assert one.counted == 5
    actions.build_from_bin(world.tom.actor, one, device, is_sure=True, now=LATER)


# --- lineage ---


def test_a_part_remembers_where_it_came_from_and_where_it_went(world, in_gent):
    donor, device = make_donor_device(world), make_bench_device(world)
    first, second = actions.harvest(
        world.tom.actor, donor, [PartKind.KEYBOARD, PartKind.FAN], place=make_place(world), now=NOW
    )
    assert (first.number, second.number, first.source) == (1, 2, donor)
    assert first.mark == f"{donor.spoken} / 1"
    ticket = make_ticket(world, device)
    build(world, first, device, ticket_id=ticket.id)
    assert (first.whereabouts, first.device, first.place) == (Whereabouts.BUILT_IN, device, None)
    assert [stay.part for stay in queries.used_for(ticket.id)] == [first]
    assert (queries.saved().taken, queries.saved().reused) == (2, 1)
    assert list(queries.loose_from(donor)) == [second]
    told = [(line.step, line.who, line.parts) for line in offered("reuse_sheet.lines", device)]
    assert ("Onderdeel ingebouwd", "Tom", first.type.name) in told


def test_the_next_laptop_of_the_model_gives_the_same_kind_of_part(world, in_gent):
    one, other = make_part(world), make_part(world)
    assert one.type_id == other.type_id
    assert rules.fits(queries.fits_of([one.type_id])[one.type_id], "DELL", "latitude 5400 touch")


def test_a_part_of_the_laptop_with_the_longest_name_finds_its_kind_again(world, in_gent):
    donors = [make_donor_device(world, maker="ß" * 80, model=model * 120) for model in "ßß"]
    first, second = (make_part(world, donor) for donor in donors)
    assert first.type_id == second.type_id
    assert len(first.type.name) == len(first.type.name_key) == rules.LONGEST_NAME


def test_a_kind_for_a_maker_of_two_words_still_fits_after_it_was_put_right(world, in_gent):
    donor = make_donor_device(world, maker="Hewlett Packard", model="EliteBook 840")
    kind = make_part(world, donor).type
    form = TypeForm([], of=kind, formdata=None)
    actions.correct_type(world.tom.actor, kind, form.told(None), now=LATER)
    assert rules.fits(queries.fits_of([kind.id])[kind.id], donor.maker, donor.model)
    assert not rules.fits(queries.fits_of([kind.id])[kind.id], "Hewlett Packard", "ProBook")


def test_a_part_is_built_in_once(world, in_gent):
    part, first, second = make_part(world), make_bench_device(world), make_bench_device(world)
    build(world, part, first)
    with pytest.raises(rules.BuiltInAlready):
        build(world, part, second)
    assert part.device == first


def test_the_database_keeps_a_part_out_of_a_second_laptop(world, in_gent):
    part, first, second = make_part(world), make_bench_device(world), make_bench_device(world)
    build(world, part, first)
    stay = PartStay(
        type_id=part.type_id, part_id=part.id, device_id=second.id, built_at=LATER, built_by_id=world.tom.user_id
    )  # fmt: skip
    with pytest.raises(SomeoneElseWasFirst):
        written(stay)
    with pytest.raises(IntegrityError):
        written(db.session.get_one(Part, part.id), device_id=None)  # built in, and in nothing


def test_a_part_that_came_out_again_goes_into_another_and_its_history_stays(world, in_gent):
    part, first, second = make_part(world), make_bench_device(world), make_bench_device(world)
    stay = build(world, part, first)
    actions.take_out(world.tom.actor, stay, now=LATER)
    build(world, part, second)
    assert [one.device for one in queries.stays_of(part)] == [second, first]
    with pytest.raises(rules.NotInStock):
        actions.take_out(world.tom.actor, stay, now=LATER)


def test_broken_and_thrown_away_parts_go_nowhere(world, in_gent):
    part, device = make_part(world), make_bench_device(world)
    actions.test(world.tom.actor, part, Trial.BROKEN, now=LATER)
    with pytest.raises(rules.IsBroken):
        build(world, part, device)
    actions.throw_away(world.tom.actor, part, now=LATER)
    with pytest.raises(rules.NotInStock):
        build(world, part, device)
    actions.keep_after_all(world.tom.actor, part, now=LATER)
    actions.test(world.tom.actor, part, Trial.WORKS, now=LATER)
    build(world, part, device)
    for deed in (actions.throw_away, actions.keep_after_all):
        with pytest.raises(rules.BuiltInAlready):
            deed(world.tom.actor, part, now=LATER)


@pytest.mark.parametrize("make", [make_device, make_wiped_device, make_bench_device, make_ready_device])
def test_parts_come_only_out_of_a_wiped_laptop_that_went_to_parts(world, in_gent, make):
    device = make(world)
    with pytest.raises(rules.NotTakenApart):
        actions.harvest(world.tom.actor, device, [PartKind.KEYBOARD], now=LATER)
    assert list(queries.from_device(device)) == []


def test_nothing_is_built_into_what_stands_on_a_shelf(world, in_gent):
    with pytest.raises(rules.NotInParts):
        build(world, make_part(world), make_ready_device(world))


def test_the_desk_touches_no_part(world, in_gent):
    part = make_part(world)
    for deed in (
        lambda: actions.throw_away(world.nele.actor, part, now=LATER),
        lambda: actions.count(world.nele.actor, part.type, 1, now=LATER),
        lambda: actions.harvest(world.nele.actor, part.source, [PartKind.FAN], now=LATER),
    ):
        with pytest.raises(MayNot):
            deed()


# --- disks ---


def go(world, device, made):
    with transaction():
        devices.move(world.fatima.actor, device, made, now=LATER)
        record(world.fatima.actor, "devices.corrected", device, now=LATER)


@pytest.mark.parametrize("made", [Move.REFURBISH, Move.TAKE_APART, Move.RECYCLE])
def test_a_laptop_of_which_a_disk_is_astray_goes_no_further(world, in_gent, made):
    disk = make_loose_disk(world, laid=False)
    device = db.session.get_one(Device, disk.last_device_id)
    assert device.stage is Stage.WIPED
    with pytest.raises(rules.WhereIsTheDisk):
        go(world, device, made)
    devices.lay_medium(world.tom.actor, disk, make_place(world), now=LATER)
    go(world, device, made)


def test_where_a_disk_went_is_said_when_it_is_taken_out(world, in_gent):
    disk = make_loose_disk(world)
    assert disk.place is not None
    go(world, db.session.get_one(Device, disk.last_device_id), Move.REFURBISH)
    with pytest.raises(IntegrityError):
        written(disk, device_id=disk.last_device_id)  # inside, and on a shelf


def test_a_disk_with_data_takes_the_laptop_back_to_the_wiping_bench(world, in_gent):
    disk, device = make_loose_disk(world), make_bench_device(world)
    assert not disk.is_clean
    disks.put_in(world.tom.actor, disk, device, now=LATER)
    assert (device.stage, disk.place, disk.is_clean) == (Stage.WIPING, None, False)
    with pytest.raises(rules.DiskGoesElsewhere):
        disks.take_out(world.tom.actor, disk, make_place(world), now=LATER)


def test_a_clean_disk_goes_from_one_bench_to_another(world, in_gent):
    first, second, shelf = make_bench_device(world), make_bench_device(world), make_place(world)
    disk = devices.media_of(first)[0]
    disks.take_out(world.tom.actor, disk, shelf, now=LATER)
    assert (disk.place, devices.media_of(first)) == (shelf, [])
    disks.put_in(world.tom.actor, disk, second, now=LATER)
    assert (second.stage, len(devices.media_of(second))) == (Stage.REFURBISHING, 2)
    with pytest.raises(devices.NotLoose):
        disks.put_in(world.tom.actor, disk, first, now=LATER)


def test_a_disk_is_put_into_no_laptop_that_counts_as_empty(world, in_gent):
    disk = make_loose_disk(world)
    for device in (make_ready_device(world), make_donor_device(world)):
        with pytest.raises(rules.NotInParts):
            disks.put_in(world.tom.actor, disk, device, now=LATER)
    assert disk.device_id is None


def test_a_new_disk_still_needs_its_checklist(world, in_gent):
    """Back from the wiping bench the laptop is refurbished as any other."""
    disk, device = make_loose_disk(world), make_bench_device(world)
    disks.put_in(world.tom.actor, disk, device, now=LATER)
    make_wiped_device(world, device=device, now=LATER)
    assert device.stage is Stage.WIPED
    refurbishing.start(world.tom.actor, device, now=LATER)
    assert device.stage is Stage.REFURBISHING


def test_the_kinds_of_one_digibank_are_not_anothers(world, in_gent):
    from inventory.foundation.tenancy import inside

    make_part_type(world, name="Keyboard AZERTY")
    with inside(world.luik):
        make_part_type(world, name="Keyboard AZERTY")
        assert db.session.query(PartType).count() == 1
