"""The kinds of start workshop that a digibank gives, and the rooms where it gives them: written down and changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from inventory.borrowers.rules import Language
from inventory.foundation.actor import Actor
from inventory.foundation.audit import record
from inventory.foundation.database import db
from inventory.foundation.offers import offers
from inventory.foundation.refusal import Refusal
from inventory.foundation.transaction import transaction
from inventory.permissions import Permission
from workshop.models import Venue, WorkshopKind
from workshop.planning import NoSeats, TooLong
from workshop.presets import AT_FIRST, KINDS, TOPICS
from workshop.rules import MOST_LESSONS, MOST_MINUTES, MOST_SEATS, Aid, CountsFor, Form


class TitleMissing(Refusal):
    """A kind has a name in Dutch at least."""

    status = 422


class NoLessons(Refusal):
    """A course has at least two lessons, and not more than anyone follows."""

    status = 422


class NotALink(Refusal):
    """Where something is found on the internet begins with https://."""

    status = 422


class NameTaken(Refusal):
    """Two rooms of one name: nobody finds the right one."""


@dataclass(frozen=True)
class KindDetails:
    """What a kind is, as someone fills it in."""

    form: Form
    titles: Mapping[str, str]
    minutes: int
    capacity: int
    lessons: int = 1
    #: as kept: each with its code and its text by language
    topics: Sequence[Mapping[str, str]] = ()
    languages: Sequence[Language] = (Language.DUTCH,)
    materials: Sequence[Mapping[str, str]] = ()
    counts_for: CountsFor = CountsFor.START


@dataclass(frozen=True)
class VenueDetails:
    """Where a room is, as someone fills it in."""

    name: str
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    bus_stop: str = ""
    door_photo: str = ""
    aids: tuple[Aid, ...] = ()


def add_kind(actor: Actor, told: KindDetails, *, now: datetime) -> WorkshopKind:
    """Write down a kind. TitleMissing, NoSeats, TooLong, NoLessons, NotALink at their fields."""
    actor.must(Permission.WORKSHOP_SET)
    with transaction():
        kind = WorkshopKind(**_checked(told))
        db.session.add(kind)
        db.session.flush()  # the trace names its id
        record(actor, "workshop.kind_added", kind, now=now, form=kind.form)
    return kind


def change_kind(actor: Actor, kind: WorkshopKind, told: KindDetails, *, now: datetime) -> WorkshopKind:
    """It is given otherwise from now on; sessions that are planned stay as they were planned."""
    actor.must(Permission.WORKSHOP_SET)
    with transaction():
        for name, value in _checked(told).items():
            setattr(kind, name, value)
        record(actor, "workshop.kind_changed", kind, now=now, form=kind.form)
    return kind


def close_kind(actor: Actor, kind: WorkshopKind, *, now: datetime, again: bool = False) -> WorkshopKind:
    """Nothing new of this kind is planned; with `again` it is given once more."""
    actor.must(Permission.WORKSHOP_SET)
    with transaction():
        kind.closed_at = None if again else now
        record(actor, "workshop.kind_reopened" if again else "workshop.kind_closed", kind, now=now)
    return kind


def take_over(actor: Actor, codes: Iterable[str], *, now: datetime) -> list[WorkshopKind]:
    """Kinds of the presets as one's own; what a digibank gives already, by the same Dutch name, is not doubled."""
    actor.must(Permission.WORKSHOP_SET)
    with transaction():
        known = {kind.title("nl") for kind in db.session.scalars(select(WorkshopKind))}
        wanted = [KINDS[code] for code in codes if KINDS[code].titles["nl"] not in known]
        return [add_kind(actor, _details(preset), now=now) for preset in wanted]


def _details(preset: Any) -> KindDetails:
    topics = [{"code": code, **TOPICS[code]} for code in preset.topics]
    return KindDetails(
        form=preset.form, titles=preset.titles, minutes=preset.minutes, capacity=preset.capacity,
        lessons=preset.lessons, topics=topics, counts_for=preset.counts_for,
    )  # fmt: skip


@offers("digibank.founded")
def begin_with_some(actor: Actor, now: datetime) -> None:
    """A new digibank explains at the hand-over, holds an info session, and asks later how it goes."""
    house = replace(actor, permissions=actor.permissions | {Permission.WORKSHOP_SET})
    take_over(house, AT_FIRST, now=now)


def _checked(told: KindDetails) -> dict[str, Any]:
    titles = {locale: text.strip() for locale, text in told.titles.items() if text.strip()}
    if not titles.get("nl"):
        raise TitleMissing(field="title_nl")
    if not 1 <= told.capacity <= MOST_SEATS:
        raise NoSeats(field="capacity", most=MOST_SEATS)
    if not 5 <= told.minutes <= MOST_MINUTES:
        raise TooLong(field="minutes", most=MOST_MINUTES)
    if told.form is Form.COURSE and not 2 <= told.lessons <= MOST_LESSONS:
        raise NoLessons(field="lessons", most=MOST_LESSONS)
    if not all(is_link(one.get("url", "")) for one in told.materials):
        raise NotALink(field="materials")
    return {
        "form": told.form,
        "titles": titles,
        "topics": [dict(topic) for topic in told.topics],
        "minutes": told.minutes,
        "lessons": told.lessons if told.form is Form.COURSE else 1,
        "capacity": told.capacity,
        "languages": [str(language) for language in told.languages],
        "materials": [dict(one) for one in told.materials],
        "counts_for": told.counts_for,
    }


def is_link(text: str) -> bool:
    """May this stand in a letter as the address of something on the internet?"""
    try:
        parts = urlsplit(text)
    except ValueError:  # "https://[" is no address at all
        return False
    return parts.scheme == "https" and "." in parts.netloc and not any(mark in text for mark in " \"'<>\\")


def add_venue(actor: Actor, told: VenueDetails, *, now: datetime) -> Venue:
    """Write down a room. NameTaken, NotALink at their fields."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        venue = Venue()
        _fill_venue(venue, told)
        db.session.add(venue)
        db.session.flush()  # the trace names its id
        record(actor, "workshop.venue_added", venue, now=now)
    return venue


def change_venue(actor: Actor, venue: Venue, told: VenueDetails, *, now: datetime) -> Venue:
    """How to get there changed; letters written from now on say so."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        _fill_venue(venue, told)
        record(actor, "workshop.venue_changed", venue, now=now)
    return venue


def close_venue(actor: Actor, venue: Venue, *, now: datetime, again: bool = False) -> Venue:
    """Nothing new is planned there; with `again` it is used once more."""
    actor.must(Permission.WORKSHOP_PLAN)
    with transaction():
        venue.closed_at = None if again else now
        record(actor, "workshop.venue_reopened" if again else "workshop.venue_closed", venue, now=now)
    return venue


def _fill_venue(venue: Venue, told: VenueDetails) -> None:
    if told.door_photo and not is_link(told.door_photo):
        raise NotALink(field="door_photo")
    same = select(Venue.id).where(Venue.name == told.name.strip(), Venue.id != (venue.id or 0))
    if db.session.scalar(same) is not None:
        raise NameTaken(field="name")
    venue.name = told.name.strip()
    venue.street, venue.postcode, venue.municipality = told.street, told.postcode, told.municipality
    venue.bus_stop, venue.door_photo = told.bus_stop, told.door_photo
    venue.aids = [str(aid) for aid in told.aids]


def kinds_given() -> list[WorkshopKind]:
    """What can be planned now, in the order in which it was written down."""
    query = select(WorkshopKind).where(WorkshopKind.closed_at.is_(None)).order_by(WorkshopKind.id)
    return list(db.session.scalars(query))


def venues_open() -> list[Venue]:
    """Where something can be planned now, by name."""
    return list(
        db.session.scalars(select(Venue).where(Venue.closed_at.is_(None)).order_by(Venue.name, Venue.id))
    )
