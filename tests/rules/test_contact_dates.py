"""Days in some forty ways of writing them, in three languages; and what is not guessed at."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.contact_lists.dates import DayOrder, EitherDay, Told, order_of, told

DAY = date(2026, 11, 23)
DAYS = """
2026-11-23|2026/11/23|2026.11.23|20261123|23/11/2026|23-11-2026|23.11.2026|23 11 2026|23/11/26|23-11-'26|23112026
2026-11-23T14:05:33|2026-11-23T13:05:33Z|2026-11-23T14:05:33+01:00|2026-11-23 14:05|23/11/2026 14:05:33
23-11-2026 14:05|23.11.2026 14.05|23/11/2026 14u05|23/11/2026 om 14u|23/11/2026 14h05|23/11/2026 2:05 PM
23/11/2026, 14:05|2026/11/23 2:05:33 p.m. CET|2026/11/23 2:05:33 PM GMT+1|23 november 2026|23 nov 2026
23 nov. '26|maandag 23 november 2026|ma 23/11/2026|op maandag 23 november 2026 om 14.05 uur|23-nov-2026
23-nov-26|23nov2026|November 23, 2026|Nov 23 2026|Monday, November 23rd, 2026|23rd of November 2026
le 23 novembre 2026|lundi 23 novembre 2026 à 14h05|46349|46349,586|46349.5868|1795438800|1795438800000
2026-nov-23|23e november 2026|20261123T140533|２３/１１/２０２６|  23 / 11 / 2026
""".replace("\n", "|").split("|")  # fmt: skip


@pytest.mark.parametrize("text", [one for one in DAYS if one.strip()])
def test_a_day_is_read_however_it_is_written(text):
    found = told(text)
    assert found is not None
    assert found.day == DAY


@pytest.mark.parametrize(
    "text",
    ["", "gisteren", "31/02/2026", "23/11", "november 2026", "2026", "99/99/2026", "12.34", "0470123456",
     "23/11/2026 25:00", "23/11/2026 x", "23/11/1800", "Fatma", "85.07.30-033 28", "1/2/3/4"],
)  # fmt: skip
def test_what_is_no_day_is_not_taken_for_one(text):
    assert told(text) is None


def test_the_time_beside_it_is_that_of_brussels_and_may_make_it_the_next_day():
    assert told("2026-11-23T23:30:00Z") == Told(date(2026, 11, 24), "00:30:00")
    assert told("2026-07-01T22:00:00+00:00") == Told(date(2026, 7, 2))
    assert told("23/11/2026 12:00 am") == Told(DAY) == told("2026-11-23T00:00:00")
    assert told("23/11/2026 13:00 pm") is None
    assert told("23/11/2026 14u05") == told("2026-11-23T14:05:00") == Told(DAY, "14:05:00")


def test_a_whole_column_says_whether_the_day_or_the_month_comes_first():
    assert order_of(["3/4/2026", "", "5/5/2026"]) is DayOrder.DAY_FIRST
    assert order_of(["3/4/2026", "4/25/2026"]) is DayOrder.MONTH_FIRST
    assert order_of(["3/4/2026", "25/4/2026", "x"]) is DayOrder.DAY_FIRST
    assert order_of(["25/4/2026", "4/25/2026"]) is DayOrder.BOTH
    assert told("3/4/2026").day == date(2026, 4, 3)
    assert told("3/4/2026", DayOrder.MONTH_FIRST).day == date(2026, 3, 4)
    assert told("2026-03-04", DayOrder.MONTH_FIRST).day == date(2026, 3, 4)


def test_in_a_column_that_holds_both_only_what_can_be_one_day_is_read():
    assert told("25/4/2026", DayOrder.BOTH).day == told("4/25/2026", DayOrder.BOTH).day == date(2026, 4, 25)
    assert told("5/5/2026", DayOrder.BOTH).day == date(2026, 5, 5)
    with pytest.raises(EitherDay):
        told("3/4/2026", DayOrder.BOTH)


_WAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %y", "%B %d, %Y",
         "%A %d %B %Y", "%Y%m%d", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M", "%d/%m/%Y %I:%M %p"]  # fmt: skip


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)), st.times(), st.sampled_from(_WAYS))
@settings(max_examples=150)
def test_what_is_written_one_way_is_read_back(day, clock, way):
    found = told(datetime.combine(day, clock).strftime(way))
    assert found is not None
    assert found.day == day


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_spreadsheet_counts_days_from_the_end_of_1899(day):
    assert told(str((day - date(1899, 12, 30)) // timedelta(days=1))) == Told(day)


@given(st.text(max_size=40) | st.from_regex(r"[0-9 /.:-]{1,24}", fullmatch=True))
@settings(max_examples=200)
def test_whatever_stands_there_the_answer_is_a_day_or_none(text):
    for order in DayOrder:
        try:
            found = told(text, order)
        except EitherDay:
            assert order is DayOrder.BOTH
            continue
        assert found is None or 1990 <= found.day.year <= 2100


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 12, 31)), min_size=1, max_size=8), st.booleans())
def test_a_column_written_in_one_way_is_never_taken_for_both(days, month_first):
    texts = [one.strftime("%m/%d/%Y" if month_first else "%d/%m/%Y") for one in days]
    order = order_of(texts)
    assert order is not DayOrder.BOTH
    if any(one.day > 12 for one in days):
        assert [told(text, order).day for text in texts] == days
