"""Who paid, and what they said with it, goes when the books are old; the movement itself stays."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, or_, select

from inventory.banking.keeping import blank_party
from inventory.banking.models import BankMovement, MovementParty
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.expiring import SEVEN_YEARS, Basis, Lapsed, RecordType
from inventory.foundation.offers import offers
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission

_BOOKS = "books"
_WORDS = (
    MovementParty.name, MovementParty.account, MovementParty.iban, MovementParty.bic,
    MovementParty.creditor_reference, MovementParty.text,
)  # fmt: skip


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


def due(lapsed: Lapsed) -> Select[Any]:
    """Whoever stands beside a movement that is as old as this."""
    return (
        select(MovementParty.id)
        .join(BankMovement, BankMovement.id == MovementParty.movement_id)
        .where(BankMovement.booking_date < day(lapsed[_BOOKS]), or_(*(one.is_not(None) for one in _WORDS)))
    )


def erase(actor: Actor, party_id: int, now: datetime) -> None:
    """Take the name, the account and the words of one movement away; cents and days stay."""
    actor.must(Permission.RETENTION_MANAGE)
    with transaction():
        party = db.session.get_one(MovementParty, party_id)
        blank_party(party)
        record(actor, "banking.party_forgotten", party, now=now)


@offers("retention.records")
def books() -> RecordType:
    """Names on bank statements."""
    return RecordType(
        _BOOKS, _l("Names on bank statements"), what_goes=_l("who paid or was paid, the account, and the words"),
        counts_from=_l("the day of the payment"),
        reason=_l("Books are kept for seven years. Of who is forgotten earlier, the name goes earlier."),
        basis=Basis.LEGAL_DUTY, usual_days=SEVEN_YEARS, fewest_days=SEVEN_YEARS, due=due, erase=erase,
    )  # fmt: skip
