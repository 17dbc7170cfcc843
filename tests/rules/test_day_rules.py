"""What two phones say converges, whoever's words arrive first."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as some

from workshop.day_rules import Mark, disputed, moment_of, newest, tally
from workshop.rules import Presence

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
PRESENT, LATE, ABSENT = Presence.PRESENT, Presence.LATE, Presence.ABSENT

marks = some.lists(
    some.builds(
        Mark,
        id=some.integers(1, 99),
        lesson=some.integers(1, 2),
        presence=some.sampled_from([*Presence, None]),
        said_at=some.integers(0, 5).map(lambda minutes: AT + timedelta(minutes=minutes)),
        by=some.integers(1, 2),
    ),
    max_size=5,
    unique_by=lambda mark: mark.id,
)


@given(marks)
def test_the_order_in_which_words_arrive_plays_no_part(said):
    assert (
        len({tuple(sorted((k, v.id) for k, v in newest(order).items())) for order in permutations(said)}) == 1
    )


@given(marks)
def test_what_is_disputed_was_said_by_another_and_is_not_what_holds(said):
    held = newest(said)
    for lesson, mark in disputed(said).items():
        assert mark.by != held[lesson].by
        assert mark.presence is not held[lesson].presence
        assert mark in said


def test_a_word_that_was_said_earlier_and_arrives_later_changes_nothing():
    online, offline = Mark(1, 1, ABSENT, AT, by=1), Mark(2, 1, PRESENT, AT - timedelta(minutes=4), by=2)
    assert newest([online, offline])[1] is online
    assert disputed([online, offline])[1] is offline


def test_a_phone_that_runs_ahead_or_that_is_a_week_behind_is_not_believed():
    assert moment_of(AT + timedelta(seconds=1), AT) == AT
    assert moment_of(AT - timedelta(days=7, seconds=1), AT) == AT
    assert moment_of(AT.replace(tzinfo=None), AT) == AT
    assert moment_of(None, AT) == AT
    assert moment_of(AT - timedelta(hours=3), AT) == AT - timedelta(hours=3)


def test_who_is_late_is_here_all_the_same():
    counted = tally([1, 2, 3, 4], {1: PRESENT, 2: LATE, 3: ABSENT, 9: PRESENT})
    assert (counted.here, counted.late, counted.absent, counted.open) == (2, 1, 1, 1)
