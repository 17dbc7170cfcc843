"""Pictures that people send: drawn anew, so that nothing comes in with them that is not to be seen."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from inventory.foundation.refusal import Unreadable

_MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 1600


def redrawn(content: bytes, *, field: str) -> tuple[bytes, int, int]:
    """A picture drawn anew as JPEG, with its width and height; Unreadable for what is none."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Unreadable(reason=f"{picture.width} × {picture.height}", field=field)
            picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as problem:
        raise Unreadable(reason="JPEG, PNG, WebP", field=field) from problem
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=82)
    return drawn.getvalue(), upright.width, upright.height
