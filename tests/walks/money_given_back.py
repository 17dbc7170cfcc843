"""Random deeds with money that goes back: refunds, files of payments, and what is undone."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from inventory.deposits import actions, payment_files, refunds
from inventory.deposits.ledger import Account
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import entries_of
from inventory.deposits.refund_models import PaymentFile, RefundOrder
from inventory.deposits.refund_rules import Payee
from inventory.foundation.database import db
from inventory.foundation.tenancy import inside
from inventory.lending.models import Loan
from tests.walks.money_books import CENTS, HOUSES, PICKS, THEIRS, Books, delta


class GivingBack(Books):
    """What goes back to people, by orders and files, and what was a mistake."""

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
