"""A PDF to a printer that speaks IPP, itself or through CUPS: is it there and willing, then the document.

Written out here, for there is little of it: two requests of RFC 8011 in the form of RFC 8010. The libraries that
there are ask a printer how it is (pyipp, which needs an event loop) or want the print server's own C library
(pycups); none connects to an address that we checked ourselves.
"""

import struct
import threading
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any

from labels import network
from labels.network import BrokeOff, NotSent
from labels.rules import IPP_PORT, Address, Network, Trouble

#: where a print server listens
PORT = IPP_PORT
#: operations (RFC 8011, section 5.4.15)
_PRINT_JOB, _GET_PRINTER_ATTRIBUTES = 0x0002, 0x000B
#: tags (RFC 8010, section 3.5)
_OPERATION, _JOB, _END = b"\x01", b"\x02", b"\x03"
_INTEGER, _BOOLEAN, _ENUM, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = (
    0x21, 0x22, 0x23, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49,
)  # fmt: skip
#: a printer that stopped (RFC 8011, section 5.4.11)
_STOPPED = 5
_PDF = "application/pdf"
#: no answer to what we ask is longer
_MOST_ANSWERED = 262_144
#: it cannot now, and may later: service unavailable, temporary error, not accepting jobs, busy, deactivated
_LATER = {0x0502, 0x0505, 0x0506, 0x0507, 0x050A}


class _Garbled(Exception):
    """This is no answer in IPP."""


def print_pdf(
    host: str, port: int, queue: str, content: bytes, *, name: str, networks: Sequence[Network] = ()
) -> None:
    """Print a PDF on this queue; `name` is what the printer's own list shows. NotSent or BrokeOff, as in `network`."""
    if len(content) > network.MOST_BYTES:
        raise NotSent(Trouble.REFUSED, for_good=True)
    address = network.address_of(host, port, networks)
    uri = f"ipp://{f'[{host}]' if ':' in host else host}:{port}/{queue}"
    _check_willing(address, port, queue, uri)
    told = _attribute(_NAME, "job-name", name.encode()[:255]) + _attribute(
        _MIME, "document-format", _PDF.encode()
    )
    # What knows this does not make the labels a little smaller; what does not, ignores it.
    wishes = _JOB + _attribute(_KEYWORD, "print-scaling", b"none")
    try:
        status, _answered = _read(
            _post(address, port, queue, _request(_PRINT_JOB, uri, told, wishes) + content)
        )
    except _Garbled as error:
        raise BrokeOff from error
    _check_status(status)


def _check_willing(address: Address, port: int, queue: str, uri: str) -> None:
    """NotSent when the printer stopped, takes no work, or prints no PDF."""
    wanted = ("printer-state", "printer-is-accepting-jobs", "document-format-supported")
    told = b"".join(
        _attribute(_KEYWORD, "" if number else "requested-attributes", one.encode())
        for number, one in enumerate(wanted)
    )
    try:
        status, answered = _read(_post(address, port, queue, _request(_GET_PRINTER_ATTRIBUTES, uri, told)))
    except (BrokeOff, _Garbled) as error:
        # Nothing was sent yet that it could print.
        raise NotSent(Trouble.OFF) from error
    _check_status(status)
    if answered.get("printer-state") == [_STOPPED] or answered.get("printer-is-accepting-jobs") == [False]:
        raise NotSent(Trouble.BUSY)
    formats = answered.get("document-format-supported", [_PDF])
    if _PDF not in formats and "application/octet-stream" not in formats:
        raise NotSent(Trouble.REFUSED, for_good=True)


def _check_status(status: int) -> None:
    """NotSent unless the printer said yes (0x0000 to 0x00FF)."""
    if status in _LATER:
        raise NotSent(Trouble.BUSY)
    if status > 0x00FF:
        raise NotSent(Trouble.REFUSED, for_good=True)


def _request(operation: int, uri: str, told: bytes, wishes: bytes = b"") -> bytes:
    """A request of IPP 1.1, which every printer since knows."""
    begin = struct.pack(">BBHI", 1, 1, operation, 1) + _OPERATION
    return b"".join(
        (
            begin,
            _attribute(_CHARSET, "attributes-charset", b"utf-8"),
            _attribute(_LANGUAGE, "attributes-natural-language", b"en"),
            _attribute(_URI, "printer-uri", uri.encode()),
            _attribute(_NAME, "requesting-user-name", b"leenkring"),
            told,
            wishes,
            _END,
        )
    )


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    """One value; without a name it belongs to the attribute before it."""
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value


def _post(address: Address, port: int, queue: str, body: bytes) -> bytes:
    """What the printer answers. NotSent when it does not want it, BrokeOff when it broke on the way."""
    line = network.connect(address, port)
    line.settimeout(network.PAUSE)
    asked = HTTPConnection(str(address), port)
    asked.sock = line
    # It would look the name up anew.
    asked.auto_open = 0
    # A printer that gives one byte now and then would keep us here for ever.
    watch = threading.Timer(network.IN_ALL, line.close)
    watch.daemon = True
    watch.start()
    try:
        asked.request("POST", f"/{queue}", body=body, headers={"Content-Type": "application/ipp"})
        answer = asked.getresponse()
        given = answer.read(_MOST_ANSWERED)
    except (OSError, HTTPException, ValueError) as error:
        raise BrokeOff from error
    finally:
        watch.cancel()
        asked.close()
        line.close()
    if answer.status in (429, 503):
        raise NotSent(Trouble.BUSY)
    if answer.status != 200:
        raise NotSent(Trouble.REFUSED, for_good=True)
    return given


def _read(answer: bytes) -> tuple[int, dict[str, list[Any]]]:
    """The status of an answer, and the attributes of its printer."""
    try:
        status = struct.unpack_from(">H", answer, 2)[0]
        attributes: dict[str, list[Any]] = {}
        for name, value in _values(answer):
            attributes.setdefault(name, []).append(value)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise _Garbled from error
    return status, attributes


def _values(answer: bytes) -> Iterator[tuple[str, Any]]:
    at, name = 8, ""
    while True:
        tag = answer[at]
        at += 1
        if tag == _END[0]:
            return
        if tag < 0x10:
            continue  # another group begins
        (length,) = struct.unpack_from(">H", answer, at)
        at += 2
        if length:
            name = answer[at : at + length].decode()
        at += length
        (length,) = struct.unpack_from(">H", answer, at)
        at += 2
        value = answer[at : at + length]
        if len(value) < length:
            raise IndexError
        at += length
        yield name, _value(tag, value)


def _value(tag: int, value: bytes) -> Any:
    if tag in (_INTEGER, _ENUM):
        return struct.unpack(">i", value)[0]
    if tag == _BOOLEAN:
        return value != b"\x00"
    return value.decode("utf-8", "replace")
