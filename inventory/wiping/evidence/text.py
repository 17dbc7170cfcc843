"""Bytes from a stranger, as lines that are safe to look at and to quote."""

import hashlib
import re

from inventory.foundation.refusal import Unreadable
from inventory.wiping.evidence.facts import Marker

#: a week of nwipe on forty drives is under one megabyte
LARGEST_BYTES = 5 * 1024 * 1024
#: ten times what any session or report holds; only the reader of nwipe's logs is made for more
MOST_LINES = 100_000
_TERMINAL = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


class EvidenceTooLarge(Unreadable):
    """The file is larger than any wipe report."""

    status = 413


class EvidenceEmpty(Unreadable):
    """There is nothing in the file."""


class NotAWipeReport(Unreadable):
    """The file is not a report of a wiping tool that we know."""


class PdfWithoutText(Unreadable):
    """A PDF whose words do not stand open in it, so it was not written by nwipe."""


class DamagedEvidence(Unreadable):
    """The file begins like a report, but is broken off or damaged."""


class TellsOfNoWipe(Unreadable):
    """The report shows which medium this is, and nothing that was done to it."""


class EvidenceTooLong(Unreadable):
    """The file has more lines than any wipe report."""

    status = 413


class TooManyDrives(Unreadable):
    """The report names more drives than one machine can hold."""


def text_of(content: bytes) -> str:
    """The text in `content`: UTF-8 or UTF-16, terminal colours and control characters taken out."""
    if len(content) > LARGEST_BYTES:
        raise EvidenceTooLarge(megabytes=LARGEST_BYTES // (1024 * 1024))
    if not content.strip():
        raise EvidenceEmpty
    text = content.decode(_encoding_of(content), errors="replace").lstrip("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\ufffd", _TERMINAL.sub("", text))


def _encoding_of(content: bytes) -> str:
    """As its mark says; without one, half the bytes of plain words in UTF-16 are zero, as PowerShell pipes."""
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return name
    start = content[:4096]
    if len(start) >= 8 and start[1::2].count(0) > len(start) // 3:
        return "utf-16-le"
    return "utf-16-be" if len(start) >= 8 and start[::2].count(0) > len(start) // 3 else "utf-8"


def print_of(content: bytes) -> str:
    """A SHA-256 that stays the same when a text is renamed, retyped or sent through a mail program."""
    if content.startswith(b"%PDF-"):
        return hashlib.sha256(content).hexdigest()
    lines = (" ".join(line.split()) for line in text_of(content).split("\n"))
    return hashlib.sha256("\n".join(filter(None, lines)).encode("utf-8", "replace")).hexdigest()


def quoted(line: str) -> str:
    """A line short enough to print beside a verdict."""
    bare = line.strip()
    return bare if len(bare) <= 200 else bare[:199] + "…"


def quoting(text: str, *words: str) -> tuple[Marker, ...]:
    """The first place of each of the `words`, as quoted lines; for reports that are one long line too."""
    found = {}
    for word in words:
        at = text.find(word) if word else -1
        if at < 0:
            continue
        begin = max(text.rfind("\n", 0, at) + 1, at - 60)
        end = text.find("\n", at)
        line = text.count("\n", 0, at) + 1
        found[(line, begin)] = Marker(
            line, quoted(text[begin : min(end if end >= 0 else len(text), at + 140)])
        )
    return tuple(found[place] for place in sorted(found))
