"""The lists of a digibank that its people choose from: groups, what questions are about, and places."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select

from inventory.contacts import locations
from inventory.contacts.models import HelpType, ServiceLocation, TargetGroup
from inventory.contacts.presets import GROUPS, HELP_TYPES
from inventory.contacts.rules import GroupKind
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.national_numbers import has_national_number
from inventory.foundation.offers import offers
from inventory.foundation.refusal import NationalNumber, NotHere, Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission

#: what each list is called in an address and in the trace
Listed = TargetGroup | HelpType
L = TypeVar("L", TargetGroup, HelpType, ServiceLocation)
#: as many as anyone reads on a phone
_MOST = 60


class TitleMissing(Refusal):
    """What people choose from has a name in Dutch at least."""

    status = 422


class TooManyToChoose(Refusal):
    """Nobody reads so long a list."""


class NameTaken(Refusal):
    """There is a place with that name."""

    status = 422


class UnderAHead(Refusal):
    """Two levels are enough: what stands under a head has nothing under it."""

    status = 422


def groups(*, closed: bool = False) -> Sequence[TargetGroup]:
    """The groups that are asked, in their order; with `closed` also those that were asked once."""
    query = select(TargetGroup).order_by(TargetGroup.position, TargetGroup.id)
    return db.session.scalars(query if closed else query.where(TargetGroup.closed_at.is_(None))).all()


def help_types(*, closed: bool = False) -> list[tuple[HelpType, list[HelpType]]]:
    """Every head with what stands under it."""
    query = select(HelpType).order_by(HelpType.position, HelpType.id)
    rows = db.session.scalars(query if closed else query.where(HelpType.closed_at.is_(None))).all()
    heads = [row for row in rows if row.parent_id is None]
    return [(head, [row for row in rows if row.parent_id == head.id]) for head in heads]


def places(*, closed: bool = False) -> Sequence[ServiceLocation]:
    """Where people come, by name."""
    query = select(ServiceLocation).order_by(func.lower(ServiceLocation.name), ServiceLocation.id)
    return db.session.scalars(query if closed else query.where(ServiceLocation.closed_at.is_(None))).all()


def get(model: type[L], row_id: int) -> L:
    """One of a list by its id; NotHere otherwise."""
    found = db.session.scalar(select(model).where(model.id == row_id))
    if found is None:
        raise NotHere
    return found


def add_group(
    actor: Actor, titles: Mapping[str, str], *, now: datetime, kind: GroupKind = GroupKind.GROUP
) -> TargetGroup:
    """Another group to ask."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        group = TargetGroup(kind=kind, titles=_titles(titles), position=_next(TargetGroup))
        return _keep(actor, group, "contacts.group_added", now)


def add_help_type(
    actor: Actor, titles: Mapping[str, str], *, now: datetime, under: HelpType | None = None
) -> HelpType:
    """Something else that questions may be about, as a head or under one."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        if under is not None and under.parent_id is not None:
            raise UnderAHead
        parent = under.id if under is not None else None
        kind = HelpType(titles=_titles(titles), position=_next(HelpType), parent_id=parent)
        return _keep(actor, kind, "contacts.help_type_added", now)


def retitle(actor: Actor, row: Listed, titles: Mapping[str, str], *, now: datetime) -> None:
    """Say it in other words; who was counted under it stays so."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        row.titles = _titles(titles)
        record(actor, "contacts.retitled", row, now=now)


def move(actor: Actor, row: Listed, by: int, *, now: datetime) -> None:
    """One place up (-1) or down (1) among those beside it; at the end it stays where it is."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        order = _beside(row)
        at = order.index(row)
        order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
        for position, one in enumerate(order, start=1):
            one.position = position
        record(actor, "contacts.moved", row, now=now)


def _beside(row: Listed) -> list[Listed]:
    """The list in which it stands: of a kind of question those under the same head."""
    if isinstance(row, TargetGroup):
        return [*groups(closed=True)]
    heads = help_types(closed=True)
    if row.parent_id is None:
        return [head for head, _below in heads]
    return [*next(below for head, below in heads if head.id == row.parent_id)]


def close(actor: Actor, row: Listed | ServiceLocation, *, now: datetime, again: bool = False) -> None:
    """It is not offered any more, or again; what was counted with it stays."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        row.closed_at = None if again else now
        record(actor, "contacts.reopened" if again else "contacts.closed", row, now=now)


def add_place(actor: Actor, name: str, municipality: str, *, now: datetime) -> ServiceLocation:
    """Another place where people come."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        place = ServiceLocation()
        _name(place, name, municipality)
        return _keep(actor, place, "contacts.place_added", now)


def meet_at(actor: Actor, name: str, municipality: str, *, now: datetime) -> ServiceLocation:
    """The place that bears this name, for whoever notes contacts there; written down when nobody did yet."""
    actor.must(Permission.CONTACT_NOTE)
    with transaction():
        _refuse_number(name)
        before = set(db.session.scalars(select(ServiceLocation.id)))
        place = locations.named(name, municipality)
        if place.id not in before:
            record(actor, "contacts.place_added", place, now=now)
        return place


def rename_place(
    actor: Actor, place: ServiceLocation, name: str, municipality: str, *, now: datetime
) -> None:
    """It is called otherwise, or stands in another town; its contacts stay."""
    actor.must(Permission.CONTACT_SET)
    with transaction():
        _name(place, name, municipality)
        record(actor, "contacts.place_renamed", place, now=now)


@offers("digibank.founded")
def begin_with_some(actor: Actor, now: datetime) -> None:
    """A new digibank asks the groups of the call, and knows what most questions are about."""
    house = replace(actor, permissions=actor.permissions | {Permission.CONTACT_SET})
    for kind, titles in GROUPS:
        add_group(house, titles, now=now, kind=kind)
    for titles, below in HELP_TYPES:
        head = add_help_type(house, titles, now=now)
        for one in below:
            add_help_type(house, one, now=now, under=head)


def _name(place: ServiceLocation, name: str, municipality: str) -> None:
    name = " ".join(name.split())[:120]
    if not name:
        raise TitleMissing(field="name")
    _refuse_number(name)
    municipality = municipality.strip()[:80]
    twin = db.session.scalar(
        select(ServiceLocation.id).where(
            ServiceLocation.name == name, ServiceLocation.municipality == municipality
        )
    )
    if twin is not None and twin != place.id:
        raise NameTaken(field="name")
    place.name, place.municipality = name, municipality


def _titles(titles: Mapping[str, str]) -> dict[str, str]:
    kept = {locale: text.strip()[:120] for locale, text in titles.items() if text.strip()}
    if not kept.get("nl"):
        raise TitleMissing(field="title_nl")
    for text in kept.values():
        _refuse_number(text)
    return kept


def _refuse_number(text: str) -> None:
    if has_national_number(text):
        raise NationalNumber


def _next(model: type[TargetGroup] | type[HelpType]) -> int:
    last, count = db.session.execute(select(func.max(model.position), func.count(model.id))).one()
    if count >= _MOST:
        raise TooManyToChoose(most=_MOST)
    return (last or 0) + 1


def _keep(actor: Actor, row: L, deed: str, now: datetime) -> L:
    db.session.add(row)
    db.session.flush()  # the trace names its id
    record(actor, deed, row, now=now)
    return row
