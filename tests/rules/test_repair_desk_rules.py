"""How far a visitor's laptop may move, what must be signed, and what is owed: plain functions."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from inventory.deposits import ledger
from inventory.deposits.till_rules import SignedHow
from inventory.repair_desk import rules
from inventory.repair_desk.rules import ENDS, ROADS, Deed, TicketState
from tests.cast import NOW


@dataclass
class Quoted:
    cents: int | None
    is_accepted: bool | None
    is_waived: bool = False


def test_every_state_can_be_reached_and_no_road_leaves_an_end():
    reached = {TicketState.EXPECTED, TicketState.WAITING}
    for starts, end in ROADS.values():
        reached.add(end)
        assert not starts & ENDS
    assert reached == set(TicketState)


def test_whoever_owns_it_may_take_it_along_at_any_time():
    for state in rules.HERE:
        assert rules.after(state, Deed.FETCH) is TicketState.FETCHED
    with pytest.raises(rules.NotFromThere):
        rules.after(TicketState.EXPECTED, Deed.FETCH)
    with pytest.raises(rules.NotFromThere):
        rules.after(TicketState.FETCHED, Deed.FETCH)


def test_an_appointment_lies_ahead_and_not_too_far():
    rules.must_lie_ahead(NOW + timedelta(hours=1), NOW)
    with pytest.raises(rules.InThePast):
        rules.must_lie_ahead(NOW, NOW)
    with pytest.raises(rules.TooFarAhead):
        rules.must_lie_ahead(NOW + timedelta(days=121), NOW)


def test_an_empty_pad_is_no_signature():
    rules.must_be_signed(SignedHow.PAPER, None)
    rules.must_be_signed(SignedHow.SCREEN, b"ink")
    for how, ink in ((None, None), (SignedHow.SCREEN, None)):
        with pytest.raises(rules.NotSigned):
            rules.must_be_signed(how, ink)
        with pytest.raises(rules.EraseNotSigned):
            rules.must_be_signed(how, ink, refusal=rules.EraseNotSigned)


@pytest.mark.parametrize("cents", [-1, -2500, 50_001])
def test_a_price_below_nothing_or_beyond_reason_is_refused(cents):
    with pytest.raises(rules.NotAPrice):
        rules.must_be_a_price(cents)


def test_only_what_was_agreed_and_not_waived_is_owed():
    quotes = [Quoted(2500, True), Quoted(4000, False), Quoted(None, None), Quoted(1000, True, is_waived=True)]
    assert rules.to_pay(quotes, 0) == 2500
    assert rules.to_pay(quotes, 1000) == 1500
    assert rules.to_pay(quotes, 9000) == 0
    rules.must_be_paid(0)
    with pytest.raises(rules.StillToPay):
        rules.must_be_paid(1)


def test_income_of_the_repair_desk_touches_no_deposit():
    lines = ledger.earning(2500, ledger.Account.TILL)
    ledger.must_add_up(lines)
    assert {line.account for line in lines} == {ledger.Account.TILL, ledger.Account.REPAIRS}
    assert ledger.balance(lines, ledger.Account.HELD) == 0
    with pytest.raises(ledger.NothingToBook):
        ledger.earning(0, ledger.Account.TILL)


def test_whose_it_was_is_forgotten_on_the_day():
    assert not rules.is_forgotten_after(date(2026, 1, 1), 60, date(2026, 3, 1))
    assert rules.is_forgotten_after(date(2026, 1, 1), 60, date(2026, 3, 2))
