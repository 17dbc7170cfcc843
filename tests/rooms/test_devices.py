"""The register of devices: its pages, its moves, and who may not look."""

import re

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from inventory.codes import number_of
from inventory.devices import actions, scanned
from inventory.devices.models import Device
from inventory.foundation.audit import verify
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.tenancy import inside
from inventory.journey import Move, NotFromHere, Stage, StillHoldsData
from tests.make import make_device, make_place


def test_tom_reports_a_laptop_missing_and_finds_it_by_its_serial(client, world, in_gent):
    device = make_device(world)
    client.sign_in(world.tom)
    answer = client.post(f"/gent/devices/{device.code}/miss", data={"reason": "lost"})
    assert answer.status_code == 303
    assert device.stage == Stage.MISSING
    assert str(device.code)[1:4] in client.get(f"/gent/devices/?search={device.serial[2:7]}").text


def test_bram_of_luik_finds_nothing_of_gent(client, world, in_gent):
    device = make_device(world)
    client.sign_in(world.bram)
    for path in (f"/gent/devices/{device.code}", f"/luik/devices/{device.code}", "/gent/devices/"):
        assert client.get(path).status_code == 404
    assert device.serial not in client.get("/luik/devices/").text


def test_a_device_with_data_goes_nowhere_but_the_wiping_bench(world, in_gent, now):
    device = make_device(world)
    actor = world.fatima.actor
    with pytest.raises(NotFromHere):
        actions.discard(actor, device, Move.RECYCLE, now=now, reason="broken")
    assert device.stage == Stage.RECEIVED


def test_a_technician_may_not_let_a_device_leave_the_circle(world, in_gent, now):
    device = make_device(world)
    with pytest.raises(MayNot):
        actions.discard(world.tom.actor, device, Move.RECYCLE, now=now, reason="broken")


def test_an_exposed_disk_keeps_a_device_out_of_the_recycler(world, in_gent, now):
    from inventory.foundation.audit import record
    from inventory.foundation.transaction import transaction

    device = make_device(world)
    actor = world.fatima.actor
    with transaction():
        actions.move(actor, device, Move.START_WIPE, now=now)
        record(actor, "wiping.started", device, now=now)
    with pytest.raises(StillHoldsData):
        actions.discard(actor, device, Move.RECYCLE, now=now, reason="broken")
    assert device.stage == Stage.WIPING


def test_the_same_serial_is_in_the_house_only_once(world, in_gent, now):
    device = make_device(world)
    with pytest.raises(actions.SerialKnown):
        actions.register(world.tom.actor, serial=device.serial.lower() + " ", now=now)


def test_a_list_of_devices_is_registered_with_its_journal(world, in_gent, now):
    new = [actions.NewDevice(serial=f"L{number:04d}", maker="HP", model="ProBook") for number in range(120)]
    ids = actions.register_many(world.tom.actor, new, now=now, stage=Stage.ANNOUNCED)
    assert len(set(ids)) == 120
    assert [db.session.get_one(Device, ids[7]).serial, list(verify())] == ["L0007", []]


@pytest.mark.parametrize("words", ["", "x", "ab", "late 54", "%", "_", '"', "'; drop", "🙂", "\\", "SN00"])
def test_search_takes_anything_that_is_typed(client, world, in_gent, words):
    make_device(world)
    client.sign_in(world.tom)
    assert client.get("/gent/devices/", query_string={"search": words}).status_code == 200


@pytest.mark.parametrize("many", [3, 40])
def test_a_word_is_found_be_it_rare_or_common_and_only_at_home(client, world, app, in_gent, now, many):
    named = [
        [
            actions.NewDevice(serial=f"{short}{number:04d}", maker="Dell", model=model)
            for number in range(many)
        ]
        for short, model in (("Lat", "Latitude 5400"), ("Let", "Latitude 7490"), ("Vos", "Vostro 15%"))
    ]
    for new in named:
        actions.register_many(world.tom.actor, new, now=now, stage=Stage.RECEIVED)
    with inside(world.luik):
        actions.register(world.bram.actor, serial="ELDERS", maker="Dell", model="Latitude 5400", now=now)
    client.sign_in(world.tom)

    def found(words):
        return re.findall(
            r"(?:Lat|Let|Vos)\d{4}|ELDERS", client.get("/gent/devices/", query_string={"search": words}).text
        )

    newest = [f"Lat{number:04d}" for number in reversed(range(many))]
    assert found("latitude 5400") == newest
    assert found("tude 5400 lat") == newest
    assert found("vostro 15%") == [name.replace("Lat", "Vos") for name in newest]
    assert found("vostro 15_") == []
    assert found(f"os{many - 1:04d}") == [f"Vos{many - 1:04d}"]


def test_a_double_click_reports_missing_once_and_gets_the_same_answer(client, world, in_gent):
    device = make_device(world)
    client.sign_in(world.tom)
    sent = {"reason": "lost", "once": "the-same-key"}
    answers = [client.post(f"/gent/devices/{device.code}/miss", data=sent) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location


def test_a_label_is_no_serial_number_when_a_device_is_put_right(world, in_gent, now):
    device, other, shelf = make_device(world), make_device(world), make_place(world)
    before = device.serial
    for text, refusal in (
        (str(device.code), scanned.LabelOfALaptop),
        (f"https://leenkring.example/i/{other.code}", scanned.LabelOfALaptop),
        (str(shelf.code), scanned.LabelOfSomethingElse),
        ("L" + number_of(98_765), scanned.NotOurLabel),
        ("T041826", scanned.MisreadLabel),
        ("https://qr.maker.example/s/5CG923", scanned.LinkScanned),
    ):
        with pytest.raises(Refusal) as no:
            actions.correct(world.tom.actor, device, serial=text, now=now, hosts={"leenkring.example"})
        assert (type(no.value), no.value.field) == (refusal, "serial")
    assert device.serial == before
    assert actions.correct(world.tom.actor, device, serial="T041826", is_sure=True, now=now)
    # What stands there already is nobody's mistake of today.
    assert actions.correct(world.tom.actor, device, serial="T041826", maker="HP", now=now).maker == "HP"


def test_the_page_asks_whether_the_maker_printed_it(client, world, app, now):
    with app.test_request_context(), inside(world.gent):
        code = str(make_device(world).code)
    client.sign_in(world.tom)
    told = {"kind": "laptop", "grade": "", "maker": "HP", "serial": "T041826"}
    assert 'name="is_sure"' not in client.get(f"/gent/devices/{code}/correct").text
    refused = client.post(f"/gent/devices/{code}/correct", data=told)
    assert refused.status_code == 422
    assert "the check digit is not right" in refused.text
    assert 'name="is_sure"' in refused.text
    assert 'value="T041826"' in refused.text
    assert client.post(f"/gent/devices/{code}/correct", data=told | {"is_sure": "y"}).status_code == 303


def test_what_is_only_read_begins_no_transaction_on_postgresql_and_a_deed_after_it_does(
    client, world, in_gent, engine_name, now
):
    """`only_reads`: the page's questions stand one by one; what writes has all or nothing as before."""
    device = make_device(world)
    path, spoken = f"/gent/devices/{device.code}", device.spoken
    modes = []

    def note(connection, _cursor, statement, *_rest):
        if engine_name == "postgresql" and "FROM device" in statement:
            modes.append(connection.connection.driver_connection.autocommit)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.sign_in(world.tom)
        assert client.get(path).status_code == 200
        assert all(modes)
        modes.clear()
        assert client.post(f"{path}/miss", data={"reason": "lost"}).status_code == 303
        assert not any(modes)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    client.sign_in(world.fatima)
    assert spoken in client.get("/gent/devices/export/csv").text
