"""People disappear, numbers stay: every indicator of every past period says the same when everyone is forgotten."""

from datetime import date
from typing import Any

from inventory.borrowers.actions import forget
from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.indicators.answer import Answer, Indicator, Question
from inventory.indicators.computing import compute
from inventory.retention import actions
from inventory.rights.actions import answer
from inventory.rights.models import PersonRequest
from inventory.rights.rules import Answer as Said
from tests.cast import NOW
from tests.make import make_application, make_borrower, make_loan
from tests.walks.traces_of_people import leave_traces

#: the month, the year and ten years, each over; and one of a town
PERIODS = (
    Question(date(2026, 11, 1), date(2026, 11, 30)),
    Question(date(2026, 1, 1), date(2026, 12, 31)),
    Question(date(2020, 1, 1), date(2029, 12, 31)),
    Question(date(2026, 1, 1), date(2027, 12, 31), municipality="Gent"),
)
TODAY = date(2030, 1, 2)


def told() -> dict[tuple[Indicator, Question], Answer]:
    """Computed anew from the facts: no answer that was kept from before."""
    db.session.expire_all()
    return {
        (indicator, question): compute(indicator, question, TODAY)
        for indicator in Indicator
        for question in PERIODS
    }


def test_every_indicator_says_the_same_before_and_after(world: Any, in_gent: int) -> None:
    leave_traces(world)
    make_application(world, make_borrower(world, birth_year=1950, municipality="Aalst"), state="refused")
    make_loan(world)
    before = told()
    assert before[Indicator.UNIQUE_VISITORS, PERIODS[1]].n > 2, "numbers of nobody prove nothing"
    left = 0
    for borrower in db.session.scalars(db.select(Borrower).where(Borrower.anonymised_at.is_(None))).all():
        try:
            forget(world.fatima.actor, borrower, now=NOW)
        except Refusal:
            left += 1
    assert left == 1, "whoever has a laptop of ours stays known"
    assert told() == before


def test_the_nights_work_changes_no_number_either(world: Any, in_gent: int) -> None:
    leave_traces(world)
    asked = db.session.scalars(db.select(PersonRequest)).one()  # who waits for an answer stays known
    answer(world.fatima.actor, asked, Said.GRANTED, words="", now=NOW)
    before = told()
    for day in (TODAY, date(2030, 1, 9)):
        actions.plan(world.fatima.actor, day, now=NOW)
        actions.run(world.fatima.actor, day, now=NOW)
    known = db.session.scalars(db.select(Borrower).where(Borrower.anonymised_at.is_(None))).all()
    assert known == []
    assert told() == before
