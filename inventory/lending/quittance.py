"""Somebody signs that they got their deposit back in cash: on our screen, or with a pen on the receipt."""

from dataclasses import replace
from datetime import datetime

from inventory.deposits import actions as deposits
from inventory.deposits.ledger import DepositWay
from inventory.deposits.models import LedgerEntry, Receipt
from inventory.deposits.papers import ReceiptKind
from inventory.deposits.queries import receipts_of
from inventory.deposits.till_models import CashSignature
from inventory.deposits.till_rules import AlreadySigned, NotCash, NotSeen, SignedHow
from inventory.deposits.tills import name_of_till, to_sign, went_back_in_cash
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import hold, transaction
from inventory.lending.actions import receipt_facts
from inventory.lending.models import Loan
from inventory.permissions import Permission


def sign(
    actor: Actor,
    loan: Loan,
    entry: LedgerEntry,
    how: SignedHow,
    *,
    now: datetime,
    ink: bytes | None = None,
    is_seen: bool = False,
) -> Receipt:
    """Keep that somebody signed for the cash of `entry`; the receipt that carries the signature.

    On the screen (`ink` as PNG) a receipt is written with it; on paper it stands on the one that was handed out, and
    the actor saw it. Raises NotCash, AlreadySigned, or NotSeen; NotHere once the borrower is forgotten.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        hold(loan)
        if loan.borrower.is_forgotten:
            raise NotHere
        db.session.refresh(entry)
        if entry.loan_id != loan.id or not went_back_in_cash(entry):
            raise NotCash
        if not to_sign([entry]):
            raise AlreadySigned
        if how is SignedHow.PAPER and not is_seen:
            raise NotSeen(field="is_seen")
        paper = _on_paper(loan, entry) if how is SignedHow.PAPER else None
        if paper is None:
            paper = _with_ink(actor, loan, entry, ink, now)
        db.session.add(
            CashSignature(
                entry_id=entry.id, receipt_id=paper.id, how=how, signed_at=now, witness_id=actor.user_id
            )
        )
        record(
            actor,
            "deposits.refund_signed",
            entry,
            now=now,
            device=loan.device,
            how=how,
            receipt=paper.full_number,
        )
    return paper


def _on_paper(loan: Loan, entry: LedgerEntry) -> Receipt | None:
    """The receipt that was handed out for this entry."""
    return next((one for one in reversed(receipts_of(loan)) if one.entry_id == entry.id), None)


def _with_ink(actor: Actor, loan: Loan, entry: LedgerEntry, ink: bytes | None, now: datetime) -> Receipt:
    facts = replace(
        receipt_facts(actor, loan, ReceiptKind.REFUND, now),
        cents=entry.cents,
        way=DepositWay.CASH,
        till=name_of_till(entry),
        signature=ink,
    )
    paper = deposits.issue_receipt(actor, loan, entry, kind=ReceiptKind.REFUND, facts=facts, now=now)
    db.session.flush()  # the signature points to it
    return paper
