"""A deposit asked by bank: one reference per request, never more than is owed, and booked when it came in."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from inventory.banking import ogm
from inventory.banking.actions import close_account
from inventory.deposits import actions, asked, asking, transfers
from inventory.deposits.asking_rules import (
    DueInThePast,
    MoreThanAsked,
    NoBankAccount,
    NothingToAsk,
    NotOfThisLoan,
    NotTheWhole,
    RequestOver,
    RequestState,
)
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account, DepositWay, MoreThanAgreed, NothingOpen, held_of, standing_of
from inventory.deposits.models import PaymentRequest
from inventory.deposits.queries import balances, entries_of
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, SomeoneElseWasFirst
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction, upkeep
from inventory.lending.actions import undo
from tests.cast import NOW
from tests.make import make_loan, make_service
from tests.make_bank import make_bank_account

TODAY = NOW.date()
OPEN, PAID, WITHDRAWN, REPLACED = RequestState


@pytest.fixture
def account(in_gent, world):
    """The bank account of Gent."""
    return make_bank_account(world)


@pytest.fixture
def loan(account, world):
    """€ 30 that was to be paid later, of which nothing came in."""
    return make_loan(world, way=DepositWay.LATER, promised_on=TODAY)


def _ask(world, loan, **how):
    return asking.ask(world.nele.actor, loan, now=NOW, **how)


def _pay(world, loan, account, cents, request=None):
    return transfers.receive_transfer(
        world.karim.actor, loan, cents=cents, bank_account=account, request=request, now=NOW
    )


def _states(loan):
    return [(one.amount_cents, one.state) for one in asked.requests_of(loan)]


def _promised(world, count, partner=None):
    """Loans of which `partner` promised the deposit, not asked by bank yet."""
    partner = partner or make_service()
    return partner, [make_loan(world, way=DepositWay.THIRD_PARTY, partner=partner) for _one in range(count)]


# --- asking ---


def test_the_rest_is_asked_in_two_weeks_with_a_reference(world, loan, account):
    [request] = _ask(world, loan)
    assert ogm.is_right(request.reference)
    assert asked.request_by_reference(request.reference) is request
    assert (request.amount_cents, request.state, request.bank_account) == (3000, OPEN, account)
    assert (request.asked_on, request.due_on) == (TODAY, TODAY + timedelta(days=14))
    assert request.partner is None


def test_what_is_asked_is_not_asked_twice(world, loan):
    _ask(world, loan)
    with pytest.raises(NothingToAsk):
        _ask(world, loan)


def test_it_is_asked_in_parts_a_month_apart(world, loan):
    requests = _ask(world, loan, parts=3, due_on=TODAY)
    assert [one.amount_cents for one in requests] == [1000, 1000, 1000]
    assert [str(one.due_on) for one in requests] == ["2026-11-23", "2026-12-23", "2027-01-23"]
    assert len({one.reference for one in requests}) == 3


def test_without_an_account_or_on_a_day_that_is_over_nothing_is_asked(world, loan, account):
    with pytest.raises(DueInThePast):
        _ask(world, loan, due_on=TODAY - timedelta(days=1))
    close_account(world.karim.actor, account, now=NOW)
    with pytest.raises(NoBankAccount):
        _ask(world, loan)
    assert not asked.requests_of(loan)


def test_the_bench_asks_nothing_and_the_desk_books_nothing_of_the_bank(world, loan, account):
    with pytest.raises(MayNot):
        asking.ask(world.tom.actor, loan, now=NOW)
    with pytest.raises(MayNot):
        transfers.receive_transfer(world.nele.actor, loan, cents=3000, bank_account=account, now=NOW)


def test_another_amount_is_another_request_with_another_reference(world, loan):
    [first] = _ask(world, loan)
    second = asking.change(world.nele.actor, first, cents=1000, due_on=TODAY, now=NOW)
    assert second.reference != first.reference
    assert second.replaces_id == first.id
    assert _states(loan) == [(1000, OPEN), (3000, REPLACED)]
    with pytest.raises(NothingToAsk):
        asking.change(world.nele.actor, second, cents=3001, due_on=TODAY, now=NOW)
    with pytest.raises(RequestOver):
        asking.change(world.nele.actor, first, cents=500, due_on=TODAY, now=NOW)


def test_another_day_keeps_the_reference(world, loan):
    [first] = _ask(world, loan)
    later = TODAY + timedelta(days=40)
    assert asking.change(world.nele.actor, first, cents=3000, due_on=later, now=NOW) is first
    assert first.due_on == later


def test_what_is_withdrawn_can_be_asked_anew_with_another_reference(world, loan):
    [first] = _ask(world, loan)
    asking.withdraw(world.nele.actor, first, now=NOW)
    with pytest.raises(RequestOver):
        asking.withdraw(world.nele.actor, first, now=NOW)
    [second] = _ask(world, loan)
    assert second.reference != first.reference


# --- the database ---


def test_the_database_keeps_what_a_paper_says(world, loan):
    [request] = _ask(world, loan)
    for column, value in (("amount_cents", 1), ("reference", "000000123470"), ("loan_id", None)):
        with pytest.raises(DatabaseError, match=f"keeps its {column}"), db.session.begin_nested():
            db.session.execute(
                db.update(PaymentRequest).where(PaymentRequest.id == request.id).values({column: value})
            )


def test_the_database_takes_a_reference_once(world, loan, account):
    [request] = _ask(world, loan)
    asking.withdraw(world.nele.actor, request, now=NOW)

    def write_again():
        with transaction():
            db.session.add(
                PaymentRequest(
                    reference=request.reference, loan_id=loan.id, bank_account_id=account.id, amount_cents=5,
                    asked_on=TODAY, due_on=TODAY,
                )
            )  # fmt: skip
            db.session.flush()

    with pytest.raises(SomeoneElseWasFirst):
        write_again()


def test_two_digibanken_count_for_themselves(world, loan):
    ours = _ask(world, loan)[0].reference
    with inside(world.luik):
        make_bank_account(world)
        theirs = make_loan(world, way=DepositWay.LATER, promised_on=TODAY)
        [request] = asking.ask(world.bram.actor, theirs, now=NOW)
        assert request.reference != ours
        assert asked.request_by_reference(ours) is None


# --- receiving ---


def test_what_came_in_is_held_for_the_borrower_and_pays_the_request(world, loan, account):
    [request] = _ask(world, loan)
    entry = _pay(world, loan, account, 3000, request)
    assert {(one.account, one.amount_cents, one.bank_account_id) for one in entry.postings} == {
        (Account.BANK, 3000, account.id),
        (Account.HELD, -3000, None),
    }
    assert entry.request is request
    assert held_of(entries_of(loan)) == 3000
    assert request.state is PAID


def test_a_part_leaves_the_rest_open_and_the_surplus_is_not_booked(world, loan, account):
    [request] = _ask(world, loan)
    _pay(world, loan, account, 1000, request)
    assert (request.state, asked.left_in(request)) == (OPEN, 2000)
    with pytest.raises(MoreThanAsked):
        _pay(world, loan, account, 2001, request)
    assert held_of(entries_of(loan)) == 1000
    _pay(world, loan, account, 2000, request)
    assert request.state is PAID
    with pytest.raises(RequestOver):
        _pay(world, loan, account, 1, request)


def test_an_undone_payment_opens_its_request_again(world, loan, account):
    [request] = _ask(world, loan)
    entry = _pay(world, loan, account, 3000, request)
    undone = actions.correct(world.karim.actor, entry, because="Other loan", now=NOW)
    assert undone.request is request
    assert (request.state, asked.left_in(request)) == (OPEN, 3000)
    assert balances()[Account.BANK] == 0
    _pay(world, loan, account, 3000, request)
    assert request.state is PAID


def test_a_request_of_another_loan_is_not_paid_with_this(world, loan, account):
    other = make_loan(world, way=DepositWay.LATER, promised_on=TODAY)
    [request] = _ask(world, other)
    with pytest.raises(NotOfThisLoan):
        _pay(world, loan, account, 3000, request)
    assert request.state is OPEN


def test_a_transfer_without_a_reference_can_be_booked_by_a_person(world, loan, account):
    _ask(world, loan)
    _pay(world, loan, account, 1000)
    assert sorted(_states(loan)) == [(2000, OPEN), (3000, REPLACED)]
    with pytest.raises(MoreThanAgreed):
        _pay(world, loan, account, 2001)
    _pay(world, loan, account, 2000)
    assert sorted(_states(loan)) == [(2000, WITHDRAWN), (3000, REPLACED)]
    with pytest.raises(NothingOpen):
        _pay(world, loan, account, 1)


# --- what is asked follows what is owed ---


def test_who_pays_at_the_desk_is_asked_no_more(world, loan):
    _ask(world, loan)
    actions.receive_cash(world.nele.actor, loan, cents=3000, now=NOW)
    assert _states(loan) == [(3000, WITHDRAWN)]


def test_who_pays_a_part_at_the_desk_is_asked_the_rest_anew(world, loan):
    first, second = _ask(world, loan, parts=2)
    actions.receive_cash(world.nele.actor, loan, cents=2500, now=NOW)
    [rest] = asked.requests_of(loan, only_open=True)
    assert (rest.amount_cents, rest.due_on) == (500, second.due_on)
    assert {first.state, second.state} == {REPLACED}


def test_who_brings_the_laptop_back_is_asked_nothing(world, loan):
    _ask(world, loan)
    undo(world.nele.actor, loan, now=NOW)
    assert _states(loan) == [(3000, WITHDRAWN)]


# --- organisations ---


def test_an_organisation_is_asked_what_it_promised_and_nothing_is_held_twice(world, account):
    partner, [loan] = _promised(world, 1)
    [request] = _ask_or_find(world, loan)
    assert request.partner is partner
    assert held_of(entries_of(loan)) == 3000
    _pay(world, loan, account, 3000, request)
    sums = balances()
    assert (sums[Account.BANK], sums[Account.THIRD_PARTY], sums[Account.HELD]) == (3000, 0, -3000)
    assert standing_of(entries_of(loan)).received == 3000
    with pytest.raises(MoreThanAgreed):
        _pay(world, loan, account, 1)


def _ask_or_find(world, loan):
    return asked.requests_of(loan, only_open=True) or _ask(world, loan)


def test_one_statement_with_one_reference_asks_for_many_and_pays_them_all(world, account):
    partner, loans = _promised(world, 3)
    singles = [_ask_or_find(world, loan)[0] for loan in loans]
    whole = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    assert whole.amount_cents == 9000
    assert whole.reference not in {one.reference for one in singles}
    assert list(asked.parts_asked_in(whole)) == singles
    with pytest.raises(NotTheWhole):
        transfers.receive_statement(world.karim.actor, whole, cents=8999, bank_account=account, now=NOW)
    entries = transfers.receive_statement(world.karim.actor, whole, cents=9000, bank_account=account, now=NOW)
    assert [entry.loan for entry in entries] == loans
    assert {one.state for one in (*singles, whole)} == {PAID}
    assert balances()[Account.THIRD_PARTY] == 0
    with pytest.raises(RequestOver):
        transfers.receive_statement(world.karim.actor, whole, cents=9000, bank_account=account, now=NOW)


def test_a_statement_ends_when_one_of_its_loans_goes_its_own_way(world, account):
    partner, loans = _promised(world, 2)
    singles = [_ask_or_find(world, loan)[0] for loan in loans]
    whole = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    entry = _pay(world, loans[0], account, 3000, singles[0])
    assert whole.state is REPLACED
    with pytest.raises(RequestOver):
        transfers.receive_statement(world.karim.actor, whole, cents=3000, bank_account=account, now=NOW)
    actions.correct(world.karim.actor, entry, because="Wrong loan", now=NOW)
    assert (whole.state, asked.left_in(whole)) == (OPEN, 6000)


def test_undoing_all_of_a_paid_statement_opens_it_again(world, account):
    partner, loans = _promised(world, 2)
    for loan in loans:
        _ask_or_find(world, loan)
    whole = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    paid = transfers.receive_statement(world.karim.actor, whole, cents=6000, bank_account=account, now=NOW)
    for entry in paid:
        actions.correct(world.karim.actor, entry, because="Not ours", now=NOW)
    assert whole.state is OPEN


def test_a_new_statement_takes_the_place_of_the_old(world, account):
    partner, loans = _promised(world, 1)
    _ask_or_find(world, loans[0])
    first = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    _ask_or_find(world, _promised(world, 1, partner)[1][0])
    second = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    assert (first.state, second.state, second.amount_cents) == (REPLACED, OPEN, 6000)


def test_a_withdrawn_statement_leaves_its_requests(world, account):
    partner, [loan] = _promised(world, 1)
    [single] = _ask_or_find(world, loan)
    whole = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    asking.withdraw(world.karim.actor, whole, now=NOW)
    assert (whole.state, single.state, single.part_of_id) == (WITHDRAWN, OPEN, None)
    with pytest.raises(NothingToAsk):
        asking.ask_for_many(world.karim.actor, make_service(), now=NOW)


def test_an_organisation_whose_promise_went_back_is_asked_nothing(world, account):
    _partner, [loan] = _promised(world, 1)
    _ask_or_find(world, loan)
    undo(world.nele.actor, loan, now=NOW)
    assert _states(loan) == [(3000, WITHDRAWN)]


def test_what_was_promised_before_there_was_an_account_is_asked_with_the_statement(world, in_gent):
    partner, loans = _promised(world, 2)
    make_bank_account(world)
    assert list(asked.promised_and_not_asked(partner)) == loans
    whole = asking.ask_for_many(world.karim.actor, partner, now=NOW)
    assert whole.amount_cents == 6000
    assert [one.loan for one in asked.parts_asked_in(whole)] == loans
    assert not asked.promised_and_not_asked(partner)


def test_a_request_that_asks_more_than_is_owed_is_found(world, loan):
    [request] = _ask(world, loan)
    actions.receive_cash(world.nele.actor, loan, cents=3000, now=NOW)
    assert asked.asked_too_much() == []
    with upkeep():
        db.session.execute(
            db.update(PaymentRequest).where(PaymentRequest.id == request.id).values(state=OPEN)
        )
    assert asked.asked_too_much() == [loan]
    assert f"loan {loan.code}: more is asked by bank than is owed" in [one.told for one in wrong_books()]


def test_whoever_waited_for_a_laptop_to_be_taken_back_asks_nothing_for_it(world, loan, monkeypatch):
    read, taken_back = asked.entries_of, []
    ended = db.text(
        "UPDATE loan SET state = 'ended', ended_at = CURRENT_TIMESTAMP, ending = 'returned' WHERE id = :id"
    )

    def after_another_desk(one, *, locked=False):
        if locked and not taken_back:
            # Past what we hold of the loan, as when the wait for the other desk is over.
            taken_back.append(one.id)
            db.session.execute(ended, {"id": one.id})
        return read(one, locked=locked)

    monkeypatch.setattr(asked, "entries_of", after_another_desk)
    with pytest.raises(NothingToAsk):
        _ask(world, loan)
    db.session.rollback()
    assert (taken_back, _states(loan), wrong_books()) == ([loan.id], [], [])


def test_the_desk_does_not_undo_what_the_treasurer_booked_on_the_bank(world, loan, account):
    entry = _pay(world, loan, account, 3000)
    with pytest.raises(MayNot):
        actions.correct(world.nele.actor, entry, because="Not ours", now=NOW)
    assert balances()[Account.BANK] == 3000
    actions.correct(world.karim.actor, entry, because="Not ours", now=NOW)
    assert balances()[Account.BANK] == 0
