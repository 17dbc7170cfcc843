"""Plain functions that make repairs and parts for tests, through the real actions."""

import itertools
from typing import Any

from tests.cast import NOW, World
from tests.make import anyone, bench_of, make_device, make_partner, make_place, make_wiped_device

_numbers = itertools.count(1)


def make_bench_device(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """A wiped laptop on the repair bench, with its checklist begun."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.refurbishing import actions

    device = make_wiped_device(world, now=now, **details)
    actions.start(anyone(current_digibank_id(), world.tom.user_id), device, now=now)
    return device


def make_ticket(world: World, device: Any = None, *, now: Any = NOW, **details: Any) -> Any:
    """A repair of a laptop on the bench: its screen flickers."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.repairing import actions
    from inventory.repairing.rules import Source

    actor = anyone(current_digibank_id(), world.tom.user_id)
    told = {"what": "Screen flickers", "source": Source.HAND, **details}
    return actions.open_ticket(actor, device or make_bench_device(world, now=now), now=now, **told)


def make_repairer(world: World, **details: Any) -> Any:
    """A workshop outside that repairs for us."""
    from inventory.partners.models import PartnerKind

    return make_partner(world, kind=PartnerKind.WORKSHOP, **details)


def make_part_type(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """Keyboards for any laptop, five in the bin, unless told otherwise."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.parts import actions
    from inventory.parts.rules import PartKind

    counted = details.pop("counted", 5)
    told = {"kind": PartKind.KEYBOARD, "name": f"Keyboard {next(_numbers)}", **details}
    actor = anyone(current_digibank_id(), world.tom.user_id)
    return actions.add_type(actor, actions.TypeDetails(**told), counted=counted, now=now)


def make_donor_device(world: World, *, now: Any = NOW, **details: Any) -> Any:
    """A wiped laptop that went to parts."""
    from inventory.devices import actions
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.journey import Move

    device = make_wiped_device(world, now=now, **details)
    actor = anyone(current_digibank_id(), world.sofie.user_id)
    return actions.discard(actor, device, Move.TAKE_APART, reason="broken", now=now)


def make_part(world: World, device: Any = None, *, now: Any = NOW, **details: Any) -> Any:
    """A keyboard that came out of a laptop."""
    from inventory.foundation.tenancy import current_digibank_id
    from inventory.parts import actions
    from inventory.parts.rules import PartKind

    kind = details.pop("kind", PartKind.KEYBOARD)
    actor = anyone(current_digibank_id(), world.tom.user_id)
    donor = device or make_donor_device(world, now=now)
    return actions.harvest(actor, donor, [kind], now=now, **details)[0]


def make_loose_disk(world: World, *, now: Any = NOW, laid: bool = True) -> Any:
    """A disk with data that two people took out of a laptop at the wiping bench, and laid on a shelf."""
    from inventory.devices.actions import media_of
    from inventory.wiping import actions, queries

    device = make_device(world, now=now)
    disk = media_of(device)[0]
    where = make_place(world, now=now) if laid else None
    first, second = bench_of(world)
    actions.record_removal(first.actor, disk, statement="Too small", where=where, now=now)
    actions.verify_all(second.actor, queries.picture_of(device).open_runs, now=now)
    return disk
