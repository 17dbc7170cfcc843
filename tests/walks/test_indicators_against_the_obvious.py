"""Each of the twelve against a slow and obvious computation, on worlds made by chance, through the real database."""

import os
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.borrowers import actions as borrowers
from inventory.borrowers.models import Borrower
from inventory.contacts.rules import Service
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import inside
from inventory.indicators.answer import Answer, Indicator, Question
from inventory.indicators.computing import compute
from tests import make
from tests.indicator_world import FIRST, LAST, NOW, TOWNS, by_chance
from tests.obvious_loans import Obvious

#: deeper on a quiet evening: LEENKRING_EXAMPLES=200 make test
EXAMPLES = int(os.environ.get("LEENKRING_EXAMPLES", "4"))


def cells(answer: Answer) -> dict:
    """Every number of the grids that is something."""
    return {
        (grid.name, row, column): value
        for grid in answer.grids
        for row, values in zip(grid.rows, grid.values, strict=True)
        for column, value in zip(grid.columns, values, strict=True)
        if value
    }


def questions(chance: Random, told) -> list[tuple[Question, date]]:
    """Everything, a year, a month, odd days, and one with filters; each on a day of its own."""
    whole = Question(FIRST, LAST)
    year = Question(date(2026, 1, 1), date(2026, 12, 31))
    month = Question(date(2026, 3, 1), date(2026, 3, 31))
    since = FIRST + timedelta(days=chance.randrange(300))
    odd = Question(since, since + timedelta(days=chance.randrange(150)))
    filtered = [
        replace(whole, municipality=chance.choice(TOWNS[1:])),
        replace(year, location_id=chance.choice(told.locations)),
        replace(whole, service=str(chance.choice(list(Service)))),
        replace(whole, device_kind="laptop"),
        replace(odd, location_id=told.locations[0], municipality="Gent"),
    ]
    days = (date(2027, 1, 15), date(2026, 12, 31), date(2026, 8, 1))
    return [(one, chance.choice(days)) for one in (whole, year, month, odd, *filtered)]


@pytest.mark.slow
def test_each_says_what_the_obvious_computation_says(app, engine, world):
    @settings(max_examples=EXAMPLES, derandomize="LEENKRING_EXAMPLES" not in os.environ)
    @given(seed=st.integers(0, 10**6))
    def holds(seed: int) -> None:
        engine.clean()
        with app.test_request_context(), inside(world.gent):
            told = by_chance(world, world.gent, seed)
            asked = questions(Random(seed), told)
            before = [_compared(told, one, today) for one, today in asked]
            _forget_everyone(world)
            assert [_all(one, today) for one, today in asked] == before

    holds()


def _all(question: Question, today: date) -> list[Answer]:
    return [compute(one, question, today) for one in Indicator]


def _compared(told, question: Question, today: date) -> list[Answer]:
    answers = _all(question, today)
    for answer in answers:
        # Every loan is of the lending service: no other one is heard.
        is_of_loans = answer.indicator is Indicator.LOANS
        obvious = Obvious(told, replace(question, service="") if is_of_loans else question, today)
        getattr(obvious, answer.indicator)()
        assert cells(answer) == obvious.cells, answer.indicator
        assert (answer.n, answer.missing) == (obvious.n, obvious.missing), answer.indicator
        assert {name: number for name, (_, number) in answer.numbers.items()} == obvious.numbers, (
            answer.indicator
        )
    return answers


def _forget_everyone(world) -> None:
    """Whoever may be forgotten is; not one number changes."""
    actor = make.anyone(world.gent, world.fatima.user_id)
    for person in db.session.scalars(db.select(Borrower)).all():
        if not person.is_forgotten:
            try:
                borrowers.forget(actor, person, now=NOW)
            except Refusal:
                continue
