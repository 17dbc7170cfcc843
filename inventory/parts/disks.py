"""Disks that go from one device to another: each says where it went, and carries its need for a wipe along."""

from datetime import datetime

from inventory.devices import actions as devices
from inventory.devices.models import Device, Medium
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.offers import offers
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import hold, transaction
from inventory.journey import Move, Stage
from inventory.parts import queries, rules
from inventory.parts.actions import must_be_here, must_be_open
from inventory.permissions import Permission
from inventory.places.models import Place

#: a device goes no further on these roads while a disk of it is astray
_HELD = frozenset(
    {
        Move.REFURBISH, Move.DECLARE_READY, Move.RESERVE, Move.LEND, Move.TAKE_APART, Move.RECYCLE, Move.TRANSFER,
    }
)  # fmt: skip
#: from here an unwiped disk takes the device back to the wiping bench
_PAST_THE_WIPE = frozenset({Stage.WIPED, Stage.REFURBISHING})


def take_out(actor: Actor, disk: Medium, where: Place, *, now: datetime) -> Medium:
    """Take a disk out on the repair bench, or out of what went to parts, and say where it lies.

    DiskGoesElsewhere at the wiping bench, where two people see it go.
    """
    actor.must(Permission.PART_USE)
    with transaction():
        hold(disk)
        if disk.device is None:
            raise devices.NotInADevice
        if disk.device.stage not in rules.DISKS_COME_OUT:
            raise rules.DiskGoesElsewhere
        must_be_here(disk.device)
        return devices.remove_medium(actor, disk, now=now, where=where)


def put_in(actor: Actor, disk: Medium, device: Device, *, now: datetime) -> Medium:
    """Build a loose disk into a device; one that is not clean takes a wiped device back to the wiping bench."""
    actor.must(Permission.PART_USE)
    with transaction():
        hold(disk)
        must_be_open(device)
        devices.install_medium(actor, disk, device, now=now)
        if not disk.is_clean and device.stage in _PAST_THE_WIPE:
            devices.move(actor, device, Move.WIPE_AGAIN, now=now)
            record(actor, "parts.back_to_the_wipe", device, now=now)
    return disk


@offers("device.holds")
def hold_back(device: Device, made: Move) -> Refusal | None:
    """A device of which a disk is astray stays where it is."""
    if made not in _HELD or not queries.is_a_disk_astray(device):
        return None
    return rules.WhereIsTheDisk(code=device.spoken)
