"""What the reports of Blancco, eReuse, nwipe's PDF, hardware tools and a person prove, and no more than that."""

import json

import pytest

from inventory.wiping.categories import Category, category
from inventory.wiping.describing import describe
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.reading import read_evidence
from inventory.wiping.evidence.statement import stated
from inventory.wiping.rules import Verdict, grade_of, judge


def the_document(content: str | bytes, name: str = "report") -> dict:
    return describe(read_evidence(content.encode() if isinstance(content, str) else content, name))


def the_medium(content: str | bytes) -> dict:
    [medium] = the_document(content)["media"]
    return medium


# --- Blancco ---


def blancco(*, state="Successful", serial="VB-BL-1", disks=("VB-BL-1",), fields="", **entries) -> str:
    told = {
        "erasure_standard_name": "NIST 800-88 Purge - ATA",
        "overwriting_rounds": "0",
        "firmware_rounds": "1",
        "start_time": "2026-05-04 09:00:00",
        "end_time": "2026-05-04 09:03:16",
        "elapsed_time": "00:03:16",
        "state": state,
        "cleaned_sectors": "500118192",
        "failed_sectors": "0",
        "total_errors": "0",
        **entries,
    }
    rows = "".join(f'<entry name="{name}">{value}</entry>' for name, value in told.items())
    seen = "".join(
        f'<entries name="disk"><entry name="serial">{one}</entry><entry name="type">SSD</entry></entries>'
        for one in disks
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<root><report><blancco_data>
<description><document_id>1-2-3</document_id><document_log><log_entry><author>
<product_name>Blancco Drive Eraser</product_name><product_version>7.16.0</product_version>
</author></log_entry></document_log></description>
<blancco_hardware_report>
<entries name="system"><entry name="manufacturer">Voorbeeld</entry><entry name="model">Model 1</entry>
<entry name="serial">VB-HOST-1</entry></entries>{seen}
</blancco_hardware_report>
<blancco_erasure_report><entries name="erasures"><entries name="erasure">{rows}
<entries name="target"><entry name="serial">{serial}</entry><entry name="model">VOORBEELD SSD</entry>
<entry name="type">SSD</entry><entry name="capacity">256060514304</entry>
<entry name="interface_type">SATA</entry></entries></entries></entries></blancco_erasure_report>
</blancco_data><user_data><entries name="fields">{fields}</entries></user_data></report></root>"""


def test_blancco_is_taken_at_its_word_and_no_further():
    document = the_document(blancco())
    [medium] = document["media"]
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "clear")
    assert medium["reasons"] == ["signature_not_checked"]
    assert (medium["serial"], medium["size_bytes"]) == ("VB-BL-1", 256060514304)
    assert (document["tool"], document["tool_version"]) == ("Blancco Drive Eraser", "7.16.0")
    assert document["host"]["serial"] == "VB-HOST-1"


@pytest.mark.parametrize(
    ("how", "verdict", "reason"),
    [
        ({"state": "Failed"}, "failed", "tool_says_failed"),
        ({"state": "Cancelled"}, "aborted", "stopped"),
        ({"state": "Not erased"}, "indeterminate", "no_end"),
        ({"state": "Geslaagd, misschien"}, "failed", "tool_says_failed"),
        ({"total_errors": "3"}, "failed", "errors_counted"),
        ({"failed_sectors": "8"}, "failed", "errors_counted"),
        ({"cleaned_sectors": "1000"}, "rejected", "bytes_differ"),
        ({"elapsed_time": "09:03:16"}, "rejected", "duration_differs"),
        ({"end_time": "2026-05-04 08:00:00"}, "rejected", "clock_runs_back"),
        ({"serial": "", "disks": ()}, "rejected", "no_serial"),
        ({"serial": "0000000", "disks": ()}, "rejected", "serial_unusable"),
    ],
)
def test_a_report_of_blancco_that_contradicts_itself_is_none(how, verdict, reason):
    medium = the_medium(blancco(**how))
    assert medium["verdict"] == verdict
    assert reason in medium["reasons"]


def test_a_disk_that_blancco_saw_and_did_not_erase_is_named():
    verdicts = {
        one["serial"]: one["verdict"] for one in the_document(blancco(disks=("VB-BL-1", "VB-BL-2")))["media"]
    }
    assert verdicts == {"VB-BL-1": "erased_unverified", "VB-BL-2": "indeterminate"}


def test_exceptions_of_blancco_are_told():
    medium = the_medium(blancco(state="Successful with exceptions", remapped_sectors="4"))
    assert {"with_exceptions", "worn_sectors"} <= set(medium["exceptions"])


def test_a_state_told_twice_is_no_success():
    text = blancco().replace(
        '<entry name="state">', '<entry name="state">Failed</entry><entry name="state">', 1
    )
    assert the_medium(text)["verdict"] == "failed"


def test_two_reports_in_one_file_are_not_told_apart_by_guessing():
    inner = blancco().split("<root>")[1].removesuffix("</root>")
    media = the_document(f"<root>{inner}{inner}</root>")["media"]
    assert {medium["verdict"] for medium in media} == {"rejected"}


def test_a_flattened_export_is_read_too():
    text = """<DATAWIPE><UNIT><erasure.state>Successful</erasure.state>
    <erasure.start_time>2026-05-04 10:00:00</erasure.start_time><erasure.end_time>2026-05-04 10:06:40</erasure.end_time>
    <erasure.elapsed_time>00:06:40</erasure.elapsed_time><erasure.target.serial>IMEI:353300000000001</erasure.target.serial>
    <hardware.system.manufacturer>Voorbeeld</hardware.system.manufacturer>
    <hardware.system.serial>VB-PHONE-1</hardware.system.serial></UNIT></DATAWIPE>"""
    document = the_document(text)
    assert document["host"]["serial"] == "VB-PHONE-1"
    assert document["media"][0]["verdict"] == "erased_unverified"
    assert document["media"][0]["category"] == "none"


def test_what_a_customer_typed_into_a_report_is_not_read():
    text = blancco(fields='<entry name="X">&lt;script&gt;alert(1)&lt;/script&gt;</entry>')
    assert "alert" not in json.dumps(the_document(text))


# --- eReuse ---


ENDED = "2018-07-13T11:54:55+00:00"


def snapshot(*, severity="Info", step="Info", serial="VB-ER-1", ended=ENDED, actions=True, **drive) -> str:
    erasure = {
        "type": "EraseSectors", "severity": severity, "startTime": "2018-07-13T10:52:45+00:00", "endTime": ended,
        "steps": [{"type": "StepRandom", "severity": step}],
    }  # fmt: skip
    disk = {"type": "HardDrive", "serialNumber": serial, "model": "VOORBEELD 320", "size": 305245, **drive}
    disk["actions"] = [*([erasure] if actions else []), *disk.get("actions", [])]
    return json.dumps(
        {
            "type": "Snapshot",
            "version": "11.0a3",
            "device": {
                "manufacturer": "Voorbeeld",
                "model": "M1",
                "serialNumber": "VB-HOST-2",
                "type": "Laptop",
            },
            "components": [disk],
        }
    )


def test_a_wipe_in_a_snapshot_was_read_back_by_nobody():
    document = the_document(snapshot())
    [medium] = document["media"]
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "clear")
    assert (medium["serial"], medium["method"]) == ("VB-ER-1", "EraseSectors")
    assert document["host"]["serial"] == "VB-HOST-2"


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ({"severity": "Error"}, "failed"),
        ({"step": "Error"}, "failed"),
        ({"severity": None}, "indeterminate"),
        ({"serial": None}, "rejected"),
        ({"ended": "2018-07-13T10:52:46+00:00"}, "rejected"),
        ({"ended": "2018-07-12T10:52:46+00:00"}, "rejected"),
        ({"ended": "tomorrow"}, "rejected"),
        ({"actions": False}, "not_an_erasure"),
    ],
)
def test_a_snapshot_whose_wipe_does_not_hold_is_told_so(how, verdict):
    assert the_medium(snapshot(**how))["verdict"] == verdict


def test_a_worn_disk_in_a_snapshot_is_an_exception():
    test = {"type": "TestDataStorage", "assessment": False, "reallocatedSectorCount": 15}
    assert "worn_sectors" in the_medium(snapshot(test=test))["exceptions"]


def test_a_workbench_that_only_writes_its_commands_down_erased_nothing():
    inner = {
        "smartctl": json.dumps(
            {"smartctl": {"version": [7, 3]}, "model_name": "VB", "serial_number": "VB-ER-2"}
        )
    }
    text = json.dumps({"type": "Snapshot", "software": "workbench-script", "version": "0.0.1", "data": inner,
                       "erase": [{"command": "nvme format"}]})  # fmt: skip
    assert the_medium(text)["verdict"] == "not_an_erasure"


def test_an_event_without_a_drive_binds_to_nothing():
    text = "type: 'EraseSectors'\nseverity: Info\nstartTime: '2018-01-01T10:10:10'\nendTime: '2018-01-01T12:10:10'\n"
    assert the_medium(text)["verdict"] == "rejected"


# --- nwipe's PDF ---


def pdf(**changed: str) -> bytes:
    """As PDFGen writes it: every word in a stream of its own, nothing compressed."""
    told = {
        "Make/Model:": "VOORBEELD HD500",
        "Serial:": "VB-PDF-1",
        "Bus:": " ATA ",
        "Size(Apparent): ": " 500 GB, 500107862016 bytes",
        "Start time:": "2026/05/04 09:00:00",
        "End time:": "2026/05/04 10:51:00",
        "Status:": "ERASED",
        "Method:": "Fill With Zeros",
        "Verify Pass(Last/All/None):": "Verify Last",
        "*Bytes Erased:": "500107862016, (100.00%)",
        "Rounds(completed/requested):": "1/1",
        "Errors(pass/sync/verify):": "0/0/0",
    }
    told.update({key.replace("_", " "): value for key, value in changed.items() if key != "header"})
    words = [
        "Disc Erasure by NWIPE version 0.38",
        f" S/N: {changed.get('header', 'VB-PDF-1')} ",
        *[word for pair in told.items() for word in pair],
    ]
    escape = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})
    shown = [f"BT /F1 12 Tf ({word.translate(escape)}) Tj ET" for word in words]
    streams = [
        f"{at} 0 obj\n<< /Length {len(one)} >>stream\n{one}\nendstream\nendobj"
        for at, one in enumerate(shown, 6)
    ]
    return "\n".join(["%PDF-1.3", *streams, "%%EOF"]).encode()


def test_a_pdf_tells_of_a_wipe_and_asks_for_the_log():
    document = the_document(pdf())
    [medium] = document["media"]
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "none")
    assert medium["reasons"] == ["only_a_pdf"]
    assert (medium["serial"], medium["size_bytes"], medium["verification"]) == (
        "VB-PDF-1",
        500107862016,
        "last",
    )
    assert (document["form"], document["tool"], document["tool_version"]) == ("nwipe_pdf", "nwipe", "0.38")


@pytest.mark.parametrize(
    ("label", "value", "verdict"),
    [
        ("Status:", "FAILED", "failed"),
        ("Status:", "ABORTED", "aborted"),
        ("Status:", "", "indeterminate"),
        ("Errors(pass/sync/verify):", "0/0/7", "failed"),
        ("Errors(pass/sync/verify):", "none", "indeterminate"),
        ("Rounds(completed/requested):", "0/1", "indeterminate"),
        ("*Bytes Erased:", "1, (100.00%)", "rejected"),
        ("Method:", "Verify Zeros (0x00)", "not_an_erasure"),
        ("Method:", "Quantum Polish", "rejected"),
        ("Serial:", "VB-PDF-2", "rejected"),
        ("Serial:", "XXXXXXXXXX", "rejected"),
        ("Verify Pass(Last/All/None):", "Verify None", "erased_unverified"),
    ],
)
def test_a_pdf_is_read_as_strictly_as_a_log(label, value, verdict):
    assert the_medium(pdf(**{label: value}))["verdict"] == verdict


def test_a_pdf_of_a_whole_machine_tells_each_drive_by_itself():
    def drive(serial: str, outcome: str, rounds: str) -> list[str]:
        return [
            *("Make:", "VOORBEELD HD500", "S/N:", serial, "Size(Apparent): ", "500 GB,500107862016b"),
            *("Start time:", "2026/05/04 09:00:00", "End time:", "2026/05/04 10:51:00"),
            *("Errors(pass/sync/verify):", "0/0/0", "*Bytes Erased:", "500107862016, (100.00%)"),
            *("Method:", "Fill With Zeros", "Verify(Last/All/None):", "Verify Last"),
            *("Rounds(completed/requested):", rounds, outcome),
        ]

    words = [
        "Disc Erasure by NWIPE version 0.42",
        *drive("VB-PDF-1", "ERASED", "1/1"),
        *drive("VB-PDF-2", "FAILED", "0/1"),
    ]
    content = b"%PDF-1.3\n" + b"\n".join(b"(" + word.replace("(", r"\(").replace(")", r"\)").encode() + b") Tj" for word in words)  # fmt: skip # noqa: E501
    verdicts = {medium["serial"]: medium["verdict"] for medium in the_document(content)["media"]}
    assert verdicts == {"VB-PDF-1": "erased_unverified", "VB-PDF-2": "failed"}


# --- hardware tools, and a person ---


@pytest.mark.parametrize(
    ("tree", "tool"),
    [
        ({"smartctl": {"version": [7, 3]}, "model_name": "VB", "serial_number": "VB-HW-1"}, "smartctl"),
        ({"blockdevices": [{"name": "sda", "type": "disk", "size": 10**11, "serial": "VB-HW-1"}]}, "lsblk"),
        (
            [{"FriendlyName": "VB", "BusType": 11, "SerialNumber": "VB-HW-1", "Size": 10**11}],
            "Get-PhysicalDisk",
        ),
        ({"sn": "VB-HW-1", "mn": "VB", "fr": "1"}, "nvme-cli"),
    ],
)
def test_a_hardware_report_shows_which_disk_it_is_and_no_erasure(tree, tool):
    document = the_document(json.dumps(tree))
    [medium] = document["media"]
    assert document["tool"] == tool
    assert (medium["serial"], medium["verdict"], medium["category"]) == ("VB-HW-1", "not_an_erasure", "none")
    assert medium["reasons"] == ["no_erase_command"]


def test_a_raid_volume_hides_its_disks_and_is_said_to():
    tree = {
        "smartctl": {"version": [7, 0]},
        "model_name": "Intel Raid 1 Volume",
        "device": {"protocol": "SCSI"},
    }
    document = the_document(json.dumps(tree))
    assert document["media"] == []
    assert "raid_hides_media" in document["warnings"]


def test_a_person_says_so_and_that_is_all():
    word = stated(Technique.FACTORY_RESET, serial="VB-TAB-1", model="Tablet", kind="emmc")
    judgement = judge(word, word.drives[0])
    assert judgement.verdict is Verdict.ERASED_UNVERIFIED
    grade = grade_of(judgement.verdict, judgement.reasons, "emmc", Technique.OVERWRITE)
    assert grade is not None
    assert grade.category is Category.NONE


@pytest.mark.parametrize(
    ("kind", "technique", "wanted"),
    [
        ("hdd", Technique.OVERWRITE, Category.CLEAR),
        ("ssd", Technique.OVERWRITE, Category.CLEAR),
        ("nvme", Technique.OVERWRITE, Category.CLEAR),
        ("emmc", Technique.OVERWRITE, Category.CLEAR),
        ("hdd", Technique.SECURITY_ERASE, Category.CLEAR),
        ("ssd", Technique.SECURITY_ERASE, Category.CLEAR),
        ("nvme", Technique.FORMAT_ERASE, Category.CLEAR),
        ("nvme", Technique.SANITIZE, Category.PURGE),
        ("ssd", Technique.SANITIZE, Category.PURGE),
        ("ssd", Technique.FIRMWARE_ERASE, Category.CLEAR),
        ("emmc", Technique.FACTORY_RESET, Category.NONE),
        ("other", Technique.OTHER, Category.NONE),
        ("hdd", Technique.DESTRUCTION, Category.DESTROY),
    ],
)
def test_the_category_follows_from_medium_and_technique(kind, technique, wanted):
    grade = category(kind, technique)
    assert grade.category is wanted
    assert "800-88" in grade.standard
    if technique is not Technique.DESTRUCTION:
        assert category(kind, technique, stated=True).category is Category.NONE
