"""What the night does for the repair desk: call off what nobody came for, write once more; and whose a laptop was."""

from datetime import datetime

from sqlalchemy import select

from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import now as this_moment
from inventory.foundation.database import db
from inventory.foundation.outbox import blank_letters_about
from inventory.foundation.transaction import transaction
from inventory.lending.queries import new_token
from inventory.permissions import Permission
from inventory.repair_desk import telling
from inventory.repair_desk.models import VisitorQuote, VisitorTicket
from inventory.repair_desk.rules import MISSED, PATIENCE, Deed, TicketState, after


def work(actor: Actor, *, now: datetime | None = None) -> None:
    """Everything that is due; what is forgotten stands a week on the page of what is kept, and goes from there."""
    moment = now or this_moment()
    call_off_missed(actor, moment)
    write_once_more(actor, moment)


def call_off_missed(actor: Actor, now: datetime) -> None:
    """Appointments to which nobody came."""
    query = select(VisitorTicket).where(
        VisitorTicket.state == TicketState.EXPECTED, VisitorTicket.appointment_at <= now - MISSED
    )
    for ticket in db.session.scalars(query).all():
        with transaction():
            ticket.state, ticket.state_since, ticket.ended_at = after(ticket.state, Deed.CALL_OFF), now, now
            record(actor, "repair_desk.called_off", ticket, now=now)


def write_once_more(actor: Actor, now: datetime) -> None:
    """Laptops that are ready for weeks: their owner hears it once more, and the desk sees them apart."""
    query = select(VisitorTicket).where(
        VisitorTicket.state == TicketState.READY, VisitorTicket.state_since <= now - PATIENCE
    )
    for ticket in db.session.scalars(query).all():
        with transaction():
            ticket.state, ticket.state_since = after(ticket.state, Deed.LEAVE), now
            record(actor, "repair_desk.not_fetched", ticket, now=now)
            telling.tell(ticket, "still_here", now=now)


def forget(actor: Actor, ticket_id: int, now: datetime) -> None:
    """Whose it was, what was wrong with it and what was signed are nobody's business any more; the row counts on."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        ticket = db.session.get_one(VisitorTicket, ticket_id)
        blank(ticket, now)
        blank_letters_about(VisitorTicket.__tablename__, [ticket.id])
        record(actor, "repair_desk.forgotten", ticket, now=now)


def blank(ticket: VisitorTicket, now: datetime) -> None:
    """Take away whose it was, what was wrong and what was signed; part of a deed that is recorded."""
    for column in (
        "first_name",
        "last_name",
        "phone",
        "email",
        "complaint",
        "accessories",
        "damage",
        "done",
        "part",
    ):
        setattr(ticket, column, "")
    ticket.fetched_by = ""
    ticket.photo = ticket.signature = ticket.erase_signature = ticket.end_signature = None
    ticket.token, ticket.blanked_at = new_token(), now
    for quote in db.session.scalars(select(VisitorQuote).where(VisitorQuote.ticket_id == ticket.id)):
        quote.words = ""
