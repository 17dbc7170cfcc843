"""What laptops told: kept once, compared, asked about when it is another's, and what follows from it."""

import json

import pytest

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Unreadable
from inventory.foundation.tenancy import inside
from inventory.hardware import actions, forms, queries
from inventory.hardware.differing import Changed
from inventory.hardware.fitness import Answer, Fit
from inventory.hardware.models import HardwareRecord
from inventory.hardware.rules import BelongsElsewhere, FromAVirtualMachine
from inventory.intake import importing
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_device, make_lot, make_ready_device
from tests.rules.test_hardware_told import LSHW, SYS, bundle


@pytest.fixture
def gent(world, app):
    with app.test_request_context(), inside(world.gent):
        yield world


@pytest.fixture
def laptop(gent):
    return make_device(gent, serial="FX-000123", media=0, processor="")


def take(world, content, name="machine.txt", **told):
    return actions.take(world.tom.actor, content, name, now=NOW, **told)


def lshw(**changed):
    return json.dumps({**LSHW, **changed}).encode()


def records():
    return db.session.query(HardwareRecord).count()


def test_a_report_fills_in_what_was_empty_and_is_kept(gent, laptop):
    kept = take(gent, bundle()).record
    assert kept.device_id == laptop.id
    assert (laptop.memory_mb, laptop.battery_percent, laptop.screen) == (8192, 75, '15.5", 1920 × 1080')
    assert laptop.reported_at == NOW
    assert [medium.serial for medium in devices.media_of(laptop)] == ["DISK-77"]
    assert kept.content == bundle()
    assert (kept.received_by_id, kept.tool) == (gent.tom.user_id, "stick")


def test_what_a_person_wrote_down_stays(gent, laptop):
    devices.correct(gent.tom.actor, laptop, now=NOW, memory_mb=4096, processor="Seen on the sticker")
    take(gent, bundle())
    assert (laptop.memory_mb, laptop.processor) == (4096, "Seen on the sticker")


@pytest.mark.usefixtures("laptop")
def test_the_same_report_is_one_record_whatever_its_name_and_hours(gent):
    first = take(gent, bundle())
    assert take(gent, bundle(), "again.txt").is_known
    later = bundle().replace(b'"hours": 900', b'"hours": 905')
    assert later != bundle()
    assert take(gent, later).record.id == first.record.id
    assert records() == 1


def test_two_reports_that_differ_are_told_apart(gent, laptop):
    take(gent, lshw())
    bank = {**LSHW["children"][1], "size": 4294967296}
    take(gent, lshw(children=[bank]), "later.json")
    found = queries.standing_of(laptop)
    assert [(one.what, one.before, one.after) for one in found.since_before] == [
        (Changed.MEMORY, "8 GB", "4 GB")
    ]
    assert found.report.memory_mb == 4096


def test_a_disk_that_we_know_and_that_it_does_not_show_is_told(gent):
    device = make_device(gent, serial="FX-000123", media=1)
    take(gent, bundle())
    report = queries.standing_of(device).report
    assert [one.serial for one in queries.not_seen(device, report)] == [devices.media_of(device)[0].serial]
    assert queries.not_seen(device, None) == []


def test_less_memory_than_the_givers_list_said_is_told_and_what_it_says_itself_counts(gent):
    lot = make_lot(gent)
    rows = b"serienummer;merk;model;geheugen\nFX-000123;Fictron;Modula;16 GB\n"
    draft = importing.upload_list(gent.tom.actor, lot, rows, "list.csv", now=NOW)
    importing.confirm_list(gent.tom.actor, draft, seal=importing.seal_of(importing.report_of(draft)), now=NOW)
    device = devices.find_by_serial("FX-000123")
    assert device.memory_mb == 16384
    take(gent, bundle())
    assert device.memory_mb == 8192
    [one] = queries.standing_of(device).since_list
    assert (one.what, one.before, one.after) == (Changed.MEMORY, "16 GB", "8 GB")


def test_a_report_with_another_serial_number_is_asked_about_and_fills_in_nothing(gent, laptop):
    other = make_device(gent, serial="FX-999", media=0)
    kept = take(gent, bundle("FX-999"), device=laptop).record
    assert (kept.device_id, kept.meant_for_id) == (None, laptop.id)
    assert (laptop.memory_mb, other.memory_mb, laptop.reported_at) == (None, None, None)
    assert [one.record.id for one in queries.waiting()] == [kept.id]
    actions.settle(gent.tom.actor, kept, other, now=NOW)
    assert (other.memory_mb, laptop.memory_mb, queries.waiting()) == (8192, None, [])
    with pytest.raises(BelongsElsewhere):
        actions.settle(gent.tom.actor, kept, laptop, now=NOW)


def test_another_board_keeps_its_laptop_and_the_serial_number_that_differs_is_told(gent, laptop):
    take(gent, bundle())
    kept = take(gent, bundle("FX-BOARD"), device=laptop).record
    actions.settle(gent.tom.actor, kept, laptop, now=NOW)
    assert laptop.serial == "FX-000123"
    assert [one.what for one in queries.standing_of(laptop).since_before] == [Changed.SERIAL]


def test_a_report_that_names_no_laptop_of_ours_waits_and_can_be_set_aside(gent, laptop):
    kept = take(gent, bundle("FX-UNKNOWN")).record
    assert kept.device_id is None
    actions.set_aside(gent.tom.actor, kept, now=NOW)
    assert (kept.content, queries.waiting()) == (None, [])
    assert take(gent, bundle("FX-UNKNOWN")).is_known
    assert laptop.reported_at is None


def test_a_loose_disk_finds_the_laptop_in_which_it_sits(gent, laptop):
    take(gent, bundle())
    smart = json.dumps({
        "smartctl": {"version": [7, 3]}, "device": {"protocol": "ATA"}, "model_name": "FICTIVE DISK 256",
        "serial_number": "DISK-77", "smart_status": {"passed": False},
    }).encode()  # fmt: skip
    assert take(gent, smart, "smart.json").record.device_id == laptop.id
    unknown = smart.replace(b"DISK-77", b"DISK-88")
    assert take(gent, unknown, device=laptop).record.device_id is None


def test_a_virtual_machine_and_a_file_of_twenty_megabytes_are_refused(gent, laptop):
    with pytest.raises(FromAVirtualMachine):
        take(gent, lshw(vendor="innotek GmbH", product="VirtualBox"), device=laptop)
    with pytest.raises(Unreadable):
        take(gent, b"{" * 20_000_000)
    assert records() == 0


def test_an_unlikely_battery_is_not_stored(gent, laptop):
    take(gent, bundle(sys=SYS.replace("ENERGY_FULL=36000000", "ENERGY_FULL=62400000")))
    assert laptop.battery_percent is None
    assert queries.standing_of(laptop).report.battery.claimed_percent == 130


def test_a_laptop_out_of_our_hands_is_not_changed(gent):
    device = make_ready_device(gent, serial="FX-000123", media=0)
    assert take(gent, bundle()).record.device_id == device.id
    assert (device.memory_mb, devices.media_of(device), device.reported_at) == (None, [], NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])  # the second as PowerShell writes it
def test_a_national_number_is_kept_nowhere(gent, laptop, encoding):
    told = bundle(note="x\n").replace(b"Modula 15", b"85.07.30-033.28").decode()
    kept = take(gent, told.encode(encoding)).record
    assert kept.content is None
    assert "033.28" not in json.dumps(kept.told)
    assert laptop.model == "Latitude 5400"


def test_what_it_is_for_is_proposed_and_a_person_decides(gent, laptop):
    actions.set_floor(gent.fatima.actor, now=NOW, memory_gb=8, disk_gb=None, battery_percent=80, year=None)
    take(gent, bundle())
    laptop.processor = "Intel(R) Core(TM) i5-8350U"
    found = queries.standing_of(laptop)
    assert (found.fitness.windows, found.fitness.proposal) == (Answer.YES, Fit.PARTS)
    actions.decide(gent.tom.actor, laptop, Fit.LINUX, now=NOW)
    assert queries.standing_of(laptop).decided is Fit.LINUX
    actions.decide(gent.tom.actor, laptop, Fit.WINDOWS, now=NOW)
    assert queries.standing_of(laptop).decided is Fit.WINDOWS


def test_the_floor_of_one_digibank_is_not_that_of_another(world, app):
    with app.test_request_context(), inside(world.luik):
        actions.set_floor(world.bram.actor, now=NOW, memory_gb=32)
    with app.test_request_context(), inside(world.gent):
        assert not queries.standing_of(make_device(world)).has_floor


def test_only_who_may_sets_the_floor(gent):
    with pytest.raises(MayNot):
        actions.set_floor(gent.tom.actor, now=NOW, memory_gb=8)


def post_file(client, path, content, name="machine.txt", **more):
    import io

    return client.post(path, data={"reports": (io.BytesIO(content), name), **more})


def test_the_pages_show_what_it_told_and_ask_when_it_is_another(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code = make_device(world, serial="FX-000123", media=0).code
        other = make_device(world, serial="FX-999", media=0).code
    client.sign_in(world.tom)
    page = f"/gent/hardware/devices/{code}"
    assert "It told nothing yet." in client.get(page).text
    assert post_file(client, f"{page}/bring", bundle()).location.endswith(page)
    shown = client.get(page).text
    for words in ("DISK-77", "75 %", "charged 210 times", "A: 8 GB DDR4", "B: empty", "healthy"):
        assert words in shown, words
    assert "What it can do" in client.get(f"/gent/devices/{code}").text
    asked = post_file(client, f"{page}/bring", bundle("FX-999"))
    shown = client.get(asked.location).text
    assert "FX-999" in shown
    assert str(other) in shown
    assert client.get("/gent/hardware/").text.count("FX-999") == 1
    assert "Whose are these reports?" in client.get("/gent/today/").text
    settled = client.post(asked.location, data={"device_code": str(other)})
    assert settled.location.endswith(f"/gent/hardware/devices/{other}")
    assert "Whose are these reports?" not in client.get("/gent/today/").text
    assert client.get("/gent/hardware/reports/1/original").data == bundle()


def test_the_pages_tell_what_to_do_about_a_report_that_cannot_be_taken(client, world, app, monkeypatch):
    with app.test_request_context(), inside(world.gent):
        code = make_device(world).code
    client.sign_in(world.tom)
    path = f"/gent/hardware/devices/{code}/bring"
    virtual = post_file(client, path, lshw(vendor="innotek GmbH", product="VirtualBox"))
    assert (virtual.status_code, "Start the laptop itself from the stick" in virtual.text) == (422, True)
    monkeypatch.setattr(forms, "MOST_BYTES", 2**10)
    large = post_file(client, path, b"x" * 2_000)
    assert (large.status_code, "send only that file" in large.text) == (422, True)
    assert client.post(path, data={}).status_code == 422


def test_deciding_the_keyboard_and_the_floor_by_page(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code = make_device(world).code
    client.sign_in(world.fatima)
    page = f"/gent/hardware/devices/{code}"
    assert client.post(f"{page}/fit", data={"fit": "linux"}).status_code == 303
    assert "decided by a person" in client.get(page).text
    assert client.post(f"{page}/fit", data={"fit": "nonsense"}).status_code == 303
    refused = client.post(f"{page}/keyboard", data={"layout": "", "other": ""})
    assert refused.status_code == 422
    assert client.post(f"{page}/keyboard", data={"layout": "AZERTY (BE)", "other": ""}).status_code == 303
    assert "AZERTY (BE)" in client.get(page).text
    wrong = client.post("/gent/hardware/floor", data={"battery_percent": "130"})
    assert (wrong.status_code, "130" in wrong.text) == (422, True)
    assert client.post("/gent/hardware/floor", data={"memory_gb": "8", "year": "2015"}).status_code == 303
    assert 'value="2015"' in client.get("/gent/hardware/floor").text


def test_the_page_of_a_laptop_that_told_something_asks_one_question_more(client, world, app):
    with app.test_request_context(), inside(world.gent):
        plain, told = make_device(world, serial="FX-1"), make_device(world, serial="FX-000123", media=0)
        take(world, bundle())
        codes = plain.code, told.code
    client.sign_in(world.fatima)
    asked = []
    for code in codes:
        client.get(f"/gent/devices/{code}")
        with counted() as sent:
            assert client.get(f"/gent/devices/{code}").status_code == 200
        asked.append(len(sent))
    assert asked[1] - asked[0] <= 1


def test_the_desk_sees_what_a_laptop_can_do_and_may_not_decide(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code = make_device(world).code
    client.sign_in(world.nele)
    page = f"/gent/hardware/devices/{code}"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}/fit", data={"fit": "linux"}).status_code == 403
    assert client.get("/gent/hardware/").status_code == 403


def test_each_report_is_a_line_of_the_reuse_sheet(gent, laptop):
    from inventory.hardware.views import sheet_lines

    take(gent, bundle())
    [line] = sheet_lines(laptop)
    assert (line.at, line.who) == (NOW, gent.tom.name)
    assert "8 GB" in line.result
    assert db.session.get(Device, laptop.id)
