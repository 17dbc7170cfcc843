"""Whose printers and labels they are: who may do what, what comes out by itself, and the pages."""

import pytest
from sqlalchemy import select

from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.intake import actions as intake
from labels import profile, queue, rules, sending
from labels.models import Printer, PrintJob
from labels.rules import PrintState
from tests.asked_labels import ask, deeds
from tests.cast import NOW
from tests.fake_printers import printer_that_is_off, raw_printer
from tests.make import anyone, make_device, make_lot
from tests.make_labels import make_printer, make_waiting_label

pytestmark = pytest.mark.usefixtures("printers_here")

# --- people ---


def test_a_laptop_that_comes_in_gets_its_label_by_itself(world, in_gent, at):
    with raw_printer() as zebra:
        printer = make_printer(world, port=zebra.port)
        lot = make_lot(world)
        intake.receive(world.tom.actor, lot, "SN0", maker="HP", model="X", now=NOW)
        profile.save_profile(
            world.fatima.actor, stock="roll-62", barcode=False, centre=False, found=False, printer=printer,
            on_receipt=True, now=NOW,
        )  # fmt: skip
        device = intake.receive(world.tom.actor, lot, "SN1", maker="HP", model="X", now=NOW)
        sending.send_waiting()
        (label,) = zebra.got
    assert str(device.code) in label.decode()
    assert "09 000 00 00" not in label.decode(), "the profile wants no phone number on it"
    (asked,) = deeds("labels.print_asked")
    assert (asked.actor_kind, asked.errand) == ("house", "label on receipt")


def test_a_scan_that_is_refused_prints_nothing(world, in_gent):
    printer, lot = make_printer(world), make_lot(world)
    profile.save_profile(
        world.fatima.actor, stock="roll-62", barcode=False, centre=False, found=True, printer=printer,
        on_receipt=True, now=NOW,
    )  # fmt: skip
    with pytest.raises(intake.NoSerial):
        intake.receive(world.tom.actor, lot, " ", now=NOW)
    assert not queue.listed(NOW)


def test_labels_by_themselves_need_a_printer(world, in_gent):
    with pytest.raises(rules.NeedsAPrinter):
        profile.save_profile(
            world.fatima.actor, stock="roll-62", barcode=False, centre=False, found=True, printer=None,
            on_receipt=True, now=NOW,
        )  # fmt: skip


def test_it_can_be_cancelled_or_sent_to_another(world, in_gent, at):
    with printer_that_is_off() as port, raw_printer() as zebra:
        off, other = make_printer(world, port=port), make_printer(world, port=zebra.port)
        first, second = (make_waiting_label(world, printer=off) for _ in range(2))
        sending.send_waiting()
        queue.cancel(world.tom.actor, first, now=NOW)
        queue.cancel(world.tom.actor, first, now=NOW)
        queue.send_elsewhere(world.tom.actor, second, other, now=NOW)
        sending.send_waiting()
        assert len(zebra.got) == 1
    for job in (first, second):
        db.session.refresh(job)
    assert (first.state, second.state) == (PrintState.CANCELLED, PrintState.DONE)
    for wrong in (queue.cancel, lambda *told, now: queue.send_elsewhere(*told, off, now=now)):
        with pytest.raises(rules.NotWaiting):
            wrong(world.tom.actor, second, now=NOW)


def test_a_reprint_says_what_it_repeats(world, in_gent, at):
    with raw_printer() as zebra:
        (job,) = ask(world, make_printer(world, port=zebra.port), [make_device(world)])
        with pytest.raises(rules.NotPrinted):
            queue.again(world.tom.actor, job, now=NOW)
        sending.send_waiting()
        queue.again(world.tom.actor, job, now=NOW)
        sending.send_waiting()
        assert len(zebra.got) == 2
        assert zebra.got[0] == zebra.got[1]
    assert [one.particulars.get("again_of") for one in deeds("labels.print_asked")] == [None, job.id]
    assert len(deeds("labels.printed")) == 2


def test_a_printer_with_work_is_not_taken_away(world, in_gent):
    printer = make_printer(world)
    profile.save_profile(
        world.fatima.actor, stock="roll-62", barcode=False, centre=False, found=True, printer=printer,
        on_receipt=True, now=NOW,
    )  # fmt: skip
    job = make_waiting_label(world, printer=printer)
    with pytest.raises(rules.PrinterHasWork):
        profile.remove_printer(world.fatima.actor, printer, now=NOW)
    queue.cancel(world.tom.actor, job, now=NOW)
    profile.remove_printer(world.fatima.actor, printer, now=NOW)
    kept = profile.profile()
    assert (kept.printer_id, kept.on_receipt) == (None, False)
    with pytest.raises(NotHere):
        queue.again(world.tom.actor, job, now=NOW)


def test_two_printers_have_two_names(world, in_gent):
    printer = make_printer(world, name="Zebra")
    with pytest.raises(rules.PrinterKnown):
        make_printer(world, name="zebra")
    profile.remove_printer(world.fatima.actor, printer, now=NOW)
    assert make_printer(world, name="Zebra").id != printer.id


def test_who_may_do_what(world, in_gent):
    printer = make_printer(world)
    job = make_waiting_label(world, printer=printer)
    with pytest.raises(MayNot):
        profile.remove_printer(world.tom.actor, printer, now=NOW)
    for deed in (queue.cancel, queue.again):
        with pytest.raises(MayNot):
            deed(world.karim.actor, job, now=NOW)


def test_a_printer_and_its_labels_are_of_one_digibank(app, client, world):
    with app.test_request_context(), inside(world.gent):
        printer_id, job_id = make_printer(world).id, make_waiting_label(world).id
    client.sign_in(world.bram)
    for address in (f"printers/{printer_id}", f"waiting/{job_id}/elsewhere"):
        assert client.get(f"/luik/labels/{address}").status_code == 404
    for address in (f"printers/{printer_id}/remove", f"waiting/{job_id}/cancel", f"waiting/{job_id}/again"):
        assert client.post(f"/luik/labels/{address}", data={"once": "a"}).status_code == 404
    with app.test_request_context(), inside(world.luik):
        actor = anyone(world.luik, world.bram.user_id)
        with pytest.raises(NotHere):
            queue.ask(
                actor, Printer(id=printer_id), [make_device(world)], barcode=False, centre=False, now=NOW
            )  # fmt: skip


# --- the pages ---


def test_tom_sends_labels_to_the_printer_of_his_bench(client, app, world):
    with app.test_request_context(), inside(world.gent):
        printer = make_printer(world, name="Zebra aan de bank")
        choice = f"printer-{printer.id}"
        codes = [str(make_device(world).code) for _ in range(2)]
    client.sign_in(world.tom)
    assert b"Zebra aan de bank" in client.get("/gent/labels/").data
    told = {"codes": "\n".join(codes), "stock": "a4-24", "start": "1", "printer": choice, "once": "a"}
    answer = client.post("/gent/labels/", data=told)
    assert answer.location.endswith("/gent/labels/waiting")
    client.post("/gent/labels/", data=told)
    with app.test_request_context(), inside(world.gent):
        (job,) = db.session.execute(select(PrintJob)).scalars()
        assert job.codes == codes
    page = client.get("/gent/labels/waiting").text
    assert "Zebra aan de bank" in page
    assert "data-follow" in page
    # This computer goes on with that printer, and a link that would give a file asks first.
    asks = client.get(f"/gent/labels/{codes[0]}/label.pdf")
    assert asks.location.endswith(f"/gent/labels/?codes={codes[0]}")
    assert f'value="{choice}" checked' in client.get(asks.location).text


def test_the_page_says_that_a_printer_is_off_and_what_can_be_done(client, app, world, at):
    with app.test_request_context(), inside(world.gent), printer_that_is_off() as port:
        printer = make_printer(world, name="Zebra A", port=port)
        make_printer(world, name="Zebra B")
        job = make_waiting_label(world, printer=printer)
        sending.send_waiting()
        job_id, printer_id = job.id, printer.id
    client.sign_in(world.tom)
    page = client.get("/gent/labels/waiting").text
    assert "The printer does not answer. Is it on?" in page
    assert "Labels are kept and come out by themselves." in page
    for address in (f"waiting/{job_id}/elsewhere", f"waiting/{job_id}/cancel", f"printers/{printer_id}/try"):
        assert f"/gent/labels/{address}" in page
    assert "Zebra B" in client.get(f"/gent/labels/waiting/{job_id}/elsewhere").text
    assert "Zebra A</option>" not in client.get(f"/gent/labels/waiting/{job_id}/elsewhere").text
    client.post(f"/gent/labels/waiting/{job_id}/cancel", data={"once": "c"})
    with app.test_request_context(), inside(world.gent):
        assert db.session.get_one(PrintJob, job_id).state is PrintState.CANCELLED


def test_the_profile_is_where_every_print_begins_and_the_last_choice_wins(client, app, world):
    client.sign_in(world.fatima)
    told = {"stock": "l7163", "barcode": "y", "centre": "y", "printer": "", "once": "a"}
    assert client.post("/gent/labels/settings", data=told).status_code == 303
    with app.test_request_context(), inside(world.gent):
        code = str(make_device(world).code)
    client.sign_in(world.tom)
    page = client.get("/gent/labels/").text
    assert '<option selected value="l7163">' in page
    label = client.get(f"/gent/labels/{code}/label.pdf")
    from io import BytesIO

    from pypdf import PdfReader

    words = PdfReader(BytesIO(label.data)).pages[0].extract_text()
    assert "Kringwinkel Voorbeeld" in words
    assert "09 000 00 00" not in words
    client.post("/gent/labels/", data={"codes": code, "stock": "roll-62", "start": "1", "once": "b"})
    assert '<option selected value="roll-62">' in client.get("/gent/labels/").text


def test_the_picture_is_the_label(client, world):
    client.sign_in(world.fatima)
    drawn = client.get("/gent/labels/preview.svg?stock=roll-62&found=y&barcode=y&centre=y")
    assert drawn.mimetype == "image/svg+xml"
    assert 'width="62mm" height="34mm"' in drawn.text
    for words in ("041 825", "Kringwinkel Voorbeeld", "09 000 00 00"):
        assert words in drawn.text
    plain = client.get("/gent/labels/preview.svg?stock=roll-62").text
    assert "09 000 00 00" not in plain
    assert "Kringwinkel" not in plain
    assert client.get("/gent/labels/preview.svg?stock=parchment").status_code == 200


def test_the_picture_escapes_what_a_digibank_calls_itself(app, client, world):
    from inventory.digibank.models import Digibank

    with app.test_request_context(), upkeep():
        db.session.get_one(Digibank, world.gent).name = "<script>&amp;"
    client.sign_in(world.fatima)
    drawn = client.get("/gent/labels/preview.svg?stock=l7163").text
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
