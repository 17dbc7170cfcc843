"""What the build makes, what it costs a reader, and what it must never depend on."""

import gzip
import json
import re

import pytest

from inventory.foundation.assets import asset, font_file
from tests.house.every_part import TOP

DIST = TOP / "static" / "dist"
built = pytest.mark.skipif(
    not (DIST / "manifest.json").is_file(), reason="nothing is built yet: run `python tools/assets.py`"
)


@built
def test_a_built_file_has_a_name_of_its_own_content(app) -> None:
    with app.test_request_context("/"):
        assert re.fullmatch(r"/static/dist/app-\w{8}\.css", asset("app.css"))
        assert asset("nothing.css") == "/static/dist/nothing.css"


@built
def test_a_browser_may_keep_a_built_file_for_a_year(app, client) -> None:
    with app.test_request_context("/"):
        address = asset("app.css")
    answer = client.get(address, buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    answer.close()


#: fetched when someone opens the camera, and where the browser reads no codes by itself
ON_DEMAND = {"decoder.js"}


@built
def test_a_page_costs_less_than_150_kilobytes_on_the_line() -> None:
    files = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    files = [file for name, file in files.items() if name not in ON_DEMAND]
    zipped = sum(len(gzip.compress((DIST / name).read_bytes())) for name in files)
    fonts = sum(path.stat().st_size for path in DIST.glob("atkinson*latin-wght*.woff2"))
    assert zipped + fonts < 150_000


@built
def test_our_own_script_stays_small() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    # On the line, as it is sent: the scanner must be heard on every page, so its part comes with each.
    zipped = (len(gzip.compress((DIST / manifest[name]).read_bytes())) for name in ("app.js", "early.js"))
    assert sum(zipped) < 12_000


@built
@pytest.mark.parametrize("name", ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"])
def test_the_paper_fonts_know_the_names_of_our_borrowers(app, name: str) -> None:
    from fontTools.ttLib import TTFont

    known = TTFont(font_file(name)).getBestCmap()
    assert {sign for sign in "ğşıİéëïçœ€–“”’ЄїґαПệ" if ord(sign) not in known} == set()


@built
def test_the_arabic_font_keeps_what_shapes_its_letters(app) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(font_file("NotoSansArabic-Regular.ttf"))
    assert "GSUB" in font
    assert {sign for sign in "هالاب" if ord(sign) not in font.getBestCmap()} == set()


def test_the_lock_file_names_no_host() -> None:
    lock = (TOP / "package-lock.json").read_text(encoding="utf-8")
    hosts = set(re.findall(r'"resolved": "https?://([^/"]+)', lock))
    assert hosts <= {"registry.npmjs.org"}


def test_every_package_is_pinned() -> None:
    package = json.loads((TOP / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
