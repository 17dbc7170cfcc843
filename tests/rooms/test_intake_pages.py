"""The pages of a lot, as people walk them: announce, list, scan, reports, sign, close, receipt."""

import base64
import io
import json

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from inventory.devices.actions import find_by_serial
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from tests.make import make_device, make_lot, make_partner
from tests.rules.test_hardware_reports import LSHW

LIST = b"Serienummer;Merk;Model\nAB-1;Fictron;Modula 15\nAB-2;Fictron;Modula 15\nAB-1;;\n"


@pytest.fixture
def lot(world, app):
    with app.test_request_context(), inside(world.gent):
        made = make_lot(world)
        return f"/gent/lots/{made.code}"


def drawn() -> str:
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(50, 150), (300, 30), (550, 170)], fill=(0, 0, 0, 255), width=8)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def form_value(html: str, name: str) -> str:
    """The value of a hidden field on a page."""
    at = html.index(f'name="{name}"')
    tag = html[html.rindex("<", 0, at) : html.index(">", at)]
    return tag.split('value="')[1].split('"')[0]


def stage_of(world, app, serial: str):
    with app.test_request_context(), inside(world.gent):
        device = find_by_serial(serial)
        return device.stage if device else None


def test_a_coordinator_announces_a_purchase_and_corrects_it(client, world, app):
    with app.test_request_context(), inside(world.gent):
        partner_id = make_partner(world).id
    client.sign_in(world.fatima)
    assert client.get(f"/gent/lots/new?partner={partner_id}").status_code == 200
    told = {
        "kind": "purchase", "partner": partner_id, "contact": 0, "expected_count": "10", "price": "2.500",
        "invoice_number": "F-7", "once": "a",
    }  # fmt: skip
    refused = client.post("/gent/lots/new", data=told)
    assert refused.status_code == 422
    assert "F-7" in refused.text
    made = client.post("/gent/lots/new", data=told | {"price": "2500,50"})
    assert made.status_code == 303
    assert "500,50" in client.get(made.location).text
    assert client.get(f"{made.location}/edit").status_code == 200
    changed = told | {"price": "", "expected_count": "12", "once": "b"}
    assert client.post(f"{made.location}/edit", data=changed).status_code == 303
    assert "12" in client.get(made.location).text
    assert client.get("/gent/lots/?state=announced").text.count("S ") >= 0


def test_a_label_at_the_door_says_what_to_do_and_a_makers_number_may_pass(client, world, app, lot):
    with app.test_request_context(), inside(world.luik):
        label = str(make_device(world).code)
    client.sign_in(world.tom)
    scan = {"scanned": f"HTTP://LOCALHOST/I/{label}", "same": "", "model": "Modula 15"}
    refused = client.post(f"{lot}/receive", data=scan)
    assert refused.status_code == 422
    assert "This label is not one of ours." in refused.text
    assert "put on a new label" in refused.text
    assert "Luik" not in refused.text
    misread = client.post(f"{lot}/receive", data=scan | {"scanned": "T041826"})
    assert "the check digit is not right" in misread.text
    assert 'name="is_sure"' in misread.text
    assert 'name="is_sure"' not in client.get(f"{lot}/receive").text
    assert (
        client.post(f"{lot}/receive", data=scan | {"scanned": "T041826", "is_sure": "y"}).status_code == 303
    )
    assert stage_of(world, app, "T041826") == Stage.RECEIVED


def test_our_own_label_at_the_door_leads_to_its_laptop(client, world, app, lot):
    with app.test_request_context(), inside(world.gent):
        device = make_device(world, maker="Dell", model="Latitude 5400")
        code, spoken = str(device.code), device.spoken
    client.sign_in(world.tom)
    told = client.post(f"{lot}/receive", data={"scanned": f"HTTP://LOCALHOST/I/{code}", "same": ""})
    assert told.status_code == 422
    assert f"This is {spoken}: Dell Latitude 5400. It is here already" in told.text
    assert f'href="/gent/devices/{code}"' in told.text


def test_a_list_is_shown_row_by_row_and_saved_after_the_yes(client, world, app, lot):
    client.sign_in(world.tom)
    assert client.get(f"{lot}/list").status_code == 200
    sent = client.post(f"{lot}/list", data={"list": (io.BytesIO(LIST), "lijst.csv"), "once": "a"})
    assert sent.status_code == 303
    shown = client.get(sent.location)
    assert shown.status_code == 200
    assert stage_of(world, app, "AB-1") is None
    assert "AB-2" in client.get(f"{sent.location}/report.csv").text
    again = {"step": "columns", "headed": "y", "serial": "0", "maker": "1", "model": "-1",
             "donor_asset_number": "-1", "processor": "-1", "memory": "-1", "once": "b"}  # fmt: skip
    assert client.post(sent.location, data=again).status_code == 303
    assert client.post(sent.location, data=again | {"serial": "-1", "once": "c"}).status_code == 422
    stale = client.post(sent.location, data={"seal": "old", "once": "d"})
    assert stale.status_code == 422
    seal = form_value(stale.text, "seal")
    assert client.post(sent.location, data={"seal": seal, "once": "e"}).status_code == 303
    assert stage_of(world, app, "AB-2") == Stage.ANNOUNCED
    assert client.get(lot).status_code == 200
    assert client.get(sent.location).status_code == 404


@pytest.mark.parametrize("content", [b"", b"\x89PNG\x00\x00", b"PK\x03\x04"])
def test_a_file_that_is_no_list_is_told_at_the_form(client, world, lot, content):
    client.sign_in(world.tom)
    answer = client.post(f"{lot}/list", data={"list": (io.BytesIO(content), "x.csv"), "once": "a"})
    assert answer.status_code == 422


def test_laptops_are_scanned_in_one_after_the_other(client, world, app, lot):
    client.sign_in(world.tom)
    assert client.get(f"{lot}/receive").status_code == 200
    first = {"scanned": "SN-1", "same": "", "maker": "HP", "model": "ProBook", "once": "a"}
    assert client.post(f"{lot}/receive", data=first).status_code == 303
    second = {"scanned": "SN-2", "same": "HP||ProBook", "findings": ["battery", "no_charger"], "once": "b"}
    stopped = client.post(f"{lot}/receive", data=second)
    assert "stop=T" in stopped.location
    assert 'role="alert"' in client.get(stopped.location).text
    twice = client.post(f"{lot}/receive", data=first | {"once": "c"})
    assert twice.status_code == 422
    assert 'value="SN-1"' in twice.text
    html = client.get(f"{lot}/receive").text
    undo = html.split("/receive/undo/")[1].split('"')[0]
    assert client.post(f"{lot}/receive/undo/{undo}", data={"once": "d"}).status_code == 303
    assert stage_of(world, app, "SN-2") is None
    assert stage_of(world, app, "SN-1") == Stage.RECEIVED


def test_a_double_click_brings_in_one_laptop(client, world, app, lot):
    client.sign_in(world.tom)
    told = {"scanned": "", "unreadable": "y", "same": "", "once": "same-key"}
    first = client.post(f"{lot}/receive", data=told)
    second = client.post(f"{lot}/receive", data=told)
    assert first.location == second.location
    assert "/photo" in first.location


def test_an_announced_device_is_received_from_its_own_page_or_sent_back(client, world, app, lot):
    from inventory.intake import actions, importing
    from tests.cast import NOW

    with app.test_request_context(), inside(world.gent):
        made = actions.get_lot(lot.rsplit("/", 1)[1])
        draft = importing.upload_list(world.tom.actor, made, LIST, "l.csv", now=NOW)
        importing.confirm_list(
            world.tom.actor, draft, seal=importing.seal_of(importing.report_of(draft)), now=NOW
        )
        codes = [str(find_by_serial(serial).code) for serial in ("AB-1", "AB-2")]
    client.sign_in(world.tom)
    assert f"/gent/lots/receive/{codes[0]}" in client.get(f"/gent/devices/{codes[0]}").text
    assert client.post(f"/gent/lots/receive/{codes[0]}", data={"once": "a"}).status_code == 303
    assert stage_of(world, app, "AB-1") == Stage.RECEIVED
    assert client.get(f"/gent/lots/refuse/{codes[1]}").status_code == 200
    told = {"because": "locked", "reason": "", "once": "b"}
    assert client.post(f"/gent/lots/refuse/{codes[1]}", data=told).status_code == 303
    assert stage_of(world, app, "AB-2") is None


def test_hardware_reports_are_shown_and_saved_after_the_yes(client, world, app, lot):
    client.sign_in(world.tom)
    assert client.get(f"{lot}/reports").status_code == 200
    files = [(io.BytesIO(json.dumps(LSHW).encode()), "a.json"), (io.BytesIO(b"niets"), "b.txt")]
    sent = client.post(f"{lot}/reports", data={"reports": files, "once": "a"})
    assert sent.status_code == 303
    shown = client.get(sent.location)
    assert "Modula 15" in shown.text
    assert "b.txt" in shown.text
    seal = form_value(shown.text, "seal")
    assert client.post(sent.location, data={"seal": seal, "once": "b"}).status_code == 303
    assert stage_of(world, app, "FX-000123") == Stage.RECEIVED
    assert client.post(f"{lot}/reports", data={"once": "c"}).status_code == 422


def test_a_gift_is_signed_closed_and_receipted(client, world, app, lot):
    client.sign_in(world.tom)
    client.post(
        f"{lot}/receive", data={"scanned": "SN-1", "same": "", "maker": "HP", "model": "Ömer", "once": "a"}
    )
    assert client.get(f"{lot}/receipt.pdf").status_code == 303
    assert client.get(f"{lot}/sign").status_code == 200
    assert (
        client.post(f"{lot}/sign", data={"by": "An Gever", "signature": "", "once": "b"}).status_code == 422
    )
    lone = {"by": "Ayşe Gever", "signature": drawn(), "chargers": "2", "once": "c"}
    refused = client.post(f"{lot}/sign", data=lone)
    assert refused.status_code == 422
    assert 'href="#taken"' in refused.text or "taken-error" in refused.text
    signed = lone | {"taken": drawn(), "counted": "3", "seals": "zegel 0117"}
    assert client.post(f"{lot}/sign", data=signed).status_code == 303
    assert client.post(f"{lot}/close", data={"once": "d"}).status_code == 303
    paper = client.get(f"{lot}/receipt.pdf")
    assert paper.mimetype == "application/pdf"
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    assert "SN-1" in words
    assert "Ayşe Gever" in words
    assert client.get(f"{lot}/receive").status_code == 200
    assert client.post(f"{lot}/thank", data={"once": "f"}).status_code == 303
    client.sign_in(world.fatima)
    assert client.post(f"{lot}/reopen", data={"once": "e"}).status_code == 303


def test_a_scanned_sheet_leads_to_the_door_of_its_lot(client, world, lot):
    client.sign_in(world.tom)
    code = lot.rsplit("/", 1)[1]
    assert client.get("/gent/scan", query_string={"text": code}).location.endswith(f"{code}/receive")
    assert client.get("/gent/lots/").status_code == 200


def test_an_unknown_serial_number_leads_to_the_lot_that_is_coming_in(client, world, lot):
    client.sign_in(world.tom)
    assert "SN-9" in client.get("/gent/lots/", query_string={"scanned": "SN-9"}).text
    client.post(f"{lot}/receive", data={"scanned": "SN-1", "same": "", "once": "a"})
    led = client.get("/gent/lots/", query_string={"scanned": "SN-9"})
    assert led.status_code == 303
    assert 'value="SN-9"' in client.get(led.location).text


def test_the_desk_sees_no_lots_and_luik_sees_none_of_gent(client, world, lot):
    client.sign_in(world.nele)
    assert client.get(lot).status_code == 403
    client.sign_in(world.bram)
    assert client.get(lot.replace("/gent/", "/luik/")).status_code == 404
    assert client.get(lot).status_code == 404
