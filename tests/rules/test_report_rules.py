"""Which days a report is about, when the next one leaves, and what a template may ask for."""

from datetime import date, timedelta

import pytest

from inventory.foundation.period import Period
from inventory.foundation.refusal import NationalNumber
from inventory.reports import rules, template
from inventory.reports.rules import Every
from inventory.reports.template import (
    NeedsATitle,
    NotATemplate,
    NothingInIt,
    UnknownBlock,
    UnknownParameter,
    read,
)

TODAY = date(2026, 11, 23)
KNOWN = {"text", "target", "impact.saved", "indicator.loans"}
TITLE = {"nl": "Rapport", "fr": "Rapport", "en": "Report"}


def test_the_whole_month_quarter_and_year_before_a_day():
    assert rules.period_before(TODAY, Every.MONTH) == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert rules.period_before(TODAY, Every.QUARTER) == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert rules.period_before(TODAY, Every.YEAR) == Period(date(2025, 1, 1), date(2025, 12, 31))
    assert rules.period_before(date(2026, 1, 1), Every.MONTH).until == date(2025, 12, 31)


def test_nothing_old_leaves_and_no_missed_night_costs_a_report():
    def left(today, every=Every.MONTH, day=5):
        return [one.until for one in rules.due(every, day, set_on=TODAY, today=today)]

    assert left(date(2026, 12, 4)) == []
    assert left(date(2026, 12, 5)) == [date(2026, 11, 30)]
    assert left(date(2027, 2, 10)) == [date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)]
    assert left(date(2027, 1, 5), Every.QUARTER) == [date(2026, 12, 31)]
    assert left(date(2027, 1, 4), Every.YEAR) == []
    assert left(date(2028, 3, 1), Every.YEAR, 28) == [date(2026, 12, 31), date(2027, 12, 31)]


def test_ten_years_is_a_period_and_a_day_more_is_not():
    ten = Period(date(2016, 3, 1), date(2026, 2, 28))
    rules.must_be_a_period(ten, TODAY)
    for period, refusal in (
        (Period(ten.since, ten.until + timedelta(days=1)), rules.PeriodTooLong),
        (Period(TODAY, TODAY - timedelta(days=1)), rules.PeriodOutOfOrder),
        (Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9)), rules.NotYetBegun),
    ):
        with pytest.raises(refusal):
            rules.must_be_a_period(period, TODAY)
    rules.must_be_a_period(Period(date(2016, 2, 29), date(2026, 2, 28)), TODAY)
    for day in (0, 29, 31):
        with pytest.raises(rules.NotADayOfEveryMonth):
            rules.must_be_a_day(day)


def test_a_template_is_the_same_after_reading_and_keeping():
    data = {
        "title": TITLE,
        "introduction": {"nl": "Dag."},
        "blocks": [
            {"block": "text", "words": {"nl": "Woorden"}},
            {"block": "target", "municipality": "Aalter"},
            {"block": "indicator.loans", "heading": {"nl": "Uitleningen"}, "municipality": "Gent"},
            {"block": "impact.saved"},
        ],
    }
    assert read(data, KNOWN).as_kept() == data
    assert template.said({"fr": "Bonjour"}, "nl") == "Bonjour"


def test_an_unknown_block_is_refused_by_its_name():
    with pytest.raises(UnknownBlock) as refused:
        read({"title": TITLE, "blocks": [{"block": "impact.saved"}, {"block": "impact.happiness"}]}, KNOWN)
    assert refused.value.particulars == {"name": "impact.happiness"}


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ([], NotATemplate),
        ({"title": TITLE, "blocks": [], "script": 1}, NotATemplate),
        ({"title": {"nl": "Alleen"}, "blocks": [{"block": "text"}]}, NeedsATitle),
        ({"title": TITLE, "blocks": []}, NothingInIt),
        ({"title": TITLE, "blocks": ["text"]}, NotATemplate),
        ({"title": TITLE, "blocks": [{"block": "text"}]}, UnknownParameter),
        ({"title": TITLE, "blocks": [{"block": "impact.saved", "goal": 5}]}, UnknownParameter),
        ({"title": TITLE, "blocks": [{"block": "target", "municipality": 9}]}, UnknownParameter),
        ({"title": TITLE, "blocks": [{"block": "indicator.loans", "tables": "all"}]}, UnknownParameter),
        ({"title": TITLE | {"de": "x"}, "blocks": [{"block": "impact.saved"}]}, NotATemplate),
        ({"title": TITLE, "introduction": {"nl": "85.07.30-033 28"}, "blocks": []}, NothingInIt),
        ({"title": TITLE, "blocks": [{"block": "text", "words": {"nl": "85.07.30-033 28"}}]}, NationalNumber),
        ({"title": TITLE, "blocks": [{"block": "impact.saved"}] * 41}, NotATemplate),
    ],
)
def test_what_is_no_template_is_refused(data, refusal):
    with pytest.raises(refusal):
        read(data, KNOWN)
