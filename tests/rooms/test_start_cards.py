"""Start cards: what must be inside, how each disk is wiped, and a QR that leads back to the laptop."""

import io
import shutil
import subprocess

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from inventory.devices import actions as devices
from inventory.devices.models import MediumKind
from inventory.foundation.tenancy import inside
from inventory.places.models import PlaceKind
from inventory.wiping import actions, queries, start_card, stations
from inventory.wiping.categories import Category
from inventory.wiping.required import Way, required
from tests.cast import NOW
from tests.house.test_statements import counted
from tests.make import make_device, make_lot, make_place, make_wiped_device

BASE = "https://leen.example"


def text_of(pdf, page=0):
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[page].extract_text().split())


@pytest.mark.parametrize(
    ("kind", "way", "reached"),
    [
        ("hdd", Way.OVERWRITE, Category.CLEAR),
        ("ssd", Way.SANITIZE_ATA, Category.PURGE),
        ("nvme", Way.SANITIZE_NVME, Category.PURGE),
        ("emmc", Way.OVERWRITE_FLASH, Category.CLEAR),
        ("other", Way.LOOK_FIRST, Category.NONE),
    ],
)
def test_each_kind_has_its_way_and_flash_is_not_just_overwritten(kind, way, reached):
    assert required(kind) == (way, reached)


def test_every_kind_of_medium_has_a_way():
    assert {required(str(kind))[0] for kind in MediumKind} == set(Way)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("nl", ("Wis deze laptop", "Start van de stick", "Kies de schijven", "Wacht en scan", "haalt Purge")),
        ("fr", ("Effacez ce portable", "Démarrez de la clé USB", "atteint Purge")),
        ("en", ("Wipe this laptop", "Start from the stick", "reaches Purge")),
    ],
)
def test_a_card_says_what_must_be_inside_in_each_language(world, in_gent, locale, words):
    device = make_device(world, media=2, model="Şükriye فاطمة 🙂")
    pdf = start_card.draw(queries.start_cards_of([device], BASE), locale)
    told = text_of(pdf)
    for one in (*words, *(medium.serial for medium in device.media), device.spoken[2:]):
        assert one in told
    assert start_card.draw(queries.start_cards_of([device], BASE), locale) == pdf
    width, height = PdfReader(io.BytesIO(pdf)).pages[0].mediabox[2:]
    assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == (148, 210)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not on this machine")
def test_the_qr_leads_to_the_laptop(world, in_gent, tmp_path):
    device = make_device(world)
    (tmp_path / "card.pdf").write_bytes(start_card.draw(queries.start_cards_of([device], BASE), "nl"))
    subprocess.run(["pdftoppm", "-r", "150", "-png", "card.pdf", "card"], cwd=tmp_path, check=True)
    [read] = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob("card*.png"))))
    assert read.text == f"HTTPS://LEEN.EXAMPLE/I/{device.code}"


def test_a_card_names_the_place_and_whether_its_stick_reports_itself(world, in_gent):
    device = make_device(world)
    place = make_place(world, name="Wisplek 7", kind=PlaceKind.BENCH)
    devices.place(world.tom.actor, device, place, now=NOW)
    told = lambda: text_of(start_card.draw(queries.start_cards_of([device], BASE), "en"))  # noqa: E731
    assert "Wisplek 7" in told()
    assert "bring the report" in told()
    station, _secret = stations.open_station(world.sofie.actor, place, name="x", now=NOW)
    assert "The stick sends the report." in told()
    stations.withdraw(world.sofie.actor, station, now=NOW)
    assert "bring the report" in told()


def test_more_disks_than_fit_are_counted_and_none_is_said_so(world, in_gent):
    many, none = make_device(world, media=7), make_device(world, media=0)
    pdf = start_card.draw(queries.start_cards_of([many, none], BASE), "en")
    assert "And 4 more" in text_of(pdf)
    assert "We know of none." in text_of(pdf, 1)


def test_what_is_clean_already_is_not_wiped_again(world, in_gent):
    device = make_wiped_device(world)
    [card] = queries.start_cards_of([device], BASE)
    assert card.disks == ()


def test_tom_prints_one_card_and_the_cards_of_a_lot(app, client, world):
    with app.test_request_context(), inside(world.gent):
        lot = make_lot(world)
        found = [make_device(world, lot_id=lot.id, donor_id=lot.partner_id) for _one in range(3)]
        actions.start_wipe(world.tom.actor, found[0], now=NOW)
        make_wiped_device(world, lot_id=lot.id, donor_id=lot.partner_id)
        empty = str(make_lot(world).code)
        code, lot_code = str(found[0].code), str(lot.code)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.tom)
    assert "/start-card/nl.pdf" in client.get(f"/gent/wiping/devices/{code}").text
    assert "/start-cards/nl.pdf" in client.get(f"/gent/lots/{lot_code}").text
    one = client.get(f"/gent/wiping/devices/{code}/start-card/fr.pdf")
    assert (one.status_code, one.mimetype) == (200, "application/pdf")
    with counted() as few:
        pages = PdfReader(
            io.BytesIO(client.get(f"/gent/wiping/lots/{lot_code}/start-cards/nl.pdf").data)
        ).pages
    assert len(pages) == 3
    assert len(few) <= 9
    assert client.get(f"/gent/wiping/devices/{code}/start-card/de.pdf").status_code == 404
    assert client.get(f"/gent/wiping/lots/{empty}/start-cards/nl.pdf").status_code == 303
    client.sign_in(world.nele)
    assert client.get(f"/gent/wiping/devices/{code}/start-card/nl.pdf").status_code == 403
