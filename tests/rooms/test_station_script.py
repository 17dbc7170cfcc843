"""The script of docs/station.md, run as it stands there against a running house."""

import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.places.models import PlaceKind
from inventory.wiping import stations
from inventory.wiping.models import Evidence
from tests.cast import NOW
from tests.make import make_device, make_place, make_wipe_log

PAGE = Path(__file__).resolve().parents[2] / "docs" / "station.md"
SHELLS = [shell for shell in ("sh", "dash", "bash", "busybox") if shutil.which(shell)]

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")


@pytest.fixture
def house(app):
    """The app behind an address of this machine."""
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def stranger():
    """Another server: answers what `says` holds, one after the other, and the last for ever."""

    class Answers(BaseHTTPRequestHandler):
        says: list = []
        heard: list = []

        def do_POST(self):
            self.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = self.says.pop(0) if len(self.says) > 1 else self.says[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    Answers.says, Answers.heard = [], []
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Answers
    server.shutdown()
    thread.join()
    server.server_close()


class Stick:
    """A stick with the script, its settings and a folder of reports."""

    def __init__(self, folder, secret):
        self.folder, self.secret = folder, secret
        self.reports = folder / "reports with spaces"
        self.reports.mkdir()
        [script] = re.findall(
            r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        (folder / "send-reports").write_text(script, encoding="utf-8")

    def run(self, url, *asked, shell="sh", tries=1, path="", sys="/nowhere"):
        # As someone with Windows would save it.
        settings = f"STATION_URL={url}\r\nSTATION_KEY={self.secret}\r\n"
        (self.folder / "station.conf").write_text(settings, encoding="utf-8", newline="")
        command = [shell, "sh"] if shell == "busybox" else [shell]
        done = subprocess.run(
            [*command, str(self.folder / "send-reports"), *(asked or [str(self.reports)])],
            env={
                "PATH": path + os.environ["PATH"], "STATION_TRIES": str(tries), "STATION_PAUSE": "0",
                "STATION_SYS": str(sys),
            },
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def lying(self, where):
        return sorted(one.name.split("-", 1)[-1] for one in (self.folder / "queue" / where).iterdir())


@pytest.fixture
def gent(app, world, tmp_path):
    """A stick of Gent, and the log of a laptop that stands there."""
    with app.test_request_context(), inside(world.gent):
        place = make_place(world, name="Wisplek 1", kind=PlaceKind.BENCH)
        station, secret = stations.open_station(world.sofie.actor, place, name="ShredOS 1", now=NOW)
        log = make_wipe_log(make_device(world))
        return Stick(tmp_path, secret), log, station.id


def kept(app, world):
    with app.test_request_context(), inside(world.gent):
        db.session.rollback()
        return [(one.file_name, one.station_id) for one in db.session.query(Evidence).order_by(Evidence.id)]


@pytest.mark.parametrize("shell", SHELLS)
def test_what_cannot_be_sent_waits_and_is_sent_once(app, world, gent, house, shell):
    stick, log, station_id = gent
    (stick.reports / "nwipe log é.txt").write_bytes(log)
    (stick.reports / "readme.txt").write_text("no report, and not asked for")
    code, told = stick.run("http://127.0.0.1:9", shell=shell)
    assert (code, stick.lying("waiting")) == (1, ["nwipe_log___.txt"]), told
    for _time in range(2):
        code, told = stick.run(house, shell=shell)
        assert (code, stick.lying("waiting"), stick.lying("sent")) == (0, [], ["nwipe_log___.txt"]), told
    assert kept(app, world) == [("nwipe_log___.txt", station_id)]
    assert stick.secret not in told


def test_the_stick_says_what_a_person_does_next(gent, house):
    stick, log, _station = gent
    (stick.reports / "nwipe.log").write_bytes(log)
    assert "nwipe.log: sent. confirm" in stick.run(house)[1]


def test_a_file_that_is_no_report_is_put_apart_with_its_reason_and_the_rest_is_sent(app, world, gent, house):
    stick, log, station_id = gent
    (stick.reports / "a.log").write_bytes(b"no report at all")
    (stick.reports / "b.log").write_bytes(log)
    code, told = stick.run(house)
    assert (code, stick.lying("sent"), stick.lying("waiting")) == (0, ["b.log"], []), told
    [why] = (stick.folder / "queue" / "refused").glob("*.why")
    assert "not_a_wipe_report" in why.read_text(encoding="utf-8")
    assert kept(app, world) == [("b.log", station_id)]


def test_a_long_name_and_a_name_of_ours_are_reports_as_any_other(app, world, gent, house):
    stick, log, station_id = gent
    (stick.reports / f"{'n' * 250}.log").write_bytes(log)
    (stick.reports / "machine-1.log").write_bytes(log + b"\n")
    code, told = stick.run(house)
    assert (code, stick.lying("waiting"), stick.lying("refused")) == (0, [], []), told
    assert {station for _name, station in kept(app, world)} == {station_id}
    assert "machine-1.log" in stick.lying("sent")


def test_an_ended_key_leaves_the_reports_waiting(app, world, gent, house):
    stick, log, station_id = gent
    with app.test_request_context(), inside(world.gent):
        stations.withdraw(world.sofie.actor, stations.get_station(station_id), now=NOW)
    (stick.reports / "a.log").write_bytes(log)
    code, told = stick.run(house)
    assert (code, stick.lying("waiting")) == (3, ["a.log"])
    assert "The key opens nothing any more." in told


@pytest.mark.parametrize("answer", [(200, b"<html>Welcome to Hotel Wifi</html>"), (302, b""), (404, b"no")])
def test_an_answer_that_is_not_ours_is_no_proof_of_arrival(gent, stranger, answer):
    stick, log, _station = gent
    url, server = stranger
    server.says[:] = [answer]
    (stick.reports / "a.log").write_bytes(log)
    code, told = stick.run(url)
    assert (code, stick.lying("waiting"), stick.lying("sent")) == (1, ["a.log"], []), told


def test_a_house_that_is_busy_for_a_moment_is_asked_again(gent, stranger):
    stick, log, _station = gent
    url, server = stranger
    server.says[:] = [(503, b""), (429, b""), (409, b""), (201, b'{"media": [{"next_step": "confirm"}]}')]
    (stick.reports / "a.log").write_bytes(log)
    code, told = stick.run(url, tries=5)
    assert (code, stick.lying("sent"), server.heard) == (0, ["a.log"], [log] * 4), told


def test_a_report_at_which_the_house_stumbles_keeps_no_other_waiting(gent, stranger):
    stick, log, _station = gent
    url, server = stranger
    server.says[:] = [(500, b"oops"), (201, b'{"media": [{"next_step": "confirm"}]}')]
    names = {log: "a.log", log + b"\n": "b.log"}
    for content, name in names.items():
        (stick.reports / name).write_bytes(content)
    code, told = stick.run(url)
    first, second = (names[content] for content in server.heard)
    assert (code, stick.lying("waiting"), stick.lying("sent")) == (1, [first], [second]), told


def test_the_key_stands_in_no_list_of_processes(gent, stranger):
    stick, log, _station = gent
    url, server = stranger
    server.says[:] = [(201, b'{"media": []}')]
    spy = stick.folder / "bin"
    spy.mkdir()
    (spy / "curl").write_text(f'#!/bin/sh\necho "$@" >>"{spy}/asked"\nexec {shutil.which("curl")} "$@"\n')
    (spy / "curl").chmod(0o755)
    (stick.reports / "a.log").write_bytes(log)
    assert stick.run(url, path=f"{spy}:")[0] == 0
    asked = (spy / "asked").read_text(encoding="utf-8")
    assert "Idempotency-Key" in asked
    assert stick.secret not in asked


def test_without_settings_it_says_what_to_do(gent):
    stick, _log, _station = gent
    stick.secret = ""
    code, told = stick.run("http://127.0.0.1:9")
    assert (code, "Put STATION_URL and STATION_KEY in" in told) == (2, True)
