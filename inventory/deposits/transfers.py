"""Money that came in on the bank: booked on one loan, or on each of an organisation's, as payment of what was asked.

Nothing is matched here: who calls this knows for which loan, and of which request, the money is.
"""

from datetime import datetime
from typing import Any

from inventory.banking.models import BankMovement
from inventory.deposits.actions import booked
from inventory.deposits.asked import left_in, owed_for, paid_of, parts_asked_in
from inventory.deposits.asking_rules import NotOfThisLoan, NotTheWhole, RequestOver, left_of, must_fit
from inventory.deposits.ledger import Account, DepositWay, Reason, paying_promise, receiving
from inventory.deposits.models import LedgerEntry, PaymentRequest
from inventory.deposits.queries import deposit_of
from inventory.foundation.actor import Actor
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission


def receive_transfer(
    actor: Actor,
    loan: Any,
    *,
    cents: int,
    bank_account: Any,
    now: datetime,
    request: PaymentRequest | None = None,
    movement: BankMovement | None = None,
) -> LedgerEntry:
    """Book `cents` that came in on `bank_account` for `loan`, as payment of `request` where there is one.

    `movement` is where the bank's statement shows it. Of an organisation it pays what was promised, which is held
    already. What came in above what is open is not booked here. Raises RequestOver, NotOfThisLoan, MoreThanAsked,
    MoreThanAgreed or NothingOpen.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        agreed, owed = deposit_of(loan), owed_for(loan, locked=True)
        if request is not None:
            if request.loan_id != loan.id:
                raise NotOfThisLoan
            if not request.is_open:
                raise RequestOver
            must_fit(cents, left_of(request.amount_cents, paid_of([request])[request.id]))
        if agreed is not None and agreed.way is DepositWay.THIRD_PARTY:
            reason = Reason.PROMISE_PAID
            lines = paying_promise(cents, promised=owed, bank_account_id=bank_account.id)
        else:
            reason = Reason.RECEIVED
            lines = receiving(cents, Account.BANK, still_open=owed, bank_account_id=bank_account.id)
        partner = agreed.partner if agreed is not None else None
        return booked(
            actor,
            loan,
            reason,
            lines,
            "deposits.received",
            now=now,
            partner=partner,
            request=request,
            movement=movement,
        )


def receive_statement(
    actor: Actor,
    whole: PaymentRequest,
    *,
    cents: int,
    bank_account: Any,
    now: datetime,
    movement: BankMovement | None = None,
) -> list[LedgerEntry]:
    """Book what an organisation paid on its statement for many loans, on each of them.

    Raises RequestOver, or NotTheWhole when it is not exactly what the statement asks: then a person says which.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        parts = parts_asked_in(whole)
        if not whole.is_open:
            raise RequestOver
        if not parts or cents != left_in(whole):
            raise NotTheWhole
        paid = paid_of(parts)
        return [
            receive_transfer(
                actor,
                part.loan,
                cents=left_of(part.amount_cents, paid[part.id]),
                bank_account=bank_account,
                now=now,
                request=part,
                movement=movement,
            )
            for part in parts
        ]
