"""What keeps a device on a pile from being moved."""

import pytest

from inventory.journey import ENDS, IN_THE_HOUSE, Stage
from inventory.portal.piling import (
    FOR_GOOD,
    MOVES,
    PERMISSIONS,
    Obstacle,
    Piled,
    PileDeed,
    why_not_done,
    why_not_moved,
    with_one_more,
)


@pytest.mark.parametrize("stage", Stage)
def test_only_what_is_in_the_house_is_moved(stage: Stage) -> None:
    expected = {
        Stage.ANNOUNCED: Obstacle.NOT_HERE_YET,
        Stage.LENT: Obstacle.IS_LENT,
        Stage.MISSING: Obstacle.IS_MISSING,
        **dict.fromkeys(ENDS, Obstacle.HAS_LEFT),
        **dict.fromkeys(IN_THE_HOUSE, None),
    }
    assert why_not_moved(Piled(stage, 1), 2) is expected[stage]


def test_what_stands_there_already_stays() -> None:
    assert why_not_moved(Piled(Stage.READY, 2), 2) is Obstacle.IS_THERE
    assert why_not_moved(Piled(Stage.READY, 2), None) is None
    assert why_not_moved(Piled(Stage.READY, None), 2) is None


def test_what_is_scanned_again_comes_on_top_and_is_not_doubled() -> None:
    assert with_one_more(("T2", "T1"), "T3") == ("T3", "T2", "T1")
    assert with_one_more(("T3", "T2", "T1"), "T1") == ("T1", "T3", "T2")


#: where each deed starts, said again by hand: the map must not grow into a pile unseen
STARTS = {
    PileDeed.START_WIPE: {Stage.RECEIVED, Stage.RETURNED},
    PileDeed.CHECKLIST: {Stage.WIPED},
    PileDeed.CHECK_AGAIN: {Stage.READY},
    PileDeed.FIND: {Stage.MISSING},
    PileDeed.MISS: set(IN_THE_HOUSE),
    PileDeed.TAKE_APART: {Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY},
    PileDeed.RECYCLE: {Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.READY},
}


@pytest.mark.parametrize("deed", PileDeed)
def test_a_deed_is_done_only_where_it_starts(deed: PileDeed) -> None:
    can = {stage for stage in Stage if why_not_done(Piled(stage, 1), deed) is None}
    assert can == STARTS[deed]


@pytest.mark.parametrize("deed", PileDeed)
def test_only_what_leaves_for_good_must_be_clean(deed: PileDeed) -> None:
    for stage in STARTS[deed]:
        why_not = why_not_done(Piled(stage, 1, is_clean=False), deed)
        assert why_not is (Obstacle.HOLDS_DATA if deed in FOR_GOOD else None)


def test_each_says_why_it_cannot() -> None:
    assert why_not_done(Piled(Stage.WIPING, 1), PileDeed.START_WIPE) is Obstacle.IS_DONE
    assert why_not_done(Piled(Stage.READY, 1), PileDeed.START_WIPE) is Obstacle.OTHER_STEP
    assert why_not_done(Piled(Stage.LENT, 1), PileDeed.MISS) is Obstacle.ON_ITS_LOAN
    assert why_not_done(Piled(Stage.MISSING, 1), PileDeed.MISS) is Obstacle.IS_DONE
    assert why_not_done(Piled(Stage.LENT, 1), PileDeed.RECYCLE) is Obstacle.IS_LENT
    assert why_not_done(Piled(Stage.PARTS, 1), PileDeed.RECYCLE) is Obstacle.HAS_LEFT
    assert why_not_done(Piled(Stage.ANNOUNCED, 1), PileDeed.MISS) is Obstacle.NOT_HERE_YET


def test_every_deed_has_its_road_and_its_permission() -> None:
    assert set(MOVES) == set(PERMISSIONS) == set(PileDeed)
