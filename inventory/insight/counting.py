"""Counts in which nobody can be found: under five people a number is not told, and no sum gives it away."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

#: a smaller number points at people
FEWEST = 5

K = TypeVar("K")


def shown(count: int) -> int | None:
    """The number, or None when it is too small to tell; nobody at all is not told either."""
    return count if count >= FEWEST else None


def spread(counts: Mapping[K, int], keys: Sequence[K]) -> dict[K, int | None]:
    """The number of each of `keys` that may be told."""
    return {key: shown(counts.get(key, 0)) for key in keys}


def whole(counts: Mapping[K, int], keys: Sequence[K]) -> int | None:
    """The sum over `keys`; None when it is too small, or when what it adds to the told numbers is."""
    numbers = [counts.get(key, 0) for key in keys]
    hidden = [number for number in numbers if shown(number) is None]
    return None if hidden and shown(sum(hidden)) is None else shown(sum(numbers))


def told_parts(parts: Sequence[int], rest: int) -> tuple[int | None, ...]:
    """The parts of a whole that is told: all of them, or none as soon as one is small, for the whole gives it away.

    So does a `rest` of a few; none at all says nothing of anyone.
    """
    is_safe = all(shown(part) is not None for part in parts) and (rest == 0 or shown(rest) is not None)
    return tuple(parts) if is_safe else (None,) * len(parts)


def told_rows(rows: Mapping[K, tuple[int, ...]]) -> dict[K, tuple[int | None, ...]]:
    """What may be told of each row: its whole and the parts of it. No sum that stands elsewhere gives a row away.

    As long as what is kept back of a column is a few together, the smallest row that is told is kept back too.
    """
    told = {
        key: (shown(whole), *told_parts(parts, whole - sum(parts))) for key, (whole, *parts) in rows.items()
    }
    while (key := _gives_away(rows, told)) is not None:
        told[key] = (None,) * len(rows[key])
    return told


def _gives_away(rows: Mapping[K, tuple[int, ...]], told: Mapping[K, tuple[int | None, ...]]) -> K | None:
    """The row that must be kept back too, so that nobody can work out the ones that are; None when none must."""
    for column in range(max((len(row) for row in rows.values()), default=0)):
        kept_back = sum(row[column] for key, row in rows.items() if told[key][column] is None)
        others = [key for key in rows if told[key][column] is not None]
        if 0 < kept_back < FEWEST and others:
            return min(others, key=lambda key: rows[key][column])
    return None


def middle(values: Sequence[int]) -> int | None:
    """The middle one of at least five values; of fewer, None."""
    return sorted(values)[len(values) // 2] if len(values) >= FEWEST else None
