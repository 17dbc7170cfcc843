"""Counts in which nobody can be found: what is under five leaves the house on no page, in no file and by no sum.

A count is kept back when it is small, and so is whatever would give a small one away: the rest of a whole, what one
of several parts leaves over, and what a quarter leaves of its year. The method and its limits stand in
`docs/decisions/0023-what-leaves-the-house.md`; `tests/rules/test_small_cells_attacked.py` attacks it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory.contacts.rules import ReferralChannel, Service
from inventory.figures.told_twice import MISSING, REPEATS, N, Ref, told_twice
from inventory.foundation.giving_away import FEWEST, Key, Line, kept_back
from inventory.indicators.answer import Answer, Grid, Unit

#: the key of a row or a column that holds the whole
WHOLE, UNKNOWN = "all", "unknown"
#: a column that two others give away as soon as one of them is known
_DIFFERENCE = "difference"
#: kinds of rows that stand in a table because there was somebody
_WHERE_SOMEONE_CAME = frozenset(
    {"location", "partner", "group", "help", "municipality", "kind", "gender", "language", "hour"}
)
#: of these a table lists either all, or those to which somebody came
_WHOLE_LISTS = {
    "service": len(Service),
    "channel": sum(one is not ReferralChannel.UNKNOWN for one in ReferralChannel),
}
#: a table of who counts nobody
_NAMES_NOBODY = ("silent_partners",)
#: numbers of rows: less the rows that are told they say how many are not
_COUNT_ROWS = ("locations", "new_locations", "silent")
_COUNTED = (Unit.PEOPLE, Unit.CASES)
#: of how many places were booked, that is: nobody is the rest
_NOT_PARTS = ("filled",)
#: counts that go on from the beginning: the difference of two of them is exactly what came in between
_COUNTS_ON = ("cumulative", "cumulative_by_month")
#: tables of which nothing leaves by itself
_STAYS = (*_COUNTS_ON, *REPEATS)
#: what comes and what goes: whoever knows how many there are before and after, and one of these, knows the other
_FLOWS = ("began", "ended")


@dataclass(frozen=True)
class Told(Answer):
    """What may leave of an answer; None stands for a number that is kept back, also for how many it rests on."""

    n: int | None  # type: ignore[assignment]  # a number that is kept back is the point of it
    missing: int | None  # type: ignore[assignment]


@dataclass(frozen=True)
class _Cell:
    """What one number of a grid gives away: how many are counted in it, and of how many it is told."""

    count: int
    is_small: bool


def hidden(answer: Answer) -> Told:
    """What may leave of one answer that stands alone."""
    return _hidden({"": answer}, frozenset())[0]


def hidden_year(year: Answer, quarters: Sequence[Answer]) -> tuple[Told, list[Told]]:
    """What may leave of a year and of its quarters, in their order, when whoever has one can have the others too.

    A quarter leaves when it is over, before anyone knows the next; so what it told stands, and the last quarter and the
    year give way.
    """
    first = [hidden(quarter) for quarter in quarters[:-1]]
    answers = {"": year} | {str(at): quarter for at, quarter in enumerate(quarters, start=1)}
    left = {
        key
        for at, (quarter, told) in enumerate(zip(quarters, first, strict=False), start=1)
        for key in _keys_told(str(at), quarter, told)
    }
    of_year, *rest = _hidden(answers, left)
    return of_year, [*first, *rest[len(first) :]]


def _hidden(answers: Mapping[str, Answer], left_before: Collection[Key]) -> list[Told]:
    counts: dict[Key, int] = {}
    small: set[Key] = set()
    lines: list[Line] = []
    for period, answer in answers.items():
        _count(period, answer, counts, small)
        lines += _lines(period, answer, counts)
        lines += _of_the_same(period, answer, counts)
    lines += _over_time(answers, counts)
    kept = kept_back(counts, lines, small, left_before)
    return [_told(period, answer, kept) for period, answer in answers.items()]


def _keys_told(period: str, answer: Answer, told: Told) -> Iterator[Key]:
    """The names of what left of an answer."""
    if told.n is not None:
        yield _n(period)
    if told.missing is not None:
        yield _missing(period)
    for name, (_unit, value) in told.numbers.items():
        if value is not None:
            yield _number(period, name)
    for grid, left in zip(answer.grids, told.grids, strict=True):
        for row, values in zip(grid.rows, left.values, strict=True):
            for column, value in zip(grid.columns, values, strict=True):
                if value is not None:
                    yield _key(period, grid, row, column)


# --- what is counted where ---


def _count(period: str, answer: Answer, counts: dict[Key, int], small: set[Key]) -> None:
    counts[_n(period)] = answer.n
    counts[_missing(period)] = answer.missing
    for name, (unit, value) in answer.numbers.items():
        if value is not None and unit is not Unit.THINGS and name not in _COUNTS_ON:
            counts[_number(period, name)] = value if unit in _COUNTED else answer.n
    for grid in answer.grids:
        for row, column, cell in _cells(grid):
            key = _key(period, grid, row, column)
            counts[key] = cell.count
            if cell.is_small:
                small.add(key)
        if set(_FLOWS) <= set(grid.columns):
            for row in grid.rows:
                small |= _both(counts, [_key(period, grid, row, flow) for flow in _FLOWS])
    small |= _both(counts, [_number(period, flow) for flow in _FLOWS])


def _both(counts: Mapping[Key, int], flows: Sequence[Key]) -> set[Key]:
    """What comes and what goes, both, as soon as one of them is small."""
    known = [key for key in flows if key in counts]
    return set(known) if any(counts[key] < FEWEST for key in known) else set()


def _cells(grid: Grid) -> Iterable[tuple[str, str, _Cell]]:
    """Every number of a grid that counts people or cases, or rests on some."""
    if grid.unit is Unit.THINGS or grid.name in _STAYS:
        return
    for at, row in enumerate(grid.rows):
        for place, column in enumerate(grid.columns):
            value = grid.values[at][place]
            if value is None:
                continue
            behind = grid.behind[at][place] if grid.behind else 0
            yield row, column, _cell(grid.name, grid.unit, value, behind)


def _cell(name: str, unit: Unit, value: int, behind: int) -> _Cell:
    if unit in _COUNTED:
        return _Cell(value, False)
    if unit is not Unit.PER_MILLE or name in _NOT_PARTS:
        return _Cell(behind, False)  # the middle of some days, or of how often
    # Whoever knows of how many a part is told knows the part, and the rest.
    count = round(value * behind / 1000)
    return _Cell(count, behind < FEWEST or 0 < behind - count < FEWEST)


def _n(period: str) -> Key:
    return (period, "", "n")


def _missing(period: str) -> Key:
    return (period, "", "missing")


def _number(period: str, name: str) -> Key:
    return (period, "", "number", name)


def _key(period: str, grid: Grid, row: str, column: str) -> Key:
    """The name of one count; that of a month is the same in a quarter and in its year."""
    if _is_mirrored(grid):
        row, column = sorted((row, column))
    is_of_a_month = row.startswith("month:") or column.startswith("month:")
    return ("month" if is_of_a_month else period, grid.name, row, column)


def _is_mirrored(grid: Grid) -> bool:
    """Who came for both, by both: each number stands in it twice, and in the middle who came for one at all."""
    is_square = grid.unit in _COUNTED and not grid.is_exclusive and grid.rows == grid.columns
    return is_square and grid.values == tuple(zip(*grid.values, strict=True))


# --- what adds up to what ---


def _lines(period: str, answer: Answer, counts: Mapping[Key, int]) -> list[Line]:
    n, unique = _n(period), _number(period, "unique")
    lines = []
    for key in (_missing(period), *(_number(period, name) for name in answer.numbers)):
        is_of_people = key[2] == "number" and answer.numbers[key[3]][0] is Unit.PEOPLE
        of = unique if is_of_people and unique in counts and key != unique else n
        if key in counts and counts[key] <= counts[of]:
            lines.append(Line((key,), of, adds=False))
    for grid in answer.grids:
        if grid.name in _NOT_PARTS or (grid.unit is not Unit.PER_MILLE and grid.unit not in _COUNTED):
            continue
        is_mirrored = _is_mirrored(grid)
        for column in grid.columns:
            keys = [
                (WHOLE if is_mirrored and row == column else row, _key(period, grid, row, column))
                for row in grid.rows
            ]
            of_column = _whole_of(period, answer, grid.unit, column, counts)
            lines += _line(keys, counts, of_column, is_one_of_each=grid.is_exclusive)
        together = _column_of_all(grid)
        # "began", "active" and "ended" stand beside each other, and add up to nothing.
        are_parts = grid.unit is not Unit.PEOPLE and all(":" in one or one == UNKNOWN for one in grid.columns)
        if is_mirrored or not (are_parts or together):
            continue
        for row in grid.rows:
            keys = [
                (WHOLE if column == together else column, _key(period, grid, row, column))
                for column in grid.columns
            ]
            lines += _line(keys, counts, None, is_one_of_each=are_parts)
    return lines


def _column_of_all(grid: Grid) -> str:
    """The column that holds the whole of each row; empty when none does."""
    if len(grid.columns) < 2 or WHOLE in grid.columns:
        return WHOLE if len(grid.columns) > 1 else ""
    sums = [sum(value or 0 for value in line) for line in grid.values]
    for at, column in enumerate(grid.columns if len(grid.columns) > 2 and any(sums) else ()):
        if all(2 * (line[at] or 0) == whole for line, whole in zip(grid.values, sums, strict=True)):
            return column
    return ""


def _whole_of(period: str, answer: Answer, unit: Unit, column: str, counts: Mapping[Key, int]) -> Key | None:
    """Of what a column without a whole of its own are the parts, as far as the same answer tells."""
    usual = "unique" if unit is Unit.PEOPLE else "contacts"
    for name in (column, usual if column == WHOLE else ""):
        if answer.numbers.get(name, (None,))[0] is unit and _number(period, name) in counts:
            return _number(period, name)
    return _n(period)


def _line(
    keys: Sequence[tuple[str, Key]], counts: Mapping[Key, int], beside: Key | None, *, is_one_of_each: bool
) -> list[Line]:
    """One row or column of a grid. What adds up is taken to be known in all, for another table tells it."""
    parts = tuple(key for word, key in keys if word != WHOLE and key in counts)
    whole = next((key for word, key in keys if word == WHOLE and key in counts), None)
    if not parts or (len(parts) == 1 and whole is None):
        return []
    together, most = sum(counts[part] for part in parts), max(counts[part] for part in parts)
    if whole is None and beside is not None:
        is_its_whole = together == counts[beside] or (not is_one_of_each and most <= counts[beside])
        whole = beside if is_its_whole else None
    if whole is None:
        return [Line(parts, None, adds=True)] if is_one_of_each else []
    return [Line(parts, whole, adds=together == counts[whole])]


def _of_the_same(period: str, answer: Answer, counts: Mapping[Key, int]) -> Iterator[Line]:
    """Numbers beside each other that tell of the same people."""
    grids = {grid.name: grid for grid in answer.grids}

    def named(ref: Ref) -> Key:
        if ref in (N, MISSING):
            return _n(period) if ref == N else _missing(period)
        if ref[0] == "number":
            return _number(period, ref[1])
        return _key(period, grids[ref[1]], ref[2], ref[3]) if ref[1] in grids else ref

    for same in told_twice(answer):
        parts, whole = tuple(map(named, same.parts)), named(same.whole)
        if not all(key in counts for key in (*parts, whole)):
            continue
        together = sum(counts[part] for part in parts)
        if together == counts[whole] or (not same.adds and together < counts[whole]):
            yield Line(parts, whole, adds=same.adds)


def _over_time(answers: Mapping[str, Answer], counts: Mapping[Key, int]) -> list[Line]:
    """A year beside its quarters, number by number."""
    later = [period for period in answers if period]
    lines = []
    for key in [key for key in counts if key[0] == "" and later]:
        parts = tuple(same for period in later if (same := (period, *key[1:])) in counts)
        if parts:
            adds = sum(counts[part] for part in parts) == counts[key]
            lines.append(Line(parts, key, adds=adds))
    return lines


# --- what is left ---


def _told(period: str, answer: Answer, kept: set[Key]) -> Told:
    grids = [_told_grid(period, grid, kept) for grid in answer.grids]
    return Told(
        indicator=answer.indicator,
        n=None if _n(period) in kept else answer.n,
        missing=None if _missing(period) in kept else answer.missing,
        grids=tuple(_beside(grid, grids) for grid in grids),
        numbers={
            name: (unit, None if _number(period, name) in kept or name in _COUNTS_ON else value)
            for name, (unit, value) in answer.numbers.items()
        },
    )


def _told_grid(period: str, grid: Grid, kept: set[Key]) -> Grid:
    values = tuple(
        tuple(
            None if grid.name in _STAYS or _key(period, grid, row, column) in kept else value
            for column, value in zip(grid.columns, line, strict=True)
        )
        for row, line in zip(grid.rows, grid.values, strict=True)
    )
    return _without(grid, values)


def _beside(grid: Grid, others: Sequence[Grid]) -> Grid:
    """A part of a whole says what the count beside it says; and two of three numbers give the third away."""
    values = [list(line) for line in grid.values]
    if grid.unit not in _COUNTED:
        for other in others:
            if other.unit in _COUNTED and (other.rows, other.columns) == (grid.rows, grid.columns):
                values = [
                    [None if told is None else value for value, told in zip(line, counted, strict=True)]
                    for line, counted in zip(values, other.values, strict=True)
                ]
    if _DIFFERENCE in grid.columns:
        values = [line if None not in line else [None] * len(line) for line in values]
    return _without(grid, tuple(tuple(line) for line in values))


def _without(grid: Grid, values: tuple[tuple[int | None, ...], ...]) -> Grid:
    """The grid with these values; of what is kept back nor is told of how many it was, and nothing small is."""
    behind = tuple(
        tuple(
            of if value is not None and of >= FEWEST else 0 for value, of in zip(line, counted, strict=True)
        )
        for line, counted in zip(values, grid.behind, strict=False)
    )
    return replace(grid, values=values, behind=behind)


def without_silent_rows(told: Told) -> Told:
    """Without the rows and columns that stand in a table only because someone came, and of which nothing is told.

    Of such a place "not shown" would mean one to four, for where nobody came it would not stand there at all. Which
    services sent nobody is not told either, for then every other one that is not shown sent a few; nor how many rows a
    table has, for less those that are told it says how many are not.
    """
    numbers = {
        name: (unit, None if name in _COUNT_ROWS else value) for name, (unit, value) in told.numbers.items()
    }
    return replace(told, grids=tuple(_without_silent(grid) for grid in told.grids), numbers=numbers)


def _without_silent(grid: Grid) -> Grid:
    if grid.name in (*_NAMES_NOBODY, *REPEATS):
        return replace(grid, rows=(), values=(), behind=())
    rows = [
        at for at, row in enumerate(grid.rows) if _stands(row, grid.rows) or any(_is_told(grid.values[at]))
    ]
    columns = [
        at
        for at, column in enumerate(grid.columns)
        if _stands(column, grid.columns) or any(_is_told([line[at] for line in grid.values]))
    ]
    return replace(
        grid,
        rows=tuple(grid.rows[at] for at in rows),
        columns=tuple(grid.columns[at] for at in columns),
        values=tuple(tuple(grid.values[row][column] for column in columns) for row in rows),
        behind=tuple(tuple(grid.behind[row][column] for column in columns) for row in rows if grid.behind),
    )


def _is_told(values: Iterable[int | None]) -> Iterator[bool]:
    return (value is not None for value in values)


def _stands(key: str, keys: Collection[str]) -> bool:
    """Does it stand in its table whoever came?"""
    kind, colon, _value = key.partition(":")
    many = _WHOLE_LISTS.get(kind)
    if many is not None:
        return sum(one.startswith(f"{kind}:") for one in keys) >= many
    return not colon or kind not in _WHERE_SOMEONE_CAME
