"""What a visitor pays: parts that were agreed to, and what they can spare. Ours, in the till, and no deposit."""

from datetime import datetime

from inventory.deposits.actions import booked
from inventory.deposits.ledger import Account, AlreadyUndone, Reason, countering, earning
from inventory.deposits.models import LedgerEntry
from inventory.deposits.till_models import Till
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.money import Cents
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.permissions import Permission
from inventory.repair_desk.models import VisitorPayment, VisitorTicket
from inventory.repair_desk.queries import owed_on
from inventory.repair_desk.rules import Payment, must_be_a_price


class MoreThanParts(Refusal):
    """More would be paid for parts than was agreed; the rest is a gift, and is booked as one."""

    status = 422


def pay(
    actor: Actor, ticket: VisitorTicket, payment: Payment, cents: int, *, by_card: bool = False, slip: str = "",
    till: Till | None = None, now: datetime,
) -> VisitorPayment:  # fmt: skip
    """Book what the owner pays now. NotAPrice, MoreThanParts, NothingToBook, or what the till refuses."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    must_be_a_price(cents, field="amount")
    with transaction():
        hold(ticket)
        if payment is Payment.PARTS and cents > (owed := owed_on(ticket)):
            raise MoreThanParts(field="amount", cents=Cents(owed))
        lines = earning(cents, Account.CARD if by_card else Account.TILL)
        entry = booked(
            actor,
            None,
            Reason.REPAIR_PAID,
            lines,
            "repair_desk.paid",
            slip=slip.strip() or None,
            till=till,
            now=now,
        )
        paid = VisitorPayment(
            ticket_id=ticket.id, entry_id=entry.id, payment=payment, cents=cents, paid_at=now
        )
        db.session.add(paid)
        record(actor, "repair_desk.paid", ticket, now=now, amount_cents=cents, payment=payment)
    return paid


def undo(actor: Actor, paid: VisitorPayment, *, now: datetime) -> LedgerEntry:
    """A slip of the finger: the money goes back out of where it went in. AlreadyUndone."""
    actor.must(Permission.REPAIR_DESK_RECEIVE)
    with transaction():
        hold(paid.ticket)
        entry = paid.entry
        if entry.corrected_by is not None:
            raise AlreadyUndone
        lines = countering(entry, held=0)
        counter = booked(
            actor, None, entry.reason, lines, "repair_desk.payment_undone", corrects=entry, now=now
        )
        record(actor, "repair_desk.payment_undone", paid.ticket, now=now, amount_cents=paid.cents)
    return counter
