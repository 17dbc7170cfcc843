"""What several numbers of one indicator tell of the same people: whoever reads them all subtracts one from another.

Tables by themselves add up as `hiding.py` sees; what only the indicator knows (who came had booked) stands here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.indicators.answer import Answer, Grid, Indicator

#: a number of an answer: `("n",)`, `("missing",)`, `("number", "lent")`, or `("cell", "by_purpose", "unknown", "all")`
Ref = tuple[str, ...]
N: Ref = ("n",)
MISSING: Ref = ("missing",)
_ALL, _UNKNOWN = "all", "unknown"

#: tell by another name, or in smaller parts, what another table tells and may have to keep back: the months of a new
#: place are months, and questions add up to their theme
REPEATS = ("contacts_since_opening", "by_question")


@dataclass(frozen=True)
class Same:
    """Some numbers are parts of another one: all of it, or some of it."""

    parts: tuple[Ref, ...]
    whole: Ref
    #: do they add up to it?
    adds: bool


def told_twice(answer: Answer) -> Iterator[Same]:
    """Which numbers of this answer tell of the same people."""
    yield from _numbers(answer.indicator)
    grids = {grid.name: grid for grid in answer.grids}
    for part, whole in _WITHIN:
        if part in grids and whole in grids:
            yield from _cell_by_cell(grids[part], grids[whole])
    if "new_by_month" in grids and "people_by_month" in grids:
        for row in grids["new_by_month"].rows:
            yield _some(_cell("new_by_month", row, "new"), _cell("people_by_month", row, _ALL))
    if "share" in grids and "people" in grids:
        yield from _cell_by_cell(grids["share"], grids["people"], adds=True)
    if (active := grids.get("active_by_month")) is not None and active.rows:
        yield _all(_cell("active_by_month", active.rows[-1], "active"), _number("active"))


#: by table: another one of the same rows and columns, in which those of this one are some
_WITHIN = (("came_by_hour", "booked_by_hour"), ("aware_pairs", "pairs"))


def _cell_by_cell(part: Grid, whole: Grid, *, adds: bool = False) -> Iterator[Same]:
    for row in part.rows:
        for column in part.columns:
            if row in whole.rows and column in whole.columns:
                yield Same((_cell(part.name, row, column),), _cell(whole.name, row, column), adds)


def _numbers(indicator: Indicator) -> Iterator[Same]:
    match indicator:
        case Indicator.UNIQUE_VISITORS:
            yield _all(_number("contacts"), N)
            yield _all(_number("anonymous"), MISSING)
        case Indicator.RETURNING_VISITORS:
            yield _all(_number("unique"), N)
            for row, name in (
                ("within", "returning"),
                ("earlier", "returning_earlier"),
                ("either", "returning_either"),
            ):
                yield _all(_cell("returning_share", row, _ALL), _number(name))
            for name in ("returning", "returning_earlier"):
                yield _some(_number(name), _number("returning_either"))
        case Indicator.LOCATIONS:
            yield _all(_number("contacts"), N)
        case Indicator.REFERRERS:
            yield Same((_number("lent"), _number("open")), _number("applications"), adds=False)
        case Indicator.DESTINATIONS:
            yield _all(_number("sent_on"), N)
            yield _all(MISSING, _number("under_way"))
            yield Same((_number("came"), _number("under_way")), N, adds=False)
        case Indicator.INTERNAL_REFERRALS:
            yield _some(MISSING, _number("episodes"))
        case Indicator.HELP_QUESTIONS:
            yield Same((_number("contacts"), _number("loans")), N, adds=True)
            yield Same((_number("contacts_unknown"), _number("loans_unknown")), MISSING, adds=True)
            yield _all(_cell("by_purpose", _UNKNOWN, _ALL), _number("loans_unknown"))
            for name in ("contacts", "loans"):
                yield _some(_number(f"{name}_unknown"), _number(name))
        case Indicator.LOANS:
            yield Same((_number("active"), _number("ended")), N, adds=True)
            yield _all(_cell("endings", "ending:transferred", "ended"), _number("given_away"))
            yield _some(MISSING, _number("began"))
            yield _some(_number("overdue"), _number("active"))
            yield _some(_number("turned_indefinite"), _number("extended"))
        case _:
            return


def _all(one: Ref, other: Ref) -> Same:
    return Same((one,), other, adds=True)


def _some(one: Ref, other: Ref) -> Same:
    return Same((one,), other, adds=False)


def _number(name: str) -> Ref:
    return ("number", name)


def _cell(grid: str, row: str, column: str) -> Ref:
    return ("cell", grid, row, column)
