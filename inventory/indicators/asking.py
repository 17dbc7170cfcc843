"""What an indicator says: as it was kept when nothing changed since, and otherwise anew from the facts.

An answer holds while the counters on which it rests stand still, and while the day does not matter: one of a period
that is not over yet is also of the day on which it was given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import OperationalError

from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import unit_has_begun, upkeep
from inventory.indicators import loading, sending, written
from inventory.indicators.answer import Answer, Indicator, Question
from inventory.indicators.computing import compute
from inventory.indicators.keeping import COUNTERS, RESTS_ON
from inventory.indicators.models import FigureClock, KeptAnswer

#: so long after its period the answer of an indicator still depends on the day
_SETTLES_AFTER = {Indicator.DESTINATIONS: sending.WITHIN}
#: a kept answer that nobody asked for anew in so long goes
_IDLE = timedelta(days=40)
_KEY = ("digibank_id", "indicator", "since", "until", "municipality", "place", "service", "device_kind")


def answer(indicator: Indicator, question: Question, *, today: date | None = None) -> Answer:
    """What this indicator says of the digibank we are inside of."""
    return _answered([indicator], question, today)[0]


def answers(question: Question, *, today: date | None = None) -> dict[Indicator, Answer]:
    """What all twelve say of one question."""
    return {one.indicator: one for one in _answered(list(Indicator), question, today)}


def _answered(asked: Sequence[Indicator], question: Question, today: date | None) -> list[Answer]:
    with loading.one_look():
        return list(_each(asked, question, today or clock.today()))


def _each(asked: Sequence[Indicator], question: Question, on: date) -> Iterator[Answer]:
    if unit_has_begun():
        # In the middle of a deed the facts are this deed's own: nothing that is kept speaks of them, nor may be kept.
        yield from (compute(one, question, on) for one in asked)
        return
    kept = {row.indicator: row for row in _kept(asked, question)}
    counters: dict[str, int] | None = None
    for indicator in asked:
        row = kept.get(indicator)
        if row is not None and _holds(row, on):
            yield written.read(row.told)
            continue
        if counters is None:
            counters = (
                _counters()
            )  # before the facts: what changes while they are read makes the answer old, never wrong
        made = compute(indicator, question, on)
        _keep(made, question, on, _sum(indicator, counters))
        yield made


@dataclass(frozen=True)
class _Row:
    indicator: Indicator
    made_from: int
    answered_on: date
    until: date
    told: dict[str, Any]
    counters: dict[str, int]


def _kept(indicators: Sequence[Indicator], question: Question) -> Iterator[_Row]:
    query = select(
        KeptAnswer.indicator, KeptAnswer.made_from, KeptAnswer.answered_on, KeptAnswer.until, KeptAnswer.told,
        func.coalesce(FigureClock.contacts, 0), func.coalesce(FigureClock.loans, 0),
        func.coalesce(FigureClock.moments, 0),
    ).outerjoin(FigureClock, FigureClock.digibank_id == KeptAnswer.digibank_id)  # fmt: skip
    query = query.where(KeptAnswer.indicator.in_(indicators), _is(question))
    for indicator, made_from, on, until, told, *counters in db.session.execute(query):
        yield _Row(indicator, made_from, on, until, told, dict(zip(COUNTERS, counters, strict=True)))


def _is(question: Question) -> ColumnElement[bool]:
    return and_(*(getattr(KeptAnswer, name) == value for name, value in _columns(question).items()))


def _columns(question: Question) -> dict[str, Any]:
    return {
        "since": question.since,
        "until": question.until,
        "municipality": question.municipality,
        "place": question.location_id or 0,
        "service": question.service,
        "device_kind": question.device_kind,
    }


def _holds(row: _Row, today: date) -> bool:
    settled = row.until + _SETTLES_AFTER.get(row.indicator, timedelta())
    return row.made_from == _sum(row.indicator, row.counters) and (
        row.answered_on == today or settled < min(row.answered_on, today)
    )


def _counters() -> dict[str, int]:
    row = db.session.execute(select(FigureClock.contacts, FigureClock.loans, FigureClock.moments)).first()
    return dict(zip(COUNTERS, row or (0, 0, 0), strict=True))


def _sum(indicator: Indicator, counters: dict[str, int]) -> int:
    """Counters only grow, so their sum is the same only while each of them is."""
    return sum(counters[name] for name in RESTS_ON[indicator])


def _keep(made: Answer, question: Question, on: date, made_from: int) -> None:
    """Beside the page that asks, at once; not at all when somebody else is writing just now.

    In a transaction of its own: the page goes on reading what it read, and sees what is kept here only the next time.
    """
    on_postgresql = db.engine.dialect.name == "postgresql"
    row = {
        "digibank_id": current_digibank_id(), "indicator": made.indicator, **_columns(question),
        "made_from": made_from, "answered_on": on, "told": written.write(made),
    }  # fmt: skip
    insert = (insert_on_postgresql if on_postgresql else insert_on_sqlite)(KeptAnswer.__table__).values(row)
    fresh = {name: insert.excluded[name] for name in ("made_from", "answered_on", "told")}
    statement = insert.on_conflict_do_update(index_elements=list(_KEY), set_=fresh)
    with db.engine.connect().execution_options(writing=True) as connection:
        driver: Any = connection.connection.driver_connection
        if not on_postgresql:
            driver.execute("PRAGMA busy_timeout=100")
        try:
            with connection.begin():
                connection.execute(statement)
        except OperationalError:
            return
        finally:
            if not on_postgresql:
                driver.execute("PRAGMA busy_timeout=30000")


def every_kept() -> list[tuple[Indicator, Question, date]]:
    """What is kept in the digibank we are inside of: which indicator said something, of what, and on which day."""
    query = select(
        KeptAnswer.indicator, KeptAnswer.since, KeptAnswer.until, KeptAnswer.municipality, KeptAnswer.place,
        KeptAnswer.service, KeptAnswer.device_kind, KeptAnswer.answered_on,
    ).order_by(KeptAnswer.id)  # fmt: skip
    return [
        (indicator, Question(since, until, town, place or None, service, kind), on)
        for indicator, since, until, town, place, service, kind, on in db.session.execute(query)
    ]


def rebuild(today: date) -> int:
    """Throw away what is kept, and answer all of it anew. How many answers."""
    kept = every_kept()
    with upkeep():
        db.session.execute(delete(KeptAnswer))
    for indicator, question, _on in kept:
        answer(indicator, question, today=today)
    return len(kept)


def wrong(today: date, *, most: int | None = None) -> Iterator[str]:
    """Every kept answer that should hold and says something else than the facts; at most so many are looked at."""
    kept = list(reversed(every_kept()))
    for indicator, question, _on in kept[:most]:
        row = next(_kept([indicator], question), None)
        if (
            row is not None
            and _holds(row, today)
            and written.read(row.told) != compute(indicator, question, today)
        ):
            yield f"{indicator} of {question.since} to {question.until} is kept otherwise than it is counted"


def let_go(today: date) -> None:
    """What nobody asked for in a long while need not be kept."""
    with upkeep():
        db.session.execute(delete(KeptAnswer).where(KeptAnswer.answered_on < today - _IDLE))
