"""A wipe report is kept byte for byte, so one that holds somebody's national number is not kept at all.

Nothing may be taken out of evidence, or it proves nothing any more; and a national number may not be kept.
So the file is refused, with the line on which the number stands, and whoever wiped takes it away at its source.
"""

import re

from inventory.foundation.national_numbers import could_be_one
from inventory.foundation.refusal import Unreadable

_GAP = r"[ \t\xa0\u2000-\u2015\u202f._/\\-]{0,3}"
#: eleven digits in the groups of the register: 85.07.30-033.28, 850730-033.28, 85073003328. Looked for from
#: every digit on, or the number of a disk right before it would swallow its beginning. It begins with the digit that
#: it takes, for then the search passes over everything else at once.
_NUMBER = re.compile(rf"(\d)(?<![\d+]\d)(?=(\d){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d\d\d){_GAP}(\d\d)(?!\d))")
_DIGITS = 11
#: behind these words, in small letters, a tool prints a size, a count or the number of a thing
_TOOLS_WORDS = (
    "size", "bytes", "sectors", "hpa values", "reported as", "s/n", "serial", "serial number", "serial-number",
    "system-version", "blk/dev", "|",
)  # fmt: skip
#: no further back are such words looked for
_AROUND = 40
_TOOLS_UNIT = re.compile(r"[ \t]{0,20}(?:bytes\b|sectors\b|B\b|/ ?\d|\|)")


class NamesAPerson(Unreadable):
    """A national register number stands in the report; nothing of the file is kept."""


def must_name_nobody(text: str) -> None:
    """Refuse a report that holds a national register number, and say on which line."""
    for match in _NUMBER.finditer(text):
        if could_be_one("".join(match.groups())):
            at, end = match.start(), match.end(6)
            if end - at != _DIGITS or not _is_the_tools_own(text, at, end):
                raise NamesAPerson(line=text.count("\n", 0, at) + 1)


def _is_the_tools_own(text: str, at: int, end: int) -> bool:
    """Are the bare digits part of a longer word, or what a tool measures, counts or reads off a drive?"""
    if text[at - 1 : at].isalnum() or text[end : end + 1].isalnum() or _TOOLS_UNIT.match(text, end):
        return True
    before = text[max(0, at - _AROUND) : at].rpartition("\n")[2].rstrip(" \t=:\"'").lower()
    if before.endswith("/"):
        # Sectors of sectors, or the closing table: model/serial.
        return before.rstrip("/ ")[-1:].isdigit() or "|" in before
    return before.endswith(_TOOLS_WORDS)
