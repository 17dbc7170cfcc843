"""Seats in a start workshop: who gets one, who moves up, when someone is ticked."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.borrowers.rules import Language
from inventory.foundation.quiet import is_day_of_rest
from workshop.fitting import Fits, Option, Wish, best_first, fits_of, part_of
from workshop.pattern import NoSuchTime, days_of, lesson_days, moment_of, times_of
from workshop.rules import (
    Place,
    Presence,
    SeatState,
    answer_by,
    became,
    chairs_taken,
    free_chair,
    may_release,
    may_tick,
    missing_lessons,
    next_place,
    who_moves_up,
)

B, W, A, R = SeatState.BOOKED, SeatState.WAITING, SeatState.ATTENDED, SeatState.RELEASED


def _places(*states: SeatState) -> list[Place]:
    return [Place(number, state, turn=number) for number, state in enumerate(states, start=1)]


def test_whoever_enrols_gets_a_chair_until_it_is_full() -> None:
    assert next_place(2, _places(B)) is B
    assert next_place(2, _places(B, A)) is W
    assert next_place(2, _places(B, R)) is B


def test_nobody_passes_those_who_wait() -> None:
    assert next_place(2, _places(B, R, W)) is W


def test_whoever_waits_longest_moves_up_when_a_chair_comes_free() -> None:
    assert who_moves_up(2, _places(B, R, W, W)) == [3]
    assert who_moves_up(2, _places(B, B, W)) == []
    assert who_moves_up(4, _places(B, W, W)) == [2, 3]


@given(st.integers(1, 8), st.lists(st.sampled_from(SeatState), max_size=12))
def test_moving_up_fills_chairs_and_never_more_than_there_are(capacity: int, states: list[SeatState]) -> None:
    places = _places(*states)
    up = who_moves_up(capacity, places)
    after = [Place(p.id, B if p.id in up else p.state, p.turn) for p in places]
    assert chairs_taken(after) <= max(capacity, chairs_taken(places))
    assert chairs_taken(after) >= capacity or all(p.state is not W for p in after)
    assert who_moves_up(capacity, after) == []


def test_attendance_is_ticked_from_the_day_itself_and_a_seat_given_up_until_then() -> None:
    day = date(2026, 11, 24)
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert [may_tick(day, today) for today in (before, day, after)] == [False, True, True]
    assert [may_release(day, today) for today in (before, day, after)] == [True, True, False]


def test_a_chair_that_comes_free_is_kept_for_an_answer_unless_it_is_soon() -> None:
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert answer_by(now, now + timedelta(days=9)) == now + timedelta(hours=48)
    assert answer_by(now, now + timedelta(hours=60)) == now + timedelta(hours=36)
    assert answer_by(now, now + timedelta(hours=36)) is None


def test_who_comes_back_has_a_new_turn_whatever_the_row() -> None:
    places = [Place(1, W, turn=9), Place(2, W, turn=3), Place(3, W, turn=4)]
    assert who_moves_up(2, places) == [2, 3]


def test_the_lowest_chair_is_taken_and_a_full_day_has_one_more() -> None:
    assert free_chair([]) == 1
    assert free_chair([Place(1, B, chair=1), Place(2, B, chair=3), Place(3, W)]) == 2
    assert free_chair([Place(1, B, chair=1), Place(2, A, chair=2)]) == 3


def test_of_a_course_every_lesson_counts() -> None:
    here, late, away = Presence.PRESENT, Presence.LATE, Presence.ABSENT
    assert became([1, 2, 3], {}) is B
    assert became([1, 2, 3], {1: here, 2: away}) is B
    assert became([1, 2, 3], {1: here, 2: away, 3: late}) is SeatState.PARTLY
    assert became([1, 2, 3], {1: here, 2: late, 3: here}) is A
    assert became([2], {2: late}) is A
    assert became([1, 2], {1: away, 2: away}) is SeatState.MISSED
    assert missing_lessons(3, [1, 3]) == [2]


def test_in_the_nights_in_which_the_clock_jumps_a_workshop_is_as_long_as_ever() -> None:
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    with pytest.raises(NoSuchTime):
        moment_of(spring, time(2, 30))
    for night in (spring, autumn):
        ((begins, ends),) = times_of([night], time(1, 30), 120)
        assert ends - begins == timedelta(hours=2)
    # Half past two comes twice in October: the first one is meant.
    assert moment_of(autumn, time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(1, 8), st.integers(0, 400))
def test_a_pattern_never_falls_on_a_day_of_rest_and_forgets_no_day(
    first: date, weeks: int, length: int
) -> None:
    days = days_of(first, first + timedelta(days=length), every_weeks=weeks, rests=is_day_of_rest)
    assert not any(is_day_of_rest(one) for one in days.planned)
    assert all(is_day_of_rest(one) for one in days.skipped)
    together = sorted([*days.planned, *days.skipped])
    assert together == [first + timedelta(weeks=weeks * at) for at in range(length // (7 * weeks) + 1)]


def test_a_course_waits_a_week_for_a_day_of_rest() -> None:
    friday = date(2026, 12, 18)
    assert lesson_days(friday, 3, rests=is_day_of_rest) == [friday, date(2027, 1, 8), date(2027, 1, 15)]


def test_what_someone_understands_comes_first_then_when_they_can_then_near_then_soon() -> None:
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    wish = Wish(Language.ARABIC, "gent", frozenset({"1-afternoon"}))
    options = [
        Option(1, monday, Language.DUTCH, "gent"),
        Option(2, monday, Language.DUTCH, "aalst", interpreted=True),
        Option(3, monday, Language.ARABIC, "aalst"),
        Option(4, monday + timedelta(hours=5), Language.ARABIC, "aalst"),
        Option(5, monday + timedelta(hours=5), Language.ARABIC, "gent"),
        Option(6, monday, Language.ARABIC, "gent", is_full=True),
    ]
    assert [one.id for one in best_first(options, wish)] == [5, 4, 3, 2, 1, 6]
    assert fits_of(options[4], wish) == {Fits.LANGUAGE, Fits.FREE, Fits.TOWN}
    assert part_of(datetime(2026, 11, 7, 22, 59, tzinfo=UTC)) == "6-evening"
