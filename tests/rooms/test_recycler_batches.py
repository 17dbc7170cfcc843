"""Batches to a recycler: devices of several lots leave together with one receipt, and each lot keeps its own proof."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from inventory.devices import actions as devices
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.journey import Move
from inventory.partners.models import PartnerKind
from inventory.recycling import actions, batches, queries
from inventory.recycling.models import RecycledDevice, RecyclerReceipt
from inventory.reuse_sheets import register
from tests.cast import NOW
from tests.make import make_lot, make_partner, make_wiped_device
from tests.rooms.test_recycling import pdf

DAY = date(2026, 11, 20)


@pytest.fixture
def scene(world, app):
    """Two gifts with a recycled laptop each, one that came in by hand, and a recycler."""
    with app.test_request_context(), inside(world.gent):
        lots = [make_lot(world, partner=make_partner(world, name=name)) for name in ("Bakkerij", "Slager")]
        found = [make_wiped_device(world, lot_id=lot.id, donor_id=lot.partner_id) for lot in lots]
        found.append(make_wiped_device(world))
        for device in found:
            devices.discard(world.sofie.actor, device, Move.RECYCLE, reason="too_old", now=NOW)
        recycler = make_partner(world, name="Recycler Voorbeeld", kind=PartnerKind.RECYCLER)
        yield lots, found, recycler


def filled(world, scene):
    _lots, found, recycler = scene
    batch = batches.begin(world.fatima.actor, recycler, now=NOW)
    batches.put_in(world.fatima.actor, batch, found, now=NOW)
    return batch


def handed_over(world, scene, **told):
    return batches.hand_over(world.fatima.actor, filled(world, scene), taken_on=DAY, now=NOW, **told)


def test_one_paper_gives_each_lot_its_own_receipt(world, scene):
    lots, found, _recycler = scene
    batch = handed_over(world, scene, grams=5_100, waste_code="200135*")
    assert batch.waste_code == "20 01 35*"
    content = pdf()
    kept = batches.keep_paper(
        world.fatima.actor, batch, content=content, file_name="a.pdf", number="R-9", grams=5_000, now=NOW
    )
    again = batches.keep_paper(world.fatima.actor, batch, content=content, file_name="b.pdf", now=NOW)
    assert again.id == kept.id
    receipts = db.session.scalars(select(RecyclerReceipt).order_by(RecyclerReceipt.lot_id)).all()
    assert [(one.lot_id, one.number, one.grams, one.content) for one in receipts] == [
        (lot.id, "R-9", None, content) for lot in lots
    ]
    lines = db.session.scalars(select(RecycledDevice).order_by(RecycledDevice.device_id)).all()
    assert [(one.device_id, one.lot_id) for one in lines] == [(found[at].id, lots[at].id) for at in range(2)]
    assert list(queries.altered()) == []
    with pytest.raises(batches.PaperIsHere):
        batches.keep_paper(world.fatima.actor, batch, content=pdf(2), file_name="c.pdf", now=NOW)
    with pytest.raises(DBAPIError):
        db.session.execute(text("DELETE FROM batch_paper"))
    db.session.rollback()


def test_a_device_leaves_once(world, scene):
    lots, found, recycler = scene
    batch = filled(world, scene)
    other = batches.begin(world.fatima.actor, recycler, now=NOW)
    assert (batch.number, other.number) == (1, 2)
    with pytest.raises(actions.InABatch):
        batches.put_in(world.fatima.actor, other, found[:1], now=NOW)
    receipt = {"recycler": recycler, "taken_on": DAY, "content": pdf(), "file_name": "a.pdf", "now": NOW}
    with pytest.raises(actions.InABatch):
        actions.keep(world.fatima.actor, lots[0], found[:1], **receipt)
    assert queries.without_receipt(lots[0]) == []
    batches.take_out(world.fatima.actor, batch, found[0], now=NOW)
    actions.keep(world.fatima.actor, lots[0], found[:1], **receipt)
    with pytest.raises(actions.HasAReceipt):
        batches.put_in(world.fatima.actor, other, found[:1], now=NOW)


def test_what_left_stays_as_it_left(world, scene):
    _lots, found, _recycler = scene
    batch = handed_over(world, scene)
    for deed in (
        lambda: batches.take_out(world.fatima.actor, batch, found[0], now=NOW),
        lambda: batches.hand_over(world.fatima.actor, batch, taken_on=DAY, now=NOW),
    ):
        with pytest.raises(batches.BatchLeft):
            deed()


def test_what_cannot_be_is_refused(world, scene):
    _lots, _found, recycler = scene
    empty = batches.begin(world.fatima.actor, recycler, now=NOW)
    shop = make_partner(world, name="Winkel", kind=PartnerKind.SUPPLIER)
    boss = world.fatima.actor
    for refusal, deed in (
        (actions.NotARecycler, lambda: batches.begin(boss, shop, now=NOW)),
        (MayNot, lambda: batches.begin(world.tom.actor, recycler, now=NOW)),
        (actions.NoDevice, lambda: batches.hand_over(boss, empty, taken_on=DAY, now=NOW)),
        (actions.NotYet, lambda: batches.hand_over(boss, empty, taken_on=DAY + timedelta(days=30), now=NOW)),
        (
            batches.BatchStillHere,
            lambda: batches.keep_paper(boss, empty, content=pdf(), file_name="a.pdf", now=NOW),
        ),
        (actions.NotRecycled, lambda: batches.put_in(boss, empty, [make_wiped_device(world)], now=NOW)),
    ):
        with pytest.raises(refusal):
            deed()


def test_the_pages_from_a_scan_to_the_receipt(client, world, scene):
    _lots, found, recycler = scene
    codes, ids = [str(one.code) for one in found], [one.id for one in found]
    client.sign_in(world.fatima)
    begun = client.post("/gent/recycling/batches", data={"recycler": recycler.id})
    batch = begun.headers["Location"].removeprefix("http://localhost")
    assert client.post(f"{batch}/scan", data={"text": "T999"}).status_code == 422
    assert client.post(f"{batch}/scan", data={"text": codes[0]}).status_code == 303
    assert client.post(f"{batch}/put-in", data={}).status_code == 422
    assert client.post(f"{batch}/put-in", data={"devices": ids[1:]}).status_code == 303
    assert client.post(f"{batch}/take-out/{codes[2]}").status_code == 303
    shown = client.get(batch).text
    assert codes[0] in shown.replace(" ", "")
    for wrong in ({"kilograms": "-3"}, {"waste_code": "computers"}, {"taken_on": "2031-01-01"}):
        assert client.post(f"{batch}/hand-over", data={"taken_on": "2026-11-20", **wrong}).status_code == 422
    told = {"taken_on": "2026-11-20", "kilograms": "3,35", "waste_code": "20 01 36"}
    assert client.post(f"{batch}/hand-over", data=told).status_code == 303
    assert "3.35" in client.get(batch).text
    paper = {"number": "R-77", "file": (io.BytesIO(pdf()), "paper.pdf")}
    assert client.post(f"{batch}/paper", data=paper).status_code == 303
    assert client.get(f"{batch}/paper").data[:5] == b"%PDF-"
    assert "Receipt kept" in client.get("/gent/recycling/batches").text
    assert "Download" in client.get(f"/gent/devices/{codes[0]}").text
    assert client.sign_in(world.tom).get(batch).status_code == 403
    assert client.sign_in(world.bram).get(batch.replace("gent", "luik")).status_code in (403, 404)


def test_a_paper_about_a_batch_and_another_device_counts_each_device_once(world, scene):
    lots, found, recycler = scene
    other = make_wiped_device(world, lot_id=lots[0].id, donor_id=lots[0].partner_id)
    devices.discard(world.sofie.actor, other, Move.RECYCLE, reason="too_old", now=NOW)
    told = {"content": pdf(), "file_name": "a.pdf", "now": NOW}
    actions.keep(world.fatima.actor, lots[0], [other], recycler=recycler, taken_on=DAY, **told)
    batches.keep_paper(world.fatima.actor, handed_over(world, scene), **told)
    taken = register.waste_in(Period(DAY, DAY))
    assert sum(one.pieces for one in taken) == len(found) + 1


def test_what_one_paper_weighs_counts_once_whatever_it_is_kept_for(world, scene):
    """The recycler weighed all of it together, and whoever keeps the paper types that weight each time."""
    lots, found, recycler = scene
    others = [make_wiped_device(world, lot_id=lot.id, donor_id=lot.partner_id) for lot in lots]
    told = {"content": pdf(), "file_name": "a.pdf", "now": NOW, "grams": 9_000}
    for lot, other in zip(lots, others, strict=True):
        devices.discard(world.sofie.actor, other, Move.RECYCLE, reason="too_old", now=NOW)
        actions.keep(world.fatima.actor, lot, [other], recycler=recycler, taken_on=DAY, **told)
    taken = register.waste_in(Period(DAY, DAY))
    assert [(one.grams, one.how) for one in taken] == [(9_000, "recycler"), (None, "together")]
    batches.keep_paper(world.fatima.actor, handed_over(world, scene), **told)
    taken = register.waste_in(Period(DAY, DAY))
    assert sorted((one.grams or 0, one.how) for one in taken) == [
        (0, "together"), (0, "together"), (9_000, "recycler"),
    ]  # fmt: skip
    assert sum(one.pieces for one in taken) == len(found) + len(others)
    apart = make_wiped_device(world, lot_id=lots[0].id, donor_id=lots[0].partner_id)
    devices.discard(world.sofie.actor, apart, Move.RECYCLE, reason="too_old", now=NOW)
    another = told | {"content": pdf() + b"\n", "grams": 2_000}
    actions.keep(world.fatima.actor, lots[0], [apart], recycler=recycler, taken_on=DAY, **another)
    assert sum(one.grams or 0 for one in register.waste_in(Period(DAY, DAY))) == 11_000
