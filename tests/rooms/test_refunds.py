"""A deposit goes back by bank: held no more, on its way until a statement shows it, and never paid twice."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from inventory.banking.iban import WrongIban
from inventory.banking.models import MovementParty
from inventory.borrowers import actions as borrowers
from inventory.deposits import actions, payment_files, refunds
from inventory.deposits.asking_rules import NoBankAccount
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account, DepositWay, MoreThanHeld, Reason, held_of, standing_of
from inventory.deposits.queries import balances, entries_of
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.refund_orders import order_by_end_to_end, orders_of, orders_of_amount, paying_party
from inventory.deposits.refund_rules import (
    MoneyOnItsWay,
    NoIban,
    NothingByBank,
    NothingDeclared,
    NotLatin,
    NotPaid,
    NotSent,
    NotThisAmount,
    OrderMovedOn,
    OrderState,
    OtherAccount,
    OwnWords,
    Payee,
)
from inventory.deposits.transfers import receive_transfer
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from tests.cast import NOW
from tests.make import make_loan, make_service
from tests.make_bank import make_bank_account, make_movement, make_paid_loan

PAYER, OTHER = "BE43068999999501", "BE62510007547061"
LATER = NOW + timedelta(days=30)


@pytest.fixture
def account(in_gent, world):
    """The bank account of Gent."""
    return make_bank_account(world)


@pytest.fixture
def loan(account, world):
    """€ 30 that Marie paid by bank."""
    return make_paid_loan(world)


def _ask(world, loan, cents=3000, **how):
    payee = Payee(**how) if how else None
    return refunds.ask_refund(world.nele.actor, loan, cents=cents, payee=payee, now=LATER)


def _sent(world, loan, account, **how):
    """An order that went to the bank."""
    order = _ask(world, loan, **how)
    file = payment_files.make_file(world.karim.actor, account, now=LATER)
    payment_files.approve(world.fatima.actor, file, now=LATER)
    payment_files.fetch(world.karim.actor, file, now=LATER)
    return order


def _paid(world, loan, account):
    order = _sent(world, loan, account)
    refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    return order


def _sums(loan):
    """Held, on its way, at the bank; and the books hold."""
    db.session.flush()
    assert wrong_books() == []
    found = balances()
    assert held_of(entries_of(loan)) == -found[Account.HELD]
    return -found[Account.HELD], -found[Account.UNDERWAY], found[Account.BANK]


# --- asking ---


def test_it_goes_to_the_payer_on_the_account_they_paid_from(world, loan, account):
    assert paying_party(loan) == ("JANSSENS MARIE", PAYER)
    order = _ask(world, loan)
    assert (order.payee_name, order.iban, order.amount_cents) == ("JANSSENS MARIE", PAYER, 3000)
    assert order.end_to_end_id == f"{loan.code}-1"
    assert order.bank_account == account
    assert loan.spoken in order.remittance
    assert _sums(loan) == (0, 3000, 3000)
    assert standing_of(entries_of(loan)).refunded == 3000


def test_what_is_on_its_way_is_not_given_twice(world, loan):
    _ask(world, loan, 2000)
    with pytest.raises(MoreThanHeld):
        _ask(world, loan, 1001)
    with pytest.raises(MoreThanHeld):
        actions.refund_cash(world.nele.actor, loan, cents=1001, now=LATER)
    order = _ask(world, loan, 1000)
    assert order.end_to_end_id == f"{loan.code}-2"
    assert _sums(loan) == (0, 3000, 3000)


def test_who_paid_in_cash_says_to_which_account(world, account):
    loan = make_loan(world)
    assert paying_party(loan) is None
    with pytest.raises(NoIban):
        _ask(world, loan)
    order = _ask(world, loan, iban="be43 0689 9999 9501")
    assert (order.payee_name, order.iban) == (loan.borrower.name, PAYER)
    assert balances()[Account.TILL] == 3000


def test_another_account_needs_a_reason(world, loan):
    with pytest.raises(OtherAccount):
        _ask(world, loan, iban=OTHER)
    assert orders_of(loan) == []
    order = _ask(world, loan, name="Jan Janssens", iban=OTHER, because="She closed her account")
    assert (order.iban, order.because) == (OTHER, "She closed her account")


def test_the_paying_account_needs_none_and_keeps_none(world, loan):
    assert _ask(world, loan, iban=PAYER, because="Nothing to say").because is None


@pytest.mark.parametrize(
    ("iban", "refusal"),
    [
        ("BE43068999999502", WrongIban),
        ("BE4306899999950", WrongIban),
        ("NL91ABNA0417164301", WrongIban),
        ("BE43 0689 9999 9501; DROP TABLE", WrongIban),
        ("<b>BE43</b>", WrongIban),
        ("XX00000000000000", WrongIban),
        ("٤٣", WrongIban),
    ],
)
def test_an_iban_with_a_wrong_check_is_refused_and_nothing_is_booked(world, loan, iban, refusal):
    with pytest.raises(refusal):
        _ask(world, loan, iban=iban, because="Other")
    assert _sums(loan) == (3000, 0, 3000)


@pytest.mark.parametrize("name", ["محمد", "Иван", "李", "12345"])
def test_a_name_that_no_bank_reads_is_asked_anew(world, loan, name):
    with pytest.raises(NotLatin):
        _ask(world, loan, name=name)


def test_without_a_bank_account_of_ours_nothing_goes_by_bank(world, in_gent):
    with pytest.raises(NoBankAccount):
        _ask(world, make_loan(world), iban=PAYER)


def test_an_organisation_gets_back_what_it_paid_and_owes_less_of_what_it_promised(world, account):
    pays = make_service(name="OCMW Voorbeke")
    loan = make_loan(world, way=DepositWay.THIRD_PARTY, partner=pays)
    with pytest.raises(NothingByBank):
        _ask(world, loan, iban=OTHER)
    receive_transfer(world.karim.actor, loan, cents=1000, bank_account=account, now=NOW)
    order = _ask(world, loan, iban=OTHER)
    assert (order.amount_cents, order.partner, order.payee_name) == (1000, pays, "OCMW Voorbeke")
    assert _sums(loan) == (0, 1000, 1000)
    assert balances()[Account.THIRD_PARTY] == 0
    refunds.call_off(world.nele.actor, order, now=LATER)
    assert _sums(loan) == (3000, 0, 1000)
    assert balances()[Account.THIRD_PARTY] == 2000


@pytest.mark.parametrize("name", ["tom", "lotte", "rita", "dirk"])
def test_only_who_gives_back_asks_it(world, loan, name):
    with pytest.raises(MayNot):
        refunds.ask_refund(getattr(world, name).actor, loan, cents=3000, now=LATER)


# --- calling off ---


def test_what_waits_is_called_off_and_held_again(world, loan):
    order = _ask(world, loan)
    refunds.call_off(world.nele.actor, order, now=LATER, because="She takes it in cash")
    assert order.state is OrderState.CANCELLED
    assert _sums(loan) == (3000, 0, 3000)
    with pytest.raises(OrderMovedOn):
        refunds.call_off(world.nele.actor, order, now=LATER)
    assert _ask(world, loan).end_to_end_id == f"{loan.code}-2"


def test_undoing_the_entry_calls_it_off_too(world, loan):
    order = _ask(world, loan)
    actions.correct(world.nele.actor, entries_of(loan)[-1], because="A mistake", now=LATER)
    assert order.state is OrderState.CANCELLED
    assert _sums(loan) == (3000, 0, 3000)


def test_what_a_file_carries_is_not_called_off(world, loan, account):
    order = _ask(world, loan)
    file = payment_files.make_file(world.karim.actor, account, now=LATER)
    for deed in (
        lambda: refunds.call_off(world.nele.actor, order, now=LATER),
        lambda: actions.correct(world.karim.actor, entries_of(loan)[-1], because="No", now=LATER),
    ):
        with pytest.raises(OrderMovedOn):
            deed()
    payment_files.take_apart(world.karim.actor, file, now=LATER)
    refunds.call_off(world.nele.actor, order, now=LATER)
    assert _sums(loan) == (3000, 0, 3000)


# --- what the bank's statement says ---


def test_the_debit_closes_it_once(world, loan, account):
    order = _sent(world, loan, account)
    assert order_by_end_to_end(f" {order.end_to_end_id} ") == order
    assert order_by_end_to_end("NOTPROVIDED") is order_by_end_to_end("") is None
    assert orders_of_amount(3000) == [order]
    assert orders_of_amount(2999) == []
    entry = refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    again = refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    assert entry == again
    assert (entry.reason, order.state) == (Reason.REFUND_PAID, OrderState.PAID)
    assert _sums(loan) == (0, 0, 0)
    assert orders_of_amount(3000) == []
    assert orders_of_amount(3000, state=OrderState.PAID) == [order]


def test_another_amount_is_not_this_refund(world, loan, account):
    order = _sent(world, loan, account)
    for cents in (2999, 3001, 0, -3000):
        with pytest.raises(NotThisAmount):
            refunds.settle(world.karim.actor, order, bank_account=account, cents=cents, now=LATER)
    assert _sums(loan) == (0, 3000, 3000)


def test_what_was_not_sent_is_not_paid(world, loan, account):
    order = _ask(world, loan)
    payment_files.make_file(world.karim.actor, account, now=LATER)
    with pytest.raises(NotSent):
        refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    with pytest.raises(NotPaid):
        refunds.came_back(
            world.karim.actor, order, bank_account=account, cents=3000, reason_code="AC04", now=LATER
        )


def test_a_payment_that_was_matched_wrongly_is_undone_and_it_is_on_its_way_again(world, loan, account):
    order = _paid(world, loan, account)
    entry = entries_of(loan)[-1]
    with pytest.raises(MayNot):
        actions.correct(world.nele.actor, entry, because="Wrong", now=LATER)
    actions.correct(world.karim.actor, entry, because="Wrong", now=LATER)
    assert order.state is OrderState.IN_FILE
    assert _sums(loan) == (0, 3000, 3000)
    refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    assert _sums(loan) == (0, 0, 0)


def test_a_transfer_that_came_back_waits_for_another_account(world, loan, account):
    order = _paid(world, loan, account)
    told = {"bank_account": account, "cents": 3000, "reason_code": "AC04", "now": LATER}
    entry = refunds.came_back(world.karim.actor, order, **told)
    assert refunds.came_back(world.karim.actor, order, **told) == entry
    assert (order.state, order.return_reason) == (OrderState.RETURNED, "AC04")
    assert _sums(loan) == (0, 3000, 3000)
    with pytest.raises(OrderMovedOn):
        actions.correct(
            world.karim.actor, next(e for e in entries_of(loan) if e.reason is Reason.REFUND_PAID),
            because="No", now=LATER,
        )  # fmt: skip
    new = refunds.ask_again(
        world.nele.actor, order, payee=Payee(iban=OTHER, because="A new account"), now=LATER
    )
    assert (new.state, new.iban, new.end_to_end_id) == (OrderState.WAITING, OTHER, f"{loan.code}-2")
    assert (new.replaces_id, order.state) == (order.id, OrderState.CANCELLED)
    assert _sums(loan) == (0, 3000, 3000)
    with pytest.raises(OrderMovedOn):
        refunds.ask_again(world.nele.actor, order, payee=Payee(), now=LATER)
    assert refunds.came_back(world.karim.actor, order, **told) == entry


def test_what_came_back_may_be_given_otherwise(world, loan, account):
    order = _paid(world, loan, account)
    refunds.came_back(world.karim.actor, order, bank_account=account, cents=3000, reason_code="", now=LATER)
    refunds.call_off(world.nele.actor, order, now=LATER)
    assert _sums(loan) == (3000, 0, 3000)


def test_a_return_that_was_matched_wrongly_is_undone(world, loan, account):
    order = _paid(world, loan, account)
    entry = refunds.came_back(
        world.karim.actor, order, bank_account=account, cents=3000, reason_code="MS03", now=LATER
    )
    actions.correct(world.karim.actor, entry, because="Someone else's", now=LATER)
    assert order.state is OrderState.PAID
    assert _sums(loan) == (0, 0, 0)


# --- the bank did not do it ---


def test_two_people_say_that_the_bank_did_not_execute_it(world, loan, account):
    order = _ask(world, loan)
    with pytest.raises(NotSent):
        refunds.declare_not_executed(world.karim.actor, order, because="Refused", now=LATER)
    refunds.call_off(world.nele.actor, order, now=LATER)
    order = _sent(world, loan, account)
    with pytest.raises(actions.ReasonNeeded):
        refunds.declare_not_executed(world.karim.actor, order, because=" ", now=LATER)
    with pytest.raises(NothingDeclared):
        refunds.confirm_not_executed(world.fatima.actor, order, now=LATER)
    refunds.declare_not_executed(world.karim.actor, order, because="The bank refused the file", now=LATER)
    assert _sums(loan) == (0, 3000, 3000)
    with pytest.raises(OwnWords):
        refunds.confirm_not_executed(world.karim.actor, order, now=LATER)
    refunds.confirm_not_executed(world.fatima.actor, order, now=LATER)
    assert order.state is OrderState.CANCELLED
    assert _sums(loan) == (3000, 0, 3000)


def test_the_bank_knows_best(world, loan, account):
    """It was paid after all: what was held again goes on its way anew, and is paid."""
    order = _sent(world, loan, account)
    refunds.declare_not_executed(world.karim.actor, order, because="Not seen", now=LATER)
    refunds.confirm_not_executed(world.fatima.actor, order, now=LATER)
    refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    assert order.state is OrderState.PAID
    assert _sums(loan) == (0, 0, 0)


def test_what_went_back_in_cash_meanwhile_is_not_paid_from_nothing(world, account):
    loan = make_loan(world)
    order = _sent(world, loan, account, iban=PAYER)
    refunds.declare_not_executed(world.karim.actor, order, because="Not seen", now=LATER)
    refunds.confirm_not_executed(world.fatima.actor, order, now=LATER)
    actions.refund_cash(world.nele.actor, loan, cents=3000, now=LATER)
    with pytest.raises(MoreThanHeld):
        refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)


# --- forgetting ---


def test_who_is_forgotten_is_blanked_in_orders_files_and_statements(world, loan, account):
    order = _sent(world, loan, account)
    make_movement(
        world, -3000, iban=account.iban, end_to_end=order.end_to_end_id, name="JANSSENS MARIE", account=PAYER
    )
    file = order.file
    refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    assert b"JANSSENS" in file.content
    with upkeep():
        actions.blank_for(loan)
    db.session.expire_all()
    assert (order.payee_name, order.iban, order.because) == (None, None, None)
    assert file.content is None
    assert len(file.sha256) == 64
    assert all(party.name is party.iban is None for party in db.session.scalars(db.select(MovementParty)))


def test_a_file_keeps_its_bytes_while_another_in_it_waits(world, loan, account):
    other = make_paid_loan(world, name="PEETERS JAN", iban=OTHER)
    _ask(world, other)
    order = _sent(world, loan, account)
    refunds.settle(world.karim.actor, order, bank_account=account, cents=3000, now=LATER)
    with upkeep():
        actions.blank_for(loan)
    assert order.file.content is not None
    refunds.settle(world.karim.actor, orders_of(other)[0], bank_account=account, cents=3000, now=LATER)
    db.session.expire_all()
    assert order.file.content is None


def test_nobody_is_forgotten_while_money_is_on_its_way(world, account):
    from inventory.returning.actions import take_back
    from inventory.returning.rules import Check, Files, Finding

    loan = make_paid_loan(world)
    take_back(
        world.nele.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=LATER,
    )  # fmt: skip
    [order] = orders_of(loan)
    with pytest.raises(MoneyOnItsWay):
        borrowers.forget(world.fatima.actor, loan.borrower, now=LATER)
    refunds.call_off(world.nele.actor, order, now=LATER)
    borrowers.forget(world.fatima.actor, loan.borrower, now=LATER)
    with pytest.raises(NotHere):
        _ask(world, loan)


# --- what the database itself refuses ---


@pytest.mark.parametrize(
    "change",
    [
        "amount_cents = 1",
        "end_to_end_id = 'other'",
        "underway_cents = 3001",
        "underway_cents = -1",
        "iban = NULL",
        "iban = 'be43'",
        "payee_name = ''",
        "state = 'paid'",
        "state = 'lost'",
        "file_id = 99",
        "confirmed_by_id = asked_by_id, declared_by_id = asked_by_id",
    ],
)
def test_the_database_refuses_what_must_never_be(world, loan, change):
    order = _ask(world, loan)
    with pytest.raises(DatabaseError), upkeep():
        db.session.execute(db.text(f"UPDATE refund_order SET {change} WHERE id = {order.id}"))


def test_the_database_refuses_a_second_payment_of_one_order(world, loan, account):
    order = _paid(world, loan, account)
    lines = refunds.leaving(3000, account.id)
    with pytest.raises(DatabaseError), upkeep():
        actions.booked(
            world.karim.actor, loan, Reason.REFUND_PAID, lines, "deposits.refund_paid", now=LATER, order=order
        )


def test_the_database_refuses_money_on_its_way_without_an_order(world, loan):
    lines = refunds.by_bank(3000, held=3000)
    with pytest.raises(DatabaseError), upkeep():
        actions.booked(world.karim.actor, loan, Reason.REFUNDED, lines, "deposits.refunded", now=LATER)


def test_nobody_finds_the_order_of_another_digibank(world, loan):
    order = _ask(world, loan)
    number = order.end_to_end_id
    with inside(world.luik):
        assert order_by_end_to_end(number) is None
        assert db.session.scalars(db.select(RefundOrder)).all() == []
