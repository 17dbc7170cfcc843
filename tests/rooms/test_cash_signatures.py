"""Who gets a deposit back in cash signs for it, and the paper names the cash box."""

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from inventory.borrowers import actions as borrowers
from inventory.deposits import actions as deposits
from inventory.deposits import tills
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.queries import balances, entries_of, receipts_of
from inventory.deposits.till_models import CashSignature
from inventory.deposits.till_rules import AlreadySigned, NotCash, NotSeen, SignedHow
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.lending import actions as lending
from inventory.lending import quittance
from inventory.returning.actions import payer_of, take_back
from inventory.returning.rules import Check, Files, Finding
from tests.make import make_ink, make_loan, make_service

LATER = timedelta(days=30)


def _back(world, now, **wanted):
    """A loan that came back just now, and the entry of what went back."""
    loan = make_loan(world, **wanted)
    take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=now + LATER,
    )  # fmt: skip
    return loan, entries_of(loan)[-1]


def _words(paper):
    return PdfReader(BytesIO(paper.pdf)).pages[0].extract_text()


@pytest.fixture
def back(world, in_gent, now):
    """Thirty euro that went back in cash."""
    tills.make_till(world.fatima.actor, name="Kas balie", now=now)
    return _back(world, now)


def test_receipts_for_cash_name_the_cash_box(world, back):
    loan, _entry = back
    papers = receipts_of(loan)
    assert [paper.kind for paper in papers] == [ReceiptKind.DEPOSIT, ReceiptKind.RETURN]
    for paper in papers:
        assert "Kas balie" in _words(paper)
        assert len(PdfReader(BytesIO(paper.pdf)).pages) == 1


def test_signed_on_the_screen_the_signature_stands_on_a_receipt_and_nowhere_else(world, now, back):
    loan, entry = back
    assert tills.to_sign(entries_of(loan)) == [entry]
    paper = quittance.sign(world.nele.actor, loan, entry, SignedHow.SCREEN, ink=make_ink(), now=now + LATER)
    assert (paper.kind, paper.amount_cents, paper.entry_id) == (ReceiptKind.REFUND, 3000, entry.id)
    reader = PdfReader(BytesIO(paper.pdf))
    assert len(reader.pages) == 1
    assert reader.pages[0].images
    assert "Kas balie" in reader.pages[0].extract_text()
    signed = db.session.scalars(db.select(CashSignature)).one()
    assert (signed.entry_id, signed.receipt_id, signed.witness_id) == (entry.id, paper.id, world.nele.user_id)
    assert tills.to_sign(entries_of(loan)) == []
    assert balances()[Account.TILL] == balances()[Account.HELD] == 0
    lending.blank_for(loan.borrower)
    assert paper.pdf is None
    db.session.rollback()


def test_signed_on_paper_it_stands_on_the_receipt_that_was_handed_out(world, now, back):
    loan, entry = back
    with pytest.raises(NotSeen):
        quittance.sign(world.nele.actor, loan, entry, SignedHow.PAPER, now=now + LATER)
    paper = quittance.sign(world.nele.actor, loan, entry, SignedHow.PAPER, is_seen=True, now=now + LATER)
    assert paper == receipts_of(loan)[-1]
    assert len(receipts_of(loan)) == 2


def test_one_signs_once(world, now, back):
    loan, entry = back
    for _time in range(2):
        try:
            quittance.sign(world.nele.actor, loan, entry, SignedHow.PAPER, is_seen=True, now=now + LATER)
        except AlreadySigned:
            break
    else:
        pytest.fail("it was signed for twice")
    assert db.session.scalar(db.select(db.func.count(CashSignature.id))) == 1


def test_for_what_was_undone_nobody_signs(world, now, back):
    loan, entry = back
    deposits.correct(world.karim.actor, entry, because="Not given after all", now=now + LATER)
    assert tills.to_sign(entries_of(loan)) == []
    with pytest.raises(NotCash):
        quittance.sign(world.nele.actor, loan, entry, SignedHow.PAPER, is_seen=True, now=now + LATER)


def test_for_what_came_in_or_went_to_an_organisation_nobody_signs(world, now, back):
    loan, _entry = back
    with pytest.raises(NotCash):
        quittance.sign(
            world.nele.actor, loan, entries_of(loan)[0], SignedHow.PAPER, is_seen=True, now=now + LATER
        )
    other, entry = _back(world, now, way=DepositWay.THIRD_PARTY, partner=make_service())
    assert tills.to_sign(entries_of(other)) == []
    with pytest.raises(NotCash):
        quittance.sign(world.nele.actor, other, entry, SignedHow.PAPER, is_seen=True, now=now + LATER)


def test_an_entry_of_another_loan_is_not_signed_here(world, now, back):
    _loan, entry = back
    with pytest.raises(NotCash):
        quittance.sign(
            world.nele.actor, make_loan(world), entry, SignedHow.PAPER, is_seen=True, now=now + LATER
        )


@pytest.mark.parametrize("name", ["tom", "lotte", "rita"])
def test_only_who_gives_back_takes_the_signature(world, now, back, name):
    loan, entry = back
    with pytest.raises(MayNot):
        quittance.sign(getattr(world, name).actor, loan, entry, SignedHow.PAPER, is_seen=True, now=now)


def test_the_page_takes_the_signature_and_keeps_what_was_answered(app, client, world, now):
    with app.test_request_context(), inside(world.gent):
        loan, entry = _back(world, now)
        code, address = str(loan.code), f"/gent/loans/{loan.code}/refunds/{entry.id}/sign"
    client.sign_in(world.nele)
    assert address in client.get(f"/gent/returns/{code}/done").text
    assert address in client.get(f"/gent/deposits/{code}").text
    assert client.post(address, data={"how": "screen", "signature": ""}).status_code == 422
    assert client.post(address, data={"how": "paper"}).status_code == 422
    ink = "data:image/png;base64," + base64.b64encode(make_ink()).decode()
    assert client.post(address, data={"how": "screen", "signature": ink}).status_code == 303
    assert "There is nothing to sign for" in client.get(address).text
    for page in (f"/gent/returns/{code}/done", f"/gent/deposits/{code}"):
        assert address not in client.get(page).text
    client.sign_in(world.tom)
    assert client.get(address).status_code == 403
    client.sign_in(world.bram)
    assert client.get(address.replace("/gent/", "/luik/")).status_code == 404


def test_nobody_signs_any_more_once_the_borrower_is_forgotten(world, now, back):
    loan, entry = back
    borrowers.forget(world.fatima.actor, loan.borrower, now=now + LATER)
    assert tills.to_sign(entries_of(loan)) == []
    for how in SignedHow:
        with pytest.raises(NotHere):
            quittance.sign(world.nele.actor, loan, entry, how, now=now + LATER, ink=make_ink(), is_seen=True)
    assert [paper.pdf for paper in receipts_of(loan)] == [None, None]


def test_who_paid_in_cash_after_a_promise_was_undone_gets_it_back_in_cash(world, in_gent, now):
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=make_service())
    deposits.correct(world.karim.actor, entries_of(loan)[0], because="They do not pay", now=now)
    lending.receive(world.nele.actor, loan, way=DepositWay.CASH, cents=3000, now=now)
    assert payer_of(loan) == ""
    take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=now + LATER,
    )  # fmt: skip
    assert (balances()[Account.TILL], balances()[Account.THIRD_PARTY]) == (0, 0)
    assert len(tills.to_sign(entries_of(loan))) == 1
