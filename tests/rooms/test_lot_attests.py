"""The attest of a whole lot: what it covers, what it says that it does not, and what becomes of it."""

import json
import random
import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
import rfc8785
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from inventory.agreements.rules import Minimum
from inventory.codes import Kind
from inventory.devices.actions import media_of
from inventory.digibank.models import User
from inventory.digibank.numbers import give_serials
from inventory.dossiers import actions, background, gathering
from inventory.dossiers.models import LotAttest, LotAttestMember, LotAttestPaper
from inventory.dossiers.rules import NotAGift, NothingToAttest, SaysTheSame, StillOpen, StillPrinting, Why
from inventory.dossiers.shown import what_does_not_hold
from inventory.dossiers.statement import canonical, from_snapshot
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import DoesNotFit, MayNot
from inventory.foundation.transaction import upkeep
from inventory.intake import actions as intake
from inventory.intake import importing, manifest
from inventory.intake.findings import RefusedBecause
from inventory.intake.models import LotKind
from inventory.partners import actions as partners
from inventory.seals import actions as seals
from inventory.seals import checking
from inventory.validating import actions as validating
from inventory.wiping import actions as wiping
from inventory.wiping import issuing, queries
from inventory.wiping.issuing import NeedsAReason, NoLongerHolds
from inventory.wiping.models import CertificateState
from tests.cast import NOW
from tests.checked import make_checked
from tests.make import make_agreement, make_lot, make_lot_attest, make_partner, make_wiped_lot

LATER = NOW + timedelta(hours=8)


def statement(attest):
    return from_snapshot(attest.snapshot)


def whys(attest):
    return [one.why for one in statement(attest).not_attested]


def text_of(paper):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)


def keep(row):
    """Write a row past every action."""
    with upkeep():
        db.session.add(row)


def listed(world, lot, *serials):
    """The giver's list for this lot."""
    rows = "serial;maker;model;donor_asset_number\n" + "".join(
        f"{serial};HP;ProBook;BV-{serial}\n" for serial in serials
    )
    boss = world.fatima.actor
    draft = importing.upload_list(boss, lot, rows.encode(), "list.csv", now=NOW)
    importing.confirm_list(boss, draft, seal=importing.seal_of(importing.report_of(draft)), now=NOW)


def test_a_lot_that_is_done_is_attested_device_by_device(world, in_gent):
    lot = make_wiped_lot(world, count=3)
    attest = make_lot_attest(world, lot, now=LATER)
    told = statement(attest)
    assert (attest.device_count, attest.medium_count, attest.left_out_count) == (3, 3, 0)
    for device, row in zip(gathering.devices_of(lot), told.devices, strict=True):
        [own] = queries.certificates_of(device.id)
        assert row.attest_code == str(own.code)
        assert row.attest_sha256 == {paper.locale: paper.sha256 for paper in own.papers}
        assert row.lines[0].operator == "Tom"
        assert row.lines[0].verifier == "Sofie"
    assert told.taken_by == "Tom"
    assert [paper.locale for paper in attest.papers] == ["nl", "fr", "en"]
    assert attest.state is CertificateState.VALID


def test_every_paper_is_sealed_and_holds_the_facts_as_canonical_json(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world), now=LATER)
    published = checking.read_published(seals.latest().pem)
    for paper in attest.papers:
        checked = checking.check(paper.content, published)
        assert checked.is_whole, checked.findings
        inside = PdfReader(BytesIO(paper.content)).attachments[checking.FACTS][0]
        assert inside == canonical(statement(attest)) == rfc8785.dumps(json.loads(inside))
    changed = attest.papers[0].content.replace(b"ReportLab", b"ReportLob", 1)
    assert not checking.check(changed, published).is_whole


def test_it_names_the_agreements_and_holds_every_disk_against_them(world, in_gent):
    partner = make_partner(world)
    agreement = make_agreement(world, partner, minimum=Minimum.CLEAR)
    lot = make_wiped_lot(world, count=2, partner=partner)
    attest = make_lot_attest(world, lot)
    facts = json.loads(canonical(statement(attest)))
    assert facts["donor"]["donation_agreement"]["reference"] == agreement.reference
    assert facts["donor"]["processor_agreement"] == "none"
    assert facts["donor"]["minimum_category"] == "clear"
    assert facts["donor"]["validation_by_donor"] == "none"
    assert facts["lot"]["handed_over"]["manifest_sha256"] == manifest.last_of(lot).sha256
    assert [medium["reaches_minimum"] for one in facts["devices"] for medium in one["media"]] == [True, True]
    words = text_of(actions.paper_of(attest, "en"))
    assert agreement.reference in words
    assert "every disk reaches it" in words
    bare = make_lot_attest(world, make_wiped_lot(world, count=1))
    assert json.loads(canonical(statement(bare)))["donor"]["minimum_category"] == "none"
    assert "No minimum was agreed on" in text_of(actions.paper_of(bare, "en"))


def test_it_says_of_which_devices_the_donor_accepted_the_wipe(world, in_gent):
    partner = make_partner(world)
    user = db.session.get_one(User, world.dirk.user_id)
    contact = partners.link_account(world.fatima.actor, partner, user, now=NOW)
    validating.appoint(world.fatima.actor, contact, mandate="mail", now=NOW)
    lot = make_wiped_lot(world, count=2, partner=partner)
    one, _other = gathering.devices_of(lot)
    validating.accept(world.dirk.actor, queries.certificates_of(one.id)[0], now=LATER)
    validating.tell_on_the_attests(world.sofie.actor, LATER)
    attest = make_lot_attest(world, lot, now=LATER)
    facts = json.loads(canonical(statement(attest)))
    assert facts["donor"]["validation_by_donor"] == {"devices_accepted": 1}
    said = {device["number"]: device["validation_by_donor"] for device in facts["devices"]}
    assert said.pop(str(one.code))["answer"] == "accepted"
    assert set(said.values()) == {"asked, not answered yet"}
    words = text_of(actions.paper_of(attest, "en"))
    assert "accepted for 1 of 2 devices" in words
    assert "accepted by Dirk" in words
    assert from_snapshot(json.loads(json.dumps(attest.snapshot))) == statement(attest)


def test_any_byte_that_is_flipped_is_seen(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world, count=4), now=LATER)
    content, published = attest.papers[0].content, checking.read_published(seals.latest().pem)
    dice = random.Random(1)
    for at in dice.sample(range(len(content)), 60):
        changed = bytearray(content)
        changed[at] ^= dice.randrange(1, 256)
        assert not checking.check(bytes(changed), published).is_whole, at


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) is not on this machine")
def test_pdfsig_calls_it_valid_and_its_qr_leads_to_the_check_page(world, in_gent, tmp_path):
    attest = make_lot_attest(world, make_wiped_lot(world, count=12), now=LATER)
    file = tmp_path / "attest.pdf"
    file.write_bytes(attest.papers[0].content)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    shot = ["pdftoppm", "-r", "110", "-gray", "-png", "-singlefile", str(file), str(tmp_path / "page")]
    subprocess.run(shot, check=True)
    with Image.open(tmp_path / "page.png") as printed:
        [found] = zxingcpp.read_barcodes(printed)
    assert found.text.endswith(attest.check_path)


def test_what_is_not_attested_is_always_on_the_paper_with_its_reason(world, in_gent):
    lot = make_lot(world, expected_count=6)
    listed(world, lot, "NEVER1", "BACK1", "HERE1", "BENCH1", "WIPED1", "GONE1")
    tom, sofie = world.tom.actor, world.sofie.actor
    came = {
        serial: intake.receive(tom, lot, serial, now=NOW)
        for serial in ("BACK1", "HERE1", "BENCH1", "WIPED1", "GONE1")
    }
    extra = intake.receive(tom, lot, "EXTRA1", maker="Acer", model="Swift", now=NOW)
    intake.sign_for(tom, lot, by="Dirk", now=NOW)
    intake.refuse(tom, came["BACK1"], RefusedBecause.LOCKED, words="Locked", now=NOW)
    intake.close(tom, lot, now=NOW)
    wiping.start_wipe(tom, came["BENCH1"], now=NOW)
    for device, deed, words in (
        (came["WIPED1"], wiping.record_destruction, "Hammer"),
        (came["GONE1"], wiping.record_removal, "In the safe"),
    ):
        disk = wiping.note_medium(
            tom, device, kind="ssd", serial=f"D-{device.serial}", size_bytes=10**11, now=NOW
        )
        run = deed(tom, disk, statement=words, now=LATER)
        wiping.verify_all(sofie, [run], now=LATER)
    attest = make_lot_attest(world, lot, now=LATER)
    told = statement(attest)
    assert sorted((one.serial, one.why) for one in told.not_attested) == [
        ("BACK1", Why.REFUSED), ("BENCH1", Why.AT_THE_BENCH), ("EXTRA1", Why.WAITS), ("HERE1", Why.WAITS),
        ("NEVER1", Why.NEVER_CAME),
    ]  # fmt: skip
    assert [(one.serial, one.why, one.since) for one in told.not_attested_media] == [
        ("D-WIPED1", Why.DESTROYED, ""),
        ("D-GONE1", Why.TAKEN_OUT, "open"),
    ]
    assert extra.serial not in told.serials
    assert "D-GONE1" in told.serials_not_attested
    paper = text_of(actions.paper_of(attest, "en"))
    for words in ("Never came", "Sent back to the donor", "Still at the wiping bench", "NEVER1", "BV-HERE1",
                  "Disk destroyed, and so not erased", "In the safe", "still holds its data"):  # fmt: skip
        assert words in paper, words
    counts = told.reconciled
    assert (counts.listed, counts.received, counts.missing, counts.extra, counts.sent_back) == (6, 5, 1, 1, 1)


def test_a_disk_that_was_taken_out_tells_what_became_of_it_since(world, in_gent):
    lot = make_wiped_lot(world, count=2)
    device = intake.receive(
        world.fatima.actor, intake.reopen(world.fatima.actor, lot, now=NOW), "TAKEN", now=NOW
    )
    disk = wiping.note_medium(world.tom.actor, device, kind="ssd", serial="LOOSE1", now=NOW)
    run = wiping.record_removal(world.tom.actor, disk, statement="Out", now=LATER)
    wiping.verify_all(world.sofie.actor, [run], now=LATER)
    run = wiping.record_destruction(world.tom.actor, disk, statement="Shredded", now=LATER)
    wiping.verify_all(world.sofie.actor, [run], now=LATER)
    attest = make_lot_attest(world, lot, now=LATER)
    assert [one.since for one in statement(attest).not_attested_media] == ["destroyed"]


def test_what_is_open_stays_out_only_when_somebody_says_so_aloud(world, in_gent):
    lot = make_wiped_lot(world, count=1, closed=False)
    intake.receive(world.tom.actor, lot, "OPEN1", now=NOW)
    with pytest.raises(StillOpen) as refused:
        actions.issue(world.sofie.actor, lot, with_open=False, now=LATER)
    assert refused.value.field == "with_open"
    assert gathering.latest_of(lot) is None
    attest = actions.issue(world.sofie.actor, lot, with_open=True, now=LATER)
    assert whys(attest) == [Why.WAITS]


def test_a_lot_without_an_attested_device_and_a_purchase_get_none(world, in_gent):
    with pytest.raises(NothingToAttest):
        actions.issue(world.sofie.actor, make_lot(world), with_open=True, now=LATER)
    shop = make_partner(world, kind="supplier")
    bought = make_wiped_lot(world, partner=shop, kind=LotKind.PURCHASE)
    with pytest.raises(NotAGift):
        actions.issue(world.sofie.actor, bought, with_open=True, now=LATER)


def test_a_technician_issues_and_revokes_nothing(world, in_gent):
    lot = make_wiped_lot(world)
    with pytest.raises(MayNot):
        actions.issue(world.tom.actor, lot, with_open=True, now=LATER)
    attest = make_lot_attest(world, lot, now=LATER)
    with pytest.raises(MayNot):
        actions.revoke(world.tom.actor, attest, reason="no", now=LATER)


def test_the_same_facts_are_not_issued_twice_and_new_facts_replace_the_old(world, in_gent):
    lot = make_wiped_lot(world, count=2)
    first = make_lot_attest(world, lot, now=LATER)
    with pytest.raises(SaysTheSame):
        actions.issue(world.sofie.actor, lot, with_open=True, now=LATER)
    certificate = queries.certificates_of(gathering.devices_of(lot)[0].id)[0]
    issuing.reissue(world.sofie.actor, certificate, reason="A typing error", now=LATER)
    fallen, replaced = gathering.fallen_and_replaced(first)
    assert (fallen, [one.id for one in replaced]) == ([], [certificate.id])
    second = make_lot_attest(world, lot, now=LATER)
    assert first.state is CertificateState.SUPERSEDED
    assert first.last_change.successor is second
    assert (first.edition, second.edition) == (1, 2)
    assert gathering.valid_of(lot) is second


def test_while_it_is_printed_no_other_is_issued(world, in_gent):
    lot = make_wiped_lot(world)
    make_lot_attest(world, lot, now=LATER, printed=False)
    with pytest.raises(StillPrinting):
        actions.issue(world.sofie.actor, lot, with_open=True, now=LATER)


def test_two_who_issue_at_once_make_one(world, in_gent):
    lot = make_wiped_lot(world)
    attest = make_lot_attest(world, lot, now=LATER)
    kept = {
        column.name: getattr(attest, column.key)
        for column in LotAttest.__table__.columns
        if column.name not in ("id", "code_serial")
    }
    with pytest.raises(IntegrityError):
        keep(LotAttest(**kept, code_serial=give_serials(Kind.CERTIFICATE, 1)[0]))


def test_the_background_prints_what_waits_and_goes_on_where_it_stopped(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world), now=LATER, printed=False)
    assert actions.paper_of(attest, "nl") is None
    first = actions.print_next_paper(world.sofie.actor, attest, now=LATER)  # and then the process died
    background.print_papers()
    db.session.expire_all()
    assert [paper.locale for paper in attest.papers] == ["nl", "fr", "en"]
    assert attest.papers[0].id == first.id
    background.print_papers()
    assert db.session.scalar(select(db.func.count(LotAttestPaper.id))) == 3


def test_one_that_cannot_be_printed_keeps_no_other_waiting(world, in_gent, monkeypatch):
    first, second = (
        make_lot_attest(world, make_wiped_lot(world), now=LATER, printed=False) for _one in range(2)
    )
    drawn = actions.paper.draw

    def draw(told, locale):
        if told.code == str(first.code):
            raise DoesNotFit(title="x")
        return drawn(told, locale)

    monkeypatch.setattr("inventory.dossiers.paper.draw", draw)
    background.print_papers()
    db.session.expire_all()
    assert (len(first.papers), len(second.papers)) == (0, 3)


def test_two_threads_do_not_print_the_same(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world), now=LATER, printed=False)
    with background._printing:
        background.print_papers()
    assert not attest.papers


def test_printing_again_would_give_the_same_bytes(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world), now=LATER)
    _seal, pair = seals.in_use(world.sofie.actor, now=LATER)
    for paper in attest.papers:
        assert actions.sealed_paper(attest, paper.locale, pair) == paper.content


def test_when_the_seal_is_replaced_before_it_is_printed_it_is_issued_anew(world, in_gent):
    lot = make_wiped_lot(world)
    first = make_lot_attest(world, lot, now=LATER, printed=False)
    seals.rotate(world.fatima.actor, now=LATER)
    background.print_papers()
    db.session.expire_all()
    second = gathering.valid_of(lot)
    assert second.id != first.id
    assert first.state is CertificateState.SUPERSEDED
    assert len(second.papers) == 3
    assert second.issued_by_id == first.issued_by_id
    assert checking.check(second.papers[0].content, checking.read_published(seals.latest().pem)).is_whole
    assert not db.session.scalar(select(db.func.count(Letter.id))), "nobody has a paper of the first"


def test_revoking_needs_a_reason_and_the_donor_is_told(world, in_gent):
    lot = make_wiped_lot(world, partner=make_partner(world, email="it@gever.example"))
    attest = make_lot_attest(world, lot, now=LATER)
    with pytest.raises(NeedsAReason):
        actions.revoke(world.sofie.actor, attest, reason=" ", now=LATER)
    actions.revoke(world.sofie.actor, attest, reason="Wrong list", now=LATER)
    assert attest.state is CertificateState.REVOKED
    with pytest.raises(NoLongerHolds):
        actions.revoke(world.sofie.actor, attest, reason="again", now=LATER)
    [letter] = db.session.execute(select(Letter)).scalars()
    assert letter.to_email == "it@gever.example"
    assert "Wrong list" in letter.body
    assert attest.check_path.replace("/C/", "/c/") in letter.body
    again = make_lot_attest(world, lot, now=LATER)
    assert again.state is CertificateState.VALID


def test_a_device_attest_that_is_revoked_falls_out_of_the_next_and_shows_at_the_first(world, in_gent):
    lot = make_wiped_lot(world, count=2)
    attest = make_lot_attest(world, lot, now=LATER)
    assert gathering.fallen_and_replaced(attest) == ([], [])
    [certificate] = queries.certificates_of(gathering.devices_of(lot)[0].id)
    issuing.revoke(world.sofie.actor, certificate, reason="Wrong disk", now=LATER)
    fallen, replaced = gathering.fallen_and_replaced(attest)
    assert ([one.id for one in fallen], replaced) == ([certificate.id], [])
    with pytest.raises(StillOpen):
        actions.issue(world.sofie.actor, lot, with_open=False, now=LATER)
    second = make_lot_attest(world, lot, now=LATER)
    [left_out] = statement(second).not_attested
    assert (left_out.why, left_out.remark) == (Why.REVOKED, "Wrong disk")


def test_only_the_first_round_counts_and_no_borrower_is_named(world, in_gent):
    from inventory.journey import Stage
    from tests.make import make_loan

    lot = make_wiped_lot(world, count=1)
    [device] = gathering.devices_of(lot)
    before = canonical(statement(make_lot_attest(world, lot, now=LATER)))
    make_checked(device, world.tom.actor, world.sofie.actor, now=LATER)
    loan = make_loan(world, device=device, now=LATER)
    assert device.stage is Stage.LENT
    with pytest.raises(SaysTheSame):
        actions.issue(world.sofie.actor, lot, with_open=True, now=LATER)
    assert loan.borrower.first_name.encode() not in before


def test_the_members_are_the_device_attests_and_cross_no_wall(world, in_gent):
    lot = make_wiped_lot(world, count=2)
    attest = make_lot_attest(world, lot, now=LATER)
    members = set(db.session.scalars(select(LotAttestMember.certificate_id)))
    own = {queries.certificates_of(device.id)[0].id for device in gathering.devices_of(lot)}
    assert members == own
    with pytest.raises(IntegrityError):
        keep(LotAttestMember(lot_attest_id=attest.id, certificate_id=999_999))


def test_the_check_of_the_house_finds_an_altered_paper_and_altered_facts(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world), now=LATER)
    assert not list(what_does_not_hold())
    if db.engine.dialect.name == "sqlite":
        for table in ("lot_attest", "lot_attest_paper"):
            db.session.execute(text(f"DROP TRIGGER {table}_never_UPDATE"))
    else:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
    db.session.execute(text("UPDATE lot_attest_paper SET sha256 = 'x' WHERE locale = 'fr'"))
    db.session.execute(text("""UPDATE lot_attest SET snapshot = '{"code": "other"}'"""))
    db.session.expire_all()
    told = list(what_does_not_hold())
    db.session.rollback()
    assert len(told) == 2
    assert str(attest.code) in told[1]


def test_every_number_on_the_page_is_in_the_facts(world, in_gent):
    attest = make_lot_attest(world, make_wiped_lot(world, count=2), now=LATER)
    page = re.sub(r"\s", "", text_of(actions.paper_of(attest, "nl")))
    for device in json.loads(canonical(statement(attest)))["devices"]:
        told = [device["serial"], device["attest"]["sha256"]["nl"], device["attest"]["number"][-3:]]
        told += [device["media"][0]["serial"], device["media"][0]["evidence"]["sha256"]]
        for value in told:
            assert value in page, value


def test_many_devices_break_well_over_pages(world, in_gent):
    lot = make_wiped_lot(world, count=14)
    pages = [
        page.extract_text()
        for page in PdfReader(
            BytesIO(actions.paper_of(make_lot_attest(world, lot, now=LATER), "en").content)
        ).pages
    ]
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    for device in gathering.devices_of(lot):
        [on] = [page for page in pages if device.serial in page]
        assert media_of(device)[0].serial in on


def test_a_device_wiped_again_after_a_revocation_is_attested_by_its_newest(world, in_gent):
    lot = make_wiped_lot(world, count=1)
    [device] = gathering.devices_of(lot)
    [first] = queries.certificates_of(device.id)
    second = issuing.reissue(world.sofie.actor, first, reason="A typing error", now=LATER)
    attest = make_lot_attest(world, lot, now=LATER)
    assert statement(attest).devices[0].attest_code == str(second.code)
