"""A locked laptop waits: its giver is told how to open it, is reminded, and somebody says when it is off."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.intake import actions, inspecting, locking
from inventory.intake.findings import Finding, RefusedBecause
from inventory.intake.lock_models import DoorInspection, LockFound
from inventory.intake.locks import BatterySeen, Criterion, Damage, GiverMustUnlock, Lock, LockIsOpen, Outcome
from inventory.intake.offered import looks_at
from inventory.intake.thanks import NobodyToTell
from inventory.journey import Move, Stage
from inventory.partners import actions as partners
from inventory.wiping.actions import take_to_bench
from tests.cast import NOW
from tests.make import anyone, make_lot, make_partner, make_ready_device


@pytest.fixture
def gent(world, app):
    with app.test_request_context(), inside(world.gent):
        yield world


def a_gift(world, **told):
    partner = make_partner(world, name="Bakkerij Voorbeeld")
    contact = partners.add_contact(
        world.fatima.actor, partner, name="Ann Voorbeeld", email="ann@voorbeeld.example", now=NOW
    )
    return make_lot(world, partner=partner, contact=contact, **told)


def come_in(world, lot, serial, *locks, **told):
    device = actions.receive(world.tom.actor, lot, serial, maker="Dell", model="Latitude", now=NOW, **told)
    for lock in locks:
        locking.note_lock(world.tom.actor, device, lock, now=NOW)
    return device


def letters():
    return list(db.session.execute(select(Letter).where(Letter.kind == "intake/unlock")).scalars())


def test_a_lock_seen_at_the_door_makes_a_laptop_wait(gent):
    device = come_in(gent, a_gift(gent), "SN1", findings=[Finding.LOCK])
    [lock] = locking.open_locks(device)
    assert (lock.lock, device.locked, device.defect) == (Lock.UNKNOWN, True, "")
    with pytest.raises(GiverMustUnlock):
        devices.move(gent.tom.actor, device, Move.START_WIPE, now=NOW)
    named = locking.note_lock(gent.tom.actor, device, Lock.BIOS, now=NOW)
    assert (named.id, locking.open_locks(device)) == (lock.id, [named])


@pytest.mark.parametrize("made", [Move.RESERVE, Move.LEND])
def test_a_lock_that_is_seen_late_stops_what_is_ready(gent, made):
    device = make_ready_device(gent)
    locking.note_lock(gent.tom.actor, device, Lock.AUTOPILOT, now=NOW)
    with pytest.raises(GiverMustUnlock):
        devices.move(gent.tom.actor, device, made, now=NOW)
    [lock] = locking.open_locks(device)
    locking.lift(gent.tom.actor, lock, by_giver=True, now=NOW)
    with pytest.raises(LockIsOpen):
        locking.lift(gent.tom.actor, lock, by_giver=True, now=NOW)
    assert (lock.lifted_by_id, lock.said_by_giver, device.locked) == (gent.tom.user_id, True, False)


def test_two_locks_are_lifted_one_by_one(gent):
    device = come_in(gent, a_gift(gent), "SN1", Lock.AUTOPILOT, Lock.BIOS)
    autopilot, bios = locking.open_locks(device)
    locking.lift(gent.tom.actor, bios, by_giver=False, now=NOW)
    take_to_bench(gent.tom.actor, device, now=NOW)
    assert device.locked
    locking.lift(gent.tom.actor, autopilot, by_giver=False, now=NOW)
    assert not device.locked


def test_the_database_keeps_one_lock_of_a_sort_on_a_laptop(gent):
    device = come_in(gent, a_gift(gent), "SN1", Lock.BIOS)
    assert (
        locking.note_lock(gent.tom.actor, device, Lock.BIOS, now=NOW).id == locking.open_locks(device)[0].id
    )
    copied = (
        "INSERT INTO lock_found (digibank_id, version, device_id, lock, found_at, reminders, said_by_giver) "
        "SELECT digibank_id, 1, device_id, lock, found_at, 0, said_by_giver FROM lock_found"
    )
    with pytest.raises(IntegrityError):
        db.session.execute(text(copied))
    db.session.rollback()


def test_the_giver_is_told_how_to_open_each_lock_of_each_maker(gent):
    lot = a_gift(gent)
    come_in(gent, lot, "SN1", Lock.BIOS)
    come_in(gent, lot, "SN2", Lock.AUTOPILOT)
    come_in(gent, lot, "SN3", findings=[Finding.LOCK])
    for _tap in range(2):
        assert locking.tell_giver(gent.tom.actor, lot, now=NOW) == "ann@voorbeeld.example"
    [letter] = letters()
    assert letter.to_email == "ann@voorbeeld.example"
    for words in ("Ann Voorbeeld", "SN1", "SN2", "F2", "intune.microsoft.com"):
        assert words in letter.body, words
    assert "SN3" not in letter.body
    assert "F10" not in letter.body
    assert str(lot.spoken) in letter.subject


def test_without_a_named_lock_or_an_address_nothing_is_written(gent):
    from inventory.intake.locks import NoLockHere

    lot = a_gift(gent)
    come_in(gent, lot, "SN1", findings=[Finding.LOCK])
    with pytest.raises(NoLockHere):
        locking.tell_giver(gent.tom.actor, lot, now=NOW)
    silent = make_lot(gent, partner=make_partner(gent, name="Stil", email=""))
    come_in(gent, silent, "SN2", Lock.BIOS)
    with pytest.raises(NobodyToTell):
        locking.tell_giver(gent.tom.actor, silent, now=NOW)


def test_a_giver_who_does_not_answer_is_reminded_twice_and_no_more(gent):
    lot, house = a_gift(gent), anyone(gent.gent, gent.fatima.user_id)
    device = come_in(gent, lot, "SN1", Lock.BIOS)
    assert locking.remind(house, now=NOW + timedelta(days=30)) == 0
    locking.tell_giver(gent.tom.actor, lot, now=NOW)
    written = [locking.remind(house, now=NOW + timedelta(days=days)) for days in (9, 11, 12, 23, 60)]
    assert written == [0, 1, 0, 1, 0]
    assert len(letters()) == 3
    assert device.locked


def test_nobody_is_reminded_of_what_is_off_or_went_back(gent):
    lot, house = a_gift(gent), anyone(gent.gent, gent.fatima.user_id)
    off, back = come_in(gent, lot, "SN1", Lock.BIOS), come_in(gent, lot, "SN2", Lock.BIOS)
    locking.tell_giver(gent.tom.actor, lot, now=NOW)
    locking.lift(gent.tom.actor, locking.open_locks(off)[0], by_giver=True, now=NOW)
    actions.refuse(gent.tom.actor, back, RefusedBecause.LOCKED, now=NOW)
    assert locking.remind(house, now=NOW + timedelta(days=11)) == 0


def test_a_slip_of_the_scanner_takes_its_lock_and_its_look_along(gent):
    lot = a_gift(gent)
    device = come_in(gent, lot, "SN1", findings=[Finding.LOCK])
    actions.undo_receive(gent.tom.actor, lot, device, now=NOW)
    assert db.session.query(LockFound).count() == db.session.query(DoorInspection).count() == 0


def test_what_is_taken_for_its_parts_may_be_wiped_and_is_not_declared_ready(gent):
    device = come_in(gent, a_gift(gent), "SN1", Lock.BIOS)
    inspecting.inspect(
        gent.tom.actor, device, outcome=Outcome.PARTS, now=NOW, criteria=[Criterion.NOT_WORTH_IT]
    )
    take_to_bench(gent.tom.actor, device, now=NOW)
    assert device.stage is Stage.WIPING


def test_a_look_past_the_door_takes_away_nothing_that_others_wrote_down(gent):
    device = come_in(gent, a_gift(gent), "SN1")
    inspecting.inspect(
        gent.tom.actor, device, outcome=Outcome.ACCEPT, damage=[Damage.SCREEN], defect="Screen", now=NOW
    )
    inspecting.inspect(gent.tom.actor, device, outcome=Outcome.ACCEPT, now=NOW)
    assert device.defect == "", "at the door the last look holds"
    with transaction():
        devices.move(gent.tom.actor, device, Move.START_WIPE, now=NOW)
        device.defect = "The hinge is loose"
        record(gent.tom.actor, "devices.corrected", device, now=NOW)
    inspecting.inspect(gent.tom.actor, device, outcome=Outcome.ACCEPT, now=NOW)
    assert device.defect == "The hinge is loose"


def test_each_look_is_a_line_of_the_reuse_sheet(gent):
    device = come_in(gent, a_gift(gent), "SN1")
    inspecting.inspect(
        gent.sofie.actor, device, outcome=Outcome.RECYCLE, now=NOW, criteria=[Criterion.RUST],
        damage=[Damage.HINGE], charger=False, battery=BatterySeen.SWOLLEN, note="nat geworden",
    )  # fmt: skip
    first, second = looks_at(device)
    assert (first.who, second.who) == (gent.tom.name, gent.sofie.name)
    assert "nat geworden" in second.result
    assert device.charger is False


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG")
    return io.BytesIO(out.getvalue()), "a.png"


def find(app, world, serial):
    with app.test_request_context(), inside(world.gent):
        device = db.session.execute(select(Device).where(Device.serial == serial)).scalar_one()
        return device.code, [one.id for one in locking.open_locks(device)]


def test_at_the_door_a_lock_costs_one_tap_and_a_fine_laptop_none(client, world, app):
    with app.test_request_context(), inside(world.gent):
        door = f"/gent/lots/{a_gift(world).code}/receive"
    client.sign_in(world.tom)
    assert client.post(door, data={"scanned": "SN1", "same": "", "model": "Modula"}).location.endswith(door)
    client.post(door, data={"scanned": "SN2", "same": "", "model": "Modula", "findings": "lock"})
    shown = client.get(door).text
    assert "It waits for its giver" in shown or "it waits for its giver" in shown
    assert find(app, world, "SN1")[1] == []
    assert len(find(app, world, "SN2")[1]) == 1


def test_from_the_list_a_lock_is_named_told_and_said_to_be_off(client, world, app):
    with app.test_request_context(), inside(world.gent):
        lot = a_gift(world).code
    client.sign_in(world.tom)
    client.post(
        f"/gent/lots/{lot}/receive", data={"scanned": "SN2", "same": "", "model": "M", "findings": "lock"}
    )
    code, [lock] = find(app, world, "SN2")
    assert "Waits for a giver" in client.get("/gent/today/").text
    assert "Say of each laptop which lock it is." in client.get("/gent/lots/locks").text
    assert client.post(f"/gent/lots/locks/{lock}", data={"lock": "bios"}).status_code == 303
    assert "How its giver opens it" in client.get(f"/gent/lots/locks/{lock}").text
    told = client.post(f"/gent/lots/{lot}/ask-to-unlock", data={})
    assert "ann@voorbeeld.example" in client.get(told.location).text
    assert "Locked" in client.get(f"/gent/devices/{code}").text
    assert client.post(f"/gent/lots/locks/{lock}/lift", data={"said": "giver"}).status_code == 303
    assert "Nothing is locked." in client.get("/gent/lots/locks").text
    assert "Waits for a giver" not in client.get("/gent/today/").text


def test_a_scan_of_a_locked_laptop_leads_to_its_lock_and_nothing_is_begun(client, world, app):
    with app.test_request_context(), inside(world.gent):
        lot = a_gift(world)
        bios, autopilot = come_in(world, lot, "SN1", Lock.BIOS), come_in(world, lot, "SN2", Lock.AUTOPILOT)
        waits, goes_on = str(bios.code), str(autopilot.code)
    client.sign_in(world.tom)
    landed = client.get(f"/gent/scan?text={waits}")
    assert landed.location.endswith(f"/gent/lots/locked/{waits}")
    assert client.get(landed.location).location.endswith("/gent/lots/locks/1")
    shown = client.get(f"/gent/devices/{waits}").text
    assert "Its lock: what now?" in shown
    assert "Start wiping" not in shown
    assert f"/gent/wiping/devices/{goes_on}" in client.get(f"/gent/scan?text={goes_on}").location
    assert "Start wiping" in client.get(f"/gent/devices/{goes_on}").text
    whence = {"Referer": f"http://localhost/gent/devices/{waits}"}
    refused = client.post(f"/gent/wiping/devices/{waits}/start", headers=whence)
    assert "is locked by its former owner" in client.get(refused.location).text


def test_its_giver_reads_in_the_portal_how_to_open_it(client, world, app):
    with app.test_request_context(), inside(world.gent):
        lot = a_gift(world)
        partners.link_account(
            world.fatima.actor, lot.partner, db.session.get_one(User, world.dirk.user_id), now=NOW
        )
        come_in(world, lot, "SN1", Lock.APPLE)
        come_in(world, lot, "SN2", findings=[Finding.LOCK])
        code = lot.code
    shown = client.sign_in(world.dirk).get(f"/gent/donor/{code}").text
    assert "business.apple.com" in shown
    assert "SN1" in shown
    with app.test_request_context(), inside(world.gent):
        [lock, _unnamed] = locking.waiting_for_givers()
        locking.lift(world.tom.actor, lock, by_giver=True, now=NOW)
    assert "business.apple.com" not in client.get(f"/gent/donor/{code}").text


def test_a_laptop_is_looked_over_with_a_photo_and_goes_back_with_a_reason(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code = come_in(world, a_gift(world), "SN1").code
    client.sign_in(world.tom)
    path = f"/gent/lots/look/{code}"
    assert client.get(path).status_code == 200
    told = {"damage": "damage_hinge", "criteria": "rust", "note": "gevallen", "charger": "no", "battery": ""}
    refused = client.post(path, data={**told, "outcome": "back", "because": ""})
    assert (refused.status_code, "gevallen" in refused.text) == (422, True)
    kept = client.post(path, data={**told, "outcome": "parts", "photo": photo()})
    assert kept.status_code == 303
    shown = client.get(kept.location).text
    assert "Hinge loose or broken" in shown
    assert "photos/" in shown
    assert client.post(path, data={**told, "outcome": "back", "because": "broken"}).status_code == 303
    with app.test_request_context(), inside(world.gent):
        assert db.session.query(Device).one().stage is Stage.REFUSED
    late = client.post(path, data={**told, "outcome": "parts"})
    assert late.status_code == 422


def test_a_swollen_battery_stops_the_work(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code = come_in(world, a_gift(world), "SN1").code
    client.sign_in(world.tom)
    told = {"battery": "battery_swollen", "charger": "", "outcome": "accept"}
    kept = client.post(f"/gent/lots/look/{code}", data=told)
    assert "Do not charge it." in client.get(kept.location).text
