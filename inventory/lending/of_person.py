"""What is kept of the loans of a person, and of the money with them, for that person to read."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from inventory.banking.models import MovementParty
from inventory.borrowers.models import Borrower
from inventory.deposits.models import Deposit, EntryNote, LedgerEntry, PaymentRequest, Receipt
from inventory.deposits.refund_models import RefundOrder
from inventory.deposits.till_models import CashSignature
from inventory.foundation.database import db
from inventory.foundation.money import Cents
from inventory.foundation.offers import PersonSection, offers
from inventory.lending.models import (
    Extension,
    HandOver,
    Loan,
    LoanPaper,
    LoanVisit,
    LongerRequest,
    Loss,
    Swap,
)
from inventory.lending.queries import loans_of
from inventory.lending.reaching import NoTexts, PaymentTask, PhoneCall, ReminderPause


@offers("person.tells")
def tells(borrower: Borrower) -> list[PersonSection]:
    """Every loan and what happened with it, what was signed, and whether someone wants no text messages."""
    loans = sorted(loans_of(borrower), key=lambda loan: loan.id)
    numbers = {loan.id: loan.spoken for loan in loans}
    return [
        PersonSection("loans", [_loan(one) for one in loans], frozenset({"loan"})),
        PersonSection("loan_events", _events(numbers), _EVENTS),
        PersonSection(
            "loan_papers", _papers(numbers), frozenset({"loan_paper", "receipt", "cash_signature"})
        ),
        PersonSection("unfinished_hand_overs", _unfinished(borrower), frozenset({"hand_over"})),
        PersonSection("reaching", _reaching(borrower, numbers), _REACHING),
    ]


def _loan(one: Loan) -> dict[str, Any]:
    return {
        "number": one.spoken,
        "device": one.device.name,
        "device_number": one.device.spoken,
        "started_on": one.started_on,
        "due_on": one.due_on,
        "accessories": one.accessory_list,
        "workshop_on": one.workshop_on,
        "visit_due_on": one.visit_due_on,
        "state": one.state,
        "ended_at": one.ended_at,
        "ending": one.ending,
    }


_EVENTS = frozenset({"extension", "longer_request", "loan_visit", "swap", "loss"})


def _events(numbers: dict[int, str]) -> list[dict[str, Any]]:
    told = [
        {"number": numbers[one.loan_id], "extended_at": one.extended_at, "from_on": one.from_on, "to_on": one.to_on}
        for one in _of(Extension, numbers)
    ]  # fmt: skip
    told += [
        {"number": numbers[one.loan_id], "asked_at": one.asked_at, "asked_until": one.until, "answer": one.answer}
        for one in _of(LongerRequest, numbers)
    ]  # fmt: skip
    told += [
        {"number": numbers[one.loan_id], "came_at": one.came_at, "finding": one.finding}
        for one in _of(LoanVisit, numbers)
    ]
    told += [
        {
            "number": numbers[one.loan_id], "swapped_at": one.swapped_at, "because": one.because,
            "device": one.to_device.name, "device_number": one.to_device.spoken,
        }
        for one in _of(Swap, numbers)
    ]  # fmt: skip
    told += [
        {
            "number": numbers[one.loan_id], "loss": one.kind, "happened_on": one.happened_on,
            "reported_at": one.reported_at, "police_report": one.police_report,
        }
        for one in _of(Loss, numbers)
    ]  # fmt: skip
    return told


def _of(model: Any, numbers: Iterable[int]) -> Sequence[Any]:
    query = select(model).where(model.loan_id.in_(list(numbers))).order_by(model.id)
    return db.session.scalars(query).all()


def _papers(numbers: dict[int, str]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {
            "number": numbers[one.loan_id], "paper": one.kind, "made_at": one.made_at, "paper_language": one.locale,
            "signing": one.signing, "administrator": one.administrator, "sha256": one.sha256,
        }
        for one in _of(LoanPaper, numbers)
    ]  # fmt: skip
    receipts = _of(Receipt, numbers)
    told += [
        {
            "number": numbers[one.loan_id], "paper": one.kind, "receipt_number": one.full_number,
            "made_at": one.issued_at, "amount": Cents(one.amount_cents), "paper_language": one.locale,
            "sha256": one.sha256,
        }
        for one in receipts
    ]  # fmt: skip
    of_receipt = {one.id: numbers[one.loan_id] for one in receipts}
    signed = select(CashSignature).where(CashSignature.receipt_id.in_(list(of_receipt)))
    told += [
        {"number": of_receipt[one.receipt_id], "signed_how": one.how, "signed_at": one.signed_at}
        for one in db.session.scalars(signed.order_by(CashSignature.id))
    ]
    return told


def _unfinished(borrower: Borrower) -> list[dict[str, Any]]:
    """Hand-overs from which no loan came: what was answered, and that something was signed."""
    query = select(HandOver).where(HandOver.borrower_id == borrower.id, HandOver.loan_id.is_(None))
    return [
        {
            "started_at": one.started_at,
            "due_on": one.due_on,
            "amount": Cents(one.deposit_cents),
            "waived_because": one.waived_because,
            "signing": one.signing,
            "typed_name": one.typed_name,
            "administrator": one.administrator,
            "workshop_on": one.workshop_on,
        }
        for one in db.session.scalars(query.order_by(HandOver.id))
    ]


_REACHING = frozenset({"no_texts", "phone_call", "reminder_pause", "payment_task"})


def _reaching(borrower: Borrower, numbers: dict[int, str]) -> list[dict[str, Any]]:
    refused = select(NoTexts).where(NoTexts.borrower_id == borrower.id)
    told: list[dict[str, Any]] = [
        {"no_texts": one.because, "wrong_phone": one.phone, "said_at": one.said_at}
        for one in db.session.scalars(refused)
    ]
    told += [
        {
            "number": numbers[one.loan_id], "call_on": one.call_on, "call_to": one.whom, "called_at": one.answered_at,
            "call_answer": one.answer, "agreed_on": one.agreed_on,
        }
        for one in _of(PhoneCall, numbers)
    ]  # fmt: skip
    told += [
        {
            "number": numbers[one.loan_id], "paused_at": one.paused_at, "paused_because": one.because,
            "paused_until": one.until,
        }
        for one in _of(ReminderPause, numbers)
    ]  # fmt: skip
    told += [
        {"number": numbers[one.loan_id], "unpaid_since": one.due_on, "done_at": one.done_at}
        for one in _of(PaymentTask, numbers)
    ]
    return told


@offers("person.tells")
def tells_money(borrower: Borrower) -> list[PersonSection]:
    """What was asked, paid, held and given back, from and to which account."""
    numbers = {loan.id: loan.spoken for loan in loans_of(borrower)}
    entries = _of(LedgerEntry, numbers)
    return [
        PersonSection("deposits", _deposits(numbers), frozenset({"deposit", "payment_request"})),
        PersonSection("payments", _payments(numbers, entries), frozenset({"ledger_entry", "entry_note", "posting"})),
        PersonSection("bank", _bank(numbers, entries), frozenset({"refund_order", "movement_party"})),
    ]  # fmt: skip


def _deposits(numbers: dict[int, str]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [
        {
            "number": numbers[one.loan_id], "tariff": one.tariff, "asked": Cents(one.asked_cents),
            "deposit_way": one.way, "held": Cents(one.held_cents), "promised_on": one.promised_on,
            "paid_by": one.partner.name if one.partner else None, "waived_because": one.waived_because,
        }
        for one in _of(Deposit, numbers)
    ]  # fmt: skip
    told += [
        {
            "number": numbers[one.loan_id], "reference": one.printed, "asked": Cents(one.amount_cents),
            "asked_on": one.asked_on, "due_on": one.due_on, "state": one.state,
        }
        for one in _of(PaymentRequest, numbers)
    ]  # fmt: skip
    return told


def _payments(numbers: dict[int, str], entries: Sequence[LedgerEntry]) -> list[dict[str, Any]]:
    ids = [one.id for one in entries]
    notes = {
        one.entry_id: one.text
        for one in db.session.scalars(select(EntryNote).where(EntryNote.entry_id.in_(ids)))
    }
    return [
        {
            "number": numbers[one.loan_id or 0], "booked_at": one.booked_at, "booked_because": one.reason,
            "amount": Cents(one.cents), "slip": one.slip, "note": notes.get(one.id),
        }
        for one in entries
    ]  # fmt: skip


def _bank(numbers: dict[int, str], entries: Sequence[LedgerEntry]) -> list[dict[str, Any]]:
    """The accounts that we know of: to which was paid back, and from which was paid for this person alone."""
    told: list[dict[str, Any]] = [
        {
            "number": numbers[one.loan_id], "asked_at": one.asked_at, "amount": Cents(one.amount_cents),
            "account_holder": one.payee_name, "iban": one.iban, "why": one.because, "state": one.state,
        }
        for one in _of(RefundOrder, numbers)
    ]  # fmt: skip
    by_movement = {
        one.movement_id: one for one in entries if one.movement_id is not None and one.partner_id is None
    }
    parties = select(MovementParty).where(MovementParty.movement_id.in_(list(by_movement)))
    told += [
        {
            "number": numbers[by_movement[one.movement_id].loan_id or 0], "account_holder": one.name,
            "iban": one.account, "message": one.text, "booked_at": by_movement[one.movement_id].booked_at,
        }
        for one in db.session.scalars(parties.order_by(MovementParty.id))
    ]  # fmt: skip
    return told
