"""Label printers in the network: once each, kept while a printer is off, and asked of a person when nobody can know."""

import ipaddress
import socket
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inventory.foundation import clock
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, NotHere
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.intake import actions as intake
from labels import ipp, network, profile, queue, rules, sending
from labels.models import Printer, PrinterKind, PrintJob
from labels.rules import PrintState, Trouble
from tests.cast import NOW
from tests.fake_printers import HERE, WILLING, ipp_answer, ipp_printer, printer_that_is_off, raw_printer
from tests.make import anyone, make_device, make_lot, make_printer, make_waiting_label
from tests.rules.test_printed_labels import run_node

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture(autouse=True)
def printers_here(app, monkeypatch):
    """The keeper says that label printers are on this machine."""
    monkeypatch.setitem(app.config, "PRINTER_NETWORKS", LOOPBACK)


@pytest.fixture
def at(monkeypatch):
    """`at(moment)`: from now on it is that late."""

    def be(moment):
        monkeypatch.setattr(clock, "_ask", lambda: moment)

    be(NOW)
    return be


def deeds(name):
    """The journal's events of one deed, in order."""
    query = select(AuditEvent).where(AuditEvent.deed == name).order_by(AuditEvent.number)
    return list(db.session.execute(query).scalars())


def ask(world, printer, things, **extras):
    told = {"barcode": False, "centre": False, "now": NOW, **extras}
    return queue.ask(world.tom.actor, printer, things, **told)


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


# --- what a print server may answer ---

BUSY = {**WILLING, "printer_is_accepting_jobs": (0x22, b"\x00")}
STOPPED = {**WILLING, "printer_state": (0x23, b"\x00\x00\x00\x05")}
NO_PDF = {**WILLING, "document_format_supported": (0x49, b"image/urf")}


@pytest.mark.parametrize(
    ("answer", "trouble", "for_good"),
    [
        (lambda asked: ipp_answer(**BUSY), Trouble.BUSY, False),
        (lambda asked: ipp_answer(**STOPPED), Trouble.BUSY, False),
        (lambda asked: ipp_answer(0x0507), Trouble.BUSY, False),
        (lambda asked: 503, Trouble.BUSY, False),
        (lambda asked: ipp_answer(**NO_PDF), Trouble.REFUSED, True),
        (lambda asked: ipp_answer(0x0406), Trouble.REFUSED, True),
        (lambda asked: 404, Trouble.REFUSED, True),
        (lambda asked: 302, Trouble.REFUSED, True),
        (lambda asked: None, Trouble.OFF, False),
        (lambda asked: b"<html>no printer</html>", Trouble.OFF, False),
        (lambda asked: b"", Trouble.OFF, False),
        (lambda asked: ipp_answer(**WILLING)[:-9], Trouble.OFF, False),
    ],
)
def test_a_print_server_that_does_not_want_it_prints_nothing(answer, trouble, for_good):
    with ipp_printer(answer) as server:
        with pytest.raises(network.NotSent) as refused:
            ipp.print_pdf(HERE, server.port, "printers/x", b"%PDF-1.4", name="x", networks=LOOPBACK)
        assert (refused.value.trouble, refused.value.for_good) == (trouble, for_good)
        assert not server.printed


@pytest.mark.parametrize("answer", [None, b"nonsense", b""])
def test_a_print_server_that_breaks_off_may_have_printed(answer):
    with (
        ipp_printer(lambda asked: answer if asked.operation == 2 else ipp_answer(**WILLING)) as server,
        pytest.raises(network.BrokeOff),
    ):
        ipp.print_pdf(HERE, server.port, "printers/x", b"%PDF-1.4", name="x", networks=LOOPBACK)


# --- no door to whatever else is in the network ---


def test_a_name_that_leads_inside_is_not_spoken_to(world, in_gent, at, monkeypatch):
    """A name was fine when it was typed, and stands for something else when something is sent."""
    led = []

    def looked_up(host, port, **_told):
        led.append(host)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in ("192.168.7.20", "169.254.169.254")
        ]

    monkeypatch.setitem(in_app_config(), "PRINTER_NETWORKS", ())
    printer = make_printer(world, host="zebra.example")
    (job,) = ask(world, printer, [make_device(world)])
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", lambda *_told, **_more: pytest.fail("it connected"))
    sending.send_waiting()
    db.session.refresh(job)
    assert (job.state, job.trouble, led) == (PrintState.WAITING, Trouble.FORBIDDEN, ["zebra.example"])


def in_app_config():
    from flask import current_app

    return current_app.config


def test_what_was_checked_is_what_is_spoken_to(monkeypatch):
    """The name is looked up once: a second answer would be another address."""
    answers = iter(["127.0.0.1", "10.0.0.9"])
    told = []

    def looked_up(_host, port, **_told):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connected(address, timeout):
        told.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", connected)
    with pytest.raises(network.NotSent):
        network.send_raw("zebra.example", 9100, b"^XA^XZ", LOOPBACK)
    assert told == [("127.0.0.1", 9100)]


def test_an_address_of_this_machine_needs_the_keepers_word(client, app, world, monkeypatch):
    client.sign_in(world.fatima)
    told = {
        "name": "Zebra", "kind": "zebra-203", "host": "127.0.0.1", "port": "9100", "queue": "",
        "stock": "roll-62", "once": "a",
    }  # fmt: skip
    monkeypatch.setitem(app.config, "PRINTER_NETWORKS", ())
    for host in ("127.0.0.1", "::1", "169.254.169.254", "localhost", "http://192.168.7.20/", "2130706433"):
        refused = client.post("/gent/labels/printers/new", data={**told, "host": host})
        assert refused.status_code == 422, host
        assert host.encode() in refused.data
    assert client.post("/gent/labels/printers/new", data={**told, "port": "22"}).status_code == 422
    monkeypatch.setitem(app.config, "PRINTER_NETWORKS", LOOPBACK)
    assert client.post("/gent/labels/printers/new", data=told).status_code == 303


def refused_by_the_database(change):
    """What the database says to rows that no action would write."""
    with pytest.raises(IntegrityError) as refused, upkeep():
        change()
    return str(refused.value)


def test_the_database_keeps_no_other_port(world, in_gent):
    printer = make_printer(world)
    assert "ck_label_printer_port" in refused_by_the_database(lambda: setattr(printer, "port", 22))


def test_the_database_lets_a_printer_be_sent_to_once_at_a_time(world, in_gent):
    printer = make_printer(world)
    jobs = [make_waiting_label(world, printer=printer) for _ in range(2)]

    def send_both():
        for job in jobs:
            job.state, job.sent_at = PrintState.SENDING, NOW

    said = refused_by_the_database(send_both)
    assert "uq_print_job_sending" in said or "print_job.digibank_id, print_job.printer_id" in said


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
