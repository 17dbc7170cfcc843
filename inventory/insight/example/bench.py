"""A device at the benches of the example: wiped with a report, looked at twice, and readied or taken apart."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from inventory.devices import actions as devices
from inventory.devices.actions import media_of
from inventory.devices.models import Device, Grade
from inventory.foundation.audit import record
from inventory.foundation.clock import local
from inventory.foundation.transaction import transaction
from inventory.insight.example import repairing
from inventory.insight.example.cast import Cast
from inventory.insight.example.machines import DISKS, Machine, thrown
from inventory.insight.example.names import PARTS_ASKED
from inventory.journey import Move
from inventory.permissions import Role
from inventory.places.models import PlaceKind
from inventory.refurbishing import actions as refurbishing
from inventory.refurbishing.checklist import Answer, Fault, Point, rows_for
from inventory.refurbishing.rules import second_look_at
from inventory.wiping import actions as wiping
from inventory.wiping import bench, queries
from inventory.wiping.evidence.facts import Technique
from inventory.wiping.sample_log import Outcome, SampleDrive, nwipe_log

#: a part of a life: yields the moment at which it wants to go on
Life = Iterator[datetime]
_BUSES = {(disk.maker, disk.model): disk.bus for disk in DISKS}


def look_inside(cast: Cast, device: Device, machine: Machine, now: datetime) -> None:
    """What a hardware report told: processor, memory, battery, and the medium inside."""
    dice, technician = cast.dice, cast.one(Role.TECHNICIAN)
    devices.correct(
        technician, device, now=now, processor=machine.processor, memory_mb=dice.choice((8192, 8192, 16384)),
        battery_percent=dice.randint(38, 97), keyboard=dice.choice(("AZERTY", "AZERTY", "QWERTY")),
        chassis="laptop",
    )  # fmt: skip
    for _number in range(2 if dice.random() < 0.04 else 1):
        disk = dice.choice(DISKS)
        devices.add_medium(
            technician, device, now=now, kind=disk.kind, serial=thrown(disk.serial, dice), maker=disk.maker,
            model=disk.model, interface=disk.interface, size_bytes=disk.size_bytes,
            exposed_at=bench.arrivals([device]).get(device.id, now),
        )  # fmt: skip


def wipe(cast: Cast, device: Device, at: datetime, *, whole: bool = True) -> Life:
    """Wiped over a morning, recorded by one person and verified by another; not `whole`: somewhere halfway."""
    yield at
    dice, technician = cast.dice, cast.one(Role.TECHNICIAN)
    wiping.start_wipe(technician, device, now=at)
    devices.place(technician, device, cast.place(PlaceKind.BENCH), now=at)
    if dice.random() < (0.05 if whole else 0.3):
        yield from _fail(cast, device, at + timedelta(hours=3))
        if not whole:
            return
        at += timedelta(hours=1)
    elif not whole and dice.random() < 0.3:
        return
    at += timedelta(hours=5)
    yield at
    by_hand = dice.random() < 0.04
    # Nobody's word reaches what a donor asks: only without an agreement may it stand.
    if by_hand and not queries.minima_for([device]):
        for medium in media_of(device):
            wiping.record_by_hand(
                technician, medium, technique=Technique.FIRMWARE_ERASE, now=at,
                statement="Gewist met het programma van de fabrikant.",
            )  # fmt: skip
    else:
        _take_report(cast, device, at, Outcome.ERASED, technician)
    if whole:
        at += timedelta(minutes=dice.randint(20, 80))
        yield at
        wiping.verify_all(cast.one(Role.SUPERVISOR), queries.picture_of(device).open_runs, now=at)


def _fail(cast: Cast, device: Device, at: datetime) -> Life:
    """A first attempt that stopped; it stays in the medium's history."""
    yield at
    technician = cast.one(Role.TECHNICIAN)
    outcome = cast.dice.choice((Outcome.FAILED, Outcome.ABORTED))
    for finding in _take_report(cast, device, at, outcome, technician):
        wiping.note_failure(technician, finding, now=at)


def _take_report(cast: Cast, device: Device, at: datetime, outcome: Outcome, technician: Any) -> list[Any]:
    """nwipe's own log, as it would have written it on this device just before `at`."""
    drives = [
        SampleDrive(
            medium.serial, model=medium.model, bus=_BUSES[medium.maker, medium.model], outcome=outcome,
            size_bytes=medium.size_bytes or 0, device=f"sd{'ab'[number]}",
        )
        for number, medium in enumerate(media_of(device))
    ]  # fmt: skip
    took = timedelta(seconds=sum(2 * drive.seconds for drive in drives) + 300)
    begun = local(
        at - min(took, timedelta(hours=5)) if outcome is Outcome.ERASED else at - timedelta(hours=2.4)
    )
    log = nwipe_log(
        drives, started_at=begun.replace(tzinfo=None), host_serial=device.serial, host_maker=device.maker,
        host_model=device.model, host_uuid=device.uuid,
    )  # fmt: skip
    name = f"nwipe_{device.serial.lower()}_{begun:%Y%m%d%H%M}.log"
    findings = bench.take_evidence(technician, [(name, log)], now=at).taken
    if outcome is Outcome.ERASED:
        wiping.record_wipes(technician, [finding.id for finding in findings], now=at)
    return findings


def skip_wipe(cast: Cast, device: Device, at: datetime) -> Life:
    """Bought new and sealed."""
    yield at
    wiping.skip_wipe(cast.one(Role.SUPERVISOR), device, statement="Nieuw gekocht, verzegelde doos.", now=at)


def refurbish(cast: Cast, device: Device, at: datetime, *, whole: bool = True) -> Life:
    """Looked at point by point, repaired, graded, and looked at again by another; then on a shelf."""
    yield at
    dice, technician = cast.dice, cast.one(Role.TECHNICIAN)
    refurbishing.start(technician, device, now=at)
    devices.place(technician, device, cast.place(PlaceKind.BENCH), now=at)
    for row in rows_for(device.kind):
        if row.safety:
            refurbishing.answer(technician, device, row.point, Answer.FINE, now=at)
    if dice.random() < (0.2 if whole else 0.6):
        yield from _repair(cast, device, at + timedelta(hours=1), whole)
        if not whole:
            return
        at += timedelta(hours=4)
    at += timedelta(hours=1)
    yield at
    repairing.mend(cast, device, at)
    refurbishing.rest_is_fine(technician, device, now=at)
    grade = dice.choice((Grade.A, Grade.B, Grade.B, Grade.C))
    refurbishing.finish(technician, device, grade=grade, battery_percent=device.battery_percent, now=at)
    if not whole:
        return
    at += timedelta(hours=1)
    yield at
    supervisor = cast.one(Role.SUPERVISOR)
    refurbishing.sign_off(supervisor, device, looked_at=set(second_look_at(device.kind)), now=at)
    devices.place(supervisor, device, cast.place(PlaceKind.SHELF), now=at)


def _repair(cast: Cast, device: Device, at: datetime, whole: bool) -> Life:
    yield at
    dice, technician = cast.dice, cast.one(Role.TECHNICIAN)
    point, fault = dice.choice(
        ((Point.KEYBOARD, Fault.BROKEN), (Point.SCREEN, Fault.WORN), (Point.WIFI, Fault.SLOW))
    )
    refurbishing.answer(technician, device, point, Answer.REPAIR, fault=fault, now=at)
    refurbishing.wait_for_part(technician, device, dice.choice(PARTS_ASKED), now=at)
    if whole:
        at += timedelta(hours=3)
        yield at
        refurbishing.wait_for_part(technician, device, "", now=at)
        refurbishing.answer(technician, device, point, Answer.FINE, now=at)


def leave(cast: Cast, device: Device, made: Move, at: datetime) -> Life:
    """Out of the circle for good: for parts, to the recycler, or to whoever had it for long."""
    yield at
    supervisor = cast.one(Role.SUPERVISOR)
    if made is Move.TRANSFER:
        with transaction():
            devices.move(cast.coordinator, device, made, now=at)
            record(cast.coordinator, "devices.discarded", device, now=at, move=made)
        return
    reason = cast.dice.choice(
        ("moederbord stuk", "te traag", "scherm en scharnier stuk", "geen onderdelen meer")
    )
    devices.discard(supervisor, device, made, reason=reason, now=at)
    repairing.harvest(cast, device, at)
