"""What a lock keeps a laptop from, what OVAM's criteria propose, and whose way opens a BIOS."""

import pytest

from inventory.intake.locks import (
    Criterion,
    Lock,
    Maker,
    Outcome,
    is_held,
    is_taken_for_parts,
    maker_of,
    proposed,
)
from inventory.journey import Move

TO_PEOPLE = [Move.DECLARE_READY, Move.RESERVE, Move.LEND, Move.TRANSFER]


@pytest.mark.parametrize("lock", Lock)
@pytest.mark.parametrize("made", TO_PEOPLE)
def test_no_locked_laptop_goes_to_anyone(lock, made):
    for outcome in (None, *Outcome):
        assert is_held(made, [lock], outcome)
    assert not is_held(made, [], None)


@pytest.mark.parametrize(
    ("lock", "waits"),
    [(Lock.BIOS, True), (Lock.APPLE, True), (Lock.CHROME, True), (Lock.ABSOLUTE, True), (Lock.UNKNOWN, True),
     (Lock.AUTOPILOT, False)],
)  # fmt: skip
def test_a_wipe_waits_when_nothing_of_ours_can_start(lock, waits):
    assert is_held(Move.START_WIPE, [lock], Outcome.ACCEPT) is waits
    assert is_held(Move.START_WIPE, [lock, Lock.AUTOPILOT], None) is waits


@pytest.mark.parametrize("outcome", [Outcome.PARTS, Outcome.RECYCLE])
def test_what_goes_out_in_pieces_is_wiped_all_the_same_and_never_declared_ready(outcome):
    assert not is_held(Move.START_WIPE, [Lock.BIOS], outcome)
    assert is_taken_for_parts(Move.DECLARE_READY, outcome)
    assert not is_taken_for_parts(Move.FINISH_WIPE, outcome)
    assert not is_taken_for_parts(Move.DECLARE_READY, Outcome.ACCEPT)


@pytest.mark.parametrize("made", [Move.RECYCLE, Move.TAKE_APART, Move.REFUSE, Move.MISS, Move.FINISH_WIPE])
def test_every_other_road_stays_open(made):
    assert not is_held(made, [Lock.BIOS], None)


@pytest.mark.parametrize(
    ("criteria", "outcome"),
    [
        ([], Outcome.ACCEPT),
        ([Criterion.NOT_WORTH_IT], Outcome.PARTS),
        ([Criterion.RUST, Criterion.NOT_WORTH_IT], Outcome.PARTS),
        ([Criterion.OUTDATED], Outcome.RECYCLE),
        ([Criterion.RUST, Criterion.BAD_STATE], Outcome.RECYCLE),
    ],
)
def test_one_criterion_is_enough_not_to_lend_it(criteria, outcome):
    assert proposed(criteria) is outcome


@pytest.mark.parametrize(
    ("name", "maker"),
    [("Dell Inc.", Maker.DELL), ("HP", Maker.HP), ("Hewlett-Packard", Maker.HP), ("LENOVO", Maker.LENOVO),
     ("Acer", Maker.OTHER), ("", Maker.OTHER)],
)  # fmt: skip
def test_each_maker_has_its_own_way(name, maker):
    assert maker_of(name) is maker
