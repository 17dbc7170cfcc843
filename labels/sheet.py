"""Where each sticker goes on the sheet, in millimetres from its upper left corner.

Label paper is bought, not made: a half-used sheet goes back in the printer, so a print may begin at any cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from inventory.foundation.refusal import Refusal
from labels.stocks import Stock


class NoSuchCell(Refusal):
    """The sheet has no cell with this number."""

    status = 422


class LargerThanThePage(Refusal):
    """The labels of this paper do not fit on its page."""

    status = 422


class TooManyLabels(Refusal):
    """More stickers in one print than a printer should get."""

    status = 422


#: a larger print is a mistake
MOST = 10_000


#: millimetres that rounding may take
_A_HAIR = 0.001


@dataclass(frozen=True)
class Spot:
    """One sticker's place: which page, from 0, and its upper left corner."""

    page: int
    left: float
    top: float


def spots(stock: Stock, count: int, start: int = 1) -> Iterator[Spot]:
    """The places of `count` stickers when the first goes in cell `start`, counted from 1 as one reads.

    NoSuchCell when the page has no such cell, TooManyLabels over MOST, LargerThanThePage when the labels are
    larger than that.
    """
    across = stock.left + stock.columns * stock.width + (stock.columns - 1) * stock.gap_across
    down = stock.top + stock.rows * stock.height + (stock.rows - 1) * stock.gap_down
    if across > stock.page_width + _A_HAIR or down > stock.page_height + _A_HAIR:
        raise LargerThanThePage(field="stock")
    if not 1 <= start <= stock.cells:
        raise NoSuchCell(field="start", cells=stock.cells)
    if count > MOST:
        raise TooManyLabels(most=MOST)
    for number in range(start - 1, start - 1 + count):
        page, cell = divmod(number, stock.cells)
        row, column = divmod(cell, stock.columns)
        yield Spot(
            page,
            stock.left + column * (stock.width + stock.gap_across),
            stock.top + row * (stock.height + stock.gap_down),
        )


def pages_needed(stock: Stock, count: int, start: int = 1) -> int:
    """How many pages of paper to put in the printer."""
    return ceil((start - 1 + count) / stock.cells)
