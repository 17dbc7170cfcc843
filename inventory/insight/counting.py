"""Counts in which nobody can be found: under five people a number is not told, and no sum gives it away."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

#: a smaller number points at people
FEWEST = 5

K = TypeVar("K")


class AgeBand(StrEnum):
    """How old someone is, no closer than the subsidy asks."""

    CHILD = "0-17"
    YOUNG = "18-29"
    MIDDLE = "30-54"
    OLDER = "55+"
    UNKNOWN = "unknown"


def band_of(birth_year: int | None, year: int) -> AgeBand:
    """In which band someone is who turns so old in `year`."""
    if birth_year is None:
        return AgeBand.UNKNOWN
    age = year - birth_year
    return next((band for most, band in _BANDS if age <= most), AgeBand.OLDER)


_BANDS = ((17, AgeBand.CHILD), (29, AgeBand.YOUNG), (54, AgeBand.MIDDLE))


def shown(count: int) -> int | None:
    """The number, or None when it is too small to tell; nobody at all is not told either."""
    return count if count >= FEWEST else None


def spread(counts: Mapping[K, int], keys: Sequence[K]) -> dict[K, int | None]:
    """The number of each of `keys` that may be told."""
    return {key: shown(counts.get(key, 0)) for key in keys}


def whole(counts: Mapping[K, int], keys: Sequence[K], hidden: Collection[K] | None = None) -> int | None:
    """The sum over `keys`; None when it is too small, or when what it adds to the told numbers is.

    `hidden` names the keys of which the number is not told, where more is kept back than small numbers.
    """
    untold = {key for key in keys if shown(counts.get(key, 0)) is None} if hidden is None else set(hidden)
    added = sum(counts.get(key, 0) for key in untold)
    return None if untold and shown(added) is None else shown(sum(counts.get(key, 0) for key in keys))


def told_parts(parts: Sequence[int], rest: int) -> tuple[int | None, ...]:
    """The parts of a whole that is told: all of them, or none as soon as one is small, for the whole gives it away.

    So does a `rest` of a few; none at all says nothing of anyone.
    """
    is_safe = all(shown(part) is not None for part in parts) and (rest == 0 or shown(rest) is not None)
    return tuple(parts) if is_safe else (None,) * len(parts)


def middle(values: Sequence[int]) -> int | None:
    """The middle one of at least five values; of fewer, None."""
    return sorted(values)[len(values) // 2] if len(values) >= FEWEST else None
