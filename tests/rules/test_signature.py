"""Whatever a browser sends as a signature: a small picture comes out, or a refusal, never a crash."""

import base64
import contextlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageDraw

from inventory.lending.signature import NotASignature, NotSigned, signature_from

HEAD = "data:image/png;base64,"


def drawn(size=(1200, 500), *, strokes=True, mode="RGBA", fill=(0, 0, 0, 0)) -> bytes:
    """A pad with a scribble, as a browser would send it."""
    picture = Image.new(mode, size, fill)
    if strokes:
        ImageDraw.Draw(picture).line(
            [(100, 400), (400, 100), (700, 380), (1000, 120)], fill=0xFF000000, width=6
        )
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def as_url(png: bytes) -> str:
    return HEAD + base64.b64encode(png).decode()


def test_a_signature_is_cropped_and_small():
    with Image.open(BytesIO(signature_from(as_url(drawn())))) as kept:
        assert kept.format == "PNG"
        assert kept.mode == "1"
        assert kept.width <= 900
        assert kept.height <= 300


def test_what_was_hidden_in_the_picture_is_gone():
    from PIL.PngImagePlugin import PngInfo

    with Image.open(BytesIO(drawn())) as picture:
        hidden, out = PngInfo(), BytesIO()
        hidden.add_text("Comment", "secret words")
        picture.save(out, "PNG", pnginfo=hidden)
    assert b"secret words" in out.getvalue()
    assert b"secret words" not in signature_from(as_url(out.getvalue()))


@pytest.mark.parametrize("sent", ["", "   ", as_url(drawn(strokes=False))])
def test_an_empty_pad_is_not_signed(sent):
    with pytest.raises(NotSigned):
        signature_from(sent)


@pytest.mark.parametrize(
    "sent",
    [
        "Fatima",
        HEAD + "&&&",
        HEAD + base64.b64encode(b"GIF89a").decode(),
        "data:image/svg+xml;base64,PHN2Zy8+",
        HEAD + "A" * 500_000,
        as_url(drawn(size=(4000, 4000), strokes=False)),
    ],
)
def test_what_is_no_small_picture_is_refused(sent):
    with pytest.raises(NotASignature):
        signature_from(sent)


@given(sent=some.binary(max_size=400))
def test_random_bytes_never_crash(sent):
    with pytest.raises((NotASignature, NotSigned)):
        signature_from(as_url(sent))


@given(at=some.integers(8, 300), value=some.integers(0, 255))
def test_a_damaged_picture_never_crashes(at, value):
    damaged = bytearray(drawn(size=(60, 40), strokes=False, fill=(0, 0, 0, 255)))
    damaged[at % len(damaged)] = value
    with contextlib.suppress(NotASignature, NotSigned):
        assert signature_from(as_url(bytes(damaged)))
