"""When something was kept long enough, and how long a person may keep it here."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inventory.retention.rules import (
    HoldTooLong,
    NotSoManyDays,
    is_held,
    lapsed_before,
    must_be_a_hold,
    must_be_days,
    working_day_before,
)

TODAY = date(2026, 11, 23)


def test_days_are_counted_by_the_calendar_in_brussels_also_over_a_change_of_the_clock():
    assert lapsed_before(TODAY, 0).astimezone(UTC) == datetime(2026, 11, 22, 23, tzinfo=UTC)
    in_summer = lapsed_before(TODAY, 100)
    assert in_summer.astimezone(UTC) == datetime(2026, 8, 14, 22, tzinfo=UTC)
    assert in_summer.hour == 0


def test_the_law_is_no_shorter_and_sense_no_longer():
    must_be_days(2557, 2557, 3653)
    for days in (2556, 3654, 0, -1):
        with pytest.raises(NotSoManyDays):
            must_be_days(days, 2557, 3653)


def test_a_hold_ends_within_a_year_and_not_in_the_past():
    must_be_a_hold(TODAY, TODAY)
    must_be_a_hold(TODAY + timedelta(days=366), TODAY)
    for until in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
        with pytest.raises(HoldTooLong):
            must_be_a_hold(until, TODAY)
    assert is_held(TODAY, TODAY)
    assert not is_held(TODAY, TODAY + timedelta(days=1))
    assert not is_held(None, TODAY)


def test_five_working_days_skip_the_weekend_and_a_holiday():
    holiday = date(2026, 11, 18)
    assert working_day_before(TODAY, 5, lambda _day: False) == date(2026, 11, 16)
    assert working_day_before(TODAY, 5, holiday.__eq__) == date(2026, 11, 13)
    assert working_day_before(TODAY, 0, lambda _day: False) == TODAY
