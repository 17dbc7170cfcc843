"""The wiping bench: reports come in, two people close each medium, an attest goes out."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from inventory.devices.actions import add_medium, media_of, miss, move
from inventory.devices.models import MediumKind
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import transaction
from inventory.journey import Move, Stage, StillHoldsData
from inventory.wiping import actions, bench, issuing, queries
from inventory.wiping.attest import from_snapshot, outcome_of
from inventory.wiping.blocking import Blocker
from inventory.wiping.categories import Category
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.evidence.people import NamesAPerson
from inventory.wiping.meeting import HostAgreement
from inventory.wiping.models import Certificate, CertificateState, Evidence, Finding, Means, WipeRun
from inventory.wiping.reasons import Reason
from inventory.wiping.rules import Remark, Verdict
from inventory.wiping.sample_log import Outcome
from tests.cast import NOW
from tests.counting import counted
from tests.make import make_device, make_wipe_log, make_wiped_device

LATER = NOW + timedelta(hours=5)


def drop(world, *contents, now=LATER):
    files = [(f"wipe-{at}.log", content) for at, content in enumerate(contents)]
    return bench.take_evidence(world.tom.actor, files, now=now)


def recorded(world, device, **how):
    taken = drop(world, make_wipe_log(device, **how))
    return actions.record_wipes(world.tom.actor, [one.id for one in taken.taken], now=LATER)


def test_a_laptop_goes_from_received_to_wiped_with_an_attest(world, in_gent):
    device = make_device(world)
    [run] = recorded(world, device)
    assert device.stage is Stage.WIPING
    [certificate] = actions.verify_all(world.sofie.actor, [run], now=LATER)
    assert device.stage is Stage.WIPED
    assert run.verdict is Verdict.ERASED_VERIFIED
    assert run.category is Category.CLEAR
    assert certificate.state is CertificateState.VALID
    assert [paper.locale for paper in certificate.papers] == ["nl", "fr", "en"]
    assert all(paper.content.startswith(b"%PDF") for paper in certificate.papers)


def test_a_report_with_a_national_number_is_not_kept_and_says_on_which_line(world, in_gent):
    good, bad = make_wipe_log(make_device(world)), make_wipe_log(make_device(world))
    bad += b"gewist voor 85.07.30-033.28\n"
    taken = drop(world, good, bad)
    [(name, refused)] = taken.unreadable
    assert name == "wipe-1.log"
    assert isinstance(refused, NamesAPerson)
    assert refused.particulars == {"line": bad.count(b"\n")}
    assert db.session.scalars(select(Evidence.content)).all() == [good]


def test_reports_are_kept_byte_for_byte_and_never_change(world, in_gent):
    content = make_wipe_log(make_device(world))
    drop(world, content)
    evidence = db.session.execute(select(Evidence)).scalar_one()
    assert evidence.content == content
    with pytest.raises((DBAPIError, IntegrityError)):
        db.session.execute(text("UPDATE evidence SET file_name = 'other'"))
    db.session.rollback()


def test_the_same_report_never_counts_twice(world, in_gent):
    device = make_device(world)
    content = make_wipe_log(device)
    drop(world, content)
    again = drop(world, content)
    retyped = drop(world, content.replace(b"\n", b"\r\n") + b"\n\n")
    assert (again.taken, again.known) == ([], ["wipe-0.log"])
    assert retyped.taken == []


def test_a_recorded_report_cannot_be_recorded_again(world, in_gent):
    device = make_device(world)
    [run] = recorded(world, device)
    with pytest.raises(NotHere):
        actions.record_wipes(world.tom.actor, [run.finding_id], now=LATER)


def test_tom_cannot_check_his_own_work(world, in_gent):
    [run] = recorded(world, make_device(world))
    with pytest.raises(MayNot):
        actions.verify(world.tom.actor, run, now=LATER)


def test_a_supervisor_cannot_check_own_work_either(world, in_gent):
    device = make_device(world)
    taken = bench.take_evidence(world.sofie.actor, [("a.log", make_wipe_log(device))], now=LATER)
    [run] = actions.record_wipes(world.sofie.actor, [one.id for one in taken.taken], now=LATER)
    with pytest.raises(actions.OwnWork):
        actions.verify(world.sofie.actor, run, now=LATER)
    assert not media_of(device)[0].is_clean


def test_the_database_refuses_one_person_in_both_places(world, in_gent):
    [run] = recorded(world, make_device(world))
    with pytest.raises(Exception, match="four_eyes"), transaction():  # noqa: PT012 - one deed
        run.verified_by_id, run.verified_at = run.operator_id, LATER
        record(world.tom.actor, "wiping.verified", run, now=LATER)


def test_a_laptop_with_two_disks_needs_both(world, in_gent):
    device = make_device(world, media=2)
    runs = recorded(world, device)
    assert actions.verify_all(world.sofie.actor, runs[:1], now=LATER) == []
    assert device.stage is Stage.WIPING
    assert queries.picture_of(device).blockers == (Blocker.WAITS_FOR_SECOND_PERSON,)
    [certificate] = actions.verify_all(world.sofie.actor, runs[1:], now=LATER)
    assert len(from_snapshot(certificate.snapshot).lines) == 2


def test_a_failed_disk_is_destroyed_and_the_attest_tells_both(world, in_gent):
    device = make_device(world, media=2)
    taken = drop(world, make_wipe_log(device, outcome_1=Outcome.FAILED))
    good, bad = bench.match(taken.taken)
    assert bad.verdict is Verdict.FAILED
    with pytest.raises(actions.NotClear):
        actions.record_wipes(world.tom.actor, [bad.finding.id], now=LATER)
    actions.record_wipes(world.tom.actor, [good.finding.id], now=LATER)
    actions.note_failure(world.tom.actor, bad.finding, now=LATER)
    assert Blocker.WIPE_FAILED in queries.picture_of(device).blockers
    broken = bad.medium
    actions.record_destruction(world.tom.actor, broken, statement="Shredded at the recycler", now=LATER)
    [certificate] = actions.verify_all(world.sofie.actor, queries.picture_of(device).open_runs, now=LATER)
    attest = from_snapshot(certificate.snapshot)
    assert outcome_of(attest.lines) == "mixed"
    assert {line.category for line in attest.lines} == {Category.CLEAR, Category.DESTROY}
    assert broken.destroyed_at is not None


def test_a_failed_attempt_can_be_verified_by_nobody(world, in_gent):
    device = make_device(world)
    taken = drop(world, make_wipe_log(device, outcome_0=Outcome.FAILED))
    run = actions.note_failure(world.tom.actor, taken.taken[0], now=LATER)
    with pytest.raises(actions.NoProof):
        actions.verify(world.sofie.actor, run, now=LATER)
    with pytest.raises(Exception, match="only_erased"), transaction():  # noqa: PT012 - one deed
        run.verified_by_id, run.verified_at = world.sofie.user_id, LATER
        record(world.sofie.actor, "wiping.verified", run, now=LATER)


def test_a_report_older_than_the_arrival_wiped_something_else(world, in_gent):
    device = make_device(world)
    [found] = bench.match(drop(world, make_wipe_log(device, started_at=NOW - timedelta(days=3))).taken)
    assert found.verdict is Verdict.REJECTED
    assert found.reasons == (Reason.OLDER_THAN_ARRIVAL,)


def test_a_report_from_the_future_is_not_believed(world, in_gent):
    device = make_device(world)
    [found] = bench.match(drop(world, make_wipe_log(device, started_at=NOW + timedelta(days=5))).taken)
    assert found.reasons == (Reason.LATER_THAN_NOW,)


def test_a_disk_that_is_larger_than_what_was_erased_is_not_wiped(world, in_gent):
    device = make_device(world)
    log = make_wipe_log(device)
    medium = media_of(device)[0]
    with transaction():
        medium.size_bytes *= 2
        record(world.tom.actor, "devices.corrected", device, now=NOW)
    [found] = bench.match(drop(world, log).taken)
    assert found.reasons == (Reason.SMALLER_THAN_KNOWN,)


def test_a_disk_that_nobody_knows_waits_for_a_scan(world, in_gent):
    device = make_device(world, media=0)
    from inventory.wiping.sample_log import SampleDrive, nwipe_log

    log = nwipe_log([SampleDrive("VB-NEW-1")], started_at=NOW + timedelta(hours=1), host_serial="ELSE-1")
    [found] = bench.match(drop(world, log).taken)
    assert found.medium is None
    assert not found.may_be_recorded
    medium = bench.point_out(world.tom.actor, found.finding, device, now=LATER)
    [found] = bench.match([found.finding])
    assert found.medium == medium
    assert found.may_be_recorded
    assert Remark.BOUND_BY_HAND in found.remarks


def test_two_media_with_one_serial_are_never_guessed_at(world, in_gent):
    first, second = make_device(world), make_device(world, media=0)
    serial = media_of(first)[0].serial
    add_medium(world.tom.actor, second, now=NOW, kind=MediumKind.SSD, serial=serial)
    [found] = bench.match(drop(world, make_wipe_log(first)).taken)
    assert found.is_ambiguous
    assert not found.may_be_recorded


def test_a_wipe_in_another_laptop_is_flagged_and_not_ticked(world, in_gent):
    device = make_device(world)
    [found] = bench.match(drop(world, make_wipe_log(device, host_serial="OTHER-LAPTOP-1")).taken)
    assert found.host is HostAgreement.OTHER
    assert found.may_be_recorded
    assert not found.is_ready
    assert Remark.WIPED_IN_ANOTHER_MACHINE in found.remarks


def test_a_wipe_proves_nothing_once_the_laptop_was_out_of_our_hands(world, in_gent):
    device = make_device(world)
    [run] = recorded(world, device)
    miss(world.fatima.actor, device, now=LATER + timedelta(hours=1))
    with pytest.raises(actions.ExposedSince):
        actions.verify(world.sofie.actor, run, now=LATER + timedelta(hours=2))


def test_what_a_person_states_is_erased_but_not_verified(world, in_gent):
    device = make_device(world)
    run = actions.record_by_hand(
        world.tom.actor, media_of(device)[0], technique=Technique.FACTORY_RESET,
        statement="Powerwash, seen on screen", now=LATER,
    )  # fmt: skip
    [certificate] = actions.verify_all(world.sofie.actor, [run], now=LATER)
    attest = from_snapshot(certificate.snapshot)
    assert attest.outcome == "stated"
    assert attest.lines[0].category == Category.NONE


def test_no_disk_inside_is_stated_by_two(world, in_gent):
    device = make_device(world, media=0)
    actions.start_wipe(world.tom.actor, device, now=LATER)
    assert queries.picture_of(device).blockers == (Blocker.NO_MEDIUM_KNOWN,)
    run = actions.record_absence(world.tom.actor, device, statement="Bay is empty", now=LATER)
    assert queries.picture_of(device).blockers == (Blocker.WAITS_FOR_SECOND_PERSON,)
    [certificate] = actions.verify_all(world.sofie.actor, [run], now=LATER)
    assert from_snapshot(certificate.snapshot).outcome == "absent"


def test_nobody_says_there_is_no_disk_when_there_is_one(world, in_gent):
    with pytest.raises(actions.HasAMedium):
        actions.record_absence(world.tom.actor, make_device(world), statement="", now=LATER)


def test_a_disk_that_is_taken_out_keeps_its_need_for_a_wipe(world, in_gent):
    device = make_device(world)
    [medium] = media_of(device)
    run = actions.record_removal(world.tom.actor, medium, statement="Kept for spares", now=LATER)
    actions.verify_all(world.sofie.actor, [run], now=LATER)
    assert device.stage is Stage.WIPED
    assert queries.loose_media() == [medium]
    assert not medium.is_clean


def test_a_declined_attempt_leaves_the_disk_open(world, in_gent):
    device = make_device(world)
    [run] = recorded(world, device)
    actions.decline(world.sofie.actor, run, reason="Other disk in the bay", now=LATER)
    assert queries.picture_of(device).blockers == (Blocker.NOT_WIPED,)
    with pytest.raises(actions.AnsweredAlready):
        actions.verify(world.sofie.actor, run, now=LATER)


def test_only_a_sealed_purchase_skips_the_bench(world, in_gent):
    with pytest.raises(actions.OnlySealedPurchases):
        actions.skip_wipe(world.sofie.actor, make_device(world), statement="New", now=LATER)
    sealed = make_device(world, sealed=True)
    actions.skip_wipe(world.sofie.actor, sealed, statement="Seal was whole", now=LATER)
    assert sealed.stage is Stage.WIPED
    assert media_of(sealed)[0].is_clean
    assert queries.certificates_of(sealed.id) == []


def test_a_device_does_not_leave_the_bench_with_an_open_disk(world, in_gent):
    device = make_device(world)
    actions.start_wipe(world.tom.actor, device, now=LATER)
    with pytest.raises(actions.StillOpen):
        actions.finish(world.sofie.actor, device, now=LATER)
    with pytest.raises(StillHoldsData):
        move(world.sofie.actor, device, Move.FINISH_WIPE, now=LATER)


def test_a_revoked_attest_stays_and_says_so(world, in_gent):
    device = make_wiped_device(world)
    [certificate] = queries.certificates_of(device.id)
    with pytest.raises(issuing.NeedsAReason):
        issuing.revoke(world.sofie.actor, certificate, reason=" ", now=LATER)
    before = certificate.papers[0].sha256
    issuing.revoke(world.sofie.actor, certificate, reason="Wrong laptop", now=LATER)
    assert certificate.state is CertificateState.REVOKED
    assert certificate.papers[0].sha256 == before
    with pytest.raises(issuing.NoLongerHolds):
        issuing.revoke(world.sofie.actor, certificate, reason="Again", now=LATER)


def test_a_new_attest_supersedes_the_one_before(world, in_gent):
    device = make_wiped_device(world)
    [first] = queries.certificates_of(device.id)
    second = issuing.reissue(world.sofie.actor, first, reason="A typing error", now=LATER)
    assert first.state is CertificateState.SUPERSEDED
    assert first.last_change.successor == second
    assert first.last_change.reason == "A typing error"
    assert queries.valid_certificate_of(device.id, 1) == second
    with pytest.raises(issuing.NoLongerHolds):
        issuing.reissue(world.sofie.actor, first, reason="From another tab", now=LATER)
    with pytest.raises(issuing.NeedsAReason):
        issuing.reissue(world.sofie.actor, second, reason=" ", now=LATER)


def test_an_attest_never_changes(world, in_gent):
    make_wiped_device(world)
    for table in ("certificate", "certificate_paper"):
        with pytest.raises((DBAPIError, IntegrityError)):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.rollback()


def test_a_technician_revokes_nothing(world, in_gent):
    [certificate] = queries.certificates_of(make_wiped_device(world).id)
    with pytest.raises(MayNot):
        issuing.revoke(world.tom.actor, certificate, reason="Because", now=LATER)


def test_luik_sees_nothing_of_gent(world, app):
    with app.test_request_context():
        with inside(world.gent):
            device = make_wiped_device(world)
            device_id = device.id
            content = make_wipe_log(make_device(world))
            drop(world, content)
        with inside(world.luik):
            assert bench.waiting() == []
            assert queries.certificates_of(device_id) == []
            assert queries.waiting_for_second() == []
            # The same bytes may come in elsewhere: what Gent has is not Luik's business.
            taken = bench.take_evidence(world.theo.actor, [("x.log", content)], now=LATER)
            assert len(taken.taken) == 1
            assert bench.match(taken.taken)[0].medium is None


def test_everything_is_written_down(world, in_gent):
    from inventory.foundation.audit import AuditEvent, verify

    device = make_wiped_device(world)
    deeds = list(db.session.execute(select(AuditEvent.deed).order_by(AuditEvent.number)).scalars())
    for deed in ("evidence_taken", "started", "recorded", "verified", "certificate_issued", "finished"):
        assert f"wiping.{deed}" in deeds
    assert list(verify()) == []
    assert device.lap == 1


def test_a_refusal_leaves_nothing_behind(world, in_gent):
    good, stranger = make_device(world), make_device(world)
    taken = drop(world, make_wipe_log(good), make_wipe_log(stranger, started_at=NOW - timedelta(days=9)))
    with pytest.raises(actions.NotClear):
        actions.record_wipes(world.tom.actor, [one.id for one in taken.taken], now=LATER)
    assert db.session.execute(select(WipeRun)).all() == []
    assert good.stage is Stage.RECEIVED


def test_matching_asks_the_database_the_same_number_of_times_for_many(world, in_gent):
    devices = [make_device(world) for _ in range(6)]
    findings = [one for device in devices for one in drop(world, make_wipe_log(device)).taken]
    ids = [one.id for one in findings]

    def count(some) -> int:
        db.session.expire_all()
        found = list(db.session.execute(select(Finding).where(Finding.id.in_(some))).scalars())
        with counted() as sent:
            bench.match(found)
        return len(sent)

    assert count(ids) <= count(ids[:1]) + 1


def test_the_means_of_every_attempt_have_a_place_on_the_attest():
    for means in Means:
        if means is not Means.SEALED:
            from inventory.wiping.attest import AttestLine

            assert outcome_of([AttestLine(str(means))])


def test_certificates_carry_a_code_of_their_own(world, in_gent):
    device = make_wiped_device(world)
    [certificate] = db.session.execute(select(Certificate)).scalars()
    assert str(certificate.code).startswith("C")
    assert certificate.check_path.startswith("/C/")
    assert certificate.device == device
