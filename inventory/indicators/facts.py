"""What an indicator counts, as plain values: contacts, loans, referrals and moments, and never a name.

A person is a number. What is told of a contact by age and town is what stood on it; nothing here is lost when a
person is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Contact(NamedTuple):
    """Someone came to a service on a day."""

    id: int
    #: None: stayed anonymous
    person: int | None
    on: date
    service: str
    step: str
    location: int | None
    referrer: int | None
    channel: str
    help_type: int | None
    #: the id of the contact with which the episode began
    episode: int


class Begun(NamedTuple):
    """An episode, by the contact with which it began."""

    episode: int
    person: int | None
    on: date
    service: str


class FirstDays(NamedTuple):
    """When a person came for the very first time, and for the first time in a way that was asked of."""

    person: int
    ever: date
    asked: date | None


@dataclass(frozen=True)
class Traits:
    """What is known of people, by their number; who is missing in one of these is not known in it."""

    age: Mapping[int, str] = field(default_factory=dict)
    gender: Mapping[int, str] = field(default_factory=dict)
    language: Mapping[int, str] = field(default_factory=dict)
    municipality: Mapping[int, str] = field(default_factory=dict)
    #: how each of them came to us first, as far as someone said so
    channel: Mapping[int, str] = field(default_factory=dict)
    #: the ids of the target groups; several may hold
    groups: Mapping[int, frozenset[int]] = field(default_factory=dict)


class Asked(NamedTuple):
    """An application, and the loan that came of it."""

    id: int
    referrer: int | None
    state: str
    on: date
    #: the day on which the laptop went along; None: it did not
    lent_on: date | None


class SentOn(NamedTuple):
    """Someone was sent on to another place."""

    on: date
    to_service: str | None
    to_location: int | None
    to_partner: int | None
    #: the day on which they came there; None: not as far as we know
    came_on: date | None
    #: of which episode the contact is at which they were sent on
    episode: int


class Lent(NamedTuple):
    """A loan that was not undone, with all that is counted of it."""

    id: int
    person: int
    began: date
    #: the day on which it has to end, as it stands now; None: none
    due: date | None
    ended: date | None
    #: how it ended, a value of Ending
    ending: str | None
    device_kind: str
    #: where it was handed over
    location: int | None
    #: the day of the application; None: there was none
    asked_on: date | None
    purpose: str | None
    #: the tariff of its deposit; None: nothing was agreed
    tariff: str | None
    #: the way in which that deposit was arranged
    way: str | None


class Moved(NamedTuple):
    """The end of a loan was moved."""

    loan: int
    on: date
    was: date | None
    to: date | None


class Slot(NamedTuple):
    """A moment for which people could book."""

    service: str
    id: int
    #: how many fit; None: nobody says
    capacity: int | None


class Booking(NamedTuple):
    """Someone was expected at a moment, or walked in."""

    service: str
    #: the moment; for an appointment alone its own
    slot: int
    #: from Monday 1 to Sunday 7, by the clock in Brussels
    weekday: int
    hour: int
    #: did they come? None: nobody noted it
    came: bool | None
    walked_in: bool
