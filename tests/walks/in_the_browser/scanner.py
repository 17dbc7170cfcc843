"""A scanner on a cable, for a browser test: presses keys through the debugger, each with its own moment."""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from tests.keyboards import Key, presses
from tests.walks.in_the_browser.browser import PATIENCE

_SHIFT = 8
_ENDS = {"Enter": ("\r", 13), "Tab": ("", 9)}


class Scanner:
    """Types into one page. The moments are `every` milliseconds apart whatever the computer is doing meanwhile."""

    def __init__(self, page: Any, *, belgian: bool = False, every: float = 1.0) -> None:
        self._debugger = page.context.new_cdp_session(page)
        self._belgian = belgian
        self._every = every / 1000
        self._moment = 0.0

    def scan(self, text: str, end: str = "Enter") -> None:
        """All of it, and the key that ends it."""
        self.start(text)
        self.end(end)

    def start(self, text: str) -> None:
        """The first keys of a scan."""
        # Never before the moment it is, or the browser would take it for a key of the past.
        self._moment = max(self._moment, time.time())
        self.go_on(text)

    def go_on(self, text: str) -> None:
        """More keys of the same scan, in its rhythm."""
        for key in presses(text, belgian=self._belgian):
            self._press(key)

    def end(self, end: str = "Enter") -> None:
        """The key that ends a scan."""
        sign, number = _ENDS[end]
        self._send({"key": end, "code": end, "text": sign, "windowsVirtualKeyCode": number})

    def _press(self, key: Key) -> None:
        is_dead = key.key == "Dead"
        self._send(
            {
                "key": key.key,
                "code": key.code,
                "text": "" if is_dead else key.key,
                "modifiers": _SHIFT if key.shift else 0,
            }
        )

    def _send(self, key: dict[str, Any]) -> None:
        self._moment += self._every
        kind = "keyDown" if key.get("text") else "rawKeyDown"
        self._debugger.send("Input.dispatchKeyEvent", {"type": kind, "timestamp": self._moment, **key})


class Listening:
    """Stands before the app and writes down every scan that reaches the server: its id and its text, in order."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self.scans: list[tuple[str, str]] = []
        #: answers a scan itself, without the app, when it says so: (text) -> status, or None
        self.answers: Callable[[str], str | None] = lambda text: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Let it through, unless the test answers."""
        if not re.fullmatch(r"/\w+/scan", environ["PATH_INFO"]) or not environ.get("HTTP_SCAN_ID"):
            return self._app(environ, start_response)
        (text,) = parse_qs(environ["QUERY_STRING"])["text"]
        self.scans.append((environ["HTTP_SCAN_ID"], text))
        status = self.answers(text)
        if status is None:
            return self._app(environ, start_response)
        start_response(status, [("Content-Type", "text/plain")])
        return [b""]

    @property
    def texts(self) -> list[str]:
        """What was scanned, each scan once: a second try of the same scan has the same id."""
        return list(dict(self.scans).values())


def until(page: Any, condition: str) -> None:
    """Until `condition` is true in the page. Through the debugger: our content policy lets no page evaluate text."""
    last = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        assert time.monotonic() < last, f"never true: {condition}"
        page.wait_for_timeout(20)


def a_while_later(page: Any) -> None:
    """As if more than two seconds had passed: within them the same code counts once. What waits goes on waiting."""
    page.evaluate(
        "sessionStorage.scans && (sessionStorage.scans ="
        " JSON.stringify({...JSON.parse(sessionStorage.scans), recent: []}))"
    )


def wait_until_sent(page: Any) -> None:
    """Until no scan waits any more."""
    until(page, "leenkringScans.waiting().length === 0")
