"""What a print server may answer, and that printers are no door to whatever else is in the network."""

import socket

import pytest
from sqlalchemy.exc import IntegrityError

from inventory.foundation.database import db
from inventory.foundation.transaction import upkeep
from labels import ipp, network, sending
from labels.rules import PrintState, Trouble
from tests.asked_labels import ask
from tests.cast import NOW
from tests.fake_printers import HERE, LOOPBACK, WILLING, ipp_answer, ipp_printer
from tests.make import make_device
from tests.make_labels import make_printer, make_waiting_label

pytestmark = pytest.mark.usefixtures("printers_here")

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
