"""The same laptop, reached for through two web processes: still one takes it home, the others are told why."""

import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from tests.make import make_approved_borrower, make_hand_over, make_ready_device

ATTEMPTS, HANDS = 200, 10
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def ports(app, folder, socket_enabled):
    """Two web servers on the test's own database."""
    settings = {
        **os.environ,
        "LEENKRING_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "LEENKRING_DATA": str(folder),
        "LEENKRING_PUBLIC_URL": "http://localhost",
    }
    ports = [_free_port(), _free_port()]
    command = [sys.executable, "-m", "gunicorn", "--threads", "8", "--log-level", "critical"]
    servers = [
        subprocess.Popen(
            [*command, "-b", f"127.0.0.1:{port}", "wsgi:app"],
            cwd=Path(__file__).parents[2],
            env=settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]
    try:
        for port in ports:
            _wait_for(port)
        yield ports
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=30)


def _wait_for(port: int) -> None:
    """Until the server answers; a minute is more than it ever takes."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/login")
            connection.getresponse().read()
        except OSError:
            continue
        finally:
            connection.close()
        return
    raise AssertionError("the server does not answer")


def _ask(port: int, method: str, path: str, cookie: str, **fields: str) -> tuple[int, str, str, str]:
    """Status, location, cookie and text of one answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(fields) if fields else None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    set_cookie = (answer.getheader("Set-Cookie") or cookie).split(";")[0]
    connection.close()
    return answer.status, answer.getheader("Location") or "", set_cookie, text


@pytest.mark.slow
def test_of_two_hundred_attempts_through_two_processes_one_succeeds(app, client, world, ports):
    with app.test_request_context(), inside(world.gent):
        device = make_ready_device(world)
        people = [make_approved_borrower(world, first_name=f"Lener {number}") for number in range(HANDS)]
        drafts = [make_hand_over(world, device=device, borrower=person).id for person in people]
    db.session.remove()
    client.sign_in(world.nele)
    signed_in = f"leenkring={client.get_cookie('leenkring', domain='localhost').value}"
    pages = [f"/gent/loans/hand-over/{draft}/ready" for draft in drafts]

    tokens = []
    for page in pages:
        status, _location, cookie, text = _ask(ports[0], "GET", page, signed_in)
        assert status == 200
        tokens.append((cookie, _TOKEN.search(text).group(1)))

    def reach(number: int) -> tuple[str, str]:
        at = number % HANDS
        cookie, token = tokens[at]
        fields = {"csrf_token": token, "once": f"attempt-{number}"}
        status, location, _cookie, text = _ask(ports[number % 2], "POST", pages[at], cookie, **fields)
        if status == 303:
            return "to the loan", location
        return ("told why", text) if status == 422 and 'role="alert"' in text else (f"{status}", text[:300])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(reach, range(ATTEMPTS)))

    outcomes = Counter(outcome for outcome, _text in answers)
    assert set(outcomes) == {"to the loan", "told why"}, outcomes
    # Only the one whose laptop it became is led to a loan, and always to the same.
    assert len({location for outcome, location in answers if outcome == "to the loan"}) == 1
    assert outcomes["to the loan"] <= ATTEMPTS / HANDS
    db.session.rollback()
    with inside(world.gent):
        assert [loan.is_open for loan in db.session.scalars(db.select(Loan))] == [True]
