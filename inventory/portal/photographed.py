"""Reads the code in a photo: a phone without a detector sends the picture, and we look.

Measured on a 12-megapixel photo: looking for a QR alone at half size takes a fourteenth of looking for
everything at full size, so that is tried first; and a JPEG is unpacked at half its size for it, which takes half
the time of the whole. A picture is a stranger's bytes: its size is known before it is unpacked, and only three
formats are opened.
"""

import io
from typing import Any

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from inventory.foundation.refusal import Unreadable

#: bytes of a photo; a phone's are 3 to 6 million
MOST_BYTES = 16_000_000
_MOST_PIXELS = 60_000_000
#: a camera's JPEG is unpacked at a fraction of its size; a PNG or WebP only whole, at four bytes a pixel
_MOST_PIXELS_UNPACKED = 16_000_000
#: longest side at which a QR of a few centimetres is still readable across a desk
_QUICK_SIDE, _FULL_SIDE = 2000, 4200

_NO_PICTURE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def codes_in(content: bytes) -> list[str]:
    """Every text that a code in this photo says, nearest to the reading order; empty when there is none.

    Unreadable when it is no picture, or one too large to unpack.
    """
    qr: Any = zxingcpp.BarcodeFormat.QRCode
    every: Any = zxingcpp.BarcodeFormat.AllReadable
    quick = _unpacked(content, _QUICK_SIDE)
    return _read(quick, qr) or _read(_unpacked(content, _FULL_SIDE), qr) or _read(quick, every)


def _unpacked(content: bytes, side: int) -> Image.Image:
    """The picture in grey, upright, its longest side at most this."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            most = _MOST_PIXELS if picture.format == "JPEG" else _MOST_PIXELS_UNPACKED
            if picture.width * picture.height > most:
                raise Unreadable(reason=f"{picture.width} × {picture.height}", field="photo")
            # Only a JPEG: a half, a quarter or an eighth of its size, the smallest that is not below.
            picture.draft("L", (side, side * min(picture.size) // max(picture.size)))
            grey = ImageOps.exif_transpose(picture).convert("L")
    except _NO_PICTURE as problem:
        raise Unreadable(reason="JPEG, PNG, WebP", field="photo") from problem
    grey.thumbnail((side, side))
    return grey


def _read(grey: Image.Image, kinds: Any) -> list[str]:
    """What the codes of these kinds say, each once."""
    found = zxingcpp.read_barcodes(grey, formats=kinds)
    return list(dict.fromkeys(code.text for code in found if code.text))
