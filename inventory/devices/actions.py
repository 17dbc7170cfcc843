"""move(): the one place that changes a stage. Register a device; correct it; miss and find it; its media."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from inventory.codes import Kind
from inventory.devices import blanks, scanned
from inventory.devices.models import (
    BlankLabel,
    Device,
    DeviceKind,
    Medium,
    MediumKind,
    Passage,
    Photo,
    search_text,
    serial_key,
)
from inventory.digibank.numbers import give_code, give_serials
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record, record_many
from inventory.foundation.database import db
from inventory.foundation.offers import offered
from inventory.foundation.pictures import redrawn
from inventory.foundation.refusal import Refusal
from inventory.foundation.tenancy import current_digibank_id
from inventory.foundation.transaction import transaction
from inventory.journey import ENDS, JOURNEY, Move, Stage, check_clean, destination
from inventory.permissions import Permission
from inventory.places.models import Place


class SerialKnown(Refusal):
    """A device with this serial number is in the house already."""


class NotInADevice(Refusal):
    """This medium is in no device."""


class NotLoose(Refusal):
    """This medium sits in a device, or is no more, so it lies nowhere and goes nowhere."""


class CountsAsEmpty(Refusal):
    """A disk with data would turn up in a device that is ready, lent or gone."""


class TooManyPhotos(Refusal):
    """Enough pictures of one device."""


def register(
    actor: Actor,
    *,
    now: datetime,
    stage: Stage = Stage.RECEIVED,
    kind: DeviceKind = DeviceKind.LAPTOP,
    maker: str = "",
    model: str = "",
    serial: str = "",
    because: Any = None,
    label: BlankLabel | None = None,
    **details: Any,
) -> Device:
    """A device becomes known to us, announced or received. SerialKnown when it is in the house already.

    With a blank `label` it gets the number of that label; LabelTaken when that is on a laptop already.
    """
    actor.must(Permission.LOT_RECEIVE)
    assert stage in (Stage.ANNOUNCED, Stage.RECEIVED)
    with transaction():
        if serial and find_by_serial(serial):
            raise SerialKnown(serial=serial, field="serial")
        device = Device(
            kind=kind,
            stage=stage,
            stage_since=now,
            maker=maker.strip(),
            model=model.strip(),
            serial=serial.strip(),
            received_at=now if stage == Stage.RECEIVED else None,
            lap=1,
            **details,
        )
        if label is not None:
            device.code_serial = blanks.take(label)
        db.session.add(device if label is not None else give_code(device))
        db.session.flush()  # its id is the passage's
        if label is not None:
            blanks.stick(label, device)
        move_made = Move.ANNOUNCE if stage == Stage.ANNOUNCED else Move.RECEIVE
        _write_passage(device, move_made, None, now, because)
        record(actor, "devices.registered", device, now=now, stage=stage)
    return device


def find_by_serial(serial: str) -> Device | None:
    """The living device with this serial number, or None."""
    query = select(Device).where(Device.serial_key == serial_key(serial), Device.stage.not_in(ENDS))
    return db.session.execute(query).scalar_one_or_none()


@dataclass(frozen=True)
class NewDevice:
    """What a list tells of one device; `details` are further columns of Device."""

    serial: str
    maker: str = ""
    model: str = ""
    kind: DeviceKind = DeviceKind.LAPTOP
    donor_asset_number: str = ""
    uuid: str = ""
    details: Mapping[str, Any] | None = None
    code_serial: int | None = None


def register_many(
    actor: Actor, new: Sequence[NewDevice], *, now: datetime, stage: Stage, because: Any = None, **common: Any
) -> list[int]:
    """Register a whole list at once; the new ids, in the order of the list.

    The same as `register` for each, but nothing is asked of the database per row. The caller has checked the
    serials; one that is taken all the same loses to the unique index, and then nothing of the list is kept.
    """
    # Telling what will come is all that a giver may do.
    if stage != Stage.ANNOUNCED or not actor.may(Permission.OWN_LOT_ANNOUNCE):
        actor.must(Permission.LOT_RECEIVE)
    move_made = Move.ANNOUNCE if stage == Stage.ANNOUNCED else Move.RECEIVE
    with transaction():
        digibank_id = current_digibank_id()
        serials = give_serials(Kind.DEVICE, len(new)) if new else []
        fixed = {
            "digibank_id": digibank_id,
            "stage": stage,
            "stage_since": now,
            "lap": 1,
            "version": 1,
            "received_at": now if stage == Stage.RECEIVED else None,
            **common,
        }
        optional = sorted({key for one in new for key in (one.details or {})})
        rows = [
            {
                **fixed,
                **{key: (one.details or {}).get(key) for key in optional},
                "code_serial": code,
                "kind": one.kind,
                "maker": one.maker,
                "model": one.model,
                "serial": one.serial,
                "serial_key": serial_key(one.serial),
                "donor_asset_number": one.donor_asset_number,
                "uuid": one.uuid,
                "search_text": search_text(one, code),
            }
            for one, code in zip(new, serials, strict=True)
        ]
        if rows:
            db.session.execute(insert(Device.__table__), rows)
        ids = _ids_of(serials)
        passages = [
            {
                "digibank_id": digibank_id,
                "device_id": device_id,
                "lap": 1,
                "move": move_made,
                "start": None,
                "end": stage,
                "passed_at": now,
                "because": _code_of(because),
            }
            for device_id in ids
        ]
        if passages:
            db.session.execute(insert(Passage.__table__), passages)
        told = {"stage": str(stage)}
        record_many(actor, "devices.registered", "device", [(device_id, told) for device_id in ids], now=now)
    return ids


def _ids_of(serials: Sequence[int]) -> list[int]:
    """The ids of the devices with these code serials, in their order.

    Asked afterwards in one query: an insert that returns ten thousand ids costs PostgreSQL's driver twice as
    much as an insert and this question together.
    """
    if not serials:
        return []
    query = select(Device.code_serial, Device.id)
    query = query.where(Device.code_serial.between(min(serials), max(serials)))
    found = dict(db.session.execute(query).all())
    return [found[serial] for serial in serials]


def move(actor: Actor, device: Device, made: Move, *, now: datetime, because: Any = None) -> Device:
    """Take a device along one road of the map: the only place that changes a stage.

    NotFromHere when there is no such road; StillHoldsData when the road asks for clean media and one is not.
    Whoever calls has asked the permission of the deed; moving is a part of it.
    """
    with transaction():
        start = device.stage
        end = destination(start, made)
        for held in offered("device.holds", device, made):
            raise held
        step = JOURNEY[made]
        media = media_of(device)
        check_clean(made, (medium.is_clean for medium in media))
        if step.new_lap:
            device.lap += 1
        if step.exposes:
            for medium in media:
                medium.exposed_at = now
        device.stage, device.stage_since = end, now
        if made == Move.RECEIVE:
            device.received_at = now
        _write_passage(device, made, start, now, because)
        db.session.flush()  # a lost race shows here, where it can be told
    return device


def _write_passage(device: Device, made: Move, start: Stage | None, now: datetime, because: Any) -> None:
    db.session.add(
        Passage(
            device=device,
            lap=device.lap,
            move=made,
            start=start,
            end=device.stage,
            passed_at=now,
            because=_code_of(because),
        )
    )


def _code_of(thing: Any) -> str:
    return str(thing.code) if thing is not None and hasattr(thing, "code") else ""


def media_of(device: Device) -> list[Medium]:
    """The media inside, as they are in the database now."""
    query = select(Medium).where(Medium.device_id == device.id).order_by(Medium.id)
    return list(db.session.execute(query).scalars())


#: what a person may correct by hand
CORRECTABLE = (
    "kind",
    "maker",
    "model",
    "serial",
    "donor_asset_number",
    "processor",
    "memory_mb",
    "keyboard",
    "charger",
    "battery_percent",
    "defect",
    "uuid",
    "chassis",
    "donor_id",
    "lot_id",
    "grade",
    "sealed",
)


def correct(
    actor: Actor, device: Device, *, now: datetime, hosts: Collection[str] = (), is_sure: bool = False,
    **details: Any,
) -> Device:  # fmt: skip
    """Write down what a device really is; a label typed as its serial number is refused, as at the door."""
    actor.must(Permission.DEVICE_CORRECT)
    with transaction():
        assert set(details) <= set(CORRECTABLE), set(details) - set(CORRECTABLE)
        serial = details.get("serial")
        other = find_by_serial(serial) if serial else None
        if other is not None and other.id != device.id:
            raise SerialKnown(serial=serial, field="serial")
        if serial and serial != device.serial:
            scanned.must_be_a_serial(serial, hosts, is_sure=is_sure, field="serial")
        changed = [key for key, value in details.items() if getattr(device, key) != value]
        for key in changed:
            setattr(device, key, details[key])
        record(actor, "devices.corrected", device, now=now, changed=changed)
    return device


def place(actor: Actor, device: Device, where: Place | None, *, now: datetime) -> Device:
    """Put a device on a shelf, in a box, on a bench."""
    actor.must(Permission.DEVICE_MOVE)
    with transaction():
        before = device.place
        device.place = where
        record(actor, "devices.placed", device, now=now, place=_code_of(where), before=_code_of(before))
    return device


def miss(actor: Actor, device: Device, *, now: datetime, reason: str = "lost") -> Device:
    """It is not where it should be, and neither is the data on it. `reason`: lost or stolen."""
    actor.must(Permission.DEVICE_MISS)
    with transaction():
        was = device.stage
        move(actor, device, Move.MISS, now=now)
        device.place = None
        record(actor, "devices.missed", device, now=now, reason=reason, was=was)
    return device


def find(actor: Actor, device: Device, *, now: datetime) -> Device:
    """It is here again; nobody knows where it was, so it goes to the wiping bench."""
    actor.must(Permission.DEVICE_MISS)
    with transaction():
        move(actor, device, Move.FIND, now=now)
        record(actor, "devices.found", device, now=now)
    return device


def discard(actor: Actor, device: Device, made: Move, *, now: datetime, reason: str) -> Device:
    """It leaves the circle for good: for parts, to the recycler. No medium with data goes along."""
    actor.must(Permission.DEVICE_DISCARD)
    assert made in (Move.TAKE_APART, Move.RECYCLE)
    with transaction():
        move(actor, device, made, now=now)
        record(actor, "devices.discarded", device, now=now, move=made, reason=reason)
    return device


#: no medium with data is inside a device at these stages (journey.md §3.1)
_FREE_OF_DATA = frozenset(
    {Stage.READY, Stage.RESERVED, Stage.LENT, Stage.TRANSFERRED, Stage.PARTS, Stage.RECYCLED}
)


def add_medium(
    actor: Actor,
    device: Device,
    *,
    now: datetime,
    kind: MediumKind = MediumKind.OTHER,
    serial: str = "",
    exposed_at: datetime | None = None,
    **details: Any,
) -> Medium:
    """A storage medium was seen inside; it counts as exposed since the device came to us, or since now."""
    with transaction():
        known = _find_medium(device, serial) if serial else None
        if known is not None:
            for key, value in details.items():
                if value and not getattr(known, key):
                    setattr(known, key, value)
            return known
        if device.stage in _FREE_OF_DATA:
            raise CountsAsEmpty(code=device.spoken)
        medium = Medium(
            device=device,
            last_device_id=device.id,
            kind=kind,
            serial=serial.strip(),
            exposed_at=exposed_at or now,
            **details,
        )
        db.session.add(medium)
        db.session.flush()  # its id is the trace's
        record(actor, "devices.medium_seen", medium, now=now, device=device, kind=kind)
    return medium


def _find_medium(device: Device, serial: str) -> Medium | None:
    query = select(Medium).where(Medium.device_id == device.id, Medium.serial_key == serial_key(serial))
    return db.session.execute(query).scalars().first()


def mark_clean(actor: Actor, medium: Medium, *, now: datetime, because: Any = None) -> Medium:
    """A verified wipe says this medium is clean. The wiping room decides; this only writes it down."""
    with transaction():
        medium.clean_at = now
        record(
            actor, "devices.medium_clean", medium, now=now, device=medium.device, because=_code_of(because)
        )
    return medium


def remove_medium(actor: Actor, medium: Medium, *, now: datetime, where: Place | None = None) -> Medium:
    """Take a medium out of its device; its need for a wipe goes with it. `where` it lies now, when somebody said."""
    with transaction():
        if medium.device_id is None:
            raise NotInADevice
        device = medium.device
        medium.last_device_id, medium.device, medium.device_id, medium.removed_at = (
            medium.device_id,
            None,
            None,
            now,
        )
        medium.place = where
        record(actor, "devices.medium_removed", medium, now=now, device=device, place=_code_of(where))
    return medium


def lay_medium(actor: Actor, medium: Medium, where: Place, *, now: datetime) -> Medium:
    """Say where a loose medium lies. NotLoose while it sits in a device, or is no more."""
    actor.must(Permission.DEVICE_MOVE)
    with transaction():
        if medium.device_id is not None or medium.destroyed_at is not None:
            raise NotLoose
        medium.place = where
        home = db.session.get(Device, medium.last_device_id) if medium.last_device_id else None
        record(actor, "devices.medium_laid", medium, now=now, device=home, place=_code_of(where))
    return medium


def install_medium(actor: Actor, medium: Medium, device: Device, *, now: datetime) -> Medium:
    """Put a medium into a device; an unclean one makes that device unclean."""
    with transaction():
        if device.stage in _FREE_OF_DATA and not medium.is_clean:
            raise CountsAsEmpty(code=device.spoken)
        if medium.destroyed_at is not None or medium.device_id is not None:
            raise NotLoose
        medium.device, medium.last_device_id, medium.removed_at = device, device.id, None
        medium.place = None
        record(actor, "devices.medium_installed", medium, now=now, device=device)
    return medium


def destroy_medium(actor: Actor, medium: Medium, *, now: datetime) -> Medium:
    """A medium is no more. The wiping room asked the second person; this only writes it down."""
    with transaction():
        device = medium.device
        if medium.device_id is not None:
            medium.last_device_id, medium.device, medium.device_id, medium.removed_at = (
                medium.device_id,
                None,
                None,
                now,
            )
        medium.destroyed_at, medium.place = now, None
        record(actor, "devices.medium_destroyed", medium, now=now, device=device)
    return medium


_MOST_PHOTOS = 12


def take_photo(actor: Actor, device: Device, content: bytes, *, now: datetime) -> Photo:
    """Keep a picture of a device, drawn anew: smaller, upright, and without the camera's notes."""
    actor.must(Permission.DEVICE_CORRECT)
    clean, width, height = redrawn(content, field="photo")
    with transaction():
        count = db.session.execute(
            select(func.count(Photo.id)).where(Photo.device_id == device.id)
        ).scalar_one()
        if count >= _MOST_PHOTOS:
            raise TooManyPhotos(most=_MOST_PHOTOS)
        photo = Photo(
            device=device, content=clean, width=width, height=height, taken_at=now, taken_by_id=actor.user_id
        )
        db.session.add(photo)
        db.session.flush()  # its id is the trace's
        record(actor, "devices.photographed", photo, now=now, device=device)
    return photo
