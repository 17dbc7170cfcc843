"""A real Chromium before a real server, on the test database."""

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.cast import Person
from tests.walks.in_the_browser.browser import Visitor, session_cookie

HOW_TO_GET = "no Chromium here: install the package `chromium`, or `make test` where it may do so"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's browser, started once."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip(HOW_TO_GET)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def server(app: Any) -> Iterator[str]:
    """The app behind an address of this machine, for as long as one test takes."""
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
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
        context.set_default_timeout(10_000)
        context.add_cookies([session_cookie(app, person, lang, server)])
        return Visitor(context.new_page())

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(visit: Callable[..., Visitor]) -> Any:
    """A window of nobody in particular, at desktop size."""
    return visit().page
