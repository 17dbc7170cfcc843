"""Where a printer may be, how long it is left alone, and what may become of a print."""

import ipaddress
import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from inventory.foundation.refusal import Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: where a label printer listens for its own language; more than one when several hang on one box
RAW_PORTS = range(9100, 9110)
#: where IPP listens (RFC 8010, section 4)
IPP_PORT = 631
#: where a cloud hands out its keys to whoever asks; besides 169.254.0.0/16, which is never a printer's
_METADATA = tuple(ipaddress.ip_network(one) for one in ("fd00:ec2::254/128", "100.100.100.200/32"))
#: IPv4 written as IPv6 by a translator (RFC 6052)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*\.?")
_PATH = re.compile(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*")


class PrintState(StrEnum):
    """How far a print is."""

    #: for its turn, or for a printer that is off
    WAITING = "waiting"
    #: on its way to the printer
    SENDING = "sending"
    #: the printer has it
    DONE = "done"
    #: it broke off while under way: only a person can see whether it came out
    UNSURE = "unsure"
    #: the printer will not have it, or was off for too long
    FAILED = "failed"
    #: somebody took it back
    CANCELLED = "cancelled"


class Trouble(StrEnum):
    """Why a print did not come out."""

    #: nobody answers at its address
    OFF = "off"
    #: no printer has this name
    NO_NAME = "no-name"
    #: its address is one where no printer may be
    FORBIDDEN = "forbidden"
    #: it says that it takes no work now
    BUSY = "busy"
    #: it says that it does not print this
    REFUSED = "refused"
    #: the connection broke while the labels went over
    BROKE_OFF = "broke-off"
    #: we stopped ourselves while the labels went over
    STOPPED = "stopped"
    #: what they are for is not there any more
    GONE = "gone"


class SheetsGone(Refusal):
    """The file was not kept any longer."""

    status = 410


class SheetsReady(Refusal):
    """What is made already is not cancelled."""


class NotAPrinterAddress(Refusal):
    """This is no name or address in a network."""

    status = 422


class AddressForbidden(Refusal):
    """No printer may be at this address."""

    status = 422


class NotAQueueName(Refusal):
    """This is not the path of a queue."""

    status = 422


class PrinterHasWork(Refusal):
    """Labels wait for this printer."""


class PrinterKnown(Refusal):
    """Another printer has this name."""

    status = 422


class NotWaiting(Refusal):
    """This print is not waiting any more."""


class NotUnsure(Refusal):
    """Nobody asks whether this came out."""


class NotPrinted(Refusal):
    """Only what ended is printed again."""


class NeedsAPrinter(Refusal):
    """A label for each device that comes in needs a printer to come out of."""

    status = 422


def pause_after(tries: int) -> timedelta:
    """How long a printer that did not answer for the `tries`th time is left alone: one minute, growing to fifteen."""
    return timedelta(minutes=min(15, 2 ** max(0, min(tries, 8) - 1)))


#: what waits longer than this for a printer is given up; a weekend and a day
KEPT_WAITING = timedelta(days=3)
#: after so long without a word, whoever sends is taken for dead; longer than sending may take
SILENCE = timedelta(minutes=5)
#: a PDF of more labels than this is made in the background; fewer take less than a second
AT_ONCE = 400
#: how long such a PDF may be downloaded
KEPT_SHEETS = timedelta(days=2)
#: how long what ended stays on the page
SHOWN = timedelta(days=14)


def clean_host(text: str) -> str:
    """A printer's name or address, as it is kept. NotAPrinterAddress for anything else, also with a port or a path."""
    host = text.strip().strip("[]")
    if _address_in(host) is None and (len(host) > 253 or not _NAME.fullmatch(host) or _is_all_digits(host)):
        raise NotAPrinterAddress(field="host")
    return host.lower()


def _is_all_digits(host: str) -> bool:
    """`2130706433`, `127.1` and `0x7f.1` are addresses to an old resolver, and hide which."""
    last = host.rstrip(".").rsplit(".", 1)[-1]
    return last.isdigit() or last.lower().startswith("0x")


def _address_in(host: str) -> Address | None:
    """The address that is written here; one with a zone (`fe80::1%eth0`) is of this link, and never a printer's."""
    try:
        return None if "%" in host else ipaddress.ip_address(host)
    except ValueError:
        return None


def clean_queue(text: str) -> str:
    """The path of a queue on a print server: `printers/labels`. NotAQueueName for anything else."""
    path = text.strip().strip("/")
    if len(path) > 120 or not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise NotAQueueName(field="queue")
    return path


def may_print_at(address: Address, networks: Sequence[Network] = ()) -> bool:
    """May a printer be here? In one of `networks`, or without those: anywhere but on this machine or link, or nowhere.

    Where a cloud hands out its keys no printer may be, whatever the networks.
    """
    plain = _unwrapped(address)
    if plain.is_link_local or any(plain in one for one in _METADATA):
        return False
    if networks:
        return any(plain.version == one.version and plain in one for one in networks)
    return not (plain.is_loopback or plain.is_unspecified or plain.is_multicast or plain.is_reserved)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, however it was dressed."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address


def check_host(host: str, networks: Sequence[Network] = ()) -> str:
    """The host as it is kept; AddressForbidden for an address at which no printer may be.

    What a name stands for is looked up when something is sent, and checked then.
    """
    clean = clean_host(host)
    address = _address_in(clean)
    local = clean.rstrip(".") == "localhost" or clean.rstrip(".").endswith(".localhost")
    if (address is not None and not may_print_at(address, networks)) or (local and not networks):
        raise AddressForbidden(field="host")
    return clean
