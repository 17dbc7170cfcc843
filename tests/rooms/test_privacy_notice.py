"""The privacy notice, the register and the agreement: filled from the settings, in three languages, page and paper."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.exc import DatabaseError

from inventory.foundation.refusal import MayNot, NationalNumber
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.retention.queries import in_force
from inventory.rights import editions
from inventory.rights.editions import Filled
from inventory.rights.notice import days_in_words
from inventory.rights.rules import LegalForm
from tests.cast import NOW

OCMW = Filled(
    legal_form=LegalForm.LOCAL_AUTHORITY, controller="OCMW Gent", contact="dpo@ocmw.example",
    partners="Ligo Gent", host="Hoster bv", more_nl="Ook op zaterdag.",
)  # fmt: skip


def _words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_each_change_is_an_edition_and_the_same_again_is_none(world: Any, in_gent: int) -> None:
    fatima = world.fatima.actor
    first = editions.issue(fatima, OCMW, now=NOW)
    assert editions.issue(fatima, OCMW, now=NOW).id == first.id
    second = editions.issue(fatima, Filled(controller="Stad Gent"), now=NOW)
    assert [one.number for one in editions.editions()] == [2, 1]
    assert editions.filled_of(second).legal_form is LegalForm.ASSOCIATION
    with pytest.raises(MayNot):
        editions.issue(world.nele.actor, OCMW, now=NOW)
    with pytest.raises(NationalNumber):
        editions.issue(fatima, Filled(contact="85.07.30-033 28"), now=NOW)
    with pytest.raises(DatabaseError), upkeep():
        first.controller = "Iemand anders"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("nl", ("Wat we met je gegevens doen", "taak van algemeen belang", "Ook op zaterdag.")),
        ("fr", ("Ce que nous faisons de vos données", "mission d’intérêt public")),
        ("en", ("What we do with your data", "task of public interest")),
    ],
)
def test_anyone_reads_it_in_their_language_and_takes_it_along(
    client: Any, world: Any, app: Any, locale: str, words: tuple[str, ...]
) -> None:
    with app.test_request_context(), inside(world.gent):
        editions.issue(world.fatima.actor, OCMW, now=NOW)
    shown = client.get(f"/privacy/gent?lang={locale}").get_data(as_text=True)
    paper = " ".join(_words(client.get(f"/privacy/gent/notice.pdf?in={locale}").data).split())
    for said in (*words, "OCMW Gent", "dpo@ocmw.example", "Ligo Gent", "Hoster bv", "contact@apd-gba.be"):
        assert said in shown.replace("&#39;", "'")
        assert said in paper
    assert client.get("/privacy/nowhere").status_code == 404
    assert "Luik" not in shown


def test_what_is_kept_how_long_comes_from_the_rules_in_force(client: Any, world: Any, app: Any) -> None:
    client.sign_in(world.fatima)
    for mark in ("notice", "register", "agreement"):
        shown = client.get(f"/gent/rights/notice/text/{mark}?lang=en").get_data(as_text=True)
        assert "years" in shown
        assert client.get(f"/gent/rights/notice/text/{mark}.pdf?in=nl").data.startswith(b"%PDF")
    assert client.get("/gent/rights/notice/text/other").status_code == 404
    with app.test_request_context("/?lang=en"), inside(world.gent):
        kinds = [str(one.type.title) for one in in_force().values()]
    register = client.get("/gent/rights/notice/text/register?lang=en").get_data(as_text=True)
    assert len(kinds) > 4
    for kind in kinds:
        assert kind.replace("’", "&#8217;") in register or kind in register


def test_the_coordinator_fills_it_in_and_what_was_typed_stays(client: Any, world: Any, app: Any) -> None:
    client.sign_in(world.fatima)
    typed = {"legal_form": "local_authority", "contact": "85.07.30-033 28", "host": "Hoster bv"}
    refused = client.post("/gent/rights/notice/edit", data=typed)
    assert refused.status_code == 422
    assert "Hoster bv" in refused.get_data(as_text=True)
    assert client.post("/gent/rights/notice/edit", data={**typed, "contact": "09 1"}).status_code == 303
    assert "Hoster bv" in client.get("/gent/rights/notice/").get_data(as_text=True)
    with app.test_request_context(), inside(world.gent):
        number = editions.newest_edition().id
    assert client.get(f"/gent/rights/notice/editions/{number}.pdf").data.startswith(b"%PDF")
    client.sign_in(world.nele)
    assert client.get("/gent/rights/notice/").status_code == 403


@pytest.mark.parametrize(
    ("days", "words"), [(7, "7 days"), (183, "6 months"), (365, "12 months"), (2557, "7 years"), (1, "1 day")]
)
def test_days_are_said_as_people_say_them(app: Any, days: int, words: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert days_in_words(days) == words
