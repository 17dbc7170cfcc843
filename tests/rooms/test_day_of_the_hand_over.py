"""On the day of the hand-over: a letter with the own page, the agreement to read again, and who signs for whom."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from inventory.applications import actions as applications
from inventory.applications import asking
from inventory.applications.assessment import Outcome
from inventory.applications.models import Application
from inventory.applications.policy import ProofKind
from inventory.applications.queries import seen_for
from inventory.borrowers.rules import ContactChannel, Language
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.queries import entries_of, receipts_of
from inventory.deposits.till_rules import SignedHow
from inventory.deposits.tills import to_sign
from inventory.foundation import clock, outbox, texting
from inventory.foundation.actor import Actor
from inventory.foundation.audit import AuditEvent, record
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, LetterState, Medium, send_waiting
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.lending import actions, calling, drafts, quittance, reminders, welcome
from inventory.lending.actions import NotComplete, blank_for, hand_over
from inventory.lending.models import Ending, PaperKind
from inventory.lending.queries import administrator_of, papers_of
from inventory.lending.reaching import NoTexts, NoTextsBecause
from inventory.lending.rules import NotYet, Signing
from inventory.permissions import Permission
from inventory.returning.actions import checks_for, take_back
from inventory.returning.rules import Files, Finding
from tests.cast import NOW
from tests.make import (
    make_application,
    make_approved_borrower,
    make_borrower,
    make_hand_over,
    make_ink,
    make_loan,
    make_policy,
    make_ready_device,
)
from tests.make_outings import swap

MAIL = {"email": "noor@example.org", "contact_channel": ContactChannel.EMAIL}


def words_on(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def letters():
    """Those of the hand-over: the application was approved by mail too."""
    query = db.select(Letter).where(Letter.kind == "lending/handed_over")
    return db.session.scalars(query.order_by(Letter.id)).all()


def lend(world, **borrower):
    return make_loan(world, borrower=make_approved_borrower(world, **borrower))


@pytest.fixture
def texts(app, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_CLIENT_ID", "id")


# --- the letter ---


def test_by_mail_in_the_borrowers_language_with_the_own_page(world, in_gent):
    loan = lend(world, **MAIL, language=Language.FRENCH)
    [letter] = letters()
    assert (letter.medium, letter.to_email, letter.locale) == (Medium.MAIL, "noor@example.org", "fr")
    assert f"/M/{loan.token}" in letter.body
    assert loan.borrower.last_name not in letter.body
    assert (letter.thing, letter.thing_id) == ("loan", loan.id)


def test_as_a_text_where_there_is_a_gateway_and_no_mail(world, in_gent, texts):
    lend(world)
    [letter] = letters()
    assert (letter.medium, letter.state) == (Medium.SMS, LetterState.WAITS)
    assert letter.to_phone.startswith("+324")


def test_who_wants_no_texts_gets_none_and_a_mail_when_there_is_an_address(world, in_gent, texts):
    for details in ({}, {"email": "noor@example.org"}):
        borrower = make_approved_borrower(world, **details)
        with upkeep():
            db.session.add(NoTexts(borrower_id=borrower.id, because=NoTextsBecause.OBJECTED, said_at=NOW))
        make_loan(world, borrower=borrower)
    assert [letter.medium for letter in letters()] == [Medium.MAIL]


def test_without_mail_or_gateway_it_stays_with_paper(world, in_gent):
    lend(world)
    assert not letters()


def test_a_hand_over_that_is_undone_at_once_tells_nobody(world, in_gent):
    loan = lend(world, **MAIL)
    actions.undo(world.nele.actor, loan, now=NOW + timedelta(minutes=1))
    assert not letters()


def test_one_that_was_tried_does_not_leave_after_the_undoing_either(app, world, in_gent, monkeypatch):
    loan = lend(world, **MAIL)
    monkeypatch.setitem(app.config, "MAIL_SERVER", "127.0.0.1")
    monkeypatch.setitem(app.config, "MAIL_PORT", 1)
    assert send_waiting(world.gent, NOW + timedelta(minutes=6)) == 0
    actions.undo(world.nele.actor, loan, now=NOW + timedelta(minutes=10))
    assert _went(world, monkeypatch, NOW + timedelta(hours=2)) == 0


def test_of_a_laptop_that_is_back_it_does_not_leave(app, world, in_gent, monkeypatch):
    loan = lend(world, **MAIL)
    with upkeep():
        actions.end(loan, Ending.RETURNED, now=NOW + timedelta(minutes=1))
    monkeypatch.setitem(app.config, "MAIL_SERVER", "here")
    assert _went(world, monkeypatch, NOW + timedelta(hours=2)) == 0
    assert [letter.state for letter in letters()] == [LetterState.WITHDRAWN]


def _went(world, monkeypatch, moment):
    """How many letters of the hand-over left by then."""
    monkeypatch.setattr(outbox, "send", lambda _message: True)
    db.session.rollback()
    send_waiting(world.gent, moment)
    db.session.expire_all()
    return sum(letter.state is LetterState.SENT for letter in letters())


@pytest.mark.parametrize("why", ["objected", "number", "address"])
def test_it_does_not_leave_the_wrong_way(app, world, in_gent, texts, monkeypatch, why):
    loan = lend(world, **(MAIL if why == "address" else {}))
    if why == "objected":
        calling.no_texts(world.nele.actor, loan, now=NOW)
    else:
        with upkeep():
            setattr(
                loan.borrower, *("phone", "+32499000000") if why == "number" else ("email", "a@b.example")
            )
    for letter in letters():
        assert reminders.hold_back(letter, clock.day(NOW))


def test_it_waits_for_the_day(world, in_gent):
    lend(world, **MAIL)
    assert all(letter.by_day for letter in letters())


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("name", ["Noor", "Олена"])
def test_a_text_of_the_first_day_keeps_its_link(app, world, in_gent, texts, monkeypatch, language, name):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://leenkring.digibankgent.be")
    loan = lend(world, first_name=name, language=Language(language))
    [letter] = letters()
    assert f"/M/{loan.token}" in letter.body
    if name == "Noor":
        assert texting.parts(letter.body) == 1


# --- the agreement behind the own link ---


def test_the_agreement_can_be_read_for_a_month_and_not_a_day_longer(app, client, world, monkeypatch):
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world)
        token, signed = loan.token, papers_of(loan)[0].sha256
        last = welcome.readable_until(loan)
    for today, status in ((last, 200), (last + timedelta(days=1), 404)):
        monkeypatch.setattr("inventory.portal.my_loan.today", lambda today=today: today)
        answer = client.get(f"/m/{token}/agreement.pdf")
        assert answer.status_code == status
        page = client.get(f"/m/{token}").text
        assert (f"/m/{token}/agreement.pdf" in page) is (status == 200)
        if status == 200:
            assert sha256(answer.data).hexdigest() == signed
            assert answer.headers["X-Robots-Tag"] == "noindex"


def test_of_an_ended_loan_nothing_can_be_read(app, client, world):
    with app.test_request_context(), inside(world.gent):
        loan = make_loan(world, now=clock.now())
        token = loan.token
        actions.undo(world.nele.actor, loan, now=clock.now())
    assert client.get(f"/m/{token}/agreement.pdf").status_code == 404


# --- who signs ---


def test_a_legal_administrator_signs_and_stands_on_the_agreement(world, in_gent):
    draft = make_hand_over(world)
    drafts.sign(
        world.nele.actor, draft, now=NOW, signing=Signing.TYPED, typed_name="An Peeters",
        administrator="An Peeters",
    )  # fmt: skip
    loan = hand_over(world.nele.actor, draft, now=NOW)
    told = words_on(next(one for one in papers_of(loan) if one.kind is PaperKind.AGREEMENT).pdf)
    assert "Tekent voor mij" in told
    assert told.count("An Peeters") >= 2
    assert "Bewindvoerder" in told
    assert loan.borrower.last_name in told
    db.session.refresh(draft)
    assert draft.administrator is None  # it stands on the agreement now, and nowhere else


def test_receipts_quittances_and_letters_of_the_loan_name_the_legal_administrator(world, in_gent):
    home = {"phone": "09 123 45 67", "street": "Dorp 1", "postcode": "9000", "municipality": "Gent"}
    draft = make_hand_over(world, borrower=make_approved_borrower(world, **home))
    drafts.sign(world.nele.actor, draft, now=NOW, signing=Signing.PAPER, administrator="An Peeters")
    loan = hand_over(world.nele.actor, draft, now=NOW)
    late = calling.working_day(loan.due_on + timedelta(days=1))
    actor = Actor.house("nightly", world.gent, Permission)
    assert reminders.letters_due(actor, late, now=NOW) == 1
    [letter] = [one for one in outbox.correspondence_of(loan) if one.medium is Medium.PAPER]
    assert letter.to_address.splitlines()[1] == "Bewindvoerder: An Peeters"
    findings = dict.fromkeys(checks_for(loan), Finding.FINE)
    later = NOW + timedelta(hours=1)
    take_back(world.nele.actor, loan, files=Files.MAY_GO, findings=findings, choices={}, now=later)
    (given,) = to_sign(entries_of(loan))
    quittance.sign(world.nele.actor, loan, given, SignedHow.SCREEN, ink=make_ink(), now=later)
    told = {one.kind: words_on(one.pdf) for one in receipts_of(loan)}
    assert set(told) == {ReceiptKind.DEPOSIT, ReceiptKind.RETURN, ReceiptKind.REFUND}
    for kind, words in told.items():
        assert "An Peeters" in words, kind


def test_who_signs_themselves_has_no_such_line(world, in_gent):
    told = words_on(papers_of(make_loan(world))[0].pdf)
    assert "Tekent voor mij" not in told


def test_each_agreement_says_in_its_language_where_it_stands_what_is_done_with_data(world, in_gent):
    draft = make_hand_over(world, borrower=make_approved_borrower(world, language="fr"))
    drafts.sign(world.nele.actor, draft, now=NOW, signing=Signing.PAPER)
    papers = papers_of(hand_over(world.nele.actor, draft, now=NOW))
    for locale in ("nl", "fr"):
        [paper] = [one for one in papers if one.locale == locale]
        assert f"/privacy/gent?lang={locale}" in words_on(paper.pdf)
        assert len(PdfReader(BytesIO(paper.pdf)).pages) == 2


# --- what was promised ---


def test_a_laptop_does_not_go_before_the_promised_proof_was_seen(app, client, world):
    with app.test_request_context(), inside(world.gent):
        make_policy(world)
        application = make_application(world)
        for code, outcome in (("resident", Outcome.MET), ("uitpas_reduced", Outcome.NOT_SHOWN)):
            asking.answer(world.nele.actor, application, code, outcome, proof=None, now=NOW)
        applications.approve(world.fatima.actor, application, reason="brengt ze mee", now=NOW)
        draft = make_hand_over(world, borrower=application.borrower)
        ready = f"/gent/loans/hand-over/{draft.id}/ready"
        with pytest.raises(NotComplete) as refused:
            hand_over(world.nele.actor, draft, now=NOW)
        assert list(refused.value.reasons) == [NotYet.PROOF_TO_SEE]
    page = client.sign_in(world.nele).get(ready).text
    assert "Hand over to" not in page
    told = page.split("Still to see, as it was promised.")[1].split("</form>")[0]
    assert "Do you have a UiTPAS with reduced rate?" in told
    assert "Do you live" not in told
    seen = f"/gent/loans/hand-over/{draft.id}/seen/uitpas_reduced"
    for nothing_shown in ({}, {"proof": "nonsense"}):
        assert client.post(seen, data=nothing_shown).status_code == 404
    assert "Still to see" in client.get(ready).text
    for _twice in range(2):
        client.post(seen, data={"proof": "card"})
    with app.test_request_context(), inside(world.gent):
        application = db.session.scalars(db.select(Application)).one()
        [row] = [one for one in seen_for(application) if one.code == "uitpas_reduced"]
        assert (row.outcome, row.proof_kind, row.seen_by_id) == (
            Outcome.MET,
            ProofKind.CARD,
            world.nele.user_id,
        )
        asked = db.select(db.func.count(AuditEvent.id)).where(AuditEvent.deed == "applications.answered")
        assert db.session.scalar(asked) == 3  # the two at the desk, and this one, once
    page = client.get(ready).text
    assert "Still to see" not in page
    assert "Hand over to" in page


def test_good_news_that_did_not_leave_yet_is_held_back_when_they_withdraw(world, in_gent):
    application = make_application(world, make_borrower(world, **MAIL))
    applications.approve(world.fatima.actor, application, reason="ja", now=NOW)
    assert db.session.scalar(db.select(Letter.kind)) == "applications/approved"
    applications.withdraw(world.nele.actor, application, now=NOW + timedelta(minutes=1))
    assert not [one for one in db.session.scalars(db.select(Letter)) if one.state is LetterState.WAITS]


def test_later_papers_name_the_legal_administrator_until_the_borrower_is_forgotten(world, in_gent, client):
    draft = make_hand_over(world, borrower=make_approved_borrower(world, language="fr"))
    drafts.sign(world.nele.actor, draft, now=NOW, signing=Signing.PAPER, administrator="An Peeters")
    loan = hand_over(world.nele.actor, draft, now=NOW)
    device = make_ready_device(world)
    swap(world, loan, device, now=NOW)
    slips = {one.locale: words_on(one.pdf) for one in papers_of(loan) if one.kind is PaperKind.SWAP}
    assert "An Peeters" in slips["nl"]
    assert "Bewindvoerder" in slips["nl"]
    assert "Signe pour moi" in slips["fr"]
    code = loan.code
    assert "An Peeters" in client.sign_in(world.nele).get(f"/gent/loans/{code}").text
    assert "An Peeters" not in client.sign_in(world.karim).get(f"/gent/loans/{code}").text
    with transaction():
        blank_for(loan.borrower)
        record(world.nele.actor, "borrowers.forgotten", loan.borrower, now=NOW)
    assert administrator_of(loan) == ""
