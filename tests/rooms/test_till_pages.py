"""The pages of the cash boxes, as people of each role meet them."""

import pytest

from inventory.deposits import tills
from inventory.deposits.ledger import Account
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import balances
from inventory.deposits.till_models import Till
from inventory.foundation import clock
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.money import euros
from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_loan

BOX = "/gent/deposits/tills/1"


@pytest.fixture
def desk(client, world):
    """Nele's browser."""
    return client.sign_in(world.nele)


@pytest.fixture
def cash(app, world):
    """Thirty euro in the cash box of the desk, received just now."""
    with app.test_request_context(), inside(world.gent):
        return str(make_loan(world, now=clock.now()).code)


@pytest.fixture
def look(app, world):
    """Looks something up in Gent after a page was left."""

    def ask(question):
        with inside(world.gent):
            db.session.expunge_all()
            return question()

    return ask


def _in_euros(cents):
    return euros(cents, "en_BE")


def _till():
    return db.session.get_one(Till, 1)


def test_a_day_at_the_desk(desk, cash, look):
    assert _in_euros(3000) in desk.get("/gent/deposits/tills").text
    assert desk.post(f"{BOX}/opening", data={"piece_2000": "1", "piece_1000": "1"}).status_code == 303
    assert desk.post(f"{BOX}/from-bank", data={"amount": "50", "slip": "4711"}).status_code == 303
    assert desk.post(f"{BOX}/to-bank", data={"amount": "20,50"}).status_code == 303
    asked = desk.post(f"{BOX}/closing", data={"piece_5000": "1"})
    assert asked.status_code == 422
    assert f"{_in_euros(950)} is missing" in asked.text
    assert 'value="1"' in asked.text  # what was typed stays
    told = {"piece_5000": "1", "because": "A note that was torn"}
    assert desk.post(f"{BOX}/closing", data=told).status_code == 303
    page = desk.get(BOX).text
    for words in (
        _in_euros(5000),
        "A note that was torn",
        "4711",
        "counted and closed",
        "Open the day again",
    ):
        assert words in page
    assert look(balances)[Account.TILL_DIFFERENCE] == 950
    assert look(_till).closed_on == day(clock.now())


def test_a_refund_that_the_till_cannot_pay_says_what_to_do(desk, cash, look):
    assert desk.post(f"{BOX}/to-bank", data={"amount": "30"}).status_code == 303
    refused = desk.post(
        f"/gent/returns/{cash}",
        data={"files": "may_go", "starts": "fine", "screen": "fine", "keyboard": "fine", "charger": "fine",
              "extras": "fine"},
    )  # fmt: skip
    assert refused.status_code == 422
    assert "There is only " in refused.text
    assert "bring cash from the bank" in refused.text
    assert look(balances)[Account.HELD] == -3000


def test_without_script_the_server_adds_it_up_and_keeps_nothing(desk, cash, look):
    page = desk.post(f"{BOX}/count", data={"piece_2000": "3", "piece_5": "1", "look": "1"})
    assert _in_euros(6005) in page.text
    assert look(lambda: db.session.scalar(db.select(db.func.count(LedgerEntry.id)))) == 1


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "10000", "²"])
def test_what_is_no_number_of_coins_is_told_at_its_box(desk, cash, look, typed):
    page = desk.post(f"{BOX}/closing", data={"piece_200": typed})
    assert page.status_code == 422
    assert "a whole number" in page.text
    assert typed in page.text
    assert look(_till).closed_on is None


def test_sent_twice_it_is_brought_to_the_bank_once(desk, cash, look):
    told = {"amount": "10", "once": "the-same-key-twice"}
    for _time in range(2):
        assert desk.post(f"{BOX}/to-bank", data=told).status_code == 303
    assert look(_till).balance_cents == 2000


@pytest.mark.parametrize("amount", ["", "0", "-5", "ten", "31"])
def test_an_amount_that_cannot_be_is_refused(desk, cash, look, amount):
    assert desk.post(f"{BOX}/to-bank", data={"amount": amount}).status_code in {409, 422}
    assert look(_till).balance_cents == 3000


def test_a_colleague_chooses_the_box_to_work_from(client, world, cash, look):
    client.sign_in(world.fatima)
    made = client.post(
        "/gent/deposits/tills/new",
        data={"name": "Kas winkel", "holder": "", "float": "50"},
    )
    assert made.status_code == 303
    assert "Choose the cash box you work from" in client.get("/gent/deposits/tills").text
    assert client.post("/gent/deposits/tills/2/mine").status_code == 303
    assert "You work from Kas winkel" in client.get("/gent/deposits/tills").text
    assert client.post(f"{BOX}/into", data={"amount": "30", "into": "2"}).status_code == 303
    assert client.post(f"{BOX}/put-away").status_code == 303
    assert look(_till).is_open is False
    assert look(lambda: db.session.get_one(Till, 2)).balance_cents == 3000


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_book_leaves_as_a_file(desk, cash, kind):
    answer = desk.get(f"{BOX}/book.{kind}?on={day(clock.now())}")
    assert answer.status_code == 200
    if kind == "csv":
        head, forward, line = answer.text.strip().splitlines()
        assert head.endswith("In the cash box")
        assert forward.endswith("Brought forward;;;;0,00")
        assert line.endswith(f"{cash};Money received;;30,00;0,00;30,00")


def test_the_treasurer_sees_the_book_and_the_bench_does_not(client, world, cash):
    assert client.sign_in(world.karim).get(BOX).status_code == 200
    assert client.sign_in(world.tom).get(BOX).status_code == 403
    assert client.sign_in(world.tom).get("/gent/deposits/tills").status_code == 403


def test_a_box_of_another_digibank_is_not_there(client, app, world, cash):
    with app.test_request_context(), inside(world.luik):
        make_loan(world)
        (theirs,) = tills.tills_in_use()
        number = theirs.id
    client.sign_in(world.nele)
    for page in ("", "/closing", "/to-bank", "/into", "/reopen", "/book.csv"):
        assert client.get(f"/gent/deposits/tills/{number}{page}").status_code == 404


def test_a_day_asks_the_same_however_much_was_booked(app, world, client):
    client.sign_in(world.nele)
    asked = []
    for _time in range(2):
        with app.test_request_context(), inside(world.gent):
            for _one in range(3):
                make_loan(world, now=NOW)
        with counted() as statements:
            client.get(f"{BOX}?on={day(NOW)}")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 18
