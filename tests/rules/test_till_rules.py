"""Which cash box someone works from, what it may give, and what coins and notes come to."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from inventory.deposits.till_rules import (
    MOST_PIECES,
    PIECES,
    NotACount,
    TillDayClosed,
    TillTooLow,
    counted,
    must_be_open,
    must_hold,
    which,
)


@dataclass(frozen=True)
class Box:
    id: int
    holder_id: int | None = None


DESK, SHOP, NELES = Box(1), Box(2), Box(3, holder_id=7)


@pytest.mark.parametrize(
    ("boxes", "chosen", "travels", "expected"),
    [
        ([], None, False, None),
        ([DESK], None, False, DESK),
        ([NELES], None, False, NELES),
        ([DESK, SHOP], None, False, None),
        ([DESK, SHOP], SHOP.id, False, SHOP),
        ([DESK, SHOP], 99, False, None),
        # A box for the road does not come between a desk and its only box.
        ([DESK, NELES], None, False, DESK),
        ([DESK, NELES], NELES.id, False, NELES),
        # On the road it is one's own, whatever was chosen at the desk yesterday.
        ([DESK, NELES], DESK.id, True, NELES),
        ([DESK, SHOP], SHOP.id, True, SHOP),
    ],
)
def test_the_till_one_works_from(boxes, chosen, travels, expected):
    assert which(boxes, user_id=7, chosen_id=chosen, travels=travels) == expected


def test_nobody_works_from_someone_elses_box_on_the_road():
    assert which([DESK, NELES], user_id=8, chosen_id=None, travels=True) == DESK
    assert which([DESK, NELES], user_id=None, chosen_id=None, travels=True) == DESK


@pytest.mark.parametrize(("balance", "change"), [(0, -1), (2999, -3000)])
def test_a_till_gives_no_more_than_it_has(balance, change):
    with pytest.raises(TillTooLow) as told:
        must_hold(balance, change, name="Kas")
    assert (told.value.particulars["there"], told.value.particulars["needed"]) == (balance, -change)
    must_hold(-change, change, name="Kas")


def test_a_closed_day_stays_closed_and_the_next_is_open():
    today = date(2026, 11, 23)
    must_be_open(None, today, name="Kas")
    must_be_open(today - timedelta(days=1), today, name="Kas")
    for on in (today, today - timedelta(days=1)):
        with pytest.raises(TillDayClosed):
            must_be_open(today, on, name="Kas")


@pytest.mark.parametrize(
    ("pieces", "cents"),
    [
        ({}, 0),
        (dict.fromkeys(PIECES, 0), 0),
        (dict.fromkeys(PIECES, 1), 88_888),
        ({2000: 3, 500: 1, 50: 3, 1: 2}, 6_652),
        ({50_000: MOST_PIECES}, 499_950_000),
    ],
)
def test_coins_and_notes_add_up(pieces, cents):
    assert counted(pieces) == cents


@pytest.mark.parametrize("pieces", [{100: -1}, {100: MOST_PIECES + 1}, {3: 1}])
def test_what_cannot_be_counted_is_refused(pieces):
    with pytest.raises(NotACount):
        counted(pieces)
