"""Answers that are kept: found again, held against the counters on which they rest, and written beside a page.

An answer holds while the counters on which it rests stand still, and while the day does not matter: one of a period
that is not over yet is also of the day on which it was given. A row without an answer is one that somebody waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select

from inventory.foundation.beside import write_beside
from inventory.foundation.database import db
from inventory.foundation.transaction import upkeep
from inventory.indicators import sending, written
from inventory.indicators.answer import Answer, Indicator, Question
from inventory.indicators.keeping import COUNTERS, RESTS_ON
from inventory.indicators.models import FigureClock, KeptAnswer

#: so long after its period the answer of an indicator still depends on the day
_SETTLES_AFTER = {Indicator.DESTINATIONS: sending.WITHIN}
#: a kept answer that nobody asked for anew in so long goes
_IDLE = timedelta(days=40)
_KEY = ("indicator", "since", "until", "municipality", "place", "service", "device_kind")
#: what no sum of counters is: nothing was counted yet
_NEVER = -1


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept, and how the counters stand now."""

    indicator: Indicator
    made_from: int
    answered_on: date
    counted_at: datetime | None
    wanted_at: datetime | None
    until: date
    told: dict[str, Any] | None
    counters: dict[str, int]

    @property
    def answer(self) -> Answer | None:
        """What was counted, whether it still holds or not; None: somebody waits for it."""
        return written.read(self.told) if self.told is not None else None

    def holds(self, today: date) -> bool:
        """Is this still what the facts say?"""
        settled = self.until + _SETTLES_AFTER.get(self.indicator, timedelta())
        return self.made_from == sum_of(self.indicator, self.counters) and (
            self.answered_on == today or settled < min(self.answered_on, today)
        )


def find(indicators: Sequence[Indicator], question: Question) -> dict[Indicator, Kept]:
    """What is kept of this question, by indicator."""
    query = select(
        KeptAnswer.indicator, KeptAnswer.made_from, KeptAnswer.answered_on, KeptAnswer.counted_at,
        KeptAnswer.wanted_at, KeptAnswer.until, KeptAnswer.told,
        *(func.coalesce(getattr(FigureClock, name), 0) for name in COUNTERS),
    ).outerjoin(FigureClock, FigureClock.digibank_id == KeptAnswer.digibank_id)  # fmt: skip
    query = query.where(KeptAnswer.indicator.in_(indicators), _is(question))
    found = {}
    for indicator, made_from, on, at, wanted_at, until, told, *counters in db.session.execute(query):
        stand = dict(zip(COUNTERS, counters, strict=True))
        found[indicator] = Kept(indicator, made_from, on, at, wanted_at, until, told, stand)
    return found


def _is(question: Question) -> ColumnElement[bool]:
    return and_(*(getattr(KeptAnswer, name) == value for name, value in _columns(question).items()))


def _columns(question: Question) -> dict[str, Any]:
    assert question.location_id != 0, "0 says that no place was asked of"
    return {
        "since": question.since,
        "until": question.until,
        "municipality": question.municipality,
        "place": question.location_id or 0,
        "service": question.service,
        "device_kind": question.device_kind,
    }


def counters_now() -> dict[str, int]:
    """How the counters of this digibank stand."""
    row = db.session.execute(select(FigureClock.contacts, FigureClock.loans, FigureClock.moments)).first()
    return dict(zip(COUNTERS, row or (0, 0, 0), strict=True))


def sum_of(indicator: Indicator, counters: dict[str, int]) -> int:
    """Counters only grow, so their sum is the same only while each of them is."""
    return sum(counters[name] for name in RESTS_ON[indicator])


def keep(made: Answer, question: Question, on: date, made_from: int, *, now: datetime) -> None:
    """What was counted just now; nobody waits for it any more."""
    _write(
        [
            {
                "indicator": made.indicator, **_columns(question), "made_from": made_from, "answered_on": on,
                "counted_at": now, "wanted_at": None, "told": written.write(made),
            }
        ],
        fresh=("made_from", "answered_on", "counted_at", "wanted_at", "told"),
    )  # fmt: skip


def want(indicators: Sequence[Indicator], question: Question, on: date, *, now: datetime) -> None:
    """Somebody waits until these are counted anew. What was counted before stays in sight."""
    rows = [
        {
            "indicator": indicator, **_columns(question), "made_from": _NEVER, "answered_on": on,
            "counted_at": None, "wanted_at": now, "told": None,
        }
        for indicator in indicators
    ]  # fmt: skip
    _write(rows, fresh=("wanted_at",))


def wanted() -> list[tuple[Question, list[Indicator]]]:
    """What is waited for in the digibank we are inside of: which question, and which indicators; the longest first."""
    query = select(
        KeptAnswer.indicator, KeptAnswer.since, KeptAnswer.until, KeptAnswer.municipality, KeptAnswer.place,
        KeptAnswer.service, KeptAnswer.device_kind,
    ).where(KeptAnswer.wanted_at.is_not(None)).order_by(KeptAnswer.wanted_at, KeptAnswer.id)  # fmt: skip
    found: dict[Question, list[Indicator]] = {}
    for indicator, since, until, town, place, service, kind in db.session.execute(query):
        found.setdefault(Question(since, until, town, place or None, service, kind), []).append(indicator)
    return list(found.items())


def _write(rows: Sequence[dict[str, Any]], *, fresh: Sequence[str]) -> None:
    write_beside(KeptAnswer, rows, key=_KEY, fresh=fresh)


def every() -> list[tuple[Indicator, Question]]:
    """What is kept in the digibank we are inside of: which indicator said something, and of what."""
    query = select(
        KeptAnswer.indicator, KeptAnswer.since, KeptAnswer.until, KeptAnswer.municipality, KeptAnswer.place,
        KeptAnswer.service, KeptAnswer.device_kind,
    ).where(KeptAnswer.counted_at.is_not(None)).order_by(KeptAnswer.id)  # fmt: skip
    return [
        (indicator, Question(since, until, town, place or None, service, kind))
        for indicator, since, until, town, place, service, kind in db.session.execute(query)
    ]


def drop_all() -> None:
    """A copy may be thrown away at any moment."""
    with upkeep():
        db.session.execute(delete(KeptAnswer))


def let_go(today: date) -> None:
    """What nobody asked for in a long while need not be kept."""
    with upkeep():
        db.session.execute(delete(KeptAnswer).where(KeptAnswer.answered_on < today - _IDLE))
