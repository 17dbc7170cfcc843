"""Open a place, put its name right, close it. Putting a device somewhere is the register of devices' own."""

from datetime import datetime

from sqlalchemy import select

from inventory.codes import Kind
from inventory.digibank.numbers import give_code
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from inventory.places.models import Place, PlaceKind


class NameTaken(Refusal):
    """Another place has this name; two shelves with one name lose laptops."""


def open_place(actor: Actor, *, name: str, kind: PlaceKind, now: datetime, note: str = "") -> Place:
    """A new shelf, bench, desk, van, box or room, with a code of its own."""
    actor.must(Permission.PLACE_EDIT)
    with transaction():
        _check_name(name, None)
        mark = Kind.BOX if kind is PlaceKind.BOX else Kind.PLACE
        place = give_code(Place(name=name.strip(), kind=kind, mark=mark, note=note.strip()))
        db.session.add(place)
        db.session.flush()  # its id is the trace's
        record(actor, "places.opened", place, now=now, kind=kind, code=place.code)
    return place


def stand_outside(actor: Actor, name: str, *, now: datetime) -> Place:
    """The place that stands for an organisation outside, by its name; opened when something first goes there."""
    actor.must(Permission.DEVICE_MOVE)
    name = name.strip()[:80]
    with transaction():
        query = select(Place).where(Place.name == name, Place.closed.is_(False)).limit(1)
        place = db.session.execute(query).scalar_one_or_none()
        if place is None:
            place = give_code(Place(name=name, kind=PlaceKind.ROOM, mark=Kind.PLACE))
            db.session.add(place)
            db.session.flush()  # its id is the trace's
            record(actor, "places.opened", place, now=now, kind=PlaceKind.ROOM, code=place.code)
    return place


def correct_place(
    actor: Actor, place: Place, *, name: str, kind: PlaceKind, note: str, closed: bool, now: datetime
) -> Place:
    """Put a name right, or close a place: it takes nothing new, and its sticker still says what it was."""
    actor.must(Permission.PLACE_EDIT)
    with transaction():
        _check_name(name, place)
        place.name, place.kind, place.note, place.closed = name.strip(), kind, note.strip(), closed
        record(actor, "places.corrected", place, now=now, kind=kind, closed=closed)
    return place


def _check_name(name: str, own: Place | None) -> None:
    query = select(Place).where(Place.name == name.strip(), Place.closed.is_(False))
    others = [place for place in db.session.execute(query).scalars() if own is None or place.id != own.id]
    if others:
        raise NameTaken(name=name.strip(), field="name")
