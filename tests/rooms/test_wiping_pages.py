"""The pages of the wiping bench and of the public check, as their people meet them."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from inventory.foundation.clock import now as real_now
from inventory.foundation.tenancy import inside
from inventory.wiping import bench, queries
from inventory.wiping.sample_log import Outcome, SampleDrive, nwipe_log
from tests.cast import NOW
from tests.make import make_device, make_lot, make_wipe_log, make_wiped_device

BENCH = "/gent/wiping"


@pytest.fixture
def gent(app, world):
    """Do something inside Gent, between requests."""

    def doing(what):
        with app.test_request_context(), inside(world.gent):
            return what()

    return doing


@pytest.fixture(autouse=True)
def in_english(client):
    """Whoever has no account is answered in the browser's language."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def today():
    return real_now() - timedelta(hours=8)


def send(client, address, **told):
    """Post a form, follow where it leads, and read the page."""
    return client.post(address, data=told, follow_redirects=True).get_data(as_text=True)


def drop(client, *contents):
    files = [(BytesIO(content), f"wipe-{at}.log") for at, content in enumerate(contents)]
    told = {"data": {"files": files}, "content_type": "multipart/form-data"}
    return client.post(BENCH, follow_redirects=True, **told).get_data(as_text=True)


def prepared(gent, world, **details):
    def make():
        device = make_device(world, now=today(), **details)
        return str(device.code), make_wipe_log(device, started_at=today())

    return gent(make)


def test_a_report_with_a_national_number_is_told_and_the_others_kept(client, world, gent):
    (_one, bad), (_other, good) = prepared(gent, world), prepared(gent, world)
    client.sign_in(world.tom)
    page = drop(client, b"85.07.30-033.28\n" + bad, good)
    assert "1 file was not taken. See why below." in page
    assert "On line 1 stands what looks like a national register number." in page
    assert "1 disk read from the reports." in page
    assert "033.28" not in page


def test_tom_drops_a_report_and_sofie_makes_the_certificate(client, world, gent):
    code, log = prepared(gent, world)
    client.sign_in(world.tom)
    page = drop(client, log)
    assert "1 disk ready to write down" in page
    found = gent(lambda: [one.finding.id for one in bench.waiting()])
    page = client.post(f"{BENCH}/record", data={"chosen": found}, follow_redirects=True).get_data(
        as_text=True
    )
    assert "A colleague checks it." in page
    assert client.get(f"{BENCH}/devices/{code}").status_code == 200
    assert client.get(f"{BENCH}/second-look").status_code == 403
    client.sign_in(world.sofie)
    page = client.get(f"{BENCH}/second-look").get_data(as_text=True)
    assert "Erased, read back" in page
    [run] = gent(lambda: [run.id for run in queries.waiting_for_second()])
    page = client.post(f"{BENCH}/second-look", data={"chosen": [run]}, follow_redirects=True).get_data(
        as_text=True
    )
    assert "1 certificate made." in page
    assert client.get(f"{BENCH}/attempts/{run}").status_code == 200
    assert client.get(f"{BENCH}/certificates").status_code == 200


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(client, world, gent):
    _code, log = prepared(gent, world)
    client.sign_in(world.tom)
    page = drop(client, log, b"no report at all", b"/dev/sda:\n Issuing SECURITY_ERASE")
    assert "wipe-1.log" in page
    assert "This report of hdparm tells of no wipe" in page
    assert "1 disk ready to write down" in page


def test_nothing_chosen_is_said_at_the_field(client, world):
    client.sign_in(world.tom)
    page = client.post(BENCH, data={"files": []}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "Choose at least one file." in page.get_data(as_text=True)


def test_a_report_that_belongs_to_nothing_asks_for_a_scan(client, world, gent):
    code, _log = prepared(gent, world, media=0)
    log = nwipe_log(
        [SampleDrive("VB-STRANGE-1")], started_at=today() + timedelta(hours=1), host_serial="ELSE-1"
    )
    client.sign_in(world.tom)
    assert "Not known yet" in drop(client, log)
    [finding] = gent(lambda: [one.finding.id for one in bench.waiting()])
    page = client.get(f"{BENCH}/reports/{finding}").get_data(as_text=True)
    assert "Which laptop is this disk from?" in page
    wrong = client.post(f"{BENCH}/reports/{finding}", data={"code": "T000000"})
    assert wrong.status_code == 422
    assert "T000000" in wrong.get_data(as_text=True)
    page = send(client, f"{BENCH}/reports/{finding}", code=code)
    assert "A person said which device" in page
    assert client.get(f"{BENCH}/reports/{finding}/file").get_data() == log


def test_a_failed_disk_leads_to_what_now(client, world, gent):
    def make():
        device = make_device(world, now=today())
        return make_wipe_log(device, started_at=today(), outcome_0=Outcome.FAILED)

    client.sign_in(world.tom)
    assert "What now?" in drop(client, gent(make))
    [finding] = gent(lambda: [one.finding.id for one in bench.waiting()])
    page = client.post(f"{BENCH}/reports/{finding}/failure", follow_redirects=True).get_data(as_text=True)
    assert "The wipe did not succeed" in page


@pytest.mark.parametrize("deed", ["by-hand", "destroy", "take-out"])
def test_a_disk_is_dealt_with_by_hand_and_declined(client, world, gent, deed):
    medium = gent(lambda: make_device(world, now=today()).media[0].id)
    client.sign_in(world.tom)
    assert client.get(f"{BENCH}/disks/{medium}/{deed}").status_code == 200
    assert client.post(f"{BENCH}/disks/{medium}/{deed}", data={"statement": ""}).status_code == 422
    told = {"statement": "Seen with own eyes", "technique": "factory_reset"}
    page = send(client, f"{BENCH}/disks/{medium}/{deed}", **told)
    assert "A colleague checks it." in page
    [run] = gent(lambda: [run.id for run in queries.waiting_for_second()])
    client.sign_in(world.sofie)
    assert client.post(f"{BENCH}/attempts/{run}/decline", data={"reason": ""}).status_code == 422
    page = send(client, f"{BENCH}/attempts/{run}/decline", reason="Not this one")
    assert "not agreed: Not this one" in page


def test_an_empty_laptop_needs_two_people(client, world, gent):
    code = gent(lambda: str(make_device(world, now=today(), media=0).code))
    client.sign_in(world.tom)
    client.post(f"{BENCH}/devices/{code}/start")
    assert client.get(f"{BENCH}/devices/{code}/no-disk").status_code == 200
    client.post(f"{BENCH}/devices/{code}/no-disk", data={"statement": "Empty bay"})
    [run] = gent(lambda: [run.id for run in queries.waiting_for_second()])
    client.sign_in(world.sofie)
    page = client.post(f"{BENCH}/attempts/{run}/agree", follow_redirects=True).get_data(as_text=True)
    assert "There is no disk in this device." in page


def test_another_disk_is_written_down(client, world, gent):
    code = gent(lambda: str(make_device(world, now=today()).code))
    client.sign_in(world.tom)
    assert client.get(f"{BENCH}/devices/{code}/new-disk").status_code == 200
    told = {"kind": "nvme", "serial": "NV-77", "model": "Voorbeeld NV", "size_gb": "256"}
    page = send(client, f"{BENCH}/devices/{code}/new-disk", **told)
    assert "NV-77" in page


def test_a_sealed_purchase_skips_the_bench(client, world, gent):
    code = gent(lambda: str(make_device(world, now=today(), sealed=True).code))
    client.sign_in(world.sofie)
    assert client.get(f"{BENCH}/devices/{code}/skip").status_code == 200
    page = send(client, f"{BENCH}/devices/{code}/skip", statement="Seal was whole")
    assert "skips the wipe" in page


@pytest.fixture
def certificate(gent, world):
    """Code, check path, and PDF of an issued certificate."""

    def make():
        device = make_wiped_device(world, now=today(), donor_asset_number="BV-0118")
        [made] = queries.certificates_of(device.id)
        paper = made.papers[0]
        return str(made.code), made.check_path, paper.content, device.serial, device.media[0].serial

    return gent(make)


def test_the_certificate_page_and_its_pdf(client, world, certificate):
    code, _path, content, serial, disk = certificate
    client.sign_in(world.sofie)
    page = client.get(f"{BENCH}/certificates/{code}").get_data(as_text=True)
    assert serial in page
    assert disk in page
    answer = client.get(f"{BENCH}/certificates/{code}/nl.pdf")
    assert answer.get_data() == content
    assert client.get(f"{BENCH}/certificates/{code}/de.pdf").status_code == 404


def test_anyone_checks_a_certificate_and_learns_no_more_than_needed(client, world, certificate):
    _code, path, _content, serial, disk = certificate
    for address in (path, path.replace("/C/", "/c/")):
        page = client.get(address).get_data(as_text=True)
        assert "This certificate is real" in page
        assert serial[-4:] in page
        assert disk[-4:] in page
        for secret in (serial, disk, "Tom", "Sofie", "BV-0118", "Latitude"):
            assert secret not in page
    assert "Yes. This serial number" in client.get(f"{path}?serial={serial}").get_data(as_text=True)
    assert "No. This serial number" in client.get(f"{path}?serial=OTHER-1").get_data(as_text=True)
    for tongue, words in (("nl", "nl"), ("fr", "fr")):
        assert f'lang="{words}"' in client.get(f"{path}?lang={tongue}").get_data(as_text=True)


def test_a_wrong_control_code_is_simply_unknown(client, certificate):
    _code, path, _content, _serial, _disk = certificate
    number = path.split("/")[2]
    for address in (f"/c/{number}/AAAAAAAA", "/c/000000/AAAAAAAA", "/c/x/y", f"/c/{number}/é"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "We do not know this certificate" in answer.get_data(as_text=True)


def test_number_and_code_are_typed_as_they_stand_on_the_paper(client, certificate):
    code, path, _content, _serial, _disk = certificate
    control = path.rsplit("/", 1)[1]
    told = {"number": f"C {code[1:4]} {code[4:]}", "control": f"{control[:4].lower()}-{control[4:]}"}
    page = client.post("/c", data=told, follow_redirects=True).get_data(as_text=True)
    assert "This certificate is real" in page
    assert client.post("/c", data={"number": "C000001", "control": ""}).status_code == 422
    assert client.get("/c").status_code == 200


def fingerprint(client, content, **told):
    told = {"sha256": hashlib.sha256(content).hexdigest(), **told}
    answer = client.post("/c/file", data=told)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_pdf_is_compared_by_its_fingerprint_and_never_sent(client, certificate):
    _code, path, content, serial, _disk = certificate
    number, control = path.split("/")[2:]
    status, page = fingerprint(client, content)
    assert status == 200
    assert "exactly as we issued it" in page
    assert serial not in page
    status, page = fingerprint(client, content[:-2] + b"\n\n", number=number, control=control)
    assert "This file was changed" in page
    assert path.replace("/C/", "/c/") in page
    for told in ({}, {"number": number, "control": "AAAAAAAA"}, {"number": "x"}):
        status, page = fingerprint(client, content + b"x", **told)
        assert status == 404
        assert "We do not know this certificate" in page
    for typed in ("", "abc", "g" * 64, "a" * 65):
        assert client.post("/c/file", data={"sha256": typed}).status_code == 422
    assert fingerprint(client, content, sha256=hashlib.sha256(content).hexdigest().upper())[0] == 200
    form = client.get("/c").get_data(as_text=True)
    assert "sha256sum" in form  # for who has no script
    assert not re.search(r'<input[^>]*type="file"[^>]*name=', form), (
        "the file must have no name, or it is sent"
    )


def test_the_browser_finds_in_the_pdf_which_certificate_it_is(certificate):
    _code, path, content, *_rest = certificate
    script = (Path(__file__).parents[2] / "static/src/js/fingerprint.js").read_text(encoding="utf-8")
    pattern = re.search(r"NAMED = /(.+)/;", script)[1].replace("\\/", "/")
    assert "/C/" + "/".join(re.search(pattern, content.decode("latin-1")).groups()) == path


def test_a_revoked_certificate_says_so_for_ever(client, world, certificate):
    code, path, _content, _serial, _disk = certificate
    client.sign_in(world.tom)
    assert client.get(f"{BENCH}/certificates/{code}/revoke").status_code == 403
    client.sign_in(world.sofie)
    assert client.post(f"{BENCH}/certificates/{code}/revoke", data={"reason": ""}).status_code == 422
    page = send(client, f"{BENCH}/certificates/{code}/revoke", reason="Wrong disk")
    assert "Revoked" in page
    client.sign_out()
    page = client.get(path).get_data(as_text=True)
    assert "This certificate was revoked" in page
    assert "Wrong disk" in page


def test_a_reissued_certificate_replaces_the_old_one(client, world, certificate):
    code, path, _content, _serial, _disk = certificate
    client.sign_in(world.sofie)
    assert client.post(f"{BENCH}/certificates/{code}/reissue", data={"reason": ""}).status_code == 422
    assert "Say why." in client.post(f"{BENCH}/certificates/{code}/reissue").get_data(as_text=True)
    assert send(client, f"{BENCH}/certificates/{code}/reissue", reason="A typing error")
    page = client.get(path).get_data(as_text=True)
    assert "This certificate was replaced" in page
    assert "A typing error" in page


def test_luik_finds_nothing_of_gent(client, world, gent, certificate):
    code, _path, _content, _serial, _disk = certificate
    device, log = prepared(gent, world)
    client.sign_in(world.tom)
    drop(client, log)
    [finding] = gent(lambda: [one.finding.id for one in bench.waiting()])
    medium = gent(lambda: make_device(world, now=today()).media[0].id)
    client.sign_in(world.bram)
    for place in (
        f"devices/{device}", f"certificates/{code}", f"certificates/{code}/nl.pdf",
        f"certificates/{code}/revoke",
        f"reports/{finding}", f"reports/{finding}/file", f"disks/{medium}/destroy", "attempts/1",
    ):  # fmt: skip
        assert client.get(f"/luik/wiping/{place}").status_code == 404, place
        assert client.get(f"/gent/wiping/{place}").status_code == 404, place
    assert "Not known yet" not in client.get("/luik/wiping").get_data(as_text=True)


def test_nele_at_the_desk_sees_certificates_and_no_bench(client, world, certificate):
    code, *_rest = certificate
    client.sign_in(world.nele)
    assert client.get(BENCH).status_code == 403
    assert client.get(f"{BENCH}/certificates/{code}").status_code == 200


def test_the_attest_names_the_donor_only_in_the_first_round(gent, world):
    from inventory.wiping.attest import from_snapshot

    def make():
        lot = make_lot(world, now=NOW)
        device = make_wiped_device(world, now=NOW, lot_id=lot.id)
        [made] = queries.certificates_of(device.id)
        return from_snapshot(made.snapshot), lot.partner.name

    attest, donor = gent(make)
    assert attest.donor == donor
    assert attest.lot_code.startswith("S")


def test_the_attest_is_one_page_and_says_what_it_proves(certificate):
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(certificate[2]))
    words = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    for told in (certificate[0][1:4], certificate[3], certificate[4], "nwipe 0.38", "Tom", "Sofie"):
        assert told in words
