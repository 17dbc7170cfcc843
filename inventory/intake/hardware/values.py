"""Careful hands for values out of files from strangers: every function takes anything and never fails."""

import math
import re
from collections.abc import Iterator
from typing import Any

#: longer than any honest name or serial number
LONGEST = 200
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_AMOUNT = re.compile(r"([\d.,\s\u00a0]*\d)\s*(bytes|[kmgt]i?b?|b)?\b", re.IGNORECASE)
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}
_LARGEST = 2**62


def text(value: object) -> str | None:
    """One line without control or direction characters, at most 200 long; None when nothing is left."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    # Half of a number of thousands of digits helps nobody, and turning it into text is slow.
    if isinstance(value, int) and abs(value) > _LARGEST:
        return None
    return " ".join(_UNSEEN.sub(" ", str(value)[: 4 * LONGEST]).split())[:LONGEST].strip() or None


def whole(value: object) -> int | None:
    """A whole number from 0 up that a database can keep, from a number or its digits; else None."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value.strip()):
        value = int(value)
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= _LARGEST else None


def positive(value: object) -> int | None:
    """Like `whole`, but zero is no answer."""
    return whole(value) or None


def table(value: object) -> dict[str, Any]:
    """The value when it is a table of names and values, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    """The value when it is a list, else the value alone in a list, or nothing."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def tables(value: object) -> Iterator[dict[str, Any]]:
    """The tables in a list, whatever else stands between them."""
    return (row for row in rows(value) if isinstance(row, dict))


def byte_count(value: object, *, thousand: int = 1024) -> int | None:
    """Bytes from a number, `238.5G` or `465.76 GiB`; a bare `GB` counts in `thousand`s."""
    if not isinstance(value, str):
        return positive(value)
    match = _AMOUNT.match(value.strip()[:60])
    if match is None:
        return None
    amount = re.sub(r"[\s\u00a0]", "", match[1])
    # A tool set to Belgian has 238,5G where another has 238.5G; 1,024 MB is an English thousand.
    is_comma_decimal = re.fullmatch(r"\d+,(?:\d{1,2}|\d{4,})", amount)
    amount = amount.replace(",", "." if is_comma_decimal else "")
    try:
        number = float(amount)
    except ValueError:
        return None
    unit = (match[2] or "b").casefold()
    base = 1024 if "i" in unit else thousand
    return positive(number * base ** _POWERS.get(unit[0], 0))


def megabytes(count: int | None) -> int | None:
    """Bytes as MiB, the unit in which memory is sold."""
    return count // 2**20 or None if count else None
