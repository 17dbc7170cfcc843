"""Find contacts: by what they follow from, of one person, of one episode."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from inventory import codes
from inventory.borrowers.models import Borrower
from inventory.codes import Kind
from inventory.contacts.models import ReferralOut, ServiceContact, ServiceLocation
from inventory.contacts.rules import Service, Step
from inventory.digibank.numbers import find_by_code
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.foundation.tenancy import current_digibank_id


def find(source: str, source_id: int, step: Step) -> ServiceContact | None:
    """The contact that follows from this row at this step."""
    query = select(ServiceContact).where(
        ServiceContact.source == source, ServiceContact.source_id == source_id, ServiceContact.step == step
    )
    return db.session.execute(query).scalar_one_or_none()


def of_source(source: str, source_ids: Collection[int]) -> Sequence[ServiceContact]:
    """Every contact that follows from one of these rows."""
    query = select(ServiceContact).where(
        ServiceContact.source == source, ServiceContact.source_id.in_(source_ids)
    )
    return db.session.execute(query.order_by(ServiceContact.id)).scalars().all()


def get_contact(service_contact_id: int) -> ServiceContact:
    """The contact with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.execute(
        select(ServiceContact).where(ServiceContact.id == service_contact_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def of_borrower(borrower: Borrower) -> Sequence[ServiceContact]:
    """Every contact with this person, in the order of their days."""
    query = select(ServiceContact).where(ServiceContact.borrower_id == borrower.id)
    return db.session.execute(query.order_by(ServiceContact.happened_on, ServiceContact.id)).scalars().all()


def that_continue(contact: ServiceContact) -> Sequence[ServiceContact]:
    """The contacts whose episode `contact` opened, in the order of their days."""
    query = select(ServiceContact).where(ServiceContact.episode_id == contact.id)
    return db.session.execute(query.order_by(ServiceContact.happened_on, ServiceContact.id)).scalars().all()


def find_contact(service_contact_id: int) -> ServiceContact | None:
    """The contact with this id, if there is one here."""
    return db.session.scalar(select(ServiceContact).where(ServiceContact.id == service_contact_id))


def find_place(service_location_id: int) -> ServiceLocation | None:
    """The place with this id, if there is one here."""
    return db.session.scalar(select(ServiceLocation).where(ServiceLocation.id == service_location_id))


def episode_of(contact: ServiceContact) -> Sequence[ServiceContact]:
    """Every contact of its episode, itself among them, in the order of their days."""
    root = contact.episode_id or contact.id
    query = select(ServiceContact).where((ServiceContact.id == root) | (ServiceContact.episode_id == root))
    query = query.options(joinedload(ServiceContact.location))
    return db.session.scalars(query.order_by(ServiceContact.happened_on, ServiceContact.id)).all()


def typed_today(user_id: int | None, today: date) -> int:
    """How many contacts this person typed for today."""
    query = select(func.count(ServiceContact.id)).where(
        ServiceContact.happened_on == today, ServiceContact.source == "typed",
        ServiceContact.noted_by_id == user_id,
    )  # fmt: skip
    return db.session.scalars(query).one()


@dataclass(frozen=True)
class Filter:
    """Which contacts of the register are asked for."""

    service: Service | None = None
    location_id: int | None = None
    borrower_code: str = ""
    since: date | None = None
    until: date | None = None
    #: "known", "anonymous", "typed" or nothing
    only: str = ""


def matching(asked: Filter) -> Select[ServiceContact]:
    """The contacts that were asked for, with whatever a list shows of them."""
    query = select(ServiceContact).options(
        joinedload(ServiceContact.borrower), joinedload(ServiceContact.location),
        joinedload(ServiceContact.help_type), joinedload(ServiceContact.referrer),
    )  # fmt: skip
    if asked.service is not None:
        query = query.where(ServiceContact.service == asked.service)
    if asked.location_id is not None:
        query = query.where(ServiceContact.location_id == asked.location_id)
    if asked.borrower_code:
        person = person_of(asked)
        query = query.where(ServiceContact.borrower_id == (person.id if person is not None else -1))
    if asked.since is not None:
        query = query.where(ServiceContact.happened_on >= asked.since)
    if asked.until is not None:
        query = query.where(ServiceContact.happened_on <= asked.until)
    wanted = {
        "known": ServiceContact.borrower_id.is_not(None),
        "anonymous": ServiceContact.borrower_id.is_(None),
        "typed": ServiceContact.source == "typed",
    }
    return query.where(wanted[asked.only]) if asked.only in wanted else query


def person_of(asked: Filter) -> Borrower | None:
    """The person by whose pass contacts are asked for."""
    try:
        code = codes.read(asked.borrower_code)
    except codes.WrongDigit:
        return None
    if code is None or code.kind not in (None, Kind.PASS):
        return None
    return find_by_code(Borrower, code)


def get_referral(referral_out_id: int) -> ReferralOut:
    """The referral with this id in the digibank we are inside of; NotHere otherwise."""
    found = db.session.execute(
        select(ReferralOut).where(ReferralOut.id == referral_out_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


def referrals_of(contact: ServiceContact) -> Sequence[ReferralOut]:
    """To where someone was sent on at this contact."""
    query = select(ReferralOut).where(ReferralOut.contact_id == contact.id).order_by(ReferralOut.id)
    return db.session.execute(query).scalars().all()


def towns() -> list[str]:
    """Every town from which somebody came, in order.

    Step by step along the index, from each town to the next one: all contacts are never read for the few towns they
    are of.
    """
    here, town = ServiceContact.digibank_id == current_digibank_id(), ServiceContact.municipality
    walk = select(func.min(town).label("town")).where(here, town > "").cte("walk", recursive=True)
    next_one = select(func.min(town)).where(here, town > walk.c.town).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(next_one).where(walk.c.town.is_not(None)))
    query = select(walk.c.town).where(walk.c.town.is_not(None)).order_by(walk.c.town)
    return list(db.session.execute(query).scalars())
