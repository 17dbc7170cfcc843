"""What a wipe log proves, and everything that must not count as proof."""

import contextlib
import json
import random
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from inventory.foundation.refusal import Unreadable
from inventory.wiping.describing import describe
from inventory.wiping.evidence.facts import EvidenceReport, HiddenArea
from inventory.wiping.evidence.people import must_name_nobody
from inventory.wiping.evidence.reading import read_evidence
from inventory.wiping.evidence.text import (
    LARGEST_BYTES,
    EvidenceEmpty,
    EvidenceTooLarge,
    NotAWipeReport,
    PdfWithoutText,
    TooManyDrives,
    text_of,
)
from inventory.wiping.reasons import Reason
from inventory.wiping.rules import ACCEPTABLE, Remark, Verdict, judge, serial_of
from inventory.wiping.sample_log import Outcome, SampleDrive, nwipe_log

REAL = Path(__file__).parents[3] / "shared" / "evidence"
EXPECTED = REAL / "EXPECTED.json"
STARTED = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

OLD_LOG = """\
[2024/03/04 10:00:00] nwipe: info: Found drive model="ATA VOORBEELD 320", device path="/dev/sdb", size="320GB", serial number="VB-OUD-01"
[2024/03/04 10:00:01] nwipe: info: system-serial-number = HOST-77
[2024/03/04 10:00:02] nwipe: info: Device /dev/sdb has serial number VB-OUD-01
[2024/03/04 10:00:02] nwipe: info: Device '/dev/sdb' is size 320072933376.
[2024/03/04 10:00:03] nwipe: notice: Invoking method 'PRNG Stream' on device '/dev/sdb'.
[2024/03/04 10:00:03] nwipe: notice: Starting round 1 of 1 on device '/dev/sdb'.
[2024/03/04 10:00:03] nwipe: notice: Starting pass 1 of 1, round 1 of 1, on device '/dev/sdb'.
[2024/03/04 11:10:00] nwipe: notice: 320072933376 bytes written to device '/dev/sdb'.
[2024/03/04 11:10:00] nwipe: notice: Finished pass 1 of 1, round 1 of 1, on device '/dev/sdb'.
[2024/03/04 11:10:00] nwipe: notice: Finished round 1 of 1 on device '/dev/sdb'.
[2024/03/04 11:10:00] nwipe: notice: Blanking device '/dev/sdb'.
[2024/03/04 12:20:00] nwipe: notice: Verifying that '/dev/sdb' is empty.
[2024/03/04 13:30:00] nwipe: notice: Verified that '/dev/sdb' is empty.
[2024/03/04 13:30:00] nwipe: notice: Blanked device '/dev/sdb'.
[2024/03/04 13:30:05] nwipe: info: Nwipe successfully exited.
"""  # noqa: E501 - as long as the tool's own lines


def a_log(*drives: SampleDrive, **how) -> str:
    chosen = drives or (SampleDrive("VB-500-0017"),)
    return nwipe_log(chosen, started_at=STARTED, host_serial="VB-HOST-9", **how).decode()


def the_report(text: str) -> EvidenceReport:
    return read_evidence(text.encode(), "wipe.log")


def the_verdict(text: str, device: str = "sda") -> Verdict:
    report = the_report(text)
    return next(judge(report, drive).verdict for drive in report.drives if drive.device == device)


def the_reasons(text: str, device: str = "sda") -> tuple[Reason, ...]:
    report = the_report(text)
    return next(judge(report, drive).reasons for drive in report.drives if drive.device == device)


def test_a_whole_log_of_a_verified_wipe_is_believed():
    assert the_verdict(a_log()) is Verdict.ERASED_VERIFIED


def test_an_old_log_without_tables_is_believed_by_its_blank_lines():
    assert the_verdict(OLD_LOG, "sdb") is Verdict.ERASED_VERIFIED


@pytest.mark.parametrize("line", range(2, 15))
def test_an_old_log_that_misses_any_line_is_not(line):
    lines = OLD_LOG.splitlines()
    del lines[line]
    assert the_verdict("\n".join(lines), "sdb") is not Verdict.ERASED_VERIFIED


def test_the_facts_of_a_log_are_all_there():
    report = the_report(a_log(SampleDrive("VB-1234"), SampleDrive("VB-NV-55", device="nvme0n1", bus="NVME")))
    first, second = report.drives
    assert (report.tool_version, report.host.serial) == ("0.38", "VB-HOST-9")
    assert (first.found_serials, first.sizes) == (("VB-1234",), (500_107_862_016,))
    assert first.passes[0].written == first.passes[0].read == 500_107_862_016
    assert first.hidden is HiddenArea.NONE
    assert first.started_at < first.ended_at <= second.started_at
    assert serial_of(second) == "VB-NV-55"


def test_a_wipe_that_was_not_read_back_is_erased_but_not_verified():
    report = the_report(a_log(verify="off"))
    judgement = judge(report, report.drives[0])
    assert judgement.verdict is Verdict.ERASED_UNVERIFIED
    assert Remark.NOT_VERIFIED in judgement.remarks


def test_each_drive_is_judged_by_itself():
    text = a_log(SampleDrive("VB-1234"), SampleDrive("VB-5678", device="sdb", outcome=Outcome.FAILED))
    assert the_verdict(text, "sda") is Verdict.ERASED_VERIFIED
    assert the_verdict(text, "sdb") is Verdict.FAILED


def test_a_stopped_wipe_is_aborted_and_its_finished_neighbour_stands():
    text = a_log(SampleDrive("VB-1234"), SampleDrive("VB-5678", device="sdb", outcome=Outcome.ABORTED))
    assert the_verdict(text, "sdb") is Verdict.ABORTED
    assert the_verdict(text, "sda") is Verdict.ERASED_VERIFIED


def test_checking_for_zeros_is_not_an_erasure():
    text = a_log().replace("Fill With Zeros", "Verify Zeros (0x00)")
    assert the_verdict(text) is Verdict.NOT_AN_ERASURE


def test_a_method_never_seen_before_is_read_but_not_believed():
    text = a_log().replace("Fill With Zeros", "Quantum Polish")
    assert the_verdict(text) is Verdict.REJECTED
    assert Reason.METHOD_UNKNOWN in the_reasons(text)


def test_a_version_never_seen_before_is_read_and_said_to_be():
    report = the_report(a_log(version="0.40").replace("nwipe 0.40", "nwipe 0.77"))
    assert Remark.TOOL_VERSION_UNKNOWN in judge(report, report.drives[0]).remarks


def test_quiet_mode_hides_the_serial_and_binds_to_nothing():
    text = a_log().replace("VB-500-0017", "XXXXXXXXXXXXXXX")
    assert the_verdict(text) is Verdict.REJECTED
    assert serial_of(the_report(text).drives[0]) is None


@pytest.mark.parametrize("serial", ["unknown", "0000000000", "123456789", "To Be Filled By O.E.M.", "A" * 80])
def test_a_placeholder_is_no_serial(serial):
    assert the_verdict(a_log(SampleDrive(serial))) in (Verdict.REJECTED, Verdict.INDETERMINATE)


def test_two_runs_in_one_file_are_not_told_apart_by_guessing():
    assert the_verdict(a_log() + a_log()) is Verdict.REJECTED


def test_a_drive_that_was_found_but_not_chosen_is_not_wiped():
    found = "[2026/05/04 09:00:01]  notice: Found /dev/sdc,  ATA    , VOORBEELD, 500 GB, S/N=VB-NOT-1\n"
    head, rest = a_log().split("\n", 1)
    text = f"{head}\n{found}{rest}"
    assert the_verdict(text, "sdc") is Verdict.INDETERMINATE
    assert Reason.NOT_STARTED in the_reasons(text, "sdc")


def test_a_model_name_cannot_forge_a_row():
    forged = "\n".join(
        [
            "*" * 33 + " Drive Status " + "*" * 33,
            "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number",
            "-" * 80,
            "       sda | Erased |    0 B/s | 01:51:08 | VOORBEELD HD500/VB-500-0017",
            "-" * 80,
        ]
    )
    text = a_log(SampleDrive("VB-500-0017", outcome=Outcome.FAILED))
    head, rest = text.split("\n", 1)
    assert the_verdict("\n".join([head, forged, rest])) not in ACCEPTABLE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("S/N=VB-500-0017", "S/N=VB-500-0018"),
        ("has serial number VB-500-0017", "has serial number VB-500-0018"),
        ("HD500/VB-500-0017", "HD500/VB-500-0018"),
        ("512/4096/500107862016", "512/4096/500107862017"),
        ("500107862016 bytes written", "400107862016 bytes written"),
        ("500107862016 bytes read", "400107862016 bytes read"),
        ("500 GB", "900 GB"),
        ("| Erased |", "|-FAILED-|"),
        ("| Erased |", "|UABORTED|"),
        ("|           0 |", "|           1 |"),
        ("1R+NB+VL", "2R+NB+VL"),
        ("1R+NB+VL", "1R+B+VL"),
        ("1R+NB+VL", "1R+NB+VA"),
        ("verify   = 1 (last pass)", "verify   = 2 (all passes)"),
        ("Finished final round 1 of 1", "Finished final round 1 of 2"),
        ("successfully completed", "exited with errors, check the log"),
        ("successfully completed", "completed"),
        ("01:51:08", "00:00:08"),
        ("[2026/05/04 10:51:", "[2026/05/04 08:51:"),
        ("[2026/05/04 09:00:01]", "[2026/05/33 09:00:01]"),
        ("VOORBEELD HD500/", "ANOTHER MODEL/"),
        ("Zeros' on /dev/sda", "Zeros' on /dev/sdb"),
        ("quiet    = 0", "quiet    = 1"),
    ],
)
def test_an_edited_log_is_not_believed(before, after):
    text = a_log()
    assert before in text
    assert the_verdict(text.replace(before, after, 1)) is not Verdict.ERASED_VERIFIED


def test_ten_seconds_for_half_a_terabyte_is_too_fast():
    text = re.sub(r"\[2026/05/04 1\d:\d\d:\d\d\]", "[2026/05/04 09:00:14]", a_log())
    assert Reason.TOO_FAST in the_reasons(text.replace("01:51:08", "00:00:10"))


def test_a_log_cut_off_anywhere_is_not_believed():
    text = a_log()
    for end in range(1, len(text) - 60, 37):
        try:
            report = the_report(text[:end])
        except Unreadable:
            continue
        assert all(judge(report, drive).verdict not in ACCEPTABLE for drive in report.drives)


def matters(line: str) -> bool:
    """Does this line of the sample speak of identity, coverage, result or reading back?"""
    return not line.startswith("!   Device") and bool(
        re.search(
            r"Found|serial number|sect/blk|Invoking|Starting|written|Verif|read from|Finished|method|rounds"
            r"|verify  |Total Throughput|successfully|sda \|",
            line,
        )
    )


def test_dropping_any_line_that_matters_takes_the_proof_away():
    lines = a_log(verify="all").splitlines()
    for at in [number for number, line in enumerate(lines) if matters(line)]:
        rest = "\n".join(lines[:at] + lines[at + 1 :])
        assert the_verdict(rest) is not Verdict.ERASED_VERIFIED, lines[at]


@pytest.mark.parametrize("seed", range(60))
def test_random_edits_never_turn_a_bad_wipe_into_a_good_one(seed):
    dice = random.Random(seed)
    outcome = dice.choice([Outcome.FAILED, Outcome.ABORTED])
    lines = a_log(SampleDrive("VB-500-0017", outcome=outcome)).splitlines()
    for _ in range(40):
        edited = list(lines)
        for _ in range(dice.randint(1, 3)):
            one, other = dice.randrange(len(edited)), dice.randrange(len(edited))
            what = dice.choice(["drop", "swap", "twice", "digit"])
            if what == "drop":
                del edited[one]
            elif what == "swap":
                edited[one], edited[other] = edited[other], edited[one]
            elif what == "twice":
                edited.insert(one, edited[other])
            else:
                edited[one] = re.sub(r"\d", lambda _: str(dice.randrange(10)), edited[one], count=2)
        report = the_report("\n".join(edited))
        assert all(judge(report, drive).verdict not in ACCEPTABLE for drive in report.drives)


@settings(max_examples=300)
@given(some.binary(max_size=3000))
def test_random_bytes_are_refused_in_one_word(content):
    with pytest.raises(Unreadable):
        read_evidence(content, "anything")


@settings(max_examples=200)
@given(some.data())
def test_a_mangled_log_never_breaks_the_reader(data):
    content = bytearray(a_log().encode() if data.draw(some.booleans()) else OLD_LOG.encode())
    for at in data.draw(some.lists(some.integers(0, len(content) - 1), max_size=20)):
        content[at] = data.draw(some.integers(0, 255))
    with contextlib.suppress(Unreadable):
        json.dumps(describe(read_evidence(bytes(content), "x")))


def test_what_is_too_large_or_empty_is_said_so():
    with pytest.raises(EvidenceTooLarge):
        read_evidence(b"x" * (LARGEST_BYTES + 1), "big.log")
    with pytest.raises(EvidenceEmpty):
        read_evidence(b" \n ", "empty.log")


def test_an_endless_line_does_not_keep_us_busy():
    line = (
        "[2026/05/04 09:00:00]  notice: Found /dev/sda, " + "HIDDEN SECTORS DETECTED on /dev/sda " * 100_000
    )
    report = the_report(line)
    assert judge(report, report.drives[0]).verdict not in ACCEPTABLE if report.drives else True


def test_a_thousand_drives_are_refused():
    lines = [f"[2026/05/04 09:00:00]  notice: /dev/sd{n} has serial number S{n:05}" for n in range(1000)]
    with pytest.raises(TooManyDrives):
        the_report("\n".join(lines))


def test_utf_16_and_terminal_colours_are_read():
    assert judge_first(("\ufeff" + a_log()).encode("utf-16-le")) is Verdict.ERASED_VERIFIED
    coloured = a_log().replace("| Erased |", "|\x1b[32m Erased \x1b[0m|").replace("\n", "\r\n")
    assert judge_first(coloured.encode()) is Verdict.ERASED_VERIFIED


def judge_first(content: bytes) -> Verdict:
    report = read_evidence(content, "x")
    return judge(report, report.drives[0]).verdict


def test_a_pdf_without_words_is_no_evidence():
    with pytest.raises(PdfWithoutText):
        read_evidence(b"%PDF-1.4 anything", "wipe.pdf")


def test_a_shopping_list_is_no_wipe_report():
    with pytest.raises(NotAWipeReport):
        read_evidence("twee broden, één kaas".encode(), "/tmp/lijst.txt")


@pytest.mark.skipif(not EXPECTED.exists(), reason="the collection of real reports is not here")
def test_every_real_report_is_judged_as_its_collector_says():
    expected = json.loads(EXPECTED.read_text())
    for path in sorted(REAL.glob("nwipe/*.log")):
        told = expected[f"nwipe/{path.name}"]["expect"]
        report = read_evidence(path.read_bytes(), path.name)
        whole_file = told.get("verdict_class")
        of_device = {row["dev"].removeprefix("/dev/"): row for row in told.get("drives", []) if "dev" in row}
        for drive in report.drives:
            row = of_device.get(drive.device, {})
            verdict = judge(report, drive).verdict
            assert verdict == row.get("verdict_class", whole_file), (path.name, drive.device)
            if row.get("serial") and verdict in ACCEPTABLE:
                assert serial_of(drive) == row["serial"]
                assert drive.sizes == (row.get("bytes", drive.sizes[0]),)


@pytest.mark.skipif(not EXPECTED.exists(), reason="the collection of real reports is not here")
@pytest.mark.parametrize("seed", range(5))
def test_editing_a_serial_a_count_or_a_word_of_a_real_log_takes_its_proof_away(seed):
    dice = random.Random(seed)
    for path in sorted(REAL.glob("nwipe/gen_*.log")):
        lines = path.read_text().splitlines()
        report = the_report("\n".join(lines))
        good = {drive.device for drive in report.drives if judge(report, drive).verdict in ACCEPTABLE}
        for device in good:
            drive = next(drive for drive in report.drives if drive.device == device)
            serial, size = drive.found_serials[0], str(drive.sizes[0])
            places = [at for at, line in enumerate(lines) if serial in line or f"{size} bytes" in line]
            at = dice.choice(places)
            target = serial if serial in lines[at] else size
            edited = list(lines)
            edited[at] = edited[at].replace(target, target[:-1] + ("1" if target[-1] != "1" else "2"), 1)
            again = the_report("\n".join(edited))
            verdicts = {found.device: judge(again, found).verdict for found in again.drives}
            assert verdicts[device] not in ACCEPTABLE, (path.name, lines[at])


DOCUMENT = Path(__file__).parents[2] / "docs" / "wipe-evidence.md"


def test_the_document_names_every_field_reason_and_remark():
    told = DOCUMENT.read_text(encoding="utf-8")
    example = json.loads(told.split("```json\n")[1].split("```")[0])
    made = describe(the_report(a_log()))
    assert set(example) == set(made)
    assert set(example["media"][0]) == set(made["media"][0])
    assert set(example["host"]) == set(made["host"])
    missing = [str(word) for word in (*Reason, *Remark, *Verdict) if f"`{word}`" not in told]
    assert missing == []


def test_every_word_of_the_bench_has_a_sentence_of_its_own(app):
    from inventory.wiping import blocking, categories, meeting, models, reasons, rules
    from inventory.wiping.evidence import facts, firmware
    from inventory.wording import has_words, say

    enums = [
        *(
            rules.Verdict,
            rules.Remark,
            blocking.Blocker,
            meeting.HostAgreement,
            categories.Category,
            facts.Technique,
        ),
        *(reasons.Reason, facts.Form, facts.VerifyLevel, firmware.Deed, firmware.Sanitizing),
        *(models.Means, models.FindingState, models.CertificateState),
    ]
    with app.test_request_context():
        for enum in enums:
            assert all(has_words(member) for member in enum), enum
            assert len({say(member) for member in enum}) == len(enum), enum


def test_a_clock_that_was_set_back_is_judged_and_not_stumbled_over():
    words = "notice: Finished final round 1 of 1 on /dev/sda"
    for seconds in range(12):
        back = (STARTED - timedelta(seconds=seconds - 8)).strftime("%Y/%m/%d %H:%M:%S")
        report = the_report(re.sub(rf"\[[^\]]*\]  {words}", f"[{back}]  {words}", a_log()))
        assert judge(report, report.drives[0]).verdict not in ACCEPTABLE


_STAMP = "[2026/05/04 09:00:00]  notice: "


@pytest.mark.parametrize(
    "line",
    [
        "",
        "abcdef",
        " sda | Erased | 0 B/s | 01:00:00 | X/Y",
        f"{_STAMP}/dev/sda x",
        f"{_STAMP}Starting pass 1/1, round 1/1, on /dev/sda",
        "[2026/99/04 09:00:00]  error: /dev/sda x",
    ],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_five_megabytes_of_anything_keep_nobody_waiting(line, where):
    """Made to hurt, they are read in a second; a busy machine gets three."""
    log, stuffing = a_log(), f"{line}\n"
    stuffing *= (LARGEST_BYTES - len(log)) // len(stuffing)
    content = (
        stuffing + log if where == "before" else log.replace("-" * 80, "-" * 80 + "\n" + stuffing, 1)
    ).encode()
    begun = time.process_time()
    report = read_evidence(content[:LARGEST_BYTES], "wipe.log")
    must_name_nobody(text_of(content[:LARGEST_BYTES]))
    assert time.process_time() - begun < 3
    assert [judge(report, drive).verdict for drive in report.drives]
