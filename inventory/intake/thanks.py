"""The message to a giver: what came, since when it is ours, and what happens to the disks."""

from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from inventory.devices.models import Device
from inventory.digibank.models import Digibank
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.outbox import post
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.intake.models import Lot, LotKind, LotState
from inventory.intake.queries import Standing, standing_of
from inventory.journey import Stage
from inventory.permissions import Permission

#: devices named in the message; the receipt has them all
_NAMED = 200


class NobodyToTell(Refusal):
    """We know no e-mail address of this giver."""


class NotClosedYet(Refusal):
    """More may come in; the message would be wrong tomorrow."""


def address_of(lot: Lot) -> str:
    """The contact's e-mail address, or the organisation's; empty when neither is known."""
    contact = lot.contact
    return (contact.email if contact and not contact.anonymised_at else "") or lot.partner.email


def thank(actor: Actor, lot: Lot, *, now: datetime) -> str:
    """Write to the giver what came in; the address. NobodyToTell without one."""
    actor.must(Permission.LOT_RECEIVE)
    with transaction():
        if lot.state != LotState.CLOSED or lot.kind != LotKind.DONATION:
            raise NotClosedYet
        address = address_of(lot)
        if not address:
            raise NobodyToTell
        digibank = db.session.get_one(Digibank, lot.digibank_id)
        standing = standing_of(lot)
        here = (Stage.ANNOUNCED, Stage.REFUSED)
        query = select(Device).where(Device.lot_id == lot.id, Device.stage.not_in(here)).order_by(Device.id)
        named = list(db.session.execute(query.limit(_NAMED)).scalars())
        with force_locale(digibank.locale):
            told = _told(standing)
        post(
            "intake/received", to_email=address, locale=digibank.locale, now=now, about=f"lot:{lot.id}:received",
            lot=lot, digibank=digibank, name=name_of(lot), told=told, refused=standing.refused, devices=named,
            more=standing.received > len(named),
        )  # fmt: skip
        record(actor, "intake.giver_told", lot, now=now, received=standing.received)
    return address


def name_of(lot: Lot) -> str:
    """Whom a letter about this lot greets: the contact, or the organisation."""
    contact = lot.contact
    return (contact.name if contact and not contact.anonymised_at else "") or lot.partner.name


def _told(standing: Standing) -> str:
    if standing.expected is not None and standing.expected != standing.received:
        return _(
            "We received %(count)s of %(expected)s devices.",
            count=standing.received,
            expected=standing.expected,
        )
    return ngettext("We received %(num)s device.", "We received %(num)s devices.", standing.received)
