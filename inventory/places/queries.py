"""Which places there are."""

from collections.abc import Sequence

from sqlalchemy import select

from inventory.foundation.database import db
from inventory.places.models import Place


def places() -> Sequence[Place]:
    """Every place, open ones first, by name."""
    query = select(Place).order_by(Place.closed, Place.name, Place.id)
    return db.session.execute(query).scalars().all()


def open_places() -> Sequence[Place]:
    """The places that take something new, by name."""
    query = select(Place).where(Place.closed.is_(False)).order_by(Place.name, Place.id)
    return db.session.execute(query).scalars().all()
