"""Random deeds with money in two digibanken, against books that the test keeps by itself: every cent, at every step.

The test's own books know nothing of entries and lines. They say what each deed must do to every account and to what is
held for each loan; after each step the ledger, the sums that the database keeps, what is left of each movement of the
bank and, now and then, the pages must say the same.
"""

import itertools
import os
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from inventory.banking import importing
from inventory.banking.models import Aside, BankMovement, BankStatement, OpenMovement
from inventory.deposits import actions, asked, asking, payment_files, refunds, till_deeds, tills
from inventory.deposits.checking import wrong_books
from inventory.deposits.giving_back import Back
from inventory.deposits.ledger import Account, DepositWay, Reason, is_promised
from inventory.deposits.models import Deposit, LedgerEntry, PaymentRequest
from inventory.deposits.queries import balances, deposit_of, entries_of
from inventory.deposits.refund_models import PaymentFile, RefundOrder
from inventory.deposits.refund_rules import OrderState, Payee
from inventory.deposits.till_rules import CountKind
from inventory.foundation import audit
from inventory.foundation.database import db
from inventory.foundation.money import euros
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from inventory.reconciling import candidates, deeds, queries
from inventory.returning import actions as returning
from inventory.returning.rules import Check, Choice, Files, Finding
from tests import make
from tests.bank_files import Paid, as_bytes, coda
from tests.cast import NOW, World

#: deeper on a quiet evening: LEENKRING_EXAMPLES=200 make test
EXAMPLES = int(os.environ.get("LEENKRING_EXAMPLES", "6"))
#: a few are the same on every machine, so that a red one is somebody's change; who asks for more gets others each time
IS_THE_SAME = "LEENKRING_EXAMPLES" not in os.environ

WAYS = st.sampled_from(
    [DepositWay.CASH, DepositWay.LATER, DepositWay.LATER, DepositWay.TRANSFER, DepositWay.THIRD_PARTY]
)
HOUSES = st.sampled_from(["gent", "gent", "luik"])
PICKS = st.integers(0, 10_000)
CENTS = st.sampled_from([1, 500, 1000, 1500, 2999, 3000, 3001, 6000])
OURS = {"gent": "BE71096123456769", "luik": "BE72000000001616"}
THEIRS = "BE43068999999501"
OF_A_LOAN = (Account.HELD, Account.SURPLUS, Account.UNDERWAY, Account.THIRD_PARTY)

Delta = Counter[Account]


def delta(**cents: int) -> Delta:
    """What a deed does to each account, by its name."""
    return Counter({Account(name): amount for name, amount in cents.items()})


class House:
    """One digibank's books as the test keeps them."""

    def __init__(self) -> None:
        self.stands: Delta = Counter()
        self.of_loan: dict[int, Delta] = {}
        #: what a counter-entry takes back, by the entry
        self.booked: dict[int, tuple[int | None, Delta]] = {}
        self.left: Counter[int] = Counter()
        self.aside: set[int] = set()
        self.sequence, self.opening = 0, 0
        self.last_file = b""

    def add(self, loan_id: int | None, change: Delta, entry: LedgerEntry | None = None) -> None:
        """A deed was done."""
        for account, cents in change.items():
            self.stands[account] += cents
            if loan_id is not None:
                self.of_loan.setdefault(loan_id, Counter())[account] += cents
        if entry is not None:
            self.booked[entry.id] = (loan_id, change)
            if entry.movement_id is not None:
                self.left[entry.movement_id] -= change[Account.BANK]

    def of(self, loan_id: int, account: Account) -> int:
        """What stands on an account for one loan."""
        return self.of_loan.get(loan_id, Counter())[account]


class Money(RuleBasedStateMachine):
    """Two digibanken, their treasurers, their desks and their banks."""

    engine: Any
    app: Any
    world: World
    client: Any

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.test_request_context()
        self.context.push()
        self.engine.clean()
        db.session.rollback()
        self.now = NOW
        make._numbers = itertools.count(1)
        self.houses = {"gent": House(), "luik": House()}
        self.refusals: Counter[str] = Counter()

    def teardown(self) -> None:
        db.session.remove()
        self.context.pop()

    # -- helpers ---------------------------------------------------------------------------------------

    def later(self) -> Any:
        self.now += timedelta(minutes=1)
        return self.now

    def boss(self, house: str) -> Any:
        return make.anyone(getattr(self.world, house), self._people(house)[0].user_id)

    def second(self, house: str) -> Any:
        return make.anyone(getattr(self.world, house), self._people(house)[1].user_id)

    def _people(self, house: str) -> tuple[Any, Any]:
        return (
            (self.world.fatima, self.world.karim) if house == "gent" else (self.world.bram, self.world.suzy)
        )

    def try_to(self, deed: Callable[[], Any]) -> Any:
        """Do it; a refusal is an answer, anything else is a bug."""
        try:
            return deed()
        except Refusal as refusal:
            self.refusals[type(refusal).__name__] += 1
            return None

    def some(self, model: Any, at: int, *conditions: Any) -> Any:
        """Any row of the digibank that we are inside of."""
        ids = list(db.session.scalars(select(model.id).where(*conditions).order_by(model.id)))
        db.session.expunge_all()
        return db.session.get(model, ids[at % len(ids)]) if ids else None

    def account(self, house: str) -> Any:
        from inventory.banking.queries import account_for_deposits

        return account_for_deposits()

    def by_bank(self, house: str, loan_id: int, cents: int) -> Delta:
        """What sending a deposit back by bank does: what was only promised goes off the promise."""
        unpaid = min(max(0, self.houses[house].of(loan_id, Account.THIRD_PARTY)), cents)
        return delta(held=cents, underway=unpaid - cents, third_party=-unpaid)

    # -- lending and asking ----------------------------------------------------------------------------

    def _open_shop(self) -> None:
        for house in self.houses:
            with inside(getattr(self.world, house)):
                make.make_bank_account(self.world, iban=OURS[house])
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

    @rule(house=HOUSES, way=WAYS)
    def lend(self, house: str, way: DepositWay) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            told: dict[str, Any] = {"way": way}
            if way is DepositWay.LATER:
                told["promised_on"] = self.now.date()
            if way is DepositWay.THIRD_PARTY:
                told["partner"] = make.make_service()
            loan = make.make_loan(self.world, now=self.later(), **told)
            came_in = {DepositWay.CASH: "till", DepositWay.THIRD_PARTY: "third_party"}.get(way)
            if came_in:
                [entry] = entries_of(loan)
                books.add(loan.id, delta(**{came_in: 3000, "held": -3000}), entry)
            else:
                books.of_loan.setdefault(loan.id, Counter())

    @rule(house=HOUSES, at=PICKS, parts=st.integers(1, 3))
    def ask(self, house: str, at: int, parts: int) -> None:
        with inside(getattr(self.world, house)):
            loan = self.some(Loan, at)
            if loan is not None:
                self.try_to(lambda: asking.ask(self.boss(house), loan, parts=parts, now=self.later()))

    @rule(house=HOUSES, at=PICKS, cents=CENTS)
    def change_or_withdraw(self, house: str, at: int, cents: int) -> None:
        with inside(getattr(self.world, house)):
            request = self.some(PaymentRequest, at, PaymentRequest.loan_id.is_not(None))
            if request is None:
                return
            if at % 3:
                self.try_to(
                    lambda: asking.change(
                        self.boss(house), request, cents=cents, due_on=self.now.date(), now=self.later()
                    )
                )
            else:
                self.try_to(lambda: asking.withdraw(self.boss(house), request, now=self.later()))

    @rule(house=HOUSES, at=PICKS)
    def ask_for_many(self, house: str, at: int) -> None:
        with inside(getattr(self.world, house)):
            deposit = self.some(Deposit, at, Deposit.way == DepositWay.THIRD_PARTY)
            if deposit is not None:
                self.try_to(lambda: asking.ask_for_many(self.boss(house), deposit.partner, now=self.later()))

    # -- at the desk -----------------------------------------------------------------------------------

    @rule(house=HOUSES, at=PICKS, cents=CENTS, by_card=st.booleans())
    def receive(self, house: str, at: int, cents: int, by_card: bool) -> None:
        with inside(getattr(self.world, house)):
            loan = self.some(Loan, at)
            if loan is None:
                return
            boss = self.boss(house)
            if by_card:
                entry = self.try_to(
                    lambda: actions.receive_card(boss, loan, cents=cents, slip="7", now=self.later())
                )
            else:
                entry = self.try_to(lambda: actions.receive_cash(boss, loan, cents=cents, now=self.later()))
            if entry is not None:
                came_in = "card" if by_card else "till"
                self.houses[house].add(loan.id, delta(**{came_in: cents, "held": -cents}), entry)

    @rule(
        house=HOUSES, at=PICKS, broken=st.booleans(), choice=st.sampled_from([Choice.CHARGE, Choice.FORGIVE]),
        way=st.sampled_from([DepositWay.CASH, DepositWay.TRANSFER]),
    )  # fmt: skip
    def take_back(self, house: str, at: int, broken: bool, choice: Choice, way: DepositWay) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            loan = self.some(Loan, at)
            if loan is None:
                return
            findings = dict.fromkeys(Check, Finding.FINE) | (
                {Check.CHARGER: Finding.MISSING} if broken else {}
            )
            back = Back(way, Payee(iban=THEIRS, because="asked") if way is DepositWay.TRANSFER else Payee())
            inspection = self.try_to(
                lambda: returning.take_back(
                    self.boss(house), loan, files=Files.MAY_GO, findings=findings,
                    choices={Check.CHARGER: choice} if broken else {}, now=self.later(), back=back,
                )
            )  # fmt: skip
            if inspection is None:
                return
            assert inspection.held_cents == -books.of(loan.id, Account.HELD)
            newest = {entry.reason: entry for entry in entries_of(loan)}
            if inspection.kept_cents:
                kept = inspection.kept_cents
                books.add(loan.id, delta(held=kept, retained=-kept), newest[Reason.RETAINED])
            if inspection.refund_cents:
                self._went_back(house, loan, inspection.refund_cents, way, newest[Reason.REFUNDED])

    def _went_back(self, house: str, loan: Any, cents: int, way: DepositWay, entry: LedgerEntry) -> None:
        books = self.houses[house]
        theirs = is_promised(one for one in entries_of(loan) if one.id != entry.id)
        if theirs and (books.of(loan.id, Account.THIRD_PARTY) >= cents or way is DepositWay.CASH):
            # Off what they promised; or owed to them from now on, and never in cash to the borrower.
            books.add(loan.id, delta(held=cents, third_party=-cents), entry)
        elif way is DepositWay.TRANSFER:
            books.add(loan.id, self.by_bank(house, loan.id, cents), entry)
        else:
            books.add(loan.id, delta(held=cents, till=-cents), entry)

    # -- the cash box ----------------------------------------------------------------------------------

    @rule(house=HOUSES, cents=CENTS, comes=st.booleans())
    def to_or_from_the_bank(self, house: str, cents: int, comes: bool) -> None:
        with inside(getattr(self.world, house)):
            till = tills.tills_in_use()[0]
            deed = till_deeds.fetch_from_bank if comes else till_deeds.bring_to_bank
            entry = self.try_to(lambda: deed(self.boss(house), till, cents=cents, slip="S", now=self.later()))
            if entry is not None:
                way = cents if comes else -cents
                self.houses[house].add(None, delta(till=way, in_transit=-way), entry)

    @rule(house=HOUSES, pieces=st.integers(0, 3))
    def count(self, house: str, pieces: int) -> None:
        with inside(getattr(self.world, house)):
            till = tills.tills_in_use()[0]
            before = till.balance_cents
            done = self.try_to(
                lambda: till_deeds.count(
                    self.boss(house), till, CountKind.COUNT, {1000: pieces}, because="so", now=self.later()
                )
            )
            if done is not None and done.entry is not None:
                over = pieces * 1000 - before
                self.houses[house].add(None, delta(till=over, till_difference=-over), done.entry)

    # -- the bank --------------------------------------------------------------------------------------

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

    def _paid_in(self, request: PaymentRequest, cents: int) -> Delta:
        agreed = deposit_of(request.loan)
        theirs = agreed is not None and agreed.way is DepositWay.THIRD_PARTY
        return delta(bank=cents, **({"third_party": -cents} if theirs else {"held": -cents}))

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

    # -- giving back -----------------------------------------------------------------------------------

    @rule(house=HOUSES, at=PICKS, cents=CENTS, surplus=st.booleans())
    def ask_refund(self, house: str, at: int, cents: int, surplus: bool) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            loan = self.some(Loan, at)
            if loan is None:
                return
            out_of = Account.SURPLUS if surplus else Account.HELD
            change = delta(surplus=cents, underway=-cents) if surplus else self.by_bank(house, loan.id, cents)
            order = self.try_to(
                lambda: refunds.ask_refund(
                    self.boss(house), loan, cents=cents, out_of=out_of, now=self.later(),
                    payee=Payee(iban=THEIRS, because="asked"),
                )
            )  # fmt: skip
            if order is not None:
                [entry] = [one for one in entries_of(loan) if one.order_id == order.id]
                books.add(loan.id, change, entry)

    @rule(house=HOUSES, at=PICKS, again=st.booleans())
    def call_off_or_ask_again(self, house: str, at: int, again: bool) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            order = self.some(RefundOrder, at)
            if order is None:
                return
            loan, boss = order.loan, self.boss(house)
            before = {entry.id for entry in entries_of(loan)}
            if again:
                deed = lambda: refunds.ask_again(  # noqa: E731 -- one of two, tried the same way
                    boss, order, payee=Payee(iban=THEIRS, because="asked"), now=self.later()
                )
            else:
                deed = lambda: refunds.call_off(boss, order, now=self.later())  # noqa: E731
            if self.try_to(deed) is None:
                return
            new = [entry for entry in entries_of(loan) if entry.id not in before]
            self._undone(house, new[0])
            if again:
                was_surplus = self.houses[house].booked[new[0].corrects_id or 0][1][Account.SURPLUS] > 0
                cents = new[1].order.amount_cents if was_surplus else new[0].cents
                books.add(
                    loan.id,
                    delta(surplus=cents, underway=-cents)
                    if was_surplus
                    else self.by_bank(house, loan.id, cents),
                    new[1],
                )

    @rule(
        house=HOUSES,
        at=PICKS,
        deed=st.sampled_from(["make", "approve", "fetch", "approve", "fetch", "apart"]),
    )
    def payment_file(self, house: str, at: int, deed: str) -> None:
        with inside(getattr(self.world, house)):
            file = self.some(PaymentFile, at)
            if deed == "make":
                account = self.account(house)
                self.try_to(lambda: payment_files.make_file(self.second(house), account, now=self.later()))
            elif file is not None:
                how: Any = {
                    "approve": lambda: payment_files.approve(self.boss(house), file, now=self.later()),
                    "fetch": lambda: payment_files.fetch(self.second(house), file, now=self.later()),
                    "apart": lambda: payment_files.take_apart(self.second(house), file, now=self.later()),
                }[deed]
                self.try_to(how)

    @rule(house=HOUSES, at=PICKS, sure=st.booleans())
    def not_executed(self, house: str, at: int, sure: bool) -> None:
        with inside(getattr(self.world, house)):
            order = self.some(RefundOrder, at)
            if order is None:
                return
            if not sure:
                self.try_to(
                    lambda: refunds.declare_not_executed(
                        self.second(house), order, because="the bank said so", now=self.later()
                    )
                )
                return
            entry = self.try_to(
                lambda: refunds.confirm_not_executed(self.boss(house), order, now=self.later())
            )
            if entry is not None:
                self._undone(house, entry)

    # -- undoing ---------------------------------------------------------------------------------------

    @rule(house=HOUSES, at=PICKS)
    def undo(self, house: str, at: int) -> None:
        books = self.houses[house]
        with inside(getattr(self.world, house)):
            if not books.booked:
                return
            number = sorted(books.booked)[at % len(books.booked)]
            entry = db.session.get_one(LedgerEntry, number)
            counter = self.try_to(
                lambda: actions.correct(self.boss(house), entry, because="wrong", now=self.later())
            )
            if counter is not None:
                self._undone(house, counter)

    def _undone(self, house: str, counter: LedgerEntry) -> None:
        books = self.houses[house]
        loan_id, change = books.booked[counter.corrects_id or 0]
        back = Counter({account: -cents for account, cents in change.items()})
        books.add(loan_id, back)
        if counter.movement_id is not None:
            books.left[counter.movement_id] -= back[Account.BANK]

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
