"""Whom a colleague keeps here with a reason is not forgotten by another; and what it means to forget in part."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers import actions as borrowers
from inventory.foundation import clock
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.retention import actions as retention
from inventory.retention import queries
from inventory.retention.models import RetentionNotice
from inventory.retention.rules import HoldReason, KeptByColleague, KeptUntil
from inventory.rights import actions as rights
from inventory.rights.models import PersonRequest
from inventory.rights.rules import Answer, Asker, RequestKind
from tests.cast import NOW
from tests.make import make_application


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


def test_a_hold_that_is_over_keeps_nobody(world: Any, in_gent: int, at: Any) -> None:
    noor = kept_by_fatima(world)
    at(401)
    borrowers.forget(world.fatima.actor, noor, now=after(401))
    assert noor.is_forgotten


def test_an_erasure_waits_for_what_a_colleague_keeps(world: Any, in_gent: int, at: Any) -> None:
    at(178)
    noor, boss = kept_by_fatima(world), world.fatima.actor
    rights.answer(boss, asks_to_go(world, noor, after(178)), Answer.GRANTED, words="", now=after(178))
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
