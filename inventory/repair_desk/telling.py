"""What the owner of a laptop hears from the repair desk: it would cost something, it is ready, it is still here."""

from datetime import datetime
from typing import Any

from flask import current_app

from inventory.digibank.models import Digibank
from inventory.foundation import outbox, sms
from inventory.foundation.database import db
from inventory.foundation.outbox import Medium, post
from inventory.lending.calling import takes_no_texts
from inventory.lending.ladder import can_text
from inventory.repair_desk.models import VisitorTicket


def link_to(ticket: VisitorTicket) -> str:
    """The owner's own page, in capitals as a QR likes them."""
    return f"{current_app.config['PUBLIC_URL'].upper()}/H/{ticket.token}"


def medium_for(ticket: VisitorTicket) -> Medium | None:
    """How the owner hears it: by text when we can send one, else by mail; None when somebody has to call."""
    if sms.gateway() is not None and can_text(ticket.phone) and not takes_no_texts(ticket.phone):
        return Medium.SMS
    return Medium.MAIL if ticket.email else None


def _about(ticket: VisitorTicket) -> str:
    return f"{VisitorTicket.__tablename__}:{ticket.id}"


def hold_back(ticket: VisitorTicket) -> None:
    """It is not so any more: what waits for the morning to be sent is not sent."""
    outbox.hold_back(_about(ticket))


def tell(ticket: VisitorTicket, what: str, *, now: datetime, **context: Any) -> bool:
    """Write to the owner, inside the deed under way; False when there is no way but the telephone."""
    medium = medium_for(ticket)
    if medium is None:
        return False
    post(
        f"repair_desk/{what}", locale=ticket.locale, now=now, medium=medium, of=ticket, about=_about(ticket),
        by_day=True, to_email=ticket.email if medium is Medium.MAIL else "",
        to_phone=ticket.phone if medium is Medium.SMS else "", keeps_link=True, first_name=ticket.first_name,
        what=ticket.what, link=link_to(ticket), digibank=db.session.get_one(Digibank, ticket.digibank_id), **context,
    )  # fmt: skip
    return True
