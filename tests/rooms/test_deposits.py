"""The books: they only grow, they add up, and what was altered behind our back is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from inventory.deposits import actions
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import (
    Account,
    AlreadyUndone,
    DepositWay,
    MoreThanAgreed,
    MoreThanHeld,
    NothingOpen,
    standing_of,
)
from inventory.deposits.queries import (
    balances,
    deposit_of,
    entries_of,
    gaps_in_receipts,
    held_per_loan,
    receipts_of,
    unbalanced_entries,
)
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.lending.actions import receive
from tests.make import make_approved_borrower, make_loan, make_ready_device, make_service

pytestmark = pytest.mark.usefixtures("in_gent")


@pytest.mark.parametrize("table", ["ledger_entry", "posting"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET digibank_id = digibank_id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_the_books(world, table, statement):
    make_loan(world)
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement.format(table)))
    db.session.rollback()


def test_an_entry_slipped_in_behind_our_back_is_found(world):
    loan = make_loan(world)
    entry = entries_of(loan)[0]
    db.session.execute(
        text("INSERT INTO posting (digibank_id, entry_id, account, amount_cents) VALUES (:d, :e, 'card', 5)"),
        {"d": world.gent, "e": entry.id},
    )
    assert unbalanced_entries() == [entry.id]
    db.session.rollback()
    assert unbalanced_entries() == []


def test_the_database_itself_refuses_that_more_leaves_than_is_held(world):
    loan = make_loan(world)
    entry = entries_of(loan)[0]
    line = (
        "INSERT INTO posting (digibank_id, entry_id, account, amount_cents) VALUES (:d, :e, :account, :cents)"
    )
    told = {"d": world.gent, "e": entry.id, "account": "held", "cents": entry.cents + 1}
    with pytest.raises(DBAPIError):
        db.session.execute(text(line), told)
    db.session.rollback()


def test_the_sums_beside_the_ledger_follow_every_line(world, now):
    loan, other = make_loan(world), make_loan(world)
    assert {held.loan: held.cents for held in held_per_loan()} == {
        one: standing_of(entries_of(one)).held for one in (loan, other)
    }
    actions.retain(world.karim.actor, loan, cents=700, because="Deksel gebarsten", now=now)
    actions.refund_cash(world.karim.actor, loan, cents=deposit_of(loan).held_cents, now=now)
    assert [held.loan for held in held_per_loan()] == [other]
    assert balances()[Account.RETAINED] == -700
    assert -balances()[Account.HELD] == standing_of(entries_of(other)).held
    assert wrong_books() == []


def test_a_sum_that_was_altered_behind_our_back_is_found_and_named(world):
    loan = make_loan(world)
    held = deposit_of(loan).held_cents
    with upkeep():
        db.session.execute(text("UPDATE deposit SET held_cents = held_cents + 1"))
        db.session.execute(
            text("UPDATE account_balance SET balance_cents = balance_cents + 5 WHERE account = 'held'")
        )
    assert [one.told for one in wrong_books()] == [
        f"loan {loan.code}: {held + 1} cents are held, its lines come to {held}",
        f"account held: {5 - held} cents are kept, its lines come to {-held}",
    ]


def test_what_was_paid_too_much_is_summed_anew_as_well(world):
    loan = make_loan(world)
    with upkeep():
        db.session.execute(text("UPDATE deposit SET surplus_cents = 700"))
    assert [one.told for one in wrong_books()] == [
        f"loan {loan.code}: 700 cents too much are kept, its lines come to 0"
    ]


def test_a_mistake_is_answered_with_a_counter_entry(world, now):
    loan = make_loan(world)
    wrong = entries_of(loan)[0]
    actions.correct(world.karim.actor, wrong, because="Typed twice", now=now)
    assert balances()[Account.TILL] == balances()[Account.HELD] == 0
    with pytest.raises(AlreadyUndone):
        actions.correct(world.karim.actor, wrong, because="Again", now=now)


def test_nobody_gets_more_than_is_held(world, now):
    loan = make_loan(world)
    with pytest.raises(MoreThanHeld):
        actions.refund_cash(world.nele.actor, loan, cents=3001, now=now)


def test_keeping_needs_a_reason(world, now):
    with pytest.raises(actions.ReasonNeeded):
        actions.retain(world.nele.actor, make_loan(world), cents=100, because=" ", now=now)


def test_a_card_payment_needs_the_number_of_its_slip(world, now):
    with pytest.raises(actions.SlipMissing):
        actions.receive_card(world.nele.actor, make_loan(world), cents=100, slip="", now=now)


def test_a_deposit_paid_by_card_is_on_its_way_to_the_bank(world):
    make_loan(world, way=DepositWay.CARD, slip="004711")
    assert balances()[Account.CARD] == 3000
    assert balances()[Account.TILL] == 0


def test_a_deposit_comes_in_in_parts_with_a_receipt_each(world, now):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=day(now))
    for cents in (1000, 2000):
        receive(world.nele.actor, loan, way=DepositWay.CASH, cents=cents, now=now)
    assert [receipt.amount_cents for receipt in receipts_of(loan)] == [1000, 2000]
    assert held_per_loan()[0].cents == 3000
    assert wrong_books() == []


@pytest.mark.parametrize("way", [DepositWay.CASH, DepositWay.CARD])
def test_no_more_comes_in_than_was_agreed(world, now, way):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=day(now))
    receive(world.nele.actor, loan, way=way, cents=1000, slip="004711", now=now)
    with pytest.raises(MoreThanAgreed):
        receive(world.nele.actor, loan, way=way, cents=2001, slip="004712", now=now)
    assert [receipt.amount_cents for receipt in receipts_of(loan)] == [1000]
    receive(world.nele.actor, loan, way=way, cents=2000, slip="004712", now=now)
    with pytest.raises(NothingOpen):
        receive(world.nele.actor, loan, way=way, cents=1, slip="004713", now=now)


def test_an_organisation_promises_no_more_than_was_agreed(world, now):
    service = make_service()
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=service)
    with pytest.raises(NothingOpen):
        actions.third_party(world.nele.actor, loan, cents=1, partner=service, now=now)
    assert held_per_loan()[0].cents == 3000


def test_where_no_deposit_was_asked_none_comes_in(world, now):
    loan = make_loan(world, way=DepositWay.WAIVED, because="The service asked for it")
    with pytest.raises(NothingOpen):
        actions.receive_cash(world.nele.actor, loan, cents=100, now=now)
    assert balances()[Account.TILL] == 0


def test_each_digibank_numbers_its_own_receipts_without_gaps(world, now):
    from inventory.foundation.tenancy import current_digibank_id

    loans = [make_loan(world) for _ in range(3)]
    assert [receipts_of(loan)[0].number for loan in loans] == [1, 2, 3]
    assert gaps_in_receipts() == []
    with inside(world.luik):
        loan = make_loan(world, device=make_ready_device(world), borrower=make_approved_borrower(world))
        assert current_digibank_id() == world.luik
        assert receipts_of(loan)[0].number == 1
        assert balances()[Account.TILL] == 3000


def test_a_waived_deposit_is_no_entry(world):
    loan = make_loan(world, way=DepositWay.WAIVED, because="The service asked for it")
    assert entries_of(loan) == []
    assert deposit_of(loan).waived_because == "The service asked for it"


@pytest.mark.parametrize("name", ["tom", "sofie", "lotte", "rita"])
def test_only_the_desk_touches_money(world, now, name):
    loan = make_loan(world)
    with pytest.raises(MayNot):
        actions.receive_cash(getattr(world, name).actor, loan, cents=100, now=now)
