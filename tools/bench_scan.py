"""How long a scan takes: a photo on the server, and the keys of a scanner in a browser; each as a ratio, in one run.

    python -m tools.bench_scan

A photo of 12 megapixels is held against unpacking the same JPEG whole and reading a QR at half its size. In the
browser, the time from the last key of a scan until its landing page is painted is held against opening that same
page as a link does.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter

TURNS = 7
#: what a phone takes: 4,000 by 3,000
_PHOTO = (4000, 3000)


def photo_of(text: str) -> bytes:
    """A sticker photographed on a desk: a QR of some centimetres, noise, a little blur, JPEG."""
    desk = Image.effect_noise((500, 375), 40).resize(_PHOTO).point(lambda dot: 110 + dot // 3)
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    drawn: Any = symbol.to_image(scale=18, add_quiet_zones=True)
    side = drawn.shape[0]
    sticker = Image.frombytes("L", (side, side), bytes(memoryview(drawn).cast("B")))
    desk.paste(sticker, (1700, 1200))
    out = BytesIO()
    desk.filter(ImageFilter.GaussianBlur(1.2)).convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


def bare_read(content: bytes) -> list[str]:
    """The JPEG whole, then a QR at half its size."""
    picture = Image.open(BytesIO(content)).convert("L")
    half = picture.resize((picture.width // 2, picture.height // 2))
    qr: Any = zxingcpp.BarcodeFormat.QRCode
    return [code.text for code in zxingcpp.read_barcodes(half, formats=qr)]


def photos() -> None:
    """One line: ours against the bare way, in turns."""
    from inventory.portal.photographed import codes_in

    text = "HTTPS://LEEN.VOORBEELD.EXAMPLE/I/T041825"
    content = photo_of(text)
    taken: dict[str, list[float]] = {"bare": [], "ours": []}
    ways: dict[str, Callable[[bytes], list[str]]] = {"bare": bare_read, "ours": codes_in}
    for _turn in range(TURNS):
        for name, way in ways.items():
            begun = time.perf_counter()
            assert way(content) == [text], name
            taken[name].append(time.perf_counter() - begun)
    ours, bare = (statistics.median(taken[name]) * 1000 for name in ("ours", "bare"))
    told = f"{ours:.0f} ms, bare {bare:.0f} ms: {ours / bare:.2f}x (at most 1.3x)"
    print(f"photo of 12 Mpx, {len(content) / 1e6:.1f} MB: {told}")


def in_the_browser() -> None:
    """One line: from the last key to the page, against the same page as a link opens it. Needs Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        print("scan in a browser: no Chromium here, so not measured")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, base = _served(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            page = browser.new_page(base_url=base, locale="en")
            _sign_in(page)
            scans, links = _measured(page)
            browser.close()
        finally:
            server.terminate()
            server.wait()
    scan, link = statistics.median(scans), statistics.median(links)
    told = f"{scan:.0f} ms; the page as a link opens it {link:.0f} ms: {scan / link:.2f}x"
    print(f"scan, last key to landing page painted: {told}")


def _served(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    surroundings = {
        **os.environ,
        "LEENKRING_DATA": str(folder),
        "PORT": str(port),
        "LEENKRING_PUBLIC_URL": base,
    }
    command = Path(sys.executable).with_name("leenkring")
    for arguments in (["db", "upgrade"], ["demo", "load", "--devices", "60", "--seed", "1"]):
        subprocess.run([command, *arguments], env=surroundings, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen(
        [command, "serve"], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _try in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    return server, base


def _sign_in(page: Any) -> None:
    page.goto("/login")
    page.fill("#email", "tom@voorbeke.example")
    page.fill("#password", "voorbeeld-laptop")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/today/")


#: before any script of ours, which keeps the keys of a scan to itself
_HEAR_THE_LAST_KEY = """
  addEventListener("keydown", (event) => { if (event.key === "Enter") globalThis.pressed = event.timeStamp; }, true);
"""
#: from the key that ends a scan until two frames after another page stands there
_WATCH = """() => new Promise((done) => {
  const before = document.querySelector("main");
  const watch = new MutationObserver(() => {
    if (document.querySelector("main") === before) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - globalThis.pressed)));
  });
  watch.observe(document.documentElement, { childList: true, subtree: true });
  globalThis.watching = true;
})"""
_OPENED = """() => {
  const [entry] = performance.getEntriesByType("navigation");
  return entry.loadEventEnd - entry.startTime;
}"""


def _measured(page: Any) -> tuple[list[float], list[float]]:
    page.add_init_script(_HEAR_THE_LAST_KEY)
    page.goto("/voorbeke/devices/")
    codes = [
        one.split("/")[-1]
        for one in page.eval_on_selector_all(
            "main a[href*='/devices/T']", "all => all.map((one) => one.getAttribute('href'))"
        )
    ]
    codes = [code for code in dict.fromkeys(codes) if code.startswith("T")][: TURNS + 1]
    scans, links = [], []
    for code in codes:
        page.goto("/voorbeke/today/")
        handle = page.evaluate_handle(f"() => ({{ promise: ({_WATCH})() }})")
        page.wait_for_function("globalThis.watching")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        scans.append(handle.evaluate("(kept) => kept.promise"))
        page.goto(page.url, wait_until="load")
        page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        links.append(page.evaluate(_OPENED))
    return scans[1:], links[1:]


if __name__ == "__main__":
    photos()
    in_the_browser()
