"""A code as QR and as barcode: the modules only, in no colour and at no size."""

from barcode.codex import Code128

from inventory.foundation import qr


def modules_of(link: str) -> qr.Matrix:
    """The QR of `link` at level Q, without its quiet zone."""
    return qr.matrix(link)


def bars_of(bare: str) -> tuple[int, list[tuple[int, int]]]:
    """Code 128 of `bare`, for scanners that read no QR: its width, and start and width of each bar.

    All in modules, without the quiet zone of ten modules on both sides (ISO/IEC 15417).
    """
    (pattern,) = Code128(bare).build()
    bars, at = [], 0
    for stretch in pattern.replace("10", "1 0").replace("01", "0 1").split():
        if stretch[0] == "1":
            bars.append((at, len(stretch)))
        at += len(stretch)
    return at, bars
