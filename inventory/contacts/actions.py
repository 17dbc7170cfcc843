"""Contacts are noted by the deeds that happen anyway, and withdrawn with them; nobody types them twice.

What is noted here is part of the deed that calls, which records it. Contacts that are typed have deeds of their own:
`typed.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inventory.borrowers.models import Borrower
from inventory.contacts import realising
from inventory.contacts.models import BorrowerGroup, HelpType, ServiceContact, ServiceLocation
from inventory.contacts.queries import find, of_borrower, referrals_of, that_continue
from inventory.contacts.rules import (
    AgeBand,
    ContactOutcome,
    GroupKind,
    Purpose,
    ReferralChannel,
    Service,
    Step,
    band_of,
)
from inventory.foundation.actor import Actor
from inventory.foundation.database import db
from inventory.partners.models import Partner


@dataclass(frozen=True)
class Happened:
    """That someone came to a service, and everything that is known of it."""

    service: Service
    #: the day in Brussels
    on: date
    #: the table and row that it follows from
    source: str
    source_id: int
    step: Step = Step.VISIT
    #: None: stayed anonymous
    borrower: Borrower | None = None
    location: ServiceLocation | None = None
    enroller_id: int | None = None
    referrer: Partner | None = None
    channel: ReferralChannel = ReferralChannel.UNKNOWN
    help_type: HelpType | None = None
    purpose: Purpose | None = None
    outcome: ContactOutcome = ContactOutcome.HELPED
    #: a contact of the episode that this one goes on with; None: it opens its own
    episode: ServiceContact | None = None
    #: how old and from where, of someone who stays anonymous; of a person it is known
    age_band: AgeBand = AgeBand.UNKNOWN
    municipality: str = ""

    @property
    def key(self) -> tuple[str, int, Step]:
        """What tells this contact from every other."""
        return self.source, self.source_id, self.step


def note(actor: Actor, happened: Happened, *, now: datetime) -> ServiceContact:
    """Someone came: one contact per source and step, however often it is said; what is said last counts."""
    known = find(*happened.key)
    contact = _put(actor, known, happened, now)
    db.session.flush()  # others point to it
    realising.look_at([contact])
    return contact


def withdraw(actor: Actor, source: str, source_id: int, step: Step, *, now: datetime) -> None:
    """The deed was undone, so nobody came: the contact goes, and whoever was sent on at it was not."""
    contact = find(source, source_id, step)
    if contact is not None:
        take_away(contact)


def take_away(contact: ServiceContact) -> None:
    """This contact is not there any more; the episode that it opened goes on with the next of its contacts."""
    followers = that_continue(contact)
    if followers:
        first, *others = followers
        first.episode_id = None
        for one in others:
            one.episode_id = first.id
    for referral in referrals_of(contact):
        db.session.delete(referral)
    orphaned = realising.let_go_of(contact)
    db.session.flush()  # nothing may point to what goes
    db.session.delete(contact)
    db.session.flush()
    realising.look_for(orphaned)


def freeze(contact: ServiceContact, borrower: Borrower) -> None:
    """What may be counted of `borrower` by age and town, as on the day of the contact."""
    contact.age_band = band_of(borrower.birth_year, contact.happened_on.year)
    contact.municipality = borrower.municipality


def freeze_again(borrower: Borrower, changed: Collection[str], *, on: date) -> None:
    """The year of birth was put right: every contact says so. Part of that deed.

    Another town is told of the contacts of that day, and of those of which no town was known: who moves house came from
    where they lived then, and past figures stay. What was not touched stays: a list may have told how old someone is
    of whom nobody knows the year.
    """
    for contact in of_borrower(borrower):
        if "birth_year" in changed:
            contact.age_band = band_of(borrower.birth_year, contact.happened_on.year)
        if "municipality" in changed and (not contact.municipality or contact.happened_on == on):
            contact.municipality = borrower.municipality


def move_to(stays: Borrower, goes: Borrower) -> None:
    """Two entries are one person: contacts and groups of who goes are those of who stays. Part of that deed.

    How old is told alike afterwards, by what is known of either; of whom neither tells, as it was. From which town
    stays as it was on each day, for past figures stay; where nobody knew it, it is the one that is known of either.
    """
    year = stays.birth_year or goes.birth_year
    town = stays.municipality or goes.municipality
    for contact in of_borrower(goes):
        contact.borrower, contact.borrower_id = stays, stays.id
    db.session.flush()
    contacts = of_borrower(stays)
    for contact in contacts:
        contact.age_band = band_of(year, contact.happened_on.year) if year is not None else contact.age_band
        contact.municipality = contact.municipality or town
    stays.gender = stays.gender or goes.gender
    _unite_groups(stays, goes)
    realising.look_at(contacts)


def _unite_groups(stays: Borrower, goes: Borrower) -> None:
    """The groups of both; that they would rather not say gives way to what they said."""
    own = {row.group_id for row in _groups_of(stays)}
    for row in _groups_of(goes):
        if row.group_id in own:
            db.session.delete(row)
        else:
            row.borrower_id = stays.id
    db.session.flush()
    rows = _groups_of(stays)
    if any(row.group.kind is GroupKind.GROUP for row in rows):
        for row in rows:
            if row.group.kind is GroupKind.PREFERS_NOT:
                db.session.delete(row)
    db.session.flush()


def _groups_of(borrower: Borrower) -> Sequence[BorrowerGroup]:
    query = db.select(BorrowerGroup).where(BorrowerGroup.borrower_id == borrower.id)
    return db.session.execute(query).scalars().all()


def _put(actor: Actor, known: ServiceContact | None, happened: Happened, now: datetime) -> ServiceContact:
    contact = known or ServiceContact(
        source=happened.source, source_id=happened.source_id, step=happened.step,
        noted_at=now, noted_by_id=actor.user_id,
    )  # fmt: skip
    borrower = happened.borrower
    is_as_it_was = known is not None and (known.borrower_id, known.happened_on) == (
        borrower.id if borrower is not None else None, happened.on,
    )  # fmt: skip
    _fill(contact, happened)
    if known is None:
        db.session.add(contact)
    if borrower is None:
        contact.age_band, contact.municipality = happened.age_band, happened.municipality
    elif not is_as_it_was and not borrower.is_forgotten:
        freeze(contact, borrower)
    return contact


def _fill(contact: ServiceContact, happened: Happened) -> None:
    values: dict[str, Any] = {
        "service": happened.service,
        "happened_on": happened.on,
        "enroller_id": happened.enroller_id,
        "channel": happened.channel,
        "purpose": happened.purpose,
        "outcome": happened.outcome,
    }
    for name in ("borrower", "location", "referrer", "help_type"):
        thing = getattr(happened, name)
        values |= {name: thing, f"{name}_id": thing.id if thing is not None else None}
    for name, value in values.items():
        setattr(contact, name, value)
    root = happened.episode
    contact.episode_id = (root.episode_id or root.id) if root is not None else None
