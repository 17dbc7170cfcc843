"""Label printers in the network: once each, kept while a printer is off, and asked of a person when nobody can know."""

from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from inventory.foundation.database import db
from inventory.intake import actions as intake
from labels import ipp, queue, rules, sending
from labels.models import PrinterKind
from labels.rules import PrintState, Trouble
from tests.asked_labels import ask, deeds
from tests.cast import NOW
from tests.fake_printers import ipp_printer, printer_that_is_off, raw_printer
from tests.make import make_device, make_lot
from tests.make_labels import make_printer, make_waiting_label
from tests.rules.test_printed_labels import run_node

pytestmark = pytest.mark.usefixtures("printers_here")

# --- it comes out ---


def test_a_label_goes_to_a_zebra_and_a_camera_reads_what_it_draws(world, in_gent, at, tmp_path):
    device = make_device(world)
    with raw_printer() as zebra:
        printer = make_printer(world, port=zebra.port)
        (job,) = ask(world, printer, [device], barcode=True)
        sending.send_waiting()
        assert len(zebra.got) == 1
    db.session.refresh(job)
    assert (job.state, job.trouble, job.tries, job.ended_at) == (PrintState.DONE, None, 1, NOW)
    file = tmp_path / "labels.zpl"
    file.write_bytes(zebra.got[0])
    run_node("draw_zpl.mjs", file, 62, 34, 8, tmp_path)
    (drawn,) = tmp_path.glob("*.png")
    with Image.open(drawn) as picture:
        read = {found.text for found in zxingcpp.read_barcodes(picture.convert("L"))}
    assert read == {f"HTTP://LOCALHOST/I/{device.code}", str(device.code)}
    assert [(one.thing, one.thing_id) for one in deeds("labels.printed")] == [("device", device.id)]


def test_nothing_is_printed_twice_however_often_the_jobs_wake(world, in_gent, at):
    with raw_printer() as zebra:
        ask(world, make_printer(world, port=zebra.port), [make_device(world)])
        for _ in range(3):
            sending.send_waiting()
        assert len(zebra.got) == 1


def test_many_labels_go_in_parts_and_in_order(world, in_gent, at, monkeypatch):
    monkeypatch.setattr(queue, "AT_ONCE", 2)
    devices = [make_device(world) for _ in range(5)]
    with raw_printer() as zebra:
        jobs = ask(world, make_printer(world, port=zebra.port), devices)
        sending.send_waiting()
        assert [len(job.codes) for job in jobs] == [2, 2, 1]
        whole = b"".join(zebra.got).decode()
    assert [whole.index(str(device.code)) for device in devices] == sorted(
        whole.index(str(device.code)) for device in devices
    )
    assert whole.count("^XA") == 5


def test_a_pdf_goes_to_a_print_server(world, in_gent, at, monkeypatch):
    with ipp_printer() as server:
        monkeypatch.setattr(ipp, "PORT", server.port)
        printer = make_printer(world, kind=PrinterKind.IPP, queue="printers/labels", stock="a4-24")
        assert printer.port == 631
        (job,) = ask(world, printer, [make_device(world)])
        sending.send_waiting()
        db.session.refresh(job)
        assert job.state is PrintState.DONE
        (document,) = server.printed
    assert document.startswith(b"%PDF-")
    assert document.rstrip().endswith(b"%%EOF")
    willing, printed = server.asked
    assert willing.operation == 0x000B
    assert printed.attributes["printer-uri"] == [f"ipp://127.0.0.1:{server.port}/printers/labels".encode()]
    assert printed.attributes["document-format"] == [b"application/pdf"]
    assert printed.attributes["print-scaling"] == [b"none"]


# --- it does not ---


def test_a_printer_that_is_off_keeps_its_labels_and_gets_them_once(world, in_gent, at):
    with printer_that_is_off() as port:
        printer = make_printer(world, port=port)
        (job,) = ask(world, printer, [make_device(world)])
        sending.send_waiting()
    for thing in (job, printer):
        db.session.refresh(thing)
    assert (job.state, job.trouble) == (PrintState.WAITING, Trouble.OFF)
    assert (printer.trouble, printer.tries, printer.next_try_at) == (
        Trouble.OFF,
        1,
        NOW + timedelta(minutes=1),
    )
    with raw_printer(port=port) as zebra:
        at(NOW + timedelta(seconds=59))
        sending.send_waiting()
        assert zebra.got == []
        at(NOW + timedelta(minutes=1))
        sending.send_waiting()
        sending.send_waiting()
        assert len(zebra.got) == 1
    for thing in (job, printer):
        db.session.refresh(thing)
    assert (job.state, job.trouble) == (PrintState.DONE, None)
    assert (printer.trouble, printer.trouble_since, printer.tries, printer.next_try_at) == (
        None,
        None,
        0,
        None,
    )


def test_one_that_is_off_is_asked_once_for_all_that_waits_and_less_often_each_time(world, in_gent, at):
    with printer_that_is_off() as port:
        printer = make_printer(world, port=port)
        jobs = [make_waiting_label(world, printer=printer) for _ in range(3)]
        moment, pauses = NOW, []
        for _ in range(6):
            at(moment)
            sending.send_waiting()
            db.session.refresh(printer)
            pauses.append(printer.next_try_at - moment)
            moment = printer.next_try_at
    assert [pause // timedelta(minutes=1) for pause in pauses] == [1, 2, 4, 8, 15, 15]
    for job in jobs:
        db.session.refresh(job)
    assert [job.tries for job in jobs] == [6, 0, 0]
    assert printer.trouble_since == NOW


def test_somebody_switched_it_on(world, in_gent, at):
    with printer_that_is_off() as port:
        printer = make_printer(world, port=port)
        ask(world, printer, [make_device(world)])
        sending.send_waiting()
    with raw_printer(port=port) as zebra:
        queue.try_now(world.tom.actor, printer, now=NOW)
        sending.send_waiting()
        assert len(zebra.got) == 1


def test_what_breaks_off_is_asked_of_a_person(world, in_gent, at):
    # More than the sockets of both sides hold, so that the break is noticed while it goes over.
    devices = [make_device(world, model="W" * 60) for _ in range(3)]
    with raw_printer(at_most=10) as zebra:
        printer = make_printer(world, port=zebra.port)
        (job,) = ask(world, printer, devices)
        sending.send_waiting()
        db.session.refresh(job)
        assert (job.state, job.trouble) == (PrintState.UNSURE, Trouble.BROKE_OFF)
        at(NOW + timedelta(hours=1))
        sending.send_waiting()
        db.session.refresh(job)
        assert (job.state, job.tries) == (PrintState.UNSURE, 1), "nothing is sent anew by itself"
    assert not deeds("labels.printed")
    queue.answer(world.tom.actor, job, came_out=False, now=NOW)
    with raw_printer(port=zebra.port) as mended:
        at(NOW + timedelta(hours=2))
        sending.send_waiting()
        assert len(mended.got) == 1
    db.session.refresh(job)
    assert job.state is PrintState.DONE
    with pytest.raises(rules.NotUnsure):
        queue.answer(world.tom.actor, job, came_out=True, now=NOW)


def test_it_came_out_after_all(world, in_gent, at):
    with raw_printer(at_most=10) as zebra:
        (job,) = ask(world, make_printer(world, port=zebra.port), [make_device(world)])
        sending.send_waiting()
    queue.answer(world.tom.actor, job, came_out=True, now=NOW)
    assert (job.state, job.trouble) == (PrintState.DONE, None)
    assert [one.particulars["came_out"] for one in deeds("labels.print_answered")] == [True]


def test_who_dies_while_sending_prints_nothing_twice(world, in_gent, at, monkeypatch):
    def dies(*_told):
        raise SystemExit

    with raw_printer() as zebra:
        printer = make_printer(world, port=zebra.port)
        (job,) = ask(world, printer, [make_device(world)])
        with monkeypatch.context() as dying:
            dying.setattr(sending, "_done", dies)
            with pytest.raises(SystemExit):
                sending.send_waiting()
        assert len(zebra.got) == 1
        db.session.refresh(job)
        assert job.state is PrintState.SENDING
        sending.send_waiting()
        at(NOW + rules.SILENCE)
        sending.send_waiting()
        db.session.refresh(job)
        assert (job.state, job.trouble) == (PrintState.UNSURE, Trouble.STOPPED)
        assert len(zebra.got) == 1


def test_a_slow_sender_that_was_given_up_lets_go(world, in_gent, at, monkeypatch):
    to_printer = sending._to_printer

    def slow(claim, content):
        to_printer(claim, content)
        at(NOW + rules.SILENCE)
        sending.ask_about_silence()

    with raw_printer() as zebra:
        (job,) = ask(world, make_printer(world, port=zebra.port), [make_device(world)])
        monkeypatch.setattr(sending, "_to_printer", slow)
        sending.send_waiting()
    db.session.refresh(job)
    assert (job.state, job.trouble) == (PrintState.UNSURE, Trouble.STOPPED)
    assert not deeds("labels.print_done")


def test_after_days_it_is_given_up_and_can_be_asked_for_again(world, in_gent, at):
    with printer_that_is_off() as port:
        printer = make_printer(world, port=port)
        (job,) = ask(world, printer, [make_device(world)])
        sending.send_waiting()
        at(NOW + rules.KEPT_WAITING)
        sending.send_waiting()
        db.session.refresh(job)
        assert (job.state, job.trouble) == (PrintState.FAILED, Trouble.OFF)
    anew = queue.again(world.tom.actor, job, now=NOW)
    assert (anew.state, anew.again_of_id, anew.codes) == (PrintState.WAITING, job.id, job.codes)


def test_a_laptop_that_is_not_there_any_more_gets_no_label_and_keeps_nobody_waiting(world, in_gent, at):
    lot = make_lot(world)
    with raw_printer() as zebra:
        printer = make_printer(world, port=zebra.port)
        device = intake.receive(world.tom.actor, lot, "VERKEERD1", maker="HP", model="X", now=NOW)
        (gone,) = ask(world, printer, [device])
        (stays,) = ask(world, printer, [make_device(world)])
        intake.undo_receive(world.tom.actor, lot, device, now=NOW)
        sending.send_waiting()
        for job in (gone, stays):
            db.session.refresh(job)
        assert (gone.state, gone.trouble) == (PrintState.FAILED, Trouble.GONE)
        assert stays.state is PrintState.DONE
        assert len(zebra.got) == 1
