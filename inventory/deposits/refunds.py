"""Give a deposit back by bank: ask it, call it off, and book what the bank's statement says became of it.

Every deed holds the deposit first and then the order, so that two people who meet at one order wait for each other,
and the second sees what the first did.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from inventory.banking.models import BankMovement
from inventory.banking.sepa_text import LONGEST_TEXT, sepa_text
from inventory.deposits.actions import ReasonNeeded, booked
from inventory.deposits.asking_rules import NoBankAccount
from inventory.deposits.ledger import Account, Booking, Reason, balance, countering, held_of, surplus_of
from inventory.deposits.models import EntryNote, LedgerEntry
from inventory.deposits.queries import deposit_of, entries_of
from inventory.deposits.refund_blanking import blank_when_over
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.refund_orders import (
    account_to_pay_from,
    default_payee,
    entry_of,
    next_number,
)
from inventory.deposits.refund_rules import (
    NothingDeclared,
    NotPaid,
    NotSent,
    OrderMovedOn,
    OrderState,
    OwnWords,
    Payee,
    by_bank,
    coming_back,
    end_to_end,
    leaving,
    must_be_this,
    payee_from,
    surplus_by_bank,
)
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission


def ask_refund(
    actor: Actor, loan: Any, *, cents: int, now: datetime, payee: Payee | None = None,
    instead_of: RefundOrder | None = None, out_of: Account = Account.HELD,
) -> RefundOrder:  # fmt: skip
    """Send `cents` of what is held for `loan` on their way to `payee`, or to the payer on the account they paid from.

    With SURPLUS as `out_of` it is what was paid too much, and goes to whoever paid that.
    What an organisation only promised goes off its promise. NotHere once the borrower is forgotten. Raises
    NoBankAccount, NoPayee, NotLatin, NoIban, WrongIban, OtherAccount, MoreThanHeld or NothingByBank.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        entries, agreed = entries_of(loan, locked=True), deposit_of(loan)
        if loan.borrower.is_forgotten:
            raise NotHere
        lines = _lines(entries, cents, out_of)
        known_name, paid_from = default_payee(loan, out_of)
        checked = payee_from(payee or Payee(), known_name=known_name, paid_from=paid_from)
        account = account_to_pay_from(loan)
        if account is None:
            raise NoBankAccount
        order = RefundOrder(
            loan=loan,
            loan_id=loan.id,
            partner_id=agreed.partner_id if agreed is not None else None,
            bank_account=account,
            bank_account_id=account.id,
            amount_cents=-balance(lines, Account.UNDERWAY),
            end_to_end_id=end_to_end(str(loan.code), next_number(loan)),
            payee_name=checked.name,
            iban=checked.iban,
            because=checked.because or None,
            remittance=_remittance(loan),
            asked_at=now,
            asked_by_id=actor.user_id,
            replaces_id=instead_of.id if instead_of is not None else None,
        )
        db.session.add(order)
        db.session.flush()  # the entry points to it
        booked(actor, loan, Reason.REFUNDED, lines, "deposits.refund_asked", now=now, order=order)
    return order


def call_off(actor: Actor, order: RefundOrder, *, now: datetime, because: str = "") -> LedgerEntry:
    """Do not send `order`: the money is held again. OrderMovedOn unless it waits, or came back."""
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        _hold(order)
        if order.state not in {OrderState.WAITING, OrderState.RETURNED}:
            raise OrderMovedOn
        return _held_again(actor, order, because, now)


def ask_again(actor: Actor, order: RefundOrder, *, payee: Payee, now: datetime) -> RefundOrder:
    """Send what came back once more, as a new order, to `payee`. OrderMovedOn unless it came back.

    Raises what `ask_refund` raises.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        _hold(order)
        if order.state is not OrderState.RETURNED:
            raise OrderMovedOn
        undone = _held_again(actor, order, "", now)
        return ask_refund(
            actor, order.loan, cents=undone.cents, payee=payee, now=now, instead_of=order,
            out_of=_source_of(undone),
        )  # fmt: skip


def declare_not_executed(actor: Actor, order: RefundOrder, *, because: str, now: datetime) -> None:
    """Say why the bank did not execute an order that was sent; another person must confirm it.

    NotSent unless a file took it to the bank and no statement shows it; ReasonNeeded without words.
    """
    actor.must(Permission.PAYMENT_PREPARE)
    with transaction():
        _hold(order)
        if not order.is_sent:
            raise NotSent
        if not because.strip():
            raise ReasonNeeded(field="because")
        order.declared_by_id, order.declared_because = actor.user_id, because.strip()
        _record(actor, "deposits.refund_declared", order, now)


def confirm_not_executed(actor: Actor, order: RefundOrder, *, now: datetime) -> LedgerEntry:
    """Confirm what another person said: `order` was not executed, and the money is held again.

    Raises NothingDeclared, NotSent when the statement came first, or OwnWords for who said it.
    """
    actor.must(Permission.PAYMENT_APPROVE)
    with transaction():
        _hold(order)
        if not order.is_sent:
            raise NotSent
        if order.declared_by_id is None:
            raise NothingDeclared
        if order.declared_by_id == actor.user_id:
            raise OwnWords
        order.confirmed_by_id = actor.user_id
        return _held_again(actor, order, order.declared_because or "", now)


def settle(
    actor: Actor,
    order: RefundOrder,
    *,
    bank_account: Any,
    cents: int,
    now: datetime,
    movement: BankMovement | None = None,
) -> LedgerEntry:
    """Book that `order` left `bank_account`, as its statement shows; the entry of before when that was booked already.

    NotThisAmount unless it is exactly what the order says; NotSent unless a file took it to the bank. The bank knows
    best: what two people thought was not executed is sent after all, or MoreThanHeld when it went back otherwise.
    Whoever matches a second debit with the same order gets the first entry, and must look whether that has a movement.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _hold(order)
        must_be_this(cents, order.amount_cents)
        before = entry_of(order, Reason.REFUND_PAID)
        if before is not None:
            return before
        if order.confirmed_by_id is not None:
            _send_after_all(actor, order, now)
        elif not order.is_sent:
            raise NotSent
        order.state = OrderState.PAID
        entry = booked(
            actor,
            order.loan,
            Reason.REFUND_PAID,
            leaving(cents, bank_account.id),
            "deposits.refund_paid",
            now=now,
            order=order,
            movement=movement,
        )
        blank_when_over(order.file)
    return entry


def came_back(
    actor: Actor,
    order: RefundOrder,
    *,
    bank_account: Any,
    cents: int,
    reason_code: str,
    now: datetime,
    movement: BankMovement | None = None,
) -> LedgerEntry:
    """Book that `order` came back on `bank_account`; it waits for someone to say where to. Repeated: the first entry.

    NotThisAmount unless it is exactly what the order says; NotPaid when no statement showed it leave.
    """
    actor.must(Permission.BANK_BOOK)
    with transaction():
        _hold(order)
        must_be_this(cents, order.amount_cents)
        before = entry_of(order, Reason.REFUND_RETURNED)
        if before is not None:
            return before
        if order.state is not OrderState.PAID:
            raise NotPaid
        order.state, order.return_reason = OrderState.RETURNED, reason_code.strip()[:4] or None
        return booked(
            actor,
            order.loan,
            Reason.REFUND_RETURNED,
            coming_back(cents, bank_account.id),
            "deposits.refund_returned",
            now=now,
            order=order,
            movement=movement,
        )


def _lines(entries: Sequence[LedgerEntry], cents: int, out_of: Account) -> tuple[Booking, ...]:
    if out_of is Account.SURPLUS:
        return surplus_by_bank(cents, surplus=surplus_of(entries))
    promised = sum(balance(entry.postings, Account.THIRD_PARTY) for entry in entries)
    return by_bank(cents, held=held_of(entries), promised=promised)


def source_of(order: RefundOrder) -> Account:
    """Out of what `order` goes back: HELD, or SURPLUS."""
    return _source_of(next(entry for entry in entries_of(order.loan) if entry.order_id == order.id))


def _source_of(asked: LedgerEntry) -> Account:
    """Out of what an order was sent on its way."""
    return Account.SURPLUS if balance(asked.postings, Account.SURPLUS) else Account.HELD


def _held_again(actor: Actor, order: RefundOrder, because: str, now: datetime) -> LedgerEntry:
    """The counter-entry of what sent `order` on its way; the order is over."""
    asked = _standing(order, Reason.REFUNDED)
    lines = countering(asked, held=held_of(entries_of(order.loan)))
    order.state = OrderState.CANCELLED
    entry = booked(
        actor, order.loan, Reason.REFUNDED, lines, "deposits.refund_called_off", now=now, corrects=asked,
        order=order,
    )  # fmt: skip
    if because.strip():
        db.session.add(EntryNote(entry=entry, entry_id=entry.id, text=because.strip()))
    blank_when_over(order.file)
    return entry


def _send_after_all(actor: Actor, order: RefundOrder, now: datetime) -> None:
    """What was held again goes on its way anew, for the bank did execute `order`."""
    entries = entries_of(order.loan)
    surplus = source_of(order) is Account.SURPLUS
    lines = (
        surplus_by_bank(order.amount_cents, surplus=surplus_of(entries))
        if surplus
        else by_bank(order.amount_cents, held=held_of(entries))
    )
    booked(actor, order.loan, Reason.REFUNDED, lines, "deposits.refund_asked", now=now, order=order)
    order.confirmed_by_id = order.declared_by_id = order.declared_because = None


def _hold(order: RefundOrder) -> None:
    entries_of(order.loan, locked=True)
    hold(order)


def _standing(order: RefundOrder, reason: Reason) -> LedgerEntry:
    entry = entry_of(order, reason)
    assert entry is not None, "the state of an order follows its entries"
    return entry


def _remittance(loan: Any) -> str:
    """What the payee reads on their own statement, in the language of the house."""
    ours = db.session.get_one(Digibank, current_digibank_id())
    with force_locale(ours.locale):
        words = _("Your deposit for laptop loan %(loan)s back. %(house)s", loan=loan.spoken, house=ours.name)
    return sepa_text(words, LONGEST_TEXT)


def _record(actor: Actor, deed: str, order: RefundOrder, now: datetime) -> None:
    record(
        actor,
        deed,
        order,
        now=now,
        device=order.loan.device,
        number=order.end_to_end_id,
        amount_cents=order.amount_cents,
    )
