"""The scan door: where a scan lands, what a photo says, and what a stranger sees."""

import io
from urllib.parse import quote

import pytest
import zxingcpp
from PIL import Image

from inventory.foundation.refusal import Unreadable
from inventory.foundation.tenancy import inside
from inventory.portal.photographed import codes_in
from tests.cast import NOW
from tests.make import make_device, make_place


def photo_of(text: str, kind=zxingcpp.BarcodeFormat.QRCode, size=(1600, 1200)) -> bytes:
    """A photo of a desk with one code on it."""
    symbol = zxingcpp.create_barcode(text, kind)
    image = symbol.to_image(scale=6)
    code = Image.frombytes("L", (image.shape[1], image.shape[0]), bytes(memoryview(image).tobytes()))
    desk = Image.new("L", size, 170)
    desk.paste(code, (400, 300))
    out = io.BytesIO()
    desk.save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.fixture
def laptop(app, world):
    """A laptop of Gent."""
    with app.test_request_context(), inside(world.gent):
        device = make_device(world, serial="5CG9231KXM", donor_asset_number="BV-0118")
        return str(device.code), device.code.serial


@pytest.fixture
def shelf(app, world):
    """A shelf of Gent."""
    with app.test_request_context(), inside(world.gent):
        return str(make_place(world, name="Rek 3").code)


def scan(client, text, slug="gent"):
    """Scan a text as whoever is signed in."""
    return client.get(f"/{slug}/scan?text={quote(text)}")


def test_a_laptop_is_found_by_code_digits_link_serial_asset_and_disk(client, world, laptop):
    code, _serial = laptop
    client.sign_in(world.fatima)
    link = f"HTTP://LOCALHOST/I/{code}"
    for text in (code, code[1:], link, "5cg9231kxm", "BV-0118"):
        response = scan(client, text)
        assert (response.status_code, response.location) == (303, f"/gent/devices/{code}"), text


@pytest.mark.parametrize(
    "barcode",
    [
        "*5CG9231KXM*",
        "S/N: 5CG9231KXM",
        "]C15CG9231KXM",
        "Asset: BV-0118",
        "https://hp.example/?sn=5CG9231KXM",
    ],
)
def test_a_barcode_of_the_maker_or_the_donor_finds_the_laptop(client, world, laptop, barcode):
    client.sign_in(world.fatima)
    assert scan(client, barcode).location == f"/gent/devices/{laptop[0]}"


def test_a_serial_number_that_is_printed_so_wins_from_one_inside_it(client, app, world, laptop):
    with app.test_request_context(), inside(world.gent):
        other = str(make_device(world, serial="SN5CG9231KXM").code)
    client.sign_in(world.fatima)
    assert scan(client, "SN5CG9231KXM").location == f"/gent/devices/{other}"


def test_a_wrong_digit_keeps_what_was_typed(client, world):
    client.sign_in(world.tom)
    response = scan(client, "T041826")
    assert response.status_code == 200
    assert b'value="T041826"' in response.data
    assert b"This code is not right" in response.data


def test_links_of_ours_lead_where_a_phone_would_go(client, world):
    client.sign_in(world.nele)
    assert scan(client, "HTTP://LOCALHOST/M/K7TQ4PX2RD").location == "/m/K7TQ4PX2RD"
    assert scan(client, "HTTP://LOCALHOST/C/030111/7KQ2M9XD").location == "/c/030111/7KQ2M9XD"
    assert b"This link is not ours" in scan(client, "https://evil.example/I/T041825").data


def test_an_unknown_serial_number_leads_a_technician_to_receiving(client, world):
    client.sign_in(world.tom)
    page = scan(client, "UNKNOWN77").data
    assert b"It is a new laptop" in page
    assert b'value="UNKNOWN77"' in page
    client.sign_in(world.nele)
    assert b"It is a new laptop" not in scan(client, "UNKNOWN77").data


def test_a_national_number_is_not_repeated_on_the_page(client, world):
    client.sign_in(world.nele)
    response = scan(client, "85.07.30-033.28")
    assert response.location == "/gent/scan"
    response = client.get(response.location)
    assert b"national register number" in response.data
    assert b"033" not in response.data
    assert b"85.07" not in response.data


def test_bram_finds_nothing_of_gent(client, world, laptop):
    code, _serial = laptop
    client.sign_in(world.bram)
    for text in (code, code[1:], "5CG9231KXM", "BV-0118"):
        response = scan(client, text, slug="luik")
        assert response.status_code == 200, text
        assert b"We do not know this code" in response.data
    assert scan(client, code, slug="gent").status_code == 404


def test_several_devices_with_one_number_are_a_choice(client, app, world, laptop):
    with app.test_request_context(), inside(world.gent):
        make_device(world, donor_asset_number="BV-0118")
    client.sign_in(world.tom)
    response = scan(client, "BV-0118")
    assert b"Choose one" in response.data
    assert response.data.count(b'href="/gent/devices/T') == 2


def test_a_laptop_and_a_shelf_are_a_move(client, world, laptop, shelf):
    code, _serial = laptop
    client.sign_in(world.tom)
    scan(client, code)
    response = scan(client, shelf)
    assert response.location == f"/gent/scan/move/{code}/{shelf}"
    assert b"Rek 3" in client.get(response.location).data
    moved = client.post(response.location, data={"once": "a"})
    assert moved.location == f"/gent/places/{shelf}"
    assert code[1:4].encode() in client.get(moved.location).data


def test_a_move_by_scans_of_another_digibank_is_not_there(client, world, laptop, shelf):
    client.sign_in(world.bram)
    assert client.get(f"/luik/scan/move/{laptop[0]}/{shelf}").status_code == 404


def test_a_photo_of_a_code_leads_where_a_scan_leads(client, world, laptop):
    client.sign_in(world.tom)
    sent = {"photo": (io.BytesIO(photo_of(f"HTTP://LOCALHOST/I/{laptop[0]}")), "photo.jpg")}
    response = client.post("/gent/scan", data=sent, content_type="multipart/form-data")
    assert response.status_code == 303
    assert "LOCALHOST" in response.location


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x89PNG\r\n\x1a\n" + bytes(40), b"GIF89a" + b"\x01" * 50]
)
def test_what_is_no_photo_is_told_kindly(client, world, content):
    client.sign_in(world.tom)
    sent = {"photo": (io.BytesIO(content), "photo.jpg")}
    response = client.post("/gent/scan", data=sent, content_type="multipart/form-data")
    assert response.status_code in (200, 422)


def test_a_photo_that_unpacks_to_a_desert_is_refused():
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    with pytest.raises(Unreadable):
        codes_in(out.getvalue())


def test_a_barcode_in_a_photo_is_read_when_there_is_no_qr():
    assert codes_in(photo_of("5CG9231KXM", zxingcpp.BarcodeFormat.Code128)) == ["5CG9231KXM"]


@pytest.mark.parametrize("address", ["/i/{}", "/I/{}"])
def test_a_finder_reads_whom_to_call_and_nothing_else(client, world, laptop, address):
    response = client.get(address.format(laptop[0]))
    assert response.status_code == 200
    assert b"Digibank Gent" in response.data
    assert b"09 000 00 00" in response.data
    for secret in (b"Latitude", b"5CG9231KXM", b"BV-0118", b"Received", b"Ontvangen"):
        assert secret not in response.data


def test_a_finder_sees_the_same_page_for_any_stage(client, app, world, laptop):
    from inventory.devices import actions
    from inventory.devices.models import Device
    from inventory.digibank.numbers import get_by_code

    before = client.get(f"/i/{laptop[0]}").data
    with app.test_request_context(), inside(world.gent):
        actions.miss(world.fatima.actor, get_by_code(Device, laptop[0]), now=NOW)
    assert client.get(f"/i/{laptop[0]}").data == before


def test_a_member_who_scans_with_a_phone_is_sent_on_and_a_stranger_from_luik_is_not(client, world, laptop):
    client.sign_in(world.tom)
    assert client.get(f"/i/{laptop[0]}").location == f"/gent/scan?text={laptop[0]}"
    client.sign_in(world.bram)
    assert client.get(f"/i/{laptop[0]}").status_code == 200


@pytest.mark.parametrize("code", ["T999999", "T999998", "nonsense", "T041826", "P{}"])
def test_an_unknown_code_says_so_to_a_finder(client, laptop, code):
    assert client.get(f"/i/{code.format(laptop[0][1:])}").status_code == 404
