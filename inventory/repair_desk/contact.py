"""Who brings a laptop of their own came to us: a contact without a name. Part of each deed, which records it."""

from datetime import datetime

from inventory.contacts import actions, locations
from inventory.contacts.actions import Happened
from inventory.contacts.checking import unlike
from inventory.contacts.rules import ContactOutcome, Service, Step
from inventory.foundation.actor import Actor
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import TicketState

#: as the contact names what it follows from
SOURCE = VisitorTicket.__tablename__
_OUTCOMES = {TicketState.FETCHED: ContactOutcome.HELPED, TicketState.RECYCLED: ContactOutcome.HELPED}


def follow(actor: Actor, ticket: VisitorTicket, *, now: datetime) -> None:
    """The contact of this ticket says how it ended; who only has an appointment did not come yet."""
    if ticket.queued_on is None:
        return
    actions.note(
        actor,
        Happened(
            service=Service.REPAIR_DESK,
            on=day(ticket.signed_at or ticket.made_at),
            source=SOURCE,
            source_id=ticket.id,
            location=locations.desk(),
            enroller_id=ticket.made_by_id,
            outcome=_OUTCOMES.get(ticket.state, ContactOutcome.OPEN),
        ),
        now=now,
    )


def check() -> list[str]:
    """What is wrong between who brought a laptop and the contacts."""
    return unlike(SOURCE, Step.VISIT, db.select(VisitorTicket.id).where(VisitorTicket.queued_on.is_not(None)))
