"""Where people come to a service: found by name or made, so that nobody types a place twice."""

from sqlalchemy import select

from inventory.contacts.models import ServiceLocation
from inventory.digibank.models import Digibank
from inventory.foundation.database import db
from inventory.foundation.tenancy import current_digibank_id


def named(name: str, municipality: str = "") -> ServiceLocation:
    """The place that bears this name in that town; made when there is none. Part of another deed, which records it.

    Each town has a library: without a town the first place with that name is meant. A town is filled in where it was
    not known, and never changed by a deed.
    """
    name, municipality = " ".join(name.split())[:120], municipality.strip()[:80]
    query = select(ServiceLocation).where(ServiceLocation.name == name).order_by(ServiceLocation.id)
    by_town = {one.municipality: one for one in reversed(db.session.execute(query).scalars().all())}
    found = by_town.get(municipality)
    if found is None and by_town and not municipality:
        found = min(by_town.values(), key=lambda one: one.id)
    if found is None and (found := by_town.get("")) is not None:
        found.municipality = municipality
    if found is None:
        found = ServiceLocation(name=name, municipality=municipality)
        db.session.add(found)
    db.session.flush()  # contacts point to it
    return found


def desk() -> ServiceLocation:
    """Our own lending desk: it bears the digibank's name until someone gives it another."""
    found = db.session.execute(select(ServiceLocation).where(ServiceLocation.is_desk)).scalar_one_or_none()
    if found is None:
        digibank = db.session.get_one(Digibank, current_digibank_id())
        found = named(digibank.name, digibank.municipality)
        found.is_desk = True
        db.session.flush()
    return found
