"""Take a deposit, give it back, keep a part with a reason, undo a mistake: always an entry, never an edit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from inventory.banking.keeping import blank_payers, hold_movement
from inventory.banking.models import BankMovement
from inventory.deposits.asked import requests_of
from inventory.deposits.asking import follow, look_again
from inventory.deposits.ledger import (
    CASH_AND_BANK,
    Account,
    Booking,
    DepositWay,
    Reason,
    countering,
    held_of,
    must_add_up,
    must_be_unseen,
    must_leave_no_debt,
    must_name_account,
    receiving,
    refunding,
    retaining,
    standing_of,
    still_open,
    surplus_of,
)
from inventory.deposits.ledger import AlreadyUndone as AlreadyUndone
from inventory.deposits.models import (
    Deposit,
    EntryNote,
    LedgerEntry,
    PaymentRequest,
    Posting,
    Receipt,
    ReceiptBook,
)
from inventory.deposits.papers import ReceiptFacts, ReceiptKind, receipt
from inventory.deposits.queries import deposit_of, entries_of, seen_of
from inventory.deposits.refund_blanking import blank_refunds
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.refund_rules import must_be_undoable, state_after_undoing
from inventory.deposits.till_models import Till
from inventory.deposits.tills import named
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission


class SlipMissing(Refusal):
    """A card payment is only traceable by the number on its slip."""

    status = 422


class ReasonNeeded(Refusal):
    """Not asking, or keeping, needs a reason in words."""

    status = 422


class WhoPays(Refusal):
    """An organisation pays, but nobody said which."""

    status = 422


def agree(
    actor: Actor,
    loan: Any,
    *,
    way: DepositWay,
    tariff: str,
    asked_cents: int,
    now: datetime,
    promised_on: date | None = None,
    partner: Any = None,
    because: str = "",
) -> Deposit:
    """Write down what was agreed about the deposit of `loan`; the money itself is booked by `receive_…`.

    Raises ReasonNeeded when it is waived without words, WhoPays when an organisation pays and none is named.
    """
    actor.must(Permission.DEPOSIT_RECEIVE)
    with transaction():
        if way is DepositWay.WAIVED and not because.strip():
            raise ReasonNeeded(field="because")
        if way is DepositWay.THIRD_PARTY and partner is None:
            raise WhoPays(field="partner")
        deposit = Deposit(
            loan=loan,
            loan_id=loan.id,
            tariff=tariff,
            asked_cents=asked_cents,
            way=way,
            promised_on=promised_on,
            partner=partner,
            waived_because=because.strip() or None if way is DepositWay.WAIVED else None,
        )
        db.session.add(deposit)
        record(
            actor,
            "deposits.agreed",
            deposit,
            now=now,
            way=way,
            tariff=tariff,
            asked_cents=asked_cents,
            promised_on=promised_on,
        )
    return deposit


def waive(actor: Actor, loan: Any, *, tariff: str, because: str, now: datetime) -> Deposit:
    """Ask no deposit for `loan`, for a reason in words. No entry: no money moved."""
    return agree(actor, loan, way=DepositWay.WAIVED, tariff=tariff, asked_cents=0, now=now, because=because)


def receive_cash(
    actor: Actor, loan: Any, *, cents: int, now: datetime, till: Till | None = None
) -> LedgerEntry:
    """Book `cents` that were counted into `till` for `loan`; without one, into the till that the actor works from.

    MoreThanAgreed when less is open; WhichTill, TillPutAway or TillDayClosed when that till takes nothing.
    """
    return _receive(actor, loan, cents, Account.TILL, now=now, till=till)


def receive_card(actor: Actor, loan: Any, *, cents: int, slip: str, now: datetime) -> LedgerEntry:
    """Book `cents` paid by card for `loan`; SlipMissing without the number of the terminal's slip.

    MoreThanAgreed when less is open.
    """
    if not slip.strip():
        raise SlipMissing(field="slip")
    return _receive(actor, loan, cents, Account.CARD, now=now, slip=slip.strip())


def third_party(actor: Actor, loan: Any, *, cents: int, partner: Any, now: datetime) -> LedgerEntry:
    """Book `cents` that `partner` promised to pay for `loan`; MoreThanAgreed when less is open."""
    if partner is None:
        raise WhoPays(field="partner")
    return _receive(actor, loan, cents, Account.THIRD_PARTY, now=now, partner=partner)


def refund(
    actor: Actor, loan: Any, *, cents: int, out_of: Account, now: datetime, till: Till | None = None
) -> LedgerEntry:
    """Give `cents` back out of a money account; MoreThanHeld when less is held for `loan`.

    Cash comes out of `till`, or out of the till that the actor works from. TillTooLow when that has less,
    WhichTill, TillPutAway or TillDayClosed when it gives nothing.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        lines = refunding(cents, out_of, held=held_of(entries_of(loan, locked=True)))
        return booked(actor, loan, Reason.REFUNDED, lines, "deposits.refunded", now=now, till=till)


def refund_cash(
    actor: Actor, loan: Any, *, cents: int, now: datetime, till: Till | None = None
) -> LedgerEntry:
    """Give `cents` back in coins and notes, as `refund` does."""
    return refund(actor, loan, cents=cents, out_of=Account.TILL, now=now, till=till)


def retain(actor: Actor, loan: Any, *, cents: int, because: str, now: datetime) -> LedgerEntry:
    """Keep `cents` of the deposit, for a reason in words that the borrower reads too.

    Raises ReasonNeeded without words, MoreThanHeld when less is held for `loan`.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        if not because.strip():
            raise ReasonNeeded(field="because")
        lines = retaining(cents, held=held_of(entries_of(loan, locked=True)))
        entry = booked(actor, loan, Reason.RETAINED, lines, "deposits.retained", now=now)
        db.session.add(EntryNote(entry=entry, entry_id=entry.id, text=because.strip()))
    return entry


def correct(actor: Actor, entry: LedgerEntry, *, because: str, now: datetime) -> LedgerEntry:
    """Undo `entry` with a counter-entry. Raises AlreadyUndone, ReasonNeeded, MoreThanHeld, or OrderMovedOn.

    What was booked on the bank is undone by whoever may book there, and asks for someone again. An order to pay back
    by bank follows: called off while it waits, on its way again when a payment is undone. PayeeGone when it cannot.
    Cash that the bank's statement shows is undone after that: SeenAtBank. So is a promise that was paid: PromisePaid.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    if touches_bank(entry):
        actor.must(Permission.BANK_BOOK)
    with transaction():
        if not because.strip():
            raise ReasonNeeded(field="because")
        if entry.movement_id is not None:
            # What was put aside was the rest of it.
            hold_movement(entry.movement_id).aside = None
        if entry.reason in CASH_AND_BANK:
            hold(entry)
            must_be_unseen(seen_of(entry))
        if entry.corrected_by is not None or entry.corrects_id is not None:
            raise AlreadyUndone(number=entry.id)
        others = entries_of(entry.loan, locked=True) if entry.loan is not None else ()
        order = entry.order
        if order is not None:
            hold(order)
            must_be_undoable(order.state, entry.reason, is_known=order.iban is not None)
        lines = countering(entry, held=held_of(others), surplus=surplus_of(others))
        must_leave_no_debt(entry, others)
        undone = booked(
            actor,
            entry.loan,
            entry.reason,
            lines,
            "deposits.corrected",
            now=now,
            corrects=entry,
            request=entry.request,
            movement=entry.movement,
            settles=entry.settles,
            order=order,
        )
        if order is not None:
            order.state = state_after_undoing(order.state, entry.reason)
        db.session.add(EntryNote(entry=undone, entry_id=undone.id, text=because.strip()))
    return undone


def touches_bank(entry: LedgerEntry) -> bool:
    """Is a line of it on one of our bank accounts?"""
    return any(line.account is Account.BANK for line in entry.postings)


def issue_receipt(
    actor: Actor, loan: Any, entry: LedgerEntry, *, kind: ReceiptKind, facts: ReceiptFacts, now: datetime
) -> Receipt:
    """Number and keep the receipt for `entry`; `facts.number` is filled in here."""
    with transaction():
        year, number = next_number(day(now).year)
        pdf = receipt(replace(facts, number=f"{year}-{number:04d}"))
        return keep_receipt(
            actor,
            loan,
            entry,
            kind=kind,
            year=year,
            number=number,
            cents=facts.cents,
            locale=facts.locale,
            pdf=pdf,
            now=now,
        )


def keep_receipt(
    actor: Actor,
    loan: Any,
    entry: LedgerEntry | None,
    *,
    kind: ReceiptKind,
    year: int,
    number: int,
    cents: int,
    locale: str,
    pdf: bytes,
    now: datetime,
) -> Receipt:
    """Keep the bytes of a receipt under the number that `next_number` gave in the same transaction."""
    with transaction():
        paper = Receipt(
            year=year,
            number=number,
            kind=kind,
            loan=loan,
            loan_id=loan.id,
            entry=entry,
            entry_id=entry.id if entry else None,
            issued_at=now,
            amount_cents=cents,
            locale=locale,
            pdf=pdf,
            sha256=sha256(pdf).hexdigest(),
        )
        db.session.add(paper)
        record(
            actor,
            "deposits.receipt_issued",
            paper,
            now=now,
            kind=kind,
            number=paper.full_number,
            amount_cents=cents,
        )
    return paper


def next_number(year: int) -> tuple[int, int]:
    """The year and its next receipt number. Whoever asks holds the book until the transaction ends."""
    with transaction():
        book = db.session.scalar(db.select(ReceiptBook).where(ReceiptBook.year == year).with_for_update())
        if book is None:
            book = ReceiptBook(year=year, last_number=0)
            db.session.add(book)
        book.last_number += 1
        return year, book.last_number


def _receive(
    actor: Actor,
    loan: Any,
    cents: int,
    into: Account,
    *,
    now: datetime,
    slip: str | None = None,
    partner: Any = None,
    till: Till | None = None,
) -> LedgerEntry:
    actor.must(Permission.DEPOSIT_RECEIVE)
    with transaction():
        lines = receiving(cents, into, still_open=open_of(loan, locked=True))
        return booked(
            actor,
            loan,
            Reason.RECEIVED,
            lines,
            "deposits.received",
            now=now,
            slip=slip,
            partner=partner,
            till=till,
        )


def open_of(loan: Any, *, locked: bool = False) -> int:
    """What is still to come in of the deposit that was agreed for `loan`, in cents."""
    standing, agreed = standing_of(entries_of(loan, locked=locked)), deposit_of(loan)
    return still_open(agreed.asked_cents, standing) if agreed is not None else 0


def booked(
    actor: Actor,
    loan: Any,
    reason: Reason,
    lines: Sequence[Booking],
    deed: str,
    *,
    now: datetime,
    slip: str | None = None,
    partner: Any = None,
    corrects: LedgerEntry | None = None,
    request: PaymentRequest | None = None,
    order: RefundOrder | None = None,
    till: Till | None = None,
    movement: BankMovement | None = None,
    settles: LedgerEntry | None = None,
) -> LedgerEntry:
    """Write one entry with its lines and its trace; what is asked by bank follows what is owed now.

    Coins and notes go into or out of a till that allows it.
    """
    must_add_up(lines)
    must_name_account(lines)
    lines, tills = named(actor, lines, till, now=now)
    entry = LedgerEntry(
        loan=loan,
        loan_id=loan.id if loan is not None else None,
        reason=reason,
        booked_at=now,
        booked_by_id=actor.user_id,
        slip=slip,
        partner=partner,
        corrects=corrects,
        request=request,
        request_id=request.id if request else None,
        movement=movement,
        movement_id=movement.id if movement else None,
        settles=settles,
        settles_id=settles.id if settles else None,
        order=order,
        order_id=order.id if order else None,
        postings=[
            Posting(
                account=line.account,
                amount_cents=line.amount_cents,
                bank_account_id=line.bank_account_id,
                till_id=line.till_id,
                till_on=day(now) if line.till_id is not None else None,
            )
            for line in lines
        ],
    )
    db.session.add(entry)
    db.session.flush()  # the note, the receipt and the loan's sums need its id
    for held in tills:
        db.session.expire(held, ["balance_cents"])  # the database added the line to it
    record(
        actor,
        deed,
        entry,
        now=now,
        device=loan.device if loan is not None else None,
        amount_cents=entry.cents,
        accounts=[line.account for line in lines],
        tills=[held.id for held in tills],
        corrects=corrects.id if corrects else None,
        request=request.id if request else None,
        movement=movement.id if movement else None,
        order=order.id if order else None,
    )
    if order is not None:
        db.session.expire(order, ["underway_cents"])  # the database added the line to it
    if request is not None:
        look_again(request)
    if loan is not None:
        follow(loan, now=now)
    return entry


def book(
    actor: Actor,
    lines: Sequence[Booking],
    reason: Reason,
    deed: str,
    *,
    now: datetime,
    slip: str = "",
    because: str = "",
) -> LedgerEntry:
    """Write an entry that is about no loan, with what was said of it; part of a deed that asked whether it may."""
    entry = booked(actor, None, reason, lines, deed, now=now, slip=slip.strip() or None)
    if because.strip():
        db.session.add(EntryNote(entry=entry, entry_id=entry.id, text=because.strip()))
    return entry


def blank_for(loan: Any) -> None:
    """Blank what papers, notes and bank say of the borrower of `loan`; part of the deed that forgets them."""
    for paper in db.session.scalars(db.select(Receipt).where(Receipt.loan_id == loan.id)):
        paper.pdf = None
    for deposit in db.session.scalars(db.select(Deposit).where(Deposit.loan_id == loan.id)):
        deposit.waived_because = None
    entries = entries_of(loan)
    ids = [entry.id for entry in entries]
    for note in db.session.scalars(db.select(EntryNote).where(EntryNote.entry_id.in_(ids))):
        note.text = ""
    # What an organisation paid for many names no borrower, and what was undone was of somebody else.
    own = [
        one
        for one in entries
        if one.partner_id is None and one.corrects_id is None and one.corrected_by is None
    ]
    blank_payers(
        [one.reference for one in requests_of(loan)], {one.movement_id for one in own if one.movement_id}
    )
    blank_refunds(loan)
