"""What goes back by bank: which orders there are, in which file, and from which account a deposit was paid."""

from collections.abc import Container, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from inventory.banking.models import BankAccount, MovementParty
from inventory.banking.queries import account_for_deposits
from inventory.banking.sepa_text import LONGEST_NAME, is_latin
from inventory.deposits.ledger import Account, Reason, balance
from inventory.deposits.models import LedgerEntry
from inventory.deposits.queries import deposit_of, entries_of
from inventory.deposits.refund_models import FileFetch, PaymentFile, RefundOrder
from inventory.deposits.refund_rules import FileState, OrderState
from inventory.foundation.database import db
from inventory.foundation.listing import among, counts_on_a_card
from inventory.foundation.refusal import NotHere

#: why a deposit came in
DEPOSIT_CAME_IN = frozenset({Reason.RECEIVED, Reason.PROMISE_PAID})


#: what asks for someone: the files of others to look at, those to bring to the bank, the orders without a file
_WAITS = {
    "to_approve": select(PaymentFile.id).where(
        among(PaymentFile.state, FileState.MADE), PaymentFile.made_by_id != bindparam("me")
    ),
    "to_fetch": select(PaymentFile.id).where(among(PaymentFile.state, FileState.APPROVED)),
    "came_back": select(RefundOrder.id).where(among(RefundOrder.state, OrderState.RETURNED)),
    "without_file": select(RefundOrder.id).where(among(RefundOrder.state, OrderState.WAITING)),
}


def what_waits_for(user_id: int | None) -> dict[str, str]:
    """What in giving back by bank asks for this person, as a card shows numbers, in one question.

    By name: `to_approve` (a file that someone else made), `to_fetch`, `came_back`, `without_file`.
    """
    return counts_on_a_card(_WAITS, me=user_id)


def get_order(order_id: int) -> RefundOrder:
    """The order with this id in our digibank; NotHere otherwise."""
    found = db.session.scalar(db.select(RefundOrder).where(RefundOrder.id == order_id))
    if found is None:
        raise NotHere
    return found


def get_file(file_id: int) -> PaymentFile:
    """The file with this id in our digibank; NotHere otherwise."""
    found = db.session.scalar(db.select(PaymentFile).where(PaymentFile.id == file_id))
    if found is None:
        raise NotHere
    return found


def order_by_end_to_end(text: str) -> RefundOrder | None:
    """The order of which the bank's statement repeats the number, whatever became of it; None for any other text."""
    number = text.strip()
    if not number:
        return None
    return db.session.scalar(db.select(RefundOrder).where(RefundOrder.end_to_end_id == number))


def orders_of_amount(cents: int, *, state: OrderState = OrderState.IN_FILE) -> Sequence[RefundOrder]:
    """The orders of exactly `cents` that went to the bank, the oldest first.

    Those that a debit may be the payment of; with PAID, those that a credit may be the return of.
    """
    query = (
        db.select(RefundOrder)
        .join(PaymentFile, PaymentFile.id == RefundOrder.file_id)
        .where(
            RefundOrder.amount_cents == cents,
            RefundOrder.state == state,
            PaymentFile.state == FileState.EXPORTED,
        )
        .order_by(RefundOrder.id)
    )
    return db.session.scalars(query).all()


def orders_of(loan: Any) -> Sequence[RefundOrder]:
    """Every order for `loan`, oldest first."""
    query = db.select(RefundOrder).where(RefundOrder.loan_id == loan.id)
    return db.session.scalars(query.order_by(RefundOrder.id)).all()


def in_state(*states: OrderState, limit: int = 200) -> Sequence[RefundOrder]:
    """The orders in one of these states with their loans and borrowers at hand, oldest first."""
    query = db.select(RefundOrder).where(RefundOrder.state.in_(states))
    return db.session.scalars(with_people(query).order_by(RefundOrder.id).limit(limit)).all()


def waiting_of(bank_account: Any) -> Sequence[RefundOrder]:
    """The orders that wait for a file of `bank_account`, oldest first."""
    query = db.select(RefundOrder).where(
        RefundOrder.state == OrderState.WAITING, RefundOrder.bank_account_id == bank_account.id
    )
    return db.session.scalars(query.order_by(RefundOrder.id)).all()


def orders_in(file: PaymentFile) -> Sequence[RefundOrder]:
    """The orders that `file` carries, with their loans and borrowers at hand."""
    query = db.select(RefundOrder).where(RefundOrder.file_id == file.id)
    return db.session.scalars(with_people(query).order_by(RefundOrder.id)).all()


def fetches_of(file: PaymentFile) -> Sequence[FileFetch]:
    """Each time that someone took `file` along, the export first."""
    query = db.select(FileFetch).where(FileFetch.file_id == file.id).order_by(FileFetch.number)
    return db.session.scalars(query.options(selectinload(FileFetch.fetched_by))).all()


def all_files() -> Any:
    """A select of every file with its account and people at hand."""
    return db.select(PaymentFile).options(
        selectinload(PaymentFile.bank_account),
        selectinload(PaymentFile.made_by),
        selectinload(PaymentFile.approved_by),
    )


def with_people(query: Any) -> Any:
    """The orders with their loans, borrowers and organisations at hand."""
    loans = RefundOrder.loan.property.mapper.class_
    return query.options(
        selectinload(RefundOrder.loan).selectinload(loans.borrower), selectinload(RefundOrder.partner)
    )


def is_on_its_way(orders: Iterable[RefundOrder]) -> bool:
    """Is one of these orders neither paid nor called off?"""
    return any(one.state not in {OrderState.PAID, OrderState.CANCELLED} for one in orders)


def entry_of(order: RefundOrder, reason: Reason) -> LedgerEntry | None:
    """The entry that sent `order` on its way, paid it or took it back, and stands; None when there is none."""
    query = db.select(LedgerEntry).where(
        LedgerEntry.order_id == order.id, LedgerEntry.reason == reason, LedgerEntry.corrects_id.is_(None)
    )
    found = db.session.scalars(query.order_by(LedgerEntry.id.desc())).all()
    return next((entry for entry in found if entry.corrected_by is None), None)


def account_of(entry: LedgerEntry | None) -> str:
    """The account to which an entry sent money, as a receipt names it: …6769; empty when it went otherwise."""
    return entry.order.last_four if entry is not None and entry.order is not None else ""


def next_number(loan: Any) -> int:
    """How many times the deposit of `loan` was sent back by bank, this one counted."""
    query = db.select(func.count()).select_from(RefundOrder).where(RefundOrder.loan_id == loan.id)
    return (db.session.scalar(query) or 0) + 1


def paying_party(loan: Any, reasons: Container[Reason] = DEPOSIT_CAME_IN) -> tuple[str, str] | None:
    """Who paid the deposit of `loan` by bank, and from which IBAN; None when nobody did, or several accounts.

    With other `reasons` who paid what was booked for those. What was undone did not pay.
    """
    movements = {
        entry.movement_id
        for entry in entries_of(loan)
        if entry.movement_id is not None and _came_in_by_bank(entry, reasons)
    }
    if not movements:
        return None
    query = (
        db.select(MovementParty.name, MovementParty.iban)
        .where(MovementParty.movement_id.in_(movements), MovementParty.iban.is_not(None))
        .order_by(MovementParty.movement_id)
    )
    found = {iban: name or "" for name, iban in db.session.execute(query)}
    if len(found) != 1:
        return None
    ((iban, name),) = found.items()
    return name[:LONGEST_NAME] if is_latin(name) else "", iban


def default_payee(loan: Any, out_of: Account = Account.HELD) -> tuple[str, str | None]:
    """The name and the IBAN to which the deposit of `loan` goes back when nobody says otherwise.

    Without a known account the IBAN is None, and the name is that of the organisation or the borrower who paid.
    """
    agreed = deposit_of(loan)
    by_others = agreed is not None and agreed.partner is not None
    name = agreed.partner.name if agreed is not None and by_others else loan.borrower.name
    party = paying_party(loan, (Reason.PAID_TOO_MUCH,) if out_of is Account.SURPLUS else DEPOSIT_CAME_IN)
    return (party[0] or name, party[1]) if party else (name, None)


def account_to_pay_from(loan: Any) -> BankAccount | None:
    """Our bank account on which the deposit of `loan` came in, else the one for deposits; None where there is none."""
    lines = (line for entry in reversed(entries_of(loan)) for line in entry.postings)
    came_in = next((line for line in lines if line.account is Account.BANK and line.amount_cents > 0), None)
    account = db.session.get(BankAccount, came_in.bank_account_id) if came_in is not None else None
    return account if account is not None and account.is_open else account_for_deposits()


def wrong_orders() -> list[RefundOrder]:
    """Orders of which the state says something else than the ledger; empty is what honest books give."""
    on_the_way = RefundOrder.state.in_((OrderState.WAITING, OrderState.IN_FILE, OrderState.RETURNED))
    expected = db.case((on_the_way, RefundOrder.amount_cents), else_=0)
    query = db.select(RefundOrder).where(RefundOrder.underway_cents != expected)
    return list(db.session.scalars(query.order_by(RefundOrder.id)))


def _came_in_by_bank(entry: LedgerEntry, reasons: Container[Reason]) -> bool:
    is_right = entry.corrects_id is None and entry.corrected_by is None
    return is_right and entry.reason in reasons and balance(entry.postings, Account.BANK) > 0
