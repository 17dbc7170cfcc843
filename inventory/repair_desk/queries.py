"""Questions about the repair desk: who waits, what is owed, which terms hold, and whose link this is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from inventory.deposits.models import LedgerEntry
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere
from inventory.repair_desk.models import RepairTerms, VisitorPayment, VisitorQuote, VisitorTicket
from inventory.repair_desk.rules import ENDS, HERE, USUAL_DAYS, Payment, to_pay
from inventory.repair_desk.terms import usual_terms


def living() -> Sequence[VisitorTicket]:
    """Every ticket that has not ended, in the order of the queue."""
    query = (
        select(VisitorTicket)
        .where(VisitorTicket.state.not_in(ENDS))
        .options(joinedload(VisitorTicket.taken_up_by))
        .order_by(
            VisitorTicket.queued_on,
            VisitorTicket.queue_number,
            VisitorTicket.appointment_at,
            VisitorTicket.id,
        )
    )
    return db.session.scalars(query).all()


def ended(limit: int = 20) -> Sequence[VisitorTicket]:
    """The tickets that ended last."""
    query = (
        select(VisitorTicket)
        .where(VisitorTicket.state.in_(ENDS))
        .order_by(VisitorTicket.ended_at.desc(), VisitorTicket.id.desc())
    )
    return db.session.scalars(query.limit(limit)).all()


def open_quote_of(ticket: VisitorTicket) -> VisitorQuote:
    """The quote that the owner has not answered; NotHere when there is none."""
    query = select(VisitorQuote).where(
        VisitorQuote.ticket_id == ticket.id, VisitorQuote.answered_at.is_(None)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotHere
    return found


def quote_on(ticket: VisitorTicket, quote_id: int) -> VisitorQuote:
    """The quote with this id, of this ticket: the one that stood on the page; NotHere when it is of none or another."""
    query = select(VisitorQuote).where(VisitorQuote.ticket_id == ticket.id, VisitorQuote.id == quote_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotHere
    return found


def quotes_of(ticket: VisitorTicket) -> Sequence[VisitorQuote]:
    """What was quoted, oldest first."""
    query = select(VisitorQuote).where(VisitorQuote.ticket_id == ticket.id).order_by(VisitorQuote.id)
    return db.session.scalars(query).all()


def paid_on(ticket: VisitorTicket) -> dict[Payment, int]:
    """What came in for this ticket and was not undone, in cents, by what it was for."""
    undone = aliased(LedgerEntry)
    query = (
        select(VisitorPayment.payment, func.sum(VisitorPayment.cents))
        .outerjoin(undone, undone.corrects_id == VisitorPayment.entry_id)
        .where(VisitorPayment.ticket_id == ticket.id, undone.id.is_(None))
        .group_by(VisitorPayment.payment)
    )
    return {payment: int(cents) for payment, cents in db.session.execute(query)}


def payments_of(ticket: VisitorTicket) -> Sequence[VisitorPayment]:
    """What was paid, oldest first; whether it was undone its entry says."""
    query = select(VisitorPayment).where(VisitorPayment.ticket_id == ticket.id).order_by(VisitorPayment.id)
    return db.session.scalars(query.options(joinedload(VisitorPayment.entry))).all()


def owed_on(ticket: VisitorTicket) -> int:
    """What is still to be paid for parts, in cents."""
    return to_pay(quotes_of(ticket), paid_on(ticket).get(Payment.PARTS, 0))


def terms() -> RepairTerms | None:
    """What this digibank said of its repair desk; None when it said nothing."""
    return db.session.scalars(select(RepairTerms)).one_or_none()


def terms_in(locale: str) -> str:
    """The terms as a visitor reads them in this language."""
    own = terms()
    said = (
        {"nl": own.terms_nl, "fr": own.terms_fr, "en": own.terms_en}.get(locale, "")
        if own is not None
        else ""
    )
    with force_locale(locale):
        return said or usual_terms(days_known())


def days_known() -> int:
    """How many days after the end whose a laptop was is still known."""
    own = terms()
    return own.forget_after_days if own is not None else USUAL_DAYS


def known_of_before(moment: datetime) -> Select[Any]:
    """The ids of tickets that ended before this moment and still say whose they were."""
    return select(VisitorTicket.id).where(VisitorTicket.ended_at < moment, VisitorTicket.blanked_at.is_(None))


def left_since_before(moment: datetime) -> Select[Any]:
    """The ids of tickets of laptops that are here still, moved no further since before this moment, and say whose."""
    return select(VisitorTicket.id).where(
        VisitorTicket.state.in_(HERE), VisitorTicket.state_since < moment, VisitorTicket.blanked_at.is_(None)
    )


def find_by_token(token: str) -> tuple[int, int] | None:
    """Whose link this is: the ticket and its digibank; None when it is no link of ours, or not any more."""
    if not token.isascii() or not token.isalnum() or not 10 <= len(token) <= 32:
        return None
    with everywhere(because="the link says which ticket, and only its row says which digibank"):
        query = select(VisitorTicket.id, VisitorTicket.digibank_id, VisitorTicket.blanked_at)
        found = db.session.execute(query.where(VisitorTicket.token == token.upper())).one_or_none()
    if found is None or found.blanked_at is not None:
        return None
    return found.id, found.digibank_id
