"""A test that looks at a page looks at all of it, however slowly it arrives."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.walks.in_the_browser.browser import Visitor
from tests.walks.in_the_browser.conftest import Server

pytestmark = pytest.mark.browser

_HALVES = b"<!DOCTYPE html><title>Slow</title><h1>First half</h1>" + b" " * 4096, b"<p>Second half</p>"
_ASKS = b"<!DOCTYPE html><title>Quick</title><form action='/slow'><button>Go</button></form>"


@pytest.fixture
def slow() -> Iterator[str]:
    """The address of a page with a button; what the button opens arrives in halves, with a pause between them."""

    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        if environ["PATH_INFO"] != "/slow":
            yield _ASKS
            return
        yield _HALVES[0]
        threading.Event().wait(0.5)
        yield _HALVES[1]

    listening = Server(app)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://localhost:{listening.server_port}/"
    listening.shutdown()
    listening.server_close()


@pytest.mark.parametrize(
    "glance",
    [
        lambda page: "Second half" in page.content(),
        lambda page: page.get_by_text("Second half").count() == 1,
        lambda page: page.get_by_text("Second half").is_visible(),
        lambda page: page.evaluate("document.querySelectorAll('p').length") == 1,
    ],
    ids=["content", "count", "is_visible", "evaluate"],
)
def test_who_looks_after_a_press_sees_all_of_the_next_page(
    visit: Callable[..., Visitor], slow: str, glance: Callable[[Any], bool]
) -> None:
    page = visit().page
    page.goto(slow)
    page.get_by_role("button", name="Go").click()
    assert glance(page)
