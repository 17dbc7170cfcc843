"""Take a deposit, give it back, keep a part with a reason, undo a mistake: always an entry, never an edit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from inventory.deposits.ledger import (
    Account,
    Booking,
    DepositWay,
    Reason,
    countering,
    held_of,
    must_add_up,
    receiving,
    refunding,
    retaining,
    standing_of,
    still_open,
)
from inventory.deposits.ledger import AlreadyUndone as AlreadyUndone
from inventory.deposits.models import Deposit, EntryNote, LedgerEntry, Posting, Receipt, ReceiptBook
from inventory.deposits.papers import ReceiptFacts, ReceiptKind, receipt
from inventory.deposits.queries import deposit_of, entries_of
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
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


def receive_cash(actor: Actor, loan: Any, *, cents: int, now: datetime) -> LedgerEntry:
    """Book `cents` that were counted into the cash box for `loan`; MoreThanAgreed when less is open."""
    return _receive(actor, loan, cents, Account.TILL, now=now)


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


def refund(actor: Actor, loan: Any, *, cents: int, out_of: Account, now: datetime) -> LedgerEntry:
    """Give `cents` back out of a money account; MoreThanHeld when less is held for `loan`."""
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        lines = refunding(cents, out_of, held=held_of(entries_of(loan, locked=True)))
        return _booked(actor, loan, Reason.REFUNDED, lines, "deposits.refunded", now=now)


def refund_cash(actor: Actor, loan: Any, *, cents: int, now: datetime) -> LedgerEntry:
    """Give `cents` back out of the cash box; MoreThanHeld when less is held for `loan`."""
    return refund(actor, loan, cents=cents, out_of=Account.TILL, now=now)


def retain(actor: Actor, loan: Any, *, cents: int, because: str, now: datetime) -> LedgerEntry:
    """Keep `cents` of the deposit, for a reason in words that the borrower reads too.

    Raises ReasonNeeded without words, MoreThanHeld when less is held for `loan`.
    """
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        if not because.strip():
            raise ReasonNeeded(field="because")
        lines = retaining(cents, held=held_of(entries_of(loan, locked=True)))
        entry = _booked(actor, loan, Reason.RETAINED, lines, "deposits.retained", now=now)
        db.session.add(EntryNote(entry=entry, entry_id=entry.id, text=because.strip()))
    return entry


def correct(actor: Actor, entry: LedgerEntry, *, because: str, now: datetime) -> LedgerEntry:
    """Undo `entry` with a counter-entry. Raises AlreadyUndone, ReasonNeeded, or MoreThanHeld."""
    actor.must(Permission.DEPOSIT_REFUND)
    with transaction():
        if not because.strip():
            raise ReasonNeeded(field="because")
        if entry.corrected_by is not None or entry.corrects_id is not None:
            raise AlreadyUndone(number=entry.id)
        lines = countering(entry, held=held_of(entries_of(entry.loan, locked=True)))
        undone = _booked(
            actor, entry.loan, entry.reason, lines, "deposits.corrected", now=now, corrects=entry
        )
        db.session.add(EntryNote(entry=undone, entry_id=undone.id, text=because.strip()))
    return undone


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
) -> LedgerEntry:
    actor.must(Permission.DEPOSIT_RECEIVE)
    with transaction():
        lines = receiving(cents, into, still_open=open_of(loan, locked=True))
        return _booked(
            actor, loan, Reason.RECEIVED, lines, "deposits.received", now=now, slip=slip, partner=partner
        )


def open_of(loan: Any, *, locked: bool = False) -> int:
    """What is still to come in of the deposit that was agreed for `loan`, in cents."""
    standing, agreed = standing_of(entries_of(loan, locked=locked)), deposit_of(loan)
    return still_open(agreed.asked_cents, standing) if agreed is not None else 0


def _booked(
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
) -> LedgerEntry:
    """Write one entry with its lines and its trace."""
    must_add_up(lines)
    entry = LedgerEntry(
        loan=loan,
        loan_id=loan.id,
        reason=reason,
        booked_at=now,
        booked_by_id=actor.user_id,
        slip=slip,
        partner=partner,
        corrects=corrects,
        postings=[Posting(account=line.account, amount_cents=line.amount_cents) for line in lines],
    )
    db.session.add(entry)
    db.session.flush()  # the note, the receipt and the loan's sums need its id
    record(
        actor,
        deed,
        entry,
        now=now,
        device=loan.device,
        amount_cents=entry.cents,
        accounts=[line.account for line in lines],
        corrects=corrects.id if corrects else None,
    )
    return entry


def blank_for(loan: Any) -> None:
    """Blank what the papers and notes of `loan` say of its borrower; part of the deed that forgets them."""
    for paper in db.session.scalars(db.select(Receipt).where(Receipt.loan_id == loan.id)):
        paper.pdf = None
    for deposit in db.session.scalars(db.select(Deposit).where(Deposit.loan_id == loan.id)):
        deposit.waived_because = None
    ids = [entry.id for entry in entries_of(loan)]
    for note in db.session.scalars(db.select(EntryNote).where(EntryNote.entry_id.in_(ids))):
        note.text = ""
