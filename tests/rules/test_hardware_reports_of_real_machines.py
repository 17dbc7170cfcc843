"""Every real report that stands beside the project is understood as its index says; skipped where absent."""

import json
from pathlib import Path

import pytest

from inventory.foundation.refusal import Unreadable
from inventory.intake.hardware.reading import read_hardware
from inventory.intake.hardware.report import HardwareReport, Remark, describe, in_words
from inventory.intake.hardware.serials import is_filler

EVIDENCE = Path(__file__).parents[3] / "shared" / "evidence"
EXPECTED = json.loads((EVIDENCE / "EXPECTED.json").read_text()) if EVIDENCE.exists() else {}
pytestmark = pytest.mark.skipif(not EXPECTED, reason="no real reports stand beside the project")

#: what hangs on a USB cable in those reports, or is a card reader
REMOVABLE = {"DataTraveler", "Flash Disk", "DT 101", "SanDisk 3.2", "TransMemory", "SD/M", "Micro SD"}


def expected(folder: str, *keys: str) -> list[tuple[str, dict]]:
    """The names and expectations of one folder that say one of `keys`."""
    told = [(name, entry["expect"]) for name, entry in EXPECTED.items() if name.startswith(f"{folder}/")]
    return [(name, wanted) for name, wanted in told if not keys or any(key in wanted for key in keys)]


def report_of(name: str) -> HardwareReport:
    return read_hardware((EVIDENCE / name).read_bytes(), name)


def serial_in(wanted: str | None) -> str | None:
    return None if is_filler(wanted) else wanted


@pytest.mark.parametrize(("name", "wanted"), expected("lshw"), ids=lambda value: str(value)[:50])
def test_lshw_tells_machine_and_built_in_drives(name, wanted):
    report = report_of(name)
    assert report.maker == wanted["maker"]
    assert report.serial == serial_in(wanted["serial"])
    assert report.uuid == wanted["uuid"].casefold()
    assert report.model in (wanted["product"].split(" (")[0], wanted["version"])
    drives = [drive for drive in wanted["drive_nodes"] if not drive["id"].startswith("namespace")]
    built_in = [d for d in drives if not any(word in d["product"] for word in REMOVABLE)]
    assert [(m.serial, m.model) for m in report.media] == [(d["serial"], d["product"]) for d in built_in]
    assert (Remark.REMOVABLE_LEFT_OUT in report.remarks) == (len(drives) > len(built_in))
    assert (Remark.NO_MEDIA_SEEN in report.remarks) == (not built_in)
    sizes = {drive.get("size") for drive in wanted["drive_nodes"]}
    assert {medium.size_bytes for medium in report.media} <= sizes


@pytest.mark.parametrize(("name", "wanted"), expected("smartctl", "model"), ids=lambda value: str(value)[:50])
def test_smartctl_tells_the_drive_and_its_wear(name, wanted):
    report = report_of(name)
    if "raid" in name:
        assert report.media == ()
        assert Remark.RAID_HIDES_MEDIA in report.remarks
        return
    medium = report.media[0]
    assert (medium.model, medium.serial) == (wanted["model"], serial_in(wanted["serial"]))
    assert medium.firmware == serial_in(wanted["firmware"])
    assert report.source_version == wanted["smartctl_version"]
    for fact in ("passed", "reallocated", "pending", "uncorrectable", "power_on_hours"):
        if fact in wanted:
            assert getattr(medium.health, fact) == wanted[fact], fact
    if "bytes" in wanted:
        assert medium.size_bytes == wanted["bytes"]
    assert (medium.kind == "nvme") == (wanted["protocol"] == "NVMe")
    if "rotation" in wanted:
        assert medium.kind == ("hdd" if wanted["rotation"] else "ssd")


def test_a_list_of_drives_with_empty_places_tells_the_drives():
    for name, wanted in expected("smartctl", "list_of"):
        told = [(m.model, m.serial) for m in report_of(name).media]
        assert told == [(d["model"], d["serial"]) for d in wanted["drives"] if d["model"]], name


def test_a_drive_that_could_not_be_opened_is_unknown():
    report = report_of("smartctl/sc_open_failed_exit2.json")
    assert report.media == ()
    assert {Remark.MEDIUM_NOT_OPENED, Remark.NO_MEDIA_SEEN} <= set(report.remarks)


@pytest.mark.parametrize(("name", "wanted"), expected("other", "drives"), ids=lambda value: str(value)[:50])
def test_lsblk_tells_the_drives(name, wanted):
    report = report_of(name)
    told = [(m.model, m.serial, m.size_bytes) for m in report.media]
    trimmed = [(d["model"].strip(), (d["serial"] or "").strip() or None, d["size"]) for d in wanted["drives"]]
    assert told == trimmed


@pytest.mark.parametrize(("name", "wanted"), expected("dmidecode"), ids=lambda value: str(value)[:50])
def test_dmidecode_tells_the_machine(name, wanted):
    report = report_of(name)
    assert report.maker == wanted["maker"]
    assert report.model == wanted.get("model")
    assert report.uuid == wanted.get("uuid")
    serial = wanted.get("serial")
    assert report.serial == (None if serial is None or "unusable" in serial else serial)
    assert Remark.MEDIA_NOT_LISTED in report.remarks


def test_windows_and_apple_tell_the_machine():
    windows = report_of("other/pub_get-computerinfo_dell_xps13_9350.txt")
    assert (windows.maker, windows.model, windows.chassis) == ("Dell Inc.", "XPS 13 9350", "laptop")
    name, wanted = expected("other", "activation_lock")[0]
    apple = report_of(name)
    assert (apple.model, apple.machine_type) == (wanted["model"], wanted["identifier"])
    assert apple.serial == wanted["serial"]
    assert Remark.ACTIVATION_LOCKED not in apple.remarks
    assert apple.memory_mb == 16384


@pytest.mark.parametrize(("name", "wanted"), expected("ereuse", "maker"), ids=lambda value: str(value)[:50])
def test_a_snapshot_tells_machine_and_drives(name, wanted):
    report = report_of(name)
    assert report.maker == wanted["maker"]
    assert report.serial == serial_in(wanted["serial"])
    if "model" in wanted:
        assert report.model == wanted["model"]
    drives = wanted.get("drives", [{"serial": wanted.get("drive_serial")}])
    assert [m.serial for m in report.media] == [d["serial"] for d in drives if d.get("serial")]
    if "uuid" in wanted:
        assert report.uuid == wanted["uuid"]


def test_every_file_is_understood_or_refused_with_one_reason():
    understood = set()
    for path in sorted(EVIDENCE.rglob("*.*")):
        if path.parent == EVIDENCE:
            continue
        try:
            report = read_hardware(path.read_bytes(), path.name)
        except Unreadable:
            continue
        json.dumps(describe(report))
        assert in_words(report)
        understood.add(path.parent.name)
    assert {"lshw", "smartctl", "dmidecode", "other", "ereuse"} <= understood
    assert not understood & {"nwipe", "blancco"}
