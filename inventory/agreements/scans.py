"""A signed agreement that comes as a PDF from outside: looked at as a stranger, without a PDF program.

It is kept and handed out byte for byte, so it must be able to do nothing by itself: no script, no attachment, no
program to start, no form that sends. What stands in compressed lists of objects is unpacked up to a limit, so that
nothing hides there, and a small file cannot unpack into a huge one.
"""

import re
import zlib
from string import hexdigits

from inventory.foundation.refusal import Unreadable

#: a scan of ten pages stays below
MOST_BYTES = 10_000_000
#: unpacked lists of objects, all together
_MOST_UNPACKED = 5_000_000
#: a scan has a few per page
_MOST_STREAMS = 5000
#: the dictionary of a stream, from the beginning of its object
_LONGEST_DICTIONARY = 20_000
#: what a PDF may do by itself, by the name of the deed. Long names only: a picture may hold three letters by chance,
#: and no script runs without the longer one
_DEEDS = (
    b"/JavaScript", b"/Rendition", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/SubmitForm",
    b"/ImportData", b"/GoToE", b"/XFA",
)  # fmt: skip
_DEED = re.compile(b"(?:" + b"|".join(map(re.escape, _DEEDS)) + rb")(?=[\x00\s()<>\[\]{}/%]|\Z)")
#: a letter written as its number: /La#75nch is /Launch
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LETTERS = {f"{one}{two}".encode(): bytes.fromhex(one + two) for one in hexdigits for two in hexdigits}
#: bytes in which numbers are looked for together
_AT_ONCE = 65_536
_OBJECTS = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_PAGE = re.compile(rb"/Type\s*/Page(?=[\x00\s()<>\[\]{}/%])")


class NotAPdf(Unreadable):
    """The file is no PDF, or was cut off."""


class PdfIsLocked(Unreadable):
    """A PDF with a password: in ten years nobody can open it."""


class PdfDoesThings(Unreadable):
    """A PDF that does something by itself when it is opened."""


class PdfUnpacksTooFar(Unreadable):
    """A small file that unpacks into a huge one."""


def must_be_a_scan(content: bytes) -> None:
    """Refuse what is no whole, open, quiet PDF."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise NotAPdf(field="paper")
    parts = [content, *_unpacked(content)]
    plain = [_spelled_out(part) for part in parts]
    if any(b"/Encrypt" in part for part in plain):
        raise PdfIsLocked(field="paper")
    if any(_DEED.search(part) for part in plain):
        raise PdfDoesThings(field="paper")
    if not any(_PAGE.search(part) for part in plain):
        raise NotAPdf(field="paper")


def _spelled_out(content: bytes) -> bytes:
    """Every letter that is written as its number, once: `#2341` is `#41`, and no A. Some of it at a time."""
    parts, at = [], 0
    while at < len(content):
        end = at + _AT_ONCE
        # A number is not cut in two.
        end = next((end - before + 3 for before in (1, 2) if _ESCAPED.match(content, end - before)), end)
        pieces = _ESCAPED.split(content[at:end])
        pieces[1::2] = map(_LETTERS.__getitem__, pieces[1::2])
        parts.append(b"".join(pieces))
        at = end
    return b"".join(parts)


def _unpacked(content: bytes) -> list[bytes]:
    """The compressed lists of objects; other streams are pictures and text, which do nothing.

    Whatever is packed in a way that a scanner does not use is refused rather than guessed at.
    """
    found: list[bytes] = []
    left = _MOST_UNPACKED
    for number, match in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise PdfUnpacksTooFar(field="paper")
        dictionary = _dictionary_before(content, match.start())
        if not _OBJECTS.search(dictionary):
            continue
        end = content.find(b"endstream", match.end())
        if end < 0 or b"/DecodeParms" in dictionary:
            raise NotAPdf(field="paper")
        part = _inflated(content[match.end() : end], left)
        left -= len(part)
        found.append(part)
    return found


def _dictionary_before(content: bytes, start: int) -> bytes:
    """What stands between the beginning of an object and its stream, with every name spelled out."""
    begin = content.rfind(b"obj", max(0, start - _LONGEST_DICTIONARY), start)
    if begin < 0:
        raise NotAPdf(field="paper")
    return _spelled_out(content[begin:start])


def _inflated(packed: bytes, most: int) -> bytes:
    """The whole of a packed stream, when that is less than `most`."""
    unpacking = zlib.decompressobj()
    try:
        part = unpacking.decompress(packed, most)
    except zlib.error as error:
        raise NotAPdf(field="paper") from error
    if unpacking.unconsumed_tail or len(part) >= most:
        raise PdfUnpacksTooFar(field="paper")
    if not unpacking.eof:
        raise NotAPdf(field="paper")
    return part
