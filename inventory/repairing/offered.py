"""What other pages show of repairs: on a device's page, on today's, in the menu, and on the reuse sheet."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from inventory.codes import Code, Kind
from inventory.devices.models import Device
from inventory.digibank.furniture import navigation
from inventory.digibank.numbers import find_by_code
from inventory.foundation.actor import Actor
from inventory.foundation.offers import NextStep, Panel, SheetLine, offers
from inventory.journey import Stage
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
    code = {"code": str(device.code)}
    if device.stage is Stage.LENT:
        label = _("The borrower tells of a problem")
        return [NextStep(label, "repairing.new", {**code, "from": "loan"}, icon="broken")]
    return [NextStep(_("Something is broken"), "repairing.new", code, icon="broken")]


@offers("scan.lands")
def lands(code: Code, actor: Actor) -> str | None:
    """A laptop that was taken apart leads to its parts, for the repair that this person has in hand if any."""
    at_the_bench = actor.may(Permission.REPAIR_WORK) and not actor.may(Permission.LOAN_HAND_OVER)
    if not at_the_bench or code.kind not in (None, Kind.DEVICE):
        return None
    device = find_by_code(Device, code)
    if device is None or device.stage is not Stage.PARTS:
        return None
    ticket_id = queries.in_hand(actor.user_id)
    if ticket_id is None:
        return url_for("parts.harvest", code=device.code)
    values: dict[str, Any] = {"ticket_id": ticket_id, "from": str(device.code)}
    return url_for("repairing.part", **values)


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
