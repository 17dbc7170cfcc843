"""What a file of the bank shows and is beyond doubt is booked with the file itself, in bulk.

Fifty thousand movements are booked by a dozen questions to the database for each thousand, in the transaction that
keeps the file: whoever pulls the plug finds the file and its bookings, or neither. It books exactly what
`receive_transfer` would one by one; a test lets both book the same and compares.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update

from inventory.banking.keeping import Tell, quietly
from inventory.banking.models import BankFile, BankMovement, BankStatement, OpenMovement
from inventory.deposits.asked import get_request, left_in
from inventory.deposits.asking_rules import RequestState
from inventory.deposits.ledger import (
    Account,
    Booking,
    DepositWay,
    Reason,
    paying_promise,
    receiving,
)
from inventory.deposits.models import Deposit, LedgerEntry, PaymentRequest, Posting
from inventory.deposits.refund_models import RefundOrder
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record_many
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import attempt, transaction
from inventory.permissions import Permission
from inventory.reconciling.deeds import book_on, see_refund, see_return
from inventory.reconciling.rules import Part

_AT_ONCE = 1000


@dataclass(frozen=True)
class _Pair:
    """A movement, and the open request with its reference, asked on the account on which it came in."""

    movement_id: int
    account_id: int
    cents: int
    request_id: int
    asked_cents: int
    loan_id: int | None
    part_of_id: int | None

    @property
    def is_simple(self) -> bool:
        """Is it for one loan, and not also on a statement for many? Then nothing else changes by it."""
        return self.loan_id is not None and self.part_of_id is None


@dataclass
class _Loan:
    """What is owed for a loan, as far as it is not booked by this file."""

    device_id: int
    way: DepositWay
    partner_id: int | None
    owed_cents: int

    def lines(self, cents: int, account_id: int) -> tuple[Booking, Booking]:
        """The lines for `cents` that came in; a Refusal when that is more than is owed."""
        if self.way is DepositWay.THIRD_PARTY:
            lines = paying_promise(cents, promised=self.owed_cents, bank_account_id=account_id)
        else:
            lines = receiving(cents, Account.BANK, still_open=self.owed_cents, bank_account_id=account_id)
        self.owed_cents -= cents
        return lines


def book_exact(actor: Actor, file: BankFile, *, now: datetime, tell: Tell = quietly) -> int:
    """Book every movement of `file` that is beyond doubt; how many. Part of the deed that imports the file."""
    if not actor.may(Permission.BANK_BOOK):
        return 0
    pairs = _pairs(file)
    simple = [pair for pair in pairs if pair.is_simple]
    with transaction():
        count = 0
        for some in _in_parts(simple):
            count += _book_simple(actor, some, now)
            tell(len(some))
        db.session.expire_all()  # what was written in bulk is read anew
        count += sum(_book_by_itself(actor, pair, now) for pair in pairs if not pair.is_simple)
        return count + sum(_book_refund(actor, *found, now) for found in _refunds(file))


def _pairs(file: BankFile) -> list[_Pair]:
    """Each movement that names an open request, and each request once: who pays it twice is asked about."""
    query = (
        select(
            BankMovement.id,
            BankStatement.account_id,
            OpenMovement.left_cents,
            PaymentRequest.id,
            PaymentRequest.amount_cents,
            PaymentRequest.loan_id,
            PaymentRequest.part_of_id,
        )
        .join(BankStatement, BankStatement.id == BankMovement.statement_id)
        .join(OpenMovement, OpenMovement.movement_id == BankMovement.id)
        .join(PaymentRequest, PaymentRequest.reference == BankMovement.reference)
        .where(
            BankStatement.file_id == file.id,
            BankMovement.return_reason.is_(None),
            OpenMovement.left_cents > 0,
            PaymentRequest.state == RequestState.OPEN,
            PaymentRequest.bank_account_id == BankStatement.account_id,
        )
        .order_by(BankMovement.id)
    )
    once: dict[int, _Pair] = {}
    for row in db.session.execute(query):
        once.setdefault(row[3], _Pair(*row))
    return list(once.values())


def _book_simple(actor: Actor, pairs: Sequence[_Pair], now: datetime) -> int:
    loans, paid = _held_loans(pairs), _paid_of_open(pairs)
    entries, lines = [], []
    digibank_id = current_digibank_id()
    for pair in sorted(pairs, key=lambda one: one.movement_id):
        loan = loans.get(pair.loan_id or 0)
        # What is left must be exactly what came in; whoever booked while we waited made it otherwise.
        if loan is None or paid.get(pair.request_id) != pair.asked_cents - pair.cents:
            continue
        try:
            booked = loan.lines(pair.cents, pair.account_id)
        except Refusal:
            continue
        promised = loan.way is DepositWay.THIRD_PARTY
        entries.append(
            {
                "digibank_id": digibank_id,
                "loan_id": pair.loan_id,
                "reason": Reason.PROMISE_PAID if promised else Reason.RECEIVED,
                "booked_at": now,
                "booked_by_id": actor.user_id,
                "partner_id": loan.partner_id,
                "request_id": pair.request_id,
                "movement_id": pair.movement_id,
            }
        )
        lines.append(booked)
    if not entries:
        return 0
    _write(actor, entries, lines, {number: loan.device_id for number, loan in loans.items()}, now)
    return len(entries)


def _write(
    actor: Actor,
    entries: Sequence[dict[str, Any]],
    lines: Sequence[tuple[Booking, ...]],
    devices: dict[int, int],
    now: datetime,
) -> None:
    """Write entries with their lines and their trace; their requests are paid."""
    written: Any = db.session.execute(
        insert(LedgerEntry.__table__).returning(
            LedgerEntry.__table__.c.id, LedgerEntry.__table__.c.movement_id
        ),
        entries,
    )
    ids: dict[int, int] = {movement_id: entry_id for entry_id, movement_id in written}
    db.session.execute(
        insert(Posting.__table__),
        [
            {
                "digibank_id": entry["digibank_id"],
                "entry_id": ids[entry["movement_id"]],
                "account": line.account,
                "amount_cents": line.amount_cents,
                "bank_account_id": line.bank_account_id,
            }
            for entry, booked in zip(entries, lines, strict=True)
            for line in booked
        ],
    )
    db.session.execute(
        update(PaymentRequest)
        .where(PaymentRequest.id.in_([entry["request_id"] for entry in entries]))
        .values(state=RequestState.PAID, version=PaymentRequest.version + 1),
        execution_options={"synchronize_session": False},
    )
    record_many(
        actor,
        "deposits.received",
        LedgerEntry.__tablename__,
        [
            (
                ids[entry["movement_id"]],
                {
                    "amount_cents": sum(line.amount_cents for line in booked if line.amount_cents > 0),
                    "accounts": [str(line.account) for line in booked],
                    "tills": [],
                    "request": entry["request_id"],
                    "movement": entry["movement_id"],
                },
            )
            for entry, booked in zip(entries, lines, strict=True)
        ],
        now=now,
        devices={ids[entry["movement_id"]]: devices[entry["loan_id"]] for entry in entries},
    )


def _held_loans(pairs: Sequence[_Pair]) -> dict[int, _Loan]:
    """What is owed for the loans of these pairs; others who book for them wait until the transaction ends."""
    ids = sorted({pair.loan_id for pair in pairs if pair.loan_id is not None})
    loans = LedgerEntry.loan.property.mapper.class_
    held = select(Deposit.id).where(Deposit.loan_id.in_(ids)).order_by(Deposit.loan_id).with_for_update()
    db.session.execute(held).all()
    sums = (
        select(LedgerEntry.loan_id, Posting.account, LedgerEntry.reason, func.sum(Posting.amount_cents))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.loan_id.in_(ids), Posting.account.in_((Account.HELD, Account.THIRD_PARTY)))
        .group_by(LedgerEntry.loan_id, Posting.account, LedgerEntry.reason)
    )
    received, promised = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    for loan_id, account, reason, cents in db.session.execute(sums):
        assert loan_id is not None, "they were asked by loan"
        if account is Account.THIRD_PARTY:
            promised[loan_id] += int(cents)
        elif reason is Reason.RECEIVED:
            received[loan_id] -= int(cents)
    agreed = (
        select(
            loans.id, loans.device_id, loans.ended_at, Deposit.way, Deposit.partner_id, Deposit.asked_cents
        )
        .join(Deposit, Deposit.loan_id == loans.id)
        .where(loans.id.in_(ids))
    )
    return {
        loan_id: _Loan(
            device_id,
            way,
            partner_id,
            promised[loan_id]
            if way is DepositWay.THIRD_PARTY
            else max(0, asked - received[loan_id]) * (ended_at is None),
        )
        for loan_id, device_id, ended_at, way, partner_id, asked in db.session.execute(agreed)
    }


def _paid_of_open(pairs: Sequence[_Pair]) -> dict[int, int]:
    """What came in of each request that is still open, in cents."""
    query = (
        select(PaymentRequest.id, func.coalesce(func.sum(Posting.amount_cents), 0))
        .outerjoin(LedgerEntry, LedgerEntry.request_id == PaymentRequest.id)
        .outerjoin(Posting, (Posting.entry_id == LedgerEntry.id) & (Posting.account == Account.BANK))
        .where(
            PaymentRequest.id.in_([pair.request_id for pair in pairs]),
            PaymentRequest.state == RequestState.OPEN,
        )
        .group_by(PaymentRequest.id)
    )
    return {number: int(cents) for number, cents in db.session.execute(query)}


def _book_by_itself(actor: Actor, pair: _Pair, now: datetime) -> int:
    """A statement for many loans, or one of those it asks for: the way a person would book it."""
    request = get_request(pair.request_id)
    if not request.is_open or left_in(request) != pair.cents:
        return 0
    try:
        with attempt():
            book_on(
                actor,
                db.session.get_one(BankMovement, pair.movement_id),
                [Part(request.id, pair.cents)],
                now=now,
            )
    except Refusal:
        return 0
    return 1


def _refunds(file: BankFile) -> list[tuple[BankMovement, RefundOrder]]:
    """Each movement that repeats the number of an order of ours: one that left, or one that the bank sent back."""
    query = (
        select(BankMovement, RefundOrder)
        .join(BankStatement, BankStatement.id == BankMovement.statement_id)
        .join(RefundOrder, RefundOrder.end_to_end_id == BankMovement.end_to_end_id)
        .where(
            BankStatement.file_id == file.id,
            BankStatement.account_id == RefundOrder.bank_account_id,
            or_(
                BankMovement.amount_cents == -RefundOrder.amount_cents,
                and_(
                    BankMovement.amount_cents == RefundOrder.amount_cents,
                    BankMovement.return_reason.is_not(None),
                ),
            ),
        )
        .order_by(BankMovement.id)
    )
    return [(movement, order) for movement, order in db.session.execute(query)]


def _book_refund(actor: Actor, movement: BankMovement, order: RefundOrder, now: datetime) -> int:
    see = see_refund if movement.amount_cents < 0 else see_return
    try:
        with attempt():
            see(actor, movement, order, now=now)
    except Refusal:
        return 0
    return 1


def _in_parts(pairs: Sequence[_Pair]) -> Iterator[Sequence[_Pair]]:
    return (pairs[start : start + _AT_ONCE] for start in range(0, len(pairs), _AT_ONCE))
