"""What is booked when a till is counted, and when its cash goes to the bank, comes from it, or changes boxes."""

import pytest

from inventory.deposits.ledger import Account, Booking, NothingToBook, must_add_up
from inventory.deposits.till_rules import (
    SameTill,
    TillOver,
    TillShort,
    between,
    differing,
    from_bank,
    to_bank,
)


def test_a_count_that_agrees_books_nothing():
    assert differing(1, 3000, 3000, "") == ()


@pytest.mark.parametrize(("found", "refusal", "cents"), [(2500, TillShort, 500), (3001, TillOver, 1)])
def test_a_difference_is_booked_once_somebody_says_why(found, refusal, cents):
    with pytest.raises(refusal) as told:
        differing(1, 3000, found, "  ")
    assert told.value.particulars["cents"] == cents
    lines = differing(1, 3000, found, "A coin of the baker's")
    must_add_up(lines)
    assert lines == (
        Booking(Account.TILL, found - 3000, till_id=1),
        Booking(Account.TILL_DIFFERENCE, 3000 - found),
    )


def test_what_is_on_its_way_to_the_bank_is_in_no_till():
    there, back = to_bank(1, 5000), from_bank(2, 5000)
    for lines in (there, back):
        must_add_up(lines)
    assert there == (Booking(Account.TILL, -5000, till_id=1), Booking(Account.IN_TRANSIT, 5000))
    assert back == (Booking(Account.TILL, 5000, till_id=2), Booking(Account.IN_TRANSIT, -5000))


def test_cash_changes_boxes():
    lines = between(1, 2, 700)
    must_add_up(lines)
    assert lines == (Booking(Account.TILL, -700, till_id=1), Booking(Account.TILL, 700, till_id=2))
    with pytest.raises(SameTill):
        between(1, 1, 700)


@pytest.mark.parametrize("cents", [0, -1])
def test_nothing_cannot_be_moved(cents):
    for book in (lambda: to_bank(1, cents), lambda: from_bank(1, cents), lambda: between(1, 2, cents)):
        with pytest.raises(NothingToBook):
            book()
