"""The pages of the repair desk: for the desk, for a technician, and behind the owner's own link."""

import io
import re
from datetime import timedelta

import pytest
from flask_babel import force_locale
from pypdf import PdfReader

from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.repair_desk import actions, night
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import Deed
from tests.cast import NOW
from tests.visitors import make_ticket

TOLD = {
    "first_name": "Nadia", "last_name": "Voorbeeld", "phone": "0470 12 34 56", "email": "", "locale": "en",
    "what": "Acer Aspire 5", "complaint": "It does not start", "accessories": "Charger", "data_wish": "untouched",
    "on_paper": "y",
}  # fmt: skip


@pytest.fixture
def ticket(world, app):
    """Nadia's laptop, in the queue: its code and its own link."""
    with app.test_request_context(), inside(world.gent), force_locale("en"):
        made = make_ticket(world)
        return str(made.code), made.token


def test_the_desk_takes_one_in_and_gives_it_back(client, world):
    client.sign_in(world.fatima)
    assert "We promise no result" in client.get("/gent/repair-desk/new").text
    assert "We beloven geen resultaat" in client.get("/gent/repair-desk/new").text
    for wrong, sentence in (
        ({"on_paper": ""}, "Let the owner sign"),
        ({"phone": "", "email": ""}, "phone number or a mail address"),
        ({"data_wish": "erase"}, "only when the owner signs for that"),
        ({"complaint": "Mijn nummer is 85.07.30-033.28"}, "national register number"),
        ({"appointment_at": "2020-01-01T10:00"}, "This moment is over"),
    ):
        refused = client.post("/gent/repair-desk/new", data={**TOLD, **wrong})
        assert (refused.status_code, sentence in refused.text) == (422, True), wrong
        assert 'value="Acer Aspire 5"' in refused.text
    made = client.post("/gent/repair-desk/new", data=TOLD)
    page = made.headers["Location"].removeprefix("http://localhost")
    code = page.rsplit("/", 1)[1]
    assert code.startswith("H")
    assert "Acer Aspire 5" in client.get("/gent/repair-desk/").text
    slip = "\n".join(
        one.extract_text() for one in PdfReader(io.BytesIO(client.get(f"{page}/slip.pdf").data)).pages
    )
    assert "Your laptop is with us" in slip
    assert "It does not start" in slip
    assert client.get(f"/gent/scan?text={code}").headers["Location"].endswith(page)
    assert client.get(f"/gent/devices/{code}").status_code == 404
    client.sign_in(world.tom)
    assert client.post(f"{page}/take-up").status_code == 303
    assert "What did you do?" in client.get(page).text
    assert client.post(f"{page}/ask", data={"needed": ""}).status_code == 422
    assert client.post(f"{page}/ask", data={"needed": "A battery"}).status_code == 303
    client.sign_in(world.fatima)
    assert "A battery" in client.get(page).text
    refused = client.post(f"{page}/price", data={"price": "-25"})
    assert (refused.status_code, "between € 0 and" in refused.text) == (422, True)
    assert client.post(f"{page}/price", data={"price": "25"}).status_code == 303
    assert client.post(f"{page}/answer/yes").status_code == 404, "to which price?"
    shown = client.get(page).text
    assert "The owner agrees" in shown
    agreed = re.search(rf'action="({page}/answer/yes[^"]+)"', shown)
    assert agreed
    assert client.post(agreed[1]).status_code == 303
    assert "It is ready" in client.get(page).text
    client.sign_in(world.tom)
    assert client.post(f"{page}/done", data={"done": "New battery"}).status_code == 303
    client.sign_in(world.fatima)
    assert "25" in client.get(f"{page}/fetch").text
    refused = client.post(f"{page}/fetch", data={"who": "owner", "on_paper": "y"})
    assert "to pay for parts" in refused.text
    assert (
        client.post(f"{page}/pay", data={"payment": "parts", "amount": "25", "way": "cash"}).status_code
        == 303
    )
    assert "Undo" in client.get(page).text
    refused = client.post(f"{page}/fetch", data={"who": "other", "on_paper": "y"})
    assert "Write down who fetches it" in refused.text
    assert client.get(f"{page}/recycle").status_code == 200
    assert client.post(f"{page}/fetch", data={"who": "owner", "on_paper": "y"}).status_code == 303
    assert "Fetched" in client.get(page).text
    assert "Earned at the repair desk" in client.get("/gent/deposits").text


def test_a_technician_sees_a_first_name_and_a_complaint(client, world, ticket):
    code, _token = ticket
    client.sign_in(world.tom)
    shown = client.get(f"/gent/repair-desk/{code}").text
    assert "Nadia" in shown
    assert "It does not start" in shown
    for hidden in ("Voorbeeld", "470123456", "470 12 34 56", "nadia@voorbeeld.example", "Payment"):
        assert hidden not in shown, hidden
    for door in ("slip.pdf", "fetch", "recycle"):
        assert client.get(f"/gent/repair-desk/{code}/{door}").status_code == 403
    assert client.sign_in(world.bram).get(f"/luik/repair-desk/{code}").status_code == 404


def test_the_owner_says_yes_behind_the_own_link(app, client, world, ticket):
    code, token = ticket
    assert "waits for its turn" in client.get(f"/H/{token}").text
    assert client.post(f"/h/{token}/yes").status_code == 404
    with app.test_request_context(), inside(world.gent):
        made = db.session.scalars(db.select(VisitorTicket)).one()
        actions.take_up(world.tom.actor, made, now=NOW)
        actions.ask(world.tom.actor, made, "A battery", now=NOW)
        actions.name_price(world.fatima.actor, made, 2500, now=NOW)
    shown = client.get(f"/h/{token}")
    assert "Yes, go on" in shown.text
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert "Voorbeeld" not in shown.text.replace("Digibank Voorbeeld", "")
    yes, no = re.findall(rf'action="(/h/{token}/[^"]+)"', shown.text)
    assert client.post(yes).status_code == 303
    assert client.post(yes).status_code == 303
    assert "answered this already" in client.post(no).text
    assert "We are looking at it" in client.get(f"/h/{token}").text
    assert code not in client.get("/h/AAAAAAAAAAAAAAAA").text


def test_a_yes_is_to_the_price_and_the_work_that_stood_on_the_page(app, client, world, ticket):
    _code, token = ticket

    def quoted(words: str, cents: int) -> str:
        with app.test_request_context(), inside(world.gent), force_locale("en"):
            made = db.session.scalars(db.select(VisitorTicket)).one()
            if words:
                actions.ask(world.tom.actor, made, words, now=NOW)
            actions.name_price(world.fatima.actor, made, cents, now=NOW)
        return re.findall(rf'action="(/h/{token}/yes[^"]*)"', client.get(f"/h/{token}").text)[0]

    with app.test_request_context(), inside(world.gent), force_locale("en"):
        actions.take_up(world.tom.actor, db.session.scalars(db.select(VisitorTicket)).one(), now=NOW)
    cheap = quoted("A cable", 500)
    dear = quoted("", 5000)
    assert "another one meanwhile" in client.post(cheap).text
    with app.test_request_context(), inside(world.gent), force_locale("en"):
        made = db.session.scalars(db.select(VisitorTicket)).one()
        actions.answer(world.fatima.actor, made.quotes[-1], accepts=False, now=NOW)
        actions.step(world.tom.actor, made, Deed.REOPEN, now=NOW)
    other = quoted("A screen", 5000)
    assert "answered this already" in client.post(dear).text
    assert client.post(other).status_code == 303


def test_a_link_that_is_opened_a_year_later_tells_nothing(app, client, world, ticket):
    _code, token = ticket
    with app.test_request_context(), inside(world.gent), force_locale("en"):
        made = db.session.scalars(db.select(VisitorTicket)).one()
        actions.fetch(world.fatima.actor, made, signed=actions.Ink(on_paper=True), now=NOW)
    assert "You have it back" in client.get(f"/h/{token}").text
    with app.test_request_context(), inside(world.gent), force_locale("en"):
        later = NOW + timedelta(days=365)
        [ended] = db.session.scalars(db.select(VisitorTicket.id))
        night.forget(world.fatima.actor, ended, later)
    gone = client.get(f"/h/{token}", headers={"Accept-Language": "en"})
    assert (gone.status_code, "Nadia" in gone.text, "no longer works" in gone.text) == (404, False, True)


def test_the_coordinator_writes_own_terms(client, world):
    client.sign_in(world.fatima)
    told = {
        "terms_nl": "Wij kijken ernaar.",
        "terms_fr": "",
        "terms_en": "Ours alone.",
        "forget_after_days": "30",
    }
    assert client.post("/gent/repair-desk/terms", data={**told, "forget_after_days": "3"}).status_code == 422
    assert client.post("/gent/repair-desk/terms", data=told).status_code == 303
    soon = (clock.local(clock.now()) + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    booked = client.post("/gent/repair-desk/new", data={**TOLD, "appointment_at": soon})
    appointment = booked.headers["Location"].removeprefix("http://localhost")
    assert "Is here" in client.get(appointment).text
    assert "Ours alone." in client.get(f"{appointment}/arrive").text
    assert client.post(f"{appointment}/arrive", data={"data_wish": "untouched"}).status_code == 422
    assert 'value="30"' in client.get("/gent/repair-desk/terms").text
    made = (
        client.post("/gent/repair-desk/new", data=TOLD).headers["Location"].removeprefix("http://localhost")
    )
    slip = "\n".join(
        one.extract_text() for one in PdfReader(io.BytesIO(client.get(f"{made}/slip.pdf").data)).pages
    )
    assert "Ours alone." in slip
    client.sign_in(world.tom)
    assert client.get("/gent/repair-desk/terms").status_code == 403
