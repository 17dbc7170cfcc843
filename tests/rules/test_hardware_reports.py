"""Samples of our own: what each tool prints, the traps in it, and whatever bytes a stranger may send."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.foundation.refusal import Unreadable
from inventory.intake.hardware.reading import MOST_BYTES, read_hardware
from inventory.intake.hardware.report import (
    DamagedReport,
    EmptyFile,
    FileTooLong,
    NotText,
    Remark,
    UnknownReport,
    combined,
    describe,
    in_words,
)
from inventory.intake.hardware.serials import drive_serial, is_filler, match_key, uuid_forms
from inventory.intake.hardware.values import byte_count, text

LSHW = {
    "id": "bench",
    "class": "system",
    "description": "Notebook",
    "vendor": "Fictron",
    "product": "Modula 15 (MOD-15-A)",
    "version": "1.2",
    "serial": "FX-000123",
    "configuration": {
        "chassis": "notebook",
        "sku": "MOD-15-A",
        "uuid": "0A1B2C3D-1111-2222-3333-444455556666",
    },
    "children": [
        {"id": "cpu", "class": "processor", "product": "Fictron One 2.4 GHz"},
        {"id": "memory", "class": "memory", "size": 8 * 2**30},
        {"id": "battery", "class": "power", "units": "mWh", "capacity": 48000, "vendor": "Cellco"},
        {
            "id": "sata",
            "class": "storage",
            "children": [
                {
                    "id": "disk",
                    "class": "disk",
                    "description": "ATA Disk",
                    "product": "FICTIVE DISK 500",
                    "serial": "DISK-77",
                    "size": 500_000_000_000,
                    "capabilities": {"5400rpm": "5400 rotations per minute"},
                }
            ],
        },
        {
            "id": "nvme",
            "class": "storage",
            "product": "FICTIVE NVMe 256",
            "serial": "NV-1",
            "logicalname": "/dev/nvme0",
            "children": [{"id": "namespace", "class": "disk", "size": 256_000_000_000}],
        },
        {
            "id": "usb",
            "class": "bus",
            "businfo": "usb@1:2",
            "children": [
                {"id": "disk", "class": "disk", "product": "Stick", "serial": "S", "size": 8_000_000}
            ],
        },
        {
            "id": "device",
            "class": "generic",
            "businfo": "mmc@0:0001",
            "product": "EM-064",
            "serial": "305419896",
            "children": [
                {"id": "a", "class": "disk", "logicalname": "/dev/mmcblk0", "size": 62_000_000_000},
                {"id": "b", "class": "disk", "logicalname": "/dev/mmcblk0boot0", "size": 4_000_000},
            ],
        },
    ],
}
DMIDECODE = """# dmidecode 3.5
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 20ZZ0001MB
\tVersion: ThinkPad F99
\tSerial Number: To Be Filled By O.E.M.
\tUUID: 00000000-0000-0000-0000-000000000000

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
\tType: Notebook

Handle 0x0010, DMI type 17, 40 bytes
Memory Device
\tSize: 8 GB
\tType: DDR4

Handle 0x0011, DMI type 17, 40 bytes
Memory Device
\tSize: No Module Installed

Handle 0x0020, DMI type 22, 26 bytes
Portable Battery
\tManufacturer: Cellco
\tDesign Capacity: 50000 mWh
"""
INXI = """System:
  Host: bench Kernel: 6.1 arch: x86_64
Machine:
  Type: Laptop System: Fictron product: Modula 15 v: 1.2 serial: FX-000123
    Chassis: type: 10 serial: FX-000123
Battery:
  ID-1: BAT0 charge: 20.1 Wh (90.0%) condition: 36.1/47.5 Wh (76.0%)
    model: Cellco F9 serial: 0412 status: charging cycles: 210
CPU:
  Info: dual core model: Fictron One 2.4 GHz bits: 64
Drives:
  Local Storage: total: 480.95 GiB used: 12 GiB (2.4%)
  ID-1: /dev/nvme0n1 vendor: Samsung model: MZFICTIVE size: 476.94 GiB
    speed: 31.6 Gb/s serial: S0FICTIVE rev: 1L2Q temp: 30 C
  ID-2: /dev/sda type: USB vendor: Kingston model: Stick size: 4.01 GiB
Info:
  Memory: total: 8 GiB available: 7.7 GiB used: 2 GiB (26%)
  Processes: 200 Shell: Bash inxi: 3.3.26
"""
INXI_JSON = [
    {
        "001#1#0#Machine": [
            {
                "000#0#1#Type": "Laptop",
                "001#1#1#System": "Fictron",
                "003#0#2#serial": "FX-000123",
                "002#1#2#product": "Modula 15",
            }
        ]
    },
    {
        "000#1#0#Drives": [
            {"000#1#1#Local Storage": "", "001#0#2#total": "480.95 GiB"},
            {"002#1#1#ID-1": "/dev/nvme0n1", "003#0#2#model": "MZFICTIVE", "004#0#2#size": "476.94 GiB",
             "005#0#2#serial": "S0FICTIVE"},
        ]
    },
]  # fmt: skip
SMARTCTL = {
    "smartctl": {"version": [7, 3], "exit_status": 8},
    "device": {"name": "/dev/sda", "protocol": "ATA"},
    "model_name": "FICTIVE DISK 500 LONG NAME",
    "serial_number": "disk-77",
    "rotation_rate": 5400,
    "user_capacity": {"bytes": 500_000_000_000},
    "smart_status": {"passed": False},
    "ata_smart_attributes": {"table": [{"id": 5, "raw": {"value": 12}}]},
    "power_on_time": {"hours": 9000},
}
LSBLK = {
    "blockdevices": [
        {"name": "sda", "type": "disk", "model": "FICTIVE DISK 500", "serial": "DISK-77", "size": "465,8G",
         "rota": "1", "tran": "sata", "rm": "0"},
        {"name": "sdb", "type": "disk", "model": "Stick", "serial": "S", "size": 8_000_000, "tran": "usb"},
        {"name": "sr0", "type": "rom", "model": "DVD", "size": 1024},
        {"name": "mmcblk0", "type": "disk", "model": None, "serial": "0x12345678", "size": 62_000_000_000},
        {"name": "mmcblk0boot0", "type": "disk", "size": 4_000_000},
    ]
}  # fmt: skip
COMPUTERINFO = """

CsManufacturer                : Fictron
CsModel                       : Modula 15
CsPCSystemType                : Mobile
BiosSeralNumber               : FX-000123
CsPhyicallyInstalledMemory    : 8388608
"""
PHYSICAL_DISKS = [
    {"FriendlyName": "FICTIVE NVMe 256", "SerialNumber": "0025_38B4_71B4_0718.", "BusType": 17,
     "MediaType": 4, "Size": 256_000_000_000},
    {"FriendlyName": "Stick", "SerialNumber": "S", "BusType": "USB", "MediaType": 0, "Size": 1},
]  # fmt: skip
PROFILER = {
    "SPHardwareDataType": [
        {"machine_name": "MacBook Air", "machine_model": "MacBookAir99,1", "serial_number": "FVFICTIVE01",
         "physical_memory": "8 GB", "activation_lock_status": "activation_lock_enabled"},
    ],
    "SPNVMeDataType": [
        {"_items": [{"device_model": "APPLE SSD FICTIVE", "device_serial": "AP-1", "size_in_bytes": 251_000}]}
    ],
}  # fmt: skip
SNAPSHOT = {
    "type": "Snapshot",
    "version": "1",
    "data": {"dmidecode": DMIDECODE, "lshw": json.dumps(LSHW), "smartctl": json.dumps([SMARTCTL, None])},
}
TREES = [LSHW, INXI_JSON, SMARTCTL, LSBLK, PHYSICAL_DISKS, PROFILER, SNAPSHOT]


def read(sample: object):
    words = sample if isinstance(sample, str) else json.dumps(sample)
    return read_hardware(words.encode(), "sample")


def test_lshw_tells_the_machine_its_battery_and_every_built_in_medium():
    report = read(LSHW)
    assert (report.maker, report.model, report.machine_type) == ("Fictron", "Modula 15", "MOD-15-A")
    assert (report.serial, report.chassis, report.memory_mb) == ("FX-000123", "laptop", 8192)
    assert report.uuid == "0a1b2c3d-1111-2222-3333-444455556666"
    assert report.battery.design_mwh == 48000
    assert [(m.kind, m.serial) for m in report.media] == [
        ("hdd", "DISK-77"),
        ("nvme", "NV-1"),
        ("emmc", "0x12345678"),
    ]
    assert {Remark.REMOVABLE_LEFT_OUT, Remark.MODEL_CLIPPED} <= set(report.remarks)


def test_no_drive_seen_means_unknown_and_is_said():
    bare = {key: value for key, value in LSHW.items() if key != "children"}
    assert Remark.NO_MEDIA_SEEN in read(bare).remarks
    assert Remark.MEDIA_NOT_LISTED in read(DMIDECODE).remarks


def test_a_lenovo_is_called_by_its_name_and_keeps_its_type_number():
    report = read(DMIDECODE)
    assert (report.model, report.machine_type) == ("ThinkPad F99", "20ZZ0001MB")
    assert report.memory_mb == 8192


def test_a_filler_is_no_serial_number():
    report = read(DMIDECODE)
    assert report.serial is None
    assert report.uuid is None
    assert {Remark.PLACEHOLDER_SERIAL, Remark.PLACEHOLDER_UUID} <= set(report.remarks)


@pytest.mark.parametrize(
    "filler",
    ["To Be Filled By O.E.M.", "system serial number", "Default string", "Not Specified", "None", "0",
     "00000000", "0000 0000", "123456789", "INVALID", "Chassis Serial Number", "<BAD INDEX>", "CENSORED",
     "xxxxxxx", "........", "", None],
)  # fmt: skip
def test_what_makers_leave_in_the_field_is_known_as_filler(filler):
    assert is_filler(filler)


def test_inxi_says_the_same_in_text_and_in_json():
    for sample in (INXI, INXI_JSON):
        report = read(sample)
        assert (report.maker, report.model, report.serial) == ("Fictron", "Modula 15", "FX-000123")
        assert [(m.kind, m.model, m.serial) for m in report.media] == [("nvme", "MZFICTIVE", "S0FICTIVE")]
    report = read(INXI)
    assert report.source_version == "3.3.26"
    assert (report.battery.health_percent, report.battery.cycles) == (76, 210)
    assert report.processor == "Fictron One 2.4 GHz"
    assert report.memory_mb == 8192


def test_inxi_reads_the_same_through_terminal_colours():
    coloured = INXI.replace("Machine:", "\x1b[1;34mMachine:\x1b[0m").replace(
        "serial:", "\x1b[34mserial:\x1b[0m"
    )
    assert read(coloured).serial == "FX-000123"


def test_smartctl_tells_wear_and_that_a_drive_is_failing():
    medium = read([SMARTCTL, None]).media[0]
    assert (medium.health.reallocated, medium.health.power_on_hours) == (12, 9000)
    assert {Remark.MEDIUM_FAILING, Remark.NO_MACHINE} <= set(read(SMARTCTL).remarks)


def test_lsblk_leaves_out_sticks_discs_and_boot_areas():
    report = read(LSBLK)
    assert [(m.kind, m.serial) for m in report.media] == [("hdd", "DISK-77"), ("emmc", "0x12345678")]


def test_windows_tells_the_machine_even_in_utf_16():
    report = read_hardware(COMPUTERINFO.encode("utf-16"), "info.txt")
    assert (report.maker, report.serial, report.memory_mb) == ("Fictron", "FX-000123", 8192)
    assert read_hardware(COMPUTERINFO.encode("utf-16-le"), "info.txt") == report
    assert read(COMPUTERINFO) == report


def test_the_address_of_an_nvme_namespace_is_not_its_serial_number():
    report = read(PHYSICAL_DISKS)
    assert [medium.serial for medium in report.media] == [None]
    assert Remark.MEDIUM_WITHOUT_SERIAL in report.remarks
    assert drive_serial("0025_38B4_71B4_0718.") is None


def test_a_locked_mac_is_named():
    report = read(PROFILER)
    assert Remark.ACTIVATION_LOCKED in report.remarks
    assert [m.serial for m in report.media] == ["AP-1"]


def test_a_snapshot_joins_the_reports_it_carries_and_keeps_the_fuller_drive():
    report = read(SNAPSHOT)
    assert report.source == "ereuse"
    assert report.serial == "FX-000123"
    disk = report.media[0]
    assert disk.model == "FICTIVE DISK 500 LONG NAME"
    assert disk.health.passed is False
    assert len(report.media) == 3


def test_reports_of_one_machine_join_by_the_serials_of_their_drives():
    joined = combined("several", None, [read(LSBLK), read(LSHW), read(SMARTCTL)])
    assert len(joined.media) == 3
    assert joined.serial == "FX-000123"
    assert Remark.NO_MACHINE not in joined.remarks


def test_both_spellings_of_a_uuid_meet():
    spelling = "4c4c4544-0051-5810-8032-b7c04f545432"
    other = "44454c4c-5100-1058-8032-b7c04f545432"
    assert uuid_forms(spelling) == uuid_forms(other.upper())
    assert match_key(" s/n: ab 12 ") == match_key("AB12")


def test_a_hostile_name_becomes_one_harmless_line():
    assert text("Disk\nserial: FAKE\x00\u202e\ud800") == "Disk serial: FAKE"
    assert len(text("x" * 10_000)) == 200
    assert text(10**5000) is None


def test_sizes_are_read_as_tools_print_them():
    assert byte_count("465,8G") == byte_count("465.8G") == int(465.8 * 2**30)
    assert byte_count("1,024 MB") == 2**30
    assert byte_count("no module") is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", EmptyFile),
        (b" \n\xef\xbb\xbf"[:2], EmptyFile),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotText),
        (b"\x00" * 100, NotText),
        (b'{"class": "system", "id"', DamagedReport),
        (b"[" * 100_000, DamagedReport),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, DamagedReport),
        (b"Dear digibank, here is our list.", UnknownReport),
        (b'{"hello": "world"}', UnknownReport),
        (b"[]", UnknownReport),
        (b" " * (MOST_BYTES + 1), FileTooLong),
    ],
)
def test_what_is_no_report_is_refused_with_its_reason(content, why):
    with pytest.raises(why):
        read_hardware(content, "file")


@given(st.binary(max_size=2000))
@settings(max_examples=300)
def test_whatever_the_bytes_the_answer_is_a_report_or_a_refusal(content):
    try:
        report = read_hardware(content, "file")
    except Unreadable:
        return
    json.dumps(describe(report))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("/dev/nvme0"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def paths_of(tree: object, path: tuple = ()) -> list[tuple]:
    """The place of every value in a tree."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(found for key, value in inner for found in paths_of(value, (*path, key)))]


@given(st.data())
@settings(max_examples=500)
def test_whatever_stands_in_a_report_the_answer_is_a_report_or_a_refusal(draw):
    tree = json.loads(json.dumps(draw.draw(st.sampled_from(TREES))))
    for _ in range(draw.draw(st.integers(1, 4))):
        path = draw.draw(st.sampled_from(paths_of(tree)[1:] or [()]))
        if not path:
            break
        place = tree
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = draw.draw(anything)
    try:
        report = read(tree)
    except Unreadable:
        return
    told = json.dumps(describe(report))
    told.encode()
    assert in_words(report)
    assert all(0 < (m.size_bytes or 1) < 2**63 for m in report.media)


@given(st.sampled_from([DMIDECODE, INXI, COMPUTERINFO]), st.data())
@settings(max_examples=300)
def test_a_text_report_cut_and_stirred_never_breaks_the_reader(sample, draw):
    start, end = sorted((draw.draw(st.integers(0, len(sample))), draw.draw(st.integers(0, len(sample)))))
    stirred = sample[:start] + draw.draw(st.text(max_size=30)) + sample[end:]
    try:
        in_words(read_hardware(stirred.encode("utf-8", "replace"), "file"))
    except Unreadable:
        return
