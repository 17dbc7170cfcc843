"""Files from someone who means harm, or from nowhere: one clear line each, in bounded time and memory."""

import contextlib
import gzip
import io
import json
import random
import time
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from inventory.foundation.refusal import Unreadable
from inventory.wiping.describing import describe
from inventory.wiping.evidence.reading import read_evidence
from inventory.wiping.evidence.text import LARGEST_BYTES, MOST_LINES, DamagedEvidence, EvidenceTooLong
from inventory.wiping.rules import Verdict, judge
from inventory.wiping.sample_log import SampleDrive, nwipe_log
from tests.rules.altered import edits
from tests.rules.test_firmware_evidence import (
    HDPARM_SANITIZE,
    RUNNING,
    SENT,
    log,
    nvme_format,
    nvme_sanitize,
    security_erase,
    sg,
)
from tests.rules.test_other_evidence import blancco, pdf, snapshot
from tests.rules.test_wipe_evidence import OLD_LOG

STARTED = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SECONDS = 10
MEMORY = 200_000_000


def an_nwipe_log(**how) -> str:
    drives = [SampleDrive("VB-500-0017"), SampleDrive("VB-NV-88", device="nvme0n1", bus="NVME")]
    return nwipe_log(drives, started_at=STARTED, host_serial="VB-HOST-9", **how).decode()


SAMPLES = {
    "nwipe": an_nwipe_log().encode(),
    "nwipe-old": OLD_LOG.encode(),
    "hdparm": security_erase().encode(),
    "hdparm-sanitize": HDPARM_SANITIZE.encode(),
    "nvme-sanitize": nvme_sanitize(SENT, RUNNING, log()).encode(),
    "nvme-format": nvme_format().encode(),
    "sg_sanitize": sg().encode(),
    "blancco": blancco().encode(),
    "ereuse": snapshot().encode(),
    "pdf": pdf(),
    "sanitize-log": json.dumps(
        {"nvme0": {"sprog": 65535, "sstat": {"status": "(1)"}, "cdw10_info": 2}}
    ).encode(),
    "smartctl": json.dumps(
        {"smartctl": {"version": [7]}, "serial_number": "VB-1", "model_name": "VB"}
    ).encode(),
}


def look(content: bytes) -> list[str]:
    """The verdicts on a file, or none when it is refused; anything but a refusal is a bug."""
    with contextlib.suppress(Unreadable):
        document = describe(read_evidence(content, "a-file"))
        json.dumps(document)
        return [medium["verdict"] for medium in document["media"]]
    return []


def in_time(content: bytes) -> list[str]:
    """The same, within ten seconds of work: what a busy machine adds is not ours."""
    began = time.process_time()
    verdicts = look(content)
    assert time.process_time() - began < SECONDS
    return verdicts


def in_bounds(content: bytes) -> list[str]:
    """The same, within two hundred megabytes too."""
    tracemalloc.start()
    try:
        verdicts = look(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY
    return verdicts or in_time(content)


@pytest.mark.parametrize("name", ["nwipe", "nwipe-old"])
def test_two_hundred_random_edits_leave_no_proof_standing(name):
    text = SAMPLES[name].decode()
    report = read_evidence(text.encode(), name)
    for drive in report.drives:
        assert judge(report, drive).verdict is Verdict.ERASED_VERIFIED
        dice = random.Random(name)
        for _ in range(200):
            edited, what = edits(text, drive, dice)
            again = read_evidence(edited.encode(), name)
            verdicts = {judge(again, one).verdict for one in again.drives if one.device == drive.device}
            assert Verdict.ERASED_VERIFIED not in verdicts, what


@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_cut_off_anywhere_is_no_verified_wipe(name):
    content = SAMPLES[name]
    for end in range(1, len(content) - 60, max(1, len(content) // 150)):
        assert "erased_verified" not in look(content[:end])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mangled_report_never_breaks_a_reader(name):
    dice = random.Random(name)
    for _ in range(150):
        content = bytearray(SAMPLES[name])
        for _ in range(dice.randint(1, 12)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        verdicts = look(bytes(content))
        if not name.startswith("nwipe"):
            assert "erased_verified" not in verdicts


@pytest.mark.parametrize(
    "start", [b"", b"{", b"[", b"<?xml version='1.0'?>", b"%PDF-1.4\n", b"# nvme format ", b"/dev/sda:\n"]
)
def test_random_bytes_are_refused_or_prove_nothing(start):
    dice = random.Random(repr(start))
    for _ in range(60):
        assert "erased_verified" not in look(start + dice.randbytes(dice.randint(0, 4000)))


def test_a_zip_bomb_is_not_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("wipe.log", b"0" * 50_000_000)
    assert in_bounds(bomb.getvalue()) == []
    assert in_bounds(gzip.compress(an_nwipe_log().encode())) == []


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "http://example.org/bomb.dtd">',
    ],
)
def test_entities_in_xml_are_refused(head):
    text = blancco().replace("<root>", f"{head}<root>", 1).replace("VOORBEELD SSD", "&b;&x;")
    with pytest.raises(DamagedEvidence):
        read_evidence(text.encode(), "report.xml")


def test_endless_nesting_is_refused_in_time():
    for content in (
        b"[" * 400_000,
        b'{"a":' * 400_000,
        b"<blancco_data>" * 200_000,
        b"<DATAWIPE>" + b"<a>" * 400_000,
    ):
        assert in_bounds(content) == []


@pytest.mark.parametrize(
    "filling",
    [
        b"# nvme format /dev/nvme0 --ses=1 --force\n",
        b" Issuing SECURITY_ERASE command, password\n",
        b"$ date --iso-8601\n2026-05-04T09:00:00+02:00\n",
        b"[2026/05/04 09:00:00]  notice: Found /dev/sda, \n",
        b"a" * 5000 + b"\n",
        b"(a) Tj ",
        b'{"type": "HardDrive", "actions": []}, ',
        b"Issuing SECURITY_ERASE command ",
    ],
    ids=lambda filling: filling[:20].decode(),
)
def test_the_longest_file_of_every_kind_is_read_in_time(filling):
    for start in (
        b"/dev/sda:\n",
        b"%PDF-1.4 (Disc Erasure by NWIPE version 0.38) Tj ",
        b'{"type": "Snapshot", "components": [',
    ):
        content = (start + filling * (LARGEST_BYTES // len(filling)))[: LARGEST_BYTES - 1]
        assert "erased_verified" not in in_time(content)


def test_a_snapshot_of_a_hundred_thousand_drives_is_refused_in_time():
    drives = [json.loads(snapshot(serial=f"VB-{at}"))["components"][0] for at in range(10_000)]
    text = json.dumps({"type": "Snapshot", "version": "11", "components": drives})
    assert in_time(text.encode()[:LARGEST_BYTES]) == []
    entries = "".join(
        f'<entries name="disk"><entry name="serial">S{at:06}</entry></entries>' for at in range(40_000)
    )
    assert in_time(f"<r><blancco_data>{entries}</blancco_data></r>".encode()) == []


def test_more_lines_than_any_report_has_are_refused():
    with pytest.raises(EvidenceTooLong):
        read_evidence(b"nwipe\n" * (MOST_LINES + 1), "long.log")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_read_with_and_without_its_mark(encoding):
    assert look(an_nwipe_log().encode(encoding)) == ["erased_verified"] * 2
    assert look(blancco().encode(encoding)) == ["erased_unverified"]


def test_a_pdf_with_a_script_in_it_runs_nothing_and_is_read_as_words():
    script = b"<< /Type /Action /S /JavaScript /JS (app.alert\\('erased_verified'\\)) >>"
    assert look(pdf().replace(b"%%EOF", script + b"\n%%EOF")) == ["erased_unverified"]
    assert look(b"%PDF-1.7\n1 0 obj\n" + script + b"\nendobj") == []


def test_a_model_name_cannot_forge_a_second_drive_or_a_row():
    rule = "-" * 80
    row = "   sdb | Erased |    0 B/s | 01:51:08 | VB/VB-OTHER-1"
    forged = f"VB\n{'*' * 33} Drive Status {'*' * 33}\n{rule}\n{row}\n{rule}"
    log_text = nwipe_log(
        [SampleDrive("VB-500-0017", model="@@")], started_at=STARTED, host_serial="H-1"
    ).decode()
    assert "erased_verified" not in look(log_text.replace("@@", forged).encode())


def test_markup_in_a_name_stays_text():
    name = '<script>alert("x")</script>'
    document = describe(
        read_evidence(
            blancco(serial="VB-BL-1").replace("VOORBEELD SSD", name.replace("<", "&lt;")).encode(), "x"
        )
    )
    assert document["media"][0]["model"] == name


@pytest.mark.parametrize("year", [1970, 1980, 2000])
def test_a_clock_that_stood_still_proves_no_wipe(year):
    text = nwipe_log([SampleDrive("VB-500-0017")], started_at=STARTED.replace(year=year), host_serial="H-1")
    report = read_evidence(text, "x")
    judgement = judge(report, report.drives[0])
    assert judgement.verdict is Verdict.REJECTED
    assert "clock_dead" in judgement.reasons
