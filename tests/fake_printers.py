"""Printers for tests: they listen on this machine, keep what they get, and can be off, rude or slow to die."""

import ipaddress
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from labels.rules import RAW_PORTS

HERE = "127.0.0.1"
#: where the keeper says that printers are
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


def _bound(ports: Iterable[int] = RAW_PORTS, *, listens: bool = True) -> socket.socket:
    """A socket on a port where a label printer may listen; other tests may have some of them.

    One that does not listen takes its port for itself alone: nobody may begin to listen there.
    """
    while True:
        for port in ports:
            taken = socket.socket()
            if listens:
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind((HERE, port))
                if listens:
                    taken.listen(8)
            except OSError:
                taken.close()
            else:
                return taken


@dataclass
class RawPrinter:
    """Prints whatever it gets; `got` is what came, one text for each connection that ended well."""

    port: int
    got: list[bytes] = field(default_factory=list)


@contextmanager
def printer_that_is_off() -> Iterator[int]:
    """Its port: taken, so that nobody else answers there, and nobody listens."""
    with _bound(listens=False) as taken:
        yield taken.getsockname()[1]


@contextmanager
def raw_printer(*, at_most: int | None = None, port: int | None = None) -> Iterator[RawPrinter]:
    """A printer of labels; one that takes `at_most` so many bytes breaks the connection after them."""
    listening = _bound(RAW_PORTS if port is None else [port])
    printer = RawPrinter(listening.getsockname()[1])
    thread = threading.Thread(target=_take, args=(listening, printer, at_most), daemon=True)
    thread.start()
    try:
        yield printer
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _take(listening: socket.socket, printer: RawPrinter, at_most: int | None) -> None:
    while True:
        try:
            line, _whence = listening.accept()
        except OSError:
            return
        with line:
            if at_most is not None:
                line.recv(at_most)
                # Gone at once, without a word: what a pulled plug looks like.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                continue
            pieces = []
            while piece := line.recv(65_536):
                pieces.append(piece)
            printer.got.append(b"".join(pieces))


@dataclass
class Asked:
    """One request in IPP: which operation, its attributes by name, and the document."""

    operation: int
    attributes: dict[str, list[bytes]]
    document: bytes


@dataclass
class IppPrinter:
    """Answers in IPP as `answer` says; `asked` is what was asked of it."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def printed(self) -> list[bytes]:
        """The documents that were printed."""
        return [one.document for one in self.asked if one.operation == 0x0002]


def ipp_answer(status: int = 0, **attributes: tuple[int, bytes]) -> bytes:
    """An answer with this status, and each attribute as its tag and its bytes."""
    whole = struct.pack(">BBHI", 1, 1, status, 1) + b"\x01"
    for name, value in (("attributes-charset", b"utf-8"), ("attributes-natural-language", b"en")):
        tag = 0x47 if name.endswith("charset") else 0x48
        whole += struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value
    whole += b"\x04"
    for key, (tag, value) in attributes.items():
        name = key.replace("_", "-")
        whole += struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value
    return whole + b"\x03"


WILLING = {
    "printer_state": (0x23, struct.pack(">i", 3)),
    "printer_is_accepting_jobs": (0x22, b"\x01"),
    "document_format_supported": (0x49, b"application/pdf"),
}


def _read(body: bytes) -> Asked:
    """A request, taken apart by the book and not by the code under test."""
    operation = int.from_bytes(body[2:4], "big")
    at, name, attributes = 8, "", {}
    while body[at] != 0x03:
        if body[at] < 0x10:
            at += 1
            continue
        length = int.from_bytes(body[at + 1 : at + 3], "big")
        name = body[at + 3 : at + 3 + length].decode() or name
        at += 3 + length
        length = int.from_bytes(body[at : at + 2], "big")
        attributes.setdefault(name, []).append(body[at + 2 : at + 2 + length])
        at += 2 + length
    return Asked(operation, attributes, body[at + 1 :])


@contextmanager
def ipp_printer(
    answer: Callable[[Asked], Any] = lambda _asked: ipp_answer(**WILLING),
) -> Iterator[IppPrinter]:
    """A print server. `answer` gives the bytes of an answer, an HTTP status, or None to hang up."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = _read(self.rfile.read(int(self.headers["Content-Length"])))
            printer.asked.append(asked)
            given = answer(asked)
            if given is None:
                self.close_connection = True
                return
            self.send_response(given if isinstance(given, int) else 200)
            if given == 302:
                self.send_header("Location", "http://169.254.169.254/")
            body = given if isinstance(given, bytes) else b""
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Nothing: the test says what went wrong."""

    listening = HTTPServer((HERE, 0), Handler)
    printer = IppPrinter(listening.server_port)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield printer
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
