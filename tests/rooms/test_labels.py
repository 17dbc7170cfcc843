"""Printing labels: what is chosen, what comes out, and what is written down."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inventory.digibank.models import Digibank
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from tests.make import make_device, make_lot, make_place


@pytest.fixture
def laptops(app, world):
    """The codes of three laptops of Gent."""
    with app.test_request_context(), inside(world.gent):
        return [str(make_device(world, serial=f"GEHEIM{at}").code) for at in range(3)]


def words_of(response) -> str:
    """The words on the PDF that came."""
    assert response.mimetype == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.data)).pages)


def printed_events(app, world) -> int:
    """How many labels of Gent's devices are in the journal."""
    with app.test_request_context(), inside(world.gent):
        query = select(AuditEvent).where(AuditEvent.deed == "labels.printed")
        return len(db.session.execute(query).scalars().all())


def test_tom_prints_three_labels_and_it_is_written_down(client, app, world, laptops):
    client.sign_in(world.tom)
    chosen = {"codes": "\n".join(laptops), "stock": "a4-24", "start": "5", "once": "a"}
    answer = client.post("/gent/labels/", data=chosen)
    assert answer.status_code == 303
    words = words_of(client.get(answer.location))
    for code in laptops:
        assert f"{code[1:4]} {code[4:]}" in words
    assert "09 000 00 00" in words
    assert "Gevonden? Bel" in words or "Found? Call" in words
    assert "GEHEIM" not in words
    assert printed_events(app, world) == 3


def test_a_label_speaks_the_language_of_the_digibank_and_says_its_name(client, world, laptops):
    client.sign_in(world.tom)
    assert "Digibank Gent" in words_of(client.get(f"/gent/labels/{laptops[0]}/label.pdf"))


def test_a_code_is_printed_once_however_often_it_was_scanned(client, app, world, laptops):
    client.sign_in(world.tom)
    twice = f"{laptops[0]}, {laptops[0][1:]}\n{laptops[0].lower()}"
    answer = client.post(
        "/gent/labels/", data={"codes": twice, "stock": "roll-62", "start": "1", "once": "b"}
    )
    assert len(PdfReader(BytesIO(client.get(answer.location).data)).pages) == 1


@pytest.mark.parametrize(
    ("codes", "start", "stock"),
    [
        ("T041826", "1", "a4-24"),
        ("", "1", "a4-24"),
        ("dog", "1", "a4-24"),
        ("{}", "25", "a4-24"),
        ("{}", "0", "a4-24"),
        ("{}", "x", "a4-24"),
        ("{}", "2", "roll-62"),
        ("{}", "1", "parchment"),
    ],
)
def test_what_cannot_be_printed_is_told_and_kept(client, world, laptops, codes, start, stock):
    client.sign_in(world.tom)
    codes = codes.format(laptops[0])
    answer = client.post("/gent/labels/", data={"codes": codes, "stock": stock, "start": start, "once": "c"})
    assert answer.status_code == 422
    assert codes.encode() in answer.data


def test_a_shelf_gets_a_label_too(client, app, world):
    with app.test_request_context(), inside(world.gent):
        shelf = str(make_place(world, name="Rek 3").code)
    client.sign_in(world.tom)
    assert "Rek 3" in words_of(client.get(f"/gent/labels/labels.pdf?codes={shelf}&stock=roll-62-shelf"))


def test_the_last_paper_is_remembered_on_this_computer(client, world, laptops):
    client.sign_in(world.tom)
    client.post("/gent/labels/", data={"codes": laptops[0], "stock": "roll-57x32", "start": "1", "once": "d"})
    (page,) = PdfReader(BytesIO(client.get(f"/gent/labels/{laptops[1]}/label.pdf").data)).pages
    assert round(float(page.mediabox.width) / 72 * 25.4) == 57


def test_a_zebra_gets_its_own_language_and_no_sheet(client, app, world, laptops):
    client.sign_in(world.tom)
    asked = {
        "codes": laptops[0],
        "stock": "roll-62",
        "start": "1",
        "printer": "300",
        "barcode": "y",
        "once": "z",
    }
    answer = client.get(client.post("/gent/labels/", data=asked).location)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="labels.zpl"'
    assert f"/I/{laptops[0]}^FS" in answer.text
    assert f"^FD{laptops[0]}^FS" in answer.text
    assert printed_events(app, world) == 1
    refused = client.post("/gent/labels/", data=asked | {"stock": "a4-24", "once": "zz"})
    assert refused.status_code == 422
    assert "takes a roll" in refused.text
    assert client.get(f"/gent/labels/labels.zpl?codes={laptops[0]}&stock=a4-24").status_code == 422


def test_a_label_names_the_reuse_centre_when_asked(client, app, world, laptops):
    with app.test_request_context(), inside(world.gent):
        db.session.get_one(Digibank, world.gent).reuse_centre = "Kringwinkel De Proef"
        db.session.commit()
    client.sign_in(world.tom)
    asked = {"codes": laptops[0], "stock": "l7163", "start": "1", "centre": "y", "once": "y"}
    words = words_of(client.get(client.post("/gent/labels/", data=asked).location))
    assert "Kringwinkel De Proef" in words
    # This computer goes on printing so, until it is told otherwise.
    assert "De Proef" in words_of(client.get(f"/gent/labels/{laptops[1]}/label.pdf"))
    plain = client.post("/gent/labels/", data={**asked, "centre": "", "once": "x"}).location
    assert "De Proef" not in words_of(client.get(plain))


def test_the_test_print_has_a_ruler(client, world):
    client.sign_in(world.tom)
    assert "50 mm" in words_of(client.get("/gent/labels/test-print.pdf"))


def test_a_barcode_strip_and_a_picture_of_the_qr(client, world, laptops):
    client.sign_in(world.tom)
    assert client.get(f"/gent/labels/{laptops[0]}/barcode.pdf").mimetype == "application/pdf"
    picture = client.get(f"/gent/labels/{laptops[0]}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"<svg xmlns=")


def test_bram_prints_no_label_of_gent(client, world, laptops):
    client.sign_in(world.bram)
    for address in ("label.pdf", "barcode.pdf", "qr.svg"):
        assert client.get(f"/luik/labels/{laptops[0]}/{address}").status_code == 404, address
    refused = client.post("/luik/labels/", data={"codes": laptops[0], "stock": "a4-24", "start": "1"})
    assert refused.status_code == 422
    assert client.get(f"/luik/labels/labels.pdf?codes={laptops[0]}").status_code in (404, 422)


def test_a_whole_lot_gets_its_labels_without_typing_a_code(client, app, world):
    with app.test_request_context(), inside(world.gent):
        lot = make_lot(world)
        codes = [str(make_device(world, lot_id=lot.id).code) for _ in range(3)]
        lot_code = str(lot.code)
    client.sign_in(world.tom)
    address = client.get(f"/gent/labels/?lot={lot_code}").location
    assert b"Print 3 labels" in client.get(address).data
    answer = client.post(address, data={"stock": "a4-65", "start": "60", "once": "l"})
    words = words_of(client.get(answer.location))
    assert all(f"{code[1:4]} {code[4:]}" in words for code in codes)
    refused = client.post(address, data={"stock": "a4-24", "start": "60", "once": "m"})
    assert refused.status_code == 422
    client.sign_in(world.bram)
    assert client.get(f"/luik/labels/lots/{lot_code}").status_code == 404


def test_karim_keeps_the_books_and_prints_no_labels(client, world, laptops):
    client.sign_in(world.karim)
    assert client.get("/gent/labels/").status_code == 403
    assert client.get(f"/gent/labels/{laptops[0]}/label.pdf").status_code == 403
