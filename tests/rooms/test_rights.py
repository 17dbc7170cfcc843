"""What a person may ask about the own data: everything that is known, the answer in time, and what a yes does."""

import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inventory.applications import actions as applications
from inventory.borrowers import actions as borrowers
from inventory.borrowers.actions import IsRestricted
from inventory.contacts.rules import Purpose
from inventory.foundation import outbox
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter, Medium
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending.actions import end
from inventory.lending.calling import objects_to_texts, whom_to_call
from inventory.lending.ladder import Channel
from inventory.lending.models import Ending
from inventory.lending.reaching import Whom
from inventory.rights import actions, rules, telling
from inventory.rights.models import PersonRequest
from inventory.rights.rules import Answer, Asker, RequestKind
from tests.cast import NOW
from tests.make import make_application, make_approved_borrower, make_borrower, make_loan


def text_of(content: bytes) -> str:
    """The words on a paper."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _asked(world: Any, borrower: Any, kind: RequestKind = RequestKind.ACCESS, **told: Any) -> PersonRequest:
    options = {
        "asker": Asker.PERSON,
        "identity": "identiteitskaart gezien",
        "received_on": NOW.date(),
        **told,
    }
    return actions.ask(world.nele.actor, borrower, kind, now=NOW, **options)


def test_whoever_asks_has_an_answer_within_a_month_and_the_journal_says_so(world: Any, in_gent: int) -> None:
    asked = _asked(world, make_borrower(world), received_on=date(2026, 11, 1))
    assert asked.due_on == date(2026, 12, 1)
    actions.make_longer(world.fatima.actor, asked, because="Het is veel.", now=NOW)
    assert asked.due_on == date(2027, 2, 1)
    with pytest.raises(rules.LongerBefore):
        actions.make_longer(world.fatima.actor, asked, because="Nog meer.", now=NOW)
    with pytest.raises(MayNot):
        actions.answer(world.nele.actor, asked, Answer.GRANTED, words="", now=NOW)
    actions.answer(world.fatima.actor, asked, Answer.GRANTED, words="", now=NOW)
    with pytest.raises(rules.AnsweredBefore):
        actions.answer(world.fatima.actor, asked, Answer.REFUSED, words="Neen.", now=NOW)
    deeds = set(db.session.scalars(select(AuditEvent.deed).where(AuditEvent.thing == "person_request")))
    assert deeds == {"rights.asked", "rights.made_longer", "rights.answered"}
    assert list(verify(in_gent)) == []


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"identity": " "}, rules.IdentityNeeded),
        ({"identity": "kaart 592-1234567-12"}, rules.NumberNotKept),
        ({"received_on": NOW.date() + timedelta(days=1)}, rules.NotADayYet),
    ],
)
def test_what_cannot_be_written_down(world: Any, in_gent: int, told: dict[str, Any], refusal: Any) -> None:
    with pytest.raises(refusal):
        _asked(world, make_borrower(world), **told)
    assert db.session.scalar(select(PersonRequest)) is None


def test_a_no_says_why_and_after_the_first_month_nothing_is_made_longer(world: Any, in_gent: int) -> None:
    asked = _asked(world, make_borrower(world))
    with pytest.raises(rules.WhyNeeded):
        actions.answer(world.fatima.actor, asked, Answer.REFUSED, words=" ", now=NOW)
    with pytest.raises(rules.TooLateForLonger):
        actions.make_longer(world.fatima.actor, asked, because="Veel.", now=NOW + timedelta(days=40))


def test_whose_data_are_only_kept_gets_nothing_new_and_no_letter(world: Any, in_gent: int) -> None:
    loan = make_loan(world, borrower=make_approved_borrower(world, email="noor@example.org"))
    noor = loan.borrower
    asked = _asked(world, noor, RequestKind.RESTRICTION)
    actions.answer(world.fatima.actor, asked, Answer.GRANTED, words="", now=NOW)
    assert noor.is_restricted
    with pytest.raises(IsRestricted):
        applications.apply(world.nele.actor, noor, purpose=Purpose.TRAINING, now=NOW)
    with pytest.raises(IsRestricted):
        borrowers.live_together(world.nele.actor, noor, make_borrower(world), now=NOW)
    with upkeep():
        db.session.add(
            Letter(
                kind="lending/late", medium=Medium.MAIL, to_email="noor@example.org", locale="nl", subject="s",
                body="b", written_at=NOW, try_after=NOW, thing="loan", thing_id=loan.id,
            )
        )  # fmt: skip
    assert outbox.is_held(db.session.scalars(select(Letter).order_by(Letter.id.desc())).first())
    borrowers.lift_restriction(world.fatima.actor, noor, now=NOW)
    assert not noor.is_restricted


def test_who_objects_is_not_texted_and_not_called(world: Any, in_gent: int) -> None:
    loan = make_loan(world)
    noor = loan.borrower
    for kind in (RequestKind.NO_TEXTS, RequestKind.NO_CALLS):
        actions.answer(world.fatima.actor, _asked(world, noor, kind), Answer.GRANTED, words="", now=NOW)
    assert objects_to_texts(noor)
    assert whom_to_call(loan, Channel.CALL, None) is Whom.NOBODY
    with upkeep():
        db.session.add(
            Letter(
                kind="repair_desk/ready", medium=Medium.SMS, to_phone=noor.phone, locale="nl", subject="",
                body="b", written_at=NOW, try_after=NOW,
            )
        )  # fmt: skip
    assert outbox.is_held(db.session.scalars(select(Letter).where(Letter.body == "b")).one())


def test_forgetting_waits_for_what_holds_it_and_then_happens_by_itself(world: Any, in_gent: int) -> None:
    loan = make_loan(world)
    noor = loan.borrower
    asked = _asked(world, noor, RequestKind.ERASURE, asked="Ik wil weg")
    actions.answer(world.fatima.actor, asked, Answer.GRANTED, words="Na uw lening.", now=NOW)
    assert (noor.is_forgotten, asked.waits_to_forget) == (False, True)
    house = world.fatima.actor
    assert actions.forget_who_waited(house, now=NOW) == 0
    with upkeep():
        end(loan, Ending.RETURNED, now=NOW)
    assert actions.forget_who_waited(house, now=NOW) == 1
    assert noor.is_forgotten
    assert (asked.asked, asked.answered, asked.identity, asked.answer) == ("", "", "", Answer.GRANTED)


def test_forgetting_at_once_also_ends_what_else_was_asked(world: Any, in_gent: int) -> None:
    noor = make_borrower(world)
    other, asked = _asked(world, noor), _asked(world, noor, RequestKind.ERASURE)
    actions.answer(world.fatima.actor, asked, Answer.GRANTED, words="", now=NOW)
    assert noor.is_forgotten
    assert (other.answer, other.answered_on) == (Answer.WITHDRAWN, NOW.date())


def test_everything_on_screen_on_paper_and_for_a_machine(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        noor = make_approved_borrower(world, first_name="Noor", last_name="Tahirić", email="noor@example.org")
        loan = make_loan(world, borrower=noor)
        make_application(world, noor, state="refused", note="groot klavier")
        _asked(world, noor, asked="Wat weten jullie?")
        code, number = noor.code, loan.spoken
    client.sign_in(world.fatima)
    shown = client.get(f"/gent/rights/people/{code}?lang=en")
    assert shown.status_code == 200
    page = shown.get_data(as_text=True)
    for words in ("Tahirić", "noor@example.org", "groot klavier", number, "Wat weten jullie?"):
        assert words in page
    copied = json.loads(client.get(f"/gent/rights/people/{code}/copy.json").data)
    assert (copied["format"], copied["version"]) == (telling.FORMAT, telling.VERSION)
    assert copied["sections"]["person"][0]["last_name"] == "Tahirić"
    assert copied["sections"]["loans"][0]["number"] == number
    # Who looks is told by role, and never by name.
    assert copied["sections"]["looked"][0]["role"] == ["coordinator"]
    assert "Fatima" not in json.dumps(copied)
    for locale, words in (
        ("nl", "Wat we over je hebben"),
        ("fr", "Ce que nous avons"),
        ("en", "What we have"),
    ):
        paper = text_of(client.get(f"/gent/rights/people/{code}/copy.pdf?in={locale}").data)
        assert words in paper
        assert "Tahirić" in paper


def test_the_desk_writes_down_what_is_asked_and_the_coordinator_answers(
    client: Any, world: Any, app: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        code = make_borrower(world).code
    client.sign_in(world.nele)
    assert client.get(f"/gent/rights/people/{code}").status_code == 403
    here = f"/gent/rights/people/{code}/ask"
    told = {
        "kind": "access",
        "asker": "person",
        "identity": "",
        "received_on": "2026-11-20",
        "asked": "Alles",
    }
    refused = client.post(here, data=told)
    assert refused.status_code == 422
    assert "Alles" in refused.get_data(as_text=True)
    assert client.post(here, data={**told, "identity": "kaart gezien"}).status_code == 303
    client.sign_in(world.fatima)
    listed = client.get("/gent/rights/").get_data(as_text=True)
    assert "Noor" in listed
    with app.test_request_context(), inside(world.gent):
        number = db.session.scalars(select(PersonRequest.id)).one()
    assert client.get(f"/gent/rights/requests/{number}").status_code == 200
    assert "Noor" in text_of(client.get(f"/gent/rights/requests/{number}/letter.pdf").data)
    answered = client.post(
        f"/gent/rights/requests/{number}/answer", data={"answer": "granted", "in_words": ""}
    )
    assert answered.status_code == 303
    assert client.get("/gent/rights/?show=answered").status_code == 200


def test_an_answer_that_is_no_full_yes_needs_a_reason_and_what_was_chosen_stays(
    app: Any, client: Any, world: Any
) -> None:
    with app.test_request_context(), inside(world.gent):
        number = _asked(world, make_borrower(world, first_name="Noor")).id
    client.sign_in(world.fatima)
    told = client.post(f"/gent/rights/requests/{number}/answer", data={"answer": "refused", "in_words": ""})
    assert told.status_code == 422
    assert re.search(r'value="refused"[^>]*checked|checked[^>]*value="refused"', told.text)
