"""How devices flow from gift to ready, and where they wait."""

from datetime import date, timedelta

import pytest

from inventory.impact import flow
from inventory.impact.flow import Step
from inventory.journey import Stage
from tests.cast import NOW

DAY = timedelta(days=1)


def steps(*told, device=1, lap=1):
    return [Step(device, lap, stage, NOW + at * DAY) for stage, at in told]


WHOLE = [
    (Stage.RECEIVED, -60), (Stage.WIPING, -50), (Stage.WIPED, -48), (Stage.REFURBISHING, -40), (Stage.READY, -38),
]  # fmt: skip


def test_the_days_from_gift_to_ready_are_of_the_first_time():
    assert flow.days_to_ready(steps(*WHOLE)) == ((NOW - 38 * DAY).date(), 22)
    assert flow.days_to_ready(steps(*WHOLE[:4])) is None, "still on its way"
    assert flow.days_to_ready(steps(*WHOLE, lap=2)) is None, "a later round is no gift"
    again = [*WHOLE, (Stage.REFURBISHING, -30), (Stage.READY, -20)]
    assert flow.days_to_ready(steps(*again)) == ((NOW - 38 * DAY).date(), 22)


def test_a_stay_ends_where_the_next_begins_and_the_last_goes_on():
    stays = flow.stays_of(steps(*WHOLE))
    assert [(one.stage, one.days(NOW.date())) for one in stays] == [
        (Stage.RECEIVED, 10), (Stage.WIPING, 2), (Stage.WIPED, 8), (Stage.REFURBISHING, 2), (Stage.READY, 38),
    ]  # fmt: skip
    assert stays[-1].until is None


def test_a_passage_that_led_nowhere_does_not_cut_a_stay_in_two():
    [first, _second] = flow.stays_of(steps((Stage.RECEIVED, -9), (Stage.RECEIVED, -5), (Stage.WIPING, -2)))
    assert first.days(NOW.date()) == 7


def test_a_year_holds_what_ended_in_it():
    found = flow.flow_of(
        [*steps(*WHOLE), *steps((Stage.RECEIVED, -400), (Stage.WIPING, -390), device=2)],
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert found.made_ready == [(date(2026, 10, 1), 22)]
    assert found.waited == {
        Stage.RECEIVED: [10], Stage.WIPING: [2], Stage.WIPED: [8], Stage.REFURBISHING: [2],
    }  # fmt: skip
    assert flow.longest(found.waited) is Stage.RECEIVED
    assert flow.longest({}) is None


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([4], 4), ([9, 1], 1), ([9, 1, 5], 5), ([4, 3, 2, 1], 2)]
)
def test_the_middle_is_one_of_them(values, middle):
    assert flow.median(values) == middle


def test_a_month_without_any_stands_between_those_with_some():
    months = flow.by_month([(date(2026, 5, 1), 9), (date(2026, 3, 1), 4), (date(2026, 3, 1), 6)])
    assert list(months.items()) == [
        (date(2026, 3, 1), [4, 6]),
        (date(2026, 4, 1), []),
        (date(2026, 5, 1), [9]),
    ]
    assert list(flow.by_month([(date(2026, 1, 1), 1), (date(2025, 11, 1), 2)])) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1),
    ], "also over the turn of a year"  # fmt: skip
    assert flow.by_month([]) == {}
