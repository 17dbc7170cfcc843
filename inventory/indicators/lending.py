"""Indicator 11: how many loans, how long, how late, and how they end (belgium.md §5.3).

A loan that was undone on its first day never was. A loan *began* in the period by its first day, *ended* by the day on
which it came to its end, and is *active* at the last day when it began by then and did not end by then. Loans that run
are *censored*: nobody knows yet how long they will last, so they stand apart in bands of days so far, and never in a
middle. A period that is not over is looked at as of today.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from inventory.applications.policy import Tariff
from inventory.deposits.ledger import DepositWay
from inventory.indicators import grids
from inventory.indicators.answer import Answer, Grid, Indicator, Question, Unit
from inventory.indicators.facts import Lent, Moved
from inventory.indicators.grids import UNKNOWN

#: how a loan that was not undone may end, as values of `lending.models.Ending`
ENDINGS = ("returned", "lost", "transferred", "written_off")
#: bands of days by their last day; a longer one comes after
_BANDS = (90, 180, 365, 730)
_LAST = "days:731+"
#: from so many extensions on they are told together
_MANY = 3
_COUNTED = ("began", "active", "ended")
_MONTHS, _NO_END = "term:months", "term:indefinite"


@dataclass(frozen=True)
class _Looked:
    """The loans of a period, and how each was moved until its last day."""

    question: Question
    #: the last day of the period, or today when that is earlier
    at: date
    lent: list[Lent]
    began: list[Lent] = field(default_factory=list)
    active: list[Lent] = field(default_factory=list)
    ended: list[Lent] = field(default_factory=list)
    #: by loan, in the order in which they happened
    moved: dict[int, list[Moved]] = field(default_factory=lambda: defaultdict(list))


def loans(question: Question, lent: Iterable[Lent], moved: Iterable[Moved], today: date) -> Answer:
    """Loans by what, where and for how long; terms agreed and kept; what runs, is late, was extended or given away.

    The agreed term runs to the first end that was agreed; a loan without one is indefinite. `days` tells it beside
    what came of it, of loans that ended in the period. Days of waiting run from the application to the laptop going
    along, of loans that began.
    """
    looked = _look(question, lent, moved, min(question.until, today))
    groups = {"began": looked.began, "active": looked.active, "ended": looked.ended}
    asked = [one for one in looked.began if one.asked_on is not None]
    late = _late(looked)
    return Answer(
        Indicator.LOANS,
        n=len({one.id for some in groups.values() for one in some}),
        missing=len(looked.began) - len(asked),
        grids=(
            _by("by_device_kind", groups, lambda one: f"kind:{one.device_kind}"),
            _by("by_location", groups, lambda one: grids.key("location", one.location)),
            _by("by_term", groups, lambda one: _term(looked, one), [_MONTHS, _NO_END]),
            *_by_month(looked),
            _days(looked),
            grids.listed("running", Unit.CASES, "so_far", _so_far(looked)),
            grids.ranks("overdue", {"overdue": late}),
            _extensions(looked),
            grids.listed("endings", Unit.CASES, "ended", _endings(looked.ended)),
            grids.ranks(
                "waiting", {"waiting": [(one.began - one.asked_on).days for one in asked if one.asked_on]}
            ),
            grids.listed("deposits", Unit.CASES, "began", _deposits(looked.began)),
        ),
        numbers={
            **{name: (Unit.CASES, len(some)) for name, some in groups.items()},
            "overdue": (Unit.CASES, len(late)),
            **_changed(looked),
        },
    )


def _look(question: Question, lent: Iterable[Lent], moved: Iterable[Moved], at: date) -> _Looked:
    looked = _Looked(question, at, list(lent))
    for one in looked.lent:
        if _is_in(question, one.began):
            looked.began.append(one)
        if one.began <= at and (one.ended is None or one.ended > at):
            looked.active.append(one)
        if one.ended is not None and _is_in(question, one.ended):
            looked.ended.append(one)
    counts = {one.id for some in (looked.began, looked.active, looked.ended) for one in some}
    for move in moved:
        if move.loan in counts:
            looked.moved[move.loan].append(move)
    return looked


def _is_in(question: Question, day: date) -> bool:
    return question.since <= day <= question.until


def _has_no_end(move: Moved) -> bool:
    """Did this take the end away?"""
    return move.was is not None and move.to is None


def _agreed(looked: _Looked, one: Lent) -> date | None:
    """The end that was agreed at the hand-over."""
    moves = looked.moved.get(one.id)
    return moves[0].was if moves else one.due


def _due_at(looked: _Looked, one: Lent) -> date | None:
    """The end as it stood on the day that is looked at."""
    moves = looked.moved.get(one.id, ())
    later = next((move for move in moves if move.on > looked.at), None)
    return later.was if later is not None else one.due


def _term(looked: _Looked, one: Lent) -> str:
    return _NO_END if _agreed(looked, one) is None else _MONTHS


def _by(name: str, groups: dict[str, list[Lent]], row_of: object, rows: Sequence[str] = ()) -> Grid:
    assert callable(row_of)
    count = grids.tally((row_of(one), column) for column, some in groups.items() for one in some)
    found = [*rows] or sorted({row for row, _column in count}, key=_order)
    return grids.counted(name, Unit.CASES, found, _COUNTED, count)


def _order(row: str) -> tuple[bool, int, str]:
    """Numbers by number, "unknown" last."""
    value = row.partition(":")[2]
    return row == UNKNOWN, int(value) if value.isdecimal() else 0, value


def _by_month(looked: _Looked) -> list[Grid]:
    """What began and ended in each month, and what was active at its end; of a month under way, today."""
    months = grids.months_of(looked.question)
    count = grids.tally((grids.month_key(one.began), "began") for one in looked.began)
    count += grids.tally((grids.month_key(one.ended), "ended") for one in looked.ended if one.ended)
    return [
        grids.counted("by_month", Unit.CASES, months, ["began", "ended"], count),
        Grid(
            "active_by_month", Unit.CASES, tuple(months), ("active",),
            tuple((_active_in(looked, month),) for month in months), is_exclusive=False,
        ),
    ]  # fmt: skip


def _active_in(looked: _Looked, month: str) -> int | None:
    """How many were active at the end of a month; None of a month that has not begun."""
    first = date.fromisoformat(f"{month.removeprefix('month:')}-01")
    if first > looked.at:
        return None
    end = min(grids.next_month(first) - timedelta(days=1), looked.at)
    return sum(one.began <= end and (one.ended is None or one.ended > end) for one in looked.lent)


def _days(looked: _Looked) -> Grid:
    """Agreed and realised days of the loans that ended."""
    agreed = [(end - one.began).days for one in looked.ended if (end := _agreed(looked, one)) is not None]
    return grids.ranks(
        "days",
        {"agreed": agreed, "realised": [(one.ended - one.began).days for one in looked.ended if one.ended]},
    )


def _late(looked: _Looked) -> list[int]:
    """By how many days each running loan is past its end."""
    ends = ((_due_at(looked, one)) for one in looked.active)
    return [(looked.at - end).days for end in ends if end is not None and end < looked.at]


def _changed(looked: _Looked) -> dict[str, tuple[Unit, int]]:
    """What was extended in the period, lost its end, or became the borrower's own."""
    moves = [one for some in looked.moved.values() for one in some if _is_in(looked.question, one.on)]
    given = [one for one in looked.ended if one.ending == "transferred"]
    return {
        "extended": (Unit.CASES, len(moves)),
        "turned_indefinite": (Unit.CASES, sum(_has_no_end(one) for one in moves)),
        "given_away": (Unit.CASES, len(given)),
    }


def _so_far(looked: _Looked) -> dict[str, int]:
    """The loans that run, by how many days they have lasted."""
    days = ((looked.at - one.began).days for one in looked.active)
    count = grids.tally(next((last for last in _BANDS if one <= last), 0) for one in days)
    first, told = 0, {}
    for last in _BANDS:
        told[f"days:{first}-{last}"] = count[last]
        first = last + 1
    return {**told, _LAST: count[0]}


def _extensions(looked: _Looked) -> Grid:
    """How often the loans that run or ended were extended, up to the last day of the period."""

    def often(one: Lent) -> str:
        times = sum(move.on <= looked.question.until for move in looked.moved.get(one.id, ()))
        return f"times:{times}" if times < _MANY else f"times:{_MANY}+"

    count = grids.tally((often(one), "active") for one in looked.active)
    count += grids.tally((often(one), "ended") for one in looked.ended)
    rows = [*(f"times:{n}" for n in range(_MANY)), f"times:{_MANY}+"]
    return grids.counted("extensions", Unit.CASES, rows, ["active", "ended"], count)


def _endings(ended: Iterable[Lent]) -> dict[str, int]:
    count = grids.tally(f"ending:{one.ending}" for one in ended)
    return {row: count[row] for row in (f"ending:{one}" for one in ENDINGS)}


def _deposits(began: Iterable[Lent]) -> dict[str, int]:
    """Which deposit was asked: the tariff, unless it was waived or the digibank asks none."""
    count = grids.tally(_deposit(one) for one in began)
    rows = [*(f"tariff:{one}" for one in Tariff), "tariff:none", UNKNOWN]
    return {row: count[row] for row in rows}


def _deposit(one: Lent) -> str:
    if one.way in (DepositWay.WAIVED, DepositWay.NONE):
        return f"tariff:{one.way}"
    return f"tariff:{one.tariff}" if one.tariff in list(Tariff) else UNKNOWN
