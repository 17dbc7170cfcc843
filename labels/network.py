"""To a printer over the network: its name looked up once, the address checked, and only that address spoken to.

What was refused before a byte went out may safely be tried again. What broke off later may have been printed.
"""

import ipaddress
import socket
import time
from collections.abc import Sequence
from contextlib import closing

from labels.rules import Address, Network, Trouble, may_print_at

#: seconds to wait for a printer to answer, for it to take more, for it to hang up, and for all of it
CONNECT, PAUSE, LINGER, IN_ALL = 5.0, 20.0, 3.0, 120.0
#: no print is larger; a hundred labels are some hundred thousand bytes
MOST_BYTES = 20_000_000
_PIECE = 32_768


class NotSent(Exception):
    """Nothing was printed; `trouble` says why, and `for_good` that trying again is no use."""

    def __init__(self, trouble: Trouble, *, for_good: bool = False) -> None:
        """Keep why."""
        super().__init__(trouble)
        self.trouble, self.for_good = trouble, for_good


class BrokeOff(Exception):
    """It went wrong on the way: perhaps something was printed."""


class Deadline:
    """Until when all of it must have gone over, whatever the printer does."""

    def __init__(self, seconds: float = IN_ALL) -> None:
        """From now on."""
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds for the next step; BrokeOff when there are none."""
        seconds = min(PAUSE, self.end - time.monotonic())
        if seconds <= 0:
            raise BrokeOff
        return seconds


def address_of(host: str, port: int, networks: Sequence[Network] = ()) -> Address:
    """What a printer's name stands for now. NotSent when nothing has this name, or one of its addresses is forbidden.

    All of its addresses must be fit for a printer: a name that also leads inside is no printer's name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(Trouble.NO_NAME) from error
    addresses = [ipaddress.ip_address(str(one[4][0]).split("%")[0]) for one in found]
    if not all(may_print_at(one, networks) for one in addresses):
        raise NotSent(Trouble.FORBIDDEN)
    return addresses[0]


def connect(address: Address, port: int) -> socket.socket:
    """A connection with the printer at an address that was checked. NotSent when nobody answers."""
    try:
        return socket.create_connection((str(address), port), timeout=CONNECT)
    except OSError as error:
        raise NotSent(Trouble.OFF) from error


def send_raw(host: str, port: int, content: bytes, networks: Sequence[Network] = ()) -> None:
    """All bytes to a printer that prints what it gets. NotSent, or BrokeOff when only a part went over."""
    if len(content) > MOST_BYTES:
        raise NotSent(Trouble.REFUSED, for_good=True)
    with closing(connect(address_of(host, port, networks), port)) as line:
        deadline = Deadline()
        _send(line, content, deadline)
        try:
            # Most close their side when they have read all. Those that do not have it as well.
            line.shutdown(socket.SHUT_WR)
            line.settimeout(LINGER)
            while line.recv(_PIECE):
                line.settimeout(min(LINGER, deadline.left()))
        except TimeoutError:
            return
        except OSError as error:
            raise BrokeOff from error


def _send(line: socket.socket, content: bytes, deadline: Deadline) -> None:
    """Bytes over a connection, piece by piece; BrokeOff when it stops taking them."""
    rest = memoryview(content)
    try:
        while rest:
            line.settimeout(deadline.left())
            rest = rest[line.send(rest[:_PIECE]) :]
    except OSError as error:
        raise BrokeOff from error
