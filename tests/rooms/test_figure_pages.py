"""Figures on pages and in files: a number is the same wherever it stands, and what leaves hides the small ones."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from pypdf import PdfReader

from inventory.borrowers.rules import Language
from inventory.contacts.rules import Service
from inventory.figures import actions, labels, sentences
from inventory.figures.drawing import Drawn, pictures
from inventory.figures.rules import NotOverYet, Preset, calendar_of, may_leave, preset_period
from inventory.foundation.database import db
from inventory.foundation.period import Calendar, Period
from inventory.foundation.tenancy import inside
from inventory.indicators import asking
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_borrower, make_loan
from tests.make_contacts import make_contact

LAST_YEAR = NOW.year - 1


@pytest.fixture(autouse=True)
def in_the_year_of_the_tests(monkeypatch):
    from inventory.foundation import clock

    monkeypatch.setattr(clock, "_ask", lambda: NOW)


@pytest.fixture
def year(app, world):
    """Last year in Gent: twelve came to the digipunt in spring, three to the digicafé in summer."""
    with app.test_request_context(), inside(world.gent):
        for at in range(15):
            is_early = at < 12
            make_contact(
                world,
                borrower=make_borrower(
                    world, language=Language.DUTCH, municipality="Voorbeke" if is_early else "Elders"
                ),
                service=Service.DIGIPUNT if is_early else Service.DIGICAFE,
                on=date(LAST_YEAR, 4 if is_early else 6, 10) + timedelta(days=at),
            )
    return Calendar(LAST_YEAR)


@pytest.fixture
def fatima(client, world):
    """The coordinator's browser."""
    return client.sign_in(world.fatima)


def test_a_place_that_cannot_be_is_never_kept_as_the_answer_of_all_places(year, fatima, world):
    fatima.get(f"/gent/figures/?since={LAST_YEAR}-01-01&until={LAST_YEAR}-12-31&place=0")
    with inside(world.gent):
        asked = Question(date(LAST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
        assert asking.answer(Indicator.UNIQUE_VISITORS, asked).n == 15


def _file(client, path):
    text = client.get(path).get_data(as_text=True).removeprefix("\ufeff")
    return {(row[0], row[1], row[2]): row[3] for row in csv.reader(io.StringIO(text), delimiter=";")}


def test_the_same_numbers_stand_in_picture_and_table(fatima, year):
    page = fatima.get("/gent/figures/unique_visitors?period=last_year&lang=en").text
    assert "15 different people came" in page
    chart = re.search(r'<svg class="chart.*?</svg>', page, re.DOTALL)[0]
    drawn = dict(re.findall(r"<title>(.*?): (\d+)</title>", chart))
    table = dict(re.findall(r'<th scope="row">(\w+ \d{4})</th><td[^>]*>(\d+)</td>', page))
    assert drawn
    assert {"Apr": "12", "Jun": "3"}.items() <= drawn.items()
    for month, number in drawn.items():
        assert table.get(f"{month} {LAST_YEAR}", number) == number


def test_every_picture_says_what_its_table_says(app, world, year):
    with app.test_request_context(), inside(world.gent):
        answers = asking.answers(Question(year.period.since, year.period.until))
        say_key = labels.saying(answers.values())
        for answer in answers.values():
            for picture in pictures(answer, say_key):
                if picture.kind in (Drawn.BARS, Drawn.STRIP, Drawn.MARKED):
                    told = [labels.said_number(_unit(answer, picture), one.value) for one in picture.chart]
                    assert told == [row.cells[0] for row in picture.rows], picture.name


def _unit(answer, picture):
    return next(grid.unit for grid in answer.grids if grid.name == picture.name)


def test_what_leaves_hides_the_small_and_what_would_give_it_away(fatima, year):
    inside_the_house = fatima.get("/gent/figures/unique_visitors?period=last_year&lang=en").text
    assert re.search(r"Digicafé</th><td[^>]*>3<", inside_the_house)
    told = _file(fatima, f"/gent/figures/unique_visitors/cells.csv?of={LAST_YEAR}&lang=en")
    services = {row: number for (question, row, _column), number in told.items() if "services do" in question}
    assert services["Digicafé"] == "not shown"
    assert services["Digipunt"] == "not shown", "the whole would give the digicafé away"
    assert told["Different people", "", ""] == "15"
    quarter = _file(fatima, f"/gent/figures/unique_visitors/cells.csv?of={LAST_YEAR}-Q2&lang=en")
    assert quarter["Different people", "", ""] == "15"
    assert quarter[_asked(quarter, "Digicafé")] == quarter[_asked(quarter, "Digipunt")] == "not shown"


def _asked(told, row):
    return next(key for key in told if "services do" in key[0] and key[1] == row)


def test_only_what_is_over_leaves_and_never_filtered(fatima, year):
    for word in (f"{NOW.year}", "2026-Q9", "x", ""):
        answer = fatima.get(f"/gent/figures/loans/cells.csv?of={word}")
        assert answer.status_code != 200 or "text/csv" not in answer.content_type, word
    whole = _file(fatima, f"/gent/figures/unique_visitors/cells.csv?of={LAST_YEAR}")
    assert whole == _file(
        fatima, f"/gent/figures/unique_visitors/cells.csv?of={LAST_YEAR}&municipality=Elders"
    )
    assert fatima.get(f"/gent/figures/loans/cells.xlsx?of={LAST_YEAR}").status_code == 200
    assert fatima.get(f"/gent/figures/unique_visitors/paper.pdf?of={LAST_YEAR}").data[:4] == b"%PDF"
    assert fatima.get("/gent/figures/nothing").status_code == 404


def test_filters_and_days_of_ones_own(fatima, year):
    town = fatima.get("/gent/figures/unique_visitors?period=last_year&municipality=Elders&lang=en").text
    assert "3 different people came" in town
    own = f"/gent/figures/unique_visitors?period=own&since={LAST_YEAR}-04-01&until={LAST_YEAR}-04-30&lang=en"
    assert "12 different people came" in fatima.get(own).text
    assert (
        "Nothing happened in these days" in fatima.get(own.replace("-04-", "-02-").replace("30", "20")).text
    )
    ten = f"/gent/figures/unique_visitors?period=own&since={LAST_YEAR - 9}-01-01&until={LAST_YEAR}-12-31&lang=en"
    assert "15 different people came" in fatima.get(ten).text
    far = fatima.get("/gent/figures/loans?period=own&since=1999-01-01&until=2026-01-01&lang=en").text
    assert "longer than 12 years" in far
    assert "not a day" in fatima.get("/gent/figures/loans?period=own&since=today&until=x&lang=en").text


def test_loans_are_asked_of_no_service_and_the_page_says_so(fatima, app, world):
    with app.test_request_context(), inside(world.gent):
        make_loan(world, now=NOW - timedelta(days=3))
    path = "/gent/figures/loans?period=this_year&lang=en"
    whole, asked = (fatima.get(path + more).text for more in ("", "&service=digipunt"))
    assert "Every loan is of the lending service" in asked
    assert "Every loan is of the lending service" not in whole
    assert "Nothing happened" not in whole
    assert _cells(whole) == _cells(asked) != []
    overview = fatima.get("/gent/figures/?period=this_year&service=digipunt&lang=en").text
    assert "Every loan is of the lending service" in overview


def _cells(page):
    return re.findall(r"<td[^>]*>([^<]*)</td>", page)


def test_of_which_day_language_and_groups_are_is_said_on_page_and_paper(fatima, year):
    known = "Language, gender and target groups are as they are known today"
    for word, says in (("borrowers", True), ("groups_by_location", True), ("locations", False)):
        assert (known in fatima.get(f"/gent/figures/{word}?period=last_year&lang=en").text) is says, word
    pdf = fatima.get(f"/gent/figures/borrowers/paper.pdf?of={LAST_YEAR}&lang=en").data
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert known in " ".join(text.split())


def test_what_we_think_stays_in_every_wording(fatima, app, world, year):
    path = "/gent/figures/unique_visitors?period=last_year&lang=en"
    page = fatima.get(path).text
    assert "Earlier wordings" not in page
    for text in ("The fair brought many.", "The fair brought many, and the rain."):
        fatima.post(path, data={"text": text})
    page = fatima.get(path).text
    assert "and the rain." in page
    assert "Earlier wordings" in page
    assert "and the rain" not in fatima.get("/gent/figures/unique_visitors?period=this_year").text
    with app.test_request_context(), inside(world.gent):
        from inventory.foundation.refusal import MayNot

        with pytest.raises(MayNot):
            actions.reflect(world.karim.actor, Indicator.LOANS, Period(NOW.date(), NOW.date()), "x", now=NOW)


@pytest.mark.parametrize(("name", "status"), [("tom", 403), ("olga", 403), ("karim", 403), ("bram", 404)])
def test_who_is_no_coordinator_sees_no_figures(client, world, name, status):
    assert client.sign_in(getattr(world, name)).get("/gent/figures/loans").status_code == status


def test_a_page_asks_as_often_for_many_as_for_few(fatima, app, world, year):
    path = "/gent/figures/unique_visitors?period=last_year"
    fatima.get(path)
    with counted() as few:
        fatima.get(path)
    assert len(few) <= 14, few


def test_names_of_places_are_looked_up_inside_the_digibank(app, world, year):
    with app.test_request_context(), inside(world.luik):
        grid = Grid("x", Unit.CASES, ("location:1", "partner:1"), ("group:1",), ((1,), (2,)))
        said = labels.saying([Answer(Indicator.LOCATIONS, 1, 0, (grid,))])
        assert [said(key) for key in ("location:1", "partner:1", "group:1")] == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "30 loans began and 20 ended; 12 run at the end, of which 2 late."),
        ("nl", "30 leningen begonnen en 20 eindigden; 12 lopen op het einde, waarvan 2 te laat."),
        ("fr", "30 prêts ont commencé et 20 ont fini ; 12 courent à la fin, dont 2 en retard."),
    ],
)
def test_a_sentence_in_three_languages(app, lang, words):
    numbers = {"began": 30, "ended": 20, "active": 12, "overdue": 2}
    answer = Answer(
        Indicator.LOANS, 42, 0, (), {name: (Unit.CASES, number) for name, number in numbers.items()}
    )
    with app.test_request_context(), force_locale(lang):
        assert sentences.headline(answer, labels.said) == words
        empty = Answer(Indicator.LOANS, 0, 0, ())
        assert sentences.headline(empty, labels.said) == {
            "en": "Nothing happened in these days.",
            "nl": "In deze dagen gebeurde er niets.",
            "fr": "Rien ne s'est passé pendant ces jours.",
        }[lang]  # fmt: skip


def test_every_indicator_has_its_sentence(app):
    with app.test_request_context("/?lang=en"):
        for indicator in Indicator:
            assert sentences.headline(Answer(indicator, 7, 1, ()), labels.said), indicator


def test_presets_and_what_may_leave():
    today = date(2026, 11, 23)
    assert preset_period(Preset.LAST_12_MONTHS, today) == Period(date(2025, 11, 1), date(2026, 10, 31))
    assert preset_period(Preset.LAST_QUARTER, today) == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert preset_period(Preset.LAST_QUARTER, date(2026, 2, 3)) == Calendar(2025, 4).period
    words = [one.word for one in may_leave(today)]
    assert words[:4] == ["2026-Q3", "2026-Q2", "2026-Q1", "2025"]
    assert calendar_of("2025-Q4", today).period == Period(date(2025, 10, 1), date(2025, 12, 31))
    with pytest.raises(NotOverYet):
        calendar_of("2026", today)


def test_days_that_are_not_over_are_not_told_as_if_someone_was_before_you(fatima, year):
    asked = fatima.get("/gent/figures/loans/cells.csv?of=2026&lang=en")
    assert (asked.status_code, asked.mimetype) == (422, "text/html")
    assert "Only a year or a quarter that is over" in asked.text
    assert "before you" not in asked.text


def test_a_filter_that_does_not_reach_a_number_says_so(fatima, year):
    def page(word, **asked):
        return fatima.get(f"/gent/figures/{word}", query_string={"lang": "en", **asked}).text

    assert "these are all visits" in page("unique_visitors", device_kind="tablet")
    assert "visits are all of them" in page("borrowers", device_kind="tablet")
    assert "visits are all of them" in page("", device_kind="tablet")
    assert "are left out" in page("occupancy", municipality="Voorbeke")
    assert not any(
        words in page("loans", device_kind="tablet", municipality="Voorbeke")
        for words in ("all visits", "visits are all", "are left out")
    )


def test_the_coordinator_sets_the_target_and_a_word_for_a_number_stays_in_the_field(client, world, in_gent):
    from inventory.indicators.queries import target_now

    client.sign_in(world.fatima)
    refused = client.post("/gent/figures/target", data={"target": "0"})
    assert refused.status_code == 422
    assert 'value="0"' in refused.text
    client.post("/gent/figures/target", data={"target": "250"})
    db.session.rollback()
    assert target_now() == 250
    told = asking.answer(Indicator.UNIQUE_VISITORS, Question(date(LAST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
    assert told.numbers["target"] == (Unit.THINGS, 250)
    client.sign_in(world.nele)
    assert client.get("/gent/figures/target").status_code == 403


def test_a_large_digibank_sees_what_was_counted_last_and_does_not_wait(fatima, app, world, year, monkeypatch):
    monkeypatch.setattr(asking, "LARGE", 1)
    addresses = ("/gent/figures/", "/gent/figures/unique_visitors")
    for address in addresses:
        page = fatima.get(address).text
        assert "We are counting" in page
        assert "data-follow" in page
        assert "/gent/figures/" in page
    with inside(world.gent):
        assert asking.count_what_waits() == 2 * len(Indicator)
    told = fatima.get(addresses[1]).text
    assert "data-follow" not in told
    with app.test_request_context(), inside(world.gent):
        make_contact(world, borrower=make_borrower(world), on=NOW.date())
    for address in addresses:
        page = fatima.get(address).text
        assert "These figures are of" in page
        assert "data-follow" in page
    with inside(world.gent):
        assert asking.count_what_waits()
    assert fatima.get(addresses[1]).text != told
