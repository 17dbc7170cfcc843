"""An attest is sealed: what stands in it equals what stands on it, and no byte of it can be changed unseen."""

import asyncio
import json
import random
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pypdf import PdfReader
from sqlalchemy import select

from inventory.agreements.rules import AgreementKind
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.seals import actions as seals
from inventory.seals import checking
from inventory.seals.waiting import to_its_end
from inventory.wiping import issuing, queries
from inventory.wiping.attest import canonical, document, from_snapshot
from tests.cast import NOW
from tests.make import make_agreement, make_lot, make_partner, make_wiped_device


@pytest.fixture
def issued(world, in_gent):
    """A certificate with its Dutch paper, and the public part of its seal."""
    partner = make_partner(world, enterprise_number="0403.019.261")
    make_agreement(world, partner)
    make_agreement(world, partner, kind=AgreementKind.PROCESSING)
    lot = make_lot(world, partner=partner, now=NOW)
    device = make_wiped_device(
        world, now=NOW, lot_id=lot.id, donor_asset_number="BV-0118", chassis="Notebook",
        uuid="4c4c4544-0051-3510-8052-b4c04f4e3732",
    )  # fmt: skip
    [certificate] = queries.certificates_of(device.id)
    return certificate, certificate.papers[0].content, checking.read_published(seals.latest().pem)


def pyhanko_finds_it_whole(pdf: bytes, published: checking.Published) -> bool:
    """pyHanko alone, without anything of ours."""
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    roots = [
        asn1.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in published.certificates
    ]
    try:
        [seal] = PdfFileReader(BytesIO(pdf)).embedded_signatures
        context = ValidationContext(
            trust_roots=roots, allow_fetching=False, moment=seal.self_reported_timestamp
        )
        status = to_its_end(async_validate_pdf_signature(seal, context))
    except Exception:  # noqa: BLE001 -- whatever a damaged file makes of it, it is not whole
        return False
    return bool(status.bottom_line and status.coverage.name == "ENTIRE_FILE")


def altered(pdf: bytes) -> bytes:
    """The file with one letter changed of what it says made it."""
    changed = pdf.replace(b"ReportLab", b"ReportLob", 1)
    assert changed != pdf
    return changed


def told(checked):
    return [(finding.is_so, finding.told) for finding in checked.findings]


def test_every_paper_of_an_attest_is_valid_to_us_and_to_pyhanko(issued):
    certificate, _content, published = issued
    for paper in certificate.papers:
        checked = checking.check(paper.content, published)
        assert [finding.is_so for finding in checked.findings] == [True] * 5, told(checked)
        assert pyhanko_finds_it_whole(paper.content, published)


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) is not on this machine")
def test_pdfsig_calls_it_valid_and_a_changed_one_not(issued, tmp_path):
    _certificate, content, _published = issued
    file = tmp_path / "attest.pdf"

    def say(some):
        file.write_bytes(some)
        answer = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False)
        return answer.stdout

    assert "Signature is Valid." in say(content)
    assert "Total document signed" in say(content)
    assert "Signature is Valid." not in say(altered(content))
    assert "Total document signed" not in say(content + b"\n")


def test_an_attest_is_checked_by_whoever_is_in_an_event_loop_too(issued):
    _certificate, pdf, published = issued

    async def asked_from_within():
        return checking.check(pdf, published)

    assert to_its_end(asked_from_within()).is_whole


def test_any_byte_that_is_flipped_is_seen_by_us_and_by_pyhanko(issued):
    _certificate, content, published = issued
    start = content.index(b"/Contents <") + 10
    seal = range(start, content.index(b">", start) + 1)
    dice = random.Random(1)
    for at in dice.sample(range(len(content)), 200):
        changed = bytearray(content)
        changed[at] ^= dice.randrange(1, 256)
        assert not checking.check(bytes(changed), published).is_whole, at
        # The seal cannot cover itself: there, pyHanko reads past what changes nothing. We do not.
        assert at in seal or not pyhanko_finds_it_whole(bytes(changed), published), at


def test_any_digit_of_the_seal_itself_that_is_flipped_is_seen(issued):
    _certificate, content, published = issued
    start = content.index(b"/Contents <") + 10
    end = content.index(b">", start)
    for at in range(start, end + 1, 7):
        for mask in (0x01, 0x20):  # another digit, or the same digit as a small letter
            changed = bytearray(content)
            changed[at] ^= mask
            assert not checking.check(bytes(changed), published).is_whole, at


def test_what_is_added_cut_off_or_no_pdf_is_not_whole(issued):
    _certificate, content, published = issued
    for broken in (
        content + b"\n",
        content[:-1],
        content[: len(content) // 2],
        b"",
        b"%PDF-1.4 nothing",
        content * 2,
    ):
        checked = checking.check(broken, published)
        assert not checked.is_whole
        assert checked.findings[-1].told


def test_whose_seal_it_is_only_the_public_key_tells(issued, world):
    certificate, content, _published = issued
    assert checking.check(content).findings[-1].is_so is None
    assert checking.check(content).is_whole
    seals.rotate(world.fatima.actor, now=NOW)
    other = checking.read_published(seals.latest().pem)
    assert not checking.check(content, other).is_whole
    both = checking.read_published("".join(one.pem for one in seals.every()))
    assert checking.check(content, both).is_whole
    with pytest.raises(checking.NoPublicKey):
        checking.read_published("nothing of the kind")
    assert certificate.state == "valid"


def test_an_attest_by_a_forger_with_a_seal_of_his_own_does_not_pass(issued, world):
    certificate, _content, published = issued
    from inventory.seals import keys

    forger = keys.make(name="Digibank Gent", municipality="Gent", enterprise_number="", now=NOW)
    attest = issuing.sealed_by(forger, from_snapshot(certificate.snapshot))
    forged = issuing.sealed_paper(attest, "nl", forger)
    assert checking.check(forged).is_whole
    assert not checking.check(forged, published).is_whole


def test_old_attests_outlive_their_keys(issued, world):
    _certificate, content, published = issued
    for _time in range(3):
        seals.rotate(world.fatima.actor, now=NOW)
    assert checking.check(content, published).is_whole
    later = make_wiped_device(world, now=NOW + timedelta(hours=2))
    [other] = queries.certificates_of(later.id)
    checked = checking.check(other.papers[0].content, checking.read_published(seals.latest().pem))
    assert checked.is_whole


def test_the_json_is_canonical_and_is_the_snapshot_told_in_full(issued):
    certificate, content, _published = issued
    inside = PdfReader(BytesIO(content)).attachments[checking.FACTS][0]
    facts = json.loads(inside)
    assert rfc8785.dumps(facts) == inside == canonical(from_snapshot(certificate.snapshot))
    for paper in certificate.papers:
        assert PdfReader(BytesIO(paper.content)).attachments[checking.FACTS][0] == inside
    assert facts["number"] == str(certificate.code)
    assert facts["not_attested"]
    assert facts["media"][0]["exceptions"] == ["spare_cells_not_reached"]


#: how a fact is said on the page where it is not printed letter by letter
_IN_WORDS = {
    "format", "title", "check_url", "status_when_issued", "level", "outcome", "category", "kind", "means",
    "verdict", "rule", "technique", "read_back", "hidden_area", "function", "not_attested", "exceptions",
    "public_key", "certificate_sha256", "text", "line", "soldered", "size_bytes", "round", "media_attested",
    "reaches_minimum", "minimum_category", "signed_on",
}  # fmt: skip


def _leaves(value, key="") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
    else:
        yield key, str(value)


def test_every_fact_in_the_json_stands_on_the_page(issued):
    certificate, content, _published = issued
    page = "".join(part.extract_text() for part in PdfReader(BytesIO(content)).pages)
    page = re.sub(r"\s", "", page)
    assert len(PdfReader(BytesIO(content)).pages) == 1
    for key, value in _leaves(document(from_snapshot(certificate.snapshot))):
        if key in _IN_WORDS or re.match(r"\d{4}-\d\d-\d\dT", value) or value in ("none", "not known"):
            continue
        if key in ("number", "lot", "control_code"):
            value = value[-3:]  # spoken in groups
        assert re.sub(r"\s", "", value) in page, (key, value)


def test_nothing_that_must_be_stated_is_ever_left_out(issued):
    certificate, _content, _published = issued
    for key, value in _leaves(document(from_snapshot(certificate.snapshot))):
        assert value not in ("", "None"), key


def test_the_same_facts_and_keys_give_the_same_bytes(issued, world):
    certificate, content, _published = issued
    _seal, pair = seals.in_use(world.fatima.actor, now=NOW)
    assert issuing.sealed_paper(from_snapshot(certificate.snapshot), "nl", pair) == content


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not on this machine")
def test_the_qr_on_the_printed_page_leads_to_the_check_page(issued, tmp_path):
    import zxingcpp
    from PIL import Image

    certificate, content, _published = issued
    (tmp_path / "a.pdf").write_bytes(content)
    subprocess.run(
        [
            "pdftoppm",
            "-r",
            "110",
            "-gray",
            "-png",
            "-singlefile",
            str(tmp_path / "a.pdf"),
            str(tmp_path / "a"),
        ],
        check=True,
    )
    with Image.open(tmp_path / "a.png") as printed:
        [found] = zxingcpp.read_barcodes(printed)
    assert found.text.endswith(certificate.check_path)


def _authority():
    """A root, and a certificate for sealing that it issued."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)

    def named(words):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    def builder(subject, public):
        return (
            x509.CertificateBuilder().subject_name(named(subject)).issuer_name(named("Root")).public_key(public)
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(days=9))
            .not_valid_after(NOW + timedelta(days=900))
        )  # fmt: skip

    root = (
        builder("Root", root_key.public_key())
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = builder("Digibank Gent", key.public_key()).sign(root_key, hashes.SHA256())
    return root_key, root, key, leaf


def test_a_certificate_of_an_authority_seals_just_as_well(world, in_gent):
    _root_key, root, key, leaf = _authority()
    mine = pkcs12.serialize_key_and_certificates(b"x", key, leaf, [root], NoEncryption())
    seals.bring(world.fatima.actor, mine, "", now=NOW)
    [certificate] = queries.certificates_of(make_wiped_device(world, now=NOW).id)
    content, published = certificate.papers[0].content, checking.read_published(seals.latest().pem)
    checked = checking.check(content, published)
    assert checked.is_whole, told(checked)
    assert not checking.check(altered(content), published).is_whole


@pytest.fixture
def time_stamps():
    """A time-stamp authority on this machine: its address."""
    from asn1crypto import keys as asn1_keys
    from asn1crypto import tsp
    from asn1crypto import x509 as asn1
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tijd")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(3).not_valid_before(NOW - timedelta(days=900)).not_valid_after(NOW + timedelta(days=9000))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    loaded = asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    clock = DummyTimeStamper(
        tsa_cert=loaded, tsa_key=asn1_keys.PrivateKeyInfo.load(der),
        certs_to_embed=SimpleCertificateStore.from_certs([loaded]),
    )  # fmt: skip

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = asyncio.run(clock.async_request_tsa_response(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args):
            """Quietly."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_time_stamp_authority_adds_its_word(world, in_gent, app, time_stamps):
    app.config["TIME_STAMPS"] = time_stamps
    try:
        [certificate] = queries.certificates_of(make_wiped_device(world, now=NOW).id)
    finally:
        app.config["TIME_STAMPS"] = ""
    checked = checking.check(certificate.papers[0].content, checking.read_published(seals.latest().pem))
    assert checked.is_whole, told(checked)
    assert any("time stamp" in finding.told for finding in checked.findings)


def test_an_attest_does_not_wait_for_an_authority_that_is_down(world, in_gent, app):
    app.config["TIME_STAMPS"] = "http://127.0.0.1:9/"
    try:
        [certificate] = queries.certificates_of(make_wiped_device(world, now=NOW).id)
    finally:
        app.config["TIME_STAMPS"] = ""
    assert checking.check(certificate.papers[0].content).is_whole


def test_the_keeper_checks_an_attest_on_any_machine_without_network_or_database(issued, tmp_path):
    _certificate, content, _published = issued
    file, key = tmp_path / "attest.pdf", tmp_path / "seal.pem"
    key.write_text(seals.latest().pem)
    code = (
        "import socket, sys\n"
        "def refuse(*_args, **_how): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from inventory.cli.main import main\n"
        "answer = main(sys.argv[1:])\n"
        "assert 'flask_sqlalchemy' not in sys.modules or 'wsgi' not in sys.modules\n"
        "sys.exit(answer)\n"
    )

    def verify(some, *more):
        file.write_bytes(some)
        command = [sys.executable, "-c", code, "certificate", "verify", str(file), *more]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
            env={"PATH": "/nowhere", "LEENKRING_DATA": str(tmp_path / "none")},
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    assert verify(content, "--public-key", str(key))[0] == 0
    status, said, _err = verify(content)
    assert status == 2
    assert "not known whose key it is" in said
    assert said.splitlines()[-1].startswith("Whole, but whose seal it is was not checked")
    changed = content.replace(b"DISK", b"DUSK", 1)
    assert changed != content
    status, said, _err = verify(changed, "--public-key", str(key))
    assert status == 1
    assert "Do not trust it" in said
    status, _said, err = verify(content, "--public-key", str(file))
    assert status == 1
    assert err.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_the_donor_is_told_that_an_attest_no_longer_holds_and_only_about_own_data(world, in_gent):
    partner = make_partner(world, email="it@gever.example")
    device = make_wiped_device(world, now=NOW, lot_id=make_lot(world, partner=partner, now=NOW).id)
    [first] = queries.certificates_of(device.id)
    second = issuing.reissue(world.sofie.actor, first, reason="A typing error", now=NOW)
    issuing.revoke(world.sofie.actor, second, reason="Wrong disk", now=NOW)
    bought = make_wiped_device(world, now=NOW)
    issuing.revoke(world.sofie.actor, queries.certificates_of(bought.id)[0], reason="Wrong disk", now=NOW)
    replaced, revoked = db.session.execute(select(Letter).order_by(Letter.id)).scalars()
    assert replaced.to_email == revoked.to_email == "it@gever.example"
    assert second.spoken in replaced.body
    assert "A typing error" in replaced.body
    assert first.check_path.replace("/C/", "/c/") in replaced.body
    assert "Wrong disk" in revoked.body
    assert device.serial in revoked.body


def test_an_attest_names_its_agreements_and_whether_each_disk_reaches_their_minimum(issued):
    certificate, content, _published = issued
    facts = document(from_snapshot(certificate.snapshot))
    told = {"reference": "SO-0001", "text": 1, "signed_on": "2026-11-23"}
    assert facts["donor"]["donation_agreement"] == told
    assert facts["donor"]["processor_agreement"] == told | {"reference": "VO-0001"}
    assert (facts["donor"]["minimum_category"], facts["media"][0]["reaches_minimum"]) == ("clear", True)
    page = " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())
    for words in (
        "SO-0001, tekst 1, 23 nov 2026",
        "VO-0001, tekst 1, 23 nov 2026",
        "afgesproken minimum: Clear",
    ):
        assert words in page


def test_an_attest_without_an_agreement_says_so_in_words(world, in_gent):
    device = make_wiped_device(world, now=NOW, lot_id=make_lot(world, now=NOW).id)
    [certificate] = queries.certificates_of(device.id)
    facts = document(from_snapshot(certificate.snapshot))
    assert facts["donor"]["donation_agreement"] == facts["donor"]["minimum_category"] == "none"
    assert facts["media"][0]["reaches_minimum"] == "none"
    page = " ".join(PdfReader(BytesIO(certificate.papers[0].content)).pages[0].extract_text().split())
    assert "geen schriftelijke overeenkomst" in page
    assert "Er is geen minimum afgesproken." in page
