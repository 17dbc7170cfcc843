"""The way by which a deposit goes back: off an organisation's promise, in coins and notes, or by bank.

What came in by bank or card goes back by bank, cash goes back in cash, and the person at the desk may choose the
other. What an organisation paid goes back to the organisation, and never in cash to the borrower.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inventory.banking.queries import account_for_deposits
from inventory.deposits.actions import refund
from inventory.deposits.ledger import Account, DepositWay, Reason, balance, held_of, is_promised
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import entries_of
from inventory.deposits.refund_orders import default_payee, entry_of
from inventory.deposits.refund_rules import Payee, last_four
from inventory.deposits.refunds import ask_refund
from inventory.foundation.actor import Actor
from inventory.foundation.transaction import transaction


@dataclass(frozen=True)
class Back:
    """How someone chose to give it back, and by bank to whom."""

    way: DepositWay
    payee: Payee = field(default_factory=Payee)


@dataclass(frozen=True)
class WaysBack:
    """What there is to choose for one loan."""

    #: CASH, TRANSFER, or nothing when there is nothing to choose
    ways: tuple[DepositWay, ...]
    #: what is chosen when nobody says otherwise
    usual: DepositWay | None
    #: whose account it is
    payee_name: str = ""
    #: the account from which was paid, as the desk may see it: …6769; empty when we do not know it
    account: str = ""


def ways_back(loan: Any) -> WaysBack:
    """How the deposit of `loan` may go back, as its ledger stands now."""
    entries = entries_of(loan)
    held, has_account = held_of(entries), account_for_deposits() is not None
    came_in = dict.fromkeys(Account, 0)
    for entry in entries:
        for line in entry.postings:
            came_in[line.account] += line.amount_cents
    if is_promised(entries):
        by_bank = has_account and came_in[Account.THIRD_PARTY] < held
        ways: tuple[DepositWay, ...] = (DepositWay.TRANSFER,) if by_bank else ()
    else:
        ways = (DepositWay.CASH, DepositWay.TRANSFER) if has_account else (DepositWay.CASH,)
    if not held or DepositWay.TRANSFER not in ways:
        return WaysBack(ways if held else (), ways[0] if held and ways else None)
    in_cash = came_in[Account.TILL] >= came_in[Account.BANK] + came_in[Account.CARD]
    usual = DepositWay.CASH if DepositWay.CASH in ways and in_cash else DepositWay.TRANSFER
    name, iban = default_payee(loan)
    return WaysBack(ways, usual, name, last_four(iban))


def give_back(actor: Actor, loan: Any, *, cents: int, now: datetime, back: Back | None = None) -> LedgerEntry:
    """Give `cents` of what is held for `loan` back as `back` says, or as it usually goes; the entry of it.

    Without a choice money goes by bank only to the account that it was paid from. Raises what `refund` and
    `ask_refund` raise.
    """
    with transaction():
        entries = entries_of(loan, locked=True)
        promised = sum(balance(entry.postings, Account.THIRD_PARTY) for entry in entries)
        is_theirs = is_promised(entries)
        if is_theirs and promised >= cents:
            return refund(actor, loan, cents=cents, out_of=Account.THIRD_PARTY, now=now)
        way, payee = _chosen(loan, back)
        if way is DepositWay.TRANSFER:
            order = ask_refund(actor, loan, cents=cents, payee=payee, now=now)
            entry = entry_of(order, Reason.REFUNDED)
            assert entry is not None, "it was booked just now"
            return entry
        # Of an organisation of which we know no account it stays owed to them, and is asked of no till.
        out_of = Account.THIRD_PARTY if is_theirs else Account.TILL
        return refund(actor, loan, cents=cents, out_of=out_of, now=now)


def _chosen(loan: Any, back: Back | None) -> tuple[DepositWay, Payee]:
    if back is not None:
        return back.way, back.payee
    usual = ways_back(loan)
    is_known = usual.usual is DepositWay.TRANSFER and usual.account
    return (DepositWay.TRANSFER if is_known else DepositWay.CASH), Payee()
