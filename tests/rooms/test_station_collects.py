"""The stick asks the laptop it runs on, with tools that print what real ones do, and sends that once."""

import json
import os
import shutil
import subprocess

import pytest

from inventory.devices.actions import media_of
from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.hardware.models import HardwareRecord
from inventory.hardware.queries import waiting
from inventory.intake.hardware.reading import read_hardware
from tests.make import make_device
from tests.rooms.test_station_script import SHELLS, gent, house  # noqa: F401 -- fixtures
from tests.rules.test_hardware_told import DMIDECODE, LSHW, SMARTCTL

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
UEVENT = "POWER_SUPPLY_CYCLE_COUNT=210\nPOWER_SUPPLY_ENERGY_FULL_DESIGN=48000000\nPOWER_SUPPLY_ENERGY_FULL=36000000\n"


@pytest.fixture
def bench(gent):  # noqa: F811 -- the stick of the other file
    """The stick, tools on its path, and a /sys as a laptop has it."""
    stick, _log, station_id = gent
    tools, sys = stick.folder / "tools", stick.folder / "sys"
    tools.mkdir()
    nvme = {"sn": "NVME-1", "mn": "FICTIVE NVME", "fr": "1.0", "tnvmcap": 512110190592}
    for name, prints in {
        "lshw": json.dumps(LSHW), "dmidecode": DMIDECODE, "smartctl": json.dumps(SMARTCTL), "nvme": json.dumps(nvme)
    }.items():  # fmt: skip
        (tools / f"{name}.out").write_text(prints)
        (tools / name).write_text(
            f'#!/bin/sh\necho "{name} $*" >>"{tools}/asked"\ncat "{tools}/{name}.out"\n'
        )
        (tools / name).chmod(0o755)
    for path, text in {
        "firmware/efi/systab": "", "class/tpm/tpm0/tpm_version_major": "2\n",
        "class/drm/card0-eDP-1/modes": "1920x1080\n",
        "class/power_supply/BAT0/uevent": UEVENT, "class/dmi/id/product_serial": "FX-000123\n",
        "devices/ata1/block/sda/size": "1", "devices/usb1/block/sdb/size": "1", "block/.keep": "",
    }.items():  # fmt: skip
        (sys / path).parent.mkdir(parents=True, exist_ok=True)
        (sys / path).write_text(text)
    (sys / "class/drm/card0-eDP-1/edid").write_bytes(bytes(66) + bytes([344 % 256, 194, 0x10]) + bytes(59))
    (sys / "firmware/efi/efivars").mkdir()
    (sys / "firmware/efi/efivars/SecureBoot-8be4df61").write_bytes(bytes([6, 0, 0, 0, 1]))
    (sys / "block/sda").symlink_to(sys / "devices/ata1/block/sda")
    (sys / "block/sdb").symlink_to(sys / "devices/usb1/block/sdb")
    return stick, {"path": f"{tools}:", "sys": sys}, station_id


def kept(app, world):
    with app.test_request_context(), inside(world.gent):
        db.session.rollback()
        return list(db.session.query(HardwareRecord).order_by(HardwareRecord.id))


def asked(stick):
    return (stick.folder / "tools" / "asked").read_text().split("\n")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_same_report_thrice_with_the_house_away_is_one_record(app, world, bench, house, shell):  # noqa: F811
    stick, how, _station = bench
    with app.test_request_context(), inside(world.gent):
        device_id = make_device(world, serial="FX-000123", media=0).id
    code, told = stick.run(house, "-c", shell=shell, **how)
    assert (code, stick.lying("sent")) == (0, ["machine-FX-000123.txt"]), told
    code, told = stick.run("http://127.0.0.1:9", "-c", shell=shell, **how)
    assert code == 0, told
    shutil.rmtree(stick.folder / "queue")  # another stick, or this one emptied
    code, told = stick.run("http://127.0.0.1:9", "-c", shell=shell, **how)
    assert (code, stick.lying("waiting")) == (1, ["machine-FX-000123.txt"]), told
    code, told = stick.run(house, "-c", shell=shell, **how)
    assert (code, stick.lying("sent"), stick.lying("waiting")) == (0, ["machine-FX-000123.txt"], []), told
    [record] = kept(app, world)
    assert (record.device_id, record.received_by_id, record.tool) == (device_id, None, "stick")
    assert record.token_id is not None
    with app.test_request_context(), inside(world.gent):
        device = db.session.get(Device, device_id)
        assert (device.memory_mb, device.battery_percent, device.screen) == (8192, 75, '15.5", 1920 × 1080')
        assert [medium.serial for medium in media_of(device)] == ["DISK-77"]


def test_it_asks_every_tool_that_is_there_and_no_stick(bench):
    stick, how, _station = bench
    stick.run("http://127.0.0.1:9", "-c", **how)
    assert [line.split(" ")[0] for line in asked(stick) if line] == ["dmidecode", "lshw", "smartctl"]
    assert "smartctl -j -x /dev/sda" in asked(stick)
    [waits] = (stick.folder / "queue" / "waiting").iterdir()
    report = read_hardware(waits.read_bytes(), waits.name)
    assert (report.firmware.uefi, report.firmware.secure_boot, report.firmware.tpm) == (True, True, "2.0")
    assert report.battery.cycles == 210


def test_an_nvme_disk_is_asked_twice_and_is_one_disk(bench):
    stick, how, _station = bench
    (how["sys"] / "block/sda").unlink()
    (how["sys"] / "block/nvme0n1").symlink_to(how["sys"] / "devices/ata1/block/sda")
    tools = stick.folder / "tools"
    smart = {
        **SMARTCTL,
        "device": {"protocol": "NVMe"},
        "serial_number": "NVME-1",
        "model_name": "FICTIVE NVME",
    }
    (tools / "smartctl.out").write_text(json.dumps(smart))
    (tools / "lshw.out").write_text(json.dumps({**LSHW, "children": []}))
    stick.run("http://127.0.0.1:9", "-c", **how)
    assert "nvme id-ctrl -o json /dev/nvme0" in asked(stick)
    [waits] = (stick.folder / "queue" / "waiting").iterdir()
    assert [one.serial for one in read_hardware(waits.read_bytes(), "m.txt").media] == ["NVME-1"]


def test_a_laptop_without_any_tool_still_tells_what_its_kernel_shows(app, world, bench, house):  # noqa: F811
    stick, how, _station = bench
    bare = stick.folder / "bare"
    bare.mkdir()
    needed = (
        "sh curl find sha256sum cut sed tr tail head grep mkdir mv ls cat date dirname basename cp rm sleep"
    )
    for name in (*needed.split(), "od", "readlink"):
        (bare / name).symlink_to(shutil.which(name))
    (stick.folder / "station.conf").write_text(f"STATION_URL={house}\nSTATION_KEY={stick.secret}\n")
    done = subprocess.run(
        [str(bare / "sh"), str(stick.folder / "send-reports"), "-c"],
        env={"PATH": str(bare), "STATION_SYS": str(how["sys"]), "STATION_TRIES": "1"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    [record] = kept(app, world)
    assert record.device_id is None
    with app.test_request_context(), inside(world.gent):
        assert len(waiting()) == 1


def test_a_hardware_report_among_wipe_logs_goes_to_the_other_door(app, world, bench, house):  # noqa: F811
    stick, _how, _station = bench
    (stick.reports / "lshw.json").write_text(json.dumps(LSHW))
    code, told = stick.run(house)
    assert (code, stick.lying("sent")) == (0, ["lshw.json"]), told
    [record] = kept(app, world)
    assert record.tool == "lshw"
    assert os.path.exists(stick.folder / "queue" / "sent")


def test_a_station_sees_nothing_else(client, world, bench):
    stick, _how, _station = bench
    key = {"Authorization": f"Bearer {stick.secret}", "Idempotency-Key": "a"}
    told = client.post("/api/v1/hardware?name=a.json", data=json.dumps(LSHW), headers=key)
    assert (told.status_code, told.json["next_step"]) == (201, "scan_device")
    again = client.post(
        "/api/v1/hardware?name=a.json", data=json.dumps(LSHW), headers={**key, "Idempotency-Key": "b"}
    )
    assert (again.status_code, again.json["known"]) == (200, True)
    for path in ("/api/v1/devices", "/api/v1/devices/T000017"):
        assert client.get(path, headers=key).status_code in (403, 404)
    virtual = json.dumps({**LSHW, "vendor": "QEMU", "product": "Standard PC"})
    refused = client.post("/api/v1/hardware", data=virtual, headers={**key, "Idempotency-Key": "c"})
    assert (refused.status_code, refused.json["refused"]) == (422, "from_a_virtual_machine")
    nokey = client.post("/api/v1/hardware", data="x", headers={"Authorization": key["Authorization"]})
    assert nokey.status_code == 422
