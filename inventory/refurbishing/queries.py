"""What lies on the bench, what waits for a second look, the list under way of one device, and what a list asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from inventory.devices.models import Device, DeviceKind, Grade
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.listing import among, counts_on_a_card
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import rows_of
from inventory.journey import BEFORE_ANY_BENCH, Stage
from inventory.refurbishing.checklist import Step, house_list
from inventory.refurbishing.models import (
    Checklist,
    CheckPhoto,
    CheckResult,
    Checkup,
    CheckupState,
    GradePhoto,
    GradeRule,
)
from inventory.refurbishing.rules import USES, Said, Use
from inventory.validating.queries import may_go_on

#: a bench never holds more than this; the rest is a click further
_MOST = 60

_DONE_BY, _SIGNED_OFF_BY = aliased(User), aliased(User)
_LATEST = (
    select(
        Checkup.state, Checkup.answered_count, Checkup.total_count, Checkup.waits_for, Checkup.grade, Checkup.lap,
        Checkup.done_at, _DONE_BY.name, _SIGNED_OFF_BY.name, Checkup.battery_percent, Checkup.values, Checkup.id,
    )
    .outerjoin(_DONE_BY, _DONE_BY.id == Checkup.done_by_id)
    .outerjoin(_SIGNED_OFF_BY, _SIGNED_OFF_BY.id == Checkup.signed_off_by_id)
    .where(Checkup.device_id == bindparam("device_id"))
    .order_by(Checkup.id.desc())
    .limit(1)
)  # fmt: skip


def find_living(device: Device) -> Checkup | None:
    """The list under way of this device, or None. A list of an earlier lap is no longer under way."""
    query = (
        select(Checkup)
        .where(
            Checkup.device_id == device.id,
            Checkup.lap == device.lap,
            Checkup.state.in_((CheckupState.OPEN, CheckupState.DONE)),
        )
        .options(joinedload(Checkup.checklist))
    )
    return db.session.execute(query).scalar_one_or_none()


def find_signed_off(device: Device) -> Checkup | None:
    """The list of this round that two people stand for and on which nothing was declared ready yet, or None."""
    query = select(Checkup).where(
        Checkup.device_id == device.id,
        Checkup.lap == device.lap,
        Checkup.state == CheckupState.SIGNED_OFF,
        Checkup.served_at.is_(None),
    )
    return db.session.execute(query).scalars().first()


def who_answered(checkup: Checkup) -> set[int]:
    """The people whose answers hold on this list: of each point, who spoke last."""
    last = (
        select(func.max(CheckResult.id))
        .where(CheckResult.checkup_id == checkup.id)
        .group_by(CheckResult.point)
    )
    query = select(CheckResult.given_by_id).where(
        CheckResult.id.in_(last), CheckResult.given_by_id.is_not(None)
    )
    return set(db.session.scalars(query))


@dataclass(frozen=True)
class CheckupGlance:
    """The last list of a device as its page tells of it."""

    state: CheckupState
    answered: int
    total: int
    waits_for: str
    grade: Grade | None
    lap: int
    done_at: datetime | None
    done_by: str | None
    signed_off_by: str | None
    battery_percent: int | None
    values: dict[str, str]
    id: int


def glance_at_latest(device: Device) -> CheckupGlance | None:
    """The last list of this device, whatever became of it."""
    if device.lap == 1 and device.stage in BEFORE_ANY_BENCH:
        return None
    return next((CheckupGlance(*row) for row in rows_of(_LATEST, device_id=device.id)), None)


def checkups_of(device: Device) -> Sequence[Checkup]:
    """Every list of this device, newest first, with the version each was done with."""
    query = (
        select(Checkup)
        .where(Checkup.device_id == device.id)
        .order_by(Checkup.id.desc())
        .options(
            joinedload(Checkup.checklist),
            joinedload(Checkup.done_by),
            joinedload(Checkup.signed_off_by),
            joinedload(Checkup.started_by),
        )
    )
    return db.session.execute(query).scalars().all()


def checkups_in(state: CheckupState) -> Sequence[Checkup]:
    """Lists in this state of devices that are on the bench, oldest first, each with its device."""
    query = (
        select(Checkup)
        .join(Device, Device.id == Checkup.device_id)
        .where(Checkup.state == state, Device.stage == Stage.REFURBISHING)
        .order_by(Checkup.id)
        .limit(_MOST)
        .options(joinedload(Checkup.device), joinedload(Checkup.done_by), joinedload(Checkup.started_by))
    )
    return db.session.execute(query).scalars().all()


def wiped_devices() -> Sequence[Device]:
    """What may come onto the bench, waiting longest first."""
    query = (
        select(Device)
        .where(Device.stage == Stage.WIPED, may_go_on())
        .order_by(Device.stage_since, Device.id)
        .limit(_MOST)
        .options(joinedload(Device.place))
    )
    return db.session.execute(query).scalars().all()


def _lists(state: CheckupState) -> Select[Any]:
    """The lists in this state of what is on the bench."""
    return (
        select(Checkup.id)
        .join(Device, Device.id == Checkup.device_id)
        .where(among(Checkup.state, state), among(Device.stage, Stage.REFURBISHING))
    )


_WAITS = {
    "to_begin": select(Device.id).where(among(Device.stage, Stage.WIPED), may_go_on()),
    "under_way": _lists(CheckupState.OPEN),
    "to_look_again": _lists(CheckupState.DONE),
}


def counts_of_the_bench() -> dict[str, str]:
    """How many are wiped and wait for the bench, are on it, and wait for a second person: one question."""
    return counts_on_a_card(_WAITS)


# --- every answer that was given ---


def results_of(checkup: Checkup, point: str | None = None) -> Sequence[CheckResult]:
    """Every answer on this list, or to one of its steps: newest first, each with who gave it."""
    query = select(CheckResult).where(CheckResult.checkup_id == checkup.id)
    if point is not None:
        query = query.where(CheckResult.point == point)
    query = query.order_by(CheckResult.id.desc()).options(joinedload(CheckResult.given_by))
    return db.session.execute(query).scalars().all()


def last_said(checkup: Checkup, points: Collection[str]) -> dict[str, Said]:
    """What was last said of each of these points, per point."""
    newest = (
        select(func.max(CheckResult.id))
        .where(CheckResult.checkup_id == checkup.id, CheckResult.point.in_(points))
        .group_by(CheckResult.point)
    )
    rows = db.session.execute(select(CheckResult).where(CheckResult.id.in_(newest))).scalars()
    return {row.point: Said(row.id, row.given_by_id, row.what, row.against_id) for row in rows}


def differing_results(checkup: Checkup) -> dict[str, list[CheckResult]]:
    """Per point that is told in two ways: the answers that differ, oldest first. Nothing is asked when none is."""
    wanted = [one for ids in checkup.differing.values() for one in ids]
    if not wanted:
        return {}
    query = (
        select(CheckResult)
        .where(CheckResult.id.in_(wanted))
        .order_by(CheckResult.id)
        .options(joinedload(CheckResult.given_by))
    )
    found: dict[str, list[CheckResult]] = {}
    for result in db.session.execute(query).scalars():
        found.setdefault(result.point, []).append(result)
    return found


def get_photo(device: Device, photo_id: int) -> CheckPhoto:
    """A picture of one of this device's lists; NotHere otherwise."""
    photo = db.session.get(CheckPhoto, photo_id)
    checkup = db.session.get(Checkup, photo.checkup_id) if photo else None
    if photo is None or checkup is None or checkup.device_id != device.id:
        raise NotHere
    return photo


def count_photos(checkup: Checkup) -> int:
    """How many pictures this list holds."""
    query = select(func.count(CheckPhoto.id)).where(CheckPhoto.checkup_id == checkup.id)
    return db.session.execute(query).scalar_one()


# --- what a list asks ---


def find_list(kind: DeviceKind) -> Checklist | None:
    """The newest version of the list for this kind, or None while nobody here used or edited it."""
    query = select(Checklist).where(Checklist.kind == kind).order_by(Checklist.number.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def steps_in_force(kind: DeviceKind) -> tuple[Step, ...]:
    """What is asked of a device of this kind that comes to the bench now."""
    newest = find_list(kind)
    return house_list(kind) if newest is None or newest.is_default else newest.asks


def lists_by_kind() -> dict[DeviceKind, Checklist]:
    """The newest version of every list that somebody here used or edited."""
    newest = select(func.max(Checklist.id)).group_by(Checklist.kind)
    found = db.session.execute(
        select(Checklist).where(Checklist.id.in_(newest)).options(joinedload(Checklist.made_by))
    )
    return {one.kind: one for one in found.scalars()}


def versions_of(kind: DeviceKind, limit: int = 10) -> Sequence[Checklist]:
    """The last versions of one list, newest first, each with who made it."""
    query = select(Checklist).where(Checklist.kind == kind).order_by(Checklist.number.desc()).limit(limit)
    return db.session.execute(query.options(joinedload(Checklist.made_by))).scalars().all()


def keys_ever(kind: DeviceKind) -> set[str]:
    """The keys of every step that stood on any version of the list for this kind: answers to them are kept."""
    versions = db.session.execute(select(Checklist.steps).where(Checklist.kind == kind)).scalars()
    return {str(step["point"]) for steps in versions for step in steps}


# --- what grades mean here ---


def grade_rules() -> dict[Grade, GradeRule]:
    """What this digibank said itself of its grades."""
    return {one.grade: one for one in db.session.execute(select(GradeRule)).scalars()}


def uses() -> dict[Grade, Use]:
    """What each grade may be used for here."""
    told = dict(db.session.execute(select(GradeRule.grade, GradeRule.use)).all())
    return {grade: told.get(grade, USES[grade]) for grade in Grade}


def may_be_lent() -> ColumnElement[bool]:
    """The condition that a device is of a grade that is lent here, or of none yet."""
    told = select(GradeRule.grade)
    here = told.where(GradeRule.use == Use.LENT)
    elsewhere = told.where(GradeRule.use != Use.LENT)
    by_default = [grade for grade in Grade if USES[grade] == Use.LENT]
    return or_(
        Device.grade.is_(None),
        Device.grade.in_(here),
        and_(Device.grade.in_(by_default), Device.grade.not_in(elsewhere)),
    )


def grade_of(device: Device) -> Grade | None:
    """The grade a person gave: as the register has it, or else the last list of this device that was signed off."""
    if device.grade is not None:
        return device.grade
    query = (
        select(Checkup.grade)
        .where(Checkup.device_id == device.id, Checkup.state == CheckupState.SIGNED_OFF)
        .order_by(Checkup.id.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()


def example_ids() -> dict[Grade, list[int]]:
    """The example pictures of each grade, by their ids."""
    found: dict[Grade, list[int]] = {}
    for grade, photo_id in db.session.execute(
        select(GradePhoto.grade, GradePhoto.id).order_by(GradePhoto.id)
    ):
        found.setdefault(grade, []).append(photo_id)
    return found


def ready_by_grade() -> dict[Grade, int]:
    """How many devices of each grade are ready now."""
    query = select(Device.grade, func.count(Device.id)).where(
        Device.stage == Stage.READY, Device.grade.is_not(None)
    )
    return {grade: count for grade, count in db.session.execute(query.group_by(Device.grade)) if grade}
