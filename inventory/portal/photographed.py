"""Reads the code in a photo: a phone without a detector sends the picture, and we look.

Measured on a 12-megapixel photo: looking for a QR alone at half size takes a fourteenth of looking for
everything at full size, so that is tried first. A picture is a stranger's bytes: its size is known before
it is unpacked, and only three formats are opened.
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
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            most = _MOST_PIXELS if picture.format == "JPEG" else _MOST_PIXELS_UNPACKED
            if picture.width * picture.height > most:
                raise Unreadable(reason=f"{picture.width} × {picture.height}", field="photo")
            picture.draft("L", (_FULL_SIDE, _FULL_SIDE))
            grey = ImageOps.exif_transpose(picture).convert("L")
    except _NO_PICTURE as problem:
        raise Unreadable(reason="JPEG, PNG, WebP", field="photo") from problem
    return _look(grey)


def _look(grey: Image.Image) -> list[str]:
    """QR at half size, then QR at full size, then every kind of barcode."""
    qr: Any = zxingcpp.BarcodeFormat.QRCode
    every: Any = zxingcpp.BarcodeFormat.AllReadable
    for side, kinds in ((_QUICK_SIDE, qr), (_FULL_SIDE, qr), (_QUICK_SIDE, every)):
        smaller = grey.copy()
        smaller.thumbnail((side, side))
        found = zxingcpp.read_barcodes(smaller, formats=kinds)
        if texts := [code.text for code in found if code.text]:
            return list(dict.fromkeys(texts))
    return []
