"""The machines' door: what a token opens, and that it opens no more than its person may."""

import http.client
import json
import os
import subprocess
import sys

import pytest

from inventory.digibank import actions
from inventory.digibank.models import User
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.wiping.models import Evidence
from tests.make import make_device, make_ready_device, make_wipe_log, make_wiped_device


@pytest.fixture
def key(world, in_gent, now):
    """The header that a machine of this person sends."""

    def of(person):
        user = db.session.get(User, person.user_id)
        _token, secret = actions.make_token(world.fatima.actor, user, name="rig", now=now)
        return {"Authorization": f"Bearer {secret}"}

    return of


def test_without_a_token_nothing_opens_not_even_with_a_cookie(client, world, in_gent):
    client.sign_in(world.fatima)
    answers = [
        client.get("/api/v1/devices"),
        client.get("/api/v1/devices", headers={"Authorization": "Bearer x"}),
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json["refused"] == "no_token"
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"


def test_a_machine_reads_the_stock_page_by_page(client, world, key, monkeypatch):
    from inventory import api

    monkeypatch.setattr(api, "_PAGE", 2)
    devices = [make_device(world, serial=f"PAGE{number}") for number in range(5)]
    headers, found, url = key(world.tom), [], "/api/v1/devices?search=page"
    while url:
        answer = client.get(url, headers=headers).json
        found += [device["code"] for device in answer["devices"]]
        url = answer["next"]
    assert found == [str(device.code) for device in devices]


def test_a_machine_sees_one_device_with_its_media_and_attest(client, world, key):
    device = make_wiped_device(world)
    told = client.get(f"/api/v1/devices/{device.code}", headers=key(world.tom)).json
    assert (told["stage"], told["media"][0]["is_clean"]) == ("wiped", True)
    attest = client.get(f"/api/v1/certificates/{told['certificates'][0]}", headers=key(world.tom)).json
    assert (attest["state"], attest["device"]) == ("valid", str(device.code))
    assert attest["facts"]["device_serial"] == device.serial


def test_only_one_stage_is_told_when_asked(client, world, key):
    make_device(world)
    ready = make_ready_device(world)
    told = client.get("/api/v1/devices?stage=ready", headers=key(world.tom)).json["devices"]
    assert [device["code"] for device in told] == [str(ready.code)]
    assert client.get("/api/v1/devices?stage=x", headers=key(world.tom)).json["refused"] == "no_such_stage"


def send(client, headers, log, key="rig-1", name="a.log", **how):
    told = {**headers, "Idempotency-Key": key}
    return client.post(f"/api/v1/evidence?name={name}", data=log, headers=told, **how)


def test_a_rig_sends_a_report_twice_and_is_told_once(client, world, key):
    device = make_device(world)
    headers = key(world.tom)
    log = make_wipe_log(device)
    answers = [send(client, headers, log) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert answers[0].json["media"][0]["verdict"] == "erased_verified"
    assert db.session.query(Evidence).count() == 1


@pytest.mark.parametrize("name", ["a.log", "renamed.txt"])
def test_the_same_file_under_another_key_gets_the_same_answer(client, world, key, name):
    headers, log = key(world.tom), make_wipe_log(make_device(world, media=2))
    first, again = send(client, headers, log), send(client, headers, log, "rig-2", name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json["known"], again.json["known"]) == (False, True)
    different = {"known", "file_name"}
    told = [{k: v for k, v in one.json.items() if k not in different} for one in (first, again)]
    assert told[0] == told[1]
    assert len(told[0]["media"]) == 2
    assert db.session.query(Evidence).count() == 1


def test_an_answer_has_the_shape_of_evidence_read_and_says_where_the_disk_stands(client, world, key, now):
    from inventory.devices import actions as devices
    from inventory.wiping.describing import describe
    from inventory.wiping.evidence.reading import read_evidence
    from tests.make import make_place

    device = make_device(world)
    place = make_place(world, name="Wisplek 1")
    devices.place(world.tom.actor, device, place, now=now)
    log = make_wipe_log(device)
    told = send(client, key(world.tom), log).json
    shape = describe(read_evidence(log, "a.log"))
    [medium] = told["media"]
    here, said = medium.pop("here"), medium.pop("said")
    assert {name: told[name] for name in shape} == shape
    assert (said, told["known"], told["file_name"]) == ("Gewist, nagelezen", False, "a.log")
    assert {name: here[name] for name in ("device", "stage", "place", "state", "verdict", "next_step")} == {
        "device": str(device.code), "stage": "received", "place": str(place.code), "state": "waiting",
        "verdict": "erased_verified", "next_step": "confirm",
    }  # fmt: skip


def test_the_next_step_follows_what_people_did(client, world, key, now):
    from inventory.wiping import actions as wiping
    from inventory.wiping import bench

    headers, log = key(world.tom), make_wipe_log(make_device(world))
    step = lambda at: send(client, headers, log, f"at-{at}").json["media"][0]["here"]["next_step"]  # noqa: E731
    assert step(0) == "confirm"
    [run] = wiping.record_wipes(world.tom.actor, [one.finding.id for one in bench.waiting()], now=now)
    assert step(1) == "second_look"
    wiping.verify_all(world.sofie.actor, [run], now=now)
    assert step(2) == "nothing"


def test_a_form_with_one_file_is_taken_like_the_file_itself(client, world, key):
    from io import BytesIO

    log = make_wipe_log(make_device(world))
    how = {"headers": {**key(world.tom), "Idempotency-Key": "k"}, "content_type": "multipart/form-data"}
    answer = client.post("/api/v1/evidence", data={"file": (BytesIO(log), "stick/b.log")}, **how)
    assert (answer.status_code, answer.json["file_name"]) == (201, "b.log")
    for files in ([], [(BytesIO(log), "c.log"), (BytesIO(log), "d.log")]):
        how["headers"]["Idempotency-Key"] = f"k{len(files)}"
        answer = client.post("/api/v1/evidence", data={"file": files, "x": "y"}, **how)
        assert (answer.status_code, answer.json["refused"]) == (422, "one_file_at_a_time")
    assert db.session.query(Evidence).count() == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"content_type": "image/png"}, 415),
        ({"content_type": "application/zip"}, 415),
        ({"content_type": "text/plain", "headers": {"Content-Encoding": "gzip"}}, 415),
        ({"content_type": "text/plain"}, 201),
        ({"content_type": "application/octet-stream"}, 201),
        ({"content_type": "application/x-www-form-urlencoded"}, 201),
        ({}, 201),
    ],
)
def test_a_report_comes_as_it_is(client, world, key, how, status):
    headers = {**key(world.tom), "Idempotency-Key": "k", **how.get("headers", {})}
    log = make_wipe_log(make_device(world))
    answer = client.post("/api/v1/evidence", data=log, **{**how, "headers": headers})
    assert answer.status_code == status
    assert status == 201 or (answer.json["refused"], bool(answer.json["because"])) == ("not_sent_so", True)
    assert db.session.query(Evidence).count() == (status == 201)


def test_what_is_too_large_is_refused_before_it_is_read(client, world, key):
    class Untouched:
        def read(self, *_size):
            raise AssertionError("somebody read it")

        readline = readinto = read

    headers = {**key(world.tom), "Idempotency-Key": "k"}
    sent = {"wsgi.input": Untouched(), "CONTENT_LENGTH": "2000000000"}
    for kind in ("application/octet-stream", "multipart/form-data; boundary=x"):
        answer = client.post("/api/v1/evidence", headers=headers, content_type=kind, environ_overrides=sent)
        assert (answer.status_code, answer.json["refused"]) == (413, "too_large")
        assert "5 MB" in answer.json["because"]


def test_a_body_without_an_end_is_let_go_at_the_limit(client, world, key):
    class Endless:
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

        def readinto(self, buffer):
            buffer[:] = self.read(len(buffer))
            return len(buffer)

    endless = Endless()
    headers = {**key(world.tom), "Idempotency-Key": "k"}
    sent = {"wsgi.input": endless, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = client.post("/api/v1/evidence", headers=headers, environ_overrides=sent)
    assert (answer.status_code, answer.json["refused"]) == (413, "too_large")
    assert endless.given < 6_000_000


def test_the_journal_says_that_a_token_did_it(client, world, key):
    device = make_device(world)
    headers = {**key(world.tom), "Idempotency-Key": "rig-1"}
    client.post("/api/v1/evidence", data=make_wipe_log(device), headers=headers)
    told = db.session.query(AuditEvent).filter_by(deed="wiping.evidence_taken").one()
    assert (told.actor_kind, told.actor_id) == ("token", world.tom.user_id)


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 422), (b"\x00\xff" * 400, 422), (b"hello", 422), (b"x" * 5_300_000, 413)]
)
def test_what_is_no_report_is_refused_and_not_kept(client, world, key, body, status):
    headers = {**key(world.tom), "Idempotency-Key": "k"}
    answer = client.post("/api/v1/evidence", data=body, headers=headers)
    assert answer.status_code == status
    assert answer.json["because"]
    assert db.session.query(Evidence).count() == 0


def test_a_report_with_a_national_number_is_refused_by_its_line(client, world, key):
    headers = {**key(world.tom), "Idempotency-Key": "k"}
    body = make_wipe_log(make_device(world)) + b"85.07.30-033.28\n"
    answer = client.post("/api/v1/evidence", data=body, headers=headers)
    assert (answer.status_code, answer.json["refused"]) == (422, "names_a_person")
    assert str(body.count(b"\n")) in answer.json["because"]
    assert "033.28" not in answer.text
    assert db.session.query(Evidence).count() == 0


def test_a_writing_machine_brings_a_key_of_its_own(client, world, key):
    answer = client.post("/api/v1/evidence", data=b"x", headers=key(world.tom))
    assert (answer.status_code, answer.json["refused"]) == (422, "key_missing")


def test_a_token_opens_no_more_than_its_person_may(client, world, key):
    headers = {**key(world.karim), "Idempotency-Key": "k"}
    answer = client.post("/api/v1/evidence", data=b"x", headers=headers)
    assert (answer.status_code, answer.json["refused"]) == (403, "may_not")


def test_a_token_dies_with_its_revocation_and_with_its_role(client, world, key, now):
    from inventory.digibank.models import Membership, Token

    first, second = key(world.tom), key(world.tom)
    token = db.session.query(Token).order_by(Token.id).first()
    actions.revoke_token(world.fatima.actor, token, now=now)
    assert client.get("/api/v1/devices", headers=first).status_code == 401
    assert client.get("/api/v1/devices", headers=second).status_code == 200
    membership = db.session.query(Membership).filter_by(user_id=world.tom.user_id).one()
    actions.take_role(world.fatima.actor, membership, now=now)
    assert client.get("/api/v1/devices", headers=second).status_code == 401


def test_a_token_of_luik_finds_nothing_of_gent(app, client, world, now):
    from inventory.foundation.tenancy import inside

    with app.test_request_context(), inside(world.gent):
        device = make_wiped_device(world)
        code, attest = str(device.code), None
        from inventory.wiping.queries import certificates_of

        attest = str(certificates_of(device.id)[0].code)
        log = make_wipe_log(device)
    with app.test_request_context(), inside(world.luik):
        user = db.session.get(User, world.bram.user_id)
        _token, secret = actions.make_token(world.bram.actor, user, name="rig", now=now)
    headers = {"Authorization": f"Bearer {secret}"}
    for path in (f"devices/{code}", f"certificates/{attest}", f"devices?after={code}"):
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 404
    assert client.get("/api/v1/devices", headers=headers).json["devices"] == []
    sent = client.post("/api/v1/evidence", data=log, headers={**headers, "Idempotency-Key": "k"})
    assert sent.status_code == 201  # kept in Luik, where it meets no disk
    with app.test_request_context(), inside(world.luik):
        from inventory.wiping.bench import waiting

        assert [one.medium for one in waiting()] == [None]


def test_a_new_key_is_shown_once_and_kept_nowhere(client, world, in_gent):
    from sqlalchemy import text

    client.sign_in(world.fatima)
    form = {"name": "rig", "once": "a-key-of-this-form"}
    shown = client.post("/gent/tokens", data=form)
    assert "lk_" in shown.text
    again = client.post("/gent/tokens", data=form)
    assert (again.status_code, again.location) == (303, "/gent/tokens")
    kept = db.session.execute(
        text("SELECT count(*) FROM answered_request WHERE body LIKE '%lk_%'")
    ).scalar_one()
    assert kept == 0


_SERVER = """
from werkzeug.serving import make_server
from wsgi import create_app
listening = make_server("127.0.0.1", 0, create_app({"JOBS_URL": "sqlite://"}))
print(listening.server_port, flush=True)
listening.serve_forever()
"""


def test_one_key_may_not_keep_us_busy(world, key, engine, tmp_path):
    """In a process of its own: here no pace is kept, so that tests need not wait."""
    first, second = key(world.tom), key(world.tom)
    surroundings = {**os.environ, "LEENKRING_DATABASE_URL": engine.url, "LEENKRING_DATA": str(tmp_path)}
    command = [sys.executable, "-c", _SERVER]
    with subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()), timeout=30)

            def send(headers, at):
                told = {**headers, "Idempotency-Key": f"k{at}", "Content-Type": "text/plain"}
                connection.request("POST", "/api/v1/evidence", b"hello", told)
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read()), answer.headers.get("Retry-After")

            statuses = [send(first, at)[0] for at in range(61)]
            assert statuses == [422] * 60 + [429]
            status, refused, wait = send(first, 62)
            assert (status, refused["refused"], int(wait) <= 60) == (429, "too_many_requests", True)
            assert send(second, 1)[0] == 422
            connection.close()
        finally:
            server.terminate()
