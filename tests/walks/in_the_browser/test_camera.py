"""The camera of the browser: a film of a label before it, a detector that is missing, a permission that is refused."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from inventory.foundation.qr import matrix
from inventory.foundation.tenancy import inside
from tests.cast import World
from tests.make import make_device
from tests.walks.in_the_browser.browser import PATIENCE, Visitor, assert_accessible, session_cookie
from tests.walks.in_the_browser.scanner import until

pytestmark = pytest.mark.browser

#: no detector of the browser's own, as in Firefox and Safari
NO_DETECTOR = "delete window.BarcodeDetector"
WIDE, HIGH = 640, 480


def film_of(texts: list[str], file: Path) -> Path:
    """A film in the plainest format there is: one grey picture of a label per text, each five times."""
    with file.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            modules = matrix(text)
            code = Image.new("L", (modules.size, modules.size), 255)
            code.putdata([0 if bit == "1" else 255 for row in modules.rows for bit in row])
            desk = Image.new("L", (WIDE, HIGH), 200)
            code = code.resize((modules.size * 8, modules.size * 8), Image.Resampling.NEAREST)
            desk.paste(255, (150, 80, 190 + code.width, 120 + code.height))
            desk.paste(code, (170, 100))
            picture = b"FRAME\n" + desk.tobytes() + bytes([128]) * (WIDE * HIGH // 2)
            film.write(picture * 5)
    return file


@pytest.fixture
def device(app: Any, world: World) -> str:
    """The code of a laptop that is here."""
    with app.test_request_context(), inside(world.gent):
        return str(make_device(world).code)


@pytest.fixture
def film(
    chromium: Any, server: str, app: Any, world: World, tmp_path: Path
) -> Iterator[Callable[..., Visitor]]:
    """`film(texts)` opens Tom's first page in a browser whose camera sees a film of these codes."""
    browsers = []

    def open_window(texts: list[str], *, allowed: bool = True, script: str = NO_DETECTOR) -> Visitor:
        file = film_of(texts, tmp_path / "film.y4m")
        seen = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={file}"]
        browser = chromium.browser_type.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *seen],
        )
        browsers.append(browser)
        context = browser.new_context(base_url=server, viewport={"width": 390, "height": 800}, locale="en")
        context.set_default_timeout(PATIENCE * 1000)
        if allowed:
            context.grant_permissions(["camera"])
        context.add_init_script(script)
        context.add_cookies([session_cookie(app, world.tom, "en", server)])
        visitor = Visitor(context.new_page())
        visitor.go("/gent/today/")
        return visitor

    yield open_window
    for browser in browsers:
        browser.close()


def open_camera(visitor: Visitor) -> None:
    """Press the button beside the scan box."""
    visitor.page.locator(".scan [data-camera]").click()


def test_the_camera_reads_where_the_browser_has_no_detector(film: Any, device: str) -> None:
    visitor = film([f"HTTPS://LOCALHOST/I/{device}"])
    fetched: list[str] = []
    visitor.page.on("request", lambda request: fetched.append(request.url))
    assert not any("decoder" in url for url in fetched)
    open_camera(visitor)
    visitor.page.wait_for_url(f"**/devices/{device}")
    assert any("/static/dist/decoder-" in url for url in fetched)
    assert visitor.page.locator("dialog").count() == 0
    assert not visitor.complaints


def test_the_browsers_own_detector_goes_first(film: Any, device: str) -> None:
    own = f"window.BarcodeDetector = class {{ async detect() {{ return [{{ rawValue: '{device}' }}]; }} }}"
    visitor = film(["T000000"], script=own)
    fetched: list[str] = []
    visitor.page.on("request", lambda request: fetched.append(request.url))
    open_camera(visitor)
    visitor.page.wait_for_url(f"**/devices/{device}")
    assert not any("decoder" in url for url in fetched)


def test_a_detector_with_nothing_behind_it_gives_way_to_ours(film: Any, device: str) -> None:
    broken = "window.BarcodeDetector = class { async detect() { throw new Error('not here'); } }"
    visitor = film([device], script=broken)
    open_camera(visitor)
    visitor.page.wait_for_url(f"**/devices/{device}")


def test_a_page_that_piles_up_keeps_the_camera_open(app: Any, world: World, film: Any) -> None:
    with app.test_request_context(), inside(world.gent):
        codes = [str(make_device(world).code) for _one in range(3)]
    visitor = film(codes)
    page = visitor.page
    visitor.go("/gent/collect")
    open_camera(visitor)
    until(page, "document.querySelectorAll('.pile > li').length === 3")
    assert page.locator("dialog.camera video").is_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Close the camera").click()
    page.locator("dialog").wait_for(state="detached")
    # What came under the camera works like any page.
    page.locator(".pile").get_by_role("link", name="Take off").first.click()
    until(page, "document.querySelectorAll('.pile > li').length === 2")
    assert not visitor.complaints


def test_a_refused_camera_says_how_to_allow_it_and_what_else_can_be_done(film: Any) -> None:
    visitor = film(["T041825"], allowed=False)
    page = visitor.page
    open_camera(visitor)
    help_box = page.get_by_role("dialog", name="The camera does not open")
    help_box.wait_for()
    assert help_box.get_by_role("listitem").count() == 3
    assert_accessible(page)
    with page.expect_file_chooser():
        help_box.get_by_role("button", name="Take a photo").click()
    open_camera(visitor)
    help_box.get_by_role("button", name="Type the code").click()
    assert page.evaluate("document.activeElement.id") == "scan"
    page.context.grant_permissions(["camera"])
    open_camera(visitor)
    page.locator("dialog.camera video").wait_for()
