"""The file for the bank: one person makes it, another approves it, and it is the same file for ever.

Its bytes are drawn once, when it is made, so that what is approved is what goes to the bank. Every deed holds the
file first: of two people who approve at once one does, and the other is told who and when.
"""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func

from inventory.banking.models import BankAccount
from inventory.banking.pain import Order, Transfer, pain
from inventory.deposits.refund_models import FileFetch, PaymentFile, RefundOrder
from inventory.deposits.refund_orders import orders_in
from inventory.deposits.refund_rules import (
    FileApart,
    FileApproved,
    FileBlank,
    FileNotApproved,
    FileState,
    NothingWaits,
    OrderState,
    OwnFile,
    pay_on,
)
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day, local
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission

#: more is no file to look through before one approves it
_MOST_ORDERS = 500


def make_file(
    actor: Actor, bank_account: BankAccount, *, now: datetime, execution_on: date | None = None
) -> PaymentFile:
    """Collect what waits to be paid from `bank_account` into one file, for another person to approve.

    The bank pays on `execution_on`, or on the next working day. Raises NothingWaits or DayOver.
    """
    actor.must(Permission.PAYMENT_PREPARE)
    assert actor.user_id is not None, "only people make files for the bank"
    with transaction():
        pays_on = pay_on(day(now), execution_on)
        orders = _waiting_held(bank_account)
        if not orders:
            raise NothingWaits
        message_id = f"REFUND-{current_digibank_id()}-{_next_number():05d}"
        content = pain(_order(message_id, bank_account, orders, pays_on, now))
        file = PaymentFile(
            message_id=message_id,
            bank_account=bank_account,
            bank_account_id=bank_account.id,
            pain_version=bank_account.pain_version,
            execution_on=pays_on,
            order_count=len(orders),
            total_cents=sum(one.amount_cents for one in orders),
            made_at=now,
            made_by_id=actor.user_id,
            content=content,
            sha256=sha256(content).hexdigest(),
        )
        db.session.add(file)
        db.session.flush()  # the orders point to it
        for one in orders:
            one.file, one.file_id, one.state = file, file.id, OrderState.IN_FILE
        _record(actor, "deposits.file_made", file, now)
    return file


def take_apart(actor: Actor, file: PaymentFile, *, now: datetime) -> None:
    """Undo a file that nobody approved: its orders wait again. FileApproved, or FileApart when it is done already."""
    actor.must(Permission.PAYMENT_PREPARE)
    with transaction():
        _hold_unapproved(file)
        for one in orders_in(file):
            one.file, one.file_id, one.state = None, None, OrderState.WAITING
        file.state, file.content = FileState.TAKEN_APART, None
        _record(actor, "deposits.file_taken_apart", file, now)


def approve(actor: Actor, file: PaymentFile, *, now: datetime) -> None:
    """Say yes to a file that another person made.

    Raises FileApproved with who and when if someone was first, FileApart, OwnFile for who made it, and DayOver when
    the day on which the bank should pay is past: then it is taken apart and made anew.
    """
    actor.must(Permission.PAYMENT_APPROVE)
    with transaction():
        _hold_unapproved(file)
        if file.made_by_id == actor.user_id:
            raise OwnFile
        pay_on(day(now), file.execution_on)
        file.state, file.approved_at, file.approved_by_id = FileState.APPROVED, now, actor.user_id
        _record(actor, "deposits.file_approved", file, now)


def fetch(actor: Actor, file: PaymentFile, *, now: datetime) -> bytes:
    """The bytes of an approved file, for the bank. The first time is its export; every next one is written down too.

    Raises FileNotApproved, FileApart, or FileBlank when its bytes were blanked.
    """
    actor.must(Permission.PAYMENT_PREPARE)
    with transaction():
        hold(file)
        if file.state is FileState.TAKEN_APART:
            raise FileApart
        if file.state is FileState.MADE:
            raise FileNotApproved
        content = file.content
        if content is None:
            raise FileBlank
        assert sha256(content).hexdigest() == file.sha256, "the bytes of a file never change"
        is_export = file.state is FileState.APPROVED
        number = db.select(func.coalesce(func.max(FileFetch.number), 0) + 1).where(
            FileFetch.file_id == file.id
        )
        db.session.add(
            FileFetch(
                file_id=file.id,
                number=db.session.scalar(number),
                fetched_at=now,
                fetched_by_id=actor.user_id,
            )
        )
        file.state = FileState.EXPORTED
        _record(actor, "deposits.file_exported" if is_export else "deposits.file_fetched_again", file, now)
    return content


def _waiting_held(bank_account: BankAccount) -> Sequence[RefundOrder]:
    """The orders that wait for this account, held: nobody calls one off while the file is drawn."""
    query = (
        db.select(RefundOrder)
        .where(RefundOrder.state == OrderState.WAITING, RefundOrder.bank_account_id == bank_account.id)
        .order_by(RefundOrder.id)
        .limit(_MOST_ORDERS)
        .with_for_update()
    )
    return db.session.scalars(query).all()


def _next_number() -> int:
    return (db.session.scalar(db.select(func.count()).select_from(PaymentFile)) or 0) + 1


def _order(
    message_id: str, account: BankAccount, orders: Sequence[RefundOrder], pays_on: date, now: datetime
) -> Order:
    return Order(
        message_id=message_id,
        made_at=local(now),
        execution_on=pays_on,
        holder_name=account.holder_name,
        iban=account.iban,
        bic=account.bic,
        version=account.pain_version,
        transfers=[
            Transfer(
                one.end_to_end_id, one.amount_cents, one.payee_name or "", one.iban or "", one.remittance
            )
            for one in orders
        ],
    )


def _hold_unapproved(file: PaymentFile) -> None:
    hold(file)
    if file.state is FileState.TAKEN_APART:
        raise FileApart
    if file.approved_at is not None:
        at = local(file.approved_at)
        raise FileApproved(name=file.approved_by.name, on=at.date(), at=f"{at:%H:%M}")


def _record(actor: Actor, deed: str, file: PaymentFile, now: datetime, **told: Any) -> None:
    record(
        actor,
        deed,
        file,
        now=now,
        number=file.message_id,
        amount_cents=file.total_cents,
        orders=file.order_count,
        sha256=file.sha256,
        **told,
    )
