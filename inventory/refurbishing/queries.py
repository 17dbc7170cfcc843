"""What lies on the bench, what waits for a second look, and the list under way of one device."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased, joinedload

from inventory.devices.models import Device, Grade
from inventory.digibank.models import User
from inventory.foundation.database import db
from inventory.foundation.listing import among, counts_on_a_card
from inventory.foundation.tenancy import rows_of
from inventory.journey import BEFORE_ANY_BENCH, Stage
from inventory.refurbishing.models import Checkup, CheckupState
from inventory.validating.queries import may_go_on

#: a bench never holds more than this; the rest is a click further
_MOST = 60

_DONE_BY, _SIGNED_OFF_BY = aliased(User), aliased(User)
_LATEST = (
    select(
        Checkup.state, Checkup.answers, Checkup.waits_for, Checkup.grade, Checkup.lap, Checkup.done_at,
        _DONE_BY.name, _SIGNED_OFF_BY.name,
    )
    .outerjoin(_DONE_BY, _DONE_BY.id == Checkup.done_by_id)
    .outerjoin(_SIGNED_OFF_BY, _SIGNED_OFF_BY.id == Checkup.signed_off_by_id)
    .where(Checkup.device_id == bindparam("device_id"))
    .order_by(Checkup.id.desc())
    .limit(1)
)  # fmt: skip


def find_living(device: Device) -> Checkup | None:
    """The list under way of this device, or None. A list of an earlier lap is no longer under way."""
    query = select(Checkup).where(
        Checkup.device_id == device.id,
        Checkup.lap == device.lap,
        Checkup.state.in_((CheckupState.OPEN, CheckupState.DONE)),
    )
    return db.session.execute(query).scalar_one_or_none()


@dataclass(frozen=True)
class CheckupGlance:
    """The last list of a device as its page tells of it."""

    state: CheckupState
    answers: dict[str, str]
    waits_for: str
    grade: Grade | None
    lap: int
    done_at: datetime | None
    done_by: str | None
    signed_off_by: str | None


def glance_at_latest(device: Device) -> CheckupGlance | None:
    """The last list of this device, whatever became of it."""
    if device.lap == 1 and device.stage in BEFORE_ANY_BENCH:
        return None
    return next((CheckupGlance(*row) for row in rows_of(_LATEST, device_id=device.id)), None)


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
