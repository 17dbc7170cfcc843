"""Make the cards of a digibank, call for help at the bench, and say that someone came."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from inventory.borrowers.models import Borrower
from inventory.devices.models import Device
from inventory.digibank.models import User
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.portal.meanings import CardMeaning
from inventory.portal.models import ActionCard, HelpCall


def cards() -> Sequence[ActionCard]:
    """The cards of the digibank we are inside of, in the order of their meanings."""
    found = {card.meaning: card for card in db.session.execute(select(ActionCard)).scalars()}
    return [found[meaning] for meaning in CardMeaning if meaning in found]


def make_cards(actor: Actor, *, now: datetime) -> Sequence[ActionCard]:
    """Every card that a digibank has not yet; those that hang on the wall keep their numbers."""
    actor.must(Permission.LABEL_PRINT)
    with transaction():
        missing = set(CardMeaning) - {card.meaning for card in cards()}
        for meaning in (one for one in CardMeaning if one in missing):
            card = give_code(ActionCard(meaning=meaning))
            db.session.add(card)
            db.session.flush()  # its id is the trace's
            record(actor, "portal.card_made", card, now=now, meaning=meaning, code=card.code)
    return cards()


def note_pass_printed(actor: Actor, borrower: Borrower, *, now: datetime) -> None:
    """A pass was made as a print: who holds two is a question someone may ask."""
    actor.must(Permission.BORROWER_SEE)
    with transaction():
        record(actor, "portal.pass_printed", borrower, now=now)


def call_for_help(actor: Actor, device: Device | None, *, now: datetime) -> HelpCall:
    """Someone at the bench asks for help; who asks again before it came asks about what is in hand now."""
    actor.must(Permission.SCAN)
    if actor.user_id is None:
        raise NotHere
    with transaction():
        query = select(HelpCall).where(HelpCall.asked_by_id == actor.user_id, HelpCall.answered_at.is_(None))
        call = db.session.execute(query).scalar_one_or_none()
        if call is None:
            call = HelpCall(asked_by_id=actor.user_id, asked_at=now)
            db.session.add(call)
        call.device_id = device.id if device is not None else None
        db.session.flush()  # its id is the trace's
        record(actor, "portal.help_asked", call, now=now, device=device)
    return call


def answer_help(actor: Actor, call_id: int, *, now: datetime) -> HelpCall:
    """Someone who leads the bench went to look; saying so twice changes nothing."""
    actor.must(Permission.REFURBISH_SIGN_OFF)
    with transaction():
        call = db.session.execute(select(HelpCall).where(HelpCall.id == call_id)).scalar_one_or_none()
        if call is None:
            raise NotHere
        if call.answered_at is None:
            call.answered_at, call.answered_by_id = now, actor.user_id
        record(actor, "portal.help_answered", call, now=now)
    return call


def open_calls(limit: int = 10) -> Sequence[tuple[HelpCall, str, Device | None]]:
    """Who waits for help, by name, and with which laptop; who waits longest comes first."""
    query = select(HelpCall, User.name, Device).join(User, User.id == HelpCall.asked_by_id)
    query = query.outerjoin(Device, Device.id == HelpCall.device_id).where(HelpCall.answered_at.is_(None))
    rows = db.session.execute(query.order_by(HelpCall.asked_at, HelpCall.id).limit(limit))
    return [(call, name, device) for call, name, device in rows]
