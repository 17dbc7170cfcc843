"""Write down that a sticker was printed: a second sticker of one laptop is a question someone may ask."""

from collections.abc import Sequence
from datetime import datetime

from inventory.devices.models import BlankLabel, Device
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record_many
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.places.models import Place


def note_printed(
    actor: Actor, things: Sequence[Device | Place | BlankLabel], *, stock: str, now: datetime
) -> None:
    """Stickers of these things were made as a print."""
    actor.must(Permission.LABEL_PRINT)
    by_table: dict[str, list[int]] = {}
    for thing in things:
        by_table.setdefault(thing.__tablename__, []).append(thing.id)
    with transaction():
        for table, ids in by_table.items():
            rows = [(thing_id, {"stock": stock}) for thing_id in ids]
            record_many(actor, "labels.printed", table, rows, now=now)
