"""The test card of a scanner: both codes on the page say what the browser expects."""

import re
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw

from inventory.portal.test_card import TEXT
from tests.house.every_part import TOP


def drawn(svg: str) -> Image.Image:
    """The dark rectangles of an SVG of ours, at four pixels a module."""
    width, height = (int(side) for side in re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    picture = Image.new("L", (4 * width, 4 * height), 255)
    pen = ImageDraw.Draw(picture)
    dark = [(int(x), int(y), int(wide), 1) for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg)]
    dark += [(int(x), 0, int(wide), height) for x, wide in re.findall(r'<rect x="(\d+)" width="(\d+)"', svg)]
    for x, y, wide, high in dark:
        pen.rectangle((4 * x, 4 * y, 4 * (x + wide) - 1, 4 * (y + high) - 1), fill=0)
    return picture


def test_both_codes_on_the_card_say_its_text(client: Any, world: Any) -> None:
    text = client.sign_in(world.tom).get("/gent/scan/test-card").get_data(as_text=True)
    svgs = re.findall(r'<svg[^>]*(?:class="qr"|class="test-bars").*?</svg>', text, re.DOTALL)
    read = [zxingcpp.read_barcodes(drawn(svg))[0] for svg in svgs]
    assert [code.text for code in read] == [TEXT, TEXT]
    assert {str(code.format) for code in read} == {"QR Code", "Code 128"}


def test_the_script_expects_the_same_text() -> None:
    assert f'TEST = "{TEXT}"' in (TOP / "static/src/js/burst.js").read_text(encoding="utf-8")


def test_who_may_not_scan_gets_no_card(client: Any, world: Any) -> None:
    assert client.sign_in(world.dirk).get("/gent/scan/test-card").status_code in (403, 404)
