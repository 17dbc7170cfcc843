"""A signature from the screen: what the browser sent is taken apart and drawn anew, small and harmless."""

import base64
import binascii
from io import BytesIO

from PIL import Image, ImageOps

from inventory.foundation.refusal import Refusal

#: as the browser may send it; a pad of 1200 x 500 points with strokes stays far below
MOST_BYTES = 300_000
_MOST_PIXELS = 4_000_000
#: as we keep it
_WIDEST, _HIGHEST = 900, 300
_HEAD = "data:image/png;base64,"
#: darker than this is ink
_INK = 128
#: fewer dark points than this is a slip of the finger
_FEWEST_POINTS = 30


class NotSigned(Refusal):
    """The pad is empty."""

    status = 422


class NotASignature(Refusal):
    """What the browser sent is no small picture."""

    status = 422


def signature_from(data_url: str) -> bytes:
    """The strokes as a small black-and-white PNG, from the pad's `data:image/png` text.

    Raises NotSigned for an empty pad, NotASignature for anything that is not a picture of bearable size.
    """
    if not data_url.strip():
        raise NotSigned(field="signature")
    if not data_url.startswith(_HEAD) or len(data_url) > MOST_BYTES * 4 // 3 + len(_HEAD):
        raise NotASignature(field="signature")
    try:
        sent = base64.b64decode(data_url[len(_HEAD) :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotASignature(field="signature") from error
    strokes = _strokes(sent)
    bounds = ImageOps.invert(strokes).getbbox()
    if bounds is None or strokes.histogram()[0] < _FEWEST_POINTS:
        raise NotSigned(field="signature")
    strokes = strokes.crop(bounds)
    strokes.thumbnail((_WIDEST, _HIGHEST))
    out = BytesIO()
    strokes.convert("1").save(out, "PNG", optimize=True)
    return out.getvalue()


def _strokes(sent: bytes) -> Image.Image:
    """Black where there is ink, white elsewhere, whatever the background was."""
    try:
        with Image.open(BytesIO(sent), formats=["PNG"]) as opened:
            if opened.width * opened.height > _MOST_PIXELS or min(opened.size) < 2:
                raise NotASignature(field="signature")
            drawn = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotASignature(field="signature") from error
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    return paper.convert("L").point(lambda level: 0 if level < _INK else 255)
