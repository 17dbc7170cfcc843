"""What of the bank still asks for someone, what was booked of a movement, and which cash is on its way."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, selectinload

from inventory.banking.models import BankMovement, OpenMovement
from inventory.deposits.ledger import CASH_AND_BANK, Account
from inventory.deposits.models import LedgerEntry, Posting
from inventory.deposits.queries import seen_cents
from inventory.deposits.refund_models import PaymentFile, RefundOrder
from inventory.deposits.refund_rules import FileState, OrderState
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere

#: of one page of movements
_MOST_ORDERS = 200

WAITS = (OpenMovement.left_cents != 0, OpenMovement.aside.is_(None))


def get_open(movement_id: int) -> OpenMovement:
    """What is open of the movement with this id in our digibank; NotHere otherwise."""
    query = select(OpenMovement).where(OpenMovement.movement_id == movement_id)
    found = db.session.scalar(query.options(selectinload(OpenMovement.movement)))
    if found is None:
        raise NotHere
    return found


def entries_of_movement(movement: BankMovement) -> Sequence[LedgerEntry]:
    """What was booked of a movement, and undone, oldest first, with its loans at hand."""
    query = select(LedgerEntry).where(LedgerEntry.movement_id == movement.id).order_by(LedgerEntry.id)
    return db.session.scalars(
        query.options(selectinload(LedgerEntry.loan), selectinload(LedgerEntry.corrected_by))
    ).all()


def cash_underway(amounts: set[int]) -> dict[int, list[LedgerEntry]]:
    """Cash of exactly these cents that no statement shows yet, the oldest first; fetched cash has a minus."""
    undone = aliased(LedgerEntry)
    query = (
        select(LedgerEntry, Posting.amount_cents)
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(
            LedgerEntry.reason.in_(CASH_AND_BANK),
            LedgerEntry.corrects_id.is_(None),
            Posting.account == Account.IN_TRANSIT,
            Posting.amount_cents.in_(amounts),
            ~select(undone.id).where(undone.corrects_id == LedgerEntry.id).exists(),
            func.coalesce(seen_cents(LedgerEntry.id), 0) == 0,
        )
        .order_by(LedgerEntry.id)
    )
    found: dict[int, list[LedgerEntry]] = {cents: [] for cents in amounts}
    for entry, cents in db.session.execute(query):
        found[cents].append(entry)
    return found


def refunds_shown(opened: Sequence[OpenMovement]) -> dict[int, list[RefundOrder]]:
    """Per movement the refunds that it may be: sent and exactly that much; or left, and now back."""
    amounts = {abs(one.left_cents) for one in opened if one.left_cents}
    query = (
        select(RefundOrder)
        .join(PaymentFile, PaymentFile.id == RefundOrder.file_id)
        .where(
            RefundOrder.amount_cents.in_(amounts),
            RefundOrder.state.in_((OrderState.IN_FILE, OrderState.PAID)),
            PaymentFile.state == FileState.EXPORTED,
        )
        .options(selectinload(RefundOrder.loan))
        .order_by(RefundOrder.id.desc())
        .limit(_MOST_ORDERS)
    )
    orders = db.session.scalars(query).all() if amounts else ()
    return {one.movement_id: [order for order in orders if _may_be(one, order)] for one in opened}


def _may_be(opened: OpenMovement, order: RefundOrder) -> bool:
    movement = opened.movement
    if movement.statement.account_id != order.bank_account_id:
        return False
    if opened.left_cents == -order.amount_cents:
        return order.state is OrderState.IN_FILE
    came_back = movement.return_reason is not None or movement.end_to_end_id == order.end_to_end_id
    return opened.left_cents == order.amount_cents and order.state is OrderState.PAID and came_back


def wrongly_open() -> list[int]:
    """Movements of which what is left is not what their bookings leave; empty is what an honest book gives."""
    lines = (
        select(LedgerEntry.movement_id, func.sum(Posting.amount_cents).label("cents"))
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.movement_id.is_not(None), Posting.account == Account.BANK)
        .group_by(LedgerEntry.movement_id)
        .subquery()
    )
    query = (
        select(OpenMovement.movement_id)
        .outerjoin(lines, lines.c.movement_id == OpenMovement.movement_id)
        .where(OpenMovement.amount_cents - OpenMovement.left_cents != func.coalesce(lines.c.cents, 0))
        .order_by(OpenMovement.movement_id)
    )
    return list(db.session.scalars(query))
