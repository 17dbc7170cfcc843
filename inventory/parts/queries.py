"""What lies in stock and what is lacking, what came out of a device and what sits in it, and loose disks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, literal, select, true
from sqlalchemy.orm import aliased, joinedload

from inventory.devices.models import Device, Medium
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.listing import among
from inventory.foundation.tenancy import row_here
from inventory.journey import Stage
from inventory.parts import rules
from inventory.parts.models import Part, PartFit, PartStay, PartType
from inventory.parts.rules import Fit, PartKind, Trial, Whereabouts

#: a list never shows more; a search narrows it
_MOST = 200

_SINGLE = (
    select(func.count(Part.id))
    .where(
        Part.type_id == PartType.id,
        among(Part.whereabouts, Whereabouts.IN_STOCK),
        ~among(Part.tested, Trial.BROKEN),
    )
    .correlate(PartType)
    .scalar_subquery()
)
_IN_STOCK = PartType.counted + _SINGLE

#: the kinds of which there are fewer than there should be; their number stands in the menu
TO_ORDER: Select[Any] = select(PartType.id).where(PartType.minimum > 0, PartType.minimum > _IN_STOCK)


def get_type(type_id: int) -> PartType:
    """The kind of part, or NotHere."""
    return _found(PartType, type_id)


def get_part(part_id: int) -> Part:
    """The single part, or NotHere."""
    return _found(Part, part_id)


def get_stay(stay_id: int) -> PartStay:
    """A time that a part sat in a device, or NotHere."""
    return _found(PartStay, stay_id)


def get_disk(medium_id: int) -> Medium:
    """The storage medium, or NotHere."""
    return _found(Medium, medium_id)


def _found(model: Any, row_id: int) -> Any:
    return row_here(model, row_id)


@dataclass(frozen=True)
class Stock:
    """A kind of part and how many of it there are."""

    type: PartType
    in_stock: int
    fits: tuple[Fit, ...]

    @property
    def lacking(self) -> int:
        """How many are to be ordered."""
        return rules.lacks(self.in_stock, self.type.minimum)


def stock(*, kind: PartKind | None = None, search: str = "", only_lacking: bool = False) -> list[Stock]:
    """The kinds of parts and how many of each there are, in two questions."""
    query = select(PartType, _IN_STOCK).options(joinedload(PartType.place))
    if kind is not None:
        query = query.where(PartType.kind == kind)
    for word in rules.key(search).split():
        like = f"%{word}%"
        query = query.where(
            PartType.name_key.like(like)
            | func.lower(PartType.part_number).like(like)
            | func.lower(PartType.plug).like(like)
        )
    if only_lacking:
        query = query.where(PartType.id.in_(TO_ORDER))
    rows = db.session.execute(query.order_by(PartType.kind, PartType.name_key).limit(_MOST)).all()
    fits = fits_of(one.id for one, _number in rows)
    return [Stock(one, number, tuple(fits[one.id])) for one, number in rows]


def fits_of(type_ids: Iterable[int]) -> dict[int, list[Fit]]:
    """For which devices each of these kinds is."""
    found: dict[int, list[Fit]] = defaultdict(list)
    ids = list(type_ids)
    if ids:
        query = select(PartFit.type_id, PartFit.maker, PartFit.model).where(PartFit.type_id.in_(ids))
        for type_id, maker, model in db.session.execute(query.order_by(PartFit.id)):
            found[type_id].append(Fit(maker, model))
    return found


def in_stock(type_: PartType) -> int:
    """How many of this kind there are."""
    return int(db.session.execute(select(_IN_STOCK).where(PartType.id == type_.id)).scalar_one())


def stock_for(device: Device) -> list[Stock]:
    """The kinds that are for this device and of which there are some; what names no device comes last."""
    there = [one for one in stock() if one.in_stock and rules.fits(one.fits, device.maker, device.model)]
    return sorted(there, key=lambda one: not one.fits)


def singles_of(type_: PartType) -> Sequence[Part]:
    """The single parts of this kind, those in stock first."""
    query = select(Part).where(Part.type_id == type_.id).options(*_WHOLE)
    order = (Part.whereabouts != Whereabouts.IN_STOCK, Part.id.desc())
    return db.session.execute(query.order_by(*order).limit(_MOST)).scalars().all()


_WHOLE = (
    joinedload(Part.type),
    joinedload(Part.source),
    joinedload(Part.device),
    joinedload(Part.place),
    joinedload(Part.taken_by),
)


def from_device(device: Device) -> Sequence[Part]:
    """The parts that came out of this device, in the order in which they did."""
    query = select(Part).where(Part.from_device_id == device.id).options(*_WHOLE).order_by(Part.number)
    return db.session.execute(query).scalars().all()


def loose_from(device: Device) -> Sequence[Part]:
    """The parts of this device that lie in stock and may be built in."""
    return [
        part
        for part in from_device(device)
        if part.whereabouts is Whereabouts.IN_STOCK and part.tested is not Trial.BROKEN
    ]


def inside(device: Device) -> Sequence[PartStay]:
    """What was built into this device and is still in it."""
    query = select(PartStay).where(PartStay.device_id == device.id, PartStay.out_at.is_(None))
    return db.session.execute(query.options(*_STAY).order_by(PartStay.id)).scalars().all()


def used_for(ticket_id: int) -> Sequence[PartStay]:
    """What was built in for one repair, and did not come out again."""
    query = select(PartStay).where(PartStay.ticket_id == ticket_id, PartStay.out_at.is_(None))
    return db.session.execute(query.options(*_STAY).order_by(PartStay.id)).scalars().all()


_STAY = (
    joinedload(PartStay.type),
    joinedload(PartStay.device),
    joinedload(PartStay.part).joinedload(Part.source),
    joinedload(PartStay.built_by),
)


def stays_of(part: Part) -> Sequence[PartStay]:
    """In which devices this part sat, the last first."""
    query = select(PartStay).where(PartStay.part_id == part.id).options(*_STAY)
    return db.session.execute(query.order_by(PartStay.id.desc())).scalars().all()


def donors(limit: int = 60) -> list[tuple[Device, int]]:
    """Devices that went to parts, and how many of their parts lie in stock; the latest first."""
    loose = (
        select(func.count(Part.id))
        .where(Part.from_device_id == Device.id, among(Part.whereabouts, Whereabouts.IN_STOCK))
        .correlate(Device)
        .scalar_subquery()
    )
    query = select(Device, loose).where(among(Device.stage, Stage.PARTS))
    query = query.order_by(Device.stage_since.desc(), Device.id.desc()).limit(limit)
    return [(device, number) for device, number in db.session.execute(query)]


@dataclass(frozen=True)
class Saved:
    """How many parts came out of devices, and how many of them work in another one."""

    taken: int
    reused: int


def saved() -> Saved:
    """What was saved, over all time: one question."""
    reused = select(func.count(func.distinct(PartStay.part_id))).where(PartStay.out_at.is_(None))
    query = select(select(func.count(Part.id)).scalar_subquery(), reused.scalar_subquery())
    taken, again = db.session.execute(query).one()
    return Saved(taken, again)


# --- disks ---


def loose_disks() -> Sequence[Medium]:
    """Disks that lie on their own, those of which nobody knows where first."""
    query = select(Medium).where(Medium.device_id.is_(None), Medium.destroyed_at.is_(None))
    query = query.options(joinedload(Medium.place))
    order = (Medium.place_id.is_not(None), Medium.removed_at, Medium.id)
    return db.session.execute(query.order_by(*order).limit(_MOST)).scalars().all()


def sources_of(disks: Iterable[Medium]) -> dict[int, Device]:
    """The device in which each of these disks sat last, by the id of the disk."""
    last = {disk.id: disk.last_device_id for disk in disks if disk.last_device_id}
    if not last:
        return {}
    found = db.session.execute(select(Device).where(Device.id.in_(set(last.values())))).scalars()
    devices = {device.id: device for device in found}
    return {disk_id: devices[device_id] for disk_id, device_id in last.items() if device_id in devices}


def is_a_disk_astray(device: Device) -> bool:
    """Was a disk taken out of this device, and did nobody say where it went?"""
    query = select(Medium.id).where(
        Medium.last_device_id == device.id,
        Medium.device_id.is_(None),
        Medium.destroyed_at.is_(None),
        Medium.place_id.is_(None),
    )
    return db.session.execute(query.limit(1)).first() is not None


# --- lines of the reuse sheet ---


@dataclass(frozen=True)
class SheetRow:
    """A part that came out of a device, or was built into it."""

    at: datetime
    who: str
    type_name: str
    count: int
    #: the code serial of the device from which it came; None: from the bin
    source_serial: int | None
    is_out: bool


def sheet_rows(device: Device) -> list[SheetRow]:
    """What came out of a device and what was built in: one question."""
    source = aliased(Device)
    out = (
        select(
            Part.taken_at.label("at"), User.name, PartType.name.label("type_name"), literal(1).label("count"),
            source.code_serial, true().label("is_out"),
        )
        .join(PartType, PartType.id == Part.type_id)
        .join(User, User.id == Part.taken_by_id)
        .join(source, source.id == Part.from_device_id)
        .where(Part.from_device_id == device.id)
    )  # fmt: skip
    built = (
        select(
            PartStay.built_at, User.name, PartType.name, PartStay.count, source.code_serial,
            false().label("is_out"),
        )
        .join(PartType, PartType.id == PartStay.type_id)
        .join(User, User.id == PartStay.built_by_id)
        .outerjoin(Part, Part.id == PartStay.part_id)
        .outerjoin(source, source.id == Part.from_device_id)
        .where(PartStay.device_id == device.id, PartStay.out_at.is_(None))
    )  # fmt: skip
    rows = db.session.execute(out.union_all(built))
    return sorted((SheetRow(*row) for row in rows), key=lambda row: row.at)
