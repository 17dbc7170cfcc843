"""Labels per second, held against the quickest bare loop that this stack allows, in the same run.

    python -m tools.bench_labels

The bare loop has the QR's modules from zxing-cpp, draws them as a mask of one bit per module, and three lines of
text, with reportlab alone. Ours has what stands on a sticker. Both take turns; also the memory of many.
"""

import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

import zxingcpp
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inventory.codes import Code, Kind
from labels import printing, sheet, zpl
from labels.stocks import STOCKS, Stock
from labels.tag import Tag, tag_for

TURNS = 5
BASE = "https://leen.voorbeeld.example"


def tags_of(count: int, first: int = 1) -> list[Tag]:
    """Stickers, each with a number of its own."""
    return [
        tag_for(
            Code(Kind.DEVICE, first + number), base=BASE, name=f"Dell Latitude {5400 + number % 9}",
            found="Gevonden? Bel", phone="09 123 45 67", owner="Digibank Voorbeeldstreek",
        )
        for number in range(count)
    ]  # fmt: skip


def bare(tags: list[Tag], stock: Stock) -> bytes:
    """The same stickers as little as they can be: a QR and three lines."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(stock.page_width * mm, stock.page_height * mm), pageCompression=1)
    page = 0
    for tag, spot in zip(tags, sheet.spots(stock, len(tags)), strict=True):
        if spot.page != page:
            canvas.showPage()
            page = spot.page
        x, y = spot.left * mm, (stock.page_height - spot.top - stock.height) * mm
        symbol = zxingcpp.create_barcode(tag.link, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        # The image is a buffer of one byte per module; its type stub does not say so.
        image: Any = symbol.to_image(scale=1, add_quiet_zones=False)
        side, dots = image.shape[0], bytes(memoryview(image).cast("B"))
        whole = -(-side // 8) * 8
        rows = (dots[at : at + side] for at in range(0, side * side, side))
        bits = ("".join("0" if dot else "1" for dot in row).ljust(whole, "0") for row in rows)
        hexes = "".join(f"{int(row, 2):0{whole // 4}X}" for row in bits)
        size = stock.layout.qr * mm
        canvas._code.append(
            f"q {size:.3f} 0 0 {size:.3f} {x + 6:.3f} {y + 6:.3f} cm 0 g BI /W {side} /H {side} /BPC 1 /IM true "
            f"/D [1 0] /F /AHx ID {hexes}> EI Q"
        )
        for line, words in enumerate((tag.digits, tag.name, tag.phone)):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(x + size + 12, y + 60 - 14 * line, words)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def took(deed: Callable[[], object]) -> float:
    """Seconds of processor time: both loops draw in this process and wait for nothing."""
    begin = time.process_time()
    deed()
    return time.process_time() - begin


def compared(name: str, ours: Callable[[list[Tag]], object], stock: Stock, count: int = 500) -> None:
    """Ours and the bare loop in turn, other stickers each time."""
    mine, bares = [], []
    for turn in range(TURNS + 1):
        tags = tags_of(count, first=1 + turn * count)
        bares.append(took(lambda tags=tags: bare(tags, stock)))  # type: ignore[misc]  # a bound default
        mine.append(took(lambda tags=tags: ours(tags)))  # type: ignore[misc]  # a bound default
    median, base = statistics.median(mine[1:]), statistics.median(bares[1:])
    print(f"  {name:<44}{count / median:9.0f}/s{count / base:9.0f}/s  {median / base:6.2f}×", flush=True)


def most_memory(deed: Callable[[], object]) -> float:
    """The most megabytes of Python objects during a deed, with what the house remembers meanwhile."""
    tracemalloc.reset_peak()
    deed()
    return tracemalloc.get_traced_memory()[1] / 1e6


def main() -> int:
    """The command line."""
    print(f"labels{'':<40}{'ours':>11}{'bare':>11}  × bare")
    for key in ("a4-24", "roll-62", "a4-65"):
        stock = STOCKS[key]
        compared(f"500 on {key}, as PDF", lambda tags, stock=stock: _pdf(tags, stock), stock)  # type: ignore[misc]  # a bound default
    roll = STOCKS["roll-62"]
    compared("500 on roll-62, as ZPL", lambda tags: zpl.stickers(tags, roll), roll)
    print(f"  most memory, into a file{'':<20}" + "".join(f"{count:>11}" for count in (500, 10_000)))
    # What the house remembers of codes and their squares is bounded; it is full before anything is measured.
    tracemalloc.start()
    _into_a_file(10_000, roll)
    for key in ("a4-24", "roll-62"):
        most = [most_memory(partial(_into_a_file, count, STOCKS[key])) for count in (500, 10_000)]
        print(f"  {key:<44}" + "".join(f"{one:8.1f} MB" for one in most))
    return 0


def _into_a_file(count: int, stock: Stock) -> None:
    """As the background does it: labels come some at a time, and pages go to the file."""
    tags = (tag for first in range(1, count + 1, 200) for tag in tags_of(min(200, count + 1 - first), first))
    with tempfile.TemporaryFile() as file:
        printing.sheet_into(file, tags, count, stock, title="Labels", locale="nl")


def _pdf(tags: list[Tag], stock: Stock) -> bytes:
    return printing.sheet(tags, stock, title="Labels", locale="nl")


if __name__ == "__main__":
    sys.exit(main())
