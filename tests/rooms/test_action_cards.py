"""The cards on the wall: printed, and scanned after a laptop they lead where they say, and change nothing yet."""

import io
import shutil
import subprocess
from typing import Any

import pytest
import sqlalchemy.exc
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.journey import Stage
from inventory.portal import card_deeds, card_paper
from inventory.portal.meanings import ICONS, PICTOGRAMS, CardMeaning
from inventory.portal.models import ActionCard, HelpCall
from tests.cast import NOW
from tests.make import anyone, make_device, make_loan, make_place, make_ready_device, make_wiped_device


@pytest.fixture
def cards(app, world) -> dict[str, str]:
    """The codes of the cards of Gent, by what they mean."""
    with app.test_request_context(), inside(world.gent):
        return {
            str(card.meaning): str(card.code) for card in card_deeds.make_cards(anyone(world.gent), now=NOW)
        }


@pytest.fixture
def made(app, world) -> Any:
    """Make something in Gent; its code."""

    def make(maker: Any, **details: Any) -> str:
        with app.test_request_context(), inside(world.gent):
            return str(maker(world, **details).code)

    return make


def _refurbishing(world: Any) -> Any:
    from inventory.refurbishing import actions

    device = make_wiped_device(world)
    actions.start(world.tom.actor, device, now=NOW)
    return device


def _lent(world: Any) -> Any:
    return make_loan(world).device


def scan(client, code):
    return client.get(f"/gent/scan?text={code}")


def say(client, device, card):
    """Scan a laptop and then a card; where that leads, as far as it leads by itself."""
    scan(client, device)
    landed = scan(client, card)
    assert landed.location == f"/gent/cards/{card}/{device}"
    return client.get(landed.location)


#: who, what they hold, the card, and where it leads: an address, or a button and where that goes
DEEDS = [
    ("tom", make_device, "step_done", None, "/gent/wiping/devices/{code}/start"),
    ("tom", make_wiped_device, "step_done", "/gent/bench/{code}", None),
    ("tom", make_ready_device, "step_done", "/gent/carry/{code}", None),
    ("nele", _lent, "step_done", "/gent/returns/{loan}", None),
    ("tom", _refurbishing, "all_fine", None, "/gent/bench/{code}/rest"),
    ("tom", make_device, "defect", "/gent/devices/{code}/correct#defect", None),
    ("tom", _refurbishing, "defect", "/gent/bench/{code}", None),
    ("tom", make_ready_device, "defect", None, "/gent/bench/{code}/check-again"),
    ("nele", _lent, "defect", "/gent/returns/{loan}", None),
    ("tom", make_device, "next", None, "/gent/bench-day/take/wipe"),
    ("tom", _refurbishing, "next", None, "/gent/bench-day/take/checklist"),
    ("nele", make_device, "next", "/gent/today/", None),
    ("nele", make_device, "print_label", "/gent/labels/?codes={code}", None),
    ("tom", make_device, "help", None, "/gent/cards/help/{code}"),
]


@pytest.mark.parametrize(("name", "maker", "meaning", "leads", "button"), DEEDS)
def test_a_laptop_and_a_card_lead_to_the_deed(client, app, world, cards, name, maker, meaning, leads, button):
    with app.test_request_context(), inside(world.gent):
        device = maker(world)
        from sqlalchemy import select

        from inventory.lending.models import Loan

        loan = db.session.scalar(select(Loan).where(Loan.device_id == device.id))
        names = {"code": str(device.code), "loan": str(loan.code) if loan else ""}
    client.sign_in(getattr(world, name))
    answer = say(client, names["code"], cards[meaning])
    if leads:
        assert answer.location == leads.format(**names)
        assert client.get(answer.location).status_code == 200
    else:
        assert f'action="{button.format(**names)}"' in answer.text


@pytest.mark.parametrize(
    ("name", "maker", "meaning"),
    [("tom", _lent, "all_fine"), ("nele", make_device, "defect"), ("karim", make_device, "print_label")],
)
def test_a_card_that_means_nothing_now_says_so(client, world, cards, made, name, maker, meaning):
    device = made(maker)
    client.sign_in(getattr(world, name))
    assert "means nothing for this laptop now" in say(client, device, cards[meaning]).text


def test_loading_what_a_card_leads_to_changes_nothing_and_the_button_does_it_once(
    client, app, world, cards, made
):
    device = made(make_device)
    client.sign_in(world.tom)

    def stage() -> Any:
        with app.test_request_context(), inside(world.gent):
            from inventory.devices.models import Device
            from inventory.digibank.numbers import get_by_code

            return get_by_code(Device, device).stage

    for _again in range(3):
        say(client, device, cards["step_done"])
    assert stage() is Stage.RECEIVED
    for _again in range(2):
        assert client.post(f"/gent/wiping/devices/{device}/start", data={"once": "x"}).status_code == 303
    assert stage() is Stage.WIPING


def test_a_card_without_a_laptop_asks_for_one(client, world, cards):
    client.sign_in(world.tom)
    for meaning in ("step_done", "all_fine", "defect", "print_label"):
        landed = scan(client, cards[meaning]).location
        assert landed == f"/gent/cards/{cards[meaning]}"
        assert "Scan the laptop first" in client.get(landed).text
    assert client.get(scan(client, cards["next"]).location).location == "/gent/bench-day"
    assert "You moved nothing today" in client.get(scan(client, cards["undo"]).location).text
    assert '/gent/cards/help"' in client.get(scan(client, cards["help"]).location).text


def test_after_a_card_the_laptop_stays_in_hand_and_next_lets_it_go(client, world, cards, made):
    device, shelf = made(make_device), made(make_place)
    client.sign_in(world.tom)
    say(client, device, cards["help"])
    assert scan(client, shelf).location == f"/gent/scan/move/{device}/{shelf}"
    say(client, device, cards["next"])
    assert scan(client, shelf).location == f"/gent/places/{shelf}"


def test_the_undo_card_puts_the_last_laptop_back(client, world, cards, made):
    device, shelf = made(make_device), made(make_place, name="Rek Q")
    client.sign_in(world.tom)
    scan(client, device)
    client.post(scan(client, shelf).location, data={"once": "a"})
    page = client.get(scan(client, cards["undo"]).location).text
    assert f'action="/gent/scan/undo/{device}"' in page
    client.post(f"/gent/scan/undo/{device}", data={"once": "b"})
    client.get(f"/gent/devices/{device}")
    assert "Rek Q" not in client.get(f"/gent/devices/{device}").text.split('id="history"')[0]


def test_who_asks_for_help_stands_on_the_page_of_who_leads_the_bench_once(client, app, world, cards, made):
    device, other = made(make_device), made(make_device)
    client.sign_in(world.tom)
    for at, code in enumerate((device, device, other)):
        assert client.post(f"/gent/cards/help/{code}", data={"once": str(at)}).status_code == 303
    assert "Asks for help" not in client.get("/gent/today/").text
    client.sign_in(world.sofie)
    page = client.get("/gent/today/").text
    assert page.count("I went to look") == 1
    assert other in page
    with app.test_request_context(), inside(world.gent):
        call = db.session.scalar(db.select(HelpCall)).id
    for _again in range(2):
        assert client.post(f"/gent/cards/help/{call}/came", data={"once": "c"}).status_code == 303
    assert "Asks for help" not in client.get("/gent/today/").text
    client.sign_in(world.tom)
    assert client.post(f"/gent/cards/help/{call}/came", data={"once": "d"}).status_code == 403
    assert client.post("/gent/cards/help", data={"once": "e"}).status_code == 303
    client.sign_in(world.fatima)
    assert "Asks for help" in client.get("/gent/today/").text


def test_help_is_not_heard_in_another_digibank(client, world, made):
    device = made(make_device)
    client.sign_in(world.tom)
    client.post(f"/gent/cards/help/{device}", data={"once": "a"})
    client.sign_in(world.suzy)
    assert "Asks for help" not in client.get("/luik/today/").text
    assert client.post(f"/luik/cards/help/{device}", data={"once": "a"}).status_code == 404
    assert client.post("/luik/cards/help/1/came", data={"once": "a"}).status_code == 404


def test_the_cards_are_made_once_and_printed_in_the_language_of_the_digibank(client, app, world):
    client.sign_in(world.tom)
    assert "Make the cards" in client.get("/gent/cards/").text
    client.post("/gent/cards/make", data={"once": "a"})
    first = _codes_of_cards(app, world)
    client.post("/gent/cards/make", data={"once": "b"})
    page = client.get("/gent/cards/").text
    assert _codes_of_cards(app, world) == first
    assert len(first) == len(CardMeaning)
    assert "Make the cards" not in page
    paper = client.get("/gent/cards/sheet.pdf")
    assert paper.mimetype == "application/pdf"
    words = PdfReader(io.BytesIO(paper.data)).pages[0].extract_text()
    assert "Stap klaar" in words
    client.sign_in(world.theo)
    client.post("/luik/cards/make", data={"once": "a"})
    french = PdfReader(io.BytesIO(client.get("/luik/cards/sheet.pdf").data)).pages[0].extract_text()
    assert "Étape terminée" in french


def _codes_of_cards(app: Any, world: Any) -> list[str]:
    with app.test_request_context(), inside(world.gent):
        return [str(card.code) for card in card_deeds.cards()]


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")
def test_every_card_reads_back_from_paper(client, world, cards, tmp_path):
    client.sign_in(world.tom)
    (tmp_path / "cards.pdf").write_bytes(client.get("/gent/cards/sheet.pdf").data)
    shot = ["pdftoppm", "-r", "203", "-gray", "-png", "-singlefile", "cards.pdf", "page"]
    subprocess.run(shot, cwd=tmp_path, check=True)
    with Image.open(tmp_path / "page.png") as picture:
        read = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert read == {f"HTTP://LOCALHOST/I/{code}" for code in cards.values()}


def test_a_card_is_ten_by_seven_centimetres_and_the_same_cards_give_the_same_bytes():
    from reportlab.lib.units import mm

    assert [side / mm for side in (card_paper.WIDTH, card_paper.HEIGHT)] == pytest.approx([100, 70])
    drawn = [
        card_paper.Card(
            PICTOGRAMS[one], "İçi dolu أكثر Donaudampfschifffahrtsgesellschaft", ("X", "000 013"), "X", "y"
        )
        for one in CardMeaning
    ]
    once = card_paper.draw(drawn * 2, title="t", locale="nl")
    assert once == card_paper.draw(drawn * 2, title="t", locale="nl")
    assert len(PdfReader(io.BytesIO(once)).pages) == 2


def test_every_meaning_has_its_looks():
    assert set(PICTOGRAMS) == set(ICONS) == set(CardMeaning)


def test_the_database_keeps_one_card_of_each_meaning_and_one_open_call_of_each_person(app, world, cards):
    from inventory.digibank.numbers import give_code

    with app.test_request_context(), inside(world.gent):
        with pytest.raises(sqlalchemy.exc.IntegrityError):
            _written(give_code(ActionCard(meaning=CardMeaning.NEXT)))
        card_deeds.call_for_help(world.tom.actor, None, now=NOW)
        with pytest.raises(sqlalchemy.exc.IntegrityError):
            _written(HelpCall(asked_by_id=world.tom.user_id, asked_at=NOW))


def _written(row: Any) -> None:
    with upkeep():
        db.session.add(row)
        db.session.flush()


def test_who_may_print_no_label_makes_no_cards(app, world):
    with app.test_request_context(), inside(world.gent), pytest.raises(MayNot):
        card_deeds.make_cards(world.karim.actor, now=NOW)


def test_a_card_of_another_digibank_says_nothing_here(client, app, world, cards):
    client.sign_in(world.theo)
    assert "We do not know this code" in client.get(f"/luik/scan?text={cards['help']}").text
    assert client.get(f"/luik/cards/{cards['help']}").status_code == 404


def test_a_pass_has_a_number_and_whom_to_call_and_no_name(client, app, world):
    from tests.make import make_borrower

    with app.test_request_context(), inside(world.gent):
        code = str(make_borrower(world, first_name="Quirijn", last_name="Zonderling").code)
    client.sign_in(world.nele)
    assert f'href="/gent/cards/pass/{code}.pdf"' in client.get(f"/gent/borrowers/{code}").text
    words = PdfReader(io.BytesIO(client.get(f"/gent/cards/pass/{code}.pdf").data)).pages[0].extract_text()
    assert "09 000 00 00" in words
    assert f"{code[1:4]} {code[4:]}" in words
    for name in ("Quirijn", "Zonderling"):
        assert name not in words
    client.sign_in(world.tom)
    assert client.get(f"/gent/cards/pass/{code}.pdf").status_code == 403
    client.sign_in(world.bram)
    assert client.get(f"/luik/cards/pass/{code}.pdf").status_code == 404


def test_who_was_forgotten_gets_no_pass(client, app, world):
    from inventory.borrowers import actions
    from tests.make import make_borrower

    with app.test_request_context(), inside(world.gent):
        borrower = make_borrower(world)
        code = str(borrower.code)
        actions.forget(world.fatima.actor, borrower, now=NOW)
    client.sign_in(world.fatima)
    assert client.get(f"/gent/cards/pass/{code}.pdf").status_code == 404
    assert "Print the pass" not in client.get(f"/gent/borrowers/{code}").text
