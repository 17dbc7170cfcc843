"""Two hundred hands reach for one laptop at the same moment: one takes it home, the others are told why."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import inside
from inventory.journey import Stage
from inventory.lending import actions
from inventory.lending.models import HandOver, Loan
from inventory.wording import say
from tests.make import make_approved_borrower, make_hand_over, make_ready_device

ATTEMPTS, HANDS = 200, 20


@pytest.fixture
def drafts(app, world):
    """Twenty people with every question answered, all for the same laptop."""
    with app.test_request_context(), inside(world.gent):
        device = make_ready_device(world)
        people = [make_approved_borrower(world, first_name=f"Lener {number}") for number in range(HANDS)]
        return [make_hand_over(world, device=device, borrower=person).id for person in people]


@pytest.mark.slow
def test_of_two_hundred_attempts_one_succeeds(app, world, now, drafts):
    together = Barrier(HANDS)
    actor = world.nele.actor

    def reach(number: int) -> tuple[str, str]:
        if number < HANDS:
            together.wait(timeout=60)
        with app.test_request_context(), inside(world.gent):
            try:
                draft = db.session.get_one(HandOver, drafts[number % HANDS])
                actions.hand_over(actor, draft, now=now)
            except Refusal as refusal:
                return type(refusal).__name__, say(refusal)
            finally:
                db.session.remove()
        return "lent", ""

    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(reach, range(ATTEMPTS)))

    outcomes = Counter(outcome for outcome, _words in answers)
    assert outcomes["lent"] == 1
    assert sum(outcomes.values()) == ATTEMPTS
    assert set(outcomes) <= {"lent", "NotComplete", "HandOverOver", "SomeoneElseWasFirst"}
    assert all(words for outcome, words in answers if outcome != "lent")
    db.session.rollback()  # this thread still looks at how it was before
    with inside(world.gent):
        loans = db.session.scalars(db.select(Loan)).all()
        assert [loan.is_open for loan in loans] == [True]
        assert loans[0].device.stage is Stage.LENT
