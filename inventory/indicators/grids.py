"""The plain arithmetic under the twelve: grids, parts in tenths of a percent, the middle of days, and calendar periods.

A *rank* is the smallest value such that at least that part of all is not above it, so it is always a value that
occurred: the median of 2, 4, 9, 30 is 4. A *part* is rounded to the nearest tenth of a percent, a half upwards.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from inventory.indicators.answer import Grid, Question, Unit

#: a row or column of everything together, and of what is not known
ALL, UNKNOWN = "all", "unknown"

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


def counted(
    name: str,
    unit: Unit,
    rows: Sequence[str],
    columns: Sequence[str],
    count: Mapping[tuple[str, str], int],
    *,
    is_exclusive: bool = True,
) -> Grid:
    """A grid of counts; what is not in `count` is none."""
    values = tuple(tuple(count.get((row, column), 0) for column in columns) for row in rows)
    return Grid(name, unit, tuple(rows), tuple(columns), values, is_exclusive=is_exclusive)


def people(
    name: str, rows: Sequence[str], columns: Sequence[str], who: Mapping[tuple[str, str], set[int]]
) -> Grid:
    """A grid of different people, who may stand in several rows."""
    return counted(
        name, Unit.PEOPLE, rows, columns, {key: len(some) for key, some in who.items()}, is_exclusive=False
    )


def listed(
    name: str, unit: Unit, column: str, count: Mapping[str, int], *, is_exclusive: bool = True
) -> Grid:
    """One column of counts, in the order of `count`."""
    return counted(
        name, unit, list(count), [column], {(row, column): n for row, n in count.items()},
        is_exclusive=is_exclusive,
    )  # fmt: skip


def parts_of(
    name: str,
    rows: Sequence[str],
    columns: Sequence[str],
    part: Callable[[str, str], int],
    whole: Callable[[str, str], int],
    *,
    is_exclusive: bool = False,
) -> Grid:
    """A grid of parts in tenths of a percent, with the wholes behind them."""
    behind = tuple(tuple(whole(row, column) for column in columns) for row in rows)
    values = tuple(
        tuple(per_mille(part(row, column), whole(row, column)) for column in columns) for row in rows
    )
    return Grid(name, Unit.PER_MILLE, tuple(rows), tuple(columns), values, behind, is_exclusive)


def ranks(name: str, days: Mapping[str, Sequence[int]], unit: Unit = Unit.DAYS) -> Grid:
    """For each row the quarter, the middle and the three quarters of some days, and how many are behind them."""
    columns = {"p25": 25, "median": 50, "p75": 75}
    values = tuple(tuple(rank(some, percent) for percent in columns.values()) for some in days.values())
    behind = tuple((len(some),) * len(columns) for some in days.values())
    return Grid(name, unit, tuple(days), tuple(columns), values, behind, is_exclusive=False)


def per_mille(part: int, whole: int) -> int | None:
    """So many of a thousand, rounded to the nearest; None of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole else None


def rank(values: Sequence[int], percent: int) -> int | None:
    """The smallest of `values` below or at which at least so many percent lie; None of nothing."""
    if not values:
        return None
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def tally(keys: Iterable[K]) -> Counter[K]:
    """How often each occurs."""
    return Counter(keys)


def sets(pairs: Iterable[tuple[K, V]]) -> dict[K, set[V]]:
    """Which different values go with each key."""
    found: dict[K, set[V]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def key(kind: str, value: Any) -> str:
    """`kind:value`; "unknown" where there is no value."""
    return UNKNOWN if value is None or value == "" or value == UNKNOWN else f"{kind}:{value}"


def members(kind: str, enum: type[StrEnum]) -> list[str]:
    """A key for each member, in their order."""
    return [f"{kind}:{member}" for member in enum if member != UNKNOWN]


def keys_in(kind: str, values: Iterable[Any], *, with_unknown: bool = True) -> list[str]:
    """The keys of what occurs, numbers by number and words by word, "unknown" last."""
    known = sorted({value for value in values if value is not None and value not in ("", UNKNOWN)})
    return [*(f"{kind}:{value}" for value in known), *([UNKNOWN] if with_unknown else [])]


def month_key(day: date) -> str:
    """The month in which a day falls."""
    return f"month:{day.year:04d}-{day.month:02d}"


def months_of(question: Question) -> list[str]:
    """Every month that has a day in the period."""
    found, at = [], question.since.replace(day=1)
    while at <= question.until:
        found.append(month_key(at))
        at = next_month(at)
    return found


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_between(first: date, day: date) -> int:
    """How many calendar months after the month of `first` that of `day` comes."""
    return (day.year - first.year) * 12 + day.month - first.month


def previous(question: Question) -> Question:
    """The same question of the period just before, as long.

    A period of whole months is followed back by as many whole months (a year by the year before, March by February),
    any other by as many days.
    """
    last = question.since - timedelta(days=1)
    if question.since.day == 1 and (question.until + timedelta(days=1)).day == 1:
        months = months_between(question.since, question.until) + 1
        at = question.since.year * 12 + question.since.month - 1 - months
        return replace(question, since=date(at // 12, at % 12 + 1, 1), until=last)
    return replace(question, since=last - (question.until - question.since), until=last)
