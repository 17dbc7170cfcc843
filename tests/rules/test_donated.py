"""What a donor is told, and from when on."""

from hypothesis import given
from hypothesis import strategies as st

from inventory.journey import Stage
from inventory.portal.donated import Where, people_helped, received, spread, where_of

counts = st.dictionaries(st.sampled_from(Stage), st.integers(0, 40))


@given(counts)
def test_below_five_people_no_number_tells_how_many(stages):
    in_use = stages.get(Stage.LENT, 0) + stages.get(Stage.TRANSFERRED, 0)
    assert people_helped(stages) == (in_use if in_use >= 5 else None)
    shown = dict(spread(stages, hides_use=people_helped(stages) is None))
    if in_use < 5:
        assert Where.IN_USE not in shown
        assert Where.READY not in shown  # or the difference would tell


@given(counts)
def test_no_device_is_lost_in_the_telling(stages):
    assert sum(count for _where, count in spread(stages, hides_use=False)) == sum(stages.values())
    assert 0 <= received(stages) <= sum(stages.values())


def test_every_stage_has_a_word_for_donors():
    for stage in Stage:
        assert where_of(stage, hides_use=False) in Where


def test_what_went_back_was_not_received():
    assert received({Stage.ANNOUNCED: 3, Stage.REFUSED: 2, Stage.WIPING: 4}) == 4
