"""A device that goes to a repairer outside and comes back: never with data on it, and wiped again after that."""

from datetime import date, datetime

from inventory.devices import actions as devices
from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.clock import day
from inventory.foundation.offers import offers
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Move, Stage
from inventory.partners.models import Partner
from inventory.permissions import Permission
from inventory.places.actions import stand_outside
from inventory.repairing import queries, rules
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import Deed, Result


def send_out(
    actor: Actor, ticket: RepairTicket, repairer: Partner, *, now: datetime, sent_on: date,
    expected_on: date | None = None,
) -> RepairTicket:  # fmt: skip
    """A device goes to a repairer; its place says so. DataInside while a disk in it is not clean."""
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(ticket)
        device = ticket.device
        hold(device)  # of two repairs of one device, one takes it along
        state = rules.after(Deed.SEND_OUT, ticket.state)
        rules.check_days(sent_on, expected_on, day(now))
        if device.stage is not Stage.REFURBISHING:
            raise rules.NotOnTheBench(stage=device.stage)
        if (elsewhere := queries.is_outside(device)) is not None:
            raise rules.AtTheRepairer(code=device.spoken, name=elsewhere)
        if not all(medium.is_clean for medium in devices.media_of(device)):
            raise rules.DataInside
        where = stand_outside(actor, repairer.name, now=now)
        ticket.state, ticket.waits_for = state, ""
        ticket.repairer_id, ticket.sent_on, ticket.expected_on = repairer.id, sent_on, expected_on
        ticket.back_on, ticket.stood_at_id = None, device.place_id
        devices.place(actor, device, where, now=now)
        record(actor, "repairing.sent_out", ticket, now=now, device=device, expected=expected_on)
    return ticket


def come_back(actor: Actor, ticket: RepairTicket, *, now: datetime) -> RepairTicket:
    """It is here again, where it stood; with a disk in it, it was in strange hands and goes to the wiping bench."""
    actor.must(Permission.REPAIR_WORK)
    with transaction():
        hold(ticket)
        device = ticket.device
        ticket.state = rules.after(Deed.COME_BACK, ticket.state)
        ticket.back_on = day(now)
        ticket.taken_by_id, ticket.taken_at = actor.user_id, now
        stood_at = ticket.stood_at
        devices.place(
            actor, device, stood_at if stood_at is not None and not stood_at.closed else None, now=now
        )
        if device.stage is Stage.REFURBISHING and devices.media_of(device):
            devices.move(actor, device, Move.WIPE_AGAIN, now=now)
        record(actor, "repairing.came_back", ticket, now=now, device=device)
    return ticket


@offers("device.holds")
def hold_back(device: Device, made: Move) -> Refusal | None:
    """A device in repair is not declared ready, reserved or lent; one that is outside does nothing at all."""
    if made not in rules.HELD and device.stage is not Stage.REFURBISHING:
        return None
    if made not in rules.NOT_HELD_OUTSIDE and (where := queries.is_outside(device)) is not None:
        return rules.AtTheRepairer(code=device.spoken, name=where)
    if made not in rules.HELD or (holding := queries.holding(device)) is None:
        return None
    what, result = holding
    kind = rules.WrittenOff if isinstance(result, Result) else rules.StillInRepair
    return kind(code=device.spoken, what=what)


@offers("device.closed")
def out_of_our_hands(device: Device) -> Refusal | None:
    """Nothing of ours goes into a device that is at a repairer, and nothing comes out."""
    where = queries.is_outside(device) if device.stage is Stage.REFURBISHING else None
    return rules.AtTheRepairer(code=device.spoken, name=where) if where is not None else None
