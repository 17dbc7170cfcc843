"""What keeps a device on a pile from being moved."""

import pytest

from inventory.journey import ENDS, IN_THE_HOUSE, Stage
from inventory.portal.piling import Obstacle, Piled, why_not_moved, with_one_more


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
