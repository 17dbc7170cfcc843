"""Reports of every tool at the wiping bench: what they close, what they do not, and what today's rules think."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inventory.cli import main as command
from inventory.devices.actions import add_medium, media_of
from inventory.devices.models import MediumKind
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.wiping import actions, bench, nwipe_rules, queries
from inventory.wiping.attest import from_snapshot
from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.text import TellsOfNoWipe
from inventory.wiping.meeting import HostAgreement
from inventory.wiping.models import Certificate, Evidence, WipeRun
from inventory.wiping.reasons import Reason
from inventory.wiping.rechecking import changed_attests
from inventory.wiping.rules import Remark, Verdict
from inventory.wiping.sample_log import SampleDrive, nwipe_log
from tests.cast import NOW
from tests.make import make_device, make_wipe_log, make_wiped_device
from tests.rules.test_firmware_evidence import HDPARM_SANITIZE, security_erase
from tests.rules.test_other_evidence import blancco, pdf

LATER = NOW + timedelta(hours=5)
#: the day on which the samples tell that they began
SAMPLE_DAY = "2026-05-04"


def drop(world, *contents, now=LATER):
    files = [(f"report-{at}", content if isinstance(content, bytes) else content.encode())
             for at, content in enumerate(contents)]  # fmt: skip
    return bench.take_evidence(world.tom.actor, files, now=now)


def a_device_with(world, serial: str, kind=MediumKind.SSD):
    device = make_device(world, media=0)
    add_medium(world.tom.actor, device, now=NOW, kind=kind, serial=serial)
    return device


def test_a_sanitize_by_the_disk_itself_is_written_down_as_such(world, in_gent):
    device = a_device_with(world, "VB-ATA-2")
    text = HDPARM_SANITIZE.replace(SAMPLE_DAY, f"{NOW:%Y-%m-%d}")
    [found] = bench.match(drop(world, text, now=LATER + timedelta(days=1)).taken)
    assert found.verdict is Verdict.ERASED_UNVERIFIED
    assert found.may_be_recorded
    [run] = actions.record_wipes(world.tom.actor, [found.finding.id], now=LATER)
    assert (run.technique, run.category) == (Technique.SANITIZE, Category.PURGE)
    assert (run.tool, run.verification) == ("hdparm", "status")
    assert Remark.FIRMWARE_SAYS_SO in run.remarks
    [certificate] = actions.verify_all(world.sofie.actor, [run], now=LATER)
    [line] = from_snapshot(certificate.snapshot).lines
    assert (line.technique, line.category, line.verdict) == ("sanitize", "purge", "erased_unverified")
    assert device.stage == "wiped"


def test_a_security_erase_is_no_more_than_clear(world, in_gent):
    a_device_with(world, "VB-ATA-1", MediumKind.HDD)
    text = security_erase().replace(SAMPLE_DAY, f"{NOW:%Y-%m-%d}")
    [finding] = drop(world, text, now=LATER + timedelta(days=1)).taken
    [run] = actions.record_wipes(world.tom.actor, [finding.id], now=LATER)
    assert (run.technique, run.category, run.rule) == (
        Technique.SECURITY_ERASE, Category.CLEAR, "firmware-claim-security",
    )  # fmt: skip


def test_a_report_of_blancco_closes_a_medium_with_its_remark(world, in_gent):
    a_device_with(world, "VB-BL-1")
    text = blancco(
        start_time=f"{NOW:%Y-%m-%d} 23:00:00", end_time=f"{NOW:%Y-%m-%d} 23:03:16", disks=("VB-BL-1",)
    )
    [finding] = drop(world, text, now=LATER + timedelta(days=1)).taken
    [run] = actions.record_wipes(world.tom.actor, [finding.id], now=LATER)
    assert run.verdict is Verdict.ERASED_UNVERIFIED
    assert Remark.SIGNATURE_NOT_CHECKED in run.remarks


def test_a_pdf_closes_nothing_at_the_bench(world, in_gent):
    a_device_with(world, "VB-PDF-1", MediumKind.HDD)
    told = {"Start time:": f"{NOW:%Y/%m/%d} 22:00:00", "End time:": f"{NOW:%Y/%m/%d} 23:51:00"}
    [found] = bench.match(drop(world, pdf(**told), now=LATER + timedelta(days=1)).taken)
    assert found.verdict is Verdict.ERASED_UNVERIFIED
    assert Reason.ONLY_A_PDF in found.reasons
    assert not found.may_be_recorded
    with pytest.raises(actions.NotClear):
        actions.record_wipes(world.tom.actor, [found.finding.id], now=LATER)
    # Nor by the back door: an attempt that "failed" with a verdict that a second person could accept.
    with pytest.raises(actions.AsksForMore):
        actions.note_failure(world.tom.actor, found.finding, now=LATER)
    assert db.session.scalar(select(func.count(WipeRun.id))) == 0


def test_the_pdf_does_not_stand_in_the_way_of_its_own_log(world, in_gent):
    device = make_device(world)
    serial = media_of(device)[0].serial
    drop(world, pdf(**{"Serial:": serial}, header=serial))
    assert len(drop(world, make_wipe_log(device)).taken) == 1


def test_a_session_without_a_serial_closes_nothing_at_the_bench(world, in_gent):
    device = a_device_with(world, "VB-ATA-2")
    [found] = bench.match(drop(world, HDPARM_SANITIZE.replace("\tSerial Number:      VB-ATA-2\n", "")).taken)
    assert found.medium is None
    assert Reason.SERIAL_NOT_TOLD in found.reasons
    with pytest.raises(bench.NothingToBindBy):
        bench.point_out(world.tom.actor, found.finding, device, now=LATER)


def test_a_session_without_hours_is_not_believed(world, in_gent):
    a_device_with(world, "VB-ATA-2")
    text = "\n".join(line for line in HDPARM_SANITIZE.split("\n") if "2026-" not in line)
    [found] = bench.match(drop(world, text).taken)
    assert found.verdict is Verdict.REJECTED
    assert Reason.NO_TIME in found.reasons


def test_a_hardware_report_is_sent_on_to_the_intake(world, in_gent):
    taken = drop(world, '{"blockdevices": [{"name": "sda", "type": "disk", "size": 9, "serial": "VB-1"}]}')
    assert taken.taken == []
    [(_name, refused)] = taken.unreadable
    assert isinstance(refused, TellsOfNoWipe)
    assert refused.particulars == {"tool": "lsblk"}
    assert db.session.scalar(select(func.count(Evidence.id))) == 0


def test_a_retyped_session_is_the_same_session(world, in_gent):
    undated = "\n".join(line for line in HDPARM_SANITIZE.split("\n") if "2026-" not in line)
    assert len(drop(world, HDPARM_SANITIZE, undated).taken) == 2
    retyped = [text.replace("\n", "\r\n\r\n").replace("    ", "  \t ") for text in (HDPARM_SANITIZE, undated)]
    again = drop(world, *retyped)
    assert (again.taken, len(again.known)) == ([], 2)


def test_a_log_retyped_for_another_disk_is_the_run_of_the_first(world, in_gent):
    first, second = make_device(world), make_device(world)
    log = make_wipe_log(first)
    forged = log.replace(media_of(first)[0].serial.encode(), media_of(second)[0].serial.encode())
    good, copy = bench.match([*drop(world, log).taken, *drop(world, forged).taken])
    assert good.verdict is Verdict.ERASED_VERIFIED
    assert copy.verdict is Verdict.REJECTED
    assert copy.reasons == (Reason.RUN_OF_ANOTHER_DISK,)
    assert not copy.may_be_recorded


def test_one_log_of_two_disks_serves_both_disks_of_its_device(world, in_gent):
    device = make_device(world, media=2)
    taken = drop(world, make_wipe_log(device)).taken
    assert len(actions.record_wipes(world.tom.actor, [one.id for one in taken], now=LATER)) == 2


def test_a_report_without_a_machine_serves_the_disks_of_one_device(world, in_gent):
    first, second = make_device(world), make_device(world)
    drives = [
        SampleDrive(medium.serial, size_bytes=medium.size_bytes, device=f"sd{letter}")
        for letter, medium in zip("ab", [*media_of(first), *media_of(second)], strict=True)
    ]
    unnamed = nwipe_log(drives, started_at=NOW + timedelta(hours=1), host_serial="")
    taken = drop(world, unnamed).taken
    assert {found.host for found in bench.match(taken)} == {HostAgreement.NOT_TOLD}
    with pytest.raises(actions.ServesAnotherDevice):
        actions.record_wipes(world.tom.actor, [one.id for one in taken], now=LATER)
    assert db.session.scalar(select(func.count(WipeRun.id))) == 0


def test_a_log_of_a_wiping_tower_serves_the_disks_of_several_devices(world, in_gent):
    devices = [make_device(world), make_device(world)]
    drives = [
        SampleDrive(media_of(device)[0].serial, size_bytes=media_of(device)[0].size_bytes, device=f"sd{at}")
        for device, at in zip(devices, "ab", strict=True)
    ]
    log = nwipe_log(drives, started_at=NOW + timedelta(hours=1), host_serial="VB-TOWER-1")
    runs = actions.record_wipes(world.tom.actor, [one.id for one in drop(world, log).taken], now=LATER)
    assert all(Remark.WIPED_IN_ANOTHER_MACHINE in run.remarks for run in runs)


def test_a_file_that_tells_two_things_of_one_disk_is_used_once(world, in_gent):
    a_device_with(world, "VB-ATA-2")
    both = HDPARM_SANITIZE.replace(SAMPLE_DAY, f"{NOW:%Y-%m-%d}") + security_erase(after="").replace(
        "VB-ATA-1", "VB-ATA-2"
    ).replace("/dev/sda", "/dev/sdb")
    good, bad = sorted(bench.match(drop(world, both, now=LATER + timedelta(days=1)).taken), key=lambda one: not one.may_be_recorded)  # fmt: skip # noqa: E501
    actions.record_wipes(world.tom.actor, [good.finding.id], now=LATER)
    with pytest.raises(actions.UsedAlready):
        actions.note_failure(world.tom.actor, bad.finding, now=LATER)


def test_a_report_that_comes_a_month_late_is_said_to(world, in_gent):
    device = make_device(world)
    late = LATER + timedelta(days=45)
    [found] = bench.match(drop(world, make_wipe_log(device), now=late).taken)
    assert Remark.OLD_REPORT in found.remarks
    assert found.may_be_recorded
    assert not found.is_ready


def test_every_attest_is_told_the_same_by_the_rules_that_made_it(world, in_gent):
    make_wiped_device(world)
    assert list(changed_attests()) == []


def test_an_attest_that_would_be_told_differently_is_listed(world, in_gent, monkeypatch):
    device = make_wiped_device(world)
    [certificate] = queries.certificates_of(device.id)
    monkeypatch.delitem(nwipe_rules.ERASING_METHODS, "Fill With Zeros")
    [changed] = changed_attests()
    assert changed.certificate == str(certificate.code)
    assert (changed.was, changed.becomes) == ("erased_verified, clear", "rejected, none")
    assert changed.reasons == ("method_unknown",)
    assert changed.serial in str(changed)


def test_a_revoked_attest_is_not_listed(world, in_gent, monkeypatch):
    from inventory.wiping import issuing

    [certificate] = queries.certificates_of(make_wiped_device(world).id)
    issuing.revoke(world.sofie.actor, certificate, reason="Wrong laptop", now=LATER)
    monkeypatch.delitem(nwipe_rules.ERASING_METHODS, "Fill With Zeros")
    assert list(changed_attests()) == []


def test_recheck_rewrites_nothing(world, in_gent, monkeypatch):
    make_wiped_device(world)
    before = [(one.snapshot, one.state) for one in db.session.scalars(select(Certificate))]
    monkeypatch.delitem(nwipe_rules.ERASING_METHODS, "Fill With Zeros")
    assert len(list(changed_attests())) == 1
    db.session.expire_all()
    assert [(one.snapshot, one.state) for one in db.session.scalars(select(Certificate))] == before


def test_the_keeper_asks_for_a_recheck_on_the_command_line(world, capsys, monkeypatch, app):
    with app.test_request_context(), inside(world.gent):
        make_wiped_device(world)
    monkeypatch.setattr("inventory.foundation.schema.revision_of_database", lambda: "same")
    monkeypatch.setattr("inventory.foundation.schema.revision_of_code", lambda: "same")
    with app.test_request_context():
        assert command.main(["evidence", "recheck"]) == 0
        assert "the same today" in capsys.readouterr().out
        monkeypatch.delitem(nwipe_rules.ERASING_METHODS, "Fill With Zeros")
        assert command.main(["evidence", "recheck"]) == 1
        assert "would be rejected" in capsys.readouterr().out
        assert command.main(["evidence", "recheck", "--json"]) == 1
        assert '"digibank": "gent"' in capsys.readouterr().out
