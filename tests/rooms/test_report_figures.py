"""Indicators in reports: the numbers of the indicator, and of few people nothing, whatever days are asked."""

from datetime import date, timedelta
from typing import Any

import pytest

from inventory.foundation.period import Period
from inventory.foundation.tenancy import inside
from inventory.indicators import asking
from inventory.indicators.answer import Indicator, Question
from inventory.reports import actions
from inventory.reports.shape import HIDDEN, rows_of
from tests.cast import NOW
from tests.make import make_approved_borrower, make_loan, make_ready_device

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
IN_IT = NOW - timedelta(days=90)


def _lent(world: Any, times: int) -> None:
    for number in range(times):
        out = IN_IT + timedelta(days=number)
        device = make_ready_device(world, now=out)
        make_loan(
            world,
            device=device,
            borrower=make_approved_borrower(world, first_name=f"Wie{number}", now=out),
            now=out,
        )


def _told(report: Any, block: str) -> dict[str, Any]:
    return {row.label: row.cells[0] for part, _table, row in rows_of(report) if part.name == block}


@pytest.mark.parametrize("times", [6, 3])
def test_a_subsidy_report_tells_the_indicator_or_nothing_of_a_few(app, world, times):
    with app.test_request_context(), inside(world.gent):
        _lent(world, times)
        whole = asking.answer(
            Indicator.UNIQUE_VISITORS, Question(QUARTER.since, QUARTER.until), today=NOW.date()
        )
        issued = actions.issue(world.fatima.actor, "subsidy", QUARTER, locale="en", now=NOW)
        report = actions.as_issued(issued)
        target = _told(report, "target")
    assert whole.numbers["new_unique"][1] == times
    assert target["New people"] == (times if times >= 5 else HIDDEN)
    assert target["Target"] == 1000
    assert not report.stays_in_the_house
    assert not report.is_running
    assert not report.is_empty
    small = [
        (table.caption, row.label, cell)
        for part, table, row in rows_of(report)
        if part.name == "indicator.unique_visitors"
        for cell in row.cells
        if isinstance(cell, int) and 0 < cell < 5
    ]
    assert not small


def test_other_days_and_one_town_say_that_they_stay_in_the_house(app, world):
    with app.test_request_context(), inside(world.gent):
        _lent(world, 6)
        for period, town in (
            (QUARTER, "Gent"),
            (Period(QUARTER.since, NOW.date()), ""),
            (Period(date(2026, 8, 1), date(2026, 8, 31)), ""),
        ):
            made = actions.prepare("subsidy", period, locale="nl", today=NOW.date(), municipality=town)
            assert made.report.stays_in_the_house
            assert made.report.municipality == town
            told = [cell for _part, _table, row in rows_of(made.report) for cell in row.cells]
            assert 5 in told or town
            assert {6, 12, 18} & set(told) == set(), "in steps of five, or two of them would differ by a few"
        impact = actions.prepare("impact", QUARTER, locale="nl", today=NOW.date(), municipality="Gent")
        assert not impact.report.stays_in_the_house, "nothing of people is in it that a town would filter"


def test_what_leaves_is_the_same_of_nobody_and_of_a_few(app, world):
    """Else "not shown" would mean one to four."""
    names = ("subsidy", "municipality", "bench-year")

    def told() -> list[Any]:
        made = [actions.prepare(name, QUARTER, locale="nl", today=NOW.date()) for name in names]
        assert not any(one.report.stays_in_the_house for one in made)
        of_people = ("target", "indicator", "impact.lent", "impact.loss", "impact.saved")
        return [
            [part for part in one.report.parts if part.name.startswith(of_people)] + [one.report.is_empty]
            for one in made[:2]
        ] + [part.tables for part in made[2].report.parts if part.name == "impact.saved"]

    with app.test_request_context(), inside(world.gent):
        nobody = told()
        _lent(world, 2)
        assert told() == nobody


def test_the_towns_page_counts_its_own_people_only(app, world):
    with app.test_request_context(), inside(world.gent):
        _lent(world, 6)
        elsewhere = actions.prepare(
            "municipality", QUARTER, locale="en", today=NOW.date(), municipality="Luik"
        )
        assert elsewhere.report.is_empty
        assert not actions.prepare("municipality", QUARTER, locale="en", today=NOW.date()).report.is_empty
