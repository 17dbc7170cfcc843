"""What other pages may show of mobile days: on a device, on today's page, at the scan of a crate.

To whoever packs, without a name: where a laptop is, is everyone's business at the bench and the desk.
"""

from collections.abc import Collection
from datetime import date

from flask import url_for
from sqlalchemy import select

from inventory.devices.models import Device
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.foundation.offers import Panel, offers
from inventory.foundation.refusal import Refusal
from inventory.journey import Move, Stage
from inventory.lending.moments import Moment
from inventory.outings import queries, rules
from inventory.outings.actions import OnTheRoad
from inventory.outings.models import Outing, OutingTraveller
from inventory.outings.rules import OutingState
from inventory.permissions import Permission
from inventory.places.models import Place


def hang() -> None:
    """Called by the views, so that what is offered comes with the doors it links to."""


@offers("place.lands")
def land_on_crate(place: Place, actor: Actor) -> str | None:
    """The scan of a crate leads to packing it, or to unpacking it."""
    if not actor.may(Permission.OUTING_PACK):
        return None
    outing = queries.outing_of_crate(place)
    if outing is None:
        return None
    if outing.is_on_the_road:
        return url_for("outings.unpack", outing_id=outing.id)
    return url_for("outings.pack", outing_id=outing.id) if outing.listed_at is not None else None


@offers("lending.moments")
def moments(actor: Actor, today: date) -> list[Moment]:
    """The mobile days on the road with this person along: everyone with an appointment, and the laptop that travels."""
    if not actor.may(Permission.OUTING_GO):
        return []
    return [queries.moment_of(outing) for outing in queries.on_the_road()]


@offers("till.travels")
def is_on_the_road(actor: Actor) -> bool:
    """Is this person on a mobile day now? Then cash goes into the box that they have along."""
    query = (
        select(Outing.id)
        .join(OutingTraveller, OutingTraveller.outing_id == Outing.id)
        .where(
            OutingTraveller.user_id == actor.user_id,
            Outing.departed_at.is_not(None),
            Outing.closed_at.is_(None),
        )
    )
    return db.session.execute(query.limit(1)).first() is not None


@offers("lending.where")
def where(actor: Actor) -> tuple[str, str] | None:
    """Where someone who is on the road now meets people: the building, and the town."""
    query = (
        select(Outing)
        .join(OutingTraveller, OutingTraveller.outing_id == Outing.id)
        .where(
            OutingTraveller.user_id == actor.user_id,
            Outing.departed_at.is_not(None),
            Outing.closed_at.is_(None),
        )
    )
    outing = db.session.execute(query.order_by(Outing.id).limit(1)).scalar()
    return (outing.venue or outing.municipality, outing.municipality) if outing is not None else None


@offers("device.panels")
def travels_panel(device: Device, actor: Actor) -> Panel | None:
    """That it is in a crate or a van, and where that goes."""
    # What is in a crate may be lent and has a place; of other laptops this need not be asked.
    is_asked = device.stage in {Stage.READY, Stage.RESERVED} and device.place_id is not None
    if not is_asked or not actor.may(Permission.OUTING_PACK):
        return None
    row = queries.open_row_of(device)
    if row is None or row.packed_at is None:
        return None
    return Panel("inventory/outings/_of_device.html", {"outing": row.outing, "row": row}, weight=15)


@offers("device.holds")
def in_a_van(device: Device, move: Move) -> Refusal | None:
    """What is in a van can be handed over, brought back and lost; for anything else it must be here."""
    if move not in rules.NOT_FROM_A_VAN:
        return None
    outing = queries.outing_of(device)
    if outing is None or outing.state is not OutingState.ON_THE_ROAD:
        return None
    return OnTheRoad(code=device.spoken, town=outing.municipality)


@offers("device.elsewhere")
def bound_to_a_day(device_ids: Collection[int], actor: Actor | None) -> list[int]:
    """What is on a list, in a crate or in a van is not at hand, but for who travels with that van."""
    return queries.bound_of(device_ids, along=actor.user_id if actor is not None else None)


def _on_hand(actor: Actor, today: date) -> Panel | None:
    """The days that are on the road, or leave today or tomorrow."""
    if not actor.may(Permission.OUTING_PACK):
        return None
    outings = queries.on_hand(today)
    if not outings:
        return None
    return Panel("inventory/outings/_today.html", {"outings": outings}, weight=25)


@offers("today.desk")
def desk_panel(actor: Actor, today: date) -> Panel | None:
    """For who goes along."""
    return _on_hand(actor, today) if actor.may(Permission.OUTING_GO) else None


@offers("today.technician")
def bench_panel(actor: Actor, today: date) -> Panel | None:
    """For who packs; who goes along sees it among the desk's."""
    return None if actor.may(Permission.OUTING_GO) else _on_hand(actor, today)


@offers("check")
def check() -> list[str]:
    """What is bound to an outing is bound to one that is still open, was packed, and was lent if it says so."""
    return [
        *(f"{one.__tablename__} {one.id} is bound to outing {one.outing_id}, which is over"
          for one in queries.bound_to_a_past_outing()),
        *(f"{one.device.code} is on the road with outing {one.outing_id}, and was never packed"
          for one in queries.in_a_van_but_not_packed()),
        *(f"{one.device.code} went home from outing {one.outing_id}, and no loan began then"
          for one in queries.lent_but_free()),
    ]  # fmt: skip
