"""What was asked by bank: of a loan, of an organisation, by its reference; and how much of it came in."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import selectinload

from inventory.deposits.asking_rules import RequestState, left_of
from inventory.deposits.ledger import Account, DepositWay, balance, standing_of, still_open
from inventory.deposits.models import Deposit, LedgerEntry, PaymentRequest, Posting
from inventory.deposits.queries import deposit_of, entries_of
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere


def get_request(request_id: int) -> PaymentRequest:
    """The request with this id in our digibank; NotHere otherwise."""
    found = db.session.scalar(db.select(PaymentRequest).where(PaymentRequest.id == request_id))
    if found is None:
        raise NotHere
    return found


def request_by_reference(reference: str) -> PaymentRequest | None:
    """The request with these twelve digits, whatever became of it."""
    return db.session.scalar(db.select(PaymentRequest).where(PaymentRequest.reference == reference))


def requests_of(loan: Any, *, only_open: bool = False) -> Sequence[PaymentRequest]:
    """What was asked for `loan`, by the day by which it is due."""
    query = db.select(PaymentRequest).where(PaymentRequest.loan_id == loan.id)
    if only_open:
        query = query.where(PaymentRequest.state == RequestState.OPEN)
    return db.session.scalars(query.order_by(PaymentRequest.due_on, PaymentRequest.id)).all()


def parts_asked_in(whole: PaymentRequest) -> Sequence[PaymentRequest]:
    """The requests that a statement for many loans asks for, with their loans and borrowers at hand."""
    query = _with_people(db.select(PaymentRequest).where(PaymentRequest.part_of_id == whole.id))
    return db.session.scalars(query.order_by(PaymentRequest.id)).all()


def open_of_partner(partner: Any) -> Sequence[PaymentRequest]:
    """What `partner` was asked for single loans and did not pay yet, with their loans and borrowers at hand."""
    query = db.select(PaymentRequest).where(
        PaymentRequest.partner_id == partner.id,
        PaymentRequest.loan_id.is_not(None),
        PaymentRequest.state == RequestState.OPEN,
    )
    return db.session.scalars(_with_people(query).order_by(PaymentRequest.id)).all()


def promised_and_not_asked(partner: Any) -> Sequence[Any]:
    """The loans of which `partner` still owes what it promised, and was not asked for it by bank."""
    loans = PaymentRequest.loan.property.mapper.class_
    owing = (
        db.select(LedgerEntry.loan_id)
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .join(Deposit, Deposit.loan_id == LedgerEntry.loan_id)
        .where(Deposit.partner_id == partner.id, Posting.account == Account.THIRD_PARTY)
        .group_by(LedgerEntry.loan_id)
        .having(func.sum(Posting.amount_cents) > 0)
    )
    asked = db.select(PaymentRequest.loan_id).where(
        PaymentRequest.partner_id == partner.id,
        PaymentRequest.loan_id.is_not(None),
        PaymentRequest.state == RequestState.OPEN,
    )
    query = db.select(loans).where(loans.id.in_(owing), loans.id.not_in(asked))
    return db.session.scalars(query.order_by(loans.id)).all()


def asked_too_much() -> list[Any]:
    """The loans of which the open requests ask more than is owed; empty is what honest books give."""
    query = (
        db.select(PaymentRequest)
        .where(PaymentRequest.state == RequestState.OPEN, PaymentRequest.loan_id.is_not(None))
        .order_by(PaymentRequest.loan_id)
    )
    wrong = []
    for loan, requests in groupby(db.session.scalars(query).all(), key=lambda one: one.loan):
        found = list(requests)
        paid = paid_of(found)
        if sum(left_of(one.amount_cents, paid[one.id]) for one in found) > owed_for(loan):
            wrong.append(loan)
    return wrong


def statements_of_partner(partner: Any) -> Sequence[PaymentRequest]:
    """The statements for many loans that `partner` got, newest first."""
    query = db.select(PaymentRequest).where(
        PaymentRequest.partner_id == partner.id, PaymentRequest.loan_id.is_(None)
    )
    return db.session.scalars(query.order_by(PaymentRequest.id.desc())).all()


def all_open() -> Any:
    """A select of every open request, what is due first on top, with all that a list shows at hand."""
    query = db.select(PaymentRequest).where(PaymentRequest.state == RequestState.OPEN)
    return _with_people(query).options(selectinload(PaymentRequest.partner))


def paid_of(requests: Iterable[PaymentRequest]) -> dict[int, int]:
    """What came in of these requests by their id, in cents; what was undone counts no more."""
    ids = [request.id for request in requests]
    query = (
        db.select(LedgerEntry.request_id, func.sum(Posting.amount_cents))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.request_id.in_(ids), Posting.account == Account.BANK)
        .group_by(LedgerEntry.request_id)
    )
    sums = {number: int(cents) for number, cents in db.session.execute(query) if number is not None}
    return dict.fromkeys(ids, 0) | sums


def left_in(request: PaymentRequest) -> int:
    """What is still to come in of `request`, for one loan or for many, in cents."""
    parts = [request] if request.loan_id is not None else parts_asked_in(request)
    paid = paid_of(parts)
    return sum(left_of(one.amount_cents, paid[one.id]) for one in parts)


def owed_for(loan: Any, *, locked: bool = False) -> int:
    """What may be asked by bank for `loan`, in cents: what an organisation promised, or what the borrower owes.

    Once a laptop is back its borrower owes nothing; an organisation still owes of its promise what did not go back.
    """
    entries, agreed = entries_of(loan, locked=locked), deposit_of(loan)
    if locked:
        # Whoever we waited for may have taken the laptop back.
        db.session.refresh(loan, ["state"])
    if agreed is None:
        return 0
    if agreed.way is DepositWay.THIRD_PARTY:
        return max(0, sum(balance(entry.postings, Account.THIRD_PARTY) for entry in entries))
    return still_open(agreed.asked_cents, standing_of(entries)) if loan.is_open else 0


def _with_people(query: Any) -> Any:
    loans = PaymentRequest.loan.property.mapper.class_
    return query.options(selectinload(PaymentRequest.loan).selectinload(loans.borrower))
