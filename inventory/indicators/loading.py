"""From the database to plain facts: a few questions per indicator, columns only, never what forgetting takes away.

Not used, because it is blanked: names, postcodes, the year of birth, what was typed. An undone loan is not loaded, and
a person who turned out to be another one has handed everything over to who stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from inventory.applications.models import Application
from inventory.borrowers.models import Borrower
from inventory.contacts.models import BorrowerGroup, HelpType, ReferralOut, ServiceContact, ServiceLocation
from inventory.contacts.rules import AgeBand, ReferralChannel, Service, Step
from inventory.deposits.models import Deposit
from inventory.devices.models import Device
from inventory.foundation.clock import day, local
from inventory.foundation.database import db
from inventory.foundation.period import Period
from inventory.foundation.tenancy import current_digibank_id
from inventory.indicators.answer import Question
from inventory.indicators.facts import (
    Asked,
    Begun,
    Booking,
    Contact,
    FirstDays,
    Lent,
    Moved,
    SentOn,
    Slot,
    Traits,
)
from inventory.lending.models import Ending, Extension, Loan, Swap
from inventory.outings.models import Outing, OutingVisit
from inventory.outings.rules import OutingState, VisitEnd
from inventory.partners.models import Partner, PartnerKind
from inventory.repair_desk.models import VisitorTicket
from inventory.repair_desk.rules import TicketState
from workshop.models import Seat, Session, Venue
from workshop.rules import TAKES_A_CHAIR, EnrolledBy, SeatState

_EPISODE = func.coalesce(ServiceContact.episode_id, ServiceContact.id)
_COLUMNS = (
    ServiceContact.id,
    ServiceContact.borrower_id,
    ServiceContact.happened_on,
    ServiceContact.service,
    ServiceContact.step,
    ServiceContact.location_id,
    ServiceContact.referrer_id,
    ServiceContact.channel,
    ServiceContact.help_type_id,
    _EPISODE,
)


Asks = ParamSpec("Asks")
Facts = TypeVar("Facts")

#: what was read already of one look at the facts, by who read it and what was asked
_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """In this block nothing changes: what several indicators ask is read once, and nobody changes what they got."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(read: Callable[Asks, Facts]) -> Callable[Asks, Facts]:
    """Read once in a look at the facts, for whoever asks the same."""

    @wraps(read)
    def again(*asked: Asks.args, **named: Asks.kwargs) -> Facts:
        found = _read.get()
        if found is None:
            return read(*asked, **named)
        what = (read, asked, tuple(named.items()))
        if what not in found:
            found[what] = read(*asked, **named)
        return found[what]

    return again


def _rows(question: Any) -> Sequence[Any]:
    return db.session.execute(question).all()


def _passes(question: Question, contact: Any = ServiceContact) -> list[ColumnElement[bool]]:
    """What a contact must be to be asked of, apart from its day."""
    asked: list[ColumnElement[bool]] = []
    if question.municipality:
        asked.append(contact.municipality == question.municipality)
    if question.location_id is not None:
        asked.append(contact.location_id == question.location_id)
    if question.service:
        asked.append(contact.service == Service(question.service))
    return asked


def _in_period(question: Question) -> ColumnElement[bool]:
    return ServiceContact.happened_on.between(question.since, question.until)


@once
def contacts(question: Question) -> list[Contact]:
    """The contacts that are asked of."""
    found = _rows(select(*_COLUMNS).where(_in_period(question), *_passes(question)))
    return [Contact._make(row) for row in found]


def first_days(question: Question) -> list[FirstDays]:
    """Of everyone who came until the last day asked of: the first day ever, and the first one that passes."""
    passing = case((and_(*_passes(question)), ServiceContact.happened_on)) if _passes(question) else None
    ever = func.min(ServiceContact.happened_on)
    asked = ever if passing is None else func.min(passing)
    query = select(ServiceContact.borrower_id, ever, asked).where(
        ServiceContact.borrower_id.is_not(None), ServiceContact.happened_on <= question.until
    )
    return [FirstDays._make(row) for row in _rows(query.group_by(ServiceContact.borrower_id))]


def earlier_episodes(question: Question) -> list[tuple[int, int]]:
    """(person, episode) of the contacts before the period that would pass."""
    query = select(ServiceContact.borrower_id, _EPISODE).where(
        ServiceContact.borrower_id.is_not(None),
        ServiceContact.happened_on < question.since,
        *_passes(question),
    )
    return [(person, episode) for person, episode in _rows(query.distinct())]


def opened() -> dict[int, date]:
    """On which day somebody came to each place for the first time ever."""
    query = select(ServiceContact.location_id, func.min(ServiceContact.happened_on)).where(
        ServiceContact.location_id.is_not(None)
    )
    return {row[0]: row[1] for row in _rows(query.group_by(ServiceContact.location_id))}


@once
def groups() -> dict[int, frozenset[int]]:
    """The target groups of each person who said to which they belong."""
    found: dict[int, set[int]] = defaultdict(set)
    for person, group in _rows(select(BorrowerGroup.borrower_id, BorrowerGroup.group_id)):
        found[person].add(group)
    return {person: frozenset(some) for person, some in found.items()}


@once
def traits(until: date) -> Traits:
    """What is known of everyone: by the newest contact until that day that knows it, and how they came to us first."""
    who = _rows(select(Borrower.id, Borrower.gender, Borrower.language))
    return Traits(
        age=_newest(ServiceContact.age_band, ServiceContact.age_band != AgeBand.UNKNOWN, until),
        municipality=_newest(ServiceContact.municipality, ServiceContact.municipality != "", until),
        channel=_newest(
            ServiceContact.channel, ServiceContact.channel != ReferralChannel.UNKNOWN, until, first=True
        ),
        gender={person: str(gender) for person, gender, _ in who if gender is not None},
        language={person: str(language) for person, _, language in who},
        groups=groups(),
    )


def _newest(
    column: InstrumentedAttribute[Any], is_known: ColumnElement[bool], until: date, *, first: bool = False
) -> dict[int, str]:
    """For each person the value of the newest contact that knows it, or of the first one."""
    days = (ServiceContact.happened_on, ServiceContact.id)
    order = days if first else tuple(one.desc() for one in days)
    place = func.row_number().over(partition_by=ServiceContact.borrower_id, order_by=order)
    ranked = (
        select(ServiceContact.borrower_id.label("person"), column.label("value"), place.label("place"))
        .where(
            ServiceContact.digibank_id
            == current_digibank_id(),  # an inner question is not narrowed by itself
            ServiceContact.borrower_id.is_not(None),
            ServiceContact.happened_on <= until,
            is_known,
        )
        .subquery()
    )
    return {
        person: str(value)
        for person, value in _rows(select(ranked.c.person, ranked.c.value).where(ranked.c.place == 1))
    }


@once
def begun(question: Question) -> list[Begun]:
    """The episodes of which the first contact is asked of."""
    return _begun(_in_period(question), *_passes(question))


def begun_between(since: date, until: date) -> list[Begun]:
    """Every episode that began in those days."""
    return _begun(ServiceContact.happened_on.between(since, until))


def _begun(*which: ColumnElement[bool]) -> list[Begun]:
    query = select(
        ServiceContact.id, ServiceContact.borrower_id, ServiceContact.happened_on, ServiceContact.service
    ).where(ServiceContact.episode_id.is_(None), *which)
    return [Begun._make(row) for row in _rows(query)]


@once
def contacts_of_begun(question: Question) -> list[Contact]:
    """Every contact, until the last day asked of, of the episodes of which the first contact is asked of."""
    opener = aliased(ServiceContact)
    query = (
        select(*_COLUMNS)
        .join(opener, opener.id == _EPISODE)
        .where(
            opener.happened_on.between(question.since, question.until),
            ServiceContact.happened_on <= question.until,
            *_passes(question, opener),
        )
    )
    return [Contact._make(row) for row in _rows(query)]


def referring_partners() -> list[int]:
    """The services that refer people, by name."""
    query = select(Partner.id).where(Partner.kind.in_([PartnerKind.REFERRER, PartnerKind.SCHOOL]))
    return [row[0] for row in _rows(query.order_by(Partner.name_key, Partner.id))]


def applications(question: Question) -> list[Asked]:
    """Applications made in the period, with the day on which the laptop went along."""
    if question.service not in ("", Service.LENDING):
        return []
    period = Period(question.since, question.until)
    query = (
        select(
            Application.id, Application.referrer_id, Application.state, Application.applied_at,
            func.min(Loan.started_on),
        )
        .outerjoin(Loan, and_(Loan.application_id == Application.id, _took_place()))
        .where(Application.applied_at >= period.begin, Application.applied_at < period.end)
        .group_by(Application.id, Application.referrer_id, Application.state, Application.applied_at)
    )  # fmt: skip
    if question.municipality or question.location_id is not None:
        asking = aliased(ServiceContact)
        query = query.join(asking, _follows(asking, Application, Step.APPLICATION)).where(
            *_passes(question, asking)
        )
    if question.device_kind:
        query = query.where(Application.device_kind == question.device_kind)
    return [
        Asked(number, referrer, str(state), day(applied_at), lent_on)
        for number, referrer, state, applied_at, lent_on in _rows(query)
    ]


def _took_place() -> ColumnElement[bool]:
    """An undone loan never was."""
    return or_(Loan.ending.is_(None), Loan.ending != Ending.UNDONE)


def _follows(contact: Any, model: Any, step: Step) -> ColumnElement[bool]:
    """Is this the contact of that step that a row of `model` left?"""
    return and_(
        contact.digibank_id == model.digibank_id,
        contact.source == model.__tablename__,
        contact.source_id == model.id,
        contact.step == step,
    )


def sent_on(question: Question) -> list[SentOn]:
    """Who was sent on in the period, at a contact that passes."""
    return _sent_on(ReferralOut.referred_on.between(question.since, question.until), *_passes(question))


def sent_on_until(until: date) -> list[SentOn]:
    """Everyone who was sent on to a service of ours until that day."""
    return _sent_on(ReferralOut.referred_on <= until, ReferralOut.to_service.is_not(None))


def _sent_on(*which: ColumnElement[bool]) -> list[SentOn]:
    query = (
        select(
            ReferralOut.referred_on, ReferralOut.to_service, ReferralOut.to_location_id,
            ReferralOut.to_partner_id, ReferralOut.realised_on, _EPISODE,
        )
        .join(ServiceContact, ServiceContact.id == ReferralOut.contact_id)
        .where(*which)
    )  # fmt: skip
    return [SentOn._make(row) for row in _rows(query)]


def help_parents() -> dict[int, int | None]:
    """Under which other question each question stands."""
    return {row[0]: row[1] for row in _rows(select(HelpType.id, HelpType.parent_id))}


@once
def lent(question: Question) -> list[Lent]:
    """The loans that ran on some day of the period, and were not undone.

    A loan is of the place and the town that its pick-up says, and of the kind of device with which it began.
    """
    if question.service not in ("", Service.LENDING):
        return []
    picking_up = aliased(ServiceContact)
    query = (
        select(
            Loan.id, Loan.borrower_id, Loan.started_on, Loan.due_on, Loan.ended_at, Loan.ending, Device.kind,
            picking_up.location_id, Application.applied_at, Application.purpose, Deposit.tariff, Deposit.way,
        )
        .join(Device, Device.id == Loan.device_id)
        .outerjoin(picking_up, _follows(picking_up, Loan, Step.PICK_UP))
        .outerjoin(Application, Application.id == Loan.application_id)
        .outerjoin(Deposit, Deposit.loan_id == Loan.id)
        .where(*_ran(question))
    )  # fmt: skip
    if question.municipality or question.location_id is not None:
        query = query.where(*_passes(question, picking_up))
    began_with = _kinds_before_a_swap()
    found = [_lent(row, began_with) for row in _rows(query)]
    return [one for one in found if question.device_kind in ("", one.device_kind)]


def _lent(row: Any, began_with: dict[int, str]) -> Lent:
    number, person, began, due, ended_at, ending, kind, location, applied_at, purpose, tariff, way = row
    return Lent(
        number, person, began, due, day(ended_at) if ended_at else None, str(ending) if ending else None,
        began_with.get(number, str(kind)), location, day(applied_at) if applied_at else None,
        str(purpose) if purpose else None, tariff, str(way) if way else None,
    )  # fmt: skip


def _ran(question: Question) -> list[ColumnElement[bool]]:
    begin = Period(question.since, question.until).begin
    return [
        Loan.started_on <= question.until,
        or_(Loan.ended_at.is_(None), Loan.ended_at >= begin),
        _took_place(),
    ]


def _kinds_before_a_swap() -> dict[int, str]:
    """Of the loans that were swapped, the kind of the first device."""
    query = select(Swap.loan_id, Device.kind).join(Device, Device.id == Swap.from_device_id)
    return {loan: str(kind) for loan, kind in _rows(query.order_by(Swap.id.desc()))}


def moved(question: Question) -> list[Moved]:
    """How the ends of those loans were moved, in the order in which that happened."""
    query = (
        select(Extension.loan_id, Extension.extended_at, Extension.from_on, Extension.to_on)
        .join(Loan, Loan.id == Extension.loan_id)
        .where(*_ran(question))
        .order_by(Extension.id)
    )
    return [Moved(loan, day(at), was, to) for loan, at, was, to in _rows(query)]


def moments(question: Question) -> tuple[list[Slot], list[Booking]]:
    """The moments in the period for which people book, and who was expected or walked in.

    A start workshop is of the place where it is held, a mobile day of its town. The repair desk has no place, so it is
    left out where one is asked.
    """
    slots: list[Slot] = []
    bookings: list[Booking] = []
    for service, look in (
        (Service.START_WORKSHOP, _workshops),
        (Service.LENDING, _outings),
        (Service.REPAIR_DESK, _repairs),
    ):
        if question.service in ("", service):
            some, expected = look(question)
            slots += some
            bookings += expected
    return slots, bookings


def _is_place(question: Question, name: Any, municipality: Any) -> ColumnElement[bool]:
    """Does the place that is asked of bear this name, in this town or in none that was told?"""
    return exists().where(
        ServiceLocation.digibank_id == current_digibank_id(),  # an inner question is not narrowed by itself
        ServiceLocation.id == question.location_id,
        ServiceLocation.name == name,
        ServiceLocation.municipality.in_([municipality, ""]),
    )


def _workshops(question: Question) -> tuple[list[Slot], list[Booking]]:
    period = Period(question.since, question.until)
    where = [
        Session.starts_at >= period.begin,
        Session.starts_at < period.end,
        Session.cancelled_at.is_(None),
    ]
    if question.municipality:
        where.append(Venue.municipality == question.municipality)
    if question.location_id is not None:
        where.append(_is_place(question, Venue.name, Venue.municipality))
    held = select(Session.id, Session.capacity).join(Venue, Venue.id == Session.venue_id).where(*where)
    seats = (
        select(Session.id, Session.starts_at, Seat.state, Seat.enrolled_by)
        .join(Session, Session.id == Seat.session_id)
        .join(Venue, Venue.id == Session.venue_id)
        .where(*where, Seat.state.in_(sorted(TAKES_A_CHAIR)))
    )
    service = Service.START_WORKSHOP
    return (
        [Slot(service, number, capacity) for number, capacity in _rows(held)],
        [
            _booking(service, number, at, _came_to(state), walked_in=by is EnrolledBy.AT_THE_DOOR)
            for number, at, state, by in _rows(seats)
        ],
    )


def _came_to(state: SeatState) -> bool | None:
    """Did they come, to all or some of it? None while nobody noted it."""
    if state in (SeatState.ATTENDED, SeatState.PARTLY):
        return True
    return False if state is SeatState.MISSED else None


def _outings(question: Question) -> tuple[list[Slot], list[Booking]]:
    """Mobile days: an appointment that was called off was none; who was not helped did not come, as far as we know."""
    period = Period(question.since, question.until)
    where: list[ColumnElement[bool]] = [
        Outing.starts_at >= period.begin, Outing.starts_at < period.end, Outing.state != OutingState.CALLED_OFF,
    ]  # fmt: skip
    if question.municipality:
        where.append(Outing.municipality == question.municipality)
    if question.location_id is not None:
        name = case((Outing.venue != "", Outing.venue), else_=Outing.municipality)
        where.append(_is_place(question, name, Outing.municipality))
    visits = (
        select(Outing.id, OutingVisit.visit_at, OutingVisit.ended)
        .join(Outing, Outing.id == OutingVisit.outing_id)
        .where(*where, or_(OutingVisit.ended.is_(None), OutingVisit.ended != VisitEnd.CALLED_OFF))
    )
    service = Service.LENDING
    return (
        [Slot(service, row[0], None) for row in _rows(select(Outing.id).where(*where))],
        [
            _booking(service, number, at, None if ended is None else ended is VisitEnd.HELPED)
            for number, at, ended in _rows(visits)
        ],
    )


def _repairs(question: Question) -> tuple[list[Slot], list[Booking]]:
    """The repair desk: each appointment is a moment of its own; who called it off before its time booked nothing."""
    if question.municipality or question.location_id is not None:
        return [], []
    period = Period(question.since, question.until)
    at = func.coalesce(VisitorTicket.appointment_at, VisitorTicket.made_at)
    query = select(
        VisitorTicket.id, VisitorTicket.appointment_at, VisitorTicket.made_at, VisitorTicket.state,
        VisitorTicket.ended_at,
    ).where(at >= period.begin, at < period.end)  # fmt: skip
    service = Service.REPAIR_DESK
    slots, bookings = [], []
    for number, appointment, made_at, state, ended_at in _rows(query):
        if appointment is None:
            bookings.append(_booking(service, number, made_at, True, walked_in=True))
        elif state is not TicketState.CALLED_OFF or ended_at >= appointment:
            slots.append(Slot(service, number, None))
            came = None if state is TicketState.EXPECTED else state is not TicketState.CALLED_OFF
            bookings.append(_booking(service, number, appointment, came))
    return slots, bookings


def _booking(service: Service, slot: int, at: Any, came: bool | None, *, walked_in: bool = False) -> Booking:
    clock = local(at)
    return Booking(service, slot, clock.isoweekday(), clock.hour, came, walked_in)


def walk_ins(question: Question) -> dict[str, int]:
    """Visits to the services where nobody books."""
    query = select(ServiceContact.service, func.count(ServiceContact.id)).where(
        _in_period(question),
        *_passes(question),
        ServiceContact.service.not_in([Service.START_WORKSHOP, Service.LENDING, Service.REPAIR_DESK]),
    )
    return {str(service): number for service, number in _rows(query.group_by(ServiceContact.service))}
