"""The device with this code; what is at which stage; one device's whole life as a timeline."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from inventory.codes import Code
from inventory.devices.models import Device, Medium, Passage, Photo, serial_key
from inventory.digibank.models import User
from inventory.digibank.numbers import get_by_code
from inventory.foundation.audit import AuditEvent
from inventory.foundation.database import db
from inventory.foundation.listing import MOST_ON_A_CARD, among, count_each
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import rows_of
from inventory.journey import Stage
from inventory.partners.models import Partner
from inventory.places.models import Place

#: what a line of the stock tells; only columns, for fifty objects take as long to make as all the rest of the page
LISTED = (
    Device.id,
    Device.code_serial,
    Device.maker,
    Device.model,
    Device.stage,
    Device.stage_since,
    Device.defect,
    Device.serial,
    Place.name.label("place"),
)

# Only the names: making objects of a partner and a place would take as long as asking for them.
_FOR_PAGE = (
    select(Device, Partner.name, Place.name, select(Photo.id).where(Photo.device_id == Device.id).exists())
    .outerjoin(Partner, Partner.id == Device.donor_id)
    .outerjoin(Place, Place.id == Device.place_id)
    .where(Device.code_serial == bindparam("serial"))
)


def get_device(text: str) -> Device:
    """The device with the code in a URL; NotHere when it is not ours."""
    return get_by_code(Device, text)


@dataclass(frozen=True)
class OnPage:
    """A device with the names of what its page tells beside it."""

    device: Device
    donor: str
    place: str
    has_photos: bool


def get_for_page(code: Code | None) -> OnPage:
    """The device with the names of its donor and place, in one question."""
    if code is None:
        raise NotHere
    found = db.session.execute(_FOR_PAGE, {"serial": code.serial}).one_or_none()
    if found is None:
        raise NotHere
    device, donor, place, has_photos = found
    return OnPage(device, donor or "", place or "", has_photos)


def by_serial_or_asset(text: str) -> list[Device]:
    """Every device whose serial number or whose donor's own number is exactly this; newest first, at most twenty."""
    key = serial_key(text)
    if not key:
        return []
    query = (
        select(Device)
        .where((Device.serial_key == key) | (Device.donor_asset_number == text.strip()))
        .order_by(Device.id.desc())
        .limit(20)
    )
    return list(db.session.execute(query).scalars())


def media_by_serial(serial: str) -> list[Medium]:
    """Every medium with exactly this serial number."""
    key = serial_key(serial)
    if not key:
        return []
    return list(db.session.execute(select(Medium).where(Medium.serial_key == key)).scalars())


_AT_EACH_STAGE = {str(stage): select(Device.id).where(among(Device.stage, stage)) for stage in Stage}


def counts_by_stage() -> dict[Stage, int]:
    """How many devices are at each stage, up to one more than MOST_ON_A_CARD."""
    return {Stage(name): number for name, number in count_each(_AT_EACH_STAGE, MOST_ON_A_CARD).items()}


def oldest_at(stage: Stage, limit: int = 1) -> list[Device]:
    """The devices that have waited longest at a stage."""
    query = select(Device).where(Device.stage == stage).order_by(Device.stage_since, Device.id).limit(limit)
    return list(db.session.execute(query).scalars())


@dataclass(frozen=True)
class Moment:
    """One line on a device's timeline."""

    happened_at: datetime
    deed: str
    particulars: dict[str, Any]
    who: str
    number: int

    @property
    def look(self) -> str:
        """The stage or flag whose colours this line wears: that of the room in which it was done."""
        told = self.particulars.get("stage")
        return told if isinstance(told, str) else _LOOKS.get(self.deed.split(".")[0], "plain")

    @property
    def told(self) -> str:
        """The code of what it was about, when it has one."""
        return str(self.particulars.get("because") or self.particulars.get("code") or "")


_LOOKS = {
    "intake": "received",
    "wiping": "wiped",
    "refurbishing": "refurbishing",
    "applications": "reserved",
    "lending": "lent",
    "returning": "returned",
    "deposits": "good",
}


#: lines shown before one asks for more
_RECENT = 30

_TIMELINE = (
    select(AuditEvent.happened_at, AuditEvent.deed, AuditEvent.particulars_text, AuditEvent.number, User.name)
    .outerjoin(User, User.id == AuditEvent.actor_id)
    .where(AuditEvent.device_id == bindparam("device_id"))
    .order_by(AuditEvent.id.desc())
    .limit(_RECENT)
)


def timeline(device: Device, *, before: int | None = None) -> list[Moment]:
    """What was done with this device, newest first, with the names of who did it: straight from the journal."""
    query = _TIMELINE.where(AuditEvent.number < before) if before else _TIMELINE
    return [
        Moment(happened_at, deed, json.loads(particulars), name or "", number)
        for happened_at, deed, particulars, number, name in rows_of(query, device_id=device.id)
    ]


_DONE = (
    select(AuditEvent.happened_at, AuditEvent.deed, AuditEvent.particulars_text, AuditEvent.number, User.name)
    .outerjoin(User, User.id == AuditEvent.actor_id)
    .where(
        AuditEvent.device_id == bindparam("device_id"),
        AuditEvent.deed.in_(bindparam("deeds", expanding=True)),
    )
    .order_by(AuditEvent.id)
)


def deeds_on(device: Device, deeds: Collection[str]) -> list[Moment]:
    """When these deeds were done with a device and by whom, oldest first: for the lines of its reuse sheet."""
    return [
        Moment(happened_at, deed, json.loads(particulars), name or "", number)
        for happened_at, deed, particulars, number, name in rows_of(
            _DONE, device_id=device.id, deeds=sorted(deeds)
        )
    ]


_PASSED = (
    select(Passage.end, Passage.passed_at)
    .where(Passage.device_id == bindparam("device_id"), Passage.lap == bindparam("lap"))
    .order_by(Passage.id)
)


def passed_at(device: Device) -> dict[Stage, datetime]:
    """When the device came to each stage of the round it is in; the last time, where it came there twice."""
    return dict(rows_of(_PASSED, device_id=device.id, lap=device.lap))


_PHOTOS = select(Photo.id).where(Photo.device_id == bindparam("device_id")).order_by(Photo.id)


def photo_ids(device: Device) -> list[int]:
    """The pictures of a device, oldest first."""
    return [photo_id for (photo_id,) in rows_of(_PHOTOS, device_id=device.id)]
