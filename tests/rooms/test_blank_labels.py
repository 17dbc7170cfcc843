"""Labels printed before there is a laptop: each is claimed once, at the door of its own digibank."""

import re
from typing import Any

import pytest
import sqlalchemy.exc

from inventory.devices import actions as devices
from inventory.devices import blanks
from inventory.devices.models import BlankLabel, Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.intake import actions as intake
from tests.cast import NOW
from tests.make import anyone, make_device, make_lot


@pytest.fixture
def roll(app, world) -> list[str]:
    """Three blank labels of Gent."""
    with app.test_request_context(), inside(world.gent):
        return [str(label.code) for label in blanks.reserve(world.tom.actor, 3, now=NOW)]


@pytest.fixture
def lot(app, world) -> str:
    """A lot of Gent that comes in."""
    with app.test_request_context(), inside(world.gent):
        return str(make_lot(world).code)


def door(client, lot, key, **typed):
    """What is typed or scanned at the door of a lot."""
    return client.post(
        f"/gent/lots/{lot}/receive", data={"once": key, "maker": "Dell", "model": "L1", **typed}
    )


def test_a_label_and_a_serial_number_make_one_laptop_with_that_number(client, app, world, roll, lot):
    client.sign_in(world.tom)
    asked = door(client, lot, "a", scanned=f"HTTP://LOCALHOST/I/{roll[1]}")
    assert asked.status_code == 200
    assert f'name="label" type="hidden" value="{roll[1]}"' in asked.text
    assert "Stick it on the laptop" in asked.text
    for _again in range(2):
        assert door(client, lot, "b", scanned="5CG9231KXM", label=roll[1]).status_code == 303
    with app.test_request_context(), inside(world.gent):
        assert get_by_code(Device, roll[1]).serial == "5CG9231KXM"
        assert [str(label.code) for label in blanks.waiting()] == [roll[0], roll[2]]


def test_a_label_is_never_on_two_laptops(client, app, world, roll, lot):
    client.sign_in(world.tom)
    door(client, lot, "a", scanned="SERIAL-1", label=roll[0])
    again = door(client, lot, "b", scanned="SERIAL-2", label=roll[0])
    assert again.status_code == 422
    assert "is on another laptop" in again.text
    assert "SERIAL-2" in again.text
    with app.test_request_context(), inside(world.gent):
        assert devices.find_by_serial("SERIAL-2") is None
        device, label = get_by_code(Device, roll[0]), _label(roll[0])
        assert label.device_id == device.id
        with pytest.raises(blanks.LabelTaken):
            devices.register(anyone(world.gent), now=NOW, serial="SERIAL-3", label=label)


def test_the_database_itself_keeps_a_number_on_one_laptop_and_in_one_digibank(app, world, roll):
    with app.test_request_context(), inside(world.gent):
        first = devices.register(anyone(world.gent), now=NOW, serial="A1", label=_label(roll[0]))
        _is_refused(
            "UPDATE device SET code_serial = :serial WHERE id = :id",
            serial=first.code_serial,
            id=make_device(world).id,
        )
        _is_refused(
            "UPDATE blank_label SET device_id = :id WHERE code_serial = :serial",
            id=first.id,
            serial=_label(roll[1]).code_serial,
        )
    with app.test_request_context(), inside(world.luik):
        theirs = make_device(world).id
    with app.test_request_context(), inside(world.gent):
        _is_refused(
            "UPDATE blank_label SET device_id = :id WHERE code_serial = :serial",
            id=theirs,
            serial=_label(roll[2]).code_serial,
        )


def _is_refused(statement: str, **values: Any) -> None:
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        _write(statement, values)


def _write(statement: str, values: dict[str, Any]) -> None:
    with upkeep():
        db.session.execute(sqlalchemy.text(statement), values)


def _label(code: str) -> BlankLabel:
    return get_by_code(BlankLabel, code)


def test_a_label_of_another_digibank_is_as_if_it_did_not_exist(client, app, world, roll):
    with app.test_request_context(), inside(world.luik):
        lot = str(make_lot(world).code)
    client.sign_in(world.theo)
    answer = client.post(
        f"/luik/lots/{lot}/receive", data={"once": "a", "scanned": roll[0], "maker": "x", "model": "y"}
    )
    nonsense = client.post(
        f"/luik/lots/{lot}/receive", data={"once": "b", "scanned": "T999987", "maker": "x", "model": "y"}
    )
    assert answer.status_code == nonsense.status_code == 422
    said = [
        re.sub(r"T\d{6}|S\d{6}", "", re.sub(r'name="once"[^>]*>', "", one.text)) for one in (answer, nonsense)
    ]
    assert ("not our" in said[0], "blank" in said[0]) == ("not our" in said[1], "blank" in said[1])
    with app.test_request_context(), inside(world.luik):
        assert blanks.find(roll[0], ()) is None


def test_a_blank_label_elsewhere_says_so_and_leads_who_receives_to_the_door(client, world, roll, lot):
    client.sign_in(world.tom)
    landed = client.get(f"/gent/scan?text={roll[0]}").location
    assert landed == f"/gent/lots/?scanned={roll[0]}"
    assert client.get(landed).status_code == 200
    page = client.get(f"/gent/lots/{lot}/receive?scanned={roll[0]}").text
    assert f'value="{roll[0]}"' in page
    assert "Stick it on the laptop" in page
    client.sign_in(world.nele)
    assert "not on a laptop yet" in client.get(f"/gent/scan?text={roll[0]}").text


def test_a_label_comes_off_again_when_the_scan_is_taken_back(client, app, world, roll, lot):
    client.sign_in(world.tom)
    door(client, lot, "a", scanned="SLIP-1", label=roll[0])
    assert client.post(f"/gent/lots/{lot}/receive/undo/{roll[0]}", data={"once": "u"}).status_code == 303
    with app.test_request_context(), inside(world.gent):
        assert str(blanks.waiting()[0].code) == roll[0]
    assert door(client, lot, "b", scanned="RIGHT-1", label=roll[0]).status_code == 303
    with app.test_request_context(), inside(world.gent):
        assert get_by_code(Device, roll[0]).serial == "RIGHT-1"


def test_an_announced_laptop_keeps_the_number_it_has(app, world, roll, lot):
    from inventory.intake.models import Lot
    from inventory.journey import Stage

    with app.test_request_context(), inside(world.gent):
        given = get_by_code(Lot, lot)
        new = [devices.NewDevice("SOON-1", "Dell", "L")]
        devices.register_many(
            anyone(world.gent),
            new,
            now=NOW,
            stage=Stage.ANNOUNCED,
            lot_id=given.id,
            donor_id=given.partner_id,
        )
        with pytest.raises(blanks.HasANumber):
            intake.receive(world.tom.actor, given, "SOON-1", now=NOW, label=_label(roll[0]))
    with app.test_request_context(), inside(world.gent):
        assert len(blanks.waiting()) == 3


def test_a_label_whose_serial_number_cannot_be_read_stays_on_the_laptop(client, app, world, roll, lot):
    client.sign_in(world.tom)
    assert door(client, lot, "a", scanned="", unreadable="y", label=roll[2]).location.endswith(
        f"/devices/{roll[2]}/photos"
    )


def test_a_roll_is_made_once_and_printed_like_any_label(client, app, world):
    client.sign_in(world.tom)
    for _again in range(2):
        landed = client.post("/gent/blank-labels/", data={"once": "a", "count": 3}).location
    codes = re.findall(r"T\d{6}", landed)
    assert len(codes) == 3
    assert client.get(landed).status_code == 200
    paper = client.get(f"/gent/labels/labels.pdf?stock=roll-62-shelf&codes={','.join(codes)}")
    assert paper.mimetype == "application/pdf"
    assert "3 labels are on nothing yet" in client.get("/gent/blank-labels/").text
    for count in (0, 401, "x", ""):
        assert (
            client.post("/gent/blank-labels/", data={"once": f"n{count}", "count": count}).status_code == 422
        )
    with app.test_request_context(), inside(world.gent), pytest.raises(MayNot):
        blanks.reserve(world.karim.actor, 1, now=NOW)
