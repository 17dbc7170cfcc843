"""When a device is ready: every point, no repair, a grade, and another person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.refurbishing import rules
from inventory.refurbishing.checklist import CHECKLISTS, LAPTOP, Answer, Point, house_list, rows_for, step_of

KINDS = st.sampled_from(sorted(CHECKLISTS))


def all_fine(kind: str = "laptop") -> dict[Point, Answer]:
    """Every point of this kind in order."""
    return {row.point: Answer.FINE for row in rows_for(kind)}


def test_a_laptop_has_eleven_points_and_safety_comes_first():
    assert len(LAPTOP) == 11
    assert [row.safety for row in LAPTOP] == [True] * 3 + [False] * 8


def test_a_tablet_has_fewer_points_and_no_keyboard():
    assert len(rows_for("tablet")) < len(LAPTOP)
    assert step_of(house_list("tablet"), Point.KEYBOARD) is None


@given(KINDS)
def test_no_list_asks_a_point_twice_and_each_has_a_safety_point(kind):
    points = [row.point for row in rows_for(kind)]
    assert len(points) == len(set(points))
    assert any(row.safety for row in rows_for(kind))


def test_the_rest_may_be_fine_only_after_the_safety_points():
    with pytest.raises(rules.SafetyFirst):
        rules.rest_of(LAPTOP, {Point.BATTERY: Answer.FINE})
    safe = {row.point: Answer.FINE for row in LAPTOP if row.safety}
    assert safe | dict.fromkeys((row.point for row in rules.rest_of(LAPTOP, safe)), Answer.FINE) == all_fine()


def test_the_rest_never_changes_an_answer_that_was_given():
    answers = {row.point: Answer.FINE for row in LAPTOP if row.safety} | {Point.SCREEN: Answer.REPAIR}
    assert Point.SCREEN not in {row.point for row in rules.rest_of(LAPTOP, answers)}


@given(KINDS, st.data())
def test_a_device_is_complete_only_with_every_point_answered_and_nothing_to_repair(kind, drawn):
    rows = rows_for(kind)
    answers = drawn.draw(
        st.dictionaries(st.sampled_from([row.point for row in rows]), st.sampled_from(list(Answer)))
    )
    whole = len(answers) == len(rows) and Answer.REPAIR not in answers.values()
    assert rules.progress_of(rows, answers).is_complete == whole
    if whole:
        rules.check_complete(rows, answers)
    else:
        with pytest.raises((rules.NotAllAnswered, rules.StillToRepair)):
            rules.check_complete(rows, answers)


def test_what_must_be_there_cannot_be_absent():
    with pytest.raises(rules.NotOnThisList):
        rules.check_answer(LAPTOP, Point.SCREEN, Answer.NOT_THERE)
    rules.check_answer(rows_for("desktop"), Point.SCREEN, Answer.NOT_THERE)


@pytest.mark.parametrize(
    ("battery", "grade"), [(None, "A"), (100, "A"), (80, "A"), (79, "B"), (59, "C"), (39, "D"), (0, "D")]
)
def test_a_worn_battery_lowers_the_proposed_grade(battery, grade):
    assert rules.proposed_grade(all_fine(), battery) == grade


def test_going_without_a_camera_costs_one_grade():
    assert rules.proposed_grade(all_fine() | {Point.CAMERA_AND_SOUND: Answer.NOT_THERE}, 90) == "B"


def test_nobody_looks_again_at_own_work():
    with pytest.raises(rules.OwnWork):
        rules.check_second_person(LAPTOP, 1, 1, set(Point))
    with pytest.raises(rules.OwnWork):
        rules.check_second_person(LAPTOP, None, None, set(Point))


def test_the_second_person_skips_no_point():
    looks = set(rules.second_look_at("laptop"))
    assert len(looks) == 4
    rules.check_second_person(LAPTOP, 1, 2, looks)
    for point in looks:
        with pytest.raises(rules.LookAgain):
            rules.check_second_person(LAPTOP, 1, 2, looks - {point})
