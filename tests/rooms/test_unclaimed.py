"""Deposits that nobody fetched: the list, the steps with who and when, and no cent that becomes ours."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from inventory.bookkeeping import ageing
from inventory.bookkeeping.ageing_rules import (
    Age,
    DoneInTheFuture,
    How,
    NothingHeld,
    Outcome,
    OutcomeOfAnother,
    Step,
    StillRunning,
)
from inventory.bookkeeping.forms import DAY_FIELDS
from inventory.bookkeeping.models import UnclaimedStep
from inventory.deposits import actions
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account
from inventory.deposits.queries import balances, deposit_of
from inventory.foundation import clock
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from tests import make
from tests.cast import NOW

LIST = "/gent/books/unclaimed"


@pytest.fixture
def old(world, in_gent):
    """Over since forty days, with something still held."""
    return make.make_unclaimed(world, now=NOW - timedelta(days=40))


def _note(actor, loan, step=Step.MESSAGE, *, how=How.TEXT, outcome=Outcome.WAITING, done_on=None, now=NOW):
    return ageing.note(actor, loan, step, how=how, outcome=outcome, done_on=done_on or day(now), now=now)


def _told(today=None):
    today = today or day(NOW)
    rows = db.session.execute(ageing.unclaimed(today=today)).all()
    return {one.loan_id: one for one in ageing.told(rows, today=today)}


def test_what_is_held_after_the_loan_is_told_with_its_age(world, old):
    make.make_loan(world)
    fresh = make.make_unclaimed(world)
    told = _told()
    assert set(told) == {old.id, fresh.id}
    assert (told[old.id].age, told[fresh.id].age) == (Age.HALF_YEAR, Age.MONTH)
    assert told[old.id].cents == deposit_of(old).held_cents > 0
    assert (told[old.id].next.step, told[old.id].next.is_due(day(NOW))) == (Step.MESSAGE, True)
    assert not told[fresh.id].next.is_due(day(NOW))
    assert {age: number for age, (number, _cents) in ageing.by_age(day(NOW)).items() if number} == {
        Age.HALF_YEAR: 1, Age.MONTH: 1,
    }  # fmt: skip


def test_the_bands_of_the_list_are_those_of_the_sums(world, old):
    for days in (0, 30, 31, 182, 183, 365, 366, 1826, 1827, 5000):
        today = day(NOW) - timedelta(days=40) + timedelta(days=days)
        (full,) = [age for age, (number, _cents) in ageing.by_age(today).items() if number]
        for age in Age:
            found = db.session.execute(ageing.unclaimed(age, today=today)).all()
            assert bool(found) == (age is full), (days, age)


def test_a_step_is_noted_and_the_next_one_comes(world, old):
    before = balances()
    done = _note(world.karim.actor, old)
    assert (done.noted_by_id, done.how) == (world.karim.user_id, How.TEXT)
    comes = _told()[old.id].next
    assert (comes.step, comes.due_on) == (Step.LETTER, day(NOW) - timedelta(days=40) + timedelta(days=90))
    for step in (Step.LETTER, Step.REFERRER):
        _note(world.karim.actor, old, step)
    assert (_told()[old.id].next.step, _told()[old.id].next.due_on) == (Step.DECIDE, None)
    _note(world.karim.actor, old, Step.DECIDE, how=How.IN_PERSON, outcome=Outcome.STAYS_HELD)
    assert _told()[old.id].next is None
    assert balances() == before
    assert balances()[Account.RETAINED] == 0
    assert wrong_books() == []


def test_no_step_for_what_is_not_unclaimed(world, old):
    karim = world.karim.actor
    with pytest.raises(StillRunning):
        _note(karim, make.make_loan(world))
    with pytest.raises(DoneInTheFuture):
        _note(karim, old, done_on=day(NOW) + timedelta(days=1))
    with pytest.raises(DoneInTheFuture):
        _note(karim, old, done_on=day(NOW) - timedelta(days=41))
    with pytest.raises(OutcomeOfAnother):
        _note(karim, old, outcome=Outcome.STAYS_HELD)
    with pytest.raises(MayNot):
        _note(world.nele.actor, old)
    actions.refund_cash(world.nele.actor, old, cents=deposit_of(old).held_cents, now=NOW)
    with pytest.raises(NothingHeld):
        _note(karim, old)
    assert db.session.scalars(db.select(UnclaimedStep)).all() == []
    assert _told() == {}


def test_a_step_stays_as_it_was_noted(world, old):
    _note(world.karim.actor, old)
    with pytest.raises(DBAPIError):
        db.session.execute(db.text("UPDATE unclaimed_step SET outcome = 'agreed'"))
    db.session.rollback()


def test_a_digibank_sets_its_own_days(world, old):
    days = {Step.MESSAGE: 45, Step.LETTER: None, Step.REFERRER: 60, Step.DECIDE: 3650}
    for _twice in range(2):
        ageing.set_rule(world.karim.actor, days, words="Naar het sociaal fonds", fields=DAY_FIELDS, now=NOW)
    comes = _told()[old.id].next
    assert (comes.step, comes.is_due(day(NOW))) == (Step.MESSAGE, False)
    _note(world.karim.actor, old)
    assert _told()[old.id].next.step is Step.REFERRER  # no letter here
    with inside(world.luik):
        assert ageing.rule() is None


# --- pages ---


@pytest.fixture
def karim(client, world):
    return client.sign_in(world.karim)


@pytest.fixture
def waiting(world, in_gent):
    return make.make_unclaimed(world, now=clock.now() - timedelta(days=40))


def test_the_work_list_and_a_step_on_a_page(karim, world, waiting):
    page = karim.get(LIST).text
    assert str(waiting.code) in page
    assert "Send a message" in page
    assert waiting.borrower.first_name not in page
    assert str(waiting.code) not in karim.get(f"{LIST}?age=older").text
    door = f"{LIST}/{waiting.code}/message"
    assert karim.get(door).status_code == 200
    refused = karim.post(door, data={"done_on": "2040-01-01", "how": "text", "outcome": "waiting"})
    assert refused.status_code == 422
    assert 'value="2040-01-01"' in refused.text
    told = {"done_on": str(clock.today()), "how": "text", "outcome": "waiting", "once": "k" * 24}
    for _twice in range(2):
        assert karim.post(door, data=told).status_code == 303
    with inside(world.gent):
        assert len(db.session.scalars(db.select(UnclaimedStep)).all()) == 1
    assert "Nothing heard yet" in karim.get(LIST).text
    rows = list(
        csv.reader(io.StringIO(karim.get(f"{LIST}/list.csv").get_data().decode("utf-8-sig")), delimiter=";")
    )
    assert rows[1][0] == str(waiting.code)
    assert karim.get(f"{LIST}/L000000/message").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"days_message": "-1"},
        {"days_message": "veel"},
        {"days_message": "90", "days_letter": "10"},
        {"days_decide": "99999999"},
    ],
)
def test_days_that_cannot_be_are_refused_and_stay(karim, world, typed):
    refused = karim.post(f"{LIST}/rule", data=typed)
    assert refused.status_code == 422
    for value in typed.values():
        assert f'value="{value}"' in refused.text


def test_days_are_kept(karim, world):
    typed = {
        "days_message": "20",
        "days_letter": "",
        "days_referrer": "60",
        "own_rule": "Wij bellen nog eens.",
    }
    assert karim.post(f"{LIST}/rule", data=typed).status_code == 303
    page = karim.get(f"{LIST}/rule").text
    assert 'value="20"' in page
    assert "Wij bellen nog eens." in page


def test_a_desk_worker_and_a_technician_do_not_look_in_here(client, world):
    for person in (world.nele, world.tom, world.lotte):
        assert client.sign_in(person).get(LIST).status_code == 403
