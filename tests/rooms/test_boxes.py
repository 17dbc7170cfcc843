"""A box or a bag: a place that goes about, with a letter of its own; scanned with a laptop, the laptop is in it."""

from typing import Any

import pytest
import sqlalchemy.exc

from inventory import codes
from inventory.codes import Kind
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code, get_by_code
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.insight import invariants
from inventory.places import actions
from inventory.places.models import Place, PlaceKind
from labels.choosing import Sender, chosen, tag_of
from tests.cast import NOW
from tests.make import make_device, make_place


@pytest.fixture
def box(app: Any, world: Any) -> str:
    """The code of a bag of Gent with a charger in it."""
    with app.test_request_context(), inside(world.gent):
        return str(make_place(world, name="Tas 4", kind=PlaceKind.BOX, note="lader, muis").code)


@pytest.fixture
def laptops(app: Any, world: Any) -> list[str]:
    with app.test_request_context(), inside(world.gent):
        return [str(make_device(world).code) for _one in range(2)]


def stands_in(app: Any, world: Any, code: str) -> str | None:
    with app.test_request_context(), inside(world.gent):
        device = get_by_code(Device, code)
        return device.place.name if device.place else None


def test_a_box_gets_its_own_letter_and_lands_on_its_content(client: Any, world: Any, box: str) -> None:
    assert box.startswith("D")
    client.sign_in(world.tom)
    for text in (box, box[1:], f"HTTP://LOCALHOST/I/{box}"):
        assert client.get("/gent/scan", query_string={"text": text}).location == f"/gent/places/{box}"
    page = client.get(f"/gent/places/{box}").text
    assert "Tas 4" in page
    assert "lader, muis" in page


def test_a_laptop_and_a_box_are_a_sentence_in_whichever_order(
    client: Any, app: Any, world: Any, box: str, laptops: list[str]
) -> None:
    client.sign_in(world.tom)
    client.get(f"/gent/scan?text={laptops[0]}")
    move = client.get(f"/gent/scan?text={box}").location
    assert move == f"/gent/scan/move/{laptops[0]}/{box}"
    assert client.post(move, data={"once": "a"}).location == f"/gent/places/{box}"
    # The box stays in hand: the next laptop goes in, too.
    move = client.get(f"/gent/scan?text={laptops[1]}").location
    assert move == f"/gent/scan/move/{laptops[1]}/{box}"
    client.post(move, data={"once": "b"})
    assert [stands_in(app, world, code) for code in laptops] == ["Tas 4", "Tas 4"]
    page = client.get(f"/gent/places/{box}").text
    assert all(code in page for code in laptops)


def test_a_pile_goes_into_a_box_and_a_laptop_is_carried_to_one(
    client: Any, app: Any, world: Any, box: str, laptops: list[str]
) -> None:
    client.sign_in(world.tom)
    pile = ",".join(laptops)
    address = client.get("/gent/collect", query_string={"codes": pile, "add": box}).location
    assert f"place={box}" in address
    assert f'<option selected value="{box}">' in client.get(address).text
    client.post(f"/gent/collect?codes={pile}", data={"place": box, "once": "a"})
    assert [stands_in(app, world, code) for code in laptops] == ["Tas 4", "Tas 4"]
    with app.test_request_context(), inside(world.gent):
        shelf = str(make_place(world, name="Rek 8").code)
    client.post(f"/gent/carry/{laptops[0]}", data={"code": shelf, "once": "b"})
    client.post(f"/gent/carry/{laptops[1]}", data={"code": box, "once": "c"})
    assert [stands_in(app, world, code) for code in laptops] == ["Rek 8", "Tas 4"]


def test_a_box_prints_and_is_counted(client: Any, app: Any, world: Any, box: str) -> None:
    with app.test_request_context(), inside(world.gent):
        (thing,) = chosen([box[1:]])
        tag = tag_of(thing, Sender(base="http://localhost", owner="Digibank Gent", phone="", found=""))
    assert (tag.bare, tag.link, tag.name) == (box, f"HTTP://LOCALHOST/I/{box}", "Tas 4")
    client.sign_in(world.fatima)
    assert client.get(f"/gent/labels/?codes={box}").status_code == 200
    begun = client.post(f"/gent/stocktakes/at/{box}", data={"once": "a"})
    assert "Tas 4" in client.get(begun.location).text


def test_with_another_letter_or_in_another_digibank_it_is_not_there(
    client: Any, app: Any, world: Any, box: str
) -> None:
    client.sign_in(world.tom)
    assert "We do not know this code" in client.get(f"/gent/scan?text=R{box[1:]}").text
    assert client.get(f"/gent/places/R{box[1:]}").status_code == 404
    client.sign_in(world.theo)
    assert "We do not know this code" in client.get(f"/luik/scan?text={box}").text
    assert client.get(f"/luik/places/{box}").status_code == 404


def test_a_sticker_keeps_its_letter_whatever_the_place_is_called_later(
    app: Any, world: Any, box: str
) -> None:
    with app.test_request_context(), inside(world.gent):
        shelf = make_place(world, name="Rek 1")
        actions.correct_place(
            world.fatima.actor, shelf, name="Bak 1", kind=PlaceKind.BOX, note="", closed=False, now=NOW
        )
        assert shelf.code.kind is Kind.PLACE
        code = codes.read(box)
        assert code is not None
        found = find_by_code(Place, code)
        assert found is not None
        actions.correct_place(
            world.fatima.actor, found, name="Rek 2", kind=PlaceKind.SHELF, note="", closed=False, now=NOW
        )
        assert str(found.code) == box
        assert not list(invariants.codes_are_given())


def test_the_database_keeps_no_other_letter(app: Any, world: Any, box: str) -> None:
    with app.test_request_context(), inside(world.gent):
        found = get_by_code(Place, box)
        with pytest.raises(sqlalchemy.exc.IntegrityError), upkeep():
            db.session.get_one(Place, found.id).mark = Kind.LOAN
