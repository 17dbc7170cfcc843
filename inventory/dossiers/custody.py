"""The chain of custody of a gift, from the journal: every move until its data was gone, who by function, and when.

It ends where a device is set apart for somebody: from there on its story is a borrower's, and no giver's business.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from inventory.devices.models import Device, Passage
from inventory.digibank.models import Membership
from inventory.dossiers.rules import is_custody
from inventory.foundation.audit import AuditEvent
from inventory.foundation.clock import local
from inventory.foundation.database import db
from inventory.journey import Move
from inventory.permissions import Role
from inventory.wiping.models import Certificate
from inventory.wording import say

#: with these a device is somebody's, or comes back from somebody
_SOMEBODYS = (Move.RESERVE, Move.LEND, Move.TRANSFER, Move.TAKE_BACK, Move.FIND)


def headings() -> tuple[str, ...]:
    """The first line of the table."""
    return (
        _("Number in the journal"), _("Moment"), _("Our number"), _("Serial number"), _("What was done"), _("Deed"),
        _("By"), _("Details"), _("Fingerprint in the journal"),
    )  # fmt: skip


def rows(lot_id: int) -> Iterator[tuple[Any, ...]]:
    """Every event, in the order of the journal; read as it is written, never all at once."""
    devices = {row[0]: row for row in _devices(lot_id)}
    ends, functions, own = _ends(lot_id), _functions(), _first_certificates(lot_id)
    query = (
        select(
            AuditEvent.number, AuditEvent.happened_at, AuditEvent.deed, AuditEvent.thing, AuditEvent.thing_id,
            AuditEvent.device_id, AuditEvent.actor_kind, AuditEvent.actor_id, AuditEvent.errand,
            AuditEvent.particulars_text, AuditEvent.own_hash,
        )
        .where(
            AuditEvent.device_id.in_(select(Device.id).where(Device.lot_id == lot_id))
            | ((AuditEvent.thing == "lot") & (AuditEvent.thing_id == lot_id))
        )
        .order_by(AuditEvent.number)
    )  # fmt: skip
    for event in db.session.execute(query.execution_options(yield_per=500)):
        end = ends.get(event.device_id)
        is_own = event.thing == "certificate" and event.thing_id in own
        if not is_custody(event.deed, is_over=end is not None and event.happened_at >= end, is_own=is_own):
            continue
        device = devices.get(event.device_id)
        yield (
            event.number,
            local(event.happened_at).isoformat(timespec="seconds"),
            str(device[1]) if device else "",
            device[2] if device else "",
            say(event.deed),
            event.deed,
            functions.get(event.actor_id, _("no longer works here"))
            if event.actor_kind != "house"
            else _("the house itself"),
            event.particulars_text,
            event.own_hash,
        )


def _devices(lot_id: int) -> Iterator[tuple[int, Any, str]]:
    for device in db.session.execute(select(Device).where(Device.lot_id == lot_id)).scalars():
        yield device.id, device.code, device.serial


def _ends(lot_id: int) -> dict[int, datetime]:
    """When each device first became somebody's."""
    query = (
        select(Passage.device_id, func.min(Passage.id))
        .join(Device, Device.id == Passage.device_id)
        .where(Device.lot_id == lot_id, Passage.move.in_(_SOMEBODYS))
        .group_by(Passage.device_id)
    )
    ids = [row[1] for row in db.session.execute(query)]
    ends: dict[int, datetime] = {}
    for start in range(0, len(ids), 500):
        found = select(Passage.device_id, Passage.passed_at).where(Passage.id.in_(ids[start : start + 500]))
        ends |= {row[0]: row[1] for row in db.session.execute(found)}
    return ends


def _functions() -> dict[int, str]:
    """What everyone is here, in words; of several roles the first of the list of roles."""
    found: dict[int, str] = {}
    for role in reversed(Role):
        query = select(Membership.user_id).where(Membership.role == role)
        found |= dict.fromkeys(db.session.execute(query).scalars(), str(say(role)))
    return found


def _first_certificates(lot_id: int) -> set[int]:
    query = select(Certificate.id).join(Device, Device.id == Certificate.device_id)
    return set(db.session.execute(query.where(Device.lot_id == lot_id, Certificate.lap == 1)).scalars())
