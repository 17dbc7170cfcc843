"""Places: open one, put laptops there by scanning, and nobody from outside."""

import pytest

from inventory.devices.models import Device
from inventory.digibank.numbers import get_by_code
from inventory.foundation.tenancy import inside
from inventory.places import actions
from inventory.places.models import PlaceKind
from tests.cast import NOW
from tests.make import make_device, make_place


@pytest.fixture
def shelf(app, world):
    """The code of a shelf of Gent."""
    with app.test_request_context(), inside(world.gent):
        return str(make_place(world, name="Rek 3").code)


def test_fatima_opens_a_place_and_it_gets_a_code(client, world):
    client.sign_in(world.fatima)
    assert b"No places yet" in client.get("/gent/places/").data
    opened = client.post(
        "/gent/places/new", data={"name": "Rek 3 <b>", "kind": "shelf", "note": "", "once": "a"}
    )
    assert opened.status_code == 303
    page = client.get(opened.location).data
    assert b"Rek 3 &lt;b&gt;" in page
    assert b"Print label" in page
    assert b"Rek 3" in client.get("/gent/places/").data


def test_sending_twice_opens_one_place(client, world):
    client.sign_in(world.fatima)
    sent = {"name": "Rek 9", "kind": "shelf", "once": "same"}
    first = client.post("/gent/places/new", data=sent)
    assert client.post("/gent/places/new", data=sent).location == first.location
    assert client.get("/gent/places/").data.count(b">Rek 9</a>") == 1


def test_two_places_with_one_name_are_refused_and_what_was_typed_stays(client, world, shelf):
    client.sign_in(world.fatima)
    refused = client.post(
        "/gent/places/new", data={"name": "Rek 3", "kind": "van", "note": "blauw", "once": "b"}
    )
    assert refused.status_code == 422
    assert b"There is a place called Rek 3 already" in refused.data
    assert b'value="blauw"' in refused.data


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "85.07.30-033.28"])
def test_a_name_that_is_none_is_told_at_the_field(client, world, name):
    client.sign_in(world.fatima)
    assert (
        client.post("/gent/places/new", data={"name": name, "kind": "shelf", "once": "c"}).status_code == 422
    )


def test_tom_sees_places_but_opens_none(client, world, shelf):
    client.sign_in(world.tom)
    assert client.get(f"/gent/places/{shelf}").status_code == 200
    assert client.get("/gent/places/new").status_code == 403
    assert client.get(f"/gent/places/{shelf}/edit").status_code == 403


def test_laptops_are_put_on_a_shelf_one_scan_each(client, app, world, shelf):
    with app.test_request_context(), inside(world.gent):
        codes = [str(make_device(world).code) for _ in range(3)]
        serial = get_by_code(Device, codes[2]).serial
    client.sign_in(world.tom)
    assert client.get(f"/gent/scan?text={shelf}").location == f"/gent/places/{shelf}"
    for scanned in (codes[0], codes[1][1:], serial):
        put = client.post(f"/gent/shelves/{shelf}", data={"code": scanned, "once": scanned})
        assert put.location == f"/gent/places/{shelf}", scanned
    page = client.get(f"/gent/places/{shelf}").data
    assert b"3 devices stand here" in page
    for code in codes:
        assert f'href="/gent/devices/{code}"'.encode() in page


def test_an_unknown_scan_on_a_shelf_keeps_what_was_typed(client, world, shelf):
    client.sign_in(world.tom)
    refused = client.post(f"/gent/shelves/{shelf}", data={"code": "T041826", "once": "x"})
    assert refused.status_code == 422
    assert b'value="T041826"' in refused.data


def test_a_closed_place_takes_nothing_new(client, app, world, shelf):
    with app.test_request_context(), inside(world.gent):
        code = str(make_device(world).code)
    client.sign_in(world.fatima)
    closed = client.post(
        f"/gent/places/{shelf}/edit", data={"name": "Rek 3", "kind": "shelf", "closed": "y", "once": "k"}
    )
    assert closed.status_code == 303
    refused = client.post(f"/gent/shelves/{shelf}", data={"code": code, "once": "l"})
    assert refused.status_code == 422
    assert b"is closed" in refused.data


def test_bram_meets_no_place_of_gent(client, app, world, shelf):
    with app.test_request_context(), inside(world.luik):
        ours = str(make_device(world).code)
    client.sign_in(world.bram)
    for address in (f"/luik/places/{shelf}", f"/luik/places/{shelf}/edit", f"/luik/shelves/{shelf}"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/luik/shelves/{shelf}", data={"code": ours}).status_code == 404
    assert b"Rek 3" not in client.get("/luik/places/").data


def test_a_laptop_of_luik_cannot_be_put_on_a_shelf_of_gent(client, app, world, shelf):
    with app.test_request_context(), inside(world.luik):
        theirs = str(make_device(world, serial="LUIK1").code)
    client.sign_in(world.tom)
    for scanned in (theirs, "LUIK1"):
        assert (
            client.post(f"/gent/shelves/{shelf}", data={"code": scanned, "once": scanned}).status_code == 422
        )


def test_the_name_of_a_closed_place_is_free_again(in_gent, world):
    place = make_place(world, name="Kast 1")
    actions.correct_place(
        world.fatima.actor, place, name="Kast 1", kind=PlaceKind.SHELF, note="", closed=True, now=NOW
    )
    assert make_place(world, name="Kast 1").id != place.id
