"""Labels asked of a printer in tests, and what the journal tells of them."""

from typing import Any

from sqlalchemy import select

from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from labels import queue
from tests.cast import NOW, World


def ask(world: World, printer: Any, things: list[Any], **extras: Any) -> Any:
    """What Tom asks of a printer, without extras on the label unless told otherwise."""
    told = {"barcode": False, "centre": False, "now": NOW, **extras}
    return queue.ask(world.tom.actor, printer, things, **told)


def deeds(name: str) -> list[AuditEvent]:
    """The journal's events of one deed, in order."""
    query = select(AuditEvent).where(AuditEvent.deed == name).order_by(AuditEvent.number)
    return list(db.session.execute(query).scalars())
