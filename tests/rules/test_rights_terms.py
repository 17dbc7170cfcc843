"""By when a person has an answer, and the authority."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.rights.rules import due_on, months_on, tell_authority_by


@pytest.mark.parametrize(
    ("received", "longer", "due"),
    [
        (date(2026, 11, 23), False, date(2026, 12, 23)),
        (date(2026, 12, 15), False, date(2027, 1, 15)),
        # a month that is shorter ends on its last day
        (date(2026, 1, 31), False, date(2026, 2, 28)),
        (date(2028, 1, 30), False, date(2028, 2, 29)),
        (date(2026, 11, 30), True, date(2027, 2, 28)),
    ],
)
def test_an_answer_takes_one_calendar_month_or_three(received: date, longer: bool, due: date) -> None:
    assert due_on(received, is_longer=longer) == due


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_so_many_months_on_is_in_that_month_and_never_later_in_it(start: date, months: int) -> None:
    then = months_on(start, months)
    assert (then.year * 12 + then.month) - (start.year * 12 + start.month) == months
    assert then.day <= start.day
    assert then.day == start.day or months_on(start, months).replace(day=then.day).day >= 28


def test_the_authority_hears_within_three_times_a_day_whatever_the_clock_does() -> None:
    found = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the night after it the clock goes back
    assert tell_authority_by(found) == datetime(2026, 10, 27, 12, tzinfo=UTC)
