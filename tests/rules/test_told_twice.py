"""One indicator tells the same people in several numbers: no two of them, and no table less another, tell of a few."""

from datetime import date, timedelta
from itertools import product

import pytest

from inventory.contacts.rules import Service
from inventory.figures.hiding import hidden, hidden_year, without_silent_rows
from inventory.indicators import helping, lending, locations, referring, sending, visitors
from inventory.indicators.answer import Indicator, Question
from inventory.indicators.facts import Asked, Booking, Contact, FirstDays, Lent, SentOn
from tests.cast import NOW

YEAR = Question(date(2025, 1, 1), date(2025, 12, 31))
TODAY = NOW.date()


def _contact(number, *, on=YEAR.since, location=1, help_type=None, person=None):
    return Contact(number, person, on, "digipunt", "visit", location, None, "unknown", help_type, number)


def _contacts(*some):
    """So many contacts with each of these words: `(17, {"help_type": 11})`."""
    told = [words for many, words in some for _each in range(many)]
    return [_contact(number, **words) for number, words in enumerate(told, start=1)]


def _number(told, name):
    return told.numbers[name][1]


def _cell(told, grid, row, column):
    [found] = [one for one in told.grids if one.name == grid]
    if row not in found.rows or column not in found.columns:
        return None
    return found.values[found.rows.index(row)][found.columns.index(column)]


def _is_few(whole, *parts):
    """Is there someone to be found who is in the whole, and in none of the parts?"""
    return None not in (whole, *parts) and 0 < whole - sum(parts) < 5


def test_a_theme_less_its_other_questions_is_no_few():
    parents = {1: None, 2: None, 3: None, 11: 1, 12: 1, 21: 2, 22: 2, 31: 3}
    here, there = "service:digipunt", "service:digicafe"
    many = {11: (17, 30), 12: (3, 20), 21: (6, 40), 22: (30, 50), 31: (40, 40)}
    some = [
        one._replace(service=service.partition(":")[2])
        for at, service in enumerate((here, there))
        for one in _contacts(*((numbers[at], {"help_type": kind}) for kind, numbers in many.items()))
    ]
    told = hidden(helping.help_questions(some, parents, []))
    assert not _is_few(_cell(told, "by_theme", "help:1", here), _cell(told, "by_question", "help:11", here))
    assert _cell(told, "by_theme", "help:1", here) == 20, "themes are told, and questions stay in the house"
    assert not any(one.rows for one in without_silent_rows(told).grids if one.name == "by_question")


def test_what_is_not_known_of_one_kind_less_what_is_of_another_is_no_few():
    loans = [_loan(number, purpose=None if number < 20 else "work") for number in range(40)]
    some = _contacts((30, {"help_type": 1}), (3, {}))
    told = hidden(helping.help_questions(some, {1: None}, loans))
    assert not _is_few(told.missing, _number(told, "loans_unknown"))


def test_who_booked_at_an_hour_less_who_came_is_no_few():
    service = Service.REPAIR_DESK
    booked = [Booking(service, number, 1, 10, number < 18, False) for number in range(20)]
    told = hidden(helping.occupancy([], booked, {}))
    at = "weekday:1", "hour:10"
    assert not _is_few(_cell(told, "booked_by_hour", *at), _cell(told, "came_by_hour", *at))


def test_who_came_in_a_month_less_who_was_new_is_no_few():
    some = _contacts(*((1, {"person": person}) for person in range(1, 21)))
    first = [
        FirstDays(person, day, day)
        for person, day in ((one, YEAR.since if one < 19 else date(2024, 5, 1)) for one in range(1, 21))
    ]
    told = hidden(visitors.unique_visitors(YEAR, some, first, 1000))
    at = "month:2025-01"
    assert not _is_few(_cell(told, "people_by_month", at, "all"), _cell(told, "new_by_month", at, "new"))


def test_applications_less_what_came_of_them_are_no_few():
    states = [("lent", 30), ("open", 7), ("refused", 3)]
    asked = [
        Asked(number, None, "refused" if state == "refused" else "submitted", YEAR.since, _lent_on(state))
        for state, many in states
        for number in range(many)
    ]
    told = hidden(referring.referrers([], asked))
    assert not _is_few(_number(told, "applications"), _number(told, "lent"), _number(told, "open"))


def _lent_on(state):
    return date(2025, 2, 1) if state == "lent" else None


def test_who_was_sent_on_less_who_came_and_who_is_under_way_is_no_few():
    late = TODAY - timedelta(days=3)
    sent = [
        SentOn(on, "digicafe", None, None, on if came else None, 1)
        for many, on, came in ((30, YEAR.since, True), (7, late, False), (3, YEAR.since, False))
        for _each in range(many)
    ]
    told = hidden(sending.destinations(sent, [], TODAY))
    for under_way in (told.missing, _number(told, "under_way")):
        for of_all in (told.n, _number(told, "sent_on")):
            assert not _is_few(of_all, _number(told, "came"), under_way)


def _loan(number, *, ended=None, ending=None, purpose="work"):
    begin = date(2024, 3, 1) if ended else date(2025, 3, 1)
    return Lent(number, number, begin, None, ended, ending, "laptop", None, None, purpose, None, None)


def test_loans_that_ended_less_those_given_away_and_brought_back_are_no_few():
    endings = ["returned"] * 30 + ["transferred"] * 7 + ["lost"] * 3
    some = [_loan(number, ended=date(2025, 6, 1), ending=ending) for number, ending in enumerate(endings)]
    told = hidden(lending.loans(YEAR, some, [], TODAY))
    brought_back = _cell(told, "endings", "ending:returned", "ended")
    assert not _is_few(_number(told, "ended"), brought_back, _number(told, "given_away"))


def test_months_of_a_new_place_are_told_by_no_other_name():
    months = {2: 30, 3: 30, 4: 3, 5: 20, 6: 0, 7: 9, 8: 30}
    some = _contacts(*((many, {"on": date(2025, month, 5)}) for month, many in months.items()))
    some += [
        _contact(1000 + at, on=date(2025, month, 6), location=2)
        for at, month in product(range(30), range(1, 13))
    ]
    opened = {1: date(2025, 2, 5), 2: date(2020, 1, 1)}
    spans = [YEAR] + [
        Question(
            date(2025, first, 1), date(2025, first + 3, 1) - timedelta(days=1) if first < 10 else YEAR.until
        )
        for first in (1, 4, 7, 10)
    ]
    answers = [
        locations.locations(one, [came for came in some if one.since <= came.on <= one.until], opened)
        for one in spans
    ]
    year, quarters = hidden_year(answers[0], answers[1:])
    of_place = _cell(quarters[1], "contacts_by_location", "location:1", "service:digipunt")
    assert of_place == 23
    assert not _is_few(of_place, _cell(year, "contacts_since_opening", "location:1", "since:3"))
    told = without_silent_rows(year)
    assert not any(one.rows for one in told.grids if one.name == "contacts_since_opening")


@pytest.mark.parametrize("indicator", list(Indicator))
def test_each_number_that_is_named_is_one_of_the_indicator(indicator):
    from inventory.figures.told_twice import told_twice

    answer = {
        Indicator.UNIQUE_VISITORS: lambda: visitors.unique_visitors(YEAR, [], [], 1),
        Indicator.LOCATIONS: lambda: locations.locations(YEAR, [], {}),
        Indicator.REFERRERS: lambda: referring.referrers([], []),
        Indicator.DESTINATIONS: lambda: sending.destinations([], [], TODAY),
        Indicator.INTERNAL_REFERRALS: lambda: sending.internal_referrals([], [], []),
        Indicator.HELP_QUESTIONS: lambda: helping.help_questions([], {}, []),
        Indicator.OCCUPANCY: lambda: helping.occupancy([], [], {}),
        Indicator.LOANS: lambda: lending.loans(YEAR, [], [], TODAY),
    }.get(indicator)
    if answer is None:
        return
    made = answer()
    for same in told_twice(made):
        for ref in (*same.parts, same.whole):
            if ref[0] == "number":
                assert ref[1] in made.numbers
