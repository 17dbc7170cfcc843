"""The pages of what goes back by bank, and the choice at the return: the desk asks, others see to the bank."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from inventory.banking.queries import account_for_deposits
from inventory.deposits import payment_files, refunds
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.queries import balances, receipts_of
from inventory.deposits.refund_models import FileFetch, PaymentFile, RefundOrder
from inventory.deposits.refund_orders import orders_of
from inventory.deposits.refund_rules import OrderState, Payee
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from inventory.reconciling import deeds
from tests.counting import counted
from tests.make import make_loan, make_service
from tests.make_bank import make_bank_account, make_movement, make_paid_loan

PAYER = "BE43068999999501"
FINE = {
    "files": "may_go",
    "starts": "fine",
    "screen": "fine",
    "keyboard": "fine",
    "charger": "fine",
    "extras": "fine",
}
HERE = "/gent/deposits/refunds"


@pytest.fixture
def gent(app, world):
    """Inside Gent, which has a bank account."""
    with app.test_request_context(), inside(world.gent):
        make_bank_account(world)
        yield


@pytest.fixture
def paid(gent, world):
    """A loan of which the deposit came in by bank; its code."""
    return str(make_paid_loan(world).code)


@pytest.fixture
def cash(gent, world):
    """A loan of which the deposit came in in cash; its code."""
    return str(make_loan(world).code)


@pytest.fixture
def order(gent, world, now):
    """An order that waits; its id."""
    return refunds.ask_refund(
        world.nele.actor, make_loan(world), cents=3000, payee=Payee("Jan Peeters", PAYER), now=now
    ).id


def _loan(code):
    db.session.rollback()
    return next(one for one in db.session.scalars(db.select(Loan)) if str(one.code) == code)


def _row(model, number):
    db.session.rollback()
    return db.session.get_one(model, number)


# --- at the return ---


def test_what_was_paid_by_bank_goes_back_by_bank_and_the_desk_sees_four_digits(client, world, paid):
    client.sign_in(world.nele)
    page = client.get(f"/gent/returns/{paid}").text
    assert "…9501" in page
    assert PAYER not in page.replace(" ", "")
    assert 'value="transfer" checked' in page
    sent = client.post(
        f"/gent/returns/{paid}", data={**FINE, "way": "transfer", "payee_name": "JANSSENS MARIE"}
    )
    assert sent.status_code == 303
    assert "to the account ending in …9501. Give no cash." in client.get(sent.location).text
    loan = _loan(paid)
    [order] = orders_of(loan)
    assert (order.iban, order.state, order.amount_cents) == (PAYER, OrderState.WAITING, 3000)
    words = " ".join(PdfReader(BytesIO(receipts_of(loan)[-1].pdf)).pages[0].extract_text().split())
    assert "rekening die eindigt op …9501, binnen 14 dagen" in words
    assert balances()[Account.TILL] == 0
    page = client.get(f"/gent/deposits/{paid}").text
    assert "Given back by bank" in page
    assert "…9501" in page


def test_cash_goes_back_in_cash_unless_someone_chooses_otherwise(client, world, cash):
    client.sign_in(world.nele)
    page = client.get(f"/gent/returns/{cash}").text
    assert 'value="cash" checked' in page
    told = {**FINE, "way": "transfer", "payee_name": "Noor Voorbeeld"}
    bad = client.post(f"/gent/returns/{cash}", data={**told, "iban": "BE43068999999502"})
    assert bad.status_code == 422
    assert "BE43068999999502" in bad.text
    none = client.post(f"/gent/returns/{cash}", data=told)
    assert none.status_code == 422
    assert "Fill in the IBAN to which the money goes." in none.text
    strange = client.post(f"/gent/returns/{cash}", data={**told, "payee_name": "محمد", "iban": PAYER})
    assert strange.status_code == 422
    assert "محمد" in strange.text
    assert _loan(cash).is_open
    assert client.post(f"/gent/returns/{cash}", data={**told, "iban": PAYER}).status_code == 303
    assert [one.payee_name for one in orders_of(_loan(cash))] == ["Noor Voorbeeld"]
    assert balances()[Account.TILL] == 3000


def test_another_account_asks_for_a_reason_at_its_field(client, world, paid):
    client.sign_in(world.nele)
    told = {**FINE, "way": "transfer", "payee_name": "Jan Janssens", "iban": "BE62 5100 0754 7061"}
    asked = client.post(f"/gent/returns/{paid}", data=told)
    assert asked.status_code == 422
    assert 'id="payee_because-error"' in asked.text
    assert client.post(f"/gent/returns/{paid}", data={**told, "payee_because": "Moved"}).status_code == 303
    assert [one.because for one in orders_of(_loan(paid))] == ["Moved"]


def test_who_posts_no_choice_gets_the_usual_one(client, world, paid, cash):
    client.sign_in(world.nele)
    for code in (paid, cash):
        assert client.post(f"/gent/returns/{code}", data=FINE).status_code == 303
    assert len(orders_of(_loan(paid))) == 1
    assert orders_of(_loan(cash)) == []
    assert balances()[Account.TILL] == 0


def test_without_a_bank_account_there_is_nothing_to_choose(app, client, world):
    with app.test_request_context(), inside(world.gent):
        code = str(make_loan(world).code)
    client.sign_in(world.nele)
    assert 'name="way"' not in client.get(f"/gent/returns/{code}").text


def test_a_promise_that_nobody_paid_is_no_choice(client, world, gent):
    code = str(make_loan(world, way=DepositWay.THIRD_PARTY, partner=make_service()).code)
    client.sign_in(world.nele)
    assert 'name="way"' not in client.get(f"/gent/returns/{code}").text
    assert client.post(f"/gent/returns/{code}", data=FINE).status_code == 303
    assert balances()[Account.THIRD_PARTY] == 0


def test_what_was_called_off_is_given_back_otherwise(client, world, paid):
    client.sign_in(world.nele)
    client.post(f"/gent/returns/{paid}", data={**FINE, "way": "transfer"})
    number = orders_of(_loan(paid))[0].id
    assert "Call it off" in client.get(f"{HERE}/{number}").text
    assert client.post(f"{HERE}/{number}/call-off").status_code == 303
    page = client.get(f"/gent/returns/{paid}/later").text
    assert 'value="transfer" checked' in page
    told = {"brought": "yes", "way": "transfer", "iban": "BE62510007547061", "payee_because": "Moved"}
    assert client.post(f"/gent/returns/{paid}/later", data=told).status_code == 303
    loan = _loan(paid)
    assert [one.state for one in orders_of(loan)] == [OrderState.CANCELLED, OrderState.WAITING]
    words = PdfReader(BytesIO(receipts_of(loan)[-1].pdf)).pages[0].extract_text()
    assert "…7061" in words


# --- the file ---


def test_from_order_to_bank_through_the_pages(client, world, order):
    client.sign_in(world.karim)
    page = client.get(HERE).text
    assert "BE43 0689 9999 9501" in page
    assert "Make a file for the bank" in page
    form = client.get(f"{HERE}/files/new")
    account = account_for_deposits().id
    made = client.post(f"{HERE}/files/new", data={"account": account, "execution_on": "2020-01-01"})
    assert made.status_code == 422
    assert form.status_code == 200
    made = client.post(f"{HERE}/files/new", data={"account": account, "execution_on": _tomorrow()})
    assert made.status_code == 303
    page = client.get(made.location).text
    assert "You made this file" in page
    assert "Approve €" not in page
    told = client.post(f"{made.location}/approve", headers={"Referer": f"http://localhost{made.location}"})
    assert told.status_code == 303
    assert "You made this file. Let another person" in client.get(made.location).text
    assert client.post(f"{made.location}/fetch").status_code == 303
    client.sign_in(world.fatima)
    assert client.post(f"{made.location}/approve").status_code == 303
    client.sign_in(world.karim)
    first = client.post(f"{made.location}/fetch", data={"once": "a"})
    assert first.status_code == 200
    assert first.mimetype == "application/xml"
    assert first.headers["Content-Disposition"].endswith('.xml"')
    assert client.post(f"{made.location}/fetch", data={"once": "a"}).status_code == 303
    again = client.post(f"{made.location}/fetch", data={"once": "b"})
    assert again.data == first.data
    db.session.rollback()
    assert sorted(db.session.scalars(db.select(FileFetch.number))) == [1, 2]
    file = db.session.scalars(db.select(PaymentFile)).one()
    page = client.get(made.location).text
    assert file.sha256 in page
    assert "Download it again" in page
    assert client.get(f"{made.location}/fetch").status_code == 303


def _tomorrow():
    from datetime import timedelta

    from inventory.foundation.clock import today

    return (today() + timedelta(days=1)).isoformat()


def _sent(world, number, now):
    """This order in a file that went to the bank."""
    file = payment_files.make_file(world.karim.actor, account_for_deposits(), now=now)
    payment_files.approve(world.fatima.actor, file, now=now)
    payment_files.fetch(world.karim.actor, file, now=now)
    return file.id


def test_today_says_whose_turn_it_is(client, world, order, now):
    def today_of(person):
        return client.sign_in(person).get("/gent/today/").text

    assert "To put in a file" in today_of(world.karim)
    assert "To put in a file" not in today_of(world.nele)
    file = payment_files.make_file(world.karim.actor, account_for_deposits(), now=now)
    assert "Files to approve" not in today_of(world.karim), "nobody approves their own file"
    page = today_of(world.fatima)
    assert "Files to approve" in page
    assert "To put in a file" not in page
    payment_files.approve(world.fatima.actor, file, now=now)
    assert "Files to bring to the bank" in today_of(world.karim)
    payment_files.fetch(world.karim.actor, file, now=now)
    assert "Given back by bank" not in today_of(world.karim), "nothing waits for anyone"


def test_the_desk_sees_no_file_and_no_account(client, world, order, now):
    file = _sent(world, order, now)
    client.sign_in(world.nele)
    for page in (HERE, f"{HERE}/{order}"):
        text = client.get(page).text
        assert "…9501" in text
        assert "9501" not in text.replace("…9501", "")
        assert "/files/" not in text
        assert "sha" not in text.lower()
    for path in (f"{HERE}/files/{file}", f"{HERE}/files/new", f"{HERE}/{order}/not-executed"):
        assert client.get(path).status_code == 403
    for path in (f"{HERE}/files/{file}/fetch", f"{HERE}/files/{file}/approve", f"{HERE}/{order}/confirm"):
        assert client.post(path).status_code == 403
    client.sign_in(world.tom)
    assert client.get(HERE).status_code == 403
    client.sign_in(world.bram)
    assert client.get(f"/luik/deposits/refunds/{order}").status_code == 404
    assert client.get(f"/luik/deposits/refunds/files/{file}").status_code == 404
    assert client.post(f"/luik/deposits/refunds/files/{file}/approve").status_code == 404


def test_two_people_write_down_that_the_bank_did_not_pay(client, world, order, now):
    _sent(world, order, now)
    client.sign_in(world.karim)
    assert "The bank did not pay this" in client.get(f"{HERE}/{order}").text
    assert client.post(f"{HERE}/{order}/not-executed", data={"because": ""}).status_code == 422
    told = client.post(f"{HERE}/{order}/not-executed", data={"because": "Bank refused the file"})
    assert told.status_code == 303
    page = client.get(told.location).text
    assert "Bank refused the file" in page
    assert "Confirm: the bank did not pay" not in page
    client.sign_in(world.fatima)
    assert "Confirm: the bank did not pay" in client.get(f"{HERE}/{order}").text
    assert client.post(f"{HERE}/{order}/confirm").status_code == 303
    assert _row(RefundOrder, order).state is OrderState.CANCELLED


def test_what_came_back_is_sent_again_from_its_page(client, world, order, now):
    _sent(world, order, now)
    account = account_for_deposits()
    row = db.session.get_one(RefundOrder, order)
    refunds.settle(world.karim.actor, row, bank_account=account, cents=3000, now=now)
    refunds.came_back(world.karim.actor, row, bank_account=account, cents=3000, reason_code="AC04", now=now)
    client.sign_in(world.nele)
    assert "Came back: say where to instead" in client.get(HERE).text
    assert "AC04" in client.get(f"{HERE}/{order}").text
    bad = client.post(f"{HERE}/{order}/again", data={"payee_name": "Jan", "iban": "BE1"})
    assert bad.status_code == 422
    assert 'value="BE1"' in bad.text
    told = client.post(f"{HERE}/{order}/again", data={"payee_name": "Jan", "iban": "BE62510007547061"})
    assert told.status_code == 303
    assert "…7061" in client.get(told.location).text
    assert client.get(f"{HERE}/{order}/again").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Terugbetaald via de bank"), ("fr", "Rendu par virement")]
)
def test_the_pages_speak_dutch_and_french(client, world, order, now, language, words):
    file = _sent(world, order, now)
    client.sign_in(world.fatima)
    for path in (HERE, f"{HERE}/{order}", f"{HERE}/files/{file}", f"{HERE}/{order}/not-executed"):
        assert words in client.get(f"{path}?lang={language}").text


def test_a_list_of_many_asks_no_more_of_the_database(client, world, order, now):
    client.sign_in(world.karim)
    client.get(HERE)
    with counted() as few:
        client.get(HERE)
    for _one in range(4):
        refunds.ask_refund(
            world.nele.actor, make_loan(world), cents=3000, payee=Payee("Jan Peeters", PAYER), now=now
        )
    with counted() as many:
        client.get(HERE)
    assert len(many) <= len(few)


def test_what_was_paid_too_much_and_came_back_goes_to_who_paid_that(client, world, paid, now):
    loan, account = _loan(paid), account_for_deposits()
    extra = make_movement(world, 500, iban=account.iban, name="DE ZUS", account="BE62510007547061")
    deeds.keep_apart(world.karim.actor, extra, loan, cents=500, now=now)
    order = refunds.ask_refund(world.nele.actor, loan, cents=500, out_of=Account.SURPLUS, now=now)
    file = payment_files.make_file(world.karim.actor, account, now=now)
    payment_files.approve(world.fatima.actor, file, now=now)
    payment_files.fetch(world.karim.actor, file, now=now)
    refunds.settle(world.karim.actor, order, bank_account=account, cents=500, now=now)
    refunds.came_back(world.karim.actor, order, bank_account=account, cents=500, reason_code="AC04", now=now)
    client.sign_in(world.nele)
    page = client.get(f"{HERE}/{order.id}/again?lang=en").text
    assert "…7061" in page
    assert "…9501" not in page
    client.post(f"{HERE}/{order.id}/again", data={"payee_name": "De Zus"})
    assert orders_of(_loan(paid))[-1].iban == "BE62510007547061"


def test_what_was_paid_too_much_is_told_as_owed_and_not_as_ours(client, world, paid, now):
    loan = _loan(paid)
    extra = make_movement(world, 500, iban=account_for_deposits().iban)
    deeds.keep_apart(world.karim.actor, extra, loan, cents=500, now=now)
    client.sign_in(world.nele)
    page = client.get("/gent/deposits?lang=en").text
    [told] = re.findall(r"Paid too much by bank</span><b class=\"num\">([^<]+)<", page)
    assert "-" not in told
    assert "−" not in told
    assert "5" in told


def test_what_was_paid_too_much_is_sent_back_from_the_page_of_the_loan(client, world, paid, now):
    client.sign_in(world.nele)
    assert client.get(f"{HERE}/too-much/{paid}").status_code == 404
    loan = _loan(paid)
    extra = make_movement(
        world, 500, iban=account_for_deposits().iban, name="DE ZUS", account="BE62510007547061"
    )
    deeds.keep_apart(world.karim.actor, extra, loan, cents=500, now=now)
    assert f"{HERE}/too-much/{paid}" in client.get(f"/gent/deposits/{paid}").text
    page = client.get(f"{HERE}/too-much/{paid}?lang=en").text
    assert "DE ZUS" in page
    assert "…7061" in page
    bad = client.post(f"{HERE}/too-much/{paid}", data={"payee_name": "De Zus", "iban": "BE1"})
    assert bad.status_code == 422
    assert 'value="BE1"' in bad.text
    for _twice in range(2):
        client.post(f"{HERE}/too-much/{paid}", data={"once": "a", "payee_name": "De Zus"})
    [order] = orders_of(_loan(paid))
    assert (order.amount_cents, order.iban, order.state) == (500, "BE62510007547061", OrderState.WAITING)
    assert balances()[Account.SURPLUS] == 0
