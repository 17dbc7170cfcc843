"""Whom a colleague keeps here with a reason is not forgotten by another; and what it means to forget in part."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.applications.actions import withdraw
from inventory.applications.queries import applications_of
from inventory.borrowers import actions as borrowers
from inventory.foundation import clock
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending.actions import end
from inventory.lending.models import Ending
from inventory.repair_desk import actions as repair_desk
from inventory.retention import actions as retention
from inventory.retention import queries
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import HoldReason, KeptByColleague, KeptUntil
from inventory.rights import actions as rights
from inventory.rights import letter
from inventory.rights.models import PersonRequest
from inventory.rights.rules import Answer, Asker, NothingGoesApart, RequestKind
from tests.cast import NOW
from tests.make import make_application, make_approved_borrower, make_borrower, make_loan
from tests.rooms.test_rights import text_of
from tests.visitors import make_ticket


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


UNTIL = day(after(400))


@pytest.fixture
def at(monkeypatch: Any) -> Any:
    """Set the clock to so many days on."""
    return lambda days: monkeypatch.setattr(clock, "_ask", lambda: after(days))


def kept_by_fatima(world: Any) -> Any:
    """Someone who would go in a week, and whom the coordinator keeps for a court."""
    noor, boss = make_application(world, state="refused").borrower, world.fatima.actor
    retention.plan(boss, day(after(177)), now=after(177))
    notice = db.session.scalars(select(RetentionNotice)).one()
    retention.keep_here(boss, notice.id, HoldReason.PROCEEDINGS, until=UNTIL, now=after(177))
    return noor


def asks_to_go(world: Any, borrower: Any, now: datetime) -> PersonRequest:
    return rights.ask(
        world.nele.actor, borrower, RequestKind.ERASURE, asker=Asker.PERSON, identity="gekend",
        received_on=day(now), now=now,
    )  # fmt: skip


def test_who_is_kept_with_a_reason_is_forgotten_by_hand_when_that_is_lifted(
    world: Any, in_gent: int, at: Any
) -> None:
    at(178)
    noor, boss = kept_by_fatima(world), world.fatima.actor
    with pytest.raises(KeptUntil) as told:
        borrowers.forget(boss, noor, now=after(178))
    assert (told.value.particulars["by"], told.value.particulars["until"]) == (world.fatima.name, UNTIL)
    assert told.value.way_out == ("retention.coming", {"record_type": "applicant"})
    assert queries.name_of(told.value).endswith(".KeptByColleague"), "a notice remembers nobody's name"
    assert isinstance(queries.refusal_called(queries.name_of(told.value)), KeptByColleague)
    notice = db.session.scalars(select(RetentionNotice)).one()
    retention.let_it_go(boss, notice.id, now=after(178))
    borrowers.forget(boss, noor, now=after(178))
    retention.plan(boss, day(after(179)), now=after(179))
    assert noor.is_forgotten
    assert db.session.scalars(select(RetentionNotice)).all() == [], "who is forgotten by hand is told no more"


def test_what_a_colleague_keeps_of_someone_keeps_the_person(world: Any, in_gent: int) -> None:
    noor, ticket = with_an_old_laptop(world)
    for one in applications_of(noor):
        withdraw(world.nele.actor, one, now=NOW)
    boss = world.fatima.actor
    retention.plan(boss, day(after(54)), now=after(54))
    kept = select(RetentionNotice).where(RetentionNotice.record_type == "repair_visitors")
    retention.keep_here(
        boss, db.session.scalars(kept).one().id, HoldReason.INCIDENT, until=UNTIL, now=after(54)
    )
    with pytest.raises(KeptUntil):
        borrowers.forget(boss, noor, now=after(55))
    assert "own_laptops" not in [part.key for part in rights.parts_of(noor, day(after(55)))], (
        "nor does it go as a part"
    )
    assert ticket.complaint
    borrowers.forget(boss, make_borrower(world), now=after(55))


def test_a_hold_that_is_over_keeps_nobody(world: Any, in_gent: int, at: Any) -> None:
    noor = kept_by_fatima(world)
    at(401)
    borrowers.forget(world.fatima.actor, noor, now=after(401))
    assert noor.is_forgotten


def test_an_erasure_waits_for_what_a_colleague_keeps(world: Any, in_gent: int, at: Any) -> None:
    at(178)
    noor, boss = kept_by_fatima(world), world.fatima.actor
    asked = asks_to_go(world, noor, after(178))
    rights.answer(boss, asked, Answer.GRANTED, words="", now=after(178))
    paper = letter.draw_answer(
        asked, letter.Sender("Gent", "", "", ""), holds=rights.holds_of(noor), on=day(after(178)), locale="en"
    )
    assert "until and with" in text_of(paper)
    assert "A court, the police or an inspection needs it" in text_of(paper)
    assert rights.forget_who_waited(boss, now=after(179)) == 0
    at(401)
    assert rights.forget_who_waited(boss, now=after(401)) == 1


def test_the_page_says_who_keeps_someone_and_leads_there(
    client: Any, world: Any, in_gent: int, at: Any
) -> None:
    at(178)
    noor = kept_by_fatima(world)
    client.sign_in(world.fatima)
    said = client.get(f"/gent/borrowers/{noor.code}/forget").text
    assert "keeps this person here until and with" in said
    assert "A court, the police or an inspection needs it" in said
    assert "/gent/retention/coming/applicant" in said
    client.post(f"/gent/borrowers/{noor.code}/forget", data={"sure": "y"})
    assert not noor.is_forgotten


# --- forgotten in part ---


def with_an_old_laptop(world: Any, **told: Any) -> tuple[Any, Any]:
    """Someone with an own laptop that was fetched from the repair desk, and the slip of it."""
    noor = make_approved_borrower(world, phone="0470 12 34 56", **told)
    ticket = make_ticket(world, first_name=noor.first_name, phone="0470 12 34 56")
    repair_desk.recycle(world.fatima.actor, ticket, signed=repair_desk.Ink(on_paper=True), now=NOW)
    return noor, ticket


def in_part(world: Any, borrower: Any) -> PersonRequest:
    return rights.answer(
        world.fatima.actor, asks_to_go(world, borrower, NOW), Answer.PARTLY, words="U leent nog.", now=NOW
    )


def test_in_part_what_nothing_needs_goes_now_and_the_rest_when_its_hold_is_over(
    world: Any, in_gent: int
) -> None:
    noor, ticket = with_an_old_laptop(world)
    loan = make_loan(world, borrower=noor)
    answered = in_part(world, noor)
    assert (noor.is_forgotten, answered.waits_to_forget) == (False, True)
    assert (answered.went, ticket.complaint, noor.phone) == (["own_laptops"], "", "+32470123456")
    said = db.session.scalars(
        select(AuditEvent.particulars_text).where(AuditEvent.deed == "rights.answered")
    ).one()
    assert "own_laptops" in said
    with upkeep():
        end(loan, Ending.RETURNED, now=NOW)
    assert rights.forget_who_waited(world.fatima.actor, now=NOW) == 1
    assert list(verify(in_gent)) == []


def test_in_part_without_a_hold_the_rest_waits_for_its_time(world: Any, in_gent: int) -> None:
    noor, _ticket = with_an_old_laptop(world)
    for one in applications_of(noor):
        withdraw(world.nele.actor, one, now=NOW)
    answered = in_part(world, noor)
    assert not answered.waits_to_forget
    assert rights.forget_who_waited(world.fatima.actor, now=NOW) == 0
    assert not noor.is_forgotten


def test_where_nothing_can_go_apart_the_answer_is_yes_or_no(world: Any, in_gent: int) -> None:
    asked = asks_to_go(world, make_borrower(world), NOW)
    with pytest.raises(NothingGoesApart):
        rights.answer(world.fatima.actor, asked, Answer.PARTLY, words="Nog niet.", now=NOW)
    assert asked.is_open


def test_page_and_letter_say_the_same_of_what_goes_and_what_stays(client: Any, world: Any, app: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        noor, _ticket = with_an_old_laptop(world, language="fr")
        make_loan(world, borrower=noor)
        number = asks_to_go(world, noor, NOW).id
    client.sign_in(world.fatima)
    here = f"/gent/rights/requests/{number}"
    before = client.get(f"{here}/answer").text
    assert "own laptops at the repair desk" in before
    assert "in the night after nothing holds it any more" in before
    told = {"answer": "partly", "in_words": "Vous empruntez encore."}
    assert client.post(f"{here}/answer", data=told).status_code == 303
    after_it = client.get(here).text
    assert "own laptops at the repair desk" in after_it
    paper = " ".join(text_of(client.get(f"{here}/letter.pdf").data).split())
    assert "ordinateurs personnels" in paper
    assert "un prêt" in paper
    assert "Vous empruntez encore." in paper
