"""Random deeds with money at the bank: statements, what is booked of them, and what is laid aside."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select

from inventory.banking import importing
from inventory.banking.models import Aside, BankMovement, BankStatement, OpenMovement
from inventory.deposits import asked
from inventory.deposits.ledger import DepositWay
from inventory.deposits.models import PaymentRequest
from inventory.deposits.queries import deposit_of
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.refund_rules import OrderState
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from inventory.reconciling import candidates, deeds, queries
from tests.bank_files import Paid, as_bytes, coda
from tests.walks.money_books import CENTS, HOUSES, OURS, PICKS, Books, Delta, delta


class AtTheBank(Books):
    """What the bank sends, and what a treasurer makes of it."""

    @rule(
        house=HOUSES,
        wanted=st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "exact",
                        "exact",
                        "reference",
                        "text",
                        "unknown",
                        "out",
                        "refund",
                        "refund",
                        "back",
                        "cash",
                    ]
                ),
                PICKS,
                CENTS,
            ),
            min_size=1,
            max_size=4,
        ),
    )
    def statement(self, house: str, wanted: list[tuple[str, int, int]]) -> None:
        """The bank sends a statement; what of it is beyond doubt must be booked, and nothing else."""
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            paid = [self._movement(*one) for one in wanted]
            certain = self._certain(house, paid)
            books.sequence += 1
            content = as_bytes(coda(paid, iban=OURS[house], sequence=books.sequence, opening=books.opening))
            books.opening += sum(one.cents for one in paid)
            books.last_file = content
            done = importing.import_file(self.second(house), content, "s.cod", now=self.later())
            movements = db.session.scalars(
                select(BankMovement)
                .join(BankStatement, BankStatement.id == BankMovement.statement_id)
                .where(BankStatement.file_id == done.file_id)
                .order_by(BankMovement.number)
            ).all()
            for one in movements:
                books.left[one.id] = one.amount_cents
            assert done.booked == len(certain), (done.booked, certain)
            for number, changes in certain.items():
                entries = queries.entries_of_movement(movements[number])
                by_loan = {entry.loan_id: entry for entry in entries}
                for loan_id, change in changes:
                    books.add(loan_id, change, by_loan[loan_id])

    def _movement(self, kind: str, at: int, cents: int) -> Paid:
        request = self.some(PaymentRequest, at)
        if kind == "exact" and request is not None:
            return Paid(asked.left_in(request) or request.amount_cents, reference=request.reference)
        if kind == "reference" and request is not None:
            return Paid(cents, reference=request.reference)
        if kind == "text" and request is not None:
            return Paid(cents, text=f"WAARBORG {request.printed}")
        if kind in {"refund", "back"}:
            order = self.some(
                RefundOrder, at, *([RefundOrder.state == OrderState.PAID] if kind == "back" else [])
            )
            if order is not None and kind == "refund":
                return Paid(-order.amount_cents, end_to_end=order.end_to_end_id)
            if order is not None:
                return Paid(order.amount_cents, end_to_end=order.end_to_end_id, returned=("2", "AC04"))
        return Paid(-cents if kind == "out" else cents)

    def _certain(self, house: str, paid: list[Paid]) -> dict[int, list[tuple[int, Delta]]]:
        """Which of these movements must book themselves, and what that does: told without the matcher."""
        certain: dict[int, list[tuple[int, Delta]]] = {}
        named: set[int] = set()
        closed: set[int] = set()
        later: list[tuple[int, PaymentRequest]] = []
        for number, one in enumerate(paid):
            request = asked.request_by_reference(one.reference) if one.reference else None
            if request is None or not request.is_open or one.cents <= 0 or request.id in named:
                continue
            named.add(request.id)
            if one.cents != asked.left_in(request):
                continue
            if request.loan_id is None or request.part_of_id is not None:
                later.append((number, request))
            elif asked.owed_for(request.loan) >= one.cents:
                certain[number] = [(request.loan_id, self._paid_in(request, one.cents))]
        for number, request in later:
            if request.id in closed:
                continue
            parts = [request] if request.loan_id is not None else list(asked.parts_asked_in(request))
            closed |= {part.id for part in parts} | {part.part_of_id for part in parts if part.part_of_id}
            certain[number] = [
                (part.loan_id, self._paid_in(part, asked.left_in(part))) for part in parts if part.loan_id
            ]
        states: dict[int, OrderState] = {}
        for number, one in enumerate(paid):
            order = db.session.scalar(select(RefundOrder).where(RefundOrder.end_to_end_id == one.end_to_end))
            if order is None or abs(one.cents) != order.amount_cents:
                continue
            state = states.get(order.id, order.state)
            if one.cents < 0 and (order.is_sent and order.id not in states):
                certain[number] = [(order.loan_id, delta(underway=-one.cents, bank=one.cents))]
                states[order.id] = OrderState.PAID
            elif one.cents > 0 and one.returned[0] and state is OrderState.PAID:
                certain[number] = [(order.loan_id, delta(bank=one.cents, underway=-one.cents))]
                states[order.id] = OrderState.RETURNED
        return certain

    @rule(house=HOUSES)
    def the_same_file_again(self, house: str) -> None:
        with inside(getattr(self.world, house)):
            if self.houses[house].last_file:
                again = importing.import_file(
                    self.second(house), self.houses[house].last_file, "again.cod", now=self.later()
                )
                assert (again.new, again.booked) == (0, 0)

    @rule(house=HOUSES, at=PICKS, which=PICKS)
    def book_what_is_proposed(self, house: str, at: int, which: int) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            opened = self.some(OpenMovement, at, *queries.WAITS)
            if opened is None:
                return
            movement, found = opened.movement, candidates.find([opened])
            every = found.proposals.get(movement.id, [])
            cash = queries.cash_underway({opened.left_cents})[opened.left_cents]
            orders = queries.refunds_shown([opened])[movement.id]
            if every:
                parts = every[which % len(every)].parts
                entries = self.try_to(
                    lambda: deeds.book_on(self.second(house), movement, parts, now=self.later())
                )
                for entry in entries or ():
                    books.add(entry.loan_id, self._paid_in(entry.request, entry.cents), entry)
            elif cash:
                cents = opened.left_cents
                entry = self.try_to(
                    lambda: deeds.see_cash(self.second(house), movement, cash[0], now=self.later())
                )
                if entry is not None:
                    books.add(None, delta(bank=cents, in_transit=-cents), entry)
            elif orders:
                self._see_order(house, movement, orders[0], opened.left_cents)

    def _see_order(self, house: str, movement: Any, order: Any, cents: int) -> None:
        see = deeds.see_refund if cents < 0 else deeds.see_return
        entry = self.try_to(lambda: see(self.second(house), movement, order, now=self.later()))
        if entry is not None:
            self.houses[house].add(order.loan_id, delta(bank=cents, underway=-cents), entry)

    @rule(house=HOUSES, at=PICKS, whose=PICKS, cents=CENTS, too_much=st.booleans())
    def book_by_hand(self, house: str, at: int, whose: int, cents: int, too_much: bool) -> None:
        with inside(getattr(self.world, house)):
            opened = self.some(OpenMovement, at)
            if opened is None:
                return
            number, loan = opened.id, self.some(Loan, whose)
            if loan is None:
                return
            movement = db.session.get_one(OpenMovement, number).movement
            deed = deeds.keep_apart if too_much else deeds.book_on_loan
            entry = self.try_to(
                lambda: deed(self.second(house), movement, loan, cents=cents, now=self.later())
            )
            if entry is None:
                return
            agreed = deposit_of(loan)
            theirs = agreed is not None and agreed.way is DepositWay.THIRD_PARTY
            against = "surplus" if too_much else "third_party" if theirs else "held"
            self.houses[house].add(loan.id, delta(**{"bank": cents, against: -cents}), entry)

    @rule(house=HOUSES, at=PICKS)
    def the_terminal_paid_out(self, house: str, at: int) -> None:
        with inside(getattr(self.world, house)):
            opened = self.some(OpenMovement, at, *queries.WAITS)
            if opened is None:
                return
            movement, cents = opened.movement, opened.left_cents
            entry = self.try_to(
                lambda: deeds.see_card(self.second(house), movement, cents=cents, now=self.later())
            )
            if entry is not None:
                self.houses[house].add(None, delta(bank=cents, card=-cents), entry)

    @rule(house=HOUSES, at=PICKS, takes_up=st.booleans())
    def lay_aside_or_take_up(self, house: str, at: int, takes_up: bool) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            opened = self.some(OpenMovement, at)
            if opened is None:
                return
            movement = opened.movement
            if takes_up:
                deeds.take_up(self.second(house), movement, now=self.later())
                books.aside.discard(movement.id)
            elif self.try_to(
                lambda: deeds.lay_aside(self.second(house), movement, Aside.OTHER_MONEY, now=self.later())
            ):
                books.aside.add(movement.id)
