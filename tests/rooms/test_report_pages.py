"""The pages of reports: make one, look at it, see it as it was, change what is in it, let it leave by itself."""

import json
from typing import Any

import pytest

from inventory.foundation.period import year_of
from inventory.foundation.tenancy import inside
from inventory.reports import actions, blocks, templates
from inventory.reports.presets import PRESETS
from tests.cast import NOW

ABOUT = {"since": "2026-01-01", "until": "2026-06-30", "locale": "nl"}


@pytest.fixture
def issued(app: Any, world: Any) -> int:
    with app.test_request_context(), inside(world.gent):
        return actions.issue(world.fatima.actor, "bench-year", year_of(NOW.year), locale="nl", now=NOW).id


def test_looked_at_first_and_then_issued(client, world):
    client.sign_in(world.fatima)
    assert "No report was issued yet" in client.get("/gent/reports/").text
    looked = client.post("/gent/reports/new/impact", data=ABOUT | {"look": "1"}, follow_redirects=True)
    assert looked.status_code == 200
    assert "not issued yet" in looked.text
    assert "In deze dagen gebeurde niets" in looked.text
    assert client.post("/gent/reports/new/impact", data=ABOUT).status_code == 303
    page = client.get("/gent/reports/").text
    assert "R-0001" in page
    shown = client.get("/gent/reports/1").text
    assert "ADEME" in shown
    for kind, begins in (("pdf", b"%PDF"), ("csv", "\ufeff".encode()), ("xlsx", b"PK")):
        file = client.get(f"/gent/reports/1.{kind}")
        assert file.data.startswith(begins)
        assert file.headers["Cache-Control"] == "no-store"
    assert "Every number is the same today" in client.get("/gent/reports/1/today").text


def test_what_cannot_be_asked_is_said_at_its_field_and_what_was_typed_stays(client, world):
    client.sign_in(world.fatima)
    for told, sentence in (
        ({"since": "2010-01-01"}, "10 years at most"),
        ({"since": "2026-07-01"}, "comes after the last one"),
        ({"since": "2090-01-01", "until": "2090-02-01"}, "still to come"),
    ):
        answer = client.post("/gent/reports/new/impact", data=ABOUT | {"municipality": "Aalter"} | told)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Aalter" in answer.text
    assert client.get("/gent/reports/new/nothing").status_code == 404


def test_a_template_is_changed_and_what_was_issued_stays(client, world, issued):
    client.sign_in(world.fatima)
    before = client.get(f"/gent/reports/{issued}.pdf").data
    page = client.get("/gent/reports/templates/bench-year").text
    assert "Where the laptops are now" in page
    told = {
        **{f"title_{language}": f"Ons jaar {language}" for language in ("nl", "fr", "en")},
        **{f"place_{at}": "" for at in range(len(blocks.known()))},
        "introduction_nl": "Dit is ons jaar.", "place_5": "1", "place_0": "2",
    }  # fmt: skip
    looked = client.post("/gent/reports/templates/bench-year", data=told | {"look": "1"})
    assert "Nothing is kept yet" in looked.text
    assert client.post("/gent/reports/templates/bench-year", data=told).status_code == 303
    with client.application.test_request_context(), inside(world.gent):
        document, number = templates.get_template("bench-year")
        assert number == 1
        assert [block.name for block in document.blocks] == ["impact.saved", "impact.stages"]
    assert client.get(f"/gent/reports/{issued}.pdf").data == before
    assert "template was changed since" in client.get(f"/gent/reports/{issued}/today").text
    nothing = told | {"place_5": "", "place_0": ""}
    refused = client.post("/gent/reports/templates/bench-year", data=nothing)
    assert refused.status_code == 422
    assert "Choose at least one part" in refused.text


def test_a_template_as_data_is_read_refused_by_name_or_becomes_another(client, world):
    client.sign_in(world.fatima)
    path = "/gent/reports/templates/impact/data"
    assert "impact.saved" in client.get(path).text
    data: Any = dict(PRESETS["impact"])
    wrong = {**data, "blocks": [{"block": "impact.luck"}]}
    for typed, sentence in ((json.dumps(wrong), "impact.luck"), ("{", "a comma or a bracket")):
        refused = client.post(path, data={"whole": typed})
        assert refused.status_code == 422
        assert sentence in refused.text
    title = {"nl": "Voor de gemeente", "fr": "Pour la commune", "en": "For the town"}
    another = {"whole": json.dumps({**data, "title": title}), "another": "1"}
    assert client.post(path, data=another).status_code == 303
    assert "For the town" in client.get("/gent/reports/").text
    assert client.post("/gent/reports/new/own-1", data=ABOUT).status_code == 303


def test_what_leaves_by_itself_is_set_and_stopped(client, world):
    client.sign_in(world.fatima)
    told = {"template": "impact", "every": "quarter", "day": "5", "to_email": "a@b.example", "locale": "nl"}
    refused = client.post("/gent/reports/schedules", data=told | {"day": "31"})
    assert refused.status_code == 422
    assert "a@b.example" in refused.text
    stays = client.post("/gent/reports/schedules", data=told | {"every": "month"})
    assert stays.status_code == 422
    assert "stays in the house" in stays.text
    assert client.post("/gent/reports/schedules", data=told).status_code == 303
    assert "The report itself, as PDF" in client.get("/gent/reports/schedules").text
    assert "a@b.example" in client.get("/gent/reports/schedules").text
    assert client.post("/gent/reports/schedules/1/end").status_code == 303
    assert "Nothing leaves by itself yet" in client.get("/gent/reports/schedules").text


def test_only_the_coordinator_of_this_digibank_sees_reports(client, world, issued):
    for name in ("tom", "sofie", "nele", "karim", "lotte", "olga", "dirk", "rita"):
        client.sign_in(getattr(world, name))
        for path in ("", f"{issued}", f"{issued}.pdf"):
            assert client.get(f"/gent/reports/{path}").status_code in (403, 404), name
    client.sign_in(world.bram)
    assert client.get(f"/luik/reports/{issued}").status_code == 404
    assert client.get(f"/luik/reports/{issued}.pdf").status_code == 404
