"""Random deeds with money in two digibanken, against books that the test keeps by itself: every cent, at every step.

The test's own books know nothing of entries and lines. They say what each deed must do to every account and to what is
held for each loan; after each step the ledger, the sums that the database keeps, what is left of each movement of the
bank and, now and then, the pages must say the same.
"""

import os
import re
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from inventory.banking.models import OpenMovement
from inventory.deposits import tills
from inventory.deposits.checking import wrong_books
from inventory.deposits.ledger import Account, DepositWay
from inventory.deposits.models import Deposit
from inventory.deposits.queries import balances
from inventory.deposits.refund_models import RefundOrder
from inventory.foundation import audit
from inventory.foundation.database import db
from inventory.foundation.money import euros
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import inside
from inventory.reconciling import queries
from tests import make, make_bank
from tests.cast import NOW
from tests.walks.money_at_the_bank import AtTheBank
from tests.walks.money_at_the_desk import AtTheDesk
from tests.walks.money_books import HOUSES, OURS, WAYS
from tests.walks.money_given_back import GivingBack

#: deeper on a quiet evening: LEENKRING_EXAMPLES=200 make test
EXAMPLES = int(os.environ.get("LEENKRING_EXAMPLES", "6"))
#: a few are the same on every machine, so that a red one is somebody's change; who asks for more gets others each time
IS_THE_SAME = "LEENKRING_EXAMPLES" not in os.environ


class Money(AtTheDesk, AtTheBank, GivingBack):
    """Two digibanken, their treasurers, their desks and their banks."""

    def _open_shop(self) -> None:
        for house in self.houses:
            with inside(getattr(self.world, house)):
                make_bank.make_bank_account(self.world, iban=OURS[house])
                for till in ("Balie", "Onderweg"):
                    tills.make_till(self.boss(house), name=till, now=NOW)
                tills.work_from(self.boss(house), tills.tills_in_use()[0], now=NOW)
                with suppress(Refusal):
                    tills.work_from(
                        make.anyone(getattr(self.world, house), self.world.nele.user_id),
                        tills.tills_in_use()[0],
                        now=NOW,
                    )

    @initialize(ways=st.lists(WAYS, min_size=5, max_size=5), parts=st.integers(1, 3))
    def a_week_later(self, ways: list[DepositWay], parts: int) -> None:
        """Nobody waits for the first loan: from the first step on there is money to do something with."""
        self._open_shop()
        for house in self.houses:
            for way in ways:
                self.lend(house, way)
            for at in range(len(ways)):
                self.ask(house, at, parts)
            self.statement(house, [("exact", at, 0) for at in range(3)] + [("text", 3, 3000)])
            self.receive(house, 1, 500, False)
            self.ask_refund(house, 0, 1000, False)
            self.payment_file(house, 0, "make")

    # -- what the pages say ----------------------------------------------------------------------------

    @rule(house=HOUSES)
    def look(self, house: str) -> None:
        """What a coordinator reads is what the test's own books say."""
        books = self.houses[house]
        person = self._people(house)[0]
        db.session.rollback()
        self.client.sign_in(person)
        page = _words(self.client.get(f"/{house}/deposits?lang=nl").text)
        for account in (Account.TILL, Account.CARD, Account.BANK, Account.IN_TRANSIT):
            assert _words(euros(books.stands[account])) in page, account
        assert _words(euros(-books.stands[Account.HELD])) in page
        waiting = [cents for number, cents in books.left.items() if cents and number not in books.aside]
        work = self.client.get(f"/{house}/reconciling?lang=nl").text
        assert len(re.findall(r'aria-labelledby="m-\d+"', work)) == min(50, len(waiting))
        db.session.rollback()

    # -- what must always hold -------------------------------------------------------------------------

    @invariant()
    def every_cent_is_where_it_should_be(self) -> None:
        for house, books in self.houses.items():
            with inside(getattr(self.world, house)):
                db.session.rollback()
                assert wrong_books() == []
                assert queries.wrongly_open() == []
                assert {account: cents for account, cents in balances().items() if cents} == {
                    account: cents for account, cents in books.stands.items() if cents
                }
                assert sum(books.stands.values()) == 0
                for loan_id, held, surplus in db.session.execute(
                    select(Deposit.loan_id, Deposit.held_cents, Deposit.surplus_cents)
                ):
                    assert held == -books.of(loan_id, Account.HELD) >= 0
                    assert surplus == -books.of(loan_id, Account.SURPLUS) >= 0
                left = dict(
                    db.session.execute(select(OpenMovement.movement_id, OpenMovement.left_cents)).all()
                )
                assert left == dict(books.left)
                on_the_way = db.session.scalar(select(func.sum(RefundOrder.underway_cents))) or 0
                assert on_the_way == -books.stands[Account.UNDERWAY]
                assert list(audit.verify()) == []


def _words(text: str) -> str:
    return text.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_no_deed_with_money_loses_or_makes_a_cent(built: Any, engine: Any, client: Any) -> None:
    application, world = built
    machine = type(
        "OnThisEngine", (Money,), {"engine": engine, "app": application, "world": world, "client": client}
    )
    with application.app_context():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=50,
                database=None,
                derandomize=IS_THE_SAME,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),
                report_multiple_bugs=False,
                print_blob=False,
            ),
        )
