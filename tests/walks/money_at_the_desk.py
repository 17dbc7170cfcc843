"""Random deeds with money at the desk: lending, asking, receiving, taking back, and the cash box."""

from collections import Counter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from inventory.deposits import actions, asking, till_deeds, tills
from inventory.deposits.giving_back import Back
from inventory.deposits.ledger import Account, DepositWay, Reason, is_promised
from inventory.deposits.models import Deposit, LedgerEntry, PaymentRequest
from inventory.deposits.queries import entries_of
from inventory.deposits.refund_rules import Payee
from inventory.deposits.till_rules import CountKind
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from inventory.returning import actions as returning
from inventory.returning.rules import Check, Choice, Files, Finding
from tests import make
from tests.walks.money_books import CENTS, HOUSES, PICKS, THEIRS, WAYS, Books, delta


class AtTheDesk(Books):
    """What people at the desk do."""

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
