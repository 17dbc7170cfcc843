"""A real Chromium before a real server, on the test database."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.wsgi import ClosingIterator

from inventory.foundation import clock
from inventory.foundation.tenancy import inside
from tests.cast import Person, World
from tests.walks.in_the_browser.browser import PATIENCE, Visitor, only_whole_pages, session_cookie
from tests.walks.in_the_browser.hands import Hands

HOW_TO_GET = "no Chromium here: install the package `chromium`, or `make test` where it may do so"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's browser, started once."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip(HOW_TO_GET)
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        only_whole_pages(patch)
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def read_to_the_end(app: Any) -> Callable[..., list[bytes]]:
    """The app, its answers whole: Werkzeug's server leaves one open (a file of ours) when a browser hangs up on it."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as parts:
            return list(parts)

    return answer


class Server(ThreadedWSGIServer):
    """Ends when everyone who came has their answer, so that no request meets the database of the next test.

    A browser also opens connections on which it never asks anything: those are hung up on.
    """

    daemon_threads = False  # closing waits for them

    def __init__(self, app: Any) -> None:
        self._came: set[Any] = set()
        super().__init__("127.0.0.1", 0, app)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._came.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._came.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        for one in list(self._came):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RD)
        super().server_close()


@pytest.fixture
def server(app: Any) -> Iterator[str]:
    """The app behind an address of this machine, for as long as one test takes."""
    listening = Server(read_to_the_end(app))
    looking = {
        "poll_interval": 0.02
    }  # seconds; a half, as it is by itself, is waited for at the end of each test
    thread = threading.Thread(target=listening.serve_forever, kwargs=looking, daemon=True)
    thread.start()
    yield f"http://localhost:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def visit(chromium: Any, server: str, app: Any) -> Iterator[Callable[..., Visitor]]:
    """`visit(world.nele, width=390, dark=True, lang="fr")` opens a browser window as that person."""
    contexts = []

    def open_window(
        person: Person | None = None, *, width: int = 1280, height: int = 900, dark: bool = False,
        lang: str = "nl", script: bool = True,
    ) -> Visitor:  # fmt: skip
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            locale=lang, java_script_enabled=script, base_url=server, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        context.add_cookies([session_cookie(app, person, lang, server)])
        return Visitor(context.new_page())

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(visit: Callable[..., Visitor]) -> Any:
    """A window of nobody in particular, at desktop size."""
    return visit().page


@pytest.fixture
def hands(visit: Callable[..., Visitor]) -> Callable[..., Hands]:
    """Someone at a page, and from there on with nothing but hands."""

    def at(person: Any, path: str) -> Hands:
        visitor = visit(person, lang="en")
        visitor.go(path)
        return Hands(visitor)

    return at


@pytest.fixture
def gent(app: Any, world: World) -> Any:
    """`gent(deed)`: done inside Digibank Gent, at this moment."""

    def run(deed: Callable[[Any], Any]) -> Any:
        with app.test_request_context(), inside(world.gent):
            return deed(clock.now())

    return run
