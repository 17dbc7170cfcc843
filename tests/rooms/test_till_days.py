"""The day of a till: counted, differed, brought to the bank, closed; and two sessions that meet at the close."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inventory.deposits import actions, till_book, till_deeds, tills
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import balances, notes_of, unbalanced_entries
from inventory.deposits.till_models import Till, TillCount
from inventory.deposits.till_rules import (
    CountKind,
    DayNotClosed,
    LastTill,
    NotEmpty,
    Reopening,
    TillDayClosed,
    TillOver,
    TillShort,
    TillTooLow,
)
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.lending.models import Loan
from tests.make import make_loan

THIRTY = {2000: 1, 500: 2}


@pytest.fixture
def till(world, in_gent, now):
    """The one of the desk, with nothing in it yet."""
    return tills.make_till(world.fatima.actor, name="Kas balie", now=now)


def _close(world, till, now, pieces=None, **how):
    kind = how.pop("kind", CountKind.CLOSING)
    return till_deeds.count(
        world.nele.actor, till, kind, THIRTY if pieces is None else pieces, now=now, **how
    )


def _notes(till, on):
    return till_book.day_of(till, on, notes_of)


def test_a_day_that_agrees_is_closed_and_nothing_more_is_booked_in_it(world, now, till):
    loan = make_loan(world)
    done = _close(world, till, now)
    assert (done.counted_cents, done.expected_cents, done.entry) == (3000, 3000, None)
    for deed in (
        lambda: actions.refund_cash(world.nele.actor, loan, cents=3000, now=now),
        lambda: _close(world, till, now),
        lambda: till_deeds.bring_to_bank(world.nele.actor, till, cents=3000, slip="", now=now),
        lambda: make_loan(world),
    ):
        with pytest.raises(TillDayClosed):
            deed()
    assert balances()[Account.TILL] == till.balance_cents == 3000
    tomorrow = now + timedelta(days=1)
    actions.refund_cash(world.nele.actor, loan, cents=3000, now=tomorrow)
    assert till.balance_cents == 0


def test_a_closed_day_is_opened_again_and_closed_again(world, now, till):
    with pytest.raises(DayNotClosed):
        till_deeds.reopen(world.nele.actor, till, Reopening.LATE, now=now)
    _close(world, till, now, {})
    till_deeds.reopen(world.nele.actor, till, Reopening.LATE, now=now)
    make_loan(world)
    _close(world, till, now)
    assert [one.counted_cents for one in till_book.counts_on(till, day(now))] == [0, 3000]


@pytest.mark.parametrize(
    ("pieces", "refusal", "found"), [({2000: 1}, TillShort, 2000), ({5000: 1}, TillOver, 5000)]
)
def test_what_differs_is_booked_apart_with_its_reason(world, now, till, pieces, refusal, found):
    make_loan(world)
    with pytest.raises(refusal):
        _close(world, till, now, pieces)
    assert till.closed_on is None
    done = _close(world, till, now, pieces, because="A note under the tray")
    assert till.balance_cents == balances()[Account.TILL] == found
    assert balances()[Account.TILL_DIFFERENCE] == 3000 - found
    assert balances()[Account.HELD] == -3000
    assert notes_of([done.entry]) == {done.entry_id: "A note under the tray"}
    assert unbalanced_entries() == []
    assert list(till_book.wrong_tills()) == []


def test_cash_for_the_bank_is_on_its_way_until_the_statement_shows_it(world, now, till):
    make_loan(world)
    with pytest.raises(TillTooLow):
        till_deeds.bring_to_bank(world.nele.actor, till, cents=3001, slip="", now=now)
    entry = till_deeds.bring_to_bank(world.nele.actor, till, cents=2500, slip=" 4711 ", now=now)
    assert entry.slip == "4711"
    assert (balances()[Account.TILL], balances()[Account.IN_TRANSIT]) == (500, 2500)
    till_deeds.fetch_from_bank(world.nele.actor, till, cents=5000, slip="", now=now)
    assert (balances()[Account.TILL], balances()[Account.IN_TRANSIT]) == (5500, -2500)


def test_a_float_makes_a_refund_possible_that_was_not(world, now, till):
    loan = make_loan(world, way=DepositWay.CARD, slip="004711")
    with pytest.raises(TillTooLow):
        actions.refund_cash(world.nele.actor, loan, cents=3000, now=now)
    till_deeds.fetch_from_bank(world.nele.actor, till, cents=5000, slip="", now=now)
    actions.refund_cash(world.nele.actor, loan, cents=3000, now=now)
    assert till.balance_cents == 2000


def test_what_someone_takes_along_comes_out_of_the_desks_box(world, now, till):
    road = tills.make_till(world.fatima.actor, name="Kas onderweg", now=now)
    tills.work_from(world.nele.actor, till, now=now)
    make_loan(world)
    till_deeds.move_into(world.nele.actor, till, road, cents=1000, now=now)
    assert (till.balance_cents, road.balance_cents) == (2000, 1000)
    with pytest.raises(TillTooLow):
        till_deeds.move_into(world.nele.actor, road, till, cents=1001, now=now)
    _close(world, road, now, {1000: 1})
    with pytest.raises(TillDayClosed):
        till_deeds.move_into(world.nele.actor, till, road, cents=1, now=now)


def test_a_mistake_on_the_way_to_the_bank_is_undone(world, now, till):
    make_loan(world)
    entry = till_deeds.bring_to_bank(world.nele.actor, till, cents=2500, slip="", now=now)
    actions.correct(world.karim.actor, entry, because="It was 2000", now=now)
    assert (till.balance_cents, balances()[Account.IN_TRANSIT]) == (3000, 0)


def test_only_an_empty_till_is_put_away_and_never_the_last(world, now, till):
    with pytest.raises(LastTill):
        till_deeds.put_away(world.karim.actor, till, now=now)
    other = tills.make_till(world.fatima.actor, name="Kas winkel", now=now)
    till_deeds.fetch_from_bank(world.nele.actor, other, cents=100, slip="", now=now)
    with pytest.raises(NotEmpty):
        till_deeds.put_away(world.karim.actor, other, now=now)
    till_deeds.put_away(world.karim.actor, till, now=now)
    assert tills.tills_in_use() == [other]


@pytest.mark.parametrize("name", ["tom", "lotte", "rita", "olga"])
def test_who_does_not_take_cash_counts_none(world, now, till, name):
    actor = getattr(world, name).actor
    for deed in (
        lambda: till_deeds.count(actor, till, CountKind.COUNT, {}, now=now),
        lambda: till_deeds.fetch_from_bank(actor, till, cents=1, slip="", now=now),
        lambda: till_deeds.reopen(actor, till, Reopening.LATE, now=now),
    ):
        with pytest.raises(MayNot):
            deed()


# --- the book ---


def test_the_book_begins_where_the_day_before_ended_and_foots_to_the_ledger(world, now, till):
    days = [now + timedelta(days=number) for number in range(3)]
    loan = make_loan(world, now=days[0])
    _close(world, till, days[0], {2000: 1}, because="Gone", kind=CountKind.COUNT)
    make_loan(world, now=days[1])
    actions.refund_cash(world.nele.actor, loan, cents=1000, now=days[1])
    till_deeds.bring_to_bank(world.nele.actor, till, cents=500, slip="1", now=days[2])
    book = [_notes(till, day(at)) for at in days]
    assert [(one.opening, one.closing) for one in book] == [(0, 2000), (2000, 4000), (4000, 3500)]
    assert [one.opening + sum(one.sums.values()) for one in book] == [one.closing for one in book]
    assert [(one.earlier, one.later) for one in book] == [
        (None, day(days[1])),
        (day(days[0]), day(days[2])),
        (day(days[1]), None),
    ]
    assert book[0].lines[1].note == "Gone"
    assert book[-1].closing == balances()[Account.TILL] == till.balance_cents
    opening, lines = till_book.book_of(till, day(days[1]), day(days[2]))
    assert (opening, [line.cents for line in lines]) == (2000, [3000, -1000, -500])


def test_a_sum_that_was_tampered_with_is_found(world, now, till):
    make_loan(world)
    _close(world, till, now)
    assert list(till_book.wrong_tills()) == []
    db.session.execute(text("UPDATE till SET balance_cents = 4000"))
    assert list(till_book.wrong_tills()) == [f"till {till.id} holds 4000 cents, its lines say 3000"]
    db.session.rollback()
    statement = (
        "INSERT INTO till_count (digibank_id, till_id, kind, counted_at, counted_on, pieces, counted_cents,"
        " expected_cents, last_posting_id) SELECT digibank_id, till_id, kind, counted_at, counted_on, pieces,"
        " 2000, 2000, last_posting_id FROM till_count"
    )
    db.session.execute(text(statement))
    assert list(till_book.wrong_tills()) == [
        f"till {till.id} should hold 2000 cents by its last count, not 3000"
    ]
    db.session.rollback()


@pytest.mark.parametrize("statement", ["UPDATE till_count SET counted_cents = 0", "DELETE FROM till_count"])
def test_a_count_is_never_changed(world, now, till, statement):
    _close(world, till, now, {})
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()


# --- two sessions at once ---


def _while_the_first_is_not_done(app, world, first, second):
    """Do `first`, begin `second` in another session before the first is kept, and tell what became of the second."""
    first_is_written, second_begins = Event(), Event()

    def in_a_session(deed):
        with app.test_request_context(), inside(world.gent):
            try:
                return deed()
            except Refusal as refusal:
                return type(refusal)
            finally:
                db.session.remove()

    def one():
        with transaction():
            first()
            first_is_written.set()
            assert second_begins.wait(60)
        return

    def two():
        assert first_is_written.wait(60)
        second_begins.set()
        return second()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(in_a_session, deed) for deed in (one, two)]
        assert done[0].result(90) is None
        return done[1].result(90)


def _later(world, now):
    return make_loan(world, way=DepositWay.LATER, promised_on=day(now)).id


def _receive(world, now, loan_id, cents=3000):
    return actions.receive_cash(
        world.nele.actor, db.session.get_one(Loan, loan_id), cents=cents, now=now
    ).cents


def _count(world, now, till_id, pieces):
    till = db.session.get_one(Till, till_id)
    return till_deeds.count(world.karim.actor, till, CountKind.CLOSING, pieces, now=now).expected_cents


def test_a_receipt_that_is_being_written_lands_before_the_close(app, world, now, till):
    till_id, loan_id = till.id, _later(world, now)
    db.session.remove()
    expected = _while_the_first_is_not_done(
        app,
        world,
        lambda: _receive(world, now, loan_id),
        lambda: _count(world, now, till_id, THIRTY),
    )
    assert expected == 3000
    assert db.session.get_one(Till, till_id).closed_on == day(now)


def test_a_receipt_that_comes_while_the_till_closes_is_refused(app, world, now, till):
    till_id, loan_id = till.id, _later(world, now)
    db.session.remove()
    answer = _while_the_first_is_not_done(
        app, world, lambda: _count(world, now, till_id, {}), lambda: _receive(world, now, loan_id)
    )
    assert answer is TillDayClosed
    assert db.session.get_one(Till, till_id).balance_cents == 0
    assert db.session.scalar(db.select(db.func.count(LedgerEntry.id))) == 0
    assert db.session.scalar(db.select(db.func.count(TillCount.id))) == 1


def test_two_desks_cannot_give_the_same_coin(app, world, now, till):
    till_id, loans = (
        till.id,
        [make_loan(world, way=way, slip="1").id for way in (DepositWay.CASH, DepositWay.CARD)],
    )
    db.session.remove()

    def give(loan_id):
        loan = db.session.get_one(Loan, loan_id)
        return actions.refund_cash(world.nele.actor, loan, cents=3000, now=now).cents

    answer = _while_the_first_is_not_done(app, world, lambda: give(loans[0]), lambda: give(loans[1]))
    assert answer is TillTooLow
    assert db.session.get_one(Till, till_id).balance_cents == 0


def test_a_slip_of_the_finger_of_millions_is_booked_counted_and_undone_without_falling_over(
    world, in_gent, now
):
    till = tills.make_till(world.fatima.actor, name="Kas", now=now)
    most = 999_999_999
    slips = [
        till_deeds.fetch_from_bank(world.nele.actor, till, cents=most, slip="", now=now) for _one in range(3)
    ]
    counted = till_deeds.count(world.nele.actor, till, CountKind.COUNT, {}, because="Typed wrong", now=now)
    assert (counted.expected_cents, balances()[Account.TILL_DIFFERENCE]) == (3 * most, 3 * most)
    actions.correct(world.karim.actor, counted.entry, because="Typed wrong", now=now)
    for slip in slips:
        actions.correct(world.karim.actor, slip, because="Typed wrong", now=now)
    assert (till.balance_cents, wrong_books()) == (0, [])
