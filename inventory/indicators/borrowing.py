"""Indicator 12: who borrows, beside who comes for something else (belgium.md §5.3).

A *borrower* has a loan that ran on some day of the period; the *others* came in the period and have none, also
not of another place or kind than is asked of. Of both is told what was known last on or before the last day of the
period: the newest contact that knows an age, and so on.
"""

from collections.abc import Collection

from inventory.indicators import grids
from inventory.indicators.answer import Answer, Grid, Indicator, Unit
from inventory.indicators.facts import Traits
from inventory.indicators.visitors import profile

_COLUMNS = ("borrowers", "others")
_DIFFERENCE = "difference"


def borrowers(borrowing: Collection[int], came: Collection[int], traits: Traits) -> Answer:
    """Both groups trait by trait, in people, in parts of their group, and the difference of those parts.

    The difference is the part of the borrowers less that of the others, in tenths of a point; behind it stands the
    smaller group, for that is what it rests on.
    """
    groups = {"borrowers": set(borrowing), "others": set(came) - set(borrowing)}
    told = profile("", groups, traits)
    everyone = groups["borrowers"] | groups["others"]
    return Answer(
        Indicator.BORROWERS,
        n=len(everyone),
        missing=sum(one not in traits.age or one not in traits.groups for one in everyone),
        grids=tuple(
            grid
            for one in told
            for grid in (one, _shares(one, {name: len(some) for name, some in groups.items()}))
        ),
        numbers={name: (Unit.PEOPLE, len(some)) for name, some in groups.items()},
    )


def _shares(grid: Grid, sizes: dict[str, int]) -> Grid:
    """Each number as a part of its whole group, and how far the two are apart."""
    values, behind = [], []
    for row in grid.values:
        parts = [grids.per_mille(count or 0, sizes[name]) for name, count in zip(_COLUMNS, row, strict=True)]
        first, second = parts
        apart = first - second if first is not None and second is not None else None
        values.append((*parts, apart))
        behind.append((sizes["borrowers"], sizes["others"], min(sizes.values())))
    return Grid(
        f"{grid.name}_share", Unit.PER_MILLE, grid.rows, (*_COLUMNS, _DIFFERENCE), tuple(values), tuple(behind),
        is_exclusive=False,
    )  # fmt: skip
