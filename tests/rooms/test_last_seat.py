"""Fifty people reach for the last seat at the same moment: one has it, forty-nine wait in order, and move up so."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from tests.cast import NOW
from tests.make import anyone, make_borrower, make_session
from workshop import actions
from workshop.models import Seat, Session
from workshop.rules import SeatState

PEOPLE, HANDS = 50, 20


@pytest.fixture
def reached(app: Any, world: Any) -> Any:
    """A workshop of one seat and fifty people who want it."""
    with app.test_request_context(), inside(world.gent):
        session = make_session(world, days=9, capacity=1, place="Zaal 1")
        return session.id, [make_borrower(world, first_name=f"Lener {number}").id for number in range(PEOPLE)]


@pytest.mark.slow
def test_one_is_enrolled_and_the_others_wait_in_order(app: Any, world: Any, reached: Any) -> None:
    session_id, people = reached
    together, actor = Barrier(HANDS), anyone(world.gent)

    def reach(number: int) -> str:
        if number < HANDS:
            together.wait(timeout=60)
        with app.test_request_context(), inside(world.gent):
            try:
                session = db.session.get_one(Session, session_id)
                borrower = db.session.get_one(Borrower, people[number])
                return str(actions.enrol(actor, session, borrower, now=NOW).state)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(reach, range(PEOPLE)))
    assert sorted(answers) == ["booked"] + ["waiting"] * (PEOPLE - 1)

    db.session.rollback()  # this thread still looks at how it was before
    with app.test_request_context(), inside(world.gent):
        in_order = list(db.session.scalars(select(Seat).order_by(Seat.turn)))
        assert [seat.turn for seat in in_order] == list(range(1, PEOPLE + 1))
        assert [seat.state for seat in in_order] == [SeatState.BOOKED] + [SeatState.WAITING] * (PEOPLE - 1)
        assert [seat.chair for seat in in_order] == [1] + [None] * (PEOPLE - 1)
        # Who gives up the seat makes room for the next in line, and for nobody else.
        for has_it, comes_next in pairwise(in_order[:6]):
            actions.release(actor, has_it, now=NOW)
            assert comes_next.state is SeatState.OFFERED
            actions.take_offer(actor, comes_next, now=NOW)
            states = [seat.state for seat in in_order]
            assert states.count(SeatState.BOOKED) == 1
            assert states.count(SeatState.OFFERED) == 0
