"""Who asks the public pages ten thousand numbers learns nothing, and is slowed down."""

import http.client
import os
import random
import re
import subprocess
import sys
from typing import Any

import pytest

from inventory.codes import Code, Kind, number_of
from inventory.foundation.tenancy import inside
from inventory.portal.found import is_signed_in
from tests.house.test_statements import counted
from tests.make import make_device, make_loan, make_place, make_wiped_device

_ASKED = 5_000
_CONTROL = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@pytest.fixture
def given_out(app, world) -> set[int]:
    """Numbers that both digibanken gave out: of laptops at several stages, people, loans, places, certificates."""
    serials = set()
    for digibank in (world.gent, world.luik):
        with app.test_request_context(), inside(digibank):
            things = [make_device(world), make_place(world), make_wiped_device(world)]
            loan = make_loan(world)
            things += [loan, loan.device, loan.borrower]
            serials |= {thing.code_serial for thing in things}
    return serials


def _plain(answer: Any) -> str:
    """The page without what is of this one request."""
    return re.sub(r"\d{3} \d{3}|[A-Z]\d{6}|\?lang=\w+|nonce-[\w-]+", "", answer.get_data(as_text=True))


@pytest.mark.slow
def test_ten_thousand_guesses_are_answered_all_alike(app, world, given_out):
    chance = random.Random(4)
    stranger = app.test_client()
    said: dict[str, set[tuple[int, bytes, int]]] = {"/i": set(), "/c": set()}
    for _guess in range(_ASKED):
        serial = chance.randrange(1000, 99_999)
        assert serial not in given_out
        kind, control = chance.choice(list(Kind)), "".join(chance.choices(_CONTROL, k=8))
        for door, path in (("/i", f"/i/{Code(kind, serial)}"), ("/c", f"/c/{number_of(serial)}/{control}")):
            with counted() as sent:
                answer = stranger.get(path)
            said[door].add((answer.status_code, answer.data, len(sent)))
    for door, answers in said.items():
        assert len(answers) == 1, (door, [(status, count, len(text)) for status, text, count in answers])
        assert next(iter(answers))[0] == 404


def test_a_number_of_a_certificate_costs_a_guesser_what_any_number_costs(app, world):
    with app.test_request_context(), inside(world.gent):
        from inventory.wiping.queries import certificates_of

        device = make_wiped_device(world)
        issued = certificates_of(device.id)[0]
        numbers = [str(issued.code)[1:], str(device.code)[1:], number_of(77_777)]
    stranger, said = app.test_client(), set()
    for number in numbers:
        with counted() as sent:
            answer = stranger.get(f"/c/{number}/AAAAAAAA")
        said.add((answer.status_code, _plain(answer), tuple(sent)))
    assert len(said) == 1, [(status, len(sent)) for status, _text, sent in said]


def test_a_number_that_was_given_out_tells_whose_it_is_and_the_same_of_every_one(app, world, given_out):
    stranger, said = app.test_client(), {}
    for serial in sorted(given_out):
        with counted() as sent:
            answer = stranger.get(f"/i/{number_of(serial)}")
        page = _plain(answer).replace("This laptop belongs", "This belongs").replace("Cet ordinateur", "Ceci")
        owner = "Gent" if "Digibank Gent" in page else "Luik"
        said.setdefault(owner, set()).add((answer.status_code, len(sent)))
        assert answer.status_code == 200
    assert {owner: len(answers) for owner, answers in said.items()} == {"Gent": 1, "Luik": 1}


_SERVER = """
from werkzeug.serving import make_server
from wsgi import create_app
listening = make_server("127.0.0.1", 0, create_app({"JOBS_URL": "sqlite://"}))
print(listening.server_port, flush=True)
listening.serve_forever()
"""


def test_who_guesses_on_is_asked_to_wait_on_a_page_that_says_so(world, engine, tmp_path):
    """In a process of its own: here no pace is kept, so that tests need not wait."""
    surroundings = {**os.environ, "LEENKRING_DATABASE_URL": engine.url, "LEENKRING_DATA": str(tmp_path)}
    command = [sys.executable, "-c", _SERVER]
    with subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()), timeout=60)

            def ask(path: str) -> tuple[int, str]:
                connection.request("GET", path, headers={"Accept-Language": "en"})
                answer = connection.getresponse()
                return answer.status, answer.read().decode()

            for path, pace in (("/i/T041825", 60), ("/c/041825/AAAAAAAA", 30)):
                assert {ask(path)[0] for _guess in range(pace)} == {404}
                status, said = ask(path)
                assert status == 429
                assert "Wait a minute and try again" in said
            connection.close()
        finally:
            server.terminate()


def test_people_of_a_digibank_are_not_slowed_down(app, world):
    from flask_login import login_user

    from inventory.digibank.models import User
    from inventory.foundation.database import db

    with app.test_request_context():
        assert not is_signed_in()
        login_user(db.session.get_one(User, world.tom.user_id))
        assert is_signed_in()
