"""The example's counts: one shelf counted and closed with what it found, and one that someone is counting now."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.insight.example.cast import Cast
from inventory.journey import IN_THE_HOUSE
from inventory.permissions import Role
from inventory.places.models import Place, PlaceKind
from inventory.stocktaking import actions
from inventory.stocktaking.models import Stocktake
from inventory.stocktaking.queries import sheet_of
from inventory.stocktaking.rules import Decision, Outcome

#: what a hand needs from one laptop to the next
_A_SCAN = timedelta(seconds=2)


def count_shelves(cast: Cast) -> Iterator[datetime]:
    """On the last day: the fullest shelf in the morning, and half of the next one just before the end."""
    morning = cast.until - timedelta(hours=6)
    yield morning
    shelves = _fullest(2)
    if len(shelves) == 2:
        _count_to_the_end(cast, *shelves, now=morning)
    yield cast.until - timedelta(minutes=20)
    if len(shelves) == 2:
        _count_half(cast, shelves[1], now=cast.until - timedelta(minutes=20))


def _fullest(limit: int) -> Sequence[Place]:
    query = (
        select(Place)
        .join(Device, Device.place_id == Place.id)
        .where(Place.kind == PlaceKind.SHELF, Device.stage.in_(IN_THE_HOUSE))
        .group_by(Place.id)
        .order_by(func.count(Device.id).desc(), Place.id)
        .limit(limit)
    )
    return db.session.execute(query).scalars().all()


def _on(place: Place) -> list[Device]:
    query = (
        select(Device).where(Device.place_id == place.id, Device.stage.in_(IN_THE_HOUSE)).order_by(Device.id)
    )
    return list(db.session.execute(query).scalars())


def _count_to_the_end(cast: Cast, shelf: Place, other: Place, *, now: datetime) -> None:
    """All but one are there, and one stands here that belongs on the other shelf."""
    technician = cast.one(Role.TECHNICIAN)
    here, astray = _on(shelf), _on(other)[-1:]
    count = actions.begin(technician, shelf, now=now)
    ended = _scan(cast, count, [*here[1:], *astray], now)
    for entry in sheet_of(count).to_decide:
        if entry.outcome is Outcome.NOT_FOUND:
            actions.decide(technician, count, entry.device_id, Decision.LATER, now=ended)
    actions.close(technician, count, now=ended + timedelta(minutes=1))


def _count_half(cast: Cast, shelf: Place, *, now: datetime) -> None:
    here = _on(shelf)
    count = actions.begin(cast.one(Role.TECHNICIAN), shelf, now=now)
    _scan(cast, count, here[: len(here) // 2], now)


def _scan(cast: Cast, count: Stocktake, devices: Sequence[Device], now: datetime) -> datetime:
    """One after another; when the last was scanned."""
    technician, at = cast.one(Role.TECHNICIAN), now
    for device in devices:
        at += _A_SCAN
        reading = actions.read(str(device.code), frozenset())
        actions.scan(technician, count, reading, key=f"example-{device.code}", now=at, scanned_at=at)
    return at
