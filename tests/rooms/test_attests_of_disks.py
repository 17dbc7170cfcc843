"""A disk that was dealt with outside a laptop has an attest of its own, and the laptop's says nothing new by it."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from inventory.agreements.rules import Minimum
from inventory.devices.actions import install_medium
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.dossiers.statement import from_snapshot as lot_statement
from inventory.foundation.database import db
from inventory.foundation.outbox import Letter
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import upkeep
from inventory.journey import Stage
from inventory.partners import actions as partners
from inventory.portal import certificates as check_page
from inventory.portal import gifts
from inventory.validating import actions as validating
from inventory.wiping import actions, bench, issuing, queries
from inventory.wiping.attest import document, from_snapshot
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.models import Certificate, CertificateState
from inventory.wiping.sample_log import SampleDrive, nwipe_log
from tests.cast import NOW
from tests.make import make_device, make_lot, make_lot_attest, make_partner, make_wiped_device, make_wiped_lot

LATER = NOW + timedelta(hours=5)
AFTER = LATER + timedelta(hours=1)


@pytest.fixture
def lot(world, in_gent):
    """Dirk's bakery gave it, and asks that what is wiped is purged."""
    partner = make_partner(world, name="Bakkerij Voorbeeld", email="it@bakkerij.example")
    contact = partners.link_account(
        world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=NOW
    )
    assert contact.email
    return make_lot(world, partner=partner)


def taken_out(world, device, *, serial="LOOSE-1", now=LATER):
    """A disk that Tom took out of this laptop; Sofie saw it."""
    disk = actions.note_medium(
        world.tom.actor, device, kind="ssd", serial=serial, model="VOORBEELD SSD", size_bytes=256_060_514_304,
        now=now,
    )  # fmt: skip
    run = actions.record_removal(world.tom.actor, disk, statement="Too small to keep", now=now)
    actions.verify_all(world.sofie.actor, [run], now=now)
    assert disk.device_id is None
    return disk


def wiped_elsewhere(world, disk, *, now=AFTER):
    """The attempt that a report of another machine proves."""
    drive = SampleDrive(
        disk.serial, model=disk.model, bus="ATA-SSD", size_bytes=disk.size_bytes, device="sda"
    )
    log = nwipe_log([drive], started_at=LATER, host_serial="RIG-1")
    taken = bench.take_evidence(world.tom.actor, [("rig.log", log)], now=now)
    [run] = actions.record_wipes(world.tom.actor, [one.id for one in taken.taken], now=now)
    return run


def closed(world, run, *, now=AFTER):
    return actions.verify_all(world.sofie.actor, [run], now=now)


def test_a_disk_wiped_in_another_machine_gets_its_own_attest(world, lot):
    device = make_device(world, media=0, lot_id=lot.id, donor_id=lot.partner_id)
    disk = taken_out(world, device)
    of_device = queries.certificates_of(device.id)
    [own] = closed(world, wiped_elsewhere(world, disk))
    assert (own.medium, own.lap, own.device) == (disk, 1, device)
    facts = document(from_snapshot(own.snapshot))
    assert (facts["level"], facts["outcome"], facts["donor"]["name"]) == (
        "medium",
        "verified",
        "Bakkerij Voorbeeld",
    )
    assert [one["serial"] for one in facts["media"]] == ["LOOSE-1"]
    assert facts["device"]["number"] == str(device.code)
    assert [paper.locale for paper in own.papers] == ["nl", "fr", "en"]
    for paper in own.papers:
        assert len(PdfReader(BytesIO(paper.content)).pages) == 1, paper.locale
    words = PdfReader(BytesIO(issuing.paper_of(own, "en").content)).pages[0].extract_text()
    for said in ("All data on this disk has been erased", "The device that it was taken out of", "LOOSE-1"):
        assert said in words, said
    # The laptop's own attest still says that the disk was taken out, and holds.
    assert queries.certificates_of(device.id) == of_device
    assert [one.code for one in queries.certificates_at_a_glance(device)] == [of_device[0].code]
    assert queries.first_certificates_of([device.id]) == {device.id: of_device[0]}
    assert gifts.certificates_of(lot) == {device.id: of_device[0]}
    assert gifts.tallies_of([lot])[lot.id].wiped == 1
    assert queries.issued()[0] is own
    assert not queries.loose_media()


def test_a_loose_disk_that_was_destroyed_is_attested_as_destroyed(world, lot):
    device = make_device(world, media=0, lot_id=lot.id, donor_id=lot.partner_id)
    disk = taken_out(world, device)
    run = actions.record_destruction(world.tom.actor, disk, statement="Shredded to 6 mm", now=AFTER)
    [own] = closed(world, run)
    assert from_snapshot(own.snapshot).outcome == "destroyed"


def test_a_disk_that_is_destroyed_inside_its_laptop_stands_on_the_laptops_attest_alone(world, lot):
    device = make_device(world, media=1, lot_id=lot.id, donor_id=lot.partner_id)
    [disk] = device.media
    run = actions.record_destruction(world.tom.actor, disk, statement="Shredded", now=LATER)
    [certificate] = closed(world, run)
    assert (certificate.medium, certificate.device) == (None, device)


def test_who_did_it_cannot_attest_it_and_nothing_is_issued_before_another_looked(world, lot):
    disk = taken_out(world, make_device(world, media=0, lot_id=lot.id))
    run = actions.record_by_hand(
        world.sofie.actor, disk, technique=Technique.OVERWRITE, statement="By hand", now=AFTER
    )
    with pytest.raises(actions.OwnWork):
        closed(world, run)
    assert not db.session.execute(select(Certificate).where(Certificate.medium_id == disk.id)).scalars().all()


def _lent(device):
    """As if it went home with someone, and is in its second round."""
    with upkeep():
        db.session.execute(update(Device).where(Device.id == device.id).values(stage=Stage.LENT, lap=2))
    db.session.refresh(device)


def test_the_givers_minimum_and_name_go_with_the_disk_while_its_laptop_goes_round(world, lot):
    """What was taken out in the first round holds the giver's data, wherever the laptop is by now."""
    with upkeep():
        lot.minimum = Minimum.PURGE
    device = make_device(world, media=0, lot_id=lot.id, donor_id=lot.partner_id)
    disk = taken_out(world, device)
    _lent(device)
    run = wiped_elsewhere(world, disk)
    assert run.lap == 1
    assert closed(world, run) == []  # a Clear, where Purge was agreed on: true, and not enough
    assert queries.falls_short(run) is Minimum.PURGE
    assert not disk.is_clean
    shredded = actions.record_destruction(world.tom.actor, disk, statement="Shredded", now=AFTER)
    [own] = closed(world, shredded)
    assert (own.lap, from_snapshot(own.snapshot).donor) == (1, "Bakkerij Voorbeeld")


def test_a_disk_that_came_out_of_a_returned_laptop_names_no_giver(world, lot):
    device = make_wiped_device(world, media=1, lot_id=lot.id, donor_id=lot.partner_id)
    with upkeep():
        db.session.execute(update(Device).where(Device.id == device.id).values(stage=Stage.WIPING, lap=2))
    db.session.refresh(device)
    [disk] = device.media
    run = actions.record_removal(world.tom.actor, disk, statement="Failing", now=LATER)
    closed(world, run, now=LATER)
    run = actions.record_destruction(world.tom.actor, disk, statement="Drilled", now=AFTER)
    [own] = closed(world, run)
    attest = from_snapshot(own.snapshot)
    assert (own.lap, attest.donor, attest.lot_code, attest.donor_asset_number) == (2, "", "", "")
    assert queries.certificates_of_media(lot.id) == []


def test_the_check_page_speaks_of_the_disk_and_not_of_its_laptop(client, world, lot):
    device = make_device(world, media=0, serial="LAPTOP-77", lot_id=lot.id, donor_id=lot.partner_id)
    [own] = closed(world, wiped_elsewhere(world, taken_out(world, device)))
    address = f"/c/{str(own.code)[1:]}/{own.control_code}"
    shown = client.get(f"{address}?lang=en").text
    assert "This certificate is real" in shown
    assert "SE-1" in shown
    assert "P-77" not in shown
    assert "Is it about this disk?" in shown
    for typed, fit in (("loose-1", "attested"), ("LAPTOP-77", "left_out"), ("OTHER-1", "not_there")):
        assert check_page.fit_of(own, typed.upper()) == fit
    assert check_page.check_of(own).device_serial_end == ""


def test_it_is_revoked_and_issued_anew_like_any_other_and_the_giver_is_told_which_disk(world, lot):
    device = make_device(world, media=0, lot_id=lot.id, donor_id=lot.partner_id)
    disk = taken_out(world, device)
    [own] = closed(world, wiped_elsewhere(world, disk))
    issuing.revoke(world.sofie.actor, own, reason="Wrong disk in the rig", now=AFTER)
    new = issuing.reissue(world.sofie.actor, own, reason="It was the right one", now=AFTER)
    assert (own.state, new.state, new.medium) == (CertificateState.REVOKED, CertificateState.VALID, disk)
    newer = issuing.reissue(world.sofie.actor, new, reason="New address", now=AFTER)
    assert (new.state, new.last_change.successor) == (CertificateState.SUPERSEDED, newer)
    letters = (
        db.session.execute(select(Letter).where(Letter.to_email == "it@bakkerij.example")).scalars().all()
    )
    assert letters
    assert all("LOOSE-1" in one.body for one in letters)
    install_medium(world.tom.actor, disk, device, now=AFTER)
    with pytest.raises(issuing.NoLongerHolds):
        issuing.reissue(world.sofie.actor, newer, reason="It is in a laptop again", now=AFTER)


def test_a_donor_finds_it_beside_the_devices_and_validates_it_with_none(client, world, lot):
    device = make_device(world, media=0, lot_id=lot.id, donor_id=lot.partner_id)
    [own] = closed(world, wiped_elsewhere(world, taken_out(world, device)))
    client.sign_in(world.dirk)
    shown = client.get(f"/gent/donor/{lot.code}").text
    assert "Disks that were taken out, and closed on their own" in shown
    assert "LOOSE-1" in shown
    paper = client.get(f"/gent/donor/certificates/{own.code}.pdf")
    assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")
    with pytest.raises(NotHere):
        validating.accept(world.dirk.actor, own, now=AFTER)


def test_the_attest_of_the_whole_gift_names_it(world, lot):
    gift = make_wiped_lot(world, count=1, closed=False)
    device = make_device(world, media=0, lot_id=gift.id, donor_id=gift.partner_id)
    [own] = closed(world, wiped_elsewhere(world, taken_out(world, device)))
    whole = make_lot_attest(world, gift, now=AFTER)
    [told] = lot_statement(whole.snapshot).not_attested_media
    assert (told.serial, told.since, told.attest_code) == ("LOOSE-1", "erased", str(own.code))


def test_sofie_agrees_and_lands_on_the_disks_attest(client, world, lot):
    device = make_device(world, media=0, lot_id=lot.id, donor_id=lot.partner_id)
    run = wiped_elsewhere(world, taken_out(world, device))
    client.sign_in(world.sofie)
    shown = client.post(f"/gent/wiping/attempts/{run.id}/agree", follow_redirects=True).text
    assert "The disk is closed. Its certificate is made." in shown
    assert "The device that it was taken out of" in shown
    listed = client.get("/gent/wiping/certificates").text
    assert f"Disk LOOSE-1 out of {device.spoken}" in listed
