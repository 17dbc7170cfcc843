"""Book a movement of the bank: on what it pays, as cash that was brought there, as too much; or lay it aside.

Each of them holds the movement first, so the second of two treasurers sees what the first one did. Undoing is
`deposits.actions.correct`: a counter-entry, after which the movement asks for someone again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inventory.banking.keeping import hold_movement
from inventory.banking.models import Aside, BankMovement, OpenMovement
from inventory.deposits.actions import booked
from inventory.deposits.asked import get_request
from inventory.deposits.ledger import (
    Account,
    Booking,
    Reason,
    balance,
    paid_out,
    paying_too_much,
    seen_at_bank,
)
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import hold_balance, seen_of
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.refunds import came_back, settle
from inventory.deposits.transfers import receive_statement, receive_transfer
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from inventory.reconciling.rules import (
    LaidAside,
    NotThisCash,
    NotThisRefund,
    Part,
    must_be_left,
)


def book_on(
    actor: Actor, movement: BankMovement, parts: Sequence[Part], *, now: datetime
) -> list[LedgerEntry]:
    """Book a movement that came in as payment of these requests, all of them or none.

    Raises NothingLeftOfIt, LaidAside, OtherDirection; and what `receive_transfer` and
    `receive_statement` raise.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _take(movement, sum(part.cents for part in parts))
        entries = []
        for part in parts:
            request = get_request(part.request_id)
            common: dict[str, Any] = {
                "cents": part.cents, "bank_account": movement.statement.account, "now": now, "movement": movement,
            }  # fmt: skip
            if request.loan_id is None:
                entries += receive_statement(actor, request, **common)
            else:
                entries.append(receive_transfer(actor, request.loan, request=request, **common))
    return entries


def book_on_loan(
    actor: Actor, movement: BankMovement, loan: Any, *, cents: int, now: datetime
) -> LedgerEntry:
    """Book `cents` of a movement that came in for `loan`, where no request is paid by it."""
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _take(movement, cents)
        return receive_transfer(
            actor, loan, cents=cents, bank_account=movement.statement.account, now=now, movement=movement
        )


def keep_apart(actor: Actor, movement: BankMovement, loan: Any, *, cents: int, now: datetime) -> LedgerEntry:
    """Book `cents` of a movement as paid too much for `loan`: owed back to whoever paid it."""
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _take(movement, cents)
        lines = paying_too_much(cents, bank_account_id=movement.statement.account_id)
        return booked(
            actor, loan, Reason.PAID_TOO_MUCH, lines, "reconciling.kept_apart", now=now, movement=movement
        )


def see_cash(actor: Actor, movement: BankMovement, brought: LedgerEntry, *, now: datetime) -> LedgerEntry:
    """Book a movement as the cash that was `brought` to the bank or fetched there: exactly that, once."""
    actor.must(Permission.BANK_BOOK)
    with transaction():
        hold(brought)
        lines = seen_at_bank(brought, bank_account_id=movement.statement.account_id)
        cents = balance(lines, Account.BANK)
        is_over = brought.corrected_by is not None or seen_of(brought)
        if _take(movement, cents).left_cents != cents or is_over:
            raise NotThisCash
        return _booked(actor, movement, Reason.CASH_SEEN, lines, now, settles=brought)


def see_card(actor: Actor, movement: BankMovement, *, cents: int, now: datetime) -> LedgerEntry:
    """Book `cents` of a movement as paid out by the card terminal; MoreThanOnTerminal when less was paid there."""
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _take(movement, cents)
        on_terminal = hold_balance(Account.CARD)
        lines = paid_out(cents, on_terminal=on_terminal, bank_account_id=movement.statement.account_id)
        return _booked(actor, movement, Reason.CARD_PAID_OUT, lines, now)


def see_refund(actor: Actor, movement: BankMovement, order: RefundOrder, *, now: datetime) -> LedgerEntry:
    """Book a movement that went out as the transfer of `order`: all of it, from its account, once.

    Raises NotThisRefund, and what `settle` raises.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _take_whole(movement, order, -order.amount_cents)
        entry = settle(
            actor,
            order,
            bank_account=order.bank_account,
            cents=order.amount_cents,
            now=now,
            movement=movement,
        )
        return _of(movement, entry)


def see_return(actor: Actor, movement: BankMovement, order: RefundOrder, *, now: datetime) -> LedgerEntry:
    """Book a movement that came in as the transfer of `order` that the payee's bank sent back.

    Raises NotThisRefund, and what `came_back` raises.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _take_whole(movement, order, order.amount_cents)
        entry = came_back(
            actor,
            order,
            bank_account=order.bank_account,
            cents=order.amount_cents,
            reason_code=movement.return_reason or "",
            now=now,
            movement=movement,
        )
        return _of(movement, entry)


def _take_whole(movement: BankMovement, order: RefundOrder, cents: int) -> None:
    if movement.statement.account_id != order.bank_account_id or _take(movement, cents).left_cents != cents:
        raise NotThisRefund


def _of(movement: BankMovement, entry: LedgerEntry) -> LedgerEntry:
    """The entry, unless another movement showed it before."""
    if entry.movement_id != movement.id:
        raise NotThisRefund
    return entry


def lay_aside(actor: Actor, movement: BankMovement, why: Aside, *, now: datetime) -> OpenMovement:
    """What is left of a movement is no matter of the deposits. It stays on the statement, and can be taken up again."""
    actor.must(Permission.BANK_BOOK)
    with transaction():
        opened = hold_movement(movement.id)
        if opened.aside is not why:
            must_be_left(opened.left_cents, opened.left_cents)
            opened.aside = why
            record(actor, "reconciling.laid_aside", movement, now=now, why=why, left_cents=opened.left_cents)
    return opened


def take_up(actor: Actor, movement: BankMovement, *, now: datetime) -> OpenMovement:
    """A movement that was laid aside is looked at again."""
    actor.must(Permission.BANK_BOOK)
    with transaction():
        opened = hold_movement(movement.id)
        if opened.aside is not None:
            opened.aside = None
            record(actor, "reconciling.taken_up", movement, now=now)
    return opened


def _take(movement: BankMovement, cents: int) -> OpenMovement:
    """Hold a movement of which `cents` are to be booked now."""
    opened = hold_movement(movement.id)
    if opened.aside is not None:
        raise LaidAside
    must_be_left(opened.left_cents, cents)
    db.session.expire(opened)  # the database takes off what is booked
    return opened


def _booked(
    actor: Actor,
    movement: BankMovement,
    reason: Reason,
    lines: Sequence[Booking],
    now: datetime,
    settles: LedgerEntry | None = None,
) -> LedgerEntry:
    return booked(
        actor, None, reason, lines, "reconciling.booked", now=now, movement=movement, settles=settles
    )
