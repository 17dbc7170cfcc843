"""Cash boxes: every coin is in one, none gives more than it has, and the day is closed as it was counted."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from inventory.deposits import actions, tills
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.models import Posting
from inventory.deposits.queries import balances, entries_of
from inventory.deposits.till_models import Till
from inventory.deposits.till_rules import TillPutAway, TillTooLow, WhichTill
from inventory.digibank.models import User
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests.make import anyone, make_loan
from tests.make_outings import make_outing, make_outing_on_the_road

pytestmark = pytest.mark.usefixtures("in_gent")


def _till(world, name="Kas winkel", **details):
    from tests.cast import NOW

    return tills.make_till(world.fatima.actor, name=name, now=NOW, **details)


def _later(world, now):
    return make_loan(world, way=DepositWay.LATER, promised_on=day(now))


def test_the_first_cash_makes_the_till_of_the_desk(world, now):
    assert tills.tills_in_use() == []
    make_loan(world)
    make_loan(world)
    (till,) = tills.tills_in_use()
    assert till.balance_cents == balances()[Account.TILL] == 6000
    assert {line.till_id for line in db.session.scalars(db.select(Posting))} == {till.id, None}
    with inside(world.luik):
        assert tills.tills_in_use() == []


def test_a_till_of_which_there_is_one_is_never_asked_for(world, now):
    till = _till(world)
    loan = make_loan(world)
    assert tills.tills_in_use() == [till]
    assert [line.till_id for line in entries_of(loan)[0].postings] == [till.id, None]


def test_where_there_are_several_one_is_chosen_and_remembered(world, now):
    desk, shop = _till(world, "Kas balie"), _till(world, "Kas winkel")
    loan = _later(world, now)
    with pytest.raises(WhichTill):
        actions.receive_cash(world.nele.actor, loan, cents=1000, now=now)
    assert entries_of(loan) == []
    tills.work_from(world.nele.actor, shop, now=now)
    actions.receive_cash(world.nele.actor, loan, cents=1000, now=now)
    tills.work_from(world.nele.actor, desk, now=now)
    actions.receive_cash(world.nele.actor, loan, cents=500, now=now)
    assert (desk.balance_cents, shop.balance_cents) == (500, 1000)
    # What a colleague chose is theirs alone.
    with pytest.raises(WhichTill):
        actions.receive_cash(world.fatima.actor, loan, cents=500, now=now)


def test_on_the_road_cash_goes_into_ones_own_box(world, now, monkeypatch):
    from inventory.foundation import offers

    nele = db.session.get_one(User, world.nele.user_id)
    desk, hers = _till(world, "Kas balie"), _till(world, "Kas Nele", holder=nele)
    tills.work_from(world.nele.actor, desk, now=now)
    assert tills.till_of(world.nele.actor) == desk
    monkeypatch.setitem(offers._offered, "till.travels", [lambda actor: actor == world.nele.actor])
    assert tills.till_of(world.nele.actor) == hers
    assert tills.till_of(world.fatima.actor) == desk


def test_who_travels_is_on_the_road_from_leaving_to_closing(world, now):
    from inventory.outings.offered import is_on_the_road

    nele = db.session.get_one(User, world.nele.user_id)
    make_outing(world, travellers=(nele,))
    assert not is_on_the_road(world.nele.actor)
    make_outing_on_the_road(world, travellers=(nele,))
    assert is_on_the_road(world.nele.actor)
    assert not is_on_the_road(world.fatima.actor)


def test_a_till_gives_no_more_than_it_has_and_nothing_is_kept_of_the_refusal(world, now):
    loan = make_loan(world, way=DepositWay.CARD, slip="004711")
    with pytest.raises(TillTooLow):
        take_back(
            world.nele.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
            now=now + timedelta(days=30),
        )  # fmt: skip
    assert loan.is_open
    assert balances()[Account.HELD] == -3000


def test_what_came_into_one_till_does_not_go_out_of_another(world, now):
    desk, shop = _till(world, "Kas balie"), _till(world, "Kas winkel")
    loan = _later(world, now)
    actions.receive_cash(world.nele.actor, loan, cents=3000, now=now, till=desk)
    with pytest.raises(TillTooLow):
        actions.refund_cash(world.nele.actor, loan, cents=3000, now=now, till=shop)
    actions.refund_cash(world.nele.actor, loan, cents=3000, now=now, till=desk)
    assert (desk.balance_cents, shop.balance_cents) == (0, 0)


def test_what_is_undone_leaves_the_till_it_came_into(world, now):
    desk, shop = _till(world, "Kas balie"), _till(world, "Kas winkel")
    loan = _later(world, now)
    entry = actions.receive_cash(world.nele.actor, loan, cents=3000, now=now, till=desk)
    actions.correct(world.karim.actor, entry, because="Typed twice", now=now)
    assert (desk.balance_cents, shop.balance_cents) == (0, 0)


def test_a_till_that_is_put_away_takes_nothing(world, now):
    desk, shop = _till(world, "Kas balie"), _till(world, "Kas winkel")
    with upkeep():
        db.session.get_one(Till, shop.id).is_open = False
    loan = _later(world, now)
    with pytest.raises(TillPutAway):
        actions.receive_cash(world.nele.actor, loan, cents=1000, now=now, till=shop)
    with pytest.raises(TillPutAway):
        tills.work_from(world.nele.actor, shop, now=now)
    actions.receive_cash(world.nele.actor, loan, cents=1000, now=now)
    assert desk.balance_cents == 1000


def test_each_has_a_name_of_its_own_and_each_person_one_box(world, now):
    nele = db.session.get_one(User, world.nele.user_id)
    _till(world, "Kas balie", holder=nele)
    for name in ("kas  BALIE", " "):
        with pytest.raises(tills.TillNamed):
            _till(world, name)
    with pytest.raises(tills.HasATill):
        _till(world, "Kas Nele", holder=nele)


@pytest.mark.parametrize("name", ["nele", "tom", "rita"])
def test_tills_are_made_by_who_looks_after_the_money(world, now, name):
    with pytest.raises(MayNot):
        tills.make_till(getattr(world, name).actor, name="Kas", now=now)


# --- what the database itself refuses ---


def _slip_in(world, entry, account, cents, till, on="2026-11-23"):
    told = {"d": world.gent, "e": entry.id, "a": account, "c": cents, "t": till and till.id, "o": till and on}
    statement = (
        "INSERT INTO posting (digibank_id, entry_id, account, amount_cents, till_id, till_on)"
        " VALUES (:d, :e, :a, :c, :t, :o)"
    )
    try:
        db.session.execute(text(statement), told)
    finally:
        db.session.rollback()


def test_cash_is_always_in_a_till_and_nothing_else_is(world):
    entry = entries_of(make_loan(world))[0]
    (till,) = tills.tills_in_use()
    _slip_in(world, entry, "till", 1, till)
    for account, named in (("till", None), ("card", till)):
        with pytest.raises(IntegrityError):
            _slip_in(world, entry, account, 1, named)


def test_no_line_brings_a_till_below_nothing(world):
    entry = entries_of(make_loan(world))[0]
    (till,) = tills.tills_in_use()
    _slip_in(world, entry, "till", -3000, till)
    with pytest.raises(IntegrityError):
        _slip_in(world, entry, "till", -3001, till)


def test_no_line_falls_on_a_day_that_was_closed(world):
    entry = entries_of(make_loan(world))[0]
    (till,) = tills.tills_in_use()
    with upkeep():
        db.session.get_one(Till, till.id).closed_on = day(entry.booked_at)
    with pytest.raises(DBAPIError, match="closed"):
        _slip_in(world, entry, "till", 1, till)
    _slip_in(world, entry, "till", 1, till, on="2026-11-24")


def test_a_till_of_another_digibank_takes_nothing(world, now):
    entry = entries_of(make_loan(world))[0]
    with inside(world.luik):
        theirs = tills.write_till
        from inventory.foundation.transaction import transaction

        with transaction():
            till = theirs(anyone(world.luik), name="Kas Luik", now=now)
        assert till.id  # known from here on: back in Gent nothing of Luik is asked for any more
    with pytest.raises(IntegrityError):
        _slip_in(world, entry, "till", 1, till)
