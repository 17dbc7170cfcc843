"""Seats in a start workshop: who gets one, who moves up, when someone is ticked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workshop.rules import (
    Place,
    SeatState,
    chairs_taken,
    may_release,
    may_tick,
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
