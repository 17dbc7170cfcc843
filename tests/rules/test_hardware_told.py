"""What readers tell besides machine and disks: memory by slot, screen, battery, firmware, and a bundle of all."""

import json
from pathlib import Path

import pytest

from inventory.intake.hardware.reading import read_hardware
from inventory.intake.hardware.report import Remark, battery_from, describe, described

EVIDENCE = Path(__file__).parents[3] / "shared" / "evidence"

LSHW = {
    "id": "laptop", "class": "system", "vendor": "Fictron", "product": "Modula 15", "serial": "FX-000123",
    "description": "Notebook",
    "children": [
        {"id": "firmware", "class": "memory", "capabilities": {"uefi": "UEFI specification is supported"}},
        {"id": "memory", "class": "memory", "size": 8589934592, "children": [
            {"id": "bank:0", "class": "memory", "description": "SODIMM DDR4 Synchronous 2400 MHz", "slot": "A",
             "size": 8589934592, "clock": 2400000000},
            {"id": "bank:1", "class": "memory", "description": "[empty]", "slot": "B"},
        ]},
        {"id": "display", "class": "display", "configuration": {"resolution": "1366,768"}},
        {"id": "disk", "class": "disk", "description": "ATA Disk", "product": "FICTIVE DISK", "serial": "DISK-77",
         "size": 256060514304},
    ],
}  # fmt: skip
DMIDECODE = """# dmidecode 3.4
Handle 0x0000, DMI type 0, 26 bytes
BIOS Information
\tVendor: Fictron
\tCharacteristics:
\t\tUEFI is supported

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: Fictron
\tProduct Name: Modula 15
\tSerial Number: FX-000123

Handle 0x0020, DMI type 17, 84 bytes
Memory Device
\tSize: 8 GB
\tLocator: A
\tType: DDR4
\tSpeed: 2400 MT/s

Handle 0x0021, DMI type 17, 84 bytes
Memory Device
\tSize: No Module Installed
\tLocator: B
\tType: Unknown

Handle 0x0030, DMI type 43, 31 bytes
TPM Device
\tSpecification Version: 2.0
"""
SYS = """efi=1
secure_boot=0
tpm=2
screen=1920x1080
screen_mm=344x194
POWER_SUPPLY_CYCLE_COUNT=210
POWER_SUPPLY_ENERGY_FULL_DESIGN=48000000
POWER_SUPPLY_ENERGY_FULL=36000000
POWER_SUPPLY_MANUFACTURER=Cellco
POWER_SUPPLY_SERIAL_NUMBER= 1203
"""
SMARTCTL = {
    "smartctl": {"version": [7, 3], "exit_status": 0}, "device": {"protocol": "ATA"}, "rotation_rate": 0,
    "model_name": "FICTIVE DISK 256", "serial_number": "DISK-77", "smart_status": {"passed": True},
    "power_on_time": {"hours": 900},
}  # fmt: skip


def bundle(serial: str = "FX-000123", **parts: str) -> bytes:
    """A file as the stick writes it."""
    lshw = json.dumps({**LSHW, "serial": serial})
    held = {"lshw": lshw, "smartctl": json.dumps(SMARTCTL), "sys": SYS, **parts}
    return (
        "leenkring-machine 1\n" + "".join(f"#### {name}\n{text}\n" for name, text in held.items())
    ).encode()


def test_lshw_tells_memory_by_slot_the_screen_and_uefi():
    report = read_hardware(json.dumps(LSHW).encode(), "lshw.json")
    told = [(slot.name, slot.size_mb, slot.kind, slot.mhz) for slot in report.memory_slots]
    assert told == [("A", 8192, "DDR4", 2400), ("B", None, None, None)]
    assert (report.screen.width, report.screen.height) == (1366, 768)
    assert report.firmware.uefi is True


def test_dmidecode_tells_memory_by_slot_uefi_and_the_security_chip():
    report = read_hardware(DMIDECODE.encode(), "dmidecode.txt")
    told = [(slot.name, slot.size_mb, slot.kind, slot.mhz) for slot in report.memory_slots]
    assert told == [("A", 8192, "DDR4", 2400), ("B", None, None, None)]
    assert (report.firmware.uefi, report.firmware.tpm) == (True, "2.0")


def test_a_part_of_dmidecode_does_not_say_that_there_is_no_uefi():
    part = DMIDECODE.replace("\tCharacteristics:\n\t\tUEFI is supported\n", "")
    assert read_hardware(part.encode(), "dmidecode.txt").firmware.uefi is None


def test_the_file_of_the_stick_is_one_report_of_one_laptop():
    report = read_hardware(bundle(dmidecode=DMIDECODE), "machine-FX-000123.txt")
    assert (report.source, report.serial, report.model) == ("stick", "FX-000123", "Modula 15")
    [medium] = report.media
    assert (medium.serial, medium.model, medium.health.passed) == ("DISK-77", "FICTIVE DISK 256", True)
    assert (report.battery.health_percent, report.battery.cycles, report.battery.serial) == (75, 210, "1203")
    assert (report.screen.width, report.screen.tenths_of_inch) == (1920, 155)
    assert (report.firmware.uefi, report.firmware.secure_boot, report.firmware.tpm) == (True, False, "2.0")
    assert report.remarks == ()


def test_a_battery_that_counts_in_ampere_hours_is_understood():
    told = SYS.replace("ENERGY_FULL_DESIGN=48000000", "CHARGE_FULL_DESIGN=4000000").replace(
        "ENERGY_FULL=36000000", "CHARGE_FULL=3000000\nPOWER_SUPPLY_VOLTAGE_MIN_DESIGN=11400000"
    )
    battery = read_hardware(bundle(sys=told), "machine.txt").battery
    assert (battery.health_percent, battery.design_mwh) == (75, 45600)


def test_a_part_that_cannot_be_read_leaves_the_others():
    report = read_hardware(bundle(smartctl="{broken", lshw="", dmidecode=DMIDECODE), "machine.txt")
    assert (report.serial, report.media) == ("FX-000123", ())


@pytest.mark.parametrize(
    ("full", "health", "remarks"),
    [(36000, 75, ()), (50000, 100, ()), (52800, 100, ()), (62400, None, (Remark.BATTERY_UNLIKELY,))],
)
def test_a_battery_of_130_percent_is_shown_and_not_stored(full, health, remarks):
    told = SYS.replace("ENERGY_FULL=36000000", f"ENERGY_FULL={full}000")
    report = read_hardware(bundle(sys=told), "machine.txt")
    assert report.battery.health_percent == health
    assert report.battery.claimed_percent == round(full / 480)
    assert report.remarks == remarks


def test_a_battery_without_numbers_has_no_health():
    assert battery_from(cycles=3).health_percent is None
    assert battery_from(design_mwh=48000, full_mwh=None).claimed_percent is None


@pytest.mark.parametrize(
    ("maker", "model"),
    [("innotek GmbH", "VirtualBox"), ("QEMU", "Standard PC (Q35 + ICH9, 2009)"), ("VMware, Inc.", "VMware7,1"),
     ("Microsoft Corporation", "Virtual Machine"), ("Xen", "HVM domU")],
)  # fmt: skip
def test_a_virtual_machine_is_remarked(maker, model):
    tree = {**LSHW, "vendor": maker, "product": model}
    assert Remark.VIRTUAL_MACHINE in read_hardware(json.dumps(tree).encode(), "lshw.json").remarks


def test_a_real_laptop_is_no_virtual_machine():
    tree = {**LSHW, "vendor": "Microsoft Corporation", "product": "Surface Go 2"}
    assert read_hardware(json.dumps(tree).encode(), "lshw.json").remarks == ()


def test_what_was_described_comes_back_and_what_an_older_reader_wrote_too():
    report = read_hardware(bundle(dmidecode=DMIDECODE), "machine.txt")
    told = describe(report)
    assert described(json.loads(json.dumps(told))) == report
    for name in ("memory_slots", "screen", "firmware"):
        del told["machine"][name]
    older = described(told)
    assert (older.memory_slots, older.screen, older.firmware) == ((), None, None)


@pytest.mark.skipif(not EVIDENCE.exists(), reason="no real reports stand beside the project")
@pytest.mark.parametrize(
    ("name", "slots", "screen", "uefi"),
    [
        ("lshw/snap_acer-aspire-a315-53.lshw.json", [4096, None], (1366, 768), True),
        ("lshw/snap_hp-probook-450g2.lshw.json", [4096, 4096], None, True),
        ("lshw/snap_lenovo-x1carbon5-20HR.lshw.json", [None, None], (1920, 1080), True),
        ("lshw/wb_TM1613.lshw.json", [8192, None, None, None], None, True),
        ("lshw/wb_1000h.lshw.json", [2048], None, False),
        ("ereuse/django_snapshot_workbench-script_2025.json", [8192, 8192], (1280, 720), True),
    ],
)
def test_real_laptops_tell_memory_screen_and_firmware(name, slots, screen, uefi):
    report = read_hardware((EVIDENCE / name).read_bytes(), name)
    assert [slot.size_mb for slot in report.memory_slots] == slots
    assert (report.screen and (report.screen.width, report.screen.height)) == screen
    assert report.firmware.uefi is uefi


@pytest.mark.skipif(not EVIDENCE.exists(), reason="no real reports stand beside the project")
def test_every_hardware_report_of_the_evidence_is_read():
    """By folder, for some of them hold reports of wipes too."""
    every = ("",)
    other = ("lsblk", "profiler", "computerinfo")
    folders = {"lshw": every, "smartctl": every, "dmidecode": every, "nvme": ("id-ctrl",), "other": other}
    for folder, words in folders.items():
        for path in sorted((EVIDENCE / folder).iterdir()):
            if any(word in path.name for word in words):
                assert read_hardware(path.read_bytes(), path.name).source, path.name
