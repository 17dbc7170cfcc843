"""The proof of a whole lot, as its people meet it: at the bench, at the coordinator's, and on the check page."""

import argparse
import hashlib

import pytest

from inventory.cli.checking import verify
from inventory.dossiers import actions, background, gathering
from inventory.foundation.clock import now as real_now
from inventory.foundation.tenancy import inside
from inventory.intake import actions as intake
from inventory.intake.models import LotKind
from inventory.seals import actions as seals
from inventory.wiping import issuing, queries
from tests.house.test_statements import counted
from tests.make import make_lot, make_lot_attest, make_partner, make_wiped_lot

DOSSIERS = "/gent/dossiers"


@pytest.fixture
def gent(app, world):
    """Do something inside Gent, between requests."""

    def doing(what):
        with app.test_request_context(), inside(world.gent):
            return what()

    return doing


@pytest.fixture(autouse=True)
def in_english(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def lot(gent, world):
    """The code of a gift of two wiped laptops, which is closed."""
    return gent(lambda: str(make_wiped_lot(world, count=2).code))


@pytest.fixture
def issued(gent, world):
    """A printed attest of two laptops and one that never came: its code, check path, Dutch PDF and serials."""

    def make():
        lot = make_wiped_lot(world, count=2, closed=False)
        intake.receive(world.tom.actor, lot, "LEFT-OUT-1", now=real_now())
        attest = make_lot_attest(world, lot, now=real_now())
        devices = gathering.devices_of(lot)
        paper = actions.paper_of(attest, "nl")
        return {
            "code": str(attest.code), "lot": str(lot.code), "path": attest.check_path.replace("/C/", "/c/"),
            "pdf": paper.content, "serial": devices[0].serial, "disk": devices[0].media[0].serial,
        }  # fmt: skip

    return gent(make)


def text(answer):
    return answer.get_data(as_text=True)


def test_sofie_issues_the_attest_of_a_lot_and_its_papers_follow(client, world, gent, lot):
    client.sign_in(world.sofie)
    assert "No certificate for the whole lot yet." in text(client.get(f"/gent/lots/{lot}"))
    assert "2 of 2 devices attested" in text(client.get(f"{DOSSIERS}/{lot}"))
    page = text(client.post(f"{DOSSIERS}/{lot}", follow_redirects=True))
    assert "Its papers are printed now." in page
    assert "0 of 3 papers printed" in page
    gent(background.print_papers)
    page = text(client.get(f"{DOSSIERS}/{lot}"))
    assert "papers printed" not in page
    code = page.split(f"{DOSSIERS}/attests/")[1].split('"')[0]
    page = text(client.get(f"{DOSSIERS}/attests/{code}"))
    assert "This statement covers 2 of 2 devices." in page
    answer = client.get(f"{DOSSIERS}/attests/{code}/nl.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{DOSSIERS}/attests/{code}/de.pdf").status_code == 404


def test_what_is_open_is_asked_about_and_nothing_is_issued_without_the_tick(client, world, gent):
    def make():
        lot = make_wiped_lot(world, count=1, closed=False)
        intake.receive(world.tom.actor, lot, "OPEN-1", now=real_now())
        return str(lot.code)

    code = gent(make)
    client.sign_in(world.sofie)
    assert "1 device is not done yet." in text(client.get(f"{DOSSIERS}/{code}"))
    answer = client.post(f"{DOSSIERS}/{code}")
    assert answer.status_code == 422
    assert "Tick that they may stay out" in text(answer)
    page = text(client.post(f"{DOSSIERS}/{code}", data={"with_open": "y"}, follow_redirects=True))
    assert "is issued" in page


def test_a_technician_sees_the_proof_and_issues_none(client, world, lot, issued):
    client.sign_in(world.tom)
    page = text(client.get(f"{DOSSIERS}/{lot}"))
    assert "Issue the certificate" not in page
    assert client.post(f"{DOSSIERS}/{lot}").status_code == 403
    assert client.post(f"{DOSSIERS}/attests/{issued['code']}/revoke").status_code == 403
    client.sign_in(world.nele)
    assert client.get(f"{DOSSIERS}/{lot}").status_code == 403


def test_a_purchase_has_no_such_page(client, world, gent):
    shop = lambda: make_partner(world, kind="supplier")  # noqa: E731 -- made inside Gent
    code = gent(lambda: str(make_lot(world, partner=shop(), kind=LotKind.PURCHASE).code))
    client.sign_in(world.sofie)
    assert client.get(f"{DOSSIERS}/{code}").status_code == 404
    assert "Proof of erasure" not in text(client.get(f"/gent/lots/{code}"))


def test_revoking_asks_why_and_says_so_for_ever(client, world, issued):
    client.sign_in(world.sofie)
    address = f"{DOSSIERS}/attests/{issued['code']}/revoke"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"reason": ""}).status_code == 422
    page = text(client.post(address, data={"reason": "Wrong list"}, follow_redirects=True))
    assert "Wrong list" in page
    assert "Revoke</" not in page
    client.sign_out()
    page = text(client.get(issued["path"]))
    assert "This certificate was revoked" in page
    assert "Wrong list" in page


def test_anyone_checks_it_by_its_qr_its_number_or_its_pdf(client, issued):
    page = text(client.get(issued["path"].upper()))
    assert "This certificate is real" in page
    for told in ("Digibank Gent", "Laptops on it", "Disks on it", "not attested", "Clear"):
        assert told in page, told
    assert issued["serial"] not in page
    number, control = issued["path"].split("/")[2:]
    answer = client.post("/c", data={"number": f"C {number}", "control": control.lower()})
    assert answer.headers["Location"].endswith(issued["path"])
    sha256 = hashlib.sha256(issued["pdf"]).hexdigest()
    assert "exactly as we issued it" in text(client.post("/c/file", data={"sha256": sha256}))
    changed = {"sha256": "0" * 64, "number": number, "control": control}
    assert "This file was changed" in text(client.post("/c/file", data=changed))
    assert client.get(f"/c/{number}/WRONGONE").status_code == 404


def test_a_typed_serial_number_is_attested_left_out_or_not_there(client, issued):
    for serial, words in (
        (issued["serial"], "Yes. This serial number stands"),
        (issued["disk"].lower(), "Yes. This serial number stands"),
        ("LEFT-OUT-1", "as not attested"),
        ("SOMETHING", "does not stand"),
    ):
        assert words in text(client.get(issued["path"], query_string={"serial": serial})), serial


def test_the_check_page_says_that_a_device_attest_on_it_was_revoked(client, world, gent, issued):
    def revoke():
        lot = intake.get_lot(issued["lot"])
        [certificate] = queries.certificates_of(gathering.devices_of(lot)[0].id)
        issuing.revoke(world.sofie.actor, certificate, reason="Wrong disk", now=real_now())
        return certificate.spoken, certificate.check_path

    spoken, path = gent(revoke)
    page = text(client.get(issued["path"]))
    assert "part of it no longer holds" in page
    assert spoken[2:] in page
    assert "1 certificate of a laptop on it was revoked since" in page
    assert "Wrong disk" not in page, "the reason stands on that certificate's own page"
    assert "This certificate was revoked" in text(client.get(path))
    client.sign_in(world.sofie)
    assert "was revoked since" in text(client.get(f"{DOSSIERS}/attests/{issued['code']}"))


def test_an_attest_that_was_replaced_says_so(client, world, gent, issued):
    def again():
        lot = intake.get_lot(issued["lot"])
        intake.receive(world.tom.actor, lot, "LEFT-OUT-2", now=real_now())
        make_lot_attest(world, lot, now=real_now())

    gent(again)
    page = text(client.get(issued["path"]))
    assert "This certificate was replaced" in page
    assert "newer certificate for this whole gift" in page


def test_a_scanned_code_leads_to_it(client, world, issued):
    client.sign_in(world.sofie)
    for scanned in (issued["code"], f"http://localhost{issued['path'].upper()}"):
        answer = client.get("/gent/scan", query_string={"text": scanned})
        assert answer.headers["Location"].endswith(f"{DOSSIERS}/attests/{issued['code']}")


def test_the_keeper_checks_it_without_a_network(gent, issued, tmp_path, capsys):
    file, key = tmp_path / "attest.pdf", tmp_path / "seal.pem"
    file.write_bytes(issued["pdf"])
    key.write_text(gent(lambda: seals.latest().pem))
    assert verify(argparse.Namespace(file=str(file), public_key=str(key))) == 0
    assert issued["code"] in capsys.readouterr().out
    file.write_bytes(issued["pdf"].replace(b"DISK", b"DUSK", 1))
    assert verify(argparse.Namespace(file=str(file), public_key=str(key))) == 1


@pytest.mark.parametrize(
    ("path", "most"), [("{dossiers}/{lot}", 16), ("{dossiers}/attests/{code}", 12), ("{check}", 8)]
)
def test_a_page_asks_no_more_when_the_lot_is_larger(client, world, gent, path, most):
    asked = []
    for count in (1, 4):

        def make(count=count):
            lot = make_wiped_lot(world, count=count)
            attest = make_lot_attest(world, lot, now=real_now())
            return str(lot.code), str(attest.code), attest.check_path.lower().replace("/c/", "/c/")

        lot, code, check = gent(make)
        if "check" not in path:
            client.sign_in(world.sofie)
        check = "/c/" + check.split("/")[2] + "/" + check.split("/")[3].upper()
        address = path.format(dossiers=DOSSIERS, lot=lot, code=code, check=check)
        client.get(address)
        with counted() as sent:
            assert client.get(address).status_code == 200
        asked.append(sent)
    few, many = asked
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= most, f"{len(many)} questions:\n" + "\n".join(line[:120] for line in many)


def test_a_long_list_goes_on_at_the_next_page(client, world, gent, issued, monkeypatch):
    monkeypatch.setattr("inventory.dossiers.views._NAMED", 1)
    client.sign_in(world.sofie)
    page = text(client.get(f"{DOSSIERS}/attests/{issued['code']}"))
    assert issued["serial"] in page
    assert "first=1" in page
    page = text(client.get(f"{DOSSIERS}/attests/{issued['code']}?first=1"))
    assert issued["serial"] not in page
    assert "2. Dell Latitude 5400" in page
    for made_up in ("-5", "x", "999999999999"):
        assert client.get(f"{DOSSIERS}/attests/{issued['code']}?first={made_up}").status_code == 200


def test_the_house_check_holds_with_lot_attests_in_it(app, world, issued):
    from inventory.insight.invariants import everywhere_broken

    with app.test_request_context():
        assert not [str(one) for one in everywhere_broken()]
