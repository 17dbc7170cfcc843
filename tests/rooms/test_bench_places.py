"""The places on the bench, and what a drop of fifty files is told: what each proves, lacks, and asks for next."""

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest

from inventory.devices import actions as devices
from inventory.foundation.clock import now as real_now
from inventory.foundation.tenancy import inside
from inventory.places.models import PlaceKind
from inventory.wiping import actions, bench, queries
from inventory.wiping.blocking import Blocker
from inventory.wiping.next_steps import NextStep
from inventory.wiping.sample_log import Outcome
from inventory.wiping.spots import Waits, spots
from tests.cast import NOW
from tests.house.test_statements import counted
from tests.make import make_device, make_place, make_wipe_log

LATER = NOW + timedelta(hours=8)


def on_the_bench(world, place=None, **how):
    device = make_device(world, **how)
    actions.start_wipe(world.tom.actor, device, now=NOW)
    if place is not None:
        devices.place(world.tom.actor, device, place, now=NOW)
    return device


def waits(world, device):
    [spot] = [
        one
        for one in spots(queries.pictures_of([device]), bench.waiting())
        if one.picture and one.picture.device.id == device.id
    ]
    return spot.waits_for


def take(world, log):
    return bench.take_evidence(world.tom.actor, [("a.log", log)], now=LATER).taken


def test_every_bench_is_shown_with_what_stands_there_and_free_ones_too(world, in_gent):
    full, _free = (make_place(world, name=f"Wisplek {at}", kind=PlaceKind.BENCH) for at in (1, 2))
    repair = make_place(world, name="Opknapbank", kind=PlaceKind.BENCH)
    make_place(world, name="Rek 1")
    shut = make_place(world, name="Wisplek 3", kind=PlaceKind.BENCH)
    from inventory.places.actions import correct_place

    correct_place(world.fatima.actor, shut, name="Wisplek 3", kind=shut.kind, note="", closed=True, now=NOW)
    devices.place(
        world.tom.actor, make_device(world), repair, now=NOW
    )  # stands there, and is not being wiped
    there, nowhere = on_the_bench(world, full), on_the_bench(world)
    found = spots(queries.pictures_of([there, nowhere]), [])
    told = [(one.place and one.place.name, one.picture and one.picture.device.id) for one in found]
    assert told == [("Wisplek 1", there.id), ("Wisplek 2", None), (None, nowhere.id)]


def test_what_a_device_waits_for_follows_what_comes_in(world, in_gent):
    device = on_the_bench(world)
    assert waits(world, device) is Waits.FOR_ITS_REPORT
    [finding] = take(world, make_wipe_log(device))
    assert waits(world, device) is Waits.FOR_A_CONFIRMATION
    [run] = actions.record_wipes(world.tom.actor, [finding.id], now=LATER)
    assert waits(world, device) is Blocker.WAITS_FOR_SECOND_PERSON
    actions.verify(world.sofie.actor, run, now=LATER)
    assert waits(world, device) is Waits.FOR_ITS_CERTIFICATE


def test_a_problem_comes_before_what_lies_ready(world, in_gent):
    device = on_the_bench(world, media=2)
    findings = take(world, make_wipe_log(device, outcome_1=Outcome.FAILED))
    assert waits(world, device) is NextStep.WIPE_AGAIN
    failed = next(one for one in findings if one.verdict == "failed")
    actions.note_failure(world.tom.actor, failed, now=LATER)
    assert waits(world, device) is Waits.FOR_A_CONFIRMATION


def test_a_device_without_a_known_disk_waits_for_someone_to_look(world, in_gent):
    assert waits(world, on_the_bench(world, media=0)) is Blocker.NO_MEDIUM_KNOWN


@pytest.fixture
def fifty(app, world):
    """Fifty files of one drop: forty-six good, one failed, one of a strange disk, one known, one that is none."""
    with app.test_request_context(), inside(world.gent):
        at = real_now() - timedelta(hours=8)
        good = [make_wipe_log(make_device(world, now=at), started_at=at) for _one in range(46)]
        failed = make_wipe_log(make_device(world, now=at), started_at=at, outcome_0=Outcome.FAILED)
        known = make_wipe_log(make_device(world, now=at), started_at=at)
        bench.take_evidence(world.tom.actor, [("before.log", known)], now=at + timedelta(hours=7))
    with app.test_request_context(), inside(world.luik):
        strange = make_wipe_log(make_device(world, now=at), started_at=at)
    return [*good, failed, strange, known, b"no report at all"]


def test_fifty_files_at_once_are_told_file_by_file(client, world, fifty):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.tom)
    files = [(BytesIO(content), f"f{at:02d}.log") for at, content in enumerate(fifty)]
    with counted() as sent:
        page = client.post(
            "/gent/wiping", data={"files": files, "once": "x"}, content_type="multipart/form-data"
        )
    assert page.status_code == 200
    text = html.unescape(page.text)
    table = text[text.index('id="brought"') : text.index('id="reports"')]
    rows = {re.search(r"f\d\d\.log", row)[0]: row for row in table.split("<tr>")[2:]}
    assert len(rows) == 50
    assert "Confirm it at the wiping bench." in rows["f00.log"]
    assert "Wipe the disk again" in rows["f46.log"]
    assert "The program says that it failed." in rows["f46.log"]
    assert "Scan the laptop in which this disk sits." in rows["f47.log"]
    assert "We knew this already." in rows["f48.log"]
    assert "is no report of a wiping program that we know" in rows["f49.log"]
    assert "Not taken" in rows["f49.log"]
    assert table.index("f49.log") < table.index("f00.log")  # problems first
    assert len(sent) < 60 + 5 * 50  # each file is looked up and kept; what it is told with is asked once
    again = client.post(
        "/gent/wiping", data={"files": [(BytesIO(fifty[0]), "f00.log")], "once": "x"},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert again.data == page.data


def test_the_page_shows_places_to_whoever_works_there(app, client, world):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with app.test_request_context(), inside(world.gent):
        place = make_place(world, name="Wisplek <1>", kind=PlaceKind.BENCH)
        make_place(world, name="Wisplek 2", kind=PlaceKind.BENCH)
        on_the_bench(world, place)
    client.sign_in(world.tom)
    page = client.get("/gent/wiping").text
    assert "Wisplek &lt;1&gt;" in page
    assert "Waits for its report" in page
    assert "Free" in page
