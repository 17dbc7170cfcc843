"""The sums of the deposits: whatever happens at the desk, every cent stays accounted for."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inventory.deposits.ledger import (
    MONEY,
    Account,
    Booking,
    DepositWay,
    DoesNotAddUp,
    MoreThanAgreed,
    MoreThanHeld,
    NothingOpen,
    NothingToBook,
    Reason,
    balance,
    countering,
    held_of,
    is_settled,
    must_add_up,
    receiving,
    refunding,
    retaining,
    standing_of,
    still_open,
)


@dataclass(frozen=True)
class Booked:
    reason: Reason
    postings: tuple[Booking, ...]


def _received(cents: int) -> Booked:
    return Booked(Reason.RECEIVED, receiving(cents, Account.TILL, still_open=cents))


def test_a_received_deposit_is_held_for_the_borrower():
    assert held_of([_received(3000)]) == 3000


def test_what_came_in_is_held_or_went_back_or_was_kept():
    entries = [
        _received(3000),
        Booked(Reason.RETAINED, retaining(800, held=3000)),
        Booked(Reason.REFUNDED, refunding(2200, Account.TILL, held=2200)),
    ]
    standing = standing_of(entries)
    assert (standing.received, standing.refunded, standing.retained, standing.held) == (3000, 2200, 800, 0)


def test_nobody_gets_back_more_than_is_held():
    with pytest.raises(MoreThanHeld) as no:
        refunding(3001, Account.TILL, held=3000)
    assert no.value.particulars == {"asked": 3001, "held": 3000}


def test_nobody_keeps_more_than_was_given():
    with pytest.raises(MoreThanHeld):
        retaining(1, held=0)


@pytest.mark.parametrize("cents", [0, -1])
def test_nothing_cannot_be_booked(cents):
    with pytest.raises(NothingToBook):
        receiving(cents, Account.TILL, still_open=3000)


def test_no_more_is_taken_than_is_still_open():
    with pytest.raises(MoreThanAgreed) as no:
        receiving(2001, Account.CARD, still_open=2000)
    assert no.value.field == "amount"
    assert no.value.particulars == {"paid": 2001, "open": 2000}


def test_where_nothing_is_open_nothing_is_taken():
    with pytest.raises(NothingOpen):
        receiving(1, Account.TILL, still_open=0)


def test_what_was_given_back_is_not_asked_again_but_a_mistake_is():
    back = Booked(Reason.REFUNDED, refunding(1000, Account.TILL, held=1000))
    mistake = Booked(Reason.RECEIVED, countering(_received(1000), held=1000))
    assert still_open(3000, standing_of([_received(1000), back])) == 2000
    assert still_open(3000, standing_of([_received(1000), mistake])) == 3000


def test_a_received_deposit_that_went_back_cannot_be_undone():
    with pytest.raises(MoreThanHeld):
        countering(_received(3000), held=0)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [Booking(Account.TILL, 100)],
        [Booking(Account.TILL, 100), Booking(Account.HELD, -99)],
        [Booking(Account.TILL, 0), Booking(Account.HELD, 0)],
    ],
)
def test_lines_that_do_not_cancel_out_are_refused(lines):
    with pytest.raises(DoesNotAddUp):
        must_add_up(lines)


@pytest.mark.parametrize(
    ("way", "asked", "received", "settled"),
    [
        (None, 0, 0, True),
        (None, 3000, 0, False),
        (DepositWay.CASH, 3000, 2999, False),
        (DepositWay.CASH, 3000, 3000, True),
        (DepositWay.CARD, 3000, 0, False),
        (DepositWay.LATER, 3000, 0, True),
        (DepositWay.THIRD_PARTY, 3000, 0, True),
        (DepositWay.WAIVED, 3000, 0, True),
        (DepositWay.NONE, 0, 0, True),
    ],
)
def test_a_deposit_is_settled_when_paid_or_agreed(way, asked, received, settled):
    assert is_settled(way, asked=asked, received=received) is settled


_AGREED = 12_000
_deeds = some.lists(
    some.tuples(
        some.sampled_from(["in", "back", "keep", "undo"]), some.integers(1, 9000), some.integers(0, 50)
    ),
    max_size=30,
)


@given(deeds=_deeds, money=some.sampled_from(MONEY))
def test_whatever_happens_every_cent_stays_accounted_for(deeds, money):
    entries: list[Booked] = []
    undone: set[int] = set()
    for deed, cents, which in deeds:
        held = held_of(entries)
        try:
            if deed == "in":
                open_ = still_open(_AGREED, standing_of(entries))
                booked = Booked(Reason.RECEIVED, receiving(cents, money, still_open=open_))
            elif deed == "back":
                booked = Booked(Reason.REFUNDED, refunding(cents, money, held=held))
            elif deed == "keep":
                booked = Booked(Reason.RETAINED, retaining(cents, held=held))
            elif which < len(entries) and which not in undone:
                booked = Booked(entries[which].reason, countering(entries[which], held=held))
                undone |= {which, len(entries)}
            else:
                continue
        except (MoreThanHeld, MoreThanAgreed, NothingOpen):
            continue
        entries.append(booked)

    lines = [line for entry in entries for line in entry.postings]
    standing = standing_of(entries)
    assert sum(line.amount_cents for line in lines) == 0
    for entry in entries:
        must_add_up(entry.postings)
    assert standing.held == held_of(entries) >= 0
    assert standing.received <= _AGREED
    assert standing.received == standing.held + standing.refunded + standing.retained
    assert min(standing.received, standing.refunded, standing.retained) >= 0
    assert balance(lines, money) == standing.received - standing.refunded
    assert -balance(lines, Account.RETAINED) == standing.retained
