"""The example's plan: who ends where, and on which mornings; the same dice, the same plan."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.insight.example.machines import MACHINES, thrown
from inventory.insight.example.plan import AGES, BRUSSELS, SHARES, fates, into_lots, mornings
from inventory.journey import Stage

UNTIL = datetime(2026, 11, 20, 16, tzinfo=UTC)


def test_every_stage_of_the_map_has_a_share_and_an_age():
    assert set(SHARES) == set(AGES) == set(Stage)


@given(st.integers(0, 300), st.integers())
@settings(max_examples=50)
def test_the_same_dice_make_the_same_fates_and_nobody_is_lost(count, seed):
    told = fates(count, Random(seed))
    assert told == fates(count, Random(seed))
    assert len(told) == count
    assert sum(len(lot) for lot in into_lots(told, Random(seed))) == count
    if count >= len(SHARES):
        assert {fate.stage for fate in told} == set(Stage)


@given(st.integers(2, 560), st.integers(0, 8), st.integers())
@settings(max_examples=100)
def test_things_happen_on_mornings_in_order_and_never_twice_on_one(days, count, seed):
    start = UNTIL - timedelta(days=days)
    told = mornings(start, UNTIL, count, Random(seed))
    assert told == sorted(told)
    assert len({moment.date() for moment in told}) == len(told) <= count
    assert all(8 <= moment.astimezone(BRUSSELS).hour <= 10 for moment in told)
    assert all(moment > start - timedelta(hours=12) for moment in told)


def test_a_thrown_serial_number_has_the_shape_of_its_maker():
    for machine in MACHINES:
        serial = thrown(machine.serial, Random(1))
        assert len(serial) == len(machine.serial)
        assert "#" not in serial
        assert "?" not in serial
