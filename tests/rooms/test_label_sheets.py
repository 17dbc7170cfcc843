"""Thousands of labels at once: drawn in the background in the memory of a few, cancelled, got once, and removed."""

import tracemalloc
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inventory.foundation import clock
from inventory.foundation.actor import Actor
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.made_files import Making, TakenOver
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import inside
from inventory.intake import actions as intake
from inventory.permissions import Permission
from labels import printing, rules, sheets, views
from labels.models import SheetRun
from labels.sheet import LargerThanThePage, NoSuchCell, spots
from labels.stocks import STOCKS, Family, Layout, Stock
from tests.cast import NOW
from tests.make import make_device, make_lot
from tests.rules.test_stickers import make_tag


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """A data folder of the test's own, and a moment that stands still."""
    monkeypatch.setenv("LEENKRING_DATA", str(tmp_path))
    monkeypatch.setattr(clock, "_ask", lambda: NOW)


def asked(world, devices, **wanted):
    told = {"stock": "a4-24", "start": 1, "barcode": False, "centre": False, "now": NOW, **wanted}
    return sheets.ask(world.tom.actor, devices, **told)


def printed():
    query = select(AuditEvent.thing_id).where(AuditEvent.deed == "labels.printed").order_by(AuditEvent.number)
    return list(db.session.execute(query).scalars())


def test_it_is_drawn_in_the_background_and_written_down(world, in_gent):
    devices = [make_device(world) for _ in range(30)]
    run = asked(world, devices, start=5)
    with pytest.raises(NotHere):
        sheets.get_ready(run.id)
    sheets.make_waiting()
    db.session.refresh(run)
    assert (run.state, run.done, run.kept_until) == (Making.READY, 30, NOW + rules.KEPT_SHEETS)
    _run, path = sheets.get_ready(run.id)
    assert path.stat().st_mode & 0o077 == 0
    reader = PdfReader(path, strict=True)
    assert len(reader.pages) == 2
    words = "\n".join(page.extract_text() for page in reader.pages)
    for device in devices:
        assert device.spoken[2:] in words
    assert printed() == [device.id for device in devices]
    sheets.make_waiting()
    assert len(printed()) == 30


def test_asking_twice_gives_the_same(world, in_gent):
    devices = [make_device(world) for _ in range(2)]
    first = asked(world, devices)
    assert asked(world, devices).id == first.id
    assert asked(world, devices, stock="l7160").id != first.id


def test_what_the_paper_cannot_do_is_refused_before_anything_is_drawn(world, in_gent):
    with pytest.raises(NoSuchCell):
        asked(world, [make_device(world)], start=25)
    assert not sheets.listed(NOW)


def test_whoever_draws_stops_when_it_is_cancelled(world, in_gent, monkeypatch):
    monkeypatch.setattr(sheets, "_A_SIGN", 1)
    devices = [make_device(world) for _ in range(3)]
    run = asked(world, devices, stock="roll-62")
    tell, told = sheets.FILES.tell, []

    def cancelled_meanwhile(claim, done):
        told.append(done)
        sheets.cancel(world.tom.actor, db.session.get_one(SheetRun, run.id), now=NOW)
        tell(claim, done)

    monkeypatch.setattr(sheets.FILES, "tell", cancelled_meanwhile)
    sheets.make_waiting()
    db.session.refresh(run)
    assert (run.state, told) == (Making.CANCELLED, [1])
    assert not list(sheets.FILES.folder().iterdir())
    assert not printed()


def test_it_tells_how_far_it_is(world, in_gent, monkeypatch):
    monkeypatch.setattr(sheets, "_A_SIGN", 2)
    run = asked(world, [make_device(world) for _ in range(5)], stock="roll-62")
    tell, seen = sheets.FILES.tell, []

    def looked_at(claim, done):
        tell(claim, done)
        seen.append((db.session.get_one(SheetRun, run.id).done, run.total))

    monkeypatch.setattr(sheets.FILES, "tell", looked_at)
    sheets.make_waiting()
    assert seen == [(2, 5), (4, 5)]


def test_one_that_was_begun_by_a_process_that_died_is_drawn_anew(world, in_gent, monkeypatch):
    run = asked(world, [make_device(world)])
    claim = sheets.FILES.claim(NOW)
    sheets.make_waiting()
    db.session.refresh(run)
    assert run.state is Making.UNDER_WAY, "it may still live"
    monkeypatch.setattr(clock, "_ask", lambda: NOW + rules.SILENCE)
    sheets.make_waiting()
    db.session.refresh(run)
    assert (run.state, run.tries) == (Making.READY, 2)
    with pytest.raises(TakenOver):
        sheets.FILES.tell(claim, 1)
    assert len(printed()) == 1


def test_what_dies_again_and_again_is_given_up(world, in_gent, monkeypatch):
    run, moment = asked(world, [make_device(world)]), NOW
    for _ in range(3):
        assert sheets.FILES.claim(moment)
        moment += rules.SILENCE
    assert sheets.FILES.claim(moment) is None
    db.session.refresh(run)
    assert run.state is Making.FAILED


def test_what_is_for_nothing_any_more_is_not_made(world, in_gent):
    lot = make_lot(world)
    device = intake.receive(world.tom.actor, lot, "VERKEERD2", maker="HP", model="X", now=NOW)
    run = asked(world, [device])
    intake.undo_receive(world.tom.actor, lot, device, now=NOW)
    sheets.make_waiting()
    db.session.refresh(run)
    assert run.state is Making.FAILED


def test_after_two_days_the_file_is_gone(world, in_gent, monkeypatch):
    run = asked(world, [make_device(world)])
    sheets.make_waiting()
    _run, path = sheets.get_ready(run.id)
    stray = sheets.FILES.folder() / f".{world.gent}-99999.1.half"
    theirs = sheets.FILES.folder() / f".{world.luik}-99999.1.half"
    for left in (stray, theirs):
        left.write_bytes(b"left by a process that died")
    night = Actor.house("nightly", world.gent, Permission)
    sheets.remove_old(night, NOW.date())
    assert (path.is_file(), stray.is_file(), theirs.is_file()) == (True, False, True)
    monkeypatch.setattr(clock, "_ask", lambda: NOW + rules.KEPT_SHEETS)
    sheets.remove_old(night, NOW.date())
    assert not path.is_file()
    with pytest.raises(rules.SheetsGone):
        sheets.get_ready(run.id)


def test_a_large_lot_is_drawn_later_and_a_small_one_at_once(client, app, world, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 2)
    with app.test_request_context(), inside(world.gent):
        small, large = make_lot(world), make_lot(world)
        for lot, count in ((small, 2), (large, 3)):
            for _ in range(count):
                make_device(world, lot_id=lot.id)
        small_code, large_code = str(small.code), str(large.code)
    client.sign_in(world.tom)
    told = {"stock": "a4-65", "start": "1", "printer": "pdf", "once": "a"}
    at_once = client.post(f"/gent/labels/lots/{small_code}", data=told)
    assert "labels.pdf" in at_once.location
    later = client.post(f"/gent/labels/lots/{large_code}", data={**told, "once": "b"})
    assert later.location.endswith("/gent/labels/sheets")
    page = client.get("/gent/labels/sheets").text
    assert "data-follow" in page
    with app.test_request_context(), inside(world.gent):
        (run,) = db.session.execute(select(SheetRun)).scalars()
        run_id = run.id
        assert client.get(f"/gent/labels/sheets/{run_id}.pdf").status_code == 404
        sheets.make_waiting()
    page = client.get("/gent/labels/sheets").text
    assert "data-follow" not in page
    got = client.get(f"/gent/labels/sheets/{run_id}.pdf")
    assert got.mimetype == "application/pdf"
    assert len(PdfReader(BytesIO(got.data)).pages) == 1
    too_late = client.post(f"/gent/labels/sheets/{run_id}/cancel", data={"once": "c"})
    assert too_late.status_code == 303
    client.sign_in(world.bram)
    assert client.get(f"/luik/labels/sheets/{run_id}.pdf").status_code == 404


# --- drawing ---


def _most_memory(count: int, stock: Stock, path) -> int:
    """The most bytes of Python objects while so many labels are drawn into a file."""
    tags = (make_tag(1 + number) for number in range(count))
    tracemalloc.start()
    with path.open("wb") as file:
        printing.sheet_into(file, tags, count, stock, title="Labels", locale="nl")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.slow
@pytest.mark.parametrize("key", ["a4-24", "roll-62"])
def test_many_labels_take_the_memory_of_few(key, tmp_path):
    stock, path = STOCKS[key], tmp_path / "labels.pdf"
    _most_memory(100, stock, path)  # the letters are read once
    few, many = _most_memory(500, stock, path), _most_memory(2500, stock, path)
    # The QRs of late are kept, up to a thousand, and of each page its place in the file. Pages would be 12 MB.
    assert many - few < 4_000_000
    assert len(PdfReader(path, strict=True).pages) == -(-2500 // stock.cells)


def test_a_print_is_the_same_to_the_byte_each_time():
    tags = [make_tag(1 + number, "Şükrü فاطمة") for number in range(50)]
    first, second = (printing.sheet(tags, STOCKS["a4-24"], title="Labels", locale="nl") for _ in range(2))
    assert first == second


def test_a_paper_with_labels_larger_than_its_page_is_refused():
    wide = Stock("wide", Family.SHEET, 210, 297, 110, 37, Layout(28, 14, 9, 7), columns=2, rows=8)
    high = Stock("high", Family.ROLL, 62, 30, 62, 34, Layout(27, 15, 9, 7))
    for stock in (wide, high):
        with pytest.raises(LargerThanThePage):
            next(spots(stock, 1))
