"""What an indicator says: as it was kept when nothing changed since, and otherwise anew from the facts.

Whoever writes a paper or holds one thing against another asks `answer` or `answers`, and waits. A page of a digibank
with very much in it asks `at_hand`: nobody waits for half a minute at a page, so it shows what was counted last, says
of when that is, and the background counts anew.
"""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from inventory.contacts.models import ServiceContact
from inventory.foundation import clock
from inventory.foundation.database import db
from inventory.foundation.jobs import wake
from inventory.foundation.transaction import each_by_itself, unit_has_begun
from inventory.indicators import kept, loading
from inventory.indicators.answer import Answer, Indicator, Question
from inventory.indicators.computing import compute

log = logging.getLogger("leenkring.jobs")

#: with more contacts than this, counting everything anew takes longer than anyone waits for a page
LARGE = 20_000
#: the jobs' process has several threads; one at a time counts
_counting = threading.Lock()


def answer(indicator: Indicator, question: Question, *, today: date | None = None) -> Answer:
    """What this indicator says of the digibank we are inside of."""
    return _answered([indicator], question, today)[0]


def answers(question: Question, *, today: date | None = None) -> dict[Indicator, Answer]:
    """What all twelve say of one question."""
    return {one.indicator: one for one in _answered(list(Indicator), question, today)}


def _answered(asked: Sequence[Indicator], question: Question, today: date | None) -> list[Answer]:
    on = today or clock.today()
    if unit_has_begun():
        # In the middle of a deed the facts are this deed's own: nothing that is kept speaks of them, nor may be kept.
        with loading.one_look():
            return [compute(one, question, on) for one in asked]
    return _held_or_counted(asked, question, on, kept.find(asked, question))


def _held_or_counted(
    asked: Sequence[Indicator], question: Question, on: date, found: Mapping[Indicator, kept.Kept]
) -> list[Answer]:
    told = {one: row.answer for one, row in found.items() if row.holds(on)}
    missing = [one for one in asked if told.get(one) is None]
    told |= {one.indicator: one for one in _counted(missing, question, on)}
    return [one for indicator in asked if (one := told[indicator]) is not None]


def _counted(missing: Sequence[Indicator], question: Question, on: date) -> Iterator[Answer]:
    if not missing:
        return
    # Before the facts: what changes while they are read makes the answer old, never wrong.
    counters = kept.counters_now()
    with loading.one_look():
        for indicator in missing:
            made = compute(indicator, question, on)
            kept.keep(made, question, on, kept.sum_of(indicator, counters), now=clock.now())
            yield made


@dataclass(frozen=True)
class AtHand:
    """What a page can show at once."""

    #: what was counted last; who is missing was never counted
    answers: Mapping[Indicator, Answer]
    #: of when the oldest of them is that no longer holds; None: all of them say what is so now
    as_of: datetime | None = None
    #: was each of them counted at least once?
    is_whole: bool = True
    #: are some of them being counted in the background?
    is_counting: bool = False


def at_hand(indicators: Sequence[Indicator], *questions: Question) -> list[AtHand]:
    """Of each question what these indicators say; in a large digibank what they said last, to be counted anew."""
    today = clock.today()
    found = [(one, kept.find(indicators, one)) for one in questions]
    if not any(_old(indicators, rows, today) for _one, rows in found) or not is_large():
        return [
            AtHand({one.indicator: one for one in _held_or_counted(indicators, question, today, rows)})
            for question, rows in found
        ]
    # A page that looks again every few seconds asks once.
    unasked = [_want(indicators, question, rows, today) for question, rows in found]
    if any(unasked):
        wake("background")
    return [_counted_last(indicators, rows, today) for _question, rows in found]


def _want(
    indicators: Sequence[Indicator], question: Question, rows: Mapping[Indicator, kept.Kept], today: date
) -> bool:
    """Ask for what no longer holds and is not asked for yet. Was there any?"""
    unasked = [one for one in _old(indicators, rows, today) if one not in rows or not rows[one].wanted_at]
    if unasked:
        kept.want(unasked, question, today, now=clock.now())
    return bool(unasked)


def _old(
    indicators: Sequence[Indicator], rows: Mapping[Indicator, kept.Kept], today: date
) -> list[Indicator]:
    return [one for one in indicators if one not in rows or not rows[one].holds(today)]


def is_large() -> bool:
    """Is there more in the digibank we are inside of than can be counted while someone waits?"""
    past_it = select(ServiceContact.id).order_by(ServiceContact.happened_on, ServiceContact.id).offset(LARGE)
    return db.session.execute(past_it.limit(1)).first() is not None


def _counted_last(
    indicators: Sequence[Indicator], rows: Mapping[Indicator, kept.Kept], today: date
) -> AtHand:
    old = _old(indicators, rows, today)
    counted = [at for one in old if one in rows and (at := rows[one].counted_at) is not None]
    told = {indicator: answer for indicator, row in rows.items() if (answer := row.answer) is not None}
    return AtHand(
        told, min(counted, default=None), is_whole=len(told) == len(indicators), is_counting=bool(old)
    )


def count_what_waits() -> int:
    """Count anew what pages of the digibank we are inside of wait for. How many answers.

    One question that stumbles keeps no other waiting.
    """
    if not _counting.acquire(blocking=False):
        return 0
    counted = 0

    def count(asked: tuple[Question, list[Indicator]]) -> None:
        nonlocal counted
        question, indicators = asked
        counted += len(list(_counted(indicators, question, clock.today())))
        db.session.rollback()  # the next question on the facts as they are by then
        log.info("figures were counted", extra={"indicators": len(indicators)})

    try:
        each_by_itself(count, kept.wanted())
        return counted
    finally:
        _counting.release()


def rebuild(today: date) -> int:
    """Throw away what is kept, and answer all of it anew. How many answers."""
    every = kept.every()
    kept.drop_all()
    for indicator, question in every:
        answer(indicator, question, today=today)
    return len(every)


def wrong(today: date, *, most: int | None = None) -> Iterator[str]:
    """Every kept answer that should hold and says something else than the facts; at most so many are looked at."""
    for indicator, question in list(reversed(kept.every()))[:most]:
        row = kept.find([indicator], question).get(indicator)
        if row is not None and row.holds(today) and row.answer != compute(indicator, question, today):
            yield f"{indicator} of {question.since} to {question.until} is kept otherwise than it is counted"
