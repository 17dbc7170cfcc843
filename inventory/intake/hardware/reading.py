"""The one door for hardware reports: bytes in, a report or one clear refusal out.

Whatever the bytes: files come from strangers' laptops, from Windows in UTF-16, cut off in mid-sentence, or
are not reports at all. The readers behind this door never guess; what no reader knows is refused.
"""

import json

from inventory.foundation.refusal import Unreadable
from inventory.intake.hardware import (
    apple,
    collected,
    dmidecode,
    ereuse,
    inxi,
    lsblk,
    lshw,
    nvme,
    smartctl,
    windows,
)
from inventory.intake.hardware.report import (
    DamagedReport,
    EmptyFile,
    FileTooLong,
    HardwareReport,
    NotText,
    UnknownReport,
)

#: the longest real report we have seen is a tenth of this
MOST_BYTES = 5 * 2**20

_BY_SHAPE = (
    (smartctl.is_smartctl, smartctl.read),
    (lsblk.is_lsblk, lsblk.read),
    (lshw.is_lshw, lshw.read),
    (apple.is_profiler_json, apple.read_json),
    (windows.is_computer_json, windows.read_computer),
    (windows.is_disk_json, windows.read_disks),
    (nvme.is_nvme, nvme.read),
    (inxi.is_inxi_json, inxi.read_json),
)
_BY_WORDS = (
    (dmidecode.is_dmidecode, dmidecode.read),
    (apple.is_profiler_text, apple.read_text),
    (windows.is_computer_text, windows.read_computer_text),
    (inxi.is_inxi_text, inxi.read_text),
)


def read_hardware(content: bytes, file_name: str) -> HardwareReport:
    """The report in `content`; raises Unreadable, and nothing else, when there is none that we know."""
    if len(content) > MOST_BYTES:
        raise FileTooLong(file=file_name, megabytes=MOST_BYTES // 2**20)
    try:
        words = words_of(content, file_name)
        return _read(words, file_name)
    except Unreadable:
        raise
    except (RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
        raise DamagedReport(file=file_name) from trouble


def words_of(content: bytes, file_name: str) -> str:
    """The text of a file that is a report: UTF-8, UTF-16 as PowerShell writes it, or Windows-1252."""
    if not content.strip():
        raise EmptyFile(file=file_name)
    start = content[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif start[1::2].count(0) > len(start) // 3:
        encodings = ["utf-16-le"]
    elif start[::2].count(0) > len(start) // 3:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in words[:4096]:
            break
        if not words.strip():
            raise EmptyFile(file=file_name)
        return words
    raise NotText(file=file_name)


def _read(words: str, file_name: str) -> HardwareReport:
    if collected.is_collected(words):
        return collected.read(words, _carried)
    if words.lstrip()[:1] in ("{", "["):
        tree = _tree(words.strip(), file_name)
        if ereuse.is_snapshot(tree):
            return ereuse.read(tree, _carried)
        for is_such, read in _BY_SHAPE:
            if is_such(tree):
                return read(tree)
    else:
        for is_such_text, read_text in _BY_WORDS:
            if is_such_text(words):
                return read_text(words)
    raise UnknownReport(file=file_name)


def _tree(words: str, file_name: str) -> object:
    try:
        return json.loads(words)
    except (ValueError, RecursionError) as trouble:
        try:
            # Some versions of `lshw -json -class disk` print object after object, without a list.
            return json.loads(f"[{words.rstrip(',')}]")
        except (ValueError, RecursionError):
            raise DamagedReport(file=file_name) from trouble


def _carried(words: str) -> HardwareReport | None:
    """A report inside another one; None when it is empty or not readable, for the rest may still be."""
    try:
        return _read(words, "")
    except Unreadable:
        return None
