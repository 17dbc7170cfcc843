"""In a digibank with very much in it nobody waits at a page: what is counted comes by itself, and is the same."""

from datetime import timedelta
from typing import Any

import pytest

from inventory.foundation import clock
from inventory.foundation.long_answers import FRESH, work_out_what_waits
from inventory.foundation.period import year_of
from inventory.foundation.tenancy import inside
from inventory.impact import bench_year, overview
from inventory.indicators import asking
from inventory.reports import actions
from tests.cast import NOW
from tests.make import make_device, make_loan, make_partner, make_ready_device

LAST_YEAR = {"since": "2025-01-01", "until": "2025-12-31"}
ABOUT = {"since": "2025-01-01", "until": "2025-12-31", "municipality": "", "locale": "en"}
NEW = "/gent/reports/new/impact"


@pytest.fixture
def gifts(app: Any, world: Any) -> None:
    """Laptops of two givers, some of them with someone, since last year."""
    with app.test_request_context(), inside(world.gent):
        for name, days_ago in (("Bakkerij Voorbeeld", 400), ("Smidse Voorbeeld", 30)):
            donor = make_partner(world, name=name)
            out = NOW - timedelta(days=days_ago)
            for _each in range(3):
                device = make_ready_device(world, now=out - timedelta(days=1), donor_id=donor.id)
                make_loan(world, device=device, now=out)
            make_device(world, now=NOW, donor_id=donor.id)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LARGE", 1)


def _in_the_background(world: Any) -> None:
    with inside(world.gent):
        work_out_what_waits()


def test_an_overview_is_the_same_after_it_was_kept(in_gent, gifts):
    for period in (year_of(2025), year_of(NOW.year)):
        made = overview.worked_out(period, NOW.date())
        assert made.givers
        assert overview.from_kept(overview.as_kept(made)) == made


def test_a_year_at_the_bench_is_the_same_after_it_was_kept_and_comes_by_itself(
    client, app, world, gifts, monkeypatch
):
    client.sign_in(world.sofie)
    page, file = (f"/gent/indicators/bench/{what}?year={NOW.year}" for what in ("", "cells.csv"))
    known, its_file = client.get(page).text, client.get(file)
    assert "Wiped;2026;3" in its_file.text
    with app.test_request_context(), inside(world.gent):
        made = bench_year.worked_out(NOW.year, NOW.date())
        assert made.made
        assert bench_year.from_kept(bench_year.as_kept(made)) == made
    monkeypatch.setattr(asking, "LARGE", 1)
    assert client.get(file).status_code == 303
    assert "We are counting" in client.get(page).text
    _in_the_background(world)
    shown = client.get(page).text
    assert _counted(shown, "ready") == _counted(known, "ready")
    assert client.get(file).data == its_file.data


def test_what_came_of_the_laptops_comes_by_itself_and_is_the_same(client, world, gifts, monkeypatch):
    client.sign_in(world.fatima)
    address, file = "/gent/impact/", "/gent/impact/donors.csv?since=2025-01-01&until=2025-12-31"
    known, its_file = client.get(address, query_string=LAST_YEAR), client.get(file)
    assert "3" in its_file.text
    monkeypatch.setattr(asking, "LARGE", 1)
    waiting = client.get(address, query_string=LAST_YEAR)
    assert "We are counting" in waiting.text
    assert "data-follow" in waiting.text
    assert "Bakkerij Voorbeeld" not in waiting.text
    asked = client.get(file)
    assert asked.status_code == 303
    assert asked.location.endswith("/gent/impact/?since=2025-01-01&until=2025-12-31")
    _in_the_background(world)
    shown = client.get(address, query_string=LAST_YEAR).text
    assert "data-follow" not in shown
    assert "These figures are of" in shown
    assert _counted(shown) == _counted(known.text)
    assert client.get(file).data == its_file.data


def _counted(page: str, begin: str = "now") -> str:
    """The cards of a page, without the sentence of when they are of."""
    return page[page.index(f'id="{begin}"') : page.index("</main>")]


def test_what_was_counted_last_stays_in_sight_while_it_is_counted_anew(
    client, world, gifts, large, monkeypatch
):
    at = {"now": NOW}
    monkeypatch.setattr(clock, "_ask", lambda: at["now"])
    client.sign_in(world.fatima)
    client.get("/gent/impact/")
    _in_the_background(world)
    at["now"] += FRESH
    page = client.get("/gent/impact/").text
    assert "We are counting again" in page
    assert "data-follow" in page
    assert "Smidse Voorbeeld" in page
    assert client.get("/gent/impact/donors.csv").status_code == 303, "what goes to others is never an old one"


def test_a_file_of_a_large_one_is_of_now_or_not_there_yet(client, world, gifts, monkeypatch):
    client.sign_in(world.fatima)
    file = "/gent/figures/loans/cells.csv?of=2025"
    known = client.get(file).data
    monkeypatch.setattr(asking, "LARGE", 1)
    at = {"now": NOW}
    monkeypatch.setattr(clock, "_ask", lambda: at["now"])
    for kind in ("cells.csv", "cells.xlsx", "paper.pdf"):
        asked = client.get(f"/gent/figures/loans/{kind}?of=2025")
        assert (asked.status_code, asked.location) == (303, "/gent/figures/loans/files?of=2025")
    page = client.get("/gent/figures/loans/files?of=2025").text
    assert "We are counting" in page
    assert "cells.csv" not in page
    _in_the_background(world)
    page = client.get("/gent/figures/loans/files?of=2025").text
    assert "data-follow" not in page
    assert "cells.csv?of=2025" in page
    assert client.get(file).data == known
    assert client.get("/gent/figures/loans/paper.pdf?of=2025").data.startswith(b"%PDF")
    at["now"] += FRESH
    assert client.get(file).status_code == 303, "what goes to others is never an old one"


def test_seats_of_a_year_that_is_over_are_told_once_they_are_protected(client, world, gifts, large):
    page = "/gent/indicators/workshops/?year=2025&lang=en"
    file = "/gent/indicators/workshops/cells.csv?year=2025"
    client.sign_in(world.olga)
    asked = client.get(page).text
    assert "We are counting" in asked
    assert "Sent on" not in asked
    client.sign_in(world.nele)
    asked = client.get(page).text
    assert "Sent on" in asked, "her own numbers need no protection"
    assert "We are counting" in asked
    assert "cells.csv" not in asked
    answer = client.get(file)
    assert (answer.status_code, answer.location) == (303, "/gent/indicators/workshops/?year=2025")
    _in_the_background(world)
    assert "cells.csv" in client.get(page).text
    assert client.get(file).mimetype == "text/csv"
    client.sign_in(world.olga)
    assert "Sent on" in client.get(page).text


def test_what_was_looked_at_is_what_is_issued(client, app, world, gifts, monkeypatch):
    client.sign_in(world.fatima)
    with app.test_request_context(), inside(world.gent):
        at_once = actions.prepare("impact", year_of(2025), locale="en", today=clock.today()).report
    monkeypatch.setattr(asking, "LARGE", 1)
    asked = client.post(NEW, data=ABOUT)
    assert asked.status_code == 303
    assert asked.location.startswith(NEW), "it is not issued before it is worked out"
    page = client.get(asked.location).text
    assert "We are counting" in page
    assert 'value="2025-01-01"' in page
    _in_the_background(world)
    page = client.get(asked.location).text
    assert "It is not issued yet" in page
    assert "These figures are of" in page
    with app.test_request_context(), inside(world.gent):
        make_partner(world, name="Te laat")
    issued = client.post(NEW, data=ABOUT)
    assert issued.location == "/gent/reports/1"
    with app.test_request_context(), inside(world.gent):
        assert actions.as_issued(actions.get_issued(1)) == at_once
    again = client.get("/gent/reports/1/today").text
    assert "We are counting" in again
    _in_the_background(world)
    assert "Every number is the same today" in client.get("/gent/reports/1/today").text


def test_a_template_is_not_shown_with_its_numbers_where_that_takes_long(client, world, gifts, large):
    client.sign_in(world.fatima)
    typed = {f"title_{language}": "Ons jaar" for language in ("nl", "fr", "en")} | {
        "place_0": "1",
        "look": "1",
    }
    looked = client.post("/gent/reports/templates/bench-year", data=typed)
    assert looked.status_code == 200
    assert "a template is not shown with its numbers" in looked.text
