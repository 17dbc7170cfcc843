"""The label papers that one can buy, in millimetres: as the makers give them, in the order in which one asks.

Sizes of A4 sheets as on Avery's and HERMA's own templates; of rolls as on the box. A size that is not cut but
printed to length (a Brother roll or tape) has the length that these words need.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Family(StrEnum):
    """What one puts in the printer."""

    ROLL = "roll"
    SHEET = "sheet"
    TAPE = "tape"


@dataclass(frozen=True)
class Layout:
    """How the words stand on a sticker: the side of the QR in millimetres, letters in points."""

    qr: float
    code: float
    name: float
    words: float
    #: for a shelf: QR above, words below, to be read from three metres
    upright: bool = False
    #: too low for five lines: whom to call stands on one
    tight: bool = False

    def scaled(self, by: float) -> "Layout":
        """The same, where a part of the height is needed for something else."""
        return replace(self, qr=self.qr * by, code=self.code * by, name=self.name * by, words=self.words * by)


@dataclass(frozen=True)
class Stock:
    """One kind of label paper. On a roll or a tape, a page is a sticker."""

    key: str
    family: Family
    page_width: float
    page_height: float
    width: float
    height: float
    layout: Layout
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    gap_across: float = 0.0
    gap_down: float = 0.0

    @property
    def cells(self) -> int:
        """Stickers on one page."""
        return self.columns * self.rows

    @property
    def takes_barcode(self) -> bool:
        """Is there room for a Code 128 under the words, wide enough for a scanner of 203 dots per inch?"""
        return not self.layout.upright and self.width >= 55 and self.height >= 28


#: what a Code 128 takes of a sticker's height, its room above included, in millimetres
BARCODE_STRIP = 8.0


def _roll(key: str, width: float, height: float, layout: Layout, family: Family = Family.ROLL) -> Stock:
    return Stock(key, family, width, height, width, height, layout)


def _a4(
    key: str,
    size: tuple[float, float],
    grid: tuple[int, int],
    corner: tuple[float, float],
    layout: Layout,
    gap: float = 0.0,
) -> Stock:
    """A sheet of labels of `size`, `grid` across and down, the first one's upper left corner at `corner`."""
    return Stock(key, Family.SHEET, 210, 297, *size, layout, *grid, *corner, gap)


_LARGE = Layout(28, 14.5, 9, 7.5)
_SMALL = Layout(15.5, 9, 6, 5.5)

STOCKS: dict[str, Stock] = {
    stock.key: stock
    for stock in (
        _roll("roll-62", 62, 34, Layout(27, 15, 9, 7.5)),
        _roll("roll-29", 62, 29, Layout(24, 13.5, 8.5, 7)),
        _roll("roll-57x32", 57, 32, Layout(24, 13.5, 8.5, 7)),
        _roll("dymo-11354", 57, 32, Layout(24, 13.5, 8.5, 7)),
        _roll("dymo-99010", 89, 28, Layout(23.5, 18, 9.5, 8)),
        _roll("dymo-99012", 89, 36, Layout(29, 20, 11, 9)),
        _roll("dymo-30252", 88.9, 28.6, Layout(23.5, 18, 9.5, 8)),
        _a4("a4-24", (70, 37), (3, 8), (0, 0.5), _LARGE),
        _a4("a4-65", (38.1, 21.2), (5, 13), (4.75, 10.7), _SMALL, 2.5),
        _a4("l7160", (63.5, 38.1), (3, 7), (7.25, 15.15), Layout(27, 14, 9, 7.5), 2.5),
        _a4("l7163", (99.1, 38.1), (2, 7), (4.65, 15.15), Layout(31, 21, 12, 9.5), 2.5),
        _a4("l4736", (45.7, 21.2), (4, 12), (9.85, 21.3), Layout(16.5, 10.5, 6.5, 6), 2.5),
        _roll("tze-24", 60, 24, Layout(19.5, 14, 8, 6.5), Family.TAPE),
        _roll("tze-12", 42, 12, Layout(9.6, 9.5, 5, 4.6, tight=True), Family.TAPE),
        _roll("roll-62-shelf", 62, 62, Layout(41, 17, 15, 9, upright=True)),
    )
}
