"""Stations: a key that sends evidence and opens nothing else; people still confirm and check."""

import re
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.digibank.models import Token, TokenKind
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.permissions import ROLES, Permission, Role
from inventory.places.actions import correct_place
from inventory.places.models import PlaceKind
from inventory.places.rules import PlaceClosed
from inventory.wiping import actions, bench, stations
from inventory.wiping.models import Evidence, Station
from tests.cast import NOW
from tests.house.test_statements import counted
from tests.make import actor_of, anyone, make_device, make_place, make_wipe_log

PAGE = "/gent/wiping/stations"


@pytest.fixture
def spot(world, in_gent):
    """A place on the wiping bench."""
    return make_place(world, name="Wisplek 1", kind=PlaceKind.BENCH)


@pytest.fixture
def rig(world, spot):
    """A station at that place, and its key."""
    return stations.open_station(world.sofie.actor, spot, name="ShredOS 1", now=NOW)


def send(client, secret, log, key="k"):
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    return client.post("/api/v1/evidence?name=a.log", data=log, headers=headers)


def test_a_station_sends_evidence_and_stands_as_its_sender(client, world, rig):
    station, secret = rig
    device = make_device(world)
    answer = send(client, secret, make_wipe_log(device))
    assert (answer.status_code, answer.json["media"][0]["here"]["device"]) == (201, str(device.code))
    evidence = db.session.query(Evidence).one()
    assert (evidence.station_id, evidence.received_by_id) == (station.id, None)
    event = db.session.query(AuditEvent).filter_by(deed="wiping.evidence_taken").one()
    assert (event.actor_kind, event.actor_id) == ("station", None)
    assert event.particulars["station"] == station.id
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.tom)
    assert "Sent by ShredOS 1, Wisplek 1" in client.get("/gent/wiping").text
    [match] = bench.waiting()
    assert "Sent by ShredOS 1, Wisplek 1" in client.get(f"/gent/wiping/reports/{match.finding.id}").text
    client.sign_in(world.fatima)
    assert "a station at the wiping bench" in client.get("/gent/journal").text


def test_a_station_opens_no_other_door(app, client, world, rig):
    _station, secret = rig
    device = make_device(world)
    headers = {"Authorization": f"Bearer {secret}"}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") and "GET" in rule.methods:
            path = re.sub(r"<[^>]+>", str(device.code), rule.rule)
            assert client.get(path, headers=headers).status_code == 403, path
    assert client.get("/gent/wiping", headers=headers).status_code in (302, 303, 401)


def test_what_a_station_brought_needs_a_person_to_record_and_another_to_verify(world, rig):
    station, _secret = rig
    device = make_device(world)
    machine = actor_of(station)
    [finding] = bench.take_evidence(machine, [("a.log", make_wipe_log(device))], now=NOW).taken
    for deed in (
        lambda: actions.record_wipes(machine, [finding.id], now=NOW),
        lambda: actions.note_failure(machine, finding, now=NOW),
        lambda: bench.set_aside(machine, finding, now=NOW),
        lambda: bench.point_out(machine, finding, device, now=NOW),
    ):
        with pytest.raises(MayNot):
            deed()
    [run] = actions.record_wipes(world.tom.actor, [finding.id], now=NOW)
    for deed in (
        lambda: actions.verify(machine, run, now=NOW),
        lambda: actions.decline(machine, run, reason="no", now=NOW),
        lambda: actions.finish(machine, device, now=NOW),
    ):
        with pytest.raises(MayNot):
            deed()
    with pytest.raises(actions.OwnWork):
        actions.verify(anyone(world.gent, world.tom.user_id), run, now=NOW)
    assert run.operator_id == world.tom.user_id
    assert actions.verify_all(world.sofie.actor, [run], now=NOW)


def test_the_database_itself_knows_one_sender_per_report(world, rig):
    station, _secret = rig
    db.session.add(
        Evidence(
            sha256="0" * 64, file_name="x", content=b"x", tool="nwipe", parser_version="2",
            received_at=NOW, received_by_id=world.tom.user_id, station_id=station.id,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_who_leads_the_bench_makes_and_ends_stations_and_nobody_else():
    may = {role for role, permissions in ROLES.items() if Permission.STATION_MANAGE in permissions}
    assert may == {Role.SUPERVISOR, Role.COORDINATOR}


def test_a_technician_makes_no_station(client, world, spot):
    with pytest.raises(MayNot):
        stations.open_station(world.tom.actor, spot, name="x", now=NOW)
    client.sign_in(world.tom)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"name": "x", "place": str(spot.code)}).status_code == 403


def test_a_station_stands_at_an_open_bench(world, in_gent):
    shelf = make_place(world, name="Rek 1")
    with pytest.raises(stations.NotABench):
        stations.open_station(world.sofie.actor, shelf, name="x", now=NOW)
    shut = make_place(world, name="Wisplek 9", kind=PlaceKind.BENCH)
    correct_place(
        world.fatima.actor, shut, name=shut.name, kind=shut.kind, note="", closed=True, now=NOW
    )  # fmt: skip
    with pytest.raises(PlaceClosed):
        stations.open_station(world.sofie.actor, shut, name="x", now=NOW)
    assert db.session.query(Station).count() == 0


def test_sofie_makes_a_station_and_its_key_is_shown_once(client, world, spot):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.sofie)
    form = {"name": "ShredOS <b>", "place": str(spot.code), "once": "a-key-of-this-form"}
    shown = client.post(PAGE, data=form)
    [secret] = set(re.findall(r"lk_[\w-]{40,}", shown.text))
    assert "STATION_URL=http://localhost" in shown.text
    assert 'class="qr"' in shown.text
    assert "ShredOS &lt;b&gt;" in shown.text
    again = client.post(PAGE, data=form)
    assert (again.status_code, again.location) == (303, PAGE)
    assert "lk_" not in client.get(PAGE).text
    token = db.session.query(Token).one()
    assert (token.kind, token.user_id) == (TokenKind.STATION, world.sofie.user_id)
    assert send(client, secret, b"hello").status_code == 422
    client.sign_in(world.fatima)
    assert "ShredOS" not in client.get("/gent/tokens").text
    assert client.post(f"/gent/tokens/{token.id}/revoke").status_code == 404


def test_the_qr_code_holds_just_the_two_lines(client, world, spot):
    import zxingcpp
    from PIL import Image

    client.sign_in(world.sofie)
    shown = client.post(PAGE, data={"name": "x", "place": str(spot.code)}).text
    side = int(re.search(r'viewBox="0 0 (\d+)', shown)[1])
    path = re.search(r'<path d="([^"]+)" fill="#000"', shown)[1]
    image = Image.new("L", (side, side), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", path):
        for at in range(int(length)):
            image.putpixel((int(x) + at, int(y)), 0)
    [read] = zxingcpp.read_barcodes(image.resize((side * 6, side * 6), Image.Resampling.NEAREST))
    assert re.fullmatch(r"STATION_URL=http://localhost\nSTATION_KEY=lk_[\w-]{43}\n", read.text)
    assert read.text.splitlines()[1] in shown


def test_what_is_wrong_is_told_at_the_field_and_what_was_typed_stays(client, world, spot):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.sofie)
    for told in ({"name": ""}, {"name": "x" * 81}, {"name": "mine", "place": "R000000"}, {"name": "mine"}):
        answer = client.post(PAGE, data=told)
        assert answer.status_code == 422
        assert not told["name"] or f'value="{told["name"]}"' in answer.text
    assert db.session.query(Token).count() == 0


def test_an_ended_station_sends_nothing_and_ending_twice_is_ending_once(client, world, rig):
    station, secret = rig
    client.sign_in(world.sofie)
    for _time in range(2):
        assert client.post(f"{PAGE}/{station.id}/withdraw").status_code == 303
    told = send(client, secret, make_wipe_log(make_device(world)))
    assert (told.status_code, told.json["refused"]) == (401, "no_token")
    assert db.session.query(AuditEvent).filter_by(deed="wiping.station_withdrawn").count() == 1


def test_a_station_goes_on_when_who_made_it_leaves(client, world, rig):
    from inventory.digibank import actions as digibank
    from inventory.digibank.models import Membership

    _station, secret = rig
    held = db.session.query(Membership).filter_by(user_id=world.sofie.user_id).all()
    for membership in held:
        digibank.take_role(world.fatima.actor, membership, now=NOW)
    assert send(client, secret, make_wipe_log(make_device(world))).status_code == 201


def test_two_stations_with_the_same_key_of_their_own_are_not_taken_for_one(client, world, spot, rig):
    _other, second = stations.open_station(world.sofie.actor, spot, name="ShredOS 2", now=NOW)
    first, logs = rig[1], [make_wipe_log(make_device(world)) for _ in range(2)]
    answers = [send(client, secret, log, "0001") for secret, log in zip((first, second), logs, strict=True)]
    serials = [answer.json["media"][0]["serial"] for answer in answers]
    assert len(set(serials)) == 2
    assert db.session.query(Evidence).count() == 2


def test_a_station_of_luik_brings_its_reports_to_luik(app, client, world):
    with app.test_request_context(), inside(world.gent):
        log = make_wipe_log(make_device(world))
    with app.test_request_context(), inside(world.luik):
        place = make_place(world, name="Établi 1", kind=PlaceKind.BENCH)
        _station, secret = stations.open_station(world.bram.actor, place, name="x", now=NOW)
    here = send(client, secret, log).json["media"][0]["here"]
    assert (here["device"], here["next_step"]) == (None, "scan_device")
    with app.test_request_context(), inside(world.gent):
        assert bench.waiting() == []


def test_the_page_asks_the_same_however_many_stations(client, world, spot, rig):
    client.sign_in(world.sofie)
    with counted() as few:
        assert "ShredOS 1" in client.get(PAGE).text
    for at in range(6):
        station, _secret = stations.open_station(world.sofie.actor, spot, name=f"Stick {at}", now=NOW)
        log = make_wipe_log(make_device(world))
        bench.take_evidence(actor_of(station), [("a.log", log)], now=NOW)
    with counted() as many:
        assert "Stick 5" in client.get(PAGE).text
    assert len(many) == len(few) <= 7


def test_without_a_bench_the_page_says_what_to_make_first(client, world):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.sofie)
    assert "There is no bench yet." in client.get(PAGE).text


def test_the_key_stands_nowhere_in_the_database(client, world, engine, rig, folder):
    _station, secret = rig
    if engine.url.startswith("sqlite"):
        db.session.rollback()
        kept = Path(engine.url.removeprefix("sqlite:///")).read_bytes()
        assert secret.encode() not in kept
