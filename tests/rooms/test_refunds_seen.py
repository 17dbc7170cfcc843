"""Refunds on the bank's statement: paid when they left, open again when they came back; and what was paid too much."""

from typing import Any

import pytest
from sqlalchemy import select

from inventory.banking import importing
from inventory.banking.models import OpenMovement
from inventory.borrowers import actions as borrowers
from inventory.deposits import actions, asking, payment_files, refunds
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account, DepositWay, MoreThanHeld, surplus_of
from inventory.deposits.queries import balances, deposit_of, entries_of
from inventory.deposits.refund_orders import get_order
from inventory.deposits.refund_rules import OrderState, OwedToThem, Payee, PayeeGone
from inventory.foundation.transaction import upkeep
from inventory.reconciling import deeds, queries
from inventory.reconciling.rules import NothingLeftOfIt, NotThisRefund
from inventory.returning.actions import take_back
from inventory.returning.rules import Check, Files, Finding
from tests.bank_files import Paid, as_bytes, coda
from tests.cast import NOW
from tests.make import make_loan
from tests.make_bank import make_bank_account, make_movement, make_paid_loan

PAYER = "BE43068999999501"


@pytest.fixture
def account(in_gent: Any, world: Any) -> Any:
    """The bank account of Gent."""
    return make_bank_account(world)


@pytest.fixture
def order(account: Any, world: Any) -> Any:
    """An order of € 30 that went to the bank."""
    return _sent(world, account, make_paid_loan(world))


def _sent(world: Any, account: Any, loan: Any, **how: Any) -> Any:
    order = refunds.ask_refund(world.nele.actor, loan, cents=how.pop("cents", 3000), now=NOW, **how)
    file = payment_files.make_file(world.karim.actor, account, now=NOW)
    payment_files.approve(world.fatima.actor, file, now=NOW)
    payment_files.fetch(world.karim.actor, file, now=NOW)
    return order


def _open(movement: Any) -> OpenMovement:
    return queries.get_open(movement.id)


def _all_is_well() -> None:
    assert wrong_books() == []
    assert queries.wrongly_open() == []


def test_a_debit_with_its_number_closes_it(world, account, order):
    movement = make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    assert (order.state, _open(movement).left_cents) == (OrderState.PAID, 0)
    stood = balances()
    assert (stood[Account.BANK], stood[Account.UNDERWAY], stood[Account.HELD]) == (0, 0, 0)
    _all_is_well()


def test_a_debit_of_another_amount_or_number_closes_nothing_by_itself(world, account, order):
    other = make_movement(world, -2999, iban=account.iban, end_to_end=order.end_to_end_id)
    unknown = make_movement(world, -3000, iban=account.iban, end_to_end="SOMETHING")
    assert order.state is OrderState.IN_FILE
    assert queries.refunds_shown([_open(other), _open(unknown)]) == {other.id: [], unknown.id: [order]}
    with pytest.raises(NothingLeftOfIt):
        deeds.see_refund(world.karim.actor, other, order, now=NOW)
    deeds.see_refund(world.karim.actor, unknown, order, now=NOW)
    assert order.state is OrderState.PAID
    _all_is_well()


def test_two_debits_with_one_number_are_one_refund_and_one_question(world, account, order):
    first = make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    second = make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    assert (_open(first).left_cents, _open(second).left_cents) == (0, -3000)
    with pytest.raises(NotThisRefund):
        deeds.see_refund(world.karim.actor, second, order, now=NOW)
    _all_is_well()


def test_a_transfer_that_came_back_opens_it_again(world, account, order):
    make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    back = make_movement(
        world, 3000, iban=account.iban, end_to_end=order.end_to_end_id, returned=("2", "AC04")
    )
    assert (order.state, order.return_reason) == (OrderState.RETURNED, "AC04")
    assert _open(back).left_cents == 0
    assert balances()[Account.UNDERWAY] == -3000
    _all_is_well()
    # To the next account, and that one is seen too.
    again = refunds.ask_again(
        world.nele.actor, order, payee=Payee(iban="BE62510007547061", because="moved"), now=NOW
    )
    assert again.state is OrderState.WAITING
    _all_is_well()


def test_left_and_back_in_one_file(world, account, order):
    content = as_bytes(
        coda(
            [
                Paid(-3000, end_to_end=order.end_to_end_id),
                Paid(3000, end_to_end=order.end_to_end_id, returned=("2", "AC04")),
            ],
            sequence=2,
            opening=3000,
        )
    )
    assert importing.import_file(world.karim.actor, content, "b.cod", now=NOW).booked == 2
    assert order.state is OrderState.RETURNED
    _all_is_well()


def test_a_wrong_sight_is_undone_and_the_order_waits_for_the_right_one(world, account, order):
    movement = make_movement(world, -3000, iban=account.iban, end_to_end="SOMETHING")
    entry = deeds.see_refund(world.karim.actor, movement, order, now=NOW)
    actions.correct(world.karim.actor, entry, because="it was the rent", now=NOW)
    assert (order.state, _open(movement).left_cents) == (OrderState.IN_FILE, -3000)
    make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    assert order.state is OrderState.PAID
    _all_is_well()


def test_what_was_paid_too_much_goes_back_to_who_paid_that(world, account):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=NOW.date())
    [request] = asking.ask(world.nele.actor, loan, now=NOW)
    make_movement(world, 3000, iban=account.iban, reference=request.reference)
    twice = make_movement(
        world, 3000, iban=account.iban, reference=request.reference, name="DE ZUS", account="BE62510007547061"
    )
    deeds.keep_apart(world.karim.actor, twice, loan, cents=3000, now=NOW)
    assert (surplus_of(entries_of(loan)), deposit_of(loan).surplus_cents) == (3000, 3000)
    with pytest.raises(MoreThanHeld):
        refunds.ask_refund(world.nele.actor, loan, cents=3001, out_of=Account.SURPLUS, now=NOW)
    order = _sent(world, account, loan, out_of=Account.SURPLUS)
    assert (order.payee_name, order.iban) == ("DE ZUS", "BE62510007547061")
    # The deposit itself is still held, and goes to the one who paid it.
    assert balances()[Account.HELD] == -3000
    make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    assert get_order(order.id).state is OrderState.PAID
    assert balances()[Account.SURPLUS] == 0
    other = refunds.ask_refund(world.nele.actor, loan, cents=3000, now=NOW)
    assert other.iban == PAYER
    _all_is_well()


def test_called_off_it_is_too_much_again(world, account):
    loan = make_paid_loan(world)
    extra = make_movement(world, 500, iban=account.iban)
    deeds.keep_apart(world.karim.actor, extra, loan, cents=500, now=NOW)
    order = refunds.ask_refund(world.nele.actor, loan, cents=500, out_of=Account.SURPLUS, now=NOW)
    refunds.call_off(world.nele.actor, order, now=NOW)
    assert surplus_of(entries_of(loan)) == 500
    _all_is_well()


def test_too_much_that_is_on_its_way_back_is_not_undone(world, account):
    loan = make_paid_loan(world)
    extra = make_movement(world, 500, iban=account.iban)
    entry = deeds.keep_apart(world.karim.actor, extra, loan, cents=500, now=NOW)
    order = refunds.ask_refund(world.nele.actor, loan, cents=500, out_of=Account.SURPLUS, now=NOW)
    with pytest.raises(MoreThanHeld):
        actions.correct(world.karim.actor, entry, because="of another loan", now=NOW)
    refunds.call_off(world.nele.actor, order, now=NOW)
    actions.correct(world.karim.actor, entry, because="of another loan", now=NOW)
    assert (surplus_of(entries_of(loan)), _open(extra).left_cents) == (0, 500)
    _all_is_well()


def test_nobody_is_forgotten_to_whom_too_much_is_owed(world, account):
    loan = make_loan(world, way=DepositWay.LATER, promised_on=NOW.date())
    extra = make_movement(world, 500, iban=account.iban)
    entry = deeds.keep_apart(world.karim.actor, extra, loan, cents=500, now=NOW)
    take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=NOW,
    )  # fmt: skip
    with pytest.raises(OwedToThem):
        borrowers.forget(world.fatima.actor, loan.borrower, now=NOW)
    actions.correct(world.karim.actor, entry, because="sent back", now=NOW)
    borrowers.forget(world.fatima.actor, loan.borrower, now=NOW)


def test_a_payment_to_somebody_who_is_forgotten_stays_paid(world, account, order):
    entry = refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=NOW)
    with upkeep():
        actions.blank_for(order.loan)
    with pytest.raises(PayeeGone):
        actions.correct(world.karim.actor, entry, because="it was the rent", now=NOW)
    assert order.state is OrderState.PAID
    _all_is_well()


def test_every_open_movement_is_there_once(world, account, order):
    make_movement(world, -3000, iban=account.iban, end_to_end=order.end_to_end_id)
    from inventory.foundation.database import db

    rows = db.session.scalars(select(OpenMovement)).all()
    assert sorted(one.amount_cents for one in rows) == [-3000, 3000]
