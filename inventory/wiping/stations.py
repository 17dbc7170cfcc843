"""Stations: sticks and rigs at the wiping bench that send their reports themselves.

A station has a key of its own that opens one door: evidence comes in. It sees nothing, records nothing and
verifies nothing; what it brings lies on the bench until a person writes it down and another agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from inventory.digibank.actions import give_token
from inventory.digibank.models import Token, TokenKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import MayNot, Refusal
from inventory.foundation.tenancy import row_here
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.places.models import Place, PlaceKind
from inventory.places.rules import check_takes
from inventory.wiping.models import Evidence, Station


class NotABench(Refusal):
    """A station stands at a bench, where a technician looks at what it brings."""


def open_station(actor: Actor, place: Place, *, name: str, now: datetime) -> tuple[Station, str]:
    """A key for a stick or rig at this place; the key itself is told only now. NotABench, PlaceClosed."""
    actor.must(Permission.STATION_MANAGE)
    if actor.user_id is None:
        raise MayNot(permission=Permission.STATION_MANAGE)
    with transaction():
        if place.kind is not PlaceKind.BENCH:
            raise NotABench(name=place.name, field="place")
        check_takes(place.closed, place.name)
        token, secret = give_token(actor.user_id, TokenKind.STATION, name=name.strip(), now=now)
        station = Station(place=place, token=token)
        db.session.add(station)
        db.session.flush()  # its id is the trace's
        record(actor, "wiping.station_opened", station, now=now, place=place.code)
    return station, secret


def withdraw(actor: Actor, station: Station, *, now: datetime) -> Station:
    """From now on its key opens nothing. What it sent stays. Withdrawn twice is withdrawn once."""
    actor.must(Permission.STATION_MANAGE)
    with transaction():
        if station.token.revoked_at is None:
            station.token.revoked_at = now
            record(actor, "wiping.station_withdrawn", station, now=now, place=station.place.code)
    return station


def get_station(station_id: int) -> Station:
    """The station, or NotHere."""
    return row_here(Station, station_id)


@dataclass(frozen=True)
class StationGlance:
    """A station in one row of the list, with what it brought."""

    station: Station
    reports: int
    last_at: datetime | None


def every() -> Sequence[StationGlance]:
    """Every station, those that still send first, latest first among equals."""
    brought = select(Evidence.station_id, func.count(Evidence.id), func.max(Evidence.received_at)).where(
        Evidence.station_id.is_not(None)
    )
    told = {row[0]: row for row in db.session.execute(brought.group_by(Evidence.station_id))}
    query = (
        select(Station)
        .join(Token, Token.id == Station.token_id)
        .options(joinedload(Station.place), joinedload(Station.token).joinedload(Token.user))
        .order_by(Token.revoked_at.is_not(None), Station.id.desc())
    )
    found = []
    for station in db.session.execute(query).scalars():
        _id, reports, last_at = told.get(station.id, (station.id, 0, None))
        found.append(StationGlance(station, reports, last_at))
    return found
