"""What lies ready of each kind of work, who has what in hand, and the hours of a month."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from inventory.devices.models import Device
from inventory.digibank.models import Membership, User
from inventory.foundation.database import db
from inventory.foundation.refusal import NotHere
from inventory.journey import IN_THE_HOUSE, Stage
from inventory.learning.models import Practice
from inventory.learning.queries import AT_THE_BENCH
from inventory.refurbishing.models import Checkup, CheckupState
from inventory.repairing.models import RepairTicket
from inventory.repairing.rules import State
from inventory.shifts.models import BenchDay, Taken
from inventory.shifts.rules import Work, minutes_of
from inventory.validating.queries import may_go_on

#: so many are looked at in one question when the first ones do not fit, or colleagues take at the same moment
PORTION = 20


@dataclass(frozen=True)
class Ready:
    """How much of one kind of work lies ready for this person, and since when the oldest waits."""

    count: int
    oldest: datetime | None


def _checkup(state: CheckupState) -> ColumnElement[bool]:
    """The device is on the bench with a list in this state, in the lap it is in."""
    of_device = select(Checkup.id).where(
        Checkup.device_id == Device.id, Checkup.lap == Device.lap, Checkup.state == state
    )
    return (Device.stage == Stage.REFURBISHING) & of_device.correlate(Device).exists()


def _repair(*states: State) -> ColumnElement[bool]:
    """The device has a repair in one of these states."""
    found = select(RepairTicket.id).where(RepairTicket.device_id == Device.id, RepairTicket.state.in_(states))
    return found.correlate(Device).exists()


def _is_here() -> ColumnElement[bool]:
    """The device is in the house: not at a borrower's home, not gone, not with a repairer."""
    return Device.stage.in_(sorted(IN_THE_HOUSE)) & ~_repair(State.OUTSIDE)


def waits_for(work: Work) -> ColumnElement[bool]:
    """The device waits for this work, or someone who took it is at it."""
    match work:
        case Work.RETURNED:
            return Device.stage == Stage.RETURNED
        case Work.WIPE:
            return Device.stage == Stage.RECEIVED
        case Work.CHECKLIST:
            return (Device.stage == Stage.WIPED) | _checkup(CheckupState.OPEN)
        case Work.REPAIR:
            return _repair(State.OPEN, State.WORKING)
        case Work.SECOND_LOOK:
            return _checkup(CheckupState.DONE)


def _to_take(work: Work, user_id: int) -> ColumnElement[bool]:
    """The device may be given to this person now: nobody has it, and it is not their own work."""
    has_it = select(Taken.id).where(Taken.device_id == Device.id, Taken.let_go_at.is_(None))
    nobody = ~has_it.correlate(Device).exists()
    if work is Work.CHECKLIST:
        # What someone began is theirs to go on with; the bench shows it to all.
        return (Device.stage == Stage.WIPED) & may_go_on() & nobody
    if work is Work.REPAIR:
        # A repair that someone has in hand says so itself.
        return _repair(State.OPEN) & _is_here()
    if work is Work.SECOND_LOOK:
        stood_beside = select(Practice.thing_id).where(
            Practice.thing == Checkup.__tablename__, Practice.buddy_id == user_id
        )
        of_others = select(Checkup.id).where(
            Checkup.device_id == Device.id, Checkup.lap == Device.lap, Checkup.state == CheckupState.DONE,
            Checkup.done_by_id != user_id, Checkup.id.not_in(stood_beside),
        )  # fmt: skip
        return (
            (Device.stage == Stage.REFURBISHING) & of_others.correlate(Device).exists() & nobody & _is_here()
        )
    return waits_for(work) & nobody


def ready(works: Iterable[Work], user_id: int) -> dict[Work, Ready]:
    """Of each kind what lies ready for this person: one question for all of them."""
    parts = [
        select(literal(str(work)), func.count(Device.id), func.min(Device.stage_since)).where(
            _to_take(work, user_id)
        )
        for work in works
    ]
    if not parts:
        return {}
    found = db.session.execute(union_all(*parts))
    return {Work(work): Ready(count, _aware(oldest)) for work, count, oldest in found}


def _aware(moment: Any) -> datetime | None:
    """A moment out of a union, which on SQLite has lost its type."""
    if moment is None or isinstance(moment, datetime):
        return Device.stage_since.type.process_result_value(moment, db.engine.dialect)
    return Device.stage_since.type.process_result_value(datetime.fromisoformat(moment), db.engine.dialect)


def oldest_first(work: Work, user_id: int) -> Iterator[list[int]]:
    """The ids of what may be given to this person, waiting longest first: in portions, for the first mostly does."""
    query = select(Device.id, Device.stage_since).where(_to_take(work, user_id))
    query = query.order_by(Device.stage_since, Device.id).limit(PORTION)
    rest = query
    while found := db.session.execute(rest).all():
        yield [one.id for one in found]
        since, last = found[-1].stage_since, found[-1].id
        rest = query.where(
            (Device.stage_since > since) | ((Device.stage_since == since) & (Device.id > last))
        )


def find_taken(user_id: int | None, work: Work) -> Taken | None:
    """What this person has in hand of this kind and is not done with."""
    query = (
        select(Taken)
        .join(Device, Device.id == Taken.device_id)
        .where(Taken.user_id == user_id, Taken.work == work, Taken.let_go_at.is_(None), waits_for(work))
        .order_by(Taken.id)
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()


def done_with() -> Sequence[Taken]:
    """What was taken and went on since: nobody need let it go by hand."""
    goes_on = db.or_(*((Taken.work == work) & waits_for(work) for work in Work))
    query = (
        select(Taken)
        .join(Device, Device.id == Taken.device_id)
        .where(Taken.let_go_at.is_(None), ~goes_on)
        .options(joinedload(Taken.device))
    )
    return db.session.execute(query).scalars().all()


@dataclass(frozen=True)
class InHand:
    """One piece of work under way: which device, at what, by whom, and how far its checklist is."""

    device: Device
    work: Work
    user_id: int | None
    who: str
    #: steps answered, and required in all; None at other work, or when the list is not begun
    so_far: tuple[int, int] | None
    #: None: begun without having been taken here
    taken_id: int | None = None
    waits_for: str = ""
    #: the repair, where that is the work
    ticket_id: int | None = None


def in_hand() -> list[InHand]:
    """Everything that someone took or began and is not done with; who began first comes first."""
    held = (
        select(Taken, Checkup.answered_count, Checkup.total_count, Checkup.waits_for)
        .join(Device, Device.id == Taken.device_id)
        .outerjoin(
            Checkup,
            (Checkup.device_id == Device.id)
            & (Checkup.lap == Device.lap)
            & (Checkup.state == CheckupState.OPEN)
            & (Taken.work == Work.CHECKLIST),
        )
        .where(Taken.let_go_at.is_(None), db.or_(*((Taken.work == work) & waits_for(work) for work in Work)))
        .options(joinedload(Taken.device).joinedload(Device.place), joinedload(Taken.user))
        .order_by(Taken.id)
        .limit(100)
    )
    found = [
        InHand(
            one.device, one.work, one.user_id, one.user.name, (done, of) if of else None, one.id, waits or ""
        )
        for one, done, of, waits in db.session.execute(held)
    ]
    taken = {one.device.id for one in found}
    begun = (
        select(Checkup)
        .join(Device, Device.id == Checkup.device_id)
        .where(
            Checkup.state == CheckupState.OPEN, Checkup.lap == Device.lap, Device.stage == Stage.REFURBISHING
        )
        .options(joinedload(Checkup.device).joinedload(Device.place), joinedload(Checkup.started_by))
        .order_by(Checkup.id)
        .limit(100)
    )
    for one in db.session.execute(begun).scalars():
        if one.device_id not in taken:
            name = one.started_by.name if one.started_by else ""
            found.append(
                InHand(
                    one.device,
                    Work.CHECKLIST,
                    one.started_by_id,
                    name,
                    (one.answered_count, one.total_count),
                    waits_for=one.waits_for,
                )
            )
    return [*found, *_repairs_in_hand()]


def _repairs_in_hand() -> list[InHand]:
    query = (
        select(RepairTicket)
        .where(RepairTicket.state == State.WORKING)
        .options(joinedload(RepairTicket.device).joinedload(Device.place), joinedload(RepairTicket.taken_by))
        .order_by(RepairTicket.taken_at, RepairTicket.id)
        .limit(100)
    )
    return [
        InHand(
            one.device, Work.REPAIR, one.taken_by_id, one.taken_by.name if one.taken_by else "", None,
            ticket_id=one.id,
        )
        for one in db.session.execute(query).scalars()
    ]  # fmt: skip


def find_repair(user_id: int | None) -> RepairTicket | None:
    """The repair that this person has in hand."""
    query = select(RepairTicket).where(
        RepairTicket.state == State.WORKING, RepairTicket.taken_by_id == user_id
    )
    return db.session.execute(
        query.order_by(RepairTicket.taken_at, RepairTicket.id).limit(1)
    ).scalar_one_or_none()


def repairs_to_take() -> Iterator[RepairTicket]:
    """Repairs on which nobody began, of what is here, asked longest ago first; asked for in portions."""
    query = (
        select(RepairTicket)
        .join(Device, Device.id == RepairTicket.device_id)
        .where(RepairTicket.state == State.OPEN, _is_here())
        .order_by(RepairTicket.opened_at, RepairTicket.id)
        .limit(PORTION)
    )
    rest = query
    while found := db.session.execute(rest).scalars().all():
        since, last = found[-1].opened_at, found[-1].id
        yield from found
        later = (RepairTicket.opened_at == since) & (RepairTicket.id > last)
        rest = query.where((RepairTicket.opened_at > since) | later)


def get_taken(taken_id: int) -> Taken:
    """What was taken and not let go, or NotHere."""
    query = select(Taken).where(Taken.id == taken_id, Taken.let_go_at.is_(None))
    found = db.session.execute(query.options(joinedload(Taken.device))).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found


# --- hours ---


def open_days(user_id: int | None) -> Sequence[BenchDay]:
    """What this person began and did not end, oldest first: at most one is of today."""
    query = select(BenchDay).where(BenchDay.user_id == user_id, BenchDay.ended_at.is_(None))
    return db.session.execute(query.order_by(BenchDay.started_at, BenchDay.id)).scalars().all()


def days_of(user_id: int | None, first: date, last: date) -> Sequence[BenchDay]:
    """The hours of one person that began on these days."""
    query = (
        select(BenchDay)
        .where(BenchDay.user_id == user_id, BenchDay.day.between(first, last))
        .options(joinedload(BenchDay.corrected_by))
        .order_by(BenchDay.started_at, BenchDay.id)
    )
    return db.session.execute(query).scalars().all()


def get_day(bench_day_id: int) -> BenchDay:
    """These hours, or NotHere."""
    query = select(BenchDay).where(BenchDay.id == bench_day_id).options(joinedload(BenchDay.user))
    found = db.session.execute(query).scalar_one_or_none()
    if found is None or found.user is None:
        raise NotHere
    return found


@dataclass(frozen=True)
class Hours:
    """The hours of one person in a month."""

    user: User
    #: None: who left the bench
    membership: Membership | None
    minutes: int
    days: int
    #: begun, and the end is not known
    unknown: int


def team_hours(first: date, last: date) -> list[Hours]:
    """Everyone of the bench by name, with the hours that began on these days. In no other order, ever.

    Who left stands there too, as long as there are hours of them.
    """
    members = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.role.in_(AT_THE_BENCH))
        .options(joinedload(Membership.user))
        .order_by(func.lower(User.name), Membership.id)
    )
    spans: dict[int | None, list[BenchDay]] = {}
    query: Select[Any] = select(BenchDay).where(BenchDay.day.between(first, last))
    for one in db.session.execute(query.options(joinedload(BenchDay.user))).scalars():
        spans.setdefault(one.user_id, []).append(one)
    people: dict[int, tuple[User, Membership | None]] = {}
    for membership in db.session.execute(members).scalars():
        people.setdefault(membership.user_id, (membership.user, membership))
    for own in spans.values():
        if own[0].user is not None:
            people.setdefault(own[0].user.id, (own[0].user, None))
    found = [_hours(*people[user_id], spans.get(user_id, [])) for user_id in people]
    return sorted(found, key=lambda hours: hours.user.name.lower())


def _hours(user: User, membership: Membership | None, own: Sequence[BenchDay]) -> Hours:
    minutes = minutes_of((one.started_at, one.ended_at) for one in own)
    unknown = sum(one.ended_at is None for one in own)
    return Hours(user, membership, minutes, len({one.day for one in own}), unknown)


def hours_by_month(first: date, last: date) -> dict[str, tuple[int, int]]:
    """Of each month ("2026-11") the minutes of all together, and how many people they were of."""
    query = select(BenchDay.day, BenchDay.user_id, BenchDay.started_at, BenchDay.ended_at).where(
        BenchDay.day.between(first, last), BenchDay.ended_at.is_not(None)
    )
    spans: dict[str, list[Any]] = {}
    for row in db.session.execute(query.order_by(BenchDay.day)):
        spans.setdefault(f"{row.day:%Y-%m}", []).append(row)
    return {
        month: (
            minutes_of((one.started_at, one.ended_at) for one in rows),
            len({one.user_id for one in rows}),
        )
        for month, rows in spans.items()
    }


def get_membership(membership_id: int) -> Membership:
    """Someone of the bench, or NotHere."""
    query = select(Membership).where(Membership.id == membership_id, Membership.role.in_(AT_THE_BENCH))
    found = db.session.execute(query.options(joinedload(Membership.user))).scalar_one_or_none()
    if found is None:
        raise NotHere
    return found
