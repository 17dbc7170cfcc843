"""What sessions with hdparm, nvme-cli and sg_sanitize prove, and everything that must not count."""

import contextlib
import json

import pytest

from inventory.foundation.refusal import Unreadable
from inventory.wiping.describing import describe
from inventory.wiping.evidence.reading import read_evidence

SECURITY = """\
Security:
\tMaster password revision code = 65534
\t\tsupported
\t{enabled}
\t{locked}
\t{frozen}
\tnot\texpired: security count
\t\tsupported: enhanced erase
\t{minutes}min for SECURITY ERASE UNIT. {minutes}min for ENHANCED SECURITY ERASE UNIT.
"""
IDENTITY = """\
/dev/sda:

ATA device, with non-removable media
\tModel Number:       VOORBEELD DISK 500
\tSerial Number:      {serial}
\tLBA48  user addressable sectors:  976773168
\tLogical/Physical Sector size:           512 bytes
\tNominal Media Rotation Rate: {turns}
"""


def state(*, enabled=False, locked=False, frozen=False, minutes=80, serial="VB-ATA-1", turns="5400") -> str:
    flags = {"enabled": enabled, "locked": locked, "frozen": frozen}
    words = {name: f"\t{name}" if on else f"not\t{name}" for name, on in flags.items()}
    return IDENTITY.format(serial=serial, turns=turns) + SECURITY.format(minutes=minutes, **words)


def security_erase(*, before=None, between=None, after=None, answer="", took="1:10:02", flag="erase") -> str:
    """A whole session, as somebody would copy it from the screen."""
    return f"""\
root@bench:~# date --iso-8601=seconds
2026-05-04T09:00:00+02:00
root@bench:~# hdparm -V
hdparm v9.65
root@bench:~# hdparm -I /dev/sda
{state() if before is None else before}
root@bench:~# hdparm --user-master u --security-set-pass p /dev/sda
security_password: "p"

/dev/sda:
 Issuing SECURITY_SET_PASS command, password="p", user=user, mode=high
root@bench:~# hdparm -I /dev/sda
{state(enabled=True) if between is None else between}
root@bench:~# time hdparm --user-master u --security-{flag} p /dev/sda
security_password: "p"

/dev/sda:
 Issuing SECURITY_ERASE command, password="p", user=user
{answer}
0.00user 0.00system {took}elapsed 0%CPU
root@bench:~# hdparm -I /dev/sda
{state() if after is None else after}
root@bench:~# date --iso-8601=seconds
2026-05-04T10:11:00+02:00
"""


HDPARM_SANITIZE = """\
$ date --iso-8601=seconds
2026-05-04T09:00:00+02:00
$ hdparm -I /dev/sda | grep -E 'Model|Serial'
\tModel Number:       VOORBEELD SSD 256
\tSerial Number:      VB-ATA-2
$ hdparm --yes-i-know-what-i-am-doing --sanitize-block-erase /dev/sda

/dev/sda:
Issuing SANITIZE_BLOCK_ERASE command
Operation started in background
$ hdparm --sanitize-status /dev/sda

/dev/sda:
Issuing SANITIZE_STATUS command
Sanitize status:
    State:    SD2 Sanitize operation In Process
    Progress: 0x71ff (44%)
$ hdparm --sanitize-status /dev/sda

/dev/sda:
Issuing SANITIZE_STATUS command
Sanitize status:
    State:    SD0 Sanitize Idle
    Last Sanitize Operation Completed Without Error
$ date --iso-8601=seconds
2026-05-04T09:04:00+02:00
"""

ID_CTRL = """\
$ nvme id-ctrl /dev/nvme0
NVME Identify Controller:
sn      : VB-NVME-3
mn      : VOORBEELD NVME 512
oacs    : 0x17
tnvmcap : 512110190592
fna     : {fna}
"""
LOG = """\
$ nvme sanitize-log /dev/nvme0
Sanitize Progress                      (SPROG) :  {progress}
Sanitize Status                        (SSTAT) :  {status}
Sanitize Command Dword 10 Information (SCDW10) :  {action}
"""
SENT = "$ nvme sanitize /dev/nvme0 --sanact=2\n"
DATE = "$ date --iso-8601=seconds\n2026-05-04T{hour}:00+02:00\n"


def log(status="0x101", *, progress=65535, action="0x2") -> str:
    return LOG.format(progress=progress, status=status, action=action)


RUNNING = log("0x2", progress=20000)


def nvme_sanitize(*middle: str) -> str:
    return DATE.format(hour="09:00") + ID_CTRL.format(fna="0x4") + "".join(middle) + DATE.format(hour="09:05")


def nvme_format(option="--ses=1", *, fna="0x4", answer="Success formatting namespace:ffffffff") -> str:
    sent = f"$ nvme format /dev/nvme0n1 {option}\n{answer}\n"
    return DATE.format(hour="09:00") + ID_CTRL.format(fna=fna) + sent + DATE.format(hour="09:05")


def sg(command="--block --wait", answer="Sanitize seems to be successful and finished", code=0) -> str:
    return f"""\
root@bench:~# date --iso-8601=seconds
2026-05-04T09:00:00+02:00
root@bench:~# sg_sanitize {command} /dev/sdb
    VOORBLD   DISK SAS 600      0001   peripheral_type: disk [0x0]
      Unit serial number: VB-SAS-4
Progress indication: 34.1% done
{answer}
[exit status {code}]
root@bench:~# date --iso-8601=seconds
2026-05-04T09:20:00+02:00
"""


def the_media(text: str) -> list[dict]:
    return describe(read_evidence(text.encode(), "session.txt"))["media"]


def the_medium(text: str) -> dict:
    [medium] = the_media(text)
    return medium


def test_a_security_erase_with_its_whole_story_is_erased_by_the_disks_own_word():
    medium = the_medium(security_erase())
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "clear")
    assert medium["rule"] == "firmware-claim-security"
    assert (medium["serial"], medium["model"]) == ("VB-ATA-1", "VOORBEELD DISK 500")
    assert (medium["kind"], medium["size_bytes"]) == ("hdd", 500107862016)
    assert (medium["started_at"], medium["finished_at"]) == ("2026-05-04T09:00:00", "2026-05-04T10:11:00")
    assert medium["reasons"] == ["not_read_back"]
    assert "firmware_says_so" in medium["exceptions"]


def test_an_enhanced_erase_is_named_and_is_no_more_than_clear():
    medium = the_medium(security_erase(flag="erase-enhanced"))
    assert (medium["method"], medium["category"]) == ("ATA SECURITY ERASE UNIT (enhanced)", "clear")


@pytest.mark.parametrize(
    ("how", "verdict", "reason"),
    [
        ({"answer": "SECURITY_ERASE: Input/output error"}, "failed", "tool_says_failed"),
        ({"answer": "SG_IO: bad/missing sense data, sb[]:  70 00 05"}, "failed", "tool_says_failed"),
        ({"answer": "^C"}, "aborted", "stopped"),
        ({"after": state(enabled=True)}, "failed", "disk_locked"),
        ({"after": state(locked=True)}, "failed", "disk_locked"),
        ({"before": state(frozen=True)}, "failed", "disk_locked"),
        ({"after": ""}, "indeterminate", "state_after_not_shown"),
        ({"before": ""}, "indeterminate", "state_before_not_shown"),
        ({"between": state()}, "indeterminate", "state_before_not_shown"),
        ({"between": ""}, "indeterminate", "state_before_not_shown"),
        ({"took": "0:00:01"}, "rejected", "too_fast"),
        ({"took": "9:00:00"}, "rejected", "duration_differs"),
        ({"after": state(serial="VB-ATA-9")}, "rejected", "serials_differ"),
    ],
)
def test_a_security_erase_that_misses_a_part_of_its_story_is_not_one(how, verdict, reason):
    medium = the_medium(security_erase(**how))
    assert medium["verdict"] == verdict
    assert reason in medium["reasons"]
    assert medium["category"] == "none"


def test_an_identity_that_was_cut_out_of_its_own_page_binds_to_nothing():
    bare = SECURITY.format(enabled="not\tenabled", locked="not\tlocked", frozen="not\tfrozen", minutes=80)
    on = bare.replace("not\tenabled", "\tenabled")
    medium = the_medium(security_erase(before=bare, between=on, after=bare))
    assert medium["verdict"] == "rejected"
    assert "no_serial" in medium["reasons"]


def test_a_session_of_two_drives_never_lends_one_the_state_of_the_other():
    other = security_erase(after="").replace("/dev/sda", "/dev/sdb").replace("VB-ATA-1", "VB-ATA-7")
    media = {medium["serial"]: medium["verdict"] for medium in the_media(security_erase() + other)}
    assert media == {"VB-ATA-1": "erased_unverified", "VB-ATA-7": "indeterminate"}


def test_hdparm_that_only_asks_who_the_drive_is_proves_nothing():
    medium = the_medium(state())
    assert (medium["verdict"], medium["technique"]) == ("not_an_erasure", None)
    assert medium["serial"] == "VB-ATA-1"


def test_an_ata_sanitize_that_ran_to_its_end_is_purge_by_its_own_status():
    medium = the_medium(HDPARM_SANITIZE)
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "purge")
    assert (medium["rule"], medium["verification"]) == ("sanitize-status", "status")
    assert medium["finished_at"] == "2026-05-04T09:04:00"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("    Last Sanitize Operation Completed Without Error\n", "", "indeterminate"),
        ("SD2 Sanitize operation In Process", "SD0 Sanitize Idle", "indeterminate"),
        ("SD0 Sanitize Idle", "SD3 Sanitize operation Failed", "rejected"),
        ("SD0 Sanitize Idle", "SD2 Sanitize operation In Process", "rejected"),
        ("Operation started in background", "SG_IO: bad/missing sense data", "failed"),
        ("Issuing SANITIZE_BLOCK_ERASE command", "SANITIZE feature set is not supported", "failed"),
    ],
)
def test_a_sanitize_whose_states_do_not_tell_its_story_is_not_one(before, after, verdict):
    assert before in HDPARM_SANITIZE
    medium = the_medium(HDPARM_SANITIZE.replace(before, after, 1))
    assert medium["verdict"] == verdict


def test_the_status_of_an_old_sanitize_is_not_the_proof_of_a_new_one():
    status = HDPARM_SANITIZE[HDPARM_SANITIZE.rindex("$ hdparm --sanitize-status") :]
    medium = the_medium(status)
    assert "command_not_shown" in medium["reasons"]
    assert medium["category"] == "none"


def test_an_nvme_sanitize_that_was_seen_to_run_is_purge():
    medium = the_medium(nvme_sanitize(SENT, RUNNING, log()))
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "purge")
    assert (medium["serial"], medium["size_bytes"]) == ("VB-NVME-3", 512110190592)
    assert medium["method"] == "NVMe sanitize, block erase (2)"


@pytest.mark.parametrize(
    ("middle", "verdict", "reason"),
    [
        ((SENT, log()), "indeterminate", "state_before_not_shown"),
        ((log(), SENT, log()), "indeterminate", "state_before_not_shown"),
        ((SENT, RUNNING), "indeterminate", "still_running"),
        ((SENT,), "indeterminate", "state_after_not_shown"),
        ((SENT, log("0x0")), "indeterminate", "never_sanitized"),
        ((SENT, RUNNING, log("0x3")), "failed", "tool_says_failed"),
        ((SENT, RUNNING, log(action="0x4")), "rejected", "methods_differ"),
        ((SENT, RUNNING, log(progress=30000)), "rejected", "states_disagree"),
        ((SENT, RUNNING, log("0x1")), "erased_unverified", "written_since"),
        ((log(),), "erased_unverified", "command_not_shown"),
        ((SENT + "NVMe status: Invalid Command Opcode(0x4001)\n",), "failed", "tool_says_failed"),
        ((SENT + "^C\n", RUNNING, log()), "aborted", "stopped"),
    ],
)
def test_an_nvme_sanitize_that_misses_a_part_of_its_story_is_told_so(middle, verdict, reason):
    medium = the_medium(nvme_sanitize(*middle))
    assert medium["verdict"] == verdict
    assert reason in medium["reasons"]
    assert medium["category"] == "none"


def test_a_key_that_is_missing_from_a_sanitize_log_is_unknown_and_never_zero():
    for missing in ("sprog", "cdw10_info", "sstat"):
        told = {"sprog": 65535, "sstat": {"global_erased": 1, "status": "(1) Done."}, "cdw10_info": 2}
        told[missing] = {} if missing == "sstat" else told.pop(missing) and None
        told = {key: value for key, value in told.items() if value is not None}
        medium = the_medium(json.dumps({"nvme0": told}))
        assert medium["verdict"] == "indeterminate", missing


def test_a_sanitize_log_alone_has_no_date_and_no_serial():
    told = {"sprog": 65535, "sstat": {"global_erased": 1, "status": "(1) Done."}, "cdw10_info": 2}
    medium = the_medium(json.dumps({"nvme0": told}))
    assert medium["verdict"] == "erased_unverified"
    assert {"command_not_shown", "serial_not_told"} <= set(medium["reasons"])
    assert (medium["serial"], medium["category"]) == (None, "none")


@pytest.mark.parametrize(
    "log",
    [
        {
            "nvme0": {
                "sprog": 65535,
                "sstat": {"Most Recent": "(1) Most Recent", "global_erased": 1},
                "cdw10_info": 2,
            }
        },
        {"sprog": 65535, "sstat": 0x101, "cdw10_info": "0x2"},
    ],
)
def test_a_sanitize_log_is_read_in_every_spelling_of_the_tool(log):
    medium = the_medium(json.dumps(log))
    assert (medium["verdict"], medium["method"]) == ("erased_unverified", "NVMe sanitize, block erase (2)")
    assert "written_since" not in medium["reasons"]


def test_a_list_of_drives_shows_which_they_are():
    row = {"DevicePath": "/dev/nvme0n1", "ModelNumber": "VOORBEELD", "SerialNumber": "VB-NVME-9"}
    medium = the_medium(json.dumps({"Devices": [row]}))
    assert (medium["serial"], medium["device"], medium["verdict"]) == ("VB-NVME-9", "nvme0", "not_an_erasure")


def test_a_drive_that_failed_to_sanitize_says_so_on_the_side():
    failed = HDPARM_SANITIZE.replace(
        "    State:    SD0 Sanitize Idle\n    Last Sanitize Operation Completed Without Error",
        "SANITIZE device error reason: Sanitize Command Unsuccessful\nDrive in SD3 Sanitize operation Failed state",
    )
    assert the_medium(failed)["verdict"] == "failed"


@pytest.mark.parametrize("option", ["--ses=1", "--ses 1", "-s 1", "-s1", "--lbaf=0 --ses=1"])
def test_an_nvme_format_with_erasure_is_clear(option):
    medium = the_medium(nvme_format(option))
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "clear")


@pytest.mark.parametrize("option", ["--ses=0", "", "--lbaf=1", "--ses=7"])
def test_an_nvme_format_without_erasure_is_none(option):
    medium = the_medium(nvme_format(option))
    assert medium["verdict"] == "not_an_erasure"
    assert "only_formatted" in medium["reasons"]


@pytest.mark.parametrize(
    ("fna", "verdict"), [("0x4", "erased_unverified"), ("0", "rejected"), ("", "indeterminate")]
)
def test_a_key_is_only_thrown_away_by_a_controller_that_has_one(fna, verdict):
    medium = the_medium(nvme_format("--ses=2", fna=fna))
    assert medium["verdict"] == verdict
    assert ("only_the_key" in medium["exceptions"]) == (verdict == "erased_unverified")


def test_a_format_of_one_namespace_says_so():
    medium = the_medium(nvme_format(answer="Success formatting namespace:1"))
    assert "one_namespace" in medium["exceptions"]


def test_a_format_that_was_refused_and_then_done_is_done():
    refused = "$ nvme format /dev/nvme0 --ses=1\nNVME Admin command error:INVALID_FORMAT(410a)\n"
    assert the_medium(nvme_sanitize(refused))["verdict"] == "failed"
    done = "$ nvme format /dev/nvme0 --ses=1\nSuccess formatting namespace:ffffffff\n"
    assert the_medium(nvme_sanitize(refused, done))["verdict"] == "erased_unverified"
    assert the_medium(nvme_sanitize(done, refused))["verdict"] == "failed"


def test_two_commands_on_one_line_share_no_answer():
    line = "$ nvme format /dev/nvme0 --ses=1 && nvme format /dev/nvme0 --ses=0\n"
    medium = the_medium(nvme_sanitize(line + "Success formatting namespace:1\n"))
    assert medium["verdict"] == "indeterminate"
    assert "commands_chained" in medium["reasons"]


def test_a_scsi_sanitize_with_its_closing_words_and_exit_status_is_purge():
    medium = the_medium(sg())
    assert (medium["verdict"], medium["category"]) == ("erased_unverified", "purge")
    assert (medium["serial"], medium["maker"], medium["interface"]) == ("VB-SAS-4", "VOORBLD", "scsi")


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ({"code": 9}, "failed"),
        ({"answer": "Sanitize failed: Illegal request, Invalid opcode"}, "failed"),
        ({"answer": ""}, "indeterminate"),
        ({"command": "--block --early"}, "indeterminate"),
        ({"command": "--block --dry-run"}, "indeterminate"),
    ],
)
def test_a_scsi_sanitize_that_does_not_close_well_is_not_one(how, verdict):
    assert the_medium(sg(**how))["verdict"] == verdict


def test_without_an_exit_status_a_scsi_sanitize_is_not_finished():
    assert the_medium(sg().replace("[exit status 0]\n", ""))["verdict"] == "indeterminate"


def test_a_version_never_seen_before_is_read_and_said_to_be():
    document = describe(read_evidence(security_erase().replace("v9.65", "v12.3").encode(), "x"))
    assert document["tool_version"] == "12.3"
    assert "tool_version_unknown" in document["warnings"]
    assert document["media"][0]["verdict"] == "erased_unverified"


@pytest.mark.parametrize(
    "text", [security_erase(), HDPARM_SANITIZE, nvme_sanitize(SENT, RUNNING, log()), sg()]
)
def test_no_session_is_ever_a_verified_wipe(text):
    lines = text.split("\n")
    for at in range(len(lines)):
        for edited in (lines[:at] + lines[at + 1 :], lines[:at], lines[at:], [*lines, lines[at]]):
            with contextlib.suppress(Unreadable):
                media = the_media("\n".join(edited))
                assert all(medium["verdict"] != "erased_verified" for medium in media)


def test_the_lines_on_which_a_verdict_stands_are_quoted():
    for text in (security_erase(), HDPARM_SANITIZE, nvme_format(), sg()):
        lines = text.split("\n")
        markers = the_medium(text)["markers"]
        assert markers
        for marker in markers:
            typed = lines[marker["line"] - 1]
            assert marker["text"] in typed.strip() or typed.strip().endswith(marker["text"])
