"""When hours at the bench make sense."""

from datetime import timedelta

import pytest

from inventory.shifts import rules
from inventory.shifts.rules import MAY, TRADES, Work
from tests.cast import NOW

HOUR = timedelta(hours=1)


def test_every_work_asks_a_skill_and_a_permission():
    assert set(TRADES) == set(MAY) == set(Work)


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        (-8, -1, None),
        (-8, 0, None),
        (-12, 0, None),
        (-1, -2, rules.EndsBeforeItBegins),
        (-1, -1, rules.EndsBeforeItBegins),
        (-1, 1, rules.NotYetThen),
        (1, 2, rules.NotYetThen),
        (-13, 0, rules.TooLongADay),
        (-24 * 63, -24 * 63 + 4, rules.TooLongAgo),
    ],
)
def test_hours_that_cannot_be_are_refused(start, end, refused):
    if refused is None:
        rules.check_hours(NOW + start * HOUR, NOW + end * HOUR, NOW)
    else:
        with pytest.raises(refused):
            rules.check_hours(NOW + start * HOUR, NOW + end * HOUR, NOW)


def test_who_leads_looks_further_back():
    long_ago = NOW - timedelta(days=300)
    rules.check_hours(long_ago, long_ago + HOUR, NOW, leads=True)
    with pytest.raises(rules.TooLongAgo):
        rules.check_hours(
            long_ago - timedelta(days=101), long_ago - timedelta(days=101) + HOUR, NOW, leads=True
        )


@pytest.mark.parametrize(
    ("start", "end", "is_over"),
    [
        (1, 2, False),
        (4, 5, False),
        (1, 3, True),
        (2.5, 2.6, True),
        (3, 9, True),
        (1, None, True),
        (4, None, False),
    ],
)
def test_hours_lie_beside_each_other_and_not_over(start, end, is_over):
    others = [(NOW + 2 * HOUR, NOW + 4 * HOUR)]
    span = (NOW + start * HOUR, NOW + end * HOUR if end else None)
    if is_over:
        with pytest.raises(rules.OverlapsAnother):
            rules.check_apart(*span, others)
    else:
        rules.check_apart(*span, others)


def test_minutes_add_up_and_an_unknown_end_counts_nothing():
    spans = [(NOW, NOW + HOUR), (NOW + 2 * HOUR, NOW + 2.5 * HOUR), (NOW + 5 * HOUR, None)]
    assert rules.minutes_of(spans) == 90
