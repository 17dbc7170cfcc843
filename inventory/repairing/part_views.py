"""Parts that go into a device for a repair: one scan of where it comes from, one tap on the part."""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _

from inventory import codes
from inventory.devices.actions import find_by_serial
from inventory.devices.models import Device
from inventory.digibank.numbers import find_by_code
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done
from inventory.parts import actions as parts
from inventory.parts import queries as stock
from inventory.parts.rules import fits
from inventory.permissions import Permission
from inventory.repairing import queries
from inventory.repairing.door import room
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import NotNow


@room.get("/<int:ticket_id>/part")
@needs(Permission.REPAIR_WORK)
def part(ticket_id: int) -> Any:
    """What could be built in: the parts of the laptop that was scanned, and what the bins hold for this model."""
    ticket = queries.get_ticket(ticket_id)
    device, scanned = ticket.device, request.args.get("from", "").strip()[:80]
    donor = _scanned(scanned) if scanned else None
    loose = stock.loose_from(donor) if donor is not None else []
    told = stock.fits_of(one.type_id for one in loose)
    return page(
        "inventory/repairing/part.html",
        ticket=ticket,
        device=device,
        scanned=scanned,
        donor=donor,
        loose=[(one, fits(told[one.type_id], device.maker, device.model)) for one in loose],
        stock=stock.stock_for(device),
    )


def _scanned(text: str) -> Device | None:
    """The device with this code or serial number, as scanned or typed; a link counts by its last part."""
    try:
        code = codes.read(text.rstrip("/").rsplit("/", 1)[-1])
    except codes.WrongDigit:
        return None
    return find_by_code(Device, code) if code else find_by_serial(text)


@room.post("/<int:ticket_id>/part/<int:part_id>")
@needs(Permission.REPAIR_WORK)
def part_in(ticket_id: int, part_id: int) -> Any:
    """Build one single part in."""
    ticket = _open(ticket_id)
    is_sure = request.form.get("sure") == "yes"
    one = stock.get_part(part_id)
    parts.build_in(g.actor, one, ticket.device, ticket_id=ticket.id, is_sure=is_sure, now=now())
    return _built(ticket, one.type.name)


@room.post("/<int:ticket_id>/bin/<int:type_id>")
@needs(Permission.REPAIR_WORK)
def part_from_bin(ticket_id: int, type_id: int) -> Any:
    """Take one of a kind from its bin and build it in."""
    ticket, one = _open(ticket_id), stock.get_type(type_id)
    parts.build_from_bin(g.actor, one, ticket.device, ticket_id=ticket.id, now=now())
    return _built(ticket, one.name)


def _open(ticket_id: int) -> RepairTicket:
    ticket = queries.get_ticket(ticket_id)
    if not ticket.is_open:
        raise NotNow(state=ticket.state)
    return ticket


def _built(ticket: RepairTicket, name: str) -> Any:
    say_done(_("Built in: %(part)s.", part=name))
    return redirect(url_for(".show", ticket_id=ticket.id, _anchor="parts"), 303)


@room.post("/<int:ticket_id>/part-out/<int:stay_id>")
@needs(Permission.REPAIR_WORK)
def part_out(ticket_id: int, stay_id: int) -> Any:
    """It was not built in after all, or came out again: back to stock."""
    ticket, stay = _open(ticket_id), stock.get_stay(stay_id)
    if stay.ticket_id != ticket.id:
        raise NotHere
    parts.take_out(g.actor, stay, now=now())
    say_done(_("Undone: the part is in stock again."))
    return redirect(url_for(".show", ticket_id=ticket.id, _anchor="parts"), 303)
