"""Questions about the repair desk: who waits, what is owed, which terms hold, and whose link this is."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from inventory.deposits.models import LedgerEntry
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import everywhere
from inventory.repair_desk.models import RepairPayment, RepairQuote, RepairTerms, RepairTicket
from inventory.repair_desk.rules import ENDS, USUAL_DAYS, Payment, to_pay
from inventory.repair_desk.terms import usual_terms


def living() -> Sequence[RepairTicket]:
    """Every ticket that has not ended, in the order of the queue."""
    query = (
        select(RepairTicket)
        .where(RepairTicket.state.not_in(ENDS))
        .options(joinedload(RepairTicket.taken_up_by))
        .order_by(
            RepairTicket.queued_on, RepairTicket.queue_number, RepairTicket.appointment_at, RepairTicket.id
        )
    )
    return db.session.scalars(query).all()


def ended(limit: int = 20) -> Sequence[RepairTicket]:
    """The tickets that ended last."""
    query = select(RepairTicket).where(RepairTicket.state.in_(ENDS)).order_by(RepairTicket.ended_at.desc())
    return db.session.scalars(query.limit(limit)).all()


def open_quote_of(ticket: RepairTicket) -> RepairQuote:
    """The quote that the owner has not answered; NotHere when there is none."""
    query = select(RepairQuote).where(RepairQuote.ticket_id == ticket.id, RepairQuote.answered_at.is_(None))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotHere
    return found


def quotes_of(ticket: RepairTicket) -> Sequence[RepairQuote]:
    """What was quoted, oldest first."""
    query = select(RepairQuote).where(RepairQuote.ticket_id == ticket.id).order_by(RepairQuote.id)
    return db.session.scalars(query).all()


def paid_on(ticket: RepairTicket) -> dict[Payment, int]:
    """What came in for this ticket and was not undone, in cents, by what it was for."""
    undone = aliased(LedgerEntry)
    query = (
        select(RepairPayment.payment, func.sum(RepairPayment.cents))
        .outerjoin(undone, undone.corrects_id == RepairPayment.entry_id)
        .where(RepairPayment.ticket_id == ticket.id, undone.id.is_(None))
        .group_by(RepairPayment.payment)
    )
    return {payment: int(cents) for payment, cents in db.session.execute(query)}


def payments_of(ticket: RepairTicket) -> Sequence[RepairPayment]:
    """What was paid, oldest first; whether it was undone its entry says."""
    query = select(RepairPayment).where(RepairPayment.ticket_id == ticket.id).order_by(RepairPayment.id)
    return db.session.scalars(query.options(joinedload(RepairPayment.entry))).all()


def owed_on(ticket: RepairTicket) -> int:
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


def ended_before(moment: datetime) -> Sequence[RepairTicket]:
    """Tickets that ended before this moment and still say whose they were."""
    query = select(RepairTicket).where(RepairTicket.ended_at <= moment, RepairTicket.blanked_at.is_(None))
    return db.session.scalars(query.order_by(RepairTicket.id)).all()


def find_by_token(token: str) -> tuple[int, int] | None:
    """Whose link this is: the ticket and its digibank; None when it is no link of ours, or not any more."""
    if not token.isascii() or not token.isalnum() or not 10 <= len(token) <= 32:
        return None
    with everywhere(because="the link says which ticket, and only its row says which digibank"):
        query = select(RepairTicket.id, RepairTicket.digibank_id, RepairTicket.blanked_at)
        found = db.session.execute(query.where(RepairTicket.token == token.upper())).one_or_none()
    if found is None or found.blanked_at is not None:
        return None
    return found.id, found.digibank_id
