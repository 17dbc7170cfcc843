"""What other pages show of parts: what is in a device and what came out of it, and lines of the reuse sheet."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from inventory.codes import Kind, spoken
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.journey import Stage
from inventory.parts import queries
from inventory.permissions import Permission

#: where something may have been built in, or have come out
_SEEN = frozenset({Stage.WIPING, Stage.WIPED, Stage.REFURBISHING, Stage.PARTS})


@offers("device.panels")
def panel(device: Device, actor: Actor) -> Panel | None:
    """What was built in, and what came out: shown where someone at the bench has the laptop open."""
    if device.stage not in _SEEN or not actor.may(Permission.PART_USE):
        return None
    rows = queries.sheet_rows(device)
    return (
        Panel("inventory/parts/_panel.html", {"rows": rows, "source": _source}, weight=45) if rows else None
    )


@offers("device.next_steps")
def next_steps(device: Device, actor: Actor) -> list[NextStep]:
    """A laptop that went to parts: take them out. One that waits for word of a disk: give it."""
    if not actor.may(Permission.PART_USE):
        return []
    code = {"code": str(device.code)}
    if device.stage is Stage.PARTS:
        return [NextStep(_("Take parts out"), "parts.harvest", code, is_main=True, icon="parts")]
    if device.stage in (Stage.WIPED, Stage.REFURBISHING) and queries.is_a_disk_astray(device):
        return [NextStep(_("Say where the disk is"), "parts.loose_disks", is_main=True, icon="rack")]
    return []


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many kinds are to be ordered, for the menu."""
    return {"parts.index": queries.TO_ORDER} if actor.may(Permission.PART_USE) else {}


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """Each part that came out of a device or was built into it is a line."""
    return [
        SheetLine(
            at=row.at,
            step=_("Part taken out") if row.is_out else _("Part built in"),
            who=row.who,
            result="" if row.is_out else _source(row),
            parts=f"{row.count} × {row.type_name}" if row.count > 1 else row.type_name,
        )
        for row in queries.sheet_rows(device)
    ]


def _source(row: queries.SheetRow) -> str:
    """Where a part came from, in a few words."""
    if row.source_serial is None:
        return _("from the bin")
    return _("from %(where)s", where=spoken(Kind.DEVICE, row.source_serial))
