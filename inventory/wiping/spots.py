"""The places on the bench: what stands where, since when, and what it waits for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from inventory.devices.models import Device
from inventory.foundation.database import db
from inventory.places.models import Place, PlaceKind
from inventory.places.queries import open_places
from inventory.wiping.bench import Match
from inventory.wiping.blocking import Blocker
from inventory.wiping.next_steps import NextStep
from inventory.wiping.queries import DevicePicture


class Waits(StrEnum):
    """What a device on the bench waits for, where no report and no blocker says it."""

    #: nothing is known of the wipe yet
    FOR_ITS_REPORT = "for_its_report"
    #: every disk is closed
    FOR_ITS_CERTIFICATE = "for_its_certificate"
    #: a report lies ready to be confirmed
    FOR_A_CONFIRMATION = "for_a_confirmation"


@dataclass(frozen=True)
class Spot:
    """One place with what stands there; a device without a bench has no place, a free bench no device."""

    place: Place | None = None
    picture: DevicePicture | None = None
    waits_for: Waits | NextStep | Blocker | None = None


def free_bench() -> Place | None:
    """The first bench by name on which nothing stands; None when all are taken, or there is none."""
    taken = select(Device.place_id).where(Device.place_id.is_not(None))
    query = (
        select(Place)
        .where(Place.kind == PlaceKind.BENCH, Place.closed.is_(False), Place.id.not_in(taken))
        .order_by(Place.name, Place.id)
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()


def spots(pictures: Sequence[DevicePicture], matches: Iterable[Match]) -> list[Spot]:
    """Every place of the bench that holds a device being wiped or nothing, by name; then devices without one."""
    reports: dict[int, list[Match]] = {}
    for match in matches:
        if match.device is not None:
            reports.setdefault(match.device.id, []).append(match)
    benches = {place.id: place for place in open_places() if place.kind is PlaceKind.BENCH}
    taken = set(
        db.session.execute(select(Device.place_id).where(Device.place_id.in_(benches)).distinct()).scalars()
    )
    found = [
        Spot(benches.get(one.device.place_id or 0), one, waits_for(one, reports.get(one.device.id, [])))
        for one in pictures
    ]
    found += [Spot(place) for place in benches.values() if place.id not in taken]
    return sorted(found, key=lambda spot: (spot.place is None, spot.place.name if spot.place else ""))


def waits_for(picture: DevicePicture, reports: Sequence[Match]) -> Waits | NextStep | Blocker:
    """The one thing that would bring this device further: problems first, then what lies ready."""
    if not picture.blockers:
        return Waits.FOR_ITS_CERTIFICATE
    if reports:
        steps = [match.next_step for match in reports]
        troubles = [step for step in steps if step is not NextStep.CONFIRM]
        return troubles[0] if troubles else Waits.FOR_A_CONFIRMATION
    worst = min(picture.blockers, key=lambda blocker: blocker is Blocker.NOT_WIPED)
    return Waits.FOR_ITS_REPORT if worst is Blocker.NOT_WIPED else worst
