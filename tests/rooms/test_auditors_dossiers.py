"""The auditor's dossier: everything about one gift in one file, made in the background, and nobody else's."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inventory.agreements.queries import paper_of
from inventory.agreements.rules import AgreementKind
from inventory.devices import actions as devices
from inventory.dossiers import actions, gathering, making, packing
from inventory.dossiers.models import Dossier
from inventory.dossiers.rules import DossierGone, NotAGift
from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.made_files import Making
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.intake import manifest
from inventory.intake.models import LotKind
from inventory.journey import Move
from inventory.partners.models import PartnerKind
from inventory.permissions import Permission
from inventory.recycling import actions as recycling
from inventory.wiping import actions as wiping
from inventory.wiping import bench, queries
from tests.cast import NOW
from tests.checked import make_checked
from tests.house.reading import text_of
from tests.make import (
    make_agreement,
    make_device,
    make_loan,
    make_lot,
    make_lot_attest,
    make_partner,
    make_wipe_log,
    make_wiped_device,
    make_wiped_lot,
)

LATER = NOW + timedelta(hours=8)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """A data folder of the test's own."""
    monkeypatch.setenv("LEENKRING_DATA", str(tmp_path))


@pytest.fixture
def lot(world, in_gent):
    lot = make_wiped_lot(world, count=2)
    make_lot_attest(world, lot, now=LATER)
    return lot


def made(world, lot, locale="nl"):
    """A dossier of this lot, made."""
    dossier = actions.ask_for_dossier(world.fatima.actor, lot, locale=locale, now=LATER)
    making.make_waiting()
    db.session.refresh(dossier)
    return dossier


def opened(dossier):
    _dossier, path = making.get_ready(dossier.id)
    return zipfile.ZipFile(path)


def custody_of(archive):
    text = archive.read("custody.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_everything_is_in_it_and_every_fingerprint_fits(world, lot):
    dossier = made(world, lot)
    assert dossier.state is Making.READY
    assert (dossier.done, dossier.kept_until - dossier.ready_at) == (dossier.total, making.KEPT)
    with opened(dossier) as archive:
        names = archive.namelist()
        own = [queries.certificates_of(device.id)[0] for device in gathering.devices_of(lot)]
        for certificate in own:
            paper = next(paper for paper in certificate.papers if paper.locale == "nl")
            assert archive.read(f"attests/{certificate.code}.pdf") == paper.content
            assert json.loads(archive.read(f"attests/{certificate.code}.json"))["number"] == str(
                certificate.code
            )
        whole = gathering.valid_of(lot)
        assert archive.read(f"lot/{whole.code}.pdf") == actions.paper_of(whole, "nl").content
        assert archive.read("receipt.pdf") == lot.receipt
        assert len([name for name in names if name.startswith("evidence/")]) == 2
        assert any(name.startswith("seals/leenkring-") for name in names)
        listed = dict(
            reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines()
        )
        assert set(listed) == set(names) - {"SHA256SUMS"}
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
        assert "SHA256SUMS" in archive.read("README.txt").decode()
    _dossier, path = making.get_ready(dossier.id)
    assert packing.fingerprint(path) == (dossier.sha256, dossier.size_bytes)
    assert path.stat().st_mode & 0o077 == 0


def test_what_was_signed_and_who_took_the_rest_is_in_it(world, in_gent):
    partner = make_partner(world)
    donation = make_agreement(world, partner)
    processing = make_agreement(world, partner, kind=AgreementKind.PROCESSING)
    given = make_wiped_lot(world, count=2, partner=partner)
    device = gathering.devices_of(given)[1]
    devices.discard(world.fatima.actor, device, Move.RECYCLE, reason="too_old", now=LATER)
    paper = io.BytesIO()
    Image.new("RGB", (40, 30)).save(paper, "PNG")
    receipt = recycling.keep(
        world.fatima.actor, given, [device], recycler=make_partner(world, kind=PartnerKind.RECYCLER),
        taken_on=NOW.date(), number="R 1", content=paper.getvalue(), file_name="ontvangst.png", now=LATER,
    )  # fmt: skip
    with opened(made(world, given, "en")) as archive:
        for agreement in (donation, processing):
            assert archive.read(f"agreements/{agreement.reference}.pdf") == paper_of(agreement)
        assert archive.read("manifest-1.pdf") == manifest.paper_of(given)
        assert archive.read(f"recycler/{receipt.sha256[:12]}-ontvangst.jpg") == receipt.content
        told = archive.read("README.txt").decode()
    for name in ("agreements/", "manifest-1.pdf", "recycler/"):
        assert name in told


def test_custody_tells_every_move_by_function_and_never_by_name(world, lot):
    with opened(made(world, lot, "en")) as archive:
        rows = custody_of(archive)
        raw = archive.read("custody.csv").decode()
    deeds = [row["Deed"] for row in rows]
    for deed in (
        "intake.received",
        "intake.signed_for",
        "wiping.started",
        "wiping.verified",
        "wiping.finished",
    ):
        assert deed in deeds, deed
    by = {row["Deed"]: row["By"] for row in rows}
    assert by["wiping.recorded"] == "Technician"
    assert by["wiping.verified"] == "Bench supervisor"
    assert not [name for name in ("Tom", "Sofie", "Fatima") if name in raw]
    assert [int(row["Number in the journal"]) for row in rows] == sorted(
        int(row["Number in the journal"]) for row in rows
    )


def test_no_borrower_and_nothing_after_the_lending_is_in_it(world, lot):
    from inventory.returning.actions import take_back
    from inventory.returning.rules import Check, Files, Finding

    [device, _other] = gathering.devices_of(lot)
    make_checked(device, world.tom.actor, world.sofie.actor, now=LATER)
    loan = make_loan(world, device=device, now=LATER)
    name, code = loan.borrower.first_name, str(loan.code)
    back = LATER + timedelta(days=3)
    take_back(
        world.fatima.actor, loan, files=Files.MAY_GO, findings=dict.fromkeys(Check, Finding.FINE), choices={},
        now=back,
    )  # fmt: skip
    make_wiped_device(world, device=device, now=back)
    assert device.lap == 2
    second_round = queries.certificates_of(device.id, lap=2)[0]
    dossier = made(world, lot)
    with opened(dossier) as archive:
        deeds = {row["Handeling"] for row in custody_of(archive)}
        names = archive.namelist()
        _dossier, path = making.get_ready(dossier.id)
    text = text_of(type("Answer", (), {"data": path.read_bytes(), "mimetype": "application/zip"}))
    assert name not in text
    assert code not in text
    assert str(second_round.code) not in text
    assert not [deed for deed in deeds if deed.startswith(("lending", "returning", "applications"))]
    assert len([one for one in names if one.startswith("evidence/")]) == 2, (
        "the wipe after the return stays out"
    )


def test_a_report_that_also_tells_of_anothers_disk_stays_out_and_is_named(world, in_gent):
    lot = make_lot(world)
    mine = make_device(world, lot_id=lot.id, donor_id=lot.partner_id, serial="MINE1")
    theirs = make_device(world, serial="THEIRS1", lot_id=make_lot(world).id)
    log = make_wipe_log(mine, theirs, started_at=NOW)
    taken = bench.take_evidence(world.tom.actor, [("both.log", log)], now=NOW)
    wiping.record_wipes(
        world.tom.actor, [one.id for one in taken.taken if one.serial == mine.media[0].serial], now=NOW
    )
    wiping.verify_all(world.sofie.actor, queries.picture_of(mine).open_runs, now=NOW)
    with opened(made(world, lot, "en")) as archive:
        assert not [name for name in archive.namelist() if name.startswith("evidence/")]
        told = archive.read("README.txt").decode()
        assert "both.log" in told
        assert hashlib.sha256(log).hexdigest() in told
        assert theirs.media[0].serial not in "".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


def test_asking_twice_while_it_is_made_gives_the_same_one(world, lot):
    first = actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER)
    assert actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER).id == first.id
    assert actions.ask_for_dossier(world.fatima.actor, lot, locale="fr", now=LATER).id != first.id
    making.make_waiting()
    assert actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER).id != first.id


def test_the_database_keeps_one_under_way(world, lot):
    actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER)
    again = Dossier(lot_id=lot.id, locale="nl", asked_at=NOW, asked_by_id=world.fatima.user_id)
    with pytest.raises(IntegrityError):
        keep(again)


def keep(row):
    with upkeep():
        db.session.add(row)


def test_only_a_coordinator_asks_and_only_about_a_gift(world, lot):
    for person in (world.tom, world.sofie, world.nele):
        with pytest.raises(MayNot):
            actions.ask_for_dossier(person.actor, lot, locale="nl", now=LATER)
    bought = make_lot(world, partner=make_partner(world, kind="supplier"), kind=LotKind.PURCHASE)
    with pytest.raises(NotAGift):
        actions.ask_for_dossier(world.fatima.actor, bought, locale="nl", now=LATER)


def test_a_process_that_dies_in_the_middle_loses_nothing(world, lot, monkeypatch):
    dossier = actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER)
    dossier_id = dossier.id

    def die(*_args):
        raise SystemExit

    with monkeypatch.context() as struck:
        struck.setattr(packing, "_custody", die)
        with pytest.raises(SystemExit):
            making.make_waiting()
    db.session.expire_all()
    dossier = db.session.get_one(Dossier, dossier_id)
    assert dossier.state is Making.UNDER_WAY
    assert not list(making.FILES.folder().iterdir())
    making.make_waiting()
    db.session.expire_all()
    assert dossier.state is Making.UNDER_WAY, "it may still live"
    monkeypatch.setattr(clock, "_ask", lambda: dossier.touched_at + timedelta(minutes=11))
    making.make_waiting()
    db.session.expire_all()
    assert (dossier.state, dossier.tries) == (Making.READY, 2)
    with opened(dossier) as archive:
        assert archive.testzip() is None


def test_whoever_lived_after_all_lets_go(world, lot, monkeypatch):
    dossier = actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER)
    dossier_id = dossier.id

    def overtaken(*_args):
        with upkeep():
            other = db.session.get_one(Dossier, dossier_id)
            other.tries += 1

    monkeypatch.setattr(packing, "_seals", overtaken)
    making.make_waiting()
    db.session.expire_all()
    assert dossier.state is Making.UNDER_WAY
    assert not list(making.FILES.folder().iterdir())


def test_what_fails_three_times_is_given_up_and_said_so(world, lot, monkeypatch):
    dossier = actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER)
    moment = [clock.now()]
    monkeypatch.setattr(clock, "_ask", lambda: moment[0])

    def fail(*_args):
        raise OSError("no room")

    monkeypatch.setattr(packing, "_custody", fail)
    for _time in range(3):
        with pytest.raises(OSError, match="no room"):
            making.make_waiting()
        moment[0] += timedelta(minutes=11)
    making.make_waiting()
    db.session.expire_all()
    assert dossier.state is Making.FAILED
    with pytest.raises(NotHere):
        making.get_ready(dossier.id)
    assert actions.ask_for_dossier(world.fatima.actor, lot, locale="nl", now=LATER).id != dossier.id


def test_the_night_removes_what_was_kept_long_enough_and_what_belongs_to_nothing(world, lot, monkeypatch):
    dossier = made(world, lot)
    _dossier, path = making.get_ready(dossier.id)
    stray = making.FILES.folder() / f"{world.gent}-999.zip"
    half = making.FILES.folder() / f".{world.gent}-998.1.half"
    of_luik = making.FILES.folder() / f"{world.luik}-1.zip"
    for one in (stray, half, of_luik):
        one.write_bytes(b"left behind")
    night = Actor.house("nightly", world.gent, Permission)
    making.remove_old(night, clock.today())
    assert (path.exists(), stray.exists(), half.exists(), of_luik.exists()) == (True, False, False, True)
    monkeypatch.setattr(clock, "_ask", lambda: dossier.kept_until + timedelta(hours=1))
    making.remove_old(night, clock.today())
    db.session.expire_all()
    assert dossier.state is Making.REMOVED
    assert not path.exists()
    with pytest.raises(DossierGone):
        making.get_ready(dossier.id)


def test_packing_the_same_again_gives_the_same_but_for_what_happened_since(world, lot):
    one, other = io.BytesIO(), io.BytesIO()
    for file in (one, other):
        packing.pack(lot.id, "nl", file, moment=LATER, tell=lambda _done, _total: None)
    assert one.getvalue() == other.getvalue()


def test_a_cell_never_computes_and_a_file_name_leads_nowhere(world, in_gent):
    lot = make_lot(world)
    make_wiped_device(world, lot_id=lot.id, donor_id=lot.partner_id, donor_asset_number="=1+1")
    with opened(made(world, lot)) as archive:
        assert "'=1+1" in archive.read("attests.csv").decode()
        assert not [name for name in archive.namelist() if ".." in name or name.startswith("/")]


# --- the pages --------------------------------------------------------------------------------------


@pytest.fixture
def given(app, world):
    """Dirk's gift with a dossier, and another donor's: codes and ids."""
    from inventory.digibank.models import User
    from inventory.partners.actions import link_account

    with app.test_request_context(), inside(world.gent):
        partner = make_partner(world, name="Bakkerij Voorbeeld")
        link_account(world.fatima.actor, partner, db.session.get_one(User, world.dirk.user_id), now=NOW)
        lot = make_wiped_lot(world, count=2, partner=partner)
        other = make_wiped_lot(world, count=1)
        attests = [str(make_lot_attest(world, one, now=LATER).code) for one in (lot, other)]
        return [str(lot.code), str(other.code)], attests, [made(world, one).id for one in (lot, other)]


def test_fatima_asks_sees_how_far_it_is_and_downloads(app, client, world, given):
    [code, _other], _attests, _dossiers = given
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.sign_in(world.fatima)
    page = client.post(f"/gent/dossiers/{code}/dossier", data={"tongue": "fr"}, follow_redirects=True).text
    assert "The dossier is being made." in page
    assert "Waits to be made" in page
    assert client.post(f"/gent/dossiers/{code}/dossier", data={"tongue": "de"}).status_code == 422
    with app.test_request_context(), inside(world.gent):
        asked_id = db.session.scalar(select(db.func.max(Dossier.id)))
        with upkeep():
            asked = db.session.get_one(Dossier, asked_id)
            asked.state, asked.tries, asked.done, asked.total = Making.UNDER_WAY, 1, 3, 12
            asked.touched_at = clock.now()
    assert "Dossier: 3 of 12 files" in client.get(f"/gent/lots/{code}").text
    with app.test_request_context(), inside(world.gent):
        with upkeep():
            db.session.get_one(Dossier, asked_id).state = Making.WAITING
        making.make_waiting()
    page = client.get(f"/gent/dossiers/{code}").text
    address = f"/gent/dossiers/files/{asked_id}.zip"
    assert address in page
    answer = client.get(address)
    assert (answer.mimetype, answer.data[:2]) == ("application/zip", b"PK")


def test_others_neither_ask_nor_download(client, world, given):
    [code, _other], _attests, [dossier, _theirs] = given
    for person in (world.tom, world.sofie, world.nele, world.dirk):
        client.sign_in(person)
        assert client.post(f"/gent/dossiers/{code}/dossier", data={"tongue": "nl"}).status_code == 403
        assert client.get(f"/gent/dossiers/files/{dossier}.zip").status_code == 403
    client.sign_in(world.bram)
    assert client.get(f"/luik/dossiers/files/{dossier}.zip").status_code == 404


def test_dirk_downloads_his_own_and_no_others(client, world, given):
    [code, other], [attest, others_attest], [dossier, others_dossier] = given
    client.sign_in(world.dirk)
    page = client.get(f"/gent/donor/{code}").text
    assert f"/gent/donor/dossiers/{dossier}.zip" in page
    assert f"/gent/donor/whole/{attest}.pdf" in page
    assert client.get(f"/gent/donor/whole/{attest}.pdf").data[:5] == b"%PDF-"
    assert client.get(f"/gent/donor/dossiers/{dossier}.zip").data[:2] == b"PK"
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/gent/donor/{code}/attests.zip").data))
    assert f"{attest}.pdf" in packed.namelist()
    assert len(packed.namelist()) == 3
    for path in (f"whole/{others_attest}.pdf", f"dossiers/{others_dossier}.zip", f"{other}/attests.zip"):
        assert client.get(f"/gent/donor/{path}").status_code == 404, path


def test_a_file_that_is_gone_is_said_to_be_gone(client, world, given):
    _codes, _attests, [dossier, _other] = given
    for path in making.FILES.folder().iterdir():
        path.unlink()
    client.sign_in(world.fatima)
    assert client.get(f"/gent/dossiers/files/{dossier}.zip").status_code == 410
    assert client.get("/gent/dossiers/files/999999.zip").status_code == 404
