"""What a laptop told, how that differs, and what it is fit for; asked in one question for a page that shows much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from inventory.devices.actions import media_of
from inventory.devices.models import Device, Medium
from inventory.digibank.models import Token, User
from inventory.foundation.database import db
from inventory.foundation.tenancy import row_here
from inventory.hardware.differing import Difference, Listed, differences, shows_every_disk, since_the_list
from inventory.hardware.fitness import Facts, Fit, Fitness, FloorRule, weighed
from inventory.hardware.models import FitDecision, Floor, HardwareRecord
from inventory.intake.hardware.report import HardwareReport, described
from inventory.intake.hardware.serials import match_key
from inventory.intake.models import LotLine

#: reports named on one page
_SHOWN = 50


@dataclass(frozen=True)
class Standing:
    """Everything that a page says of what one laptop told."""

    #: the last report; None: it never told anything
    report: HardwareReport | None
    #: when the report before it came
    before_at: datetime | None
    since_before: list[Difference]
    since_list: list[Difference]
    fitness: Fitness
    decided: Fit | None
    has_floor: bool


def _nth(column: Any, number: int) -> Any:
    mine = select(column).where(HardwareRecord.device_id == Device.id)
    return mine.order_by(HardwareRecord.id.desc()).offset(number).limit(1).scalar_subquery()


def _listed(column: Any) -> Any:
    query = select(column).where(LotLine.device_id == Device.id).order_by(LotLine.id.desc())
    return query.limit(1).scalar_subquery()


def _decided() -> Any:
    query = select(FitDecision.fit).where(FitDecision.device_id == Device.id)
    return query.order_by(FitDecision.id.desc()).limit(1).scalar_subquery()


def _largest_disk() -> Any:
    return select(func.max(Medium.size_bytes)).where(Medium.device_id == Device.id).scalar_subquery()


_STANDING = (
    select(
        _nth(HardwareRecord.told, 0).label("last"),
        _nth(HardwareRecord.told, 1).label("before"),
        _nth(HardwareRecord.received_at, 1).label("before_at"),
        _listed(LotLine.serial).label("listed_serial"),
        _listed(LotLine.processor).label("listed_processor"),
        _listed(LotLine.memory_mb).label("listed_memory"),
        _decided().label("decided"),
        _largest_disk().label("disk"),
        Floor.memory_gb,
        Floor.disk_gb,
        Floor.battery_percent,
        Floor.year,
    )
    .select_from(Device)
    .outerjoin(Floor, Floor.digibank_id == Device.digibank_id)
    .where(Device.id == bindparam("device_id"))
)


def standing_of(device: Device) -> Standing:
    """What the laptop told, what changed, and what follows; one question."""
    row = db.session.execute(_STANDING, {"device_id": device.id}).one()
    last = described(row.last) if row.last else None
    before = described(row.before) if row.before else None
    listed = Listed(row.listed_serial or "", "", row.listed_processor or "", row.listed_memory)
    rule = FloorRule(row.memory_gb, row.disk_gb, row.battery_percent, row.year)
    return Standing(
        report=last,
        before_at=row.before_at,
        since_before=differences(before, last) if before and last else [],
        since_list=since_the_list(listed, last) if last else [],
        fitness=weighed(_facts(device, last, row.disk), rule),
        decided=row.decided,
        has_floor=rule != FloorRule(),
    )


def _facts(device: Device, last: HardwareReport | None, disk_bytes: int | None) -> Facts:
    firmware = last.firmware if last else None
    return Facts(
        processor=device.processor,
        memory_mb=device.memory_mb,
        disk_bytes=disk_bytes,
        battery_percent=device.battery_percent,
        uefi=firmware.uefi if firmware else None,
        tpm=firmware.tpm if firmware else None,
    )


def not_seen(device: Device, last: HardwareReport | None) -> list[Medium]:
    """Disks that the register has in this laptop and that its last report, which shows every disk, does not."""
    if last is None or not shows_every_disk(last):
        return []
    shown = {match_key(medium.serial) for medium in last.media if medium.serial}
    if len(shown) < len(last.media):
        return []
    return [one for one in media_of(device) if one.serial and match_key(one.serial) not in shown]


def floor() -> Floor | None:
    """What this digibank asks at least, if it ever said."""
    return db.session.execute(select(Floor)).scalar_one_or_none()


@dataclass(frozen=True)
class Glance:
    """A report in one row of a list, with who or what brought it."""

    record: HardwareRecord
    brought_by: str


def of_device(device: Device) -> list[Glance]:
    """The reports of one laptop, newest first."""
    return _glances(select(HardwareRecord).where(HardwareRecord.device_id == device.id))


def waiting() -> list[Glance]:
    """Reports of which a person must say whose they are, newest first."""
    query = select(HardwareRecord).where(
        HardwareRecord.device_id.is_(None), HardwareRecord.set_aside_at.is_(None)
    )
    return _glances(query.options(joinedload(HardwareRecord.meant_for)))


def latest() -> list[Glance]:
    """The reports that came last and have their laptop."""
    query = select(HardwareRecord).where(HardwareRecord.device_id.is_not(None))
    return _glances(query.options(joinedload(HardwareRecord.device)))


def _glances(query: Any) -> list[Glance]:
    query = (
        query.add_columns(User.name, Token.name)
        .outerjoin(User, User.id == HardwareRecord.received_by_id)
        .outerjoin(Token, Token.id == HardwareRecord.token_id)
        .order_by(HardwareRecord.id.desc())
        .limit(_SHOWN)
    )
    return [Glance(kept, key or person or "") for kept, person, key in db.session.execute(query)]


def get_record(record_id: int) -> HardwareRecord:
    """The report, or NotHere."""
    return row_here(HardwareRecord, record_id)


def with_digest(digest: str) -> HardwareRecord | None:
    """The report that came as these very bytes."""
    query = select(HardwareRecord).where(HardwareRecord.sha256 == digest)
    return db.session.execute(query).scalar_one_or_none()


def sheet_rows(device: Device) -> Sequence[Any]:
    """When each report came, of which tool, and who brought it; one question."""
    query = (
        select(HardwareRecord.received_at, HardwareRecord.tool, HardwareRecord.told, User.name)
        .outerjoin(User, User.id == HardwareRecord.received_by_id)
        .where(HardwareRecord.device_id == device.id)
        .order_by(HardwareRecord.id)
    )
    return db.session.execute(query).all()
