"""What figures say in words is what their tables say, and the overview of the laptops is what the other rooms tell."""

import re
from datetime import date, timedelta

import pytest
from flask_babel import force_locale

from inventory.figures import labels
from inventory.figures.drawing import Drawn, pictures, shown
from inventory.figures.rules import Back
from inventory.figures.standing import pictures_of, standing_in
from inventory.foundation.period import Period, year_of
from inventory.foundation.tenancy import inside
from inventory.impact import bench
from inventory.impact.counting import stages_now
from inventory.indicators.answer import Answer, Grid, Indicator, Unit
from inventory.journey import Stage
from inventory.lending.models import Ending
from inventory.reports.said import as_told, told
from inventory.reports.shape import HIDDEN, Column, Kind, Part, Report, Row, Table
from tests.cast import NOW
from tests.make import make_application, make_loan

HIDES = "not shown"
YEAR = year_of(NOW.year)
TODAY = NOW.date()


def _answer(*grids: Grid) -> Answer:
    return Answer(Indicator.LOANS, 40, 0, grids, {})


def _says(app, grid: Grid, kept_back: str = "") -> str:
    with app.test_request_context(), force_locale("en"):
        [picture] = pictures(_answer(grid), labels.said, kept_back)
        return picture.sentence


def _people(rows, columns, *values, name="by_channel") -> Grid:
    return Grid(name, Unit.PEOPLE, rows, columns, values)


def test_a_sentence_names_what_is_known_and_everything_that_is_equally_much(app):
    one = _people(("channel:self", "channel:flyer", "unknown"), ("all",), (4,), (6,), (90,))
    assert _says(app, one).endswith("(6).")
    assert "Not known" not in _says(app, one)
    equal = _people(("hour:9", "hour:10", "hour:11"), ("all",), (6,), (2,), (6,))
    assert _says(app, equal) == "Most: 9 o'clock and 11 o'clock (6)."
    grid = _people(("hour:9", "unknown"), ("came", "unknown"), (3, 50), (60, 70))
    assert _says(app, grid) == "Most: 9 o'clock, Came (3)."
    assert _says(app, _people(("unknown",), ("came", "booked"), (3, 50))) == "Of nobody do we know this yet."
    assert _says(app, _people(("all",), ("all",), (7,))) == "Most: Everyone (7)."


def test_a_service_together_with_itself_is_not_the_answer(app):
    names = ("service:digipunt", "service:digicafe")
    both = _people(names, names, (50, 3), (3, 20), name="services_together")
    assert "(3)" in _says(app, both)
    assert "(50)" not in _says(app, both)


def test_of_days_the_middle_is_told_and_of_columns_the_one_that_is_drawn(app):
    grid = Grid(
        "days", Unit.DAYS, ("agreed", "realised"), ("p25", "median", "p75"), ((1, 30, 90), (9, 20, 400))
    )
    assert _says(app, grid) == "Agreed, half: at most: 30 days. Came of it, half: at most: 20 days."
    months = _people(("month:2026-01", "month:2026-02"), ("began", "ended"), (4, 9), (3, 1), name="by_month")
    assert _says(app, months) == "Most: Jan 2026 (4)."


def test_what_is_hidden_may_be_the_most(app):
    some = _people(("hour:9", "hour:10"), ("came", "booked"), (6, None), (None, 8))
    assert _says(app, some, HIDES) == "Most of what is shown: 10 o'clock, Had a seat (8)."
    none = _people(("hour:9", "hour:10"), ("came", "booked"), (None, None), (None, None))
    assert _says(app, none, HIDES).startswith("No number can be shown here")
    with app.test_request_context(), force_locale("en"):
        drawn, bare = shown(_answer(some, none), labels.said, HIDES)
        assert [one.name for one in drawn] == ["by_channel"]
        assert bare == ["How did people find us?"]
        assert not pictures(_answer(none), labels.said), "inside the house there is nothing to count from"


def test_a_table_of_many_columns_takes_the_width_of_the_page(app):
    hours = tuple(f"hour:{hour}" for hour in range(9, 17))
    wide = _people(("came", "booked"), hours, range(1, 9), range(2, 10))
    with app.test_request_context():
        assert [one.is_wide for one in pictures(_answer(wide), labels.said)] == [True]
        assert not pictures(_answer(_people(hours, ("all",), *((one,) for one in range(8)))), labels.said)[
            0
        ].is_wide


def test_a_report_never_says_of_a_hidden_number_how_small_it_is(app):
    with app.test_request_context(), force_locale("en"):
        assert {told(HIDDEN, kind) for kind in Kind} == {HIDES}


@pytest.fixture
def loans(app, world):
    """Laptops that had to be back this year: two on time, one late, one still away, one lost; and one for next year."""
    with app.test_request_context(), inside(world.gent):
        for due, ended, ending in (
            (60, 70, Ending.RETURNED), (60, 60, Ending.RETURNED), (60, 40, Ending.RETURNED), (60, None, None),
            (60, 50, Ending.LOST), (60, 50, Ending.TRANSFERRED), (0, None, None), (-30, None, None),
        ):  # fmt: skip
            loan = make_loan(world, now=NOW - timedelta(days=100))
            _now(loan, TODAY - timedelta(days=due), ended, ending)
        for days in (0, 5, 20, 21):
            make_application(world, state="approved", now=NOW - timedelta(days=days))


def _now(loan, due: date, ended: int | None, ending) -> None:
    """As the loan stands now; the ways that lead there are other rooms' tests."""
    from inventory.foundation.database import db
    from inventory.foundation.transaction import upkeep
    from inventory.lending.models import LoanState

    with upkeep():
        row = db.session.merge(loan)
        row.due_on = due
        if ended is not None:
            row.ended_at, row.ending, row.state = NOW - timedelta(days=ended), ending, LoanState.ENDED


def test_the_overview_of_the_laptops_is_what_the_other_rooms_tell(client, app, world, loans):
    with app.test_request_context(), inside(world.gent):
        standing = standing_in(YEAR, TODAY)
        assert standing.stages == {stage: count for stage, count in stages_now().items() if count}
        made = bench.flow_in(YEAR).made_ready
        assert made
        assert sorted(days for some in standing.ready.values() for days in some) == sorted(
            days for _month, days in made
        )
        assert standing.back == {Back.ON_TIME: 2, Back.LATE: 1, Back.NOT_YET: 1, Back.GONE: 1}
        assert sorted(standing.waits) == [0, 5, 20, 21]
        assert standing_in(Period(date(2019, 1, 1), date(2019, 12, 31)), TODAY).back == {}
        with force_locale("en"):
            told = {one.name: one for one in pictures_of(YEAR, TODAY)}
        assert [row.cells[0] for row in told["waiting"].rows] == ["1", "1", "0", "2"]
        assert told["waiting"].sentence.endswith("2 longer than two weeks.")
        assert told["back"].sentence == "5 laptops had to be back; 2 came on time."
        assert told["back"].kind is Drawn.STRIP
        assert str(standing.stages[Stage.LENT]) in [row.cells[0] for row in told["stages"].rows]
    page = client.sign_in(world.fatima).get("/gent/figures/?lang=en").text
    assert "Do laptops come back?" in page
    assert '/gent/applications/waiting-list"' in page
    assert '/gent/loans?show=late"' in page
    assert "whatever is chosen above" not in page
    assert "whatever is chosen above" in client.get("/gent/figures/?lang=en&device_kind=laptop").text


def test_under_the_thumb_is_what_each_needs_most(client, world):
    for who, near in (
        ("fatima", ["today", "applications", "figures"]),
        ("nele", ["today", "applications", "loans"]),
        ("tom", ["today", "wiping", "bench"]),
        ("karim", ["today", "loans", "deposits"]),
        ("lotte", ["today", "workshops", "contacts"]),
    ):
        page = client.sign_in(getattr(world, who)).get("/gent/today/").text
        bar, _more, others = page.partition('class="tabs-b"')[2].partition("<details")
        assert [path.split("/")[0] for path in re.findall(r'href="/gent/([^"]*)"', bar)] == near
        assert not set(re.findall(r'href="/gent/([^"]*)"', bar)) & set(
            re.findall(r'href="/gent/([^"]*)"', others)
        )


def test_a_report_names_the_tables_of_which_nothing_may_be_told_in_one_line(app):
    def table(caption, *cells):
        return Table(caption, "What", (Column("How many"),), tuple(Row("x", (cell,)) for cell in cells))

    part = Part("block", "Heading", tables=(table("One", HIDDEN, HIDDEN), table("Two", HIDDEN, 7)))
    report = Report("", "", "", "", "en", "2026-01-01", "2026-03-31", "", False, False, (part,))
    with app.test_request_context():
        [said] = as_told(report).parts
        assert [one.caption for one in said.tables] == ["Two"]
        assert said.notes == ("Too few people to show: One",)
