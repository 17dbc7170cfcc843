"""Reconciling on pages: what asks for someone, one tap for what is likely, a form for the rest, and who may."""

import re

import pytest
from sqlalchemy import select

from inventory.banking import importing
from inventory.banking.models import OpenMovement
from inventory.deposits import actions, asking, till_deeds, tills
from inventory.deposits.ledger import DepositWay
from inventory.deposits.queries import entries_of
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.reconciling import queries
from tests.bank_files import Paid, as_bytes, coda
from tests.cast import NOW
from tests.make import make_loan
from tests.make_bank import make_bank_account

TODAY = NOW.date()


@pytest.fixture
def loan(app, world, in_gent):
    """€ 30 that is asked by bank."""
    make_bank_account(world)
    found = make_loan(world, way=DepositWay.LATER, promised_on=TODAY)
    asking.ask(world.nele.actor, found, now=NOW)
    return found


def _request(loan):
    from inventory.deposits.asked import requests_of

    return requests_of(loan)[0]


def _bank(world, *paid):
    importing.import_file(world.karim.actor, as_bytes(coda(list(paid))), "a.cod", now=NOW)
    return list(db.session.scalars(select(OpenMovement).order_by(OpenMovement.id)))


def _post(client, path, **data):
    return client.post(path, data={"once": path, **data})


def _left(movement_id):
    db.session.rollback()
    return queries.get_open(movement_id).left_cents


def test_the_list_says_what_it_may_be_and_one_tap_books_it(client, world, loan):
    request = _request(loan)
    [opened] = _bank(world, Paid(3000, text=f"waarborg {request.printed}", name="PEETERS JAN"))
    client.sign_in(world.karim)
    page = client.get("/gent/reconciling").text
    assert "PEETERS JAN" in page
    assert str(loan.code) in page.replace(" ", "")
    assert "the reference stands in the message" in client.get("/gent/reconciling?lang=en").text
    [parts] = re.findall(r'name="parts" value="([^"]+)"', page)
    assert _post(client, f"/gent/reconciling/{opened.movement_id}/book", parts=parts).status_code == 303
    assert _left(opened.movement_id) == 0
    assert [entry.cents for entry in entries_of(loan)] == [3000]
    # By someone who came second: said in words, and booked once.
    second = client.post(
        f"/gent/reconciling/{opened.movement_id}/book",
        data={"once": "again", "parts": parts},
        follow_redirects=True,
    )
    assert "not that much left" in second.text or "niet zoveel" in second.text
    assert len(entries_of(loan)) == 1


@pytest.mark.parametrize("parts", ["", "1", "x:y", "1:999999999999", "999999:3000"])
def test_made_up_parts_book_nothing(client, world, loan, parts):
    [opened] = _bank(world, Paid(3000))
    client.sign_in(world.karim)
    answer = _post(client, f"/gent/reconciling/{opened.movement_id}/book", parts=parts)
    assert answer.status_code < 500
    assert _left(opened.movement_id) == 3000


def test_by_hand_on_a_loan_and_what_was_typed_wrong_stays(client, world, loan):
    [opened] = _bank(world, Paid(5000))
    at = f"/gent/reconciling/{opened.movement_id}"
    client.sign_in(world.karim)
    assert 'value="50"' in client.get(at).text
    wrong = client.post(at, data={"once": "a", "code": "L 9999 9", "amount": "30", "what": "deposit"})
    assert wrong.status_code in {404, 422}
    wrong = client.post(
        at, data={"once": "b", "code": str(loan.code), "amount": "30 dollar", "what": "deposit"}
    )
    assert wrong.status_code == 422
    assert "30 dollar" in wrong.text
    assert (
        client.post(
            at, data={"once": "c", "code": str(loan.code), "amount": "30", "what": "deposit"}
        ).status_code
        == 303
    )
    assert (
        client.post(
            at, data={"once": "d", "code": str(loan.code), "amount": "20", "what": "too_much"}
        ).status_code
        == 303
    )
    assert _left(opened.movement_id) == 0
    page = client.get(at).text
    assert page.count("/undo") == 2


def test_paid_twice_is_kept_apart_with_one_tap(client, world, loan):
    request = _request(loan)
    _first, second = _bank(
        world, Paid(3000, reference=request.reference), Paid(3000, reference=request.reference)
    )
    client.sign_in(world.karim)
    page = client.get("/gent/reconciling").text
    [code] = re.findall(r'name="loan" value="([^"]+)"', page)
    assert _post(client, f"/gent/reconciling/{second.movement_id}/surplus", loan=code).status_code == 303
    assert _left(second.movement_id) == 0


def test_cash_and_card_are_offered_when_they_fit(client, world, loan):
    actions.receive_cash(world.nele.actor, loan, cents=1000, now=NOW)
    actions.receive_card(world.nele.actor, loan, cents=2000, slip="7", now=NOW)
    till_deeds.bring_to_bank(world.nele.actor, tills.tills_in_use()[0], cents=1000, slip="S-9", now=NOW)
    cash, card = _bank(world, Paid(1000), Paid(2000))
    client.sign_in(world.karim)
    page = client.get("/gent/reconciling").text
    assert "S-9" in page
    [entry] = re.findall(r'name="entry" value="(\d+)"', page)
    assert _post(client, f"/gent/reconciling/{cash.movement_id}/cash", entry="0").status_code == 404
    assert (
        _post(client, f"/gent/reconciling/{cash.movement_id}/cash", entry=entry, again="1").status_code == 303
    )
    assert (
        f"/gent/reconciling/{card.movement_id}/card"
        in client.get(f"/gent/reconciling/{card.movement_id}").text
    )
    assert _post(client, f"/gent/reconciling/{card.movement_id}/card").status_code == 303
    assert (_left(cash.movement_id), _left(card.movement_id)) == (0, 0)


def test_laid_aside_and_taken_up(client, world, loan):
    [opened] = _bank(world, Paid(-1250, text="KOSTEN"))
    client.sign_in(world.karim)
    at = f"/gent/reconciling/{opened.movement_id}"
    assert _post(client, f"{at}/aside/other_money").status_code == 303
    assert "KOSTEN" not in client.get("/gent/reconciling").text
    assert "KOSTEN" in client.get("/gent/reconciling?aside=1").text
    assert _post(client, f"{at}/take-up").status_code == 303
    assert "KOSTEN" in client.get("/gent/reconciling").text
    assert _post(client, f"{at}/aside/whatever").status_code == 404


def test_what_the_payer_wrote_is_text_and_no_markup(client, world, loan):
    _bank(world, Paid(100, text="<script>alert(1)</script>", name="<b>JAN</b>"))
    client.sign_in(world.karim)
    page = client.get("/gent/reconciling").text
    assert "<script>alert" not in page
    assert "<b>JAN" not in page


def test_fifty_payers_with_every_word_in_their_names(client, world, loan):
    words = [f"{one}{two}" for one in "abcdefghijklmnopqrstuvwxyz" for two in "abcdefghijklmnopqrstuvwxyz"]
    names = [" ".join(words[at : at + 12]) for at in range(0, 12 * 55, 12)]
    _bank(
        world,
        *(Paid(100 + at, name="", long_name=name) for at, name in enumerate(names)),
        Paid(1, name="", account=""),
    )
    client.sign_in(world.karim)
    assert client.get("/gent/reconciling").status_code == 200
    assert client.get("/gent/reconciling?after=50").status_code == 200


def test_the_treasurer_never_reads_the_borrowers_name(client, world, loan):
    borrower = loan.borrower
    [opened] = _bank(world, Paid(3000, name=f"{borrower.first_name} X", text=_request(loan).printed))
    with inside(world.gent):
        opened.movement.party.name = "SOMEONE ELSE"
        db.session.rollback()
    client.sign_in(world.karim)
    for path in ("/gent/reconciling", f"/gent/reconciling/{opened.movement_id}"):
        assert borrower.last_name not in client.get(path).text


def test_the_desk_has_no_such_door(client, world, loan):
    [opened] = _bank(world, Paid(3000))
    client.sign_in(world.nele)
    assert client.get("/gent/reconciling").status_code == 403
    assert client.get(f"/gent/reconciling/{opened.movement_id}").status_code == 403
    assert _post(client, f"/gent/reconciling/{opened.movement_id}/card").status_code == 403
    assert "/gent/reconciling" not in client.get("/gent/today").text


def test_another_digibank_has_no_such_movement(client, world, loan):
    [opened] = _bank(world, Paid(3000))
    client.sign_in(world.bram)
    assert client.get(f"/luik/reconciling/{opened.movement_id}").status_code == 404


def test_bringing_in_a_statement_says_how_many_booked_themselves(client, world, loan):
    content = as_bytes(coda([Paid(3000, reference=_request(loan).reference), Paid(100)]))
    draft = importing.upload(world.karim.actor, content, "a.cod", now=NOW)
    client.sign_in(world.karim)
    answer = client.post(
        f"/gent/bank/statements/drafts/{draft.id}", data={"once": "a"}, follow_redirects=True
    )
    assert "1" in answer.text
    assert "/gent/reconciling" in answer.text
    db.session.rollback()
    assert [entry.cents for entry in entries_of(loan)] == [3000]
