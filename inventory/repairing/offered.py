"""What other pages show of repairs: on a device's page, on today's, in the menu, and on the reuse sheet."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from inventory.devices.models import Device
from inventory.digibank.furniture import navigation
from inventory.foundation.actor import Actor
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.permissions import Permission
from inventory.repairing import queries
from inventory.repairing.rules import NO_REPAIRS
from inventory.wording import say


@offers("device.panels")
def panel(device: Device, actor: Actor) -> Panel | None:
    """The repairs of a device; who does not work at the bench sees what is wrong and how far it is, no more."""
    if not actor.may(Permission.REPAIR_OPEN):
        return None
    tickets = queries.glance_at(device)
    if not tickets:
        return None
    context = {"tickets": tickets, "may_work": actor.may(Permission.REPAIR_WORK)}
    return Panel("inventory/repairing/_panel.html", context, weight=35)


@offers("device.next_steps")
def next_steps(device: Device, actor: Actor) -> list[NextStep]:
    """Something is broken: ask for a repair."""
    if device.stage in NO_REPAIRS or not actor.may(Permission.REPAIR_OPEN):
        return []
    label = _("Something is broken")
    return [NextStep(label, "repairing.new", {"code": str(device.code)}, icon="broken")]


@offers("today.technician")
def today(actor: Actor, _today: date) -> Panel | None:
    """How many repairs wait, as the menu has counted them already."""
    if not actor.may(Permission.REPAIR_WORK):
        return None
    counted = {entry.icon: entry.count for entry in navigation()}
    context = {"repairs": counted.get("broken", ""), "to_order": counted.get("parts", "")}
    return Panel("inventory/repairing/_today.html", context, weight=45)


@offers("counts")
def counts(actor: Actor) -> dict[str, Select[Any]]:
    """How many repairs are open, for the menu."""
    return {"repairing.index": queries.OPEN} if actor.may(Permission.REPAIR_WORK) else {}


@offers("reuse_sheet.lines")
def sheet_lines(device: Device) -> list[SheetLine]:
    """Each closed repair is a line, with the minutes of all who worked on it."""
    return [
        SheetLine(
            at=row.at, step=_("Repair: %(what)s", what=row.what), who=row.who, result=say(row.result),
            minutes=row.minutes or None,
        )
        for row in queries.sheet_rows(device)
    ]  # fmt: skip
