"""Which counts must be kept back so that no small one can be worked out, from any sum that someone may lay hands on.

It does what an attacker would do: subtract, solve the sums together, and narrow each unknown down between what is
known; and as long as that finds a small count, it keeps one more back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

#: a smaller number points at people
FEWEST = 5

#: the name of a count, the same in every table that tells it
Key = tuple[str, ...]

#: sums are solved in whole numbers modulo this prime: exact, and no fraction grows
_PRIME = (1 << 61) - 1
#: so often what is known narrows what is not; each time by at least one
_MOST_ROUNDS = 200


@dataclass(frozen=True)
class Line:
    """Parts of a whole. `whole` None: it is not in a table here, but known."""

    parts: tuple[Key, ...]
    whole: Key | None
    #: do the parts add up to the whole? Else someone is in several of them, or in none
    adds: bool

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every count in it."""
        return self.parts if self.whole is None else (*self.parts, self.whole)


def kept_back(
    counts: Mapping[Key, int],
    lines: Sequence[Line],
    small: Iterable[Key] = (),
    fixed: Collection[Key] = frozenset(),
) -> set[Key]:
    """The names of the counts that may not leave.

    `small` are some that may not whatever they count; `fixed` are some that left before, and cannot be kept back now.
    """
    kept = {key for key, count in counts.items() if count < FEWEST and key not in fixed} | set(small)
    while True:
        known = _solved(counts, lines, kept)
        unknown = kept - known
        more = {
            key for line in lines if (key := _one_more(line, counts, kept, unknown, fixed)) is not None
        } or _narrowed(counts, lines, kept, known, fixed)
        if not more:
            return kept
        kept |= more


# --- one sum by itself ---


def _one_more(
    line: Line, counts: Mapping[Key, int], kept: set[Key], unknown: set[Key], fixed: Collection[Key]
) -> Key | None:
    """What of this line must be kept back too; None when it gives nothing away, or nothing is left to keep."""
    told = [part for part in line.parts if part not in kept]
    # What is kept back and follows from other sums is as good as told.
    seen = [part for part in line.parts if part not in unknown]
    if not line.adds and (near := _all_but_a_few(line, counts, seen, unknown)) is not None:
        if near in told and near not in fixed:
            return near
        told = []
    elif not _gives_away(line, counts, [part for part in line.parts if part in unknown], seen, unknown):
        return None
    free = [part for part in told if part not in fixed]
    if free:
        return min(free, key=lambda key: (counts[key], key))
    return line.whole if line.whole is not None and line.whole not in kept | set(fixed) else None


def _all_but_a_few(line: Line, counts: Mapping[Key, int], told: list[Key], unknown: set[Key]) -> Key | None:
    """A part that is known and is nearly all of a whole that is known: it tells how few the others are."""
    assert line.whole is not None
    if line.whole in unknown:
        return None
    return next((key for key in told if 0 < counts[line.whole] - counts[key] < FEWEST), None)


def _gives_away(
    line: Line, counts: Mapping[Key, int], hidden: list[Key], told: list[Key], unknown: set[Key]
) -> bool:
    """Can someone who knows everything else in this line find a small count in it, or next to it?"""
    if line.whole is not None and line.whole in unknown:
        # The parts would give it away; and of a part nobody knows of how many it is one.
        return line.adds and not hidden
    if line.adds:
        return _is_narrow(sum(counts[key] for key in hidden), counts, hidden)
    assert line.whole is not None
    whole, together = counts[line.whole], sum(counts[key] for key in told)
    if not hidden:
        return len(line.parts) > 1 and 0 < abs(together - whole) < FEWEST
    # Where everyone is in one part at least, those that are kept back are no fewer than the rest.
    is_covered = together + sum(counts[key] for key in hidden) >= whole
    return is_covered and whole > together and _is_narrow(whole - together, counts, hidden)


def _is_narrow(rest: int, counts: Mapping[Key, int], hidden: Sequence[Key]) -> bool:
    """Does it tell too much that `hidden` are so many together?

    A sum of a few is small itself. And who takes each of them to be under five must be left with a choice: one
    among them is larger, or they could be less than they are.
    """
    some = [counts[key] for key in hidden if counts[key] > 0]
    if not some:
        return False
    return len(some) < 2 or rest < FEWEST or (max(some) < FEWEST and rest > (FEWEST - 1) * (len(some) - 1))


# --- sums together ---


def _solved(counts: Mapping[Key, int], lines: Sequence[Line], kept: set[Key]) -> set[Key]:
    """What is kept back and yet follows from the sums, each by itself or several together."""
    sums = []
    for line in lines:
        if not line.adds:
            continue
        row = {part: 1 for part in line.parts if part in kept}
        if line.whole is not None and line.whole in kept:
            row[line.whole] = _PRIME - 1
        sums.append(row)
    rows: dict[Key, dict[Key, int]] = {}
    # The short ones first: a long one would make every other one long.
    for row in sorted(sums, key=len):
        _add_row(rows, row)
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _add_row(rows: dict[Key, dict[Key, int]], row: dict[Key, int]) -> None:
    """One more sum beside those that were solved; each has one unknown that stands in no other."""
    for key in [key for key in row if key in rows]:
        _take(row, rows[key], row[key])
    if not row:
        return
    pivot = next(iter(row))
    inverse = pow(row[pivot], -1, _PRIME)
    row = {key: value * inverse % _PRIME for key, value in row.items()}
    for other in rows.values():
        if pivot in other:
            _take(other, row, other[pivot])
    rows[pivot] = row


def _take(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    for key, value in other.items():
        left = (row.get(key, 0) - times * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def _narrowed(
    counts: Mapping[Key, int],
    lines: Sequence[Line],
    kept: set[Key],
    known: set[Key],
    fixed: Collection[Key],
) -> set[Key]:
    """What must be kept back because a small count is known, or can only be a small one."""
    low, high = _between(counts, lines, kept)
    more = set()
    for key in kept:
        if not 0 < counts[key] < FEWEST:
            continue
        if key not in known and not (low.get(key, 0) > 0 and high.get(key, FEWEST) < FEWEST):
            continue
        if (nearest := _nearest(key, counts, lines, kept, fixed)) is not None:
            more.add(nearest)
    return more


def _nearest(
    key: Key, counts: Mapping[Key, int], lines: Sequence[Line], kept: set[Key], fixed: Collection[Key]
) -> Key | None:
    """The smallest count that can still be kept back, as few sums away as possible; None when none is left."""
    seen, rim = {key}, {key}
    while rim:
        reached = {other for line in lines if rim & set(line.keys) for other in line.keys} - seen
        free = [other for other in reached if other not in kept and other not in fixed]
        if free:
            return min(free, key=lambda one: (counts[one], one))
        seen |= reached
        rim = reached & kept
    return None


def _between(
    counts: Mapping[Key, int], lines: Sequence[Line], kept: set[Key]
) -> tuple[dict[Key, int], dict[Key, int]]:
    """Between which numbers each count that is kept back must lie, for someone who knows all that is told."""
    sums = [
        (line, [key for key in line.parts if key in kept], _rest(line, counts, kept))
        for line in lines
        if line.adds and (line.whole is None or line.whole not in kept)
    ]
    low: dict[Key, int] = {}
    high: dict[Key, int] = {}
    for _round in range(_MOST_ROUNDS):
        has_changed = False
        for _line, hidden, rest in sums:
            lowest = sum(low.get(key, 0) for key in hidden)
            highest = sum(high.get(key, rest) for key in hidden)
            for key in hidden:
                most = rest - lowest + low.get(key, 0)
                least = rest - highest + high.get(key, rest)
                if most < high.get(key, most + 1):
                    high[key], has_changed = most, True
                if least > low.get(key, 0):
                    low[key], has_changed = least, True
        if not has_changed:
            break
    return low, high


def _rest(line: Line, counts: Mapping[Key, int], kept: set[Key]) -> int:
    """How many those that are kept back are together."""
    return sum(counts[key] for key in line.parts if key in kept)
