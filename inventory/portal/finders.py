"""What a finder writes to us: kept until somebody of the house answered, and never for long."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from inventory import codes
from inventory.codes import Code
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.offers import Panel, offers
from inventory.foundation.outbox import blank_letters_about, post
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.portal.finder_rules import MOST_A_DAY, TooManyToday, must_be_a_message
from inventory.portal.models import FinderMessage
from inventory.retention import holds

#: by which name the rules of what is kept know these
RECORD_TYPE = "finders"
#: what a finder wrote is gone after so many days, answered or not
USUAL_DAYS = 60
_SHOWN = 10


def leave(actor: Actor, code: Code, *, words: str, reply_to: str, now: datetime) -> FinderMessage:
    """A finder wrote about the thing with this code; the desk is told. TooManyToday when it is no longer likely."""
    actor.must(Permission.SCAN)
    with transaction():
        must_be_a_message(words, reply_to)
        today = select(func.count(FinderMessage.id)).where(FinderMessage.left_at > now - timedelta(days=1))
        if db.session.execute(today).scalar_one() >= MOST_A_DAY:
            raise TooManyToday
        message = FinderMessage(code_serial=code.serial, words=words, reply_to=reply_to, left_at=now)
        db.session.add(message)
        db.session.flush()  # its id is the trace's
        record(actor, "portal.finder_wrote", message, now=now, code=code)
        digibank = db.session.get_one(Digibank, actor.digibank_id)
        if digibank.email:
            post(
                "portal/finder", to_email=digibank.email, locale=digibank.locale, now=now,
                about=f"finder:{message.id}", of=message, spoken=_spoken(message), words=words, reply_to=reply_to,
                digibank=digibank,
            )  # fmt: skip
    return message


def answer(actor: Actor, message_id: int, *, now: datetime) -> FinderMessage:
    """Somebody called or wrote back: whom is forgotten. Saying so twice changes nothing.

    What a colleague keeps here a while longer stays whole, and goes by its own day.
    """
    actor.must(Permission.DEVICE_MISS)
    with transaction():
        message = row_here(FinderMessage, message_id)
        if message.answered_at is None:
            message.answered_at, message.answered_by_id = now, actor.user_id
            if not holds.is_kept(RECORD_TYPE, message.id, day(now)):
                message.reply_to = ""
                blank_letters_about(FinderMessage.__tablename__, [message.id])
            record(actor, "portal.finder_answered", message, now=now)
    return message


def _spoken(message: FinderMessage) -> str:
    """The number on the sticker, as people say it."""
    return codes.grouped(message.code_serial)


def open_messages() -> Sequence[FinderMessage]:
    """What finders wrote and nobody answered yet, oldest first."""
    query = select(FinderMessage).where(FinderMessage.answered_at.is_(None), FinderMessage.words != "")
    query = query.order_by(FinderMessage.id)
    return list(db.session.execute(query.limit(_SHOWN)).scalars())


@offers("today.desk")
def today(actor: Actor, _today: date) -> Panel | None:
    """Finders who wait for an answer."""
    if not actor.may(Permission.DEVICE_MISS):
        return None
    found = open_messages()
    told = [(message, _spoken(message)) for message in found]
    return Panel("inventory/portal/_finders.html", {"messages": told}, weight=4) if told else None


def due(before: datetime) -> Select[Any]:
    """The ids of messages from before this moment of which the words are still here."""
    return select(FinderMessage.id).where(FinderMessage.left_at < before, FinderMessage.words != "")


def forget(actor: Actor, message_id: int, now: datetime) -> None:
    """What a finder wrote is gone, answered or not, also from what the desk was told; that it was written stays."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        message = db.session.get_one(FinderMessage, message_id)
        message.words = message.reply_to = ""
        blank_letters_about(FinderMessage.__tablename__, [message.id])
        record(actor, "portal.finder_forgotten", message, now=now)
