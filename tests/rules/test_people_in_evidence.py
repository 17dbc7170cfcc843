"""A wipe report that holds a national number is refused by its line; what a tool counts is nobody's number."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.refusal import Unreadable
from inventory.wiping.evidence.people import NamesAPerson, must_name_nobody
from inventory.wiping.evidence.text import text_of
from inventory.wiping.sample_log import SampleDrive, nwipe_log

REAL = Path(__file__).parents[3] / "shared" / "evidence" / "nwipe"
#: passes the register's check, and is as long as the size of a small disk
LOOKS_LIKE_ONE = "85073003328"


@pytest.mark.parametrize(
    "line",
    [
        "[2026/05/04 09:00:01]    info: system-serial-number = 85.07.30-033.28",
        "[2026/05/04 09:00:01]    info: system-product-name = PC van 850730-033.28",
        "[2026/05/04 09:00:01]    info: system-product-name = 85073003328",
        "gewist voor rijksregisternummer 85073003328",
        "/dev/sda has serial number 85 07 30 033 28",
        "toestel 12 85.07.30-033.28",
        "S/N=ABC 17 85.07.30-033.28",
        "naam85.07.30-033.28",
        "BIS 85.47.30-033.17",
    ],
)
def test_a_national_number_is_refused_with_its_line(line):
    with pytest.raises(NamesAPerson) as no:
        must_name_nobody(f"[2026/05/04 09:00:00]  notice: nwipe 0.38\n\n{line}\nnwipe")
    assert no.value.particulars == {"line": 3}


@pytest.mark.parametrize(
    "line",
    [
        f"[2026/05/04 09:00:01]  notice: {LOOKS_LIKE_ONE} bytes written to /dev/sda",
        f"[2026/05/04 09:00:01]  notice: /dev/sda, sect/blk/dev 512/4096/{LOOKS_LIKE_ONE}",
        f"[2026/05/04 09:00:01] nwipe: info: Device '/dev/sda' is size {LOOKS_LIKE_ONE}.",
        f"[2026/05/04 09:00:01]  notice:   Total device bytes   = {LOOKS_LIKE_ONE}",
        f"libata: apparent max sectors reported as {LOOKS_LIKE_ONE} with sector size as 512/512",
        f"[2026/05/04 09:00:01]    info: HPA:  max sectors   = {LOOKS_LIKE_ONE}/{LOOKS_LIKE_ONE}, hpa is disabled",
        f"[2026/05/04 09:00:01]    info: HPA values {LOOKS_LIKE_ONE} / {LOOKS_LIKE_ONE} on /dev/sda",
        f"      sda |         {LOOKS_LIKE_ONE} |        {LOOKS_LIKE_ONE} |           100.00%",
        f"[2026/05/04 09:00:01]  notice: /dev/sda has serial number {LOOKS_LIKE_ONE}",
        f"[2026/05/04 09:00:01]  notice: Found /dev/sda,  ATA, X, 500 GB, S/N={LOOKS_LIKE_ONE}",
        f"[2026/05/04 09:00:01]    info: system-serial-number = {LOOKS_LIKE_ONE}",
        f"       sda | Erased |    0 B/s | 01:00:00 | VOORBEELD HD500/{LOOKS_LIKE_ONE}",
        f"[2026/05/04 09:00:01]    info: system-version = {LOOKS_LIKE_ONE}",
        f"Z{LOOKS_LIKE_ONE}",
        f"{LOOKS_LIKE_ONE}F",
        f"1{LOOKS_LIKE_ONE}",
        f"+{LOOKS_LIKE_ONE}",
        "85.07.30-033.29",
        "[2026/05/04 09:00:01]",
    ],
)
def test_what_a_tool_counts_and_a_drive_is_called_is_no_national_number(line):
    must_name_nobody(line)


def test_the_numbers_of_this_page_do_pass_the_check():
    """Else the page above would prove nothing."""
    assert has_national_number(LOOKS_LIKE_ONE)


def test_a_whole_log_of_a_small_disk_passes():
    size = int(LOOKS_LIKE_ONE)
    drives = [SampleDrive(LOOKS_LIKE_ONE, size_bytes=size, device=f"sd{letter}") for letter in "abc"]
    log = nwipe_log(drives, started_at=datetime(2026, 5, 4, 9, tzinfo=UTC), host_serial=LOOKS_LIKE_ONE)
    must_name_nobody(text_of(log))


@pytest.mark.skipif(not REAL.exists(), reason="the reports of real tools are not here")
def test_no_log_of_a_real_tool_is_taken_for_a_persons():
    read = 0
    for path in sorted(REAL.parent.rglob("*")):
        if path.is_dir() or path.suffix == ".pdf":
            continue
        try:
            text = text_of(path.read_bytes())
        except Unreadable:
            continue
        must_name_nobody(text)
        read += 1
    assert read > 50
