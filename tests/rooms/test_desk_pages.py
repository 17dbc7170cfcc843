"""The pages of the lending and returns desks, as people of each role meet them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from inventory.deposits.queries import receipts_of
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from inventory.lending.models import HandOver, Loan
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_approved_borrower, make_loan, make_policy, make_ready_device


@pytest.fixture
def desk(client, world):
    """Nele's browser."""
    return client.sign_in(world.nele)


@pytest.fixture
def made(app, world):
    """Makes things in Gent and tells their codes: made(make_loan).code."""

    def make(function, **wanted):
        with app.test_request_context(), inside(world.gent):
            thing = function(world, **wanted)
            device = getattr(thing, "device", None)
            code = str(thing.code) if hasattr(thing, "code") else ""
            return SimpleNamespace(code=code, device_code=str(device.code) if device else "")

    return make


@pytest.fixture
def look(app, world):
    """Looks something up in Gent after a page was left."""

    def ask(question):
        with inside(world.gent):
            db.session.expunge_all()
            return question()

    return ask


def _first_loan():
    return db.session.scalars(db.select(Loan).order_by(Loan.id)).first()


def _draft_id():
    return db.session.scalar(db.select(HandOver.id).order_by(HandOver.id.desc()))


def test_a_laptop_is_handed_over_in_five_questions(desk, made, look):
    made(make_policy)
    device_code = made(make_ready_device).code
    pass_code = made(make_approved_borrower).code

    assert "Noor V." in desk.get("/gent/loans/hand-over").text
    begun = desk.post(f"/gent/loans/hand-over?device={device_code}", data={"who": pass_code})
    assert begun.status_code == 303
    base = f"/gent/loans/hand-over/{look(_draft_id)}"
    assert desk.get(base).location == f"{base}/deposit"
    page = desk.get(f"{base}/what")
    assert device_code[1:4] in page.text
    answered = desk.post(
        f"{base}/what", data={"text": device_code, "accessories": ["charger", "bag"], "due_on": "2027-11-23"}
    )
    assert answered.status_code == 303
    assert "€" in desk.get(f"{base}/deposit").text
    assert desk.post(f"{base}/deposit", data={"way": "cash", "tariff": "social"}).status_code == 303
    assert "Ik betaal" in desk.get(f"{base}/sign").text or "I pay" in desk.get(f"{base}/sign").text
    assert desk.post(f"{base}/sign", data={"signing": "paper", "explained": "y"}).status_code == 303
    assert desk.get(f"{base}/workshop").status_code == 200
    assert desk.post(f"{base}/workshop", data={"answer": "followed"}).location == base
    assert desk.get(base).location == f"{base}/ready"
    assert "Hand over to Noor" in desk.get(f"{base}/ready").text
    done = desk.post(f"{base}/ready", data={"once": "a-key-of-this-form"})
    again = desk.post(f"{base}/ready", data={"once": "a-key-of-this-form"})
    assert done.status_code == again.status_code == 303
    assert done.location == again.location
    assert look(lambda: _first_loan().device.stage) is Stage.LENT
    assert look(lambda: len(db.session.scalars(db.select(Loan)).all())) == 1
    page = desk.get(done.location).text
    assert "20,00" in page
    receipt = look(lambda: receipts_of(_first_loan())[0].id)
    assert desk.get(f"/gent/deposits/receipts/{receipt}.pdf").data.startswith(b"%PDF")
    assert desk.get(f"{done.location}/agreement-nl.pdf").data.startswith(b"%PDF")


def test_what_is_still_missing_comes_back_with_everything_typed(desk, made, look):
    pass_code = made(make_approved_borrower).code
    desk.post("/gent/loans/hand-over", data={"who": pass_code})
    base = f"/gent/loans/hand-over/{look(_draft_id)}"
    answer = desk.post(f"{base}/deposit", data={"way": "card", "amount": "35,50"})
    assert answer.status_code == 422
    assert "slip" in answer.text
    assert 'value="35,50"' in answer.text
    assert desk.post(f"{base}/what", data={"text": "T000000"}).status_code == 422
    assert desk.post(f"{base}/sign", data={"signing": "screen", "signature": "x"}).status_code in (303, 422)
    assert desk.post(f"{base}/workshop", data={"answer": "planned"}).status_code == 422


def test_a_laptop_is_taken_back_on_one_page(desk, made, look):
    made(make_policy)
    loan = made(make_loan)
    url = f"/gent/returns/{loan.code}"
    assert "Look at it together" in desk.get(url).text
    fine = {"files": "may_go", "starts": "fine", "screen": "worn", "keyboard": "fine", "extras": "fine"}
    assert desk.post(url, data=fine).status_code == 422
    looked = desk.post(url, data={**fine, "charger": "missing", "charger_choice": "charge", "look": "1"})
    assert "30,00" in looked.text
    done = desk.post(url, data={**fine, "charger": "missing", "charger_choice": "charge"})
    assert done.status_code == 303
    assert "Give back" in desk.get(done.location).text
    assert look(lambda: _first_loan().device.stage) is Stage.RETURNED
    assert desk.get(f"/gent/deposits/{loan.code}").status_code == 200


def test_files_are_copied_before_anything_is_wiped(desk, made, look):
    loan = made(make_loan)
    fine = dict.fromkeys(("starts", "screen", "keyboard", "charger", "extras"), "fine")
    answer = desk.post(f"/gent/returns/{loan.code}", data={**fine, "files": "copy_first"})
    assert answer.status_code == 422
    assert look(lambda: _first_loan().is_open)


def test_a_loan_is_extended_with_one_button(desk, made, look):
    made(make_policy)
    loan = made(make_loan)
    url = f"/gent/loans/{loan.code}/extend"
    assert "Until 23 May 2028" in desk.get(url).text
    assert desk.post(url, data={"choice": "2028-05-23"}).status_code == 303
    assert look(lambda: _first_loan().due_on).isoformat() == "2028-05-23"
    assert desk.post(url, data={"choice": "1999-01-01"}).status_code == 422


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/gent/loans", "Noor V."),
        ("/gent/loans?show=late", "Nobody is late."),
        ("/gent/loans?show=ended", "No loans here yet."),
        ("/gent/deposits", "We hold"),
    ],
)
def test_the_lists_show_what_there_is(desk, made, path, words):
    made(make_loan)
    assert words in desk.get(path).text


def test_a_technician_sees_no_borrower_and_no_money(client, world, made):
    loan = made(make_loan)
    browser = client.sign_in(world.tom)
    for path in ("/gent/loans", f"/gent/loans/{loan.code}", "/gent/deposits", f"/gent/returns/{loan.code}"):
        assert browser.get(path).status_code == 403
    page = browser.get(f"/gent/devices/{loan.device_code}")
    assert page.status_code == 200
    assert "Noor" not in page.text


def test_luik_does_not_find_gents_loans(client, world, made):
    loan = made(make_loan)
    browser = client.sign_in(world.bram)
    for path in (
        f"/luik/loans/{loan.code}", f"/luik/deposits/{loan.code}", f"/luik/returns/{loan.code}",
        "/luik/deposits/receipts/1.pdf", f"/luik/loans/{loan.code}/agreement-nl.pdf",
        f"/gent/loans/{loan.code}",
    ):  # fmt: skip
        assert browser.get(path).status_code == 404, path
    assert "Noor" not in browser.get("/luik/loans").text


def test_the_treasurer_undoes_a_wrong_entry(client, world, made, look):
    from inventory.deposits.queries import entries_of

    loan = made(make_loan)
    entry_id = look(lambda: entries_of(_first_loan())[0].id)
    browser = client.sign_in(world.karim)
    url = f"/gent/deposits/entries/{entry_id}/undo"
    assert browser.get(url).status_code == 200
    assert browser.post(url, data={"because": ""}).status_code == 422
    assert browser.post(url, data={"because": "Typed twice"}).status_code == 303
    assert browser.post(url, data={"because": "Typed twice"}).status_code == 422
    assert "undone" in browser.get(f"/gent/deposits/{loan.code}").text


def test_lists_go_out_as_files_without_names(desk, made):
    loan = made(make_loan)
    loans = desk.get("/gent/loans/loans.csv", buffered=True).text
    assert loan.device_code in loans
    assert "Noor" not in loans


def test_a_scan_of_a_lent_laptop_at_the_desk_means_it_is_back(desk, made):
    loan = made(make_loan)
    landed = desk.get(f"/gent/scan?text={loan.device_code}")
    assert landed.location.endswith(f"/returns/{loan.code}")
    assert desk.get(f"/gent/scan?text={loan.code}").location.endswith(f"/loans/{loan.code}")


def test_a_deposit_that_was_to_come_later_comes_in(desk, made, look, now):
    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.clock import day

    loan = made(make_loan, way=DepositWay.LATER, promised_on=day(now) + timedelta(days=9))
    url = f"/gent/loans/{loan.code}/receive"
    assert 'value="30"' in desk.get(url).text
    assert desk.post(url, data={"amount": "10", "way": "cash"}).status_code == 303
    assert desk.post(url, data={"amount": "abc", "way": "cash"}).status_code == 422
    assert "10,00" in desk.get(f"/gent/deposits/{loan.code}").text


def test_more_than_was_agreed_is_refused_at_the_field(desk, made, now):
    from inventory.deposits.ledger import DepositWay
    from inventory.foundation.clock import day

    loan = made(make_loan, way=DepositWay.LATER, promised_on=day(now))
    url = f"/gent/loans/{loan.code}/receive"
    told = desk.post(url, data={"amount": "30,50", "way": "cash"})
    assert told.status_code == 422
    assert "You typed 30,50\xa0€, but only 30\xa0€ is still open." in told.text
    assert 'value="30,50"' in told.text
    assert 'id="amount-error"' in told.text
    desk.post(url, data={"amount": "30", "way": "cash"})
    assert "Nothing of this deposit is still open" in desk.get(url).text
    assert desk.post(url, data={"amount": "1", "way": "cash"}).status_code == 422


@pytest.mark.parametrize("path", ["/gent/loans", "/gent/deposits", "/gent/loans/hand-over", "/gent/today/"])
def test_a_list_asks_the_database_as_often_for_five_as_for_one(desk, made, path):
    def questions() -> int:
        with counted() as sent:
            assert desk.get(path).status_code == 200
        return len(sent)

    made(make_loan)
    made(make_approved_borrower)
    desk.get(path)
    before = questions()
    for _ in range(4):
        made(make_loan)
        made(make_approved_borrower)
    assert questions() == before


def test_a_reserved_laptop_knows_who_comes_for_it(desk, made, app, world):
    from inventory.applications import actions as applications
    from inventory.applications.queries import approved_application_of

    with app.test_request_context(), inside(world.gent):
        borrower, device = make_approved_borrower(world), make_ready_device(world)
        applications.reserve(world.fatima.actor, approved_application_of(borrower), device, now=NOW)
        code, person = str(device.code), str(borrower.code)
    page = desk.get(f"/gent/loans/hand-over?device={code}").text
    chosen = next(line for line in page.splitlines() if f'value="{person}"' in line)
    assert "checked" in chosen
    assert desk.get(f"/gent/scan?text={code}").location.endswith(f"/loans/hand-over?device={code}")


def test_a_name_with_markup_and_emoji_stays_that_name(desk, made):
    loan = made(make_loan, borrower=None)
    assert desk.get(f"/gent/loans/{loan.code}").status_code == 200
    odd = made(make_odd_loan)
    page = desk.get(f"/gent/loans/{odd.code}").text
    assert "<b>Zoë</b>" not in page
    assert "&lt;b&gt;Zoë&lt;/b&gt;" in page
    assert desk.get(f"/gent/loans/{odd.code}/agreement-nl.pdf").status_code == 200


def make_odd_loan(world):
    """Someone whose name tries everything."""
    return make_loan(world, borrower=make_approved_borrower(world, first_name="<b>Zoë</b> 🎈 محمد İğşç"))
