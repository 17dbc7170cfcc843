"""Asking by bank at the desk: at the hand-over, on the page of a deposit, on paper, and of an organisation."""

import io
import re
import shutil
import subprocess
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from inventory.banking import ogm
from inventory.deposits import asked, asking
from inventory.deposits.asking_rules import NoBankAccount, TooManyParts
from inventory.deposits.ledger import DepositWay
from inventory.deposits.queries import deposit_of
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.lending import drafts
from tests.cast import NOW
from tests.make import make_approved_borrower, make_hand_over, make_loan, make_service
from tests.make_bank import make_bank_account

TODAY = NOW.date()


@pytest.fixture
def gent(app, world, in_gent):
    """Gent has a bank account."""
    return make_bank_account(world)


def _text(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def _later(world, **who):
    borrower = make_approved_borrower(world, **who) if who else None
    return make_loan(world, way=DepositWay.LATER, promised_on=TODAY, borrower=borrower)


# --- at the hand-over ---


def test_a_transfer_is_offered_only_where_there_is_an_account(client, world, in_gent):
    draft = make_hand_over(world)
    client.sign_in(world.nele)
    at = f"/gent/loans/hand-over/{draft.id}/deposit"
    assert b'value="transfer"' not in client.get(at).data
    refused = client.post(at, data={"way": "transfer", "amount": "30", "once": "a"})
    assert refused.status_code == 422
    make_bank_account(world)
    assert b'value="transfer"' in client.get(at).data


def test_choosing_a_transfer_asks_it_by_bank_and_the_laptop_may_go(world, gent):
    loan = make_loan(world, way=DepositWay.TRANSFER)
    [request] = asked.requests_of(loan)
    assert (request.amount_cents, request.due_on) == (3000, TODAY + timedelta(days=14))
    assert deposit_of(loan).promised_on == request.due_on


def test_an_organisation_that_pays_is_asked_at_once_where_there_is_an_account(world, in_gent):
    partner = make_service()
    before = make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner)
    make_bank_account(world)
    after = make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner)
    assert not asked.requests_of(before)
    assert [one.partner for one in asked.requests_of(after)] == [partner]


def test_without_an_account_a_draft_refuses_a_transfer(world, in_gent):
    with pytest.raises(NoBankAccount):
        make_hand_over(world, way=DepositWay.TRANSFER)


def test_more_parts_than_the_policy_allows_are_refused(world, gent):
    with pytest.raises(TooManyParts):
        make_hand_over(world, way=DepositWay.TRANSFER, parts=2)


def test_parts_that_the_policy_allows_are_asked_month_by_month(world, gent, monkeypatch):
    monkeypatch.setattr(drafts, "most_parts", lambda _policy: 3)
    loan = make_loan(world, way=DepositWay.TRANSFER, parts=3, promised_on=TODAY)
    requests = asked.requests_of(loan)
    assert [(one.amount_cents, str(one.due_on)) for one in requests] == [
        (1000, "2026-11-23"), (1000, "2026-12-23"), (1000, "2027-01-23"),
    ]  # fmt: skip


# --- the page of a deposit ---


def test_the_desk_asks_an_open_deposit_by_bank_and_sees_what_to_pay(client, world, gent):
    loan = _later(world)
    client.sign_in(world.nele)
    shown = client.get(f"/gent/deposits/{loan.code}").data
    assert b"Ask by bank" in shown
    told = client.post(
        f"/gent/loans/{loan.code}/ask-by-bank", data={"due_on": "2026-12-01", "parts": "1", "once": "a"}
    )
    assert told.location == f"/gent/deposits/{loan.code}"
    page = client.get(told.location).data.decode()
    [request] = asked.requests_of(loan)
    assert request.printed in page
    assert "BE71 0961 2345 6769" in page
    assert "Digibank Gent vzw" in page
    assert 'aria-label="Payment QR for the app of a bank"' in page
    assert ">Ask by bank" not in page.replace("\n", "")
    assert request.printed in client.get("/gent/deposits/requests").data.decode()


def test_sending_it_twice_asks_it_once(client, world, gent):
    loan = _later(world)
    client.sign_in(world.nele)
    for _again in range(2):
        client.post(f"/gent/loans/{loan.code}/ask-by-bank", data={"due_on": "2026-12-01", "once": "b"})
    assert len(asked.requests_of(loan)) == 1


def test_a_day_that_is_over_is_told_at_its_field(client, world, gent):
    loan = _later(world)
    client.sign_in(world.nele)
    refused = client.post(f"/gent/loans/{loan.code}/ask-by-bank", data={"due_on": "2020-01-01", "once": "c"})
    assert refused.status_code == 422
    assert b"This day is over" in refused.data
    assert b'value="2020-01-01"' in refused.data


def test_it_is_changed_and_withdrawn(client, world, gent):
    loan = _later(world)
    [request] = asking.ask(world.nele.actor, loan, now=NOW)
    client.sign_in(world.nele)
    at = f"/gent/deposits/requests/{request.id}"
    refused = client.post(f"{at}/change", data={"amount": "31", "due_on": "2099-12-01", "once": "d"})
    assert refused.status_code == 422
    assert b"Nothing more can be asked" in refused.data
    changed = client.post(f"{at}/change", data={"amount": "12,50", "due_on": "2099-12-01", "once": "e"})
    assert changed.status_code == 303
    [new] = asked.requests_of(loan, only_open=True)
    assert new.amount_cents == 1250
    assert client.get(f"{at}/change").status_code == 404
    assert client.get(f"{at}/nl.pdf").status_code == 404
    assert client.post(f"/gent/deposits/requests/{new.id}/withdraw", data={"once": "f"}).status_code == 303
    assert not asked.requests_of(loan, only_open=True)


def test_the_borrowers_own_link_shows_no_account_and_no_reference(client, world, gent):
    loan = _later(world)
    [request] = asking.ask(world.nele.actor, loan, now=NOW)
    page = client.get(f"/m/{loan.token}").data.decode()
    assert request.printed not in page
    assert "BE71" not in page


def test_the_bench_and_another_digibank_see_no_request(client, world, gent, app):
    [request] = asking.ask(world.nele.actor, _later(world), now=NOW)
    number, partner = request.id, make_service().id
    client.sign_in(world.tom)
    assert client.get("/gent/deposits/requests").status_code == 403
    client.sign_in(world.bram)
    for path in (f"{number}/nl.pdf", f"{number}/change", f"organisations/{partner}"):
        assert client.get(f"/luik/deposits/requests/{path}").status_code == 404, path
    assert client.post(f"/luik/deposits/requests/{number}/withdraw").status_code == 404
    with inside(world.gent):
        assert asked.get_request(number).is_open


# --- paper ---


@pytest.mark.parametrize(
    ("locale", "words"),
    [("nl", "Betaal deze waarborg"), ("fr", "Payez cette caution"), ("en", "Please pay this deposit")],
)
def test_a_request_is_on_paper_in_three_languages(client, world, gent, locale, words):
    loan = _later(world, first_name="Ayşe")
    [request] = asking.ask(world.nele.actor, loan, now=NOW)
    client.sign_in(world.nele)
    answer = client.get(f"/gent/deposits/requests/{request.id}/{locale}.pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    text = _text(answer.data)
    for one in (words, "Ayşe", "BE71 0961 2345 6769", "Digibank Gent vzw", request.printed, "30"):
        assert one in text, one
    assert client.get(f"/gent/deposits/requests/{request.id}/{locale}.pdf").data == answer.data
    assert client.get(f"/gent/deposits/requests/{request.id}/xx.pdf").status_code == 404


def _decoded(pdf: bytes, folder) -> str:
    """What an independent decoder reads on the printed paper."""
    (folder / "request.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "request.pdf", "page"], cwd=folder, check=True
    )
    [found] = zxingcpp.read_barcodes(Image.open(folder / "page.png"))
    assert found.ec_level == "M"
    return found.text


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not on this machine")
def test_the_qr_on_the_paper_is_line_by_line_that_of_the_standard(client, world, in_gent, tmp_path):
    make_bank_account(world, holder_name="Digibank Gent & Çevre vzw")
    loan = _later(world)
    [request] = asking.ask(world.nele.actor, loan, now=NOW)
    client.sign_in(world.nele)
    pdf = client.get(f"/gent/deposits/requests/{request.id}/nl.pdf").data
    assert _decoded(pdf, tmp_path).split("\n") == [
        "BCD", "002", "1", "SCT", "", "Digibank Gent & Çevre vzw", "BE71096123456769", "EUR30.00", "",
        request.reference,
    ]  # fmt: skip


# --- an organisation ---


def _statement(client, world, count):
    partner = make_service(name="OCMW Leenhove")
    people = [
        make_approved_borrower(
            world, first_name=f"Gast{at}", last_name="Zandkorrel", phone=f"0470 99 99 {at:02d}"
        )
        for at in range(count)
    ]
    loans = [
        make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner, borrower=one, cents=2000)
        for one in people
    ]
    client.sign_in(world.karim)
    at = f"/gent/deposits/requests/organisations/{partner.id}"
    assert b"OCMW Leenhove" in client.get(at).data
    assert client.post(at, data={"due_on": "2099-12-31", "once": "g"}).status_code == 303
    [whole] = asked.statements_of_partner(partner)
    return at, loans, whole


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not on this machine")
def test_one_statement_names_its_loans_by_number_and_pays_with_one_qr(client, world, gent, tmp_path):
    at, loans, whole = _statement(client, world, 3)
    page = client.get(at).data.decode()
    assert whole.printed in page
    pdf = client.get(f"/gent/deposits/requests/{whole.id}/nl.pdf").data
    text = re.sub(r"\s+", " ", _text(pdf))
    for loan in loans:
        assert loan.spoken in text
        assert loan.borrower.first_name in text
        assert loan.borrower.last_name not in text
        assert loan.borrower.phone not in text
    assert whole.printed in text
    assert "60,00" in text
    lines = _decoded(pdf, tmp_path).split("\n")
    assert (lines[7], lines[9]) == ("EUR60.00", whole.reference)


def test_a_statement_of_two_hundred_loans_goes_over_its_pages(world, gent):
    from inventory.deposits.papers import House
    from inventory.deposits.request_paper import AskedLoan, RequestFacts, request_paper

    loans = tuple(AskedLoan(f"L {at:06d}", f"Gast {at}", 2000) for at in range(200))
    facts = RequestFacts(
        house=House("Digibank Gent", ""), locale="nl", to="OCMW", by_organisation=True, holder_name="Digibank",
        iban="BE71 0961 2345 6769", reference=ogm.printed(ogm.make(1, 1)), cents=400_000, asked_on=TODAY,
        due_on=TODAY, qr="BCD", loans=loans,
    )  # fmt: skip
    text = _text(request_paper(facts))
    assert "L 000000" in text
    assert "L 000199" in text


def test_a_withdrawn_statement_is_no_paper_any_more(client, world, gent):
    at, _loans, whole = _statement(client, world, 1)
    sent = client.post(f"/gent/deposits/requests/{whole.id}/withdraw", data={"once": "h"})
    assert sent.location == at
    assert client.get(f"/gent/deposits/requests/{whole.id}/nl.pdf").status_code == 404


def test_the_page_of_an_organisation_leads_to_what_it_has_to_pay(client, world, gent):
    at, _loans, whole = _statement(client, world, 1)
    client.sign_in(world.fatima)
    page = client.get(f"/gent/partners/{whole.partner_id}").data.decode()
    assert "Deposits it pays" in page
    assert at in page


def test_a_statement_is_mailed_with_numbers_and_without_names(client, world, gent):
    _at, loans, whole = _statement(client, world, 2)
    client.post(f"/gent/deposits/requests/{whole.id}/mail", data={"once": "i"})
    assert b"no mail address" in client.get("/gent/deposits/requests").data
    assert not _letters()
    partner = whole.partner
    with transaction():
        partner.email = "boekhouding@ocmw.example"
        record(world.fatima.actor, "partners.corrected", partner, now=NOW)
    for _again in range(2):
        client.post(f"/gent/deposits/requests/{whole.id}/mail", data={"once": "j"})
    [letter] = _letters()
    assert letter.to_email == "boekhouding@ocmw.example"
    assert whole.printed in letter.subject
    for loan in loans:
        assert loan.spoken in letter.body
        assert loan.borrower.first_name not in letter.body
    for words in (whole.printed, "BE71 0961 2345 6769", "Digibank Gent vzw", "40,00"):
        assert words in letter.body, words


def _letters():
    return db.session.scalars(db.select(Letter).where(Letter.kind == "deposits/asked_for_many")).all()
