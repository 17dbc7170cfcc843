"""A UiTPAS at the desk: its register where there is one, else its number; and nothing of it stays."""

import re

import pytest

from inventory.applications import uitpas_register
from inventory.applications.uitpas import CardSays, read
from inventory.foundation.database import db
from inventory.foundation.tenancy import everywhere, inside
from tests import fake_uitpas
from tests.fake_uitpas import ACTIVE, BLOCKED, EXPIRED, GROUP, NONE, UNKNOWN, uitpas_here
from tests.make import make_application, make_policy


@pytest.fixture
def uitpas(app, monkeypatch):
    with uitpas_here() as here:
        monkeypatch.setitem(app.config, "UITPAS_URL", here.url)
        monkeypatch.setitem(app.config, "UITPAS_TOKEN_URL", here.token_url)
        monkeypatch.setitem(app.config, "UITPAS_CLIENT_ID", "id")
        monkeypatch.setitem(app.config, "UITPAS_CLIENT_SECRET", "secret")
        yield here


@pytest.fixture
def question(app, world):
    """Where the desk asks for a card: the default policy asks for a UiTPAS with reduced rate."""
    with app.test_request_context(), inside(world.gent):
        make_policy(world)
        return f"/gent/applications/{make_application(world).id}/ask/uitpas_reduced"


def look(number, locale="nl"):
    return uitpas_register.look(read(number), locale=locale)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (ACTIVE, CardSays.HOLDS), (NONE, CardSays.NONE), (EXPIRED, CardSays.ENDED), (GROUP, CardSays.GROUP),
        (BLOCKED, CardSays.BLOCKED), (UNKNOWN, CardSays.UNKNOWN),
    ],
)  # fmt: skip
def test_the_register_says_how_it_stands(uitpas, in_gent, number, says):
    assert look(number).says is says
    assert uitpas.asked == [number]


def test_what_uitpas_wants_said_is_said_in_the_language_that_it_has(uitpas, in_gent):
    assert look(EXPIRED).messages == ("Je kansentarief is verlopen.",)
    assert look(BLOCKED, "fr").messages == ("Ce UiTPAS est bloqué.",)
    assert look(BLOCKED, "en").messages == ("Deze UiTPAS is geblokkeerd.",)


@pytest.mark.parametrize(("locale", "language"), [("nl", "nl"), ("fr", "fr"), ("en", "nl")])
def test_a_reader_aloud_hears_each_message_in_its_own_language(
    client, world, question, uitpas, locale, language
):
    page = client.sign_in(world.nele).post(f"{question}/card?lang={locale}", data={"number": BLOCKED}).text
    assert re.search(rf'<p[^>]* lang="{language}">(Ce|Deze) UiTPAS', page)


def test_a_pass_of_a_group_is_one_without_a_tariff_too(uitpas, in_gent):
    uitpas.garbage = b'{"passType": "GROUP"}'
    assert look(GROUP).says is CardSays.GROUP


def test_one_token_serves_many_questions_and_another_is_asked_when_it_is_taken_back(uitpas, in_gent):
    look(ACTIVE)
    look(NONE)
    assert uitpas.tokens == 1
    uitpas.tokens = 7  # the register forgot ours
    assert look(ACTIVE).says is CardSays.HOLDS
    assert uitpas.tokens == 8


@pytest.mark.parametrize("broken", [500, 503, 401])
def test_a_register_in_trouble_is_silent_and_nobody_waits_for_it(uitpas, in_gent, broken):
    uitpas.broken = broken
    assert look(ACTIVE).says is CardSays.SILENT


@pytest.mark.parametrize(
    "garbage",
    [b"<html>", b"[]", b"{}", b'{"socialTariff": "ACTIVE"}', b'{"socialTariff": {"status": "MAYBE"}}'],
)
def test_an_answer_that_is_none_is_no_yes(uitpas, in_gent, garbage):
    uitpas.garbage = garbage
    assert look(ACTIVE).says is CardSays.SILENT


def test_a_wrong_secret_or_nobody_there_is_silence(uitpas, in_gent, app, monkeypatch):
    monkeypatch.setitem(app.config, "UITPAS_CLIENT_SECRET", "wrong")
    assert look(ACTIVE).says is CardSays.SILENT
    monkeypatch.setitem(app.config, "UITPAS_TOKEN_URL", "http://127.0.0.1:1/token")
    assert look(ACTIVE).says is CardSays.SILENT


def test_without_an_account_the_number_alone_speaks(in_gent):
    assert look(ACTIVE).says is CardSays.ISSUED_REDUCED
    assert look(NONE).says is CardSays.ISSUED_REGULAR


def test_the_desk_scans_a_card_and_decides_itself(client, world, question, uitpas):
    nele = client.sign_in(world.nele)
    page = nele.post(f"{question}/card", data={"number": ACTIVE})
    assert page.status_code == 200
    assert "reduced rate, and it holds" in page.text
    assert "In the name of Noor." in page.text
    assert 'value="met:card"' in page.text  # a person still answers


@pytest.mark.parametrize("number", ["", "123", "0900000067514", "9" * 5000])
def test_a_number_that_is_none_is_told_and_stays_typed(client, world, question, number):
    page = client.sign_in(world.nele).post(f"{question}/card", data={"number": number})
    assert page.status_code == 422
    assert "field-error" in page.text
    if number and len(number) < 100:
        assert f'value="{number}"' in page.text


def test_nothing_of_a_card_is_kept(client, world, question, uitpas, app):
    """Its number stands in no table, also not in an answer that is kept for a second press: only deeds are kept."""
    page = client.sign_in(world.nele).get(question)
    keys = re.findall(r'name="once"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="once"', page.text)
    once = next(part for key in keys for part in key if part)
    for number in (ACTIVE, f"{ACTIVE}1"):
        client.post(f"{question}/card", data={"number": number, "once": once})
    with app.test_request_context(), everywhere(because="every table is looked into"):
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(db.select(table)).all():
                assert fake_uitpas.ACTIVE not in repr(row), table.name


def test_a_question_that_takes_no_card_looks_at_none(client, world, question):
    other = question.replace("uitpas_reduced", "no_laptop")
    assert client.sign_in(world.nele).post(f"{other}/card", data={"number": ACTIVE}).status_code == 404
