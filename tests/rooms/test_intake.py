"""Lots come in: by scanning, by a list, by what the machines say of themselves."""

import json

import pytest

from inventory import codes
from inventory.devices import actions as devices
from inventory.devices import scanned
from inventory.devices.actions import SerialKnown
from inventory.devices.models import Device, Passage
from inventory.foundation.audit import AuditEvent, verify
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NationalNumber, Refusal
from inventory.foundation.tenancy import inside
from inventory.intake import actions, importing, queries, reporting, rules, thanks
from inventory.intake.findings import Finding, RefusedBecause
from inventory.intake.hardware.report import Remark
from inventory.intake.machines import MachineVerdict
from inventory.intake.models import ImportDraft, LotKind, LotLine, LotState
from inventory.intake.rows import RowVerdict
from inventory.journey import Stage
from tests.counting import counted
from tests.make import make_device, make_lot, make_partner, make_place
from tests.rules.test_hardware_reports import LSHW, SMARTCTL

LIST = "Serienummer;Merk;Model;Eigen nummer\nAB-1;Fictron;Modula 15;A1\nAB-2;Fictron;Modula 15;A2\n"


def count(model) -> int:
    return db.session.execute(db.select(db.func.count(model.id))).scalar_one()


def upload(actor, lot, words: str, now):
    draft = importing.upload_list(actor, lot, words.encode(), "lijst.csv", now=now)
    return draft, importing.report_of(draft)


def bring_in(actor, lot, words: str, now) -> int:
    draft, report = upload(actor, lot, words, now)
    return importing.confirm_list(actor, draft, seal=importing.seal_of(report), now=now)


@pytest.fixture
def lot(world, in_gent):
    return make_lot(world)


@pytest.fixture
def tom(world):
    return world.tom.actor


def test_a_purchase_keeps_its_invoice_and_price(world, in_gent, now):
    lot = make_lot(world, kind=LotKind.PURCHASE, invoice_number="F-1", price_cents=250_000)
    assert str(lot.code).startswith("S")
    assert (lot.price_cents, lot.state) == (250_000, LotState.ANNOUNCED)


def test_a_technician_may_receive_but_not_announce(world, lot, tom, now):
    with pytest.raises(MayNot):
        actions.announce(tom, kind=LotKind.DONATION, partner=lot.partner, now=now)
    assert actions.receive(tom, lot, "SN1", now=now).stage == Stage.RECEIVED


def test_a_contact_of_another_partner_is_refused(world, lot, now):
    from inventory.partners.actions import add_contact

    stranger = add_contact(world.fatima.actor, make_partner(world), name="An", phone="09", now=now)
    with pytest.raises(actions.ContactOfAnother):
        actions.edit(world.fatima.actor, lot, contact=stranger, now=now)


def test_scanning_registers_received_laptops_of_the_giver(world, lot, tom, now):
    device = actions.receive(tom, lot, " 5cd 123 ", maker="HP", model="ProBook 450", now=now)
    assert (device.stage, device.serial, device.donor_id) == (Stage.RECEIVED, "5cd 123", lot.partner_id)
    assert lot.state == LotState.RECEIVING
    assert queries.last_models(lot) == [("HP", "ProBook 450")]


def test_what_is_seen_at_the_door_stays_on_the_laptop(world, lot, tom, now):
    seen = {Finding.SCREEN, Finding.NO_CHARGER}
    device = actions.receive(tom, lot, "SN1", findings=seen, defect="Scherm stuk", now=now)
    assert (device.defect, device.charger) == ("Scherm stuk", False)


def test_a_laptop_that_is_here_is_not_received_twice(world, lot, tom, now):
    actions.receive(tom, lot, "SN1", now=now)
    with pytest.raises(SerialKnown):
        actions.receive(tom, lot, "sn 1", now=now)


def test_a_filler_or_nothing_is_no_serial_number(world, lot, tom, now):
    with pytest.raises(actions.FillerSerial):
        actions.receive(tom, lot, "Default string", now=now)
    with pytest.raises(actions.NoSerial):
        actions.receive(tom, lot, "  ", now=now)


HOSTS = {"leenkring.example"}


@pytest.fixture
def label_of_luik(app, world):
    """The code on a laptop of another digibank."""
    with app.test_request_context(), inside(world.luik):
        return str(make_device(world).code)


@pytest.mark.parametrize(
    "printed", ["{}", "HTTPS://LEENKRING.EXAMPLE/I/{}", "https://elsewhere.example/i/{}"]
)
def test_the_label_of_another_digibank_becomes_no_serial_number(label_of_luik, lot, tom, now, printed):
    with pytest.raises(scanned.NotOurLabel) as no:
        actions.receive(tom, lot, printed.format(label_of_luik), now=now, hosts=HOSTS)
    assert no.value.particulars == {}
    assert count(Device) == 0


def test_a_label_that_nobody_gave_out_is_answered_as_a_strangers(label_of_luik, lot, tom, now):
    """Else whoever types codes at the door would learn which are in use."""
    said = set()
    for label in (label_of_luik, "T" + codes.number_of(98_765)):
        with pytest.raises(Refusal) as no:
            actions.receive(tom, lot, label, now=now, hosts=HOSTS)
        said.add((type(no.value), str(no.value)))
    assert said == {(scanned.NotOurLabel, "")}


@pytest.mark.parametrize("text", ["T041826", "HTTPS://LEENKRING.EXAMPLE/I/T041826", "t 041 826"])
def test_a_misread_label_says_so(lot, tom, now, text):
    with pytest.raises(scanned.MisreadLabel):
        actions.receive(tom, lot, text, now=now, hosts=HOSTS)


@pytest.mark.parametrize(
    "text", ["https://qr.maker.example/s/5CG923", "HTTPS://LEENKRING.EXAMPLE/M/K7TQ4PX2RD"]
)
def test_a_link_is_no_serial_number(lot, tom, now, text):
    for is_sure in (False, True):
        with pytest.raises(scanned.LinkScanned):
            actions.receive(tom, lot, text, now=now, hosts=HOSTS, is_sure=is_sure)


def test_a_national_number_is_not_taken_in_at_the_door(lot, tom, now):
    with pytest.raises(NationalNumber):
        actions.receive(tom, lot, "85.07.30-033.28", now=now, hosts=HOSTS)


@pytest.mark.parametrize("printed", ["{}", "HTTPS://LEENKRING.EXAMPLE/I/{}"])
def test_our_own_label_says_which_laptop_it_is(lot, tom, now, printed):
    device = actions.receive(tom, lot, "SN1", maker="HP", model="Elite", now=now)
    with pytest.raises(scanned.HereAlready) as no:
        actions.receive(tom, lot, printed.format(device.code), now=now, hosts=HOSTS)
    assert no.value.particulars == {"code": device.spoken, "name": "HP Elite", "stage": Stage.RECEIVED}


def test_a_label_as_a_link_receives_the_laptop_that_is_awaited(lot, tom, now):
    bring_in(tom, lot, LIST, now)
    link = f"HTTPS://LEENKRING.EXAMPLE/I/{devices.find_by_serial('AB-1').code}"
    assert actions.receive(tom, lot, link, now=now, hosts=HOSTS).serial == "AB-1"


def test_the_label_of_a_shelf_is_no_laptop(world, lot, tom, now):
    shelf = make_place(world)
    with pytest.raises(scanned.LabelOfSomethingElse) as no:
        actions.receive(tom, lot, str(shelf.code), now=now, hosts=HOSTS)
    assert no.value.particulars["kind"] == "R"


def test_a_label_whose_laptop_was_taken_back_belongs_to_nothing(lot, tom, now):
    stray = actions.receive(tom, lot, "SN1", now=now)
    label = str(stray.code)
    actions.undo_receive(tom, lot, stray, now=now)
    with pytest.raises(scanned.LabelOfNothing):
        actions.receive(tom, lot, label, now=now, hosts=HOSTS)


def test_a_makers_number_that_looks_like_a_label_comes_in_when_someone_looked(lot, tom, now):
    for text in ("T041826", "L" + codes.number_of(98_765)):
        assert actions.receive(tom, lot, text, now=now, hosts=HOSTS, is_sure=True).serial == text


@pytest.mark.parametrize("text", ["041826", "123456", "0012345678"])
def test_bare_digits_are_a_serial_number(lot, tom, now, text):
    assert actions.receive(tom, lot, text, now=now, hosts=HOSTS).serial == text


def test_a_label_in_the_givers_list_becomes_no_serial_number(label_of_luik, world, lot, tom, now):
    here, shelf = make_device(world), make_place(world)
    code, link = str(here.code).lower(), f"https://leenkring.example/i/{here.code}"
    strange = f"https://elsewhere.example/i/{label_of_luik}"
    rows = f"{code};;;\n{link};;;\n{shelf.code};;;\n{label_of_luik};;;\n{strange};;;\nhttps://a.be/x;;;\n"
    draft = importing.upload_list(
        tom, lot, ("Serial;Maker;;\nGOOD1;;;\n" + rows).encode(), "list.csv", now=now
    )
    report = importing.report_of(draft)
    verdicts = [row.verdict for row in report]
    assert verdicts == [RowVerdict.NEW, *[RowVerdict.OUR_LABEL] * 3, *[RowVerdict.LABEL] * 3]
    assert [row.named for row in report[1:]] == [here.spoken, here.spoken, shelf.spoken, "", "", ""]
    assert importing.confirm_list(tom, draft, seal=importing.seal_of(report), now=now) == 1


def test_what_the_giver_announced_comes_in_though_it_looks_like_a_label(lot, tom, now):
    bring_in(tom, lot, LIST + "T041826;;;\n;L 98;;\n", now)
    assert actions.receive(tom, lot, "T041826", now=now, hosts=HOSTS).serial == "T041826"


def test_a_laptop_announced_on_another_lot_is_not_taken_by_this_one(world, lot, tom, now):
    bring_in(tom, make_lot(world), LIST, now)
    with pytest.raises(actions.OnAnotherLot):
        actions.receive(tom, lot, "AB-1", now=now)


def test_an_announced_laptop_is_received_by_serial_by_own_number_or_by_label(world, lot, tom, now):
    bring_in(tom, lot, LIST + "AB-3;;;\n", now)
    first = actions.receive(tom, lot, "ab-1", now=now)
    second = actions.receive(tom, lot, "A2", now=now)
    label = str(devices.find_by_serial("AB-3").code)
    third = actions.receive(tom, lot, label, maker="HP", model="Elite", now=now)
    assert {first.stage, second.stage, third.stage} == {Stage.RECEIVED}
    assert (first.model, third.model) == ("Modula 15", "Elite")
    assert count(Device) == 3


def test_a_wrong_scan_vanishes_and_an_announced_laptop_is_awaited_again(world, lot, tom, now):
    bring_in(tom, lot, LIST, now)
    stray = actions.receive(tom, lot, "WRONG", now=now)
    listed = actions.receive(tom, lot, "AB-1", now=now)
    actions.undo_receive(tom, lot, stray, now=now)
    actions.undo_receive(tom, lot, listed, now=now)
    assert devices.find_by_serial("WRONG") is None
    assert (listed.stage, listed.received_at) == (Stage.ANNOUNCED, None)
    assert queries.standing_of(lot).missing == 2
    assert list(verify()) == []


def test_what_went_on_to_the_bench_is_not_undone(world, lot, tom, now):
    device = actions.receive(tom, lot, "SN1", now=now)
    devices.add_medium(tom, device, now=now, serial="D1")
    with pytest.raises(actions.TooLateToUndo):
        actions.undo_receive(tom, lot, device, now=now)


def test_missing_and_extra_laptops_are_told_against_the_list(world, lot, tom, now):
    bring_in(tom, lot, LIST, now)
    actions.receive(tom, lot, "AB-1", now=now)
    actions.receive(tom, lot, "EXTRA", now=now)
    standing = queries.standing_of(lot)
    assert (standing.listed, standing.received, standing.missing, standing.extra) == (2, 2, 1, 1)
    assert [line.serial for line in queries.missing_lines(lot)] == ["AB-2"]
    assert [device.serial for device in queries.extra_devices(lot)] == ["EXTRA"]


def test_a_list_that_comes_after_the_laptops_confirms_them(world, lot, tom, now):
    actions.receive(tom, lot, "AB-1", now=now)
    _draft, report = upload(tom, lot, LIST, now)
    assert [row.verdict for row in report] == [RowVerdict.MATCHED, RowVerdict.NEW]
    bring_in(tom, lot, LIST, now)
    standing = queries.standing_of(lot)
    assert (standing.received, standing.missing, standing.extra) == (1, 1, 0)


def test_a_list_is_saved_only_as_it_was_shown(world, lot, tom, now):
    draft, report = upload(tom, lot, LIST, now)
    assert count(Device) == 0
    actions.receive(tom, lot, "AB-2", now=now)
    with pytest.raises(importing.ReportChanged):
        importing.confirm_list(tom, draft, seal=importing.seal_of(report), now=now)
    assert count(LotLine) == 0
    assert (
        importing.confirm_list(tom, draft, seal=importing.seal_of(importing.report_of(draft)), now=now) == 2
    )
    assert draft.content == []


def test_a_list_confirmed_twice_is_saved_once(world, lot, tom, now):
    draft, report = upload(tom, lot, LIST, now)
    seal = importing.seal_of(report)
    importing.confirm_list(tom, draft, seal=seal, now=now)
    with pytest.raises(importing.ReportChanged):
        importing.confirm_list(tom, draft, seal=seal, now=now)
    assert count(Device) == 2


def test_rows_that_cannot_come_in_are_named_and_left_out(world, lot, tom, now):
    words = LIST + "AB-1;;;\n=1+1;;;\n;Jan 85.07.30-033.28;;\n"
    draft, report = upload(tom, lot, words, now)
    assert [row.verdict for row in report][2:] == ["twice", "formula", "national_number"]
    assert "85.07.30" not in json.dumps(draft.content)
    assert bring_in(tom, lot, words, now) == 2


def test_columns_are_named_by_hand_when_headings_do_not_tell(world, lot, tom, now):
    draft, report = upload(tom, lot, "iets;Q7\nanders;Q8\n", now)
    assert report == []
    importing.map_columns(tom, draft, {importing.ListField.SERIAL: 1}, headed=False, now=now)
    assert [row.serial for row in importing.report_of(draft)] == ["Q7", "Q8"]
    with pytest.raises(importing.NoColumnChosen):
        importing.map_columns(tom, draft, {importing.ListField.MODEL: 1}, headed=False, now=now)


def test_drafts_that_nobody_confirmed_are_emptied(world, lot, tom, now):
    draft, _report = upload(tom, lot, LIST, now)
    from datetime import timedelta

    assert importing.forget_drafts(tom, before=now + timedelta(days=1), now=now) == 1
    assert db.session.get_one(ImportDraft, draft.id).content == []


def test_ten_thousand_rows_ask_the_database_no_more_per_row(world, lot, tom, now):
    with counted() as few:
        assert bring_in(tom, lot, _serials("FEW", 100), now) == 100
    with counted() as many:
        assert bring_in(tom, lot, _serials("BULK", 10_000), now) == 10_000
    assert len(many) <= len(few) * 100
    assert count(Device) == count(Passage) == count(LotLine) == 10_100
    assert count(AuditEvent) >= 10_000
    device = devices.find_by_serial("BULK00042")
    assert (device.stage, device.lot_id, device.donor_id) == (Stage.ANNOUNCED, lot.id, lot.partner_id)


def _serials(begin, how_many):
    return "Serial\n" + "\n".join(f"{begin}{number:05d}" for number in range(how_many))


def test_a_gift_is_signed_for_before_it_is_closed(world, lot, tom, now):
    with pytest.raises(actions.NotSignedFor):
        actions.close(tom, lot, now=now)
    actions.sign_for(tom, lot, by="An Gever", chargers=2, now=now)
    with pytest.raises(actions.NothingReceived):
        actions.close(tom, lot, now=now)
    actions.receive(tom, lot, "SN1", now=now)
    actions.close(tom, lot, now=now)
    with pytest.raises(rules.LotIsClosed):
        actions.receive(tom, lot, "SN2", now=now)
    actions.reopen(world.fatima.actor, lot, now=now)
    assert actions.receive(tom, lot, "SN2", now=now).stage == Stage.RECEIVED


def test_the_giver_is_told_what_came_in_once_the_lot_is_closed(world, in_gent, tom, now):
    from inventory.foundation.outbox import Letter

    lot = make_lot(world, partner=make_partner(world, email="it@fictief.example"))
    actions.receive(tom, lot, "SN-77", maker="HP", model="ProBook", now=now)
    with pytest.raises(thanks.NotClosedYet):
        thanks.thank(tom, lot, now=now)
    actions.sign_for(tom, lot, by="An", now=now)
    actions.close(tom, lot, now=now)
    thanks.thank(tom, lot, now=now)
    letter = db.session.execute(db.select(Letter)).scalar_one()
    assert letter.to_email == "it@fictief.example"
    assert "SN-77" in letter.body


def test_without_an_address_nobody_is_told(world, lot, tom, now):
    actions.receive(tom, lot, "SN-77", now=now)
    actions.sign_for(tom, lot, by="An", now=now)
    actions.close(tom, lot, now=now)
    with pytest.raises(thanks.NobodyToTell):
        thanks.thank(tom, lot, now=now)


def test_a_laptop_goes_back_at_the_door_with_its_reason(world, lot, tom, now):
    device = actions.receive(tom, lot, "SN1", now=now)
    actions.refuse(tom, device, RefusedBecause.LOCKED, words="Vergrendeld", now=now)
    assert (device.stage, queries.standing_of(lot).refused) == (Stage.REFUSED, 1)
    # What went back may come again, unlocked.
    assert actions.receive(tom, lot, "SN1", now=now).id != device.id


def reports_of(*trees):
    return [(f"{number}.json", json.dumps(tree).encode()) for number, tree in enumerate(trees)]


def test_hardware_reports_make_a_device_with_its_drives(world, lot, tom, now):
    draft = reporting.upload_reports(tom, lot, [*reports_of(LSHW, SMARTCTL), ("x.pdf", b"%PDF")], now=now)
    (planned,) = reporting.plan_of(draft)
    assert (planned.verdict, len(planned.machine.files)) == (MachineVerdict.NEW, 2)
    assert Remark.MEDIUM_FAILING in planned.machine.report.remarks
    assert reporting.refused_files(draft) == [("x.pdf", "UnknownReport")]
    (device,) = reporting.confirm_reports(tom, draft, seal=reporting.seal_of([planned]), now=now)
    assert (device.stage, device.model, device.memory_mb) == (Stage.RECEIVED, "Modula 15", 8192)
    assert sorted(medium.serial for medium in devices.media_of(device)) == ["0x12345678", "DISK-77", "NV-1"]
    assert not any(medium.is_clean for medium in devices.media_of(device))


def test_a_report_brings_in_an_announced_device_and_fills_in_one_that_is_here(world, lot, tom, now):
    bring_in(tom, lot, "Serial\nFX-000123\n", now)
    for verdict in (MachineVerdict.ARRIVES, MachineVerdict.FILLED_IN):
        draft = reporting.upload_reports(tom, lot, reports_of(LSHW), now=now)
        plan = reporting.plan_of(draft)
        assert [one.verdict for one in plan] == [verdict]
        reporting.confirm_reports(tom, draft, seal=reporting.seal_of(plan), now=now)
    device = devices.find_by_serial("FX-000123")
    assert (device.stage, device.maker, len(devices.media_of(device))) == (Stage.RECEIVED, "Fictron", 3)


def test_a_device_of_another_lot_and_a_loose_drive_are_told_and_not_touched(world, lot, tom, now):
    actions.receive(tom, make_lot(world), "FX-000123", now=now)
    stranger = SMARTCTL | {"serial_number": "NOBODY"}
    draft = reporting.upload_reports(tom, lot, reports_of(LSHW, stranger), now=now)
    plan = reporting.plan_of(draft)
    assert [one.verdict for one in plan] == [MachineVerdict.ELSEWHERE, MachineVerdict.LOOSE_DRIVE]
    with pytest.raises(importing.NothingComesIn):
        reporting.confirm_reports(tom, draft, seal=reporting.seal_of(plan), now=now)


def test_a_receipt_altered_behind_our_back_is_found(world, lot, tom, now):
    from inventory.foundation.transaction import upkeep
    from inventory.intake.offered import what_does_not_hold

    actions.receive(tom, lot, "SN1", now=now)
    actions.sign_for(tom, lot, by="An", now=now)
    actions.close(tom, lot, now=now)
    assert list(what_does_not_hold()) == []
    with upkeep():
        lot.receipt = b"another paper"
    assert list(what_does_not_hold()) == [f"receipt of lot {lot.code} was altered"]


def test_nobody_reaches_a_lot_of_another_digibank(world, lot, now):
    from inventory.foundation.refusal import NotHere
    from inventory.foundation.tenancy import inside

    text = str(lot.code)
    with inside(world.luik), pytest.raises(NotHere):
        actions.get_lot(text)


def test_the_receipt_is_sealed_and_says_what_it_is_and_is_not(world, lot, tom, now):
    from io import BytesIO

    from pypdf import PdfReader

    from inventory.seals.checking import check

    actions.receive(tom, lot, "SN1", maker="HP", model="Elite", now=now)
    actions.sign_for(tom, lot, by="Dirk Peeters", now=now)
    actions.close(tom, lot, now=now)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(lot.receipt)).pages).split())
    for told in (
        "gratis",
        "onttrekking",
        "geen fiscaal attest",
        "Dirk Peeters",
        "Tom, Digibank Gent",
        "KBO/BCE",
    ):
        assert told in words, told
    [whole, unchanged, *_facts] = check(lot.receipt).findings
    assert whole.is_so
    assert unchanged.is_so
    assert not check(lot.receipt.replace(b"Digibank", b"Digibunk", 1) + b"x").is_whole
