"""The reuse sheet of a device and the register of a period: on the page, on paper, as a file."""

import csv
import io
from datetime import timedelta

import pytest
from flask_babel import force_locale
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from inventory.devices import actions as devices
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.period import year_of
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.journey import Move
from inventory.partners.models import PartnerKind
from inventory.recycling import batches
from inventory.recycling.queries import batches_without_paper
from inventory.reuse_sheets import actions, paper, register, rules, sheet
from inventory.reuse_sheets.models import SheetFacts
from inventory.reuse_sheets.rules import Destination, Origin, WeightSource
from tests.cast import NOW
from tests.make import make_loan, make_lot, make_partner, make_ready_device, make_wiped_device, make_wiped_lot


@pytest.fixture
def here(world, app):
    with app.test_request_context(), inside(world.gent), force_locale("en"):
        yield


def words_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_each_room_tells_its_line_in_the_order_of_time(world, here):
    lot = make_wiped_lot(world, count=1)
    [device] = db.session.scalars(db.select(devices.Device).where(devices.Device.lot_id == lot.id)).all()
    devices.discard(world.sofie.actor, device, Move.RECYCLE, reason="too_old", now=NOW + timedelta(hours=1))
    recycler = make_partner(world, name="Recycler Voorbeeld", kind=PartnerKind.RECYCLER)
    batch = batches.begin(world.fatima.actor, recycler, now=NOW)
    batches.put_in(world.fatima.actor, batch, [device], now=NOW)
    batches.hand_over(world.fatima.actor, batch, taken_on=NOW.date(), now=NOW + timedelta(hours=2))
    found = sheet.gather(device)
    told = [(line.step, line.who, line.result) for line in found.lines]
    assert {told[0][0], told[1][0]} == {"Came in", "Visual inspection"}
    assert any(step.startswith("Erasing data") and "Erased" in result for step, _who, result in told)
    assert any(step.startswith("Second look") for step, _who, _result in told)
    assert told[-2][0] == "Left the circle"
    assert told[-2][2] == "To the recycler: Too old to be of use"
    assert told[-1][2] == "Recycler Voorbeeld, no receipt yet"
    assert [one.id for one in batches_without_paper()] == [batch.id]
    assert [line.at for line in found.lines] == sorted(line.at for line in found.lines)
    assert (found.eea_category, found.giver, len(found.attests)) == (2, lot.partner.name, 1)


def test_the_sheet_never_tells_who_borrowed_it(world, here):
    loan = make_loan(world, device=make_ready_device(world))
    told = repr(offered("reuse_sheet.lines", loan.device))
    for word in (loan.borrower.first_name, loan.borrower.last_name):
        assert word not in told


def test_the_paper_holds_what_the_law_asks_and_is_the_same_each_time(world, here):
    device = make_wiped_device(world, maker="Dell", model="Latitude ŞİĞ 5400", serial="SN-77")
    actions.complete(world.tom.actor, device, grams=1430, made_in=2021, now=NOW)
    drawn = [
        paper.draw(sheet.gather(device), "en", link="HTTP://X/I/T1", printed_on=NOW.date())
        for _time in range(2)
    ]
    assert drawn[0] == drawn[1]
    told = words_of(drawn[0])
    for word in (
        "Reuse sheet",
        device.spoken[2:],
        "Latitude ŞİĞ 5400",
        "SN-77",
        "2021",
        "1.43 kg",
        "2: screens",
    ):
        assert word in told, word
    assert len(PdfReader(io.BytesIO(drawn[0])).pages) == 1


def test_a_weight_of_a_model_counts_for_every_device_of_it(world, here):
    one, other = (make_wiped_device(world, maker="HP", model=name) for name in ("840 G5", "840  g5"))
    actions.complete(world.tom.actor, one, grams=1480, made_in=None, for_the_model=True, now=NOW)
    assert sheet.gather(one).weight.source is WeightSource.WEIGHED
    assert sheet.gather(other).weight == rules.Weight(1480, WeightSource.MODEL_WEIGHED)
    told = {
        "maker": "HP",
        "model": "840 G5",
        "grams": 1500,
        "source": WeightSource.MAKER,
        "note": "data sheet",
    }
    actions.set_weight(world.fatima.actor, other.kind, **told, now=NOW)
    assert sheet.gather(other).weight == rules.Weight(1500, WeightSource.MAKER)
    assert sheet.gather(other).weight_note == "data sheet"


def test_what_cannot_be_is_refused_and_nothing_is_kept(world, here):
    device = make_wiped_device(world, maker="", model="")
    tom = world.tom.actor
    for refusal, told in (
        (rules.NotAWeight, {"grams": -5, "made_in": None}),
        (rules.NotAYear, {"grams": None, "made_in": 2031}),
        (actions.NothingTold, {"grams": None, "made_in": None}),
        (actions.NoModel, {"grams": 1400, "made_in": None, "for_the_model": True}),
    ):
        with pytest.raises(refusal):
            actions.complete(tom, device, **told, now=NOW)
    with pytest.raises(MayNot):
        actions.complete(world.dirk.actor, device, grams=1400, made_in=None, now=NOW)
    assert db.session.scalars(db.select(SheetFacts)).all() == []
    db.session.add(SheetFacts(device_id=device.id, grams=-1, weighed_at=NOW))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_register_adds_up_each_device_once(world, here):
    lot = make_lot(world, partner=make_partner(world, name="Bakkerij Voorbeeld"))
    gone = make_wiped_device(world, lot_id=lot.id, donor_id=lot.partner_id)
    devices.discard(world.sofie.actor, gone, Move.RECYCLE, reason="broken", now=NOW)
    actions.complete(world.tom.actor, gone, grams=2000, made_in=None, now=NOW)
    old = make_wiped_device(world, now=NOW - timedelta(days=400))
    devices.miss(world.sofie.actor, old, now=NOW)
    devices.find(world.sofie.actor, old, now=NOW)
    make_wiped_device(world, now=NOW - timedelta(days=400))
    rows = {row.code: row for row in register.rows_in(year_of(NOW.year))}
    assert set(rows) == {gone.spoken, old.spoken}
    assert (rows[old.spoken].origin, rows[old.spoken].destination) == (Origin.BACK, Destination.HERE)
    mine = rows[gone.spoken]
    assert (mine.origin, mine.giver, mine.destination) == (
        Origin.GIFT, "Bakkerij Voorbeeld", Destination.RECYCLED_UNPROVEN,
    )  # fmt: skip
    totals = register.totals_of(iter(rows.values()))
    assert (totals.all.pieces, totals.all.grams) == (2, 2000 + 1650)
    assert sum(one.pieces for one in totals.by_destination.values()) == 2
    assert sum(one.grams for one in totals.by_category.values()) == 3650


def test_what_the_recycler_took_is_weighed_by_whoever_knows_best(world, here):
    recycler = make_partner(
        world, name="Recycler", kind=PartnerKind.RECYCLER, street="Kaai 1", municipality="Gent"
    )
    boss = world.fatima.actor

    def left(**told):
        device = make_wiped_device(world)
        devices.discard(world.sofie.actor, device, Move.RECYCLE, reason="broken", now=NOW)
        batch = batches.begin(boss, recycler, now=NOW)
        batches.put_in(boss, batch, [device], now=NOW)
        return batches.hand_over(boss, batch, taken_on=NOW.date(), now=NOW, **told)

    left()
    left(grams=1700, waste_code="200136")
    told = [(one.pieces, one.grams, one.how, one.waste_code) for one in register.waste_in(year_of(NOW.year))]
    assert sorted(told) == [(1, 1650, "devices", ""), (1, 1700, "scale", "20 01 36")]
    assert register.waste_in(year_of(NOW.year - 1)) == []


def test_the_pages_and_files_of_the_register(client, world, app):
    with app.test_request_context(), inside(world.gent):
        device = make_wiped_device(world, maker="Dell", model="=1+1")
        code = str(device.code)
    client.sign_in(world.fatima)
    asked = "?since=2026-01-01&until=2026-12-31"
    shown = client.get(f"/gent/reuse-sheets/{asked}")
    assert "1.65" in shown.text
    assert "first day comes after" in client.get("/gent/reuse-sheets/?since=2026-02-01&until=2026-01-01").text
    rows = list(
        csv.reader(
            io.StringIO(client.get(f"/gent/reuse-sheets/register/csv{asked}").data.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert rows[1][2] == "Dell =1+1"
    assert client.get(f"/gent/reuse-sheets/register/xlsx{asked}").data[:2] == b"PK"
    assert client.get(f"/gent/reuse-sheets/waste.csv{asked}").status_code == 200
    assert client.get("/gent/reuse-sheets/register/csv?since=x").status_code == 404
    register_words = words_of(client.get(f"/gent/reuse-sheets/register.pdf{asked}").data)
    assert "Register of preparation for reuse" in register_words
    assert "Boavizta" in register_words
    client.sign_in(world.tom)
    assert "Reuse sheet" in client.get(f"/gent/devices/{code}").text
    assert client.get(f"/gent/reuse-sheets/devices/{code}").status_code == 200
    for locale, title in (("nl", "Hergebruikfiche"), ("fr", "Fiche de réemploi"), ("en", "Reuse sheet")):
        assert title in words_of(client.get(f"/gent/reuse-sheets/devices/{code}/{locale}.pdf").data)
    assert client.get(f"/gent/reuse-sheets/devices/{code}/de.pdf").status_code == 404
    form = f"/gent/reuse-sheets/devices/{code}/complete"
    refused = client.post(form, data={"kilograms": "heavy", "made_in": "2021"})
    assert (refused.status_code, 'value="2021"' in refused.text) == (422, True)
    assert client.post(form, data={"kilograms": "1,43", "made_in": "2021"}).status_code == 303
    assert "1.43" in client.get(f"/gent/reuse-sheets/devices/{code}").text
    assert client.get("/gent/reuse-sheets/").status_code == 403
    assert client.sign_in(world.bram).get(f"/luik/reuse-sheets/devices/{code}").status_code == 404


def test_a_model_is_weighed_on_its_page(client, world, app):
    with app.test_request_context(), inside(world.gent):
        code = str(make_wiped_device(world, maker="Dell", model="Latitude 5400").code)
    client.sign_in(world.fatima)
    assert "Latitude 5400" in client.get("/gent/reuse-sheets/weights").text
    form = f"/gent/reuse-sheets/weights/{code}"
    assert client.post(form, data={"kilograms": "", "source": "maker"}).status_code == 422
    assert (
        client.post(form, data={"kilograms": "1,48", "source": "maker", "note": "data sheet"}).status_code
        == 303
    )
    assert "1.48" in client.get("/gent/reuse-sheets/weights").text
