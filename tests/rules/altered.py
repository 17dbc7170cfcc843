"""Random edits of a wipe log that touch a medium's identity, coverage, result, reading back or time."""

import random
import re
from collections.abc import Callable

from inventory.wiping.evidence.nwipe_facts import NwipeDrive

_STEP = re.compile(
    r"Invoking|Starting (?:round|pass)|bytes (?:written|read)|Verif(?:ying|ied)|Finished|Blank(?:ing|ed)"
)
_WORDS = (
    ("Erased", "-FAILED-"),
    ("Erased", "UABORTED"),
    ("Verified", "Verifying"),
    ("Finished", "Starting"),
    ("Blanked", "Blanking"),
    ("successfully", "not successfully"),
    ("bytes written", "bytes wanted"),
    ("is empty", "is not empty"),
    ("Invoking", "Invoke"),
)


def edits(text: str, drive: NwipeDrive, dice: random.Random) -> tuple[str, str]:
    """The text with one edit, and what was edited, for the message of a test that fails."""
    kinds: list[Callable[[list[str], NwipeDrive, random.Random], str | None]] = [
        serial_digit,
        byte_count,
        status_word,
        dropped_line,
        swapped_blocks,
        other_clock,
    ]
    while True:
        lines = text.split("\n")
        kind = dice.choice(kinds)
        told = kind(lines, drive, dice)
        if told is not None:
            return "\n".join(lines), f"{kind.__name__}: {told}"


def speaks_of(line: str, drive: NwipeDrive) -> bool:
    """Is this line about the drive?"""
    return bool(re.search(rf"(?:/dev/|\b){re.escape(drive.device)}\b", line))


def steps(lines: list[str], drive: NwipeDrive) -> list[int]:
    """Where the steps of the drive stand."""
    return [at for at, line in enumerate(lines) if speaks_of(line, drive) and _STEP.search(line)]


def serial_digit(lines: list[str], drive: NwipeDrive, dice: random.Random) -> str | None:
    serial = drive.serials[0]
    at = dice.choice([at for at, line in enumerate(lines) if serial in line])
    begin = lines[at].index(serial) + dice.randrange(len(serial))
    other = dice.choice([one for one in "0123456789ABCDEFGHIJKL" if one != lines[at][begin]])
    lines[at] = f"{lines[at][:begin]}{other}{lines[at][begin + 1 :]}"
    return lines[at]


def byte_count(lines: list[str], drive: NwipeDrive, dice: random.Random) -> str | None:
    size = str(drive.sizes[0])
    places = [at for at, line in enumerate(lines) if size in line and speaks_of(line, drive)]
    if not places:
        return None
    at = dice.choice(places)
    begin = lines[at].rindex(size) + dice.randrange(len(size))
    other = dice.choice([one for one in "0123456789" if one != lines[at][begin]])
    lines[at] = f"{lines[at][:begin]}{other}{lines[at][begin + 1 :]}"
    return lines[at]


def status_word(lines: list[str], drive: NwipeDrive, dice: random.Random) -> str | None:
    before, after = dice.choice(_WORDS)
    places = [
        at
        for at, line in enumerate(lines)
        if before in line
        and (speaks_of(line, drive) or before == "successfully")
        and not line.lstrip("! ").startswith("Device")
        # `Verified` and `Finished` also stand in lines of trouble about nothing; only steps are results.
        and (before in ("Erased", "successfully") or _STEP.search(line))
    ]
    if not places:
        return None
    at = dice.choice(places)
    lines[at] = lines[at].replace(before, after, 1)
    return lines[at]


def dropped_line(lines: list[str], drive: NwipeDrive, dice: random.Random) -> str | None:
    matters = set(steps(lines, drive))
    for at, line in enumerate(lines):
        is_row = line.lstrip("! ").startswith(f"{drive.device} |")
        ends = ("Nwipe successfully", "Nwipe was aborted", "Nwipe exited")
        is_end = any(end in line for end in ends) and " on device" not in line
        is_name = speaks_of(line, drive) and ("Found" in line or "has serial number" in line)
        if is_row or is_end or is_name or "Total Throughput" in line:
            matters.add(at)
    return lines.pop(dice.choice(sorted(matters)))


def swapped_blocks(lines: list[str], drive: NwipeDrive, dice: random.Random) -> str | None:
    """Two neighbouring blocks that each hold steps of the drive change places."""
    own = steps(lines, drive)
    first, second, third = sorted(dice.sample(range(len(own)), 3))
    one, other, end = own[first], own[second], own[third]
    if [lines[at] for at in own] == _own_order(lines, own, one, other, end):
        return None
    told = f"{lines[one]} <-> {lines[other]}"
    lines[one:end] = lines[other:end] + lines[one:other]
    return told


def _own_order(lines: list[str], own: list[int], one: int, other: int, end: int) -> list[str]:
    moved = [*range(one), *range(other, end), *range(one, other), *range(end, len(lines))]
    return [lines[at] for at in moved if at in set(own)]


def other_clock(lines: list[str], drive: NwipeDrive, dice: random.Random) -> str | None:
    at = dice.choice(steps(lines, drive))
    year = dice.choice(["1970", "2000", "2031"])
    lines[at] = re.sub(r"^\[\d{4}", f"[{year}", lines[at])
    return lines[at]
